"""Pictures beyond messages: emoji, stickers, avatars, icons, banners, covers, and who sets them."""

from __future__ import annotations

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.assets import animated, sticker_format
from bot.sandbox.backend import Backend, Json, Sticker, serializers
from bot.sandbox.hub import Hub
from bot.sandbox.places import Places
from bot.sandbox.routes_pictures import SERVER_PICTURES

OF = (
    "avatar",
    "banner",
    "member_avatar",
    "member_banner",
    "icon",
    "server_banner",
    "splash",
    "discovery_splash",
    "role_icon",
    "event_cover",
)
"""What a picture can be of: a person, a person in one server, the server, a role, an event."""
ELSEWHERE = 0
"""The server of emoji and stickers that come from a server without the bot."""


class Pictures:
    """Sets and clears pictures in people's names, as Discord's settings pages do."""

    def __init__(self, hub: Hub, places: Places) -> None:
        self._hub = hub
        self._places = places

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    def add_emoji(self, user_id: int, body: Json, data: bytes) -> Json:
        """Upload an emoji {name, guild_id} to a server, or {external: true} to one elsewhere."""
        backend, name = self._backend, str(body["name"])
        guild_id = ELSEWHERE if body.get("external") else self._server(user_id, body)
        moving, emoji_id = animated(data), backend.snowflake()
        # The event names the emoji, and whoever hears it must find the picture.
        backend.assets.put(f"emojis/{emoji_id}", data)
        if moving:
            backend.animated_emoji.add(emoji_id)
        if guild_id != ELSEWHERE:
            backend.again(emoji_id)
            backend.create_emoji(guild_id, name, user_id, animated=moving)
        key = f"{name}:{emoji_id}"
        text = f"<{'a' if moving else ''}:{key}>"
        return {
            "id": str(emoji_id),
            "name": name,
            "animated": moving,
            "text": text,
            "reaction": key,
        }

    def add_sticker(self, user_id: int, body: Json, data: bytes) -> Json:
        """Upload a sticker {name, guild_id, external}: PNG, APNG, Lottie (JSON) or GIF."""
        backend, name = self._backend, str(body["name"])
        kind = sticker_format(data)
        if kind is None:
            raise ApiError(400, 50046, "Invalid Asset")
        if body.get("external"):
            sticker = Sticker(backend.snowflake(), name, ELSEWHERE, user_id, format_type=kind)
            backend.assets.put(f"stickers/{sticker.id}", data)
        else:
            sticker = backend.create_sticker(
                self._server(user_id, body), name, user_id, format_type=kind, file_data=data
            )
        backend.known_stickers[sticker.id] = sticker
        return dict(serializers.sticker_payload(backend, sticker))

    def delete_expression(self, user_id: int, guild_id: int, number: int) -> None:
        """Delete a server's emoji or sticker."""
        self._places.require(user_id, guild_id, "manage_expressions")
        guild = self._backend.get_guild(guild_id)
        if number in guild.emojis:
            self._backend.delete_emoji(guild_id, number)
        else:
            self._backend.delete_sticker(guild_id, number)

    def set(self, user_id: int, body: Json, data: bytes | None) -> Json:
        """Set or (without data) clear a picture {of, guild_id, role_id, event_id, name}.

        `of` is one of OF; people set their own, and a server's with its permission. An event that
        has no id yet is made. Returns {hash, event_id}.
        """
        of = str(body.get("of"))
        guild_id = int(body.get("guild_id") or world.GUILD_ID)
        if of in ("avatar", "banner"):
            return self._of_user(user_id, of, data)
        if of in ("member_avatar", "member_banner"):
            return self._of_member(user_id, guild_id, of.removeprefix("member_"), data)
        if of == "role_icon":
            return self._of_role(user_id, guild_id, int(body["role_id"]), data)
        if of == "event_cover":
            return self._of_event(user_id, guild_id, body, data)
        if of not in OF:
            raise ApiError(400, 0, f"`of` is one of {', '.join(OF)}.")
        key = of.removeprefix("server_")
        self._places.require(user_id, guild_id, "manage_guild")
        digest = self._keep(f"{SERVER_PICTURES[key]}/{guild_id}", data)
        self._backend.edit_guild(guild_id, {key: digest})
        return {"hash": digest}

    def _of_user(self, user_id: int, key: str, data: bytes | None) -> Json:
        """A user's picture is everywhere; bots hear of an avatar wherever they share a server."""
        digest = self._keep(f"{key}s/{user_id}", data)
        setattr(self._backend.get_user(user_id), key, digest)
        if key == "avatar":
            for guild in self._backend.guilds.values():
                if user_id in guild.members:
                    self._backend.announce_member_update(guild.id, user_id)
        return {"hash": digest}

    def _of_member(self, user_id: int, guild_id: int, key: str, data: bytes | None) -> Json:
        digest = self._keep(f"guilds/{guild_id}/users/{user_id}/{key}s", data)
        setattr(self._backend.get_member(guild_id, user_id), key, digest)
        self._backend.announce_member_update(guild_id, user_id)
        return {"hash": digest}

    def _of_role(self, user_id: int, guild_id: int, role_id: int, data: bytes | None) -> Json:
        self._places.require(user_id, guild_id, "manage_roles")
        digest = self._keep(f"role-icons/{role_id}", data)
        self._backend.edit_role(guild_id, role_id, {"icon": digest})
        return {"hash": digest}

    def _of_event(self, user_id: int, guild_id: int, body: Json, data: bytes | None) -> Json:
        backend = self._backend
        if body.get("event_id"):
            event_id = int(body["event_id"])
            self._places.require(user_id, guild_id, "manage_events")
            digest = self._keep(f"guild-events/{event_id}", data)
            backend.event_covers[event_id] = digest
            backend.edit_scheduled_event(guild_id, event_id, {})
            return {"hash": digest, "event_id": str(event_id)}
        self._places.require(user_id, guild_id, "create_events")
        event_id = backend.snowflake()
        digest = self._keep(f"guild-events/{event_id}", data)
        backend.again(event_id)
        backend.event_covers[event_id] = digest
        backend.create_scheduled_event(
            guild_id,
            name=str(body.get("name") or "Life drawing"),
            entity_type=3,
            scheduled_start_time=backend.iso_after(3600),
            scheduled_end_time=backend.iso_after(7200),
            creator_id=user_id,
            entity_metadata={"location": "The old mill"},
        )
        return {"hash": digest, "event_id": str(event_id)}

    def _keep(self, folder: str, data: bytes | None) -> str | None:
        return None if data is None else self._backend.assets.put_hashed(folder, data)

    def _server(self, user_id: int, body: Json) -> int:
        guild_id = int(body.get("guild_id") or world.GUILD_ID)
        self._places.require(user_id, guild_id, "create_expressions")
        return guild_id
