"""What really happened, counted where it happened: the tests of a flood trust this, not the bot."""

from __future__ import annotations

import re
import time
from collections import Counter, OrderedDict, defaultdict
from typing import Any

Json = dict[str, Any]
KEPT_MESSAGES = 100_000
_MESSAGE = re.compile(r"^/channels/(\d+)/messages/(\d+)$")
_REACTIONS = re.compile(r"^/channels/\d+/messages/(\d+)/reactions(/[^/]+)?$")
_POST = re.compile(r"^/channels/(\d+)/messages$")
_BULK = re.compile(r"^/channels/\d+/messages/bulk-delete$")
_ID = re.compile(r"(?<=/)\d{5,}|(?<=/)[\w-]{60,}")


class Counts:
    """Counts the bot's requests as they were answered, and messages by what became of them."""

    def __init__(self) -> None:
        self._messages: OrderedDict[str, Json] = OrderedDict()
        self._requests: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._events: Counter[str] = Counter()
        self._custom_ids: Counter[str] = Counter()
        self._posts: Counter[str] = Counter()

    def posted(self, payload: Json) -> None:
        """Note a message that somebody else than the bot posted."""
        self._of(payload["id"]).update(channel_id=payload["channel_id"], posted_at=time.time())

    def sent(self, event: str, about: Any) -> None:
        """Note an event that left for the bot, and when a message (by its id) first did."""
        self._events[event] += 1
        if event == "MESSAGE_CREATE" and (found := self._messages.get(str(about))):
            found.setdefault("sent_at", time.time())

    def answered(self, method: str, path: str, sent: Any, status: int, answer: Any) -> None:
        """Note a request of the bot and how it was answered (`path` follows /api/v10)."""
        self._requests[f"{method} {_ID.sub('*', path)}"][str(status)] += 1
        code = str(answer.get("code")) if status >= 400 and isinstance(answer, dict) else ""
        if method == "DELETE" and (found := _MESSAGE.match(path)):
            self._deleted(found[2], status, code)
        elif method == "POST" and _BULK.match(path) and status < 300:
            for message_id in (sent or {}).get("messages", []):
                self._deleted(str(message_id), status, code)
        elif method == "PATCH" and (found := _MESSAGE.match(path)) and _only_flags(sent):
            self._of(found[2])["suppressed" if status < 300 else "refused"] += 1
        elif method == "DELETE" and (found := _REACTIONS.match(path)) and status < 300:
            self._of(found[1])["reactions_cleared"] += 1
        elif method == "POST" and (found := _POST.match(path)) and status < 300:
            self._posts[found[1]] += 1
            self._custom_ids.update(_custom_ids(answer.get("components")))

    def summary(self) -> Json:
        """Return everything as JSON values; times are Unix seconds."""
        return {
            "messages": dict(self._messages),
            "custom_ids": dict(self._custom_ids),
            "posts": dict(self._posts),
            "requests": {key: dict(value) for key, value in self._requests.items()},
            "events": dict(self._events),
        }

    def _deleted(self, message_id: str, status: int, code: str) -> None:
        entry = self._of(message_id)
        if status < 300:
            entry["deleted"] += 1
            entry.setdefault("deleted_at", time.time())
        else:
            entry["unknown" if code == "10008" else "refused"] += 1

    def _of(self, message_id: str) -> Json:
        if message_id not in self._messages:
            numbers = ("deleted", "unknown", "refused", "suppressed", "reactions_cleared")
            self._messages[message_id] = dict.fromkeys(numbers, 0)
            if len(self._messages) > KEPT_MESSAGES:
                self._messages.popitem(last=False)
        return self._messages[message_id]


def _only_flags(sent: Any) -> bool:
    return isinstance(sent, dict) and set(sent) - {"tts"} == {"flags"}


def _custom_ids(components: Any) -> set[str]:
    """Return the custom ids anywhere in a message's components."""
    found: set[str] = set()
    waiting = [components]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            found |= {value["custom_id"]} if isinstance(value.get("custom_id"), str) else set()
            waiting += value.values()
    return found
