"""Where the articles disagree, and whether a relationship is worth the effort."""

import pytest

from coach import articles, clashes, prompts
from coach.cases import Case
from coach.clashes import CLASHES
from coach.telling import Telling

STEPS = {passage.id for passage in articles.passages(articles.bundled())}
FIRES = [(clash.name, text) for clash in CLASHES for text in clash.fires]
SPARES = [(clash.name, text) for clash in CLASHES for text in clash.spares]


@pytest.mark.parametrize(("name", "text"), FIRES)
def test_a_question_about_a_clash_is_known(name: str, text: str) -> None:
    clash = clashes.met(text)
    assert clash is not None
    assert clash.name == name


@pytest.mark.parametrize(("name", "text"), SPARES)
def test_a_story_with_the_same_words_is_none(name: str, text: str) -> None:
    clash = clashes.met(text)
    assert clash is None or clash.name != name


def test_every_clash_names_two_steps_and_has_its_words() -> None:
    lines = prompts.phrases(clashes.PROMPT)
    for clash in CLASHES:
        assert {clash.one, clash.other} <= STEPS
        assert [line.partition(":")[0] for line in lines[clash.name]] == ["one", "other", "choice"]


@pytest.mark.parametrize(
    ("case", "kind", "reason"),
    [
        (Case(status="stop"), "let-go", "stop"),
        (Case(reaction=("He swears at my staff every day.",), stakes=("Big.",)), "let-go", "abuse"),
        (Case(tried=("I wrote five mails.",), reaction=("No answer.",)), "wait", "tried"),
        (Case(stakes=("They are a third of our revenue.",)), "worth", "stakes"),
        (Case(breach="repeat"), "worth", "repeat"),
        (Case(breach="competence"), "worth", "first"),
        (Case(), "unclear", ""),
    ],
)
def test_the_verdict_has_its_reason_in_the_case(case: Case, kind: str, reason: str) -> None:
    assert clashes.verdict(case, Telling())[:2] == (kind, reason)
