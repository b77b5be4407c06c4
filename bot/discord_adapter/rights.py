"""Which permissions an action needs, and how moderators are told which of them is missing where."""

from __future__ import annotations

import discord

from bot.discord_adapter.surroundings import Subject
from bot.domain import Action, Case

Where = discord.Guild | discord.abc.GuildChannel | discord.Thread
"""What permissions are held on."""

_EXPRESSION = ("manage_expressions",)
_SERVER = ("manage_guild",)
_REMOVAL: dict[str, tuple[str, ...]] = {
    "": ("view_channel", "manage_messages"),
    Subject.REACTION: ("view_channel", "manage_messages"),
    Subject.EMOJI: _EXPRESSION,
    Subject.STICKER: _EXPRESSION,
    Subject.ICON: _SERVER,
    Subject.SERVER_BANNER: _SERVER,
    Subject.SPLASH: _SERVER,
    Subject.DISCOVERY: _SERVER,
    Subject.ROLE_ICON: ("manage_roles",),
    Subject.EVENT_COVER: ("manage_events",),
}
"""What the removal of each kind of post needs, by the start of its subject ("": a message)."""

PERMISSION_NAMES = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "manage_messages": "Manage Messages",
    "moderate_members": "Timeout Members",
    "kick_members": "Kick Members",
    "ban_members": "Ban Members",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "connect": "Connect",
    "manage_threads": "Manage Threads",
    "manage_expressions": "Manage Expressions",
    "manage_guild": "Manage Server",
    "manage_roles": "Manage Roles",
    "manage_events": "Manage Events",
}
"""The permissions by the names that Discord's settings give them."""


def needed(action: Action, case: Case) -> tuple[str, ...]:
    """Return the permissions, by discord.py's names, that an action of a case needs."""
    match action:
        case Action.REMOVE:
            return _REMOVAL.get(case.post.subject.partition(":")[0], ())
        case Action.SUPPRESS_PREVIEW:
            return _REMOVAL[""]
        case Action.TIMEOUT:
            return ("moderate_members",)
        case Action.KICK:
            return ("kick_members",)
        case Action.BAN:
            return ("ban_members",)
        case Action.ALERT_MODERATORS:
            return ("view_channel", "send_messages", "embed_links")
        case _:
            in_thread = case.post.place.parent_id is not None
            return ("view_channel", "send_messages_in_threads" if in_thread else "send_messages")


def lacking(action: Action, case: Case, error: discord.Forbidden, where: Where | None) -> str:
    """Return which permission is missing where, as far as the bot can see its own.

    `where` is the channel in which, or the server on which, Discord refused the action.
    """
    wanted = needed(action, case)
    held = discord.Permissions.none()
    if isinstance(where, discord.Guild):
        held, place = where.me.guild_permissions, ""
    elif where is not None:
        held, place = where.permissions_for(where.guild.me), f" in #{where.name}"
    else:
        place = f" in #{case.post.place.channel_name}"
    missing = [name for name in wanted if not getattr(held, name)]
    if not missing:
        return (
            f"Discord forbids it{place} (error {error.code}): the bot needs {_names(wanted)}, and"
            " a role above those that it is to act on"
        )
    return f"the bot lacks {_names(missing)}{place} (Discord's error {error.code})"


def _names(permissions: tuple[str, ...] | list[str]) -> str:
    names = [PERMISSION_NAMES[p] for p in permissions]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
