"""The faults of an answer's structure, and the answers that have none."""

import pytest

from coach import answers, articles, checks

OWN, ASK, GIFTS = "four-steps/own", "fall-on-sword/just-ask", "mend-fences/no-gifts"
QUESTION = "I was two days late and my client is angry. What now?"
GOOD = """Say to her that it was your mistake, with no complaint about anyone. [1]

Then ask her plainly what went wrong in her eyes, and listen. [2]

[1] four-steps/own
[2] fall-on-sword/just-ask"""


def codes(answer: str, question: str = QUESTION, **more: object) -> set[str]:
    return {one.code for one in checks.faults(question, answer, **more)}  # type: ignore[arg-type]


def test_a_good_answer_has_no_fault() -> None:
    assert codes(GOOD, required=(OWN, ASK)) == set()


def test_citations_may_be_given_apart_from_the_text() -> None:
    body = GOOD.partition("\n\n[1] four")[0]
    assert codes(body, citations=[OWN, ASK]) == set()
    assert codes(body) == {"dangling-citation"}


def test_given_citations_count_before_the_lines_of_the_answer() -> None:
    assert codes(GOOD, citations=[OWN, GIFTS], required=(ASK,)) >= {"missing-step"}


@pytest.mark.parametrize("answer", ["", "   \n", "\n\n[1] four-steps/own"])
def test_an_empty_answer_is_a_fault_and_never_a_pass(answer: str) -> None:
    assert "no-citation" in codes(answer)
    assert "missing-step" in codes(answer, required=(OWN,))


def test_a_question_back_needs_no_source() -> None:
    assert codes("What did she say when you told her?") == set()


def test_an_honest_silence_needs_no_source() -> None:
    assert codes("The articles don't cover tax, so I can't help you with that one.") == set()


LOAF = articles.Passage(
    *("bakery/burnt-loaf", "bakery/burnt-loaf", "bakery", "On Bread", "Ann Baker", "file:bread.md"),
    "Name the burnt loaf before the customer does. Research shows that a burnt loaf is forgiven.",
)


def test_an_article_of_ones_own_may_be_cited_and_one_that_there_is_not_may_not() -> None:
    answer = "Name the burnt loaf before the customer does. [1]\n\n[1] bakery/burnt-loaf"
    assert codes(answer) >= {"invented-source"}
    assert codes(answer, own=(LOAF,)) == set()
    assert codes(answer.replace("burnt-loaf", "sooty-loaf"), own=(LOAF,)) >= {"invented-source"}


def test_what_an_article_of_ones_own_leans_on_is_no_invention_where_it_is_cited() -> None:
    told = "Research shows that a burnt loaf is forgiven."
    assert codes(f"{told} [1]\n\n[1] bakery/burnt-loaf", own=(LOAF,)) == set()
    assert codes(f"{told} [1]\n\n[1] four-steps/own", own=(LOAF,)) >= {"invented-source"}


def test_a_sentence_under_an_article_of_ones_own_must_be_near_it() -> None:
    answer = "Wire the turbine to the northern substation. [1]\n\n[1] bakery/burnt-loaf"
    assert codes(answer, own=(LOAF,)) == {"unsupported-claim"}


def test_a_required_step_that_is_not_cited_is_named() -> None:
    [found] = [
        f for f in checks.faults(QUESTION, GOOD, required=(GIFTS,)) if f.code == "missing-step"
    ]
    assert found.step == GIFTS
    assert GIFTS in found.reason


def test_a_twin_stands_for_the_required_step() -> None:
    assert articles.twin("rebuild-bridges/open-channels") == articles.twin(ASK)
    assert codes(GOOD, required=("rebuild-bridges/open-channels",)) == set()


def test_a_step_in_the_list_that_no_sentence_cites_does_not_count() -> None:
    unmarked = GOOD.replace(" [2]", "", 1)
    assert codes(unmarked, required=(ASK,)) >= {"missing-step", "dangling-citation"}


def test_a_marker_behind_the_full_stop_belongs_to_the_sentence_before_it() -> None:
    parsed = answers.parse("Do this today. [1] Then do that. [2]", [OWN, ASK])
    assert [(one.text, one.cites) for one in parsed.sentences] == [
        ("Do this today.", (1,)),
        ("Then do that.", (2,)),
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("mend-fences/own", "wrong-attribution"),
        ("four-steps/celebrate", "invented-step"),
        ("win-back/own", "wrong-attribution"),
        ("win-back/first-call", "invented-source"),
    ],
)
def test_a_source_that_is_not_there(source: str, code: str) -> None:
    found = checks.faults(QUESTION, GOOD.replace(OWN, source))
    [one] = [f for f in found if f.code == code]
    assert one.words == f"[1] {source}"


@pytest.mark.parametrize(
    "sentence",
    [
        "As Jeff Cochran writes, say to her that it was your mistake. [1]",
        "The article “Mending fences with a client” tells you to say that it was your mistake. [1]",
        'In "Rebuilding Bridges" you learn to say that it was your mistake. [1]',
        "Todd says that it was your mistake, so tell her. [1]",
    ],
)
def test_a_step_given_to_another_article_or_author(sentence: str) -> None:
    assert "wrong-attribution" in codes(sentence, citations=[OWN])


@pytest.mark.parametrize(
    "sentence",
    [
        "The article “4 Steps To Repair That Lost Partnership Or Damaged Relationship” says: own it. [1]",
        "My colleague Todd was late too, so say that it was your mistake. [1]",
        "It is about mending fences with a client you value: say that it was your mistake. [1]",
        "Take four steps back and say that it was your mistake. [1]",
    ],
)
def test_words_that_name_no_other_article(sentence: str) -> None:
    assert "wrong-attribution" not in codes(sentence, citations=[OWN])


@pytest.mark.parametrize(
    "sentence",
    [
        "The sixth step of “Mending fences with a client” is fine, the ninth step is better. [1]",
        'The article "Fall on your sword" has a step called "Send Cake". [1]',
        "Follow `four-steps/celebrate` as well, and tell her. [1]",
    ],
)
def test_a_step_that_no_article_has(sentence: str) -> None:
    assert "invented-step" in codes(sentence, citations=[GIFTS])


@pytest.mark.parametrize(
    "sentence",
    [
        "Research shows that a call is better than a mail. [1]",
        "According to Harvard, call first. [1]",
        "Read https://example.org/sorry before you call her. [1]",
    ],
)
def test_a_source_that_is_none_of_the_articles(sentence: str) -> None:
    assert "invented-source" in codes(sentence, citations=[OWN])


@pytest.mark.parametrize(
    "sentence",
    [
        "According to your client, the parts were two days late, so say so. [1]",
        "As she says, it was your mistake, and you can tell her so. [1]",
    ],
)
def test_the_users_own_people_may_be_quoted(sentence: str) -> None:
    assert "invented-source" not in codes(sentence, citations=[OWN])


STEPS = (
    "Think it through first.",
    "Accept what you did.",
    "Own it, aloud.",
    "Apologize, for nothing else.",
)
FOUR = [f"four-steps/{key}" for key in ("think", "accept", "own", "apologize")]
ASKS = "What are the four steps of the article on the lost partnership, for a late delivery?"


def listed(order: list[int], *, numbered: bool = True) -> str:
    lines = [
        f"{f'{place}. ' if numbered else ''}{STEPS[step]} [{step + 1}]"
        for place, step in enumerate(order, start=1)
    ]
    return "\n".join(lines)


def test_the_steps_that_are_asked_for_must_all_be_there_in_their_order() -> None:
    assert codes(listed([0, 1, 2, 3]), ASKS, citations=FOUR) == set()
    assert "wrong-order" in codes(listed([3, 0, 1, 2]), ASKS, citations=FOUR)
    assert "missing-step" in codes(listed([0, 1, 3]), ASKS, citations=FOUR)


def test_steps_that_an_answer_counts_off_must_be_in_order_unasked() -> None:
    assert "wrong-order" in codes(listed([1, 0, 2]), citations=FOUR)
    assert "wrong-order" not in codes(listed([1, 0, 2], numbered=False), citations=FOUR)


def test_an_answer_of_more_than_four_hundred_words_is_too_long_drafts_aside() -> None:
    sentence = "Listen to what she says, and let her come to an end. [1]\n"
    assert "over-long" in codes(sentence * 40, citations=[ASK])
    draft = (
        '\nSay: "' + "Dear Ann, the parts were two days late and that was my mistake. " * 40 + '"'
    )
    assert "over-long" not in codes(sentence * 20 + draft, citations=[ASK])


def test_the_frame_of_a_page_is_no_advice() -> None:
    assert "spam-content" in codes(GOOD.replace("Then ask", "Click here to subscribe. Then ask"))


def test_advice_on_something_else_rests_on_no_passage() -> None:
    assert "unsupported-claim" in codes(
        GOOD.replace(
            "Then ask her plainly what went wrong in her eyes, and listen. [2]",
            "Preheat the oven to two hundred degrees and grease the tin with butter. [2]",
        )
    )


def test_findings_stand_at_their_words_in_order() -> None:
    bad = GOOD.replace("Then ask", "Research shows that mails fail. [7] Then ask")
    found = checks.faults(QUESTION, bad)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert bad[one.start : one.end] == one.words
