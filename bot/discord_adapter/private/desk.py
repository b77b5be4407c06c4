"""What private answers draw on: the look itself, consent, people's own records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import discord

from bot.consents import Consent
from bot.discord_adapter.private.memory import Memory, Pace
from bot.domain import Case, Decision, MediaFinding, MediaRef, Post


class Examiner(Protocol):
    """What looks at images in memory; nothing is recorded."""

    def decide(self, findings: Iterable[MediaFinding]) -> Decision:
        """Return the gravest verdict and the rules that it was reached by; no action follows."""
        ...

    async def examine(self, media: Iterable[MediaRef]) -> tuple[MediaFinding, ...]:
        """Return what was found in each image; a failure is UNSCREENED, never an exception."""
        ...


class ConsentStore(Protocol):
    """Where permissions are kept."""

    async def in_force(self, giver: int, sender: int, at: datetime) -> Consent | None:
        """Return the permission of one person to another that is in force, or None."""
        ...


class RecordStore(Protocol):
    """Where people's own records are kept; each method has committed when it returns."""

    async def keep(
        self,
        owner_id: int,
        post: Post,
        findings: tuple[MediaFinding, ...],
        decision: Decision,
        at: datetime,
        *,
        minor: bool = ...,
    ) -> Case:
        """Keep a record of a message, or return the one there is. Raises PrivateRecordError."""
        ...

    async def of(self, owner_id: int) -> list[Case]:
        """Return a person's records, newest first."""
        ...

    async def by_number(self, owner_id: int, number: int) -> Case | None:
        """Return one of a person's records, or None."""
        ...

    async def of_message(self, owner_id: int, key: str) -> Case | None:
        """Return the record that a person keeps of a message, or None."""
        ...

    def kept_until(self, case: Case) -> datetime:
        """Return when a record goes by itself."""
        ...

    async def erase(self, owner_id: int, number: int, at: datetime) -> bool:
        """Erase one of a person's records; return whether there was one."""
        ...


class Reports(Protocol):
    """What makes reports of such records."""

    async def pdf(self, case: Case, at: datetime) -> bytes:
        """Return a record as a PDF, and note that its owner took it out. Raises ReportError."""
        ...


@dataclass
class PrivateDesk:
    """What private answers draw on; the client carries one as `private`."""

    examiner: Examiner
    consents: ConsentStore
    records: RecordStore
    reports: Reports
    memory: Memory = field(default_factory=Memory)
    pace: Pace = field(default_factory=lambda: Pace(30, timedelta(minutes=10)))
    greetings: Pace = field(default_factory=lambda: Pace(1, timedelta(hours=12)))


def private_of(interaction: discord.Interaction[Any]) -> PrivateDesk:
    """Return what private answers draw on."""
    desk = getattr(interaction.client, "private", None)
    assert isinstance(desk, PrivateDesk), "the client of these views carries a private desk"
    return desk
