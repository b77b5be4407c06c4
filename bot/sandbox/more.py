"""The part of the control interface that arranges the world: sites, posts by apps, places."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.asks import form, picked, who
from bot.sandbox.automated import Automated
from bot.sandbox.hub import Hub
from bot.sandbox.pictures import Pictures
from bot.sandbox.places import Places
from bot.sandbox.posting import Posting


class More:
    """Routes for everything that is neither a person's message nor a look at the world."""

    def __init__(self, hub: Hub, posting: Posting) -> None:
        self._hub = hub
        self._posting = posting
        self._automated = Automated(hub, posting)
        self.places = Places(hub, posting)
        self._pictures = Pictures(hub, self.places)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        channel = "/api/channels/{channel}"
        return [
            web.post("/api/sites", self._site),
            web.post(channel + "/posts", self._post),
            web.patch(channel + "/posts/{message}", self._edit_post),
            web.put(channel + "/messages/{message}/reactions/{emoji}", self._react),
            web.delete(channel + "/messages/{message}/reactions/{emoji}", self._react),
            web.post("/api/emojis", self._expression),
            web.post("/api/stickers", self._expression),
            web.delete("/api/guilds/{guild}/expressions/{number}", self._delete_expression),
            web.post("/api/channels", self._make_channels),
            web.delete(channel, self._delete_channel),
            web.post(channel + "/threads", self._start_thread),
            web.patch(channel, self._change_thread),
        ]

    # -------------------------------------------------------------------------------- messages

    async def _site(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        site = self._hub.backend.sites.register(body, [f.fp.getvalue() for f in files])
        return web.json_response({"url": site.url, "embeds": site.embeds, "delay": site.delay})

    async def _post(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        avatar = files[int(body["avatar"])].fp.getvalue() if "avatar" in body else None
        attached = [f for n, f in enumerate(files) if n != body.get("avatar")]
        user_id = who(body.get("as", str(world.PEOPLE[0].id)))
        shown = self._automated.post(_id(request, "channel"), body, attached, avatar, user_id)
        return web.json_response(shown)

    async def _edit_post(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        where = _id(request, "channel"), _id(request, "message")
        return web.json_response(self._automated.edit(*where, body, files))

    async def _react(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        where = _id(request, "channel"), _id(request, "message")
        emoji = request.match_info["emoji"]
        self._posting.react(who(body.get("as")), *where, emoji, request.method == "PUT")
        return web.json_response({})

    # -------------------------------------------------------------------------------- pictures

    async def _expression(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        if not files:
            raise ApiError(400, 0, "Send the picture as files[0].")
        add = self._pictures.add_emoji
        if request.path.endswith("/stickers"):
            add = self._pictures.add_sticker
        return web.json_response(add(who(body.get("as")), body, files[0].fp.getvalue()))

    async def _delete_expression(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        where = _id(request, "guild"), _id(request, "number")
        self._pictures.delete_expression(who(body.get("as")), *where)
        return web.json_response({})

    # ---------------------------------------------------------------------------------- places

    async def _make_channels(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        made = self.places.make_channels(who(body.get("as")), body)
        return web.json_response({"channels": [self.places.shown(c) for c in made]})

    async def _delete_channel(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        self.places.delete_channel(who(body.get("as")), _id(request, "channel"))
        return web.json_response({})

    async def _start_thread(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        thread = self.places.start_thread(
            who(body.get("as")), _id(request, "channel"), body, picked(files, body.get("files"))
        )
        return web.json_response(self.places.shown(thread))

    async def _change_thread(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        thread = self.places.change_thread(who(body.get("as")), _id(request, "channel"), body)
        return web.json_response(self.places.shown(thread))


def _id(request: web.Request, name: str) -> int:
    return int(request.match_info[name])
