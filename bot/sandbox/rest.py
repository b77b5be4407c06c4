"""Discord's REST interface, version 10: HTTP in front of the backend's `dispatch`."""

from __future__ import annotations

import asyncio
import copy
import hmac
import io
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from aiohttp.multipart import MultipartReader

from bot.sandbox.api_error import ApiError, RateLimited, bad_form
from bot.sandbox.backend import FILE_LIMIT_BYTES, FILES_LIMIT, Json, Upload
from bot.sandbox.hub import Hub
from bot.sandbox.world import TOKEN

PREFIX = "/api/v10"
_SENT = web.RequestKey("sent", object)
"""The JSON of a request, for the counts and the witness."""
_CALLBACK = re.compile(r"^/interactions/(\d+)/[^/]+/callback$")
_TOKEN_ROUTE = re.compile(r"^/(interactions/\d+/[^/]+/callback|webhooks/\d+/[^/]+(/.*)?)$")
_MESSAGE = re.compile(r"^/channels/(\d+)/messages/(\d+)$")
_FILE_PART = re.compile(r"^files\[(\d+)\]$")
_JSON_LIMIT_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Exchange:
    """One request of the bot and its answer, as JSON values; `path` follows /api/v10."""

    method: str
    path: str
    sent: Any
    status: int
    answered: Any


class Rest:
    """Answers the bot's requests.

    `answered` is told of each interaction callback that held, `witness` of every exchange.
    """

    def __init__(
        self,
        hub: Hub,
        answered: Callable[[int], None],
        witness: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._hub = hub
        self._answered = answered
        self._witness = witness

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, and note it in the log with its status and milliseconds."""
        started = time.perf_counter()
        path = request.path.removeprefix(PREFIX)
        headers: dict[str, str] = {}
        try:
            status, body = await self._answer(request, path, headers)
        except ApiError as error:
            status, body = error.status, error.body()
        self._hub.limits.count_answer(status)
        sent = request.get(_SENT)
        self._hub.counts.answered(request.method, path, sent, status, body)
        if self._witness is not None:
            self._witness(Exchange(request.method, path, sent, status, body))
        self._hub.log.add(
            method=request.method,
            path=path,
            status=status,
            ms=round((time.perf_counter() - started) * 1000, 2),
            code=body.get("code") if status >= 400 and isinstance(body, dict) else None,
            reason=unquote(request.headers.get("X-Audit-Log-Reason", "")) or None,
        )
        # Without Via, discord.py takes a 429 for the ban of a whole address.
        headers["Via"] = "1.1 google"
        if status == 204:
            return web.Response(status=204, headers=headers)
        # discord.py takes an answer for JSON only if the type is this and nothing after it.
        return web.Response(
            body=json.dumps(body).encode(),
            status=status,
            headers=headers,
            content_type="application/json",
        )

    async def _answer(
        self, request: web.Request, path: str, headers: dict[str, str]
    ) -> tuple[int, Any]:
        method = request.method
        if not request.path.startswith(PREFIX + "/"):
            raise ApiError(400, 50041, "Invalid API version provided")
        await self._ordered_faults(method, path, headers)
        if not _TOKEN_ROUTE.match(path):
            _require_token(request)
        self._limit(method, path, headers)
        payload, files = await _body(request)
        request[_SENT] = copy.deepcopy(payload) if self._witness is not None else payload
        if path in ("/gateway", "/gateway/bot"):
            return 200, _gateway(path)
        answer = self._hub.backend.dispatch(
            method,
            path,
            json=payload,
            params=dict(request.query),
            files=files,
            reason=_reason(request),
        )
        if callback := _CALLBACK.match(path):
            self._answered(int(callback[1]))
            if request.query.get("with_response", "").lower() not in ("true", "1"):
                return 204, None
        return (204, None) if answer is None else (200, answer)

    async def _ordered_faults(self, method: str, path: str, headers: dict[str, str]) -> None:
        faults = self._hub.faults
        if fault := faults.take("latency", method=method, path=path):
            await asyncio.sleep(float(fault["seconds"]))
        if fault := faults.take("rate_limited", method=method, path=path):
            everywhere = bool(fault.get("global"))
            scope = "shared" if fault.get("shared") else "user"
            headers["X-RateLimit-Scope"] = "global" if everywhere else scope
            raise _too_many(float(fault.get("retry_after", 1.0)), everywhere, headers)
        if fault := faults.take("http_status", method=method, path=path):
            status = int(fault.get("status", 500))
            message = str(fault.get("message", f"{status}: ordered by a fault"))
            raise ApiError(status, int(fault.get("code", 0)), message)

    def _limit(self, method: str, path: str, headers: dict[str, str]) -> None:
        age = None
        if method == "DELETE" and (found := _MESSAGE.match(path)):
            sent_ms = (int(found[2]) >> 22) + 1420070400000
            age = self._hub.backend.clock.now().timestamp() - sent_ms / 1000
        verdict = self._hub.limits.check(method, path, message_age=age)
        headers.update(verdict.headers)
        if verdict.retry_after is not None:
            raise _too_many(verdict.retry_after, verdict.everywhere, headers)


def _too_many(retry_after: float, everywhere: bool, headers: dict[str, str]) -> ApiError:
    wait = round(retry_after + 0.0005, 3)
    headers["Retry-After"] = str(int(wait) + 1)
    return RateLimited(wait, everywhere)


def _require_token(request: web.Request) -> None:
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bot {TOKEN}".encode()):
        raise ApiError(401, 0, "401: Unauthorized")


def _gateway(path: str) -> Json:
    answer: Json = {"url": "wss://gateway.discord.gg"}
    if path.endswith("/bot"):
        answer["shards"] = 1
        answer["session_start_limit"] = {
            "total": 1000,
            "remaining": 999,
            "reset_after": 0,
            "max_concurrency": 1,
        }
    return answer


def _reason(request: web.Request) -> str | None:
    raw = request.headers.get("X-Audit-Log-Reason")
    if raw is None:
        return None
    reason = unquote(raw)
    if len(reason) > 512:
        raise bad_form("reason", "BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.")
    return reason


async def _body(request: web.Request) -> tuple[Any, list[Upload]]:
    """Read JSON, or a form of `payload_json` and `files[n]`, within Discord's upload limits."""
    if not request.body_exists:
        return None, []
    kind = request.headers.get("Content-Type", "")
    if kind == "application/json":
        return _parse(await _read(request.content.read, _JSON_LIMIT_BYTES)), []
    if kind.startswith("multipart/form-data;"):
        return await read_form(await request.multipart())
    if (request.content_length or 0) == 0:
        return None, []
    raise bad_form(
        "",
        "CONTENT_TYPE_INVALID",
        'Expected "Content-Type" header to be one of '
        "{'application/json', 'multipart/form-data'}.",
    )


async def read_form(
    reader: MultipartReader, files_limit: int = FILES_LIMIT
) -> tuple[Any, list[Upload]]:
    """Read a form, giving each file the name and description that `attachments` has for it."""
    payload: Any = None
    files: dict[int, Upload] = {}
    async for part in reader:
        assert isinstance(part, BodyPartReader)
        name = part.name or ""
        if name == "payload_json":
            payload = _parse(await _read(part.read_chunk, _JSON_LIMIT_BYTES))
        elif found := _FILE_PART.match(name):
            data = await _read(part.read_chunk, FILE_LIMIT_BYTES)
            files[int(found[1])] = Upload(io.BytesIO(data), part.filename or "unknown")
        else:
            raise bad_form(
                name, "BASE_TYPE_INVALID", "This part is neither payload_json nor files[n]."
            )
        if len(files) > files_limit:
            raise bad_form("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    _match_files(payload, files)
    return payload, [files[number] for number in sorted(files)]


def _match_files(payload: Any, files: dict[int, Upload]) -> None:
    """Discord ties `files[n]` to `attachments[].id`; simcord counts the files from 0 instead."""
    positions = {number: at for at, number in enumerate(sorted(files))}
    holder = payload.get("data", payload) if isinstance(payload, dict) else None
    declared = holder.get("attachments") if isinstance(holder, dict) else None
    for item in declared if isinstance(declared, list) else []:
        number = str(item.get("id", "")) if isinstance(item, dict) else ""
        if number.isdecimal() and int(number) in files:
            upload = files[int(number)]
            upload.filename = item.get("filename") or upload.filename
            upload.description = item.get("description")
            item["id"] = str(positions[int(number)])


async def _read(read: Callable[[int], Any], limit: int) -> bytes:
    data = bytearray()
    while chunk := await read(64 * 1024):
        data += chunk
        if len(data) > limit:
            raise ApiError(413, 40005, "Request entity too large")
    return bytes(data)


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None
