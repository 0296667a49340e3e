"""The parts of the page that change, as HTML: the talk, the case, the plan, the message check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from html import escape

from coach import dates, plans, promised
from coach.cases import LISTS, Case
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.plans import Item, Plan
from coach.ui import marks, messages
from coach.ui.messages import Fault
from coach.ui.session import Exchange, Session, Talk

STARTERS = (
    "I missed a deadline and blamed our supplier. My client found out and is furious.",
    "A good client has gone quiet, and nobody here knows what we did wrong.",
    "My colleague promised a feature we don't have. The customer noticed. What do I say?",
    "I snapped at a client on the phone. How do I open the next call?",
)
"""What one may begin with."""

GROUNDINGS = {
    "grounded": "Every step is from the articles.",
    "partial": "Some sentences are not from the articles:",
    "silent": "The articles don't cover this.",
    "none": "",
}
"""How an answer rests on the articles, in words."""

_LABELS = {
    "who": "Client",
    "matter": "What it is about",
    "happened": "What happened",
    "whose_error": "Whose error it was",
    "breach": "What was broken",
    "since": "Since when",
    "cost": "What it cost",
    "reaction": "How they reacted",
    "tried": "What you have tried",
    "promised": "What was promised",
    "stakes": "What is at stake",
    "dates": "Dates",
    "inferred": "What you only suppose",
    "status": "Where it stands",
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "whose_error": {
        UNKNOWN: "Not known",
        ME: "Mine",
        COLLEAGUE: "A colleague's",
        THIRD: "A third party's",
        CLIENT: "The client's",
        "nobody": "Nobody's",
    },
    "breach": {
        UNKNOWN: "Not known",
        "competence": "A slip",
        "integrity": "An untruth",
        "repeat": "The same once more",
        "nobody": "Nothing of ours",
    },
    "status": {"": "Open", "stop": "They want no contact", "mended": "Well again"},
}
_LONG = 700
_PENCIL = (
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 13.5 3 11l7.5-7.5 2 2L5 13z"/></svg>'
)
_CROSS = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8"/></svg>'


def regions(session: Session, now: datetime) -> dict[str, str]:
    """Return the HTML of each region of the page, by the id of its element."""
    talk = session.talk
    return {
        "cases": cases(session),
        "talk": conversation(talk),
        "case": card(talk.case),
        "plan": plan(talk.plan, now),
        "check": inspection(talk.draft, now),
    }


def cases(session: Session) -> str:
    """Return the options of the list of cases."""
    return "".join(
        f'<option value="{escape(talk.id)}"{" selected" * (talk.id == session.talk.id)}>'
        f"{escape(talk.name)}</option>"
        for talk in session.talks
    )


# --- The conversation ----------------------------------------------------------------------------


def conversation(talk: Talk) -> str:
    """Return the exchanges, or how to begin when there are none."""
    if not talk.exchanges:
        return _beginning()
    last = len(talk.exchanges) - 1
    return "".join(_exchange(one, at, last=at == last) for at, one in enumerate(talk.exchanges))


def piece(text: str) -> str:
    """Return as much of an answer as has come."""
    return marks.answer(text)


def _beginning() -> str:
    starters = "".join(
        f'<li><button type="button" class="starter" data-starter>{escape(one)}</button></li>'
        for one in STARTERS
    )
    return (
        '<div class="beginning"><h2>What happened with your client?</h2>'
        "<p>Tell it in your own words, as you would tell a colleague. You get your own part first, then a few "
        "steps in an order that a repair can take, each with its source, and words you could use.</p>"
        f'<p class="quiet">Or begin with one of these:</p><ul class="starters">{starters}</ul></div>'
    )


def _exchange(one: Exchange, at: int, *, last: bool) -> str:
    return (
        f'<article class="exchange {one.state}" data-at="{at}">{_asked(one, at)}'
        f'<div class="answer">{_answer(one, at)}</div>{_account(one)}{_tools(one, at, last=last)}</article>'
    )


def _asked(one: Exchange, at: int) -> str:
    words = escape(one.question)
    shown = f'<div class="words" dir="auto">{words}</div>'
    if len(one.question) > _LONG:
        start = escape(one.question[:_LONG].rsplit(None, 1)[0])
        count = len(one.question.split())
        shown = (
            f'<details class="words long"><summary dir="auto"><span class="start">{start} …</span> '
            f'<span class="more">Show all {count:,} words</span></summary>'
            f'<div dir="auto">{words}</div></details>'
        )
    brief = '<p class="quiet">You have ten minutes.</p>' if one.brief else ""
    return (
        f'<div class="asked"><h3 class="unseen">You</h3>{shown}{brief}'
        f'<form class="rewrite" data-ask="{at}" hidden><label class="unseen" for="rewrite-{at}">'
        f'Your message, to be changed</label><textarea id="rewrite-{at}" name="question" dir="auto" '
        f'rows="4">{_in_box(one.question)}</textarea><p class="quiet">What came after this message goes.</p>'
        '<div class="tools"><button type="submit" class="main">Ask again</button>'
        '<button type="button" data-toggle>Leave it</button></div></form>'
        '<div class="tools"><button type="button" data-toggle>Edit</button></div></div>'
    )


def _answer(one: Exchange, at: int) -> str:
    if one.state == "waiting":
        return (
            '<p class="thinking" role="status"><span class="unseen">The coach is reading</span>'
            '<i></i><i></i><i></i></p><p class="lost">This message has no answer yet. It is kept.</p>'
        )
    name = f"source-{at}"
    return (
        '<h3 class="unseen">Coach</h3>'
        + marks.answer(one.answer, one.citations, name=name)
        + marks.sources(one.answer, one.citations, name=name)
    )


def _account(one: Exchange) -> str:
    """Return the quiet lines beneath an answer: what it rests on, and how it came about."""
    lines = []
    if one.state == "stopped":
        lines.append("You stopped this answer. Sources are listed for whole answers only.")
    elif one.state == "done":
        if told := GROUNDINGS.get(one.grounding, ""):
            lines.append(told)
        lines += [f"“{sentence}”" for sentence in one.unsupported]
        lines += [one.account] * bool(one.account)
    shown = "".join(f'<p dir="auto">{escape(marks.plain(line))}</p>' for line in lines)
    return f'<div class="account {escape(one.grounding)}">{shown}</div>' if shown else ""


def _tools(one: Exchange, at: int, *, last: bool) -> str:
    buttons = []
    if one.state == "waiting":
        buttons.append(f'<button type="button" data-again="{at}">Ask again</button>')
    else:
        buttons.append(f'<button type="button" data-copy="{at}">Copy</button>')
        if last:
            buttons.append(f'<button type="button" data-again="{at}">Try again</button>')
    return f'<div class="tools after">{"".join(buttons)}</div>'


# --- The case ------------------------------------------------------------------------------------


def card(case: Case) -> str:
    """Return what is known of the case, each fact to be changed or removed, and a form for another."""
    known = [name for name in _LABELS if name not in _CHOICES and _is_known(case, name)]
    if known:
        shown = "".join(_field(case, name) for name in known)
    else:
        shown = '<p class="empty">What you tell of your client is collected here, in your own words.</p>'
    options = "".join(
        f'<option value="{name}">{escape(label)}</option>'
        for name, label in _LABELS.items()
        if name not in _CHOICES and (name in LISTS or name not in known)
    )
    choices = "".join(_choice(case, name) for name in _CHOICES)
    return (
        f'<div class="facts">{shown}</div><div class="choices">{choices}</div>'
        '<form class="add" data-event="fact"><h3>Add a fact</h3>'
        f'<label for="fact-field">About</label><select id="fact-field" name="field">{options}</select>'
        '<label for="fact-new">In your words</label><textarea id="fact-new" name="new" rows="2" dir="auto" '
        'required></textarea><button type="submit">Add</button></form>'
    )


def _is_known(case: Case, name: str) -> bool:
    default = next(f.default for f in fields(Case) if f.name == name)
    return bool(getattr(case, name) != default and getattr(case, name))


def _field(case: Case, name: str) -> str:
    value = getattr(case, name)
    told = value if name in LISTS else (value,)
    facts = "".join(_fact(name, fact, at) for at, fact in enumerate(told))
    return f'<section class="field"><h3>{escape(_LABELS[name])}</h3><ul>{facts}</ul></section>'


def _fact(name: str, fact: str, at: int) -> str:
    id_ = f"fact-{name}-{at}"
    words, label = escape(fact), escape(_LABELS[name])
    return (
        f'<li><p class="words" dir="auto">{words}</p><div class="tools">'
        f'<button type="button" class="icon" data-toggle aria-label="Change: {words}" title="Change">{_PENCIL}'
        f'</button><button type="button" class="icon" data-event="fact" data-field="{name}" data-old="{words}" '
        f'data-new="" aria-label="Remove: {words}" title="Remove">{_CROSS}</button></div>'
        f'<form data-event="fact" hidden><input type="hidden" name="field" value="{name}">'
        f'<input type="hidden" name="old" value="{words}"><label class="unseen" for="{id_}">{label}</label>'
        f'<textarea id="{id_}" name="new" rows="3" dir="auto" required>{_in_box(fact)}</textarea>'
        '<div class="tools"><button type="submit" class="main">Keep</button>'
        '<button type="button" data-toggle>Leave it</button></div></form></li>'
    )


def _choice(case: Case, name: str) -> str:
    value = getattr(case, name)
    options = "".join(
        f'<option value="{key}"{" selected" * (key == value)}>{escape(label)}</option>'
        for key, label in _CHOICES[name].items()
    )
    return (
        f'<section class="field choice"><label for="choice-{name}">{escape(_LABELS[name])}</label>'
        f'<select id="choice-{name}" data-event="fact" data-field="{name}" data-value="new">{options}</select>'
        "</section>"
    )


# --- The plan ------------------------------------------------------------------------------------


def plan(known: Plan, now: datetime) -> str:
    """Return the steps by where they stand, and the form for another."""
    there = plans.standing(known, now)
    shown = "".join(
        f'<section class="standing {title.split()[0].lower()}"><h3>{escape(title)}</h3>'
        f"<ul>{''.join(_step(item, now) for item in items)}</ul></section>"
        for title, items in plans.sections(there)
    )
    if not known.items:
        shown = (
            '<p class="empty">Who does what by when. What you promise by a date, here or in a message, '
            "joins the plan; add the rest yourself.</p>"
        )
    downloads = (
        '<div class="tools"><button type="button" data-export="ics">Calendar file (.ics)</button>'
        '<button type="button" data-export="md">Markdown</button></div>'
        if known.items
        else ""
    )
    return (
        f'{shown}{downloads}<form class="add" data-event="step"><h3>Add a step</h3>'
        '<label for="step-action">What</label><input id="step-action" name="action" maxlength="500" '
        'dir="auto" autocomplete="off" required><div class="pair"><div><label for="step-owner">Who</label>'
        '<input id="step-owner" name="owner" maxlength="100" placeholder="me" dir="auto" autocomplete="off"></div>'
        '<div><label for="step-due">By</label><input id="step-due" name="due" type="date"></div></div>'
        '<div class="row"><button type="submit">Add</button>'
        '<button type="button" data-event="follow-ups">Add four weeks of follow-ups</button></div></form>'
    )


def _step(item: Item, now: datetime) -> str:
    id_, action = escape(item.id), escape(item.action)
    when = dates.told(item.due, now) if item.due is not None else "no date"
    who = "" if item.owner == promised.ME else f"{item.owner}, "
    day = item.due.date() if isinstance(item.due, datetime) else item.due
    value = day.isoformat() if day else ""
    done = item.done is not None
    told = f"done on {dates.told(item.done, now)}" if item.done else f"{who}{when}"
    move = (
        f'<form class="move" data-event="move" hidden><input type="hidden" name="id" value="{id_}">'
        f'<label class="unseen" for="due-{id_}">New date for: {action}</label>'
        f'<input id="due-{id_}" name="due" type="date" value="{value}">'
        '<button type="submit" class="main">Keep</button>'
        '<button type="button" data-toggle>Leave it</button></form>'
    )
    return (
        f'<li class="{"done" if done else "open"}"><label class="tick"><input type="checkbox" '
        f'id="tick-{id_}" data-event="done" data-id="{id_}"{" checked" * done}>'
        f'<span class="words" dir="auto">{action}</span></label><div class="tools">'
        f'<button type="button" class="icon" data-toggle aria-label="Change the date: {action}" '
        f'title="Change the date">{_PENCIL}</button><button type="button" class="icon" data-event="remove" '
        f'data-id="{id_}" aria-label="Remove: {action}" title="Remove">{_CROSS}</button></div>'
        f'<p class="quiet">{escape(told)}</p>'
        f"{move}</li>"
    )


# --- The message check ---------------------------------------------------------------------------


def inspection(text: str, now: datetime) -> str:
    """Return what the check says of a message: the words underlined, why, and what to do."""
    if not text.strip():
        return (
            '<p class="empty">Paste what you mean to send. You see the words that could do harm, why, '
            "and what would mend them. Nothing is sent.</p>"
        )
    found = messages.inspected(text)
    if not found.checked:
        return f'<p class="empty">{escape(found.reason)}</p>'
    return f"{_findings(text, found.faults)}{_parts(found)}{_promised(text, now)}"


def _findings(text: str, faults: Sequence[Fault]) -> str:
    if not faults:
        return (
            '<p class="verdict clean">Nothing found. Whether the facts are right, and whether you mean it, '
            "no check can say.</p>"
        )
    count = f"{len(faults)} thing{'s' * (len(faults) > 1)} to look at"
    listed = "".join(_fault(one, number) for number, one in enumerate(faults, 1))
    return (
        f'<p class="verdict">{count}</p><div class="marked" dir="auto">{_underlined(text, faults)}</div>'
        f'<ol class="findings">{listed}</ol>'
    )


def _underlined(text: str, faults: Sequence[Fault]) -> str:
    parts, at = [], 0
    for number, one in enumerate(faults, 1):
        start, end = max(one.finding.start, at), one.finding.end
        if start < end:
            parts.append(escape(text[at:start]))
            parts.append(f"<mark>{escape(text[start:end])}</mark><sup>{number}</sup>")
            at = end
    parts.append(escape(text[at:]))
    return "".join(parts)


def _fault(one: Fault, number: int) -> str:
    finding = one.finding
    words = f"“{escape(' '.join(finding.words.split()))}”: " if finding.words else ""
    title = marks.step_article(finding.step)
    source = (
        f'<p class="quiet">From “{escape(marks.step_name(finding.step))}”, {escape(title)}</p>'
        if title
        else ""
    )
    take = ""
    if one.rewrite is not None:
        mended = f"Instead: “{escape(one.rewrite)}”" if one.rewrite else "Leave this sentence out."
        take = (
            f'<p class="instead" dir="auto">{mended}</p><button type="button" class="main" data-event="take" '
            f'data-finding="{escape(one.id)}" aria-label="Take it, for finding {number}">Take it</button>'
        )
    return (
        f'<li><p dir="auto"><strong>{words}</strong>{escape(finding.reason)}</p>'
        f'<p dir="auto">{escape(finding.fix)}</p>{source}{take}</li>'
    )


def _parts(found: messages.Inspection) -> str:
    told = (("What it does well", found.good), ("What it lacks", found.missing))
    return "".join(
        f"<h3>{title}</h3><ul>{''.join(f'<li>{escape(one)}</li>' for one in parts)}</ul>"
        for title, parts in told
        if parts
    )


def _promised(text: str, now: datetime) -> str:
    items = tuple(_promise_lines(text, now))
    if not items:
        return ""
    return (
        f'<section class="promised"><h3>What you promise in it</h3><ul>{"".join(items)}</ul>'
        '<button type="button" data-event="promises">Add to the plan</button></section>'
    )


def _promise_lines(text: str, now: datetime) -> Iterator[str]:
    for item in plans.promises(text, now):
        when = dates.told(item.due, now) if item.due is not None else "no date yet"
        yield f'<li dir="auto">{escape(item.action)}<span class="quiet">, {escape(when)}</span></li>'


def _in_box(text: str) -> str:
    # The first newline in a text area is not part of what it holds.
    return "\n" + escape(text)
