"""The gate: channels in which pictures are screened before anybody sees them."""

from __future__ import annotations

from bot.discord_adapter.gate.keeper import GateBook, GateKeeper
from bot.discord_adapter.gate.share import ShareBook, Sharing
from bot.discord_adapter.gate.unshare import UnshareButton

__all__ = ["GateBook", "GateKeeper", "ShareBook", "Sharing", "UnshareButton"]
