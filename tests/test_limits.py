"""What is decided on the question alone: sizes, small talk, vague words, the coach's limits."""

import time
from pathlib import Path

import pytest

from coach import Coach, CoachError, Settings, limits
from coach.errors import QuestionError
from model_replies import opened
from model_server import ModelServer, reply

FIRES = [(limit.name, text) for limit in limits.LIMITS for text in limit.fires]
SPARES = [(limit.name, text) for limit in limits.LIMITS for text in limit.spares]


@pytest.mark.parametrize(("name", "text"), FIRES)
def test_a_limit_is_met(name: str, text: str) -> None:
    assert limits.met(text) == name
    assert limits.met(f"Last week it began. {text} What now?") == name
    assert limits.met(text.replace("'", "’")) == name


@pytest.mark.parametrize(("name", "text"), SPARES)
def test_what_only_sounds_like_a_limit_is_spared(name: str, text: str) -> None:
    assert limits.met(text) is None


def test_every_limit_shows_what_it_catches_and_spares() -> None:
    assert {limit.name for limit in limits.LIMITS} == {
        "self-harm", "accused", "harassment", "discrimination", "legal", "deceive", "regulated",
        "stop", "threat", "secrets",
    }  # fmt: skip
    assert all(len(limit.fires) >= 3 and len(limit.spares) >= 3 for limit in limits.LIMITS)


def test_the_gravest_limit_comes_first() -> None:
    text = "Their lawyer sent a letter and I don't want to live anymore."
    assert limits.met(text) == "self-harm"


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n\t ",
        "\x00\x01\x1b",
        "\u200b\u202e\u2066",
        "?!… –",
        "\ud800",
        "🙂",
        None,
        b"help",
        7,
        ["a"],
    ],
)
def test_what_holds_no_words_is_refused_with_a_reason(question: object) -> None:
    with pytest.raises(QuestionError) as told:
        limits.checked(question)
    assert "question" in str(told.value)


@pytest.mark.parametrize("wrong", [None, b"The client left", 3.5])
def test_what_is_no_text_is_named_by_its_type(wrong: object) -> None:
    with pytest.raises(QuestionError, match=type(wrong).__name__):
        limits.checked(wrong)


def test_a_million_characters_are_refused_at_once() -> None:
    started = time.perf_counter()
    with pytest.raises(QuestionError, match="1,000,000 characters, at most 12,000"):
        limits.checked("x" * 1_000_000)
    assert time.perf_counter() - started < 0.2


def test_the_longest_question_is_read() -> None:
    longest = ("The client is angry. " * 600)[: limits.LONGEST_QUESTION - 1] + "!"
    assert len(longest) == limits.LONGEST_QUESTION
    assert limits.checked(longest)
    with pytest.raises(QuestionError):
        limits.checked(longest + "!")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("The client\x00 left\x1b[31m us", "The client left[31m us"),
        ("The \ud83dclient left", "The client left"),
        ("The\r\nclient\tleft", "The\nclient left"),
        ("\ufeffThe client \u202eleft", "The client left"),
    ],
)
def test_control_characters_and_half_characters_are_taken_out(given: str, kept: str) -> None:
    assert limits.checked(given) == kept


@pytest.mark.parametrize("text", ["a!" * 6000, "(" * 12_000, "not " * 3000, "he said " * 1500,
                                  "told me " * 1500, "how do i " * 1300, "the " * 3000 + "lawyer"])  # fmt: skip
def test_no_text_is_slow_to_judge(text: str) -> None:
    started = time.perf_counter()
    limits.met(text[:12_000])
    limits.small_talk(text)
    limits.is_vague(text)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "text", ["Hi", "hello there!", "Good morning", "hey coach", "Hi, how are you?", "test"]
)
def test_a_greeting_is_one(text: str) -> None:
    assert limits.small_talk(text) == "greeting"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "ok thanks a lot",
        "Thank you so much for your help.",
        "great, thank you",
        "bye",
        "ok",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert limits.small_talk(text) == "thanks"


@pytest.mark.parametrize(
    "text",
    [
        "Hi, my client is angry.",
        "Thanks, but she still won't answer my calls.",
        "Thanks. The client cancelled anyway",
        "ok thanks and what do I write her",
        "thank you, now he wants to leave",
        "Hello, I missed a deadline",
        "Ok, and by e-mail?",
    ],
)
def test_a_polite_word_before_a_story_is_no_small_talk(text: str) -> None:
    assert limits.small_talk(text) == ""


@pytest.mark.parametrize(
    "text",
    ["My client is mad at me.", "Help, a customer is furious", "It's a disaster with a client"],
)
def test_trouble_without_a_story_is_vague(text: str) -> None:
    assert limits.is_vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "My client is mad because I missed the deadline.",
        "How do I calm an angry client?",
        "I sent the wrong quote and he is upset.",
        "We met the new client today.",
    ],
)
def test_a_story_or_a_question_is_not_vague(text: str) -> None:
    assert not limits.is_vague(text)


@pytest.mark.parametrize("name", [limit.name for limit in limits.LIMITS if limit.name != "stop"])
def test_at_a_limit_nothing_is_sent_and_help_is_named(home: Path, name: str) -> None:
    question = next(limit.fires[0] for limit in limits.LIMITS if limit.name == name)
    with ModelServer(reply("I know better.")) as server, opened(home, server.url) as coach:
        advice = coach.ask(question)
        assert coach.request(question) is None
        assert server.requests == []
    assert (advice.limit, advice.grounding, advice.engine) == (name, "none", "composer")
    assert advice.citations == ()
    assert advice.ask_back.endswith("?")
    assert set(advice.prompts) == {"limits"}


def test_a_client_who_said_stop_is_left_alone(home: Path) -> None:
    question = "I missed the deadline twice. The client told me never to call again."
    with ModelServer(reply("Call her.")) as server, opened(home, server.url) as coach:
        advice = coach.ask(question)
        assert coach.request(question) is None
        assert server.requests == []
    assert (advice.limit, advice.engine, advice.grounding) == ("stop", "composer", "grounded")
    assert "four-steps/let-go" in {citation.step for citation in advice.citations}


@pytest.mark.parametrize("question", ["Hello", "Thanks a lot!", "My client is mad at me."])
def test_small_talk_and_vague_words_are_not_sent(home: Path, question: str) -> None:
    with ModelServer(reply("Call her.")) as server, opened(home, server.url) as coach:
        advice = coach.ask(question)
        assert coach.request(question) is None
        assert server.requests == []
    assert advice.ask_back.endswith("?")
    assert advice.limit is None


def test_a_wrong_question_raises_before_anything_is_streamed(home: Path) -> None:
    with Coach.open(Settings(home=home)) as coach:
        for call in (coach.ask, coach.stream, coach.astream, coach.brief, coach.search):
            with pytest.raises(CoachError):
                call("")
        with pytest.raises(QuestionError):
            coach.batch(["My client left.", ""])
        with pytest.raises(QuestionError, match="limit"):
            coach.search("My client left.", limit=0)
