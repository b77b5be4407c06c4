"""The networks that an operator adds: tried, trusted by sha256, copied, and written down."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import ModelError
from bot.files import write_private
from bot.screening.model import (
    DEFAULT_MODEL,
    MANIFEST,
    Model,
    known_models,
    locate,
    weights_path,
)
from bot.screening.trial import MAX_BYTES, Trial, try_network

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HEAD = """\
# The networks that `flashguard models add` has added. A file whose sha256 differs is never loaded.
# To forget a network, delete its entry here, and its file.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was tried and not added yet; `trusted` where its hash was named beforehand."""

    name: str
    data: bytes
    sha256: str
    trial: Trial
    licence: str
    source: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A known network, and what is wrong with its file; `problem` is empty where nothing is."""

    model: Model
    problem: str


def list_networks(folder: Path) -> list[Listed]:
    """Return every known network with its file checked. Raises ModelError for a wrong manifest."""
    listed = []
    for model in known_models(folder).values():
        if model.package is None and model.canary is None and not locate(model).exists():
            listed.append(Listed(model, f"not added yet: flashguard models add {model.file}"))
            continue
        try:
            weights_path(model)
        except ModelError as error:
            listed.append(Listed(model, error.message))
        else:
            listed.append(Listed(model, ""))
    return listed


async def examine(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    side: int | None = None,
    licence: str | None = None,
    trust_sha256: str | None = None,
) -> Candidate:
    """Return a file that was read, named and tried in a locked-down process.

    `name` is by default the one that a manifest gives to the hash, or the file's own; `side` is in
    pixels; `trust_sha256` is the hash, in hex, that the operator trusts. Raises ModelError for a
    file that is refused or is another one, or a name that is taken.
    """
    if not (licence or "").isprintable():
        raise ModelError("The licence is not one line of text. Give its name with --licence.")
    data = _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if trust_sha256 is not None and trust_sha256.strip().lower() != sha256:
        raise ModelError(
            f"The file's sha256 is {sha256}, not the one that you trust. Get the file again from"
            " where that hash is stated."
        )
    known = known_models(folder)
    same = next((m for m in known.values() if m.sha256 == sha256), None)
    if same is not None and same.package is not None:
        raise ModelError(
            f"This is {same.name}, which comes with the program: there is nothing to add."
        )
    if same is not None and name not in (None, same.name):
        raise ModelError(f"This is {same.name}. Add it without --name.")
    name = same.name if same else _new_name(name, path, known)
    trial = await try_network(data, same.side if same else side)
    if not trial.names_labels and same is None:
        raise ModelError(
            "The file is refused: it does not say which labels it has (metadata `names`, as"
            " Ultralytics' exports have it), so its scores could be misread."
        )
    if not trial.sees_the_canary and same is None:
        raise ModelError(
            "The file is refused: it does not flag the canary, an abstract picture that a network"
            f" must flag (score {trial.score:.2f}), so the bot could be blind with it and not know."
        )
    return Candidate(
        name=name,
        data=data,
        sha256=sha256,
        trial=trial,
        licence=(same.licence if same else licence) or "not stated",
        source=same.source if same else "a file that the operator trusted by its sha256",
        trusted=same is not None or trust_sha256 is not None,
    )


def add(candidate: Candidate, folder: Path, today: date) -> Model:
    """Copy a trusted candidate into the operator's folder, write it down, and return its entry.

    Folder and files are the operator's alone. The file is there before the manifest names it.
    Raises ModelError where they cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(folder / f"{candidate.name}.onnx", candidate.data)
        path = folder / MANIFEST
        text = path.read_text("utf-8") if path.exists() else _HEAD
        if candidate.name not in tomllib.loads(text):
            write_private(path, (text + _entry(candidate, today)).encode())
    except OSError as error:
        raise ModelError(
            f"The network cannot be copied into {folder} ({error.strerror}). Give the bot's user"
            " that folder, or set FLASHGUARD_MODELS_DIR to another one."
        ) from None
    return known_models(folder)[candidate.name]


def _read(path: Path) -> bytes:
    try:
        # Not waiting for a pipe's other end; what is no regular file is refused below.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ModelError(f"{path} is no regular file. Name the network's .onnx file.")
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}). Check the path and its permissions."
        ) from None
    if len(data) > MAX_BYTES:
        raise ModelError(
            f"The file is refused: it has more than {MAX_BYTES // 2**20} MiB, the most that a"
            " network may have."
        )
    return data


def _new_name(wanted: str | None, path: Path, known: dict[str, Model]) -> str:
    name = wanted or path.stem.lower()
    if not _NAME.fullmatch(name):
        raise ModelError(
            f"{name!r} is no name for a network. Give one with --name: up to 40 small letters,"
            " digits, - and _."
        )
    if name in known:
        what = "file is another one" if known[name].canary is None else "added file is another one"
        raise ModelError(
            f"There is a network named {name} already, and its {what}. Choose another name with"
            " --name."
        )
    return name


def _entry(candidate: Candidate, today: date) -> str:
    """Return a manifest's entry as TOML, whose basic strings are JSON's."""
    values = {
        "like": DEFAULT_MODEL,
        "file": f"{candidate.name}.onnx",
        "sha256": candidate.sha256,
        "side": candidate.trial.side,
        "licence": candidate.licence,
        "source": candidate.source,
        "added": today.isoformat(),
        "canary": candidate.trial.score,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["", f"[{candidate.name}]", *lines, ""])
