"""Turns what a person gives a command into Discord's `options` and `resolved`."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import (
    Backend,
    Json,
    SetupError,
    Upload,
    serializers,
    simcord_interactions,
)

_ENTITIES = {6: "users", 7: "channels", 8: "roles", 9: "mentionables"}
_ATTACHMENT = 11


def command_options(
    backend: Backend,
    command: Json,
    path: list[str],
    given: Json,
    files: list[Upload],
    user_id: int,
    channel_id: int,
) -> Json:
    """Check options against the command as it was registered, and build the wire form.

    People, channels and roles are given by id, an attachment by the number of its file.
    Raises ApiError 400 with one sentence where something is missing, unknown or out of range.
    """
    try:
        leaf, nesting = simcord_interactions.walk_to_subcommand(command, path)
        declared = {option["name"]: option for option in leaf.get("options") or []}
        missing = [n for n, o in declared.items() if o.get("required") and n not in given]
        unknown = [name for name in given if name not in declared]
        if missing or unknown:
            text = (
                f"needs the option {missing[0]!r}" if missing else f"has no option {unknown[0]!r}"
            )
            raise ApiError(400, 50035, f"The command {text}.")
        resolved: Json = {}
        built = [
            _option(backend, command, declared[name], value, files, user_id, channel_id, resolved)
            for name, value in given.items()
        ]
        data: Json = {"options": simcord_interactions.nest_options(command, nesting, built)}
    except SetupError as error:
        raise ApiError(400, 50035, str(error)) from error
    return data | ({"resolved": resolved} if resolved else {})


def _option(
    backend: Backend,
    command: Json,
    option: Json,
    value: Any,
    files: list[Upload],
    user_id: int,
    channel_id: int,
    resolved: Json,
) -> Json:
    kind = int(option["type"])
    if kind in _ENTITIES:
        value = str(value)
        resolve(backend, _ENTITIES[kind], value, user_id, channel_id, resolved)
    elif kind == _ATTACHMENT:
        if not str(value).isdecimal() or int(value) >= len(files):
            raise ApiError(400, 50035, f"The option {option['name']!r} names no uploaded file.")
        upload = files[int(value)]
        value = keep_upload(backend, channel_id, upload.filename, upload.fp.getvalue(), resolved)
    else:
        value = simcord_interactions.validate_option_value(command["name"], option, value)
    return {"name": option["name"], "type": kind, "value": value}


def keep_upload(
    backend: Backend, channel_id: int, filename: str, data: bytes, resolved: Json
) -> str:
    """Keep a file given to a command or form, add it to `resolved`, and return its id."""
    number = simcord_interactions.store_interaction_attachment(
        backend, channel_id, filename, data, resolved
    )
    resolved["attachments"][number]["ephemeral"] = True
    return str(number)


def resolve(
    backend: Backend, kind: str, value: str, user_id: int, channel_id: int, resolved: Json
) -> None:
    """Add the user, role or channel with this id to `resolved`, or raise ApiError 400."""
    guild_id = backend.get_channel(channel_id).guild_id
    guild = backend.guilds.get(guild_id or 0)
    number = int(value) if value.isdecimal() else 0
    if kind in ("users", "mentionables") and number in backend.users:
        user = backend.users[number]
        resolved.setdefault("users", {})[value] = dict(serializers.user_payload(user))
        if guild and (member := guild.members.get(number)):
            payload: Json = dict(
                serializers.member_payload(backend, guild, member, with_user=False)
            )
            payload["permissions"] = str(backend.compute_permissions(guild.id, number, channel_id))
            resolved.setdefault("members", {})[value] = payload
    elif kind in ("roles", "mentionables") and guild and number in guild.roles:
        role = dict(serializers.role_payload(guild.roles[number]))
        resolved.setdefault("roles", {})[value] = role
    elif kind == "channels" and guild and backend.allowed(user_id, number, "view_channel"):
        channel: Json = dict(serializers.channel_payload(backend, backend.get_channel(number)))
        channel["permissions"] = str(backend.compute_permissions(guild.id, user_id, number))
        resolved.setdefault("channels", {})[value] = channel
    else:
        raise ApiError(400, 50035, f"There is nobody and nothing here with the id {value!r}.")
