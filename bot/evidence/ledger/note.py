"""Checkpoints as signed notes, and the key that signs them: C2SP signed-note and tlog-checkpoint.

https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint say what the text is. Only what
this log writes is read: Ed25519 signatures (type 0x01), and no extension lines.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.errors import LedgerError, ReceiptError
from bot.evidence.ledger.merkle import HASH_SIZE

ED25519 = b"\x01"
MAX_NOTE, MAX_SIGNATURES = 16_384, 16
"""Characters and signatures of a note; the format asks that 16 signatures be taken."""

_DASH = "\N{EM DASH} "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: who it is, its number of entries (1 or more), and its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A log's public key, and the name under which it signs."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the verifier of a verifier key, `<name>+<key id>+<key>`.

        Raises ReceiptError for anything else.
        """
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _base64(encoded)
        if key is None or len(key) != 33 or key[:1] != ED25519 or not _is_name(name):
            raise ReceiptError(
                "This is not a Flashguard log's key. It looks like name+1a2b3c4d+AbCd…: copy it "
                "whole from where the server publishes it."
            )
        found = cls(name, key[1:])
        if not _KEY_ID.fullmatch(key_id) or found.key_id.hex() != key_id:
            raise ReceiptError("The key's parts do not belong together. Copy it again, whole.")
        return found

    def __str__(self) -> str:
        """Return the verifier key, which may be shown to everybody."""
        encoded = b64encode(ED25519 + self.public).decode("ascii")
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @property
    def key_id(self) -> bytes:
        """Return the four bytes that name the key in a signature."""
        return sha256(self.name.encode("utf-8") + b"\n" + ED25519 + self.public).digest()[:4]

    def open(self, note: str) -> Checkpoint:
        """Return the checkpoint of a note that this key signed.

        Raises ReceiptError for a note without this key's signature, with a wrong one, or whose
        text is not exactly a checkpoint of this log.
        """
        text, signatures = _split(note)
        checkpoint = _parse(text)
        # By the format, signatures of unknown keys are ignored.
        own = [each for name, each in signatures if (name, each[:4]) == (self.name, self.key_id)]
        if checkpoint.origin != self.name or not own:
            raise ReceiptError(
                f"The checkpoint was not signed by {self.name}. Check that the key is that of the "
                "log which the checkpoint names."
            )
        try:
            for each in own:
                Ed25519PublicKey.from_public_bytes(self.public).verify(each[4:], text.encode())
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            raise ReceiptError(
                "The checkpoint's signature is wrong: it was changed, or somebody else made it."
            ) from None
        return checkpoint


class Signer:
    """A log's private key. It is never part of a text: `repr` shows the public one."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Sign with a key; the log's name (origin) follows from it, so a new key is a new log."""
        self._key = key
        public = key.public_key().public_bytes_raw()
        self.verifier = Verifier(f"flashguard/ledger/{sha256(public).hexdigest()[:16]}", public)

    def __repr__(self) -> str:
        """Return the public key alone."""
        return f"Signer({self.verifier})"

    @classmethod
    def load_or_make(cls, path: Path) -> Self:
        """Return the key in a file, making both at the first start.

        The file (PKCS #8, PEM) is the owner's alone. Raises LedgerError with the mend where it
        cannot be used, or where others may read it.
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls._made(path) if not path.exists() else cls._loaded(path)
        except OSError as error:
            raise LedgerError(
                f"The ledger's key {path} cannot be used ({error.strerror}). Check the folder's "
                "permissions.",
                str(error),
            ) from None

    @classmethod
    def _made(cls, path: Path) -> Self:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a replacement, a link never takes the place of a key made meanwhile.
        try:
            path.hardlink_to(part)
        except FileExistsError:
            return cls._loaded(path)
        finally:
            part.unlink()
        return cls(key)

    @classmethod
    def _loaded(cls, path: Path) -> Self:
        if os.name == "posix" and S_IMODE(path.stat().st_mode) & 0o077:
            raise LedgerError(
                f"Other users of this machine may read the ledger's key {path}. Run chmod 600 on "
                "it; if somebody may have copied it, docs/evidence.md says how to change it."
            )
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            # The cause is left out: it could quote the file.
            raise LedgerError(
                f"The file {path} does not hold the ledger's key. Restore it from your backup; "
                "docs/evidence.md says what follows from a lost key."
            )
        return cls(key)

    def sign(self, size: int, root: bytes) -> str:
        """Return the signed checkpoint of this log at a size of 1 or more, as a note."""
        if size < 1 or len(root) != HASH_SIZE:
            raise ValueError("Only a tree with entries can be signed.")
        text = Checkpoint(self.verifier.name, size, root).text
        signature = self.verifier.key_id + self._key.sign(text.encode("utf-8"))
        encoded = b64encode(signature).decode("ascii")
        return f"{text}\n{_DASH}{self.verifier.name} {encoded}\n"


def origin_of(note: str) -> str:
    """Return the log that a note names, unchecked; raise ReceiptError where it is no checkpoint."""
    return _parse(_split(note)[0]).origin


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return a note's text and its signatures (key's name, key id and signature)."""
    text, blank, lines = note.rpartition("\n\n")
    signatures = [_signature(line) for line in lines.removesuffix("\n").split("\n")]
    if (
        not blank
        or not lines.endswith("\n")
        or len(note) > MAX_NOTE
        or len(signatures) > MAX_SIGNATURES
        or any(char < " " and char != "\n" for char in note)
        or not _encodes(note)
    ):
        raise _not_a_checkpoint()
    return text + "\n", signatures


def _signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    signature = _base64(encoded)
    if (
        not line.startswith(_DASH)
        or not space
        or not _is_name(name)
        or signature is None
        or len(signature) < 5
    ):
        raise _not_a_checkpoint()
    return name, signature


def _parse(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not _is_name(lines[0]) or not _SIZE.fullmatch(lines[1]):
        raise _not_a_checkpoint()
    origin, size, root = lines[0], int(lines[1]), _base64(lines[2])
    if root is None or len(root) != HASH_SIZE:
        raise _not_a_checkpoint()
    if size == 0:
        raise ReceiptError("The checkpoint is of an empty log, which proves nothing.")
    return Checkpoint(origin, size, root)


def _not_a_checkpoint() -> ReceiptError:
    return ReceiptError("This is not a signed checkpoint. Copy it whole, with its last line.")


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _base64(text: str) -> bytes | None:
    """Return the bytes of standard Base64, or None for any text that is not their one encoding."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (Base64Error, UnicodeEncodeError):
        return None
    return data if b64encode(data).decode("ascii") == text else None
