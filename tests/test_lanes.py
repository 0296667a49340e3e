"""The lanes: what makes them pass, fail, or say nothing."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach import adapted, embedders, grounds, models, prompts, resources, wording
from coach.advice import Advice
from coach.conversation import Coach
from coach.errors import InvalidRun
from coach.evaluation import judging, lanes, metrics, results, scenarios
from coach.evaluation.coaches import degraded
from coach.settings import Settings

ROWS: list[dict[str, Any]] = [
    {
        "id": "X1",
        "kind": "in-scope",
        "article": "mend-fences",
        "wordings": [
            ["I delivered her order three weeks late. Should I send her flowers?"],
            ["The order came three weeks after the date. Flowers for her, good idea?"],
        ],
        "required": ["mend-fences/no-gifts"],
    },
    {
        "id": "X2",
        "kind": "out-of-scope",
        "article": "",
        "wordings": [["How do I bake sourdough bread?"], ["What is the capital of France?"]],
    },
    {
        "id": "X3",
        "kind": "multi-turn",
        "article": "fall-on-sword",
        "wordings": [
            ["My client stopped calling and I don't know why.", "and if he says no?"],
            ["He has gone quiet since May, no idea why.", "shorter please"],
        ],
        "required": ["fall-on-sword/just-ask"],
    },
]
REPLY = {
    "id": "r1",
    "question": "I was rude to a client on the phone and she hung up.",
    "reply": "Say to her that it was your mistake, with no excuse. [1]\nThen ask her how it was for her. [2]",
    "model": "a model",
    "prompts": {},
}


@pytest.fixture(scope="module")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    home = tmp_path_factory.mktemp("home")
    with Coach.open(Settings(home=home, model="", chroma_url="")) as opened:
        yield opened


def write(folder: Path, *rows: dict[str, Any]) -> None:
    text = "\n".join(json.dumps(row) for row in rows)
    (folder / "scenarios" / "look.jsonl").write_text(text, encoding="utf-8")


@pytest.fixture
def folder(coach: Coach, tmp_path: Path) -> Path:
    """A small suite with its baseline."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "replies").mkdir()
    write(tmp_path, *ROWS)
    row = {**REPLY, "prompts": {"answer": prompts.fingerprint("answer")}}
    (tmp_path / "replies" / "small.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "gates.toml").write_text("[replay]\nshort = { low = 0.1 }\n", encoding="utf-8")
    run = lanes.replay(coach, folder=tmp_path, accept=True)
    results.write_baseline(tmp_path / "baseline.json", run)
    return tmp_path


def gate(run: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [one for one in run["gates"] if one["name"] == name]
    return dict(found)


def test_what_is_as_it_was_passes_and_twice_gives_the_same(coach: Coach, folder: Path) -> None:
    once, again = (lanes.replay(coach, folder=folder) for _ in range(2))
    assert once["failed"] == 0
    assert {**once, "seconds": 0} == {**again, "seconds": 0}
    assert {name for row in once["metrics"] for name in [row["name"]]} >= {"step_recall", "silence"}


def test_the_answers_of_a_replay_are_kept_for_a_judge(
    coach: Coach, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "out" / "answers.jsonl"
    run = lanes.replay(coach, folder=folder, keep=file)
    held = judging.held(file)
    assert [one.example for one in held] == ["X1/1", "X1/2", "X2/1", "X2/2", "X3/1", "X3/2"]
    assert {one.model for one in held} == {"composer"}
    for one in held:
        assert resources.fingerprint(one.text) == run["decided"][one.example]["text"]


def test_a_coach_that_decides_otherwise_fails_and_the_example_is_named(
    coach: Coach, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = lanes.composer(coach)

    def worse(question: str, history: Any) -> Advice:
        advice = real(question, history)
        return advice if "flowers" not in question.lower() else replace(advice, citations=())

    monkeypatch.setattr(lanes, "composer", lambda _: worse)
    run = lanes.replay(coach, folder=folder)
    assert run["failed"]
    assert "X1/1: " in gate(run, "unchanged")["reason"]
    assert {one["example"] for one in run["changes"]} == {"X1/1", "X1/2"}
    assert {one["check"] for one in run["changes"]} >= {"cited", "faults"}


def make_noisy(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add noise to every number of the embedder and of what was taught on it; forget what was computed."""
    dice = np.random.default_rng(0)
    embed, read = embedders.MiniLM._run, adapted.Adapted.read

    def noisy(values: Any) -> Any:
        return values + dice.normal(scale=1e-4, size=values.shape)

    def heard(self: Any, text: str, parts: Any) -> Any:
        states, places = read(self, text, parts)
        return noisy(states), places

    monkeypatch.setattr(embedders.MiniLM, "_run", lambda self, texts: noisy(embed(self, texts)))
    monkeypatch.setattr(adapted.Adapted, "read", heard)
    forget(coach)


def forget(coach: Coach) -> None:
    """Let go of all that was computed from vectors, the index aside."""
    assert coach._listener is not None
    for remembered in (coach._listener._heard, wording.sounds, grounds._vector, grounds._lines):
        remembered.cache_clear()


@pytest.fixture
def forgetful(coach: Coach) -> Iterator[None]:
    """What was computed with noise is not remembered by the tests that follow."""
    yield
    forget(coach)


@pytest.mark.usefixtures("forgetful")
def test_noise_in_every_vector_changes_no_decision(
    coach: Coach, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_noisy(coach, monkeypatch)
    assert [g for g in lanes.replay(coach, folder=folder)["gates"] if not g["passed"]] == []


@pytest.mark.slow
@pytest.mark.usefixtures("forgetful")
def test_noise_in_every_vector_leaves_every_scenario_and_recording_as_in_the_baseline(
    coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without the mutants, which hold no decision and take another two minutes.
    monkeypatch.setattr(lanes, "mutants", lambda *_, **__: ([], {}, []))
    make_noisy(coach, monkeypatch)
    run = lanes.replay(coach)
    assert len(run["decided"]) > 256
    assert run["changes"] == []


def test_an_article_of_which_no_scenario_is_advised_has_no_recall(
    coach: Coach, folder: Path
) -> None:
    vague = {**ROWS[1], "id": "X4", "kind": "vague", "article": "mend-fences"}
    write(folder, vague)
    run = lanes.replay(coach, folder=folder)
    assert run["articles"] == []
    assert {"X1/1", "X2/1", "X3/2"} <= {
        one["example"] for one in run["changes"] if one["after"] == "gone"
    }


def test_some_examples_alone_are_looked_at_without_floors(coach: Coach, folder: Path) -> None:
    (folder / "gates.toml").write_text("[replay]\nanswered = { low = 1.5 }\n", encoding="utf-8")
    run = lanes.replay(coach, folder=folder, only=("X1", "small/r1"))
    assert run["failed"] == 0
    assert set(run["decided"]) == {"X1/1", "X1/2", "small/r1"}
    assert [one["name"] for one in run["gates"]] == ["unchanged"]
    with pytest.raises(InvalidRun, match="there is no example 'X9'"):
        lanes.replay(coach, folder=folder, only=("X1", "X9"))


def test_a_floor_that_is_not_reached_fails(coach: Coach, folder: Path) -> None:
    (folder / "gates.toml").write_text("[replay]\nlets_go = { low = 0.1 }\n", encoding="utf-8")
    assert not gate(lanes.replay(coach, folder=folder), "lets_go")["passed"]
    (folder / "gates.toml").write_text("[replay]\nanswered = { low = 1.5 }\n", encoding="utf-8")
    assert "floor 1.50" in gate(lanes.replay(coach, folder=folder), "answered")["reason"]


# --- Runs that say nothing ------------------------------------------------------------------------


def test_a_recording_made_with_another_prompt_is_stale(coach: Coach, folder: Path) -> None:
    row = {**REPLY, "prompts": {"answer": "00000000"}}
    (folder / "replies" / "small.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(InvalidRun, match="record again with coach eval") as raised:
        lanes.replay(coach, folder=folder)
    assert "00000000" in str(raised.value)
    assert prompts.fingerprint("answer") in str(raised.value)


def test_an_error_in_a_scorer_makes_the_run_invalid(
    coach: Coach, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(metrics, "scores", broken)
    with pytest.raises(InvalidRun, match="X1/1: a scorer failed"):
        lanes.replay(coach, folder=folder)


def test_an_error_in_the_coach_makes_the_run_invalid(
    coach: Coach, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no answer")

    monkeypatch.setattr(lanes, "composer", lambda _: broken)
    with pytest.raises(InvalidRun, match="X1/1: the coach failed"):
        lanes.replay(coach, folder=folder)


def test_an_error_in_a_model_call_makes_the_run_invalid(coach: Coach, tmp_path: Path) -> None:
    class Gone:
        name, host = "gone", "nowhere"

        def stream(self, _: Any) -> Any:
            raise RuntimeError("connection refused")

    chat: Any = Gone()
    with_model = Coach(coach.settings, coach._library, chat, coach._listener)
    told = [one for one in scenarios.scenarios("look") if one.kind == "in-scope"][:1]
    with pytest.raises(InvalidRun, match="the model failed"):
        lanes.live(with_model, told, tmp_path / "live.jsonl", retrieval=False)


def test_a_broken_example_file_makes_the_run_invalid(coach: Coach, folder: Path) -> None:
    (folder / "scenarios" / "look.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(InvalidRun, match="line 1"):
        lanes.replay(coach, folder=folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"examples": 1}'])
def test_a_broken_baseline_makes_the_run_invalid(coach: Coach, folder: Path, text: str) -> None:
    (folder / "baseline.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRun, match="baseline"):
        lanes.replay(coach, folder=folder)


def test_broken_gates_make_the_run_invalid(coach: Coach, folder: Path) -> None:
    (folder / "gates.toml").write_text("[replay]\nno_such = { low = 1 }", encoding="utf-8")
    with pytest.raises(InvalidRun, match="no_such"):
        lanes.replay(coach, folder=folder)


# --- The live lane --------------------------------------------------------------------------------


class Says:
    """Stands where a chat model would."""

    host = "nowhere"

    def __init__(self, name: str = "says") -> None:
        self.name, self.calls = name, 0

    def stream(self, _: Any) -> Iterator[Any]:
        self.calls += 1
        yield from lanes.Replayed(REPLY["reply"]).stream(())


def test_a_live_run_goes_on_where_it_was_stopped(coach: Coach, tmp_path: Path) -> None:
    said = Says()
    chat: Any = said
    with_model = Coach(coach.settings, coach._library, chat, coach._listener)
    told = [one for one in scenarios.scenarios("look") if one.kind == "in-scope"][:3]
    first = lanes.live(with_model, told[:2], tmp_path / "live.jsonl")
    assert said.calls == 2
    whole = lanes.live(with_model, told, tmp_path / "live.jsonl")
    assert said.calls == 3
    assert [one.scores for one in whole[:2]] == [one.scores for one in first]
    chat = Says("another model")
    other = Coach(coach.settings, coach._library, chat, coach._listener)
    lanes.live(other, told, tmp_path / "live.jsonl")
    assert chat.calls == 3


def epochs_of(noise: float, epochs: int = 2) -> list[results.Scored]:
    """Return a live run's examples, as a model gives that is as good in each epoch."""
    chance = random.Random(1)
    found = []
    for one in scenarios.scenarios("look"):
        good = chance.random()
        for epoch in range(1, epochs + 1):
            answer: Any = None
            scores = {name: good + noise * chance.random() for name in ("step_recall", "lead")}
            found.append(results.Scored(f"{one.id}/1/{epoch}", one, "", answer, scores))
    return found


def test_a_model_is_seldom_found_to_be_worse_than_itself() -> None:
    assert 0 < results.false_alarms(epochs_of(0.5)) <= 0.07
    assert results.false_alarms(epochs_of(0.0), resamples=20) == 0


def test_to_compare_a_model_with_itself_takes_two_epochs() -> None:
    with pytest.raises(InvalidRun, match="--epochs 2"):
        results.false_alarms(epochs_of(0.5, epochs=1))


def test_two_epochs_of_a_live_run_are_compared(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmths = []

    def chat(_: Settings, *, temperature: float) -> Says:
        warmths.append(temperature)
        return Says()

    told = [one for one in scenarios.scenarios("look") if one.kind == "in-scope"][:3]
    monkeypatch.setattr(scenarios, "scenarios", lambda _: told)
    monkeypatch.setattr(models, "open_chat", chat)
    run = lanes.live_run(coach, "look", tmp_path, epochs=2, temperature=0.7)
    assert warmths == [0.7]
    [gate] = [gate for gate in run["gates"] if gate["name"] == "compared with itself"]
    assert gate["passed"]
    assert "0.0% of the draws" in gate["reason"]


# --- Worse coaches --------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_worse_coach_scores_below_the_real_one_on_what_it_spoils(coach: Coach) -> None:
    from coach.evaluation import statistics

    told = [one for one in scenarios.scenarios("look") if one.kind in ("in-scope", "look-alike")]
    real = lanes.score(lanes.composer(coach), told, wordings=1)
    for one in degraded(coach):
        spoiled = lanes.score(one.ask, told, wordings=1)
        before = {s.scenario.id: s.scores[one.attacks] for s in real}
        after = {s.scenario.id: s.scores[one.attacks] for s in spoiled}
        compared = statistics.paired(before, after)
        assert compared.delta < 0, one.name
        assert compared.p < 0.01, (one.name, compared)


def test_a_copy_of_the_suite_can_be_made_and_run(
    coach: Coach, folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(folder, tmp_path / "copy")
    assert [g for g in lanes.replay(coach, folder=other)["gates"] if not g["passed"]] == []
