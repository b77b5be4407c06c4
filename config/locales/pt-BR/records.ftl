### O que os membros leem sobre registros e contestações. Como se muda um texto: docs/languages.md.

## A record of one's own

go-record = Guardar um registro para mim
go-withdraw = Esquecer que eu pedi
record-head = **Seu registro do caso { $case }**
record-receipt = • O **recibo** pode mostrar depois que nada do que foi registrado mudou.
record-report = • O **relatório** é para a polícia, se você quiser ir até ela. Outras pessoas ficam de fora.
record-ids = Mensagem: { $link }
    Conta que enviou: `{ $sender }`
record-unsigned = Agora não dá para fazer um recibo. Aperte o botão de novo mais tarde.
record-until = O servidor guarda este caso até { $day }.
record-held = O servidor guarda este caso até segunda ordem.
record-later = Estes arquivos são só para você e não têm nenhuma imagem. `/{ command-my-records.name }` mostra como está o caso. A moderação não fica sabendo quem pediu, e você pode desistir a qualquer hora.
record-withdrawn = Pronto. Este caso não está mais ligado a você. O caso continua como está, e os arquivos que você tem também.
record-not-yours = O registro é para quem pode ver o canal onde isto foi publicado.
record-gone = Este caso não existe mais.

records-none = Você não pediu registro de nenhum caso.
records-head = **Casos dos quais você quer notícias**
records-appeals = **Suas contestações**
records-menu = Esquecer que pedi registro de…
records-option = Caso { $case } · { $server }
standing-open = em análise
standing-upheld = analisado: mantido
standing-overturned = analisado: revertido
standing-expired = apagado ao fim do prazo
standing-erased = apagado

command-my-records =
    .name = meus-casos
    .description = Como estão os casos dos quais você quer notícias
command-flashguard-export =
    .name = relatório
    .description = O relatório de um caso como arquivo privado, sem imagem
command-flashguard-export-case =
    .name = caso
    .description = O número que está no aviso e na nota da moderação
command-flashguard-export-format =
    .name = formato
    .description = pdf e html para ler, json e case para programas

## The sender's appeal

button-why-hidden = Por que foi ocultado?
button-appeal = Contestar
appeal-how = Se você acha que é um engano, aperte **Contestar**. A moderação é então chamada a olhar o caso de novo. Dá para fazer isso uma vez, até { $day }.
appeal-yours = Sua contestação
appeal-stands-open = Sua contestação está com a moderação. Ela ainda não decidiu.
appeal-stands-upheld = A moderação olhou o caso de novo. A decisão fica como está.
appeal-stands-overturned = A moderação olhou o caso de novo. Foi um engano.
appeal-overturned = A moderação já olhou o caso. Foi um engano; não há mais nada a contestar.
appeal-late = O prazo para contestar passou.
appeal-already = Você já contestou este caso. O segundo botão do aviso ou `/{ command-my-records.name }` mostra como está.
appeal-not-yours = Só quem publicou pode contestar.

appeal-form = Contestar o caso { $case }
appeal-reason = O que faz disso um engano?
appeal-reason-more = Com suas próprias palavras. Você não precisa descrever a imagem.
appeal-picture = A imagem de novo, só se você quiser
appeal-picture-more = Um programa compara e esquece. Nunca faça isso se alguém nela pode ter menos de 18 anos.
appeal-empty = Escreva o que faz disso um engano. Nada foi enviado.
appeal-sent = Sua contestação está com a moderação. Aperte o mesmo botão mais tarde, ou use `/{ command-my-records.name }`, para ver o que ela decidiu.
appeal-kept = Sua contestação está registrada. Não deu para avisar a moderação agora; o bot tenta de novo. Você também pode passar o número do caso a alguém dela.
