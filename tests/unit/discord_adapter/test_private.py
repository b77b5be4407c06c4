"""What a private look says, and what is remembered between an answer and its button."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from discord import app_commands

from bot.discord_adapter import commands
from bot.discord_adapter.private import texts
from bot.discord_adapter.private.looks import IS_FORWARD, hides_a_forward
from bot.discord_adapter.private.memory import KEPT_FOR, Memory, Pace, Seen
from bot.discord_adapter.private.records import may_be_kept
from bot.domain import (
    Label,
    MediaFinding,
    MediaRef,
    Screening,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from tests.unit.evidence.test_store import make_post
from tests.unit.guidance.product import LOCALES

EN = LOCALES.of("en")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
EXPLICIT = Verdict(VerdictKind.EXPLICIT, label=Label.ANUS_EXPOSED, score=0.9)


def found(
    verdict: Verdict = EXPLICIT, name: str = "a.png", surface: Surface = Surface.ATTACHMENT
) -> MediaFinding:
    media = MediaRef("1", surface, "https://cdn.discordapp.com/a", name)
    screening = Screening(sha256="ab" * 32, redacted=b"copy", frames=10, frames_screened=4)
    return MediaFinding(media, screening, verdict)


def test_the_headline_is_the_gravest_and_nothing_is_called_harmless() -> None:
    clean = found(Verdict(VerdictKind.CLEAN))
    failed = found(Verdict(VerdictKind.UNSCREENED, UnscreenedReason.TOO_LARGE))
    for findings, key in (
        ([clean, failed, found()], "screen-flagged"),
        ([clean, failed], "screen-partly"),
        ([clean], "screen-clean"),
    ):
        text = texts.answer(findings, EN)
        assert text.startswith(f"**{EN.say(key)}**") and "safe" not in text.lower()
        assert (EN.say("screen-next") in text) is (key == "screen-flagged")
    assert "4 of 10 frames" in texts.line(found(), EN)
    assert EN.say("screen-why-too_large") in texts.line(failed, EN)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a`b``c", "`abc`"),
        ("[x](https://x.example) @everyone", "`[x](https://x.example) @everyone`"),
        ("a\u202egnp.exe\n# big", "`agnp.exe# big`"),
        ("n" * 200, f"`{'n' * 59}…`"),
        ("", "A sticker"),
        ("`", "A sticker"),
    ],
)
def test_a_name_formats_and_links_nothing(name: str, shown: str) -> None:
    assert texts.line(found(name=name, surface=Surface.STICKER), EN).startswith(f"{shown}: ")


@pytest.mark.parametrize("code", LOCALES.languages)
def test_the_longest_answer_fits_a_message(code: str) -> None:
    words = LOCALES.of(code)
    for verdict in (EXPLICIT, Verdict(VerdictKind.UNSCREENED, UnscreenedReason.FETCH_FAILED)):
        many = [found(verdict, "n" * 300)] * 200
        foot = words.say("screen-consented")
        assert len(texts.answer([found(), *many], words, copies=10, foot=foot)) <= 2000


def test_at_most_ten_copies_go_out_and_only_of_what_was_flagged() -> None:
    clean = found(Verdict(VerdictKind.CLEAN))
    files = texts.copies_of([clean, *[found()] * 12])
    assert len(files) == 10 and files[0].filename == "unrecognisable-1.png"
    assert texts.copies_of([clean]) == []


def test_what_is_remembered_holds_no_copy_and_no_link_and_goes_soon() -> None:
    memory, post = Memory(), make_post(1 << 22)
    memory.keep(7, "m.1.2", Seen(post, NOW, (found(),), keepable=True))
    seen = memory.get(7, "m.1.2", NOW)
    assert seen is not None and seen.findings is not None
    (kept,) = seen.findings
    assert kept.media.url == "" and kept.screening is not None and kept.screening.redacted is None
    assert memory.get(8, "m.1.2", NOW) is None and memory.get(7, "m.1.3", NOW) is None
    assert memory.get(7, "m.1.2", NOW + KEPT_FOR) is None


def test_that_somebody_may_be_under_18_is_remembered_and_what_was_found_is_not() -> None:
    memory, post = Memory(), make_post(1 << 22)
    assert memory.may_be_minor(7, "m.1.2") is None
    memory.keep(7, "m.1.2", Seen(post, NOW, (found(),), keepable=True))
    assert memory.may_be_minor(7, "m.1.2") is not None
    for _ in range(2):
        seen = memory.get(7, "m.1.2", NOW)
        assert seen is not None and seen.minor and seen.findings is None and seen.keepable
        memory.keep(7, "m.1.2", Seen(post, NOW, (found(),), keepable=True))


def test_the_memory_is_bounded() -> None:
    memory, post = Memory(limit=2), make_post(1 << 22)
    for number in range(3):
        memory.keep(number, "m.1.2", Seen(post, NOW))
    assert [memory.get(n, "m.1.2", NOW) is None for n in range(3)] == [True, False, False]


def test_a_pace_allows_so_many_and_one_at_a_time() -> None:
    pace = Pace(2, timedelta(minutes=10))
    assert pace.begin(7, NOW) and not pace.begin(7, NOW) and pace.begin(8, NOW)
    pace.end(7)
    assert pace.begin(7, NOW)
    pace.end(7)
    assert not pace.begin(7, NOW + timedelta(minutes=9))
    assert pace.begin(7, NOW + timedelta(minutes=10))


def test_a_forward_without_what_it_shows_is_known() -> None:
    assert hides_a_forward({"flags": IS_FORWARD})
    assert not hides_a_forward({"flags": IS_FORWARD, "message_snapshots": [{"message": {}}]})
    assert not hides_a_forward({"flags": 0}) and not hides_a_forward({})


def test_only_other_peoples_messages_that_are_no_case_can_be_kept() -> None:
    post = make_post(1 << 22)
    post = replace(post, sender=replace(post.sender, is_bot=False))
    sender = post.sender.user_id
    assert may_be_kept(post, sender + 1, "m.1.2")
    assert not may_be_kept(post, sender, "m.1.2") and not may_be_kept(post, sender + 1, "abc")
    bots = replace(post, sender=replace(post.sender, is_bot=True))
    assert not may_be_kept(bots, sender + 1, "m.1.2")


def test_without_user_installs_no_command_asks_for_one() -> None:
    import discord

    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    commands.add_to(tree)
    before = {c.name: (c.allowed_installs, c.allowed_contexts) for c in tree.get_commands()}
    try:
        assert sum(bool(i and i.user) for i, _ in before.values()) >= 4
        commands.keep_to_servers(tree)
        for command in tree.get_commands():
            assert command.allowed_installs is not None and not command.allowed_installs.user
            contexts = command.allowed_contexts
            assert contexts is None or not contexts.private_channel
    finally:
        for command in tree.get_commands():  # they are the module's own
            command.allowed_installs, command.allowed_contexts = before[command.name]
