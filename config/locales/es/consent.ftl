### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **Has dado permiso a { $person }.** Cuando me pidas que mire imágenes solo para ti, las de esta persona se te muestran sin difuminar y no se abre ningún caso por ellas.
consent-until = Termina por sí solo: { $end }.
consent-open = Vale hasta que lo retires.
consent-limits = No cuenta en los canales de un servidor, donde miran otras personas. Nunca cuenta si alguien en una imagen puede ser menor de 18 años.
consent-untold = Esa persona no se entera de que lo has dado ni de que lo retiras. Puedes retirarlo cuando quieras con `/{ command-consent.name } { command-consent-revoke.name }`. Si una imagen suya dirigida a ti en un servidor se convierte en un caso, en él consta lo que habías permitido entonces.
consent-self = Un permiso es para otra persona. Elige a alguien más.
consent-too-many = Ya has dado { $most } permisos. Retira primero uno de ellos.
consent-title = De quién ves las imágenes sin difuminar
consent-nobody = Ahora mismo no has dado permiso a nadie.
consent-revoked = **Retirado.** Las imágenes de { $person } vuelven a verse difuminadas para ti. Esa persona no se entera.
consent-none = { $person } no tiene ahora ningún permiso tuyo.

## Commands, as Discord lists them

command-consent =
    .name = consentimiento
    .description = De quién quieres ver las imágenes sin difuminar
command-consent-allow =
    .name = permitir
    .description = Ver sin difuminar las imágenes de una persona, hasta que digas lo contrario
command-consent-allow-person =
    .name = persona
    .description = De quién quieres ver las imágenes sin difuminar
command-consent-allow-days =
    .name = días
    .description = Durante cuántos días; sin número vale hasta que lo retires
command-consent-list =
    .name = lista
    .description = Ver a quién has dado permiso
command-consent-revoke =
    .name = retirar
    .description = Retirar un permiso
command-consent-revoke-person =
    .name = persona
    .description = De quién quieres volver a ver las imágenes difuminadas
