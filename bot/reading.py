"""What becomes of a letter that has arrived: viewed, declined, reported, forgotten; over Protocols.

All of it is for the one whom the letter was written to, at their word. No file is kept: it is
fetched again from its sender's own upload, and shown only where it is, byte for byte, what was
screened. What may be explicit is shown once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot import policy as rules
from bot.domain import Action, Case, CaseState, Decision, Place, Policy
from bot.inbox import LetterState
from bot.letters import (
    ConsentLookup,
    Courier,
    Finisher,
    InboxStore,
    Letter,
    LetterCases,
    LetterStore,
    OwnCases,
    Shield,
    flagged,
)
from bot.looks import Changed, Gone, Looks, NotNow


def _now() -> datetime:
    return datetime.now(UTC)


_ARRIVED = (LetterState.DELIVERED, LetterState.SEEN)


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
    """What the way of a letter leads through; `clock` returns aware UTC times."""

    store: LetterStore
    inboxes: InboxStore
    consents: ConsentLookup
    looks: Looks
    courier: Courier
    cases: LetterCases
    own: OwnCases
    finisher: Finisher
    shield: Shield
    policy_for: Callable[[Place], Policy]
    clock: Callable[[], datetime] = _now

    async def permitted(self, letter: Letter) -> bool:
        """Return whether the recipient has permitted its sender images without blur, as of now."""
        found = await self.consents.in_force(
            letter.recipient_id, letter.sender.user_id, self.clock()
        )
        return found is not None


class ReadingRoom:
    """Serves the recipients of letters. One instance serves everybody."""

    def __init__(self, parts: Parts) -> None:
        """Tie the parts together."""
        self._parts = parts
        self._store = parts.store
        self._clock = parts.clock

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
            looks = await self._parts.looks.again(letter.findings, policy)
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
        elif flagged(f for f, _ in looks) and not await self._parts.permitted(letter):
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

    async def report(self, letter_id: str, recipient_id: int) -> Case | None:
        """Make a letter's case on the server where it was sent from, and have moderators told.

        It says who sent it, that they were warned and when, and when they went on. The text is
        recorded where the server's policy keeps texts. Return the case as it then is, or None
        where the letter is gone, or came from no server. Raises StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is None or letter.state not in _ARRIVED or letter.place.guild_id is None:
            return None
        keeps_text = self._parts.policy_for(letter.place).keep_text
        text = await self._parts.courier.text_of(letter) if keeps_text else ""
        decision = replace(self._decision(letter), actions=(Action.ALERT_MODERATORS,))
        cases = self._parts.cases
        now = self._clock()
        case = await cases.open_case(letter.post(text=text), letter.findings, decision, now)
        await self._made(letter, case)
        if case.state is CaseState.OPEN:
            await self._parts.finisher.reconcile([case])
        return await cases.case(case.case_id)

    async def keep(self, letter_id: str, recipient_id: int) -> Case | None:
        """Keep a letter's record for its recipient alone; nobody is told of it.

        Return None where the letter is gone. Raises PrivateRecordError, StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is None or letter.state not in _ARRIVED:
            return None
        post, decision = letter.post(text=""), self._decision(letter)
        case = await self._parts.own.keep(
            recipient_id, post, letter.findings, decision, self._clock()
        )
        await self._made(letter, case)
        return case

    def _decision(self, letter: Letter) -> Decision:
        """Return what the policy says of what was found, with nothing to be done about it."""
        found = [(f.verdict, f.media.surface) for f in letter.findings if f.verdict is not None]
        return replace(rules.decide(found, self._parts.policy_for(letter.place)), actions=())

    async def _made(self, letter: Letter, case: Case) -> None:
        """Note with a letter that there is a case of it."""
        made = tuple(dict.fromkeys((*letter.case_ids, case.case_id)))
        if not await self._note(letter.letter_id, letter.recipient_id, case_ids=made):
            # It was erased meanwhile, maybe because somebody in it may be under 18.
            await self._parts.shield.shield(case.case_id)

    async def _note(self, letter_id: str, recipient_id: int, **values: Any) -> bool:
        """Change a letter, whatever else changes it meanwhile; return whether it is still there."""
        while True:
            letter = await self.letter(letter_id, recipient_id)
            if letter is None:
                return False
            if await self._store.change(replace(letter, **values)):
                return True

    async def forget(self, letter_id: str, recipient_id: int) -> Letter | None:
        """Erase a letter in which somebody may be under 18, and the fingerprints of its cases.

        Return what it was, or None where it is gone. Raises StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is not None:
            for case_id in letter.case_ids:
                await self._parts.shield.shield(case_id)
            await self._store.drop(letter_id)
        return letter
