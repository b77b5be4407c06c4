### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = This may contain nudity or sexual content.
screen-clean = I found nothing of what I look for. Software can miss things.
screen-partly = I could not look at everything.
screen-line-explicit = { $name }: may contain **{ $label }**
screen-line-suspect = { $name }: may contain **{ $label }**, but I am less sure
screen-line-clean = { $name }: nothing found
screen-line-unscreened = { $name }: not looked at.
screen-frames = { $seen } of { $frames } frames looked at
screen-more = … and { $count } more
screen-copies = { $copies ->
    [one] The picture below is an unrecognisable copy, made here.
   *[other] The pictures below are unrecognisable copies, made here.
}
screen-next = You do not have to look at it, and you owe nobody a reply. If anyone in it may be under 18, press that button first.
screen-foot = Only you can see this. The image is not kept, and nobody was told.
screen-foot-conversation = This conversation is between you and me. The image is not kept, and nobody was told.
screen-consented = You allowed this person to send you such images, so there is no copy and no record. Only you can see this.
screen-own-flagged = On a server with this bot it may be taken down. To somebody who did not ask for it, it can be a shock.
screen-busy = I am still at what you asked before, or you asked very often. Please try again in a few minutes.
screen-none = This message shows no picture or video that I could look at. Help is there all the same.
screen-none-preview = The preview of the link is not there yet. Please try again in a moment.
screen-none-forward = Discord did not pass on to me what this forward shows, so I cannot look at it. Help is there all the same.
screen-hello =
    {""}**Hello.** I am a bot, and no person reads along here. You do not have to show me anything.
    If you were sent something that you did not want: open the menu of that message, then “Apps”, then “{ command-screen-image.name }” or “{ command-get-help-with-this.name }”. Only you see the answer. For that, add me to your account first.
    Help without any picture: `/{ command-help-me.name }`

screen-why-too_large = It is too large.
screen-why-timeout = It took too long.
screen-why-undecodable = The file is broken, or is no picture or video.
screen-why-unsupported = Files of this kind cannot be looked at.
screen-why-fetch_failed = Discord did not give me the file; its link may have run out. Use the command on the message once more.
screen-why-overloaded = There is too much to do just now. Please try again in a few minutes.
screen-why-crashed = The program that looks at it gave up.

screen-name-attachment = A file
screen-name-embed = The preview of a link
screen-name-forward = A forwarded picture
screen-name-sticker = A sticker
screen-name-emoji = An emoji
screen-name-component = A picture in the message
screen-name-avatar = The sender's picture

## Records of one's own

button-keep-private = Keep a record for me
button-erase-private = Erase this record
private-kept = **Kept as your record { $number }.** It says who sent what kind of file, when and where, with its fingerprints. The image is not in it. Nobody else sees it. See it, take it out or erase it: `/{ command-privacy.name } { command-privacy-records.name }`. It is kept until { $day }.
private-full = You keep as many records as fit. Erase one of them first: `/{ command-privacy.name } { command-privacy-records.name }`.
private-forgotten = I do not know any more what I saw there, because nothing of it is kept without your word. Use the command on the message once more, and press again within 15 minutes.
private-unknown = You keep no record { $number }.
private-none = You keep no records.
private-handed = This file is for you, and for whom you choose to give it to. The record is kept until { $day }.
private-erased = Record { $number } is erased.
private-line = **Record { $number }** · sent on { $day } by { $sender } · { $link }
private-list-foot = One of them as a PDF, or to erase it: give its number. Nobody else sees this.

## Commands, as Discord lists them

command-screen-image =
    .name = Screen image
command-screen =
    .name = screen
    .description = Have a file of yours looked at before you post it, privately
command-screen-file =
    .name = file
    .description = The picture or video; nobody else sees it, and it is not kept
command-privacy-records =
    .name = records
    .description = The records that you keep for yourself
command-privacy-records-number =
    .name = number
    .description = One of them: as a PDF, and to erase it
