"""What people do with the bot: press, choose, run, fill in. Checked as a client would be."""

from __future__ import annotations

from bot.sandbox import installs
from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import (
    Backend,
    Interaction,
    Json,
    SetupError,
    Upload,
    modal_answers,
    modal_controls,
    serializers,
    walk_components,
)
from bot.sandbox.hub import Hub
from bot.sandbox.incoming import interaction
from bot.sandbox.options import command_options, keep_upload, resolve
from bot.sandbox.posting import Posting
from bot.sandbox.views import Views

DEADLINE_S = 3.0
"""How long a bot may take to its first answer (reference: Receiving and Responding)."""
CHAT_INPUT, ON_USER, ON_MESSAGE = 1, 2, 3
_COMMAND, _COMPONENT, _MODAL_SUBMIT = 2, 3, 5
_BUTTON, _SELECTS = 2, {3: "strings", 5: "users", 6: "roles", 7: "mentionables", 8: "channels"}


class Acts:
    """Does what people ask for, or raises ApiError as Discord would refuse it."""

    def __init__(self, hub: Hub, views: Views, posting: Posting) -> None:
        self._hub = hub
        self._views = views
        self._posting = posting

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    # --------------------------------------------------------------------------- interactions

    def press(self, user_id: int, body: Json) -> str:
        """Press a button or choose from a menu of a message; return the interaction's id."""
        channel_id = int(body["channel_id"])
        message = self._posting.message(user_id, channel_id, int(body["message_id"]))
        found = [
            part
            for part in walk_components(message.components)
            if part.get("custom_id") == body["custom_id"]
        ]
        if not found or found[0].get("disabled"):
            raise ApiError(400, 50035, "There is no such button or menu, or it is switched off.")
        part = found[0]
        data: Json = {"custom_id": part["custom_id"], "component_type": part["type"]}
        if part.get("id") is not None:
            data["id"] = part["id"]
        if part["type"] in _SELECTS:
            data.update(self._chosen(user_id, channel_id, part, list(body.get("values") or [])))
        elif part["type"] != _BUTTON:
            raise ApiError(400, 50035, "This part of the message cannot be pressed.")
        extra: Json = {"message": dict(serializers.message_payload(self._backend, message))}
        extra["locale"] = _locale(body)
        metadata = message.interaction_metadata
        owners = installs.by_message(self._backend, user_id, channel_id, metadata)
        where = user_id, channel_id, owners
        return self._interact(*where, _COMPONENT, data, extra=extra, source=message.id)

    def _chosen(self, user_id: int, channel_id: int, part: Json, values: list[str]) -> Json:
        low, high = part.get("min_values", 1), part.get("max_values", 1)
        if not low <= len(values) <= high or len(set(values)) != len(values):
            raise ApiError(400, 50035, f"This menu takes {low} to {high} different values.")
        if part["type"] == 3:
            if not set(values) <= {option["value"] for option in part.get("options") or []}:
                raise ApiError(400, 50035, "This menu has no such option.")
            return {"values": values}
        resolved: Json = {}
        for value in values:
            resolve(self._backend, _SELECTS[part["type"]], value, user_id, channel_id, resolved)
        return {"values": values, "resolved": resolved}

    def command(self, user_id: int, body: Json, files: list[Upload]) -> str:
        """Run a command, with options or on a target; return the interaction's id."""
        backend, channel_id = self._backend, int(body["channel_id"])
        self._posting.require(user_id, channel_id)
        kind, words = int(body.get("type") or CHAT_INPUT), str(body["name"])
        name, path = (words.split()[0], words.split()[1:]) if kind == CHAT_INPUT else (words, [])
        guild_id = backend.get_channel(channel_id).guild_id
        command = backend.find_command(name, guild_id, type=kind)
        if command is None:
            raise ApiError(404, 10063, "Unknown application command")
        owners = installs.owners(backend, command, user_id, channel_id)
        if owners and body.get("install") == "user":
            owners = {"1": str(user_id)}
        if not owners:
            raise ApiError(403, 50105, "This person may not use that command here.")
        data: Json = {"id": command["id"], "name": command["name"], "type": kind}
        if kind == CHAT_INPUT:
            given = dict(body.get("options") or {})
            data.update(command_options(backend, command, path, given, files, user_id, channel_id))
        else:
            target = str(body.get("target_id") or "")
            resolved: Json = {}
            if kind == ON_USER:
                resolve(backend, "users", target, user_id, channel_id, resolved)
            else:
                message = self._posting.message(user_id, channel_id, int(target or 0))
                payload = dict(serializers.message_payload(backend, message))
                resolved["messages"] = {target: payload}
            data |= {"target_id": target, "resolved": resolved}
        extra = {"locale": _locale(body)}
        return self._interact(user_id, channel_id, owners, _COMMAND, data, extra=extra)

    def submit(self, user_id: int, body: Json, files: dict[str, list[Upload]]) -> str:
        """Fill in and send a modal that this person was shown; return the new interaction's id."""
        backend = self._backend
        shown = backend.interactions.get(int(body["interaction_id"]))
        if shown is None or shown.user_id != user_id or shown.modal is None or shown.modal_consumed:
            raise ApiError(404, 10062, "This person has no such form open.")
        values: Json = dict(body.get("fields") or {})
        for custom_id, uploads in files.items():
            values[custom_id] = [(u.filename, u.fp.getvalue()) for u in uploads]
        unknown = set(values) - set(modal_controls(shown.modal))
        if unknown:
            raise ApiError(400, 50035, f"The form has no field {sorted(unknown)[0]!r}.")
        resolved: Json = {}
        uploads_left: list[tuple[Json, str, bytes]] = []
        try:
            answers = modal_answers(
                shown.modal["components"], None, values, resolved, shown.channel_id, uploads_left
            )
        except (SetupError, AttributeError) as error:
            raise ApiError(400, 50035, f"The form cannot be sent: {error}") from error
        for holder, filename, data in uploads_left:
            stored = keep_upload(backend, shown.channel_id, filename, data, resolved)
            holder["values"].append(stored)
        sent: Json = {"custom_id": shown.modal["custom_id"], "components": answers}
        if resolved:
            sent["resolved"] = resolved
        extra: Json = {"locale": _locale(body)}
        if shown.source_message_id in backend.messages[shown.channel_id]:
            source = backend.get_message(shown.channel_id, shown.source_message_id or 0)
            extra["message"] = dict(serializers.message_payload(backend, source))
        shown.modal_consumed = True
        return self._interact(
            user_id,
            shown.channel_id,
            backend.facts[shown.id].owners,
            _MODAL_SUBMIT,
            sent,
            extra=extra,
            source=shown.source_message_id,
            parent=shown.id,
        )

    def answered(self, interaction_id: int) -> None:
        """Tell a person that the bot answered, and show the modal if it is one."""
        record = self._backend.interactions[interaction_id]
        done = {"interaction_id": str(interaction_id)}
        self._views.push(record.user_id, "interaction_done", done)
        if record.modal is not None:
            self._views.push(
                record.user_id,
                "modal",
                {
                    "interaction_id": str(interaction_id),
                    "title": record.modal.get("title"),
                    "custom_id": record.modal.get("custom_id"),
                    "components": record.modal.get("components"),
                },
            )

    def _interact(
        self,
        user_id: int,
        channel_id: int,
        owners: dict[str, str],
        kind: int,
        data: Json,
        *,
        extra: Json | None = None,
        source: int | None = None,
        parent: int | None = None,
    ) -> str:
        backend = self._backend
        guild = backend.guilds.get(backend.get_channel(channel_id).guild_id or 0)
        if guild and (guild.members[user_id].timed_out_until or "") > backend.now_iso():
            raise ApiError(403, 50013, "Missing Permissions")
        where = user_id, channel_id
        record, payload = interaction(backend, kind, *where, data, owners, parent)
        record.source_message_id = source
        backend.emit("INTERACTION_CREATE", payload | (extra or {}))
        self._hub.later(DEADLINE_S, lambda: self._deadline(record))
        return str(record.id)

    def _deadline(self, record: Interaction) -> None:
        if not record.responded:
            message = "The application did not respond"
            data = {"interaction_id": str(record.id), "message": message}
            self._views.push(record.user_id, "interaction_failed", data)


def _locale(body: Json) -> str:
    """Return the language of a person's client, as Discord tells it to the bot."""
    return str(body.get("locale") or "en-US")
