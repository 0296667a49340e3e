"""Which plans are taken from what was heard."""

import pytest

from coach.intentions import Plan, read
from coach.listener import NOTHING, Heard, Span

TEXT = "I lost her order. I'll send flowers. And I'll promise her the moon."
GIFT, MOON = Span(18, 36), Span(37, 67)
ELSE = {"but": -5.0, "sale": -5.0, "guess": -5.0, "boss": -5.0, "pretend": -5.0, "blame": -5.0}


def heard(gift: float, overpromise: float, moon: Span = MOON) -> Heard:
    odds = ELSE | {"gift": gift, "overpromise": overpromise}
    return Heard(odds, dict.fromkeys(ELSE, GIFT) | {"gift": GIFT, "overpromise": moon})


def test_a_plan_comes_with_the_users_own_words_and_the_step_that_warns_of_it() -> None:
    assert read(TEXT, heard(3.0, -4.0)) == (
        Plan("gift", "I'll send flowers.", 18, 36, "mend-fences/no-gifts"),
    )


def test_plans_come_in_the_order_told() -> None:
    assert [plan.code for plan in read(TEXT, heard(2.0, 3.0))] == ["gift", "overpromise"]


def test_a_second_plan_must_be_nearly_as_sure_as_the_first() -> None:
    assert [plan.code for plan in read(TEXT, heard(0.5, 4.0))] == ["overpromise"]


def test_a_sentence_holds_one_plan() -> None:
    assert [plan.code for plan in read(TEXT, heard(2.0, 3.0, moon=GIFT))] == ["overpromise"]


@pytest.mark.parametrize("what", [NOTHING, heard(-3.0, -3.0)])
def test_nothing_heard_is_nothing_planned(what: Heard) -> None:
    assert read(TEXT, what) == ()


@pytest.mark.parametrize(
    ("text", "plans"),
    [
        ("And if she does not answer my mail?", 0),
        ("But what if he tells his boss?", 0),
        ("And if she does not answer, I'll send flowers.", 1),
        ("If we send flowers, will she call?", 1),
    ],
)
def test_what_somebody_else_may_do_is_no_plan(text: str, plans: int) -> None:
    whole = Span(0, len(text))
    told = Heard(ELSE | {"gift": 3.0, "overpromise": -5.0}, dict.fromkeys([*ELSE, "gift"], whole))
    assert len(read(text, told)) == plans
