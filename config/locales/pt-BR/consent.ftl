### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **Você deu permissão a { $person }.** Quando você me pede para olhar imagens só para você, as dessa pessoa aparecem sem desfoque, e nenhum caso é aberto por causa delas.
consent-until = Ela termina sozinha: { $end }.
consent-open = Ela vale até você retirar.
consent-limits = Ela não conta nos canais de um servidor, onde outras pessoas olham. Ela nunca conta onde alguém em uma imagem pode ter menos de 18 anos.
consent-untold = Essa pessoa não fica sabendo que você deu a permissão, nem que a retira. Você pode retirá-la quando quiser com `/{ command-consent.name } { command-consent-revoke.name }`. Se uma imagem dela enviada a você em um servidor virar um caso, nele consta o que você tinha permitido na época.
consent-self = Uma permissão é para outra pessoa. Escolha outra pessoa.
consent-too-many = Você já deu { $most } permissões. Retire primeiro uma delas.
consent-title = De quem você vê as imagens sem desfoque
consent-nobody = No momento você não deu permissão a ninguém.
consent-revoked = **Retirada.** As imagens de { $person } voltam a aparecer desfocadas para você. Essa pessoa não fica sabendo.
consent-none = { $person } não tem nenhuma permissão sua no momento.

## Commands, as Discord lists them

command-consent =
    .name = consentimento
    .description = De quem você quer ver as imagens sem desfoque
command-consent-allow =
    .name = permitir
    .description = Ver sem desfoque as imagens de uma pessoa, até você mudar de ideia
command-consent-allow-person =
    .name = pessoa
    .description = De quem você quer ver as imagens sem desfoque
command-consent-allow-days =
    .name = dias
    .description = Por quantos dias; sem número, vale até você retirar
command-consent-list =
    .name = lista
    .description = Ver a quem você deu permissão
command-consent-revoke =
    .name = revogar
    .description = Retirar uma permissão
command-consent-revoke-person =
    .name = pessoa
    .description = De quem você quer voltar a ver as imagens desfocadas
