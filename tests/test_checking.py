"""``coach check``: answers of any system, one a line."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from coach.errors import InvalidRun
from coach.evaluation import checking

GOOD = {
    "id": "good",
    "question": "I was late. What now?",
    "answer": "Say to her that it was your mistake, today. [1]",
    "citations": ["four-steps/own"],
    "required": ["four-steps/own"],
}
BAD = {**GOOD, "id": "bad", "answer": "Send her a hamper to smooth it over. [1]"}


def coach_check(
    *arguments: str, lines: object = (), raw: str = ""
) -> "subprocess.CompletedProcess[str]":
    text = raw or "\n".join(json.dumps(line) for line in lines)  # type: ignore[attr-defined]
    command = [sys.executable, "-m", "coach", "check", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def test_good_answers_pass_and_the_last_line_counts_them() -> None:
    done = coach_check(lines=[GOOD])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "1 passed, 0 failed"


def test_a_bad_answer_fails_with_its_words_and_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n\n{json.dumps(BAD)}\n", encoding="utf-8")
    done = coach_check(str(file))
    assert done.returncode == 1
    assert "bad: gift-as-fix “hamper”" in done.stdout
    assert done.stdout.splitlines()[-1] == "1 passed, 1 failed"


def test_only_the_chosen_codes_fail() -> None:
    assert coach_check("--fail-on", "over-long,no-citation", lines=[BAD]).returncode == 0
    assert coach_check("--fail-on", "gift-as-fix", lines=[BAD]).returncode == 1


def test_only_new_findings_fail_against_a_baseline(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(coach_check("--json", lines=[BAD]).stdout, encoding="utf-8")
    assert coach_check("--baseline", str(before), lines=[BAD]).returncode == 0
    worse = {**BAD, "answer": BAD["answer"] + " Research shows that it works. [1]"}
    done = coach_check("--baseline", str(before), lines=[worse])
    assert done.returncode == 1
    assert "invented-source" in done.stdout


def test_a_junit_file_has_a_test_for_each_answer(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    coach_check("--junit", str(file), lines=[GOOD, BAD])
    suite = ElementTree.parse(file).getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failed = [
        case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None
    ]
    assert failed == ["bad"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "no answer"),
        ("{", "no JSON"),
        ("[1]", "wanted an object"),
        ('{"id": "a", "question": "q"}', "answer must be text"),
        (
            '{"id": "a", "question": "q", "answer": "x", "citations": "own"}',
            "citations must be a list",
        ),
        ('{"id": "a", "question": "q", "answer": "x"}\n' * 2, "was there before"),
    ],
)
def test_lines_that_say_nothing_make_the_run_invalid(lines: str, told: str) -> None:
    with pytest.raises(InvalidRun, match=told):
        checking.read(lines.splitlines())


def test_an_invalid_run_exits_with_two_and_passes_nothing(tmp_path: Path) -> None:
    for arguments in ((), ("--fail-on", "no-such-code"), ("--baseline", str(tmp_path / "none"))):
        done = coach_check(*arguments, raw="{" if not arguments else json.dumps(GOOD))
        assert done.returncode == 2
        assert "invalid" in done.stderr
        assert "passed" not in done.stdout


def test_every_code_of_a_rule_can_be_asked_for() -> None:
    from coach.rules import RULES

    assert {rule.code for rule in RULES} <= set(checking.CODES)
