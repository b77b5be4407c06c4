"""What each server has set of its rules, version by version; each change stands in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import OutcomeStatus
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.ledger import entries, log
from bot.evidence.tables import cases, policy_versions, rules
from bot.measures import Mode, Observed, PolicyVersion

_RETENTION = "retention_days"
"""The one entry of a document that the record itself goes by."""
_AT_ONCE = 500


class PolicyStore:
    """Documents in the database of the cases. Whatever a method returns from has been committed."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database."""
        self._database = database

    @whole
    async def newest(self) -> list[PolicyVersion]:
        """Return each server's newest version, of those that have one."""
        last = (
            select(policy_versions.c.guild_id, func.max(policy_versions.c.version).label("last"))
            .group_by(policy_versions.c.guild_id)
            .subquery()
        )
        query = select(policy_versions).join(
            last,
            and_(
                last.c.guild_id == policy_versions.c.guild_id,
                last.c.last == policy_versions.c.version,
            ),
        )
        async with self._database.read() as connection:
            return [_version(row) for row in await connection.execute(query)]

    @whole
    async def history(self, guild_id: int) -> list[PolicyVersion]:
        """Return a server's versions, newest first; those that outlived their time are gone."""
        query = (
            select(policy_versions)
            .filter_by(guild_id=guild_id)
            .order_by(policy_versions.c.version.desc())
        )
        async with self._database.read() as connection:
            return [_version(row) for row in await connection.execute(query)]

    @whole
    async def add(
        self,
        guild_id: int,
        document: Mapping[str, Any],
        user_id: int | None,
        at: datetime,
        note: str = "",
    ) -> PolicyVersion:
        """Commit a server's next version, in the ledger too.

        Where its `retention_days` is another than before, the server's cases live as long from now
        on; a version that says nothing new of it leaves alone what the operator has set.
        """
        async with self._database.write() as connection:
            query = (
                select(policy_versions)
                .filter_by(guild_id=guild_id)
                .order_by(policy_versions.c.version.desc())
                .limit(1)
            )
            row = (await connection.execute(query)).one_or_none()
            before = _version(row) if row is not None else None
            number = before.version + 1 if before else 1
            change = PolicyVersion(guild_id, number, dict(document), user_id, at, note)
            await connection.execute(
                insert(policy_versions).values(
                    guild_id=guild_id,
                    version=number,
                    document=change.document,
                    user_id=user_id,
                    at=records.microseconds(at),
                    note=note,
                )
            )
            days = document.get(_RETENTION)
            if days != (before.document.get(_RETENTION) if before else None):
                await connection.execute(
                    upsert(connection, rules)
                    .values(guild_id=guild_id, retention_days=days)
                    .on_conflict_do_update(
                        index_elements=[rules.c.guild_id], set_={_RETENTION: days}
                    )
                )
            await log.append(connection, entries.policy_changed(change))
        return change

    @whole
    async def observed(
        self, guild_id: int, since: datetime | None, until: datetime | None
    ) -> Observed:
        """Return what was decided on a server in observe mode, opened from `since` to `until`."""
        wanted = [cases.c.guild_id == guild_id]
        if since is not None:
            wanted.append(cases.c.opened_at >= records.microseconds(since))
        if until is not None:
            wanted.append(cases.c.opened_at < records.microseconds(until))
        verdicts, labels, actions = Counter[str](), Counter[str](), Counter[str]()
        number, after = 0, ""
        query = select(cases).where(*wanted).order_by(cases.c.case_id).limit(_AT_ONCE)
        async with self._database.read() as connection:
            while found := await records.load(connection, query.where(cases.c.case_id > after)):
                after = found[-1].case_id
                for case in found:
                    if case.decision.mode is not Mode.OBSERVE:
                        continue
                    number += 1
                    verdict = case.decision.verdict
                    verdicts[verdict.kind.value] += 1
                    if verdict.label is not None:
                        labels[verdict.label.value] += 1
                    # Each once, however often what is shown again would have been hidden again.
                    actions.update(
                        {
                            o.action.value
                            for o in case.outcomes
                            if o.status is OutcomeStatus.SIMULATED
                        }
                    )
        return Observed(number, dict(verdicts), dict(labels), dict(actions))


# ------------------------------------------------------- parts of other owners' transactions


async def servers_with_one(connection: AsyncConnection) -> set[int]:
    """Return the servers that have rules of their own."""
    return set((await connection.execute(select(policy_versions.c.guild_id).distinct())).scalars())


async def changes_by(connection: AsyncConnection, user_id: int) -> list[PolicyVersion]:
    """Return the changes that a person made, on every server, oldest first."""
    query = select(policy_versions).filter_by(user_id=user_id).order_by(policy_versions.c.at)
    return [_version(row) for row in await connection.execute(query)]


async def pseudonymise(
    connection: AsyncConnection, user_id: int, pseudonym: int, reason: str, at: datetime
) -> int:
    """Let a pseudonym stand for whoever made changes, in the ledger too; return how many."""
    found = await changes_by(connection, user_id)
    await connection.execute(
        update(policy_versions).filter_by(user_id=user_id).values(user_id=pseudonym)
    )
    ids = [entries.policy_id(each.guild_id, each.version) for each in found]
    await log.erase(connection, ids, reason, at)
    for each in found:
        changed = PolicyVersion(
            each.guild_id, each.version, each.document, pseudonym, each.at, each.note
        )
        await log.append(connection, entries.policy_changed(changed))
    return len(found)


async def forget_servers(
    connection: AsyncConnection, guild_ids: Sequence[int], reason: str, at: datetime
) -> None:
    """Erase the rules of servers that the bot has left."""
    await _forget(connection, policy_versions.c.guild_id.in_(guild_ids), reason, at)


async def forget_old(
    connection: AsyncConnection, cutoff: ColumnElement[int], reason: str, at: datetime
) -> None:
    """Erase the versions that were replaced before a moment: no case quotes them any more.

    The two newest stay, so that the last change can be taken back. `cutoff` is microseconds, and
    may use the columns of `rules`.
    """
    replaced, later = policy_versions.alias(), policy_versions.alias()
    own = policy_versions.c
    joined = policy_versions.join(rules, rules.c.guild_id == own.guild_id, isouter=True)
    query = (
        select(own.guild_id, own.version)
        .select_from(joined)
        .where(
            exists().where(
                replaced.c.guild_id == own.guild_id,
                replaced.c.version == own.version + 1,
                replaced.c.at < cutoff,
            ),
            exists().where(later.c.guild_id == own.guild_id, later.c.version == own.version + 2),
        )
    )
    for row in (await connection.execute(query)).all():
        this = and_(own.guild_id == row.guild_id, own.version == row.version)
        await _forget(connection, this, reason, at)


async def _forget(
    connection: AsyncConnection, which: ColumnElement[bool], reason: str, at: datetime
) -> None:
    rows = (
        await connection.execute(
            select(policy_versions.c.guild_id, policy_versions.c.version).where(which)
        )
    ).all()
    await connection.execute(delete(policy_versions).where(which))
    ids = [entries.policy_id(row.guild_id, row.version) for row in rows]
    await log.erase(connection, ids, reason, at)


def _version(row: Row[Any]) -> PolicyVersion:
    return PolicyVersion(
        row.guild_id, row.version, row.document, row.user_id, records.instant(row.at), row.note
    )
