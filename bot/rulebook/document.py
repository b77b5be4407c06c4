"""A server's rules as a document: what can stand in it, and TOML in and out.

The same schema holds for what `/flashguard policy` imports and exports and for what
`config/policies.toml` says beside its presets. A field that is not there is as the installation
has it, so a document holds only what is different.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from bot.domain import Label, ProfileResponse, Recording, Response, Strictness, UnscreenedReason
from bot.errors import ConfigError
from bot.measures import (
    Escalation,
    Flagged,
    Mode,
    RaidResponse,
    ReviewPicture,
    Sanction,
)

MOST_BYTES = 64 * 1024
"""A file that is larger is no policy."""
_MOST_OVERRIDES = 200
NOTHING = "none"
"""How an escalation without steps is written: a server's own, where the installation has one."""

_LANGUAGES = Literal["en-GB", "es-ES", "fr", "de", "pt-BR", "pl", "ja"]
Score = Annotated[float, Field(ge=0, le=1)]
Snowflake = Annotated[str, Field(pattern=r"^[0-9]{15,20}$")]

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SPAN = re.compile(r"([1-9][0-9]{0,5})([mhd])")
_SANCTION = re.compile(r"(kick|ban)|timeout(?: ([1-9][0-9]{0,5}[mhd]))?")
_STEP = re.compile(r"([0-9]+) in ([0-9]+[mhd]): *(\S.*)")
_LONGEST_TIMEOUT = timedelta(days=28)
"""Discord's limit."""
_LONGEST_WINDOW = timedelta(days=3650)


def span(text: str) -> timedelta:
    """Return a length of time written as 90m, 24h or 30d; raise ValueError for anything else."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError("a length of time is written like 90m, 24h or 30d")
    return int(match[1]) * _UNITS[match[2]]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ThresholdPart(_Model):
    """The scores of one label; one that is not there is the preset's."""

    explicit: Score | None = None
    suspect: Score | None = None


class Common(_Model):
    """What the whole server, a channel, a category and a role can have."""

    strictness: Strictness | None = Field(
        default=None, description="The preset of thresholds: genitals, standard or strict."
    )
    flagged: Flagged | None = Field(
        default=None,
        description=(
            "What follows for an explicit post: blur (removed, an unrecognisable copy in its"
            " place), remove (removed, a notice without a copy) or alert (only moderators are"
            " told)."
        ),
    )
    suspect: Response | None = Field(
        default=None,
        description="What follows for an image that is only suspect: allow, alert or remove.",
    )
    screen_age_restricted: bool | None = Field(
        default=None, description="Whether age-restricted channels are screened too."
    )
    keep_text: bool | None = Field(
        default=None, description="Whether a case keeps what the sender wrote with the image."
    )
    unscreened: dict[UnscreenedReason, Response] = Field(
        default_factory=dict,
        description="What follows for what could not be screened, by reason: allow, alert, remove.",
    )
    thresholds: dict[Label, ThresholdPart] = Field(
        default_factory=dict,
        description="From which score, 0 to 1, a label is explicit or suspect, beside the preset.",
    )


class Override(Common):
    """What a channel, a category or a role can have."""

    exempt: bool | None = Field(
        default=None, description="Whether nothing is screened there, or of whoever has the role."
    )


class NewcomersPart(_Model):
    """Who is new, and what is stricter for them."""

    account_days: int | None = Field(
        default=None,
        ge=1,
        le=3650,
        description="Whose account is younger than so many days is new.",
    )
    member_days: int | None = Field(
        default=None, ge=1, le=3650, description="Who joined less than so many days ago is new."
    )
    strictness: Strictness | None = Field(
        default=None, description="The preset for newcomers, where it is stricter than the place's."
    )
    lower_by: float | None = Field(
        default=None,
        ge=0,
        le=0.5,
        description="How much is taken off every threshold for newcomers.",
    )
    hold: bool | None = Field(
        default=None,
        description=(
            "Whether a newcomer's post goes where moderators would otherwise only be told of it."
        ),
    )


class StepPart(_Model):
    """One step of an escalation."""

    cases: int = Field(ge=1, le=100)
    within: str
    action: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Return a step from "2 in 30d: timeout 24h"."""
        match = _STEP.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                "a step is written like “2 in 30d: timeout 24h”, several of them with “;” between"
            )
        return cls(cases=int(match[1]), within=match[2], action=match[3].strip())

    def model_post_init(self, context: Any, /) -> None:
        """Refuse what is no length of time and no sanction."""
        self.compiled()

    def compiled(self) -> Escalation:
        """Return the step as the rules use it; raise ValueError where it is none."""
        within, match = span(self.within), _SANCTION.fullmatch(self.action)
        if within > _LONGEST_WINDOW:
            raise ValueError("cases are counted within at most 3650d")
        if match is None:
            raise ValueError("an action is timeout, timeout 24h, kick or ban")
        timeout = span(match[2] or "24h")
        if timeout > _LONGEST_TIMEOUT:
            raise ValueError("Discord allows timeouts of at most 28d")
        return Escalation(self.cases, within, Sanction(match[1] or "timeout"), timeout)

    def written(self) -> str:
        """Return it as `read` takes it."""
        return f"{self.cases} in {self.within}: {self.action}"


def _steps(value: object) -> object:
    if isinstance(value, str):
        steps = [] if value.strip() == NOTHING else value.split(";")
        return [StepPart.read(text) for text in steps if text.strip()]
    return value


class PolicyDocument(Common):
    """A server's rules; each field's description is its documentation."""

    mode: Mode | None = Field(
        default=None,
        description=(
            "act, or observe: moderators are told what would happen, and nothing else happens."
        ),
    )
    profiles: ProfileResponse | None = Field(
        default=None,
        description="What follows for an explicit avatar or banner: allow, alert or timeout.",
    )
    server_expressions: Response | None = Field(
        default=None,
        description="The same for the server's emoji and stickers: allow, alert or remove.",
    )
    server_images: Response | None = Field(
        default=None,
        description=(
            "The same for icon, banner, splash, role icons and event covers: allow, alert or"
            " remove."
        ),
    )
    recording: Recording | None = Field(
        default=None, description="How much a case holds: full or minimal (docs/privacy.md)."
    )
    retention_days: int | None = Field(
        default=None,
        ge=1,
        le=3650,
        description="Days that a case is kept, unless a moderator holds it.",
    )
    escalation: Annotated[tuple[StepPart, ...], BeforeValidator(_steps)] | None = Field(
        default=None,
        description=(
            "What follows for repeated cases, like “2 in 30d: timeout 24h; 4 in 90d: ban”. Owner,"
            " administrators and roles above the bot's are never touched."
        ),
    )
    newcomers: NewcomersPart | None = Field(
        default=None, description="Who is new, and what is stricter then."
    )
    review_picture: ReviewPicture | None = Field(
        default=None,
        description="What moderators are shown of an image: none, or the unrecognisable copy.",
    )
    raid_posts: int | None = Field(
        default=None, ge=2, le=1000, description="So many flagged posts in a short time are a raid."
    )
    raid_seconds: int | None = Field(
        default=None, ge=10, le=3600, description="How short that time is, in seconds."
    )
    raid_response: RaidResponse | None = Field(
        default=None,
        description="What follows for a raid: alert, or pause (invites and direct messages).",
    )
    known_images: bool | None = Field(
        default=None, description="Whether the server's lists of known images are used."
    )
    appeals: bool | None = Field(
        default=None, description="Whether senders may appeal against a decision."
    )
    moderators_channel: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="Name or id of the channel in which moderators get their entries."
    )
    language: _LANGUAGES | None = Field(
        default=None,
        description="Language of what everybody sees: en-GB, es-ES, fr, de, pt-BR, pl or ja.",
    )
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2,4}(-[A-Z]{2,3})?$")] | None = Field(
        default=None, description="Where the server is, as a code of the guidance (GB-ENG)."
    )
    channels: dict[Snowflake, Override] = Field(
        default_factory=dict, max_length=_MOST_OVERRIDES, description="Overrides by a channel's id."
    )
    categories: dict[Snowflake, Override] = Field(
        default_factory=dict, max_length=_MOST_OVERRIDES, description="Overrides by category's id."
    )
    roles: dict[Snowflake, Override] = Field(
        default_factory=dict, max_length=_MOST_OVERRIDES, description="Overrides by a role's id."
    )

    def as_data(self) -> dict[str, Any]:
        """Return the document as JSON-ready data, without what it does not say."""
        data: dict[str, Any] = pruned(self.model_dump(mode="json", exclude_none=True))
        return data


def read_toml(text: str | bytes, name: str) -> PolicyDocument:
    """Return the document of a TOML file; `name` is what messages call the file.

    Raises ConfigError, which names the file and the entry, with the mend.
    """
    if len(text) > MOST_BYTES:
        raise ConfigError(f"{name} is larger than {MOST_BYTES // 1024} KiB. It is no policy file.")
    try:
        data = tomllib.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{name} is not valid TOML: {error}. Mend that line.") from None
    return from_data(data, name)


def from_data(data: Mapping[str, Any], name: str) -> PolicyDocument:
    """Return the document of data; raise ConfigError, which names the entry that is wrong."""
    try:
        return PolicyDocument.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{name}: {told(error)}") from None


def told(error: ValidationError) -> str:
    """Return in one sentence which entry is wrong, and why."""
    first = error.errors()[0]
    entry = ".".join(str(part) for part in first["loc"] if part != "[key]")
    if first["type"] == "extra_forbidden":
        guess = meant(entry.rpartition(".")[2], _names())
        return f"there is no entry {entry}.{guess} Take it out, or correct its name."
    reason = str(first["msg"]).removeprefix("Value error, ")
    return f"the entry {entry} is wrong: {reason}."


def meant(name: str, known: Iterable[str]) -> str:
    """Return a question for the known name that somebody most likely meant, or nothing."""
    close = difflib.get_close_matches(name, sorted(known), 1)
    return f" Did you mean {close[0]}?" if close else ""


def _names() -> set[str]:
    models = (PolicyDocument, Override, NewcomersPart, StepPart, ThresholdPart)
    return {name for model in models for name in model.model_fields}


def write_toml(document: PolicyDocument) -> str:
    """Return a document as TOML, which `read_toml` reads as the same document."""
    lines: list[str] = []
    _table(lines, (), document.as_data())
    return "\n".join(lines).strip() + "\n"


def _table(lines: list[str], path: tuple[str, ...], table: Mapping[str, Any]) -> None:
    """Write a table: its values first, because in TOML what follows a head belongs to it."""
    plain = {k: v for k, v in table.items() if not isinstance(v, dict | list)}
    if path and plain:
        lines += ["", f"[{'.'.join(path)}]"]
    lines += [f"{key} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        if isinstance(value, dict):
            _table(lines, (*path, key), value)
        elif isinstance(value, list):
            if not value:
                lines.insert(0, f"{key} = []")
            for item in value:
                lines += ["", f"[[{'.'.join((*path, key))}]]"]
                lines += [f"{name} = {_value(said)}" for name, said in item.items()]


def _value(value: object) -> str:
    """Return a text, number or boolean: JSON's are TOML's too, but for DEL and escaped emoji."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def pruned(value: Any) -> Any:
    """Return data without tables that hold nothing; a list that is empty says something."""
    if not isinstance(value, dict):
        return value
    kept = {key: pruned(item) for key, item in value.items()}
    return {key: item for key, item in kept.items() if item != {}}
