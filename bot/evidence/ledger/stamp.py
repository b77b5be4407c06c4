"""Timestamps by RFC 3161: what an authority is asked, and whether what it answered holds.

What is stamped is the SHA-256 of a checkpoint's whole note, signature and all: nobody can tell from
it what is in the log. Answers and files come from anybody; what does not hold is a StampError that
says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bot.errors import StampError
from bot.stamps import Stamp, StampFailure

MAX_RESPONSE = 64 * 1024
"""Bytes of the largest answer that is read; those of authorities have two to ten thousand."""
MAX_CERTIFICATES = 64 * 1024
"""Characters of the file with an authority's certificates."""

_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_GRANTED = 0
_CERTIFICATES = 0xA0
"""The tag of a SignedData's certificates (RFC 5652, section 5.1)."""
_OF_OTHERS = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension)
"""What the parsers raise for a stranger's bytes."""

Certificates = Sequence[x509.Certificate]


@dataclass(frozen=True, slots=True)
class Query:
    """A request for a stamp: its bytes, and the nonce that the answer must have."""

    data: bytes
    nonce: int


def query(note: str) -> Query:
    """Return the request for a stamp of a checkpoint; it holds a hash and a random number."""
    made = (
        TimestampRequestBuilder()
        .data(note.encode("utf-8"))
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    assert made.nonce is not None
    return Query(made.as_bytes(), made.nonce)


def certificates_of(pem: str) -> Certificates:
    """Return the certificates of a text in PEM; raise StampError where no root is among them."""
    try:
        found = x509.load_pem_x509_certificates(pem.encode("ascii"))
    except _OF_OTHERS:
        found = []
    if len(pem) > MAX_CERTIFICATES or not any(_is_root(each) for each in found):
        raise StampError(
            StampFailure.NOT_TRUSTED,
            "The authority's certificates are no PEM text with a root among them. Save the root "
            "(and what lies between) that the authority publishes, one below the other.",
        )
    return found


def check(
    response: bytes, note: str, certificates: Certificates, *, nonce: int | None = None
) -> Stamp:
    """Return what an authority's answer says of a checkpoint, once every part of it holds.

    Held against each other: the answer's imprint and the note, its nonce and the one that was asked
    with, and its signature and the certificates, each valid at the time that the stamp names.
    Raises StampError otherwise.
    """
    answer = _decoded(response)
    info = answer.tst_info
    imprint = info.message_imprint
    if (imprint.hash_algorithm, imprint.message) != (_SHA256, _hash(note)):
        raise StampError(StampFailure.WRONG_IMPRINT, "The timestamp is of something else.")
    if nonce is not None and info.nonce != nonce:
        raise StampError(
            StampFailure.WRONG_NONCE, "The timestamp is not the answer to what was asked."
        )
    roots = [each for each in certificates if _is_root(each)]
    between = [each for each in certificates if not _is_root(each)]
    cause = ""
    try:
        # One root at a time, so that it can be said which.
        for root in roots:
            verifier = VerifierBuilder(roots=[root], intermediates=list(between)).build()
            try:
                verifier.verify(answer, _hash(note))
            except VerificationError as error:
                cause = str(error)
                continue
            fingerprint = root.fingerprint(hashes.SHA256()).hex()
            return Stamp(info.gen_time, _authority(answer), fingerprint)
    except _OF_OTHERS as error:
        cause = str(error)
    raise StampError(
        StampFailure.NOT_TRUSTED,
        "The timestamp's signature does not lead to the authority's certificates, as they were at "
        "its time.",
        cause[:300],
    )


def stamps(response: bytes, note: str) -> bool:
    """Return whether an answer is of a checkpoint; its signature is not looked at."""
    try:
        imprint = _decoded(response).tst_info.message_imprint
    except StampError:
        return False
    return bool((imprint.hash_algorithm, imprint.message) == (_SHA256, _hash(note)))


def time_of(response: bytes) -> datetime:
    """Return the time that an answer names, unchecked; raise StampError where it is none."""
    at: datetime = _decoded(response).tst_info.gen_time
    return at


def _decoded(response: bytes) -> Any:
    try:
        if len(response) > MAX_RESPONSE:
            raise ValueError("too long")
        answer = decode_timestamp_response(_ordered(response))
        if answer.status == _GRANTED:
            answer.tst_info.gen_time  # noqa: B018 - it is parsed where it is read
            answer.signed_data.signer_infos  # noqa: B018
            return answer
        said = ", ".join(answer.status_string)[:200] or f"status {answer.status}"
    except _OF_OTHERS as error:
        raise StampError(
            StampFailure.MALFORMED, "The authority's answer is no timestamp.", str(error)[:300]
        ) from None
    said = "".join(char if char.isprintable() else "?" for char in said)
    raise StampError(StampFailure.REFUSED, f"The authority gave no timestamp: {said}.")


def _authority(answer: Any) -> str:
    """Return the name of whoever signed; the certificate was held against the signature before."""
    (signer,) = answer.signed_data.signer_infos
    for data in answer.signed_data.certificates:
        found = x509.load_der_x509_certificate(data)
        if (found.issuer, found.serial_number) == (signer.issuer, signer.serial_number):
            return found.subject.rfc4514_string()
    raise ValueError("the signer's certificate is missing")


def _is_root(certificate: x509.Certificate) -> bool:
    return certificate.issuer == certificate.subject


def _hash(note: str) -> bytes:
    return sha256(note.encode("utf-8")).digest()


def _ordered(response: bytes) -> bytes:
    """Return an answer with its certificates in the order that DER asks for.

    They are a SET that no signature covers. OpenSSL writes it as it comes, and so do the
    authorities that run on it; the parser takes no other order than DER's. Whatever is not formed
    like an answer is returned as it is, for the parser to refuse.
    """
    try:
        (answer,) = _parts(response, 0, len(response))
        _, token = _parts(response, *answer[2:])
        _, content = _parts(response, *token[2:])
        (signed,) = _parts(response, *content[2:])
        _, _, start, end = next(e for e in _parts(response, *signed[2:]) if e[0] == _CERTIFICATES)
        found = sorted(response[e[1] : e[3]] for e in _parts(response, start, end))
    except (IndexError, ValueError, StopIteration):
        return response
    return response[:start] + b"".join(found) + response[end:]


def _parts(data: bytes, start: int, end: int) -> list[tuple[int, int, int, int]]:
    """Return the elements of DER between two places: tag, start, value's start, end."""
    found = []
    while start < end:
        tag, length, value = data[start], data[start + 1], start + 2
        if length & 0x80:
            octets = length & 0x7F
            if not 1 <= octets <= 4:
                raise ValueError("a length is not DER")
            length = int.from_bytes(data[value : value + octets], "big")
            value += octets
        if value + length > end:
            raise ValueError("an element is cut off")
        found.append((tag, start, value, value + length))
        start = value + length
    return found
