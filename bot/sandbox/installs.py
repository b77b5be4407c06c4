"""Where the app may be used: by which install, in which context, and whom it may write to.

Reference: Application Commands (contexts, integration types), Receiving and Responding
(authorizing integration owners). Takes the backend as it is; `backend.py` builds on this.
"""

from __future__ import annotations

from typing import Any

from simcord.backend.command_access import command_access
from simcord.backend.models import Channel

IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
"""Interaction context types."""
DM, GROUP = 1, 3
"""Channel types of private conversations."""
_EMBED, _ATTACH, _MENTION, _EMOJI = 1 << 14, 1 << 15, 1 << 17, 1 << 18


def context_of(backend: Any, channel: Channel) -> int:
    """Return the interaction context of a channel: a server, the bot's own DM, or people's."""
    if channel.guild_id is not None:
        return IN_GUILD
    return IN_BOT_DM if bots_own(backend, channel) else IN_PRIVATE


def bots_own(backend: Any, channel: Channel) -> bool:
    """Tell whether a channel is a conversation of one person with the bot."""
    return channel.guild_id is None and channel.id in backend.dm_channels.values()


def owners(backend: Any, command: dict[str, Any], user_id: int, channel_id: int) -> dict[str, str]:
    """Say who authorises somebody's use of a command in a channel; nobody where it may not be used.

    "0" is a server that has the bot ("0" in the bot's own DM), "1" the person who installed it.
    """
    channel = backend.get_channel(channel_id)
    context, found = context_of(backend, channel), {}
    contexts = command.get("contexts")
    if contexts is not None and context not in contexts:
        return {}
    if command.get("guild_id") and int(command["guild_id"]) != channel.guild_id:
        return {}
    kinds = command.get("integration_types") or [0]
    if 0 in kinds and context == IN_GUILD:
        with_bot = backend.bot_user.id in backend.get_guild(channel.guild_id).members
        access = {"user_id": user_id, "channel_id": channel_id}
        if with_bot and command_access(backend, command, **access).allowed:
            found["0"] = str(channel.guild_id)
    elif 0 in kinds and context == IN_BOT_DM and command.get("dm_permission", True):
        found["0"] = "0"
    if 1 in kinds and user_id in backend.contacts.installed and not command.get("guild_id"):
        use = "use_application_commands"
        if context != IN_GUILD or backend.allowed(user_id, channel_id, use):
            found["1"] = str(user_id)
    return found


def by_message(backend: Any, user_id: int, channel_id: int, metadata: Any) -> dict[str, str]:
    """Say who authorises a press on one of the bot's messages: who did so for the message."""
    if metadata is not None:
        return dict(backend.facts[int(metadata["id"])].owners)
    channel = backend.get_channel(channel_id)
    found = {"0": str(channel.guild_id or 0)}
    return found | ({"1": str(user_id)} if user_id in backend.contacts.installed else {})


def forced_private(backend: Any, record: Any) -> bool:
    """Tell whether answers are private because the person may not use external apps there."""
    channel = backend.get_channel(record.channel_id)
    if channel.guild_id is None or "0" in backend.facts[record.id].owners:
        return False
    return not backend.allowed(record.user_id, channel.id, "use_external_apps")


def app_permissions(backend: Any, user_id: int, channel: Channel) -> int:
    """Return what the app may do where an interaction comes from.

    In conversations these are fixed; in a server without the bot they are what the person may
    pass on (that last part is inferred, the reference does not say it).
    """
    bot, private = backend.bot_user.id, _EMBED | _ATTACH | _MENTION
    if channel.guild_id is None:
        return private | (_EMOJI if bots_own(backend, channel) else 0)
    if bot in backend.get_guild(channel.guild_id).members:
        return int(backend.compute_permissions(channel.guild_id, bot, channel.id))
    mine = int(backend.compute_permissions(channel.guild_id, user_id, channel.id))
    return mine & (private | _EMOJI)


def reaches(backend: Any, sender_id: int, recipient_id: int) -> bool:
    """Tell whether somebody may write to somebody privately; where not, it is a 50007.

    The bot needs a server in common, or to be installed by the person (the latter is inferred).
    """
    contacts, bot = backend.contacts, backend.bot_user.id
    if contacts.blocked & {(recipient_id, sender_id), (sender_id, recipient_id)}:
        return False
    if recipient_id in contacts.shut:
        return False
    if bot not in (sender_id, recipient_id):
        return True
    person = recipient_id if sender_id == bot else sender_id
    shared = any({person, bot} <= set(guild.members) for guild in backend.guilds.values())
    return shared or person in contacts.installed
