"""The sender's appeal: a button, a form, and the entry by which moderators decide.

The form's answer is read from the event itself, so that one that was open while the bot restarted
is not lost. Moderators get the sender's words, and how a picture compared that was uploaded again;
never a picture.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any, Self

import discord
import structlog

from bot.appeals import LONGEST_REASON, Appeal, Match, Refusal, refusal
from bot.discord_adapter import texts
from bot.discord_adapter.desk import REF, Desk, desk_of, words_of
from bot.discord_adapter.gap_report import moderators_channel
from bot.discord_adapter.history import TRANSIENT
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.review import review_view
from bot.discord_adapter.review_acts import take_back
from bot.discord_adapter.review_entry import refresh
from bot.domain import Case, MediaRef, Surface
from bot.errors import FlashguardError
from bot.locales import Words
from bot.reviews import Decided, Review, decided

log = structlog.get_logger(__name__)

_FORM = re.compile(rf"fg:appeal:form:{REF}")
_REASON, _PICTURE = "reason", "picture"
_OPEN_FOR = 900.0
"""Seconds for which discord.py remembers a form that was shown; its answer is read without that."""


class AppealButton(PersistentButton, template=rf"fg:appeal:ask:{REF}"):
    """Opens the form for the sender's appeal."""

    def __init__(self, ref: str, label: str = "·", row: int | None = None) -> None:
        """Make the button for a case."""
        self.ref = ref
        super().__init__(
            discord.ui.Button(
                label=label,
                style=discord.ButtonStyle.primary,
                custom_id=f"fg:appeal:ask:{ref}",
            ),
            row=row,
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["ref"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the form, or say why there is none."""
        desk, words = desk_of(interaction), words_of(interaction)
        try:
            case = await desk.case_for(self.ref, interaction.guild_id)
            refused = _refusal(case, interaction.user.id)
            if case is not None and refused is None:
                shielded = await desk.people.is_shielded(case.case_id)
                await interaction.response.send_modal(form(case, words, upload=not shielded))
                return
            text = said(refused, words)
        except FlashguardError as error:
            log.error("appeal_not_begun", error=error.message, detail=error.detail)
            text = words.say("error-command")
        await interaction.response.send_message(text, ephemeral=True)


def form(case: Case, words: Words, *, upload: bool) -> discord.ui.Modal:
    """Return the form of an appeal; `upload` is not there where somebody may be under 18."""
    made = discord.ui.Modal(
        title=words.say("appeal-form", case=str(case.number)),
        timeout=_OPEN_FOR,
        custom_id=f"fg:appeal:form:{case.case_id}",
    )
    reason: discord.ui.TextInput[Any] = discord.ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id=_REASON,
        min_length=1,
        max_length=LONGEST_REASON,
    )
    made.add_item(
        discord.ui.Label(
            text=words.say("appeal-reason"),
            description=words.say("appeal-reason-more"),
            component=reason,
        )
    )
    if upload:
        picture: discord.ui.FileUpload[Any] = discord.ui.FileUpload(
            custom_id=_PICTURE, required=False, min_values=0, max_values=1
        )
        made.add_item(
            discord.ui.Label(
                text=words.say("appeal-picture"),
                description=words.say("appeal-picture-more"),
                component=picture,
            )
        )
    return made


async def answered(interaction: discord.Interaction[Any]) -> None:
    """Take the answer to an appeal's form, whichever process showed it; pass over all else."""
    data: Any = interaction.data or {}
    match = _FORM.fullmatch(str(data.get("custom_id", "")))
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    words = words_of(interaction)
    try:
        text = await _lodge(interaction, match["ref"], data)
    except FlashguardError as error:
        log.error("appeal_not_taken", error=error.message, detail=error.detail)
        text = words.say("error-command")
    await interaction.followup.send(text, ephemeral=True)


async def _lodge(interaction: discord.Interaction[Any], ref: str, data: Any) -> str:
    """Record an appeal and tell the moderators; return what the sender is told."""
    desk, words = desk_of(interaction), words_of(interaction)
    case = await desk.case_for(ref, interaction.guild_id)
    refused = _refusal(case, interaction.user.id)
    if case is None or refused is not None:
        return said(refused, words)
    reason, picture = _filled_in(data)
    if not reason:
        return words.say("appeal-empty")
    if await desk.people.is_shielded(case.case_id):
        picture = None  # nobody is to handle it again, not even the bot
    seen = await desk.after.reupload.look(case, picture) if picture is not None else None
    appeal = Appeal(
        case.case_id,
        datetime.now(UTC),
        reason,
        seen.match if seen is not None else Match.NOT_SENT,
        seen.verdict if seen is not None else None,
    )
    if not await desk.after.appeals.lodge(appeal):
        return said(Refusal.ALREADY, words)
    told = await tell_moderators(interaction.client, desk, case, appeal)
    return words.say("appeal-sent" if told else "appeal-kept")


def _refusal(case: Case | None, user_id: int) -> Refusal | None:
    return refusal(case, user_id, datetime.now(UTC)) if case is not None else None


def said(refused: Refusal | None, words: Words) -> str:
    """Return why somebody cannot appeal; None is a case that is gone."""
    return words.say(f"appeal-{refused.value}" if refused is not None else "record-gone")


def _filled_in(data: Any) -> tuple[str, MediaRef | None]:
    """Return what was written in a form, and the file that was chosen (Discord's reference)."""
    fields = {
        part["component"].get("custom_id"): part["component"]
        for part in data.get("components", ())
        if isinstance(part.get("component"), dict)
    }
    reason = str(fields.get(_REASON, {}).get("value") or "").strip()[:LONGEST_REASON]
    files = data.get("resolved", {}).get("attachments", {})
    for number in fields.get(_PICTURE, {}).get("values") or ():
        if file := files.get(number):
            return reason, MediaRef(
                f"appeal:{number}",
                Surface.ATTACHMENT,
                file["url"],
                file.get("filename", ""),
                file.get("content_type"),
                file.get("size"),
            )
    return reason, None


# --------------------------------------------------------------------------------- moderators


async def tell_moderators(client: discord.Client, desk: Desk, case: Case, appeal: Appeal) -> bool:
    """Post an appeal's entry; return whether it is there. One that is not is posted later."""
    guild = client.get_guild(case.post.place.guild_id or 0)
    channel = moderators_channel(guild, desk.settings_for) if guild is not None else None
    if channel is None:
        log.error("appeal_not_posted", why="there is no channel for moderators")
        return False
    try:
        message = await channel.send(
            embed=entry(case, appeal, decided(case.steps)),
            view=_ruling(appeal.case_id),
            allowed_mentions=discord.AllowedMentions.none(),
            # Discord posts it once if a process that was killed posts it again at its next start.
            nonce=hashlib.sha256(f"appeal {appeal.case_id}".encode()).hexdigest()[:25],
        )
    except (discord.HTTPException, *TRANSIENT) as error:
        log.error("appeal_not_posted", why=type(error).__name__)
        return False
    await desk.after.appeals.posted(appeal.case_id, message.id)
    return True


async def tell_of_waiting(client: discord.Client, desk: Desk) -> None:
    """Post the entries of appeals of which moderators have not been told."""
    for case, appeal in await desk.after.appeals.unposted():
        await tell_moderators(client, desk, case, appeal)


_MATCHES = {
    Match.NOT_SENT: "No picture was uploaded again.",
    Match.SAME: "The same picture as in the case.",
    Match.EDITED: "**Possibly an edited one**: it looks much like the one in the case.",
    Match.OTHER: "**Another picture** than the one in the case.",
    Match.NOT_COMPARED: "It could not be compared with the one in the case.",
}
_SEEN = {
    "clean": "A new look found nothing in it.",
    "suspect": "A new look is not sure about it.",
    "explicit": "A new look found again that it may contain nudity or sexual content.",
    "unscreened": "It could not be screened.",
}
_WHAT = {Review.UPHELD: "Upheld", Review.OVERTURNED: "Overturned"}


def entry(case: Case, appeal: Appeal, stands: Decided | None) -> discord.Embed:
    """Return the moderators' entry of an appeal; it shows no picture, and its links are dead."""
    embed = discord.Embed(
        title=f"Appeal against case {case.number}",
        description=f"The sender asks for another look:\n{_quoted(appeal.reason)}",
        colour=discord.Colour(0x7C3AED),
        timestamp=appeal.at,
    )
    seen = f"\n{_SEEN[appeal.seen.value]}" if appeal.seen is not None else ""
    embed.add_field(name="The picture", value=_MATCHES[appeal.match] + seen, inline=False)
    embed.add_field(
        name="The case",
        value=f"{texts.found(case)}\n`/flashguard case {case.number}`",
        inline=False,
    )
    if stands is not None:
        by = f" by <@{stands.by}>" if stands.by is not None and stands.by > 0 else ""
        when = discord.utils.format_dt(stands.at, "f")
        embed.add_field(name="Decided", value=f"{_WHAT[stands.review]}{by}, {when}", inline=False)
    embed.set_footer(
        text="Neither picture is kept. Please do not ask anybody to send it. The sender learns what"
        " you decide when they ask."
    )
    return embed


def _quoted(reason: str) -> str:
    """Return a sender's words in a block where nothing is a link, a mention or a format."""
    plain = "".join(c for c in reason if c.isprintable() or c == "\n").replace("`", "ʼ")
    lines = [line.strip() for line in plain.split("\n")]
    return "```text\n" + ("\n".join(line for line in lines if line) or "(erased)") + "\n```"


def _ruling(case_id: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for review in Review:
        view.add_item(RulingButton(review, case_id))
    return view


_BUTTONS = {
    Review.UPHELD: ("Uphold", discord.ButtonStyle.secondary),
    Review.OVERTURNED: ("Overturn: it was a mistake", discord.ButtonStyle.primary),
}


class RulingButton(
    PersistentButton,
    template=rf"fg:ruling:(?P<review>{'|'.join(Review)}):{REF}",
):
    """Decides an appeal; the first decision stands."""

    def __init__(self, review: Review, ref: str) -> None:
        """Make the button for a case."""
        self.review, self.ref = review, ref
        label, style = _BUTTONS[review]
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=f"fg:ruling:{review.value}:{ref}")
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(Review(match["review"]), match["ref"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Take the decision, and show which one stands."""
        desk, words = desk_of(interaction), words_of(interaction)
        if not interaction.permissions.manage_messages:
            await interaction.response.send_message(words.say("error-permission"), ephemeral=True)
            return
        await interaction.response.defer()
        try:
            case = await desk.case_for(self.ref, interaction.guild_id)
            appeal = await desk.after.appeals.appeal(self.ref) if case is not None else None
            stands = (
                await desk.after.reviews.decide(
                    self.ref, interaction.user.id, self.review, datetime.now(UTC)
                )
                if appeal is not None
                else None
            )
        except FlashguardError as error:
            log.error("appeal_not_decided", error=error.message, detail=error.detail)
            await interaction.followup.send(words.say("error-command"), ephemeral=True)
            return
        if case is None or appeal is None or stands is None:
            await interaction.followup.send("That case was erased.", ephemeral=True)
            return
        await interaction.edit_original_response(embed=entry(case, appeal, stands), view=None)
        await _follow(interaction, case, stands)
        if not stands.is_new:
            await interaction.followup.send(
                f"It was decided already: {_WHAT[stands.review].lower()}.", ephemeral=True
            )


async def _follow(interaction: discord.Interaction[Any], case: Case, stands: Decided) -> None:
    """Take back what an overturned case led to, and bring the case's own entry up to date."""
    try:
        if stands.review is Review.OVERTURNED and (undone := await take_back(interaction, case)):
            await interaction.followup.send("\n".join(undone), ephemeral=True)
        if now := await desk_of(interaction).case_for(case.case_id, interaction.guild_id):
            await refresh(interaction, now, review_view(now))
    except FlashguardError as error:
        log.error("appeal_not_followed", error=error.message, detail=error.detail)
