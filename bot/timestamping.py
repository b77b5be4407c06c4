"""The timestamping authority that the operator chose, if any: its address and its certificates."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.authority import HttpAuthority
from bot.errors import ConfigError
from bot.evidence.ledger import stamp
from bot.settings import Settings


def authority_of(settings: Settings) -> HttpAuthority | None:
    """Return the timestamping authority that the operator chose, or None.

    A sandbox calls nobody: there only one on this very machine is asked.
    """
    url = settings.timestamp_url
    here = ("localhost", "127.0.0.1")
    if url is None or (settings.sandbox is not None and urlsplit(url).hostname not in here):
        return None
    return HttpAuthority(url)


def certificates_in(settings: Settings) -> str:
    """Return the authority's certificates as text, "" where there are none.

    Raises ConfigError where they are missing or cannot be read, though an authority is named, and
    StampError where they are none.
    """
    path = settings.timestamp_certificates
    if path is None:
        if settings.timestamp_url is None:
            return ""
        raise ConfigError(
            "FLASHGUARD_TIMESTAMP_URL is set, but not FLASHGUARD_TIMESTAMP_CERTIFICATES. Save the"
            " root certificate that the authority publishes, and name that file."
        )
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"The certificates {path} cannot be read as PEM text. Check"
            " FLASHGUARD_TIMESTAMP_CERTIFICATES."
        ) from None
    stamp.certificates_of(text)
    return text
