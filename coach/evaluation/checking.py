"""``coach check``: the checks over answers of any system, one JSON object a line."""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach import checks, wording
from coach.checks import Finding
from coach.errors import InvalidRun
from coach.evaluation.report import legal

CODES = (
    *wording.HANDED,
    *("missing-step", "wrong-order", "wrong-attribution", "invented-step", "invented-source"),
    *("dangling-citation", "no-citation", "unsupported-claim", "contradicts-source"),
    *("off-topic", "spam-content", "over-long"),
)
"""All codes that a finding may carry."""

Checked = tuple[str, tuple[Finding, ...]]
"""The id of an answer and what was found in it."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to be checked."""

    id: str
    question: str
    answer: str
    citations: tuple[str, ...] | None
    required: tuple[str, ...]


def read(lines: Sequence[str]) -> tuple[Given, ...]:
    """Return the answers of the lines; empty lines are passed over.

    Raises:
        InvalidRun: There is none, a line is no such object, or two have one id.
    """
    found: dict[str, Given] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        given = _given(line, f"line {number}")
        if given.id in found:
            raise InvalidRun(f"line {number}: the id {given.id!r} was there before")
        found[given.id] = given
    if not found:
        raise InvalidRun("there is no answer to check; wanted one JSON object a line")
    return tuple(found.values())


def _given(line: str, where: str) -> Given:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InvalidRun(f"{where}: no JSON: {error}") from error
    if not isinstance(row, dict):
        raise InvalidRun(f"{where}: wanted an object with id, question and answer")
    texts = {key: row.get(key) for key in ("id", "question", "answer")}
    wrong = [key for key, value in texts.items() if not isinstance(value, str)]
    if isinstance(texts["id"], int):
        wrong.remove("id")
    if wrong:
        raise InvalidRun(f"{where}: {' and '.join(wrong)} must be text")
    citations, required = row.get("citations"), row.get("required", [])
    for name, ids in (("citations", citations or []), ("required", required)):
        if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
            raise InvalidRun(f"{where}: {name} must be a list of step ids")
    return Given(
        str(texts["id"]),
        str(texts["question"]),
        str(texts["answer"]),
        None if citations is None else tuple(citations),
        tuple(required),
    )


def check(
    answers: Sequence[Given], progress: Callable[[int, int], None] | None = None
) -> tuple[Checked, ...]:
    """Return what was found in each answer, in order."""
    found = []
    for number, one in enumerate(answers, start=1):
        faults = checks.faults(one.question, one.answer, one.citations, one.required)
        found.append((one.id, faults))
        if progress is not None:
            progress(number, len(answers))
    return tuple(found)


def known(baseline: Path) -> frozenset[tuple[str, str, str]]:
    """Return id, code and words of each finding in what ``coach check --json`` printed before.

    Raises:
        InvalidRun: The file cannot be read as that.
    """
    try:
        told = json.loads(baseline.read_text(encoding="utf-8"))
        return frozenset(
            (one["id"], finding["code"], finding["words"])
            for one in told["answers"]
            for finding in one["findings"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRun(
            f"the baseline {baseline} cannot be read ({error!r}); write one with coach check --json"
        ) from error


def failing(
    checked: Sequence[Checked], codes: Collection[str], before: Collection[tuple[str, str, str]]
) -> tuple[Checked, ...]:
    """Return the answers with what fails them: findings of the codes that were not there before."""
    found = []
    for id_, findings in checked:
        new = tuple(f for f in findings if f.code in codes and (id_, f.code, f.words) not in before)
        if new:
            found.append((id_, new))
    return tuple(found)


def codes_of(told: str) -> frozenset[str]:
    """Return the codes of a list with commas; an empty one is all of them.

    Raises:
        InvalidRun: One of them is no code.
    """
    codes = frozenset(code.strip() for code in told.split(",") if code.strip()) or frozenset(CODES)
    unknown = sorted(codes - set(CODES))
    if unknown:
        raise InvalidRun(f"there is no code {unknown[0]!r}; there are {', '.join(CODES)}")
    return codes


def line(id_: str, finding: Finding) -> str:
    """Return a finding as it is printed: the answer, the code, the words, the reason."""
    words = " ".join(finding.words.split())
    shown = f" “{words[:80]}{'…' if len(words) > 80 else ''}”" if words else ""
    return f"{id_}: {finding.code}{shown}: {finding.reason}"


def values(checked: Sequence[Checked]) -> list[Mapping[str, Any]]:
    """Return what was found as plain values, for JSON."""
    return [
        {
            "id": id_,
            "findings": [
                {key: getattr(f, key) for key in Finding.__dataclass_fields__} for f in findings
            ],
        }
        for id_, findings in checked
    ]


def junit(checked: Sequence[Checked], failed: Sequence[Checked]) -> str:
    """Return the result as JUnit XML, one test an answer."""
    wrong = dict(failed)
    suite = ElementTree.Element(
        "testsuite", name="coach check", tests=str(len(checked)), failures=str(len(wrong))
    )
    for id_, _ in checked:
        case = ElementTree.SubElement(suite, "testcase", classname="answers", name=legal(id_))
        if id_ in wrong:
            told = [line(id_, finding) for finding in wrong[id_]]
            failure = ElementTree.SubElement(case, "failure", message=legal(told[0]))
            failure.text = legal("\n".join(told))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
