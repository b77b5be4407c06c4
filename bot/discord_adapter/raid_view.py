"""What moderators see of a raid, and its buttons; what they do is in `raid`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple, Protocol, Self

import discord
import structlog

from bot.discord_adapter.persistent import PersistentButton
from bot.errors import FlashguardError
from bot.raids import Raid
from bot.steps import Actor

log = structlog.get_logger(__name__)


class RaidControl(Protocol):
    """What can be done about a server's raid; each returns why it is not done, or nothing."""

    async def be_strict(self, guild_id: int, by: Actor) -> str:
        """Be stricter for a while."""
        ...

    async def pause(self, guild_id: int, by: Actor) -> str:
        """Have Discord pause invites and direct messages for a while."""
        ...

    async def end(self, guild_id: int, by: Actor) -> str:
        """Go back to normal."""
        ...

    def is_paused(self, guild_id: int) -> bool:
        """Return whether a server's invites and direct messages are paused."""
        ...


def text(raid: Raid, problem: str) -> str:
    """Return what moderators are told of a raid that is on; `problem` is what could not be done."""
    since, until = (discord.utils.format_dt(t, "t") for t in (raid.since, raid.until))
    count = (
        f"{raid.posts} posts with explicit images within {raid.seconds} seconds"
        if raid.posts
        else "Many posts with explicit images within a short time"
    )
    lines = [f"🚨 **This looks like a raid.** {count}, at {since}. Each is taken down as ever."]
    if raid.strict_until is not None:
        at = discord.utils.format_dt(raid.strict_until, "t")
        lines.append(f"• **Stricter until {at}**: what would only be suspect is taken down too.")
    if raid.paused_until is not None:
        at = discord.utils.format_dt(raid.paused_until, "t")
        lines.append(
            f"• **Invites and members' direct messages are paused until {at}**, by Discord."
        )
    if problem:
        lines.append(f"• {problem}")
    lines.append(f"-# You are told once; further posts count as this raid until {until}.")
    return "\n".join(lines)


def over(raid: Raid, by: Actor, now: datetime) -> str:
    """Return what the same message says once the raid is over."""
    how = "A moderator ended it." if by is Actor.MODERATOR else "Its time was over."
    since, until = (discord.utils.format_dt(t, "t") for t in (raid.since, now))
    return f"🚨 A raid from {since} to {until}. {how} Everything is as it was before."


class _Button(NamedTuple):
    label: str
    style: discord.ButtonStyle


_BUTTONS = {
    "strict": _Button("Be stricter for an hour", discord.ButtonStyle.primary),
    "pause": _Button("Pause invites and DMs for an hour", discord.ButtonStyle.danger),
    "end": _Button("Back to normal", discord.ButtonStyle.secondary),
}


class RaidButton(
    PersistentButton,
    template=rf"fg:raid:(?P<act>{'|'.join(_BUTTONS)})",
):
    """What moderators can do about the raid on the server where it is pressed."""

    def __init__(self, act: str) -> None:
        """Make the button."""
        self.act = act
        label, style = _BUTTONS[act]
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"fg:raid:{act}"))

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["act"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it for whoever may: the pause is for those who may manage the server."""
        raids, guild_id = raids_of(interaction), interaction.guild_id
        assert guild_id is not None, "these buttons are on servers"
        held = interaction.permissions
        pauses = self.act == "pause" or (self.act == "end" and raids.is_paused(guild_id))
        if not (held.manage_guild if pauses else held.manage_messages):
            called = "Manage Server" if pauses else "Manage Messages"
            await interaction.response.send_message(
                f"For this you need the permission **{called}** here.", ephemeral=True
            )
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            match self.act:
                case "strict":
                    problem = await raids.be_strict(guild_id, Actor.MODERATOR)
                case "pause":
                    problem = await raids.pause(guild_id, Actor.MODERATOR)
                case _:
                    problem = await raids.end(guild_id, Actor.MODERATOR)
        except FlashguardError as error:
            log.error("raid_button_failed", act=self.act, detail=error.detail)
            problem = f"That did not work. {error.message}"
        await interaction.edit_original_response(content=problem or "Done; the message shows it.")


def view_of(raid: Raid, now: datetime) -> discord.ui.View:
    """Return what can be done about a raid as it stands."""
    view = discord.ui.View(timeout=None)
    acts = ["strict"] * (not raid.is_strict(now)) + ["pause"] * (not raid.is_paused(now)) + ["end"]
    for act in acts:
        view.add_item(RaidButton(act))
    return view


def raids_of(interaction: discord.Interaction[Any]) -> RaidControl:
    """Return the raids; the client carries them as `raids`."""
    raids: RaidControl = interaction.client.raids
    return raids
