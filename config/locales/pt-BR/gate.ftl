### O que os membros leem sobre os filtros: canais em que as imagens são verificadas antes de qualquer pessoa vê-las.

## The form

share-title = Compartilhar imagens
share-files = Imagens, até dez
share-files-hint = Primeiro elas são verificadas. Antes disso, mais ninguém as vê.
share-text = Texto (você pode deixar em branco)

## What becomes of it

share-no-gate = Este canal não tem filtro: publique sua imagem aqui como sempre.
share-none = Não havia nenhuma imagem. Escolha pelo menos uma, por favor.
share-busy = Ainda estou verificando o que você compartilhou antes. Tente de novo quando isso terminar.
share-timeout = Você está de castigo temporário, então nada foi publicado. Depois disso você pode compartilhar de novo.
share-may-not = Você não pode escrever aqui, então nada foi publicado.
share-locked = Este tópico está trancado, então nada foi publicado.
share-slow = O modo lento está ativado aqui. Você pode compartilhar de novo { $when }. Nada foi publicado.
share-too-large = **{ $file }** é grande demais: aqui o Discord me deixa publicar arquivos de até { $limit } MiB. Nada foi publicado; escolha um menor, por favor.
share-done = Publicado aqui para todos, com o seu nome: { $link }
share-failed = Não deu certo, e nada foi publicado. Tente de novo em um minuto, por favor.
share-webhook-right = Nada foi publicado: falta-me **Gerenciar webhooks** neste canal. Avise a moderação, por favor.
share-webhook-full = Nada foi publicado: este canal tem todos os webhooks que o Discord permite. Avise a moderação, por favor, para que apague um.

## What was not posted

share-held = {""}**Nada foi publicado.** Só você vê esta mensagem.
share-file-flagged = • **{ $file }** pode conter nudez ou conteúdo sexual. O programa apontou algo que se parece com **{ $label }**.
share-file-unread = • **{ $file }** não é uma imagem que eu consiga ler. Salve como JPEG ou PNG e compartilhe de novo, por favor.
share-file-large = • **{ $file }** é grande demais para ser verificada. Escolha uma menor, por favor.
share-file-expired = • **{ $file }** não pôde mais ser baixada. Escolha de novo, por favor.
share-file-later = • **{ $file }** não pôde ser verificada até o fim. Tente de novo em um minuto, por favor.
share-kept = Nenhuma pessoa olhou a imagem, nada dela é guardado e ninguém é avisado. O programa pode errar: se você acha que errou, fale com a moderação. Por favor, não envie a imagem para ela.

## Taking it back

button-unshare = Apagar de novo
unshare-done = Apagada. Ninguém mais a vê aqui.
unshare-gone = Ela não está mais aí.
unshare-failed = O Discord não me deixou apagá-la agora. Tente de novo ou avise a moderação, por favor.

## Commands, as Discord lists them

command-share =
    .name = compartilhar
    .description = Publique imagens em um canal com filtro: verificadas antes de qualquer pessoa ver
command-flashguard-gate =
    .name = filtro
    .description = Um canal em que as imagens são verificadas antes de qualquer pessoa ver
command-flashguard-gate-channel =
    .name = canal
    .description = O canal; os tópicos dele também ficam atrás do filtro
command-flashguard-gate-state =
    .name = estado
    .description = On fecha o filtro; off abre e devolve todas as permissões
command-flashguard-gates =
    .name = filtros
    .description = Quais canais têm filtro
command-who-shared-this =
    .name = Quem compartilhou isto
