"""The buttons under a notice.

They are persistent: what they need is in their custom id, so a button pressed after a restart
works. Answers are ephemeral, seen by the person alone. Nobody is written to unasked: Discord's
developer policy forbids private messages without permission, so whoever posted something learns
why it was taken down by pressing the notice's second button.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Self

import discord

from bot.appeals import refusal
from bot.discord_adapter import member_texts
from bot.discord_adapter.appeals import AppealButton
from bot.discord_adapter.card_view import add_links, embed_of
from bot.discord_adapter.desk import NO_REF, REF, desk_of, words_of
from bot.discord_adapter.panel import open_panel
from bot.discord_adapter.persistent import PersistentButton
from bot.domain import Case
from bot.locales import Words


def notice_id(case: Case) -> str:
    """Return the custom id by which the notice of a case is known."""
    return f"fg:help:{case.case_id or NO_REF}"


class NoticeView(discord.ui.View):
    """The two buttons under a notice."""

    def __init__(self, case: Case, words: Words, *, hidden: bool = False) -> None:
        """Make the buttons for a case, in the server's language.

        `hidden` says that the post still stands, and only the previews of its links were hidden.
        """
        super().__init__(timeout=None)
        self.add_item(HelpButton(case.case_id or NO_REF, words.say("button-help")))
        self.add_item(
            WhyButton(
                case.case_id or NO_REF, words.say("button-why-hidden" if hidden else "button-why")
            )
        )


class HelpButton(PersistentButton, template=rf"fg:help:{REF}"):
    """Opens the help panel."""

    def __init__(self, ref: str, label: str = "·") -> None:
        """Make the button for a case."""
        self.ref = ref
        super().__init__(
            discord.ui.Button(
                label=label, style=discord.ButtonStyle.primary, custom_id=f"fg:help:{ref}"
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["ref"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the panel's first page to the person who pressed."""
        await open_panel(interaction, self.ref)


class WhyButton(PersistentButton, template=rf"fg:why:{REF}"):
    """Says why the post was removed: to whoever posted it more than to others."""

    def __init__(self, ref: str, label: str = "·") -> None:
        """Make the button for a case."""
        self.ref = ref
        super().__init__(
            discord.ui.Button(
                label=label, style=discord.ButtonStyle.secondary, custom_id=f"fg:why:{ref}"
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["ref"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the person who pressed, privately."""
        desk, words = desk_of(interaction), words_of(interaction)
        case = await desk.case_for(self.ref, interaction.guild_id)
        if case is None or case.post.sender.user_id != interaction.user.id:
            await interaction.response.send_message(member_texts.why(case, words), ephemeral=True)
            return
        place = desk.settings_for(interaction.guild_id).jurisdiction
        law = desk.guidance.law(place, language=words.code) if place else ()
        refused = refusal(case, interaction.user.id, datetime.now(UTC))
        policy = desk.servers.policy_for(case.post)
        card = member_texts.sender(
            case, words, policy.strictness, law, refused, everywhere=policy.screen_age_restricted
        )
        view = discord.ui.View(timeout=None)
        add_links(view, card)
        if refused is None:
            view.add_item(AppealButton(case.case_id, words.say("button-appeal")))
        await interaction.response.send_message(embed=embed_of(card), view=view, ephemeral=True)
