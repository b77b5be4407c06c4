"""Writes the facts into docs/guidance.md, between its marks: `python -m docs.write_guidance`."""

from __future__ import annotations

from bot.guidance.loader import Facts, load
from bot.guidance.schema import INCIDENTS, Contact, Jurisdiction, Law, Source
from bot.settings import ROOT

PAGE = ROOT / "docs" / "guidance.md"
BEGIN = "<!-- What follows is written by `python -m docs.write_guidance`. -->"
END = "<!-- Up to here. -->"


def written(facts: Facts) -> str:
    """Return the part of the page that is made from the facts."""
    lines = [
        f"{len(facts.places)} places. A dash says that nothing about it is verified yet: people are"
        " then told so, and where to ask.",
        "",
        "| Place | " + " | ".join(what.replace("_", " ") for what in INCIDENTS) + " |",
        "|---" * (len(INCIDENTS) + 1) + "|",
    ]
    ordered = sorted(facts.places.values(), key=lambda place: place.name)
    for place in ordered:
        chain = facts.chain(place.code)
        cells = [_scopes(chain, what) for what in INCIDENTS]
        lines.append(f"| {place.name} (`{place.code}`) | " + " | ".join(cells) + " |")
    for place in ordered:
        lines += ["", f"### {place.name} (`{place.code}`)", "", *_about(place)]
    return "\n".join(lines)


def page(text: str, facts: Facts) -> str:
    """Return the page with that part written anew. Raises ValueError where a mark is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/guidance.md lacks its mark {BEGIN!r} or {END!r}")
    return f"{before}{BEGIN}\n\n{written(facts)}\n\n{END}{after}"


def _scopes(chain: list[Jurisdiction], what: str) -> str:
    found = [law for place in chain for law in place.law if law.verified and what in law.incidents]
    return ", ".join(sorted({law.scope for law in found})) or "–"


def _about(place: Jurisdiction) -> list[str]:
    lines = [f"Falls back to `{place.parent}`." if place.parent else "The end of every chain."]
    if place.emergency is not None and place.emergency.verified:
        lines.append(f"Emergency: {place.emergency.number} ({_read(place.emergency.source)}).")
    laws = [law for law in place.law if law.verified and law.plain is not None]
    contacts = [contact for contact in place.contacts if contact.shown]
    rights = [right for right in place.rights if right.verified and right.plain is not None]
    blocks = [_law(law) for law in laws] + [_contact(contact) for contact in contacts]
    blocks += [f"- Right: {right.plain} ({_read(right.source)})" for right in rights]
    recalled = len(place.law) + len(place.contacts) - len(laws) - len(contacts)
    lines = [" ".join(lines), *(["", *blocks] if blocks else [])]
    if recalled:
        lines += [
            "",
            f"Not shown, because nobody has verified it yet or it is for minors: {recalled}.",
        ]
    return lines


def _law(law: Law) -> str:
    text = f"- **{law.statute}** ({', '.join(law.incidents)}; {law.scope}): {law.plain}"
    if law.penalty is not None and law.penalty.verified:
        text += f" Penalty: {law.penalty.text}."
    return f"{text} ({_read(law.source)})"


def _contact(contact: Contact) -> str:
    parts: list[str] = [contact.role]
    if contact.person_shown:
        parts.append("only for the person shown")
    if contact.needs_image:
        parts.append("needs the image")
    if contact.crisis:
        parts.append("in a crisis")
    text = f"- {contact.name} ({', '.join(parts)}): {contact.purpose}."
    if contact.phone is not None and contact.phone.verified:
        text += f" {contact.phone.number}."
    if contact.link is not None:
        text += f" <{contact.link.address}>"
    return f"{text} ({_read(contact.source)})"


def _read(source: Source | None) -> str:
    assert source is not None, "a verified fact has its source"
    return f"[read {source.read}]({source.url})"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8"), load(ROOT / "config" / "guidance")), "utf-8")
