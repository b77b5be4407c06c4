"""Changes and their taking back, as a property over a record in memory; and the observed time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError, StoreError
from bot.measures import Mode, Observed, PolicyVersion
from bot.rulebook import PolicyDocument
from bot.rulebook.keys import with_value
from bot.servers import Servers
from tests.unit.rulebook.test_document import documents
from tests.unit.rulebook.test_layers import INSTALLATION

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Record:
    """Versions in a list."""

    def __init__(self) -> None:
        self.versions: list[PolicyVersion] = []
        self.asked: tuple[datetime | None, datetime | None] | None = None
        self.broken = False

    async def newest(self) -> list[PolicyVersion]:
        return list({v.guild_id: v for v in self.versions}.values())

    async def history(self, guild_id: int) -> list[PolicyVersion]:
        return [v for v in reversed(self.versions) if v.guild_id == guild_id]

    async def add(
        self,
        guild_id: int,
        document: Mapping[str, Any],
        user_id: int | None,
        at: datetime,
        note: str = "",
    ) -> PolicyVersion:
        if self.broken:
            raise StoreError("The database cannot be written.")
        number = len(await self.history(guild_id)) + 1
        self.versions.append(PolicyVersion(guild_id, number, document, user_id, at, note))
        return self.versions[-1]

    async def observed(
        self, guild_id: int, since: datetime | None, until: datetime | None
    ) -> Observed:
        self.asked = since, until
        return Observed(1)


@given(st.lists(documents, min_size=1, max_size=4))
@settings(deadline=None)
async def test_undo_makes_the_version_before_hold_again(many: list[PolicyDocument]) -> None:
    record = Record()
    servers = Servers(INSTALLATION, record)
    held = [servers.document_of(1)]
    for document in many:
        before = servers.rulebook_of(1)
        change = await servers.change(1, lambda _, d=document: d, by=7, at=NOW)  # type: ignore[misc]
        if change is None:
            assert servers.rulebook_of(1) is before
        else:
            held.append(document)
    if len(held) == 1:
        assert await servers.undo(1, by=7, at=NOW) is None
        return
    number = len(record.versions)
    undone = await servers.undo(1, by=8, at=NOW)
    assert undone is not None and undone.version == number + 1 and undone.user_id == 8
    assert servers.document_of(1).as_data() == held[-2].as_data()
    assert servers.rulebook_of(1).policy.version == f"guild/{number + 1}"
    # To undo the undoing is to have the change again; what was is still on record.
    await servers.undo(1, by=8, at=NOW)
    assert servers.document_of(1).as_data() == held[-1].as_data()
    assert len(record.versions) == number + 2
    # Another process that starts finds the same rules.
    again = Servers(INSTALLATION, record)
    await again.load()
    assert again.rulebook_of(1) == servers.rulebook_of(1)
    assert servers.rulebook_of(2).policy == INSTALLATION.policy


async def test_what_cannot_be_kept_does_not_hold() -> None:
    record = Record()
    servers = Servers(INSTALLATION, record, lambda code: False)
    record.broken = True
    with pytest.raises(StoreError):
        await servers.change(1, lambda d: with_value(d, "mode", "observe"), by=7, at=NOW)
    assert servers.rulebook_of(1).policy.mode is Mode.ACT
    record.broken = False
    with pytest.raises(ConfigError, match="no guidance"):
        await servers.change(1, lambda d: with_value(d, "jurisdiction", "DE"), by=7, at=NOW)
    assert record.versions == []


async def test_what_does_not_fit_any_more_is_told_and_the_installations_rules_hold() -> None:
    record = Record()
    record.versions = [
        PolicyVersion(1, 1, {"strictness": "gone"}, 7, NOW),
        PolicyVersion(2, 1, {"mode": "observe"}, 7, NOW),
    ]
    servers = Servers(INSTALLATION, record)
    await servers.load()
    assert "strictness" in servers.broken[1]
    assert servers.rulebook_of(1).policy == INSTALLATION.policy
    assert servers.rulebook_of(2).policy.mode is Mode.OBSERVE
    # Even an empty document mends it, although nothing seems to change.
    assert await servers.change(1, lambda d: d, by=7, at=NOW) is not None
    assert servers.broken == {}


def _modes(*modes: str | None) -> Record:
    record = Record()
    record.versions = [
        PolicyVersion(1, n, {"mode": mode} if mode else {}, 7, NOW + timedelta(days=n))
        for n, mode in enumerate(modes, 1)
    ]
    return record


@pytest.mark.parametrize(
    ("modes", "since", "until"),
    [
        (("act", "observe"), 2, None),
        (("observe", "observe", "observe"), 1, None),
        (("observe", "act", "observe", "observe", None), 3, 5),
        (("observe", None, "act"), 1, 2),
    ],
)
async def test_the_newest_time_of_observing_is_found(
    modes: tuple[str | None, ...], since: int, until: int | None
) -> None:
    record = _modes(*modes)
    found = await Servers(INSTALLATION, record).observation(1)
    assert found is not None and found.found == Observed(1)
    ends = None if until is None else NOW + timedelta(days=until)
    assert record.asked == (NOW + timedelta(days=since), ends)


async def test_a_server_that_never_observed_has_nothing_to_report() -> None:
    assert await Servers(INSTALLATION, _modes("act", None)).observation(1) is None


async def test_an_installation_that_observes_does_so_from_the_first_day() -> None:
    policy = replace(INSTALLATION.policy, mode=Mode.OBSERVE)
    record = _modes("act")
    found = await Servers(INSTALLATION._replace(policy=policy), record).observation(1)
    assert found is not None and (found.since, found.until) == (None, NOW + timedelta(days=1))
