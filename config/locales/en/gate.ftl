### What members read about gates: channels in which pictures are screened before anybody sees them.

## The form

share-title = Share pictures
share-files = Pictures, up to ten
share-files-hint = They are screened first. Nobody else sees them before.
share-text = Text (you can leave it out)

## What becomes of it

share-no-gate = This channel has no gate: just post your picture here, as usual.
share-none = There was no picture in it. Please choose at least one.
share-busy = I am still looking at what you shared before. Please try again when that is finished.
share-timeout = You are in a time-out, so nothing was posted. You can share again when it is over.
share-may-not = You may not write here, so nothing was posted.
share-locked = This thread is locked, so nothing was posted.
share-slow = Slow mode is on here. You can share again { $when }. Nothing was posted.
share-too-large = **{ $file }** is too large: Discord lets me post files of up to { $limit } MiB here. Nothing was posted; please choose a smaller one.
share-done = Posted for everybody here, under your name: { $link }
share-failed = That did not work, and nothing was posted. Please try again in a minute.
share-webhook-right = Nothing was posted: I lack **Manage Webhooks** in this channel. Please tell a moderator.
share-webhook-full = Nothing was posted: this channel has as many webhooks as Discord allows. Please tell a moderator, who can delete one.

## What was not posted

share-held = {""}**Nothing was posted.** Only you see this message.
share-file-flagged = • **{ $file }** may contain nudity or sexual content. Software reported something that looks like **{ $label }**.
share-file-unread = • **{ $file }** is not a picture that I can read. Please save it as JPEG or PNG and share it again.
share-file-large = • **{ $file }** is too large for me to look at. Please choose a smaller one.
share-file-expired = • **{ $file }** could not be downloaded any more. Please choose it again.
share-file-later = • **{ $file }** could not be looked at to its end. Please try again in a minute.
share-kept = No person looked at it, nothing of it is kept, and nobody is told. Software can be wrong: if you think it is, talk to the moderators. Please do not send them the picture.

## Taking it back

button-unshare = Delete it again
unshare-done = Deleted. Nobody sees it here any more.
unshare-gone = It is not there any more.
unshare-failed = Discord did not let me delete it just now. Please try again, or tell a moderator.

## Commands, as Discord lists them

command-share =
    .name = share
    .description = Post pictures in a channel with a gate: screened before anybody sees them
command-flashguard-gate =
    .name = gate
    .description = A channel in which pictures are screened before anybody sees them
command-flashguard-gate-channel =
    .name = channel
    .description = The channel; its threads are behind the gate too
command-flashguard-gate-state =
    .name = state
    .description = On closes the gate, off opens it and puts all permissions back
command-flashguard-gates =
    .name = gates
    .description = Which channels have a gate
command-who-shared-this =
    .name = Who shared this
