"""Pictures beyond messages: emoji, stickers, avatars, icons, banners, covers, and who sets them."""

from __future__ import annotations

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.assets import animated, sticker_format
from bot.sandbox.backend import Backend, Json, Sticker, serializers
from bot.sandbox.hub import Hub
from bot.sandbox.places import Places

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

    def _server(self, user_id: int, body: Json) -> int:
        guild_id = int(body.get("guild_id") or world.GUILD_ID)
        self._places.require(user_id, guild_id, "create_expressions")
        return guild_id
