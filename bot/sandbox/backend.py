"""Discord's state and rules, on simcord's backend: the only module that hands simcord out.

simcord 3.2.1 (MIT) is pinned exactly, since its backend is declared internal. `corrections.py`
and `routes.py` hold what is put right; this module gives it a wall clock, our attachment store,
payload snapshots for listeners, and one `dispatch` that answers or raises `ApiError` and nothing
else.
"""

# ruff: noqa: E402 - simcord is imported with its complaints turned down
from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

# simcord's import tries out a bare client, which complains about intents and voice: not news here.
_discord_log = logging.getLogger("discord")
_level = _discord_log.level
_discord_log.setLevel(logging.ERROR)

import simcord.http.router as router
from simcord import interactions as simcord_interactions
from simcord._modal import _modal_control_map, _modal_submit_nodes
from simcord.backend import Backend as _SimcordBackend
from simcord.backend import permissions, serializers
from simcord.backend.access import reaction_permissions
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import (
    Channel,
    Guild,
    Interaction,
    Message,
    MessageSticker,
    Overwrite,
    Poll,
    PollAnswer,
    Role,
    Sticker,
    User,
)
from simcord.components import validate_modal, walk_components
from simcord.enums import MessageType, OverwriteType
from simcord.http.router import RouteNotImplemented, UnsupportedField
from simcord.intents import EVENT_INTENTS, censor_message, required_intent

from bot.sandbox import corrections, routes_pictures, routes_places  # noqa: F401
from bot.sandbox import routes as _routes  # noqa: F401 - importing puts the routes right
from bot.sandbox.api_error import ApiError, bad_form, tree_from_text
from bot.sandbox.assets import Assets
from bot.sandbox.cdn import AttachmentStore
from bot.sandbox.corrections import channel_accessible
from bot.sandbox.sites import Sites
from bot.sandbox.stores import Cdn, Contacts, Facts, Upload, WallClock

_discord_log.setLevel(_level)

FILE_LIMIT_BYTES = 10 * 1024 * 1024
"""What a bot, or a person without Nitro, may upload a file (reference: Uploading Files)."""
FILES_LIMIT = 10

Json = dict[str, Any]
Listener = Callable[[str, Json], None]

PRIVILEGED = {"presences": (1 << 8, 1 << 13), "members": (1 << 1, 1 << 15)}
PRIVILEGED["message_content"] = (1 << 15, 1 << 19)
"""Privileged intents: their gateway bit, and the flag that the application carries for each."""

corrections.install()


class Backend(_SimcordBackend):
    """The one store that REST, gateway, CDN and people act on. Not thread-safe, never awaits.

    `extras` holds, by message, what its payload says beyond or instead of what simcord knows.
    """

    CROSSPOSTED_FLAG = 1 << 0  # simcord has IS_CROSSPOST, the copy's flag, in its place

    def __init__(self, bot_id: int, bot_name: str) -> None:
        self.listeners: list[Listener] = []
        self.facts: dict[int, Facts] = {}
        self.nonces: dict[tuple[int, Any], int] = {}
        self.owner_id = 0
        self.contacts = Contacts()
        self.nsfw_channels: set[int] = set()
        self._preset: deque[int] = deque()
        self._nonce: Any = None
        super().__init__(clock=WallClock())
        self.attachments = AttachmentStore(lambda: self.clock.now().timestamp())
        self.assets = Assets()
        self.sites = Sites(self.assets)
        self.cdn = Cdn(self.attachments, self.assets)
        self.animated_emoji: set[int] = set()
        self.known_stickers: dict[int, Sticker] = {}
        self.event_covers: dict[int, str | None] = {}
        self.extras: dict[int, Json] = {}
        # simcord keeps everything that was ever said; a server that runs for days must not.
        unbounded: Any = self
        unbounded.transcript = deque(maxlen=0)
        unbounded.http_requests = deque(maxlen=0)
        self.users.clear()
        self.application_id = bot_id
        self.bot_user = User(id=self.reserve_id(bot_id), name=bot_name, bot=True)
        self.users[bot_id] = self.bot_user
        self.approved_intents = set(PRIVILEGED)

    # ------------------------------------------------------------------------------- identity

    def snowflake(self) -> int:
        """Return the next id: one set by `preset_ids`, or one that holds the present time."""
        return self.reserve_id(self._preset.popleft()) if self._preset else super().snowflake()

    def preset_ids(self, *ids: int) -> None:
        """Let the things made next have these ids, so that a shipped world is always the same."""
        self._preset.extend(ids)

    def again(self, value: int) -> None:
        """Give an id that was drawn already to what is made next, known before it is made."""
        self._reserved_ids.discard(value)
        self._preset.appendleft(value)

    @property
    def application_flags(self) -> int:
        """The application's flags: which privileged intents its portal page allows."""
        return sum(PRIVILEGED[name][1] for name in self.approved_intents)

    # --------------------------------------------------------------------------------- events

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Hand every listener a snapshot of the payload, its CDN links freshly signed."""
        body: Json = dict(payload)
        if event == "GUILD_UPDATE":
            body = routes_pictures.guild_payload(body)
        if event == "MESSAGE_CREATE" and self._nonce is not None:
            body["nonce"] = self._nonce
        if event == "MESSAGE_UPDATE" and "member" not in body:
            self._add_member(body)
        elif event.startswith("MESSAGE_REACTION_") and "emoji" in body:
            corrections.mark_animated(self, body["emoji"])
            if event == "MESSAGE_REACTION_ADD":
                message = self.get_message(int(body["channel_id"]), int(body["message_id"]))
                body["message_author_id"] = str(message.author_id)
        self.notify(event, body)

    def notify(self, event: str, body: Json) -> None:
        """Hand every listener an event as it is (also those of our own, for people's clients)."""
        snapshot: Json = self.attachments.signed(body)
        for listener in list(self.listeners):
            listener(event, snapshot)

    def _add_member(self, message: Json) -> None:
        guild = self.guilds.get(int(message.get("guild_id") or 0))
        member = guild.members.get(int(message["author"]["id"])) if guild else None
        if guild and member and "webhook_id" not in message:
            message["member"] = serializers.member_payload(self, guild, member, with_user=False)

    def in_guild(self, user_id: int, guild_id: Any) -> bool:
        """Tell whether a user is a member of a server; of none at all everybody is."""
        guild = self.guilds.get(int(guild_id or 0))
        return guild is None or user_id in guild.members

    def sees(self, user_id: int, event: str, payload: Json) -> bool:
        """Tell whether Discord would send this event to this user, by View Channel."""
        if event == "GUILD_AUDIT_LOG_ENTRY_CREATE":
            return self.allowed(user_id, None, "view_audit_log", guild_id=int(payload["guild_id"]))
        if event != "GUILD_DELETE" and not self.in_guild(user_id, payload.get("guild_id")):
            return False
        channel_id = payload.get("channel_id")
        if channel_id is None and event.startswith(("CHANNEL_", "THREAD_")):
            channel_id = payload.get("id")
        if channel_id is None or int(channel_id) not in self.channels:
            return True
        return channel_accessible(self, int(channel_id), user_id)

    def allowed(
        self, user_id: int, channel_id: int | None, *names: str, guild_id: int | None = None
    ) -> bool:
        """Tell whether a user has permissions (discord.py's names) in a channel or server."""
        try:
            if channel_id is not None:
                guild_id = self.get_channel(channel_id).guild_id
            self.require_permissions(guild_id, user_id, channel_id, *names)
        except BackendError:
            return False
        return True

    # ------------------------------------------------------------------------------- messages

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        """Store a message and tell everyone whom it concerns, only its person if ephemeral."""
        self._fill(message.embeds, message.components, message.attachments)
        message = super().commit_message(message, broadcast=broadcast)
        self._notify_ephemeral("EPHEMERAL_CREATE", message)
        return message

    def edit_message(self, channel_id: int, message_id: int, fields: Json) -> Message:
        """Change a message; files that it no longer has are gone from the CDN."""
        before = self.get_message(channel_id, message_id)
        old = {a["id"]: a for a in before.attachments}
        files = fields.get("attachments", before.attachments) or []
        self._fill(fields.get("embeds") or [], fields.get("components") or [], files)
        message = super().edit_message(channel_id, message_id, fields)
        for attachment in message.attachments:
            old.pop(attachment["id"], None)
        for attachment in old.values():
            self.attachments.forget(attachment)
        self._notify_ephemeral("EPHEMERAL_UPDATE", message)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message and its files, and tell everyone whom it concerned."""
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        self.extras.pop(message_id, None)
        for attachment in message.attachments:
            self.attachments.forget(attachment)
        self._notify_ephemeral("EPHEMERAL_DELETE", message)

    def bulk_delete_messages(self, channel_id: int, message_ids: Any) -> list[int]:
        """Delete several messages and their files at once."""
        known = [self.messages[channel_id].get(i) for i in message_ids]
        deleted = super().bulk_delete_messages(channel_id, [m.id for m in known if m])
        for message in known:
            for attachment in message.attachments if message else []:
                self.attachments.forget(attachment)
        for message_id in deleted:
            self.extras.pop(message_id, None)
        return deleted

    def _fill(self, embeds: list[Json], components: list[Json], files: list[Json]) -> None:
        """Give every picture in embeds and components the address that clients show it from."""
        corrections.resolve_embeds(embeds, files)
        for embed in embeds:
            for key in ("image", "thumbnail", "video"):
                if isinstance(embed.get(key), dict):
                    self.sites.proxied(embed[key])
            for key in ("author", "footer"):
                if isinstance(embed.get(key), dict):
                    self.sites.proxied(embed[key], url="icon_url", proxy="proxy_icon_url")
        self.sites.resolve(components, files)

    def _notify_ephemeral(self, event: str, message: Message) -> None:
        if message.is_ephemeral and message.interaction_metadata is not None:
            body: Json = dict(serializers.message_payload(self, message))
            self.notify(event, body)

    def _forward_source(self, channel_id: int, author_id: int, reference: Json) -> Message:
        # simcord refuses to forward a forward; Discord passes the first one's snapshot on.
        known = self.messages.get(int(reference["channel_id"]), {})
        source = known.get(int(reference["message_id"]))
        kept, hidden = (source.snapshots, source) if source else ([], None)
        if hidden is not None:
            hidden.snapshots = []
        for attachment in source.attachments if source else []:
            self.attachments.keep(attachment)
        try:
            return super()._forward_source(channel_id, author_id, reference)
        finally:
            if hidden is not None:
                hidden.snapshots = kept

    def interaction_by_token(self, token: str) -> Interaction:
        """Find an interaction; a token that has run out (15 minutes) is answered by a 401."""
        record = self.interactions.get(self.interaction_tokens.get(token, 0))
        if record and record.expires_at and self.now_iso() >= record.expires_at:
            raise BackendError(401, 50027, "Invalid Webhook Token")
        return super().interaction_by_token(token)

    # ------------------------------------------------------------------------------- requests

    def dispatch(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Json | None = None,
        files: list[Upload] | None = None,
        reason: str | None = None,
    ) -> Any:
        """Answer one REST request of the bot: a signed JSON value, or None for "204 No Content".

        `path` is what follows /api/v10. Raises ApiError as Discord would; a route or field that
        the sandbox does not know is a 501, loudly.
        """
        nonce = json.get("nonce") if method == "POST" and isinstance(json, dict) else None
        self._nonce = nonce
        try:
            answer = router.dispatch(
                self,
                method,
                path,
                json=json,
                params=params,
                files=list(files or []),
                reason=reason,
                message_content_access="message_content" in self.approved_intents,
            )
        except (RouteNotImplemented, UnsupportedField) as error:
            raise ApiError(501, 0, f"The sandbox cannot do this: {error.message}") from error
        except BackendError as error:
            raise api_error(error) from error
        except NotImplementedError as error:
            raise ApiError(501, 0, f"The sandbox cannot do this: {error}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            detail = f"{type(error).__name__}: {error}"
            raise ApiError(400, 50035, "Invalid Form Body", tree_from_text(detail)) from error
        finally:
            self._nonce = None
        return self._as_sent(answer, nonce)

    def _as_sent(self, answer: Any, nonce: Any) -> Any:
        signed = self.attachments.signed(answer)
        if isinstance(signed, dict) and "tts" in signed:
            # Over REST a message has no server; only the one just made repeats the nonce.
            signed.pop("guild_id", None)
            if nonce is not None:
                signed["nonce"] = nonce
        return signed


def api_error(error: BackendError) -> ApiError:
    """Translate simcord's error into Discord's answer, with the tree that a 50035 has."""
    if error.code == 50035 and error.errors is None:
        detail = error.message.removeprefix("Invalid Form Body").removeprefix(": ")
        if detail == "Cannot send an empty message":
            return ApiError(400, 50006, detail)
        if "content must be a string of 2000" in detail:
            return bad_form("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
        return ApiError(400, 50035, "Invalid Form Body", tree_from_text(detail))
    return ApiError(error.status, error.code, error.message, error.errors)


permission_flag = permissions.flag
modal_controls = _modal_control_map
modal_answers = _modal_submit_nodes

__all__ = [
    "EVENT_INTENTS",
    "FILES_LIMIT",
    "FILE_LIMIT_BYTES",
    "PRIVILEGED",
    "Backend",
    "BackendError",
    "Channel",
    "Facts",
    "Guild",
    "Interaction",
    "Json",
    "Message",
    "MessageSticker",
    "MessageType",
    "Overwrite",
    "OverwriteType",
    "Poll",
    "PollAnswer",
    "Role",
    "SetupError",
    "Sticker",
    "Upload",
    "User",
    "api_error",
    "censor_message",
    "channel_accessible",
    "modal_answers",
    "modal_controls",
    "permission_flag",
    "reaction_permissions",
    "required_intent",
    "serializers",
    "simcord_interactions",
    "validate_modal",
    "walk_components",
]
