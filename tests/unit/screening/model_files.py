"""Networks' files for the tests: 320n's own bytes, changed by hand, and small hostile graphs.

They are written as protobuf directly (onnx.proto, release 1.17), so that no library is needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.screening.model import load_manifest, read_weights

FLOAT, INT64 = 1, 7


def original() -> bytes:
    """Return the file of 320n."""
    return read_weights(load_manifest())


def another() -> bytes:
    """Return a second real network: 320n with one more line of metadata, so another sha256."""
    return original() + message(14, text(1, "note"), text(2, "another file"))


def without_names() -> bytes:
    """Return 320n without its labels' names."""
    return original().replace(b"\x0a\x05names\x12", b"\x0a\x05nameZ\x12")


def with_swapped_labels() -> bytes:
    """Return 320n that says its first two labels the other way round."""
    before, after = b"{0: 'FEMALE_GENITALIA_COVERED', 1: ", b"{1: 'FEMALE_GENITALIA_COVERED', 0: "
    return original().replace(before, after)


def with_weights(value: bytes) -> bytes:
    """Return 320n in which each float of its large tensors is `value`, four bytes."""
    data = bytearray(original())
    for start, length in _raw_tensors(bytes(data)):
        if length >= 4096:
            data[start : start + length] = value * (length // 4)
    return bytes(data)


# ---------------------------------------------------------------- small graphs


def graph(*, sizes: tuple[str | int, ...], op: str = "Identity", initializer: bytes = b"") -> bytes:
    """Return a graph of one step from `images` to `output0`, with free or fixed sizes."""
    inputs = [text(1, "images"), *([text(1, "big")] if op == "Add" else [])]
    if op == "ConstantOfShape":
        inputs = [text(1, "big")]
    step = message(1, *inputs, text(2, "output0"), text(4, op))
    body = message(
        7, step, text(2, "g"), initializer, _value(11, "images", sizes), _value(12, "output0", ())
    )
    return number(1, 8) + message(8, text(1, ""), number(2, 13)) + body


def external_tensor(path: str) -> bytes:
    """Return a tensor whose numbers lie in a file of their own."""
    where = message(13, text(1, "location"), text(2, path))
    return message(5, number(1, 1), number(2, FLOAT), text(8, "big"), where, number(14, 1))


def shape_tensor(*sizes: int) -> bytes:
    """Return a tensor of whole numbers: the shape of something."""
    numbers = b"".join(number(7, size) for size in sizes)
    return message(5, number(1, len(sizes)), number(2, INT64), text(8, "big"), numbers)


def _value(field: int, name: str, sizes: tuple[str | int, ...]) -> bytes:
    dims = [
        message(1, number(1, size) if isinstance(size, int) else text(2, size)) for size in sizes
    ]
    shape = message(2, *dims) if sizes else b""
    return message(field, text(1, name), message(2, message(1, number(1, FLOAT), shape)))


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def message(field: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return varint(field << 3 | 2) + varint(len(body)) + body


def text(field: int, value: str) -> bytes:
    return message(field, value.encode())


def _raw_tensors(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and length of every float tensor's bytes: Model.graph.initializer.raw_data."""
    for field, start, end in _fields(data, 0, len(data)):
        if field != 7:
            continue
        for inner, first, last in _fields(data, start, end):
            if inner == 5:
                parts = {f: (a, b) for f, a, b in _fields(data, first, last)}
                if 9 in parts and data[parts[2][0]] == FLOAT:
                    yield parts[9][0], parts[9][1] - parts[9][0]


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (field, start, end) of a message's fields; a number's start is that of its varint."""
    while at < end:
        key, at = _varint(data, at)
        if key & 7 == 2:
            length, at = _varint(data, at)
            yield key >> 3, at, at + length
            at += length
        elif key & 7 == 0:
            start = at
            _, at = _varint(data, at)
            yield key >> 3, start, at
        else:
            at += 8 if key & 7 == 1 else 4


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
