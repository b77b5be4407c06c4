"""What moderators can do about a case: decide, take back, time out, ban, and protect a child.

Each is a step of the case by its moderator, committed before Discord is asked, with an outcome for
what Discord did. Nobody does by a button what they could not do by hand: their own permissions and
the order of roles count as much as the bot's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

import discord
import structlog

from bot.discord_adapter import exports, member_texts, sanctions
from bot.discord_adapter.card_view import add_links, embed_of
from bot.discord_adapter.desk import desk_of, words_of
from bot.discord_adapter.panel_acts import remove_copy
from bot.domain import Action, Case, Outcome, OutcomeStatus, Sender
from bot.reviews import Decided, Review, decided
from bot.steps import Actor, Step, StepKind

log = structlog.get_logger(__name__)

_LONGEST = timedelta(days=28)
"""Discord's limit on time-outs: an older case's has ended by itself."""
_PICTURE = (
    "The image itself cannot be brought back: it was never kept. The sender may post it again."
)
_MOST = 500
_KINDS = {Action.TIMEOUT: StepKind.TIMED_OUT, Action.BAN: StepKind.BANNED}


class ReviewRecord(Protocol):
    """The cases, as far as moderators add to them."""

    async def case(self, case_id: str) -> Case | None:
        """Return a case, or None where there is none."""
        ...

    async def search(
        self, *, guild_id: int | None = ..., sender_id: int | None = ..., limit: int = ...
    ) -> list[Case]:
        """Return the newest cases of a sender on a server."""
        ...

    async def add_step(self, case_id: str, step: Step) -> None:
        """Add a later step to a case."""
        ...

    async def record(self, case_id: str, done: tuple[Outcome, ...]) -> None:
        """Append outcomes."""
        ...


@dataclass
class ReviewDesk:
    """What the review needs of the record; the client carries one as `review`."""

    record: ReviewRecord
    locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def turn(self, case_id: str) -> AbstractAsyncContextManager[None]:
        """Return the lock of a case: two moderators at once act one after the other."""
        return self.locks.setdefault(case_id, asyncio.Lock())


@dataclass(frozen=True)
class Answer:
    """What the moderator who pressed is told, privately; `confirm` is the button it asks for."""

    text: str
    embed: discord.Embed | None = None
    view: discord.ui.View | None = None
    confirm: str = ""


def review_of(interaction: discord.Interaction[Any]) -> ReviewDesk:
    """Return the review's side of the record; the client carries it as `review`."""
    desk = getattr(interaction.client, "review", None)
    assert isinstance(desk, ReviewDesk), "the client of these buttons carries one"
    return desk


async def uphold(interaction: discord.Interaction[Any], case: Case) -> Answer:
    """Decide that the bot was right."""
    found = await desk_of(interaction).after.reviews.decide(
        case.case_id, interaction.user.id, Review.UPHELD, datetime.now(UTC)
    )
    if found is None or not found.is_new:
        return Answer(_stands(found))
    return Answer(f"Case {case.number} is upheld. The sender sees it when they ask why.")


async def overturn(interaction: discord.Interaction[Any], case: Case) -> Answer:
    """Decide that it was a mistake, and take back what can be taken back.

    Pressing it again finishes what a crash or a missing permission left undone.
    """
    found = await desk_of(interaction).after.reviews.decide(
        case.case_id, interaction.user.id, Review.OVERTURNED, datetime.now(UTC)
    )
    if found is None or found.review is not Review.OVERTURNED:
        return Answer(_stands(found))
    undone = await take_back(interaction, case)
    if not found.is_new:
        return Answer("\n".join([_stands(found), *undone]))
    lines = [f"Case {case.number} is overturned, and counts no more against the sender.", *undone]
    lines.append(
        "Somebody in it may be under 18, so it went on no list."
        if case.shielded
        else "The same image is let pass from now on, where the case kept its fingerprint."
    )
    return Answer("\n".join([*lines, _PICTURE]))


async def take_back(interaction: discord.Interaction[Any], case: Case) -> list[str]:
    """Undo what the overturned case led to; return a line for each thing that is told.

    A time-out or a ban that another case still calls for stays.
    """
    review, guild = review_of(interaction), interaction.guild
    assert guild is not None, "entries are on servers"
    told = []
    async with review.turn(case.case_id):
        now = await review.record.case(case.case_id)
        if now is None:
            return []
        for action in still_holds(now):
            word, lift = _LIFTS[action]
            if others := await _others(review, now, action):
                told.append(f"The {word} stays, because of case {others[0].number}.")
                continue
            why = f"Flashguard case {now.number} was overturned by {interaction.user.id}"
            failed = await _done(lambda lift=lift, why=why: lift(guild, now, why))  # type: ignore[misc]
            if failed is None:
                step = _step(StepKind.LIFTED, interaction, word)
                await review.record.add_step(now.case_id, step)
                told.append(f"The sender's {word} is lifted.")
            else:
                told.append(f"The {word} could not be lifted: {failed}.")
        kicked = now.outcome_of(Action.KICK)
        if kicked is not None and kicked.status is OutcomeStatus.DONE:
            told.append("The sender was removed from the server; they need a new invitation.")
        if await _rewrite_notice(interaction, now):
            told.append("The notice in the channel says that it was a mistake.")
    return told


def still_holds(case: Case) -> list[Action]:
    """Return what a case led to for its sender and nobody has taken back."""
    lifted = {s.note for s in case.steps if s.kind is StepKind.LIFTED}
    return [
        action
        for action, (word, _) in _LIFTS.items()
        if word not in lifted
        and (outcome := case.outcome_of(action)) is not None
        and outcome.status is OutcomeStatus.DONE
        and outcome.detail != sanctions.ALREADY
    ]


async def time_out(interaction: discord.Interaction[Any], case: Case) -> Answer:
    """Time the sender out for a day."""
    return await _act(interaction, case, Action.TIMEOUT)


async def ask_to_ban(interaction: discord.Interaction[Any], case: Case) -> Answer:
    """Ask, before anybody is banned."""
    return Answer(
        f"Ban <@{case.post.sender.user_id}> from this server because of case {case.number}? Their"
        " messages stay. If you do not want to, just leave this message.",
        confirm="ban-yes",
    )


async def ban(interaction: discord.Interaction[Any], case: Case) -> Answer:
    """Ban the sender, and delete nothing of what they wrote."""
    return await _act(interaction, case, Action.BAN)


async def export(interaction: discord.Interaction[Any], case: Case) -> None:
    """Give the moderator the case's report as a private file, which is the answer."""
    await exports.export_case(interaction, case, "pdf")


async def shield(interaction: discord.Interaction[Any], case: Case) -> Answer:
    """Take the way for a case in which somebody may be under 18; it cannot be taken back."""
    desk, words = desk_of(interaction), words_of(interaction)
    if not case.shielded:
        await desk.people.shield(case.case_id)
        step = _step(StepKind.SHIELDED, interaction)
        await review_of(interaction).record.add_step(case.case_id, step)
    await remove_copy(interaction.client, desk, case)
    card = desk.guidance.cards(
        desk.settings_for(interaction.guild_id).jurisdiction,
        None,
        language=words.code,
        minor=True,
        message_link=case.post.link,
        case_number=case.number,
        forgotten=True,
    )[0]
    view = discord.ui.View(timeout=None)
    add_links(view, card)
    return Answer(
        "The fingerprints and the copy are gone. Please do not look for the image, and do not save"
        " or send anything of it.",
        embed_of(card),
        view,
    )


# ------------------------------------------------------------------------------------- the sender


async def _act(interaction: discord.Interaction[Any], case: Case, action: Action) -> Answer:
    """Do something to the sender in a moderator's name, if both may."""
    review, guild, moderator = review_of(interaction), interaction.guild, interaction.user
    assert guild is not None and isinstance(moderator, discord.Member)
    sender, kind = case.post.sender, _KINDS[action]
    async with review.turn(case.case_id):
        now = await review.record.case(case.case_id)
        if now is None or member_texts.is_mistake(now):
            return Answer(_stands(decided(now.steps) if now is not None else None))
        if why_not := await _outranked(guild, moderator, sender.user_id):
            return Answer(why_not)
        await review.record.add_step(case.case_id, _step(kind, interaction))
        reason = f"Flashguard case {case.number}, by {moderator} ({moderator.id})"
        said, status = await _asked(guild, sender, action, reason)
        outcome = Outcome(action, status, datetime.now(UTC), said)
        await review.record.record(case.case_id, (outcome,))
    if status is not OutcomeStatus.DONE:
        return Answer(f"That did not work: {said}.")
    done = "timed out" if action is Action.TIMEOUT else "banned"
    return Answer(f"<@{sender.user_id}> is {done}" + (f" ({said})." if said else "."))


async def _asked(
    guild: discord.Guild, sender: Sender, action: Action, reason: str
) -> tuple[str, OutcomeStatus]:
    """Do it, and return what is to be said of it and how it ended."""
    try:
        if action is Action.TIMEOUT:
            return await sanctions.time_out(guild, sender, None, reason), OutcomeStatus.DONE
        return await sanctions.ban(guild, sender, reason), OutcomeStatus.DONE
    except sanctions.NotDoneError as error:
        return str(error), error.status
    except discord.HTTPException as error:
        return _refused(error), OutcomeStatus.FAILED


async def _outranked(guild: discord.Guild, moderator: discord.Member, user_id: int) -> str:
    """Return why a moderator may not act on somebody by hand either, or nothing."""
    if moderator.id == user_id:
        return "That is you."
    try:
        member = await guild.fetch_member(user_id)
    except discord.NotFound:
        return ""  # who left has no roles
    if moderator.id != guild.owner_id and member.top_role >= moderator.top_role:
        return "Their highest role is not below yours, so Discord would not let you do that either."
    return ""


async def _others(review: ReviewDesk, case: Case, action: Action) -> list[Case]:
    """Return the sender's other cases that still call for what one case led to."""
    sender, guild_id = case.post.sender.user_id, case.post.place.guild_id
    since = datetime.now(UTC) - _LONGEST
    found = await review.record.search(guild_id=guild_id, sender_id=sender, limit=_MOST)
    return [
        other
        for other in found
        if other.case_id != case.case_id
        and (outcome := other.outcome_of(action)) is not None
        and outcome.status is OutcomeStatus.DONE
        and (outcome.at > since or action is Action.BAN)
        and not ((d := decided(other.steps)) and d.review is Review.OVERTURNED)
    ]


async def _lift_timeout(guild: discord.Guild, case: Case, why: str) -> None:
    try:
        member = await guild.fetch_member(case.post.sender.user_id)
    except discord.NotFound:
        return  # they left, and a time-out does not outlive that by more than its time
    if member.timed_out_until is not None:
        await member.timeout(None, reason=why)


async def _lift_ban(guild: discord.Guild, case: Case, why: str) -> None:
    try:
        await guild.unban(discord.Object(case.post.sender.user_id), reason=why)
    except discord.NotFound:
        return  # somebody has lifted it already


_LIFTS = {Action.TIMEOUT: ("time-out", _lift_timeout), Action.BAN: ("ban", _lift_ban)}
"""What each is called, and how it is taken back."""


async def _done(do: Callable[[], Any]) -> str | None:
    """Ask Discord for something; return why it did not do it, or None."""
    try:
        await do()
    except discord.HTTPException as error:
        return _refused(error)
    return None


def _refused(error: discord.HTTPException) -> str:
    if error.status == 403:
        return (
            f"Discord does not let me (error {error.code}): I need Timeout Members for time-outs,"
            " Ban Members for bans, and a role above theirs"
        )
    return f"Discord answered {error.status} (error {error.code})"


async def _rewrite_notice(interaction: discord.Interaction[Any], case: Case) -> bool:
    """Say in the public notice that it was a mistake, and take the copy away; return whether."""
    posted = next(
        (
            o
            for action in (Action.REPOST_BLURRED, Action.NOTICE)
            if (o := case.outcome_of(action)) is not None and o.message_id is not None
        ),
        None,
    )
    if posted is None or posted.message_id is None:
        return False
    place, desk = case.post.place, desk_of(interaction)
    channel = interaction.client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)
    try:
        await channel.get_partial_message(posted.message_id).edit(
            content=member_texts.notice(case, 0, desk.public_for(place.guild_id)), attachments=[]
        )
    except discord.NotFound:
        return False  # somebody deleted the notice
    except discord.HTTPException as error:
        log.error("notice_not_changed", case=case.case_id, status=error.status, code=error.code)
        return False
    return True


def _step(kind: StepKind, interaction: discord.Interaction[Any], note: str = "") -> Step:
    return Step(kind, datetime.now(UTC), Actor.MODERATOR, interaction.user.id, note)


def _stands(found: Decided | None) -> str:
    """Return what whoever came second is told: what was decided, by whom, and when."""
    if found is None:
        return "That case is not there any more."
    who = f"<@{found.by}>" if found.by is not None and found.by > 0 else "Somebody"
    what = "upheld it" if found.review is Review.UPHELD else "overturned it"
    when = discord.utils.format_dt(found.at, "R")
    return f"It was decided already: {who} {what} {when}. The first decision stands."
