"""Drafts: from the case alone, with brackets where something is not known, and clean."""

import re

import pytest

from coach import cases, checks, drafts, story, telling, wishes
from coach.drafts import Draft
from coach.listener import Heard, Listener

LISTENER = Listener()
STORIES = (
    "I sent Dana at Acme the wrong invoice on Monday. She hung up on me. It cost them £4,000.",
    "I told his boss the demo was ready and it wasn't. He has gone quiet since Tuesday.",
    "My colleague lost Mrs Pell's keys and she had to sleep at her sister's.",
    "The courier crushed her cake. She cried.",
    "She says I overcharged her and I didn't.",
    "I was rude.",
)


def draft(form: str, *messages: str) -> Draft:
    """Return a draft from what was told."""
    told = story.told(messages)
    read = telling.read(told.message, list(told.earlier), hear=hear)
    case = cases.read((*told.earlier, told.message), read, hear=LISTENER.clauses)
    return drafts.write(form, case, read, messages[-1])


def hear(message: str) -> Heard:
    return LISTENER.hear(message)


@pytest.mark.parametrize("form", wishes.FORMS)
@pytest.mark.parametrize("told", STORIES)
def test_the_message_check_finds_nothing_in_a_draft(form: str, told: str) -> None:
    assert checks.in_draft(draft(form, told).text) == ()


@pytest.mark.parametrize("form", wishes.FORMS)
@pytest.mark.parametrize("told", STORIES)
def test_no_name_and_no_number_is_invented(form: str, told: str) -> None:
    text = re.sub(r"\[[^\]]*\]", " ", draft(form, told).text)
    assert set(re.findall(r"\d[\d,.]*", text)) <= set(re.findall(r"\d[\d,.]*", told))
    ours = {"Dear", "Hello", "Subject", "Done", "Still", "The", "How", "Thank", "That", "So", "By", "For", "You", "Goodbye", "Now", "This", "What", "It", "We", "In"}  # fmt: skip
    names = set(re.findall(r"(?<![.!?:\n] )(?<!^)\b[A-Z][a-z]+", text, re.M)) - ours
    assert all(name in told for name in names), names


def test_what_the_user_told_is_said_to_the_client() -> None:
    written = draft(
        "email", "I sent Dana the wrong invoice on Monday. It cost her £400.", "write it"
    )
    assert "Dear Dana," in written.text
    assert "I sent you the wrong invoice on Monday" in written.text
    assert "it cost you £400" in written.text


def test_what_is_not_known_stays_in_brackets_and_is_named() -> None:
    written = draft("email", "I was rude to Dana.", "write it")
    assert "[your name]" in written.text
    assert "your name" in written.missing


def test_where_the_error_was_not_the_users_nothing_is_confessed() -> None:
    text = draft("email", STORIES[3]).text
    assert "my doing" not in text


def test_what_is_to_be_said_is_in_it() -> None:
    text = draft(
        "report",
        "I promised Ms Rook a report. The sound died.",
        "So far: a spare amplifier is on every truck. Write it for me.",
    ).text
    assert "spare amplifier" in text
