"""What a report says, from its first page to its last.

With `report_phrases` and `report_closing` this is the one place of all its wording. Input is what
`report_data.data_of` returns. The words are for somebody who has never seen Discord.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.evidence.report_closing import custody, ids, officer, program, proof
from bot.evidence.report_document import (
    BREAK,
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    Text,
    Together,
    joined,
    mono,
    quiet,
    runs,
    say,
)
from bot.evidence.report_phrases import (
    ENDS,
    KINDS,
    KNOWN,
    LETTER,
    NOT_RECORDED,
    Data,
    act,
    count,
    name,
    name_full,
    time,
    verdict,
)


def document_of(data: Data) -> Document:
    """Return the report of a case, ready to be set in any format."""
    made_for = say(" for {name}", name=name(data["made_for"])) if data["made_for"]["text"] else ""
    return Document(
        title=f"Case report {data['number']}",
        number=str(data["number"]),
        case_id=data["case_id"],
        subtitle=quiet(
            "Unsolicited image on Discord · made {at}{made_for}",
            at=data["made_at"]["utc"],
            made_for=made_for,
        ),
        footer="Confidential: contains personal data. No image is part of this report.",
        receipt_label="The receipt of this case",
        blocks=[
            *_summary(data),
            *_timeline(data),
            *_account(data),
            *_files(data),
            *program(data),
            *_words(data),
            *_earlier(data),
            *ids(data),
            *officer(data),
            *custody(data),
            *proof(data),
        ],
    )


def _summary(data: Data) -> Iterator[Block]:
    found, reached, sender = data["verdict"], data["reached"], data["sender"]
    images, is_letter = count(len(data["files"]), "image", "images"), data["subject"] == LETTER
    how = f"posted a message with {images}"
    if is_letter:
        how = f"sent one person a letter with {images} through the program’s inbox, starting"
    elif data["subject"]:
        how = f"showed an image by another way than a message ({data['subject']})"
    if found["known"] and not found["label"]:
        reported = runs(f"an image is, by its fingerprint, {KNOWN[found['known']]}")
    elif found["kind"] in ("explicit", "suspect"):
        reported = say(
            "an image *may contain* “{label}” (score {score} of 1)",
            label=found["label"],
            score=found["score"],
        )
    else:
        reason = f" ({found['reason']})" if found["reason"] else ""
        reported = runs(f"it {KINDS.get(found['kind'], found['kind'])}{reason}")
    if data["removed"]:
        after = f", {data['removed_after']} after it was posted" if data["removed_after"] else ""
        removed = runs(f"The message was removed on {data['removed']['utc']}{after}.")
    elif is_letter:
        removed = runs("Section 1 says whether the sender was warned before, and went on.")
    else:
        removed = say(
            "*The message was not removed by the program*, or its removal is not on record."
        )
    yield Paragraph(
        say(
            "*In short.* On {posted}, the Discord account with the user ID {sender} {how} in "
            "{place} of a Discord server. A program that screens images there reported that "
            "{reported}. {removed}",
            posted=data["posted"]["utc"],
            sender=mono(sender["id"]),
            how=how,
            place="a thread" if data["thread"] else "a channel",
            reported=reported,
            removed=removed,
        ),
        "box",
    )
    yield Paragraph(
        say(
            "*What Discord is.* A service for text, voice and images in _servers_: communities "
            "that people join. A server has _channels_; who can see a channel also sees what is "
            "posted there. Each account, server, channel and message has a number of its own, its "
            "_ID_, which never changes. Names can be changed at any time."
        )
    )
    yield Paragraph(
        say(
            "*What this report is.* It was made by Flashguard, a program that the server's "
            "administrators installed. It screens images with a neural network, removes what is "
            "flagged, and records the facts on these pages. *It keeps no image, and this report "
            "has none.* It is a record of events, not a finding that an offence was committed."
        )
    )
    left_out = data["left_out"]
    if left_out:
        yield Paragraph(
            say(
                "*This is the copy of somebody who received the image.* IDs of other people than "
                "them and the sender are left out, and which other cases the sender has. The "
                "server's moderators and the program's operator have the whole report."
            )
        )
    whom: Text = []
    if reached["reply_to"]:
        whom += say("In reply to user ID {id}. ", id=mono(reached["reply_to"]))
    if reached["mentioned"]:
        ids = joined(map(mono, reached["mentioned"]), ", ")
        whom += say("Mentioned user IDs: {ids}. ", ids=ids)
    if left_out and left_out["people"]:
        others = count(left_out["people"], "other person", "other people")
        whom += say("Also addressed to {others}, left out here. ", others=others)
    if reached["audience"] is not None:
        whom += say("Members who could see the channel: {n}.", n=reached["audience"])
    account = say(
        "User ID {id}{br}User name then: {name}{br}Display name then: {shown}",
        id=mono(sender["id"]),
        name=name(sender["name"]),
        shown=name(sender["display_name"]),
        br=BREAK,
    )
    where = say(
        "Server: {server}{br}{kind}: {channel}{restricted}",
        server=name(data["server"]),
        kind="Thread" if data["thread"] else "Channel",
        channel=name(data["channel"]),
        restricted=" (age-restricted)" if data["age_restricted"] else "",
        br=BREAK,
    )
    rows = [
        (say("Account"), account),
        (say("Where"), where),
        (say("When"), time(data["posted"])),
        (say("To whom"), whom or NOT_RECORDED),
    ]
    if data["message_id"]:
        link = [BREAK, mono(data["link"])] if data["link"] else []
        rows.append((say("Message"), say("ID {id}{link}", id=mono(data["message_id"]), link=link)))
    earlier = left_out["earlier"] if left_out else len(data["earlier"])
    before = (
        f"{count(earlier, 'earlier case', 'earlier cases')} of this account on this server "
        "(section 6)."
        if earlier
        else "None of this account on this server is on record."
    )
    yield Facts([*rows, (say("Earlier cases"), runs(before))])
    yield Paragraph(
        say(
            "*For the officer:* section 7 has the IDs for a request to Discord, section 8 the law "
            "and what to ask for early."
        )
    )


def _timeline(data: Data) -> Iterator[Block]:
    yield Heading(1, say("1 Timeline"), new_page=True)
    local = f", and in the time of {data['timezone']} below it" if data["timezone"] != "UTC" else ""
    first = (
        "when the image was noticed; all are by"
        if data["subject"] not in ("", LETTER)
        else "Discord’s; the others are by"
    )
    yield Paragraph(
        say(
            "Times are in UTC{local}. The first is {first} the clock of the machine that the "
            "program ran on.",
            local=local,
            first=first,
        ),
        "quiet",
    )
    yield Table(
        [58, 0, 24],
        [say("Time"), say("What happened"), say("Result")],
        [
            [
                time(each["at"]),
                runs(act(data, each["what"])),
                runs(ENDS.get(each["status"], each["status"])),
            ]
            for each in data["timeline"]
        ],
    )
    troubled = [each for each in data["outcomes"] if each["detail"]["text"]]
    if troubled:
        yield Heading(2, say("Notes on these results"))
        yield Bullets(
            [
                say(
                    "{act} ({end}): {detail}",
                    act=act(data, each["action"]),
                    end=ENDS.get(each["status"], each["status"]),
                    detail=name(each["detail"]),
                )
                for each in troubled
            ]
        )


def _account(data: Data) -> Iterator[Block]:
    sender = data["sender"]
    created = time(sender["created"])
    if sender["age"] is not None:
        age = count(sender["age"], "day", "days")
        created += [BREAK, *quiet("{age} before the message", age=age)]
    if not sender["created_agrees"]:
        created += [BREAK, *quiet("This is not the time in the user ID. Ask Discord.")]
    joined_at = time(sender["joined"]) if sender["joined"] else NOT_RECORDED
    if sender["joined"] and sender["joined_before"] is not None:
        before = count(sender["joined_before"], "day", "days")
        joined_at = [*joined_at, BREAK, *quiet("{before} before the message", before=before)]
    if sender["webhook"]:
        kind = say(
            "a webhook, ID {id}: an automatic sender, set up by somebody",
            id=mono(sender["webhook"]),
        )
    else:
        kind = runs("a bot: an automatic account" if sender["is_bot"] else "an ordinary account")
    roles = joined(map(mono, sender["roles"]), ", ") if sender["roles"] else runs("none")
    yield Heading(1, say("2 The account"))
    yield Facts(
        [
            (say("User ID"), [mono(sender["id"])]),
            (say("User name then"), name_full(sender["name"])),
            (say("Display name then"), name_full(sender["display_name"])),
            (say("Account created"), created),
            (say("Joined the server"), joined_at),
            (say("Role IDs then"), roles),
            (say("Kind"), kind),
        ]
    )


def _files(data: Data) -> Iterator[Block]:
    yield Heading(1, say("3 The image files"))
    for number, each in enumerate(data["files"], 1):
        yield Together(list(_file(each, number, len(data["files"]))))
    yield Paragraph(
        say(
            "*SHA-256* is a fingerprint of the exact file: a file found on a device that has the "
            "same SHA-256 is the same file. *PDQ* is a fingerprint of what the picture looks like: "
            "similar pictures have similar PDQs, so a match has to be looked at by a person. A "
            "score is the network's own measure between 0 and 1; it is not a probability."
        ),
        "quiet",
    )


def _file(told: Data, number: int, of: int) -> Iterator[Heading | Facts | Table | Paragraph]:
    claimed = name(told["claimed_type"]) if told["claimed_type"]["text"] else NOT_RECORDED
    size = f", {told['claimed_size']}" if told["claimed_size"] else ""
    shown = [*runs(told["surface"]), *quiet(" (media ID {id})", id=mono(told["id"]))]
    rows = [
        (say("Result"), runs(verdict(told["verdict"]))),
        (say("Shown by"), shown),
        (say("File name"), name_full(told["name"])),
        (say("Claimed"), [*claimed, *runs(size)]),
    ]
    yield Heading(2, say("Image {number} of {of}", number=number, of=of))
    if not told["screened"]:
        yield Facts(rows)
        return
    real = ", ".join(each for each in (told["format"], told["size"], told["dimensions"]) if each)
    frames = runs("1, a still picture") if told["frames"] == 1 else NOT_RECORDED
    if told["frames"] not in (None, 1):
        frames = runs(f"{told['frames']}, of which {told['frames_screened']} were looked at")
    pdq = [mono(told["pdq"])] if told["pdq"] else NOT_RECORDED
    if told["pdq"] and told["pdq_quality"] is not None:
        pdq = [*pdq, BREAK, *quiet("quality {quality} of 100", quality=told["pdq_quality"])]
    network = runs(told["model"]) if told["model"] else NOT_RECORDED
    rows += [
        (say("Real format"), runs(real) if real else NOT_RECORDED),
        (say("Frames"), frames),
        (say("SHA-256"), [mono(told["sha256"])] if told["sha256"] else NOT_RECORDED),
        (say("PDQ"), pdq),
        (say("Network"), [*network, *quiet(", depth: {depth}", depth=told["depth"])]),
    ]
    yield Facts(rows)
    if not told["detections"]:
        return
    heads = ("What the network reported", "Score", "Explicit from", "Suspect from", "Frame", "View")
    yield Table(
        [0, 18, 26, 26, 16, 26],
        [say(each) for each in heads],
        [
            [
                runs(each["label"]),
                runs(each["score"]),
                runs(each["explicit"] or "–"),
                runs(each["suspect"] or "–"),
                runs(each["frame"]),
                runs(each["view"]),
            ]
            for each in told["detections"]
        ],
    )
    if told["more_detections"]:
        more = told["more_detections"]
        yield Paragraph(say("and {more} more, all with lower scores", more=more), "quiet")


def _words(data: Data) -> Iterator[Block]:
    yield Heading(1, say("5 Words with the image"))
    if data["words"] is None:
        yield Paragraph(say("The text of the message was not recorded."))
    else:
        yield Paragraph(joined(map(name, data["words"]), BREAK), "quote")


def _earlier(data: Data) -> Iterator[Block]:
    yield Heading(1, say("6 Earlier cases of this account on this server"))
    left_out = data["left_out"]
    if left_out and left_out["earlier"]:
        yield Paragraph(
            say(
                "There {were} on record when this case was opened. They are left out of this copy; "
                "the server's moderators have their numbers.",
                were=f"{'was' if left_out['earlier'] == 1 else 'were'} {left_out['earlier']}",
            )
        )
        return
    if not data["earlier"]:
        yield Paragraph(
            say(
                "None is on record. Records are deleted after a time, and the account may have "
                "others elsewhere."
            )
        )
        return
    heads = ("Case", "Posted", "Channel, and what the program reported", "Removed")
    yield Table(
        [16, 58, 0, 20],
        [say(each) for each in heads],
        [
            [
                runs(each["number"]),
                time(each["posted"]),
                [
                    *name(each["channel"]),
                    BREAK,
                    *quiet("{verdict}", verdict=verdict(each["verdict"])),
                ],
                runs("yes" if each["removed"] else "no"),
            ]
            for each in data["earlier"]
        ],
    )
    yield Paragraph(
        say(
            "Each has a record of its own, from which a report like this one can be made while it "
            "is kept."
        ),
        "quiet",
    )
