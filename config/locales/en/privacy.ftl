### What members read about their own data. How a text is changed: docs/languages.md.

privacy-all = This is all that is recorded about you, on every server that I am on. It is for you alone. Keep the file somewhere safe.
privacy-nothing = Nothing is recorded about you. The file says so in a form for machines.
privacy-busy = I am making a copy for somebody else just now. Please try again in a minute.
privacy-too-much = What is recorded about you does not fit into a message. Ask the operator of this bot for it (see its privacy policy).
privacy-failed = That did not work, and the reason is in the bot's log. Please try again later.
privacy-would =
    {""}**What I would erase now, on every server that I am on**
    • Where you were replied to, mentioned or named beside an image: your id becomes a random number.
    • What you did as a moderator: your id becomes a random number.
    • Records that you asked for are no longer tied to you, and what you wrote in appeals goes.
    • Cases about you that a moderator has overturned: erased.

    {""}**What stays, and why**
    • Other cases of images that you posted stay until their time is over: the people who received the image may need them. If you think that is wrong, ask the operator of this bot (see its privacy policy), or a moderator to review the case.
    • Cases that are kept for an authority stay as they are.

    This cannot be undone.
go-erase = Erase my data
privacy-done = Your data are gone from cases: { $cases }, and from notes about a moderator's work: { $steps }.
privacy-kept = Cases of images that you posted and that stay until their time is over: { $cases }. `/{ command-privacy.name } { command-privacy-export.name }` shows them.
privacy-held = Cases that are kept for an authority, and stay as they are: { $cases }.
