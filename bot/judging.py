"""The verdict on an image: what was measured in it, and what the server's lists say of it."""

from __future__ import annotations

from bot import listed
from bot import policy as rules
from bot.domain import Policy, Screening, Verdict
from bot.ports import KnownImages


async def judged(
    screening: Screening, guild_id: int | None, policy: Policy, known: KnownImages | None
) -> Verdict:
    """Return the verdict on one image on a server, by its policy and its lists of known images.

    Raises StoreError where the lists cannot be read.
    """
    verdict = rules.judge(screening, policy)
    if known is None or not policy.known_images or screening.sha256 is None:
        return verdict
    return listed.weigh(verdict, screening, await known.matches(guild_id, screening), policy)
