"""Reads the environment, `.env` and `config/` once, validates them, and freezes the result."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain import (
    Depth,
    Label,
    Policy,
    ProfileResponse,
    Recording,
    Response,
    Strictness,
    Threshold,
    UnscreenedReason,
)
from bot.errors import ConfigError
from bot.hosting import ephemeral_host
from bot.measures import Mode, ServerSettings
from bot.rulebook import Installation, from_data, rulebook, told

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: `config/` and `models/` lie here."""

Score = Annotated[float, Field(ge=0, le=1)]


class Settings(BaseSettings):
    """Everything that an operator can set; each field's description is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="FLASHGUARD_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        # A rejected value may be a secret in the wrong place: never show it.
        hide_input_in_errors=True,
    )

    token: SecretStr | None = Field(
        None,
        validation_alias="DISCORD_TOKEN",
        description="The bot's token, from Discord's developer portal. `run` needs it.",
    )
    database: Path = Field(
        Path("var/flashguard.db"),
        description="The SQLite file that holds the cases, where DATABASE_URL is not set.",
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description=(
            "Address of a PostgreSQL database that holds the cases instead:"
            " postgresql://user:password@host:port/name (hosting platforms set it)."
        ),
    )
    allow_ephemeral: bool = Field(
        False,
        description=(
            "Whether a SQLite file is accepted on a host that loses its disk at each restart, and"
            " every case with it."
        ),
    )
    retention_days: int = Field(
        180,
        ge=1,
        le=3650,
        description=(
            "Days that a case is kept, unless a moderator holds it; a server can have its own"
            " number (`flashguard evidence retention`)."
        ),
    )
    left_server_days: int = Field(
        30,
        ge=0,
        le=3650,
        description=(
            "Days after which the cases of a server that the bot has left are erased: whoever"
            " throws the bot out must not destroy evidence by it."
        ),
    )
    recording: Recording = Field(
        Recording.FULL,
        description=(
            "How much a case holds: full, or minimal (without names of files, roles, people who"
            " were mentioned, audience, text, and details of what was detected)."
        ),
    )
    keep_text: bool = Field(
        False,
        description="Whether a case keeps what the sender wrote with the image.",
    )
    ledger_key: Path = Field(
        Path("var/ledger.key"),
        description="The key that signs the ledger, a file made at the first start. Back it up.",
    )
    timestamp_url: str | None = Field(
        None,
        pattern=r"^https://[^\s@]+$",
        description=(
            "Address (https) of a timestamping authority of your choice, which then is sent the"
            " hash of the ledger's checkpoints: the only request to a host that is not Discord's."
        ),
    )
    timestamp_certificates: Path | None = Field(
        None,
        description=(
            "The authority's certificates (PEM): its root, and what lies between. Stamps that do"
            " not lead there are not kept. Keep the old root in it when you change the authority."
        ),
    )
    strictness: Strictness = Field(
        Strictness.STANDARD, description="Which preset of `config/policies.toml` applies."
    )
    mode: Mode = Field(
        Mode.ACT,
        description=(
            "act, or observe: moderators are told what would happen, and nothing else happens. A"
            " server can have its own (`/flashguard policy`)."
        ),
    )
    depth: Depth = Field(Depth.FAST, description="How many looks the live screening takes.")
    deepest: Depth = Field(
        Depth.STANDARD,
        description=(
            "How many looks are taken later, when nothing else waits, at what was not taken down;"
            " the same as FLASHGUARD_DEPTH for none."
        ),
    )
    suspect: Response = Field(
        Response.ALERT,
        description="What follows for an image that is only suspect: allow, alert or remove.",
    )
    screen_age_restricted: bool = Field(
        False, description="Whether age-restricted channels are screened too."
    )
    profiles: ProfileResponse = Field(
        ProfileResponse.ALERT,
        description=(
            "What follows for an explicit avatar or banner of a member: allow (not screened), alert"
            " or timeout."
        ),
    )
    server_expressions: Response = Field(
        Response.REMOVE,
        description=(
            "What follows for an explicit emoji or sticker of the server: allow (not screened),"
            " alert or remove."
        ),
    )
    server_images: Response = Field(
        Response.ALERT,
        description=(
            "What follows for an explicit icon, banner, splash, role icon or event cover: allow"
            " (not screened), alert or remove."
        ),
    )
    language: Literal["en-GB", "es-ES", "fr", "de", "pt-BR", "pl", "ja"] = Field(
        "en-GB",
        description=(
            "Language of what everybody sees: en-GB, es-ES, fr, de, pt-BR, pl or ja. Private"
            " answers follow each person's own Discord."
        ),
    )
    jurisdiction: str | None = Field(
        None,
        description=(
            "Where the server is, as a code of config/guidance/jurisdictions (GB-ENG): whoever asks"
            " why their post was removed is then shown the law there. Without it no law is shown."
        ),
    )
    moderators_channel: str = Field(
        "moderators",
        min_length=1,
        description="Name or id of the channel in which moderators get an entry for each case.",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=64,
        description="Screening processes; by default one for each core.",
    )
    queue: int = Field(
        10_000,
        ge=10,
        le=1_000_000,
        description=(
            "New posts that may wait at once; what comes on top is read from its channel's history"
            " later."
        ),
    )
    patrol_minutes: float = Field(
        10.0,
        gt=0,
        le=1440,
        description=(
            "Minutes between two looks through what was posted lately, for messages that Discord"
            " never announced."
        ),
    )
    members_intent: bool = Field(
        False,
        description=(
            "Whether the bot asks for the Server Members intent too: avatars are then screened when"
            " people join or change them, and not only when they post."
        ),
    )
    screening_deadline: float = Field(
        10.0, gt=0, le=120, description="Seconds after which the screening of an image is ended."
    )
    max_media_bytes: int = Field(
        50 * 1024 * 1024,
        ge=1024,
        le=500 * 1024 * 1024,
        description="The largest image, in bytes, that is downloaded.",
    )
    model: str = Field(
        "320n",
        pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$",
        description=(
            "Which network looks: 320n, or one that `flashguard models add` has added"
            " (`flashguard models` lists them)."
        ),
    )
    models_dir: Path = Field(
        Path("var/models"), description="Folder of the networks that the operator has added."
    )
    isolation: Literal["any", "strict"] = Field(
        "any",
        description=(
            "Whether screening starts with the barriers around its processes that this system has"
            " (any), or only where every one of them holds (strict)."
        ),
    )
    config_dir: Path = Field(
        ROOT / "config", description="Folder of the policies, the guidance and the migrations."
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="How log lines are written: for people or for machines."
    )
    sandbox_port: int = Field(
        8420, ge=0, le=65535, description="Port of the sandbox's page; 0 takes a free one."
    )
    sandbox: str | None = Field(
        None,
        pattern=r"^\d{1,5}:.+$",
        description=(
            "Set by `flashguard sandbox` for the bot that it starts: the port and the certificate"
            " of a local Discord. Every connection then goes to this machine."
        ),
    )


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`; raise ConfigError naming each variable that is wrong."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(
            f"{_variable(str(e['loc'][0]) if e['loc'] else '')}: {e['msg']}" for e in error.errors()
        )
        raise ConfigError(
            f"A setting is wrong: {wrong}. Mend it in the environment or in .env (.env.example"
            " explains each one)."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "The file .env cannot be read as UTF-8 text. Check its permissions and its encoding.",
            str(error),
        ) from None


def storage_of(settings: Settings) -> Path | SecretStr:
    """Return where the cases are: a SQLite file, or the address of a PostgreSQL database.

    A sandbox keeps to the file that it names. Raises ConfigError where both are named, and where a
    file would be lost with the host's disk.
    """
    if settings.sandbox is not None and "database" in settings.model_fields_set:
        return settings.database
    if settings.database_url is not None:
        if "database" in settings.model_fields_set:
            raise ConfigError(
                "FLASHGUARD_DATABASE and DATABASE_URL are both set. Take one of them away, so that"
                " it is plain where the cases are."
            )
        return settings.database_url
    host = ephemeral_host(settings.database, os.environ)
    if host is not None and not settings.allow_ephemeral:
        raise ConfigError(
            f"{host} loses {settings.database} at each restart, and every case with it. Set"
            " DATABASE_URL to a PostgreSQL database, or FLASHGUARD_DATABASE to a file on a disk"
            " that lasts, or FLASHGUARD_ALLOW_EPHEMERAL=true to lose them."
        )
    return settings.database


def _variable(field: str) -> str:
    return field if field.isupper() else f"FLASHGUARD_{field.upper()}"


class _ThresholdModel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    explicit: Score
    suspect: Score


class _PresetsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: str
    presets: dict[Strictness, dict[Label, _ThresholdModel]]
    unscreened: dict[UnscreenedReason, Response]


_IN_BOTH = (
    "mode",
    "strictness",
    "suspect",
    "screen_age_restricted",
    "profiles",
    "server_expressions",
    "server_images",
    "recording",
    "keep_text",
)
"""What the environment and `policies.toml` can both say of a policy."""


def load_policy(settings: Settings) -> Policy:
    """Return the policy of servers that have none of their own; raises as `load_installation`."""
    return load_installation(settings).policy


def load_installation(settings: Settings) -> Installation:
    """Return what holds where a server says nothing: `policies.toml`, and the settings over it.

    What the environment sets wins over the file; the file wins over what a setting is without
    being set. Raises ConfigError, which names the file and the entry, where `policies.toml` cannot
    be read, is not TOML, names what does not exist, or lacks the preset.
    """
    path = settings.config_dir / "policies.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        # What stands beside the presets has the schema of a server's document.
        names = _PresetsFile.model_fields
        file = _PresetsFile.model_validate({k: v for k, v in data.items() if k in names})
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}). Restore it, or set FLASHGUARD_CONFIG_DIR"
            " to the folder that holds it."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise ConfigError(f"{path}: {told(error)}") from None
    rest = {k: v for k, v in data.items() if k not in ("version", "presets")}
    document = from_data(rest, str(path))
    presets = {
        strictness: {label: Threshold(t.explicit, t.suspect) for label, t in labels.items()}
        for strictness, labels in file.presets.items()
    }
    said = {name: getattr(settings, name) for name in _IN_BOTH}
    below = {n: v for n, v in said.items() if getattr(document, n) is None}
    document = document.model_copy(
        update=below | {n: v for n, v in said.items() if n in settings.model_fields_set}
    )
    assert document.strictness is not None, "the settings have one"
    if document.strictness not in presets:
        raise ConfigError(f"{path} has no preset named {document.strictness.value}. Add it.")
    start = Installation(
        Policy(
            version=f"{file.version}/{document.strictness.value}",
            strictness=document.strictness,
            thresholds={},
            unscreened={},
        ),
        presets,
        ServerSettings(
            settings.moderators_channel,
            document.language or settings.language,
            document.jurisdiction or settings.jurisdiction,
        ),
    )
    made = rulebook(document, start, name=str(path))
    return start._replace(policy=made.policy, document=document)
