"""Keeps the bot connected: one client after the other, over the same intake."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import aiohttp
import discord
import structlog

from bot.discord_adapter.client import FlashguardClient
from bot.errors import StartError

log = structlog.get_logger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds between attempts to connect: doubled each time, up to the longest."""
_STEADY = 60.0
"""A connection that held for so many seconds was a good one: the pauses begin anew."""


async def stay_connected(make_client: Callable[[], FlashguardClient], token: str) -> None:
    """Run one client after the other, for as long as Discord accepts them.

    Whatever ends a client (a payload that it cannot read, a first connect that fails, a gateway
    that is closed) is no reason to end: the next one catches up over the same intake.
    """
    pause = _FIRST_PAUSE
    while True:
        client, began = make_client(), time.monotonic()
        try:
            async with client:
                await client.start(token)
            log.error("connection_ended")
        except discord.LoginFailure:
            raise StartError(
                "Discord does not accept this token. Copy it again from the developer portal "
                "(Bot, Reset Token) into DISCORD_TOKEN in .env."
            ) from None
        except discord.PrivilegedIntentsRequired:
            raise StartError(
                "The application lacks an intent. Switch on Message Content in the developer "
                "portal (Bot, Privileged Gateway Intents), with FLASHGUARD_MEMBERS_INTENT also "
                "Server Members, and start again."
            ) from None
        except (aiohttp.ClientError, discord.DiscordException, OSError) as error:
            log.error("connection_failed", error=type(error).__name__)
        except Exception:
            # The task reporter: discord.py ends on what it does not expect.
            log.exception("client_failed")
        if time.monotonic() - began > _STEADY:
            pause = _FIRST_PAUSE
        log.info("connecting_again", in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
