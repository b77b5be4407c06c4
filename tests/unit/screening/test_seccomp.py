"""The filter's program, run by a small interpreter of BPF: both architectures, on any machine."""

from __future__ import annotations

import struct

import pytest

from bot.screening import seccomp
from bot.screening.seccomp import AARCH64, ALLOW, DENY, KILL_PROCESS, NO_SUCH_CALL, X86_64

PID = 4242


def run(code: list[seccomp.Instruction], arch: int, number: int, *arguments: int) -> int:
    """Return what the kernel would for one call (struct seccomp_data, little-endian)."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    at, register = 0, 0
    while True:
        operation, yes, no, constant = code[at]
        at += 1
        if operation == 0x20:
            (register,) = struct.unpack_from("<I", data, constant)
        elif operation == 0x15:
            at += yes if register == constant else no
        elif operation == 0x35:
            at += yes if register >= constant else no
        elif operation == 0x45:
            at += yes if register & constant else no
        else:
            assert operation == 0x06
            return constant


BOTH = pytest.mark.parametrize("arch", [X86_64, AARCH64], ids=["x86-64", "aarch64"])
FORBIDDEN = {
    "x86-64": {
        "open": 2, "stat": 4, "openat": 257, "openat2": 437, "socket": 41, "connect": 42,
        "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "ptrace": 101, "memfd_create": 319,
        "io_uring_setup": 425, "unlink": 87, "pipe": 22, "dup": 32, "ioctl": 16, "bpf": 321,
        "process_vm_readv": 310, "userfaultfd": 323, "tkill": 200, "setrlimit": 160,
    },
    "aarch64": {
        "openat": 56, "openat2": 437, "socket": 198, "connect": 203, "execve": 221, "kill": 129,
        "ptrace": 117, "memfd_create": 279, "io_uring_setup": 425, "unlinkat": 35, "pipe2": 59,
        "dup": 23, "ioctl": 29, "bpf": 280, "process_vm_readv": 270, "tkill": 130,
        "prlimit64": 261, "newfstatat": 79,
    },
}  # fmt: skip


@BOTH
def test_what_decoders_need_is_let_through(arch: seccomp.Architecture) -> None:
    code = seccomp.program(arch, PID)
    for name, number in arch.calls.items():
        if name not in ("mmap", "mprotect", "clone", "clone3", "prctl", "tgkill"):
            assert run(code, arch.audit, number) == ALLOW, name


@pytest.mark.parametrize("name", ["x86-64", "aarch64"])
def test_everything_else_is_denied(name: str) -> None:
    arch = {"x86-64": X86_64, "aarch64": AARCH64}[name]
    code = seccomp.program(arch, PID)
    for call, number in FORBIDDEN[name].items():
        assert run(code, arch.audit, number) == DENY, call
    allowed = set(arch.calls.values())
    for number in range(600):
        if number not in allowed:
            assert run(code, arch.audit, number) == DENY, number


@BOTH
def test_arguments_are_looked_at(arch: seccomp.Architecture) -> None:
    code, calls = seccomp.program(arch, PID), arch.calls

    def answer(name: str, *arguments: int) -> int:
        return run(code, arch.audit, calls[name], *arguments)

    assert answer("mmap", 0, 4096, 3) == ALLOW and answer("mmap", 0, 4096, 7) == DENY
    assert answer("mprotect", 0, 4096, 1) == ALLOW and answer("mprotect", 0, 4096, 5) == DENY
    assert answer("clone", 0x3D0F00) == ALLOW and answer("clone", 17) == DENY
    assert answer("clone3", 0, 88) == NO_SUCH_CALL
    assert answer("prctl", 15) == ALLOW and answer("prctl", 0x53564D41) == ALLOW
    assert answer("prctl", 38) == DENY and answer("prctl", 22) == DENY
    assert answer("tgkill", PID, 1, 6) == ALLOW and answer("tgkill", 1, 1, 6) == DENY


@BOTH
def test_foreign_calls_kill(arch: seccomp.Architecture) -> None:
    code = seccomp.program(arch, PID)
    assert run(code, 0x4000_0003, arch.calls["read"]) == KILL_PROCESS  # i386
    if arch is X86_64:
        assert run(code, arch.audit, 0x4000_0000) == KILL_PROCESS  # x32
    assert len(code) < 4096
