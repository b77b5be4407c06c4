from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import limits, world
from bot.sandbox.api_error import ApiError, bad_form, tree_from_text
from bot.sandbox.backend import Message
from bot.sandbox.faults import Faults, check
from bot.sandbox.hub import Hub
from bot.sandbox.limits import RateLimiter
from bot.sandbox.routes import page_of


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("embeds[0].title: Must be 256 or fewer", ["embeds", "0", "title"], "Must be 256 or fewer"),
        ("components.[1]: type is required", ["components", "1"], "type is required"),
        ("flags must be an integer", ["flags"], "must be an integer"),
        ("Something else is wrong here", [], "Something else is wrong here"),
    ],
)
def test_sentences_become_trees(text: str, path: list[str], message: str) -> None:
    found = tree_from_text(text)
    for key in path:
        found = found[key]
    assert found["_errors"][0]["message"] == message


def test_errors_have_discords_shape() -> None:
    assert bad_form("a.b", "CODE", "text").body() == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {"a": {"b": {"_errors": [{"code": "CODE", "message": "text"}]}}},
    }


def messages(ids: set[int]) -> list[Message]:
    return [Message(id=i, channel_id=1, author_id=1) for i in ids]


@given(st.sets(st.integers(1, 500), max_size=60), st.integers(1, 100))
def test_paging_forward_and_back_reads_everything_once(ids: set[int], limit: int) -> None:
    for key, start in (("after", 0), ("before", 1000)):
        seen: list[int] = []
        at = start
        while page := [m.id for m in page_of(messages(ids), limit, {key: at})]:
            assert page == sorted(page, reverse=True) and len(page) <= limit
            seen += page
            at = max(page) if key == "after" else min(page)
        assert sorted(seen) == sorted(ids)


@given(st.sets(st.integers(1, 500), min_size=1), st.integers(1, 500), st.integers(1, 100))
def test_around_never_gives_more_than_asked(ids: set[int], middle: int, limit: int) -> None:
    page = [m.id for m in page_of(messages(ids), limit, {"around": middle})]
    assert len(page) <= limit and set(page) <= ids
    if middle in ids:
        assert middle in page


def test_buckets_refill(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("bot.sandbox.limits.time.monotonic", lambda: now)
    limiter = RateLimiter()

    def send(path: str = "/channels/1/messages") -> float | None:
        return limiter.check("POST", path).retry_after

    assert [send() for _ in range(6)] == [None] * 5 + [5.0]
    assert send("/channels/2/messages") is None
    now += 5.0
    assert send() is None


def test_deletions_have_buckets_by_age() -> None:
    limiter = RateLimiter()
    path = "/channels/1/messages/2"
    young = [limiter.check("DELETE", path, message_age=1.0).retry_after for _ in range(6)]
    assert young[:5] == [None] * 5 and young[5] is not None
    assert limiter.check("DELETE", path, message_age=60.0).retry_after is None


def test_too_many_invalid_requests_ban(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = RateLimiter()
    for _ in range(limits.INVALID_LIMIT - 1):
        limiter.count_answer(403)
    limiter.count_answer(200)
    assert not limiter.banned
    limiter.count_answer(401)
    assert limiter.banned


def test_interactions_do_not_count_towards_the_global_limit() -> None:
    limiter = RateLimiter()
    for _ in range(200):
        assert limiter.check("POST", "/interactions/1/t/callback").retry_after is None


def test_faults_meet_what_fits_as_often_as_told() -> None:
    faults = Faults()
    faults.add({"kind": "http_status", "method": "DELETE", "path": "/channels/*", "times": 2})
    assert faults.take("http_status", method="GET", path="/channels/1") is None
    assert faults.take("http_status", method="DELETE", path="/guilds/1") is None
    assert faults.take("http_status", method="DELETE", path="/channels/1")
    assert faults.take("http_status", method="DELETE", path="/channels/1")
    assert faults.take("http_status", method="DELETE", path="/channels/1") is None
    faults.add({"kind": "latency", "seconds": 1})
    faults.clear()
    assert faults.take("latency", method="GET", path="/") is None
    for wrong in (
        {"kind": "latency", "hours": 1},
        {"kind": "flood"},
        {"kind": "disconnect", "x": 1},
    ):
        with pytest.raises(ApiError):
            check(wrong)
    check({"kind": "latency", "seconds": 1, "times": 3})
    assert not faults.cut_off
    faults.cut(60)
    assert faults.cut_off and not faults.all_cut_off
    faults.cut(60, everything=True)
    assert faults.all_cut_off
    faults.clear()
    assert not faults.cut_off


async def test_what_was_to_come_is_cancelled_by_a_reset_or_the_end() -> None:
    hub = Hub()
    called: list[str] = []
    hub.later(0.001, lambda: called.append("on time"))
    await asyncio.sleep(0.01)
    hub.later(0.001, lambda: called.append("after the reset"))
    hub.reset()
    hub.later(0.001, lambda: called.append("after the end"))
    hub.close()
    await asyncio.sleep(0.01)
    assert called == ["on time"]


def test_the_world_is_the_same_every_time() -> None:
    first, second = world.build(), world.build()
    assert set(first.users) == set(second.users)
    assert list(first.channels) == list(second.channels)
    assert set(first.guilds[world.GUILD_ID].roles) == set(second.guilds[world.GUILD_ID].roles)


def test_the_bot_may_do_what_the_invite_link_asks_for_and_no_more() -> None:
    backend = world.build()
    guild = backend.guilds[world.GUILD_ID]
    assert guild.members[world.BOT_ID].role_ids == [world.BOT_ROLE_ID]
    own = guild.roles[world.BOT_ROLE_ID].permissions
    # View 10, Send 11, Manage Messages 13, Embed 14, Attach 15, History 16, Threads 38, Timeout 40.
    assert own == sum(1 << bit for bit in (10, 11, 13, 14, 15, 16, 38, 40))
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    assert f"permissions={own}" in readme
