"""What the inbox needs from the world, as Protocols, and the letter that goes between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.consents import Consent
from bot.domain import Case, Decision, MediaFinding, Place, Post, Sender, VerdictKind
from bot.inbox import DECIDE_WITHIN, Inbox, Lettered, LetterState, Refusal

FLAGGED = frozenset({VerdictKind.EXPLICIT, VerdictKind.SUSPECT})
"""What a recipient is shown only at their word: here a suspicion is enough, for a blurred picture
costs them one press."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter with its files' findings; the files themselves are never kept.

    `snowflake` is the id of the form that was sent, and so the letter's own time. `place` is where
    `/send` was used: its server is one with the bot in it, or None. The media's links are kept
    until `lapses_at`, because the files are fetched again from the sender's own upload; then they
    are blank. `text` is blank once the recipient has it. `shielded` says that the recipient sees an
    unrecognisable preview until they choose to view the files, once. `channel_id` and `message_id`
    are those of the message that brought it. `case_ids` are the cases that the recipient had made.
    `revision` counts the changes (`LetterStore.change`).
    """

    letter_id: str
    snowflake: int
    sender: Sender
    recipient_id: int
    place: Place
    sent_at: datetime
    lapses_at: datetime
    state: LetterState = LetterState.ACCEPTED
    text: str = ""
    findings: tuple[MediaFinding, ...] = ()
    shielded: bool = False
    warned_at: datetime | None = None
    went_on_at: datetime | None = None
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    channel_id: int | None = None
    message_id: int | None = None
    case_ids: tuple[str, ...] = ()
    revision: int = 0

    @property
    def flagged(self) -> tuple[MediaFinding, ...]:
        """Return the findings that may be explicit."""
        return flagged(self.findings)

    def can_be_decided(self, now: datetime) -> bool:
        """Return whether its sender, who was warned, may still say what becomes of it."""
        return self.state is LetterState.WARNED and now < self.sent_at + DECIDE_WITHIN

    def can_be_viewed(self, now: datetime) -> bool:
        """Return whether its files may be shown, as far as time and earlier views go."""
        return bool(self.findings) and self.state is LetterState.DELIVERED and now < self.lapses_at

    def without_links(self) -> Letter:
        """Return it with nothing by which its files could be fetched."""
        bare = tuple(replace(f, media=replace(f.media, url="")) for f in self.findings)
        return replace(self, findings=bare)

    def post(self, *, text: str) -> Post:
        """Return the letter as what a case is opened for; `text` is what of it is recorded."""
        facts = Lettered(
            self.sent_at, self.delivered_at, self.warned_at, self.went_on_at, self.seen_at
        )
        return Post(
            message_id=self.snowflake,
            place=self.place,
            sender=self.sender,
            received_at=self.sent_at,
            media=tuple(f.media for f in self.without_links().findings),
            mentioned_user_ids=(self.recipient_id,),
            subject=f"letter:{self.letter_id}",
            text=text,
            letter=facts,
        )


def flagged(findings: Iterable[MediaFinding]) -> tuple[MediaFinding, ...]:
    """Return the findings that may be explicit."""
    return tuple(f for f in findings if f.verdict is not None and f.verdict.kind in FLAGGED)


class LetterStore(Protocol):
    """Where letters are kept. Each method has committed, or raises StoreError."""

    async def enter(self, sender_id: int, recipient_id: int, at: datetime) -> Refusal | None:
        """Count one more letter of a sender, or return the limit that it would break."""
        ...

    async def put(self, letter: Letter) -> None:
        """Keep a new letter."""
        ...

    async def letter(self, letter_id: str) -> Letter | None:
        """Return a letter, or None where there is none (any more)."""
        ...

    async def waiting(self) -> list[Letter]:
        """Return the letters that are to be delivered, oldest first."""
        ...

    async def change(self, letter: Letter) -> bool:
        """Keep a letter as it now is, unless it was changed or erased since it was read."""
        ...

    async def purge(self, now: datetime) -> None:
        """Erase what has outlived its time: letters, links to their files, and counts."""
        ...

    async def drop(self, letter_id: str, *states: LetterState) -> Letter | None:
        """Erase a letter that stands in one of these states (in any, where none is named).

        Return it as it was, or None where there was none.
        """
        ...


class InboxStore(Protocol):
    """Where inboxes are kept. Each method has committed, or raises StoreError."""

    async def inbox(self, owner_id: int) -> Inbox | None:
        """Return somebody's inbox, or None where it is closed."""
        ...

    async def open(self, owner_id: int, language: str, at: datetime) -> bool:
        """Open somebody's inbox, in one of Discord's locales; return whether it was closed."""
        ...

    async def close(self, owner_id: int) -> bool:
        """Close somebody's inbox; return whether it was open."""
        ...

    async def admits(self, owner_id: int, sender_id: int) -> Inbox | None:
        """Return somebody's inbox if it is open, and open to this sender."""
        ...

    async def block(self, owner_id: int, blocked_id: int, at: datetime) -> bool:
        """Keep a sender out; return whether that is new.

        Raises InboxError for oneself, and where too many are kept out already.
        """
        ...

    async def unblock(self, owner_id: int, blocked_id: int) -> bool:
        """Let a sender in again; return whether they were kept out."""
        ...

    async def blocked(self, owner_id: int) -> list[int]:
        """Return whom somebody keeps out, the newest first."""
        ...


class ConsentLookup(Protocol):
    """Where permissions are kept."""

    async def in_force(self, giver: int, sender: int, at: datetime) -> Consent | None:
        """Return the permission of one person to another that is in force, or None."""
        ...


class LetterCases(Protocol):
    """Where the case of a letter is kept."""

    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        """Commit a new case, or return the one that this post's key already has, unchanged."""
        ...

    async def case(self, case_id: str) -> Case | None:
        """Return a case, or None where there is none."""
        ...


class OwnCases(Protocol):
    """Where people keep what belongs to them alone."""

    async def keep(
        self,
        owner_id: int,
        post: Post,
        findings: tuple[MediaFinding, ...],
        decision: Decision,
        at: datetime,
    ) -> Case:
        """Commit a record for one person, or return the one that they have of this post's key.

        Raises PrivateRecordError where a person keeps too many.
        """
        ...


class Finisher(Protocol):
    """What carries out what a case's decision says, and closes it."""

    async def reconcile(self, cases: Iterable[Case]) -> None:
        """Finish cases that are open."""
        ...


class Shield(Protocol):
    """What erases the fingerprints of a case in which somebody may be under 18."""

    async def shield(self, case_id: str) -> None:
        """Erase them for good."""
        ...


class Courier(Protocol):
    """What brings letters to people, in their conversation with the bot."""

    async def bring(
        self, letter: Letter, language: str, copies: Mapping[str, bytes], *, resumed: bool
    ) -> tuple[int, int] | None:
        """Bring a letter; return the channel's and the message's ids.

        `copies` are unrecognisable PNGs by media id. `resumed` says that it may have been brought
        already. None says that Discord does not let the bot write to this person (any more).
        Raises CourierError for a failure that a later try may not find again.
        """
        ...

    async def text_of(self, letter: Letter) -> str:
        """Return a letter's text as its message has it; empty where that cannot be seen."""
        ...
