"""What leaves the machine holds no name, and what comes back holds them all again."""

import json
import re
import string
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import names
from coach.redaction import KINDS, Redaction, Restorer, redacted

MESSAGES = Path(__file__).resolve().parent.parent / "evals" / "redaction.jsonl"
PLACEHOLDER = re.compile(
    rf"(?<![A-Za-z0-9])(?:{'|'.join(KINDS)})-[A-Z]{{1,4}}\d{{0,3}}(?![A-Za-z0-9])"
)

STORY = (
    "I sent Dana Whitfield at Corvane Mills the wrong invoice, INV-20418, for £4,000. "
    "Dana's boss, Herr Brandt, rang from 0113 496 0182."
)


def hidden(text: str) -> str:
    return redacted([text]).hide(text)


def originals(text: str) -> set[str]:
    redaction = redacted([text])
    return {redaction.names[found] for found in PLACEHOLDER.findall(redaction.hide(text))}


# --- What is hidden -----------------------------------------------------------------------------


def test_a_story_leaves_without_its_names() -> None:
    assert hidden(STORY) == (
        "I sent Person-A at Firm-B the wrong invoice, Number-C, for Sum-D. "
        "Person-A2's boss, Herr Person-E, rang from Phone-F."
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mrs Lowe and Sir Hector left.", {"Lowe", "Hector"}),
        ("I lied to Joris van der Berg.", {"Joris van der Berg"}),
        ("I lied to Siobhán O'Neil and J. R. Castellano.", {"Siobhán O'Neil", "J. R. Castellano"}),
        ("I lied to Nguyễn Thị Hoa and Mr. al-Masri.", {"Nguyễn Thị Hoa", "al-Masri"}),
        ("my client priya is furious, her husband raj too", {"priya", "raj"}),
        ("cut the wrong hedge at mr doyle's place", {"doyle"}),
        ("the manager is called kim, her name is jo", {"kim", "jo"}),
        ("MRS PATTERSON FELL AND WE LAUGHED AT HER", {"PATTERSON"}),
        ("I told the Hendersons it was fine.", {"Hendersons"}),
        ("Grace said no. I told Will.", {"Grace", "Will"}),
        ("田中さんは怒っています。", {"田中"}),
    ],
)
def test_people_are_found(text: str, wanted: set[str]) -> None:
    assert originals(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("They work at Acme.", {"Acme"}),
        ("We lost Hartmut Bikes GmbH.", {"Hartmut Bikes GmbH"}),
        ("We lost Patel & Sons, and Nordlys A/S.", {"Patel & Sons", "Nordlys A/S"}),
        ("We lost Brennan's Bakery.", {"Brennan's Bakery"}),
        ("The menus for The Copper Kettle are wrong.", {"The Copper Kettle"}),
        ("We lost Suryadeep Textiles Pvt Ltd on Monday.", {"Suryadeep Textiles Pvt Ltd"}),
    ],
)
def test_firms_are_found(text: str, wanted: set[str]) -> None:
    assert originals(text) == wanted


@pytest.mark.parametrize(
    "amount",
    [
        *(
            "£4,000",
            "€ 3.200,00",
            "$2.4k",
            "US$ 300",
            "R$ 1.200",
            "R60 000",
            "₹2.5 lakh",
            "Rs 45,000",
        ),
        *(
            "CHF 480'000",
            "AED 15,000",
            "3 200 €",
            "900 soles",
            "8000 Ft",
            "750,- Euro",
            "Fr. 85.–",
        ),
        *("two thousand euros", "fifty quid", "a grand", "5 grand", "half a million dollars"),
        *("a couple of hundred pounds", "4k", "1,900", "3 million naira", "fünfhundert Euro"),
    ],
)
def test_sums_are_found(amount: str) -> None:
    assert hidden(f"They want {amount}, and soon.") == "They want Sum-A, and soon."


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        *(
            (number, "Phone")
            for number in ("0113 496 0182", "+44 (0)20 7946 0958", "(918) 555-0147 ext. 12")
        ),
        *(
            (number, "Phone")
            for number in ("+1 415-555-0199", "415.555.0177", "087 123 4567", "555-0147")
        ),
        *((number, "Number") for number in ("GB29 NWBK 6016 1331 9268 19", "4539 1488 0343 6467")),
        *(
            (number, "Number")
            for number in ("INV-20418", "WVWZZZ1JZXW000001", "#884213", "4500098812")
        ),
        *((mail, "Mail") for mail in ("j.vanderberg@vdbzonen.nl", "hello+shop@example.fm")),
        *(
            (site, "Web")
            for site in (
                "https://example.com/x?y=1",
                "www.example.co.uk",
                "acme.com/team",
                "@acme",
            )
        ),
    ],
)
def test_numbers_and_addresses_on_the_net_are_found(number: str, kind: str) -> None:
    assert hidden(f"They sent {number}, twice.") == f"They sent {kind}-A, twice."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("My account 0110-44 was charged.", "0110-44"),
        ("See invoice no. 7781.", "7781"),
        ("It is case 2024/117.", "2024/117"),
        ("The sort code is 12-34-56.", "12-34-56"),
    ],
)
def test_a_short_number_is_found_behind_a_word_that_tells_what_it_is(
    text: str, wanted: str
) -> None:
    assert originals(text) == {wanted}


@pytest.mark.parametrize(
    "place",
    [
        "14 Harrow Lane, Leeds LS6 2AB",
        "Flat 3, 27 Elm Grove, Bristol BS6 5DB",
        "Rose Cottage, Mill Lane, Little Bytham NG33 4QX",
        "481 Sycamore St., Dayton, OH 45402",
        "22/7 MG Road, Indiranagar, Bengaluru 560038",
        "Mariahilfer Straße 71/12, 1060 Wien",
        "Keizersgracht 12-II, 1015 CN Amsterdam",
        "Calle de Alcalá 118, 28009 Madrid",
        "12 rue de la Paix, 75002 Paris",
        "7 Kookaburra Court, Ballarat VIC 3350",
    ],
)
def test_an_address_is_hidden_whole(place: str) -> None:
    assert hidden(f"I drove to {place} today.") == "I drove to Place-A today."


@pytest.mark.parametrize(
    "text",
    [
        "Will it help to call on Monday? May I wait until June 30? Mark my words.",
        "Every Monday since Easter I dread it. Black Friday was bad. Happy New Year.",
        "The Managing Director and the Head of Sales want a PDF by Q3. Our Client is the Board.",
        "I am SO sorry. Don't say that I should NOT have. I've told the CEO.",
        "My German colleague in Spain writes by WhatsApp and in Excel.",
        "They bought 1,200 shirts, 3,000 km, 12 boxes and 50% of Option B on 12/05/2024 at 10.30.",
        "Rescheduled twice. Misquoted once. Ghosted since. Unbelievable.",
        "What do the articles say? Does Todd agree with Jeff Cochran on Fall on Your Sword?",
        "Should I Just Ask, or Define the damage first?",
        "The person I met in person a week ago. Place a call. The sum I paid.",
        "",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert hidden(text) == text


def test_an_author_who_is_not_asked_about_may_be_a_client() -> None:
    assert originals("My client Todd hung up.") == {"Todd"}


def test_a_word_is_ordinary_unless_it_is_first_of_all_a_name() -> None:
    assert all(map(names.is_ordinary, ("sorry", "rescheduled", "don't", "mark", "follow-up")))
    assert not any(map(names.is_ordinary, ("dana", "whitfield", "leeds", "nguyễn", "al-masri")))


def test_nearly_all_that_is_marked_in_written_messages_is_hidden() -> None:
    with MESSAGES.open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["part"] == "look"]
    shown = [
        (row["id"], span["words"])
        for row in rows
        for text in [hidden(row["text"])]
        for span in row["hide"]
        if re.search(rf"(?<!\w){re.escape(span['words'])}(?!\w)", text)
    ]
    assert len(rows) == 60
    assert len(shown) <= 1, shown


# --- One name, one placeholder ------------------------------------------------------------------


def test_a_name_has_one_placeholder_in_all_texts_that_belong_together() -> None:
    redaction = redacted([STORY, "And if Dana asks for £4,000?"])
    assert redaction.hide("And if Dana asks for £4,000?") == "And if Person-A2 asks for Sum-D?"


def test_forms_of_a_name_share_a_letter() -> None:
    redaction = redacted(["Dana Whitfield rang. DANA! i told dana. Ms Whitfield left."])
    assert {name.partition("-")[2][0] for name in redaction.names} == {"A"}
    assert redaction.names["Person-A"] == "Dana Whitfield"


def test_people_of_one_firm_do_not_become_the_firm() -> None:
    redaction = redacted(["Tillman Build Ltd stopped. Len Tillman shouts."])
    assert redaction.hide("Len Tillman of Tillman Build Ltd") == "Person-B of Firm-A"


def test_a_lone_name_is_the_one_that_is_known_by_it() -> None:
    redaction = redacted(
        ["Tillman Build Ltd stopped. They say Tillman is 30% of our sales. Mr Tillman?"]
    )
    assert redaction.hide("Tillman Build Ltd, Tillman") == "Firm-A, Firm-A2"
    titled = redacted(["Bodegas Marín S.L. paid, and Señor Marín wrote."])
    assert titled.hide("Bodegas Marín S.L., Señor Marín") == "Firm-A, Señor Person-B"


def test_a_later_text_keeps_the_placeholders_of_the_earlier_ones() -> None:
    before = redacted([STORY])
    after = redacted([STORY, "Now Tom from Acme wants £20 too."])
    assert dict(before.names).items() <= dict(after.names).items()


def test_a_name_that_is_known_is_hidden_where_nothing_shows_it() -> None:
    text = "Hope is gone. grace too."
    assert redacted([text]).names == {}
    assert redacted([text], known=["Hope", "the marketing head", "your client"]).names == {
        "Person-A": "Hope"
    }


def test_letters_do_not_run_out_and_none_is_taken_for_a_word() -> None:
    text = " ".join(f"£{n}," for n in range(1, 700))
    redaction = redacted([text])
    assert len(redaction.names) == 699
    assert redaction.show(redaction.hide(text)) == text
    assert not {"Sum-I", "Sum-O"} & set(redaction.names)


# --- What comes back ----------------------------------------------------------------------------


def test_a_reply_gets_its_names_back() -> None:
    redaction = redacted([STORY])
    assert redaction.show("Call Person-A of Firm-B, not Herr Person-E's desk. [1]") == (
        "Call Dana Whitfield of Corvane Mills, not Herr Brandt's desk. [1]"
    )


@pytest.mark.parametrize(
    "form",
    [
        "Person-A",
        "person-a",
        "PERSON-A",
        "Person A",
        "person A",
        "Person_A",
        "Person‑A",
        "[Person-A]",
        "PersonA",
    ],
)
def test_a_placeholder_is_known_however_a_model_writes_it(form: str) -> None:
    redaction = redacted(["Dana hung up."])
    assert redaction.show(f"Ask {form}, today.") == "Ask Dana, today."


def test_a_model_that_mixes_up_the_nouns_means_the_same_letter() -> None:
    assert redacted([STORY]).show("Ask Firm-A.") == "Ask Dana Whitfield."


@pytest.mark.parametrize(
    "text",
    [
        "in person a week later",
        "Mail A Letter",
        "Person-Z",
        "the place I know",
        "[1]",
        "Person-Alpha",
        "Person-",
    ],
)
def test_what_is_no_placeholder_of_ours_stays(text: str) -> None:
    assert redacted(["Dana hung up."]).show(text) == text


def test_a_user_who_writes_a_placeholder_gets_it_back() -> None:
    text = "I call her Person-A, and Firm B too. Dana and [Tom] know."
    redaction = redacted([text])
    assert "Person-A" not in redaction.names
    assert "Firm-B" not in redaction.names
    assert redaction.show(redaction.hide(text)) == text


def test_a_reply_in_pieces_holds_back_only_what_may_become_a_placeholder() -> None:
    restorer = Restorer(redacted(["Dana hung up."]))
    pieces = ["Call ", "Per", "son", "-", "A", "'s boss. The p", "lan is [", "1]. Person", "al."]
    assert [restorer.feed(piece) for piece in pieces] == [
        *("Call ", "", "", "", "", "Dana's boss. The ", "plan is ", "[1]. ", "Personal."),
    ]
    assert restorer.end() == ""


def test_the_end_of_a_reply_gives_what_was_held_back() -> None:
    restorer = Restorer(redacted(["Dana hung up."]))
    assert [restorer.feed("Ask Person-A"), restorer.end()] == ["Ask ", "Dana"]


# --- Any text -----------------------------------------------------------------------------------

# What people type, and what could be taken for placeholders or stand beside them.
PIECES = (
    "Dana|dana|DANA|Dana's|Hendersons|Mrs|mr|van|Berg|&|Sons|Ltd|A/S|£4,000|£4|4k|two thousand euros|0113 496 0182|"
    "x@y.com|www.a.co|14 Harrow Lane, Leeds LS6 2AB|I|Will|Monday|[Dana]|[Person-A]|Person-A|person A|Sum-B|Person|"
    "Sum|田中さん|田中さん2|_Dana_|Dana2|é|ß|İ|#1234|invoice|al-Masri|-|.|,|:|\n|(|]|'|’|\"|$|€|Rs|12|/|A|B|A2|Acme|at|The"
).split("|")
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(
        alphabet=f"{string.ascii_letters}{string.digits} .,_-'’[]£$@#/&()\néÉ田中さん", max_size=120
    ),
)


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_what_was_hidden_can_be_shown_again(texts: list[str]) -> None:
    redaction = redacted(texts)
    assert [redaction.show(redaction.hide(text)) for text in texts] == texts


@given(TEXTS)
def test_nothing_that_was_found_remains(text: str) -> None:
    redaction = redacted([text])
    left = PLACEHOLDER.sub("\0", redaction.hide(text))
    for original in redaction.names.values():
        for match in re.finditer(re.escape(original), left):
            around = left[: match.start()][-1:] + left[match.end() :][:1]
            assert any(map(str.isalnum, around)), (original, left)


@given(
    TEXTS, st.lists(st.integers(0, 200), max_size=8), st.sampled_from([str, str.upper, str.lower])
)
def test_a_reply_reads_the_same_in_pieces(text: str, cuts: list[int], written: type[str]) -> None:
    redaction = redacted([text])
    reply = written(redaction.hide(text))
    restorer = Restorer(redaction)
    edges = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    pieces = [restorer.feed(reply[a:b]) for a, b in pairwise(edges)]
    assert "".join([*pieces, restorer.end()]) == redaction.show(reply)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "A",
            "1",
            "A ",
            "Dana ",
            "1,",
            "+1",
            "@",
            "A.",
            "a-",
            "#1",
            "£1 ",
            "'",
            "Mr ",
            "of ",
            "& ",
            "van ",
        ),
        *(
            "one hundred ",
            "http://",
            "1 Street ",
            "12 Harrow ",
            "Flat 1, ",
            "AB12",
            "12-",
            "a1",
            "Person-A",
            "[P",
        ),
    ],
)
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        started = time.process_time()
        redacted([text]).hide(text)
        return time.process_time() - started

    seconds(100)
    # The quicker of some: another program's turn only ever adds time.
    long, short = (min(seconds(length) for _ in range(3)) for length in (24_000, 6_000))
    assert long < 8 * short + 0.1


def test_a_long_message_is_hidden_at_once() -> None:
    text = (STORY + " ") * 70
    redacted([text])
    started = time.process_time()
    redacted([text]).hide(text)
    # Some 30 ms on a quiet core.
    assert time.process_time() - started < 0.2


def test_a_redaction_does_not_show_its_names_by_accident() -> None:
    assert redacted([]) == Redaction({})
    with pytest.raises(TypeError):
        redacted([STORY]).names["Person-A"] = "somebody else"  # type: ignore[index]
