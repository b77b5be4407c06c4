"""The network's file: found without importing the package that carries it, and checked."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.domain import Label
from bot.errors import ModelError

DEFAULT_MODEL = "320n"


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the manifest. `sha256` is that of the file, in hex."""

    name: str
    file: str
    package: str | None
    sha256: str
    input_name: str
    labels: tuple[Label, ...]

    @property
    def version(self) -> str:
        """Return the name that results carry: the network's, and 12 digits of its sha256."""
        return f"{self.name}@{self.sha256[:12]}"


def models_dir() -> Path:
    """Return the folder `models/` at the repository's top level, beside the package.

    Raises ModelError where it is not there, as in an install without the checkout.
    """
    folder = Path(__file__).resolve().parents[2] / "models"
    if not (folder / "manifest.toml").is_file():
        raise ModelError(
            "The folder models/ with manifest.toml is missing. Run from a checkout that has it"
            " (git checkout -- models).",
            str(folder),
        )
    return folder


def load_manifest(name: str = DEFAULT_MODEL) -> Model:
    """Return the manifest's entry for a network; raise ModelError where it has none or is wrong."""
    path = models_dir() / "manifest.toml"
    try:
        entry: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))[name]
        model = Model(
            name=name,
            file=entry["file"],
            package=entry.get("package"),
            sha256=entry["sha256"],
            input_name=entry["input"]["name"],
            labels=tuple(Label(label) for label in entry["output"]["labels"]),
        )
        if entry["output"]["rows"] != 4 + len(model.labels):
            raise ValueError("rows do not fit the labels")
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"models/manifest.toml has no valid entry {name!r}. Restore it (git checkout --"
            " models/manifest.toml).",
            repr(error),
        ) from None
    return model


def weights_path(model: Model | None = None) -> Path:
    """Return the path of a network's file, whose sha256 is the manifest's.

    The carrying package is located by its spec, not imported: nudenet's import loads OpenCV.
    Raises ModelError where the file is missing, unreadable, or another one.
    """
    model = model or load_manifest()
    if model.package is None:
        path = models_dir() / model.file
    else:
        spec = find_spec(model.package)
        if spec is None or spec.origin is None:
            raise ModelError(
                f"The package {model.package}, which carries the network, is not installed. Run"
                " `make setup`, or pip install -r requirements.txt."
            )
        path = Path(spec.origin).parent / model.file
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The network's file {model.file} cannot be read ({error.strerror}). Reinstall with"
            " pip install --force-reinstall -r requirements.txt.",
            str(path),
        ) from None
    if found != model.sha256:
        raise ModelError(
            f"The network's file {model.file} is not the one in models/manifest.toml (its sha256"
            " differs). Reinstall with pip install --force-reinstall -r requirements.txt.",
            f"{path}: {found}, expected {model.sha256}",
        )
    return path
