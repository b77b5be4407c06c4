"""The way of a letter through hand-written parts: what happens in which order, what fails how."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.consents import Consent
from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Depth,
    MediaFinding,
    MediaRef,
    Place,
    Post,
    Screening,
    Sender,
    Surface,
    UnscreenedReason,
)
from bot.errors import CourierError, FetchError, StoreError
from bot.inbox import MAX_FILE, Inbox, LetterState, Refusal
from bot.letters import Letter
from bot.looks import Looks
from bot.postroom import Draft, PostRoom, Taken
from bot.reading import NoView, Parts, ReadingRoom, Viewing
from tests.flow.world import CLEAN, COPY, EXPLICIT, NOW, POLICY, SUSPECT

SENDER, RECIPIENT, STRANGER = 3, 4, 5
GONE = FetchError(UnscreenedReason.FETCH_FAILED, "gone", expired=True)
LATER = FetchError(UnscreenedReason.TIMEOUT, "later", transient=True)


class Everything:
    """All parts of the way, which note what happens in order.

    `found` is what each file's screening says, `bytes` what lies behind its link, or an error.
    """

    def __init__(self) -> None:
        self.events: list[str] = []
        self.letters: dict[str, Letter] = {}
        self.inboxes = {RECIPIENT: Inbox(RECIPIENT, "de", NOW)}
        self.out: set[tuple[int, int]] = set()
        self.refusal: Refusal | None = None
        self.found: dict[str, Screening] = {"clean": CLEAN, "explicit": EXPLICIT}
        self.bytes: dict[str, bytes | FetchError] = {}
        self.permits = False
        self.brought: tuple[int, int] | CourierError | None = (50, 60)
        self.copies: Mapping[str, bytes] = {}
        self.cases: dict[str, Case] = {}
        self.now = NOW
        self.policy = POLICY
        self.broken = False
        self.parts = Parts(
            store=self,
            inboxes=self,
            consents=self,
            looks=Looks(self, self, depth=Depth.STANDARD, parallel=2, clock=lambda: self.now),
            courier=self,
            cases=self,
            own=self,
            finisher=self,
            shield=self,
            policy_for=lambda place: self.policy,
            clock=lambda: self.now,
        )
        self.post, self.reading = PostRoom(self.parts), ReadingRoom(self.parts)

    async def take(self, *names: str, text: str = "hello", to: int = RECIPIENT) -> Taken:
        media = tuple(
            MediaRef(n, Surface.ATTACHMENT, f"https://cdn.discordapp.com/{n}", n, None, 9)
            for n in names
        )
        sender = Sender(SENDER, "rowan", "Rowan", NOW)
        place = Place(7, "Riverside", 8, "general")
        return await self.post.take(Draft(1 << 60, sender, to, place, text, media))

    async def sent(self, *names: str) -> Letter:
        """Take a letter, go on where that is asked, and deliver it."""
        letter = (await self.take(*names)).letter
        assert letter is not None
        if letter.state is LetterState.WARNED:
            assert await self.post.go_on(letter.letter_id, SENDER)
        self.post.send_off(letter.letter_id)
        await self.post.deliver()
        return self.letters[letter.letter_id]

    # LetterStore and InboxStore
    async def enter(self, sender_id: int, recipient_id: int, at: datetime) -> Refusal | None:
        self.events.append("enter")
        if self.broken:
            raise StoreError("The database cannot be written.", "disk full")
        return self.refusal

    async def put(self, letter: Letter) -> None:
        self.events.append(f"put {letter.state.value}")
        self.letters[letter.letter_id] = letter

    async def letter(self, letter_id: str) -> Letter | None:
        return self.letters.get(letter_id)

    async def waiting(self) -> list[Letter]:
        return [x for x in self.letters.values() if x.state is LetterState.ACCEPTED]

    async def change(self, letter: Letter) -> bool:
        known = self.letters.get(letter.letter_id)
        if known is None or known.revision != letter.revision:
            return False
        self.letters[letter.letter_id] = replace(letter, revision=letter.revision + 1)
        return True

    async def purge(self, now: datetime) -> None:
        self.events.append("purge")

    async def drop(self, letter_id: str, *states: LetterState) -> Letter | None:
        known = self.letters.get(letter_id)
        if known is None or (states and known.state not in states):
            return None
        return self.letters.pop(letter_id)

    async def admits(self, owner_id: int, sender_id: int) -> Inbox | None:
        self.events.append("admits")
        return None if (owner_id, sender_id) in self.out else self.inboxes.get(owner_id)

    async def inbox(self, owner_id: int) -> Inbox | None:
        return self.inboxes.get(owner_id)

    async def open(self, owner_id: int, language: str, at: datetime) -> bool:
        raise NotImplementedError

    async def close(self, owner_id: int) -> bool:
        return self.inboxes.pop(owner_id, None) is not None

    async def block(self, owner_id: int, blocked_id: int, at: datetime) -> bool:
        self.out.add((owner_id, blocked_id))
        return True

    async def unblock(self, owner_id: int, blocked_id: int) -> bool:
        raise NotImplementedError

    async def blocked(self, owner_id: int) -> list[int]:
        raise NotImplementedError

    # ConsentLookup
    async def in_force(self, giver: int, sender: int, at: datetime) -> Consent | None:
        assert (giver, sender) == (RECIPIENT, SENDER)
        return Consent(giver, sender, NOW) if self.permits else None

    # MediaSource and Screener
    async def fetch(self, media: MediaRef) -> bytes:
        self.events.append(f"fetch {media.media_id}")
        found = self.bytes.get(media.media_id, media.media_id.encode())
        if isinstance(found, FetchError):
            raise found
        assert media.url
        return found

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        assert depth is Depth.STANDARD
        found = self.found.get(data.decode(errors="replace"), CLEAN)
        return replace(found, sha256=hashlib.sha256(data).hexdigest())

    # Courier
    async def bring(
        self, letter: Letter, language: str, copies: Mapping[str, bytes], *, resumed: bool
    ) -> tuple[int, int] | None:
        self.events.append(f"bring {language}{' resumed' if resumed else ''}")
        self.copies = copies
        if isinstance(self.brought, CourierError):
            raise self.brought
        return self.brought

    async def text_of(self, letter: Letter) -> str:
        return "as it was written"

    # LetterCases, OwnCases, Finisher, Shield
    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        return self.cases.setdefault(post.key, Case("case", 1, post, findings, decision, at))

    async def case(self, case_id: str) -> Case | None:
        return next((c for c in self.cases.values() if c.case_id == case_id), None)

    async def keep(
        self,
        owner_id: int,
        post: Post,
        findings: tuple[MediaFinding, ...],
        decision: Decision,
        at: datetime,
    ) -> Case:
        self.events.append("keep")
        return Case("own", 1, post, findings, decision, at, owner_id=owner_id)

    async def reconcile(self, cases: Iterable[Case]) -> None:
        for case in cases:
            self.events.append(f"reconcile {[a.value for a in case.decision.actions]}")
            self.cases[case.post.key] = replace(case, state=CaseState.CLOSED)

    async def shield(self, case_id: str) -> None:
        self.events.append(f"shield {case_id}")


@pytest.fixture
def world() -> Everything:
    return Everything()


async def test_a_clean_letter_is_screened_before_the_inbox_is_asked(world: Everything) -> None:
    letter = await world.sent("clean")
    assert world.events == ["enter", "fetch clean", "put accepted", "admits", "bring de"]
    assert letter.state is LetterState.DELIVERED and letter.text == "" and not letter.shielded
    assert (letter.channel_id, letter.message_id, letter.delivered_at) == (50, 60, NOW)


async def test_taking_a_letter_is_the_same_whoever_it_is_for(world: Everything) -> None:
    await world.take("clean", "explicit")
    to_somebody, world.events = world.events, []
    await world.take("clean", "explicit", to=STRANGER)
    assert world.events == to_somebody == [
        "enter", "fetch clean", "fetch explicit", "put warned"
    ]  # fmt: skip
    one, other = world.letters.values()
    assert one.state is other.state is LetterState.WARNED and one.warned_at == other.warned_at


@pytest.mark.parametrize("screening", [EXPLICIT, SUSPECT])
async def test_what_is_flagged_is_shielded_and_comes_with_copies_made_anew(
    world: Everything, screening: Screening
) -> None:
    world.found["odd"] = screening
    letter = await world.sent("clean", "odd")
    assert letter.shielded and letter.went_on_at == NOW
    assert world.copies == ({"odd": COPY} if screening.redacted else {})
    assert all(f.screening and f.screening.redacted is None for f in letter.findings)


async def test_no_inbox_a_block_and_a_closed_door_leave_nothing(world: Everything) -> None:
    world.out.add((RECIPIENT, SENDER))
    for change in ("blocked", "closed", "refused"):
        if change == "closed":
            world.out.clear()
            del world.inboxes[RECIPIENT]
        if change == "refused":
            world.inboxes[RECIPIENT] = Inbox(RECIPIENT, "de", NOW)
            world.brought = None
        taken = await world.take("clean")
        assert taken.letter is not None
        await world.post.deliver()
        assert world.letters == {}, change
    # Discord refused: the person is not written to again before they open it again.
    assert world.inboxes == {}


@pytest.mark.parametrize(
    ("names", "text", "to", "refusal"),
    [
        ((), " ", RECIPIENT, Refusal.EMPTY),
        (("clean",), "x" * 2001, RECIPIENT, Refusal.TOO_LONG),
        (("clean",) * 11, "", RECIPIENT, Refusal.TOO_MANY),
        (("clean",), "", SENDER, Refusal.SELF),
    ],
)
async def test_what_is_unfit_is_refused_before_anything_is_counted(
    world: Everything, names: tuple[str, ...], text: str, to: int, refusal: Refusal
) -> None:
    assert (await world.take(*names, text=text, to=to)).refusal is refusal
    assert world.events == [] and world.letters == {}


async def test_a_limit_refuses_before_anything_is_fetched(world: Everything) -> None:
    world.refusal = Refusal.A_DAY
    assert (await world.take("clean")).refusal is Refusal.A_DAY
    assert world.events == ["enter"] and world.letters == {}


async def test_one_file_that_cannot_be_screened_holds_the_whole_letter_back(
    world: Everything,
) -> None:
    for found in (GONE, LATER, b"x" * (MAX_FILE + 1)):
        world.bytes["bad"] = found
        taken = await world.take("explicit", "bad")
        assert taken.refusal is Refusal.UNSCREENED and taken.letter is None
        reasons = [f.verdict.reason for f in taken.findings if f.verdict]
        expected = found.reason if isinstance(found, FetchError) else UnscreenedReason.TOO_LARGE
        assert reasons == [None, expected]
    assert world.letters == {}


async def test_a_broken_database_takes_no_letter_and_says_so(world: Everything) -> None:
    world.broken = True
    assert (await world.take("clean")).refusal is Refusal.BROKEN


async def test_only_the_sender_decides_once_and_within_their_time(world: Everything) -> None:
    letter = (await world.take("explicit")).letter
    assert letter is not None
    assert not await world.post.go_on(letter.letter_id, STRANGER)
    assert not await world.post.cancel(letter.letter_id, STRANGER)
    world.now = NOW + timedelta(minutes=15)
    assert not await world.post.go_on(letter.letter_id, SENDER)
    world.now = NOW + timedelta(minutes=14)
    done = await asyncio.gather(*(world.post.go_on(letter.letter_id, SENDER) for _ in range(2)))
    assert sorted(done) == [False, True]
    assert not await world.post.cancel(letter.letter_id, SENDER)  # it is sent already
    assert await world.post.cancel("nothing", SENDER)


async def test_what_fails_for_now_is_brought_later_and_then_looked_for_first(
    world: Everything,
) -> None:
    letter = (await world.take("clean")).letter
    assert letter is not None
    world.brought = CourierError("not now")
    world.post.send_off(letter.letter_id)
    await world.post.deliver()
    assert world.letters[letter.letter_id].state is LetterState.ACCEPTED
    world.brought = (50, 60)
    await world.post.deliver()
    assert world.events[-3:] == ["bring de", "admits", "bring de resumed"]
    assert world.letters[letter.letter_id].state is LetterState.DELIVERED


async def test_a_letter_that_breaks_the_delivery_keeps_no_other_back(world: Everything) -> None:
    broken = await world.take("explicit")
    assert broken.letter is not None and await world.post.go_on(broken.letter.letter_id, SENDER)
    found = world.found.pop("explicit")
    world.bytes["explicit"] = "not bytes"  # type: ignore[assignment]
    await world.sent("clean")
    assert world.letters[broken.letter.letter_id].state is LetterState.ACCEPTED
    world.found["explicit"] = found
    del world.bytes["explicit"]
    await world.post.deliver()
    assert world.letters[broken.letter.letter_id].state is LetterState.DELIVERED


async def test_an_upload_that_is_gone_takes_the_letter_with_it(world: Everything) -> None:
    letter = (await world.take("explicit")).letter
    assert letter is not None and await world.post.go_on(letter.letter_id, SENDER)
    world.bytes["explicit"] = LATER
    await world.post.deliver()
    assert letter.letter_id in world.letters
    world.bytes["explicit"] = GONE
    await world.post.deliver()
    assert world.letters == {}


async def test_only_the_recipient_is_shown_anything(world: Everything) -> None:
    letter = await world.sent("explicit")
    for who in (SENDER, STRANGER):
        assert await world.reading.view(letter.letter_id, who) is NoView.GONE
        assert await world.reading.decline(letter.letter_id, who) is None
        assert await world.reading.block(letter.letter_id, who) is None
        assert await world.reading.report(letter.letter_id, who) is None
        assert await world.reading.keep(letter.letter_id, who) is None
        assert await world.reading.forget(letter.letter_id, who) is None
    assert world.letters[letter.letter_id] == letter and world.out == set()


async def test_what_is_shielded_is_shown_once_also_when_pressed_twice(world: Everything) -> None:
    letter = await world.sent("explicit", "clean")
    views = await asyncio.gather(
        *(world.reading.view(letter.letter_id, RECIPIENT) for _ in range(3))
    )
    (shown,) = [v for v in views if isinstance(v, Viewing)]
    assert shown.files == (("explicit", b"explicit"), ("clean", b"clean"))
    assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.SEEN
    seen = world.letters[letter.letter_id]
    assert seen.seen_at == NOW and all(f.media.url == "" for f in seen.findings)
    # What could not be shown was not seen.
    await world.reading.put_back(shown)
    assert isinstance(await world.reading.view(letter.letter_id, RECIPIENT), Viewing)


async def test_other_bytes_than_those_screened_are_never_shown(world: Everything) -> None:
    for name in ("clean", "explicit"):
        letter = await world.sent(name)
        world.bytes[name] = b"another picture"
        assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.CHANGED
        world.bytes[name] = LATER
        assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.LATER
        world.bytes[name] = GONE
        assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.LAPSED
        del world.bytes[name]
        assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.LAPSED


async def test_a_link_that_has_run_out_is_not_even_tried(world: Everything) -> None:
    letter = await world.sent("clean")
    world.now = NOW + timedelta(days=1)
    fetched = len(world.events)
    assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.LAPSED
    assert len(world.events) == fetched


async def test_what_was_clean_under_other_rules_is_shielded_before_it_is_shown(
    world: Everything,
) -> None:
    letter = await world.sent("clean")
    world.found["clean"] = EXPLICIT
    assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.SHIELDED
    assert world.letters[letter.letter_id].shielded
    assert isinstance(await world.reading.view(letter.letter_id, RECIPIENT), Viewing)
    assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.SEEN


async def test_consent_means_no_shield_for_as_long_as_it_holds(world: Everything) -> None:
    world.permits = True
    letter = await world.sent("explicit")
    assert letter.warned_at and not letter.shielded and world.copies == {}
    for _ in range(2):
        assert isinstance(await world.reading.view(letter.letter_id, RECIPIENT), Viewing)
    world.permits = False
    assert await world.reading.view(letter.letter_id, RECIPIENT) is NoView.SHIELDED


async def test_a_report_tells_moderators_once_and_a_record_of_ones_own_nobody(
    world: Everything,
) -> None:
    letter = await world.sent("explicit")
    own = await world.reading.keep(letter.letter_id, RECIPIENT)
    assert own is not None and own.owner_id == RECIPIENT and own.decision.actions == ()
    assert not [e for e in world.events if e.startswith("reconcile")]
    for _ in range(2):
        case = await world.reading.report(letter.letter_id, RECIPIENT)
        assert case is not None and case.decision.actions == (Action.ALERT_MODERATORS,)
    assert [e for e in world.events if e.startswith("reconcile")] == [
        "reconcile ['alert_moderators']"
    ]
    assert case is not None
    facts = case.post.letter
    assert facts is not None and facts.warned_at == facts.went_on_at == NOW
    assert case.post.text == "" and case.post.mentioned_user_ids == (RECIPIENT,)
    assert world.letters[letter.letter_id].case_ids == ("own", "case")
    await world.reading.forget(letter.letter_id, RECIPIENT)
    assert world.events[-2:] == ["shield own", "shield case"] and world.letters == {}


async def test_the_text_is_recorded_only_where_the_policy_keeps_texts(world: Everything) -> None:
    world.policy = replace(POLICY, keep_text=True)
    letter = await world.sent("explicit")
    case = await world.reading.report(letter.letter_id, RECIPIENT)
    assert case is not None and case.post.text == "as it was written"


async def test_a_letter_forgotten_while_its_case_is_made_leaves_no_fingerprint(
    world: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = await world.sent("explicit")
    opened = world.open_case

    async def slow(
        post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        await world.reading.forget(letter.letter_id, RECIPIENT)
        return await opened(post, findings, decision, at)

    monkeypatch.setattr(world, "open_case", slow)
    await world.reading.report(letter.letter_id, RECIPIENT)
    assert "shield case" in world.events


async def test_the_round_goes_on_after_a_database_that_failed(
    world: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    async def purge(now: datetime) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise StoreError("not now")

    monkeypatch.setattr(world, "purge", purge)
    letter = (await world.take("clean")).letter
    assert letter is not None
    running = asyncio.create_task(world.post.run(every=60))
    await asyncio.sleep(0)
    world.post.send_off(letter.letter_id)
    async with asyncio.timeout(5):
        while world.letters[letter.letter_id].state is not LetterState.DELIVERED:
            await asyncio.sleep(0.01)
    running.cancel()
