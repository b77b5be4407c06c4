"""A bot that is killed in the midst of acting does nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import Action
from bot.playground import bot_process
from bot.sandbox.client import Json
from bot.sandbox.world import MODERATORS_ID
from tests.wire.bypass import EXPLICIT, done, is_notice, stage_in


@pytest.mark.parametrize("held_back", ["the notice", "the moderators' entry"])
async def test_what_was_posted_just_before_the_end_is_not_posted_again(
    tmp_path: Path, held_back: str
) -> None:
    """The answer to the post is held back, so that the bot dies without knowing of it."""
    async with stage_in(tmp_path) as stage:
        place = await stage.channel()
        where = place if held_back == "the notice" else str(MODERATORS_ID)
        path = f"/channels/{where}/messages"
        await stage.client.fault("latency", method="POST", path=path, seconds=10)
        sent = await stage.rowan.post(place, "", ("x.jpg", EXPLICIT))

        def held(data: Json) -> bool:
            return bool(data["message"]["channel_id"] == where and data["message"]["author"]["bot"])

        await stage.tomasz.wait_for("message", held)
        stage.process.kill()
        await stage.process.wait()
        async with bot_process(stage.sandbox, tmp_path / "data" / "cases.db"):
            case = await stage.case(sent["id"], lambda c: Action.ALERT_MODERATORS in done(c))
        assert done(case) == {Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS}
        notices = [m for m in await stage.ines.messages(place) if is_notice(m)]
        entries = [m for m in await stage.tomasz.messages(str(MODERATORS_ID)) if m["embeds"]]
        assert (len(notices), len(entries)) == (1, 1)
        assert f"Case {case.number}:" in entries[0]["embeds"][0]["title"]
