"""The form of the facts in `config/guidance/`: one model per kind of fact, nothing else accepted.

Every fact says where it was read (`source`) and how sure we are (`confidence`). Only what is
`verified` is ever shown; a number or an address has a confidence of its own.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

FALLBACK = "INTL"
"""The code of the facts for everywhere else; the end of every chain of parents."""

Confidence = Literal["verified", "recalled"]
"""`verified`: seen in the page at the source's url. `recalled`: no source seen, never shown."""

What = Literal[
    "unsolicited_image",
    "image_shared",
    "threat_to_share",
    "deepfake",
    "taken_without_consent",
    "flashing_images",
    "harmful_message",
    "proximity_transfer",
]
"""What can have happened, as people choose it."""

Incident = What | Literal["minor_involved"]
"""The kinds of incident; `minor_involved` overrides all others."""

INCIDENTS: tuple[What, ...] = get_args(What)
"""What can have happened, in the order in which it is offered."""

SourceKind = Literal["statute", "official", "ngo", "law_firm", "news", "secondary"]
"""Kinds of source, in falling trust."""

Role = Literal["police", "platform", "support", "child"]
"""What a contact does: takes crime reports, helps with platforms, supports, helps children."""

Scope = Literal["specific", "general", "contested"]
"""Whether a law was written for the incident, may cover it, or is disputed to."""

_CODE = re.compile(r"[A-Z]{2}(-[A-Z]{2,3})?|INTL")
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")


def _code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise ValueError("should be a code like GB, GB-ENG or INTL")
    return value


def _https(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or any(c.isspace() for c in value):
        raise ValueError("should be an https address")
    return value


def _web(value: str) -> str:
    return value if value.startswith("http://") else _https(value)


def _day(value: str) -> str:
    if not _DAY.fullmatch(value):
        raise ValueError("should be a date like 2024-01-31, or its first parts")
    return value


Code = Annotated[str, AfterValidator(_code)]
Text = Annotated[str, Field(min_length=1)]
Plain = Annotated[str, Field(min_length=1, max_length=600)]
"""What people read; longer in other languages, and still within an embed's field."""
Address = Annotated[str, AfterValidator(_https), Field(max_length=512)]
"""An address that may be shown; a Discord button takes at most 512 characters."""
Web = Annotated[str, AfterValidator(_web)]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Source(_Model):
    """Where a fact was read: `dated` is the page's own date, `read` the day it was last read."""

    url: Web
    dated: Text
    read: date
    kind: SourceKind | None = None


class _Graded(_Model):
    confidence: Confidence

    @property
    def verified(self) -> bool:
        """Whether somebody saw it in its source."""
        return self.confidence == "verified"


class Fact(_Graded):
    """A statement with its source; a verified one cannot be without."""

    source: Source | None = None

    @model_validator(mode="after")
    def _has_source(self) -> Self:
        if self.verified and self.source is None:
            raise ValueError("a verified fact needs its source")
        return self


class Emergency(Fact):
    """The number to call when somebody is in danger."""

    number: Text


class Penalty(_Graded):
    """The highest penalty; shown only while it is verified and was read in the last year."""

    text: Text


class InForce(_Graded):
    """Since when a law holds."""

    since: Annotated[str, AfterValidator(_day)]


class Law(Fact):
    """A law that may fit an incident.

    `confidence` speaks of `statute`, `covers` and what must be shown; penalty and commencement
    have their own. `plain` is what people read: short, in everyday words, translated; the rest is
    for whoever checks it. `unless_nearer` laws are shown only where no nearer place has one.
    """

    incidents: Annotated[list[Incident], Field(min_length=1)]
    statute: Text
    scope: Scope
    covers: Text
    plain: Plain | None = None
    unless_nearer: bool = False
    must_be_shown: Text | None = None
    not_covered: Text | None = None
    penalty: Penalty | None = None
    in_force: InForce | None = None
    caveat: Text | None = None
    also_see: list[Web] = []

    @model_validator(mode="after")
    def _is_plain(self) -> Self:
        # On the route for minors no law is shown.
        if self.verified and self.incidents != ["minor_involved"] and self.plain is None:
            raise ValueError("a verified law needs `plain`, the words that people read")
        return self


class ContactLink(_Graded):
    """A contact's address; `source` where it was read elsewhere than the rest."""

    address: Address
    source: Source | None = None


class Phone(_Graded):
    """A contact's number; `source` where it was read elsewhere than the rest."""

    number: Text
    source: Source | None = None


class Contact(Fact):
    """A body that takes reports or supports people.

    `confidence` speaks of name, purpose and existence. `person_shown`: only for the person whose
    image it is. `needs_image`: works only with the image at hand, so never for who only received
    one. `incidents`: what it is for, if not for everything. `crisis`: somebody to talk to at once.
    """

    name: Text
    purpose: Plain
    role: Role
    person_shown: bool = False
    needs_image: bool = False
    incidents: list[What] = []
    crisis: bool = False
    link: ContactLink | None = None
    phone: Phone | None = None
    hours: Text | None = None
    note: Text | None = None

    @property
    def shown(self) -> bool:
        """Whether people may see it: verified, with no address that nobody checked."""
        return self.verified and (self.link is None or self.link.verified)


class Right(Fact):
    """What a person can ask for once they have reported; shown by its `plain` for `incidents`."""

    id: Text
    text: Text
    plain: Plain | None = None
    incidents: list[What] = []
    ask_the_officer: list[Text] = []
    background: Text | None = None
    caveat: Text | None = None
    also_see: list[Web] = []


class Jurisdiction(_Model):
    """All facts of one place; what its parents have holds for it too. `offered`: in the menu."""

    code: Code
    name: Text
    parent: Code | None
    offered: bool = True
    emergency: Emergency | None = None
    law: list[Law] = []
    contacts: list[Contact] = []
    rights: list[Right] = []
    notes: list[Text] = []


class Statement(Fact):
    """A sentence about Discord or about evidence; `plain` is what people read, where it is."""

    id: Text
    text: Text
    plain: Plain | None = None
    why: Text | None = None
    note: Text | None = None


class EvidenceItem(Fact):
    """One thing that is worth noting down."""

    id: Text
    what: Text
    how: Text
    why: Text
    plain: Plain | None = None
    ok_when_minor_possible: bool


class Discord(_Model):
    """How Discord's own reporting works; `help` is its page on that."""

    help: ContactLink
    steps: list[Statement]
    facts: list[Statement]
    law_enforcement: list[Statement]


class Evidence(_Model):
    """What to note, what not to do, and how long things last."""

    principle: Text
    items: list[EvidenceItem]
    do_not: list[Statement]
    retention: list[Statement]


class Common(_Model):
    """The facts that hold everywhere (`common.yaml`)."""

    discord: Discord
    evidence: Evidence


class Bodies(_Model):
    """Which host belongs to which bodies, and has the law of which places (`bodies.yaml`)."""

    hosts: dict[str, list[Text]]
    laws: dict[str, list[Code]]
