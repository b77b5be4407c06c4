### O que os membros leem. Como se muda um texto: docs/languages.md.

## The public notice

notice-hidden = **A prévia de um link foi ocultada aqui.** O que está por trás dele pode conter nudez ou conteúdo sexual. O link continua aí: pense bem antes de abrir.
notice-unscreened = **Uma publicação foi removida aqui.** Uma imagem nela não pôde ser analisada.
notice-one = **Uma imagem foi removida aqui.** Ela pode conter nudez ou conteúdo sexual.
notice-many = **Uma publicação com { $images } imagens foi removida aqui.** { $flagged } delas podem conter nudez ou conteúdo sexual.
notice-copies = { $copies ->
    [one] A imagem abaixo é uma cópia irreconhecível.
   *[other] As imagens abaixo são cópias irreconhecíveis.
}
notice-foot = Analisado por um programa no bot deste servidor. Ele pode errar.
case-number = Caso { $case }
button-help = Pedir ajuda
button-why = Por que foi removido?

## Why was this removed?

why-rule = Neste servidor, um programa analisa as imagens em busca de nudez e conteúdo sexual, antes que mais pessoas tenham que vê-las.
why-found = Aqui ele indicou algo que parece **{ $label }**.
why-kept = Ninguém olhou a imagem, e um programa pode errar. A imagem não é guardada; fica registrado quem publicou que tipo de imagem, onde e quando.
why-mistake = Se você acha que é um engano, avise a moderação.
why-mistake-case = Se você acha que é um engano, diga à moderação **caso { $case }**.
why-not-again = Por favor, não publique a imagem de novo para mostrar.

sender-title = Sobre o que você publicou
sender-what = O que aconteceu
sender-what-text = O bot deste servidor retirou algo que você publicou. Pode conter nudez ou conteúdo sexual.
sender-what-hidden = O bot deste servidor ocultou a prévia de um link que você publicou. O que está por trás dele pode conter nudez ou conteúdo sexual.
sender-what-unscreened = O bot deste servidor retirou algo que você publicou, porque não pôde ser analisado.
sender-rule = A regra daqui
sender-rule-genitals = Imagens que podem mostrar genitais nus são retiradas aqui.
sender-rule-standard = Imagens que podem mostrar nudez ou conteúdo sexual são retiradas aqui.
sender-rule-strict = Imagens que podem mostrar nudez ou conteúdo sexual são retiradas aqui, mesmo em parte cobertas.
sender-rule-nsfw = Nos canais com restrição de idade o bot não olha.
sender-law = A lei onde este servidor está
sender-law-foot = Isto não diz nada sobre você nem sobre o que publicou. Cabe a outros decidir se uma lei se aplica.
sender-mistake = Se for um engano
sender-told = Ninguém fica sabendo que você perguntou.

label-FEMALE_GENITALIA_COVERED = genitais femininos cobertos
label-FACE_FEMALE = o rosto de uma mulher
label-BUTTOCKS_EXPOSED = nádegas nuas
label-FEMALE_BREAST_EXPOSED = um seio nu
label-FEMALE_GENITALIA_EXPOSED = genitais femininos à mostra
label-MALE_BREAST_EXPOSED = um peito masculino nu
label-ANUS_EXPOSED = um ânus à mostra
label-FEET_EXPOSED = pés descalços
label-BELLY_COVERED = uma barriga coberta
label-FEET_COVERED = pés cobertos
label-ARMPITS_COVERED = axilas cobertas
label-ARMPITS_EXPOSED = axilas nuas
label-FACE_MALE = o rosto de um homem
label-BELLY_EXPOSED = uma barriga nua
label-MALE_GENITALIA_EXPOSED = genitais masculinos à mostra
label-ANUS_COVERED = um ânus coberto
label-FEMALE_BREAST_COVERED = um seio coberto
label-BUTTOCKS_COVERED = nádegas cobertas

## The help panel

panel-start =
    {""}**Você não fez nada de errado e não deve resposta a ninguém.**
    Só você vê isto. Vá no seu tempo. Nada do que você escolher é guardado, a não ser que peça.

    {""}**Alguém está em perigo agora?**
    {""}**Alguém na imagem pode ter menos de 18 anos, ou você tem?**

    Se sim, aperte o botão correspondente. Então outros passos vêm primeiro.
panel-what =
    {""}**O que aconteceu?**
    Escolha o que mais se parece. Você não precisa descrever, e ninguém vai pedir a imagem.
panel-where =
    {""}**Onde você mora?**
    Isso decide qual lei e quais linhas de ajuda você vê. Não é adivinhado, e é esquecido quando você fecha.
panel-closed = Fechado. Ninguém foi avisado e nada disto foi guardado. Você pode voltar quando quiser com `/{ command-help-me.name }`.
panel-what-menu = O que aconteceu?
panel-where-menu = Onde você mora?
panel-where-more = Mais lugares

go-danger = Alguém está em perigo
go-minor = Alguém pode ter menos de 18 anos
go-on = Nenhum dos dois: continuar
go-on-after = Continuar
go-back = Voltar
go-next = Próxima
go-close = Agora não
go-exit = Saída rápida
go-tell = Avisar a moderação
go-remember = Lembrar onde moro
go-forget = Esquecer onde moro
go-me = Sou eu na imagem

what-unsolicited_image = Recebi uma imagem sexual que eu não queria
what-image_shared = Uma imagem íntima minha foi compartilhada
what-threat_to_share = Ameaçam compartilhar uma imagem minha
what-deepfake = Fizeram um nude falso ou de IA meu
what-taken_without_consent = Me fotografaram ou filmaram às escondidas
what-flashing_images = Enviaram imagens piscantes para causar uma crise
what-harmful_message = Ameaças, ou me dizem para me machucar
what-proximity_transfer = Chegou uma imagem por AirDrop ou Bluetooth
what-taken_without_consent-more = Por baixo da roupa, no decote, câmera escondida
what-threat_to_share-more = Também se querem dinheiro ou mais imagens

place-INTL = Outro lugar
place-EU = União Europeia (outros países)
place-GB = Reino Unido
place-GB-EAW = Inglaterra e País de Gales
place-GB-ENG = Inglaterra
place-GB-WLS = País de Gales
place-GB-SCT = Escócia
place-GB-NIR = Irlanda do Norte
place-US = Estados Unidos (outros estados)
place-US-CA = Estados Unidos: Califórnia
place-US-TX = Estados Unidos: Texas
place-US-VA = Estados Unidos: Virgínia

tell-ask =
    {""}**Avisar a moderação?**
    Ela recebe { $about }, e que alguém pede ajuda com isso. Não recebe a imagem, nem o resto que você escolheu aqui. Você decide se ela fica sabendo seu nome.
tell-about-case = o número do caso { $case }
tell-about-link = o link da mensagem
tell-with-name = Avisar, com meu nome
tell-without-name = Avisar, sem meu nome
tell-done = A moderação foi avisada. Você não precisa fazer mais nada.
tell-already = Você já avisou a moderação sobre isto.
tell-failed = Não foi possível avisar a moderação daqui. Escreva para alguém dela e informe { $about }. Não envie a imagem.
tell-message-named = **{ $who } pede ajuda** com { $about }.
tell-message-unnamed = **Alguém pede ajuda** com { $about }. A pessoa não quer dar o nome.
tell-message-foot = Por favor, vejam isso e avisem o Discord se for preciso. Não peçam a ninguém que envie, mostre ou descreva a imagem.
tell-message-minor = Alguém nela pode ter menos de 18 anos. Não abram, salvem, copiem nem encaminhem. Denunciem ao Discord como segurança infantil.

remembered = De agora em diante você verá primeiro: { $place }. Você pode pedir para esquecer a qualquer hora.
forgotten = O lugar onde você mora foi esquecido.

## The cards

card-steps = Primeiros passos
card-tell = A quem contar
card-help = Quem ajuda, e a lei
card-danger = Se alguém está em perigo
card-minor = Se alguém pode ter menos de 18 anos
card-place = { $title } · { $place }
card-more = { $title } ({ $number })
disclaimer = Informação geral, não é orientação jurídica.
checked = Dados verificados pela última vez em { $day }.

safe = Primeiro: você está em segurança?
safe-call = Se você ou outra pessoa está em perigo, ligue agora para **{ $number }**.
safe-call-local = Se você ou outra pessoa está em perigo, ligue agora para o número de emergência da sua região.
safe-fault = Você não fez nada de errado. Faça tanto ou tão pouco disto quanto quiser.
safe-numbers = Números de emergência que verificamos
safe-number = **{ $number }** · { $place }
safe-others = Não verificamos os números de outros lugares.
talk-now = Fale com alguém agora

now = O que você pode fazer agora
now-unsolicited_image =
    • Desvie o olhar. Você não precisa ver de novo.
    • Anote quem enviou e quando. Para isso você não precisa da imagem.
    • Depois silencie ou bloqueie a pessoa.
now-image_shared =
    • Você pode pedir a retirada da imagem. A próxima página diz como.
    • Anote onde você viu, para que possa ser encontrada.
    • Você não precisa olhar de novo.
now-threat_to_share =
    • Pare de responder. Pode deixar as mensagens onde estão.
    • Não pague e não envie mais imagens. Pagar costuma trazer mais exigências.
    • Guarde as mensagens e o nome da conta.
    • Não é culpa sua, seja lá o que você enviou.
now-deepfake =
    • Uma falsa pode ser denunciada como uma imagem real. Não importa que não seja você.
    • Anote onde você viu, para que possa ser encontrada.
    • Você pode pedir a retirada. A próxima página diz como.
now-taken_without_consent =
    • Vá para um lugar onde se sinta em segurança. Avise a equipe do local, se houver.
    • Anote onde foi, quando, e como era a pessoa.
    • Não tente tirar o telefone dela.
now-flashing_images =
    • Desvie o olhar ou cubra a tela.
    • Se alguém tiver uma crise, ligue para a emergência e fique ao lado da pessoa.
    • Se o seu aplicativo pode parar imagens em movimento, desligue-as nas configurações.
now-harmful_message =
    • O que escrevem fala deles. Não é verdade só porque escrevem.
    • Se você pensa em se machucar, fale com alguém agora. Veja acima com quem.
    • Não responda. Guarde as mensagens.
now-proximity_transfer =
    • Se quem enviou pode estar perto, vá até a equipe do local ou outras pessoas.
    • Recuse ou feche. Você não precisa olhar.
    • Deixe AirDrop, Quick Share ou Bluetooth só para contatos.

note = Anote onde estava, não a imagem
note-harmful_message = Anote o que puder
note-case = **Caso { $case }.** Este número representa a mensagem.
note-link = Link, que ainda contém os IDs: { $link }
note-sent = Enviada em { $day }, às { $time } UTC.

reply = Você não deve resposta a ninguém
reply-text = Você não precisa responder, explicar nem decidir nada hoje.

police = Conte à polícia, se quiser
police-unknown = A polícia da sua região pode dizer como denunciar.
police-ask = O que você pode pedir à polícia
rights = O que mais você pode pedir

takedown = Peça a retirada
takedown-of-me = Estes serviços são para a pessoa na imagem. Ninguém pede que você envie a imagem a eles.
discord = Conte ao Discord
discord-removed = O que foi removido aqui você não pode mais denunciar. Mas a moderação tem os IDs. Informe o número do caso **{ $case }** e peça que ela denuncie quem enviou ao Discord. Não envie a imagem.
discord-still-there = A mensagem ainda está aí, ou outras parecidas?
discord-there = A mensagem ainda está aí?
discord-who = Diga quem enviou. Não envie a imagem.
discord-help = Como denunciar ao Discord
platform = Quem ajuda com plataformas

support = Alguém para conversar
law = O que diz a lei
law-specific = Aqui há uma lei sobre essas imagens.
law-general = Estas leis não tratam só dessas imagens. Talvez se apliquem.
law-contested = Discute-se se a lei daqui abrange essas imagens. Pode ser esta.
law-other = Estas leis podem servir ao que aconteceu.
law-unknown = Não temos dados verificados sobre isto. A polícia ou um advogado pode dizer mais.
law-since = (desde: { $day })
law-penalty = O que um tribunal pode impor: { $penalty }.
law-decide = Cabe à polícia e aos tribunais decidir se isso se aplica ao que aconteceu.
law-read = Ler a lei ({ $host })

minor-fault = Não é culpa sua que isso tenha sido enviado.
minor-fault-me = Não é culpa sua, seja lá o que e para quem você enviou.
minor-leave = Deixe a imagem onde está
minor-nobody = Ninguém aqui vai pedi-la.
minor-help = Quem pode ajudar
minor-me = Se é você na imagem
minor-me-device = Use só no telefone ou computador que já tem a imagem. Nunca a baixe para isso.
minor-adult = Você não precisa responder a ninguém. Se tem menos de 18 anos, conte a um adulto em quem confia.
minor-forgotten = O bot não guarda mais nenhuma impressão digital dela e tira a cópia do canal.

## Errors

error-command = Não deu certo; o motivo está no registro do bot. Avise a moderação, por favor.
error-permission = Este comando é para quem pode gerenciar mensagens.
error-case = Não há caso { $case } neste servidor.

## Commands, as Discord lists them

command-help-me =
    .name = me-ajuda
    .description = Ajuda privada se você recebeu uma imagem sexual que não queria
command-get-help-with-this =
    .name = Pedir ajuda com isto
command-flashguard =
    .name = flashguard
    .description = Para a moderação: casos, regras e verificações
command-flashguard-case =
    .name = caso
    .description = Mostra um caso pelo número
command-flashguard-case-number =
    .name = número
    .description = O número no aviso e no registro da moderação
command-flashguard-gaps =
    .name = lacunas
    .description = O que foi publicado aqui que o bot não pôde analisar, e por quê
command-flashguard-scan =
    .name = varrer
    .description = Analisa o que foi publicado antes: um canal, ou tudo
command-flashguard-scan-channel =
    .name = canal
    .description = O canal com seus tópicos; sem ele, o servidor inteiro
command-flashguard-scan-since =
    .name = desde
    .description = Desde quando: 24h, 7d, 2026-11-20, o link de uma mensagem ou all; senão, 24 horas
command-privacy =
    .name = privacidade
    .description = Seus dados no registro deste bot
command-privacy-export =
    .name = exportar
    .description = Uma cópia de tudo o que está registrado sobre você
command-privacy-erase =
    .name = apagar
    .description = Apaga seus dados do registro deste bot
