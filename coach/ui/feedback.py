"""What users say of answers: shown under each, kept with the conversation, exported as eval examples.

Nothing in the coach reads it, and no floor is set on it: a coach that aims at being liked flatters.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from coach.errors import SessionError
from coach.ui.session import Exchange, Feedback, Session, Talk

REASONS = ("Not about my case", "Wrong source", "Tone", "Too long")
"""Why an answer did not help, to be given with one tap."""

TODO = (
    "Made from feedback. 'required' is what this answer cited and says nothing of what a good one must "
    "cite: decide that yourself, put a second wording beside the first, then take this todo out."
)
"""What every example still wants before it stands in a suite."""

_KEPT = "Kept with this conversation and nowhere else. The coach does not read it."
# Readers of JSON lines that split a text where Unicode ends a line would cut these in two; a half of
# a surrogate pair has no UTF-8.
_UNSAFE = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def split(feedback: Feedback) -> tuple[tuple[str, ...], str]:
    """Return the reasons that were tapped, and the user's own words behind them."""
    parts = feedback.reason.split("; ")
    tapped = []
    while not feedback.helpful and parts and parts[0] in REASONS:
        tapped.append(parts.pop(0))
    return tuple(tapped), "; ".join(parts)


# --- As eval examples ----------------------------------------------------------------------------


def examples(session: Session) -> list[dict[str, Any]]:
    """Return each exchange with feedback as an eval example, in the order of cases and exchanges.

    ``coach check`` reads ``id``, ``question``, ``answer`` and ``citations`` (the ids of the steps by
    number); beside them stand ``helpful``, ``reason`` and ``history``, the questions and answers
    before it. ``kind``, ``article``, ``wordings``, ``required`` and ``todo`` make it a scenario that
    a suite of one's own can begin with. An id is unique within its session.
    """
    return [_example(talk, at) for talk in session.talks for at in _judged(talk)]


def jsonl(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return examples as JSON lines; the text can be written as UTF-8 whatever was typed."""
    return "".join(
        _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(row, ensure_ascii=False))
        + "\n"
        for row in rows
    )


def exported(session: Session) -> str:
    """Return the session's examples as JSON lines.

    Raises:
        SessionError: There is no feedback in it yet.
    """
    found = examples(session)
    if not found:
        raise SessionError(
            "there is no feedback yet: press “Helpful” or “Not helpful” under an answer first"
        )
    return jsonl(found)


def _judged(talk: Talk) -> Iterator[int]:
    """Yield the places of the exchanges that have feedback."""
    for at, one in enumerate(talk.exchanges):
        if one.feedback is not None and one.state == "done":
            yield at


def _example(talk: Talk, at: int) -> dict[str, Any]:
    one = talk.exchanges[at]
    said = one.feedback or Feedback(False)
    before = [
        {"question": e.question, "answer": e.answer}
        for e in talk.exchanges[:at]
        if e.state != "waiting"
    ]
    cited = [c.step for c in sorted(one.citations, key=lambda c: c.number)]
    return {
        "id": f"{talk.id}-{at + 1}",
        "question": one.question,
        "answer": one.answer,
        "citations": cited,
        "helpful": said.helpful,
        "reason": said.reason,
        "history": before,
        **_scenario(one, cited, [turn["question"] for turn in before]),
    }


def _scenario(one: Exchange, cited: list[str], before: list[str]) -> dict[str, Any]:
    """Return what makes an example a scenario to begin with."""
    kind = {"silent": "out-of-scope", "none": "vague"}.get(one.grounding, "")
    required = [] if kind else list(dict.fromkeys(cited))
    return {
        # What advised without citing anything has no step to be required.
        "kind": kind or ("vague" if not required else "multi-turn" if before else "in-scope"),
        "article": required[0].partition("/")[0] if required else "",
        "wordings": [[turn for turn in (*before, one.question) if turn]],
        "required": required,
        "todo": TODO,
    }


# --- On the page ---------------------------------------------------------------------------------


def regions(talk: Talk) -> dict[str, str]:
    """Return the HTML of what stands under each finished answer, by the id of its element."""
    return {
        _place(number): panel(one, number)
        for number, one in enumerate(talk.exchanges, 1)
        if one.state == "done"
    }


def place(one: Exchange, number: int) -> str:
    """Return the empty element under an answer that ``regions`` fills; nothing for an unfinished one."""
    return f'<div class="feedback" id="{_place(number)}"></div>' if one.state == "done" else ""


def _place(number: int) -> str:
    return f"feedback-{number}"


def panel(one: Exchange, number: int) -> str:
    """Return the two buttons and, once one of them is pressed, where to say why."""
    said = one.feedback
    buttons = "".join(
        _button(number, value, label, on=said is not None and said.helpful == (value == "yes"))
        for value, label in (("yes", "Helpful"), ("no", "Not helpful"))
    )
    return (
        '<div class="tools judge" role="group" aria-label="Was this answer helpful?">'
        f"{buttons}</div>{_why(said, number) if said else ''}"
    )


def _button(number: int, value: str, label: str, *, on: bool) -> str:
    return (
        f'<button type="button" id="feedback-{number}-{value}" data-event="feedback" '
        f'data-number="{number}" data-helpful="{"" if on else value}" '
        f'aria-pressed="{"true" if on else "false"}">{label}</button>'
    )


def _why(said: Feedback, number: int) -> str:
    tapped, words = split(said)
    value = "yes" if said.helpful else "no"
    shown = (
        f'<q dir="auto">{escape(said.reason)}</q> <span class="more">Change</span>'
        if said.reason
        else '<span class="more">Say why</span>'
    )
    id_ = f"why-{number}-{value}"
    asked = "What helped? (optional)" if said.helpful else "What was wrong? (optional)"
    return (
        f'<details class="why" id="why-{number}"><summary><span class="folded">{shown}</span>'
        '<span class="unfolded">Close</span></summary><div class="reasons">'
        f'<p class="asking" id="{id_}-asked">{asked}</p>'
        f"{'' if said.helpful else _taps(tapped, words, number)}"
        f'<form data-event="feedback"><input type="hidden" name="number" value="{number}">'
        f'<input type="hidden" name="helpful" value="{value}">'
        f'<input type="hidden" name="reason" value="{escape("; ".join(tapped))}">'
        f'<div class="line"><input id="{id_}" name="words" value="{escape(words)}" maxlength="400" '
        f'aria-labelledby="{id_}-asked" placeholder="In a few words" dir="auto" autocomplete="off">'
        '<button type="submit">Keep</button></div></form>'
        f'<p class="quiet">{_KEPT}</p></div></details>'
    )


def _taps(tapped: tuple[str, ...], words: str, number: int) -> str:
    """Return a button for each reason; pressed again it takes the reason away."""
    buttons = []
    for at, reason in enumerate(REASONS):
        after = [one for one in REASONS if (one in tapped) != (one == reason)]
        buttons.append(
            f'<button type="button" id="tap-{number}-{at}" data-event="feedback" data-number="{number}" '
            f'data-helpful="no" data-reason="{"; ".join(after)}" data-words="{escape(words)}" '
            f'aria-pressed="{"true" if reason in tapped else "false"}">{reason}</button>'
        )
    return f'<div class="tools" role="group" aria-label="Reasons">{"".join(buttons)}</div>'
