"""Settings and presets: what they are by default, and what a wrong one says."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import pytest

from bot.domain import Label, Strictness
from bot.errors import ConfigError
from bot.settings import ROOT, Settings, load_policy, load_settings, storage_of

VARIABLES = {
    name: {"token": "DISCORD_TOKEN", "database_url": "DATABASE_URL"}.get(
        name, f"FLASHGUARD_{name.upper()}"
    )
    for name in Settings.model_fields
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


def test_a_wrong_setting_names_its_variable_and_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHGUARD_DEPTH", "abyss")
    monkeypatch.setenv("FLASHGUARD_WORKERS", "0")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "FLASHGUARD_DEPTH: Input should be 'fast', 'standard' or 'deep'" in str(caught.value)
    assert "FLASHGUARD_WORKERS: Input should be greater than or equal to 1" in str(caught.value)
    assert ".env" in str(caught.value)


def test_the_token_is_read_from_dotenv_and_never_shown(tmp_path: Path) -> None:
    Path(tmp_path, ".env").write_text("DISCORD_TOKEN=s3cret\n", "utf-8")
    settings = load_settings()
    assert settings.token is not None and settings.token.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)


def test_a_secret_in_the_wrong_place_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHGUARD_WORKERS", "s3cret")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "s3cret" not in str(caught.value)


def test_a_dotenv_that_is_not_text_says_so(tmp_path: Path) -> None:
    Path(tmp_path, ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_settings()


@pytest.mark.parametrize("strictness", Strictness)
def test_every_preset_loads_and_flags_genitals(strictness: Strictness) -> None:
    policy = load_policy(load_settings(strictness=strictness))
    for label in (Label.MALE_GENITALIA_EXPOSED, Label.FEMALE_GENITALIA_EXPOSED):
        assert policy.thresholds[label].explicit <= 0.35
    assert all(t.suspect <= t.explicit for t in policy.thresholds.values())
    assert policy.version.endswith(strictness.value)


def test_strictness_only_ever_adds() -> None:
    order = [Strictness.GENITALS, Strictness.STANDARD, Strictness.STRICT]
    policies = [load_policy(load_settings(strictness=s)) for s in order]
    for milder, stricter in itertools.pairwise(policies):
        for label, threshold in milder.thresholds.items():
            assert stricter.thresholds[label].explicit <= threshold.explicit


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "not valid TOML"),
        ('version = "1"\n[presets.standard]\n', "unscreened is wrong"),
        ('version = "1"\n[presets.loose]\n[unscreened]\n', "presets.loose"),
        ('version = "1"\n[presets.strict]\n[unscreened]\n', "no preset named standard"),
        (
            'version = "1"\n[unscreened]\n[presets.standard]\nFEET = {explicit=1, suspect=1}\n',
            "presets.standard.FEET",
        ),
        (
            'version = "1"\n[unscreened]\n[presets.standard]\n'
            "FACE_MALE = {explicit=35, suspect=0}\n",
            "FACE_MALE.explicit",
        ),
    ],
)
def test_a_wrong_policy_file_names_file_and_entry(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "policies.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=re.escape(message)) as caught:
        load_policy(load_settings(config_dir=tmp_path))
    assert "policies.toml" in str(caught.value)


def test_a_missing_policy_file_says_where_it_should_be(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        load_policy(load_settings(config_dir=tmp_path))
    assert "FLASHGUARD_CONFIG_DIR" in str(caught.value)


def test_every_setting_is_in_the_example_file_with_its_description() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        if name == "sandbox":
            continue  # set by the sandbox itself, never by a person
        assert f"{VARIABLES[name]}=" in example, VARIABLES[name]
        assert field.description
        described = " ".join(line.removeprefix("# ") for line in example.splitlines())
        assert field.description in described, f"{VARIABLES[name]}: {field.description}"
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert named <= set(VARIABLES.values())


ADDRESS = "postgres://u:s3cret@db.example/cases"


def test_postgresql_is_used_where_it_is_named_and_its_password_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert storage_of(load_settings()) == Path("var/flashguard.db")
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    settings = load_settings()
    storage = storage_of(settings)
    assert not isinstance(storage, Path) and storage.get_secret_value() == ADDRESS
    assert "s3cret" not in repr(settings) + str(storage)


def test_two_databases_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    monkeypatch.setenv("FLASHGUARD_DATABASE", "cases.db")
    with pytest.raises(ConfigError, match="both set") as caught:
        storage_of(load_settings())
    assert "s3cret" not in str(caught.value)


def test_the_sandbox_keeps_to_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    monkeypatch.setenv("DYNO", "worker.1")
    monkeypatch.setenv("FLASHGUARD_DATABASE", "sandbox.db")
    assert storage_of(load_settings(sandbox="1:ca.pem")) == Path("sandbox.db")


def test_a_file_is_refused_where_the_disk_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "worker.1")
    with pytest.raises(ConfigError) as caught:
        storage_of(load_settings())
    for word in ("Heroku", "DATABASE_URL", "FLASHGUARD_ALLOW_EPHEMERAL=true"):
        assert word in str(caught.value)
    monkeypatch.setenv("FLASHGUARD_ALLOW_EPHEMERAL", "true")
    assert storage_of(load_settings()) == Path("var/flashguard.db")
    monkeypatch.delenv("FLASHGUARD_ALLOW_EPHEMERAL")
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    storage_of(load_settings())
