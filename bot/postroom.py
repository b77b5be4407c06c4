"""The whole way of a letter on one page, over Protocols (docs/inbox.md draws it).

    form → limits → fetch → screen → judge → (warn the sender, who decides) → accept → answer
                                                        → the inbox admits it? → deliver → view

Kept here: every letter is screened before anything is known of the recipient's inbox, and its
sender is answered before the inbox is asked, so that nothing in the answer or in its time says
whether there is one. No file is kept: it is fetched again from its sender's own upload, and shown
only where it is, byte for byte, what was screened.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import structlog

from bot import policy as rules
from bot.domain import (
    Action,
    Case,
    CaseState,
    Depth,
    MediaFinding,
    MediaRef,
    Place,
    Policy,
    Sender,
)
from bot.errors import CourierError, StoreError
from bot.inbox import LINKS_LIVE, LetterState, Refusal, expiry, unfit
from bot.letters import (
    ConsentLookup,
    Courier,
    Finisher,
    InboxStore,
    Letter,
    LetterCases,
    LetterStore,
    Shield,
    flagged,
)
from bot.looks import Changed, Gone, Looks, NotNow, is_unscreened
from bot.ports import MediaSource, Screener

log = structlog.get_logger(__name__)

_ARRIVED = (LetterState.DELIVERED, LetterState.SEEN)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as its sender's form holds it; `snowflake` is the form's id."""

    snowflake: int
    sender: Sender
    recipient_id: int
    place: Place
    text: str
    media: tuple[MediaRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a draft: refused, or a letter that is WARNED or ACCEPTED.

    `findings` are those of all its files, as far as they were looked at.
    """

    refusal: Refusal | None = None
    letter: Letter | None = None
    findings: tuple[MediaFinding, ...] = ()


class NoView(StrEnum):
    """Why the files of a letter are not shown."""

    GONE = "gone"
    LAPSED = "lapsed"
    SEEN = "seen"
    CHANGED = "changed"
    LATER = "later"
    SHIELDED = "shielded"


@dataclass(frozen=True, slots=True)
class Viewing:
    """The files of a letter, for the eyes of its recipient alone: (name, bytes) each."""

    letter: Letter
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the way of a letter leads through."""

    store: LetterStore
    inboxes: InboxStore
    consents: ConsentLookup
    media: MediaSource
    screener: Screener
    courier: Courier
    cases: LetterCases
    finisher: Finisher
    shield: Shield
    policy_for: Callable[[Place], Policy]


class PostRoom:
    """Takes letters, delivers them, and shows what is in them. One instance serves everybody."""

    def __init__(
        self,
        parts: Parts,
        *,
        depth: Depth = Depth.STANDARD,
        parallel: int = 4,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Tie the parts together.

        `depth` is that of every look: nobody waits for a letter as for a removal. `parallel`
        bounds how many files are held in memory at once. `clock` returns aware UTC times.
        """
        self._parts = parts
        self._store = parts.store
        self._clock = clock
        self._looks = Looks(parts.media, parts.screener, clock, depth=depth, parallel=parallel)
        self._carried: set[str] = set()

    # -------------------------------------------------------------------------------- the sender

    async def take(self, draft: Draft) -> Taken:
        """Screen a draft, whoever it is for, and keep it where that leaves something to do.

        Nothing is kept of a draft that is refused, but for its count.
        """
        now = self._clock()
        person, to = draft.sender.user_id, draft.recipient_id
        refusal = unfit(person, to, draft.text, [m.size or 0 for m in draft.media])
        if refusal is not None:
            return Taken(refusal)
        try:
            refusal = await self._store.enter(person, to, now)
            if refusal is not None:
                return Taken(refusal)
            findings = await self._looks.first(draft.media, self._parts.policy_for(draft.place))
            if any(is_unscreened(f) for f in findings):
                return Taken(Refusal.UNSCREENED, findings=findings)
            letter = self._letter(draft, findings, now)
            await self._store.put(letter)
        except StoreError as error:
            log.error("letter_not_taken", detail=error.detail)
            return Taken(Refusal.BROKEN)
        return Taken(letter=letter, findings=findings)

    def _letter(self, draft: Draft, findings: tuple[MediaFinding, ...], now: datetime) -> Letter:
        is_flagged = bool(flagged(findings))
        return Letter(
            letter_id=secrets.token_hex(12),
            snowflake=draft.snowflake,
            sender=draft.sender,
            recipient_id=draft.recipient_id,
            place=draft.place,
            sent_at=now,
            lapses_at=min((expiry(m.url, now) for m in draft.media), default=now + LINKS_LIVE),
            state=LetterState.WARNED if is_flagged else LetterState.ACCEPTED,
            text=draft.text,
            findings=findings,
            # The answer that the sender gets now is the warning.
            warned_at=self._clock() if is_flagged else None,
        )

    async def go_on(self, letter_id: str, sender_id: int) -> bool:
        """Accept a letter whose sender was warned and sends it all the same.

        Return False where it is theirs no more to decide: cancelled, sent, or run out. Raises
        StoreError.
        """
        letter, now = await self._store.letter(letter_id), self._clock()
        if letter is None or letter.sender.user_id != sender_id or not letter.can_be_decided(now):
            return False
        accepted = replace(letter, state=LetterState.ACCEPTED, went_on_at=now)
        return await self._store.change(accepted)

    async def cancel(self, letter_id: str, sender_id: int) -> bool:
        """Erase a letter that its sender thought better of; return whether it was not sent yet.

        Raises StoreError.
        """
        letter = await self._store.letter(letter_id)
        if letter is None or letter.sender.user_id != sender_id:
            return letter is None
        return await self._store.drop(letter_id, LetterState.WARNED) is not None

    # ---------------------------------------------------------------------------------- delivery

    async def deliver(self, letter_id: str, *, resumed: bool = False) -> None:
        """Bring an accepted letter, where the recipient's inbox admits it; else erase it.

        What fails for now is left for the next round. `resumed` says that an earlier try may have
        brought it already.
        """
        if letter_id in self._carried:
            return
        self._carried.add(letter_id)
        try:
            letter = await self._store.letter(letter_id)
            if letter is not None and letter.state is LetterState.ACCEPTED:
                await self._carry(letter, resumed=resumed)
        except (StoreError, CourierError) as error:
            log.error("letter_not_delivered", error=error.message, detail=error.detail)
        finally:
            self._carried.discard(letter_id)

    async def deliver_waiting(self) -> None:
        """Bring what an earlier try, or an earlier process, left; raises StoreError."""
        for letter in await self._store.waiting():
            await self.deliver(letter.letter_id, resumed=True)

    async def _carry(self, letter: Letter, *, resumed: bool) -> None:
        to, sender = letter.recipient_id, letter.sender.user_id
        inbox = await self._parts.inboxes.admits(to, sender)
        if inbox is None:
            await self._store.drop(letter.letter_id)
            return
        letter = replace(
            letter, shielded=bool(letter.flagged) and not await self._permitted(letter)
        )
        copies: dict[str, bytes] = {}
        if letter.shielded:
            try:
                copies = await self._copies(letter)
            except NotNow:
                return
            except (Gone, Changed):
                # The sender's upload is gone, and the letter with it.
                await self._store.drop(letter.letter_id)
                return
        brought = await self._parts.courier.bring(letter, inbox.language, copies, resumed=resumed)
        if brought is None:
            # Who left, blocked the bot or closed their messages is not written to again unasked.
            await self._store.drop(letter.letter_id)
            await self._parts.inboxes.close(to)
            return
        arrived = replace(
            letter,
            state=LetterState.DELIVERED,
            text="",
            delivered_at=self._clock(),
            channel_id=brought[0],
            message_id=brought[1],
        )
        await self._store.change(arrived)

    async def _copies(self, letter: Letter) -> dict[str, bytes]:
        """Return unrecognisable copies of what is flagged, by media id."""
        policy = self._parts.policy_for(letter.place)
        return {
            found.media.media_id: found.screening.redacted
            for found, _ in await self._looks.again(letter.flagged, policy)
            if found.screening is not None and found.screening.redacted is not None
        }

    async def _permitted(self, letter: Letter) -> bool:
        found = await self._parts.consents.in_force(
            letter.recipient_id, letter.sender.user_id, self._clock()
        )
        return found is not None

    # ----------------------------------------------------------------------------- the recipient

    async def letter(self, letter_id: str, recipient_id: int) -> Letter | None:
        """Return a letter to the one whom it was written to, or None. Raises StoreError."""
        letter = await self._store.letter(letter_id)
        return letter if letter is not None and letter.recipient_id == recipient_id else None

    async def view(self, letter_id: str, recipient_id: int) -> Viewing | NoView:
        """Fetch the files of a letter anew, at the word of the one whom it was written to.

        They come only where they are the very bytes that were screened. What is shielded comes
        once: `put_back` where it could not be shown. What was plain is looked at again, and is
        shielded from then on where it is flagged now (other rules, a permission taken back).
        Raises StoreError.
        """
        letter, now = await self.letter(letter_id, recipient_id), self._clock()
        if letter is None:
            return NoView.GONE
        if letter.state is LetterState.SEEN:
            return NoView.SEEN
        if letter.state is not LetterState.DELIVERED:
            return NoView.LATER
        if not letter.can_be_viewed(now):
            return NoView.LAPSED
        try:
            policy = self._parts.policy_for(letter.place)
            looks = await self._looks.again(letter.findings, policy)
        except NotNow:
            return NoView.LATER
        except Changed:
            return NoView.CHANGED
        except Gone:
            await self._store.change(replace(letter.without_links(), lapses_at=now))
            return NoView.LAPSED
        if letter.shielded:
            seen = replace(letter.without_links(), state=LetterState.SEEN, seen_at=now)
            if not await self._store.change(seen):
                return NoView.LATER
        elif flagged(f for f, _ in looks) and not await self._permitted(letter):
            await self._store.change(replace(letter, shielded=True))
            return NoView.SHIELDED
        return Viewing(letter, tuple((f.media.filename, data) for f, data in looks))

    async def put_back(self, viewing: Viewing) -> None:
        """Let a letter be viewed again whose files could not be shown. Raises StoreError."""
        before = viewing.letter
        if before.shielded:
            await self._note(
                before.letter_id,
                before.recipient_id,
                state=LetterState.DELIVERED,
                seen_at=None,
                findings=before.findings,
            )

    async def decline(self, letter_id: str, recipient_id: int) -> Letter | None:
        """Erase a letter at its recipient's word; return what it was. Raises StoreError."""
        if await self.letter(letter_id, recipient_id) is None:
            return None
        return await self._store.drop(letter_id)

    async def block(self, letter_id: str, recipient_id: int) -> Letter | None:
        """Keep a letter's sender out from now on, and erase the letter.

        Return None where it is gone, and with it who sent it. Raises InboxError, StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is not None:
            await self._parts.inboxes.block(recipient_id, letter.sender.user_id, self._clock())
            await self._store.drop(letter_id)
        return letter

    async def report(
        self, letter_id: str, recipient_id: int, *, text: str, tell: bool
    ) -> Case | None:
        """Make the case of a letter at its recipient's word; return it as it then is.

        It says who sent it, that they were warned and when, and when they went on. Moderators are
        told if `tell` says so, now or in a later call. `text` is the letter's, which is recorded
        where the server's policy keeps texts. None where the letter is gone. Raises StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is None or letter.state not in _ARRIVED:
            return None
        policy = self._parts.policy_for(letter.place)
        found = [(f.verdict, f.media.surface) for f in letter.findings if f.verdict is not None]
        wanted = (Action.ALERT_MODERATORS,) if tell else ()
        decision = replace(rules.decide(found, policy), actions=wanted)
        post = letter.post(text=text if policy.keep_text else "")
        cases = self._parts.cases
        case = await cases.open_case(post, letter.findings, decision, self._clock())
        if tell and Action.ALERT_MODERATORS not in case.decision.actions:
            told = replace(case.decision, actions=wanted)
            case = replace(case, decision=told, state=CaseState.OPEN)
            await cases.update_case(case)
        if not await self._note(letter_id, recipient_id, case_id=case.case_id):
            # It was erased meanwhile, maybe because somebody in it may be under 18.
            await self._parts.shield.shield(case.case_id)
        if case.state is CaseState.OPEN:
            await self._parts.finisher.reconcile([case])
        return await cases.case(case.case_id)

    async def _note(self, letter_id: str, recipient_id: int, **values: Any) -> bool:
        """Change a letter, whatever else changes it meanwhile; return whether it is still there."""
        while True:
            letter = await self.letter(letter_id, recipient_id)
            if letter is None:
                return False
            if await self._store.change(replace(letter, **values)):
                return True

    async def forget(self, letter_id: str, recipient_id: int) -> Letter | None:
        """Erase a letter in which somebody may be under 18, and its case's fingerprints.

        Return what it was, or None where it is gone. Raises StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is not None:
            if letter.case_id is not None:
                await self._parts.shield.shield(letter.case_id)
            await self._store.drop(letter_id)
        return letter
