"""Which networks there are, and their files: found, checked, never loaded where one differs.

Two manifests name them: `models/manifest.toml`, which comes with the program, and one of the same
form in the operator's folder, which `flashguard models add` writes beside the copied files. A
package that carries a network is not imported for it.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.domain import Label
from bot.errors import ModelError

DEFAULT_MODEL = "320n"
MANIFEST = "manifest.toml"
STRIDE = 32
"""The coarsest step, in pixels, of every network here: its input's sides are multiples of it."""
_OF_THE_FILE = frozenset({"file", "package", "sha256", "source", "canary", "card"})
"""What an entry does not take from the one that it is `like`: it belongs to one file."""


@dataclass(frozen=True, slots=True)
class Model:
    """One network of a manifest.

    `sha256` is the file's, in hex; `side` is in pixels; `folder` is where a file lies that no
    package carries. `canary` is the score that the canary got when an operator added the network,
    in 0..1, and None for a network that must flag it.
    """

    name: str
    file: str
    package: str | None
    folder: str
    sha256: str
    side: int
    input_name: str
    labels: tuple[Label, ...]
    licence: str
    source: str
    canary: float | None = None

    @property
    def version(self) -> str:
        """Return the name that results carry: the network's, and 12 digits of its sha256."""
        return f"{self.name}@{self.sha256[:12]}"

    def dumps(self) -> str:
        """Return the model as text, by which the parent tells a worker what to load."""
        return json.dumps(asdict(self))

    @classmethod
    def loads(cls, text: str) -> Model:
        """Return the model in a text that `dumps` made."""
        fields = json.loads(text)
        return cls(**fields | {"labels": tuple(Label(label) for label in fields["labels"])})


def models_dir() -> Path:
    """Return the folder `models/` at the repository's top level, beside the package.

    Raises ModelError where it is not there, as in an install without the checkout.
    """
    folder = Path(__file__).resolve().parents[2] / "models"
    if not (folder / MANIFEST).is_file():
        raise ModelError(
            "The folder models/ with manifest.toml is missing. Run from a checkout that has it"
            " (git checkout -- models).",
            str(folder),
        )
    return folder


def known_models(folder: Path | None = None) -> dict[str, Model]:
    """Return every network that the program knows, and those added to the operator's folder.

    Raises ModelError for a manifest that is wrong, and for an operator's folder that others may
    write to: whoever can change a file there could change its hash beside it.
    """
    path, mend = models_dir() / MANIFEST, "Restore it (git checkout -- models/manifest.toml)."
    own = _read(path, mend)
    where = models_dir() if folder is None else folder.absolute()
    models = {name: _model(name, own, where, path, mend) for name in own}
    if folder is None or not where.is_dir():
        return models
    _must_be_private(where)
    path = where / MANIFEST
    if not path.exists():
        return models
    _must_be_private(path)
    mend = f"Mend it, or delete it and add the networks of {where} again."
    added = _read(path, mend)
    for name in added:
        model = _model(name, own | added, where, path, mend)
        if name in own and model.sha256 != own[name].get("sha256"):
            raise ModelError(f"{path} gives the name {name} to another file. {mend}")
        models[name] = model
    return models


def load_manifest(name: str = DEFAULT_MODEL, folder: Path | None = None) -> Model:
    """Return a network by name; raise ModelError where there is none, or a manifest is wrong."""
    models = known_models(folder)
    if name not in models:
        raise ModelError(
            f"There is no network named {name!r}. Known are {', '.join(sorted(models))}. Set"
            " FLASHGUARD_MODEL to one of them, or add the network (flashguard models add FILE)."
        )
    return models[name]


def locate(model: Model) -> Path:
    """Return where a network's file has to lie; raise ModelError where its package is missing."""
    if model.package is None:
        return Path(model.folder, model.file)
    spec = find_spec(model.package)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The package {model.package}, which carries the network, is not installed. Run"
            " pip install --require-hashes -r requirements.txt."
        )
    return Path(spec.origin).parent / model.file


def weights_path(model: Model | None = None) -> Path:
    """Return the path of a network's file, whose sha256 is the manifest's.

    Raises ModelError where the file is missing, unreadable, or another one.
    """
    model = model or load_manifest()
    path = locate(model)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(model, path, error) from None
    _must_be_the_one(model, path, found)
    return path


def read_weights(model: Model) -> bytes:
    """Return a network's file, checked as it was read. Raises ModelError like `weights_path`."""
    path = locate(model)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(model, path, error) from None
    _must_be_the_one(model, path, hashlib.sha256(data).hexdigest())
    return data


def _mend(model: Model) -> str:
    if model.package is not None:
        return "Reinstall with pip install --force-reinstall -r requirements.txt."
    return (
        f"Put it there with `flashguard models add FILE`, or set FLASHGUARD_MODEL={DEFAULT_MODEL}."
    )


def _unreadable(model: Model, path: Path, error: OSError) -> ModelError:
    return ModelError(
        f"The network's file {model.file} cannot be read ({error.strerror}). {_mend(model)}",
        str(path),
    )


def _must_be_the_one(model: Model, path: Path, found: str) -> None:
    if found != model.sha256:
        where = "models/manifest.toml" if model.canary is None else f"{model.folder}/{MANIFEST}"
        raise ModelError(
            f"The network's file {model.file} is not the one in {where} (its sha256 differs)."
            f" {_mend(model)}",
            f"{path}: {found}, expected {model.sha256}",
        )


def _read(path: Path, mend: str) -> dict[str, dict[str, Any]]:
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}). {mend}") from None
    except ValueError as error:
        raise ModelError(f"{path} is not valid TOML: {error}. {mend}") from None
    if not all(isinstance(entry, dict) for entry in entries.values()):
        raise ModelError(f"{path} has something that is no network. {mend}")
    return entries


def _model(
    name: str, entries: Mapping[str, Mapping[str, Any]], folder: Path, path: Path, mend: str
) -> Model:
    try:
        entry = _whole(entries, name)
        model = Model(
            name=name,
            file=entry["file"],
            package=entry.get("package"),
            folder=str(folder),
            sha256=entry["sha256"].lower(),
            side=entry["side"],
            input_name=entry["input"]["name"],
            labels=tuple(Label(label) for label in entry["output"]["labels"]),
            licence=entry["licence"],
            source=entry["source"],
            canary=entry.get("canary"),
        )
        if entry["output"]["rows"] != 4 + len(model.labels):
            raise ValueError("rows do not fit the labels")
        if Path(model.file).name != model.file or len(bytes.fromhex(model.sha256)) != 32:
            raise ValueError("file is no plain name, or sha256 not 64 hex digits")
        if entry["input"]["stride"] != STRIDE or model.side <= 0 or model.side % STRIDE:
            raise ValueError(f"stride is not {STRIDE}, or side no multiple of it")
        if model.canary is not None and not 0 <= model.canary <= 1:
            raise ValueError("canary is no score")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path} has no valid entry {name!r}. {mend}", repr(error)) from None
    return model


def _whole(entries: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    entry = entries[name]
    base = _whole(entries, entry["like"]) if "like" in entry else {}
    return {k: v for k, v in base.items() if k not in _OF_THE_FILE} | dict(entry)


def _must_be_private(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ModelError(
            f"Others may write to {path}, and so change which network is trusted. Take that from"
            f" them: chmod go-w {path}"
        )
