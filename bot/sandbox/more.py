"""The part of the control interface that arranges the world: sites, posts by apps, places."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.asks import form, picked, who
from bot.sandbox.automated import Automated
from bot.sandbox.backend import Json
from bot.sandbox.hub import Hub
from bot.sandbox.pictures import Pictures
from bot.sandbox.places import Places
from bot.sandbox.posting import Posting
from bot.sandbox.powers import Powers
from bot.sandbox.servers import Servers

BULK_FILES = 2_000
"""Files of one request for many posts; each may belong to any number of them."""


class More:
    """Routes for everything that is neither a person's message nor a look at the world."""

    def __init__(self, hub: Hub, posting: Posting) -> None:
        self._hub = hub
        self._posting = posting
        self._automated = Automated(hub, posting)
        self.places = Places(hub, posting)
        self.servers = Servers(hub, self.places)
        self._pictures = Pictures(hub, self.places)
        self._powers = Powers(hub)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        channel = "/api/channels/{channel}"
        return [
            *self._powers.routes(),
            web.get("/api/counts", self._counts),
            web.post("/api/bulk", self._bulk),
            web.post("/api/sites", self._site),
            web.post(channel + "/posts", self._post),
            web.patch(channel + "/posts/{message}", self._edit_post),
            web.put(channel + "/messages/{message}/reactions/{emoji}", self._react),
            web.delete(channel + "/messages/{message}/reactions/{emoji}", self._react),
            web.post("/api/emojis", self._expression),
            web.post("/api/stickers", self._expression),
            web.delete("/api/guilds/{guild}/expressions/{number}", self._delete_expression),
            web.post("/api/pictures", self._picture),
            web.post("/api/guilds", self._make_guild),
            web.put("/api/guilds/{guild}/members", self._join),
            web.delete("/api/guilds/{guild}/members", self._leave),
            web.put("/api/guilds/{guild}/bot", self._invite_bot),
            web.delete("/api/guilds/{guild}/bot", self._remove_bot),
            web.post("/api/channels", self._make_channels),
            web.delete(channel, self._delete_channel),
            web.post(channel + "/threads", self._start_thread),
            web.patch(channel, self._change_thread),
        ]

    async def _counts(self, request: web.Request) -> web.Response:
        return web.json_response(self._hub.counts.summary())

    # -------------------------------------------------------------------------------- messages

    async def _bulk(self, request: web.Request) -> web.Response:
        """Post many messages, spread over `seconds`, and answer with their ids in order."""
        body, files = await form(request, BULK_FILES)
        posts: list[Json] = list(body["posts"])
        pause = float(body.get("seconds") or 0) / max(1, len(posts))
        begun, made = time.monotonic(), []
        for number, post in enumerate(posts, 1):
            channel_id, mine = int(post["channel_id"]), picked(files, post.get("files", []))
            if "by" in post:
                user_id = who(post.get("as", str(world.PEOPLE[0].id)))
                shown = self._automated.post(channel_id, post, mine, None, user_id)
                made.append(shown["id"])
            else:
                self._posting.may_post(who(post.get("as")), channel_id, bool(mine))
                message = self._posting.write(who(post["as"]), channel_id, post, mine)
                made.append(str(message.id))
            # The bot, and everybody who looks, must get a word in between.
            await asyncio.sleep(max(0.0, begun + pause * number - time.monotonic()))
        return web.json_response({"ids": made})

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

    async def _picture(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        data = files[0].fp.getvalue() if files else None
        return web.json_response(self._pictures.set(who(body.get("as")), body, data))

    async def _delete_expression(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        where = _id(request, "guild"), _id(request, "number")
        self._pictures.delete_expression(who(body.get("as")), *where)
        return web.json_response({})

    # ---------------------------------------------------------------------------------- places

    async def _make_guild(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        return web.json_response(self.servers.make(who(body.get("as")), body))

    async def _join(self, request: web.Request) -> web.Response:
        return await self._move(request, self.servers.join)

    async def _leave(self, request: web.Request) -> web.Response:
        return await self._move(request, self.servers.leave)

    async def _invite_bot(self, request: web.Request) -> web.Response:
        return await self._move(request, self.servers.invite_bot)

    async def _remove_bot(self, request: web.Request) -> web.Response:
        return await self._move(request, self.servers.remove_bot)

    async def _move(self, request: web.Request, act: Callable[[int, int], None]) -> web.Response:
        body, _ = await form(request)
        act(who(body.get("as")), _id(request, "guild"))
        return web.json_response({})

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
