"""A plan opens in other calendar programs with the right dates and time zones.

The second parser is vobject: it shares no code with the library that writes, and builds its time zones
from the rules in the file and not from a list of its own.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from vobject import icalendar

from coach import calendars
from coach.plans import FOLLOW_UP, Item, Plan

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=BERLIN)
# Summer north and south of the line, none, rules that ended, and some that are no rule at all.
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC"),
    *("America/Mexico_City", "Asia/Jerusalem", "Africa/Casablanca", "Australia/Lord_Howe"),
)


def opened(plan: Plan) -> list[object]:
    """Return the events as the other program reads them."""
    for zone in ZONES:
        # It keeps the rules of the first file that names a zone; here each file stands for itself.
        vars(icalendar)["__tzidMap"].pop(zone, None)
    text = calendars.ics(plan, "acme", NOW).decode("utf-8")
    return list(vobject.readOne(text).contents.get("vevent", []))


def test_a_day_stays_a_day_and_a_moment_keeps_its_hour_and_zone() -> None:
    plan = Plan(
        (
            Item("Send the file", due=date(2026, 5, 8)),
            Item("Call Marco", due=datetime(2026, 5, 8, 15, tzinfo=BERLIN)),
            Item("Call Ann", due=datetime(2026, 12, 8, 15, tzinfo=BERLIN)),
        )
    )
    day, summer, winter = opened(plan)
    assert day.dtstart.value == date(2026, 5, 8)
    assert not isinstance(day.dtstart.value, datetime)
    assert summer.dtstart.value == datetime(2026, 5, 8, 13, tzinfo=UTC)
    assert summer.dtstart.value.utcoffset() == timedelta(hours=2)
    assert winter.dtstart.value == datetime(2026, 12, 8, 14, tzinfo=UTC)
    assert winter.dtstart.value.utcoffset() == timedelta(hours=1)


def test_the_file_names_the_zone_and_carries_its_rules() -> None:
    plan = Plan((Item("Call", due=datetime(2026, 5, 8, 15, tzinfo=BERLIN)),))
    text = calendars.ics(plan, "acme", NOW).decode("utf-8")
    assert "DTSTART;TZID=Europe/Berlin:20260508T150000\r\n" in text
    assert text.count("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin") == 1


@pytest.mark.parametrize("zone", ZONES)
def test_every_month_has_the_offset_of_its_zone(zone: str) -> None:
    moments = [datetime(2026, month, 15, 12, tzinfo=ZoneInfo(zone)) for month in range(1, 13)]
    plan = Plan(tuple(Item(f"Step {moment.month}", due=moment) for moment in moments))
    read = [event.dtstart.value for event in opened(plan)]
    assert [one.utcoffset() for one in read] == [one.utcoffset() for one in moments]


@given(
    st.lists(
        st.one_of(
            st.dates(date(2020, 1, 1), date(2036, 12, 31)),
            st.builds(
                lambda moment, zone: moment.replace(tzinfo=ZoneInfo(zone)),
                # By day: an hour that a night has twice or not at all is told in two ways.
                st.datetimes(datetime(2020, 1, 1), datetime(2036, 12, 31)).map(
                    lambda moment: moment.replace(
                        hour=6 + moment.hour % 16, second=0, microsecond=0
                    )
                ),
                st.sampled_from(ZONES),
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_date_is_read_as_it_was_written(dues: list[date]) -> None:
    plan = Plan(tuple(Item(f"Step {at}", due=due) for at, due in enumerate(dues)))
    read = [event.dtstart.value for event in opened(plan)]
    assert read == dues
    assert [type(one) for one in read] == [type(one) for one in dues]


def test_the_uid_stays_when_the_item_is_moved_and_differs_between_items_and_clients() -> None:
    plan = Plan((Item("Call", due=date(2026, 5, 8)), Item("Write", due=date(2026, 5, 8))))
    first, second = (event.uid.value for event in opened(plan))
    assert first != second
    assert [event.uid.value for event in opened(plan.move(1, date(2026, 5, 9)))] == [first, second]
    other = vobject.readOne(calendars.ics(plan, "bolt", NOW).decode("utf-8"))
    assert other.vevent.uid.value != first


def test_the_event_says_what_who_proof_and_step() -> None:
    item = Item(
        "Send it; then, call\\ring",
        owner="Ann",
        due=date(2026, 5, 8),
        proof='the "mail", signed',
        step=FOLLOW_UP,
    )
    [event] = opened(Plan((item,)))
    assert event.summary.value == "Send it; then, call\\ring (acme)"
    assert event.description.value == (
        'Who: Ann\nProof: the "mail", signed\nStep: mend-fences/follow-up'
    )


@pytest.mark.parametrize(
    ("due", "before"),
    [
        (datetime(2026, 5, 8, 15, tzinfo=BERLIN), timedelta(days=1)),
        (date(2026, 5, 8), timedelta(hours=15)),
    ],
)
def test_an_alarm_rings_the_day_before(due: date, before: timedelta) -> None:
    [event] = opened(Plan((Item("Call", due=due),)))
    assert event.valarm.action.value == "DISPLAY"
    assert event.valarm.trigger.value == -before


def test_what_is_done_rings_no_more_and_what_has_no_date_is_not_there() -> None:
    done = Item("Call", due=date(2026, 5, 8), done=date(2026, 5, 7))
    [event] = opened(Plan((done, Item("Some day"))))
    assert "valarm" not in event.contents
    assert "Done on Thursday 7 May 2026" in event.description.value


def test_long_lines_and_every_script_come_back_whole() -> None:
    action = "Zoë rufen – 日本語のメール " * 12
    [event] = opened(Plan((Item(action, due=date(2026, 5, 8)),)))
    assert event.summary.value == f"{action.strip()} (acme)"
    raw = calendars.ics(Plan((Item(action, due=date(2026, 5, 8)),)), "acme", NOW)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_an_empty_plan_is_a_calendar_without_events() -> None:
    assert opened(Plan()) == []
