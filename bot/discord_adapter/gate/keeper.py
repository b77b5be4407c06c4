"""Closes and opens gates on Discord, and finishes what a crash or a refusal left half done.

What a gate changes is computed in `bot.gates`; here it is read from Discord, committed as an
intent, and only then done. Every step can be done twice. The requests are discord.py's bare ones:
its `PermissionOverwrite` forgets the bits that it does not know.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp
import discord
import structlog

from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.gate import words
from bot.discord_adapter.gate.hooks import REASON, Gateable, Hooks
from bot.errors import GateError, StoreError
from bot.gates import GATED, Before, Change, Gate, GateState, Kind, Overwrite, Rights, close, reopen

log = structlog.get_logger(__name__)

_UNKNOWN_CHANNEL = 10003
_EVERY = 60.0
"""Seconds between two looks for a gate that is half done."""
_ROUNDS = 3
"""How often a channel is read again while it is closed: somebody may be changing it as well."""
_TIMES, _WITHIN = 5, 3600.0
"""How often a gate is closed again within so many seconds: another bot may be undoing it."""
_FAILED = (discord.DiscordServerError, aiohttp.ClientError, OSError)


class GateBook(Protocol):
    """Where gates are kept. Each method has committed when it returns, or raises StoreError."""

    async def begin(self, gate: Gate) -> None:
        """Keep a new gate with all that it is to put back."""
        ...

    async def remember(self, channel_id: int, fresh: Sequence[Before]) -> None:
        """Keep what a gate is to put back besides."""
        ...

    async def move(self, channel_id: int, state: GateState) -> None:
        """Keep where a gate stands."""
        ...

    async def end(self, channel_id: int) -> None:
        """Forget a gate."""
        ...

    async def gate(self, channel_id: int) -> Gate | None:
        """Return the gate of a channel, or None."""
        ...

    async def all(self) -> list[Gate]:
        """Return every gate of every server."""
        ...

    async def forget_channel(self, channel_id: int) -> None:
        """Forget the gate of a channel that is gone, and what was shared there."""
        ...


class GateKeeper:
    """The gates of one client's servers. It holds nothing that must survive it."""

    def __init__(self, client: discord.Client, book: GateBook, settings_for: SettingsFor) -> None:
        """Take where gates are kept, and each server's settings."""
        self._client = client
        self._book = book
        self._settings_for = settings_for
        self._known: dict[int, Gate] = {}
        self._locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.hooks = Hooks(client)
        self._closed_again: dict[int, deque[float]] = defaultdict(deque)
        # Refused, or given up: nothing is tried until somebody changes the permissions.
        self._stuck: set[int] = set()
        self._waiting: set[int] = set()

    def state(self, channel_id: int) -> GateState | None:
        """Return where the gate of a channel stands, or None where it has none."""
        gate = self._known.get(channel_id)
        return None if gate is None else gate.state

    def of(self, guild_id: int) -> list[Gate]:
        """Return the gates of a server, without what they put back."""
        return [g for g in self._known.values() if g.guild_id == guild_id]

    # ------------------------------------------------------------------- what moderators ask for

    async def close(self, channel: Gateable, by_user_id: int) -> None:
        """Close the gate of a channel, or finish closing it.

        Raises GateError with the mend, and has changed nothing then, or says what it goes on with.
        """
        async with self._locks[channel.id]:
            gate = await self._book.gate(channel.id)
            if gate is not None and gate.state is GateState.CLOSED:
                raise GateError(words.already(channel, closed=True))
            self._require(channel)
            try:
                rights = await self._rights(channel.guild, channel.id)
                if rights.moderates(rights.everyone_id, Kind.ROLE):
                    raise GateError(words.everybody_moderates(channel))
                if gate is None:
                    before, _ = close(rights)
                    now, me = datetime.now(UTC), channel.guild.id
                    state = GateState.CLOSING
                    gate = Gate(channel.id, me, state, by_user_id, now, tuple(before))
                    await self._book.begin(gate)
                    self._known[channel.id] = gate
                elif gate.state is GateState.OPENING:
                    await self._move(gate, GateState.CLOSING)
                await self._close(channel, gate)
            except _FAILED as error:
                raise self._interrupted(channel, gate, error) from error
            except discord.HTTPException as error:
                sentence = words.refused(channel, error)
                await self._undo(channel, gate)
                raise GateError(sentence, str(error)) from error

    async def open(self, channel: Gateable) -> None:
        """Open the gate of a channel, and put its permissions back.

        Raises GateError with the mend.
        """
        async with self._locks[channel.id]:
            gate = await self._book.gate(channel.id)
            if gate is None:
                raise GateError(words.already(channel, closed=False))
            await self._move(gate, GateState.OPENING)
            try:
                await self._open(channel.guild, gate)
            except _FAILED as error:
                raise self._interrupted(channel, gate, error) from error
            except discord.HTTPException as error:
                raise GateError(words.refused(channel, error), str(error)) from error

    def _interrupted(self, channel: Gateable, gate: Gate | None, error: Exception) -> GateError:
        self._stuck.discard(channel.id)
        return GateError(words.interrupted(channel, begun=gate is not None), repr(error))

    async def _undo(self, channel: Gateable, gate: Gate | None) -> None:
        """Put back what was done of a gate that Discord refused; what fails is told and retried."""
        if gate is None:
            return
        await self._move(gate, GateState.OPENING)
        try:
            await self._open(channel.guild, gate)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.error("gate_not_undone", channel_id=channel.id, error=str(error))
            await self._tell(channel.guild, words.left_half(channel.id, error))

    # ----------------------------------------------------------------------- what goes on beside

    async def watch(self) -> None:
        """Bring gates to their end that are half done, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY)
            rested = {c for c in self._stuck if c in self._closed_again and not self._gave_up(c)}
            self._stuck -= rested
            if rested or any(g.state is not GateState.CLOSED for g in self._known.values()):
                await self.reconcile()

    async def load(self) -> list[Gate]:
        """Read which channels have a gate, and return them; none where that cannot be read."""
        try:
            gates = await self._book.all()
        except StoreError as error:
            log.error("gates_not_read", error=error.message, detail=error.detail)
            return []
        in_hand = {c: g for c, g in self._known.items() if self._locks[c].locked()}
        # What they put back is read anew when it is needed: people's data may have been erased.
        self._known = {g.channel_id: replace(g, before=()) for g in gates} | in_hand
        return gates

    async def reconcile(self, guild_id: int | None = None) -> None:
        """Finish what was begun, and see that what is closed still is; on one server, or on all.

        What fails is told to moderators, once, and the log says why; nothing is raised.
        """
        for gate in await self.load():
            guild = self._client.get_guild(gate.guild_id)
            mine = guild_id is None or gate.guild_id == guild_id
            if mine and guild is not None and not guild.unavailable:
                await self._bring_to_its_end(guild, gate.channel_id)

    async def changed(self, guild: discord.Guild, channel_id: int | None = None) -> None:
        """See after a change of permissions that what is closed still is."""
        for gate in self.of(guild.id):
            if channel_id in (None, gate.channel_id):
                if gate.channel_id in self._stuck and self._gave_up(gate.channel_id):
                    continue
                self._stuck.discard(gate.channel_id)
                await self._bring_to_its_end(guild, gate.channel_id)

    async def gone(self, channel_id: int) -> None:
        """Forget the gate of a channel or thread that was deleted, and what was shared there."""
        self._known.pop(channel_id, None)
        self.hooks.lost(channel_id)
        await self._book.forget_channel(channel_id)

    async def _bring_to_its_end(self, guild: discord.Guild, channel_id: int) -> None:
        if channel_id in self._stuck or channel_id in self._waiting:
            return  # the look that is yet to begin sees it too
        self._waiting.add(channel_id)
        async with self._locks[channel_id]:
            self._waiting.discard(channel_id)
            try:
                gate = await self._book.gate(channel_id)
                channel = guild.get_channel(channel_id)
                if gate is None:
                    self._known.pop(channel_id, None)
                elif gate.state is GateState.OPENING:
                    await self._open(guild, gate)
                    await self._tell(guild, words.finished(channel_id, closed=False))
                elif not isinstance(channel, Gateable):
                    await self._client.http.get_channel(channel_id)
                elif gate.state is GateState.CLOSING:
                    await self._close(channel, gate)
                    await self._tell(guild, words.finished(channel_id, closed=True))
                else:
                    await self._hold(guild, gate)
            except discord.NotFound as error:
                if error.code == _UNKNOWN_CHANNEL:
                    await self.gone(channel_id)
                else:
                    log.error("gate_failed", channel_id=channel_id, error=str(error))
            except _FAILED as error:
                # The next look tries again.
                log.warning("gate_interrupted", channel_id=channel_id, error=repr(error))
            except discord.HTTPException as error:
                self._stuck.add(channel_id)
                log.error("gate_refused", channel_id=channel_id, error=str(error))
                await self._tell(guild, words.left_half(channel_id, error))
            except StoreError as error:
                log.error("gate_not_kept", error=error.message, detail=error.detail)

    async def _hold(self, guild: discord.Guild, gate: Gate) -> None:
        """Shut again what somebody opened in a closed gate."""
        rights = await self._rights(guild, gate.channel_id)
        fresh, changes = close(rights, gate.before)
        if not changes:
            return
        holes = [c for c in changes if not c.grants]
        if holes and self._gave_up(gate.channel_id):
            self._stuck.add(gate.channel_id)
            await self._tell(guild, words.gave_up(gate.channel_id))
            return
        await self._book.remember(gate.channel_id, fresh)
        await self._apply(gate.channel_id, changes)
        if holes:
            self._closed_again[gate.channel_id].append(time.monotonic())
            await self._tell(guild, words.closed_again(gate.channel_id))

    def _gave_up(self, channel_id: int) -> bool:
        times = self._closed_again.get(channel_id, deque())
        while times and times[0] < time.monotonic() - _WITHIN:
            times.popleft()
        return len(times) >= _TIMES

    # ------------------------------------------------------------------------------ on Discord

    def _require(self, channel: Gateable) -> None:
        """Raise GateError with the mend where the bot lacks what a gate needs."""
        guild, held = channel.guild, channel.permissions_for(channel.guild.me)
        wanted = {
            "View Channel": held.view_channel,
            "Manage Permissions": held.manage_roles,
            "Manage Webhooks": held.manage_webhooks,
        }
        if missing := [name for name, is_held in wanted.items() if not is_held]:
            raise GateError(words.lacking(channel, missing))
        # Discord: a bot hands out and takes away only what it has on the server, unless the channel
        # itself gives it Manage Permissions.
        mine = {guild.me.id, *(role.id for role in guild.me.roles)}
        here = any(o.manage_roles for target, o in channel.overwrites.items() if target.id in mine)
        above = guild.me.guild_permissions
        if not here and not above.administrator and (lacks := GATED & ~above.value):
            raise GateError(words.cannot_take_away(lacks))

    async def _close(self, channel: Gateable, gate: Gate) -> None:
        """Close what is not closed yet; the webhook first, since that is what may be refused."""
        await self.hooks.of(channel)
        before = list(gate.before)
        for _ in range(_ROUNDS):
            fresh, changes = close(await self._rights(channel.guild, channel.id), before)
            if not changes:
                break
            if fresh:
                await self._book.remember(channel.id, fresh)
                before += fresh
            await self._apply(channel.id, changes)
        await self._move(gate, GateState.CLOSED)
        log.info("gate_closed", channel_id=channel.id)

    async def _open(self, guild: discord.Guild, gate: Gate) -> None:
        """Put back what is not put back yet; the webhook last."""
        current = await self._book.gate(gate.channel_id) or gate
        rights = await self._rights(guild, gate.channel_id)
        await self._apply(gate.channel_id, reopen(rights, current.before))
        channel = guild.get_channel(gate.channel_id)
        if isinstance(channel, Gateable):
            try:
                await self.hooks.delete(channel)
            except discord.Forbidden:
                # The permissions are back, which is what counts; a webhook shows nothing by itself.
                await self._tell(guild, words.webhook_left(channel.id))
        await self._book.end(gate.channel_id)
        self._known.pop(gate.channel_id, None)
        self._closed_again.pop(gate.channel_id, None)
        log.info("gate_opened", channel_id=gate.channel_id)

    async def _move(self, gate: Gate, state: GateState) -> None:
        await self._book.move(gate.channel_id, state)
        self._known[gate.channel_id] = replace(gate, state=state, before=())
        self._stuck.discard(gate.channel_id)

    async def _rights(self, guild: discord.Guild, channel_id: int) -> Rights:
        """Read what a channel's permissions come from, its overwrites as Discord has them now."""
        data: Any = await self._client.http.get_channel(channel_id)
        overwrites = {}
        for o in data["permission_overwrites"]:
            target_id, kind = int(o["id"]), Kind(int(o["type"]))
            overwrites[target_id] = Overwrite(target_id, kind, int(o["allow"]), int(o["deny"]))
        return Rights(guild.id, {r.id: r.permissions.value for r in guild.roles}, overwrites)

    async def _apply(self, channel_id: int, changes: Iterable[Change]) -> None:
        http = self._client.http
        for change in changes:
            o = change.overwrite
            try:
                if change.remove:
                    await http.delete_channel_permissions(channel_id, o.target_id, reason=REASON)
                else:
                    allow, deny, kind = str(o.allow), str(o.deny), int(o.kind)
                    await http.edit_channel_permissions(
                        channel_id,
                        o.target_id,
                        allow,
                        deny,
                        kind,  # type: ignore[arg-type]
                        reason=REASON,
                    )
            except discord.NotFound as error:
                if error.code == _UNKNOWN_CHANNEL:
                    raise
                # A role or a member that is gone has nothing to be changed.

    async def _tell(self, guild: discord.Guild, text: str) -> None:
        channel = moderators_channel(guild, self._settings_for)
        try:
            if channel is None:
                raise LookupError("there is no channel for moderators")
            await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
        except (discord.HTTPException, aiohttp.ClientError, OSError, LookupError) as error:
            log.error("gate_not_told", guild_id=guild.id, error=str(error))
