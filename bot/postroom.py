"""The way of a letter to its recipient on one page, over Protocols (docs/inbox.md draws it).

    form → limits → fetch → screen → judge → (warn the sender, who decides) → accept → answer
                                                               → the inbox admits it? → deliver

Kept here: every letter is screened before anything is known of the recipient's inbox, and its
sender is answered before the inbox is asked, so that nothing in the answer or in its time says
whether there is one. What the recipient can do then is in `reading`.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.domain import MediaFinding, MediaRef, Place, Sender
from bot.errors import CourierError, StoreError
from bot.inbox import LINKS_LIVE, LetterState, Refusal, expiry, unfit
from bot.letters import Letter, flagged
from bot.looks import Changed, Gone, NotNow, is_unscreened
from bot.reading import Parts

log = structlog.get_logger(__name__)


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


class PostRoom:
    """Takes letters and delivers them. One instance serves everybody."""

    def __init__(self, parts: Parts) -> None:
        """Tie the parts together."""
        self._parts = parts
        self._store = parts.store
        self._clock = parts.clock
        self._accepted: set[str] = set()
        self._wake = asyncio.Event()

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
            findings = await self._parts.looks.first(
                draft.media, self._parts.policy_for(draft.place)
            )
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

    def send_off(self, letter_id: str) -> None:
        """Have an accepted letter delivered; to be called when its sender has been answered."""
        self._accepted.add(letter_id)
        self._wake.set()

    async def run(self, *, every: float = 300.0) -> None:
        """Deliver, and erase what has outlived its time, until cancelled.

        What fails for now, and what an earlier process left, comes every so many seconds.
        """
        while True:
            self._wake.clear()
            try:
                await self._store.purge(self._clock())
                await self.deliver()
            except StoreError as error:
                log.error("letters_not_delivered", error=error.message, detail=error.detail)
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await self._wake.wait()

    async def deliver(self) -> None:
        """Bring every accepted letter that an inbox admits, and erase the others.

        What fails for now stays. Raises StoreError.
        """
        waiting = await self._store.waiting()
        await asyncio.gather(*map(self._deliver, waiting))

    async def _deliver(self, letter: Letter) -> None:
        # A letter that this process did not accept just now may have been brought already.
        resumed = letter.letter_id not in self._accepted
        self._accepted.discard(letter.letter_id)
        try:
            await self._carry(letter, resumed=resumed)
        except (StoreError, CourierError) as error:
            log.error("letter_not_delivered", error=error.message, detail=error.detail)
        except Exception:
            # Each letter on its own: what breaks on one keeps none of the others.
            log.exception("letter_broke")

    async def _carry(self, letter: Letter, *, resumed: bool) -> None:
        to, sender = letter.recipient_id, letter.sender.user_id
        inbox = await self._parts.inboxes.admits(to, sender)
        if inbox is None:
            await self._store.drop(letter.letter_id)
            return
        letter = replace(
            letter, shielded=bool(letter.flagged) and not await self._parts.permitted(letter)
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
            for found, _ in await self._parts.looks.again(letter.flagged, policy)
            if found.screening is not None and found.screening.redacted is not None
        }
