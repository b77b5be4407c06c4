### Letters between members that are screened before they arrive. How a text is changed or translated: docs/languages.md.

## Whoever has an inbox

inbox-open = **Your inbox is open**, and I have written to you. Letters come there. I screen each one first, and show you nobody's picture before you ask for it. Nobody is told that it is open. Close it at any time with `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-open-already = Your inbox is open already. Close it at any time with `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-unreachable = Your inbox was not opened, because Discord does not let me write to you. Allow direct messages from a server that we share, do not block me, and try again.
inbox-welcome = **Your inbox is open.** Letters come here, each one screened first. You decide about each: view it, decline it, report it, or block its sender. I write to you for no other reason. `/{ command-inbox.name } { command-inbox-close.name }` ends it at any time.
inbox-closed = **Your inbox is closed.** No letters reach you any more, and nobody is told. What has come already stays until you decline it.
inbox-closed-already = Your inbox is closed already.
inbox-blocked = **Blocked.** That person's letters do not reach you any more. They are not told.
inbox-blocked-already = You have blocked that person already.
inbox-block-self = You cannot block yourself. Name another person.
inbox-full = You have blocked as many people as fit into the list. Take one of them off it first, with `/{ command-inbox.name } { command-inbox-unblock.name }`.
inbox-unblocked = That person's letters can reach you again while your inbox is open. They are not told.
inbox-unblocked-not = You have not blocked that person.
inbox-list = Whose letters do not reach you
inbox-list-empty = You have blocked nobody.

## Whoever writes a letter

letter-form = Write a letter
letter-form-text = Your text
letter-form-files = Pictures and videos
letter-form-files-more = Up to 10, screened before anything is sent. 10 MiB each, 25 MiB in all.
letter-sent = **Your letter is on its way.** If their inbox is open to you, it arrives. Whether it did stays with them.
letter-warned-title = Before anything is sent
letter-warned-seen = What software reported
letter-warned-file = **{ $file }** may show { $label }.
letter-warned-law-title = The law
letter-warned-law = Sending such a picture to somebody who did not ask for it may be an offence.
letter-warned-on = If you go on
letter-warned-then = The person sees your name, your text and an unrecognisable preview, and decides whether to look. If they report it, the record says that you were told this and went on. Nothing has been sent yet. You have 15 minutes to decide.
letter-cancelled = Cancelled. Nothing was sent, and nothing of it is kept.
letter-run-out = This letter does not wait any more, and was not sent by this press. If more than 15 minutes have passed, write it again with `/{ command-send.name }`.
letter-too-late = It was sent before you pressed, and cannot be cancelled any more.
letter-refused-self = You cannot write a letter to yourself. Name another person.
letter-refused-bot = That is a bot. Letters are for people.
letter-refused-empty = Nothing was sent: the letter was empty. Write something, or add a picture.
letter-refused-too_long = Nothing was sent: a letter may have 2,000 characters. Make it shorter, and send it again.
letter-refused-too_many = Nothing was sent: a letter may have 10 files. Leave some out, and send it again.
letter-refused-too_large = Nothing was sent: a file may have 10 MiB, and all of them together 25 MiB. Choose smaller ones or fewer, and send it again.
letter-refused-pending = Nothing was sent: five letters of yours are waiting already. Decide about one of them, or try again in 15 minutes.
letter-refused-a_day = Nothing was sent: you have written 20 letters in 24 hours, and more are not possible. Try again tomorrow.
letter-refused-a_day_to_one = Nothing was sent: you have written this person three letters in 24 hours. Give them time, and try again tomorrow.
letter-refused-unscreened =
    {""}**Nothing was sent**, because not every file could be screened:
    { $files }
    Leave these out or choose others, and send it again.
letter-refused-broken = Nothing was sent: your letter could not be taken in just now, and nothing of it is kept. Try again in a few minutes.
letter-reason-too_large = it is larger than the limits allow
letter-reason-timeout = the time for it ran out
letter-reason-undecodable = it is damaged, or not what it says it is
letter-reason-unsupported = it is no picture or video that I can look at
letter-reason-fetch_failed = it could not be downloaded from Discord
letter-reason-overloaded = there is too much to screen at this moment
letter-reason-crashed = the screening ended unexpectedly
button-letter-go = Send it all the same
button-letter-cancel = Cancel

## Whoever gets a letter

letter-title = A letter from { $name }
letter-from = From
letter-where = Sent from the server
letter-files = Pictures and videos
letter-plain = { $files ->
    [one] One file. Software looked at it and reported nothing.
   *[other] { $files } files. Software looked at them and reported nothing.
}
letter-permitted = { $files ->
    [one] One file. You have permitted this person to send you such pictures without blur.
   *[other] { $files } files. You have permitted this person to send you such pictures without blur.
}
letter-shielded = { $files ->
    [one] One file. It may contain nudity or sexual content. You need not look at it, and you owe nobody a reply.
   *[other] { $files } files. They may contain nudity or sexual content. You need not look at them, and you owe nobody a reply.
}
letter-copies = { $copies ->
    [one] The picture with it is an unrecognisable copy.
   *[other] The pictures with it are unrecognisable copies.
}
letter-foot = Screened by software, which can err. You get letters because your inbox is open.
button-letter-view = View
button-letter-view-once = View once
button-letter-decline = Decline
button-letter-report = Report
button-letter-block = Block
letter-view = Only you can see this.
letter-view-once = Only you can see this, and it is not shown again.
letter-no-view-gone = Nothing is kept of this letter any more, so there is nothing to show.
letter-no-view-lapsed = The files are gone. They were only ever in the sender's own upload, which can be fetched for about a day.
letter-no-view-seen = You have viewed this once, and it is not shown again.
letter-no-view-changed = What lies there now is not what was screened, so it is not shown.
letter-no-view-later = The files could not be fetched or screened just now. Please try again in a minute.
letter-no-view-shielded = Looked at again, this may contain nudity or sexual content. You need not look at it. It is shown only if you press “View once”.
letter-declined = Declined. Nothing of this letter is kept, and its sender is not told.
letter-blocked = Blocked. Nothing of this letter is kept, this person's letters do not reach you any more, and they are not told.
letter-block-gone = Nothing is kept of this letter any more, not even who sent it. To block somebody, use `/{ command-inbox.name } { command-inbox-block.name }`.
letter-forgotten = This letter was erased, because somebody in it may be under 18. Nothing of it is kept here.
letter-report-ask =
    {""}**Shall the moderators of { $server } be told?**
    A case is made: who sent this letter and when, what software reported, and whether the sender was warned and went on. It has no picture. It names you as the person who received it.
    Or keep all that as a record for yourself. Nobody else sees that one.
letter-report-own = Shall this be kept as a record for you? It says who sent this letter and when, what software reported, and whether the sender was warned and went on. It has no picture, and nobody else sees it. There are no moderators whom I could tell: the letter was not sent from a server that you and I share.
button-letter-tell = Tell the moderators
button-letter-keep = Keep a record for me
letter-report-told = The moderators were told: **case { $case }**. You need not do anything more.
letter-report-kept = **Kept as your own record { $number }.** Nobody was told, and nobody else sees it. `/{ command-privacy.name } { command-privacy-records.name }` shows what you keep, and erases it.
letter-report-failed = **Case { $case }** is kept, but the moderators could not be told from here. Please write to one of them, and give that number. Do not send them the picture.
letter-report-gone = Nothing is kept of this letter any more, so no case can be made of it. You can still report the message to Discord; “Get help” shows how.

## Commands, as Discord lists them

command-inbox =
    .name = inbox
    .description = Letters to you, screened before they arrive
command-inbox-open =
    .name = open
    .description = Let people write to you through this bot, until you close it
command-inbox-close =
    .name = close
    .description = Let nobody write to you through this bot
command-inbox-block =
    .name = block
    .description = Let one person's letters not reach you
command-inbox-block-person =
    .name = person
    .description = Whose letters are not to reach you
command-inbox-unblock =
    .name = unblock
    .description = Let a person you blocked write to you again
command-inbox-unblock-person =
    .name = person
    .description = Whose letters may reach you again
command-inbox-blocked =
    .name = blocked
    .description = Whose letters do not reach you
command-send =
    .name = send
    .description = Write to somebody who has an inbox: screened before it arrives
command-send-person =
    .name = person
    .description = Whom you want to write to
