### Was Mitglieder über Schleusen lesen: Kanäle, in denen Bilder geprüft werden, bevor jemand sie sieht.

## The form

share-title = Bilder teilen
share-files = Bilder, bis zu zehn
share-files-hint = Sie werden zuerst geprüft. Vorher sieht sie sonst niemand.
share-text = Text (kannst du weglassen)

## What becomes of it

share-no-gate = Dieser Kanal hat keine Schleuse: Poste dein Bild hier einfach wie sonst.
share-none = Es war kein Bild dabei. Bitte wähle mindestens eines aus.
share-busy = Ich prüfe noch, was du vorhin geteilt hast. Versuch es bitte noch einmal, wenn das fertig ist.
share-timeout = Du hast gerade eine Auszeit, deshalb wurde nichts gepostet. Danach kannst du wieder teilen.
share-may-not = Du darfst hier nicht schreiben, deshalb wurde nichts gepostet.
share-locked = Dieser Thread ist gesperrt, deshalb wurde nichts gepostet.
share-slow = Hier ist der Slow-Modus an. Du kannst { $when } wieder teilen. Es wurde nichts gepostet.
share-too-large = **{ $file }** ist zu groß: Discord lässt mich hier Dateien bis { $limit } MiB posten. Es wurde nichts gepostet; bitte wähle eine kleinere.
share-done = Für alle hier gepostet, unter deinem Namen: { $link }
share-failed = Das hat nicht geklappt, und es wurde nichts gepostet. Versuch es bitte in einer Minute noch einmal.
share-webhook-right = Es wurde nichts gepostet: Mir fehlt in diesem Kanal **WebHooks verwalten**. Bitte sag es der Moderation.
share-webhook-full = Es wurde nichts gepostet: Dieser Kanal hat so viele WebHooks, wie Discord erlaubt. Bitte sag es der Moderation, sie kann einen löschen.

## What was not posted

share-held = {""}**Es wurde nichts gepostet.** Diese Nachricht siehst nur du.
share-file-flagged = • **{ $file }** kann Nacktheit oder sexuelle Inhalte enthalten. Software meldete etwas, das aussieht wie **{ $label }**.
share-file-unread = • **{ $file }** ist kein Bild, das ich lesen kann. Bitte speichere es als JPEG oder PNG und teile es noch einmal.
share-file-large = • **{ $file }** ist zu groß, um geprüft zu werden. Bitte wähle ein kleineres.
share-file-expired = • **{ $file }** ließ sich nicht mehr herunterladen. Bitte wähle es noch einmal aus.
share-file-later = • **{ $file }** konnte nicht zu Ende geprüft werden. Versuch es bitte in einer Minute noch einmal.
share-kept = Kein Mensch hat es angesehen, nichts davon wird aufbewahrt, und niemand erfährt davon. Software kann irren: Wenn du das glaubst, sprich mit der Moderation. Bitte schick ihr das Bild nicht.

## Taking it back

button-unshare = Wieder löschen
unshare-done = Gelöscht. Hier sieht es niemand mehr.
unshare-gone = Es ist nicht mehr da.
unshare-failed = Discord ließ es mich gerade nicht löschen. Versuch es bitte noch einmal, oder sag es der Moderation.

## Commands, as Discord lists them

command-share =
    .name = teilen
    .description = Bilder in einem Kanal mit Schleuse posten: geprüft, bevor jemand sie sieht
command-flashguard-gate =
    .name = schleuse
    .description = Ein Kanal, in dem Bilder geprüft werden, bevor jemand sie sieht
command-flashguard-gate-channel =
    .name = kanal
    .description = Der Kanal; seine Threads liegen auch hinter der Schleuse
command-flashguard-gate-state =
    .name = zustand
    .description = On schließt die Schleuse, off öffnet sie und stellt alle Rechte wieder her
command-flashguard-gates =
    .name = schleusen
    .description = Welche Kanäle eine Schleuse haben
command-who-shared-this =
    .name = Wer hat das geteilt
