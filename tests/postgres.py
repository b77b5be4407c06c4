"""A real PostgreSQL server for tests, from Debian's package, in a folder that goes with it."""

from __future__ import annotations

import asyncio
import ctypes
import os
import pwd
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import asyncpg  # type: ignore[import-untyped]
from pydantic import SecretStr

MISSING = (
    "PostgreSQL's server is not on this machine: install Debian's package `postgresql`, or any"
    " other that puts initdb and postgres into PATH or /usr/lib/postgresql/*/bin."
)
_PATIENCE_S = 60.0
_PR_SET_PDEATHSIG = 1

Process = subprocess.Popen[bytes]


def binaries() -> Path | None:
    """Return the folder of initdb and postgres, the newest version's, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


class PostgresServer:
    """One server on a free port of this machine, with a password; `with` starts and removes it.

    `file_limit` is the size in bytes over which it can write no file: a full disk.
    """

    def __init__(self, *, file_limit: int | None = None) -> None:
        found = binaries()
        assert found is not None, MISSING
        self._binaries = found
        self._file_limit = file_limit
        self._folder = Path()
        self._process: Process | None = None
        self.password = secrets.token_urlsafe(12) + "/@:%"
        self.port = 0

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="flashguard-pg-", dir="/tmp"))
        data, word = self._folder / "data", self._folder / "password"
        word.write_text(self.password, "utf-8")
        if os.geteuid() == 0:
            account = _account()
            for path in (self._folder, word):
                os.chown(path, account.pw_uid, account.pw_gid)
        command = [f"{self._binaries}/initdb", "-D", str(data), "-U", "flashguard", "-E", "UTF8"]
        command += ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={word}", "--no-sync"]
        with (self._folder / "log").open("ab") as log:
            made = self._start([*command, "--wal-segsize=1"], log, None)
            assert made.wait(_PATIENCE_S) == 0, self.log()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
            # The machine does not fail in these tests, only processes do.
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": "60",
            "logging_collector": "off",
        }
        with (self._folder / "log").open("ab") as log:
            command = [f"{self._binaries}/postgres", "-D", f"{self._folder}/data"]
            for name, value in settings.items():
                command += ["-c", f"{name}={value}"]
            self._process = self._start(command, log, self._file_limit)
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                # In a thread of its own: the caller may be inside an event loop.
                with ThreadPoolExecutor(1) as thread:
                    thread.submit(asyncio.run, self._run("postgres")).result()
            except (OSError, asyncpg.PostgresError):
                assert self._process.poll() is None and time.monotonic() < deadline, self.log()
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """End the server at once, as a crash would: nobody is waited for, nothing is tidied up."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_PATIENCE_S)
            self._process = None

    def log(self) -> str:
        """Return what the server wrote."""
        return (self._folder / "log").read_text("utf-8", "replace")

    def address(self, database: str = "postgres") -> SecretStr:
        """Return the address of one of its databases, as hosting platforms spell it."""
        word = "".join(c if c.isalnum() else f"%{ord(c):02X}" for c in self.password)
        return SecretStr(f"postgres://flashguard:{word}@127.0.0.1:{self.port}/{database}")

    async def create(self, template: str = "template1") -> str:
        """Make a database, and return its name."""
        name = f"t_{secrets.token_hex(6)}"
        await self._run("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    async def drop(self, name: str) -> None:
        """Take a database away, with whoever uses it."""
        await self._run("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def query(self, name: str, query: str) -> list[tuple[object, ...]]:
        """Ask through a connection of its own, which sees only what was committed."""
        return [tuple(row) for row in await self._run(name, query)]

    async def _run(self, name: str, query: str = "SELECT 1") -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.address(name).get_secret_value())
        try:
            found: list[asyncpg.Record] = await connection.fetch(query)
            return found
        finally:
            await connection.close()

    def _start(self, command: list[str], log: IO[bytes], limit: int | None) -> Process:
        """Start a process as an account that PostgreSQL accepts: it refuses to run as root."""
        account = _account() if os.geteuid() == 0 else None

        def bound() -> None:
            # The server ends with the tests, however they end.
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            command,
            cwd="/",
            stdout=log,
            stderr=log,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=bound,
        )


def _account() -> pwd.struct_passwd:
    """Return an account without rights: the package's own, or nobody."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
