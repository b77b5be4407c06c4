"""`make bench [ONLY=latency]`: measures, prints, and writes the tables into README.md."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

from benchmarks import known, latency, ledger, throughput
from bot.settings import ROOT

_README = ROOT / "README.md"


def _screening() -> str:
    """Return the screening benchmark's table; it draws its plot beside the screenshots."""
    plot = ROOT / "docs" / "images" / "screening.png"
    command = [sys.executable, "-m", "benchmarks.screening", "--plot", str(plot)]
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


_BENCHES = {
    "latency": latency.main,
    "throughput": throughput.main,
    "screening": _screening,
    "known": known.main,
    "ledger": ledger.main,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    for name in names or list(_BENCHES):
        table = (
            f"{_BENCHES[name]()}\n\n"
            f"Measured by `make bench ONLY={name}` on {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} cores, Python {platform.python_version()}."
        )
        print(f"\n{name}\n{table}", flush=True)
        before, start, rest = _README.read_text("utf-8").partition(f"<!-- bench:{name} -->")
        _, end, after = rest.partition(f"<!-- /bench:{name} -->")
        if not end:
            sys.exit(f"README.md has no place for it: <!-- bench:{name} --><!-- /bench:{name} -->")
        _README.write_text(f"{before}{start}\n{table}\n{end}{after}", "utf-8")


main(sys.argv[1:])
