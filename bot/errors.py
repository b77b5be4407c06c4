"""Every failure that Flashguard raises, with a public message beside a private detail.

    FlashguardError
    ├── ConfigError          a setting, a config file or the command line is wrong
    ├── ModelError           the network's file is missing, or is not the one in the manifest
    ├── StartError           what the bot needs is not there: token, intents, port, Discord itself
    ├── StoreError           the database cannot be opened, read or written
    ├── FetchError           an image could not be downloaded (carries the UnscreenedReason)
    ├── WorkerError          a screening worker died, lied or ran out of time (carries the reason)
    ├── GuidanceError        guidance data does not fit its schema
    ├── LedgerError          the ledger is not what was last seen of it, or its key cannot be used
    ├── ListError            a list of known images cannot take what it was given
    ├── ReceiptError         a receipt, a proof or a checkpoint does not verify
    ├── ReportError          a report cannot be made
    ├── StampError           a timestamp cannot be had, or does not hold (carries the StampFailure)
    ├── ConsentError         a permission cannot be given as it was asked for
    ├── GateError            a channel's gate cannot be closed or opened, or not just now
    ├── PrivateRecordError   a record of one's own cannot be kept
    ├── InboxError           somebody's inbox cannot be changed as it was asked for
    └── CourierError         a letter could not be brought now; a later try may not fail

`str(error)` is the public message: one sentence with the mend, fit for a screen or a chat.
`error.detail` is for the log only. Neither ever holds a secret or bytes of an image.
"""

from __future__ import annotations

from bot.domain import UnscreenedReason
from bot.stamps import StampFailure


class FlashguardError(Exception):
    """Any failure that Flashguard raises on purpose."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class ConfigError(FlashguardError):
    """A setting, a config file or the command line is wrong."""


class ModelError(FlashguardError):
    """The network's file is missing, or is not the one in the manifest."""


class StartError(FlashguardError):
    """What the bot needs to start is not there: token, intents, port, Discord itself."""


class StoreError(FlashguardError):
    """The database cannot be opened, read or written."""


class GuidanceError(FlashguardError):
    """Guidance data does not fit its schema."""


class LedgerError(FlashguardError):
    """The ledger is not what was last seen of it, or its key cannot be used: nothing is signed."""


class ListError(FlashguardError):
    """A list of known images cannot take what it was given; nothing of it was taken."""


class ReceiptError(FlashguardError):
    """A receipt, a proof or a checkpoint does not verify."""


class ReportError(FlashguardError):
    """A report cannot be made."""


class StampError(FlashguardError):
    """A timestamp cannot be had, or does not hold; `failure` says why in a word."""

    def __init__(self, failure: StampFailure, message: str, detail: str = "") -> None:
        super().__init__(message, detail)
        self.failure = failure


class ConsentError(FlashguardError):
    """A permission cannot be given as it was asked for."""


class GateError(FlashguardError):
    """A channel's gate cannot be closed or opened, or not just now."""


class PrivateRecordError(FlashguardError):
    """A record of one's own cannot be kept."""


class InboxError(FlashguardError):
    """Somebody's inbox cannot be changed as it was asked for."""


class CourierError(FlashguardError):
    """A letter could not be brought now; a later try may not fail."""


class _Unscreened(FlashguardError):
    def __init__(self, reason: UnscreenedReason, message: str, detail: str = "") -> None:
        super().__init__(message, detail)
        self.reason = reason


class FetchError(_Unscreened):
    """An image could not be downloaded; `reason` is what its verdict will say.

    `expired` says that its link is signed and was refused: a fresh one may work. `transient` says
    that the host or the connection failed, which a later try may not find again.
    """

    def __init__(
        self,
        reason: UnscreenedReason,
        message: str,
        detail: str = "",
        *,
        expired: bool = False,
        transient: bool = False,
    ) -> None:
        super().__init__(reason, message, detail)
        self.expired = expired
        self.transient = transient


class WorkerError(_Unscreened):
    """A screening worker died, lied or ran out of time; `reason` is what its verdict will say."""
