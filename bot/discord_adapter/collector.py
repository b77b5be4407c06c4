"""Turns a Discord message into a Post with every image in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import discord

from bot.domain import MediaRef, Place, Post, Sender, Surface


def collect(message: discord.Message, *, received_at: datetime | None = None) -> Post:
    """Return an immutable snapshot of a message with all its media.

    Attachments of forwarded messages are the recipient's to see like its own, so they are
    collected too. Any attachment may be an image, whatever its name or declared type says: the
    screening finds out from the bytes.
    """
    media = [
        *_attachments(message.attachments, Surface.ATTACHMENT),
        *(
            ref
            for snapshot in message.message_snapshots
            for ref in _attachments(snapshot.attachments, Surface.FORWARD)
        ),
    ]
    return Post(
        message_id=message.id,
        place=_place(message),
        sender=_sender(message),
        received_at=received_at or datetime.now(UTC),
        media=tuple(media),
        reply_to_user_id=_replied_to(message),
        mentioned_user_ids=tuple(message.raw_mentions),
    )


def _attachments(attachments: Iterable[discord.Attachment], surface: Surface) -> Iterable[MediaRef]:
    for attachment in attachments:
        yield MediaRef(
            media_id=str(attachment.id),
            surface=surface,
            url=attachment.url,
            filename=attachment.filename,
            content_type=attachment.content_type,
            size=attachment.size,
        )


def _place(message: discord.Message) -> Place:
    channel, guild = message.channel, message.guild
    parent = getattr(channel, "parent", None)
    # An unknown thread arrives without the means to tell; it is screened like an ordinary one.
    is_nsfw = getattr(channel, "is_nsfw", None)
    return Place(
        guild_id=guild.id if guild else None,
        guild_name=guild.name if guild else "",
        channel_id=channel.id,
        channel_name=getattr(channel, "name", None) or "",
        parent_id=parent.id if parent is not None else None,
        age_restricted=bool(is_nsfw and is_nsfw()),
    )


def _sender(message: discord.Message) -> Sender:
    author = message.author
    member = author if isinstance(author, discord.Member) else None
    return Sender(
        user_id=author.id,
        name=author.name,
        display_name=author.display_name,
        account_created_at=author.created_at,
        joined_at=member.joined_at if member else None,
        role_ids=tuple(r.id for r in member.roles if not r.is_default()) if member else (),
        is_bot=author.bot,
        webhook_id=message.webhook_id,
    )


def _replied_to(message: discord.Message) -> int | None:
    reference = message.reference
    resolved = reference.resolved if reference else None
    return resolved.author.id if isinstance(resolved, discord.Message) else None
