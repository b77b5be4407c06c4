"""Reads the facts, and refuses whatever does not fit with the file and the field named."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import GuidanceError
from bot.guidance.schema import FALLBACK, Bodies, Common, Jurisdiction

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts: those of each place by its code, and those that hold everywhere."""

    places: dict[str, Jurisdiction]
    common: Common

    def chain(self, code: str | None) -> list[Jurisdiction]:
        """Return a place and its parents, nearest first, down to INTL.

        A code without a file falls back to what stands before its last dash (US-NY: US), and in
        the end to INTL, as does None.
        """
        while code and code not in self.places:
            code = code.rpartition("-")[0]
        here = self.places[code or FALLBACK]
        found = [here]
        while here.parent is not None:
            here = self.places[here.parent]
            found.append(here)
        return found


def load(folder: Path) -> Facts:
    """Return the facts of a folder: `common.yaml`, `bodies.yaml`, `jurisdictions/CODE.yaml`.

    Raises GuidanceError where a file is missing, is not YAML or does not fit the schema, where a
    file's name is not its code, where a chain of parents does not end at INTL, and where a
    verified address lies on a host that `bodies.yaml` does not give to that body.
    """
    common = _read(folder / "common.yaml", Common)
    bodies = _read(folder / "bodies.yaml", Bodies)
    places: dict[str, Jurisdiction] = {}
    for path in sorted((folder / "jurisdictions").glob("*.yaml")):
        place = _read(path, Jurisdiction)
        if place.code != path.stem:
            raise bad(path, "code", f"is {place.code}, but the file's name says {path.stem}")
        _check_hosts(path, place, bodies)
        places[place.code] = place
    fallback = path_of(folder, FALLBACK)
    if FALLBACK not in places:
        raise bad(fallback, "code", "the file is missing, and everywhere else needs it")
    if places[FALLBACK].parent is not None:
        raise bad(fallback, "parent", "should be null")
    for place in places.values():
        _check_parents(path_of(folder, place.code), place, places)
    return Facts(places, common)


def path_of(folder: Path, code: str) -> Path:
    """Return the file of a place."""
    return folder / "jurisdictions" / f"{code}.yaml"


def bad(path: Path, field: str, problem: str) -> GuidanceError:
    """Return the error for a field of a file."""
    return GuidanceError(
        f"Guidance file {path.name}, field {field}: {problem}. Mend it as docs/guidance.md says.",
        detail=str(path),
    )


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        # A SafeLoader with one more check.
        data = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506
    except FileNotFoundError:
        raise bad(path, "(all)", f"there is no such file in {path.parent}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise bad(path, "(all)", f"it cannot be read ({type(error).__name__})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"(line {mark.line + 1})" if mark else "(all)"
        raise bad(path, where, getattr(error, "problem", None) or "it is not YAML") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "(all)"
        problem = first["msg"].removeprefix("Value error, ")
        raise bad(path, field, problem[:1].lower() + problem[1:]) from error


def _check_hosts(path: Path, place: Jurisdiction, bodies: Bodies) -> None:
    for index, contact in enumerate(place.contacts):
        if contact.link is not None and contact.link.verified:
            host = urlsplit(contact.link.address).hostname or ""
            if contact.name not in bodies.hosts.get(host, []):
                raise bad(
                    path,
                    f"contacts.{index}.link.address",
                    f"bodies.yaml does not give the host {host} to {contact.name}",
                )
    for index, law in enumerate(place.law):
        source = law.source
        if law.verified and source is not None and source.kind == "statute":
            host = urlsplit(source.url).hostname or ""
            if source.url.startswith("https") and place.code not in bodies.laws.get(host, []):
                raise bad(
                    path,
                    f"law.{index}.source.url",
                    f"bodies.yaml does not name the host {host} for the law of {place.code}",
                )


def _check_parents(path: Path, place: Jurisdiction, places: dict[str, Jurisdiction]) -> None:
    seen, here = {place.code}, place
    while here.code != FALLBACK:
        if here.parent is None:
            raise bad(path, "parent", f"the chain ends at {here.code} and not at {FALLBACK}")
        if here.parent not in places:
            raise bad(path, "parent", f"{here.parent} has no file")
        if here.parent in seen:
            raise bad(path, "parent", f"the chain comes back to {here.parent}")
        seen.add(here.parent)
        here = places[here.parent]


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, refusing a key that is written twice (it would keep the last)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping of a node, or raise ConstructorError for a repeated key."""
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable):
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {key} stands twice", key_node.start_mark
                    )
                seen.add(key)
        return super().construct_mapping(node, deep)
