"""Makes the rulebook of a server: its document over what the installation has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from bot.domain import Label, Policy, Strictness, Threshold
from bot.errors import ConfigError
from bot.measures import ServerSettings
from bot.rulebook.document import Common, NewcomersPart, Override, PolicyDocument, ThresholdPart
from bot.rulebook.layers import Layer, Newcomers, Rulebook, over

Presets = Mapping[Strictness, Mapping[Label, Threshold]]


class Installation(NamedTuple):
    """What holds where a server says nothing: the operator's policy and settings, and presets."""

    policy: Policy
    presets: Presets
    settings: ServerSettings
    document: PolicyDocument = PolicyDocument()


def rulebook(
    document: PolicyDocument, installation: Installation, *, version: int = 0, name: str = "policy"
) -> Rulebook:
    """Return the rules that a document and the installation make together.

    `version` is the document's on its server, 0 for none of its own; `name` is what messages call
    it. Raises ConfigError for what can only be seen in the whole: a preset that is not there, a
    label's score for "suspect" above the one for "explicit".
    """
    policy = _server_policy(document, installation, name)
    if version:
        policy = replace(policy, version=f"guild/{version}")
    newcomers = _said(document.newcomers) or _said(installation.document.newcomers)
    own, presets = installation.settings, installation.presets

    def layers(entry: str, overrides: Mapping[str, Override]) -> dict[int, Layer]:
        made = {
            int(key): _layer(said, presets, policy.thresholds, name, f"{entry}.{key}.")
            for key, said in overrides.items()
        }
        # An override that says nothing is as good as none.
        return {key: layer for key, layer in made.items() if layer != Layer()}

    return Rulebook(
        policy=policy,
        settings=ServerSettings(
            moderators_channel=document.moderators_channel or own.moderators_channel,
            language=document.language or own.language,
            jurisdiction=document.jurisdiction or own.jurisdiction,
        ),
        version=version,
        channels=layers("channels", document.channels),
        categories=layers("categories", document.categories),
        roles=layers("roles", document.roles),
        newcomers=_newcomers(newcomers, presets, name) if newcomers else None,
    )


def _said(part: NewcomersPart | None) -> NewcomersPart | None:
    """Return a part that says something: an empty table is as good as none."""
    return part if part is not None and part.model_dump(exclude_none=True) else None


_AS_THEY_ARE = (
    "mode",
    "profiles",
    "server_expressions",
    "server_images",
    "recording",
    "review_picture",
    "raid_posts",
    "raid_seconds",
    "raid_response",
    "known_images",
    "appeals",
)
"""Fields that the document and the policy have alike, for a whole server alone."""


def _server_policy(document: PolicyDocument, installation: Installation, name: str) -> Policy:
    base = installation.policy
    layer = _layer(document, installation.presets, base.thresholds, name, "")
    said: dict[str, Any] = {field: getattr(document, field) for field in _AS_THEY_ARE}
    if document.escalation is not None:
        said["escalation"] = tuple(step.compiled() for step in document.escalation)
    return replace(over(base, layer), **{k: v for k, v in said.items() if v is not None})


def _layer(
    said: Common,
    presets: Presets,
    below: Mapping[Label, Threshold],
    name: str,
    entry: str,
) -> Layer:
    preset = _preset(said.strictness, presets, name) if said.strictness is not None else {}
    base = preset if said.strictness is not None else below
    return Layer(
        exempt=said.exempt if isinstance(said, Override) else None,
        strictness=said.strictness,
        preset=preset,
        thresholds={
            label: _threshold(part, base.get(label), name, f"{entry}thresholds.{label.value}")
            for label, part in said.thresholds.items()
        },
        unscreened=said.unscreened,
        suspect=said.suspect,
        flagged=said.flagged,
        screen_age_restricted=said.screen_age_restricted,
        keep_text=said.keep_text,
    )


def _newcomers(said: NewcomersPart, presets: Presets, name: str) -> Newcomers:
    strictness = said.strictness
    return Newcomers(
        account=timedelta(days=said.account_days) if said.account_days else None,
        member=timedelta(days=said.member_days) if said.member_days else None,
        layer=Layer(
            strictness=strictness,
            preset=_preset(strictness, presets, name) if strictness is not None else {},
        ),
        lower_by=said.lower_by or 0.0,
        hold=said.hold or False,
    )


def _preset(strictness: Strictness, presets: Presets, name: str) -> Mapping[Label, Threshold]:
    if strictness not in presets:
        raise ConfigError(
            f"{name}: this installation has no preset named {strictness.value}. Choose one of"
            f" {', '.join(s.value for s in presets)}, or have the operator add it to"
            " config/policies.toml."
        )
    return presets[strictness]


def _threshold(part: ThresholdPart, below: Threshold | None, name: str, entry: str) -> Threshold:
    explicit, suspect = part.explicit, part.suspect
    if below is not None:
        explicit = below.explicit if explicit is None else explicit
        suspect = below.suspect if suspect is None else suspect
    if explicit is None or suspect is None:
        raise ConfigError(
            f"{name}: the preset does not have this label, so {entry} needs both a score for"
            " explicit and one for suspect."
        )
    if suspect > explicit:
        raise ConfigError(
            f"{name}: {entry} would be suspect from {suspect:g} and explicit from {explicit:g}."
            " Let suspect be the lower one."
        )
    return Threshold(explicit, suspect)
