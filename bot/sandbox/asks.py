"""What a request to the control interface says: who acts, the body and the files."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import FILES_LIMIT, Json, Upload
from bot.sandbox.rest import read_form


def who(value: Any) -> int:
    """Return the id of the person who acts, or raise ApiError."""
    return person(int(value) if str(value or "").isdecimal() else 0).id


def person(user_id: int) -> world.Person:
    """Return the person with this id, or raise ApiError."""
    for known in world.PEOPLE:
        if known.id == user_id:
            return known
    raise ApiError(404, 10013, "Say who acts: `as` is the id of one of the people of this world.")


async def form(request: web.Request, files_limit: int = FILES_LIMIT) -> tuple[Json, list[Upload]]:
    """Read JSON, or a form of `payload_json` and `files[n]`; `as` may stand in the query."""
    if request.content_type == "multipart/form-data":
        payload, files = await read_form(await request.multipart(), files_limit)
    elif request.body_exists and request.content_type == "application/json":
        payload, files = await request.json(), []
    elif request.body_exists:
        raise ApiError(415, 0, "Send JSON, or a form with payload_json and files[n].")
    else:
        payload, files = {}, []
    if not isinstance(payload, dict):
        raise ApiError(400, 0, "The request must be a JSON object.")
    if "as" in request.query:
        payload.setdefault("as", request.query["as"])
    return payload, files


def picked(files: list[Upload], numbers: Any) -> list[Upload]:
    """Return the files with these numbers, all where none are named; raise ApiError 400."""
    if numbers is None:
        return files
    if not all(isinstance(n, int) and 0 <= n < len(files) for n in numbers):
        raise ApiError(400, 0, f"There are {len(files)} files, and {numbers!r} names others.")
    return [files[n] for n in numbers]
