"""A started sandbox for every test, its people, and bare access to its REST and gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.client import FindPerson, SandboxClient
from bot.sandbox.connect import connector
from bot.sandbox.server import Sandbox
from tests.wire.discord_wire import Wire


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox on free ports, as shipped; stopped after the test."""
    started = Sandbox(port=0)
    await started.start()
    try:
        yield started
    finally:
        await started.stop()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    """The control interface of that sandbox."""
    async with SandboxClient(sandbox.url) as opened:
        yield opened


@pytest.fixture
def person(client: SandboxClient) -> FindPerson:
    """Finds a person by name or role: `rowan = await person("newcomer")`."""
    return client.person


@pytest.fixture
async def wire(sandbox: Sandbox) -> AsyncIterator[Wire]:
    """The bot's side with no library in between: requests and gateway frames as they are."""
    way = connector(sandbox.tls_port, sandbox.ca_path)
    async with aiohttp.ClientSession(connector=way) as session:
        yield Wire(session, sandbox.token)
