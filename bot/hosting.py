"""Hosts whose disk is made anew at each start: what is written there is lost.

Which variables tell, by the platforms' own documentation:
Heroku, "Dynos" (`DYNO`; the ephemeral filesystem) · Render, "Default Environment Variables"
(`RENDER`) and "Persistent Disks" · Railway, "Variables Reference" (`RAILWAY_ENVIRONMENT_NAME`) and
"Volumes" · Fly.io, "The Machine Runtime Environment" (`FLY_APP_NAME`) and "Fly Volumes" · Cloud
Foundry, "Environment Variables" (`VCAP_APPLICATION`) · Google Cloud Run, "Container runtime
contract" (`K_SERVICE`; the filesystem is in memory).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_PLATFORMS = (
    # Name, variable, and whether a disk that lasts can be mounted there.
    ("Heroku", "DYNO", False),
    ("Render", "RENDER", True),
    ("Railway", "RAILWAY_ENVIRONMENT_NAME", True),
    ("Fly.io", "FLY_APP_NAME", True),
    ("Cloud Foundry", "VCAP_APPLICATION", False),
    ("Cloud Run", "K_SERVICE", False),
)
_MOUNTS = Path("/proc/self/mountinfo")
_FLEETING = frozenset({"overlay", "tmpfs", "ramfs", "devtmpfs", "proc", "sysfs", "rootfs"})
"""Kinds of filesystem that end with the container or the machine."""


def ephemeral_host(path: Path, environ: Mapping[str, str], mounts: Path = _MOUNTS) -> str | None:
    """Return the platform whose disk would lose a file, or None where it lasts.

    A platform that offers disks which last is told apart by where the file lies: on a mount of its
    own, and not on the container's. `mounts` is the kernel's table of them (proc(5), mountinfo).
    """
    for name, variable, has_disks in _PLATFORMS:
        if environ.get(variable):
            return None if has_disks and _on_own_mount(path, mounts) else name
    return None


def _on_own_mount(path: Path, mounts: Path) -> bool:
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    whole, best, kind = path.resolve(), Path("/"), ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        try:
            point, found = Path(_unescaped(fields.split(" ")[4])), rest.split(" ")[0]
        except IndexError:
            continue
        # A later line lies over an earlier one.
        if whole.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, found
    return best != Path("/") and kind not in _FLEETING


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), field)
