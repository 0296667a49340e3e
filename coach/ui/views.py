"""The parts of the page that change, as HTML: the talk, the case, the plan, the message check."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from html import escape
from itertools import pairwise

from coach import dates, plans, promised
from coach.cases import LISTS, Case
from coach.errors import PlanError
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.findings import Finding
from coach.plans import Item, Plan
from coach.reviews import Review
from coach.rewriting import Rewrite
from coach.sentences import capital
from coach.ui import case_list, feedback, icons, marks, messages
from coach.ui.messages import Replaced
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
_MOST_FINDINGS = 30
_MOST_WORDS = 160  # characters of what a finding or a part quotes


def regions(session: Session, now: datetime, *, checked: bool = False) -> dict[str, str]:
    """Return the HTML of each region of the page, by the id of its element.

    Args:
        session: What is shown.
        now: The moment, in the user's time zone.
        checked: Whether the message is checked too; that takes far longer than all the rest.
    """
    talk = session.talk
    shown = {
        "cases": case_list.options(session),
        "talk": conversation(talk),
        **feedback.regions(talk),
        "case": card(talk.case),
        "plan": plan(talk.plan, now),
    }
    if checked or not talk.draft.strip():
        shown["check"] = inspection(talk.draft, now, talk.replaced)
    return shown


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
        f'<div class="answer">{_answer(one, at)}</div>{_account(one)}'
        f'<div class="foot">{_tools(one, at, last=last)}{feedback.place(one, at + 1)}</div></article>'
    )


def _asked(one: Exchange, at: int) -> str:
    words = escape(one.question)
    shown = f'<div class="words" dir="auto">{words}</div>'
    if len(one.question) > _LONG:
        start = escape(one.question[:_LONG].rsplit(None, 1)[0])
        count = len(one.question.split())
        whole = f"all {count:,} words" if count > 1 else "all of it"
        shown = (
            f'<details class="words long"><summary dir="auto"><span class="start">{start} …</span> '
            f'<span class="more">Show {whole}</span></summary>'
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
        f'<button type="button" class="icon" data-toggle aria-label="Change: {words}" title="Change">{icons.PENCIL}'
        f'</button><button type="button" class="icon" data-event="fact" data-field="{name}" data-old="{words}" '
        f'data-new="" aria-label="Remove: {words}" title="Remove">{icons.CROSS}</button></div>'
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
    who = "" if item.owner == promised.ME else f"<bdi>{escape(item.owner)}</bdi>, "
    day = item.due.date() if isinstance(item.due, datetime) else item.due
    value = day.isoformat() if day else ""
    done = item.done is not None
    told = f"done on {dates.told(item.done, now)}" if item.done else f"{who}{escape(when)}"
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
        f'title="Change the date">{icons.PENCIL}</button><button type="button" class="icon" data-event="remove" '
        f'data-id="{id_}" aria-label="Remove: {action}" title="Remove">{icons.CROSS}</button></div>'
        f'<p class="quiet">{told}</p>'
        f"{move}</li>"
    )


# --- The message check ---------------------------------------------------------------------------


def inspection(text: str, now: datetime, replaced: Sequence[Replaced] = ()) -> str:
    """Return what the check says of a message: the words underlined, why, and what to do."""
    undo = _UNDO if messages.undoable(text, replaced) else ""
    if not text.strip():
        return (
            '<p class="empty" tabindex="-1">Paste what you mean to send. You see the words that could do '
            "harm, why, and what could stand instead; what is good, and what is missing. "
            f"Nothing is sent.</p>{undo}"
        )
    told = messages.reviewed(text)
    steps = dict.fromkeys(
        (*(one.step for one in told.findings[:_MOST_FINDINGS]), *(one.step for one in told.missing))
    )
    return (
        f'<div class="outcome"><p class="verdict" tabindex="-1">{_counts(told) or _NOT_CHECKED}</p>'
        f"{undo}</div>{_why_not(told)}"
        f"{_remarks(told)}{_findings(told)}{_good(told)}{_missing(told)}{_promised(text, now)}"
        f"{''.join(marks.step_source(step, _SOURCE) for step in steps)}"
    )


_SOURCE = "check"
_NOT_CHECKED = "Not checked"
_UNDO = '<button type="button" id="undo" data-undo aria-label="Undo the last change">Undo</button>'


def _counts(told: Review) -> str:
    """Return what was found in figures, what is good first."""
    counts = []
    if told.good:
        counts.append(("good", f"{len(told.good)} good"))
    if told.findings:
        counts.append(("at-fault", f"{len(told.findings)} to look at"))
    elif told.checked:
        counts.append(("clean", "no faults found" if told.good else "No faults found"))
    if told.missing:
        counts.append(("missing", f"{len(told.missing)} missing"))
    return ", ".join(f'<span class="{kind}">{words}</span>' for kind, words in counts)


def _why_not(told: Review) -> str:
    """Return why the message, or a part of it, was not checked."""
    if told.checked:
        return ""
    why = f"{_NOT_CHECKED}: {told.reason}." if _counts(told) else capital(f"{told.reason}.")
    return f'<p class="not-checked" dir="auto">{escape(why)}</p>'


def _remarks(told: Review) -> str:
    """Return what is left open, and what no check can say."""
    lines = []
    if told.notice:
        notice = _GAP.sub(
            r'<button type="button" class="gap" data-gap title="Go to it">\g<0></button>',
            escape(told.notice),
        )
        lines.append(f'<p class="left-open" dir="auto">{notice}</p>')
    if told.clean:
        lines.append(
            '<p class="quiet">Whether the facts are right, and whether you mean it, no check can say.</p>'
        )
    return "".join(lines)


_GAP = re.compile(r"\[[^\[\]\n]{2,400}\]")


def _findings(told: Review) -> str:
    if not told.findings:
        return ""
    shown = told.findings[:_MOST_FINDINGS]
    before = (None, *told.rewrites)
    listed = "".join(
        _finding(told, number, key, again=told.rewrites[number] == before[number])
        for number, key in enumerate(messages.keys(told)[: len(shown)])
    )
    more = len(told.findings) - len(shown)
    rest = f'<p class="quiet">Mend these first; there are {more:,} more.</p>' if more else ""
    return (
        f'<div class="marked" dir="auto">{_underlined(told.text, shown)}</div>'
        f'<ol class="findings">{listed}</ol>{rest}'
    )


def _underlined(text: str, findings: Sequence[Finding]) -> str:
    """Return the message with the words of each finding underlined, its number behind them."""
    edges = sorted({0, len(text)}.union(*({one.start, one.end} for one in findings)))
    parts = []
    for low, high in pairwise(edges):
        words = escape(text[low:high])
        at_fault = any(one.start <= low and high <= one.end for one in findings)
        parts.append(f"<mark>{words}</mark>" if at_fault else words)
        parts += [
            f'<sup><a href="#finding-{number}" aria-label="Finding {number}">{number}</a></sup>'
            for number, one in enumerate(findings, 1)
            if one.end == high
        ]
    return "".join(parts)


def _finding(told: Review, at: int, key: str, *, again: bool) -> str:
    finding, number = told.findings[at], at + 1
    words = f"<strong>“{_start(finding.words)}”</strong> " if finding.words.strip() else ""
    step = marks.step_link(finding.step, _SOURCE, article=True)
    source = f'<p class="from">From {step}</p>' if step else ""
    take = _instead(told, told.rewrites[at], number, key)
    if again:
        take = '<p class="quiet">The words above mend this too.</p>'
    return (
        f'<li id="finding-{number}" tabindex="-1"><p dir="auto">{words}{escape(finding.reason)}</p>'
        f"{source}{take}</li>"
    )


def _instead(told: Review, rewrite: Rewrite, number: int, key: str) -> str:
    """Return what could stand instead, to be taken with one click."""
    if rewrite.put_into(told.text) == told.text:
        return ""
    shown = _GAP.sub(r'<span class="gap">\g<0></span>', escape(str(rewrite)))
    label = '<p class="quiet">Instead</p>' if rewrite.words else ""
    return (
        f'<div class="instead">{label}<p class="words" dir="auto">{shown}</p>'
        f'<button type="button" class="main" data-take="{escape(key)}" '
        f'aria-label="Take it, for finding {number}">Take it</button></div>'
    )


def _good(told: Review) -> str:
    listed = "".join(
        f'<li dir="auto"><strong>{str(part).capitalize()}</strong> “{_start(part.words)}”</li>'
        for part in told.good
    )
    return f'<section class="parts good"><h3>Good</h3><ul>{listed}</ul></section>' if listed else ""


def _missing(told: Review) -> str:
    listed = "".join(
        f"<li><strong>{str(part).capitalize()}</strong> {escape(part.add)} "
        f'<span class="from">From {marks.step_link(part.step, _SOURCE)}</span></li>'
        for part in told.missing
    )
    return (
        f'<section class="parts missing"><h3>Missing</h3><ul>{listed}</ul></section>'
        if listed
        else ""
    )


def _start(words: str) -> str:
    line = " ".join(words.split())
    cut = line if len(line) <= _MOST_WORDS else f"{line[:_MOST_WORDS].rstrip()}…"
    return escape(cut)


def _promised(text: str, now: datetime) -> str:
    head = '<section class="promised"><h3>What you promise in it</h3>'
    try:
        items = tuple(_promise_lines(text, now))
    except PlanError as error:
        return f'{head}<p class="quiet">Not looked for: {escape(str(error))}.</p></section>'
    if not items:
        return ""
    return (
        f"{head}<ul>{''.join(items)}</ul>"
        '<button type="button" data-event="promises">Add to the plan</button></section>'
    )


def _promise_lines(text: str, now: datetime) -> Iterator[str]:
    for item in plans.promises(text, now):
        when = dates.told(item.due, now) if item.due is not None else "no date yet"
        yield f'<li dir="auto">{escape(item.action)}<span class="quiet">, {escape(when)}</span></li>'


def _in_box(text: str) -> str:
    # The first newline in a text area is not part of what it holds.
    return "\n" + escape(text)
