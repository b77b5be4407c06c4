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
from bot.domain import Action, Case, CaseState, Place, Policy
from bot.inbox import LetterState
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

    async def report(self, letter_id: str, recipient_id: int, *, tell: bool) -> Case | None:
        """Make the case of a letter at its recipient's word; return it as it then is.

        It says who sent it, that they were warned and when, and when they went on. Moderators are
        told if `tell` says so, now or in a later call. The text is recorded where the server's
        policy keeps texts. None where the letter is gone. Raises StoreError.
        """
        letter = await self.letter(letter_id, recipient_id)
        if letter is None or letter.state not in _ARRIVED:
            return None
        policy = self._parts.policy_for(letter.place)
        found = [(f.verdict, f.media.surface) for f in letter.findings if f.verdict is not None]
        wanted = (Action.ALERT_MODERATORS,) if tell else ()
        decision = replace(rules.decide(found, policy), actions=wanted)
        text = await self._parts.courier.text_of(letter) if policy.keep_text else ""
        post = letter.post(text=text)
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
