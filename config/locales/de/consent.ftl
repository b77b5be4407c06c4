### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **Du hast { $person } eine Erlaubnis gegeben.** Wenn du mich Bilder für dich allein ansehen lässt, siehst du die von dieser Person unverpixelt, und es wird kein Fall daraus.
consent-until = Sie endet von selbst: { $end }.
consent-open = Sie gilt, bis du sie zurücknimmst.
consent-limits = In den Kanälen eines Servers, wo andere mitlesen, zählt sie nicht. Sie zählt nie, wo jemand auf einem Bild unter 18 sein könnte.
consent-untold = Diese Person erfährt nicht, dass du sie gegeben hast oder zurücknimmst. Das kannst du jederzeit mit `/{ command-consent.name } { command-consent-revoke.name }`. Wird ein Bild von ihr an dich auf einem Server zu einem Fall, steht darin, was du damals erlaubt hattest.
consent-self = Eine Erlaubnis ist für jemand anderen. Nenne eine andere Person.
consent-too-many = Du hast schon { $most } Erlaubnisse gegeben. Nimm zuerst eine davon zurück.
consent-title = Wessen Bilder du unverpixelt siehst
consent-nobody = Du hast gerade niemandem eine Erlaubnis gegeben.
consent-revoked = **Zurückgenommen.** Bilder von { $person } sind für dich wieder unkenntlich. Diese Person erfährt nichts davon.
consent-none = { $person } hat gerade keine Erlaubnis von dir.

## Commands, as Discord lists them

command-consent =
    .name = einwilligung
    .description = Wessen Bilder du unverpixelt sehen willst
command-consent-allow =
    .name = erlauben
    .description = Bilder einer Person unverpixelt zu dir lassen, bis du es zurücknimmst
command-consent-allow-person =
    .name = wem
    .description = Wessen Bilder du unverpixelt sehen willst
command-consent-allow-days =
    .name = tage
    .description = Für wie viele Tage; ohne Zahl gilt sie, bis du sie zurücknimmst
command-consent-list =
    .name = liste
    .description = Sehen, wem du eine Erlaubnis gegeben hast
command-consent-revoke =
    .name = widerrufen
    .description = Eine Erlaubnis zurücknehmen
command-consent-revoke-person =
    .name = wem
    .description = Wessen Bilder du wieder unkenntlich haben willst
