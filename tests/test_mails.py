"""The writer's own words, and what is left alone around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.mails import own_words

OWN = "I lost the file on Monday, and I am sorry."


def kept(text: str) -> str:
    return " ".join(own_words(text).replace("~", " ").split())


@given(st.text(alphabet='abc \n>"-:~FromSent', max_size=120))
def test_each_character_stays_where_it_was(text: str) -> None:
    own = own_words(text)
    assert len(own) == len(text)
    assert all(new in (old, " ", "~") for old, new in zip(text, own, strict=True))
    assert [at for at, c in enumerate(own) if c == "\n"] == [
        at for at, c in enumerate(text) if c == "\n"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"From: Sam\nTo: Dana\nDate: 3 June\nSubject: your file\n\n{OWN}",
        f"**From:** Sam\n**Subject:** your file\n\n{OWN}",
        f"{OWN}\n\n> You wrote this.\n>> And that.",
        f"{OWN}\n\n--\nSam Fox\nWe sell boats",
        f"{OWN}\n\nKind regards,\nSam Fox\nHead of Sales, Fox & Co. Ltd.\n+44 20 5550 1182",
        f"{OWN}\n\nThanks\nSam",
        f"{OWN} Kind regards, Sam Fox",
        f"{OWN}\n\nOn Mon, 3 Nov 2025 at 09:41, Dana <d@hall.example> wrote:\nWhere is it?\n",
        f"{OWN}\n\nOn Mon, Nov 3, 2025 at 9:41 AM Dana Hall <d@hall.example>\nwrote:\n> Where?\n",
        f"{OWN}\n\n----- Original Message -----\nFrom: Dana\nWhere is it?",
        f"{OWN}\n\nBegin forwarded message:\n\nWhere is it?",
        f"{OWN}\n\nFrom: Dana\nSent: Monday\nTo: Sam\nSubject: file\n\nWhere is it?",
        f"{OWN}\n\nSent from my iPhone",
    ],
)
def test_what_stands_around_is_left_alone(text: str) -> None:
    assert kept(text) == OWN


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Best,\nSam\n\nP.S. I will call you soon.", "P.S. I will call you soon."),
        ("Thank you!\n\nI'm sorry if you felt bad.", "I'm sorry if you felt bad."),
        ("On Monday I wrote:\nI will call.", "I will call."),
        ("From: Sam\n\nI lost it.", "I lost it."),
        ('He said "never" to me.', "He said to me."),
        ('"I lost it."', '"I lost it."'),
        ("From my side: I lost it.", "From my side: I lost it."),
    ],
)
def test_ones_own_words_are_kept(text: str, own: str) -> None:
    assert kept(text) == own


def test_a_signature_far_from_the_end_is_none() -> None:
    text = f"Thanks,\n{OWN}\n" + "The van comes at nine. " * 20
    assert OWN in own_words(text)
