"""The buttons under a case's entry in the moderators' channel, each with the right that it needs.

They are persistent: what they need is in their custom id. Whether somebody may press one is asked
at each press, of Discord's permissions where it was pressed. What they do is in `review_acts`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import discord
import structlog

from bot.discord_adapter import permits, review_acts
from bot.discord_adapter.desk import desk_of
from bot.discord_adapter.panel_acts import remove_copy
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.review_acts import Answer
from bot.discord_adapter.review_entry import close_appeal, refresh
from bot.domain import Case
from bot.errors import FlashguardError, StoreError
from bot.reviews import Review, decided

log = structlog.get_logger(__name__)

_PLAIN, _GREEN = discord.ButtonStyle.secondary, discord.ButtonStyle.success
_RED = discord.ButtonStyle.danger

Act = Callable[[discord.Interaction[Any], Case], Awaitable[Answer | None]]


class _Button(NamedTuple):
    """What a button says, does, and asks for (a permission by discord.py's name and Discord's)."""

    label: str
    act: Act
    permission: str
    called: str
    style: discord.ButtonStyle = _PLAIN
    row: int = 0


_BUTTONS = {
    "uphold": _Button("Uphold", review_acts.uphold, "manage_messages", "Manage Messages", _GREEN),
    "overturn": _Button("Overturn", review_acts.overturn, "manage_messages", "Manage Messages"),
    "timeout": _Button("Time out", review_acts.time_out, "moderate_members", "Timeout Members"),
    "ban": _Button("Ban", review_acts.ask_to_ban, "ban_members", "Ban Members", _RED),
    "ban-yes": _Button("Ban them", review_acts.ban, "ban_members", "Ban Members", _RED),
    "export": _Button(
        "Export", review_acts.export, "manage_messages", "Manage Messages", _PLAIN, 1
    ),
    "child": _Button(
        "May involve a child", review_acts.shield, "manage_messages", "Manage Messages", _RED, 1
    ),
}


class ReviewButton(
    PersistentButton,
    template=rf"fg:rv:(?P<act>{'|'.join(_BUTTONS)}):(?P<case>[0-9a-f]{{24}})",
):
    """One act on one case."""

    def __init__(self, act: str, case_id: str) -> None:
        """Make the button."""
        self.act, self.case_id = act, case_id
        looks = _BUTTONS[act]
        super().__init__(
            discord.ui.Button(
                label=looks.label,
                style=looks.style,
                custom_id=f"fg:rv:{act}:{case_id}",
                row=looks.row,
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["act"], match["case"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it for whoever may, tell them privately, and bring the entry up to date."""
        button = _BUTTONS[self.act]
        if not permits.may(interaction, button.permission):
            await interaction.response.send_message(
                f"For this you need the permission **{button.called}** here.", ephemeral=True
            )
            return
        # What follows asks the database and Discord; the first answer has three seconds.
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            case = await desk_of(interaction).case_for(self.case_id, interaction.guild_id)
            answer: Answer | None
            if case is None:
                answer = Answer(
                    "That case is not there any more: its time was over, or it was erased."
                )
            else:
                answer = await button.act(interaction, case)
        except FlashguardError as error:
            log.error("review_failed", act=self.act, error=error.message, detail=error.detail)
            answer = Answer(f"That did not work. {error.message}")
        # The entry first: whoever is told that it is done sees it there.
        await self._refresh(interaction)
        if answer is None:
            return
        view = answer.view
        if answer.confirm:
            view = discord.ui.View(timeout=None)
            view.add_item(ReviewButton(answer.confirm, self.case_id))
        await interaction.edit_original_response(content=answer.text, embed=answer.embed, view=view)

    async def _refresh(self, interaction: discord.Interaction) -> None:
        try:
            case = await desk_of(interaction).case_for(self.case_id, interaction.guild_id)
            if case is not None:
                await refresh(interaction, case, review_view(case))
                if self.act in ("uphold", "overturn"):
                    await close_appeal(interaction, case)
        except StoreError as error:
            log.error("entry_not_refreshed", case=self.case_id, detail=error.detail)


def review_view(case: Case) -> discord.ui.View:
    """Return what can be pressed under a case's entry, as the case stands.

    A decision is there to take until one stands; nobody is timed out for what was a mistake. What
    an overturned case led to and could not be lifted can be tried again.
    """
    view = discord.ui.View(timeout=None)
    if not case.recorded:
        return view
    standing = decided(case.steps)
    acts = [] if standing else ["uphold", "overturn"]
    mistake = standing is not None and standing.review is Review.OVERTURNED
    if case.post.sender.webhook_id is None and case.post.sender.user_id > 0 and not mistake:
        acts += ["timeout", "ban"]
    elif mistake and review_acts.still_holds(case):
        acts.append("overturn")
    acts += ["export"] if case.shielded else ["child", "export"]
    for act in acts:
        view.add_item(ReviewButton(act, case.case_id))
    return view


async def hide(interaction: discord.Interaction[Any], case: Case) -> None:
    """Take away what still shows of a case in which somebody may be under 18.

    The copy goes from the public notice, and everything but ids from the moderators' entry.
    """
    desk = desk_of(interaction)
    await remove_copy(interaction.client, desk, case)
    try:
        now = await desk.case_for(case.case_id, interaction.guild_id)
    except StoreError as error:
        log.error("entry_not_refreshed", case=case.case_id, detail=error.detail)
        return
    if now is not None and now.shielded:
        await refresh(interaction, now, review_view(now))
