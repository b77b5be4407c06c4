"""People's private side: conversations, who installed the app, who lets whom write to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox import installs, world
from bot.sandbox.api_error import ApiError
from bot.sandbox.asks import form, person, who
from bot.sandbox.backend import Backend, Channel, Json
from bot.sandbox.hub import Hub
from bot.sandbox.posting import Posting
from bot.sandbox.views import Views

GROUP_LIMIT = 10
"""People in a group conversation, its owner included (Discord's help: Group Chat)."""


class Private:
    """Opens conversations, installs the app for one person, and sets whom somebody hears."""

    def __init__(self, hub: Hub, posting: Posting, views: Views) -> None:
        self._hub = hub
        self._posting = posting
        self._views = views

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the control interface."""
        return [
            web.put("/api/install", self._route(lambda user, body: self.install(user, True))),
            web.delete("/api/install", self._route(lambda user, body: self.install(user, False))),
            web.post("/api/conversations", self._route(self.open)),
            web.patch("/api/contacts", self._route(self.contacts)),
            web.get("/api/channels/{channel}/commands", self._commands),
        ]

    def _route(
        self, act: Callable[[int, Json], Json]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            body, _ = await form(request)
            return web.json_response(act(who(body.get("as")), body))

        return answer

    async def _commands(self, request: web.Request) -> web.Response:
        user_id, channel_id = who(request.query.get("as")), int(request.match_info["channel"])
        return web.json_response({"commands": self.commands(user_id, channel_id)})

    # ------------------------------------------------------------------------------- to look

    def state(self, user_id: int) -> Json:
        """Return what is somebody's own, for their page; docs/sandbox.md has it."""
        contacts = self._backend.contacts
        return {
            "bot_id": str(world.BOT_ID),
            "installed": user_id in contacts.installed,
            "dms_closed": user_id in contacts.shut,
            "blocked": [str(whom) for by, whom in sorted(contacts.blocked) if by == user_id],
            "conversations": [
                self.shown(c, user_id)
                for c in self._backend.channels.values()
                if c.guild_id is None
                and user_id in c.recipient_ids
                and (self._backend.messages[c.id] or (user_id, c.id) in contacts.opened)
            ],
        }

    def shown(self, channel: Channel, user_id: int) -> Json:
        """Return a conversation as one of its people sees it: {id, kind, name, people}."""
        backend, people = self._backend, [i for i in channel.recipient_ids if i != user_id]
        kind = "group" if channel.type == installs.GROUP else "dm"
        if installs.bots_own(backend, channel):
            kind, people = "bot", [backend.bot_user.id]
        names = [backend.users[i].global_name or backend.users[i].name for i in people]
        return {
            "id": str(channel.id),
            "kind": kind,
            "name": channel.name or ", ".join(names),
            "people": [str(i) for i in people],
        }

    def commands(self, user_id: int, channel_id: int) -> list[Json]:
        """Return the commands that somebody may use in a channel, by any install."""
        self._posting.require(user_id, channel_id)
        backend, guild_id = self._backend, self._backend.get_channel(channel_id).guild_id
        scopes = {guild_id, None}
        return [
            {k: c.get(k) for k in ("id", "name", "type", "description", "options")}
            for scope in sorted(scopes, key=str)
            for c in sorted(backend.commands.get(scope, {}).values(), key=lambda c: str(c["name"]))
            if installs.owners(backend, c, user_id, channel_id)
        ]

    # --------------------------------------------------------------------------------- to act

    def install(self, user_id: int, installed: bool) -> Json:
        """Install the app to somebody's account, or take it away."""
        known = self._backend.contacts.installed
        known.add(user_id) if installed else known.discard(user_id)
        self._views.push(user_id, "state", {})
        return {"installed": installed}

    def open(self, user_id: int, body: Json) -> Json:
        """Open a conversation {with: [ids], name}: with the bot, with one person, or as a group.

        One with the bot or with one person is the same every time; a group is a new one.
        """
        backend = self._backend
        given = [int(i) for i in body.get("with") or []]
        others = [i for i in dict.fromkeys(given) if i != user_id]
        if not others:
            raise ApiError(400, 50033, "Say with whom: `with` lists the ids of other people.")
        if others == [world.BOT_ID]:
            if not installs.reaches(backend, user_id, world.BOT_ID):
                raise ApiError(403, 50007, "Cannot send messages to this user")
            channel = backend.get_dm_channel(user_id)
        else:
            channel = self._between([user_id, *(person(i).id for i in others)], body)
        backend.contacts.opened.update((i, channel.id) for i in channel.recipient_ids)
        for somebody in channel.recipient_ids:
            self._views.push(somebody, "state", {})
        return self.shown(channel, user_id)

    def _between(self, people: list[int], body: Json) -> Channel:
        backend = self._backend
        if len(people) > GROUP_LIMIT:
            raise ApiError(400, 30004, f"A group has {GROUP_LIMIT} people at most.")
        if len(people) == 2:
            for channel in backend.channels.values():
                if channel.type == installs.DM and set(channel.recipient_ids) == set(people):
                    return channel
        kind = installs.DM if len(people) == 2 else installs.GROUP
        name = str(body["name"]) if body.get("name") and kind == installs.GROUP else None
        channel = backend.create_channel(None, name, type=kind, owner_id=people[0])
        channel.recipient_ids = people
        return channel

    def contacts(self, user_id: int, body: Json) -> Json:
        """Close or open somebody's DMs {closed}, block or hear somebody again {block, unblock}."""
        contacts = self._backend.contacts
        if "closed" in body:
            contacts.shut.add(user_id) if body["closed"] else contacts.shut.discard(user_id)
        if body.get("block"):
            contacts.blocked.add((user_id, int(body["block"])))
        if body.get("unblock"):
            contacts.blocked.discard((user_id, int(body["unblock"])))
        self._views.push(user_id, "state", {})
        return {k: v for k, v in self.state(user_id).items() if k in ("dms_closed", "blocked")}
