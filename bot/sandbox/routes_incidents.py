"""Discord's pause of invitations and direct messages between members, which simcord has not."""

from __future__ import annotations

import datetime
from typing import Any

from simcord.backend import serializers
from simcord.backend.errors import invalid_form_body
from simcord.http.router import RequestContext, route

from bot.sandbox.routes_pictures import guild_payload

_LONGEST = datetime.timedelta(hours=24)
"""Discord's limit (API reference, "Modify Guild Incident Actions")."""


@route("PUT", "/guilds/{guild_id}/incident-actions")
def _incident_actions(ctx: RequestContext) -> Any:
    """Pause invitations and direct messages until a time, or end that; needs Manage Server.

    What a request does not name stays as it is (inferred from the API reference).
    """
    backend: Any = ctx.backend
    guild_id = ctx.int_arg("guild_id")
    ctx.require_guild_permissions(guild_id, "manage_guild")
    guild = backend.get_guild(guild_id)
    paused = dict(backend.incidents.get(guild_id) or {})
    for name in ("invites_disabled_until", "dms_disabled_until"):
        value = ctx.body().get(name, paused.get(name))
        paused[name] = value and _checked(
            name, value, datetime.datetime.fromisoformat(backend.now_iso())
        )
    backend.incidents[guild_id] = paused
    payload: Any = dict(serializers.guild_create_payload(backend, guild))
    backend.emit("GUILD_UPDATE", guild_payload(payload) | {"incidents_data": paused})
    return paused


def _checked(name: str, value: str, now: datetime.datetime) -> str:
    try:
        until = datetime.datetime.fromisoformat(value)
    except ValueError:
        raise invalid_form_body(f"{name}: Not a well formed ISO8601 date.") from None
    if until > now + _LONGEST:
        raise invalid_form_body(f"{name}: It may be at most 24 hours from now.")
    return value
