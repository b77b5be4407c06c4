"""Up to where each channel is done: pure bookkeeping, no I/O.

A channel's checkpoint is the id up to which every message has been dealt with. It never passes a
message that is still waiting or in hand, nor one that was never seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain import Place
from bot.gaps import Checkpoint

Checkpoints = dict[int, Checkpoint]
"""By channel."""


@dataclass(slots=True)
class _Channel:
    guild_id: int
    thread: bool = False
    saved: int | None = None
    # Every message up to here was seen: it is done, or it is in `unfinished`.
    seen_to: int | None = None
    newest: int = 0
    # 0, or the number of the latest reason for which the channel must be read again.
    behind: int = 0
    unfinished: set[int] = field(default_factory=set)

    def checkpoint(self) -> int | None:
        if self.seen_to is None:
            return self.saved
        saved = self.saved or 0
        # An edit of an old message is being looked at again; that takes nothing back.
        lowest = min((m for m in self.unfinished if m > saved), default=None)
        reached = self.seen_to if lowest is None else min(self.seen_to, lowest - 1)
        return max(reached, saved)


class Marks:
    """The checkpoints of all channels.

    After a new session nothing is known of what was posted before it, so every channel is behind
    until it was read: live messages do not move its checkpoint, reading does.
    """

    def __init__(self, known: Mapping[int, Checkpoint] | None = None) -> None:
        """Take the checkpoints as they were saved."""
        self._turn = 1
        self._settled: set[int] = set()
        self._dirty: set[int] = set()
        self._channels = {
            channel_id: _Channel(
                mark.guild_id,
                mark.thread,
                saved=mark.last_id,
                seen_to=mark.last_id,
                newest=mark.last_id,
                behind=self._turn,
            )
            for channel_id, mark in (known or {}).items()
        }

    def freeze(self, guild_id: int | None = None) -> None:
        """Note that what was posted before now may have been missed: in a new session everywhere.

        With `guild_id`, on that server alone.
        """
        self._turn += 1
        self._settled -= set(self._settled) if guild_id is None else {guild_id}
        for channel in self._channels.values():
            if guild_id in (None, channel.guild_id):
                channel.behind = self._turn

    def settle(self, guild_id: int) -> None:
        """Note that all channels of a server were read since the session began."""
        self._settled.add(guild_id)

    def begin(self, place: Place, message_id: int) -> None:
        """Note a message that is to be dealt with."""
        channel = self._see(place, message_id)
        channel.unfinished.add(message_id)

    def finish(self, channel_id: int, message_id: int) -> None:
        """Note that a message has been dealt with; what followed from it is committed."""
        if channel := self._channels.get(channel_id):
            channel.unfinished.discard(message_id)
            self._dirty.add(channel_id)

    def skip(self, place: Place, message_id: int) -> None:
        """Note a message in which there is nothing to be dealt with."""
        self._see(place, message_id)

    def miss(self, place: Place, message_id: int) -> None:
        """Note a message that could not be taken: the channel must be read again from there."""
        channel = self._channel(place)
        channel.newest = max(channel.newest, message_id)
        if channel.seen_to is not None:
            channel.seen_to = min(channel.seen_to, message_id - 1)
        elif not channel.behind:
            channel.seen_to = message_id - 1
        self._turn += 1
        channel.behind = self._turn

    def start_reading(self, place: Place, default: int) -> tuple[int, int]:
        """Return (after, turn): the id after which to read a channel, and what to end it with.

        `default` is where to begin in a channel of which nothing is known.
        """
        channel = self._channel(place)
        if channel.seen_to is None:
            channel.seen_to = default
        channel.newest = max(channel.newest, channel.seen_to)
        return max(channel.seen_to, channel.saved or 0), channel.behind

    def read_to(self, channel_id: int, message_id: int) -> None:
        """Note that every message up to this one was seen by reading."""
        channel = self._channels[channel_id]
        self._dirty.add(channel_id)
        channel.newest = max(channel.newest, message_id)
        channel.seen_to = max(channel.seen_to or 0, message_id)

    def finish_reading(self, channel_id: int, turn: int) -> None:
        """Note that a channel was read to its end, unless something was missed meanwhile."""
        channel = self._channels[channel_id]
        self._dirty.add(channel_id)
        if channel.behind == turn:
            channel.behind = 0
            channel.seen_to = max(channel.seen_to or 0, channel.newest)

    def behind(self, guild_id: int) -> dict[int, bool]:
        """Return the channels of a server that must still be read, and which are threads."""
        return {
            channel_id: channel.thread
            for channel_id, channel in self._channels.items()
            if channel.guild_id == guild_id and channel.behind
        }

    def reached(self, channel_id: int) -> int:
        """Return a channel's checkpoint; 0 where it has none."""
        channel = self._channels.get(channel_id)
        return (channel.checkpoint() or 0) if channel else 0

    def latest(self, guild_id: int) -> int:
        """Return the newest checkpoint of a server that was saved; 0 where there is none."""
        return max(
            (c.saved or 0 for c in self._channels.values() if c.guild_id == guild_id), default=0
        )

    def is_known(self, channel_id: int) -> bool:
        """Return whether a channel has a checkpoint that was saved."""
        channel = self._channels.get(channel_id)
        return channel is not None and channel.saved is not None

    def forget_channel(self, channel_id: int) -> None:
        """Forget a channel that is gone."""
        self._channels.pop(channel_id, None)

    def newest(self, channel_id: int) -> int:
        """Return the newest id that was heard of in a channel; 0 where there is none."""
        channel = self._channels.get(channel_id)
        return channel.newest if channel else 0

    def forget(self, guild_id: int) -> None:
        """Forget a server's channels."""
        self._settled.discard(guild_id)
        self._channels = {i: c for i, c in self._channels.items() if c.guild_id != guild_id}

    def changed(self) -> Checkpoints:
        """Return the checkpoints that moved since they were last saved."""
        moved: Checkpoints = {}
        for channel_id in list(self._dirty):
            channel = self._channels.get(channel_id)
            reached = channel.checkpoint() if channel else None
            if channel is None or reached is None or reached == channel.saved:
                self._dirty.discard(channel_id)
            else:
                moved[channel_id] = Checkpoint(channel.guild_id, reached, channel.thread)
        return moved

    def saved(self, rows: Checkpoints) -> None:
        """Note that these checkpoints have been committed."""
        for channel_id, mark in rows.items():
            if channel := self._channels.get(channel_id):
                channel.saved = mark.last_id

    def _see(self, place: Place, message_id: int) -> _Channel:
        channel = self._channel(place)
        if not channel.behind:
            # Within a session messages come in order, so what lies before a channel's first
            # message is either done or older than the bot's knowledge of the channel.
            channel.seen_to = max(channel.seen_to or 0, message_id)
        channel.newest = max(channel.newest, message_id)
        return channel

    def _channel(self, place: Place) -> _Channel:
        channel = self._channels.get(place.channel_id)
        if channel is None:
            guild_id = place.guild_id or 0
            behind = 0 if guild_id in self._settled else self._turn
            channel = _Channel(guild_id, place.parent_id is not None, behind=behind)
            self._channels[place.channel_id] = channel
        self._dirty.add(place.channel_id)
        return channel
