"""What people do about a gate, as the tests have them do it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.gates import GATED
from bot.sandbox.client import Json, Person, SandboxClient
from bot.sandbox.world import BOT_ROLE_ID, GENERAL_ID, GUILD_ID, MODERATOR_ROLE_ID
from tests.wire.helping import LOCALES

EN = LOCALES.of("en-US")
NEEDS = ("view_channel", "manage_roles", "manage_webhooks")
MAY = ("attach_files", "embed_links", "external_emojis", "external_stickers", "use_external_apps")


async def permit(client: SandboxClient, channel: str = "general") -> None:
    """Give the bot's role in a channel what a gate needs, and nothing more."""
    await client.permissions(channel, str(BOT_ROLE_ID), allow=NEEDS)


async def gate(moderator: Person, state: str, channel: str = "general") -> str:
    """Run `/flashguard gate`; return the answer's text."""
    channel_id = await moderator.client.channel_id(channel, None)
    options = {"channel": channel_id, "state": state}
    ran = await moderator.command("moderators", "flashguard gate", options)
    return str((await moderator.answer(ran))["content"])


async def share(
    person: Person, *files: tuple[str, bytes], text: str = "", channel: str = "general"
) -> Json:
    """Run `/share`, fill in its form, and return the private answer."""
    form = await opened(person, channel)
    return await person.answer(await sent(person, form, files, text))


async def opened(person: Person, channel: str = "general") -> str:
    """Run `/share`, and return the id of the interaction that the form belongs to."""
    ran = await person.command(channel, "share")
    await person.wait_for("modal", lambda d: d["interaction_id"] == ran)
    return ran


async def sent(
    person: Person, form: str, files: Sequence[tuple[str, bytes]], text: str = ""
) -> str:
    """Send a form of `/share`; return the new interaction's id."""
    fields = {"fg:share:text": text} if text else {}
    return await person.submit(form, fields, (), **{"fg:share:files": files})


def same(overwrites: Sequence[Json]) -> list[tuple[str, int, str, str]]:
    """Return overwrites so that two channels' can be compared bit by bit."""
    return [(o["id"], o["type"], o["allow"], o["deny"]) for o in overwrites]


def shut(overwrites: Sequence[Json]) -> bool:
    """Return whether everybody lacks all that a gate takes, and moderators do not."""
    by_id = {int(o["id"]): o for o in overwrites}
    everyone, moderators = by_id[GUILD_ID], by_id[MODERATOR_ROLE_ID]
    return (
        int(everyone["deny"]) & GATED == GATED
        and not int(everyone["allow"]) & GATED
        and int(moderators["allow"]) & GATED == GATED
    )


async def seen(client: SandboxClient, people: Sequence[Person]) -> dict[str, set[str]]:
    """Return, by person, the SHA-256 of every file that any frame ever showed them.

    What is not there any more was there: an upload that is refused never had a frame.
    """
    found: dict[str, set[str]] = {}
    known: dict[str, str] = {}
    for person in people:
        hashes = found.setdefault(person.name, set())
        for frame in await person.views():
            for url in urls(frame["data"]):
                if url not in known:
                    data = await client.download(url)
                    known[url] = hashlib.sha256(data).hexdigest()
                hashes.add(known[url])
    return found


def urls(value: object) -> set[str]:
    """Return every local link to a file in a frame."""
    if isinstance(value, list):
        return set().union(*map(urls, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {str(v) for k, v in value.items() if k.startswith("local_") and isinstance(v, str)}
    return own.union(*(urls(v) for v in value.values())) if value else own


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def log_of(folder: Path) -> str:
    return (folder / "log").read_text("utf-8")


__all__ = [
    "EN", "GENERAL_ID", "MAY", "NEEDS", "gate", "log_of", "opened", "permit", "same", "seen",
    "sent", "sha", "share", "shut", "urls",
]  # fmt: skip
