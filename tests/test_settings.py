"""What a user may set, where it is read, and what is said when it does not fit."""

import traceback
from pathlib import Path
from typing import Any

import pytest

from coach import SettingsError
from coach.settings import JudgeSettings, Settings

# One value for each setting, as an argument and as the environment has it.
VALUES: dict[str, tuple[Any, str]] = {
    "model": ("llama3.1:8b", "llama3.1:8b"),
    "base_url": ("http://localhost:1234/v1", "http://localhost:1234/v1"),
    "api_key": ("a key", "a key"),
    "timeout": (2.5, "2.5"),
    "home": (Path("/somewhere/else").absolute(), str(Path("/somewhere/else").absolute())),
    "chroma_url": ("https://vectors.example:8000", "https://vectors.example:8000"),
    "embedder": ("openai:small", "openai:small"),
    "passages": (7, "7"),
    "redact": (True, "1"),
    "users": (Path("/somewhere/users").absolute(), str(Path("/somewhere/users").absolute())),
    "questions_per_minute": (5, "5"),
    "database_url": ("sqlite:////srv/kept.db", "sqlite:////srv/kept.db"),
    "retention_days": (30, "30"),
}
SECRET = "sk-canary-5f2a"


def plain(value: Any) -> Any:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def told(**values: Any) -> str:
    """Everything that a user could see of the error: its text and its traceback."""
    with pytest.raises(SettingsError) as caught:
        Settings(**values)
    return "".join(traceback.format_exception(caught.value))


def test_these_are_all_the_settings() -> None:
    assert set(Settings.model_fields) == set(VALUES)


@pytest.mark.parametrize("name", VALUES)
def test_a_setting_is_taken_as_an_argument(name: str) -> None:
    assert plain(getattr(Settings(**{name: VALUES[name][0]}), name)) == VALUES[name][0]


@pytest.mark.parametrize("name", VALUES)
def test_a_setting_is_taken_from_the_environment(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", VALUES[name][1])
    assert plain(getattr(Settings(), name)) == VALUES[name][0]


@pytest.mark.parametrize("name", VALUES)
def test_an_argument_wins_over_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {
        "timeout": "9",
        "passages": "3",
        "base_url": "http://other",
        "chroma_url": "http://x",
        "redact": "0",
        "questions_per_minute": "9",
        "database_url": "postgresql://localhost/coach",
        "retention_days": "9",
    }
    monkeypatch.setenv(f"COACH_{name.upper()}", other.get(name, "other"))
    assert plain(getattr(Settings(**{name: VALUES[name][0]}), name)) == VALUES[name][0]


@pytest.mark.parametrize("name", VALUES)
def test_an_empty_variable_counts_as_unset(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_HOME")
    unset = getattr(Settings(), name)
    monkeypatch.setenv(f"COACH_{name.upper()}", "")
    assert getattr(Settings(), name) == unset


def test_nothing_set_means_no_model_and_the_embedder_that_runs_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COACH_HOME")
    settings = Settings()
    assert (settings.model, settings.base_url, settings.chroma_url) == ("", "", "")
    assert plain(settings.api_key) == ""
    assert (settings.embedder, settings.passages, settings.timeout) == ("minilm", 5, 60.0)
    assert settings.redact is False
    assert settings.home.is_absolute()
    assert settings.home.name == "repair-coach"


# --- The key ------------------------------------------------------------------------------------


def test_the_key_falls_back_to_the_one_that_others_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    assert plain(Settings().api_key) == "theirs"
    monkeypatch.setenv("COACH_API_KEY", "")
    assert plain(Settings().api_key) == "theirs"
    monkeypatch.setenv("COACH_API_KEY", "ours")
    assert plain(Settings().api_key) == "ours"
    assert plain(Settings(api_key="given").api_key) == "given"


def test_a_key_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.invalid")
    assert Settings().model == ""
    assert Settings().base_url == ""


def test_a_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_API_KEY", SECRET)
    settings = Settings()
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert SECRET not in shown


@pytest.mark.parametrize(
    "name", sorted(set(VALUES) - {"model", "embedder", "api_key", "home", "users"})
)
def test_an_error_names_the_setting_and_holds_no_value(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", SECRET)
    message = told()
    assert f"COACH_{name.upper()}" in message
    assert SECRET not in message


@pytest.mark.parametrize("value", [[SECRET], {SECRET: SECRET}, 7, SECRET.encode() + b"\xff"])
@pytest.mark.parametrize("name", ["api_key", "COACH_API_KEY", "OPENAI_API_KEY"])
def test_a_key_of_the_wrong_kind_is_not_repeated(name: str, value: Any) -> None:
    message = told(**{name: value})
    assert "setting 'api_key' (COACH_API_KEY)" in message
    assert SECRET not in message


def test_every_fault_is_told_at_once() -> None:
    message = told(passages=0, timeout=-1, modle="x")
    assert all(part in message for part in ("COACH_PASSAGES", "COACH_TIMEOUT", "'modle'"))


# --- What does not fit --------------------------------------------------------------------------


def test_an_unknown_setting_is_refused_and_the_known_ones_are_named() -> None:
    message = told(modle="gpt")
    assert "there is no setting 'modle'" in message
    assert all(name in message for name in VALUES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timeout", 0),
        ("timeout", -1),
        ("timeout", 3601),
        ("timeout", float("nan")),
        ("timeout", float("inf")),
        ("timeout", "soon"),
        ("passages", 0),
        ("passages", 21),
        ("passages", 2.5),
        ("redact", "perhaps"),
        ("redact", 2),
        ("base_url", "localhost:1234"),
        ("base_url", "ftp://localhost"),
        ("base_url", "http://"),
        ("chroma_url", "http://localhost:port"),
        ("chroma_url", "http://localhost:99999"),
        ("chroma_url", "http://[::1"),
        ("chroma_url", "https:///path"),
        ("model", None),
        ("home", 7),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name: str, value: Any) -> None:
    assert f"COACH_{name.upper()}" in told(**{name: value})


def test_a_home_of_nobody_is_refused_and_a_home_of_ones_own_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_HOME", "~/coaching")
    assert Settings().home == Path.home() / "coaching"
    assert "give the whole path" in told(home="~nobody-of-this-name/coaching")


def test_a_relative_home_stays_where_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(home="data")  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path.parent)
    assert settings.home == tmp_path / "data"


def test_a_slash_behind_an_address_makes_no_difference() -> None:
    assert Settings(base_url="http://localhost:1/v1/").base_url == "http://localhost:1/v1"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().model = "other"  # type: ignore[misc]


def test_a_dotenv_of_the_folder_one_stands_in_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"COACH_{name.upper()}={value}" for name, (_, value) in VALUES.items()]
    for name in (".env", "env", ".coach", "settings.toml"):
        (tmp_path / name).write_text("\n".join([*lines, f"OPENAI_API_KEY={SECRET}"]))
    before = Settings()
    monkeypatch.chdir(tmp_path)
    assert Settings() == before
    assert plain(Settings().api_key) == ""


# --- The judge ------------------------------------------------------------------------------------


def test_a_judge_is_named_in_the_environment_apart_from_the_coachs_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_MODEL", "small")
    monkeypatch.setenv("COACH_API_KEY", "sk-of-the-coach")
    assert (JudgeSettings().model, plain(JudgeSettings().api_key)) == ("", "")
    monkeypatch.setenv("COACH_JUDGE_MODEL", "large")
    monkeypatch.setenv("COACH_JUDGE_BASE_URL", "http://localhost:1/v1/")
    monkeypatch.setenv("COACH_JUDGE_API_KEY", SECRET)
    judge = JudgeSettings()
    assert (judge.model, judge.base_url) == ("large", "http://localhost:1/v1")
    assert plain(judge.api_key) == SECRET
    assert SECRET not in f"{judge} {judge!r}"
    assert Settings().model == "small"


def test_a_judges_address_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_JUDGE_BASE_URL", SECRET)
    with pytest.raises(SettingsError, match="COACH_JUDGE_BASE_URL") as caught:
        JudgeSettings()
    assert SECRET not in str(caught.value)
