"""One harmful change somewhere in the project, and the replay lane says where: in a copy of its files."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coach import prompts
from conftest import ROOT

pytestmark = pytest.mark.slow

FOLDERS = ("coach", "corpus", "prompts", "evals")


class Run(NamedTuple):
    """How a run ended, what it said, and its result, empty when it was invalid."""

    code: int
    said: str
    result: dict[str, Any]

    @property
    def changed(self) -> set[tuple[str, str]]:
        """Example and check of all that is not as in the baseline."""
        return {(one["example"], one["check"]) for one in self.result["changes"]}

    @property
    def reason(self) -> str:
        """What the gate says that wants every decision to be as it was."""
        return next(
            str(one["reason"]) for one in self.result["gates"] if one["name"] == "unchanged"
        )


Replay = Callable[..., Run]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's files, which a test may spoil."""
    for name in FOLDERS:
        # With what Python has compiled: a copy keeps the times that this is held against.
        shutil.copytree(ROOT / name, tmp_path / "project" / name)
    return tmp_path / "project"


@pytest.fixture
def replay(project: Path, own_home: Path) -> Replay:
    """Run the lane of the copy over some examples, or over all of them."""

    def run(*only: str) -> Run:
        arguments = ["eval", "run", "--out", "out", *(["--only", ",".join(only)] if only else [])]
        done = subprocess.run(
            [sys.executable, "-m", "coach", *arguments],
            cwd=project,
            env={**os.environ, "COACH_HOME": str(own_home), "PYTHONPATH": str(project)},
            capture_output=True,
            text=True,
        )
        file = project / "out" / "result.json"
        result = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return Run(done.returncode, done.stdout + done.stderr, result)

    return run


def change(file: Path, old: str, new: str) -> None:
    """Put one thing in another's place, where it stands once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file.name, text.count(old))
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_as_it_was_passes(replay: Replay) -> None:
    # Else the others would be red for a reason of their own.
    run = replay("A60", "gift-as-fix")
    assert run.code == 0, run.said
    assert run.said.splitlines()[-1] == "2 passed, 0 failed"
    assert set(run.result["decided"]) == {"A60/1", "A60/2"}


def test_one_harmful_word_in_a_step_is_named_with_the_example_and_the_check(
    project: Path, replay: Replay
) -> None:
    step = project / "corpus" / "four-steps.md"
    change(step, "- avoid: Don't bring up more business", "- avoid: Do bring up more business")
    run = replay("A32")
    assert run.code == 1, run.said
    assert run.changed == {("A32/1", "faults"), ("A32/1", "text")}
    assert run.reason.startswith("A32/1: faults was ")
    assert "'sales-ask-in-apology'" in run.reason.partition(", is ")[2]
    assert run.said.splitlines()[-1] == "0 passed, 1 failed"


def test_one_character_in_the_marker_of_a_citation_is_named_with_the_example_and_the_check(
    project: Path, replay: Replay
) -> None:
    change(
        project / "coach" / "answers.py",
        r'_MARKER = re.compile(r"\[(\d{1,3}',
        r'_MARKER = re.compile(r"\[(\d{2,3}',
    )
    run = replay("A60")
    assert run.code == 1, run.said
    assert run.changed >= {("A60/1", "cited"), ("A60/2", "cited")}
    assert "A60/1: cited was ['four-steps/" in run.reason
    assert "], is []" in run.reason


def test_one_word_in_the_pattern_of_a_check_is_named_with_the_text_and_the_check(
    project: Path, replay: Replay
) -> None:
    change(
        project / "coach" / "rules.py",
        "turn up with|send|give|offer|bring|buy",
        "turn up with|send|give|offer|brings|buy",
    )
    run = replay("gift-as-fix")
    assert run.code == 1, run.said
    assert "gift-as-fix misses “Apologize and bring a bottle of wine.”" in run.said


def test_a_changed_prompt_makes_the_run_invalid_and_says_how_to_record_again(
    project: Path, replay: Replay
) -> None:
    before = prompts.fingerprint("answer")
    change(
        project / "prompts" / "answer.md", "Add nothing that is not", "Add something that is not"
    )
    run = replay()
    assert run.code == 2, run.said
    assert run.result == {}
    said = re.search(r"recorded with the prompt answer of (\w+), which is (\w+) now", run.said)
    assert said
    assert said[1] == before != said[2]
    assert "record again with coach eval run --lane live --record qwen" in run.said
