"""The page's sample pictures: abstract patterns that show nothing, and a landscape."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "samples"

SAMPLES = {
    "ordinary_hills.jpg": "An ordinary picture: hills",
    "trigger_male_genitalia.jpg": "A pattern taken for male genitals",
    "trigger_female_genitalia.jpg": "A pattern taken for female genitals",
    "trigger_female_breast.jpg": "A pattern taken for a female breast",
    "trigger_buttocks.jpg": "A pattern taken for buttocks",
    "trigger_anus.jpg": "A pattern taken for an anus",
}
"""What each is called. `tests/fixtures/README.md` says how the patterns were made."""


def routes() -> list[web.RouteDef]:
    """Return the list of samples and the way to each."""
    return [web.get("/api/samples", _list), web.get("/samples/{name}", _one)]


async def _list(request: web.Request) -> web.Response:
    return web.json_response(
        [{"name": n, "label": label, "url": f"/samples/{n}"} for n, label in SAMPLES.items()]
    )


async def _one(request: web.Request) -> web.FileResponse:
    name = request.match_info["name"]
    if name not in SAMPLES:
        raise web.HTTPNotFound
    return web.FileResponse(_FOLDER / name)
