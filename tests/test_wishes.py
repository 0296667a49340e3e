"""What a message wants of the conversation itself."""

import pytest

from coach import wishes


@pytest.mark.parametrize(
    ("message", "form"),
    [
        ("write it for me", "email"),
        ("can you write her an email for me", "email"),
        ("Please write the first progress report for customer", "report"),
        ("ok then write a short closing note so its done with", "closing"),
        ("write it for me, a text, like a human not a bank", "chat"),
        ("First Philippa. I'm calling at 4. Give me the opening, word for word.", "call"),
        ("could you draft a whatsapp to him?", "chat"),
        ("Do me a closing note to him so.", "closing"),
        ("I need a script for the call", "call"),
    ],
)
def test_a_draft_is_asked_for(message: str, form: str) -> None:
    assert wishes.read(message) == wishes.Wish("draft", form)


@pytest.mark.parametrize(
    "message",
    [
        "How do I write to him?",
        "What should I say in the email?",
        "I wrote her an email yesterday.",
        "Should I write or call?",
        "She asked me to write it down.",
        "Write-offs are what he is angry about.",
    ],
)
def test_a_question_about_writing_is_no_wish_for_a_draft(message: str) -> None:
    assert wishes.read(message).kind != "draft"


@pytest.mark.parametrize(
    "message",
    [
        "shorter",
        "too long, I'd never get through that",
        "half that, in one sentence",
        "tl;dr",
        "make it shorter please",
    ],
)
def test_a_shorter_answer_is_asked_for(message: str) -> None:
    assert wishes.read(message).kind == "shorter"


def test_a_long_story_about_something_short_is_none() -> None:
    told = "The curtains were too long, she says, and I had measured them twice before we cut the cloth."
    assert wishes.read(told) == wishes.NONE


@pytest.mark.parametrize(
    ("message", "kind"),
    [("yes", "yes"), ("Sure!", "yes"), ("no", "no"), ("not yet", "no"), ("dunno", "no")],
)
def test_yes_and_no(message: str, kind: str) -> None:
    assert wishes.read(message).kind == kind
