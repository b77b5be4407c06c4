"""Reaches the JSON beneath discord.py's objects, and what it does not pass on.

discord.py hands out the JSON of an edit (`RawMessageUpdateEvent.data`) and of a message that a
command was used on (`interaction.data["resolved"]`), but not that of a new message or of one from
history; its objects lack what it does not know.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import discord

Json = dict[str, Any]

_KEPT = 1000

_PARTS = (
    *("children", "components", "component", "accessory", "items", "options"),
    *("media", "file", "emoji", "content", "label", "value", "description", "name", "id"),
    *("url", "proxy_url", "content_type", "attachment_id"),
)
"""What a component can hold that a member sees."""


class Payloads:
    """Keeps the JSON of each new message for the moment until its event is handled.

    The newest 1,000 are kept: discord.py starts the handler in the same turn of the event loop.
    """

    def __init__(self, client: discord.Client) -> None:
        """Listen in on a client's parsers, which go on as before.

        `on_member_update` is then called for members that discord.py did not know yet, too. It
        leaves them out, and without chunking they are almost everybody: an avatar would go unseen.
        """
        self._client = client
        self._kept: OrderedDict[int, Json] = OrderedDict()
        parsers = client._connection.parsers
        self._parse: Callable[[Any], None] = parsers["MESSAGE_CREATE"]
        parsers["MESSAGE_CREATE"] = self._heard
        self._parse_member: Callable[[Any], None] = parsers["GUILD_MEMBER_UPDATE"]
        parsers["GUILD_MEMBER_UPDATE"] = self._member_changed

    def take(self, message_id: int) -> Json | None:
        """Return the JSON of a new message, once; None where it is not kept any more."""
        return self._kept.pop(message_id, None)

    def _heard(self, data: Json) -> None:
        self._kept[int(data["id"])] = data
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self._parse(data)

    def _member_changed(self, data: Json) -> None:
        guild, number = self._client.get_guild(int(data["guild_id"])), int(data["user"]["id"])
        known = guild is not None and guild.get_member(number) is not None
        self._parse_member(data)
        member = guild.get_member(number) if guild is not None and not known else None
        if member is not None:
            self._client.dispatch("member_update", member, member)


async def fetch(
    client: discord.Client, channel: discord.abc.MessageableChannel, message_id: int
) -> tuple[discord.Message, Json]:
    """Return a message as it now is, with its JSON. Raises discord.HTTPException."""
    data: Any = await client.http.get_message(channel.id, message_id)
    return client._connection.create_message(channel=channel, data=data), data


def payload_of(message: discord.Message) -> Json:
    """Return a message's JSON as far as discord.py's object still has it."""
    author = message.author
    payload = _content(message)
    payload["webhook_id"] = message.webhook_id
    payload["author"] = {"id": author.id} | _hashes(author.avatar, author.banner)
    if isinstance(author, discord.Member):
        payload["member"] = _hashes(author.guild_avatar, author.guild_banner)
    if message.poll is not None:
        payload["poll"] = {
            "question": message.poll.question,
            "answers": [
                {"text": answer.text, "emoji": _plain(answer.emoji)}
                for answer in message.poll.answers
            ],
        }
    payload["message_snapshots"] = [{"message": _content(s)} for s in message.message_snapshots]
    return payload


def _hashes(avatar: discord.Asset | None, banner: discord.Asset | None) -> Json:
    return {"avatar": avatar and avatar.key, "banner": banner and banner.key}


def _content(message: discord.Message | discord.MessageSnapshot) -> Json:
    return {
        "flags": message.flags.value,
        "content": message.content,
        "attachments": [a.to_dict() for a in message.attachments],
        "embeds": [e.to_dict() for e in message.embeds],
        "components": [_plain(c) for c in message.components],
        "sticker_items": [
            {"id": s.id, "name": s.name, "format_type": s.format.value} for s in message.stickers
        ],
    }


def _plain(value: Any) -> Any:
    """Return one of discord.py's component objects as JSON.

    `to_dict` is made for sending and leaves `proxy_url` out.
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    # A link button's address is no picture, so its kind must be told.
    kind = {"type": 2} if isinstance(value, discord.Button) else {}
    return kind | {name: _plain(getattr(value, name)) for name in _PARTS if hasattr(value, name)}
