"""A plan as a calendar file (RFC 5545) that calendar programs import."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from coach import dates
from coach.plans import Item, Plan, zone_of

if TYPE_CHECKING:
    from icalendar import Alarm, Event, Timezone, TimezoneDaylight, TimezoneStandard

MAKER = "-//repair-coach//plan//EN"
"""Who made the file, by which a file of ours is known again."""

_DAY_BEFORE = timedelta(days=-1)
# A day begins at midnight; nine o'clock of the day before is when people look.
_NINE_BEFORE = timedelta(hours=-15)


def ics(plan: Plan, name: str, now: datetime) -> bytes:
    """Return the dated items as a calendar: one event an item, an alarm the day before unless it is done.

    A day becomes an all-day event, a moment an event in its own time zone, whose rules stand in the file.
    The UID of an item stays the same from one export to the next, so that an import renews it.

    Args:
        plan: The plan; items without a date have no place in a calendar.
        name: The client's name.
        now: The moment, with its time zone.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Plan: {name}")
    for zone, years in sorted(_zones(plan).items()):
        calendar.add_component(_timezone(ZoneInfo(zone), years))
    for item in plan.items:
        if item.due is not None:
            calendar.add_component(_event(item, name, now))
    return bytes(calendar.to_ical())


def _event(item: Item, name: str, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"repair-coach:{name}:{item.id}")))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", item.due)
    event.add("summary", f"{item.action} ({name})")
    event.add("description", _description(item))
    # A promise takes no time of the day away.
    event.add("transp", "TRANSPARENT")
    if item.done is None:
        event.add_component(_alarm(item))
    return event


def _alarm(item: Item) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", item.action)
    alarm.add("trigger", _DAY_BEFORE if isinstance(item.due, datetime) else _NINE_BEFORE)
    return alarm


def _description(item: Item) -> str:
    lines = [f"Who: {item.owner}"]
    if item.proof:
        lines.append(f"Proof: {item.proof}")
    if item.step:
        lines.append(f"Step: {item.step}")
    if item.done is not None:
        lines.append(f"Done on {dates.told(item.done)}")
    return "\n".join(lines)


# --- The rules of a time zone -------------------------------------------------------------------
#
# icalendar can write them too, as one long list of days for each change of the clock. Programs
# that read the first day of such a list and no more are an hour out all summer.

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Programs keep the rules of the first file that names a zone: they are the same in every file. A rule is
# taken for one when it holds from this year to so many behind the last date.
_SINCE, _AHEAD = 2008, 4
_UTC_NAMES = ("UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Universal", "GMT")


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the clock: when by the clock before it, from and to which offset, the new name."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        """What the changes of one rule have in common."""
        return self.before, self.after, self.name, self.summer


def _zones(plan: Plan) -> dict[str, range]:
    """Return the names of the time zones in the plan, each with the years of its dates."""
    years: dict[str, list[int]] = defaultdict(list)
    for item in plan.items:
        name = zone_of(item.due)
        if item.due is not None and name and name not in _UTC_NAMES:
            years[name].append(item.due.year)
    return {name: range(min(found), max(found) + 1) for name, found in years.items()}


def _timezone(zone: ZoneInfo, years: range) -> "Timezone":
    """Return the rules of a zone: one for each change that comes every year, else each change by itself."""
    from icalendar import Timezone

    timezone = Timezone()
    timezone.add("tzid", zone.key)
    first = min(_SINCE, years.start - 1)
    span = range(first, years.stop + _AHEAD)
    changes = list(_changes(zone, span))
    kinds: dict[tuple[timedelta, timedelta, str, bool], list[_Change]] = defaultdict(list)
    for change in changes:
        kinds[change.kind].append(change)
    rules = {kind: _rule(found, len(span)) for kind, found in kinds.items()}
    if not changes or not all(rules.values()):
        timezone.add_component(_observance(_state(datetime(first, 1, 1), zone), {}))
    for kind, found in kinds.items():
        for change in found[:1] if rules[kind] else found:
            timezone.add_component(_observance(change, rules[kind]))
    return timezone


def _observance(change: _Change, rule: dict[str, object]) -> "TimezoneStandard | TimezoneDaylight":
    from icalendar import TimezoneDaylight, TimezoneStandard

    observance = TimezoneDaylight() if change.summer else TimezoneStandard()
    observance.add("dtstart", change.at)
    observance.add("tzoffsetfrom", change.before)
    observance.add("tzoffsetto", change.after)
    observance.add("tzname", change.name)
    if rule:
        observance.add("rrule", rule)
    return observance


def _rule(changes: Sequence[_Change], years: int) -> dict[str, object]:
    """Return what the changes follow in each of the years, such as the last Sunday of March; or nothing."""
    days = [change.at for change in changes]
    shared = {(day.month, day.weekday(), day.time()) for day in days}
    if len(shared) > 1 or len({day.year for day in days}) < years or len(days) > years:
        return {}
    which = {(day.day - 1) // 7 + 1 for day in days}
    if all(day.day + 7 > monthrange(day.year, day.month)[1] for day in days):
        which = {-1}
    if len(which) > 1:
        return {}
    byday = f"{which.pop()}{_WEEKDAYS[days[0].weekday()]}"
    return {"freq": "yearly", "bymonth": days[0].month, "byday": byday}


def _changes(zone: tzinfo, years: range) -> Iterator[_Change]:
    """Yield the changes of the clock in those years, in order."""
    day = datetime(years.start, 1, 1, tzinfo=UTC)
    end = datetime(years.stop, 1, 1, tzinfo=UTC)
    before = _offset(day, zone)
    while day < end:
        then = day + timedelta(days=1)
        after = _offset(then, zone)
        if before != after:
            early, late = day, then
            while late - early > timedelta(minutes=1):
                middle = early + (late - early) // 2
                if _offset(middle, zone) == before:
                    early = middle
                else:
                    late = middle
            at = late.replace(second=0, microsecond=0, tzinfo=None) + before
            state = _state(then.astimezone(zone).replace(tzinfo=None), zone)
            yield _Change(at, before, state.after, state.name, state.summer)
        day, before = then, after


def _state(at: datetime, zone: tzinfo) -> _Change:
    """Return how the clock stands at a moment, as a change to it from itself."""
    there = at.replace(tzinfo=zone)
    offset = there.utcoffset() or timedelta()
    return _Change(at, offset, offset, there.tzname() or str(offset), bool(there.dst()))


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
