"""Which hosts lose their disk, and which of their files do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.hosting import ephemeral_host

MOUNTS = r"""21 1 0:30 / / rw - overlay overlay rw
22 21 0:31 / /proc rw - proc proc rw
23 21 0:32 / /tmp rw shared:1 - tmpfs tmpfs rw
24 21 8:1 / /var/data rw shared:2 master:1 - ext4 /dev/sdb rw
25 21 8:2 / /my\040disk rw - ext4 /dev/sdc rw
26 24 0:33 / /var/data/scratch rw - tmpfs tmpfs rw
27 21 8:3 / /hidden rw - ext4 /dev/sdd rw
28 21 0:34 / /hidden rw - tmpfs tmpfs rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS.replace("\\\\", "\\"), "utf-8")
    return path


VARIABLES = {
    "DYNO": "Heroku",
    "RENDER": "Render",
    "RAILWAY_ENVIRONMENT_NAME": "Railway",
    "FLY_APP_NAME": "Fly.io",
    "VCAP_APPLICATION": "Cloud Foundry",
    "K_SERVICE": "Cloud Run",
}


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("path", ["/app/var/cases.db", "/tmp/cases.db", "/var/data/scratch/c.db"])
def test_a_file_on_the_containers_own_disk_is_lost(mounts: Path, variable: str, path: str) -> None:
    assert ephemeral_host(Path(path), {variable: "x"}, mounts) == VARIABLES[variable]


@pytest.mark.parametrize("path", ["/var/data/cases.db", "/my disk/a/b/cases.db"])
def test_a_file_on_a_disk_of_its_own_lasts(mounts: Path, path: str) -> None:
    for variable in ("RENDER", "RAILWAY_ENVIRONMENT_NAME", "FLY_APP_NAME"):
        assert ephemeral_host(Path(path), {variable: "x"}, mounts) is None
    for variable in ("DYNO", "VCAP_APPLICATION", "K_SERVICE"):
        assert ephemeral_host(Path(path), {variable: "x"}, mounts) == VARIABLES[variable]


def test_the_mount_that_lies_on_top_counts(mounts: Path) -> None:
    assert ephemeral_host(Path("/hidden/cases.db"), {"RENDER": "true"}, mounts) == "Render"
    assert ephemeral_host(Path("/var/database/c.db"), {"RENDER": "true"}, mounts) == "Render"


def test_any_other_host_is_trusted(mounts: Path) -> None:
    assert ephemeral_host(Path("/tmp/cases.db"), {"PATH": "/bin", "DYNO": ""}, mounts) is None


def test_a_system_without_that_table_is_on_the_safe_side(tmp_path: Path) -> None:
    missing = tmp_path / "nothing"
    assert ephemeral_host(Path("/var/data/c.db"), {"RENDER": "true"}, missing) == "Render"
