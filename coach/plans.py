"""The plan of a repair: who does what by when, and how it shows; what is due, missed or about to be.

Every function takes a plan and returns another; where a plan is kept is the matter of ``case_files``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from coach import articles, dates, promised, resources, sentences
from coach.dates import Due
from coach.errors import PlanError
from coach.promised import ME

USER, DRAFT, CHAT, COACH = "user", "draft", "chat", "coach"
SOURCES = (USER, DRAFT, CHAT, COACH)
"""Where an item comes from: typed in, promised in a draft or in a conversation, proposed."""

FOLLOW_UP, ASK_HOW = "mend-fences/follow-up", "fall-on-sword/ask-how"
"""The steps that a progress report and the question "how are we doing?" come from."""

LONGEST = 500
"""The most characters that an action, an owner or a proof may have."""

_KEEP = "keep-client"
_SOON = timedelta(days=2)
_FIRST_REPORT, _REPORT, _QUESTION = timedelta(days=3), timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a plan.

    White space in the words is folded, so that each is one line. A due moment is kept to the
    minute; in the hour that an autumn night has twice it is the first.

    Attributes:
        action: What is to be done.
        owner: Who does it.
        due: Until when: a day, a moment with its time zone, or None.
        proof: How it will show that it is done.
        step: The step of an article that it follows, such as ``mend-fences/follow-up``.
        done: The day on which it was done.
        source: One of ``SOURCES``.
        id: Eight hex digits that stay when the item is moved; a plan gives them.

    Raises:
        PlanError: There is no action, a text is too long, or the due moment names no time zone.
    """

    action: str
    owner: str = ME
    due: Due | None = None
    proof: str = ""
    step: str = ""
    done: date | None = None
    source: str = USER
    id: str = ""

    def __post_init__(self) -> None:
        """Fold white space and check what was given."""
        for name in ("action", "owner", "proof", "step", "id"):
            object.__setattr__(self, name, _line(name, getattr(self, name)))
        if not any(character.isalnum() for character in self.action):
            raise PlanError("a step of a plan wants an action, such as 'Send the corrected file'")
        if not self.owner:
            object.__setattr__(self, "owner", ME)
        if self.source not in SOURCES:
            raise PlanError(f"the source of a step is one of {list(SOURCES)}, got '{self.source}'")
        if isinstance(self.due, datetime):
            object.__setattr__(self, "due", _zoned(self.due))
        if isinstance(self.done, datetime):
            object.__setattr__(self, "done", self.done.date())

    @property
    def is_check_in(self) -> bool:
        """Whether it is a progress report or the question how one is doing."""
        return self.step in (FOLLOW_UP, ASK_HOW)


@dataclass(frozen=True, slots=True)
class Plan:
    """The items of a repair, in the order in which they joined; their numbers begin at 1.

    >>> from coach.plans import Item, Plan
    >>> plan = Plan().add(Item("Send the corrected file")).add(Item("Call Marco", owner="Ann"))
    >>> [(plan.number(item), item.owner) for item in plan.items]
    [(1, 'me'), (2, 'Ann')]
    """

    items: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        """Give an id to each item that has none, or one that another item has."""
        given: list[Item] = []
        taken: set[str] = set()
        for item in self.items:
            fresh = item if item.id and item.id not in taken else replace(item, id=_id(item, taken))
            taken.add(fresh.id)
            given.append(fresh)
        object.__setattr__(self, "items", tuple(given))

    def add(self, item: Item) -> "Plan":
        """Return the plan with the item at its end."""
        return Plan((*self.items, item))

    def join(self, items: Sequence[Item]) -> "Plan":
        """Return the plan with those of the items that it does not have yet.

        An item is there already when action, owner and date are the same.
        """
        known = {_same(item) for item in self.items}
        fresh = {_same(item): item for item in items if _same(item) not in known}
        return Plan((*self.items, *fresh.values()))

    def done(self, number: int, on: date, proof: str = "") -> "Plan":
        """Return the plan with an item done on that day, and with the proof if there is one.

        Raises:
            PlanError: There is no such number.
        """
        item = self.item(number)
        return self._with(number, replace(item, done=on, proof=proof or item.proof))

    def move(self, number: int, due: Due | None) -> "Plan":
        """Return the plan with an item moved to another date; it counts as open again.

        Raises:
            PlanError: There is no such number, or the moment names no time zone.
        """
        return self._with(number, replace(self.item(number), due=due, done=None))

    def remove(self, number: int) -> "Plan":
        """Return the plan without an item; those behind it move up by one.

        Raises:
            PlanError: There is no such number.
        """
        gone = self.item(number)
        return Plan(tuple(item for item in self.items if item is not gone))

    def item(self, number: int) -> Item:
        """Return the item with that number.

        Raises:
            PlanError: There is no such number.
        """
        if not 1 <= number <= len(self.items):
            there = f"1 to {len(self.items)}" if self.items else "none yet"
            raise PlanError(f"there is no step {number} in the plan; its numbers are {there}")
        return self.items[number - 1]

    def number(self, item: Item) -> int:
        """Return the number of an item of the plan, from 1."""
        return next(at for at, one in enumerate(self.items, 1) if one.id == item.id)

    def _with(self, number: int, item: Item) -> "Plan":
        return Plan((*self.items[: number - 1], item, *self.items[number:]))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the items of a plan stand at a moment; each is in one place, open ones by date.

    ``soon`` is tomorrow or the day after; ``undated`` are open and have no date.
    """

    missed: tuple[Item, ...] = ()
    today: tuple[Item, ...] = ()
    soon: tuple[Item, ...] = ()
    later: tuple[Item, ...] = ()
    undated: tuple[Item, ...] = ()
    done: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step of an article that is open now: its id, its name, and in one sentence what it is."""

    step: str
    name: str
    gist: str


def promises(
    text: str, today: Due, *, source: str = DRAFT, zone: ZoneInfo | None = None
) -> tuple[Item, ...]:
    """Return what the writer promises in a draft or in a message of a conversation, as items.

    The action is in the writer's own words; "I'll send the file by Friday" becomes "Send the file",
    and what cannot be turned so stays as it is. A promise without a date has ``due`` None.

    Args:
        text: The words, in English.
        today: When they were written: a moment with its zone, or a day.
        source: ``DRAFT`` where "you" is the client, ``CHAT`` where the user speaks of the client.
        zone: For a day; the zone of this machine by default.

    Raises:
        PlanError: The text is longer than any message.
    """
    now = dates.moment(today, zone)
    found = promised.find(text, now, to_client=source == DRAFT)
    return tuple(
        Item(_cut(one.action), owner=one.owner, due=one.due, source=source) for one in found
    )


def standing(plan: Plan, now: datetime) -> Standing:
    """Return what is missed, due today, soon, later, without a date, and done.

    A day is missed when it is over, a moment when it has passed.

    Args:
        plan: The plan.
        now: The moment, with its time zone; days are those of this zone.
    """
    placed: dict[str, list[Item]] = {name: [] for name in Standing.__slots__}
    for item in plan.items:
        placed[_place(item, now)].append(item)
    for name in ("missed", "today", "soon", "later"):
        placed[name].sort(key=lambda item: _end(item.due, now))
    placed["done"].sort(key=lambda item: item.done or now.date())
    return Standing(**{name: tuple(items) for name, items in placed.items()})


def check_ins(start: date, weeks: int = 4) -> tuple[Item, ...]:
    """Return the follow-ups that are proposed after a first talk, on working days, by date.

    A first report after three days and one every week from then on, because one meeting rarely
    completes a repair (``mend-fences/follow-up``); every two weeks the question "how are we
    doing?" (``fall-on-sword/ask-how``). The rhythm is the project's own, the articles name none.

    Args:
        start: The day of the talk, or today.
        weeks: How long it goes on.
    """
    end = start + timedelta(weeks=weeks)
    reports = list(_every(start + _FIRST_REPORT, _REPORT, end))
    questions = list(_every(start + _QUESTION, _QUESTION, end))
    items = [
        Item(
            "Send a short progress report: what is done, what is open, the date of the next report",
            due=day,
            proof="the report as it was sent",
            step=FOLLOW_UP,
            source=COACH,
        )
        for day in reports
    ] + [
        Item(
            'Ask "how are we doing?" and write down the answer',
            due=day,
            proof="the answer in their words",
            step=ASK_HOW,
            source=COACH,
        )
        for day in questions
    ]
    return tuple(sorted(items, key=lambda item: (item.due or end, item.step)))


def honest_message(
    item: Item, case_facts: Mapping[str, str | tuple[str, ...]], now: datetime
) -> str:
    """Return a message that says a promise will be late; it is meant to be sent before the date.

    It names the promise and its date, says that it will be late, leaves places for what is done and
    for the new date, and asks for nothing. Of a date that has passed it says so.

    Args:
        item: The promise.
        case_facts: The facts of the case; ``who`` opens the message when it begins with a name.
        now: The moment, with its time zone.

    Raises:
        PlanError: The item has no date, so that it cannot be late, or it is done.
    """
    if item.due is None or item.done is not None:
        state = "has no date" if item.due is None else "is done"
        raise PlanError(f"'{item.action}' {state}; there is nothing to say about its being late")
    words = item.action.replace('"', "'").rstrip(".")
    opening = _greeting(case_facts.get("who", ""))
    promise = f'I promised you this for {dates.told(item.due, now)}: "{words}."'
    if _end(item.due, now) < now:
        told = "That date has passed and the promise is not kept. You should have heard this from me before."
        sorry = "I am sorry that I did not keep the date I gave you."
    else:
        told = "It will be late, and I am telling you now, before the date has passed."
        sorry = "I am sorry that I am not keeping the date I gave you."
    rest = "Done so far: [what is done so far].\nThe new date: [new date]."
    return "\n\n".join(part for part in (opening, f"{promise} {told}", rest, sorry) if part)


def is_stable(plan: Plan, now: datetime) -> bool:
    """Return whether the repair is stable, so that keeping the client can follow.

    It is when all of these hold, and not otherwise:

    * something was done that is no check-in, and nothing of that kind is open;
    * no item is missed, check-ins included;
    * "how are we doing?" was asked and ticked off on or after the day when the last of the others was done.
    """
    others = [item for item in plan.items if not item.is_check_in]
    asked = [item.done for item in plan.items if item.step == ASK_HOW and item.done is not None]
    kept = [item.done for item in others if item.done is not None]
    if not others or len(kept) < len(others) or standing(plan, now).missed:
        return False
    return any(day >= max(kept) for day in asked)


def next_steps(plan: Plan, now: datetime) -> tuple[NextStep, ...]:
    """Return the steps of the article about keeping a client once the repair is stable, else none."""
    if not is_stable(plan, now):
        return ()
    article = next(one for one in articles.bundled() if one.id == _KEEP)
    return tuple(
        NextStep(f"{article.id}/{section.key}", section.name, section.notes.gist)
        for section in article.sections
        if articles.is_step(f"{article.id}/{section.key}")
    )


def late(
    plan: Plan, case_facts: Mapping[str, str | tuple[str, ...]], now: datetime
) -> tuple[tuple[Item, str], ...]:
    """Return what is missed, due today or soon, each with its honest message, by date.

    Check-ins are left out: they are plans of one's own, and not yet promised to anybody.
    """
    there = standing(plan, now)
    pressing = (*there.missed, *there.today, *there.soon)
    return tuple(
        (item, honest_message(item, case_facts, now)) for item in pressing if not item.is_check_in
    )


def changed(
    plan: Plan,
    *,
    done: Sequence[int] = (),
    on: date | None = None,
    proof: str = "",
    moved: Sequence[tuple[int, Due]] = (),
    removed: Sequence[int] = (),
    joined: Sequence[Item] = (),
) -> Plan:
    """Return the plan with all the changes; every number is that of the plan as it was given.

    Args:
        plan: The plan.
        done: Numbers of items that are done.
        on: The day on which they were; today in the zone of this machine by default.
        proof: How it shows that they are.
        moved: Numbers with their new dates.
        removed: Numbers of items that go.
        joined: Items that join it, those left out that it has already.

    Raises:
        PlanError: There is no such number; nothing is changed.
    """
    result = plan
    for number in done:
        result = result.done(number, on or dates.moment(datetime.now()).date(), proof)
    for number, due in moved:
        result = result.move(number, due)
    gone = {result.item(number).id for number in removed}
    return Plan(tuple(item for item in result.items if item.id not in gone)).join(joined)


# --- The plan for other programs and for people -------------------------------------------------


def values(plan: Plan, now: datetime) -> list[dict[str, Any]]:
    """Return the items as JSON values: number, standing, and each field; dates in ISO 8601."""
    return [
        {
            "number": number,
            "standing": _place(item, now),
            "action": item.action,
            "owner": item.owner,
            "due": item.due.isoformat() if item.due is not None else None,
            "zone": zone_of(item.due),
            "proof": item.proof,
            "step": item.step,
            "done": item.done.isoformat() if item.done is not None else None,
            "source": item.source,
            "id": item.id,
        }
        for number, item in enumerate(plan.items, 1)
    ]


def markdown(plan: Plan, name: str, now: datetime) -> str:
    """Return the plan as Markdown: a list of tasks by where they stand.

    Args:
        plan: The plan.
        name: The client's name, for the title.
        now: The moment, with its time zone.
    """
    parts = [f"# Plan: {name}", f"As of {dates.told(now)} ({now.tzinfo})."]
    there = standing(plan, now)
    for title, items in sections(there):
        lines = [line for item in items for line in _task(plan.number(item), item)]
        parts.append("\n".join([f"## {title}", "", *lines]))
    if not plan.items:
        parts.append("There is no step in it yet.")
    return "\n\n".join(parts) + "\n"


def sections(there: Standing) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Yield the titles and items of a standing that has some, the most pressing first."""
    titles = {
        "missed": "Missed",
        "today": "Due today",
        "soon": "Due within two days",
        "later": "Later",
        "undated": "Without a date",
        "done": "Done",
    }
    for name, title in titles.items():
        if getattr(there, name):
            yield title, getattr(there, name)


def zone_of(due: Due | None) -> str:
    """Return the name of the time zone of a due moment, or nothing for a day or None."""
    zone = due.tzinfo if isinstance(due, datetime) else None
    return zone.key or "" if isinstance(zone, ZoneInfo) else ""


def _task(number: int, item: Item) -> Iterator[str]:
    when = dates.told(item.due) if item.due is not None else "no date"
    zone = f" ({zone_of(item.due)})" if zone_of(item.due) else ""
    yield f"- [{'x' if item.done else ' '}] {number}. {sentences.escaped(item.action)}"
    yield f"  - {sentences.escaped(item.owner)}, {when}{zone}"
    if item.proof:
        yield f"  - Proof: {sentences.escaped(item.proof)}"
    if item.step:
        yield f"  - Step: {sentences.escaped(item.step)}"
    if item.done:
        yield f"  - Done on {dates.told(item.done)}"


# --- Items --------------------------------------------------------------------------------------


def _line(name: str, value: str) -> str:
    line = " ".join(sentences.clean(value).split())
    if len(line) > LONGEST:
        raise PlanError(f"the {name} of a step has {len(line)} characters, at most {LONGEST} fit")
    return line


def _zoned(due: datetime) -> datetime:
    """Return the moment to the minute, its zone one that has a name."""
    zone = due.tzinfo
    if zone is not None and not isinstance(zone, ZoneInfo) and due.utcoffset() == timedelta(0):
        zone = ZoneInfo("UTC")
    if not isinstance(zone, ZoneInfo) or not zone.key:
        raise PlanError(
            f"a due moment wants a time zone with a name, such as Europe/Berlin; got {due.isoformat()}"
        )
    return due.replace(second=0, microsecond=0, tzinfo=zone, fold=0)


def _same(item: Item) -> tuple[str, str, str]:
    return item.action.lower(), item.owner.lower(), str(item.due)


def _id(item: Item, taken: set[str]) -> str:
    """Return an id that the same words always get, and no other item of the plan has."""
    made = resources.fingerprint(*_same(item))
    times = 1
    while made in taken:
        times += 1
        made = resources.fingerprint(*_same(item), str(times))
    return made


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def _place(item: Item, now: datetime) -> str:
    """Return the name of the place in a standing where the item belongs."""
    if item.done is not None:
        return "done"
    if item.due is None:
        return "undated"
    due = _end(item.due, now)
    if due < now.replace(second=0, microsecond=0):
        return "missed"
    days = due.date() - now.date()
    return "later" if days > _SOON else "soon" if days else "today"


def _end(due: Due | None, now: datetime) -> datetime:
    # What has no date ends after all that has one.
    return dates.end(due or date.max, now.tzinfo)


def _every(first: date, rhythm: timedelta, end: date) -> Iterator[date]:
    """Yield working days in a rhythm; what falls on a weekend waits for Monday."""
    day = first
    while day <= end:
        yield day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        day += rhythm


def _greeting(who: str | tuple[str, ...]) -> str:
    """Return a line that addresses the client, when it is known by a name and not by a description."""
    told = who if isinstance(who, str) else " ".join(who)
    name = told.partition(",")[0].partition("(")[0].partition("\n")[0].strip()
    words = name.split()
    named = words and len(words) <= 4 and all(word[:1].isupper() for word in words)
    if not named or words[0].lower() in ("my", "our", "the", "a", "an", "one", "some"):
        return ""
    return f"{name},"
