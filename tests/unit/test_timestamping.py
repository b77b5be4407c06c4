"""An authority is asked only where the operator names one, with the certificates to check it by."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import doctor
from bot.authority import HttpAuthority
from bot.errors import ConfigError, StampError
from bot.settings import load_settings
from bot.stamps import StampFailure
from bot.timestamping import authority_of, certificates_in
from tests.tsa import MISSING, authority, openssl

URL = "https://tsa.example/tsr"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_nobody_is_asked_by_default() -> None:
    settings = load_settings()
    assert authority_of(settings) is None and certificates_in(settings) == ""


@pytest.mark.parametrize("url", ["http://tsa.example/", "tsa.example", "https://a:b@tsa.example/"])
def test_an_address_without_tls_or_with_a_password_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="FLASHGUARD_TIMESTAMP_URL"):
        load_settings(timestamp_url=url)


def test_an_authority_needs_its_certificates(tmp_path: Path) -> None:
    settings = load_settings(timestamp_url=URL)
    assert authority_of(settings) is not None
    with pytest.raises(ConfigError, match="FLASHGUARD_TIMESTAMP_CERTIFICATES"):
        certificates_in(settings)
    file = tmp_path / "root.pem"
    settings = load_settings(timestamp_url=URL, timestamp_certificates=file)
    with pytest.raises(ConfigError, match="cannot be read"):
        certificates_in(settings)
    file.write_text("no certificate")
    with pytest.raises(StampError, match="Save the root"):
        certificates_in(settings)


@pytest.mark.parametrize(
    ("url", "asked"), [(URL, False), ("https://localhost:1/", True), ("https://127.0.0.1/", True)]
)
def test_a_sandbox_asks_nobody_elsewhere(url: str, asked: bool) -> None:
    settings = load_settings(timestamp_url=url, sandbox="1:ca.pem")
    assert (authority_of(settings) is not None) is asked


async def test_doctor_says_whether_the_authority_stamps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no timestamping authority" in await doctor._ask_authority(load_settings())
    if openssl() is None:
        pytest.skip(MISSING)
    async with authority(tmp_path / "tsa") as tsa:
        way = HttpAuthority(tsa.url, trust=tsa.trust)
        monkeypatch.setattr("bot.doctor.authority_of", lambda settings: way)
        settings = load_settings(
            timestamp_url=tsa.url, timestamp_certificates=tmp_path / "tsa" / "chain.pem"
        )
        said = await doctor._ask_authority(settings)
        assert "CN=Test authority stamps" in said and "never yet" in said
        tsa.fault = "expired"
        with pytest.raises(StampError) as refused:
            await doctor._ask_authority(settings)
        assert refused.value.failure is StampFailure.NOT_TRUSTED
