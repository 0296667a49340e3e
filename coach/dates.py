"""Dates in words: "by Friday 3 pm", "in two weeks", "14 May", resolved from a moment.

What can be read in two ways is left open: no date is better than a wrong one. ``find`` looks for
dates in a text, ``read`` takes words that are meant as one, ``told`` writes a date for people.
"""

import re
import warnings
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from coach import sentences
from coach.errors import PlanError, SettingsError

Due = date | datetime
"""A day, or a moment with its time zone. A ``datetime`` is a ``date`` too: ask for it first."""

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
# A day and month without a year that would be this far off is more likely one that has passed.
_FAR = timedelta(days=270)
_FRIDAY, _SUNDAY = 4, 6


DAY, HOUR, STRETCH = "day", "hour", "stretch"


@dataclass(frozen=True, slots=True)
class Named:
    """A date that a text names.

    Attributes:
        due: The day, or the moment in the zone of the moment it was resolved from; None when the
            words leave it open.
        start: Where the words begin, with "by" or "on".
        end: Where they end.
        left: What the words say and ``due`` does not hold: "in the morning", "every Friday".
        deadline: Whether "by", "before", "until" or "within" introduces it.
        kind: What the words name: ``DAY``; ``HOUR``, such as "by noon", which is said of the next
            noon; ``STRETCH``, such as "this week", of which ``due`` is the end.
    """

    due: Due | None
    start: int
    end: int
    left: str = ""
    deadline: bool = False
    kind: str = DAY


def find(text: str, now: datetime) -> tuple[Named, ...]:
    """Return the dates that the text names, by where they stand.

    Weekdays and days of a month are the next ones, today included; "next Tuesday" is that of next
    week; weeks begin on Monday, and their end is Friday. "14/5" is left open, because people read it
    in two ways. So is an hour in a zone other than UTC: its day stands, the hour is in ``left``.

    Args:
        text: Any text.
        now: The moment it was written, with its time zone.
    """
    plain = sentences.straight(text)
    groups: list[list[_Piece]] = []
    for piece in _apart(_pieces(plain, now)):
        if groups and _GAP.fullmatch(plain, groups[-1][-1].end, piece.start):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    found = (_named(group, plain, now) for group in groups)
    return tuple(named for named in found if named is not None)


def read(words: str, now: datetime) -> Due:
    """Return the date that the words are: "Friday 3 pm", "in two weeks", "2027-05-14 15:00".

    Args:
        words: A date and nothing else.
        now: The moment it is resolved from, with its time zone.

    Raises:
        PlanError: They are no date, or could be two.
    """
    plain = " ".join(words.split())
    due: Due | None = _iso(plain, now) if re.match(r"\d{4}-\d\d-\d\d[T ]", plain) else None
    # "Fri" is only a day behind "by", and "on Friday" is one as it stands.
    for asked in (plain, f"by {plain}"):
        found = find(asked, now) if due is None else ()
        if len(found) == 1 and not (asked[: found[0].start] + asked[found[0].end :]).strip(" .,"):
            due = found[0].due if not found[0].left else None
    if due is None:
        raise PlanError(
            f"cannot read one date in '{plain[:80]}'; wanted a day, or a day and an hour, such as "
            "'Friday 3 pm', '14 May', 'in two weeks' or '2027-05-14 15:00'"
        )
    return due


def told(due: Due, today: Due | None = None) -> str:
    """Return the date as people write it: "Friday 27 November, 15:00".

    Args:
        due: The date.
        today: With it, a year is only named when it is another one than today's.
    """
    year = "" if today is not None and today.year == due.year else f" {due.year}"
    day = f"{_DAYS[due.weekday()].title()} {due.day} {_MONTHS[due.month - 1].title()}{year}"
    return f"{day}, {due:%H:%M}" if isinstance(due, datetime) else day


def moment(day: Due, zone: tzinfo | None = None) -> datetime:
    """Return a moment with its zone: the one given, or the start of the day.

    Args:
        day: A moment is returned as it is when it has a zone.
        zone: For what has none; the zone of this machine by default.
    """
    if not isinstance(day, datetime):
        day = datetime.combine(day, time.min)
    return day if day.tzinfo is not None else day.replace(tzinfo=zone or local_zone())


def end(due: Due, zone: tzinfo | None) -> datetime:
    """Return the last moment at which the date is kept, in the zone: of a day, the day's last minute."""
    if isinstance(due, datetime):
        return due.astimezone(zone)
    return datetime.combine(due, time(23, 59), zone)


def local_zone() -> ZoneInfo:
    """Return the time zone of this machine by its name, such as Europe/Berlin.

    The standard library tells today's offset and no name. A calendar needs the name: the offset of
    a day in May is another than that of a day in March.

    Raises:
        SettingsError: It has no name that a calendar would know.
    """
    import tzlocal

    try:
        with warnings.catch_warnings():
            # Where nothing is configured, the machine goes by UTC, and so do we.
            warnings.simplefilter("ignore")
            return ZoneInfo(str(tzlocal.get_localzone()))
    except (ValueError, OSError, KeyError) as error:
        raise SettingsError(
            "the time zone of this machine has no name that a calendar knows; set the variable TZ, "
            f"such as TZ=Europe/Berlin ({error})"
        ) from error


# --- Pieces of a date ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a date.

    ``kind`` is a day, a weekday, a stretch of days, what comes after so long, an hour, the clock with the
    half of the day left open, or a part of the day.
    """

    kind: str
    start: int
    end: int
    day: date | None = None
    at: time | None = None
    moment: datetime | None = None
    left: str = ""
    utc: bool = False


def _iso(words: str, now: datetime) -> datetime | None:
    try:
        there = datetime.fromisoformat(words)
    except ValueError:
        return None
    there = there.replace(second=0, microsecond=0)
    return there.astimezone(now.tzinfo) if there.tzinfo else there.replace(tzinfo=now.tzinfo)


def _iso_moment(match: re.Match[str], now: datetime) -> _Piece | None:
    there = _iso(match[0].upper(), now)
    return _Piece("after", *match.span(), moment=there) if there is not None else None


def _iso_day(match: re.Match[str], _: datetime) -> _Piece:
    day = _valid(int(match["year"]), int(match["month"]), int(match["day"]))
    return _Piece("day", *match.span(), day=day)


def _two_ways(match: re.Match[str], _: datetime) -> _Piece:
    return _Piece("day", *match.span())


def _month_day(match: re.Match[str], now: datetime) -> _Piece:
    month, day, today = _month(match["month"]), int(match["day"]), now.date()
    if match["year"]:
        return _Piece("day", *match.span(), day=_valid(int(match["year"]), month, day))
    # Nine years reach any 29 February.
    there = (_valid(today.year + more, month, day) for more in range(9))
    coming = next((one for one in there if one is not None and one >= today), None)
    near = coming is not None and coming - today <= _FAR
    return _Piece("day", *match.span(), day=coming if near else None)


def _nth(match: re.Match[str], now: datetime) -> _Piece:
    today, which = now.date(), (match["of"] or "").lower()
    months = [_added_months(today.replace(day=1), more) for more in range(13)]
    if which:
        months = months[1:2] if "next" in which else months[:1]
    there = (_valid(first.year, first.month, int(match["day"])) for first in months)
    day = next((one for one in there if one is not None and one >= today), None)
    return _Piece("day", *match.span(), day=day)


def _weekday(match: re.Match[str], now: datetime) -> _Piece:
    name = (match["long"] or match["short"]).lower()
    index = next(at for at, day in enumerate(_DAYS) if day.startswith(name[:3]))
    today = now.date()
    which, behind = (match["which"] or "").lower(), (match["behind"] or "").lower()
    if which == "next" or "next" in behind:
        day = _first_of(today, "week", later=True) + timedelta(days=index)
        return _Piece("day", *match.span(), day=day)
    coming = today + timedelta(days=(index - today.weekday()) % 7)
    if behind == " week" or match["week"]:
        return _Piece("day", *match.span(), day=coming + timedelta(days=7))
    return _Piece("weekday", *match.span(), day=coming)


def _near(match: re.Match[str], now: datetime) -> _Piece:
    word = match[0].lower()
    days = 2 if "after" in word else 1 if word in ("tomorrow", "overnight") else 0
    left = {"tonight": "in the evening", "overnight": "overnight"}.get(word, "")
    return _Piece("day", *match.span(), day=now.date() + timedelta(days=days), left=left)


def _this_part(match: re.Match[str], now: datetime) -> _Piece:
    left = f"in the {match['part'].lower()}"
    return _Piece("day", *match.span(), day=now.date(), left=left)


def _stretch(match: re.Match[str], now: datetime) -> _Piece | None:
    """Read "this week", "the end of next month", "the start of May"; a bare "week" is no date."""
    today, unit = now.date(), match["unit"].lower()
    edge, which = (match["edge"] or "").lower(), (match["which"] or "").lower()
    if not edge and not _is_date(match, unit, which):
        return None
    months = unit not in _UNITS
    first = _coming(today, _month(unit)) if months else _first_of(today, unit, which == "next")
    last = _last_of(first, unit)
    if last < today:
        # On a Saturday the end of the week is that of the next one.
        last += timedelta(days=7)
    if edge in ("early", "mid", "late", "later", "middle"):
        day = None
    elif edge in ("start", "beginning", "top"):
        day = first if first >= today else None
    elif not edge and re.search(r"\bbefore $", match.string[: match.start()], re.IGNORECASE):
        day = first - timedelta(days=1)
    else:
        day = last
    return _Piece("stretch", *match.span(), day=day)


def _is_date(match: re.Match[str], unit: str, which: str) -> bool:
    if unit in _UNITS:
        return which in ("this", "next")
    before = match.string[max(0, match.start() - 12) : match.start()]
    return not which and re.search(r"\b(?:in|by|before) $", before, re.IGNORECASE) is not None


def _unit_end(match: re.Match[str], now: datetime) -> _Piece:
    unit = match["unit"].lower()
    return _Piece("stretch", *match.span(), day=_last_of(_first_of(now.date(), unit, False), unit))


def _weekend(match: re.Match[str], now: datetime) -> _Piece:
    today, words = now.date(), match[0].lower()
    sunday = today + timedelta(days=_SUNDAY - today.weekday() + 7 * ("next" in words))
    # "By the weekend" is over when the weekend begins.
    until = words.startswith(("by", "before")) and "end of" not in words
    day = sunday - timedelta(days=2) if until else sunday
    return _Piece("stretch", *match.span(), day=day if day >= today else day + timedelta(days=7))


def _after(match: re.Match[str], now: datetime) -> _Piece:
    """Read "in two weeks", "within 24 hours", "three working days from now"."""
    number = max(_number(word) for word in re.findall(_COUNT, match["count"].lower()))
    unit = match["unit"].lower().split()
    later = {"minute": timedelta(minutes=number), "hour": timedelta(hours=number)}.get(unit[-1])
    if later is not None:
        return _Piece("after", *match.span(), moment=_later(now, later))
    today = now.date()
    if unit[-1] == "month":
        day = _added_months(today, number)
    elif len(unit) == 2:
        day = _working(today, number)
    else:
        day = today + number * timedelta(days={"day": 1, "week": 7, "fortnight": 14}[unit[-1]])
    return _Piece("after", *match.span(), day=day)


def _within(match: re.Match[str], now: datetime) -> _Piece:
    unit = match["unit"].lower()
    if unit == "hour":
        return _Piece("after", *match.span(), moment=_later(now, timedelta(hours=1)))
    if unit == "half an hour":
        return _Piece("after", *match.span(), moment=_later(now, timedelta(minutes=30)))
    today = now.date()
    day = today if unit == "day" else _last_of(_first_of(today, unit, False), unit)
    return _Piece("after", *match.span(), day=day if day >= today else day + timedelta(days=7))


def _hour(match: re.Match[str], _: datetime) -> _Piece:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 24
    return _hour_piece(match, time(hour, minute) if hour < 24 else None)


def _noon(match: re.Match[str], _: datetime) -> _Piece:
    return _hour_piece(match, time(12))


def _hour_piece(match: re.Match[str], at: time | None) -> _Piece:
    zone = (match["zone"] or "").lower()
    utc = zone in ("utc", "gmt")
    if at is None or (zone and not utc and zone not in ("my time", "our time")):
        # The day of it is known, the hour here is not.
        return _Piece("part", *match.span(), left=f"at {match[0]}")
    return _Piece("hour", *match.span(), at=at, utc=utc)


def _open_hour(match: re.Match[str], _: datetime) -> _Piece:
    # Three in the morning is not what "at three" means, and seven may be either.
    return _Piece("clock", *match.span(), left=match[0])


def _part(match: re.Match[str], _: datetime) -> _Piece:
    words = match[0]
    low = words.lower()
    if low in ("morning", "afternoon", "evening"):
        words = f"in the {low}"
    elif not low.startswith(("in", "at", "first", "early", "late", "mid")):
        words = f"by {words}"
    return _Piece("part", *match.span(), left=words)


_DAY = rf"(?:{'|'.join(_DAYS)})"
# "sat" and "sun" are words too: the short names count behind "by", "on" and their like.
_SHORT = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b(?:\.(?= (?:\d|at\b)))?"
_BEFORE_SHORT = r"(?:(?<=\b(?:by|on) )|(?<=\b(?:next|this) )|(?<=\bbefore )|(?<=\buntil ))"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_NUMBERS = {
    **{
        word: number
        for number, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve".split()
        )
    },
    "an": 1,
    "a": 1,
}
_CLOCK = rf"(?:[1-9]|1[0-2]|{'|'.join(list(_NUMBERS)[1:13])})"
_UNITS = ("week", "month", "quarter", "year")
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?:(?:business|working) day|minute|hour|day|week|fortnight|month)"
# "Friday's call" and "the Friday report" name a thing.
_NOT_OWNED = r"(?!'s\b)"
_NO_THING = r"(?<!\bthe )(?<!\bour )(?<!\byour )(?<!\bmy )(?<!\bthat )"
_ZONE = (
    r"(?: ?(?P<zone>utc|gmt|ces?t|[ecmp][sd]?t|bst|ist|ae[sd]t|jst|sgt|hkt|eet|"
    r"[a-z]+(?: york| angeles)? time)\b)?"
)
_ORDINAL = r"(?:st|nd|rd|th)"

# In this order: of two that begin together the longer stands, of two as long the first.
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], datetime], _Piece | None]], ...] = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", _iso_moment),
    (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", _iso_day),
    (r"\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?", _two_ways),
    (
        rf"(?:the )?(?P<day>\d{{1,2}}){_ORDINAL}?(?: of)? (?P<month>{_MONTH})(?:\.(?=,? \d))?"
        r"(?:,? (?P<year>(?:19|20|21)\d\d)\b)?",
        _month_day,
    ),
    (
        rf"(?P<month>{_MONTH})\.? (?:the )?(?P<day>\d{{1,2}}){_ORDINAL}?(?![\d:])"
        r"(?:,? (?P<year>(?:19|20|21)\d\d)\b)?",
        _month_day,
    ),
    (
        rf"the (?P<day>\d{{1,2}}){_ORDINAL}\b(?P<of> of (?:this|the|next) month)?"
        r"(?=\s*(?:$|[,.;:!?)–—-]|(?:at|by|before|and|so|with|to|in|or|for|when|as|\d)\b))",
        _nth,
    ),
    (
        rf"(?:(?P<week>a week (?:on|from)) )?(?:(?P<which>this coming|coming|this|next) )?{_NO_THING}"
        rf"(?:(?P<long>{_DAY})\b|{_BEFORE_SHORT}(?P<short>{_SHORT})){_NOT_OWNED}"
        r"(?P<behind>,? (?:of )?(?:next|this) week\b| week\b)?",
        _weekday,
    ),
    (
        rf"(?:(?:the )?day after tomorrow|today|tonight|tomorrow|overnight)\b{_NOT_OWNED}",
        _near,
    ),
    (r"this (?P<part>morning|afternoon|evening)\b", _this_part),
    (
        r"(?:the )?(?:(?P<edge>early|mid|later?|middle|end|close|start|beginning|top)(?: of |-| ))?"
        r"(?:(?P<which>this|the|next) )?"
        rf"(?P<unit>(?:{'|'.join(_UNITS)})\b(?! (?:on|from|after|and)\b)|{_MONTH}){_NOT_OWNED}",
        _stretch,
    ),
    (r"(?P<unit>month|quarter|year)(?:'s)?[ -]end\b", _unit_end),
    (r"(?:(?:before|by) )?(?:the end of )?(?:the|this|next) weekend\b", _weekend),
    (
        r"(?:within|in|over)(?: the)?(?: next| coming| following)? "
        rf"(?P<count>{_COUNT}(?:(?: ?[-–] ?| (?:to|or) ){_COUNT})?)[ -](?P<unit>{_UNIT})s?\b"
        r"(?:'? time\b| from (?:now|today)\b)?",
        _after,
    ),
    (rf"(?P<count>{_COUNT}) (?P<unit>{_UNIT})s? from (?:now|today)\b", _after),
    (r"within the (?P<unit>hour|day|week|month)\b", _within),
    (r"(?:with)?in (?P<unit>half an hour)\b", _within),
    (rf"(?:12 )?(?:noon|midday)\b{_ZONE}", _noon),
    (
        rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?{_ZONE}",
        _hour,
    ),
    (rf"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b(?P<half>){_ZONE}", _hour),
    (
        rf"(?:at|by|before|around|about) (?:half past |(?:a )?quarter (?:past|to) )?{_CLOCK}"
        r"(?:[:.][0-5]\d)?(?: thirty)?(?: o'clock)?(?=\s*(?:$|[,;!?)–—]|\.(?!\d)|"
        r"(?:on|today|tomorrow|tonight|this|next|every|each|in the|and|so|sharp|with|to|for|as|when|if|"
        rf"whether|i|we|you|{_DAY})\b))",
        _open_hour,
    ),
    (
        r"(?:the )?(?:(?:close|end) of (?:business|play|(?:the )?(?:(?:working|business) )?day)|"
        r"eod|cob|eob|lunch(?:time)?|midnight)\b|first thing(?: in the morning)?\b|"
        r"(?:in the |early |late |mid-)?(?:morning|afternoon|evening)\b|at night\b",
        _part,
    ),
)


@cache
def _compiled() -> tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], datetime], _Piece | None]], ...
]:
    # A space stands for any white space but the end of a paragraph: mails are wrapped.
    return tuple(
        (re.compile(rf"(?<![\w/.-])(?:{pattern})", re.IGNORECASE), how)
        for pattern, how in _PATTERNS
    )


def _pieces(text: str, now: datetime) -> Iterator[_Piece]:
    # Mails are wrapped: a line may end within a date.
    line = text.replace("\n", " ")
    for pattern, how in _compiled():
        for match in pattern.finditer(line):
            piece = how(match, now)
            if piece is not None:
                yield piece


def _apart(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Yield the pieces by place, the longer where two meet."""
    end = -1
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        if piece.start >= end:
            yield piece
            end = piece.end


# --- Pieces put together ------------------------------------------------------------------------

_GAP = re.compile(
    r"(?:[\s,(]|\b(?:at|by|on|before|in|around|about|no later than|the)\b)*", re.IGNORECASE
)
_ALWAYS = (
    r"no later than|not later than|at the latest by|by|before|until|till|from|starting|"
    r"starting from|for|as of|as early as|as soon as|later|early"
)
_HOURS = ("hour", "part", "clock")
# "Come in tomorrow" and "hand it over on Monday" keep their "in" and "over".
_LEADS = {
    "day": "on",
    "weekday": "on",
    "stretch": "in|at|over|during|on",
    "hour": "at|around|about",
    "part": "at|in",
    "clock": "at",
    "after": "at the latest",
}
_EVERY = re.compile(r"\b(?:every|each)\s+$", re.IGNORECASE)
_PASSED = re.compile(r"\b(?:since|last|after|past|previous|than)\s+(?:the\s+)?$", re.IGNORECASE)
_AGO = re.compile(r"\s+(?:ago|last)\b", re.IGNORECASE)
# "Within two days of your list" is reckoned from a day that is not known.
_OF_ANOTHER = re.compile(r"\s+(?:of|after|before|from|following)\b", re.IGNORECASE)
# "The usual Friday newsletter" names a thing; "I'll call Friday at the latest" a day.
_THING = re.compile(
    r" (?!(?:at|by|and|or|so|with|to|in|for|if|when|before|after|the|because|from|on|once|as|unless|then|but|"
    r"which|that|instead|myself|too|until|till|around|about|since|while|again|latest)\b)[a-z]+"
)
_OVER = re.compile(r"\s+(?:ends|is over|is out|closes)\b", re.IGNORECASE)
_TAIL = re.compile(
    r",?\s+(?:at the (?:very )?latest|(?:the )?latest|sharp|or (?:sooner|earlier|before))\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\b(?:by|before|within|later than|until|till)\b", re.IGNORECASE)
_REACH = 40  # characters before a date that are looked at


@cache
def _lead(kind: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?:{_ALWAYS}|{_LEADS[kind]})(?:\s+(?:about|around|the|early|late))?)\s+$|\bthe\s+$",
        re.IGNORECASE,
    )


def _named(group: Sequence[_Piece], text: str, now: datetime) -> Named | None:
    """Return the date that the pieces are together, or None when they are no date at all."""
    first, stop = group[0], group[-1].end
    lead = _lead(first.kind).search(text, max(0, first.start - _REACH), first.start)
    start = lead.start() if lead else first.start
    before = text[max(0, start - _REACH) : start]
    words = text[start:stop]
    deadline = _DEADLINE.search(words) is not None
    over = _OVER.match(text, stop)
    tail = over or _TAIL.match(text, stop)
    stop = tail.end() if tail else stop
    if _PASSED.search(before) or _AGO.match(text, stop):
        return Named(None, start, stop)
    if first.kind == "after" and _OF_ANOTHER.match(text, stop):
        return Named(None, start, stop)
    if all(piece.kind in ("part", "clock") for piece in group):
        # "By the end of the day" is said of today; "in the morning" and "at two" may be of any day.
        if not deadline or any(piece.kind == "clock" for piece in group):
            return None
        return Named(now.date(), start, stop, _left(group), deadline)
    if first.kind == "weekday" and lead is None and _THING.match(text, stop):
        return None
    early = over is None and re.search(r"\bbefore\b", words, re.IGNORECASE) is not None
    due = _due(group, now, early=early)
    every = _EVERY.search(before)
    if every and due is not None:
        start = every.start() + max(0, start - len(before))
        return Named(due, start, stop, left=" ".join(text[start:stop].split()))
    if due is not None and words.lower().startswith("from ") and _is_over(due, now):
        due = None
    return Named(due, start, stop, _left(group) if due is not None else "", deadline, _kind(group))


def _kind(group: Sequence[_Piece]) -> str:
    if all(piece.kind in _HOURS for piece in group):
        return HOUR
    return STRETCH if all(piece.kind == "stretch" for piece in group) else DAY


def _is_over(due: Due, now: datetime) -> bool:
    """Whether what began then has begun: "your call from this morning"."""
    return end(due, now.tzinfo).date() <= now.date()


def _left(group: Sequence[_Piece]) -> str:
    return " ".join(piece.left for piece in group if piece.left)


def _due(group: Sequence[_Piece], now: datetime, *, early: bool) -> Due | None:
    """Return the one date of the pieces; None when they leave it open or disagree."""
    moments = [piece.moment for piece in group if piece.moment is not None]
    if moments:
        return moments[0] if len(group) == 1 else None
    hours = [piece for piece in group if piece.kind == "hour"]
    dated = [piece for piece in group if piece.kind not in _HOURS]
    agreed, day = _one_day(dated)
    if not agreed or len(hours) > 1:
        return None
    if hours:
        weekday = bool(dated) and dated[0].kind == "weekday" and len(dated) == 1
        return _at(day, hours[0], now, weekday=weekday)
    # "Before Friday" is over when Friday begins; "before the end of the week" is not.
    strict = early and all(piece.kind in ("day", "weekday") for piece in dated)
    return day - timedelta(days=1) if day is not None and strict else day


def _one_day(dated: Sequence[_Piece]) -> tuple[bool, date | None]:
    """Return whether the days agree, and the day; "Friday 27 November" names one twice."""
    days = {piece.day for piece in dated if piece.kind != "weekday"}
    weekdays = {piece.day for piece in dated if piece.kind == "weekday"}
    if not days:
        return len(weekdays) < 2, next(iter(weekdays), None)
    day = next(iter(days))
    if len(days) > 1 or day is None:
        return False, None
    return all(one and one.weekday() == day.weekday() for one in weekdays), day


def _at(day: date | None, hour: _Piece, now: datetime, *, weekday: bool) -> datetime | None:
    """Return the moment of an hour, on the day; without a day, the next time that the hour comes."""
    if hour.at is None:
        return None
    zone = UTC if hour.utc else now.tzinfo
    base = day if day is not None else now.astimezone(zone).date()
    due = datetime.combine(base, hour.at, zone)
    if due <= now and (day is None or (weekday and day == now.date())):
        due = datetime.combine(base + timedelta(days=7 if weekday else 1), hour.at, zone)
    return due.astimezone(now.tzinfo)


# --- Reckoning ----------------------------------------------------------------------------------


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _later(now: datetime, more: timedelta) -> datetime:
    """Return the moment so much later, to the minute, by a clock that does not jump."""
    later = (now.astimezone(UTC) + more).astimezone(now.tzinfo)
    return later.replace(second=0, microsecond=0)


def _added_months(day: date, more: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + more, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _coming(today: date, month: int) -> date:
    """Return the first day of the next such month, the one that runs included."""
    return date(today.year + (month < today.month), month, 1)


def _working(today: date, days: int) -> date:
    """Return the day that so many working days, Monday to Friday, lie ahead."""
    day = today
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() <= _FRIDAY
    return day


def _first_of(today: date, unit: str, later: bool) -> date:
    """Return the first day of this week, month, quarter or year, or of the one after it."""
    if unit == "week":
        return today - timedelta(days=today.weekday()) + timedelta(days=7 * later)
    if unit == "month":
        return _added_months(today.replace(day=1), int(later))
    if unit == "quarter":
        return _added_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * later)
    return date(today.year + later, 1, 1)


def _last_of(first: date, unit: str) -> date:
    if unit == "week":
        return first + timedelta(days=_FRIDAY)
    months = {"quarter": 3, "year": 12}.get(unit, 1)
    return _added_months(first, months) - timedelta(days=1)
