"""Turns a Discord message into a Post with every image in it.

The media are read from the message's JSON, not from discord.py's objects: these drop what they do
not know (component types, say), and what is dropped would be silently clean.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import discord

from bot.discord_adapter.payloads import Json, payload_of
from bot.domain import MediaRef, Place, Post, Sender, Surface

MAX_MEDIA = 200
"""Images of one message that are looked at one by one.

No person's message has more (10 attachments, 5 embeds, 3 stickers and some 170 emoji in 4,000
characters); a bot's 39 galleries of 10 might. What is over stands as one item that cannot be
fetched, so that it is recorded as unscreened and told to moderators.
"""

CDN = "https://cdn.discordapp.com"
_OWN_HOSTS = ("cdn.discordapp.com", "media.discordapp.net")
_STICKER_FILES = {
    1: "https://cdn.discordapp.com/stickers/{}.png",
    2: "https://cdn.discordapp.com/stickers/{}.png",  # APNG
    3: "https://cdn.discordapp.com/stickers/{}.json",  # Lottie
    4: "https://media.discordapp.net/stickers/{}.gif",
}
"""Where stickers lie, by `format_type` (Discord's reference, "Sticker Format Types")."""

_EMOJI = re.compile(r"<a?:([^:<>\s]{1,64}):(\d{15,20})>")
_LINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_LINK_WITHOUT_PREVIEW = re.compile(r"<https?://[^\s<>]+>", re.IGNORECASE)
_PICTURES = frozenset({"image", "thumbnail", "media", "file"})
"""Keys under which embeds and components hold one picture."""

_LOADING = 1
"""A component's picture that Discord has not fetched yet (`loading_state`)."""

_SUPPRESS_EMBEDS = 1 << 2
_BUTTON = 2


def collect(
    message: discord.Message,
    raw: Mapping[str, Any] | None = None,
    *,
    received_at: datetime | None = None,
) -> Post:
    """Return an immutable snapshot of a message with all its media.

    `raw` is the message's JSON as Discord sent it (`payloads` says how it is reached); without it
    component types that discord.py does not know are not seen. Any attachment may be an image,
    whatever its name or declared type says: the screening finds out from the bytes. The same
    message gives the same media ids again, and the same image in it is one item.
    """
    payload = raw if raw is not None else payload_of(message)
    media, awaits_preview = media_of(payload)
    return Post(
        message_id=message.id,
        place=place_of(message.channel, message.guild),
        sender=sender_of(message.author, webhook_id=message.webhook_id),
        received_at=received_at or datetime.now(UTC),
        media=media,
        reply_to_user_id=_replied_to(message),
        mentioned_user_ids=tuple(message.raw_mentions),
        awaits_preview=awaits_preview,
        audience_size=_audience(message.channel),
        text=_text(payload, "content"),
    )


def media_of(payload: Mapping[str, Any]) -> tuple[tuple[MediaRef, ...], bool]:
    """Return every image of a message's JSON, and whether a link's preview is yet to come.

    What needs the message gone comes before what its previews show: where an image is both, the
    first counts. Nothing in the JSON makes this raise: what is not as expected is passed over.
    """
    walk = _Walk()
    walk.message(payload)
    for snapshot in _dicts(payload.get("message_snapshots")):
        forwarded = snapshot.get("message")
        if isinstance(forwarded, Mapping):
            walk.message(forwarded, forwarded=True)
    walk.webhook(payload)
    walk.previews(payload)
    return _bounded(tuple(walk.found.values())), walk.awaits_preview


def emoji_ref(emoji_id: int | str, name: str, surface: Surface) -> MediaRef:
    """Return a custom emoji.

    It is asked for as an animated WebP, as Discord's client does: emoji that were uploaded as
    WebP or AVIF cannot be had as a GIF, and a still one comes back still.
    """
    return MediaRef(
        media_id=f"emoji:{emoji_id}",
        surface=surface,
        url=f"{CDN}/emojis/{emoji_id}.webp?animated=true",
        filename=name,
    )


def picture_ref(path: str, key: str, surface: Surface, name: str = "") -> MediaRef:
    """Return a picture that has a hash, by its path on the CDN; `a_` marks an animated one."""
    kind = "gif" if key.startswith("a_") else "png"
    return MediaRef(key, surface, f"{CDN}/{path}/{key}.{kind}?size=1024", name)


class _Walk:
    """Goes through a message's JSON and keeps what it finds, by media id, in the order found."""

    def __init__(self) -> None:
        self.found: dict[str, MediaRef] = {}
        self.awaits_preview = False

    def message(self, payload: Mapping[str, Any], *, forwarded: bool = False) -> None:
        """Collect what a message shows, but for its previews; all of it where it is a forward."""

        def on(surface: Surface) -> Surface:
            return Surface.FORWARD if forwarded else surface

        for attachment in _dicts(payload.get("attachments")):
            self._attachment(attachment, on(Surface.ATTACHMENT))
        self._tree(payload.get("components"), "components", on(Surface.COMPONENT))
        for key in ("sticker_items", "stickers"):
            for sticker in _dicts(payload.get(key)):
                self._sticker(sticker, on(Surface.STICKER))
        self._tree(payload.get("content"), "content", on(Surface.EMOJI))
        self._tree(payload.get("poll"), "poll", on(Surface.EMOJI))
        if forwarded:
            self._tree(payload.get("embeds"), "embeds", Surface.FORWARD)
        self.awaits_preview |= _awaits_preview(payload)

    def previews(self, payload: Mapping[str, Any]) -> None:
        """Collect what a message's embeds show: hidden preview by preview, not post by post."""
        self._tree(payload.get("embeds"), "embeds", Surface.EMBED)

    def webhook(self, payload: Mapping[str, Any]) -> None:
        """Collect the avatar that a webhook shows beside this one message, which it may choose.

        A person's avatar is no part of a message (`surroundings`); this one goes with the message.
        """
        author = payload.get("author")
        if payload.get("webhook_id") and isinstance(author, Mapping):
            key = _text(author, "avatar")
            if key:
                path = f"avatars/{author.get('id')}"
                self._keep(picture_ref(path, key, Surface.AVATAR, "the webhook's avatar"))

    def _keep(self, media: MediaRef) -> None:
        self.found.setdefault(media.media_id, media)

    def _attachment(self, attachment: Json, surface: Surface) -> None:
        url, size = _text(attachment, "url"), attachment.get("size")
        self._keep(
            MediaRef(
                media_id=str(attachment.get("id") or _hashed("attachment", url)),
                surface=surface,
                url=url,
                filename=_text(attachment, "filename"),
                content_type=_text(attachment, "content_type") or None,
                size=size if isinstance(size, int) else None,
            )
        )

    def _sticker(self, sticker: Json, surface: Surface) -> None:
        number, kind = sticker.get("id"), sticker.get("format_type")
        # A format that does not exist yet: most likely a file that the CDN also gives as PNG.
        pattern = _STICKER_FILES.get(kind if isinstance(kind, int) else 1, _STICKER_FILES[1])
        self._keep(
            MediaRef(f"sticker:{number}", surface, pattern.format(number), _text(sticker, "name"))
        )

    def _tree(self, node: Any, key: str, surface: Surface) -> None:
        """Collect the pictures and emoji in embeds, components of any type or depth, and texts."""
        if isinstance(node, str):
            for name, number in _EMOJI.findall(node):
                self._keep(emoji_ref(number, name, surface))
        elif isinstance(node, list | tuple):
            for item in node:
                self._tree(item, key, surface)
        elif isinstance(node, Mapping):
            if key == "emoji" and str(node.get("id")).isdecimal():
                self._keep(emoji_ref(node["id"], _text(node, "name"), surface))
            if node.get("type") != _BUTTON:
                self._picture(node, key, surface)
            for name, value in node.items():
                self._tree(value, name, surface)

    def _picture(self, node: Mapping[str, Any], key: str, surface: Surface) -> None:
        """Collect the picture that a node itself holds: by the proxy's address, never the origin's.

        A `video` without one is a player that loads nothing from Discord and nothing before it is
        pressed; its thumbnail is collected. Any other picture without one is recorded as such.
        """
        for proxy, origin, expected in (
            ("proxy_url", "url", key in _PICTURES),
            ("proxy_icon_url", "icon_url", True),
        ):
            address, source = _text(node, proxy), _text(node, origin)
            if not address:
                if not (expected and source):
                    continue
                if node.get("loading_state") == _LOADING:
                    self.awaits_preview = True
                    continue
                # What lies with Discord already needs no proxy.
                address = source if urlsplit(source).hostname in _OWN_HOSTS else ""
            attachment = node.get("attachment_id")
            self._keep(
                MediaRef(
                    media_id=str(attachment or _hashed(surface.value, address or source)),
                    surface=surface,
                    url=address,
                    filename=_text(node, "name") if key in _PICTURES else "",
                    content_type=_text(node, "content_type") or None,
                )
            )


def place_of(channel: Any, guild: discord.Guild | None) -> Place:
    """Return where a channel, thread or what is known of one is.

    A thread is age-restricted where the channel above it is. A thread that is not known arrives
    without the means to tell; it is screened like an ordinary one.
    """
    is_nsfw = getattr(channel, "is_nsfw", None)
    # A thread has its parent's category; asked itself it raises where the parent is not known.
    home = channel.parent if isinstance(channel, discord.Thread) else channel
    return Place(
        guild_id=guild.id if guild else None,
        guild_name=guild.name if guild else "",
        channel_id=channel.id,
        channel_name=getattr(channel, "name", None) or "",
        parent_id=getattr(channel, "parent_id", None),
        age_restricted=bool(is_nsfw and is_nsfw()),
        category_id=getattr(home, "category_id", None),
    )


def sender_of(
    author: discord.Member | discord.User | discord.ClientUser, *, webhook_id: int | None = None
) -> Sender:
    """Return who a member, user or webhook is at this moment."""
    member = author if isinstance(author, discord.Member) else None
    return Sender(
        user_id=author.id,
        name=author.name,
        display_name=author.display_name,
        account_created_at=author.created_at,
        joined_at=member.joined_at if member else None,
        role_ids=tuple(r.id for r in member.roles if not r.is_default()) if member else (),
        is_bot=author.bot,
        webhook_id=webhook_id,
    )


def _audience(channel: Any) -> int | None:
    """Return how many members can see a channel, as far as that is known without a list of them.

    The server's member count where everybody may look, and None elsewhere: it would be a guess.
    """
    guild, home = getattr(channel, "guild", None), getattr(channel, "parent", None) or channel
    everyone = getattr(guild, "default_role", None)
    if guild is None or everyone is None or not hasattr(home, "permissions_for"):
        return None
    private = getattr(channel, "is_private", None)
    if (private and private()) or not home.permissions_for(everyone).view_channel:
        return None
    count: int | None = guild.member_count
    return count


def _replied_to(message: discord.Message) -> int | None:
    reference = message.reference
    resolved = reference.resolved if reference else None
    return resolved.author.id if isinstance(resolved, discord.Message) else None


def _awaits_preview(payload: Mapping[str, Any]) -> bool:
    """Return whether the text has a link for which no embed is there yet.

    A link in angle brackets never gets one. Others that never do count all the same (in code,
    to pages without a picture): one look too many is harmless.
    """
    flags, content = payload.get("flags"), payload.get("content")
    if not isinstance(content, str) or (isinstance(flags, int) and flags & _SUPPRESS_EMBEDS):
        return False
    shown = {_bare(_text(embed, "url")) for embed in _dicts(payload.get("embeds"))}
    return any(
        _bare(link) not in shown for link in _LINK.findall(_LINK_WITHOUT_PREVIEW.sub("", content))
    )


def _bare(link: str) -> str:
    """Return a link without what differs between a text and the embed made of it."""
    return link.split("://", 1)[-1].rstrip(").,;:!?*_~`\"'/").casefold()


def _bounded(media: tuple[MediaRef, ...]) -> tuple[MediaRef, ...]:
    if len(media) <= MAX_MEDIA:
        return media
    over = len(media) - MAX_MEDIA
    rest = replace(
        media[MAX_MEDIA],
        media_id="over-the-limit",
        url="",
        filename=f"{over} more images than the {MAX_MEDIA} that are looked at",
        content_type=None,
        size=None,
    )
    return (*media[:MAX_MEDIA], rest)


def _hashed(kind: str, url: str) -> str:
    """Return an id for an image that has none: of its address without the signature's query."""
    return f"{kind}:{hashlib.sha256(url.partition('?')[0].encode()).hexdigest()[:24]}"


def _dicts(value: Any) -> Iterator[Json]:
    return (v for v in value if isinstance(v, dict)) if isinstance(value, list) else iter(())


def _text(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""
