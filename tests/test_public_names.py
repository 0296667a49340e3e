import asyncio
import doctest
import inspect
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import coach
from terminal import surroundings

ROOT = Path(__file__).resolve().parent.parent

# What outside programs rely on; a name leaves this list only with a new major version.
PROMISED = {
    *("Advice", "Citation", "Coach", "Finding", "Passage", "Settings", "Turn", "ask", "checks"),
    *("Part", "Review", "review"),
    *("CoachError", "IngestError", "LibraryError", "QuestionError", "SettingsError"),
}
FIELDS = {
    "Advice": "text citations grounding unsupported limit ask_back passages findings case engine "
    "model prompts notice usage seconds",
    "Citation": "number step article title author address text",
    "Passage": "id step article title author address text score",
    "Finding": "code words start end reason step fix",
    "Part": "part words start end add step",
    "Review": "checked reason findings missing good",
    "Turn": "question answer",
    "Settings": "model base_url api_key timeout home chroma_url embedder passages",
}
CALLS = {
    "ask": "question history",
    "aask": "question history",
    "batch": "questions",
    "stream": "question history",
    "astream": "question history",
    "search": "question limit",
    "review": "text",
    "open": "settings model embeddings",
    "close": "",
}


def test_the_names_are_sorted_and_are_those_promised() -> None:
    assert coach.__all__ == sorted(coach.__all__)
    assert set(coach.__all__) == PROMISED


def test_every_name_can_be_had_and_is_listed() -> None:
    for name in coach.__all__:
        assert getattr(coach, name) is not None
        assert name in dir(coach)


def test_a_name_that_is_none_is_refused_as_usual() -> None:
    with pytest.raises(AttributeError, match="no attribute 'advise'"):
        _ = coach.advise


def test_a_name_is_the_same_thing_each_time() -> None:
    # A lazy name may turn into the module of the same name on the second call.
    for name in coach.__all__:
        assert getattr(coach, name) is getattr(coach, name)
    assert isinstance(coach.checks, types.ModuleType)
    assert callable(coach.ask)
    assert callable(coach.review)


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_has_the_fields_that_are_promised(name: str) -> None:
    kind = getattr(coach, name)
    there = set(getattr(kind, "model_fields", ())) | set(inspect.signature(kind).parameters)
    assert set(FIELDS[name].split()) <= there


@pytest.mark.parametrize("name", CALLS)
def test_a_coach_takes_what_is_promised(name: str) -> None:
    there = inspect.signature(getattr(coach.Coach, name)).parameters
    assert set(CALLS[name].split()) <= set(there)


def test_every_error_is_a_coach_error_and_no_other_is_public() -> None:
    errors = [getattr(coach, name) for name in coach.__all__ if name.endswith("Error")]
    assert all(issubclass(error, coach.CoachError) for error in errors)


def test_values_cannot_be_changed(home: Path) -> None:
    with coach.Coach.open(coach.Settings(home=home)) as c:
        advice = c.ask("I sent Dana the wrong invoice and she is furious.")
    for value, field in (
        (advice, "text"),
        (advice.citations[0], "number"),
        (advice.passages[0], "text"),
        (c.settings, "model"),
    ):
        # A frozen dataclass and a frozen pydantic model each say it in their own words.
        with pytest.raises(Exception, match=r"cannot assign|frozen"):
            setattr(value, field, "other")


def test_a_coach_opened_and_closed_in_async_code_answers(home: Path) -> None:
    async def talk() -> coach.Advice:
        async with coach.Coach.open(coach.Settings(home=home)) as c:
            return await c.aask("I sent Dana the wrong invoice and she is furious.")

    assert asyncio.run(talk()).grounding == "grounded"


def documented() -> list[doctest.DocTest]:
    """Return the examples of the package and of each public name."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = finder.find(coach, "coach", module=False)
    for name in coach.__all__:
        thing = getattr(coach, name)
        if not isinstance(thing, types.ModuleType):
            module = sys.modules[thing.__module__]
            found += finder.find(thing, f"coach.{name}", module=module, globs=vars(module))
    return list({test.name: test for test in found if test.examples}.values())


@pytest.mark.parametrize("test", documented(), ids=lambda test: test.name)
def test_an_example_in_the_documentation_runs(
    test: doctest.DocTest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert result.failed == 0, "".join(said)


def test_the_classes_that_users_meet_have_examples() -> None:
    names = {test.name for test in documented()}
    wanted = {"Advice", "Citation", "Coach", "CoachError", "Finding", "Passage", "Settings", "Turn"}
    wanted |= {"Part", "Review"}
    assert {"coach", "coach.ask", "coach.review", *(f"coach.{name}" for name in wanted)} <= names


USER = """
import asyncio
from collections.abc import AsyncIterator, Iterator
import coach

settings = coach.Settings(model="openai:small", timeout=5)
with coach.Coach.open(settings) as c:
    advice: coach.Advice = c.ask("?", history=[coach.Turn("question", "answer")])
    many: list[coach.Advice] = c.batch(["?", "?"])
    hits: tuple[coach.Passage, ...] = c.search("?", limit=2)
    pieces: Iterator[str | coach.Advice] = c.stream("?")
    later: AsyncIterator[str | coach.Advice] = c.astream("?")
    same: coach.Advice = asyncio.run(c.aask("?"))
number: int = advice.citations[0].number
limit: str | None = coach.ask("?").limit
findings: tuple[coach.Finding, ...] = coach.checks.in_draft("?")
missing: tuple[coach.Part, ...] = coach.review("?").missing
wrong: int = advice.text
"""


@pytest.mark.slow
def test_the_types_reach_a_user_of_the_package(tmp_path: Path) -> None:
    assert (ROOT / "coach" / "py.typed").exists()
    file = tmp_path / "user.py"
    file.write_text(USER, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache")),
            # Errors of the package are the concern of its own check.
            *("--follow-imports", "silent", str(file)),
        ],
        cwd=tmp_path,
        env=surroundings(MYPYPATH=str(ROOT)),
        capture_output=True,
        text=True,
    )
    # One error, and the one that was meant: a type of Any would let it pass.
    assert re.findall(r"^.*error:.*$", done.stdout, re.MULTILINE) == [
        'user.py:18: error: Incompatible types in assignment (expression has type "str", '
        'variable has type "int")  [assignment]'
    ], done.stdout
