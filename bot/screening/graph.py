"""Cuts a network's file in two, so that boxes are only computed where something was seen.

A YOLOv8 network ends in two branches at each of its three strides: one for classes, one for boxes.
The second costs a fifth of the network's time, and is for nothing where no class has a score. The
file is rewritten as bytes (onnx.proto, release 1.17): steps and tensors are kept or left out, and
none is changed, so both halves compute what the whole did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_GRAPH = 7
_NODE, _NAME, _TENSOR, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_FLOAT = 1


@dataclass(frozen=True, slots=True)
class Halves:
    """Two networks in ONNX. `classes` takes the picture, and gives each stride's class logits in
    `logits` and its last common layer in `features`; `boxes` takes these and gives `sides`.
    """

    classes: bytes
    boxes: bytes
    logits: tuple[str, ...]
    features: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    raw: bytes


def halves(data: bytes) -> Halves | None:
    """Return the two halves of a trusted YOLOv8 network's file; None where it is built otherwise.

    The branches are known by their ends: a Concat of two Conv steps, boxes first, at each stride.
    """
    try:
        return _halves(data)
    except (ValueError, IndexError):  # no protobuf, or names that are no text: left whole
        return None


def _halves(data: bytes) -> Halves | None:
    outer = list(_fields(data))
    graph = next((raw for field, raw, _ in outer if field == _GRAPH), b"")
    inner = list(_fields(graph))
    steps = [_step(raw) for field, raw, _ in inner if field == _NODE]
    made_by = {name: step for step in steps for name in step.outputs}
    ends = [
        step.inputs
        for step in steps
        if step.kind == "Concat"
        and len(step.inputs) == 2
        and all(name in made_by and made_by[name].kind == "Conv" for name in step.inputs)
        and _shared(step.inputs, made_by) is not None
    ]
    if len(ends) != 3:
        return None
    sides, logits = (tuple(pair[i] for pair in ends) for i in (0, 1))
    features = tuple(shared for pair in ends if (shared := _shared(pair, made_by)))
    head = b"".join(whole for field, _, whole in outer if field != _GRAPH)

    def cut(inputs: Iterable[str], outputs: Iterable[str], given: bytes) -> bytes:
        """Return the part of the graph that leads from some tensors to others."""
        end, wanted, todo = frozenset(inputs), set[str](), list(outputs)
        while todo:
            if (name := todo.pop()) in wanted or name in end:
                continue
            wanted.add(name)
            if name in made_by:
                todo += made_by[name].inputs
        kept = [_message(_NODE, s.raw) for s in steps if not wanted.isdisjoint(s.outputs)]
        kept += [
            whole
            for field, raw, whole in inner
            if (field == _TENSOR and _text(raw, 8) in wanted) or field == _NAME
        ]
        named = b"".join(_value(_OUTPUT, name) for name in outputs)
        return head + _message(_GRAPH, b"".join(kept) + given + named)

    picture = b"".join(whole for field, _, whole in inner if field == _INPUT)
    between = b"".join(_value(_INPUT, name) for name in features)
    return Halves(
        cut((), (*logits, *features), picture), cut(features, sides, between),
        logits, features, sides,
    )  # fmt: skip


def _shared(ends: tuple[str, ...], made_by: dict[str, _Step]) -> str | None:
    """Return the tensor at which the two branches part: the nearest that both come from."""
    box, other = (list(_back(name, made_by)) for name in ends)
    return next((name for name in box if name in set(other)), None)


def _back(name: str, made_by: dict[str, _Step]) -> Iterator[str]:
    """Yield the computed tensors that lead to one, nearest first."""
    row = [name]
    seen = set(row)
    for tensor in row:
        yield tensor
        for earlier in made_by[tensor].inputs:
            if earlier in made_by and earlier not in seen:
                seen.add(earlier)
                row.append(earlier)


def _step(raw: bytes) -> _Step:
    names: dict[int, list[str]] = {1: [], 2: [], 4: []}
    for field, value, _ in _fields(raw):
        if field in names:
            names[field].append(value.decode())
    return _Step("".join(names[4]), tuple(names[1]), tuple(names[2]), raw)


def _text(raw: bytes, wanted: int) -> str:
    return next((value.decode() for field, value, _ in _fields(raw) if field == wanted), "")


def _value(field: int, name: str) -> bytes:
    """Return a ValueInfoProto: floats of any shape."""
    kind = _message(2, _message(1, bytes((1 << 3, _FLOAT))))
    return _message(field, _message(1, name.encode()) + kind)


def _fields(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (number, value, the whole field as it stands) of a message's fields."""
    at = 0
    while at < len(data):
        start = at
        key, at = _varint(data, at)
        first = at
        if key & 7 == 2:
            length, first = _varint(data, at)
            at = first + length
        elif key & 7 == 0:
            _, at = _varint(data, at)
        else:
            at += 8 if key & 7 == 1 else 4
        yield key >> 3, data[first:at], data[start:at]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _message(field: int, body: bytes) -> bytes:
    out = bytearray()
    for number in (field << 3 | 2, len(body)):
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out) + body
