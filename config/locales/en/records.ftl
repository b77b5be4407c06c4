### What members read about records and appeals. How a text is changed: docs/languages.md.

## A record of one's own

go-record = Keep a record for me
go-withdraw = Forget that I asked
record-head = **Your record of case { $case }**
record-receipt = • The **receipt** can show later that nothing in the record was changed.
record-report = • The **report** is for the police, if you want to go there. It leaves out other people.
record-ids = Message: { $link }
    Account that sent it: `{ $sender }`
record-unsigned = A receipt cannot be made right now. Press the button again later.
record-until = The server keeps this case until { $day }.
record-held = The server keeps this case until further notice.
record-later = These files are for you alone, and hold no picture. `/{ command-my-records.name }` shows how the case stands. The moderators are not told who asked, and you can take it back at any time.
record-withdrawn = Done. This case is no longer tied to you. The case itself stays as it is, and so do the files that you have.
record-not-yours = A record is for people who can see the channel where this was posted.
record-gone = This case is not there any more.

records-none = You have not asked for a record of any case.
records-head = **Cases that you asked to hear about**
records-appeals = **Your appeals**
records-menu = Forget that I asked about…
records-option = Case { $case } · { $server }
standing-open = being looked at
standing-upheld = reviewed: upheld
standing-overturned = reviewed: overturned
standing-expired = erased after its time
standing-erased = erased

command-my-records =
    .name = my-records
    .description = How the cases stand that you asked to hear about
command-flashguard-export =
    .name = export
    .description = A case's report as a private file, without image
command-flashguard-export-case =
    .name = case
    .description = The number in the notice and in the moderators' entry
command-flashguard-export-format =
    .name = format
    .description = pdf and html to read, json and case for programs

## The sender's appeal

button-why-hidden = Why was this hidden?
button-appeal = Appeal
appeal-how = If you think this is a mistake, press **Appeal**. A moderator is then asked to look at the case again. You can do that once, until { $day }.
appeal-yours = Your appeal
appeal-stands-open = Your appeal is with the moderators. They have not decided yet.
appeal-stands-upheld = A moderator looked at it again. The decision stands.
appeal-stands-overturned = A moderator looked at it again. It was a mistake.
appeal-overturned = A moderator has looked at it already. It was a mistake, so there is nothing left to appeal against.
appeal-late = The time for an appeal is over.
appeal-already = You have appealed against this case already. Press the notice's second button, or use `/{ command-my-records.name }`, to see how it stands.
appeal-not-yours = Only the person who posted it can appeal.

appeal-form = Appeal against case { $case }
appeal-reason = Why do you think it is a mistake?
appeal-reason-more = In your own words. You do not have to describe the image.
appeal-picture = The image again, only if you like
appeal-picture-more = Software compares it and forgets it. Never do this if anyone in it may be under 18.
appeal-empty = Please write why you think it is a mistake. Nothing was sent.
appeal-sent = Your appeal is with the moderators. Press the same button later, or use `/{ command-my-records.name }`, to see what they decide.
appeal-kept = Your appeal is recorded. The moderators could not be told just now; the bot tries again. You can also tell one of them your case number.
