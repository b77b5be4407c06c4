"""What a worker gives up before it touches untrusted bytes, and the proof that it did.

Each barrier is tried, not assumed: the report says what failed when it was attempted. Where a
barrier does not exist (Windows, macOS, an old kernel) it is reported as not holding, and the
isolation as reduced.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from bot.screening import seccomp

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space: the largest still that is decoded takes about 1 GiB of it."""
CPU_SECONDS = 900
"""Processor seconds for a worker's whole life; the parent replaces it long before."""
ENVIRONMENT = frozenset(
    {"PATH", "LC_ALL", "ORT_DISABLE_TELEMETRY", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX"}
)

_LINUX = sys.platform.startswith("linux")
_PR_SET_PDEATHSIG, _PR_GET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 2, 4, 38
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION = 444, 446, 1


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent dies (Linux; elsewhere a closed pipe does).

    A parent that died before the call is noticed by its process id having changed.
    """
    if _LINUX:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def lock(keep: int) -> dict[str, bool]:
    """Give up everything but reading requests and writing answers; return what holds.

    `keep` is the descriptor for answers; 0, 1 and 2 stay, all others are closed. To be called
    while there is one thread (Landlock covers the calling one), after every library, decoder and
    data file is loaded. There is no way back.
    """
    os.closerange(3, keep)
    os.closerange(keep + 1, 65536)
    dies = _LINUX and _parent_death_signal() == signal.SIGKILL
    if _LINUX:
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    landlocked = _LINUX and _landlock() and _fails(lambda: list(Path("/").iterdir()))
    _limit()
    if _LINUX:
        _prctl(_PR_SET_DUMPABLE, 0)
        seccomp.install()
    return {
        "clean environment": set(os.environ) <= ENVIRONMENT,
        "dies with the bot": dies,
        "Landlock": landlocked,
        "no files": _fails(_open_file),
        "no network": _fails(_open_socket),
        "no processes": _fails(_fork),
        "no new machine code": _fails(_map_code),
        "limited memory": _fails(lambda: mmap.mmap(-1, 2 * MEMORY)),
        "limited system calls": _fails(lambda: os.kill(os.getpid(), 0)),
    }


def _fails(attempt: Callable[[], object]) -> bool:
    """Return whether an attempt is refused by the system."""
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False


def _open_file() -> None:
    os.close(os.open(__file__, os.O_RDONLY))


def _open_socket() -> None:
    socket.socket().close()


def _fork() -> None:
    if not hasattr(os, "fork"):
        return
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _map_code() -> None:
    if not hasattr(mmap, "PROT_EXEC"):
        return
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _limit() -> None:
    """Set the resource limits that exist here; a refused one shows in what can still be done."""
    if resource is None:
        return
    limits = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": CPU_SECONDS,
        "RLIMIT_NOFILE": 0,
    }
    for name, value in limits.items():
        which = getattr(resource, name, None)
        if which is not None:
            try:
                resource.setrlimit(which, (value, value))
            except (OSError, ValueError):
                continue


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def _parent_death_signal() -> int:
    value = ctypes.c_int()
    ctypes.CDLL(None).prctl(_PR_GET_PDEATHSIG, ctypes.byref(value), 0, 0, 0)
    return value.value


def _landlock() -> bool:
    """Forbid every file, bind and connect, signal and abstract socket that Landlock knows here.

    Returns whether the kernel took it, and this thread is the only one.
    """
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _LANDLOCK_VERSION)
    if version < 1:
        return False
    # include/uapi/linux/landlock.h: rights on files by version; TCP from 4; scopes from 6.
    rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    rules = [(1 << rights) - 1]
    if version >= 4:
        rules.append(0b11)
    if version >= 6:
        rules.append(0b11)
    attributes = struct.pack(f"{len(rules)}Q", *rules)
    ruleset = call(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    taken = call(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return bool(taken)
