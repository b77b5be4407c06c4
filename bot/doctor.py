"""Checks what the bot needs, one after the other, each with its mend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import aiohttp
import discord

from bot.app import connector_for, isolation, load_guidance, prove_sight
from bot.batch import pool_for
from bot.checks import Check
from bot.discord_adapter.client import intents
from bot.discord_adapter.gap_report import SettingsFor
from bot.discord_adapter.invites import PERMISSIONS, invite_link
from bot.errors import FlashguardError
from bot.evidence.policies import PolicyStore
from bot.evidence.store import CaseStore
from bot.screening.model import load_manifest, weights_path
from bot.servers import Servers
from bot.settings import Settings, load_installation, load_policy, storage_of


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """Yield each check as it ends, its mend in its text.

    A failed one does not keep the next from being made.

    Discord itself is asked only where a token is set.
    """

    async def policy() -> str:
        p = load_policy(settings)
        return f"policy {p.version}, {len(p.thresholds)} labels"

    async def guidance() -> str:
        loaded = load_guidance(settings)
        places, languages = loaded.jurisdictions(), len(loaded.locales.languages)
        return f"for {len(places)} places and everywhere else, in {languages} languages"

    async def weights() -> str:
        model = load_manifest(settings.model, settings.models_dir)
        await asyncio.to_thread(weights_path, model)
        return (
            f"network {model.version}, looks at {model.side} pixels, licence {model.licence}; the"
            " file is the one in the manifest"
        )

    async def database() -> str:
        store = await CaseStore.open(storage_of(settings), settings.config_dir / "migrations")
        try:
            open_cases = len(await store.unfinished())
        finally:
            await store.close()
        return f"database {store.database.name} opens; {open_cases} unfinished cases"

    async def discord_itself() -> str:
        return await _ask_discord(settings)

    checks: list[tuple[str, Callable[[], Awaitable[str]]]] = [
        ("policy", policy),
        ("guidance", guidance),
        ("network", weights),
        ("database", database),
    ]
    for name, check in checks:
        yield await _run(name, check)
    async for result in _screening(settings):
        yield result
    if settings.token is None:
        yield Check(
            "discord", True, "no token is set, so Discord was not asked (DISCORD_TOKEN in .env)"
        )
    else:
        yield await _run("discord", discord_itself)


async def _run(name: str, check: Callable[[], Awaitable[str]]) -> Check:
    try:
        return Check(name, True, await check())
    except FlashguardError as error:
        return Check(name, False, error.message)


async def _screening(settings: Settings) -> AsyncIterator[Check]:
    try:
        async with pool_for(settings, workers=1) as pool:
            wanted = f"FLASHGUARD_ISOLATION={settings.isolation}"
            found = isolation(pool.describe())
            yield Check("workers", True, f"screening processes: {found}; {wanted}")

            async def canary() -> str:
                return await prove_sight(pool, settings)

            yield await _run("canary", canary)
    except FlashguardError as error:
        yield Check("workers", False, error.message)


class _DiscordCheck(FlashguardError):
    """Something at Discord is not as the bot needs it."""


async def _ask_discord(settings: Settings) -> str:
    assert settings.token is not None
    client = discord.Client(intents=intents(), connector=connector_for(settings))
    try:
        async with client:
            await client.login(settings.token.get_secret_value())
            return await _examine_servers(client, await _settings_for(settings))
    except discord.LoginFailure:
        raise _DiscordCheck(
            "Discord does not accept this token. Copy it again from the developer portal "
            "(Bot, Reset Token) into DISCORD_TOKEN in .env."
        ) from None
    except (aiohttp.ClientError, discord.HTTPException, OSError) as error:
        raise _DiscordCheck(
            "Discord could not be asked. Check this machine's connection.", type(error).__name__
        ) from None


async def _settings_for(settings: Settings) -> SettingsFor:
    """Return what each server has set; where the database cannot say, what the operator has.

    That the database fails is a check of its own.
    """
    installation = load_installation(settings)
    try:
        store = await CaseStore.open(storage_of(settings), settings.config_dir / "migrations")
    except FlashguardError:
        return lambda guild_id: installation.settings
    try:
        servers = Servers(installation, PolicyStore(store.database))
        await servers.load()
    finally:
        await store.close()
    return servers.server_settings_for


async def _examine_servers(client: discord.Client, settings_for: SettingsFor) -> str:
    application = await client.application_info()
    flags = application.flags
    if not (flags.gateway_message_content or flags.gateway_message_content_limited):
        raise _DiscordCheck(
            "The application lacks the Message Content intent. Switch it on in the developer "
            "portal (Bot, Privileged Gateway Intents)."
        )
    problems, servers = [], 0
    async for partial in client.fetch_guilds():
        servers += 1
        guild = await client.fetch_guild(partial.id)
        channels = await guild.fetch_channels()
        assert client.user is not None
        me = await guild.fetch_member(client.user.id)
        wanted = settings_for(guild.id).moderators_channel
        problems += _problems(guild, me, channels, wanted)
    if not servers:
        raise _DiscordCheck(
            f"The bot is in no server yet. Invite it: {invite_link(application.id)}"
        )
    if problems:
        raise _DiscordCheck("; ".join(problems) + ".")
    return f"token, intents and permissions are right on {servers} servers"


def _problems(
    guild: discord.Guild,
    me: discord.Member,
    channels: Sequence[discord.abc.GuildChannel],
    moderators_channel: str,
) -> list[str]:
    held = me.guild_permissions
    lacking = [
        name.replace("_", " ").title()
        for name, wanted in PERMISSIONS
        if wanted and not getattr(held, name)
    ]
    problems = []
    if lacking:
        problems.append(
            f"on {guild.name} the bot's role lacks {', '.join(lacking)}: "
            "switch it on in Server Settings, Roles"
        )
    texts = [c for c in channels if isinstance(c, discord.TextChannel)]
    found = next((c for c in texts if moderators_channel in (c.name, str(c.id))), None)
    if found is None:
        problems.append(
            f"on {guild.name} there is no text channel named or numbered {moderators_channel}: "
            "create it, or choose another with `/flashguard setup`"
        )
    else:
        rights = found.permissions_for(me)
        if not (rights.view_channel and rights.send_messages and rights.embed_links):
            problems.append(
                f"on {guild.name} the bot cannot write to #{found.name}: give it View Channel, "
                "Send Messages and Embed Links there"
            )
    return problems
