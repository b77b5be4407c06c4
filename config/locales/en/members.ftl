### What members read. How a text is changed or translated: docs/languages.md.

## The public notice

notice-hidden = **The preview of a link was hidden here.** What it leads to may contain nudity or sexual content. The link itself still stands: think twice before you open it.
notice-unscreened = **A post was removed here.** An image in it could not be screened.
notice-one = **An image was removed here.** It may contain nudity or sexual content.
notice-many = **A post with { $images } images was removed here.** { $flagged } of them may contain nudity or sexual content.
notice-copies = { $copies ->
    [one] The picture below is an unrecognisable copy.
   *[other] The pictures below are unrecognisable copies.
}
notice-foot = Screened by software on this server's own bot. It can err.
case-number = Case { $case }
button-help = Get help
button-why = Why was this removed?

## Why was this removed?

why-rule = This server has its images screened by software for nudity and sexual content, before more people have to see them.
why-found = Here it reported what looks like **{ $label }**.
why-kept = No person looked at the image, and software can be wrong. The image itself is not kept; a record of who posted what kind of image, where and when is.
why-mistake = If you think this is a mistake, tell the moderators.
why-mistake-case = If you think this is a mistake, tell the moderators **case { $case }**.
why-not-again = Please do not post the image again to show it.

sender-title = About what you posted
sender-what = What happened
sender-what-text = The bot of this server took down something that you posted. It may contain nudity or sexual content.
sender-what-hidden = The bot of this server hid the preview of a link that you posted. What it leads to may contain nudity or sexual content.
sender-what-unscreened = The bot of this server took down something that you posted, because it could not be screened.
sender-rule = The rule here
sender-rule-genitals = Images that may show bare genitals are taken down here.
sender-rule-standard = Images that may show nudity or sexual content are taken down here.
sender-rule-strict = Images that may show nudity or sexual content are taken down here, also if it is partly covered.
sender-rule-nsfw = In age-restricted channels the bot does not look.
sender-law = The law where this server is
sender-law-foot = This says nothing about you or about what you posted. Whether a law applies is for others to decide.
sender-mistake = If this is a mistake
sender-told = Nobody is told that you asked.

label-FEMALE_GENITALIA_COVERED = covered female genitals
label-FACE_FEMALE = a woman's face
label-BUTTOCKS_EXPOSED = bare buttocks
label-FEMALE_BREAST_EXPOSED = a bare female breast
label-FEMALE_GENITALIA_EXPOSED = exposed female genitals
label-MALE_BREAST_EXPOSED = a bare male chest
label-ANUS_EXPOSED = an exposed anus
label-FEET_EXPOSED = bare feet
label-BELLY_COVERED = a covered belly
label-FEET_COVERED = covered feet
label-ARMPITS_COVERED = covered armpits
label-ARMPITS_EXPOSED = bare armpits
label-FACE_MALE = a man's face
label-BELLY_EXPOSED = a bare belly
label-MALE_GENITALIA_EXPOSED = exposed male genitals
label-ANUS_COVERED = a covered anus
label-FEMALE_BREAST_COVERED = a covered female breast
label-BUTTOCKS_COVERED = covered buttocks

## The help panel

panel-start =
    {""}**You did nothing wrong, and you owe nobody a reply.**
    Only you can see this. Take your time. Nothing that you choose is kept, unless you ask for it.

    {""}**Is anyone in danger right now?**
    {""}**Could anyone in the image be under 18, or are you?**

    If so, press that button. Other steps come first then.
panel-what =
    {""}**What happened?**
    Choose what fits best. You do not have to describe it, and nobody will ask you for the picture.
panel-where =
    {""}**Where do you live?**
    This decides which law and which helplines you see. It is not guessed, and it is forgotten when you close this.
panel-closed = Closed. Nobody was told, and nothing of this was kept. You can come back whenever you like with `/{ command-help-me.name }`.
panel-what-menu = What happened?
panel-where-menu = Where do you live?
panel-where-more = More places

go-danger = Someone is in danger
go-minor = Someone may be under 18
go-on = Neither: go on
go-on-after = Go on
go-back = Back
go-next = Next
go-close = Not now
go-exit = Quick exit
go-tell = Tell the moderators
go-remember = Remember where I live
go-forget = Forget where I live
go-me = The picture is of me

what-unsolicited_image = Someone sent me a sexual image I did not want
what-image_shared = An intimate image of me was shared
what-threat_to_share = Someone threatens to share an image of me
what-deepfake = Someone made a fake or AI nude of me
what-taken_without_consent = Someone secretly took pictures of me
what-flashing_images = Someone sent flashing images to cause a seizure
what-harmful_message = Threats, or telling me to hurt myself
what-proximity_transfer = An image came by AirDrop or Bluetooth
what-taken_without_consent-more = Under or down my clothes, a hidden camera, while changing
what-threat_to_share-more = Also if they want money or more pictures

place-INTL = Somewhere else
place-EU = European Union (other countries)
place-GB = United Kingdom
place-GB-EAW = England and Wales
place-GB-ENG = England
place-GB-WLS = Wales
place-GB-SCT = Scotland
place-GB-NIR = Northern Ireland
place-US = United States (other states)
place-US-CA = United States: California
place-US-TX = United States: Texas
place-US-VA = United States: Virginia

tell-ask =
    {""}**Shall the moderators be told?**
    They get { $about }, and that somebody asks for help with it. They do not get the picture, and not what else you chose here. You decide whether they learn your name.
tell-about-case = case number { $case }
tell-about-link = the link to the message
tell-with-name = Tell them, with my name
tell-without-name = Tell them, without my name
tell-done = The moderators were told. You need not do anything more.
tell-already = You have told the moderators about this already.
tell-failed = The moderators could not be told from here. Please write to one of them, and give { $about }. Do not send them the picture.
tell-message-named = **{ $who } asks for help** with { $about }.
tell-message-unnamed = **Somebody asks for help** with { $about }. They do not want to give their name.
tell-message-foot = Please look at it, and tell Discord if that is needed. Do not ask anybody to send, show or describe the picture.
tell-message-minor = Somebody in it may be under 18. Do not open, save, copy or forward it. Report it to Discord as child safety.

remembered = From now on you are shown { $place } first. You can have it forgotten at any time.
forgotten = Where you live is forgotten.

## The cards

card-steps = First steps
card-tell = Who to tell
card-help = Who helps, and the law
card-danger = If someone is in danger
card-minor = If anyone may be under 18
card-place = { $title } · { $place }
card-more = { $title } ({ $number })
disclaimer = General information, not legal advice.
checked = Facts last checked { $day }.

safe = First: are you safe?
safe-call = If you or someone else is in danger, call **{ $number }** now.
safe-call-local = If you or someone else is in danger, call your local emergency number now.
safe-fault = You did nothing wrong. Do as much or as little of this as you like.
safe-numbers = Emergency numbers that we have checked
safe-number = **{ $number }** · { $place }
safe-others = We have not checked the numbers of other places.
talk-now = Talk to somebody now

now = What you can do now
now-unsolicited_image =
    • Look away. You do not have to see it again.
    • Write down who sent it and when. You do not need the picture for that.
    • Then mute or block the person.
now-image_shared =
    • You can ask for the image to be taken down. The next page says how.
    • Write down where you saw it, so that it can be found.
    • You do not have to look at it again.
now-threat_to_share =
    • Stop replying. You can leave their messages where they are.
    • Do not pay, and do not send more pictures. Paying often leads to more demands.
    • Keep their messages and the name of the account.
    • You are not to blame, whatever you sent.
now-deepfake =
    • A fake can be reported like a real image. It does not matter that it is not you.
    • Write down where you saw it, so that it can be found.
    • You can ask for it to be taken down. The next page says how.
now-taken_without_consent =
    • Go to a place where you feel safe. Tell staff if there are any.
    • Write down where it was, when, and what the person looked like.
    • Do not try to take their phone.
now-flashing_images =
    • Look away, or cover the screen.
    • If somebody has a seizure, call the emergency number and stay with them.
    • If your app can stop moving pictures, switch them off in its settings.
now-harmful_message =
    • What they write says something about them. It is not true because they write it.
    • If you think of hurting yourself, talk to somebody now. The numbers are above.
    • Do not answer them. Keep the messages.
now-proximity_transfer =
    • If the sender may be near you, go to staff or to other people.
    • Decline or close it. You do not have to look at it.
    • Set AirDrop, Quick Share or Bluetooth to contacts only.

note = Note where it was, not the picture
note-harmful_message = Note what you can
note-case = **Case { $case }.** This number stands for the message.
note-link = Link, which still holds the ids: { $link }
note-sent = Sent on { $day } at { $time } UTC.

reply = You owe nobody a reply
reply-text = You do not have to answer, explain or decide anything today.

police = Tell the police, if you want to
police-unknown = Your local police can tell you how to make a report.
police-ask = What you can ask the police for
rights = What else you can ask for

takedown = Have it taken down
takedown-of-me = These are for the person in the image. Nobody asks you to send it to them.
discord = Tell Discord
discord-removed = What was removed here can no longer be reported by you. But the moderators have its ids. Give them case number **{ $case }**, and ask them to report the sender to Discord. Do not send them the picture.
discord-still-there = Is the message still there, or others like it?
discord-there = Is the message still there?
discord-who = Tell them who sent it. Do not send them the picture.
discord-help = How to report to Discord
platform = Who helps with platforms

support = Somebody to talk to
law = What the law says
law-specific = There is a law on such images here.
law-general = These laws are not only about such images. They may apply.
law-contested = It is disputed whether the law here covers such images. It may be this one.
law-other = These laws may fit what happened.
law-unknown = We have no checked facts on this. The police or a lawyer can tell you more.
law-since = (since { $day })
law-penalty = What a court can order: { $penalty }.
law-decide = Whether it applies to what happened is for the police and courts to decide.
law-read = Read the law ({ $host })

minor-fault = It is not your fault that this was sent.
minor-fault-me = It is not your fault, whatever you sent or to whom.
minor-leave = Leave the picture alone
minor-nobody = Nobody here will ask you for it.
minor-help = Who can help
minor-me = If the picture is of you
minor-me-device = Use it only on the phone or computer that already has the picture. Never download it for this.
minor-adult = You do not have to answer anyone. If you are under 18, tell an adult you trust.
minor-forgotten = The bot keeps no fingerprint of it any more, and takes its copy out of the channel.

## Errors

error-command = That did not work, and the reason is in the bot's log. Please tell a moderator.
error-permission = This command is for those who may manage messages.
error-case = There is no case { $case } on this server.

## Commands, as Discord lists them

command-help-me =
    .name = help-me
    .description = Private help if you were sent a sexual image you did not want
command-get-help-with-this =
    .name = Get help with this
command-flashguard =
    .name = flashguard
    .description = For moderators: cases, rules and checks
command-flashguard-case =
    .name = case
    .description = Show one case by its number
command-flashguard-case-number =
    .name = number
    .description = The number in the notice and in the moderators' entry
command-flashguard-gaps =
    .name = gaps
    .description = What was posted here that the bot could not screen, and why
command-flashguard-scan =
    .name = scan
    .description = Screen what was posted in the past: one channel, or everything
command-flashguard-scan-channel =
    .name = channel
    .description = The channel with its threads; without it the whole server
command-flashguard-scan-since =
    .name = since
    .description = From when on: 24h, 7d, 2026-11-20, a message's link, or all; else the last 24 hours
command-privacy =
    .name = privacy
    .description = Your data in this bot's record
command-privacy-export =
    .name = export
    .description = A copy of all that is recorded about you
command-privacy-erase =
    .name = erase
    .description = Erase your data from this bot's record
