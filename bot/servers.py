"""Each server's rules as they hold now, held in memory; every change goes through the record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.domain import Policy, Post
from bot.errors import ConfigError
from bot.measures import Mode, Observed, PolicyVersion, ServerSettings
from bot.rulebook import Installation, PolicyDocument, Rulebook, from_data, rulebook

log = structlog.get_logger(__name__)


class PolicyRecord(Protocol):
    """Where versions are kept. Each method has committed when it returns, or raises StoreError."""

    async def newest(self) -> list[PolicyVersion]:
        """Return each server's newest version, of those that have one."""
        ...

    async def history(self, guild_id: int) -> list[PolicyVersion]:
        """Return a server's versions, newest first."""
        ...

    async def add(
        self,
        guild_id: int,
        document: Mapping[str, Any],
        user_id: int | None,
        at: datetime,
        note: str = ...,
    ) -> PolicyVersion:
        """Commit a server's next version."""
        ...

    async def observed(
        self, guild_id: int, since: datetime | None, until: datetime | None
    ) -> Observed:
        """Return what was decided on a server in observe mode between two moments."""
        ...


@dataclass(frozen=True, slots=True)
class Observation:
    """A time in observe mode: from when, until when (None: it goes on), and what it showed."""

    since: datetime | None
    until: datetime | None
    found: Observed


def checked(
    document: PolicyDocument,
    installation: Installation,
    knows_place: Callable[[str], bool],
    *,
    version: int = 0,
    name: str = "the policy",
) -> Rulebook:
    """Return the rules that a document makes in an installation.

    `knows_place` says whether the guidance knows a jurisdiction; `name` is what messages call the
    document. Raises ConfigError where it makes none.
    """
    place = document.jurisdiction
    if place is not None and not knows_place(place):
        raise ConfigError(
            f"{name}: there is no guidance for the place {place}. Leave jurisdiction out, or take"
            " one that `/help-me` offers."
        )
    return rulebook(document, installation, version=version, name=name)


class Servers:
    """The rules of every server. One instance serves the whole bot, whose database is its own."""

    def __init__(
        self,
        installation: Installation,
        record: PolicyRecord,
        knows_place: Callable[[str], bool] = lambda code: True,
    ) -> None:
        """Begin with the installation's rules for every server, until `load`.

        `knows_place` says whether the guidance knows a jurisdiction.
        """
        self.installation = installation
        self._record = record
        self._knows_place = knows_place
        self._default = rulebook(PolicyDocument(), installation)
        self._books: dict[int, tuple[PolicyDocument, Rulebook]] = {}
        self.broken: dict[int, str] = {}
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """Read what the servers have set; again, where some may have been erased meanwhile.

        What does not fit any more (a preset that the operator took away) is logged and shown by
        `/flashguard doctor`, and the installation's rules hold there. Raises StoreError.
        """
        async with self._changing:
            books: dict[int, tuple[PolicyDocument, Rulebook]] = {}
            broken: dict[int, str] = {}
            for kept in await self._record.newest():
                try:
                    document = from_data(kept.document, f"the policy of the server {kept.guild_id}")
                    book = self.checked(document, version=kept.version)
                except ConfigError as error:
                    log.error("policy_does_not_fit", guild_id=kept.guild_id, why=error.message)
                    broken[kept.guild_id] = error.message
                    continue
                books[kept.guild_id] = document, book
            self._books, self.broken = books, broken

    # ------------------------------------------------------------------------------ what holds

    def rulebook_of(self, guild_id: int | None) -> Rulebook:
        """Return the rules of a server; in a direct message the installation's."""
        found = self._books.get(guild_id or 0)
        return found[1] if found is not None else self._default

    def policy_for(self, post: Post) -> Policy:
        """Return the policy that holds for a post."""
        return self.rulebook_of(post.place.guild_id).policy_for(post)

    def server_settings_for(self, guild_id: int | None) -> ServerSettings:
        """Return a server's channel for moderators, its language and where it is."""
        return self.rulebook_of(guild_id).settings

    def document_of(self, guild_id: int) -> PolicyDocument:
        """Return what a server has set of its own."""
        found = self._books.get(guild_id)
        return found[0] if found is not None else PolicyDocument()

    # ------------------------------------------------------------------------------ what changes

    def checked(
        self, document: PolicyDocument, *, version: int = 0, name: str = "the policy"
    ) -> Rulebook:
        """Return the rules that a document makes here; raise ConfigError where it makes none."""
        return checked(document, self.installation, self._knows_place, version=version, name=name)

    async def change(
        self,
        guild_id: int,
        edit: Callable[[PolicyDocument], PolicyDocument],
        *,
        by: int | None,
        at: datetime,
        note: str = "",
    ) -> PolicyVersion | None:
        """Change a server's document, and let it hold from now on; None where nothing changes.

        Changes come one after the other, so that two people at once lose neither. Raises
        ConfigError where the document does not fit, StoreError where it cannot be kept; then
        everything stays as it was.
        """
        async with self._changing:
            document = edit(self.document_of(guild_id))
            if document == self.document_of(guild_id) and guild_id not in self.broken:
                return None
            return await self._hold(guild_id, document, by, at, note)

    async def undo(self, guild_id: int, *, by: int | None, at: datetime) -> PolicyVersion | None:
        """Make a new version that equals the one before the newest; None where there is none.

        Before the first there was the installation's. To undo twice is to have the change again.
        """
        async with self._changing:
            history = await self._record.history(guild_id)
            if not history:
                return None
            name = f"version {history[0].version - 1}"
            before = history[1].document if len(history) > 1 else {}
            document = from_data(before, name)
            return await self._hold(guild_id, document, by, at, f"undo {history[0].version}")

    async def _hold(
        self, guild_id: int, document: PolicyDocument, by: int | None, at: datetime, note: str
    ) -> PolicyVersion:
        self.checked(document)
        change = await self._record.add(guild_id, document.as_data(), by, at, note)
        self._books[guild_id] = document, self.checked(document, version=change.version)
        self.broken.pop(guild_id, None)
        log.info("policy_changed", guild_id=guild_id, version=change.version, note=note)
        return change

    async def history(self, guild_id: int) -> list[PolicyVersion]:
        """Return a server's versions, newest first. Raises StoreError."""
        return await self._record.history(guild_id)

    async def observation(self, guild_id: int) -> Observation | None:
        """Return the newest time in observe mode and what it showed; None where there was none.

        Raises StoreError.
        """
        history = await self._record.history(guild_id)
        default = self.installation.policy.mode
        runs = [(version.at, Mode(version.document.get("mode") or default)) for version in history]
        # Before the first version the installation's mode held, for as long as there are cases.
        moments: list[tuple[datetime | None, Mode]] = [*runs, (None, default)]
        until: datetime | None = None
        for n, (at, mode) in enumerate(moments):
            if mode is Mode.OBSERVE:
                since = at
                for earlier, kind in moments[n + 1 :]:
                    if kind is not Mode.OBSERVE:
                        break
                    since = earlier
                found = await self._record.observed(guild_id, since, until)
                return Observation(since, until, found)
            until = at
        return None
