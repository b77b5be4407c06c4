"""From facts to cards, for somebody to whom something of this kind happened.

The fixed words stand in `config/locales/`, and are plain and kind on purpose: short sentences, no
blame, no pressure, no promise about what the police, a court or Discord will do, and never a word
on whether a crime happened. This module says which parts a card has, and in which order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from urllib.parse import urlsplit

from bot.domain import Card, snowflake_time
from bot.guidance.choice import is_for, is_fresh, showable
from bot.guidance.loader import Facts
from bot.guidance.schema import Contact, Jurisdiction, Law, Role, What
from bot.guidance.sheet import Sheet
from bot.locales import Words

OF_ME: frozenset[What] = frozenset(
    {"image_shared", "threat_to_share", "deepfake", "taken_without_consent"}
)
"""Where the image is of the person who asks: services for the person shown are for them alone."""
_CRISIS: frozenset[What] = frozenset({"threat_to_share", "harmful_message"})
"""Where somebody to talk to comes before everything else."""
_FLASHING: frozenset[What] = frozenset({"unsolicited_image", "proximity_transfer"})
"""What the scope of a law (specific, general, contested) speaks of."""

_ELSEWHERE: frozenset[What] = frozenset({"taken_without_consent", "proximity_transfer"})
"""What did not happen on Discord, unless the person began with a message there."""

_NOTE: dict[What, tuple[str, ...]] = {
    "unsolicited_image": ("ids", "time", "platform", "context", "effect"),
    "image_shared": ("ids", "time", "platform", "url", "timeline"),
    "threat_to_share": ("ids", "time", "platform", "timeline", "keep_original"),
    "deepfake": ("ids", "time", "platform", "url", "timeline"),
    "taken_without_consent": ("time", "timeline", "effect"),
    "flashing_images": ("ids", "time", "platform", "effect"),
    "harmful_message": ("ids", "time", "platform", "timeline", "keep_original"),
    "proximity_transfer": ("time", "device_names", "timeline", "effect"),
}
"""Which items of `common.yaml` are worth noting."""

_MESSAGE_LINK = re.compile(r"https://discord\.com/channels/(?:\d+|@me)/\d+/(\d+)")
_SCOPES = ("specific", "general", "contested")


@dataclass(frozen=True)
class Situation:
    """What is known of what happened, which is no more than the person chose to say.

    `what` is None where they did not say. `link` and `case` are those of a message; a case means
    that the message was most likely removed. `forgotten` says that its fingerprints were erased.
    """

    what: What | None = None
    link: str | None = None
    case: int | None = None
    forgotten: bool = False


class Writer:
    """Writes the cards for one place in one language."""

    def __init__(
        self, facts: Facts, chain: Sequence[Jurisdiction], words: Words, today: date
    ) -> None:
        """Take the facts; `chain` leads from where the person lives to INTL."""
        self._facts = facts
        self._chain = chain
        self._words = words
        self._today = today

    def adult(self, about: Situation) -> tuple[Card, ...]:
        """Return the cards where nobody said that anyone may be under 18, in order of need.

        Safety, what to note, what never to do; then police before platform; then who supports,
        and the law.
        """
        what = about.what or "unsolicited_image"
        return self._cards(
            ("card-steps", self._steps(what, about)),
            ("card-tell", self._tell(what, about)),
            ("card-help", self._help(what)),
        )

    def minor(self, about: Situation) -> tuple[Card, ...]:
        """Return the route where anyone may be under 18, which overrides every other one.

        Links, Discord's report and child helplines only: nothing on the law, and nothing that could
        lead anybody to keep, copy, fingerprint or describe the picture. Where nobody said where
        they live, the child helplines of every place stand in it.
        """
        of_me = about.what in OF_ME
        sheet = Sheet(self._words)
        say, common = self._words.say, self._facts.common
        sheet.add("safe", self._emergency(sheet), say("minor-fault-me" if of_me else "minor-fault"))
        sheet.add(
            "minor-leave",
            *sheet.say(common.evidence.do_not, "minor_nothing"),
            say("minor-nobody"),
            say("minor-forgotten") if about.forgotten else "",
        )
        if of_me:
            shown = self._contacts(sheet, "child", person_shown=True)
            device = [sheet.contact(c) for c in self._at_hand("child")]
            sheet.add("minor-me", *shown, *device, say("minor-me-device") if device else "")
        sheet.add("minor-help", *self._contacts(sheet, "child"))
        sheet.add(
            "discord",
            *sheet.say(common.discord.steps, "minor"),
            *self._report(sheet, about),
            *self._whereabouts(about),
        )
        sheet.add("reply", say("minor-adult"))
        if len(self._chain) == 1:
            self._every_child_helpline(sheet)
        return self._cards(("card-minor", sheet))

    def danger(self) -> tuple[Card, ...]:
        """Return what to do where somebody is in danger: numbers first, then somebody to talk to.

        Where the person's place is not known, every number that was checked is shown.
        """
        sheet = Sheet(self._words)
        sheet.add("safe", self._emergency(sheet))
        if len(self._chain) == 1:
            lines = []
            for place in self._facts.places.values():
                number = place.emergency
                if number is not None and number.verified:
                    sheet.use(number.source)
                    name = self._words.place(place.code, place.name)
                    lines.append(self._words.say("safe-number", number=number.number, place=name))
            sheet.add("safe-numbers", *lines, self._words.say("safe-others"))
        sheet.add("talk-now", *self._contacts(sheet, "support", crisis=True))
        return self._cards(("card-danger", sheet))

    def law(self) -> tuple[Card, ...]:
        """Return what the law of a place says on unwanted images, for whoever posted something.

        Empty where nothing is known. No penalty stands in it: it is no threat.
        """
        if not self._laws("unsolicited_image"):
            return ()
        sheet = Sheet(self._words)
        sheet.add("sender-law", *self._law(sheet, "unsolicited_image", for_sender=True))
        return self._cards(("sender-title", sheet))

    def knows_more(self) -> bool:
        """Return whether the place or a parent has anything to show that INTL has not."""
        return any(
            (place.emergency is not None and place.emergency.verified)
            or any(law.verified and law.plain for law in place.law)
            or any(contact.shown for contact in place.contacts)
            for place in self._chain[:-1]
        )

    # ------------------------------------------------------------------------------- the pages

    def _steps(self, what: What, about: Situation) -> Sheet:
        sheet, say = Sheet(self._words), self._words.say
        common = self._facts.common
        sheet.add("safe", self._emergency(sheet), say("safe-fault"))
        if what in _CRISIS:
            sheet.add("talk-now", *self._contacts(sheet, "support", crisis=True))
        sheet.add("now", say(f"now-{what}"))
        sheet.add(
            "note-harmful_message" if what == "harmful_message" else "note",
            *self._whereabouts(about),
            *_bullets(
                sheet.say(
                    common.evidence.items,
                    *(["message_link"] if about.link is None and about.case is None else []),
                    *_NOTE[what],
                )
            ),
        )
        never = ("confront",) if what == "harmful_message" else ("forward", "confront")
        sheet.add("reply", say("reply-text"), *sheet.say(common.evidence.do_not, *never))
        return sheet

    def _tell(self, what: What, about: Situation) -> Sheet:
        sheet, say = Sheet(self._words), self._words.say
        common = self._facts.common
        on_discord = what not in _ELSEWHERE or about.link is not None
        sheet.add(
            "police",
            *(self._contacts(sheet, "police", what=what) or [say("police-unknown")]),
        )
        sheet.add(
            "police-ask",
            *_bullets(sheet.say(common.evidence.items, "crime_ref")),
            *_bullets(self._data_requests(sheet) if on_discord else []),
        )
        sheet.add("rights", *_bullets(self._rights(sheet, what)))
        if what in OF_ME:
            sheet.add(
                "takedown",
                *self._contacts(sheet, "platform", person_shown=True, what=what),
                *[sheet.contact(c) for c in self._at_hand("support", what)],
                *[sheet.contact(c) for c in self._at_hand("child", what)],
                *sheet.say(common.discord.facts, "no_consent"),
                say("takedown-of-me"),
            )
        if on_discord:
            sheet.add(
                "discord",
                *self._report(sheet, about),
                *sheet.say(common.discord.facts, "links_or_ids"),
                *sheet.say(common.discord.steps, "block"),
            )
        sheet.add("platform", *self._contacts(sheet, "platform", what=what))
        return sheet

    def _help(self, what: What) -> Sheet:
        sheet = Sheet(self._words)
        own = []
        if what in OF_ME:
            own = self._contacts(sheet, "support", person_shown=True, what=what)
        sheet.add("support", *own, *self._contacts(sheet, "support", what=what))
        sheet.add("law", *self._law(sheet, what))
        return sheet

    def _cards(self, *pages: tuple[str, Sheet]) -> tuple[Card, ...]:
        """Return the pages as cards; each says when the oldest fact of them all was read."""
        say = self._words.say
        read = [sheet.oldest for _, sheet in pages if sheet.oldest is not None]
        footer = say("disclaimer")
        if read:
            footer += " " + say("checked", day=self._words.day(min(read)))
        place = self._chain[0]
        cards: list[Card] = []
        for key, sheet in pages:
            title = say(key)
            if len(self._chain) > 1:
                name = self._words.place(place.code, place.name)
                title = say("card-place", title=title, place=name)
            cards += sheet.cards(title, footer)
        return tuple(cards)

    # ------------------------------------------------------------------------------- the parts

    def _emergency(self, sheet: Sheet) -> str:
        known = next((p.emergency for p in self._chain if p.emergency is not None), None)
        if known is None or not known.verified:
            return self._words.say("safe-call-local")
        sheet.use(known.source)
        return self._words.say("safe-call", number=known.number)

    def _whereabouts(self, about: Situation) -> list[str]:
        say, lines = self._words.say, []
        if about.case is not None:
            lines.append("• " + say("note-case", case=str(about.case)))
        match = _MESSAGE_LINK.fullmatch(about.link or "")
        if match is not None:
            sent = snowflake_time(int(match[1])).astimezone(UTC)
            lines.append("• " + say("note-link", link=match[0]))
            day = self._words.day(sent.date())
            lines.append("• " + say("note-sent", day=day, time=f"{sent:%H:%M:%S}"))
        return lines

    def _report(self, sheet: Sheet, about: Situation) -> list[str]:
        """Return how to report to Discord.

        A case means that the message was most likely removed; not surely, as Discord may have
        refused that, so both ways are told.
        """
        say, discord = self._words.say, self._facts.common.discord
        if discord.help.verified:
            sheet.use(discord.help.source)
            sheet.link(say("discord-help"), discord.help.address)
        in_app = " ".join(sheet.say(discord.steps, "in_app"))
        if about.case is None:
            return [
                f"{say('discord-there')} {in_app}" if in_app else "",
                *sheet.say(discord.steps, "server_mods"),
                say("discord-who"),
            ]
        return [
            say("discord-removed", case=str(about.case)),
            f"{say('discord-still-there')} {in_app}" if in_app else "",
        ]

    def _data_requests(self, sheet: Sheet) -> list[str]:
        known = self._facts.common.discord.law_enforcement
        abroad = () if any(place.code == "US" for place in self._chain) else ("warrant",)
        return sheet.say(known, "preservation", *abroad, "sender_is_told")

    def _rights(self, sheet: Sheet, what: What) -> list[str]:
        lines = []
        for right in (r for place in self._chain for r in place.rights):
            if right.verified and right.plain is not None and what in right.incidents:
                sheet.use(right.source)
                lines.append(self._words.fact(right.plain))
        return lines

    def _contacts(
        self,
        sheet: Sheet,
        role: Role,
        *,
        person_shown: bool = False,
        crisis: bool = False,
        what: What | None = None,
    ) -> list[str]:
        """Return the lines of what a place and its parents have, nearest first.

        INTL's are lists of services by country, and count only where nothing nearer is known,
        for whatever may have happened.
        """

        def fit(place: Jurisdiction) -> list[Contact]:
            found = showable(place, role, person_shown=person_shown)
            return [c for c in found if c.crisis or not crisis]

        near = [c for place in self._chain[:-1] for c in fit(place)]
        fitting = [c for c in near or fit(self._chain[-1]) if is_for(c, what)]
        return [sheet.contact(c) for c in fitting]

    def _at_hand(self, role: Role, what: What | None = None) -> list[Contact]:
        """Return what works with the image at hand: only ever for the person who is in it."""
        return [
            c
            for place in self._chain
            for c in showable(place, role, person_shown=True, needs_image=True, what=what)
        ]

    def _every_child_helpline(self, sheet: Sheet) -> None:
        for place in self._facts.places.values():
            found = showable(place, "child") if place.code != self._chain[0].code else []
            if found:
                name = self._words.place(place.code, place.name)
                sheet.add_named(name, *(sheet.contact(contact) for contact in found))

    def _laws(self, what: What) -> list[Law]:
        found: list[Law] = []
        for place in self._chain:
            here = [law for law in place.law if law.verified and what in law.incidents]
            found += [law for law in here if not (law.unless_nearer and found)]
        return found

    def _law(self, sheet: Sheet, what: What, *, for_sender: bool = False) -> list[str]:
        say, laws = self._words.say, self._laws(what)
        if not laws:
            return [say("law-unknown")]
        lines = [say("law-other")]
        if what in _FLASHING:
            laws.sort(key=lambda law: _SCOPES.index(law.scope))
            lines = [say(f"law-{laws[0].scope}")]
        for law in laws:
            lines.append(self._law_line(sheet, law, with_penalty=not for_sender))
        return [*lines, say("sender-law-foot" if for_sender else "law-decide")]

    def _law_line(self, sheet: Sheet, law: Law, *, with_penalty: bool) -> str:
        assert law.source is not None, "the schema holds a verified law to its source"
        assert law.plain is not None, "and to words that people read"
        words, source = self._words, law.source
        sheet.use(source)
        line = f"**{law.statute}**"
        if law.in_force is not None and law.in_force.verified:
            line += " " + words.say("law-since", day=words.since(law.in_force.since))
        line += f": {words.fact(law.plain)}"
        penalty = law.penalty
        if with_penalty and penalty and penalty.verified and is_fresh(source.read, self._today):
            line += " " + words.say("law-penalty", penalty=words.fact(penalty.text))
        if source.kind == "statute" and source.url.startswith("https://"):
            sheet.link(words.say("law-read", host=urlsplit(source.url).hostname or ""), source.url)
        return line


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"• {line}" for line in lines]
