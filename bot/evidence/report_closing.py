"""A report's later sections: the program, ids, the officer's page, custody and how to check it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.evidence.report_document import (
    BREAK,
    Block,
    Bullets,
    Facts,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    joined,
    mono,
    runs,
    say,
)
from bot.evidence.report_phrases import STEPS, Data, consent, name, time

_CAN = (
    "that a message with this ID was in this channel, and when: the message's ID carries Discord's "
    "own time;",
    "which account posted it, by its user ID, and the names that Discord gave for it at that "
    "moment;",
    "which file it was, by its fingerprints, if that file or the account's data are found "
    "elsewhere;",
    "what the program did about it, and when, by its own clock;",
    "with section 10: that this record was not changed afterwards.",
)
_CANNOT = (
    "who used the account: only Discord and the investigation can tie an account to a person;",
    "what the sender meant, or how anybody felt: the people concerned can say so;",
    "that the network was right. It makes mistakes in both directions, and the image is not kept, "
    "so nobody can look at it again here;",
    "what was said before and after, unless it stands in section 5: the chat itself is with the "
    "people who took part and with Discord;",
    "that nothing else was sent, in direct messages for example: the program does not see those;",
    "what its operator did not want to be recorded at the time.",
)


def program(data: Data) -> Iterator[Block]:
    """Yield what the program did, what that can show, and what it cannot."""
    rules = f"policy {data['policy']}"
    if data["strictness"]:
        rules += f", preset “{data['strictness']}”"
    yield Heading(1, say("4 What the program did, and its limits"))
    yield Facts(
        [
            (say("Program"), runs(f"Flashguard {data['version']}")),
            (say("Rules"), runs(rules)),
            *((runs(what), [mono(each)]) for what, each in data["network"]),
            *((runs(what), [mono(each)]) for what, each in data["decoders"]),
            (say("Consent on record"), consent(data["consent"])),
        ]
    )
    yield Heading(2, say("What it can show"))
    yield Bullets([say(each) for each in _CAN])
    yield Heading(2, say("What it cannot show"))
    yield Bullets([say(each) for each in _CANNOT])


def ids(data: Data) -> Iterator[Block]:
    """Yield what a request to Discord needs."""
    rows: list[tuple[Text, Text]] = [(runs(what), [mono(each)]) for what, each in data["ids"]]
    rows.append((say("User name then"), name(data["sender"]["name"])))
    rows.append((say("Message time"), runs(data["posted"]["utc"])))
    if data["link"]:
        rows.append((say("Message link"), [mono(data["link"])]))
    yield Heading(1, say("7 IDs for a request to Discord"))
    yield Facts(rows)
    if data["officer"] and data["officer"]["requests"]:
        yield _statements(data["officer"]["requests"])


def officer(data: Data) -> Iterator[Block]:
    """Yield the officer's page: what is gone, the law of the place, what to ask for early."""
    page = data["officer"]
    yield Heading(1, say("8 For the officer"), new_page=True)
    if data["removed"]:
        removed = say(
            "*The message was already removed from the channel on {at}.* Its link opens nothing "
            "any more.",
            at=data["removed"]["utc"],
        )
    else:
        removed = say(
            "*The message may still be in the channel*, unless its sender or a moderator removed "
            "it since."
        )
    yield Paragraph(removed)
    if page is None:
        yield Paragraph(say("This report was made without a page on the law of a place."))
        return
    if page["preservation"]:
        yield Heading(2, say("Ask Discord early to preserve the data"))
        yield _statements(page["preservation"])
    if page["laws"]:
        yield Heading(2, say("The law: {place}", place=page["place"]))
        yield _statements(page["laws"])
        yield Paragraph(
            say(
                "Whether an offence was committed is for the investigation and the court. This "
                "page only says where to look."
            ),
            "quiet",
        )
    if page["deprivation"]:
        yield Heading(2, say("Deprivation order: ask early"))
        yield _statements(page["deprivation"])
        if page["questions"]:
            yield Paragraph(
                say("*Questions that the person who received the image may want answered:*")
            )
            yield Bullets([runs(each) for each in page["questions"]])
    yield Heading(2, say("Sources of sections 7 and 8"))
    for number, source in enumerate(page["sources"], 1):
        kind = f"{source['kind']}, " if source["kind"] else ""
        text = say(
            "[{number}] {url} ({kind}dated: {dated}, read on {read})",
            number=number,
            url=Run(source["url"], "name"),
            kind=kind,
            dated=source["dated"],
            read=source["read"],
        )
        yield Paragraph(text, "quiet")
    yield Paragraph(say("General information, not legal advice."), "quiet")


def custody(data: Data) -> Iterator[Block]:
    """Yield what happened to the record since, and who did it."""
    yield Heading(1, say("9 Chain of custody"))
    if data["steps"]:
        yield Table(
            [58, 0, 44, 20],
            [say("Time"), say("Step"), say("By"), say("Entry")],
            [
                [
                    time(each["at"]),
                    [Run(STEPS.get(each["what"], each["what"]), "name")],
                    name(each["who"]) if each["who"]["text"] else runs("the program"),
                    runs("–" if each["position"] is None else each["position"]),
                ]
                for each in data["steps"]
            ],
        )
    else:
        yield Paragraph(say("No step after the recording is on record."))
    if not data["recorded"]:
        yield Paragraph(
            say(
                "*This case could not be written to the database when it happened.* This report "
                "is made from what the program had in memory."
            )
        )


def proof(data: Data) -> Iterator[Block]:
    """Yield how the record can be checked by anybody, with the receipt that is in the file."""
    found = data["proof"]
    yield Heading(1, say("10 How to check this record"))
    if found is None:
        yield Paragraph(
            say(
                "This report has no proof of its record: the ledger of the server had not signed "
                "the case."
            )
        )
        return
    yield Paragraph(
        say(
            "Each step in section 9 is an entry of a ledger to which entries can only be added. "
            "The ledger publishes signed _checkpoints_; whoever kept one can show later that no "
            "earlier entry was changed or removed. The *receipt*, a small file that is attached to "
            "this report (receipt.json), proves that this case was in the ledger when the "
            "checkpoint below was signed. To check it, on any computer with Flashguard and without "
            "a network (this report's file can stand in place of receipt.json):"
        )
    )
    yield Paragraph([mono(f"flashguard verify receipt.json --key '{found['key']}'")], "command")
    yield Paragraph(
        say(
            "Take the key from the server's administrators yourself, not from this page. A proof "
            "says that the record was not changed after it was made. It does not say that what was "
            "recorded is true. Until others have seen a checkpoint, the operator of the program "
            "could have replaced the whole ledger: ask the server's moderators for the "
            "checkpoints that were posted in their channel."
        )
    )
    lines = [mono(line) for line in found["checkpoint"] if line]
    yield Facts(
        [
            (say("Ledger's key"), [mono(found["key"])]),
            (say("Entries of this case"), runs(", ".join(map(str, found["entries"])))),
            (say("Checkpoint"), joined(lines, BREAK)),
        ]
    )


def _statements(facts: list[Data]) -> Bullets:
    """Return statements on law or platform, each with its source's number."""
    found = []
    for fact in facts:
        label = say("*{label}.* ", label=fact["label"]) if fact["label"] else ""
        source = Run(f"[{fact['source']}]", "source")
        text = say("{label}{text}{source}", label=label, text=fact["text"], source=source)
        found.append(text)
    return Bullets(found)
