"""What simcord's backend is given in place of its own: a real clock, our stores, uploads."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from typing import Any

from simcord._clock import Clock
from simcord.backend.cdn import CdnStore

from bot.sandbox.assets import Assets
from bot.sandbox.cdn import CDN_HOST, AttachmentStore


@dataclass
class Upload:
    """One uploaded file, in the shape that simcord reads."""

    fp: io.BytesIO
    filename: str
    description: str | None = None


@dataclass
class Facts:
    """What simcord does not record of an interaction."""

    owners: dict[str, str]
    """authorizing_integration_owners: "0" the server's id, "1" the person's id."""
    parent: int | None = None
    """For a modal's submission: the interaction that was answered with the modal."""
    failed: bool = False


@dataclass
class Contacts:
    """Who installed the app, and who lets whom write to them; by user ids."""

    installed: set[int] = field(default_factory=set)
    shut: set[int] = field(default_factory=set)
    """Who takes no direct messages."""
    blocked: set[tuple[int, int]] = field(default_factory=set)
    """Who blocks whom."""
    opened: set[tuple[int, int]] = field(default_factory=set)
    """Who has opened which conversation, so that it is listed while it is empty."""


class WallClock(Clock):
    """Real time, which tests may push forward (never back) to let things expire."""

    def now(self) -> datetime.datetime:
        """Return the time in UTC, to the millisecond as snowflakes have it."""
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.elapsed)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Cdn(CdnStore):
    """Leads simcord's uploads to the stores that serve them under Discord's own paths."""

    def __init__(self, attachments: AttachmentStore, assets: Assets) -> None:
        super().__init__()
        self._attachments = attachments
        self._assets = assets

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        """Keep an attachment and return its object."""
        return self._attachments.store(attachment_id, channel_id, filename, data, description)

    def store_sticker(self, sticker_id: int, format_type: int, data: bytes) -> str:
        """Keep a sticker's file and return its address."""
        self._assets.put(f"stickers/{sticker_id}", data)
        return f"https://{CDN_HOST}/stickers/{sticker_id}.png"
