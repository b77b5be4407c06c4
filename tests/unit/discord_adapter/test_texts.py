"""What moderators and members read about each kind of post."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.discord_adapter import texts
from bot.discord_adapter.surroundings import NOBODY
from bot.domain import (
    Action,
    Case,
    Decision,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Post,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.inbox import Lettered

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINK = "https://cdn.discordapp.com/attachments/1/2/secret.png?ex=1"
FLAGGED = Verdict(VerdictKind.EXPLICIT, label=Label.ANUS_EXPOSED, score=0.9)
MESSAGE_SURFACES = (
    *(Surface.ATTACHMENT, Surface.EMBED, Surface.FORWARD),
    *(Surface.STICKER, Surface.EMOJI, Surface.COMPONENT),
)


def case(surface: Surface, *, subject: str = "", outcomes: tuple[Outcome, ...] = ()) -> Case:
    sender = Sender(701, "row*an", "Rowan", NOW)
    place = Place(500, "Club", 0 if subject else 511, "" if subject else "general")
    media = MediaRef("m", surface, LINK, "wave @everyone")
    post = Post(1_000_000_000_000_000, place, sender, NOW, (media,), subject=subject)
    finding = MediaFinding(media, verdict=FLAGGED)
    return Case("id", 7, post, (finding,), Decision(FLAGGED, "p"), NOW, outcomes=outcomes)


def entry(about: Case) -> str:
    return str(texts.moderators_entry(about).to_dict())


@pytest.mark.parametrize("surface", Surface)
def test_an_entry_says_what_it_is_about_and_shows_no_file(surface: Surface) -> None:
    subject = "" if surface in MESSAGE_SURFACES else f"{surface}:1"
    removed = Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW)
    text = str(
        texts.moderators_entry(case(surface, subject=subject, outcomes=(removed,))).to_dict()
    )
    assert "Case 7: may contain" in text
    assert "cdn.discordapp.com" not in text and "@everyone" not in text
    if subject:
        assert texts._ABOUT[surface] in text
        assert "On the whole server" in text and "Noticed" in text
        assert "<#0>" not in text
    else:
        assert "<#511>" in text and "Posted" in text


def test_what_was_removed_is_called_by_its_name() -> None:
    removed = (Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW),)

    def about(surface: Surface, subject: str) -> str:
        return entry(case(surface, subject=subject, outcomes=removed))

    assert "Post removed" in about(Surface.ATTACHMENT, "")
    assert "Reaction cleared" in about(Surface.REACTION, "reaction:1:2")
    assert "Emoji deleted" in about(Surface.SERVER_EMOJI, "emoji:2")
    assert "Icon cleared" in about(Surface.SERVER_ICON, "icon:1:a")


def test_who_is_not_known_is_not_made_up() -> None:
    about = case(Surface.SERVER_EMOJI, subject="emoji:2")
    about = replace(about, post=replace(about.post, sender=NOBODY))
    text = entry(about)
    assert "<@0>" not in text and "audit log" in text


def test_a_webhook_is_told_from_a_person() -> None:
    about = case(Surface.ATTACHMENT)
    hook = replace(about.post.sender, webhook_id=701)
    text = entry(replace(about, post=replace(about.post, sender=hook)))
    assert "<@701>" not in text and "Integrations" in text


def test_a_letters_entry_says_what_its_sender_knew_and_links_to_nothing() -> None:
    about = case(Surface.ATTACHMENT, subject="letter:ab")
    facts = Lettered(NOW, warned_at=NOW, went_on_at=NOW + timedelta(minutes=1))
    place = replace(about.post.place, channel_id=511)
    post = replace(about.post, place=place, mentioned_user_ids=(702,), letter=facts)
    text = entry(replace(about, post=post))
    assert "Case 7: a letter was reported" in text and "<@702>" in text
    assert "told what it may contain" in text and "went on" in text and "<#511>" in text
    assert "discord.com/channels" not in text and "cdn.discordapp.com" not in text
    clean = replace(post, letter=Lettered(NOW), media=())
    text = entry(replace(about, post=clean, findings=()))
    assert "told what" not in text and "'value': 'None'" in text
