"""A system-call filter that denies by default, as raw BPF: no library, no process, no file needed.

`program` is pure; `install` hands it to the kernel for every thread of this process. The numbers
come from the kernel's headers (asm/unistd_64.h for x86-64, asm-generic/unistd.h for aarch64); the
list of calls is what the decoders and the network were seen to need.
"""

from __future__ import annotations

import ctypes
import os
import struct
from dataclasses import dataclass

Instruction = tuple[int, int, int, int]
"""code, jump if true, jump if false, constant: one `struct sock_filter`."""

KILL_PROCESS = 0x8000_0000
ALLOW = 0x7FFF_0000
_ERRNO = 0x0005_0000
DENY = _ERRNO | 1
"""EPERM: a decoder that asks for more is told no, and what it was doing fails by itself."""
NO_SUCH_CALL = _ERRNO | 38
"""ENOSYS for clone3, whose flags lie in memory: the C library then falls back to clone."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_PROT_EXEC = 0x4
_CLONE_THREAD = 0x10000
_PR_SET_NAME = 15
_PR_SET_VMA = 0x53564D41
_X32 = 0x4000_0000
_SET_MODE_FILTER, _TSYNC = 1, 1

_GUARDED = ("mmap", "mprotect", "clone", "clone3", "prctl", "tgkill")


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the kernel calls an architecture, and its numbers of the calls that are let through."""

    audit: int
    seccomp: int
    calls: dict[str, int]


X86_64 = Architecture(
    0xC000_003E,
    317,
    {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9,
        "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
        "rt_sigreturn": 15, "readv": 19, "writev": 20, "select": 23, "sched_yield": 24,
        "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "clone": 56, "exit": 60,
        "uname": 63, "gettimeofday": 96, "getrusage": 98, "sigaltstack": 131, "prctl": 157,
        "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204,
        "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229,
        "clock_nanosleep": 230, "exit_group": 231, "tgkill": 234, "pselect6": 270, "ppoll": 271,
        "set_robust_list": 273, "getcpu": 309, "getrandom": 318, "membarrier": 324, "rseq": 334,
        "clone3": 435,
    },
)  # fmt: skip

AARCH64 = Architecture(
    0xC000_00B7,
    277,
    {
        "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66,
        "pselect6": 72, "ppoll": 73, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98,
        "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114,
        "clock_nanosleep": 115, "sched_getaffinity": 123, "sched_yield": 124,
        "restart_syscall": 128, "tgkill": 131, "sigaltstack": 132, "rt_sigaction": 134,
        "rt_sigprocmask": 135, "rt_sigreturn": 139, "uname": 160, "getrusage": 165,
        "prctl": 167, "getcpu": 168, "gettimeofday": 169, "getpid": 172, "gettid": 178,
        "brk": 214, "munmap": 215, "mremap": 216, "clone": 220, "mmap": 222, "mprotect": 226,
        "madvise": 233, "getrandom": 278, "membarrier": 283, "rseq": 293, "clone3": 435,
    },
)  # fmt: skip


def architecture() -> Architecture | None:
    """Return this machine's architecture, None where there is no filter for it."""
    if struct.calcsize("P") != 8:
        return None
    return {"x86_64": X86_64, "aarch64": AARCH64}.get(os.uname().machine)


def program(arch: Architecture, pid: int) -> list[Instruction]:
    """Return the filter for a process. Pure; `pid` is the only process it may signal."""
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, arch.audit),
        (_RETURN, 0, 0, KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if arch is X86_64:
        code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, KILL_PROCESS)]
    for name, number in arch.calls.items():
        if name not in _GUARDED:
            code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, ALLOW)]
    calls = arch.calls
    for name in ("mmap", "mprotect"):
        code += _when(calls[name], 2, [(_ANY_BIT, 0, 1, _PROT_EXEC), *_answers(DENY, ALLOW)])
    # Threads, which two decoders need, but no processes.
    code += _when(calls["clone"], 0, [(_ANY_BIT, 0, 1, _CLONE_THREAD), *_answers(ALLOW, DENY)])
    code += [(_EQUAL, 0, 1, calls["clone3"]), (_RETURN, 0, 0, NO_SUCH_CALL)]
    names = [(_EQUAL, 1, 0, _PR_SET_NAME), (_EQUAL, 0, 1, _PR_SET_VMA), *_answers(ALLOW, DENY)]
    code += _when(calls["prctl"], 0, names)
    code += _when(calls["tgkill"], 0, [(_EQUAL, 0, 1, pid), *_answers(ALLOW, DENY)])
    return [*code, (_RETURN, 0, 0, DENY)]


def _answers(yes: int, no: int) -> list[Instruction]:
    return [(_RETURN, 0, 0, yes), (_RETURN, 0, 0, no)]


def _when(number: int, argument: int, then: list[Instruction]) -> list[Instruction]:
    """Return the test of a call's argument (its low 32 bits; both machines are little-endian)."""
    body = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), *then]
    return [(_EQUAL, 0, len(body), number), *body]


def install() -> bool:
    """Put the filter on every thread of this process for good; return whether the kernel took it.

    The caller has set no_new_privs. On machines without a filter of ours nothing happens.
    """
    arch = architecture()
    if arch is None:
        return False
    code = program(arch, os.getpid())
    packed = b"".join(struct.pack("HBBI", *instruction) for instruction in code)
    instructions = ctypes.create_string_buffer(packed, len(packed))
    header = struct.pack("HxxxxxxP", len(code), ctypes.addressof(instructions))
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.argtypes = [ctypes.c_long, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_char_p]
    return bool(call(arch.seccomp, _SET_MODE_FILTER, _TSYNC, header) == 0)
