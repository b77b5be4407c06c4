### Was Mitglieder zu ihren eigenen Daten lesen. Wie ein Text geändert wird: docs/languages.md.

privacy-all = Das ist alles, was über dich festgehalten ist, auf allen Servern, auf denen ich bin. Es ist nur für dich. Bewahr die Datei sicher auf.
privacy-nothing = Über dich ist nichts festgehalten. Die Datei sagt das in einer Form für Maschinen.
privacy-busy = Ich mache gerade eine Kopie für jemand anderen. Bitte versuch es in einer Minute noch einmal.
privacy-too-much = Was über dich festgehalten ist, passt nicht in eine Nachricht. Bitte frag danach, wer diesen Bot betreibt (siehe Datenschutzerklärung).
privacy-failed = Das hat nicht geklappt; der Grund steht im Protokoll des Bots. Bitte versuch es später noch einmal.
privacy-would =
    {""}**Was ich jetzt löschen würde, auf allen Servern, auf denen ich bin**
    • Wo dir geantwortet wurde oder du neben einem Bild erwähnt oder genannt wurdest: Deine ID wird zu einer Zufallszahl.
    • Was du als Moderatorin oder Moderator getan hast: Deine ID wird zu einer Zufallszahl.
    • Aufzeichnungen, um die du gebeten hast, sind nicht mehr mit dir verbunden, und was du in Einsprüchen geschrieben hast, geht.
    • Fälle über dich, die die Moderation zurückgenommen hat: gelöscht.
    • Aufzeichnungen, die du für dich aufbewahrst: gelöscht; ihre Nummern beginnen von vorn.
    • Dein Postfach, wen du sperrst, die Briefe an dich und deine Briefe, die noch unterwegs sind: gelöscht.
    • Erlaubnisse, die du mit `/{ command-consent.name }` gegeben hast: beendet und gelöscht.
    • Eigene Kanalrechte, die dir eine Schleuse genommen hat: vergessen und dir nicht zurückgegeben.

    {""}**Was bleibt, und warum**
    • Andere Fälle zu Bildern, die du gepostet hast, bleiben, bis ihre Zeit vorbei ist: Wer das Bild bekommen hat, braucht sie vielleicht. Wenn du das für falsch hältst, frag, wer diesen Bot betreibt (siehe Datenschutzerklärung), oder bitte die Moderation, den Fall zu prüfen.
    • Fälle, die für eine Behörde aufbewahrt werden, bleiben, wie sie sind.
    • Wer ein Bild durch die Schleuse eines Kanals geteilt hat, ist bekannt, solange es steht. Lösch es, und das ist vergessen.

    Das lässt sich nicht rückgängig machen.
go-erase = Meine Daten löschen
privacy-done = Ohne deine Daten sind jetzt so viele Fälle: { $cases }, und so viele Notizen über die Arbeit der Moderation: { $steps }.
privacy-consents = Erlaubnisse, die du gegeben hast und die jetzt weg sind: { $permissions }.
privacy-kept = Fälle zu Bildern von dir, die bleiben, bis ihre Zeit vorbei ist: { $cases }. `/{ command-privacy.name } { command-privacy-export.name }` zeigt sie.
privacy-held = Fälle, die für eine Behörde aufbewahrt werden und bleiben, wie sie sind: { $cases }.
