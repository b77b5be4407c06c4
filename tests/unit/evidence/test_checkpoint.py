"""Checkpoints and keys in the C2SP forms: made exactly, read strictly, and private."""

from __future__ import annotations

import logging
import os
import stat
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import LedgerError, ReceiptError
from bot.evidence.ledger.merkle import EMPTY_ROOT
from bot.evidence.ledger.note import Checkpoint, Signer, Verifier, origin_of

ROOT = bytes(range(32))
KEY = Signer(Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))
NOTE = KEY.sign(20852163, ROOT)
NAME = KEY.verifier.name


def resigned(text: str, signer: Signer = KEY, name: str | None = None) -> str:
    """Return any text, well signed."""
    signature = signer.verifier.key_id + signer._key.sign(text.encode())
    return f"{text}\n— {name or signer.verifier.name} {b64encode(signature).decode()}\n"


def test_a_published_key_and_signature_are_understood() -> None:
    """The example of golang.org/x/mod/sumdb/note, where the format comes from."""
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    verifier = Verifier.parse(published)
    assert str(verifier) == published
    signature = b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
        "nAM="
    )
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    assert verifier.key_id == signature[:4]
    Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature[4:], text.encode())


def test_a_checkpoint_has_exactly_the_form_of_the_specification() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [NAME, "20852163", b64encode(ROOT).decode(), ""]
    assert lines[4].startswith(f"— {NAME} ") and lines[5:] == [""]
    assert b64decode(lines[4].split(" ")[2])[:4] == KEY.verifier.key_id
    assert KEY.verifier.open(NOTE) == Checkpoint(NAME, 20852163, ROOT)
    assert origin_of(NOTE) == NAME
    assert Verifier.parse(str(KEY.verifier)) == KEY.verifier


def test_signatures_of_others_beside_it_are_ignored() -> None:
    cosigned = NOTE + resigned("x\n", OTHER).split("\n\n")[1] + f"— {NAME} AAAAAAAA\n"
    assert KEY.verifier.open(cosigned).size == 20852163


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "\n\n",
        NOTE.removesuffix("\n"),
        NOTE + "\n",
        NOTE + "x",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("—", "-"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("20852163", "020852163"),
        NOTE.replace("20852163", "+20852163"),
        NOTE.replace("20852163", "٢"),
        NOTE.replace("20852163", "20852164"),
        NOTE.replace("20852163", "9" * 5000),
        NOTE.replace(b64encode(ROOT).decode(), b64encode(ROOT[:31]).decode()),
        NOTE[:-6] + "AAA=\n",
        NOTE.split("\n\n")[0] + "\n\n",
        NOTE + NOTE.split("\n\n")[1] * 16,
        "\ud800" + NOTE,
        "\0" + NOTE,
        resigned(f"{NAME}\n5\n{b64encode(ROOT).decode()}\nextension\n"),
        resigned(f"{NAME}\n5\n"),
        resigned(f"{NAME}\n0\n{b64encode(EMPTY_ROOT).decode()}\n"),
        resigned(f"{NAME}\n0\n\n"),
        resigned(f"{NAME}\n-1\n{b64encode(ROOT).decode()}\n"),
        resigned(f"{NAME}\n5\n{b64encode(ROOT).decode().rstrip('=')}\n"),
        resigned(f"{NAME}\n5\n{b64encode(ROOT).decode()[:-2]}9=\n"),
        resigned(f"other\n5\n{b64encode(ROOT).decode()}\n"),
        resigned(Checkpoint(NAME, 5, ROOT).text, OTHER),
        resigned(Checkpoint(NAME, 5, ROOT).text, OTHER, NAME),
        resigned(Checkpoint(OTHER.verifier.name, 5, ROOT).text, OTHER),
        f"{Checkpoint(NAME, 5, ROOT).text}\n— {NAME} {b64encode(KEY.verifier.key_id).decode()}\n",
        Checkpoint(NAME, 5, ROOT).text
        + f"\n— {NAME} {b64encode(KEY.verifier.key_id + b'x').decode()}\n",
    ],
)
def test_anything_else_is_refused_in_one_sentence(bad: str) -> None:
    with pytest.raises(ReceiptError) as error:
        KEY.verifier.open(bad)
    assert error.value.message.endswith(".") and "\n" not in error.value.message


def test_one_wrong_signature_of_the_log_spoils_the_note() -> None:
    """A note that the key's owner seems to have signed twice, once wrongly, is not trusted."""
    wrong = b64encode(KEY.verifier.key_id + b"\0" * 64).decode()
    with pytest.raises(ReceiptError, match="wrong"):
        KEY.verifier.open(f"{NOTE}— {NAME} {wrong}\n")


@settings(deadline=None)
@given(st.integers(0, len(NOTE) - 1), st.characters())
def test_no_character_can_be_changed(where: int, char: str) -> None:
    changed = NOTE[:where] + char + NOTE[where + 1 :]
    if changed != NOTE:
        with pytest.raises(ReceiptError):
            KEY.verifier.open(changed)


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (KEY.verifier.open, Verifier.parse, origin_of):
        with pytest.raises(ReceiptError):
            read(text)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "name",
        "name+00000000+AAAA",
        str(KEY.verifier).replace(NAME, "other"),
        str(KEY.verifier).replace("+", "+0", 1),
        str(KEY.verifier)[:-4],
        str(KEY.verifier) + "=",
        str(KEY.verifier).replace("+A", "+B"),
        str(KEY.verifier).replace("/", " "),
        "+" + str(KEY.verifier).split("+", 1)[1],
    ],
)
def test_what_is_no_key_is_refused(bad: str) -> None:
    with pytest.raises(ReceiptError, match="key"):
        Verifier.parse(bad)


def test_an_empty_tree_is_never_signed() -> None:
    for size, root in ((0, EMPTY_ROOT), (-1, ROOT), (1, b"")):
        with pytest.raises(ValueError, match="entries"):
            KEY.sign(size, root)


def test_the_key_is_made_once_and_private(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "new" / "ledger.key"
    previous = os.umask(0)
    try:
        made = Signer.load_or_make(path)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["ledger.key"]
    again = Signer.load_or_make(path)
    assert again.verifier == made.verifier
    assert made.verifier.open(again.sign(1, ROOT)).size == 1
    assert Signer.load_or_make(tmp_path / "other.key").verifier != made.verifier
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    secret = path.read_text().split("\n")[1]
    shown = repr(made) + str(vars(made)) + caplog.text + "".join(capsys.readouterr())
    assert secret not in shown and key.private_bytes_raw().hex() not in shown
    assert repr(made) == f"Signer({made.verifier})"


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    Signer.load_or_make(path)
    path.chmod(0o640)
    with pytest.raises(LedgerError, match="chmod 600"):
        Signer.load_or_make(path)


def test_a_file_that_is_not_the_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    other_kind = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for content in (b"", b"SECRET-GARBAGE", other_kind):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(LedgerError, match="backup") as error:
            Signer.load_or_make(path)
        assert "SECRET" not in repr(error.value) + error.value.detail
        assert path.read_bytes() == content
    with pytest.raises(LedgerError, match="permissions"):
        Signer.load_or_make(tmp_path / "ledger.key" / "below" / "it")
