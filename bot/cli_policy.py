"""`flashguard policy` and `flashguard invite`: a file checked, and the links that add the bot."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import aiohttp
import discord
import typer
from rich.console import Console
from rich.markup import escape

from bot.app import connector_for, load_guidance
from bot.discord_adapter import invites, policy_texts
from bot.errors import ConfigError, StartError
from bot.evidence.policies import PolicyStore
from bot.evidence.store import CaseStore
from bot.rulebook import read_toml
from bot.rulebook.document import MOST_BYTES
from bot.rulebook.keys import values
from bot.servers import checked
from bot.settings import Settings, load_installation, load_settings, storage_of

policy_cli = typer.Typer(help="Check a server's rules in a file, or list what servers have set.")


@policy_cli.command()
def check(file: Annotated[Path, typer.Argument(help="A TOML file.", metavar="FILE")]) -> None:
    """Say what a file of rules would mean here; nothing is changed."""
    settings = load_settings()
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be read ({error.strerror}). Check its name and its rights."
        ) from None
    document = read_toml(data, str(file))
    guidance = load_guidance(settings)
    installation = load_installation(settings)
    book = checked(document, installation, guidance.knows, name=str(file))
    out = Console(soft_wrap=True)
    out.print(f"{escape(str(file))} fits. With it these rules hold:", highlight=False)
    for line in policy_texts.summary(book):
        out.print(f"  {escape(line.replace('**', ''))}", highlight=False)
    for key, value in values(document).items():
        out.print(f"  {escape(f'{key} = {value}')}", highlight=False)


@policy_cli.command(name="list")
def list_servers() -> None:
    """List what each server has set of its own, and when."""
    asyncio.run(_list(load_settings()))


async def _list(settings: Settings) -> None:
    out = Console(soft_wrap=True)
    store = await CaseStore.open(storage_of(settings), settings.config_dir / "migrations")
    try:
        found = await PolicyStore(store.database).newest()
    finally:
        await store.close()
    if not found:
        out.print("No server has rules of its own.")
    for version in sorted(found, key=lambda v: v.guild_id):
        when = version.at.strftime("%Y-%m-%d %H:%M UTC")
        out.print(f"{version.guild_id}  guild/{version.version}  {when}", highlight=False)


def invite() -> None:
    """Print the links that add the bot to a server, and to a person's own account."""
    application_id = asyncio.run(_application_id(load_settings()))
    out = Console(soft_wrap=True)
    for what, link in (
        ("To a server", invites.invite_link(application_id)),
        ("To your own account (User Install)", invites.user_link(application_id)),
    ):
        out.print(f"{what}: {escape(link)}", highlight=False)


async def _application_id(settings: Settings) -> int:
    if settings.token is None:
        raise StartError(
            "There is no bot token, so there is no application to invite. Put DISCORD_TOKEN=..."
            " into the file .env (README)."
        )
    client = discord.Client(intents=discord.Intents.none(), connector=connector_for(settings))
    try:
        async with client:
            await client.login(settings.token.get_secret_value())
            return (await client.application_info()).id
    except discord.LoginFailure:
        raise StartError(
            "Discord does not accept this token. Copy it again from the developer portal (Bot,"
            " Reset Token) into DISCORD_TOKEN in .env."
        ) from None
    except (aiohttp.ClientError, discord.HTTPException, OSError) as error:
        raise StartError(
            "Discord could not be asked. Check this machine's connection.", type(error).__name__
        ) from None
