"""Single values of a document by keys with dots: which there are, what they say, setting one."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from bot.domain import Label, Response, UnscreenedReason
from bot.errors import ConfigError
from bot.rulebook.document import NOTHING, NewcomersPart, Override, PolicyDocument, meant, pruned

DEFAULT = "default"
"""The value that takes a server's own one away."""


class Key(NamedTuple):
    """One thing that can be set: its name with dots, what it takes, and what it means."""

    name: str
    choices: tuple[str, ...]
    meaning: str


def keys(*, override: bool = False) -> list[Key]:
    """Return every key of a document, or those that a channel, category or role can have."""
    return list(_keys(Override if override else PolicyDocument))


def with_value(document: PolicyDocument, key: str, value: str) -> PolicyDocument:
    """Return a document in which one key has a value, written as people write it.

    `default` takes the key away. Raises ConfigError for a key or a value that there is not.
    """
    path = key.strip().split(".")
    override = path[0] in ("channels", "categories", "roles")
    name = ".".join(path[2:]) if override else ".".join(path)
    known = {k.name: k for k in keys(override=override)}
    if name not in known:
        raise ConfigError(
            f"There is no key {name or key}.{meant(name, known)} `/flashguard policy show` lists"
            " what there is."
        )
    data = document.as_data()
    table = data
    for part in path[:-1]:
        table = table.setdefault(part, {})
    value = value.strip()
    if value == DEFAULT:
        table.pop(path[-1], None)
    elif not value:
        raise ConfigError(f"{key} needs a value, or `{DEFAULT}` for none of its own.")
    else:
        table[path[-1]] = value
    try:
        return PolicyDocument.model_validate(pruned(data))
    except ValidationError as error:
        choices = known[name].choices
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        hint = f"write one of {', '.join(choices)}" if choices else reason
        raise ConfigError(f"“{value}” does not fit {key}: {hint}.") from None


def values(document: PolicyDocument) -> dict[str, str]:
    """Return what a document says, by key, as people write it."""
    found: dict[str, str] = {}
    _flatten(found, "", {k: v for k, v in document.as_data().items() if k != "escalation"})
    if document.escalation is not None:
        found["escalation"] = "; ".join(step.written() for step in document.escalation) or NOTHING
    return found


def _flatten(found: dict[str, str], prefix: str, table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(found, f"{prefix}{key}.", value)
        else:
            found[prefix + key] = str(value).lower() if isinstance(value, bool) else str(value)


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[Key]:
    for name, field in model.model_fields.items():
        meaning = field.description or ""
        if name in ("channels", "categories", "roles"):
            continue
        if name == "unscreened":
            for reason in UnscreenedReason:
                yield Key(f"{prefix}{name}.{reason.value}", _choices(Response), meaning)
        elif name == "thresholds":
            for label in Label:
                for part in ("explicit", "suspect"):
                    yield Key(f"{prefix}{name}.{label.value}.{part}", (), meaning)
        elif name == "newcomers":
            yield from _keys(NewcomersPart, f"{name}.")
        else:
            yield Key(prefix + name, _choices(field.annotation), meaning)


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(c for part in get_args(annotation) for c in _choices(part))
    if get_origin(annotation) is Literal:
        return tuple(get_args(annotation))
    if annotation is bool:
        return ("true", "false")
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(member.value for member in annotation)
    return ()
