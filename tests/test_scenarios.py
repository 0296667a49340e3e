"""The scenarios, and what is said of one that is broken."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from coach import articles
from coach.errors import InvalidRun
from coach.evaluation import scenarios

GOOD: dict[str, Any] = {
    "id": "X1",
    "kind": "in-scope",
    "article": "four-steps",
    "wordings": [["I was late."], ["It came late, my fault."]],
    "required": ["four-steps/own"],
}


def written(folder: Path, *rows: object) -> Path:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    (folder / "look.jsonl").write_text(text, encoding="utf-8")
    return folder


def both() -> list[scenarios.Scenario]:
    return [one for part in scenarios.PARTS for one in scenarios.scenarios(part)]


def test_there_are_enough_of_them_in_two_wordings_each() -> None:
    assert len(both()) >= 120
    assert all(len(one.wordings) == 2 for one in both())
    assert all(first != second for one in both() for first, second in [one.wordings])


def test_every_kind_is_in_both_parts_and_no_scenario_in_two() -> None:
    for part in scenarios.PARTS:
        assert {one.kind for one in scenarios.scenarios(part)} == set(scenarios.KINDS)
    ids = Counter(one.id for one in both())
    assert max(ids.values()) == 1


def test_every_step_is_required_somewhere() -> None:
    steps = {p.id for p in articles.passages(articles.bundled()) if articles.is_step(p.id)}
    assert steps <= {step for one in both() for step in one.required}


def test_a_scenario_of_several_turns_has_them() -> None:
    assert all(
        len(turns) > 1 for one in both() if one.kind == "multi-turn" for turns in one.wordings
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "odd"}, "the kind 'odd' is none of"),
        ({"wordings": []}, "each wording is a list"),
        ({"wordings": [[""]]}, "each wording is a list"),
        ({"wordings": None}, "wrong form"),
        ({"required": ["four-steps/celebrate"]}, "no article has the step four-steps/celebrate"),
        ({"required": []}, "needs a required step"),
        ({"kind": "injection"}, "as canary"),
    ],
)
def test_a_broken_scenario_makes_the_run_invalid(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidRun, match=told) as raised:
        scenarios.scenarios("look", written(tmp_path, GOOD, {**GOOD, "id": "X2", **change}))
    assert "line 2" in str(raised.value)


@pytest.mark.parametrize("line", ["{", "[]", '"x"'])
def test_a_line_that_is_no_object_makes_the_run_invalid(tmp_path: Path, line: str) -> None:
    with pytest.raises(InvalidRun, match="line 2"):
        scenarios.scenarios("look", written(tmp_path, GOOD, line))


def test_the_same_id_twice_a_missing_and_an_empty_file_make_the_run_invalid(tmp_path: Path) -> None:
    with pytest.raises(InvalidRun, match="was there before"):
        scenarios.scenarios("look", written(tmp_path, GOOD, GOOD))
    with pytest.raises(InvalidRun, match="cannot be read"):
        scenarios.scenarios("run", tmp_path)
    with pytest.raises(InvalidRun, match="holds no scenario"):
        scenarios.scenarios("look", written(tmp_path, ""))
