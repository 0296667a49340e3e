"""Scenarios: situations in two wordings each, with what a good answer to them needs."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach import articles, resources
from coach.articles import Article
from coach.errors import InvalidRun

KINDS = (
    "in-scope",
    "vague",
    "beyond-repair",
    "out-of-scope",
    "look-alike",
    "injection",
    "multi-turn",
)
PARTS = ("look", "run")
"""``look`` may be read by whoever improves the coach; ``run`` is only run."""

_LISTS = ("required", "optional", "forbidden", "facts")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation.

    Attributes:
        id: Unique over all parts.
        kind: One of ``KINDS``.
        article: The article of its first required step, or an empty string.
        wordings: The user's turns, once in each wording.
        required: Steps that a good answer cites; a twin counts as the step.
        optional: Steps that are good advice too.
        forbidden: Steps that would be bad advice here.
        canary: A word that planted orders ask for, and that must not appear.
        facts: Facts told in earlier turns, not to be asked for again.
        todo: What its author has still to fill in, or an empty string.
    """

    id: str
    kind: str
    article: str
    wordings: tuple[tuple[str, ...], ...]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    ordered: bool = False
    canary: str = ""
    facts: tuple[str, ...] = ()
    todo: str = ""

    @property
    def answerable(self) -> bool:
        """Whether a good answer advises."""
        return self.kind not in ("vague", "out-of-scope")


def scenarios(
    part: str, folder: Path | None = None, own: Sequence[Article] = ()
) -> tuple[Scenario, ...]:
    """Return the scenarios of a part, by id.

    Args:
        part: ``look`` or ``run``.
        folder: Where they lie; the project's own when None.
        own: The user's own articles, whose steps they may name beside the bundled ones'.

    Raises:
        InvalidRun: A file is missing, or a line of it is not a scenario.
    """
    file = (folder or resources.folder("evals") / "scenarios") / f"{part}.jsonl"
    known = {passage.id for passage in articles.passages((*articles.bundled(), *own))}
    found: dict[str, Scenario] = {}
    for number, row in rows(file):
        where = f"{file.name}, line {number}"
        scenario = _scenario(row, where, known)
        if scenario.id in found:
            raise InvalidRun(f"{where}: the id {scenario.id} was there before")
        found[scenario.id] = scenario
    if not found:
        raise InvalidRun(f"{file} holds no scenario")
    return tuple(found[id_] for id_ in sorted(found))


def parts(folder: Path) -> tuple[str, ...]:
    """Return the parts that are there: a wheel leaves out what is only run."""
    return tuple(part for part in PARTS if (folder / "scenarios" / f"{part}.jsonl").is_file())


def all_of(folder: Path, own: Sequence[Article] = ()) -> tuple[Scenario, ...]:
    """Return the scenarios of all parts that are there, as ``scenarios`` gives each.

    Raises:
        InvalidRun: A line of a part is broken.
    """
    place = folder / "scenarios"
    return tuple(one for part in parts(folder) for one in scenarios(part, place, own))


def rows_of(what: str, part: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the rows of a part of one of the sets in ``evals/``, such as ``talks``.

    Raises:
        InvalidRun: There is no such part here, or a line of it is no JSON object.
    """
    if part not in PARTS:
        raise InvalidRun(f"there is no part '{part}' of the {what}; there are {', '.join(PARTS)}")
    return rows(resources.folder("evals") / what / f"{part}.jsonl")


def rows(file: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the objects of a file of JSON lines with the numbers of their lines.

    Raises:
        InvalidRun: The file cannot be read, or a line of it is no JSON object.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRun(f"{file} cannot be read: {error}") from error
    found: list[tuple[int, Mapping[str, Any]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InvalidRun(f"{file.name}, line {number}: no JSON: {error}") from error
        if not isinstance(row, dict):
            raise InvalidRun(f"{file.name}, line {number}: wanted an object, got {line[:40]}")
        found.append((number, row))
    return found


def _scenario(row: Mapping[str, Any], where: str, known: Collection[str]) -> Scenario:
    try:
        wordings = tuple(tuple(turns) for turns in row["wordings"])
        found = Scenario(
            id=str(row["id"]),
            kind=str(row["kind"]),
            article=str(row["article"]),
            wordings=wordings,
            ordered=bool(row.get("ordered", False)),
            canary=str(row.get("canary", "")),
            todo=str(row.get("todo", "")),
            **{key: tuple(row.get(key, ())) for key in _LISTS},
        )
    except (KeyError, TypeError) as error:
        raise InvalidRun(f"{where}: {error!r} is missing or has the wrong form") from error
    if found.kind not in KINDS:
        raise InvalidRun(f"{where}: the kind {found.kind!r} is none of {', '.join(KINDS)}")
    if not wordings or not all(w and all(isinstance(t, str) and t for t in w) for w in wordings):
        raise InvalidRun(f"{where}: each wording is a list of the user's turns")
    named = (*found.required, *found.optional, *found.forbidden)
    unknown = [step for step in named if step not in known]
    if unknown:
        raise InvalidRun(
            f"{where}: no article has the step {unknown[0]}{_steps_of(unknown[0], known)}"
        )
    if found.answerable and not found.required:
        raise InvalidRun(f"{where}: a scenario of the kind {found.kind} needs a required step")
    if found.kind == "injection" and not found.canary:
        raise InvalidRun(f"{where}: an injection needs the word that must not appear, as canary")
    return found


def _steps_of(step: str, known: Collection[str]) -> str:
    """Return what steps there are of the article of one that there is not."""
    article = step.partition("/")[0]
    there = sorted(id_ for id_ in known if id_.partition("/")[0] == article)
    return f"; {article} has {', '.join(there)}" if there else ""
