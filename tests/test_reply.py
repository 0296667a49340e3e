"""A model's reply is read sentence by sentence: markers resolved, faults caught, nothing taken back."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import checks
from coach.advice import Citation, Numbers
from coach.articles import Passage
from coach.errors import LibraryError
from coach.reply import HARD, LONGEST_REPLY, Evidence, Reader, is_advising
from model_replies import STOPS

OWN = Passage(
    "four-steps/own", "four-steps/own", "four-steps", "Four Steps", "Tim Peek", "https://a.example/4",
    "Say plainly that the mistake was yours.", "Own",
)  # fmt: skip
LISTEN = Passage(
    "mend-fences/listen", "mend-fences/listen", "mend-fences", "Mend Fences", "not named",
    "https://a.example/m", "Listen to their whole complaint before answering.", "Listen",
)  # fmt: skip
FOLLOW = Passage(
    "mend-fences/follow-up", "mend-fences/follow-up", "mend-fences", "Mend Fences", "not named",
    "https://a.example/m", "Follow up within one week and report progress.", "Follow Up",
)  # fmt: skip
SHOWN = (OWN, LISTEN, FOLLOW)

SAY_OWN = "Say plainly that the mistake was yours"
SAY_LISTEN = "Listen to their whole complaint first"
SAY_FOLLOW = "Follow up within one week"
SYSTEM = (
    "You are a coach. Tell them what to do, one short sentence for each note, in the order given."
)
KEY = "sk-canary-4711"


def reader(passages: Sequence[Passage] = SHOWN) -> tuple[Reader, Numbers]:
    numbers = Numbers()
    return Reader(Evidence(passages, (), None), numbers, system=SYSTEM, secrets=(KEY,)), numbers


def read(text: str, size: int | None = None) -> tuple[str, tuple[Citation, ...], Reader]:
    """Return what is shown of a reply that arrives in pieces of that size, or whole."""
    one, numbers = reader()
    step = size or max(1, len(text))
    shown = "".join(one.feed(text[at : at + step]) for at in range(0, len(text), step))
    return shown + one.end(), numbers.citations(), one


def steps(citations: Sequence[Citation]) -> list[str]:
    return [citation.step for citation in citations]


# --- Markers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [None, 1, 2, 3, 5])
@pytest.mark.parametrize(
    "marker",
    ["[1]", "【1】", "(1)", "[Note 1]", "[note 1]", "(passage 1)", "[source 1]", "[ 1 ]",
     "[^1]", "[four-steps/own]"],
)  # fmt: skip
def test_every_way_of_writing_a_marker_is_read(marker: str, size: int | None) -> None:
    for text in (
        f"{SAY_OWN} {marker}.",
        f"{SAY_OWN}. {marker}",
        f"{marker} {SAY_OWN}.",
        f"{SAY_OWN}.{marker}",
    ):
        shown, citations, one = read(text, size)
        assert shown.replace(" .", ".") == f"{SAY_OWN}. [1]"
        assert steps(citations) == ["four-steps/own"]
        assert one.unsupported == []


BOTH = "Say plainly the mistake was yours, follow up within one week"


@pytest.mark.parametrize("size", [None, 1, 3])
@pytest.mark.parametrize(
    "markers", ["[1, 3]", "[1][3]", "[1] [3]", "[1; 3]", "[1 and 3]", "[1], [3]", "(1)(3)"]
)
def test_a_sentence_may_rest_on_two_passages(markers: str, size: int | None) -> None:
    shown, citations, _ = read(f"{BOTH} {markers}. {SAY_LISTEN} [2].", size)
    assert shown == f"{BOTH}. [1][2] {SAY_LISTEN}. [3]"
    assert steps(citations)[:2] == ["four-steps/own", "mend-fences/follow-up"]


def test_a_range_names_all_between() -> None:
    shown, citations, _ = read(
        "Say plainly the mistake was yours, listen to the whole complaint [1-2]."
    )
    assert shown.endswith(" [1][2]")
    assert len(citations) == 2


def test_numbers_go_by_first_appearance_and_leave_no_gap() -> None:
    shown, citations, _ = read(f"{SAY_FOLLOW} [3]. {SAY_OWN} [1]. {SAY_FOLLOW} again [3].")
    assert shown == f"{SAY_FOLLOW}. [1] {SAY_OWN}. [2] {SAY_FOLLOW} again. [1]"
    assert [(c.number, c.step) for c in citations] == [(1, FOLLOW.step), (2, OWN.step)]
    assert citations[0].text == FOLLOW.text


@pytest.mark.parametrize("marker", ["[9]", "[0]", "(44)", "[Note 7]", "[mend-fences/no-gifts]"])
def test_a_marker_of_what_was_not_shown_goes_and_its_sentence_is_unsupported(marker: str) -> None:
    for text in ("Sing the client a song tonight", SAY_OWN):
        shown, _, one = read(f"{SAY_LISTEN} [2]. {text} {marker}.")
        assert marker not in shown
        assert f"{text}." in shown
        assert one.unsupported == [f"{text}."]


def test_a_marker_that_points_at_the_wrong_passage_is_set_right() -> None:
    shown, citations, one = read(f"{SAY_FOLLOW} [1].")
    assert shown == f"{SAY_FOLLOW}. [1]"
    assert steps(citations) == ["mend-fences/follow-up"]
    assert one.unsupported == []


def test_a_sentence_without_a_marker_is_given_the_passage_it_rests_on() -> None:
    shown, citations, _ = read(f"{SAY_LISTEN}.")
    assert shown == f"{SAY_LISTEN}. [1]"
    assert steps(citations) == ["mend-fences/listen"]


def test_a_marker_does_not_make_a_sentence_true() -> None:
    shown, citations, one = read(f"{SAY_OWN} [1]. Paint the whole office purple tonight [1].")
    assert shown == f"{SAY_OWN}. [1] Paint the whole office purple tonight."
    assert len(citations) == 1
    assert one.unsupported == ["Paint the whole office purple tonight."]


def test_a_reply_that_begins_beside_the_point_waits_for_a_sentence_that_rests_on_a_passage() -> (
    None
):
    one, numbers = reader()
    assert one.feed("Paint the whole office purple tonight. And ") == ""
    assert one.feed(f"more. {SAY_OWN} [1]. Next ") != ""
    assert len(numbers) == 1


def test_what_was_held_of_a_weak_reply_leaves_no_trace() -> None:
    shown, citations, one = read(
        f"Fish swim in the sea. Birds fly over hills. {SAY_OWN} [1]. Cows eat grass all day."
    )
    assert (shown, citations, one.unsupported, one.weak) == ("", (), [], True)


@pytest.mark.parametrize("size", [None, 1, 4])
def test_a_marker_on_a_line_of_its_own_belongs_to_the_line_before(size: int | None) -> None:
    shown, citations, _ = read(f"{SAY_OWN}.\n[1]\n\n{SAY_LISTEN}.\n[2]\n", size)
    assert shown == f"{SAY_OWN}. [1]\n\n{SAY_LISTEN}. [2]"
    assert len(citations) == 2


@pytest.mark.parametrize(
    "text", ["[[1]]", "[[1]2]", "[1](https:", "[12345]", "[ 4444 ]", "[1 [1]]", "[[[1]]1]"]
)
def test_nothing_that_is_no_marker_looks_like_one(text: str) -> None:
    shown, citations, _ = read(f"Wash the car {text} and sing a song.")
    assert set(re.findall(r"\[\s*(\d+)\s*\]", shown)) == {str(c.number) for c in citations}


# --- Sentences ------------------------------------------------------------------------------------


def test_a_sentence_is_held_until_it_is_complete() -> None:
    one, _ = reader()
    assert one.feed(f"{SAY_OWN}. ") == ""
    assert one.feed("[1]") == ""
    assert one.feed(" Then") == f"{SAY_OWN}. [1]"
    assert one.end() == " Then"


def test_a_remark_in_brackets_does_not_hold_the_reply_up() -> None:
    one, _ = reader()
    assert one.feed(f"{SAY_OWN}. (You know why, and so does she.) ") == f"{SAY_OWN}. [1]"


@pytest.mark.parametrize(
    "text",
    [
        "Call Mr. Gray at 9.30 a.m. and listen to the whole complaint.",
        "Listen first, e.g. to their whole complaint about the 3.5 percent.",
        "Follow up within one week at approx. 10.15 with Dr. Stone.",
    ],
)
def test_abbreviations_and_decimals_end_no_sentence(text: str) -> None:
    shown, citations, one = read(text)
    assert shown == f"{text} [1]"
    assert one.sentences == len(citations) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Wait… {SAY_OWN} [1].", f"Wait… {SAY_OWN}. [1]"),
        (f"{SAY_OWN}... [1] Then rest.", f"{SAY_OWN}... [1] Then rest."),
        (f'Tell them: "{SAY_OWN}." [1]', f'Tell them: "{SAY_OWN}." [1]'),
        (f"“{SAY_OWN}!” [1] Good luck.", f"“{SAY_OWN}!” [1] Good luck."),
        (f"1. {SAY_OWN}. [1]\n2. {SAY_LISTEN}. [2]", f"1. {SAY_OWN}. [1]\n2. {SAY_LISTEN}. [2]"),
        (f"- {SAY_OWN} [1]\n- {SAY_LISTEN} [2]", f"- {SAY_OWN} [1]\n- {SAY_LISTEN} [2]"),
        (f"## What you do now\n\n{SAY_OWN} [1].", f"## What you do now\n\n{SAY_OWN}. [1]"),
        (f"**Own it.** {SAY_OWN} [1].", f"**Own it.** {SAY_OWN}. [1]"),
        (f"**{SAY_OWN}.** [1]", f"**{SAY_OWN}.** [1]"),
        (f"```\n{SAY_OWN} [1]\n```", f"```\n{SAY_OWN} [1]\n```"),
        (f"{SAY_OWN} 🙏🏽 [1]. Good.", f"{SAY_OWN} 🙏🏽. [1] Good."),
        (f"{SAY_OWN} [1]. שלום לך. {SAY_LISTEN} [2].", f"{SAY_OWN}. [1] שלום לך. {SAY_LISTEN}. [2]"),
        (f"Advice: {SAY_OWN} [1].", f"{SAY_OWN}. [1]"),
        (f"Sure, here is my advice:\n\n{SAY_OWN} [1].", f"{SAY_OWN}. [1]"),
        (f"{SAY_OWN} [1].\r\n\r\n{SAY_LISTEN} [2].", f"{SAY_OWN}. [1]\n\n{SAY_LISTEN}. [2]"),
        (f"\n\n{SAY_OWN} [1].\n\n\n\n", f"{SAY_OWN}. [1]"),
    ],
)  # fmt: skip
def test_the_shape_of_a_reply_is_kept(text: str, shown: str) -> None:
    for size in (None, 1, 3, 7):
        assert read(text, size)[0] == shown


@pytest.mark.parametrize("text", ["What did she say to you then?", "I'm sorry to hear about that.", "Good luck!",
                                  "It sounds like a very hard day.", "You told me about the invoice."])  # fmt: skip
def test_questions_and_sympathy_advise_nothing(text: str) -> None:
    assert not is_advising(text)
    shown, citations, one = read(text)
    assert (shown, citations, one.advising) == (text, (), 0)


def test_a_heading_advises_nothing() -> None:
    assert read("## What you should do about it now\n")[2].advising == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert()</script> Hello.", "&lt;script>alert()&lt;/script> Hello."),
        ("Click [here](javascript:alert) now.", "Click [here]\\(javascript:alert) now."),
        ("See ![x](data:image) now.", "See ![x]\\(data:image) now."),
        ("<img src=x> Hi.", "&lt;img src=x> Hi."),
        ("[here]: //evil.example\n", "[here]\\: //evil.example"),
    ],
)
def test_markup_comes_out_as_plain_characters(text: str, shown: str) -> None:
    assert read(text)[0] == read(text, 1)[0] == shown


def test_control_characters_and_overrides_are_not_shown() -> None:
    shown, _, _ = read("\x1b[31mWait\u202e for\x00 it\ud83d\u200b.")
    assert shown == "[31mWait for it."
    assert shown.encode("utf-8")


# --- What stops a reply -----------------------------------------------------------------------------


def test_the_hard_findings_are_these_four() -> None:
    assert set(STOPS) == HARD


@pytest.mark.parametrize("size", [None, 1, 7])
@pytest.mark.parametrize("code", STOPS)
def test_a_hard_finding_stops_the_reply_before_it_is_shown(code: str, size: int | None) -> None:
    shown, citations, one = read(f"{SAY_OWN} [1]. {STOPS[code]} {SAY_LISTEN} [2].", size)
    assert shown == f"{SAY_OWN}. [1]"
    assert code in one.stopped
    assert len(citations) == 1
    assert one.feed("More.") == one.end() == ""


def test_words_to_say_are_judged_across_their_sentences() -> None:
    text = f'{SAY_OWN} [1]. Write: "I am sorry. It was the courier\'s fault. Bye."'
    shown, _, one = read(text)
    assert "blame-shifting" in one.stopped
    assert "courier" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.com for more.",
        "Read it on www.example.com today.",
        "As Stephen Covey notes, listen first.",
        "A study shows that people forgive.",
        "Research says to call before noon.",
        "Experts agree that you should call.",
        "As Brene Brown says, be open.",
        "The article in Forbes says to call.",
    ],
)
def test_a_source_that_is_none_of_the_articles_stops_the_reply(text: str) -> None:
    assert "invented-source" in read(text)[2].stopped


@pytest.mark.parametrize(
    "text",
    [
        "Write down the complaint as she says it.",
        "Call as soon as he says that he is free.",
        "Pay it back according to your contract.",
        "According to her mail, the date was missed.",
        "As the article says, listen to their complaint.",
        "As Tim Peek writes, the mistake was yours.",
        "Ship it according to the schedule.",
    ],
)
def test_the_users_own_people_and_the_articles_may_be_named(text: str) -> None:
    assert read(text)[2].stopped == ""


def test_the_author_of_a_users_own_article_may_be_named() -> None:
    own = Passage(
        "x/1", "x/1", "x", "Trust", "Stephen Covey", "", "Listen to their complaint.", "1"
    )
    one, _ = reader((own,))
    one.feed("As Stephen Covey says, listen to their complaint. ")
    one.end()
    assert one.stopped == ""


def test_soft_findings_are_told_and_stop_nothing() -> None:
    _, _, one = read(f'{SAY_OWN} [1]. Write: "I am sorry if you were upset."')
    assert one.stopped == ""
    assert {finding.code for finding in one.findings} == {
        finding.code for finding in checks.in_answer('Write: "I am sorry if you were upset."')
    }
    assert one.findings


def test_a_reply_that_holds_the_key_is_stopped() -> None:
    for text in (
        f"The key is {KEY}.",
        f"Use (see {KEY}) it.",
        f"sk-canary-\u200b4711 is it. {KEY}",
    ):
        shown, _, one = read(f"{SAY_OWN} [1]. {text} Bye.", 1)
        assert shown == f"{SAY_OWN}. [1]"
        assert "secret" in one.stopped


@pytest.mark.parametrize(
    "leak",
    [
        SYSTEM,
        "My rules: Tell them what to do, one short sentence for each note.",
        "You are a coach.\nTell them\nwhat to do,\none short\nsentence for\neach note,\nin the order given.",
        "tell THEM what to do – one SHORT sentence for each **note**.",
    ],
)
def test_a_reply_that_repeats_its_instructions_is_stopped(leak: str) -> None:
    shown, _, one = read(leak)
    assert "instructions" in one.stopped
    assert "sentence for each note" not in " ".join(shown.lower().split())


@pytest.mark.parametrize("size", [None, 1, 50])
def test_a_reply_without_end_is_stopped_at_the_same_place(size: int | None) -> None:
    shown, _, one = read(f"{SAY_OWN} and so on [1]. " * 300, size)
    assert "did not come to an end" in one.stopped
    assert len(one.raw) == LONGEST_REPLY
    assert shown == read(f"{SAY_OWN} and so on [1]. " * 300)[0]


def test_a_reply_of_which_too_little_rests_on_the_articles_is_stopped() -> None:
    shown, _, one = read("Fish swim in the sea. " * 9)
    assert "too little" in one.stopped
    assert shown == ""


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        (f"{SAY_OWN}. Fish swim in the sea.", False),
        (f"{SAY_OWN}. Fish swim in the sea. Birds fly over green hills.", True),
        ("I'm sorry to hear that.", True),
        ("", True),
    ],
)
def test_a_reply_is_weak_when_fewer_than_half_of_its_advice_is_supported(
    text: str, weak: bool
) -> None:
    assert read(text)[2].weak is weak


# --- Thoughts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [None, 1, 3, 50])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"<think>Send wine. See http://x.</think>{SAY_OWN} [1].", f"{SAY_OWN}. [1]"),
        (f"<THINK>\nHm.\n</Think>\n\n{SAY_OWN} [1].", f"{SAY_OWN}. [1]"),
        (
            f"{SAY_OWN} [1]. <think>Hm. Ha.</think>{SAY_LISTEN} [2].",
            f"{SAY_OWN}. [1] {SAY_LISTEN}. [2]",
        ),
        ("<think>Never ends. Really.", ""),
        ("<think></think>", ""),
        (f"{SAY_OWN} [1].<|im_end|></s>", f"{SAY_OWN}. [1]"),
        (f"{SAY_OWN} [1].</think>", f"{SAY_OWN}. [1]"),
        ("I <3 it. Bye.", "I &lt;3 it. Bye."),
        ("One <thi", "One &lt;thi"),
    ],
)
def test_thoughts_and_template_marks_are_not_shown(text: str, shown: str, size: int | None) -> None:
    assert read(text, size)[0] == shown


# --- Any text, any cutting --------------------------------------------------------------------------

PARTS = [
    SAY_OWN, SAY_LISTEN, SAY_FOLLOW, "Fish swim in the sea", "See", "e.g. ", "Mr. ", "3.5", "…", "...", ".", "!", "?",
    ". ", ".\n", "\n", "\n\n", " ", "  ", "\t", "\r\n", "[1]", "[2]", " [3]", "[9]", "[1, 2]", "[1-3]", "【2】", "(1)",
    "(see)", "[Note 2]", "[four-steps/own]", "[1](", "[[1]]", "[", "]", "(", ")", "]:", "1. ", "2. ", "- ", "## ",
    "**", "*", "_", '"', "“", "”", "'", "```", "<think>", "</think>", "<thi", "nk>", "<script>", "<|im_end|>", "</s>",
    "🙂", "\u200d", "\u202e", "שלום", "\x00", "\ud83d", "Advice:", "Sure, here is:", KEY, "wine", "http://x.y", "é",
]  # fmt: skip
texts = st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=24).map("".join)


@given(text=texts, cuts=st.lists(st.integers(1, 40), min_size=1, max_size=30))
@settings(max_examples=300, deadline=None, database=None)
def test_any_cutting_shows_the_same_and_every_marker_has_its_citation(
    text: str, cuts: list[int]
) -> None:
    one, numbers = reader()
    shown, at, turn = "", 0, 0
    while at < len(text):
        size = cuts[turn % len(cuts)]
        piece, before = text[at : at + size], one.sentences
        waits = one.waits(piece)
        now = one.feed(piece)
        # A piece that is said to be no work ends no sentence.
        assert not waits or (now == "" and one.sentences == before)
        shown += now
        at, turn = at + size, turn + 1
    shown += one.end()
    whole, citations, other = read(text)
    assert shown == whole
    assert numbers.citations() == citations
    assert (one.stopped, one.unsupported, one.sentences) == (
        other.stopped,
        other.unsupported,
        other.sentences,
    )
    marked = {int(number) for number in re.findall(r"\[\s*(\d+)\s*\]", shown)}
    assert marked == {citation.number for citation in citations}
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    assert "<" not in shown
    assert "](" not in shown
    assert KEY not in shown
    shown.encode("utf-8")


def test_an_embedder_that_fails_leaves_the_words_to_judge() -> None:
    def broken(_: Sequence[str]) -> list[list[float]]:
        raise LibraryError("gone")

    from coach.articles import Line

    numbers = Numbers()
    line = Line(OWN.id, OWN.text, [1.0, 0.0])
    one = Reader(Evidence(SHOWN, (line,), broken), numbers)
    assert one.feed(f"{SAY_OWN}. ") + one.end() == f"{SAY_OWN}. [1]"
    assert one.supported == 1
