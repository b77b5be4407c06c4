"""Discord's error answers: a status, a code, a message and, for bad forms, a tree of errors."""

from __future__ import annotations

import re
from typing import Any

_PATH = re.compile(
    r"^(?P<path>[a-z_0-9]+(?:[.\[\]a-z_0-9]*[a-z_0-9\]])?)\.?(?::| (?=must|should)) *"
)


class ApiError(Exception):
    """What a request is refused with, as Discord's reference has it (Opcodes and Status Codes)."""

    def __init__(
        self, status: int, code: int, message: str, errors: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """Return the JSON object that Discord answers with."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class RateLimited(ApiError):
    """A 429, whose body has no code but says how long to wait (seconds)."""

    def __init__(self, retry_after: float, everywhere: bool) -> None:
        super().__init__(429, 0, "You are being rate limited.")
        self.retry_after = retry_after
        self.everywhere = everywhere

    def body(self) -> dict[str, Any]:
        """Return the JSON object that Discord answers with."""
        return {
            "message": self.message,
            "retry_after": self.retry_after,
            "global": self.everywhere,
        }


def bad_form(path: str, code: str, message: str) -> ApiError:
    """Return a 50035 whose tree names one field; `path` is dotted, empty for the whole form."""
    return ApiError(400, 50035, "Invalid Form Body", error_tree(path, code, message))


def error_tree(path: str, code: str, message: str) -> dict[str, Any]:
    """Nest one error under the keys of `path`, list positions being keys like any other."""
    tree: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for key in reversed([part for part in re.split(r"[.\[\]]+", path) if part]):
        tree = {key: tree}
    return tree


def tree_from_text(detail: str) -> dict[str, Any]:
    """Build the tree from a sentence such as `embeds[0].title: Must be 256 or fewer`."""
    found = _PATH.match(detail)
    path = found["path"] if found else ""
    message = detail[found.end() :] if found else detail
    return error_tree(path, "BASE_TYPE_INVALID", message or detail)
