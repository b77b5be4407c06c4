### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = Das enthält vielleicht Nacktheit oder sexuelle Inhalte.
screen-clean = Ich habe nichts von dem gefunden, wonach ich suche. Software kann etwas übersehen.
screen-partly = Ich konnte mir nicht alles ansehen.
screen-line-explicit = { $name }: vielleicht zu sehen: **{ $label }**
screen-line-suspect = { $name }: vielleicht zu sehen: **{ $label }**, aber da bin ich mir weniger sicher
screen-line-clean = { $name }: nichts gefunden
screen-line-unscreened = { $name }: nicht angesehen.
screen-frames = { $seen } von { $frames } Einzelbildern angesehen
screen-more = … und { $count } weitere
screen-copies = { $copies ->
    [one] Das Bild unten ist eine unkenntliche Kopie, die hier entstanden ist.
   *[other] Die Bilder unten sind unkenntliche Kopien, die hier entstanden sind.
}
screen-next = Du musst es dir nicht ansehen und schuldest niemandem eine Antwort. Wenn jemand darauf vielleicht unter 18 ist, drück zuerst diesen Knopf.
screen-foot = Nur du siehst das. Das Bild wird nicht aufbewahrt, und niemand hat davon erfahren.
screen-foot-conversation = Das hier bleibt zwischen dir und mir. Das Bild wird nicht aufbewahrt, und niemand hat davon erfahren.
screen-consented = Du hast dieser Person erlaubt, dir solche Bilder zu schicken. Darum gibt es keine Kopie und keine Aufzeichnung. Nur du siehst das.
screen-own-flagged = Auf einem Server mit diesem Bot wird es vielleicht entfernt. Wer nicht darum gebeten hat, kann davon erschrecken.
screen-busy = Ich bin noch bei deiner letzten Frage, oder du hast sehr oft gefragt. Bitte versuch es in ein paar Minuten noch einmal.
screen-none = Diese Nachricht zeigt kein Bild und kein Video, das ich mir ansehen könnte. Hilfe bekommst du trotzdem.
screen-none-preview = Die Vorschau des Links ist noch nicht da. Bitte versuch es gleich noch einmal.
screen-none-forward = Discord hat mir nicht mitgegeben, was diese Weiterleitung zeigt. Deshalb kann ich es mir nicht ansehen. Hilfe bekommst du trotzdem.
screen-hello =
    {""}**Hallo.** Ich bin ein Bot, hier liest kein Mensch mit. Du musst mir nichts zeigen.
    Wenn dir etwas geschickt wurde, das du nicht wolltest: Öffne das Menü dieser Nachricht, dann „Apps“, dann „{ command-screen-image.name }“ oder „{ command-get-help-with-this.name }“. Nur du siehst die Antwort. Füg mich dafür zuerst deinem Konto hinzu.
    Hilfe ganz ohne Bild: `/{ command-help-me.name }`

screen-why-too_large = Die Datei ist zu groß.
screen-why-timeout = Es hat zu lange gedauert.
screen-why-undecodable = Die Datei ist beschädigt oder ist kein Bild und kein Video.
screen-why-unsupported = Dateien dieser Art kann ich mir nicht ansehen.
screen-why-fetch_failed = Discord hat mir die Datei nicht gegeben, vielleicht ist ihr Link abgelaufen. Benutz den Befehl noch einmal bei der Nachricht.
screen-why-overloaded = Gerade ist zu viel zu tun. Bitte versuch es in ein paar Minuten noch einmal.
screen-why-crashed = Das Programm, das sie ansieht, hat aufgegeben.

screen-name-attachment = Eine Datei
screen-name-embed = Die Vorschau eines Links
screen-name-forward = Ein weitergeleitetes Bild
screen-name-sticker = Ein Sticker
screen-name-emoji = Ein Emoji
screen-name-component = Ein Bild in der Nachricht
screen-name-avatar = Das Profilbild

## Records of one's own

button-keep-private = Für mich aufzeichnen
button-erase-private = Diese Aufzeichnung löschen
private-kept = **Als deine Aufzeichnung { $number } aufbewahrt.** Darin steht, wer wann und wo was für eine Datei geschickt hat, mit ihren Fingerabdrücken. Das Bild ist nicht darin. Niemand sonst sieht sie. Ansehen, mitnehmen oder löschen: `/{ command-privacy.name } { command-privacy-records.name }`. Sie bleibt bis zum { $day }.
private-full = Mehr Aufzeichnungen passen nicht. Lösch zuerst eine davon: `/{ command-privacy.name } { command-privacy-records.name }`.
private-forgotten = Ich weiß nicht mehr, was ich dort gesehen habe, denn ohne dein Wort wird nichts davon aufbewahrt. Benutz den Befehl noch einmal bei der Nachricht und drück innerhalb von 15 Minuten.
private-unknown = Du hast keine Aufzeichnung { $number }.
private-none = Du hast keine Aufzeichnungen.
private-handed = Diese Datei ist für dich und für die, denen du sie geben willst. Die Aufzeichnung bleibt bis zum { $day }.
private-erased = Aufzeichnung { $number } ist gelöscht.
private-line = **Aufzeichnung { $number }** · geschickt am { $day } von { $sender } · { $link }
private-list-foot = Eine davon als PDF oder zum Löschen: Gib ihre Nummer an. Niemand sonst sieht das.

## Commands, as Discord lists them

command-screen-image =
    .name = Bild prüfen
command-screen =
    .name = prüfen
    .description = Eine eigene Datei ansehen lassen, bevor du sie postest; nur für dich
command-screen-file =
    .name = datei
    .description = Das Bild oder Video; niemand sonst sieht es, und es wird nicht aufbewahrt
command-privacy-records =
    .name = aufzeichnungen
    .description = Die Aufzeichnungen, die du für dich selbst aufbewahrst
command-privacy-records-number =
    .name = nummer
    .description = Eine davon: als PDF und zum Löschen
