"""Inboxes and letters, on both databases: what is kept, for how long, and who is told of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import Place
from bot.errors import InboxError
from bot.evidence.backup import backup, restore
from bot.evidence.database import Database
from bot.evidence.inboxes import MOST, Inboxes
from bot.evidence.letters import Letters
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People
from bot.inbox import (
    A_DAY,
    A_DAY_TO_ONE,
    DAY,
    DECIDE_WITHIN,
    DELIVER_WITHIN,
    KEEP,
    PENDING,
    Inbox,
    LetterState,
    Refusal,
)
from bot.letters import Letter
from tests.unit.evidence.conftest import MIGRATIONS, Where
from tests.unit.evidence.test_store import NOW, finding, make_post

SENDER, RECIPIENT, OTHER = 111_111_111_111_111_111, 222_222_222_222_222_222, 333_333_333_333_333_333
LINK = "https://cdn.discordapp.com/ephemeral-attachments/1/2/a.png?ex=1&is=2&hm=3"
TABLES = ("inboxes", "blocks", "letters", "sendings")


def make_letter(number: int = 1, **values: object) -> Letter:
    post = make_post(number << 22)
    found = finding(post)
    letter = Letter(
        letter_id=f"{number:024x}",
        snowflake=number << 22,
        sender=replace(post.sender, user_id=SENDER),
        recipient_id=RECIPIENT,
        place=Place(7, "Riverside", 8, "general"),
        sent_at=NOW,
        lapses_at=NOW + timedelta(hours=20),
        state=LetterState.WARNED,
        text="hello 👋 <@1>",
        findings=(replace(found, media=replace(found.media, url=LINK)),),
        shielded=True,
        warned_at=NOW,
    )
    return replace(letter, **values)  # type: ignore[arg-type]


@pytest.fixture
def letters(database: Database) -> Letters:
    return Letters(database)


@pytest.fixture
def inboxes(database: Database) -> Inboxes:
    return Inboxes(database)


async def test_a_letter_comes_back_as_it_was_and_is_changed_only_as_it_was_read(
    letters: Letters,
) -> None:
    letter = make_letter()
    await letters.put(letter)
    assert await letters.letter(letter.letter_id) == letter
    accepted = replace(letter, state=LetterState.ACCEPTED, went_on_at=NOW)
    # Of two changes to one reading, one is made: no decision counts twice.
    done = await asyncio.gather(letters.change(accepted), letters.change(accepted))
    assert sorted(done) == [False, True]
    (waiting,) = await letters.waiting()
    assert waiting == replace(accepted, revision=1)
    assert await letters.change(replace(waiting, text=""))
    assert await letters.drop(letter.letter_id, LetterState.WARNED) is None
    dropped = await letters.drop(letter.letter_id, LetterState.ACCEPTED)
    assert dropped is not None and dropped.text == ""
    assert await letters.letter(letter.letter_id) is None
    assert not await letters.change(waiting)


async def test_limits_count_every_letter_whoever_it_is_for(letters: Letters) -> None:
    for _ in range(A_DAY_TO_ONE):
        assert await letters.enter(SENDER, RECIPIENT, NOW) is None
    assert await letters.enter(SENDER, RECIPIENT, NOW) is Refusal.A_DAY_TO_ONE
    assert await letters.enter(OTHER, RECIPIENT, NOW) is None
    for number in range(A_DAY - A_DAY_TO_ONE):
        assert await letters.enter(SENDER, 1000 + number, NOW) is None
    assert await letters.enter(SENDER, 5000, NOW) is Refusal.A_DAY
    assert await letters.enter(SENDER, RECIPIENT, NOW + DAY) is None


async def test_letters_under_way_are_bounded_until_they_run_out(letters: Letters) -> None:
    for number in range(PENDING):
        await letters.put(make_letter(number + 1))
    assert await letters.enter(SENDER, OTHER, NOW) is Refusal.PENDING
    assert await letters.enter(SENDER, OTHER, NOW + DECIDE_WITHIN) is None


@pytest.mark.parametrize(
    ("state", "life"),
    [
        (LetterState.WARNED, DECIDE_WITHIN),
        (LetterState.ACCEPTED, DELIVER_WITHIN),
        (LetterState.DELIVERED, KEEP),
        (LetterState.SEEN, KEEP),
    ],
)
async def test_each_state_has_its_time(
    letters: Letters, where: Where, state: LetterState, life: timedelta
) -> None:
    await letters.put(make_letter(state=state))
    await letters.enter(SENDER, RECIPIENT, NOW)
    await letters.purge(NOW + life - timedelta(microseconds=1))
    (kept,) = await where.rows("SELECT letter FROM letters")
    assert ("ex=1" in str(kept)) == (life < timedelta(hours=20))  # links go with their life
    await letters.purge(NOW + life)
    assert await where.rows("SELECT * FROM letters") == []
    await letters.purge(NOW + DAY)
    assert await where.rows("SELECT * FROM sendings") == []


async def test_the_daily_purge_of_cases_purges_letters_too(
    database: Database, letters: Letters, where: Where
) -> None:
    await letters.put(make_letter(state=LetterState.DELIVERED))
    await Lifecycle(database).purge(NOW + KEEP)
    assert await where.rows("SELECT * FROM letters") == []


async def test_a_letter_belongs_to_no_server_that_the_bot_has_left(
    database: Database, letters: Letters
) -> None:
    life = Lifecycle(database)
    for number in (1, 2, 3):
        place = Place(number, "Server", 8, "general")
        await letters.put(make_letter(number, place=place, state=LetterState.DELIVERED))
    await life.left(1, NOW)
    await life.present({3}, NOW)
    found = [await letters.letter(make_letter(number).letter_id) for number in (1, 2, 3)]
    assert [each.place.guild_id if each else 0 for each in found] == [None, None, 3]


async def test_an_inbox_is_open_to_all_but_the_blocked(inboxes: Inboxes) -> None:
    assert await inboxes.admits(RECIPIENT, SENDER) is None
    assert await inboxes.open(RECIPIENT, "de", NOW)
    assert not await inboxes.open(RECIPIENT, "fr", NOW + DAY)
    assert await inboxes.admits(RECIPIENT, SENDER) == Inbox(RECIPIENT, "fr", NOW)
    assert await inboxes.block(RECIPIENT, SENDER, NOW)
    assert not await inboxes.block(RECIPIENT, SENDER, NOW)
    assert await inboxes.admits(RECIPIENT, SENDER) is None
    assert await inboxes.admits(RECIPIENT, OTHER) is not None
    assert await inboxes.close(RECIPIENT) and not await inboxes.close(RECIPIENT)
    await inboxes.open(RECIPIENT, "de", NOW)
    assert await inboxes.admits(RECIPIENT, SENDER) is None  # closing forgets no block
    assert await inboxes.blocked(RECIPIENT) == [SENDER]
    assert await inboxes.unblock(RECIPIENT, SENDER) and not await inboxes.unblock(RECIPIENT, SENDER)
    assert await inboxes.admits(RECIPIENT, SENDER) is not None


async def test_a_block_list_has_an_end_and_nobody_blocks_themselves(inboxes: Inboxes) -> None:
    for number in range(MOST):
        await inboxes.block(RECIPIENT, number + 1, NOW + timedelta(seconds=number))
    assert (await inboxes.blocked(RECIPIENT))[0] == MOST
    with pytest.raises(InboxError, match=str(MOST)):
        await inboxes.block(RECIPIENT, MOST + 1, NOW)
    with pytest.raises(InboxError, match="yourself"):
        await inboxes.block(OTHER, OTHER, NOW)


async def filled(letters: Letters, inboxes: Inboxes) -> None:
    """Keep letters in every state from one to the other, and what bounds them."""
    await inboxes.open(RECIPIENT, "de", NOW)
    await inboxes.block(RECIPIENT, OTHER, NOW)
    await inboxes.block(OTHER, SENDER, NOW)
    await letters.enter(SENDER, RECIPIENT, NOW)
    for number, state in enumerate(LetterState, 1):
        await letters.put(make_letter(number, state=state, delivered_at=NOW))


async def test_an_export_tells_each_side_its_own_and_nothing_of_the_other(
    database: Database, letters: Letters, inboxes: Inboxes
) -> None:
    await filled(letters, inboxes)
    people = People(database)
    sender = json.loads(json.dumps(await people.export(SENDER, NOW)))
    assert sender["letters"] == {"sent_at": [NOW.isoformat()], "received": []}
    assert str(RECIPIENT) not in json.dumps(sender)
    assert sender["inbox"] == {"open_since": None, "language": None, "kept_out": []}
    mine = json.loads(json.dumps(await people.export(RECIPIENT, NOW)))
    assert mine["inbox"]["open_since"] == NOW.isoformat()
    assert mine["inbox"]["kept_out"] == [str(OTHER)]
    assert [r["flagged"] for r in mine["letters"]["received"]] == [1, 1]
    assert str(SENDER) not in json.dumps(mine)


async def test_a_recipient_erases_everything_and_a_sender_what_has_not_arrived(
    database: Database, letters: Letters, inboxes: Inboxes, where: Where
) -> None:
    await filled(letters, inboxes)
    await People(database).erase(SENDER, NOW)
    states = await where.rows("SELECT state FROM letters ORDER BY state")
    assert states == [("delivered",), ("seen",)]
    # Nobody gets new limits by it, and nobody who keeps them out lets them in.
    assert len(await where.rows("SELECT * FROM sendings")) == 1
    assert await inboxes.blocked(OTHER) == [SENDER]
    await People(database).erase(RECIPIENT, NOW)
    everything = [await where.rows(f"SELECT * FROM {table}") for table in TABLES]
    assert str(RECIPIENT) not in str(everything)
    assert everything[0] == everything[2] == [] and len(everything[1]) == 1


async def test_a_backup_holds_inboxes_and_letters(
    database: Database, letters: Letters, inboxes: Inboxes, where: Where, tmp_path: Path
) -> None:
    await filled(letters, inboxes)
    await backup(database, tmp_path / "backup", NOW)
    other = await Database.open(tmp_path / "other.db", MIGRATIONS)
    try:
        counts = await restore(other, tmp_path / "backup")
        assert {table: counts[table] for table in TABLES} == {
            "inboxes": 1, "blocks": 2, "letters": len(LetterState), "sendings": 1
        }  # fmt: skip
        assert await Letters(other).letter(make_letter().letter_id) is not None
    finally:
        await other.close()
