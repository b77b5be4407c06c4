### Briefe zwischen Mitgliedern, die geprüft werden, bevor sie ankommen. Wie ein Text geändert oder übersetzt wird: docs/languages.md.

## Wer ein Postfach hat

inbox-open = **Dein Postfach ist offen**, und ich habe dir geschrieben. Dort kommen Briefe an. Ich prüfe jeden zuerst und zeige dir kein Bild, bevor du es willst. Niemand erfährt, dass es offen ist. Schließen kannst du es jederzeit mit `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-open-already = Dein Postfach ist schon offen. Schließen kannst du es jederzeit mit `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-unreachable = Dein Postfach wurde nicht geöffnet, weil Discord mich nicht an dich schreiben lässt. Erlaube Direktnachrichten von einem Server, auf dem wir beide sind, blockiere mich nicht und versuche es noch einmal.
inbox-welcome = **Dein Postfach ist offen.** Briefe kommen hier an, jeder zuerst geprüft. Über jeden entscheidest du: ansehen, ablehnen, melden oder den Absender sperren. Aus keinem anderen Grund schreibe ich dir. `/{ command-inbox.name } { command-inbox-close.name }` beendet es jederzeit.
inbox-closed = **Dein Postfach ist geschlossen.** Es erreichen dich keine Briefe mehr, und niemand erfährt davon. Was schon da ist, bleibt, bis du es ablehnst.
inbox-closed-already = Dein Postfach ist schon geschlossen.
inbox-blocked = **Gesperrt.** Briefe dieser Person erreichen dich nicht mehr. Sie erfährt nichts davon.
inbox-blocked-already = Diese Person hast du schon gesperrt.
inbox-block-self = Dich selbst kannst du nicht sperren. Nenne jemand anderen.
inbox-full = Du hast so viele Personen gesperrt, wie auf die Liste passen. Nimm zuerst eine herunter, mit `/{ command-inbox.name } { command-inbox-unblock.name }`.
inbox-unblocked = Briefe dieser Person können dich wieder erreichen, solange dein Postfach offen ist. Sie erfährt nichts davon.
inbox-unblocked-not = Diese Person hast du nicht gesperrt.
inbox-list = Wessen Briefe dich nicht erreichen
inbox-list-empty = Du hast niemanden gesperrt.

## Wer einen Brief schreibt

letter-form = Einen Brief schreiben
letter-form-text = Dein Text
letter-form-files = Bilder und Videos
letter-form-files-more = Bis zu 10, geprüft, bevor etwas verschickt wird. Je 10 MiB, zusammen 25 MiB.
letter-sent = **Dein Brief ist unterwegs.** Wenn das Postfach für dich offen ist, kommt er an. Ob er angekommen ist, bleibt bei der anderen Person.
letter-warned-title = Bevor etwas verschickt wird
letter-warned-seen = Was die Software gemeldet hat
letter-warned-file = **{ $file }**: darauf könnte zu sehen sein: { $label }.
letter-warned-law-title = Das Recht
letter-warned-law = Ein solches Bild jemandem zu schicken, der nicht darum gebeten hat, kann eine Straftat sein.
letter-warned-on = Wenn du weitermachst
letter-warned-then = Die Person sieht deinen Namen, deinen Text und eine unkenntliche Vorschau und entscheidet, ob sie hinschaut. Wenn sie es meldet, steht im Eintrag, dass du dies gelesen und trotzdem gesendet hast. Noch ist nichts verschickt. Du hast 15 Minuten Zeit.
letter-cancelled = Abgebrochen. Nichts wurde verschickt, und nichts davon wird aufbewahrt.
letter-run-out = Dieser Brief wartet nicht mehr; durch diesen Druck wurde nichts verschickt. Wenn mehr als 15 Minuten vergangen sind, schreibe ihn noch einmal mit `/{ command-send.name }`.
letter-too-late = Er wurde verschickt, bevor du gedrückt hast, und lässt sich nicht mehr abbrechen.
letter-refused-self = Dir selbst kannst du keinen Brief schreiben. Nenne jemand anderen.
letter-refused-bot = Das ist ein Bot. Briefe sind für Menschen.
letter-refused-empty = Nichts wurde verschickt: Der Brief war leer. Schreibe etwas, oder füge ein Bild hinzu.
letter-refused-too_long = Nichts wurde verschickt: Ein Brief darf 2.000 Zeichen haben. Kürze ihn und schicke ihn noch einmal.
letter-refused-too_many = Nichts wurde verschickt: Ein Brief darf 10 Dateien haben. Lass einige weg und schicke ihn noch einmal.
letter-refused-too_large = Nichts wurde verschickt: Eine Datei darf 10 MiB haben, alle zusammen 25 MiB. Nimm kleinere oder weniger und schicke ihn noch einmal.
letter-refused-pending = Nichts wurde verschickt: Fünf deiner Briefe warten schon. Entscheide über einen davon, oder versuche es in 15 Minuten noch einmal.
letter-refused-a_day = Nichts wurde verschickt: Du hast in 24 Stunden 20 Briefe geschrieben, mehr gehen nicht. Versuche es morgen wieder.
letter-refused-a_day_to_one = Nichts wurde verschickt: Du hast dieser Person in 24 Stunden drei Briefe geschrieben. Lass ihr Zeit, und versuche es morgen wieder.
letter-refused-unscreened =
    {""}**Nichts wurde verschickt**, weil nicht jede Datei geprüft werden konnte:
    { $files }
    Lass diese weg oder nimm andere, und schicke den Brief noch einmal.
letter-refused-broken = Nichts wurde verschickt: Dein Brief konnte gerade nicht angenommen werden, und nichts davon wird aufbewahrt. Versuche es in ein paar Minuten noch einmal.
letter-reason-too_large = sie ist größer als erlaubt
letter-reason-timeout = die Zeit dafür ist abgelaufen
letter-reason-undecodable = sie ist beschädigt, oder nicht das, was sie vorgibt
letter-reason-unsupported = sie ist kein Bild oder Video, das ich ansehen kann
letter-reason-fetch_failed = sie ließ sich nicht von Discord laden
letter-reason-overloaded = im Moment ist zu viel zu prüfen
letter-reason-crashed = die Prüfung endete unerwartet
button-letter-go = Trotzdem senden
button-letter-cancel = Abbrechen

## Wer einen Brief bekommt

letter-title = Ein Brief von { $name }
letter-from = Von
letter-where = Verschickt vom Server
letter-files = Bilder und Videos
letter-plain = { $files ->
    [one] Eine Datei. Software hat sie angesehen und nichts gemeldet.
   *[other] { $files } Dateien. Software hat sie angesehen und nichts gemeldet.
}
letter-permitted = { $files ->
    [one] Eine Datei. Du hast dieser Person erlaubt, dir solche Bilder unverpixelt zu schicken.
   *[other] { $files } Dateien. Du hast dieser Person erlaubt, dir solche Bilder unverpixelt zu schicken.
}
letter-shielded = { $files ->
    [one] Eine Datei. Sie könnte Nacktheit oder sexuelle Inhalte enthalten. Du musst nicht hinschauen, und du schuldest niemandem eine Antwort.
   *[other] { $files } Dateien. Sie könnten Nacktheit oder sexuelle Inhalte enthalten. Du musst nicht hinschauen, und du schuldest niemandem eine Antwort.
}
letter-copies = { $copies ->
    [one] Das Bild dabei ist eine unkenntliche Kopie.
   *[other] Die Bilder dabei sind unkenntliche Kopien.
}
letter-foot = Von Software geprüft, die sich irren kann. Briefe kommen, weil dein Postfach offen ist.
button-letter-view = Ansehen
button-letter-view-once = Einmal ansehen
button-letter-decline = Ablehnen
button-letter-report = Melden
button-letter-block = Sperren
letter-view = Nur du kannst das sehen.
letter-view-once = Nur du kannst das sehen, und es wird nicht noch einmal gezeigt.
letter-no-view-gone = Von diesem Brief ist nichts mehr da, also gibt es nichts zu zeigen.
letter-no-view-lapsed = Die Dateien sind weg. Sie lagen immer nur dort, wo der Absender sie hochgeladen hat, und lassen sich etwa einen Tag lang abrufen.
letter-no-view-seen = Du hast dies einmal angesehen; es wird nicht noch einmal gezeigt.
letter-no-view-changed = Was dort jetzt liegt, ist nicht das, was geprüft wurde. Darum wird es nicht gezeigt.
letter-no-view-later = Die Dateien ließen sich gerade nicht abrufen oder prüfen. Bitte versuche es in einer Minute noch einmal.
letter-no-view-shielded = Noch einmal angesehen, könnte dies Nacktheit oder sexuelle Inhalte enthalten. Du musst nicht hinschauen. Gezeigt wird es nur, wenn du „Einmal ansehen“ drückst.
letter-declined = Abgelehnt. Von diesem Brief bleibt nichts, und der Absender erfährt es nicht.
letter-blocked = Gesperrt. Von diesem Brief bleibt nichts, Briefe dieser Person erreichen dich nicht mehr, und sie erfährt es nicht.
letter-block-gone = Von diesem Brief ist nichts mehr da, auch nicht, wer ihn geschickt hat. Um jemanden zu sperren, nimm `/{ command-inbox.name } { command-inbox-block.name }`.
letter-forgotten = Dieser Brief wurde gelöscht, weil darin jemand unter 18 sein könnte. Hier bleibt nichts davon.
letter-report-ask =
    {""}**Soll die Moderation von { $server } davon erfahren?**
    Dann wird ein Fall angelegt: wer diesen Brief wann geschickt hat, was die Software gemeldet hat, und ob der Absender gewarnt wurde und trotzdem gesendet hat. Ein Bild ist nicht dabei. Er nennt dich als die Person, die den Brief bekommen hat.
    Oder behalte all das als Eintrag für dich. Den sieht sonst niemand.
letter-report-own = Soll das als Eintrag für dich aufbewahrt werden? Darin steht, wer diesen Brief wann geschickt hat, was die Software gemeldet hat, und ob der Absender gewarnt wurde und trotzdem gesendet hat. Ein Bild ist nicht dabei, und niemand sonst sieht ihn. Eine Moderation, der ich es sagen könnte, gibt es nicht: Der Brief kam von keinem Server, auf dem wir beide sind.
button-letter-tell = Der Moderation sagen
button-letter-keep = Eintrag für mich behalten
letter-report-told = Die Moderation weiß Bescheid: **Fall { $case }**. Du musst nichts weiter tun.
letter-report-kept = **Aufbewahrt als dein eigener Eintrag { $number }.** Niemand wurde benachrichtigt, und niemand sonst sieht ihn. `/{ command-privacy.name } { command-privacy-records.name }` zeigt, was du aufbewahrst, und löscht es.
letter-report-failed = **Fall { $case }** ist angelegt, aber von hier aus ließ sich die Moderation nicht benachrichtigen. Bitte schreibe jemandem davon und nenne diese Nummer. Schicke das Bild nicht mit.
letter-report-gone = Von diesem Brief ist nichts mehr da, also lässt sich kein Fall daraus machen. Die Nachricht kannst du weiterhin bei Discord melden; „Hilfe bekommen“ zeigt, wie.

## Befehle, wie Discord sie anzeigt

command-inbox =
    .name = postfach
    .description = Briefe an dich, geprüft, bevor sie ankommen
command-inbox-open =
    .name = öffnen
    .description = Leute über diesen Bot an dich schreiben lassen, bis du es schließt
command-inbox-close =
    .name = schließen
    .description = Niemanden mehr über diesen Bot an dich schreiben lassen
command-inbox-block =
    .name = sperren
    .description = Briefe einer Person nicht mehr zu dir lassen
command-inbox-block-person =
    .name = wen
    .description = Wessen Briefe dich nicht erreichen sollen
command-inbox-unblock =
    .name = entsperren
    .description = Eine gesperrte Person wieder an dich schreiben lassen
command-inbox-unblock-person =
    .name = wen
    .description = Wessen Briefe dich wieder erreichen dürfen
command-inbox-blocked =
    .name = gesperrte
    .description = Wessen Briefe dich nicht erreichen
command-send =
    .name = senden
    .description = Jemandem mit Postfach schreiben: geprüft, bevor es ankommt
command-send-person =
    .name = wem
    .description = Wem du schreiben willst
