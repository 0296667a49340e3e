"""What one browser keeps, and what becomes of it: pure functions from what a user does to the next state.

The browser owns the session and sends it along; the server keeps none of it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from coach import cases, dates, plans
from coach.advice import Advice, Citation, Turn
from coach.cases import LISTS, Case
from coach.errors import CaseError, CoachError, PlanError, SessionError
from coach.plans import Item, Plan
from coach.ui import messages
from coach.ui.messages import Replaced

VERSION = 1
"""The form of the values; a session of another one is not read."""

UNNAMED = "Unnamed case"

State = Literal["waiting", "done", "stopped"]
Event = Mapping[str, Any]

_STATES = ("waiting", "done", "stopped")
_GROUNDINGS = ("grounded", "partial", "silent", "none")
_LONGEST_NAME = 80
_LONGEST_FACT = 2_000
_LONGEST_REASON = 500
# A pair of surrogates that was cut in two, by a program that pasted half an emoji, has no UTF-8.
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether an answer helped, and why, in the user's words. Nothing in the coach reads it."""

    helpful: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it.

    Attributes:
        question: The user's words.
        state: ``waiting`` for an answer, ``done``, or ``stopped`` by the user before its end.
        brief: Whether the user had only ten minutes.
        answer: The text, as far as it was shown.
        citations: What its markers stand for; none of an answer that was stopped.
        grounding: As in ``Advice``.
        unsupported: Sentences that are not from the articles.
        account: How the answer came about, in a line.
        case: The case as the coach read it once this was answered.
        day: The day of the answer where the user was; None when it is not known.
        feedback: What the user said of the answer, or None.
    """

    question: str
    state: State = "waiting"
    brief: bool = False
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    grounding: str = "none"
    unsupported: tuple[str, ...] = ()
    account: str = ""
    case: Case = field(default_factory=Case)
    day: date | None = None
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What the user changed in the case by hand: a fact added, reworded or, with no ``new``, removed."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One case: the conversation about it, what is known, the plan, and the message in the making.

    ``replaced`` is what was changed in the message otherwise than by typing, to be undone.
    """

    id: str
    name: str = UNNAMED
    exchanges: tuple[Exchange, ...] = ()
    changes: tuple[Change, ...] = ()
    plan: Plan = field(default_factory=Plan)
    draft: str = ""
    replaced: tuple[Replaced, ...] = ()

    @property
    def case(self) -> Case:
        """The case as the coach read it last, with the user's own changes."""
        read = next((e.case for e in reversed(self.exchanges) if e.state == "done"), Case())
        return changed(read, self.changes)

    @property
    def waiting(self) -> Exchange | None:
        """The question that has no answer yet, or None."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last is not None and last.state == "waiting" else None

    @property
    def history(self) -> tuple[Turn, ...]:
        """The exchanges that have an answer, oldest first."""
        return tuple(Turn(e.question, e.answer) for e in self.exchanges if e.state != "waiting")


@dataclass(frozen=True, slots=True)
class Session:
    """All that a browser keeps: the cases, and the id of the one that is open. There is always one.

    >>> from coach.ui.session import Session
    >>> Session().talk.name
    'Unnamed case'
    """

    talks: tuple[Talk, ...] = (Talk("1"),)
    current: str = "1"

    @property
    def talk(self) -> Talk:
        """The case that is open."""
        return next((talk for talk in self.talks if talk.id == self.current), self.talks[0])


def changed(case: Case, changes: tuple[Change, ...]) -> Case:
    """Return the case with the user's own changes in their order."""
    told: dict[str, Any] = {}
    for change in changes:
        if change.field not in LISTS:
            told[change.field] = change.new
            continue
        known: tuple[str, ...] = told.get(change.field, getattr(case, change.field))
        if change.old in known:
            new = tuple(change.new if fact == change.old else fact for fact in known)
        else:
            new = (*known, change.new)
        told[change.field] = tuple(dict.fromkeys(fact for fact in new if fact))
    return replace(case, **told)


def answered(session: Session, advice: Advice, account: str, now: datetime) -> Session:
    """Return the session with its waiting question answered; what was promised by a date joins the plan.

    A fact of the user's own that the conversation took back ("forget that") stays away.
    """
    talk = session.talk
    asked = talk.waiting
    if asked is None:
        return session
    done = replace(
        asked,
        state="done",
        answer=advice.text,
        citations=advice.citations,
        grounding=advice.grounding,
        unsupported=advice.unsupported,
        account=account,
        case=advice.case,
        day=now.date(),
    )
    promised = plans.promises(asked.question, now, source=plans.CHAT)
    name = talk.name
    if name == UNNAMED and advice.case.who:
        name = advice.case.who.split(", ")[0][:_LONGEST_NAME]
    kept = tuple(_kept(change, advice.case) for change in talk.changes)
    return _with(
        session,
        name=name,
        exchanges=(*talk.exchanges[:-1], done),
        changes=kept,
        plan=talk.plan.join([item for item in promised if item.due]),
    )


def _kept(change: Change, case: Case) -> Change:
    """Return the change without its words where the case, which knew them, has them no more."""
    gone = change.field in LISTS and change.new not in getattr(case, change.field)
    return replace(change, new="") if gone else change


# --- What a user does ----------------------------------------------------------------------------


def after(session: Session, event: Event, now: datetime) -> Session:
    """Return the session after something that the user did.

    Args:
        session: As it was.
        event: ``kind`` names it, one of ``EVENTS``; the rest is what it needs, as texts.
        now: The moment, in the user's time zone.

    Raises:
        SessionError: There is no such event, or it lacks something.
        PlanError: A date cannot be read, or a step has no action.
        CaseError: A field of the case is not known, or holds what it cannot.
    """
    kind = str(event.get("kind"))
    if kind not in EVENTS:
        raise SessionError(f"the page knows no '{kind}'; it knows {', '.join(EVENTS)}")
    return EVENTS[kind](session, event, now)


def with_talk(session: Session, new: Talk) -> Session:
    """Return the session with this case in place of the one of its id."""
    return replace(session, talks=tuple(new if t.id == new.id else t for t in session.talks))


def _with(session: Session, **changes: Any) -> Session:
    """Return the session with its open case changed."""
    return with_talk(session, replace(session.talk, **changes))


def _opened(session: Session, event: Event, now: datetime) -> Session:
    return session


def _begun(session: Session, event: Event, now: datetime) -> Session:
    numbers = [int(talk.id) for talk in session.talks if talk.id.isdigit()]
    new = Talk(str(max(numbers, default=0) + 1), _name(event) or UNNAMED)
    return Session((*session.talks, new), new.id)


def _chosen(session: Session, event: Event, now: datetime) -> Session:
    return replace(session, current=_talk_of(session, event).id)


def _renamed(session: Session, event: Event, now: datetime) -> Session:
    """Rename the case that is named by its id, or the open one."""
    return with_talk(session, replace(_talk_of(session, event), name=_name(event) or UNNAMED))


def _deleted(session: Session, event: Event, now: datetime) -> Session:
    """Delete the case that is named by its id, or the open one."""
    gone = _talk_of(session, event)
    rest = tuple(talk for talk in session.talks if talk.id != gone.id)
    if not rest:
        return Session()
    return Session(rest, rest[-1].id if gone.id == session.talk.id else session.talk.id)


def _talk_of(session: Session, event: Event) -> Talk:
    wanted = _text(event, "id") or session.talk.id
    for talk in session.talks:
        if talk.id == wanted:
            return talk
    raise SessionError("that case is gone; reload the page")


def _cleared(session: Session, event: Event, now: datetime) -> Session:
    """Empty the conversation, the case, the plan and the message; the name stays."""
    talk = session.talk
    return replace(
        session,
        talks=tuple(Talk(t.id, t.name) if t.id == talk.id else t for t in session.talks),
    )


def _fact(session: Session, event: Event, now: datetime) -> Session:
    """Add, reword or remove a fact of the case."""
    name = _text(event, "field")
    old, new = _text(event, "old"), " ".join(_text(event, "new").split())
    if len(new) > _LONGEST_FACT:
        raise CaseError(f"a fact has at most {_LONGEST_FACT:,} characters, got {len(new):,}", name)
    if name in LISTS:
        cases.from_values({name: [new] if new else []})
        if old == new:
            return session
    else:
        default = next((f.default for f in fields(Case) if f.name == name), "")
        new = new or str(default)
        cases.from_values({name: new})
    changes = session.talk.changes
    if name not in LISTS:
        changes = tuple(change for change in changes if change.field != name)
    return _with(session, changes=(*changes, Change(name, old, new)))


def _step_added(session: Session, event: Event, now: datetime) -> Session:
    due = _date(_text(event, "due"), now)
    item = Item(_text(event, "action"), _text(event, "owner"), due)
    return _with(session, plan=session.talk.plan.join([item]))


def _step_done(session: Session, event: Event, now: datetime) -> Session:
    plan = session.talk.plan
    item = _item(plan, event)
    on = None if item.done else now.date()
    return _with(
        session, plan=Plan(tuple(replace(i, done=on) if i.id == item.id else i for i in plan.items))
    )


def _step_moved(session: Session, event: Event, now: datetime) -> Session:
    plan = session.talk.plan
    item = _item(plan, event)
    due = _date(_text(event, "due"), now)
    return _with(session, plan=plan.move(plan.number(item), due))


def _step_removed(session: Session, event: Event, now: datetime) -> Session:
    plan = session.talk.plan
    return _with(session, plan=plan.remove(plan.number(_item(plan, event))))


def _follow_ups(session: Session, event: Event, now: datetime) -> Session:
    return _with(session, plan=session.talk.plan.join(plans.check_ins(now.date())))


def _promises(session: Session, event: Event, now: datetime) -> Session:
    talk = session.talk
    return _with(session, plan=talk.plan.join(plans.promises(talk.draft, now)))


def _drafted(session: Session, event: Event, now: datetime) -> Session:
    return _with(session, draft=_text(event, "text"))


def _put(session: Session, event: Event, now: datetime) -> Session:
    """Put a draft of the coach's in place of the message."""
    return _changed_to(session, _text(event, "text"))


def _taken(session: Session, event: Event, now: datetime) -> Session:
    """Put the rewrite of a finding into the message."""
    return _changed_to(session, messages.taken(session.talk.draft, _text(event, "finding")))


def _changed_to(session: Session, draft: str) -> Session:
    """Return the session with another message; that can be undone."""
    talk = session.talk
    return _with(session, draft=draft, replaced=messages.kept(talk.replaced, talk.draft, draft))


def _undone(session: Session, event: Event, now: datetime) -> Session:
    draft, replaced = messages.undone(session.talk.draft, session.talk.replaced)
    return _with(session, draft=draft, replaced=replaced)


def _judged(session: Session, event: Event, now: datetime) -> Session:
    """Keep what the user says of an answer, or, with no ``helpful``, take it back.

    ``number`` counts the exchanges from 1, ``helpful`` is yes, no or empty; ``reason`` and ``words``
    are one reason together.
    """
    talk = session.talk
    number, helpful = _text(event, "number"), _text(event, "helpful")
    told = {str(at): one for at, one in enumerate(talk.exchanges, 1) if one.state == "done"}
    if number not in told:
        raise SessionError("there is no such answer to give feedback on; reload the page")
    if helpful not in ("yes", "no", ""):
        raise SessionError(f"'feedback' wants yes, no or nothing under 'helpful', got '{helpful}'")
    parts = (" ".join(_text(event, name).split()) for name in ("reason", "words"))
    reason = "; ".join(part for part in parts if part)
    if len(reason) > _LONGEST_REASON:
        raise SessionError(
            f"a reason has at most {_LONGEST_REASON} characters, got {len(reason):,}; shorten it"
        )
    judged = replace(told[number], feedback=Feedback(helpful == "yes", reason) if helpful else None)
    at = int(number)
    return _with(session, exchanges=(*talk.exchanges[: at - 1], judged, *talk.exchanges[at:]))


EVENTS: Mapping[str, Callable[[Session, Event, datetime], Session]] = {
    "open": _opened,
    "begin": _begun,
    "choose": _chosen,
    "rename": _renamed,
    "delete": _deleted,
    "clear": _cleared,
    "fact": _fact,
    "step": _step_added,
    "done": _step_done,
    "move": _step_moved,
    "remove": _step_removed,
    "follow-ups": _follow_ups,
    "promises": _promises,
    "check": _opened,
    "draft": _drafted,
    "put": _put,
    "take": _taken,
    "undo": _undone,
    "feedback": _judged,
}
"""What a user can do besides asking, by name."""

CHECKED = frozenset({"check", "draft", "put", "take", "undo"})
"""The events behind which the message is checked."""


def _text(event: Event, name: str) -> str:
    value = event.get(name, "")
    if not isinstance(value, str):
        raise SessionError(f"'{event.get('kind')}' wants a text under '{name}', got {value!r}")
    return _HALF.sub("\ufffd", value)


def _name(event: Event) -> str:
    return " ".join(_text(event, "name").split())[:_LONGEST_NAME]


def _item(plan: Plan, event: Event) -> Item:
    wanted = _text(event, "id")
    for item in plan.items:
        if item.id == wanted:
            return item
    raise PlanError("that step is no longer in the plan; reload the page")


def _date(words: str, now: datetime) -> date | None:
    return dates.read(words, now) if words.strip() else None


# --- As values -----------------------------------------------------------------------------------


def values(session: Session) -> dict[str, Any]:
    """Return the session as JSON values, for the browser to keep."""
    return {
        "version": VERSION,
        "current": session.current,
        "talks": [_talk_values(talk) for talk in session.talks],
    }


def _talk_values(talk: Talk) -> dict[str, Any]:
    return {
        "id": talk.id,
        "name": talk.name,
        "exchanges": [_exchange_values(exchange) for exchange in talk.exchanges],
        "changes": [{f.name: getattr(c, f.name) for f in fields(Change)} for c in talk.changes],
        "plan": [_item_values(item) for item in talk.plan.items],
        "draft": talk.draft,
        "replaced": [{f.name: getattr(r, f.name) for f in fields(Replaced)} for r in talk.replaced],
    }


def _exchange_values(exchange: Exchange) -> dict[str, Any]:
    told: dict[str, Any] = {f.name: getattr(exchange, f.name) for f in fields(Exchange)}
    told["citations"] = [
        {f.name: getattr(cited, f.name) for f in fields(Citation)} for cited in exchange.citations
    ]
    told["unsupported"] = list(exchange.unsupported)
    told["case"] = cases.values(exchange.case)
    told["day"] = exchange.day.isoformat() if exchange.day else ""
    said = exchange.feedback
    told["feedback"] = {"helpful": said.helpful, "reason": said.reason} if said else None
    return told


def _item_values(item: Item) -> dict[str, str]:
    told = {name: getattr(item, name) for name in ("action", "owner", "proof", "step", "source")}
    due = item.due
    told["due"] = (
        ""
        if due is None
        else due.replace(tzinfo=None).isoformat(" ", "minutes")
        if (isinstance(due, datetime))
        else due.isoformat()
    )
    told["zone"] = plans.zone_of(due)
    told["done"] = item.done.isoformat() if item.done else ""
    told["id"] = item.id
    return told


def from_values(told: object) -> Session:
    """Return the session that ``values`` gave; nothing gives an empty one.

    Raises:
        SessionError: It is none, or of another version; nothing of it is lost by that.
    """
    if not told:
        return Session()
    told = mended(told)
    try:
        if not isinstance(told, Mapping) or told.get("version") != VERSION:
            raise ValueError(f"wanted version {VERSION}")
        talks = tuple(_talk(one) for one in told["talks"])
        current = str(told["current"])
    except (AttributeError, CoachError, KeyError, TypeError, ValueError) as error:
        raise SessionError(
            f"what this browser kept cannot be read ({type(error).__name__}: {error})"
        ) from error
    if not talks:
        return Session()
    known = {talk.id for talk in talks}
    return Session(talks, current if current in known else talks[-1].id)


def mended(told: Any) -> Any:
    """Return JSON values whose texts can be written as UTF-8."""
    match told:
        case str():
            return _HALF.sub("\ufffd", told)
        case list():
            return [mended(one) for one in told]
        case dict():
            return {key: mended(one) for key, one in told.items()}
        case _:
            return told


def _talk(told: Mapping[str, Any]) -> Talk:
    return Talk(
        id=str(told["id"]),
        name=str(told.get("name") or UNNAMED)[:_LONGEST_NAME],
        exchanges=tuple(_exchange(one) for one in told.get("exchanges", ())),
        changes=tuple(_change(one) for one in told.get("changes", ())),
        plan=Plan(tuple(_plan_item(one) for one in told.get("plan", ()))),
        draft=str(told.get("draft", "")),
        replaced=tuple(_replaced(one) for one in told.get("replaced", ())),
    )


def _exchange(told: Mapping[str, Any]) -> Exchange:
    state, grounding = told.get("state", "waiting"), told.get("grounding", "none")
    if state not in _STATES or grounding not in _GROUNDINGS:
        raise ValueError(f"no such state: {state}, {grounding}")
    return Exchange(
        question=str(told["question"]),
        state=state,
        brief=bool(told.get("brief")),
        answer=str(told.get("answer", "")),
        citations=tuple(_citation(one) for one in told.get("citations", ())),
        grounding=grounding,
        unsupported=tuple(str(one) for one in told.get("unsupported", ())),
        account=str(told.get("account", "")),
        case=cases.from_values(told.get("case", {})),
        day=date.fromisoformat(told["day"]) if told.get("day") else None,
        feedback=_feedback(told.get("feedback")),
    )


def _feedback(told: Mapping[str, Any] | None) -> Feedback | None:
    if told is None:
        return None
    if not isinstance(told["helpful"], bool):
        raise ValueError(f"no such feedback: {told}")
    return Feedback(told["helpful"], str(told.get("reason", "")))


def _citation(told: Mapping[str, Any]) -> Citation:
    texts = {f.name: str(told[f.name]) for f in fields(Citation) if f.name != "number"}
    return Citation(number=int(told["number"]), **texts)


def _change(told: Mapping[str, Any]) -> Change:
    change = Change(*(str(told[f.name]) for f in fields(Change)))
    # Refuses a field that no case has.
    cases.from_values({change.field: [] if change.field in LISTS else change.new})
    return change


def _replaced(told: Mapping[str, Any]) -> Replaced:
    return Replaced(str(told["left"]), int(told["start"]), int(told["end"]), str(told["words"]))


def _plan_item(told: Mapping[str, Any]) -> Item:
    texts = {
        name: str(told.get(name, ""))
        for name in ("action", "owner", "proof", "step", "source", "id")
    }
    due: date | None = None
    if words := str(told.get("due", "")):
        zone = ZoneInfo(str(told["zone"])) if told.get("zone") else None
        due = (
            datetime.fromisoformat(words).replace(tzinfo=zone)
            if zone
            else (date.fromisoformat(words))
        )
    done = date.fromisoformat(told["done"]) if told.get("done") else None
    return Item(due=due, done=done, **texts)
