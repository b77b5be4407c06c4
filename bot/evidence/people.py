"""A person's rights over their data: a copy of it, and its erasure.

Somebody can be in the record in three ways, and each ends differently:

- *recipient* (replied to, mentioned, named in the sender's words): their id is replaced by a
  negative random number, the same one throughout, and nobody keeps which it was. The case stays;
- *moderator* (a later step is theirs, a change of a server's rules, a gate that they closed): the
  same;
- *sender*: their cases go when their time is over, and not before on their own word: whoever
  received the image may need them (defence of legal claims). What a moderator has overturned goes
  at once, and the operator can erase the rest after weighing it (`Lifecycle.erase_sender`). Who
  shared something through a gate is known as long as it stands: whoever deletes it is forgotten.

Cases that are held stay as they are. Permissions that somebody gave (`consents`) are theirs: they
are told and erased with them. Who was permitted something is not told so; what names them goes too.
Whoever asked for a record of a case is no longer tied to it, and what they wrote in an appeal goes.
What somebody keeps for themselves (`private_records`) is in their copy and goes at their word;
nobody else is told that there is such a record, not even whoever sent what it is about.
An inbox and the letters to it are its owner's; whoever wrote them is not told what became of them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Text, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consents import Consent, ConsentState
from bot.domain import Case, Post
from bot.evidence import consents, gates, inboxes, letters, policies, records
from bot.evidence.database import Database, whole
from bot.evidence.export import case_json, consent_json
from bot.evidence.lifecycle import REQUEST, Journal, erase
from bot.evidence.private_records import erase_all_of, owned_by
from bot.evidence.tables import appeals, cases, homes, known_images, own_records, steps
from bot.evidence.tables import consents as given
from bot.steps import Actor, Step, StepKind

FORMAT = "flashguard-person/1"

_AT_ONCE = 200

_ABOUT = {
    "as_sender": "Cases of images that you posted. Other people's ids are left out.",
    "as_recipient": "Cases in which you were replied to, mentioned, or named. Who posted the image"
    " is left out.",
    "as_moderator": "What you did with cases.",
    "private_records": "What you keep for yourself. Nobody else is shown it.",
    "consents": "Permissions that you gave. What other people may have permitted is theirs, and"
    " left out.",
    "kept_records": "Cases of which you asked for a record.",
    "appeals": "What you wrote to have a case looked at again, and how a picture compared that you"
    " sent again. The picture was not kept.",
    "gates": "What you shared in channels with a gate and what still stands of it, gates that you"
    " closed, and permissions of your own that a gate is to put back.",
    "listed": "Images that you put on a server's list, by the number of their case.",
    "as_administrator": "Changes that you made to a server's rules.",
    "inbox": "Your inbox, where you have opened one, and whom you keep out of it.",
    "letters": "Letters that you sent in the last day, by their times, and letters that reached"
    " you. What became of a letter is its recipient's, and who wrote one is its sender's: both are"
    " left out.",
}


@dataclass(frozen=True, slots=True)
class PersonErased:
    """What an erasure did, in numbers of cases, of a moderator's steps, and of permissions given.

    `kept` are the person's own cases that stay until their time is over; `held` are cases of any
    kind that are kept for authorities.
    """

    erased: int = 0
    pseudonymised: int = 0
    steps: int = 0
    kept: int = 0
    held: int = 0
    consents: int = 0


class People:
    """Answers what the record holds of a person, and erases it. Every change has committed."""

    def __init__(self, database: Database, journal: Journal | None = None) -> None:
        """Use an open database."""
        self._database = database
        self._journal = journal

    async def export(self, user_id: int, at: datetime) -> dict[str, object]:
        """Return all that the record holds of a person, ready for JSON, on every server."""
        sender: list[object] = []
        recipient: list[object] = []
        async with self._database.read() as connection:
            async for case in _cases_with(connection, user_id):
                if case.post.sender.user_id == user_id:
                    sender.append(_for_sender(case))
                if ways := _ways(case.post, user_id):
                    recipient.append(_for_recipient(case, user_id, ways))
            done = await connection.execute(
                select(steps).filter_by(user_id=user_id).order_by(steps.c.id)
            )
            query = select(homes.c.place).filter_by(user_id=user_id)
            home = (await connection.execute(query)).scalar_one_or_none()
            own = await records.load(connection, owned_by(user_id))
            permitted = await consents.load(connection, given.c.giver_id == user_id)
            kept = await _kept_records(connection, user_id)
            appealed = await _appeals(connection, user_id)
            at_gates = await gates.of_person(connection, user_id)
            changed = await policies.changes_by(connection, user_id)
            inbox = await inboxes.export_of(connection, user_id)
            written = await letters.export_of(connection, user_id)
            moderator = [
                {
                    "server_id": str(row.guild_id),
                    "case_number": row.number,
                    "what": row.kind,
                    "at": records.instant(row.at).isoformat(),
                    "note": row.note,
                }
                for row in done
            ]
            listed = [
                {
                    "server_id": str(row.guild_id),
                    "case_number": row.case_number,
                    "list": row.on_list,
                    "source": row.source or None,
                    "at": records.instant(row.added_at).isoformat(),
                }
                for row in await connection.execute(
                    select(known_images).filter_by(user_id=user_id).order_by(known_images.c.id)
                )
            ]
        return {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "person_id": str(user_id),
            "remembered_place": home,
            "explained": _ABOUT,
            "as_sender": sender,
            "as_recipient": recipient,
            "as_moderator": moderator,
            "private_records": [case_json(case) for case in own],
            "consents": [consent_json(consent) for consent in permitted],
            "kept_records": kept,
            "appeals": appealed,
            "gates": at_gates,
            "listed": listed,
            "as_administrator": [
                {
                    "server_id": str(each.guild_id),
                    "policy_version": each.version,
                    "at": each.at.isoformat(),
                    "note": each.note,
                }
                for each in changed
            ],
            "inbox": inbox,
            "letters": written,
        }

    @whole
    async def erase(self, user_id: int, at: datetime, *, by: Actor = Actor.PERSON) -> PersonErased:
        """Erase what can be erased of a person on their own word; the page above says what."""
        pseudonym = -1 - secrets.randbits(62)
        done = PersonErased()
        after = ""
        while True:
            async with self._database.write() as connection:
                some = await _some_with(connection, user_id, after)
                for case in some:
                    done = _added(
                        done, await self._erase_in(connection, case, user_id, pseudonym, at, by)
                    )
            if not some:
                break
            after = some[-1].case_id
        step = Step(StepKind.ERASED, at, by, note=REQUEST)
        mine = await erase_all_of(self._database, user_id, step, self._journal)
        done = _added(done, PersonErased(erased=mine))
        async with self._database.write() as connection:
            number = await self._erase_steps(connection, user_id, pseudonym, at)
            number += await policies.pseudonymise(connection, user_id, pseudonym, REQUEST, at)
            await connection.execute(delete(homes).filter_by(user_id=user_id))
            own = await connection.execute(delete(given).filter_by(giver_id=user_id))
            await connection.execute(delete(given).filter_by(sender_id=user_id))
            await connection.execute(
                update(known_images).filter_by(user_id=user_id).values(user_id=pseudonym)
            )
            await connection.execute(delete(own_records).filter_by(user_id=user_id))
            theirs = select(cases.c.case_id).where(cases.c.sender_id == user_id, ~cases.c.held)
            await connection.execute(
                update(appeals).where(appeals.c.case_id.in_(theirs)).values(reason="")
            )
            await gates.erase_person(connection, user_id, pseudonym)
            await inboxes.erase_of(connection, user_id)
            await letters.erase_of(connection, user_id)
        return replace(done, steps=number, consents=own.rowcount)

    async def _erase_in(
        self,
        connection: AsyncConnection,
        case: Case,
        user_id: int,
        pseudonym: int,
        at: datetime,
        by: Actor,
    ) -> PersonErased:
        """Erase a person from one case, or the case."""
        own = case.post.sender.user_id == user_id
        if not own and not _ways(case.post, user_id):
            return PersonErased()
        if case.held:
            return PersonErased(held=1)
        if own and records.is_overturned(case):
            step = Step(StepKind.ERASED, at, by, note=REQUEST)
            rows = await connection.execute(select(cases).filter_by(case_id=case.case_id))
            await erase(connection, rows.all(), step, self._journal)
            return PersonErased(erased=1)
        if not _ways(case.post, user_id):
            return PersonErased(kept=1)
        changed = replace(
            case,
            post=_without(case.post, user_id, pseudonym),
            consent=_unnamed(case.consent, user_id, pseudonym),
        )
        step = Step(StepKind.PSEUDONYMISED, at, by, note=REQUEST)
        documents = records.documents(changed)
        await connection.execute(
            update(cases)
            .filter_by(case_id=case.case_id)
            .values(post=documents["post"], consent=documents["consent"])
        )
        await records.insert_step(connection, case.case_id, case.book, case.number, step)
        await self._restate(connection, replace(changed, steps=(*case.steps, step)), at)
        return PersonErased(pseudonymised=1, kept=int(own))

    async def _erase_steps(
        self, connection: AsyncConnection, user_id: int, pseudonym: int, at: datetime
    ) -> int:
        held = select(cases.c.case_id).where(cases.c.held)
        theirs = (steps.c.user_id == user_id) & steps.c.case_id.not_in(held)
        affected = select(cases).where(cases.c.case_id.in_(select(steps.c.case_id).where(theirs)))
        found = await records.load(connection, affected)
        changed = await connection.execute(update(steps).where(theirs).values(user_id=pseudonym))
        for case in found:
            own = tuple(
                replace(s, user_id=pseudonym) if s.user_id == user_id else s for s in case.steps
            )
            await self._restate(connection, replace(case, steps=own), at)
        return changed.rowcount

    async def _restate(self, connection: AsyncConnection, case: Case, at: datetime) -> None:
        if self._journal:
            await self._journal.erased(connection, [case.case_id], REQUEST, at)
            await self._journal.restated(connection, case, at)


async def _kept_records(connection: AsyncConnection, user_id: int) -> list[object]:
    """Return the cases of which a person asked for a record."""
    query = select(own_records).filter_by(user_id=user_id).order_by(own_records.c.at)
    return [
        {
            "server_id": str(row.guild_id),
            "case_number": row.number,
            "asked_at": records.instant(row.at).isoformat(),
        }
        for row in await connection.execute(query)
    ]


async def _appeals(connection: AsyncConnection, user_id: int) -> list[object]:
    """Return a person's appeals against cases of what they posted."""
    both = appeals.join(cases, cases.c.case_id == appeals.c.case_id)
    query = select(appeals, cases.c.guild_id, cases.c.number).select_from(both)
    return [
        {
            "server_id": str(row.guild_id),
            "case_number": row.number,
            "at": records.instant(row.at).isoformat(),
            "reason": row.reason,
            "match": row.match,
            "seen": row.seen,
        }
        for row in await connection.execute(
            query.where(cases.c.sender_id == user_id).order_by(appeals.c.at)
        )
    ]


async def _cases_with(connection: AsyncConnection, user_id: int) -> AsyncIterator[Case]:
    after = ""
    while some := await _some_with(connection, user_id, after):
        for case in some:
            yield case
        after = some[-1].case_id


async def _some_with(connection: AsyncConnection, user_id: int, after: str) -> list[Case]:
    """Return the next cases whose post may name a person; ids in documents are not indexed."""
    named = cast(cases.c.post, Text).like(f"%{user_id}%")
    query = select(cases).where(
        cases.c.case_id > after,
        cases.c.guild_id >= 0,
        or_(cases.c.sender_id == user_id, named),
    )
    return await records.load(connection, query.order_by(cases.c.case_id).limit(_AT_ONCE))


def _mention(user_id: int) -> re.Pattern[str]:
    return re.compile(rf"<@!?{user_id}>")


def _ways(post: Post, user_id: int) -> list[str]:
    """Return in which ways a post names a person as somebody whom it reached."""
    found = {
        "replied_to": post.reply_to_user_id == user_id,
        "mentioned": user_id in post.mentioned_user_ids,
        "named_in_text": _mention(user_id).search(post.text) is not None,
    }
    return [way for way, is_so in found.items() if is_so]


def _without(post: Post, user_id: int, pseudonym: int) -> Post:
    """Return a post that names a pseudonym in a person's place."""
    return replace(
        post,
        reply_to_user_id=pseudonym if post.reply_to_user_id == user_id else post.reply_to_user_id,
        mentioned_user_ids=tuple(pseudonym if u == user_id else u for u in post.mentioned_user_ids),
        text=_mention(user_id).sub(f"<@{pseudonym}>", post.text),
    )


def _unnamed(state: ConsentState | None, user_id: int, pseudonym: int) -> ConsentState | None:
    """Return the state of consent with a pseudonym in a recipient's place."""
    if state is None:
        return None
    return replace(
        state,
        asked=tuple(pseudonym if user == user_id else user for user in state.asked),
        held=tuple(replace(c, giver=pseudonym) if c.giver == user_id else c for c in state.held),
    )


def _added(one: PersonErased, other: PersonErased) -> PersonErased:
    return PersonErased(
        one.erased + other.erased,
        one.pseudonymised + other.pseudonymised,
        one.steps + other.steps,
        one.kept + other.kept,
        one.held + other.held,
        one.consents + other.consents,
    )


def _for_sender(case: Case) -> dict[str, object]:
    """Return a case without other people: those whom it reached, and moderators."""
    if case.post.letter is not None:
        # Whether a letter arrived, and was viewed, is its recipient's.
        letter = replace(case.post.letter, delivered_at=None, seen_at=None)
        case = replace(case, post=replace(case.post, letter=letter))
    told = case_json(case)
    del told["reply_to_user_id"], told["mentioned_user_ids"], told["consent"]
    told["text"] = re.sub(r"<@!?-?\d+>", "<@…>", case.post.text) or None
    told["steps"] = [{"kind": step.kind.value, "at": step.at.isoformat()} for step in case.steps]
    return told


def _for_recipient(case: Case, user_id: int, ways: list[str]) -> dict[str, object]:
    """Return what a case says about somebody whom it reached, and nothing about the sender."""
    place, state = case.post.place, case.consent
    own = None if state is None else [c for c in state.held if c.giver == user_id]
    return {
        "case_number": case.number,
        "server_id": str(place.guild_id or 0),
        "server_name": place.guild_name,
        "channel_id": str(place.channel_id),
        "channel_name": place.channel_name,
        "link": case.post.link,
        "posted_at": case.post.posted_at.isoformat(),
        "ways": ways,
        # When it was given and ends; to whom is in `consents`, for as long as it stands there.
        "consent": None if own is None else [_times(consent) for consent in own],
    }


def _times(consent: Consent) -> dict[str, object]:
    told = consent_json(consent)
    del told["giver_id"], told["sender_id"]
    return told
