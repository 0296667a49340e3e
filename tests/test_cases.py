"""The case: what is known of the client, in the user's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import cases, story, telling
from coach.cases import Case
from coach.errors import CaseError
from coach.listener import Clause

TOLD = (
    "I sent Dana at Acme the wrong invoice on Monday, for the second time. She hung up on me. "
    "It cost them £4,000 in late fees. I had promised her the right one by Friday. "
    "They are our biggest client, 30% of our revenue. I think she wants to leave. I offered her a refund."
)


def read(*messages: str) -> Case:
    """Return the case of the messages, heard by nobody."""
    told = story.told(messages)
    return cases.read((*told.earlier, told.message), telling.read(told.message, list(told.earlier)))


def test_each_sentence_stands_where_it_belongs() -> None:
    case = read(TOLD)
    assert case.who.startswith("Dana")
    assert case.happened == (
        "I sent Dana at Acme the wrong invoice on Monday, for the second time.",
    )
    assert case.reaction == ("She hung up on me.",)
    assert case.cost == ("It cost them £4,000 in late fees.",)
    assert case.promised == ("I had promised her the right one by Friday.",)
    assert case.stakes == ("They are our biggest client, 30% of our revenue.",)
    assert case.tried == ("I offered her a refund.",)
    assert case.dates == ("on Monday", "by Friday")
    assert case.breach == "repeat"


def test_what_is_only_supposed_is_kept_apart() -> None:
    assert read(TOLD).inferred == ("I think she wants to leave.",)


def test_every_fact_is_in_the_users_own_words() -> None:
    case = read(TOLD)
    facts = [fact for name in cases.LISTS for fact in getattr(case, name)]
    assert all(fact in TOLD for fact in facts)


def test_questions_wishes_and_intentions_are_no_facts() -> None:
    case = read("Can you write her an email? I'll call her. What do I do?")
    assert case.happened == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Client is Mr Vantongeren. I told him at once.", "Mr Vantongeren"),
        ("Two containers for Bellweather Homes stood in Rotterdam.", "Bellweather Homes"),
        ("Their marketing lead Bettina went quiet; the partner flew in from Oslo.", "Bettina"),
        ("My colleague Tom lost Mrs Pell's keys.", "Mrs Pell"),
        ("Owner is a man called Tuohy.", "Tuohy"),
        ("Architect, Lagos. I lost Mrs Obi's drawings.", "Mrs Obi"),
        ("Cape Town, I do platters. Thandi was furious.", "Thandi"),
        ("Dana, my client, hung up.", "Dana"),
        ("First Philippa. The HR director there, Philippa, read it to me.", "Philippa"),
    ],
)
def test_the_client_is_named_and_not_somebody_on_the_users_side(text: str, name: str) -> None:
    assert read(text).who.split(", ")[0] == name


def test_a_newer_reading_adds_and_corrects() -> None:
    old = Case(who="Dana", happened=("I was late.",), whose_error="me")
    both = cases.merged(old, Case(happened=("She left.",), whose_error="colleague"))
    assert both == Case("Dana", happened=("I was late.", "She left."), whose_error="colleague")


def test_a_correction_and_a_request_to_forget_reach_every_field() -> None:
    known = Case(who="Dana", happened=("Dana was late on Monday.",), cost=("He drinks.",))
    put = story.told(["Dana.", "her name is Dina, not Dana"]).changes
    let_go = story.told(["He drinks.", "forget that he drinks"]).changes
    assert cases.changed(known, (*put, *let_go)) == Case(
        who="Dina", happened=("Dina was late on Monday.",)
    )


def test_forgetting_everything_leaves_nothing() -> None:
    everything = story.told(["I was late.", "forget everything"]).changes
    assert cases.changed(Case(who="Dana", whose_error="me", breach="repeat"), everything) == Case()


def test_a_case_goes_through_plain_values_and_back() -> None:
    case = read(TOLD)
    assert cases.from_values(cases.values(case)) == case


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"whom": "Dana"}, "whom"),
        ({"whose_error": "you"}, "whose_error"),
        ({"cost": 4}, "cost"),
        ({"who": ["Dana"]}, "who"),
    ],
)
def test_what_a_case_cannot_hold_is_refused_by_name(values: dict[str, object], field: str) -> None:
    with pytest.raises(CaseError, match=field) as refused:
        cases.from_values(values)
    assert refused.value.field == field


def test_a_case_can_be_told_again() -> None:
    assert (
        cases.told(Case(who="Dana", happened=("I was late",))) == "My client is Dana. I was late."
    )
    assert cases.told(Case()) == ""


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    case = read(text)
    assert cases.from_values(cases.values(case)) == case


def test_how_long_two_have_worked_together_is_no_attempt_to_mend_and_no_date() -> None:
    text = "I lost her keys. We have worked together for six years."
    roles = {role: -5.0 for names in cases._ROLES.values() for role in names}
    heard = Clause(17, len(text), roles | {"tried": 3.0, "stakes": 2.0})
    case = cases.read([text], telling.read(text, []), hear=lambda _: [heard])
    assert case.tried == ()
    assert case.dates == ()
    assert case.stakes == ("We have worked together for six years.",)
