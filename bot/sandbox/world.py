"""The world that the sandbox ships: one server, three channels, six people and the bot.

Ids are always the same, so that scripts and tests can name them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bot.sandbox.backend import (
    Backend,
    Json,
    Overwrite,
    OverwriteType,
    Role,
    User,
    permission_flag,
)

_EPOCH_MS = 1420070400000


def _id(year: int, number: int) -> int:
    """Return a snowflake of the first of March of a year, told apart by a small number."""
    born = datetime.datetime(year, 3, 1, tzinfo=datetime.UTC)
    return ((int(born.timestamp() * 1000) - _EPOCH_MS) << 22) + number


BOT_ID = _id(2024, 1)
GUILD_ID = _id(2023, 1)
GENERAL_ID = _id(2023, 11)
AFTER_DARK_ID = _id(2023, 12)
MODERATORS_ID = _id(2023, 13)
ADMIN_ROLE_ID = _id(2023, 21)
MODERATOR_ROLE_ID = _id(2023, 22)
BOT_ROLE_ID = _id(2023, 23)
GUILD_NAME = "Riverside Arts Club"
TOKEN = "sandbox.token.not-a-secret"  # noqa: S105 - opens nothing but this sandbox

BOT_PERMISSIONS = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "embed_links",
    "attach_files",
    "read_message_history",
    "manage_messages",
    "moderate_members",
)
"""What the README's invite link asks for, and nothing more."""

_MODERATOR_PERMISSIONS = (
    "manage_messages",
    "moderate_members",
    "kick_members",
    "ban_members",
    "view_audit_log",
)
EVERYONE_PERMISSIONS = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "embed_links",
    "attach_files",
    "read_message_history",
    "add_reactions",
    "use_application_commands",
    "change_nickname",
    "create_public_threads",
    "create_private_threads",
    "external_emojis",
    "external_stickers",
    "use_external_apps",
    "send_polls",
    "connect",
)


@dataclass(frozen=True)
class Person:
    """Somebody of the shipped world; `name` is unique and what scripts call them by."""

    id: int
    name: str
    display_name: str
    role: str
    avatar_color: str
    blurb: str
    bot: bool = False

    def payload(self) -> Json:
        """Return the control interface's object for this person."""
        return {
            "id": str(self.id),
            "name": self.name,
            "display_name": self.display_name,
            "avatar_color": self.avatar_color,
            "bot": self.bot,
            "role": self.role,
            "blurb": self.blurb,
        }


PEOPLE = (
    Person(
        _id(2019, 2), "margot", "Margot", "admin", "#7c3aed", "Founded the club; owns the server"
    ),
    Person(_id(2020, 3), "tomasz", "Tomasz", "moderator", "#0f766e", "Looks after the channels"),
    Person(_id(2020, 4), "ines", "Ines", "member", "#b45309", "Watercolours"),
    Person(_id(2021, 5), "kofi", "Kofi", "member", "#1d4ed8", "Film photography"),
    Person(_id(2021, 6), "yuki", "Yuki", "member", "#be185d", "Printmaking"),
    Person(_id(2025, 7), "rowan", "Rowan", "newcomer", "#4d7c0f", "Joined today"),
)
BOT = Person(BOT_ID, "Flashguard", "Flashguard", "bot", "#334155", "The bot", bot=True)


def build() -> Backend:
    """Make the shipped world; nobody is told of it, since nobody is connected yet."""
    backend = Backend(BOT_ID, BOT.name)
    for person in PEOPLE:
        backend.users[person.id] = User(
            id=backend.reserve_id(person.id), name=person.name, global_name=person.display_name
        )
    owner = PEOPLE[0]
    backend.owner_id = owner.id
    backend.preset_ids(BOT_ROLE_ID)
    guild = backend.create_guild(GUILD_NAME, id=GUILD_ID, owner_id=owner.id)
    guild.roles[GUILD_ID].permissions = permission_bits(EVERYONE_PERMISSIONS)
    admin = Role(
        ADMIN_ROLE_ID, "Admin", permissions=permission_bits(("administrator",)), position=3
    )
    moderator = Role(
        MODERATOR_ROLE_ID,
        "Moderator",
        permissions=permission_bits(_MODERATOR_PERMISSIONS),
        position=1,
    )
    for role in (admin, moderator):
        guild.roles[backend.reserve_id(role.id)] = role
    bot_role = guild.roles[BOT_ROLE_ID]
    bot_role.permissions, bot_role.position = permission_bits(BOT_PERMISSIONS), 2
    roles = {"admin": [ADMIN_ROLE_ID], "moderator": [MODERATOR_ROLE_ID]}
    for person in PEOPLE:
        member = backend.add_member(GUILD_ID, person.id, roles=roles.get(person.role, []))
        if person.role != "newcomer":
            member.joined_at = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC).isoformat()
    view = permission_flag("view_channel")
    private = [
        Overwrite(GUILD_ID, OverwriteType.ROLE, deny=view),
        Overwrite(MODERATOR_ROLE_ID, OverwriteType.ROLE, allow=view),
        Overwrite(BOT_ROLE_ID, OverwriteType.ROLE, allow=view),
    ]
    for channel_id, name, topic, overwrites in (
        (GENERAL_ID, "general", "Everything about the club", []),
        (AFTER_DARK_ID, "after-dark", "Life drawing and more. Adults only.", []),
        (MODERATORS_ID, "moderators", "For those who look after the server", private),
    ):
        backend.preset_ids(channel_id)
        backend.create_channel(GUILD_ID, name, topic=topic, overwrites=overwrites)
    backend.nsfw_channels.add(AFTER_DARK_ID)
    return backend


def permission_bits(names: tuple[str, ...]) -> int:
    """Return the bits of permissions by their names."""
    return sum(permission_flag(name) for name in names)
