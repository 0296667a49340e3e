"""What the user has still to fill in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checks import in_draft
from coach.placeholders import DAY, filled, left_open


@given(st.text(alphabet="[]day what I did\n1x", max_size=80))
def test_each_character_stays_where_it_was(text: str) -> None:
    assert len(filled(text)) == len(text)


@pytest.mark.parametrize("day", [DAY, "[day and hour]", "[date]", "[day]", "[when]"])
def test_a_day_to_be_named_counts_as_named(day: str) -> None:
    assert in_draft(f"I will send the corrected file by {day}.") == ()


@pytest.mark.parametrize("deed", ["[what I did]", "[what I did or failed to do]", "[the deed]"])
def test_a_deed_to_be_told_counts_as_told(deed: str) -> None:
    assert in_draft(f"I'm sorry that I {deed}.") == ()


@pytest.mark.parametrize(
    "text", ["See [1].", "[cid:image001.png]", "[our site](https://x.example)"]
)
def test_other_brackets_ask_for_nothing(text: str) -> None:
    assert left_open(text) == ()
    assert filled(text) == text


def test_what_is_open_is_listed_once_and_in_order() -> None:
    assert left_open("[name], I'm sorry that I [what I did]. [name]!") == ("[name]", "[what I did]")
