"""What the plans' reader must and must not notice, and how it bears odd text."""

import time

import pytest

from coach import intentions
from coach.intentions import PLANS, Plan, read

FIRES = [(kind.code, kind.step, text) for kind in PLANS for text in kind.fires]
SPARES = [(kind.code, text) for kind in PLANS for text in kind.spares]


def codes(text: str) -> list[str]:
    return [plan.code for plan in read(text)]


@pytest.mark.parametrize(("code", "step", "text"), FIRES)
def test_a_plan_is_noticed_with_the_step_that_warns_of_it(code: str, step: str, text: str) -> None:
    assert (code, step) in [(plan.code, plan.step) for plan in read(text)]


@pytest.mark.parametrize(("code", "text"), SPARES)
def test_what_only_looks_like_a_plan_is_left_alone(code: str, text: str) -> None:
    assert codes(text) == []


def test_every_kind_has_at_least_eight_texts_of_each_sort() -> None:
    assert {kind.code for kind in PLANS} == {
        "gift", "but", "sale", "guess", "boss", "pretend", "blame", "overpromise",
    }  # fmt: skip
    assert all(len(kind.fires) >= 8 and len(kind.spares) >= 8 for kind in PLANS)


@pytest.mark.parametrize("text", [text for _, _, text in FIRES])
def test_the_words_are_the_users_own_at_the_place_given(text: str) -> None:
    for plan in read("So. " + text):
        assert ("So. " + text)[plan.start : plan.end] == plan.words


def test_curly_quotes_do_not_move_the_place() -> None:
    text = "I lost her file. I’ll send her flowers and a “sorry” card."
    (plan,) = read(text)
    assert plan == Plan("gift", text[17:], 17, len(text), "mend-fences/no-gifts")


def test_a_long_run_on_sentence_is_cut_to_the_clause_that_holds_the_plan() -> None:
    story = "the client rang and the van was late and the lads were tired " * 6
    text = story + "so i'm sending her a big bunch of flowers to say sorry"
    (plan,) = read(text)
    assert "flowers" in plan.words
    assert len(plan.words.split()) <= 35


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "?", "...", '"', "'", "🙂", "’s", "1,500", "(" * 50]
)
def test_text_without_words_holds_no_plan(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "We were late with his order. I want to say sorry, but he never told us the date. ",
        "a ",
        "i will ",
        "not say ",
        '"',
        "sorry but ",
        "x",
        "tell him he ",
    ],
)
def test_the_longest_message_is_read_at_once(text: str) -> None:
    message = (text * 12_000)[:12_000]
    read(message)
    times = []
    for _ in range(3):
        began = time.process_time()
        read(message)
        times.append(time.process_time() - began)
    assert min(times) < 0.2  # about 0.03 on an idle machine; a pattern that explodes takes minutes


def test_plans_come_in_the_order_told() -> None:
    text = (
        "I lost her order. I'm sending her flowers tomorrow. "
        "And I'll promise her it will never happen again, day or night."
    )
    plans = read(text)
    assert [plan.start for plan in plans] == sorted(plan.start for plan in plans)
    assert plans


def test_a_plan_that_is_refused_in_the_next_word_is_none() -> None:
    assert codes("I broke her vase. Should I send flowers? No. I'll pay for a restorer.") == []


def test_every_phrase_of_the_lists_can_be_found() -> None:
    lists = intentions._lists()
    assert len(lists.by_word) > 1_000
    assert all(step.gap or step.exact or step.heads or step.tails
               for phrases in lists.by_word.values() for _, steps in phrases for step in steps)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "I missed a deadline. Now they do not reply.",
        "I was late with the samples and he has gone quiet.",
        "The client says nothing. What do I do?",
        "She acts as if nothing had happened, and I don't know where I stand.",
    ],
)
def test_the_clients_silence_is_no_plan_of_the_users(text: str) -> None:
    assert read(text) == ()
