"""An unknown network's file is tried where it can do no harm, and refused for a named reason."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ModelError
from bot.screening import trial
from bot.screening.trial import try_network
from tests.unit.screening import model_files as files

FREE: tuple[str | int, ...] = ("batch", 3, "height", "width")


async def test_another_real_network_is_loaded_and_flags_the_canary() -> None:
    found = await try_network(files.another())
    assert found.sees_the_canary and found.score > 0.9
    assert found.side == 320, "the file's own word"
    assert found.names_labels
    if sys.platform.startswith("linux"):
        assert found.lacking == ()


async def test_the_side_that_is_asked_for_is_used() -> None:
    assert (await try_network(files.another(), 640)).side == 640


async def test_a_network_that_sees_nothing_says_so() -> None:
    found = await try_network(files.with_weights(bytes(4)))
    assert not found.sees_the_canary


async def test_a_file_that_does_not_name_its_labels_says_so() -> None:
    assert not (await try_network(files.without_names())).names_labels


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no file at all": (lambda: b"", "cannot load it"),
    "no protobuf": (lambda: b"hello " * 100, "cannot load it"),
    "half a network": (lambda: files.original()[:6_000_000], "cannot load it"),
    "another input": (lambda: files.original().replace(b"images", b"imagez"), "its input"),
    "a fixed size": (lambda: files.graph(sizes=(1, 3, 640, 640)), "dynamic=True"),
    "four channels": (lambda: files.graph(sizes=("batch", 4, "height", "width")), "its input"),
    "a picture as output": (lambda: files.graph(sizes=FREE), "its output"),
    "labels in another order": (files.with_swapped_labels, "its labels are not NudeNet's 18"),
    "scores that are no numbers": (
        lambda: files.with_weights(struct.pack("<f", float("nan"))),
        "what it answers",
    ),
    "numbers in another file": (
        lambda: files.graph(
            sizes=FREE, op="Add", initializer=files.external_tensor("../../../etc/hostname")
        ),
        "cannot load it",
    ),
    "a tensor of 512 GiB": (
        lambda: files.graph(
            sizes=FREE, op="ConstantOfShape", initializer=files.shape_tensor(2**37)
        ),
        "cannot load it|takes more memory|its output|it fails on",
    ),
    "an unknown operation": (lambda: files.graph(sizes=FREE, op="Surprise"), "cannot load it"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_no_such_network_is_refused_and_named(what: str) -> None:
    make, message = REFUSED[what]
    with pytest.raises(ModelError, match=message) as caught:
        await try_network(make())
    assert str(caught.value).startswith("The file is refused: ")
    assert str(caught.value).endswith(".") and caught.value.detail.isprintable()


async def test_a_file_over_the_limit_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MAX_BYTES", 100)
    monkeypatch.setattr(trial, "_ENTRY", "this is no program")
    with pytest.raises(ModelError, match="more than 100 bytes"):
        await try_network(bytes(101))


_LIES = {
    "nothing": "b''",
    "no JSON": "b'nope'",
    "much": "b'x' * 10**6",
    "an unknown reason": 'b\'{"refused": "because"}\'',
    "a reason that is a list": "b'{\"refused\": []}'",
    "an odd side": 'b\'{"side": 321, "score": 1, "names_labels": true, "isolation": {}}\'',
    "a truth as score": 'b\'{"side": 320, "score": true, "names_labels": true, "isolation": {}}\'',
    "a score over 1": 'b\'{"side": 320, "score": 2, "names_labels": true, "isolation": {}}\'',
    "no isolation": 'b\'{"side": 320, "score": 1, "names_labels": true}\'',
}


@pytest.mark.parametrize("lie", _LIES)
async def test_a_process_that_was_taken_over_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    script = f"import os, sys\nsys.stdin.buffer.read()\nos.write(1, {_LIES[lie]})"
    monkeypatch.setattr(trial, "_ENTRY", script)
    with pytest.raises(ModelError, match="ended the process that tried it"):
        await try_network(b"x" * 1_000_000)


async def test_a_process_that_floods_its_pipe_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """asyncio's wait hangs while the reader is paused, which is a race: hence several rounds."""
    flood = "import os, sys\nsys.stdin.buffer.read()\nwhile True: os.write(1, b'x' * 65536)"
    monkeypatch.setattr(trial, "_ENTRY", flood)
    for _ in range(25):
        with pytest.raises(ModelError, match="ended the process that tried it"):
            await try_network(b"x")


async def test_a_process_that_dies_at_once_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_ENTRY", "import os; os.abort()")
    with pytest.raises(ModelError, match="ended the process that tried it"):
        await try_network(b"x" * 1_000_000)


async def test_a_network_that_never_ends_is_killed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    script = f"import os, pathlib, time; pathlib.Path({str(note)!r}).write_text(str(os.getpid())); "
    monkeypatch.setattr(trial, "_ENTRY", script + "time.sleep(600)")
    monkeypatch.setattr(trial, "TIMEOUT", 2.0)
    with pytest.raises(ModelError, match="more than 2 seconds"):
        await try_network(b"x")
    assert not Path(f"/proc/{note.read_text()}").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux how full a pipe is")
async def test_the_file_is_read_only_after_the_lock_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock waits here until the file's pipe is full: nobody may have read it before."""
    waiting = (
        "import sys; sys.path.append(sys.argv.pop())\n"
        "import fcntl, os, struct, termios, time\n"
        "from bot.screening import lockdown\n"
        "real = lockdown.lock\n"
        "def lock(keep):\n"
        "    for _ in range(600):\n"
        "        time.sleep(0.05)\n"
        "        (n,) = struct.unpack('i', fcntl.ioctl(0, termios.FIONREAD, bytes(4)))\n"
        "        if n >= 65536: return real(keep)\n"
        "    os._exit(1)\n"
        "lockdown.lock = lock\n"
        "from bot.screening.trial import main; main()\n"
    )
    monkeypatch.setattr(trial, "_ENTRY", waiting)
    assert (await try_network(files.another())).sees_the_canary
