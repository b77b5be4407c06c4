"""Servers beside the shipped one, and who comes and goes: people and the bot."""

from __future__ import annotations

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import Backend, Guild, Json, serializers
from bot.sandbox.hub import Hub
from bot.sandbox.places import Places


class Servers:
    """Makes servers and moves people and the bot in and out of them."""

    def __init__(self, hub: Hub, places: Places) -> None:
        self._hub = hub
        self._places = places

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    def listed(self, user_id: int) -> list[Json]:
        """Return the servers that somebody is a member of: {id, name}."""
        guilds = self._backend.guilds.values()
        return [{"id": str(g.id), "name": g.name} for g in guilds if user_id in g.members]

    def make(self, owner_id: int, body: Json) -> Json:
        """Make a server {name, members: [user ids], channels: [names], bot}, with the bot in it.

        Everybody is a member unless `members` says who; `owner_id` always is. The bot may do what
        it may in the shipped server; `bot: false` leaves it out.
        """
        backend = self._backend
        chosen = [int(i) for i in body.get("members") or [p.id for p in world.PEOPLE]]
        # Nobody hears of a server before it is furnished.
        backend.listeners, listeners = [], backend.listeners
        try:
            guild = backend.create_guild(str(body["name"]), owner_id=owner_id)
            guild.roles[guild.id].permissions = world.permission_bits(world.EVERYONE_PERMISSIONS)
            (bot_role,) = (r for r in guild.roles.values() if r.id != guild.id)
            bot_role.permissions = world.permission_bits(world.BOT_PERMISSIONS)
            for user_id in chosen:
                if user_id not in guild.members:
                    backend.add_member(guild.id, user_id)
            for name in body.get("channels") or ["general"]:
                backend.create_channel(guild.id, str(name))
            if body.get("bot") is False:
                del guild.members[world.BOT_ID], guild.roles[bot_role.id]
        finally:
            backend.listeners = listeners
        if world.BOT_ID in guild.members:
            backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
        return self.shown(guild, bot_role.id)

    def shown(self, guild: Guild, bot_role_id: int) -> Json:
        """Return {id, name, bot_role_id, channels: [{id, name}]}."""
        channels = [self._backend.channels[i] for i in guild.channel_ids]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "bot_role_id": str(bot_role_id),
            "channels": [{"id": str(c.id), "name": c.name} for c in channels],
        }

    def join(self, user_id: int, guild_id: int) -> None:
        """Let somebody join a server."""
        if user_id in self._backend.get_guild(guild_id).members:
            raise ApiError(400, 0, "This person is a member already.")
        self._backend.add_member(guild_id, user_id, announce=True)

    def leave(self, user_id: int, guild_id: int) -> None:
        """Let somebody leave a server that they do not own."""
        if self._backend.get_guild(guild_id).owner_id == user_id:
            raise ApiError(400, 0, "The owner cannot leave the server.")
        self._backend.remove_member(guild_id, user_id)

    def remove_bot(self, user_id: int, guild_id: int) -> None:
        """Kick the bot: it is told that the server is gone, and hears no more of it."""
        self._places.require(user_id, guild_id, "kick_members")
        guild = self._backend.get_guild(guild_id)
        if guild.members.pop(world.BOT_ID, None) is None:
            raise ApiError(404, 10007, "Unknown Member")
        self._backend.emit("GUILD_DELETE", {"id": str(guild_id)})
        user = dict(serializers.user_payload(self._backend.bot_user))
        self._backend.emit("GUILD_MEMBER_REMOVE", {"guild_id": str(guild_id), "user": user})

    def invite_bot(self, user_id: int, guild_id: int) -> None:
        """Add the bot again, with the role that it had."""
        self._places.require(user_id, guild_id, "manage_guild")
        backend, guild = self._backend, self._backend.get_guild(guild_id)
        if world.BOT_ID in guild.members:
            raise ApiError(400, 0, "The bot is a member already.")
        roles = [r.id for r in guild.roles.values() if r.managed]
        backend.add_member(guild_id, world.BOT_ID, roles=roles)
        backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
