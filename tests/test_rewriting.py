"""One rewrite of each fault: it keeps the user's facts, adds none, and mends the fault."""

import re
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import rewriting
from coach.checks import RULES, in_draft
from coach.evaluation.mutation import Piece, pieces
from coach.findings import Finding
from coach.rewriting import LEFT_OUT, Rewrite, rewritten
from coach.wording import HANDED

# A draft, the code of a fault in it, and the words that are to stand in place of the sentence.
REWRITES = [
    (
        "but-after-apology",
        "I'm sorry I missed our call on Monday, but the traffic was bad.",
        "I'm sorry I missed our call on Monday.",
    ),
    (
        "but-after-apology",
        "I'm sorry for the wrong invoice, but I have sent the right one today.",
        "I'm sorry for the wrong invoice. I have sent the right one today.",
    ),
    ("but-after-apology", "Sorry, but the brief was late.", "I'm sorry that I [what I did]."),
    ("but-after-apology", "I'm sorry I was late. However, the brief was unclear.", ""),
    ("non-apology", "I'm sorry if that upset you.", "I'm sorry that I [what I did]; it upset you."),
    (
        "non-apology",
        "We apologise if you were put out by the drilling.",
        "We're sorry that we [what we did]. We see that you were put out by the drilling.",
    ),
    (
        "non-apology",
        "Mistakes were made with your wardrobe doors.",
        "I made mistakes with your wardrobe doors, and I'm sorry.",
    ),
    ("non-apology", "Sorry if I came off as pushy.", "I'm sorry that I came off as pushy."),
    ("vague-apology", "I'm sorry for everything.", "I'm sorry that I [what I did]."),
    ("vague-apology", "We apologize for the inconvenience.", "We're sorry that we [what we did]."),
    ("blame-shifting", "Our courier lost your parcel.", "Our side lost your parcel."),
    (
        "blame-shifting",
        "My colleague Petra forgot to enter your order.",
        "We forgot to enter your order.",
    ),
    (
        "blame-shifting",
        "If you had told me about the cat, I would have shut the window.",
        "I should have shut the window.",
    ),
    ("blame-shifting", "You never replied.", "I [my own part in it]."),
    (
        "excuse",
        "The report is late because I was ill on Monday.",
        "The report is late, and that is on me.",
    ),
    (
        "excuse",
        "We were short-staffed on Saturday, which is why the buffet was late.",
        "The buffet was late, and that is on us.",
    ),
    (
        "excuse",
        "We have been very busy this month.",
        "We have been very busy this month, and that is no excuse: we [what we did or failed to do].",
    ),
    ("minimising", "It was just a typo.", "It was a typo."),
    ("minimising", "These things happen.", ""),
    ("sales-ask-in-apology", "While I have you, shall we talk about the renewal?", ""),
    ("gift-as-fix", "I am sending you a bottle of wine.", ""),
    (
        "gift-as-fix",
        "I have corrected the invoice and enclosed a gift card.",
        "I have corrected the invoice.",
    ),
    ("defensive-tone", "As I already said, the file is attached.", "The file is attached."),
    (
        "promise-without-date",
        "I will send the corrected file.",
        "I will send the corrected file by [day and time].",
    ),
    ("promise-without-date", "We'll look into it soon.", "We'll look into it by [day and time]."),
    (
        "promise-without-date",
        "I will send the file, and Ann knows about it.",
        "I will send the file by [day and time], and Ann knows about it.",
    ),
    (
        "over-apologising",
        "I am sorry I was late. I am so sorry. Again, I'm sorry.",
        "I am sorry I was late.",
    ),
    ("name-calling", "You are being unreasonable.", ""),
    (
        "closed-questions-only",
        "Has it hurt your sales? Did anyone call?",
        "What has this meant for your sales?",
    ),
]

# Words that rewrites are made of; what else is capital, or a figure, is the user's.
OURS = {"I", "I'm", "Our", "Thank", "How", "What"}
FACT = re.compile(r"\b(?:[A-Z][\w'’-]*|\d[\d.,:]*)")
DAYS = re.compile(
    r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:today|tomorrow|tonight|noon|midnight)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
)
FAULTY = tuple(piece for piece in pieces("look") if piece.handed)


def found(draft: str, code: str) -> Finding:
    return next(one for one in in_draft(draft) if one.code == code)


def facts(words: str) -> set[str]:
    """Names, figures and days: capitals that only begin a sentence are none."""
    inner = re.sub(r"(^|[.!?:;]\s+|[\"“])[A-Z](?=[\w'’]*)", r"\1", words)
    return set(FACT.findall(inner)) | {day.lower() for day in DAYS.findall(words)}


def has(draft: str, code: str, low: int, high: int) -> bool:
    counted = code in ("over-apologising", "closed-questions-only")
    return any(
        one.code == code and (counted or (one.start < high and low < one.end))
        for one in in_draft(draft)
    )


@pytest.mark.parametrize(("code", "draft", "words"), REWRITES)
def test_a_sentence_becomes(code: str, draft: str, words: str) -> None:
    assert rewritten(draft, found(draft, code)).words == words


@pytest.mark.parametrize(("code", "draft", "words"), REWRITES)
def test_the_draft_with_its_rewrite_no_longer_has_the_fault(
    code: str, draft: str, words: str
) -> None:
    rewrite = rewritten(draft, found(draft, code))
    mended = rewrite.put_into(draft)
    assert not has(mended, code, rewrite.start, rewrite.start + len(words))


def test_every_fault_of_a_draft_can_be_rewritten() -> None:
    assert set(HANDED) == rewriting.CODES
    assert {rule.code for rule in RULES if "draft" in rule.where} <= rewriting.CODES


@pytest.mark.parametrize(
    ("rule", "text"),
    [(r, t) for r in RULES if "draft" in r.where for t in r.fires],
)
def test_what_a_rule_fires_on_is_mended(rule: object, text: str) -> None:
    for finding in in_draft(text):
        rewrite = rewritten(text, finding)
        mended = rewrite.put_into(text)
        assert not has(mended, finding.code, rewrite.start, rewrite.start + len(rewrite.words)), (
            finding.code,
            mended,
        )


# --- Facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", list(islice(FAULTY, 0, None, 40)), ids=lambda piece: piece.code)
def test_no_name_no_figure_and_no_day_is_made_up(piece: Piece) -> None:
    for finding in in_draft(piece.text):
        rewrite = rewritten(piece.text, finding)
        known = facts(piece.text) | OURS | {word.capitalize() for word in piece.text.split()}
        assert facts(re.sub(r"\[[^\]]*\]", "", rewrite.words)) <= known, rewrite.words


NAMES = st.sampled_from(["Dana", "Ms Okafor", "Siobhán", "Herr Lang", "Tom"])
SUMS = st.sampled_from(["$4,200", "12 chairs", "£30", "3 boxes", "1,140 euros"])
DATES = st.sampled_from(["Monday", "14 May", "last Tuesday", "the 9th"])


@settings(max_examples=20, deadline=None)
@given(name=NAMES, amount=SUMS, date=DATES)
def test_the_facts_of_a_promise_and_of_an_apology_stay(name: str, amount: str, date: str) -> None:
    promise = f"I will refund the {amount} from {name}'s order soon."
    [finding] = [one for one in in_draft(promise) if one.code == "promise-without-date"]
    kept = rewritten(promise, finding).words
    assert amount in kept
    assert name in kept
    apology = f"I'm sorry I sent {name} the bill for {amount} on {date}, but the month was busy."
    kept = rewritten(apology, found(apology, "but-after-apology")).words
    assert kept == f"I'm sorry I sent {name} the bill for {amount} on {date}."


# --- Places ---------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    before=st.sampled_from(["", "Dear Ms Hall,\n\n", "Hi Tom, ", "- ", "The file is attached. "]),
    after=st.sampled_from(["", " The van comes at nine.", "\n\nBest,\nSam", "\n"]),
    text=st.sampled_from([draft for _, draft, _ in REWRITES]),
)
def test_what_stands_around_the_sentence_stays(before: str, after: str, text: str) -> None:
    draft = before + text + after
    for finding in in_draft(draft):
        rewrite = rewritten(draft, finding)
        mended = rewrite.put_into(draft)
        assert draft[: rewrite.start].startswith(before.rstrip()) or not before.strip()
        assert mended.startswith(before.rstrip())
        assert mended.endswith(after.rstrip()) or not rewrite.words


def test_a_greeting_and_a_name_at_the_end_stay() -> None:
    draft = "Hi Tom,\nI'm sorry if that upset you, Tom."
    mended = rewritten(draft, found(draft, "non-apology")).put_into(draft)
    assert mended.startswith("Hi Tom,\n")
    assert mended.count("Tom") == 2


def test_a_chat_in_small_letters_stays_one() -> None:
    draft = "hey, sorry if the invoice thing upset you"
    rewrite = rewritten(draft, found(draft, "non-apology"))
    assert rewrite.put_into(draft).startswith("hey, i'm sorry that i [what i did]") or (
        rewrite.put_into(draft).startswith("hey, I'm sorry that I [what I did]")
    )
    assert not rewrite.words.endswith(".")


def test_quotes_are_typed_as_the_user_types_them() -> None:
    draft = "I’m sorry if that upset you."
    assert "'" not in rewritten(draft, found(draft, "non-apology")).words


def test_a_rewrite_without_words_is_shown_as_an_order_and_put_in_as_nothing() -> None:
    draft = "I lost the file. These things happen. A new one is with you today."
    rewrite = rewritten(draft, found(draft, "minimising"))
    assert str(rewrite) == LEFT_OUT
    assert rewrite.put_into(draft) == "I lost the file. A new one is with you today."


@pytest.mark.parametrize(
    ("draft", "left"),
    [("Go. Stay.", "Stay."), ("Stay. Go.", "Stay."), ("A. Go.\n\nB.", "A.\n\nB."), ("Go.", "")],
)
def test_what_is_left_out_leaves_no_hole(draft: str, left: str) -> None:
    at = draft.index("Go.")
    assert Rewrite(at, at + 3, "").put_into(draft) == left


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="I'm sory but,.;:–\n you w?[]\"’é1", max_size=80))
def test_odd_text_is_rewritten_without_an_error(text: str) -> None:
    draft = f"I'm sorry, but {text}"
    for finding in in_draft(draft):
        rewrite = rewritten(draft, finding)
        assert 0 <= rewrite.start <= rewrite.end <= len(draft)


@pytest.mark.slow
def test_nineteen_of_twenty_faults_are_gone_once_the_rewrite_is_put_in() -> None:
    tried = mended = 0
    for piece in FAULTY[::5]:
        for finding in in_draft(piece.text):
            rewrite = rewritten(piece.text, finding)
            draft = rewrite.put_into(piece.text)
            tried += 1
            mended += not has(
                draft, finding.code, rewrite.start, rewrite.start + len(rewrite.words)
            )
    assert mended >= 0.95 * tried
