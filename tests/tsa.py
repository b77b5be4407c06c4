"""A real timestamping authority on loopback: OpenSSL's, with certificates of its own, over TLS."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

MISSING = "openssl is not installed, so there is no timestamping authority to ask"
_CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
digests = sha256
signer_digest = sha256
default_policy = 1.2.3.4.1
ess_cert_id_alg = sha256
"""


def openssl() -> str | None:
    """Return where OpenSSL's program is, or None."""
    return shutil.which("openssl")


@dataclass
class Tsa:
    """A running authority. `fault` is how its next answers are wrong ("" for right)."""

    folder: Path
    url: str = ""
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    ca_pem: bytes = b""
    fault: str = ""
    asked: list[bytes] = field(default_factory=list)
    root: str = ""
    certificates: str = ""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/timestamp-query"
        query = await request.read()
        self.asked.append(query)
        match self.fault:
            case "silent":
                await self.ended.wait()
                return web.Response(status=503)
            case "garbage":
                return web.Response(body=b"<html>not a timestamp</html>")
            case "long":
                return web.Response(body=b"\x30" * 200_000)
            case "error":
                return web.Response(status=503)
            case "elsewhere":
                raise web.HTTPFound("https://127.0.0.1:1/")
            case "imprint":
                query = _query(b"something else")
            case "nonce":
                # The right imprint, and the nonce of another request.
                query = _with_another_nonce(query)
            case "refused":
                query = _query(b"x", HashAlgorithm.SHA512)
        signer = "expired" if self.fault == "expired" else "signer"
        return web.Response(
            body=await self.reply(query, signer), content_type="application/timestamp-reply"
        )

    async def reply(self, query: bytes, signer: str = "signer") -> bytes:
        """Return OpenSSL's answer to a request."""
        (self.folder / "query").write_bytes(query)
        process = await asyncio.create_subprocess_exec(
            *(str(openssl()), "ts", "-reply", "-config", str(self.folder / "ts.cnf")),
            *("-queryfile", str(self.folder / "query"), "-inkey", str(self.folder / "key.pem")),
            *("-signer", str(self.folder / f"{signer}.pem")),
            *("-chain", str(self.folder / "chain.pem"), "-out", str(self.folder / "answer")),
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        assert process.returncode == 0, said.decode()
        return (self.folder / "answer").read_bytes()


@asynccontextmanager
async def authority(folder: Path) -> AsyncIterator[Tsa]:
    """Run an authority: a root, a certificate between, one that stamps, and one that expired."""
    folder.mkdir(parents=True, exist_ok=True)
    tsa = Tsa(folder)
    _make_certificates(tsa)
    ca = trustme.CA()
    tsa.trust = ssl.create_default_context()
    ca.configure_trust(tsa.trust)
    tsa.ca_pem = ca.cert_pem.bytes()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("localhost", "127.0.0.1").configure_cert(server)
    app = web.Application()
    app.router.add_post("/tsr", tsa.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server)
    await site.start()
    port = runner.addresses[0][1]
    tsa.url = f"https://localhost:{port}/tsr"
    try:
        yield tsa
    finally:
        tsa.ended.set()
        await runner.cleanup()


def _make_certificates(tsa: Tsa) -> None:
    now, folder = datetime.now(UTC), tsa.folder
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]

    def made(
        name: str, key: int, issuer: str, signer: int, ends: datetime | None = None
    ) -> x509.Certificate:
        stamps = key == 2
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(keys[key].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=30))
            .not_valid_after(ends or now + timedelta(days=365))
            .add_extension(x509.BasicConstraints(not stamps, None), critical=True)
        )
        if stamps:
            use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(use, critical=True)
        return builder.sign(keys[signer], hashes.SHA256())

    root = made("Test root", 0, "Test root", 0)
    between = made("Test between", 1, "Test root", 0)
    signer = made("Test authority", 2, "Test between", 1)
    expired = made("Test authority", 2, "Test between", 1, now - timedelta(days=1))
    pem = serialization.Encoding.PEM
    tsa.root = root.fingerprint(hashes.SHA256()).hex()
    tsa.certificates = (root.public_bytes(pem) + between.public_bytes(pem)).decode()
    (folder / "chain.pem").write_text(tsa.certificates)
    (folder / "signer.pem").write_bytes(signer.public_bytes(pem))
    (folder / "expired.pem").write_bytes(expired.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        keys[2].private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "serial").write_text("01")
    (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder))


def _query(data: bytes, algorithm: HashAlgorithm = HashAlgorithm.SHA256) -> bytes:
    builder = TimestampRequestBuilder().data(data).hash_algorithm(algorithm)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def _with_another_nonce(query: bytes) -> bytes:
    """Return a request whose nonce ends otherwise: it stands before the BOOLEAN at the end."""
    assert query[-3:] == b"\x01\x01\xff"
    return query[:-4] + bytes([query[-4] ^ 1]) + query[-3:]
