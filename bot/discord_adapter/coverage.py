"""What of a server the bot can see, read and act on: each thing that it cannot, with the mend.

Reads what the client knows already; `webhooks` alone asks Discord.
"""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.checks import Check
from bot.discord_adapter.collector import place_of
from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.rights import PERMISSION_NAMES
from bot.domain import Place, ProfileResponse, Response
from bot.measures import Flagged, Mode, RaidResponse, Sanction
from bot.rulebook import Rulebook

HIDDEN_FLAG, HIDDEN_NAME = 1 << 17, "___hidden___"
"""How Discord sends channels that the bot may not view (third parties; since November 2026)."""

_NAMED = 10
_READS = ("view_channel", "read_message_history")
_ACTS = ("manage_messages", "send_messages", "embed_links", "attach_files")
_LACKING = {
    "view_channel": "Nothing that is posted there is screened.",
    "read_message_history": "What was posted while I was away is not screened.",
    "manage_messages": "I cannot remove what I flag there.",
    "send_messages": "I cannot post a notice there, so nobody is offered help.",
    "embed_links": "My answers there lack what belongs into them.",
    "attach_files": "Notices there come without the unrecognisable copy.",
    "connect": "What was posted in its chat while I was away is not screened.",
}
"""What follows where a permission is missing in a channel."""

_BY_ROLE = "Server Settings, Roles, my role: switch on **{}**."
_BY_CHANNEL = "In each of them: Edit Channel, Permissions, my role: allow **{}**."


def audit(guild: discord.Guild, book: Rulebook, settings_for: SettingsFor) -> list[Check]:
    """Return all that there is to say of a server under its rules, what is amiss first."""
    found = [
        *_server_permissions(guild, book),
        _moderators(guild, settings_for),
        *_channels(guild, book),
        *_hidden(guild),
        *_private_threads(guild),
        *_external_apps(guild),
        *_left_alone(guild, book),
        *_above(guild, book),
    ]
    return sorted(found, key=lambda check: (check.ok is not False, check.ok is not None))


def intents(client: discord.Client) -> Check:
    """Return whether the application has the intent without which messages arrive empty."""
    flags = client.application_flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Check("intents", True, "I am sent what messages contain.")
    return Check(
        "intents",
        False,
        "The application lacks the Message Content intent, so messages reach me empty.",
        "The operator switches it on in the developer portal (Bot, Privileged Gateway Intents).",
    )


async def webhooks(guild: discord.Guild) -> Check:
    """Return which webhooks the server has: their posts are screened, and nobody can be timed out.

    Without Manage Webhooks they cannot be counted.
    """
    if not guild.me.guild_permissions.manage_webhooks:
        return Check(
            "webhooks",
            None,
            "I cannot see this server's webhooks. What they post is screened and removed like"
            " anything else, but a webhook cannot be timed out.",
            "Look through them under Server Settings, Integrations, Webhooks.",
        )
    try:
        found = await guild.webhooks()
    except discord.HTTPException as error:
        return Check("webhooks", None, f"Discord did not list the webhooks (error {error.code}).")
    if not found:
        return Check("webhooks", True, "There are no webhooks.")
    return Check(
        "webhooks",
        None,
        f"There are {len(found)} webhooks: whoever has the address of one can post there. What they"
        " post is screened.",
        "Delete those that nobody needs: Server Settings, Integrations, Webhooks.",
    )


def wanted(book: Rulebook) -> tuple[str, ...]:
    """Return the permissions that a server's rules need on the whole server, by Discord's names."""
    policy = book.policy
    names = ["view_channel", "read_message_history", "send_messages", "embed_links"]
    if policy.mode is Mode.OBSERVE:
        return tuple(names)
    if policy.flagged is not Flagged.ALERT:
        names += ["manage_messages", "send_messages_in_threads"]
    if policy.flagged is Flagged.BLUR:
        names.append("attach_files")
    sanctions = {step.sanction for step in policy.escalation}
    if Sanction.TIMEOUT in sanctions or policy.profiles is ProfileResponse.TIMEOUT:
        names.append("moderate_members")
    names += ["kick_members"] * (Sanction.KICK in sanctions)
    names += ["ban_members"] * (Sanction.BAN in sanctions)
    if policy.server_images is Response.REMOVE:
        names += ["manage_guild", "manage_roles", "manage_events"]
    elif policy.raid_response is RaidResponse.PAUSE:
        names.append("manage_guild")
    return tuple(names)


def _server_permissions(guild: discord.Guild, book: Rulebook) -> list[Check]:
    held = guild.me.guild_permissions
    found = []
    if lacking := [name for name in wanted(book) if not getattr(held, name)]:
        names = ", ".join(PERMISSION_NAMES[name] for name in lacking)
        text = f"My role lacks {names}, which your rules need."
        found.append(Check("permissions", False, text, _BY_ROLE.format(names)))
    else:
        text = "My role has every permission that your rules need."
        found.append(Check("permissions", True, text))
    policy = book.policy
    # The invite link does not ask for it: most servers' emoji are made by few, trusted people.
    removes = policy.mode is Mode.ACT and policy.server_expressions is Response.REMOVE
    if removes and not held.manage_expressions:
        text = (
            "I cannot delete an emoji or a sticker of this server that I flag; moderators are told"
            " instead."
        )
        mend = _BY_ROLE.format(PERMISSION_NAMES["manage_expressions"])
        found.append(Check("expressions", None, text, mend))
    return found


def _moderators(guild: discord.Guild, settings_for: SettingsFor) -> Check:
    channel = moderators_channel(guild, settings_for)
    if channel is None:
        return Check(
            "moderators' channel",
            False,
            f"There is no text channel {settings_for(guild.id).moderators_channel} that I can see,"
            " so moderators are told nothing.",
            "Make a private text channel for moderators, add my role to it, and choose it with"
            " `/flashguard setup`.",
        )
    rights = channel.permissions_for(guild.me)
    needed = ("view_channel", "send_messages", "embed_links", "read_message_history")
    lacking = [PERMISSION_NAMES[name] for name in needed if not getattr(rights, name)]
    if lacking:
        names = ", ".join(lacking)
        return Check(
            "moderators' channel",
            False,
            f"In {channel.mention} I lack {names}.",
            f"Edit Channel, Permissions, my role: allow **{names}**.",
        )
    if channel.permissions_for(guild.default_role).view_channel:
        return Check(
            "moderators' channel",
            False,
            f"Everybody can read {channel.mention}, and entries name who posted what.",
            "Edit Channel, Permissions: make it private, and add your moderators' role and mine.",
        )
    return Check("moderators' channel", True, f"Moderators are told in {channel.mention}.")


def _channels(guild: discord.Guild, book: Rulebook) -> list[Check]:
    """Return what is missing in which channels that are to be screened, each permission once."""
    lacking: dict[str, list[discord.abc.GuildChannel]] = {}
    number = 0
    for channel in _screened(guild, book):
        number += 1
        rights = channel.permissions_for(guild.me)
        if not rights.view_channel:
            if not _is_hidden(channel):
                lacking.setdefault("view_channel", []).append(channel)
            continue
        names = list(_READS[1:])
        policy = book.policy_in(_place(channel))
        if policy.mode is not Mode.OBSERVE and policy.flagged is not Flagged.ALERT:
            names += [n for n in _ACTS if n != "attach_files" or policy.flagged is Flagged.BLUR]
        if isinstance(channel, discord.VoiceChannel | discord.StageChannel):
            names.append("connect")
        for name in names:
            if not getattr(rights, name):
                lacking.setdefault(name, []).append(channel)
    if not lacking:
        return [Check("channels", True, f"I can read and act in all {number} channels.")]
    return [
        Check(
            "channels",
            False,
            f"I lack {PERMISSION_NAMES[name]} in {_named(channels)}. {_LACKING[name]}",
            _BY_CHANNEL.format(PERMISSION_NAMES[name]),
        )
        for name, channels in lacking.items()
    ]


def _hidden(guild: discord.Guild) -> list[Check]:
    number = sum(_is_hidden(channel) for channel in guild.channels)
    if not number:
        return []
    what = "one channel" if number == 1 else f"{number} channels"
    return [
        Check(
            "hidden channels",
            False,
            f"Discord hides {what} from me and does not say which: nothing there is screened.",
            "Look for private channels to which my role was not added, and add it where you want"
            " them screened.",
        )
    ]


def _private_threads(guild: discord.Guild) -> list[Check]:
    open_to_all = [
        channel
        for channel in guild.text_channels
        if channel.permissions_for(guild.default_role).create_private_threads
        and channel.permissions_for(guild.me).view_channel
        and not channel.permissions_for(guild.me).manage_threads
    ]
    if not open_to_all:
        return []
    return [
        Check(
            "private threads",
            None,
            f"Members can open private threads in {_named(open_to_all)}, which I do not see.",
            "Give my role **Manage Threads**, or take **Create Private Threads** from @everyone.",
        )
    ]


def _external_apps(guild: discord.Guild) -> list[Check]:
    channels = [
        channel
        for channel in guild.text_channels
        if channel.permissions_for(guild.default_role).use_external_apps
        and channel.permissions_for(guild.default_role).view_channel
    ]
    if not channels:
        return []
    return [
        Check(
            "external apps",
            None,
            f"Members can show answers of apps that they brought along in {_named(channels)}. What"
            " such an app posts is screened; what it answers to somebody alone nobody else sees.",
            "Take **Use External Apps** from @everyone, and their answers are seen by themselves"
            " alone.",
        )
    ]


def _left_alone(guild: discord.Guild, book: Rulebook) -> list[Check]:
    found = []
    roles = [f"<@&{role}>" for role, layer in book.roles.items() if layer.exempt]
    if roles:
        found.append(
            Check(
                "exempt roles",
                None,
                f"Nothing is screened of whoever has {_listed(roles)}.",
                "`/flashguard policy set key:exempt value:default role:…` ends that.",
            )
        )
    channels = [c for c in guild.channels if book.policy_in(_place(c)).exempt]
    channels = [c for c in channels if not isinstance(c, discord.CategoryChannel)]
    if channels:
        found.append(
            Check(
                "exempt channels",
                None,
                f"Your rules leave {_named(channels)} alone.",
                "`/flashguard policy set key:exempt value:default channel:…` ends that.",
            )
        )
    restricted = [
        channel
        for channel in guild.channels
        if _is_nsfw(channel) and not book.policy_in(_place(channel)).screen_age_restricted
    ]
    if restricted:
        found.append(
            Check(
                "age-restricted channels",
                None,
                f"{_named(restricted)}: age-restricted, so nothing there is screened.",
                "`/flashguard policy set key:screen_age_restricted value:true` has them screened.",
            )
        )
    return found


def _above(guild: discord.Guild, book: Rulebook) -> list[Check]:
    policy = book.policy
    if not policy.escalation and policy.profiles is not ProfileResponse.TIMEOUT:
        return []
    above = [r for r in guild.roles if r >= guild.me.top_role and r != guild.me.top_role]
    if not above:
        return []
    return [
        Check(
            "roles above mine",
            None,
            f"I can neither time out nor remove whoever has {_listed([r.mention for r in above])}.",
            "Move my role above those that are not moderators': Server Settings, Roles.",
        )
    ]


def _screened(guild: discord.Guild, book: Rulebook) -> Iterable[discord.abc.GuildChannel]:
    """Yield the channels in which something can be posted and is to be screened."""
    for channel in guild.channels:
        if isinstance(channel, discord.CategoryChannel):
            continue
        policy = book.policy_in(_place(channel))
        if not policy.exempt and (policy.screen_age_restricted or not _is_nsfw(channel)):
            yield channel


def _place(channel: discord.abc.GuildChannel) -> Place:
    return place_of(channel, channel.guild)


def _is_nsfw(channel: discord.abc.GuildChannel) -> bool:
    is_nsfw = getattr(channel, "is_nsfw", None)
    return bool(is_nsfw and is_nsfw())


def _is_hidden(channel: discord.abc.GuildChannel) -> bool:
    flags = getattr(channel, "_flags", 0)
    return channel.name == HIDDEN_NAME or bool(flags & HIDDEN_FLAG)


def _named(channels: Iterable[discord.abc.GuildChannel]) -> str:
    return _listed([channel.mention for channel in channels])


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
