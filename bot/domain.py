"""The words of the project as frozen dataclasses and enums; standard library only.

One word, one meaning: code, database, messages and docs use these. Every instant is an aware
`datetime` in UTC; every id is Discord's snowflake as an `int`. One file on purpose, long as it is:
these words are read together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.consents import ConsentState
from bot.inbox import Lettered
from bot.known import KnownAs
from bot.measures import Escalation, Flagged, Mode, RaidResponse, ReviewPicture
from bot.steps import Earlier, Step

DISCORD_EPOCH_MS = 1_420_070_400_000
"""First millisecond of 2015, from which snowflakes count (Discord's API reference)."""


def snowflake_time(snowflake: int) -> datetime:
    """Return the UTC time at which Discord made an id, to the millisecond."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)


# ---------------------------------------------------------------- what was posted


class Surface(StrEnum):
    """By which way an image reaches members."""

    ATTACHMENT = "attachment"
    EMBED = "embed"
    FORWARD = "forward"
    STICKER = "sticker"
    EMOJI = "emoji"
    COMPONENT = "component"
    REACTION = "reaction"
    AVATAR = "avatar"
    BANNER = "banner"
    SERVER_EMOJI = "server_emoji"
    SERVER_STICKER = "server_sticker"
    SERVER_ICON = "server_icon"
    SERVER_BANNER = "server_banner"
    SERVER_SPLASH = "server_splash"
    ROLE_ICON = "role_icon"
    EVENT_COVER = "event_cover"


@dataclass(frozen=True, slots=True)
class MediaRef:
    """One image in a post: where it can be fetched, and what was claimed of it.

    `media_id` is unique within its message (an attachment's id, or a stable text for what has
    none). `size` is the declared number of bytes; claims may lie and are checked again.
    """

    media_id: str
    surface: Surface
    url: str
    filename: str = ""
    content_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who posted, with the names and roles of that moment."""

    user_id: int
    name: str
    display_name: str
    account_created_at: datetime
    joined_at: datetime | None = None
    role_ids: tuple[int, ...] = ()
    is_bot: bool = False
    webhook_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was posted; a direct message to the bot has no guild.

    For a thread `channel_id` is the thread's and `parent_id` the channel above it. `category_id` is
    the category that the channel is in, where it is in one.
    """

    guild_id: int | None
    guild_name: str
    channel_id: int
    channel_name: str
    parent_id: int | None = None
    age_restricted: bool = False
    category_id: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """An immutable snapshot of one Discord message, or of something else that shows an image.

    `subject` is empty for a message. It names what else it is, once and for all ("reaction:<message
    id>:<emoji id>", "avatar:<user id>:<hash>"); `message_id` then is the message reacted to, or a
    snowflake of the moment in which the image was noticed. `awaits_preview` says that the text has
    links whose previews have not come yet. `letter` is there for one of the inbox's letters
    ("letter:<letter id>"); the one person mentioned is whom it was written to. `audience_size` is
    how many members could see the channel, never who. `text` is what the sender wrote; the flow
    drops it unless the policy keeps it. Negative user ids stand for people whose data was erased.
    """

    message_id: int
    place: Place
    sender: Sender
    received_at: datetime
    media: tuple[MediaRef, ...] = ()
    reply_to_user_id: int | None = None
    mentioned_user_ids: tuple[int, ...] = ()
    audience_size: int | None = None
    subject: str = ""
    awaits_preview: bool = False
    text: str = field(default="", repr=False)
    letter: Lettered | None = None

    @property
    def key(self) -> str:
        """Return what tells this post from every other: one key, one case."""
        return self.subject or str(self.message_id)

    @property
    def addressed_to(self) -> tuple[int, ...]:
        """Return the people to whom it was addressed: replied to and mentioned, each once."""
        named = dict.fromkeys((self.reply_to_user_id, *self.mentioned_user_ids))
        return tuple(user for user in named if user is not None and user != self.sender.user_id)

    @property
    def posted_at(self) -> datetime:
        """Return the message's own time, which its id carries."""
        return snowflake_time(self.message_id)

    @property
    def link(self) -> str:
        """Return the address that opens the message in Discord's clients."""
        guild = self.place.guild_id or "@me"
        return f"https://discord.com/channels/{guild}/{self.place.channel_id}/{self.message_id}"


# ---------------------------------------------------------------- what was measured


class Label(StrEnum):
    """What the network can report, by the network's own names."""

    FEMALE_GENITALIA_COVERED = "FEMALE_GENITALIA_COVERED"
    FACE_FEMALE = "FACE_FEMALE"
    BUTTOCKS_EXPOSED = "BUTTOCKS_EXPOSED"
    FEMALE_BREAST_EXPOSED = "FEMALE_BREAST_EXPOSED"
    FEMALE_GENITALIA_EXPOSED = "FEMALE_GENITALIA_EXPOSED"
    MALE_BREAST_EXPOSED = "MALE_BREAST_EXPOSED"
    ANUS_EXPOSED = "ANUS_EXPOSED"
    FEET_EXPOSED = "FEET_EXPOSED"
    BELLY_COVERED = "BELLY_COVERED"
    FEET_COVERED = "FEET_COVERED"
    ARMPITS_COVERED = "ARMPITS_COVERED"
    ARMPITS_EXPOSED = "ARMPITS_EXPOSED"
    FACE_MALE = "FACE_MALE"
    BELLY_EXPOSED = "BELLY_EXPOSED"
    MALE_GENITALIA_EXPOSED = "MALE_GENITALIA_EXPOSED"
    ANUS_COVERED = "ANUS_COVERED"
    FEMALE_BREAST_COVERED = "FEMALE_BREAST_COVERED"
    BUTTOCKS_COVERED = "BUTTOCKS_COVERED"


class Depth(StrEnum):
    """How many looks a screening takes."""

    FAST = "fast"
    STANDARD = "standard"
    DEEP = "deep"


class UnscreenedReason(StrEnum):
    """Why an image could not be looked at, or not to its end."""

    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    UNDECODABLE = "undecodable"
    UNSUPPORTED = "unsupported"
    FETCH_FAILED = "fetch_failed"
    OVERLOADED = "overloaded"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing that the network reports.

    `score` is in 0..1. `box` is (x, y, width, height) in pixels of the upright picture at its
    full size. `frame` counts from 0. `view` names the look that saw it ("plain", "mirror", ...).
    """

    label: Label
    score: float
    box: tuple[int, int, int, int]
    frame: int = 0
    view: str = "plain"


@dataclass(frozen=True, slots=True)
class Screening:
    """All that was measured on one media item.

    `unscreened` says why the item was not looked at, or not to its end; what was seen until then
    stands in `detections` all the same. `detections` come highest score first. `width` and
    `height` are pixels of the upright picture. `pdq` is 64 hex digits with a quality in 0..100,
    `turned` are those of its seven other rotations and reflections, which no record keeps.
    `redacted` is a PNG that shows nothing of what was there (invariant 4), made only where a
    detection could matter; it never goes into a record. `software` names the libraries that
    decoded and measured, each with its version.
    """

    detections: tuple[Detection, ...] = ()
    unscreened: UnscreenedReason | None = None
    detail: str = ""
    format: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    frames_screened: int = 0
    sha256: str | None = None
    pdq: str | None = None
    pdq_quality: int | None = None
    turned: tuple[str, ...] = field(default=(), repr=False)
    model: str | None = None
    model_sha256: str | None = None
    software: tuple[str, ...] = ()
    depth: Depth = Depth.FAST
    elapsed_ms: float = 0.0
    redacted: bytes | None = field(default=None, repr=False)

    @classmethod
    def failed(cls, reason: UnscreenedReason, detail: str) -> Screening:
        """Return the screening of an item that could not be looked at."""
        return cls(unscreened=reason, detail=detail)


# ---------------------------------------------------------------- what follows from it


class VerdictKind(StrEnum):
    """The four answers; a failure is UNSCREENED, never CLEAN."""

    CLEAN = "clean"
    SUSPECT = "suspect"
    EXPLICIT = "explicit"
    UNSCREENED = "unscreened"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one media item; label and score are those that decided it.

    `known` is what the server's lists say of it; where they alone decided there is no label.
    """

    kind: VerdictKind
    reason: UnscreenedReason | None = None
    label: Label | None = None
    score: float | None = None
    known: KnownAs | None = None


class Strictness(StrEnum):
    """Named presets of thresholds (`config/policies.toml`)."""

    GENITALS = "genitals"
    STANDARD = "standard"
    STRICT = "strict"


class Response(StrEnum):
    """What follows for something that could not be screened, or is only suspect."""

    ALLOW = "allow"
    ALERT = "alert"
    REMOVE = "remove"


class ProfileResponse(StrEnum):
    """What follows for an explicit avatar or banner of a member, which no bot can take away."""

    ALLOW = "allow"
    ALERT = "alert"
    TIMEOUT = "timeout"


class Recording(StrEnum):
    """How much a case holds; `docs/privacy.md` says what the minimal one leaves out."""

    FULL = "full"
    MINIMAL = "minimal"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which score a label is EXPLICIT and from which SUSPECT, both in 0..1."""

    explicit: float
    suspect: float


@dataclass(frozen=True, slots=True)
class Policy:
    """A server's versioned rules. `version` is quoted in every case that they decided.

    `profiles`, `server_expressions` (emoji and stickers) and `server_images` (icon, banner, splash,
    role icons, event covers) say how far the bot goes there; ALLOW leaves them unscreened.
    `keep_text` says whether a case keeps what the sender wrote with the image. `exempt` says that
    nothing is screened: whoever posts, or where, is trusted. `raid_posts` flagged posts within
    `raid_seconds` are a raid.
    """

    version: str
    strictness: Strictness
    thresholds: Mapping[Label, Threshold]
    unscreened: Mapping[UnscreenedReason, Response]
    suspect: Response = Response.ALERT
    screen_age_restricted: bool = False
    profiles: ProfileResponse = ProfileResponse.ALERT
    server_expressions: Response = Response.REMOVE
    server_images: Response = Response.ALERT
    recording: Recording = Recording.FULL
    keep_text: bool = False
    mode: Mode = Mode.ACT
    flagged: Flagged = Flagged.BLUR
    exempt: bool = False
    escalation: tuple[Escalation, ...] = ()
    review_picture: ReviewPicture = ReviewPicture.NONE
    raid_posts: int = 10
    raid_seconds: int = 60
    raid_response: RaidResponse = RaidResponse.ALERT
    known_images: bool = True
    appeals: bool = True


class Action(StrEnum):
    """What the bot can do about a post."""

    REMOVE = "remove"
    SUPPRESS_PREVIEW = "suppress_preview"
    REPOST_BLURRED = "repost_blurred"
    NOTICE = "notice"
    ALERT_MODERATORS = "alert_moderators"
    NOTIFY_SENDER = "notify_sender"
    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a post (the gravest of its media's) and the actions that follow, in order.

    `thresholds`, `recording`, `mode` and `review_picture` are the policy's at that moment; cases
    from before they were recorded have no thresholds, and are full ones that were acted on.
    `timeout` is for how long the sender is timed out, where the policy says so.
    """

    verdict: Verdict
    policy_version: str
    actions: tuple[Action, ...] = ()
    thresholds: Mapping[Label, Threshold] = field(default_factory=dict)
    recording: Recording = Recording.FULL
    mode: Mode = Mode.ACT
    timeout: timedelta | None = None
    review_picture: ReviewPicture = ReviewPicture.NONE


class OutcomeStatus(StrEnum):
    """How an action ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one action ended, when, and what it left (`message_id` of what was posted)."""

    action: Action
    status: OutcomeStatus
    at: datetime
    detail: str = ""
    message_id: int | None = None


class CaseState(StrEnum):
    """Where a case stands between decision and outcome."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class MediaFinding:
    """One media item of a case: what it was, what was measured, and the verdict.

    `verdict` is None while the item is still being screened; `screened_at` is when it was found.
    """

    media: MediaRef
    screening: Screening | None = None
    verdict: Verdict | None = None
    screened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The record that ties post, findings, decision and outcomes together.

    `case_id` is unique in the database; `number` is short, counts from 1 on each server, and is
    what people quote. `recorded` is False for a case whose commit failed: people were protected
    all the same, and moderators are told (invariant 1). `opened_at` is the moment at which it was
    committed. A case that is `held` is kept whatever its age. `steps` come oldest first. In a case
    that is `shielded` somebody may be under 18: it keeps no fingerprint, and shows ids only.
    `consent` is None where it was not recorded. `owner_id` is whose
    own record it is: nobody else sees it, and its number counts that person's own.
    """

    case_id: str
    number: int
    post: Post
    findings: tuple[MediaFinding, ...]
    decision: Decision
    opened_at: datetime
    state: CaseState = CaseState.OPEN
    outcomes: tuple[Outcome, ...] = ()
    recorded: bool = True
    earlier: Earlier = field(default_factory=Earlier)
    held: bool = False
    steps: tuple[Step, ...] = ()
    consent: ConsentState | None = None
    shielded: bool = False
    owner_id: int | None = None

    @property
    def book(self) -> int:
        """Return in whose numbering a case stands: a server's id, 0, or minus its owner's id."""
        return -self.owner_id if self.owner_id is not None else self.post.place.guild_id or 0

    def with_outcomes(self, outcomes: tuple[Outcome, ...]) -> Case:
        """Return the case with these outcomes added."""
        return replace(self, outcomes=self.outcomes + outcomes)

    def outcome_of(self, action: Action) -> Outcome | None:
        """Return the last outcome of an action, or None where it was not tried yet."""
        return next((o for o in reversed(self.outcomes) if o.action is action), None)


# ---------------------------------------------------------------- what people are shown


@dataclass(frozen=True, slots=True)
class CardLink:
    """A link button: `label` has at most 80 characters, `url` is https."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """Guidance ready to be shown: plain text with Discord's Markdown, and links.

    `sections` are (heading, text) pairs in the order in which they are to be read; `footer`
    carries the disclaimer and the date on which the facts were last checked.
    """

    title: str
    sections: tuple[tuple[str, str], ...]
    links: tuple[CardLink, ...]
    footer: str
