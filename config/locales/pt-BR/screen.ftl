### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = Isto pode conter nudez ou conteúdo sexual.
screen-clean = Não encontrei nada do que procuro. Um programa pode deixar passar algo.
screen-partly = Não consegui olhar tudo.
screen-line-explicit = { $name }: pode conter **{ $label }**
screen-line-suspect = { $name }: pode conter **{ $label }**, mas tenho menos certeza
screen-line-clean = { $name }: nada encontrado
screen-line-unscreened = { $name }: não foi olhado.
screen-frames = { $seen } de { $frames } quadros olhados
screen-more = … e mais { $count }
screen-copies = { $copies ->
    [one] A imagem abaixo é uma cópia irreconhecível, feita aqui.
   *[other] As imagens abaixo são cópias irreconhecíveis, feitas aqui.
}
screen-next = Você não precisa olhar, e não deve resposta a ninguém. Se alguém que aparece pode ter menos de 18 anos, aperte primeiro esse botão.
screen-foot = Só você vê isto. A imagem não fica guardada, e ninguém foi avisado.
screen-foot-conversation = Esta conversa fica entre você e mim. A imagem não fica guardada, e ninguém foi avisado.
screen-consented = Você permitiu que esta pessoa enviasse imagens assim, por isso não há cópia nem registro. Só você vê isto.
screen-own-flagged = Num servidor com este bot pode ser que seja retirado. Para quem não pediu, pode ser um choque.
screen-busy = Ainda estou no que você pediu antes, ou você pediu muitas vezes. Tente de novo em alguns minutos.
screen-none = Esta mensagem não mostra nenhuma imagem ou vídeo que eu possa olhar. A ajuda está aí do mesmo jeito.
screen-none-preview = A prévia do link ainda não chegou. Tente de novo daqui a pouco.
screen-none-forward = O Discord não me passou o que este encaminhamento mostra, então não consigo olhar. A ajuda está aí do mesmo jeito.
screen-hello =
    {""}**Olá.** Sou um bot, e aqui nenhuma pessoa lê. Você não precisa me mostrar nada.
    Se mandaram a você algo que você não queria: abra o menu dessa mensagem, depois “Aplicativos”, depois “{ command-screen-image.name }” ou “{ command-get-help-with-this.name }”. Só você vê a resposta. Para isso, me adicione antes à sua conta.
    Ajuda sem nenhuma imagem: `/{ command-help-me.name }`

screen-why-too_large = É grande demais.
screen-why-timeout = Demorou demais.
screen-why-undecodable = O arquivo está com defeito, ou não é imagem nem vídeo.
screen-why-unsupported = Não consigo olhar arquivos deste tipo.
screen-why-fetch_failed = O Discord não me deu o arquivo; talvez o link tenha vencido. Use o comando mais uma vez na mensagem.
screen-why-overloaded = Há trabalho demais agora. Tente de novo em alguns minutos.
screen-why-crashed = O programa que olha o arquivo desistiu.

screen-name-attachment = Um arquivo
screen-name-embed = A prévia de um link
screen-name-forward = Uma imagem encaminhada
screen-name-sticker = Uma figurinha
screen-name-emoji = Um emoji
screen-name-component = Uma imagem da mensagem
screen-name-avatar = A foto de quem enviou

## Records of one's own

button-keep-private = Guardar um registro para mim
button-erase-private = Apagar este registro
private-kept = **Guardado como seu registro { $number }.** Ele diz quem enviou que tipo de arquivo, quando e onde, com as impressões digitais dele. A imagem não está nele. Mais ninguém vê. Para ver, levar ou apagar: `/{ command-privacy.name } { command-privacy-records.name }`. Fica guardado até { $day }.
private-full = Você já guarda tantos registros quantos cabem. Apague um deles antes: `/{ command-privacy.name } { command-privacy-records.name }`.
private-forgotten = Não sei mais o que vi ali, porque nada disso fica guardado sem você pedir. Use o comando mais uma vez na mensagem e aperte dentro de 15 minutos.
private-unknown = Você não guarda nenhum registro { $number }.
private-none = Você não guarda nenhum registro.
private-handed = Este arquivo é para você, e para quem você quiser dar. O registro fica guardado até { $day }.
private-erased = O registro { $number } foi apagado.
private-line = **Registro { $number }** · enviado em { $day } por { $sender } · { $link }
private-list-foot = Para ter um deles em PDF ou apagar, diga o número. Mais ninguém vê isto.

## Commands, as Discord lists them

command-screen-image =
    .name = Analisar imagem
command-screen =
    .name = analisar
    .description = Um olhar sobre um arquivo seu antes de postar, só para você
command-screen-file =
    .name = arquivo
    .description = A imagem ou o vídeo; mais ninguém vê, e não fica guardado
command-privacy-records =
    .name = registros
    .description = Os registros que você guarda para si
command-privacy-records-number =
    .name = número
    .description = Um deles: em PDF, e para apagar
