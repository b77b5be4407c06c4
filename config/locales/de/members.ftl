### Was Mitglieder lesen. Wie ein Text geändert wird: docs/languages.md.

## The public notice

notice-hidden = **Hier wurde die Vorschau eines Links verborgen.** Was dahinter liegt, kann Nacktheit oder sexuelle Inhalte enthalten. Der Link selbst steht noch da: Überleg dir gut, ob du ihn öffnest.
notice-unscreened = **Hier wurde ein Beitrag entfernt.** Ein Bild darin konnte nicht geprüft werden.
notice-one = **Hier wurde ein Bild entfernt.** Es kann Nacktheit oder sexuelle Inhalte enthalten.
notice-many = **Hier wurde ein Beitrag mit { $images } Bildern entfernt.** { $flagged } davon können Nacktheit oder sexuelle Inhalte enthalten.
notice-copies = { $copies ->
    [one] Das Bild unten ist eine unkenntliche Kopie.
   *[other] Die Bilder unten sind unkenntliche Kopien.
}
notice-foot = Geprüft von der Software des Bots auf diesem Server. Sie kann sich irren.
case-number = Fall { $case }
button-help = Hilfe bekommen
button-why = Warum wurde das entfernt?

## Why was this removed?

why-rule = Auf diesem Server prüft Software die Bilder auf Nacktheit und sexuelle Inhalte, bevor mehr Menschen sie sehen müssen.
why-found = Hier meldete sie etwas, das aussieht wie **{ $label }**.
why-kept = Kein Mensch hat das Bild angesehen, und Software kann sich irren. Das Bild selbst wird nicht aufbewahrt; festgehalten wird, wer was für ein Bild wo und wann gepostet hat.
why-mistake = Wenn du das für einen Fehler hältst, sag es der Moderation.
why-mistake-case = Wenn du das für einen Fehler hältst, nenne der Moderation **Fall { $case }**.
why-not-again = Bitte poste das Bild nicht noch einmal, um es zu zeigen.

sender-title = Zu deinem Beitrag
sender-what = Was passiert ist
sender-what-text = Der Bot dieses Servers hat etwas entfernt, das du gepostet hast. Es kann Nacktheit oder sexuelle Inhalte enthalten.
sender-what-hidden = Der Bot dieses Servers hat die Vorschau eines Links verborgen, den du gepostet hast. Was dahinter liegt, kann Nacktheit oder sexuelle Inhalte enthalten.
sender-what-unscreened = Der Bot dieses Servers hat etwas entfernt, das du gepostet hast, weil es nicht geprüft werden konnte.
sender-rule = Die Regel hier
sender-rule-genitals = Bilder, die nackte Genitalien zeigen können, werden hier entfernt.
sender-rule-standard = Bilder, die Nacktheit oder sexuelle Inhalte zeigen können, werden hier entfernt.
sender-rule-strict = Bilder, die Nacktheit oder sexuelle Inhalte zeigen können, werden hier entfernt, auch wenn sie teils verdeckt sind.
sender-rule-nsfw = In Kanälen mit Altersbeschränkung schaut der Bot nicht hin.
sender-law = Das Gesetz dort, wo dieser Server ist
sender-law-foot = Das sagt nichts über dich oder deinen Beitrag. Ob ein Gesetz gilt, entscheiden andere.
sender-mistake = Wenn das ein Fehler ist
sender-told = Niemand erfährt, dass du gefragt hast.

label-FEMALE_GENITALIA_COVERED = bedeckte weibliche Genitalien
label-FACE_FEMALE = das Gesicht einer Frau
label-BUTTOCKS_EXPOSED = ein nacktes Gesäß
label-FEMALE_BREAST_EXPOSED = eine nackte weibliche Brust
label-FEMALE_GENITALIA_EXPOSED = sichtbare weibliche Genitalien
label-MALE_BREAST_EXPOSED = eine nackte Männerbrust
label-ANUS_EXPOSED = ein sichtbarer Anus
label-FEET_EXPOSED = nackte Füße
label-BELLY_COVERED = ein bedeckter Bauch
label-FEET_COVERED = bedeckte Füße
label-ARMPITS_COVERED = bedeckte Achseln
label-ARMPITS_EXPOSED = nackte Achseln
label-FACE_MALE = das Gesicht eines Mannes
label-BELLY_EXPOSED = ein nackter Bauch
label-MALE_GENITALIA_EXPOSED = sichtbare männliche Genitalien
label-ANUS_COVERED = ein bedeckter Anus
label-FEMALE_BREAST_COVERED = eine bedeckte weibliche Brust
label-BUTTOCKS_COVERED = ein bedecktes Gesäß

## The help panel

panel-start =
    {""}**Du hast nichts falsch gemacht, und du schuldest niemandem eine Antwort.**
    Nur du siehst das hier. Lass dir Zeit. Nichts, was du wählst, wird aufbewahrt, außer du bittest darum.

    {""}**Ist gerade jemand in Gefahr?**
    {""}**Könnte jemand auf dem Bild unter 18 sein, oder bist du es?**

    Wenn ja, drück den passenden Knopf. Dann kommen andere Schritte zuerst.
panel-what =
    {""}**Was ist passiert?**
    Wähle, was am besten passt. Du musst es nicht beschreiben, und niemand wird dich nach dem Bild fragen.
panel-where =
    {""}**Wo lebst du?**
    Davon hängt ab, welches Gesetz und welche Hilfetelefone du siehst. Es wird nicht geraten und ist vergessen, wenn du das hier schließt.
panel-closed = Geschlossen. Niemand hat davon erfahren, und nichts davon wurde aufbewahrt. Du kannst jederzeit mit `/{ command-help-me.name }` wiederkommen.
panel-what-menu = Was ist passiert?
panel-where-menu = Wo lebst du?
panel-where-more = Weitere Orte

go-danger = Jemand ist in Gefahr
go-minor = Jemand ist vielleicht unter 18
go-on = Keins von beiden: weiter
go-on-after = Weiter
go-back = Zurück
go-next = Nächste Seite
go-close = Nicht jetzt
go-exit = Schnell weg
go-tell = Der Moderation sagen
go-remember = Merken, wo ich lebe
go-forget = Vergessen, wo ich lebe
go-me = Ich bin auf dem Bild

what-unsolicited_image = Ich bekam ein sexuelles Bild, das ich nicht wollte
what-image_shared = Ein intimes Bild von mir wurde geteilt
what-threat_to_share = Jemand droht, ein Bild von mir zu teilen
what-deepfake = Jemand hat ein falsches Nacktbild von mir gemacht
what-taken_without_consent = Jemand hat mich heimlich aufgenommen
what-flashing_images = Blitzende Bilder, um einen Anfall auszulösen
what-harmful_message = Drohungen, oder ich soll mir etwas antun
what-proximity_transfer = Ein Bild kam per AirDrop oder Bluetooth
what-taken_without_consent-more = Unter die Kleidung, in den Ausschnitt, versteckte Kamera
what-threat_to_share-more = Auch wenn sie Geld oder mehr Bilder wollen

place-INTL = Anderswo
place-EU = Europäische Union (andere Länder)
place-GB = Vereinigtes Königreich
place-GB-EAW = England und Wales
place-GB-ENG = England
place-GB-WLS = Wales
place-GB-SCT = Schottland
place-GB-NIR = Nordirland
place-US = USA (andere Bundesstaaten)
place-US-CA = USA: Kalifornien
place-US-TX = USA: Texas
place-US-VA = USA: Virginia

tell-ask =
    {""}**Soll die Moderation davon erfahren?**
    Sie bekommt { $about }, und dass jemand dazu um Hilfe bittet. Das Bild bekommt sie nicht, und auch nicht, was du hier sonst gewählt hast. Du entscheidest, ob sie deinen Namen erfährt.
tell-about-case = die Fallnummer { $case }
tell-about-link = den Link der Nachricht
tell-with-name = Sagen, mit meinem Namen
tell-without-name = Sagen, ohne meinen Namen
tell-done = Die Moderation weiß Bescheid. Du musst nichts weiter tun.
tell-already = Du hast das der Moderation schon gesagt.
tell-failed = Die Moderation konnte von hier nicht benachrichtigt werden. Schreib bitte jemandem von ihr und nenne { $about }. Schick das Bild nicht mit.
tell-message-named = **{ $who } bittet um Hilfe** und nennt { $about }.
tell-message-unnamed = **Jemand bittet um Hilfe** und nennt { $about }. Die Person möchte ihren Namen nicht sagen.
tell-message-foot = Bitte seht es euch an und meldet es Discord, wenn nötig. Bittet niemanden, das Bild zu schicken, zu zeigen oder zu beschreiben.
tell-message-minor = Jemand darauf ist vielleicht unter 18. Nicht öffnen, speichern, kopieren oder weiterleiten. Meldet es Discord als Kindersicherheit.

remembered = Ab jetzt siehst du zuerst { $place }. Du kannst es jederzeit vergessen lassen.
forgotten = Wo du lebst, ist vergessen.

## The cards

card-steps = Erste Schritte
card-tell = Wem du es sagen kannst
card-help = Wer hilft, und das Gesetz
card-danger = Wenn jemand in Gefahr ist
card-minor = Wenn jemand vielleicht unter 18 ist
card-place = { $title } · { $place }
card-more = { $title } ({ $number })
disclaimer = Allgemeine Information, keine Rechtsberatung.
checked = Angaben zuletzt geprüft am { $day }.

safe = Zuerst: Bist du in Sicherheit?
safe-call = Wenn du oder jemand anders in Gefahr ist, ruf jetzt **{ $number }** an.
safe-call-local = Wenn du oder jemand anders in Gefahr ist, ruf jetzt die Notrufnummer deines Landes an.
safe-fault = Du hast nichts falsch gemacht. Tu davon so viel oder so wenig, wie du magst.
safe-numbers = Notrufnummern, die wir geprüft haben
safe-number = **{ $number }** · { $place }
safe-others = Die Nummern anderer Orte haben wir nicht geprüft.
talk-now = Sprich jetzt mit jemandem

now = Was du jetzt tun kannst
now-unsolicited_image =
    • Schau weg. Du musst es nicht noch einmal sehen.
    • Schreib auf, wer es wann geschickt hat. Das Bild brauchst du dafür nicht.
    • Schalte die Person danach stumm oder blockiere sie.
now-image_shared =
    • Du kannst verlangen, dass das Bild entfernt wird. Wie, steht auf der nächsten Seite.
    • Schreib auf, wo du es gesehen hast, damit man es findet.
    • Du musst es nicht noch einmal ansehen.
now-threat_to_share =
    • Antworte nicht mehr. Die Nachrichten kannst du lassen, wo sie sind.
    • Zahl nicht und schick keine weiteren Bilder. Wer zahlt, bekommt oft neue Forderungen.
    • Behalte ihre Nachrichten und den Namen des Kontos.
    • Du bist nicht schuld, egal was du geschickt hast.
now-deepfake =
    • Eine Fälschung kann man melden wie ein echtes Bild. Dass du es nicht bist, ist egal.
    • Schreib auf, wo du sie gesehen hast, damit man sie findet.
    • Du kannst verlangen, dass sie entfernt wird. Wie, steht auf der nächsten Seite.
now-taken_without_consent =
    • Geh dahin, wo du dich sicher fühlst. Sag es dem Personal, wenn welches da ist.
    • Schreib auf, wo und wann es war und wie die Person aussah.
    • Versuch nicht, ihr das Telefon wegzunehmen.
now-flashing_images =
    • Schau weg oder deck den Bildschirm ab.
    • Wenn jemand einen Anfall hat, ruf den Notruf an und bleib bei der Person.
    • Wenn deine App bewegte Bilder anhalten kann, schalte sie in den Einstellungen aus.
now-harmful_message =
    • Was sie schreiben, sagt etwas über sie. Es ist nicht wahr, nur weil sie es schreiben.
    • Wenn du daran denkst, dir etwas anzutun, sprich jetzt mit jemandem. Oben steht, mit wem.
    • Antworte ihnen nicht. Behalte die Nachrichten.
now-proximity_transfer =
    • Wenn der Absender in der Nähe sein kann, geh zum Personal oder zu anderen Leuten.
    • Lehne ab oder schließe es. Du musst es nicht ansehen.
    • Stell AirDrop, Quick Share oder Bluetooth auf „nur Kontakte“.

note = Notiere, wo es war, nicht das Bild
note-harmful_message = Notiere, was du kannst
note-case = **Fall { $case }.** Diese Nummer steht für die Nachricht.
note-link = Link, in dem die IDs noch stehen: { $link }
note-sent = Geschickt am { $day } um { $time } UTC.

reply = Du schuldest niemandem eine Antwort
reply-text = Du musst heute nichts beantworten, erklären oder entscheiden.

police = Sag es der Polizei, wenn du willst
police-unknown = Deine örtliche Polizei kann dir sagen, wie man Anzeige erstattet.
police-ask = Worum du die Polizei bitten kannst
rights = Was du noch verlangen kannst

takedown = Das Bild entfernen lassen
takedown-of-me = Diese Stellen sind für die Person auf dem Bild da. Niemand bittet dich, ihnen das Bild zu schicken.
discord = Sag es Discord
discord-removed = Was hier entfernt wurde, kannst du selbst nicht mehr melden. Aber die Moderation hat die IDs. Nenne ihr die Fallnummer **{ $case }** und bitte sie, den Absender bei Discord zu melden. Schick ihr das Bild nicht.
discord-still-there = Ist die Nachricht noch da, oder andere wie sie?
discord-there = Ist die Nachricht noch da?
discord-who = Sag ihr, wer es geschickt hat. Schick ihr das Bild nicht.
discord-help = Wie man bei Discord meldet
platform = Wer bei Plattformen hilft

support = Jemand zum Reden
law = Was das Gesetz sagt
law-specific = Hier gibt es ein Gesetz zu solchen Bildern.
law-general = Diese Gesetze gelten nicht nur für solche Bilder. Sie können passen.
law-contested = Es ist umstritten, ob das Gesetz hier solche Bilder erfasst. Vielleicht dieses.
law-other = Diese Gesetze können zu dem passen, was passiert ist.
law-unknown = Dazu haben wir keine geprüften Angaben. Die Polizei oder eine Anwältin oder ein Anwalt kann dir mehr sagen.
law-since = (seit: { $day })
law-penalty = Was ein Gericht verhängen kann: { $penalty }.
law-decide = Ob es auf das passt, was passiert ist, entscheiden Polizei und Gerichte.
law-read = Das Gesetz lesen ({ $host })

minor-fault = Du bist nicht schuld daran, dass das geschickt wurde.
minor-fault-me = Du bist nicht schuld, egal was du wem geschickt hast.
minor-leave = Lass das Bild, wo es ist
minor-nobody = Niemand hier wird dich danach fragen.
minor-help = Wer helfen kann
minor-me = Wenn du auf dem Bild bist
minor-me-device = Nur auf dem Telefon oder Computer, der das Bild schon hat. Lade es nie dafür herunter.
minor-adult = Du musst niemandem antworten. Wenn du unter 18 bist, sag es einem Erwachsenen, dem du vertraust.
minor-forgotten = Der Bot bewahrt keinen Fingerabdruck davon mehr auf und nimmt seine Kopie aus dem Kanal.

## Errors

error-command = Das hat nicht geklappt; der Grund steht im Protokoll des Bots. Bitte sag es der Moderation.
error-permission = Dieser Befehl ist für alle, die Nachrichten verwalten dürfen.
error-case = Auf diesem Server gibt es keinen Fall { $case }.

## Commands, as Discord lists them

command-help-me =
    .name = hilf-mir
    .description = Private Hilfe, wenn du ein sexuelles Bild bekommen hast, das du nicht wolltest
command-get-help-with-this =
    .name = Hilfe dazu bekommen
command-flashguard =
    .name = flashguard
    .description = Für die Moderation: Fälle, Regeln und Prüfungen
command-flashguard-case =
    .name = fall
    .description = Zeigt einen Fall nach seiner Nummer
command-flashguard-case-number =
    .name = nummer
    .description = Die Nummer im Hinweis und im Eintrag der Moderation
command-flashguard-gaps =
    .name = lücken
    .description = Was hier gepostet wurde und der Bot nicht prüfen konnte, und warum
command-flashguard-scan =
    .name = durchsuchen
    .description = Prüft früher Gepostetes: einen Kanal oder alles
command-flashguard-scan-channel =
    .name = kanal
    .description = Der Kanal mit seinen Threads; ohne ihn der ganze Server
command-flashguard-scan-since =
    .name = seit
    .description = Seit wann: 24h, 7d, 2026-11-20, der Link einer Nachricht oder all; sonst 24 Stunden
command-privacy =
    .name = datenschutz
    .description = Deine Daten in den Aufzeichnungen dieses Bots
command-privacy-export =
    .name = auskunft
    .description = Eine Kopie von allem, was über dich aufgezeichnet ist
command-privacy-erase =
    .name = löschen
    .description = Deine Daten aus den Aufzeichnungen dieses Bots löschen
