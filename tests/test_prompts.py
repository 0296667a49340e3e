"""Prompts are text in files: what their callers give fills them, and the advice names their version."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import Coach, Settings, Turn, composer, conversation, limits, prompts, resources
from coach.errors import CoachError
from conftest import ROOT
from model_replies import faithful, opened
from model_server import ModelServer

QUESTION = "I sent the wrong invoice to my client twice and she is furious. What do I say to her?"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the prompts that the coach reads in place of its own."""
    copy = tmp_path / "prompts"
    copy.mkdir()
    for file in (ROOT / "prompts").glob("*.md"):
        (copy / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    forget()
    yield copy
    forget()


def forget() -> None:
    for one in (prompts.load, prompts.phrases, prompts._read):
        one.cache_clear()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("answer", {"passages", "question"}),
        ("standalone", {"history", "question"}),
        ("review", {"message", "faults"}),
    ],
)
def test_a_prompt_is_filled_by_what_its_caller_gives(name: str, wanted: set[str]) -> None:
    values = {key: f"<{key}>" for key in wanted}
    messages = prompts.load(name).fill(**values)
    assert [message.role for message in messages] == ["system", "user", "assistant", "user"]
    assert all(value in messages[-1].text for value in values.values())
    assert all(message.text.strip() for message in messages)
    assert "$" not in "".join(message.text for message in messages)


@pytest.mark.parametrize("name", ["answer", "standalone", "review"])
def test_the_example_stands_as_the_users_part_does(name: str) -> None:
    prompt = prompts.load(name)
    labels = re.findall(r"^[A-Z][a-z ]+:", prompt.user, re.MULTILINE)
    assert labels
    assert labels == re.findall(r"^[A-Z][a-z ]+:", prompt.example, re.MULTILINE)


def test_braces_and_dollars_in_values_survive() -> None:
    value = "{question} ${question} $history $$ {0} %s \\1 $"
    messages = prompts.load("standalone").fill(history=value, question="why $5?")
    assert value in messages[-1].text
    assert "why $5?" in messages[-1].text


@pytest.mark.parametrize(
    "values", [{}, {"question": "x"}, {"history": "x", "question": "y", "more": "z"}]
)
def test_missing_and_unknown_names_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(CoachError, match=r"wants \['history', 'question'\], got"):
        prompts.load("standalone").fill(**values)


def test_an_unknown_prompt_is_refused_by_name() -> None:
    with pytest.raises(CoachError, match="no prompt 'nothing'"):
        prompts.load("nothing")


def test_a_prompt_without_its_sections_is_refused(folder: Path) -> None:
    (folder / "answer.md").write_text("## system\nDo it.\n", encoding="utf-8")
    with pytest.raises(CoachError, match="wants the sections"):
        prompts.load("answer")


def test_every_limit_has_its_text_and_the_texts_ask_back() -> None:
    texts = prompts.phrases("limits")
    assert set(texts) == {limit.name for limit in limits.LIMITS} - {"stop"}
    assert all(len(lines) == 1 and lines[0].endswith("?") for lines in texts.values())


def test_every_section_of_the_composer_is_used_and_its_slots_are_known() -> None:
    source = inspect.getsource(composer)
    known = set(composer._Words(conversation.Telling(question="x"), ()).slots) | {"words"}
    for section, lines in prompts.phrases("composer").items():
        assert lines, section
        stem = section.rsplit("-", 1)[0]
        said = rf"[\"']{section}[\"']|f[\"']{stem}-\{{"
        assert re.search(said, source) or section in (
            "greeting",
            "thanks",
            "forgotten",
            "yes",
            "no",
        ), section
        assert {slot for line in lines for slot in composer._slots(line)} <= known


def test_the_readme_lists_every_prompt() -> None:
    readme = (ROOT / "prompts" / "README.md").read_text(encoding="utf-8")
    names = {file.name for file in (ROOT / "prompts").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"^\| `([\w-]+\.md)`", readme, re.MULTILINE)) == names


@pytest.mark.usefixtures("folder")
def test_the_advice_names_the_prompts_that_were_used(home: Path) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        assert set(coach.ask(QUESTION).prompts) == {"answer", "composer"}
        assert set(coach.ask("Their lawyer sent a letter.").prompts) == {"limits"}
    with Coach.open(Settings(home=home)) as alone:
        assert set(alone.ask(QUESTION).prompts) == {"composer"}


def test_a_fingerprint_changes_with_its_file_alone(home: Path, folder: Path) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        before = coach.ask(QUESTION).prompts
        text = (folder / "answer.md").read_text(encoding="utf-8")
        (folder / "answer.md").write_text(
            text.replace("You are a coach.", "You are a calm coach."), encoding="utf-8"
        )
        forget()
        after = coach.ask(QUESTION).prompts
        sent = server.requests[-1].body["messages"][0]["content"]
    assert sent.startswith("You are a calm coach.")
    assert before["answer"] != after["answer"]
    assert before["composer"] == after["composer"]


def test_a_rewriting_names_its_prompt_too(home: Path) -> None:
    history = [Turn(QUESTION, "Call her. [1]")]
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        advice = coach.ask("and by e-mail?", history=history)
        assert len(server.requests) == 2
    assert advice.prompts["standalone"] == prompts.fingerprint("standalone")
