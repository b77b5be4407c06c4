"""The links by which the bot is added: to a server, and to one's own account."""

from __future__ import annotations

import discord

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_messages=True,
    moderate_members=True,
)
"""What the invite link asks for, and no more."""

_USER_INSTALL = "1"
"""Discord's integration type of applications that a person adds to their account."""


def invite_link(application_id: int) -> str:
    """Return the address that adds the bot to a server with exactly what it needs."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS)


def user_link(application_id: int) -> str:
    """Return the address that adds the application to a person's own account."""
    address = discord.utils.oauth_url(application_id, scopes=("applications.commands",))
    return f"{address}&integration_type={_USER_INSTALL}"


def text(application_id: int) -> str:
    """Return both addresses, and what each does."""
    return (
        f"**To a server** (whoever has Manage Server there): {invite_link(application_id)}\n"
        f"**To your own account**: {user_link(application_id)}\n"
        "The second works where the application has User Install switched on in the developer"
        " portal (Installation)."
    )
