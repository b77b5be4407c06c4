### Was Mitglieder zu Aufzeichnungen und Einsprüchen lesen. Wie ein Text geändert wird: docs/languages.md.

## A record of one's own

go-record = Für mich festhalten
go-withdraw = Vergessen, dass ich gefragt habe
record-head = **Deine Aufzeichnung zu Fall { $case }**
record-receipt = • Die **Quittung** kann später zeigen, dass an der Aufzeichnung nichts geändert wurde.
record-report = • Der **Bericht** ist für die Polizei, falls du zu ihr gehen willst. Andere Personen stehen nicht darin.
record-ids = Nachricht: { $link }
    Konto, das sie geschickt hat: `{ $sender }`
record-unsigned = Eine Quittung gibt es gerade nicht. Drück den Knopf später noch einmal.
record-until = Der Server bewahrt diesen Fall bis zum { $day } auf.
record-held = Der Server bewahrt diesen Fall bis auf Weiteres auf.
record-later = Diese Dateien sind nur für dich und enthalten kein Bild. Wie der Fall steht, zeigt dir `/{ command-my-records.name }`. Die Moderation erfährt nicht, wer gefragt hat, und du kannst es jederzeit zurücknehmen.
record-withdrawn = Erledigt. Dieser Fall ist nicht mehr mit dir verbunden. Der Fall selbst bleibt, wie er ist, und deine Dateien behältst du.
record-not-yours = Eine Aufzeichnung ist für alle, die den Kanal sehen können, in dem das gepostet wurde.
record-gone = Diesen Fall gibt es nicht mehr.

records-none = Du hast noch keinen Fall für dich festhalten lassen.
records-head = **Fälle, von denen du hören willst**
records-appeals = **Deine Einsprüche**
records-menu = Vergessen, dass ich gefragt habe nach …
records-option = Fall { $case } · { $server }
standing-open = wird angesehen
standing-upheld = geprüft: bleibt so
standing-overturned = geprüft: zurückgenommen
standing-expired = nach Ablauf der Zeit gelöscht
standing-erased = gelöscht

command-my-records =
    .name = meine-fälle
    .description = Wie die Fälle stehen, von denen du hören willst
command-flashguard-export =
    .name = bericht
    .description = Der Bericht eines Falls als private Datei, ohne Bild
command-flashguard-export-case =
    .name = fall
    .description = Die Nummer im Hinweis und im Eintrag der Moderation
command-flashguard-export-format =
    .name = dateiformat
    .description = pdf und html zum Lesen, json und case für Programme

## The sender's appeal

button-why-hidden = Warum wurde das verborgen?
button-appeal = Einspruch einlegen
appeal-how = Wenn du das für einen Fehler hältst, drück **Einspruch einlegen**. Dann wird jemand von der Moderation gebeten, sich den Fall noch einmal anzusehen. Das geht einmal, bis zum { $day }.
appeal-yours = Dein Einspruch
appeal-stands-open = Dein Einspruch ist bei der Moderation. Sie hat noch nicht entschieden.
appeal-stands-upheld = Die Moderation hat es sich noch einmal angesehen. Es bleibt dabei.
appeal-stands-overturned = Die Moderation hat es sich noch einmal angesehen. Es war ein Fehler.
appeal-overturned = Die Moderation hat es sich schon angesehen. Es war ein Fehler; ein Einspruch ist nicht mehr nötig.
appeal-late = Die Zeit für einen Einspruch ist vorbei.
appeal-already = Du hast gegen diesen Fall schon Einspruch eingelegt. Wie er steht, zeigt dir der zweite Knopf unter dem Hinweis oder `/{ command-my-records.name }`.
appeal-not-yours = Einspruch kann nur einlegen, wer es gepostet hat.

appeal-form = Einspruch zu Fall { $case }
appeal-reason = Warum hältst du es für einen Fehler?
appeal-reason-more = Mit deinen eigenen Worten. Das Bild musst du nicht beschreiben.
appeal-picture = Das Bild noch einmal, nur wenn du magst
appeal-picture-more = Software vergleicht und vergisst es. Nie, wenn jemand darauf unter 18 sein könnte.
appeal-empty = Bitte schreib, warum du es für einen Fehler hältst. Es wurde nichts abgeschickt.
appeal-sent = Dein Einspruch ist bei der Moderation. Was sie entscheidet, siehst du, wenn du später denselben Knopf drückst oder `/{ command-my-records.name }` aufrufst.
appeal-kept = Dein Einspruch ist festgehalten. Die Moderation war gerade nicht zu erreichen; der Bot versucht es wieder. Du kannst ihr auch selbst deine Fallnummer nennen.
