### Cartas entre membros, analisadas antes de chegar. Como mudar ou traduzir um texto: docs/languages.md.

## Quem tem uma caixa de cartas

inbox-open = **Sua caixa está aberta**, e eu escrevi para você. As cartas chegam lá. Analiso cada uma antes e não mostro a imagem de ninguém antes de você pedir. Ninguém fica sabendo que ela está aberta. Feche quando quiser com `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-open-already = Sua caixa já está aberta. Feche quando quiser com `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-unreachable = Sua caixa não foi aberta, porque o Discord não me deixa escrever para você. Permita mensagens diretas de um servidor em que nós dois estamos, não me bloqueie e tente de novo.
inbox-welcome = **Sua caixa está aberta.** As cartas chegam aqui, cada uma analisada antes. Você decide sobre cada uma: ver, recusar, denunciar ou bloquear quem enviou. Não escrevo para você por nenhum outro motivo. `/{ command-inbox.name } { command-inbox-close.name }` encerra isso quando você quiser.
inbox-closed = **Sua caixa está fechada.** Nenhuma carta chega mais a você, e ninguém fica sabendo. O que já chegou fica até você recusar.
inbox-closed-already = Sua caixa já está fechada.
inbox-blocked = **Feito.** As cartas dessa pessoa não chegam mais a você. Ela não fica sabendo.
inbox-blocked-already = Você já bloqueou essa pessoa.
inbox-block-self = Você não pode bloquear a si. Indique outra pessoa.
inbox-full = Você bloqueou tantas pessoas quantas cabem na lista. Tire uma antes, com `/{ command-inbox.name } { command-inbox-unblock.name }`.
inbox-unblocked = As cartas dessa pessoa podem chegar a você de novo enquanto sua caixa estiver aberta. Ela não fica sabendo.
inbox-unblocked-not = Você não bloqueou essa pessoa.
inbox-list = De quem as cartas não chegam a você
inbox-list-empty = Você não bloqueou ninguém.

## Quem escreve uma carta

letter-form = Escrever uma carta
letter-form-text = Seu texto
letter-form-files = Imagens e vídeos
letter-form-files-more = Até 10, analisados antes de enviar. 10 MiB cada um, 25 MiB ao todo.
letter-sent = **Sua carta está a caminho.** Se a caixa da pessoa estiver aberta para você, ela chega. Se chegou ou não, fica com a outra pessoa.
letter-warned-title = Antes de enviar qualquer coisa
letter-warned-seen = O que o programa apontou
letter-warned-file = **{ $file }** pode mostrar { $label }.
letter-warned-law-title = A lei
letter-warned-law = Enviar uma imagem assim a alguém que não a pediu pode ser crime.
letter-warned-on = Se você continuar
letter-warned-then = A pessoa vê seu nome, seu texto e uma prévia irreconhecível, e decide se olha. Se ela denunciar, o registro diz que você leu isto e continuou. Nada foi enviado ainda. Você tem 15 minutos para decidir.
letter-cancelled = Cancelada. Nada foi enviado, e nada dela fica guardado.
letter-run-out = Esta carta não espera mais, e nada foi enviado por este botão. Se já passaram mais de 15 minutos, escreva de novo com `/{ command-send.name }`.
letter-too-late = Ela saiu antes de você apertar, e não dá mais para cancelar.
letter-refused-self = Você não pode escrever uma carta para si. Indique outra pessoa.
letter-refused-bot = Isso é um bot. Cartas são para pessoas.
letter-refused-empty = Nada foi enviado: a carta estava vazia. Escreva algo ou adicione uma imagem.
letter-refused-too_long = Nada foi enviado: uma carta pode ter 2.000 caracteres. Encurte e envie de novo.
letter-refused-too_many = Nada foi enviado: uma carta pode ter 10 arquivos. Tire alguns e envie de novo.
letter-refused-too_large = Nada foi enviado: um arquivo pode ter 10 MiB, e todos juntos 25 MiB. Escolha menores ou menos, e envie de novo.
letter-refused-pending = Nada foi enviado: cinco cartas suas já estão esperando. Decida sobre uma delas, ou tente de novo em 15 minutos.
letter-refused-a_day = Nada foi enviado: você escreveu 20 cartas em 24 horas, e mais não é possível. Tente de novo amanhã.
letter-refused-a_day_to_one = Nada foi enviado: você escreveu três cartas para essa pessoa em 24 horas. Dê um tempo a ela, e tente de novo amanhã.
letter-refused-unscreened =
    {""}**Nada foi enviado**, porque nem todos os arquivos puderam ser analisados:
    { $files }
    Tire esses ou escolha outros, e envie a carta de novo.
letter-refused-broken = Nada foi enviado: sua carta não pôde ser recebida agora, e nada dela fica guardado. Tente de novo em alguns minutos.
letter-reason-too_large = é maior do que o permitido
letter-reason-timeout = o tempo para ele acabou
letter-reason-undecodable = está danificado, ou não é o que diz ser
letter-reason-unsupported = não é uma imagem ou um vídeo que eu possa olhar
letter-reason-fetch_failed = não pôde ser baixado do Discord
letter-reason-overloaded = há coisas demais para analisar neste momento
letter-reason-crashed = a análise terminou de forma inesperada
button-letter-go = Enviar mesmo assim
button-letter-cancel = Cancelar

## Quem recebe uma carta

letter-title = Uma carta de { $name }
letter-from = De
letter-where = Enviada do servidor
letter-files = Imagens e vídeos
letter-plain = { $files ->
    [one] Um arquivo. Um programa olhou e não apontou nada.
   *[other] { $files } arquivos. Um programa olhou e não apontou nada.
}
letter-permitted = { $files ->
    [one] Um arquivo. Você permitiu que essa pessoa enviasse imagens assim a você sem desfoque.
   *[other] { $files } arquivos. Você permitiu que essa pessoa enviasse imagens assim a você sem desfoque.
}
letter-shielded = { $files ->
    [one] Um arquivo. Pode conter nudez ou conteúdo sexual. Você não precisa olhar, e não deve resposta a ninguém.
   *[other] { $files } arquivos. Podem conter nudez ou conteúdo sexual. Você não precisa olhar, e não deve resposta a ninguém.
}
letter-copies = { $copies ->
    [one] A imagem anexa é uma cópia irreconhecível.
   *[other] As imagens anexas são cópias irreconhecíveis.
}
letter-foot = Analisado por um programa, que pode errar. Você recebe cartas porque sua caixa está aberta.
button-letter-view = Ver
button-letter-view-once = Ver uma vez
button-letter-decline = Recusar
button-letter-report = Denunciar
button-letter-block = Bloquear
letter-view = Só você pode ver isto.
letter-view-once = Só você pode ver isto, e não é mostrado de novo.
letter-no-view-gone = Nada desta carta está mais guardado, então não há nada para mostrar.
letter-no-view-lapsed = Os arquivos não estão mais lá. Eles só estiveram no envio de quem os mandou, de onde podem ser buscados por mais ou menos um dia.
letter-no-view-seen = Você já viu isto uma vez, e não é mostrado de novo.
letter-no-view-changed = O que está lá agora não é o que foi analisado, então não é mostrado.
letter-no-view-later = Os arquivos não puderam ser buscados ou analisados agora. Tente de novo em um minuto.
letter-no-view-shielded = Olhando de novo, isto pode conter nudez ou conteúdo sexual. Você não precisa olhar. Só é mostrado se você apertar “Ver uma vez”.
letter-declined = Recusada. Nada desta carta fica guardado, e quem enviou não fica sabendo.
letter-blocked = Feito. Nada desta carta fica guardado, as cartas dessa pessoa não chegam mais a você, e ela não fica sabendo.
letter-block-gone = Nada desta carta está mais guardado, nem mesmo quem enviou. Para bloquear alguém, use `/{ command-inbox.name } { command-inbox-block.name }`.
letter-forgotten = Esta carta foi apagada, porque alguém nela pode ter menos de 18 anos. Nada dela fica guardado aqui.
letter-report-ask =
    {""}**Avisar a moderação de { $server }?**
    Então um caso é aberto: quem enviou esta carta e quando, o que o programa apontou, e se a pessoa foi avisada e continuou. Não tem nenhuma imagem. Ele cita você como a pessoa que recebeu.
    Ou guarde tudo isso como registro para você. Mais ninguém vê.
letter-report-own = Guardar isto como registro para você? Ele diz quem enviou esta carta e quando, o que o programa apontou, e se a pessoa foi avisada e continuou. Não tem nenhuma imagem, e mais ninguém vê. Não há moderação para avisar: a carta não foi enviada de um servidor em que nós dois estamos.
button-letter-tell = Avisar a moderação
button-letter-keep = Guardar um registro para mim
letter-report-told = A moderação foi avisada: **caso { $case }**. Você não precisa fazer mais nada.
letter-report-kept = **Guardado como seu próprio registro { $number }.** Ninguém foi avisado, e mais ninguém vê. `/{ command-privacy.name } { command-privacy-records.name }` mostra o que você guarda, e apaga.
letter-report-failed = O **caso { $case }** está guardado, mas não foi possível avisar a moderação daqui. Escreva para alguém dela e dê esse número. Não envie a imagem.
letter-report-gone = Nada desta carta está mais guardado, então não dá para abrir um caso. Você ainda pode denunciar a mensagem ao Discord; “Pedir ajuda” mostra como.

## Comandos, como o Discord os mostra

command-inbox =
    .name = caixa
    .description = Cartas para você, analisadas antes de chegar
command-inbox-open =
    .name = abrir
    .description = Deixar que escrevam para você por este bot, até você fechar
command-inbox-close =
    .name = fechar
    .description = Não deixar ninguém escrever para você por este bot
command-inbox-block =
    .name = bloquear
    .description = Não receber mais as cartas de uma pessoa
command-inbox-block-person =
    .name = pessoa
    .description = De quem você não quer receber cartas
command-inbox-unblock =
    .name = desbloquear
    .description = Deixar escrever de novo para você alguém que você bloqueou
command-inbox-unblock-person =
    .name = pessoa
    .description = De quem as cartas podem chegar a você de novo
command-inbox-blocked =
    .name = bloqueadas
    .description = De quem as cartas não chegam a você
command-send =
    .name = enviar
    .description = Escrever para alguém que tem uma caixa: analisado antes de chegar
command-send-person =
    .name = pessoa
    .description = Para quem você quer escrever
