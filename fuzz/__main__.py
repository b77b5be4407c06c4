"""`make fuzz [ONLY=decode] [SECONDS=60]`: runs the targets; a finding is an exit status of 1.

What was learnt stays in `corpus/`, and what broke something in `crashers/`; both are git-ignored.
A crasher is tried again with `python -m fuzz.fuzz_decode FILE`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from fuzz.fuzz_protocol import seeds
from tests.hostile.files import crafted, valid

HERE = Path(__file__).parent
MAX_LENGTH = 64 * 1024
"""Bytes of one input: the valid files have 100 bytes to 20 KiB, and shorter is faster."""
HANG = 30
"""Seconds of one input after which it is a finding: more than a worker's whole deadline."""
MEMORY = 3072
"""MiB that the process may hold: a worker's limit is half of it, and here two decoders may run."""


def _files() -> Iterable[bytes]:
    return (data for data in [*valid().values(), *crafted().values()] if len(data) <= MAX_LENGTH)


TARGETS: dict[str, Callable[[], Iterable[bytes]]] = {"decode": _files, "protocol": seeds}


def run(name: str, seconds: int) -> bool:
    """Fuzz a target for some seconds; return whether it found nothing."""
    corpus, crashers = HERE / "corpus" / name, HERE / "crashers"
    crashers.mkdir(exist_ok=True)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(TARGETS[name]()):
        (corpus / f"seed-{number:03}").write_bytes(data)
    print(f"{name}: {seconds} s", flush=True)
    done = subprocess.run(  # noqa: S603 - our own modules
        [
            sys.executable, "-m", f"fuzz.fuzz_{name}", str(corpus), f"-max_total_time={seconds}",
            f"-max_len={MAX_LENGTH}", f"-timeout={HANG}", f"-rss_limit_mb={MEMORY}",
            f"-artifact_prefix={crashers}/{name}-", "-print_final_stats=1",
        ],
        cwd=HERE.parent,
        env=os.environ | {"ORT_DISABLE_TELEMETRY": "1"},
        check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"{name}: a finding (status {done.returncode}); see {crashers}", flush=True)
    return done.returncode == 0


def main() -> None:
    """Run the targets that are asked for, all of them even where one finds something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; all by default")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"unknown targets: {', '.join(sorted(unknown))}")
    sound = [run(name, options.seconds) for name in options.targets or TARGETS]
    sys.exit(0 if all(sound) else 1)


main()
