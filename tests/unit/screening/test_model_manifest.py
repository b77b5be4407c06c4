"""Which networks are known, and what is said of a file or a manifest that is not right."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.errors import ModelError
from bot.screening import model
from bot.screening.model import Model, known_models, load_manifest, read_weights, weights_path
from bot.screening.pool import ScreeningPool
from tests.unit.screening import model_files as files

ENTRY = """
[mine]
like = "320n"
file = "mine.onnx"
sha256 = "{sha256}"
side = 640
licence = "none"
source = "somewhere"
canary = 0.9
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an operator's folder with a second real network."""
    import hashlib

    data = files.another()
    (tmp_path / "mine.onnx").write_bytes(data)
    text = ENTRY.format(sha256=hashlib.sha256(data).hexdigest())
    (tmp_path / "manifest.toml").write_text(text, "utf-8")
    tmp_path.chmod(0o700)
    (tmp_path / "manifest.toml").chmod(0o600)
    return tmp_path


def test_the_program_knows_two_networks_and_has_one() -> None:
    known = known_models()
    assert set(known) == {"320n", "640m"}
    assert (known["320n"].side, known["640m"].side) == (320, 640)
    assert known["640m"].labels == known["320n"].labels
    assert known["640m"].package is None and known["640m"].licence
    assert weights_path(known["320n"]).is_file()
    with pytest.raises(ModelError, match=r"640m.onnx cannot be read.*flashguard models add"):
        weights_path(known["640m"])


def test_every_entry_has_its_model_card() -> None:
    import tomllib

    entries = tomllib.loads((model.models_dir() / "manifest.toml").read_text("utf-8"))
    for name, entry in entries.items():
        card = (model.models_dir() / entry["card"]).read_text("utf-8")
        assert card.startswith(f"# {name}\n") and "## What is not measured here" in card
        assert "## Licence" in card


def test_an_added_network_takes_form_and_labels_from_another(folder: Path) -> None:
    mine = load_manifest("mine", folder)
    assert mine.side == 640 and mine.input_name == "images" and len(mine.labels) == 18
    assert mine.package is None and mine.source == "somewhere"
    assert read_weights(mine) == files.another()
    assert known_models(folder).keys() == {"320n", "640m", "mine"}


def test_a_model_survives_the_way_to_the_worker(folder: Path) -> None:
    for one in known_models(folder).values():
        assert Model.loads(one.dumps()) == one


def test_an_unknown_name_is_refused_with_those_that_are_known(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"'yours'. Known are 320n, 640m, mine. Set FLASHGUARD_M"):
        load_manifest("yours", folder)


async def test_results_name_the_network_that_looked(folder: Path, fixtures: Path) -> None:
    mine = load_manifest("mine", folder)
    async with ScreeningPool(1, model=mine) as pool:
        found = await pool.screen((fixtures / "trigger_female_breast.jpg").read_bytes())
        assert pool.describe().model == mine.version == found.model
        assert found.detections[0].score > 0.5
    assert mine.version.startswith("mine@") and mine.sha256.startswith(mine.version[5:])


async def test_a_file_that_changed_later_is_refused_at_the_start(folder: Path) -> None:
    path = folder / "mine.onnx"
    path.write_bytes(path.read_bytes() + b"\x72\x00")
    mine = load_manifest("mine", folder)
    message = r"mine.onnx is not the one in .*manifest.toml.*models add FILE.*=320n"
    with pytest.raises(ModelError, match=message):
        await ScreeningPool(1, model=mine).start()
    with pytest.raises(ModelError, match=message):
        read_weights(mine)
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        await ScreeningPool(1, model=mine).start()


async def test_a_worker_checks_the_file_that_it_loads(folder: Path) -> None:
    """The parent checked it, then it changed: a worker that is started later refuses it."""
    async with ScreeningPool(1, model=load_manifest("mine", folder)) as pool:
        (folder / "mine.onnx").write_bytes(files.original())
        [worker] = pool._workers
        await worker.stop()
        with pytest.raises(ModelError, match=r"mine.onnx is not the one"):
            await worker.start()


WRONG = {
    "no TOML": ("x = ", "is not valid TOML"),
    "no table": ("x = 1", "has something that is no network"),
    "no hash": ('[mine]\nlike = "320n"\nfile = "a.onnx"\n', "no valid entry 'mine'"),
    "a short hash": (ENTRY.format(sha256="abcd"), "no valid entry 'mine'"),
    "a path": (
        ENTRY.format(sha256="ab" * 32).replace("mine.onnx", "../mine.onnx"),
        "no valid entry 'mine'",
    ),
    "a side between": (
        ENTRY.format(sha256="ab" * 32).replace("640", "330"),
        "no valid entry 'mine'",
    ),
    "a canary that is no score": (
        ENTRY.format(sha256="ab" * 32).replace("0.9", '"high"'),
        "no valid entry 'mine'",
    ),
    "like itself": (
        ENTRY.format(sha256="ab" * 32).replace('"320n"', '"mine"'),
        "no valid entry 'mine'",
    ),
    "like nothing": (
        ENTRY.format(sha256="ab" * 32).replace('"320n"', '"nothing"'),
        "no valid entry 'mine'",
    ),
    "the name of a known one": (
        ENTRY.format(sha256="ab" * 32).replace("[mine]", "[640m]"),
        "gives the name 640m to another file",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_manifest_names_itself_and_the_mend(folder: Path, what: str) -> None:
    text, message = WRONG[what]
    (folder / "manifest.toml").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=message) as caught:
        known_models(folder)
    assert str(folder / "manifest.toml") in str(caught.value)
    assert "Mend it" in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("which", [".", "manifest.toml"])
def test_a_folder_that_others_may_write_to_is_not_trusted(folder: Path, which: str) -> None:
    (folder / which).chmod(0o777)
    with pytest.raises(ModelError, match=r"Others may write to .*chmod go-w"):
        known_models(folder)


def test_no_folder_and_an_empty_one_are_the_same_as_none(tmp_path: Path) -> None:
    expected = {"320n", "640m"}
    assert set(known_models(tmp_path)) == set(known_models(tmp_path / "missing")) == expected


def test_a_checkout_without_models_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    manifest = model.models_dir() / "manifest.toml"
    shutil.copy(manifest, tmp_path)
    path = tmp_path / "manifest.toml"
    path.write_text(path.read_text("utf-8").replace("rows = 22", "rows = 23"), "utf-8")
    monkeypatch.setattr(model, "models_dir", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"no valid entry '320n'. Restore it"):
        known_models()
