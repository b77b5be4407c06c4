"""What private answers draw on once a case is there: records, files, appeals and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.appeals import Appeal
from bot.domain import Case, MediaRef
from bot.exports import ExportFile
from bot.own_records import OwnRecord
from bot.reupload import Seen
from bot.reviews import Decided, Review


class OwnRecords(Protocol):
    """Who asked for a record of which case."""

    async def keep(self, user_id: int, case: Case, at: datetime) -> bool:
        """Note that a person asked for a record; return whether that is new."""
        ...

    async def withdraw(self, user_id: int, case_id: str) -> bool:
        """Cut a person's tie to a case; return whether there was one."""
        ...

    async def kept(self, user_id: int) -> list[OwnRecord]:
        """Return the newest cases of which a person asked for a record, at most 25."""
        ...

    async def appealed(self, user_id: int) -> list[OwnRecord]:
        """Return the newest cases against which a person appealed, at most 25."""
        ...

    async def ends(self, case: Case) -> datetime | None:
        """Return when a case's time is over, or None for one that is held."""
        ...


class Exporter(Protocol):
    """Makes files about cases."""

    async def for_moderators(self, case: Case, form: str, by: int, at: datetime) -> ExportFile:
        """Return a case's whole report as pdf, html, json or case."""
        ...

    async def for_recipient(
        self, case: Case, user_id: int, where: str | None, at: datetime
    ) -> tuple[ExportFile, ...]:
        """Return a receipt, where it can be signed, and that person's copy of the report."""
        ...

    async def ids_only(self, case: Case, at: datetime) -> tuple[ExportFile, ...]:
        """Return a receipt that shows ids alone, where it can be signed."""
        ...


class Appeals(Protocol):
    """Keeps senders' appeals."""

    async def lodge(self, appeal: Appeal) -> bool:
        """Record an appeal; return whether it is the case's first."""
        ...

    async def posted(self, case_id: str, entry_id: int) -> None:
        """Note the message by which moderators were told."""
        ...

    async def appeal(self, case_id: str) -> Appeal | None:
        """Return the appeal against a case, or None."""
        ...

    async def unposted(self) -> list[tuple[Case, Appeal]]:
        """Return the appeals of which moderators have not been told."""
        ...


class Reviews(Protocol):
    """Takes moderators' decisions."""

    async def decide(
        self, case_id: str, by: int, review: Review, at: datetime, *, note: str = ""
    ) -> Decided | None:
        """Record a decision, unless there is one; return the one that stands."""
        ...


class Reupload(Protocol):
    """Compares a picture that a sender uploads again."""

    async def look(self, case: Case, picture: MediaRef) -> Seen:
        """Return how it compares, and the verdict on it; nothing of it is kept."""
        ...


@dataclass(frozen=True)
class Afterwards:
    """All of them; the desk carries one."""

    records: OwnRecords
    exporter: Exporter
    appeals: Appeals
    reviews: Reviews
    reupload: Reupload
