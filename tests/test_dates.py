"""Dates in words are resolved from the moment they were written, or left open."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import dates
from coach.errors import PlanError

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday.
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=BERLIN)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("by Friday", date(2026, 5, 8)),
        ("by Friday 3 pm", at(5, 8, 15)),
        ("by 3pm on Friday", at(5, 8, 15)),
        ("by Friday, 15:30", at(5, 8, 15, 30)),
        ("on Friday at noon", at(5, 8, 12)),
        ("by Fri", date(2026, 5, 8)),
        ("this Friday", date(2026, 5, 8)),
        ("on Wednesday", date(2026, 5, 6)),
        ("on Wednesday at 9 am", at(5, 13, 9)),
        ("next Tuesday", date(2026, 5, 12)),
        ("next Friday", date(2026, 5, 15)),
        ("on Friday next week", date(2026, 5, 15)),
        ("a week on Friday", date(2026, 5, 15)),
        ("today", date(2026, 5, 6)),
        ("by tomorrow", date(2026, 5, 7)),
        ("tomorrow at 9:15 a.m.", at(5, 7, 9, 15)),
        ("the day after tomorrow", date(2026, 5, 8)),
        ("by noon", at(5, 6, 12)),
        ("by 9 am", at(5, 7, 9)),
        ("by the end of the week", date(2026, 5, 8)),
        ("by the end of next week", date(2026, 5, 15)),
        ("this week", date(2026, 5, 8)),
        ("by the end of the month", date(2026, 5, 31)),
        ("by the end of June", date(2026, 6, 30)),
        ("in June", date(2026, 6, 30)),
        ("by month end", date(2026, 5, 31)),
        ("by the end of the quarter", date(2026, 6, 30)),
        ("by the weekend", date(2026, 5, 8)),
        ("at the start of next month", date(2026, 6, 1)),
        ("in two weeks", date(2026, 5, 20)),
        ("within 10 days", date(2026, 5, 16)),
        ("within three working days", date(2026, 5, 11)),
        ("within 24 hours", at(5, 7, 10, 30)),
        ("within 24-48 hours", at(5, 8, 10, 30)),
        ("in half an hour", at(5, 6, 11)),
        ("within the hour", at(5, 6, 11, 30)),
        ("in a month", date(2026, 6, 6)),
        ("by the 14th", date(2026, 5, 14)),
        ("by the 3rd", date(2026, 6, 3)),
        ("by the 31st", date(2026, 5, 31)),
        ("14 May", date(2026, 5, 14)),
        ("by 14 May at 5 pm", at(5, 14, 17)),
        ("May 14th", date(2026, 5, 14)),
        ("on the 14th of May", date(2026, 5, 14)),
        ("Thursday, May 14", date(2026, 5, 14)),
        ("3 January", date(2027, 1, 3)),
        ("14 May 2027", date(2027, 5, 14)),
        ("2026-05-14", date(2026, 5, 14)),
        ("2026-05-14 15:00", at(5, 14, 15)),
        ("2026-05-14T15:00", at(5, 14, 15)),
        ("by Friday 13:00 UTC", at(5, 8, 15)),
        ("before Friday", date(2026, 5, 7)),
        ("before the end of the week", date(2026, 5, 8)),
        ("before Friday ends", date(2026, 5, 8)),
        ("no later than Monday", date(2026, 5, 11)),
        ("by Monday at the latest", date(2026, 5, 11)),
    ],
)
def test_words_are_resolved(words: str, due: dates.Due) -> None:
    [named] = dates.find(f"You will have it {words}.", NOW)
    assert named.due == due
    assert isinstance(named.due, datetime) == isinstance(due, datetime)
    assert dates.read(words, NOW) == due


@pytest.mark.parametrize(
    ("words", "due", "left"),
    [
        ("tomorrow morning", date(2026, 5, 7), "in the morning"),
        ("tonight", date(2026, 5, 6), "in the evening"),
        ("this afternoon", date(2026, 5, 6), "in the afternoon"),
        ("by end of day Friday", date(2026, 5, 8), "by end of day"),
        ("by the end of the day", date(2026, 5, 6), "by the end of the day"),
        ("by close of business on Monday", date(2026, 5, 11), "by close of business"),
        ("first thing on Monday", date(2026, 5, 11), "first thing"),
        ("on Friday at 3", date(2026, 5, 8), "at 3"),
        ("on Friday 3 pm Pacific time", date(2026, 5, 8), "at 3 pm Pacific time"),
        ("by Friday 9 am EST", date(2026, 5, 8), "at 9 am EST"),
        ("every Friday", date(2026, 5, 8), "every Friday"),
        ("overnight", date(2026, 5, 7), "overnight"),
    ],
)
def test_what_the_words_say_beyond_the_day_is_kept(words: str, due: date, left: str) -> None:
    [named] = dates.find(f"I will call you {words}.", NOW)
    assert (named.due, named.left) == (due, left)


@pytest.mark.parametrize(
    "words",
    [
        *("by 14/5", "on 5/14", "by 3/4/2027", "on 14.5.", "Friday, 14/5", "by the 32nd"),
        *("Friday 14 May", "on 31 June", "early next week", "later this week", "mid-May"),
        *("3 April", "tomorrow, Sunday"),
    ],
)
def test_what_can_be_read_in_two_ways_or_is_no_date_is_left_open(words: str) -> None:
    assert all(named.due is None for named in dates.find(f"You will have it {words}.", NOW))
    with pytest.raises(PlanError, match="cannot read one date"):
        dates.read(words, NOW)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "It was due last Friday.",
            "We have known each other since May.",
            "You wrote two days ago.",
        ),
        *("I may call.", "We sat in the sun.", "Our march goes on.", "It is on the 2nd floor."),
        *("The Friday report is late.", "Today's call was hard.", "It came in the morning."),
        *("Version 2.5 costs 14.50.", "A week is long.", "They are 24 hours behind."),
        "This is the third day.",
    ],
)
def test_other_words_are_no_date(text: str) -> None:
    assert [named for named in dates.find(text, NOW) if named.due is not None] == []


def test_two_dates_in_a_text_are_two() -> None:
    text = "The first half comes on Friday, the rest by 20 May."
    first, second = dates.find(text, NOW)
    assert (first.due, second.due) == (date(2026, 5, 8), date(2026, 5, 20))
    assert text[first.start : first.end] == "on Friday"
    assert text[second.start : second.end] == "by 20 May"


def test_a_line_may_end_within_a_date() -> None:
    [named] = dates.find("You will have it by\nFriday\n3 pm.", NOW)
    assert named.due == at(5, 8, 15)


def test_a_summer_day_has_its_summer_offset() -> None:
    winter = datetime(2026, 3, 27, 10, tzinfo=BERLIN)
    due = dates.read("Monday 3 pm", winter)
    assert isinstance(due, datetime)
    assert (winter.utcoffset(), due.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


def test_hours_from_now_are_counted_across_a_change_of_the_clock() -> None:
    # On 29 March 2026 the night has no hour from two to three.
    due = dates.read("in 24 hours", datetime(2026, 3, 28, 12, tzinfo=BERLIN))
    assert due == datetime(2026, 3, 29, 13, tzinfo=BERLIN)


@pytest.mark.parametrize("words", ["", "soon", "Friday or Monday", "call her on Friday", "99 May"])
def test_what_is_no_date_is_refused_with_examples(words: str) -> None:
    with pytest.raises(PlanError, match="'Friday 3 pm'"):
        dates.read(words, NOW)


def test_a_date_is_told_as_people_write_it() -> None:
    assert dates.told(date(2026, 5, 8)) == "Friday 8 May 2026"
    assert dates.told(at(5, 8, 15), NOW) == "Friday 8 May, 15:00"
    assert dates.told(date(2027, 1, 1), NOW) == "Friday 1 January 2027"


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_what_is_told_is_read_back(day: date) -> None:
    assert dates.read(dates.told(day), NOW) == day


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for named in dates.find(f"{text} by Friday", NOW):
        assert 0 <= named.start < named.end <= len(text) + 10


def test_the_zone_of_this_machine_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ZoneInfo(dates.local_zone().key) == dates.local_zone()
