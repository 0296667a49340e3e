"""The list of the cases: search over their names and words, and what goes when one is deleted."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from coach import cases
from coach.ui import icons, marks
from coach.ui.session import Session, Talk

_AROUND = 45
_BEGINNING = 110
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f]")
# These are chosen from a list, not told.
_CHOSEN = ("whose_error", "breach", "status")


@dataclass(frozen=True, slots=True)
class Found:
    """A case that has every word; ``before``, ``words`` and ``behind`` are where one stands in it.

    They are empty where the name alone shows why it was found.
    """

    talk: Talk
    before: str = ""
    words: str = ""
    behind: str = ""


def found(session: Session, words: str) -> tuple[Found, ...]:
    """Return the cases in which every word occurs, in names first; all of them when there is no word.

    Names, conversation, facts, plan and message are looked through. Case and accents make no
    difference, and a part of a word will do.
    """
    wanted = tuple(dict.fromkeys(_folded(words).split()))
    if not wanted:
        return tuple(Found(talk) for talk in session.talks)
    hits = [hit for talk in session.talks if (hit := _found(talk, wanted))]
    return tuple(sorted(hits, key=lambda hit: bool(hit.before or hit.words)))


def _found(talk: Talk, wanted: tuple[str, ...]) -> Found | None:
    name = _folded(talk.name)
    rest = [word for word in wanted if word not in name]
    if not rest:
        return Found(talk)
    texts = tuple(_texts(talk))
    folded = [_folded(text) for text in texts]
    if not all(any(word in text for text in folded) for word in rest):
        return None
    # The text that has most of the words shows best why the case was found.
    best = max(range(len(texts)), key=lambda at: sum(word in folded[at] for word in rest))
    first = next(word for word in rest if word in folded[best])
    return Found(talk, *_excerpt(texts[best], first))


def _texts(talk: Talk) -> Iterator[str]:
    """Yield all that is written in a case, its name aside."""
    for one in talk.exchanges:
        yield one.question
        yield marks.plain(one.answer).replace("**", "")
    for name, value in cases.values(talk.case).items():
        if name not in _CHOSEN:
            yield from [value] if isinstance(value, str) else value
    for item in talk.plan.items:
        yield f"{item.action} {item.owner}"
    yield talk.draft


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _excerpt(text: str, word: str) -> tuple[str, str, str]:
    """Return the words of a text around the first place of a folded word: before, the place, behind."""
    text = " ".join(text.split())
    # Where each character of the folded text stands in the text as it was written.
    places = [at for at, char in enumerate(text) for _ in _folded(char)]
    at = "".join(map(_folded, text)).find(word)
    if at < 0:
        return text[:_AROUND], "", ""
    start, end = places[at], places[at + len(word) - 1] + 1
    before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = f"… {before.partition(' ')[2] or before}"
    if end + _AROUND < len(text):
        behind = f"{behind.rpartition(' ')[0] or behind} …"
    return before, text[start:end], behind


def holds(talk: Talk) -> str:
    """Return what goes with a case when it is deleted or cleared, in words."""
    known = sum(
        len(value) if isinstance(value, list) else 1
        for name, value in cases.values(talk.case).items()
        if value and name not in _CHOSEN
    )
    counts = (
        (len(talk.exchanges), "question with its answer", "questions with their answers"),
        (known, "fact", "facts"),
        (len(talk.plan.items), "step of the plan", "steps of the plan"),
    )
    parts = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
    parts += ["a message in the making"] * bool(talk.draft.strip())
    parts += ["your feedback"] * any(one.feedback for one in talk.exchanges)
    return f"What goes: {', '.join(parts)}." if parts else "It is empty."


# --- As HTML -------------------------------------------------------------------------------------


def options(session: Session) -> str:
    """Return the options of the list of cases; each says what goes with its case."""
    return "".join(
        f'<option value="{escape(talk.id)}" dir="auto" data-holds="{escape(holds(talk))}"'
        f"{' selected' * (talk.id == session.talk.id)}>{escape(talk.name)}</option>"
        for talk in session.talks
    )


def listed(session: Session, words: str) -> Mapping[str, str]:
    """Return the cases that were found as HTML, ``html``, and how many they are in words, ``told``."""
    hits = found(session, words)
    count, all_ = len(hits), len(session.talks)
    if not words.strip():
        told = f"{all_} case{'s' * (all_ != 1)}"
    elif hits:
        told = f"{count} of {all_} case{'s' * (all_ != 1)}"
    else:
        told = "Nothing found. A case is listed when every word occurs in it."
    return {"html": "".join(_row(hit, session.talk.id) for hit in hits), "told": told}


def _row(hit: Found, current: str) -> str:
    talk = hit.talk
    id_, name = escape(talk.id), escape(talk.name)
    here = ' aria-current="true"' if talk.id == current else ""
    shown = ""
    if hit.words or hit.before:
        shown = (
            f'<span class="excerpt" dir="auto">{escape(hit.before)}<mark>{escape(hit.words)}</mark>'
            f"{escape(hit.behind)}</span>"
        )
    elif talk.exchanges:
        first = " ".join(talk.exchanges[0].question.split())
        if len(first) > _BEGINNING:
            first = f"{first[:_BEGINNING].rpartition(' ')[0] or first[:_BEGINNING]} …"
        shown = f'<span class="excerpt" dir="auto">{escape(first)}</span>'
    return (
        f'<li data-id="{id_}"><button type="button" class="words case-name" data-choose="{id_}"{here}>'
        f'<span class="name" dir="auto">{name}</span>{shown}</button><div class="tools">'
        f'<button type="button" class="icon" data-toggle aria-label="Rename: {name}" title="Rename">{icons.PENCIL}'
        f'</button><button type="button" class="icon" data-dialog="delete" data-id="{id_}" '
        f'aria-label="Delete: {name}" title="Delete">{icons.BIN}</button></div>'
        f'<form data-event="rename" hidden><input type="hidden" name="id" value="{id_}">'
        f'<label class="unseen" for="name-{id_}">New name of {name}</label><input id="name-{id_}" name="name" '
        f'maxlength="80" dir="auto" autocomplete="off" value="{name}"><div class="tools"><button type="submit" '
        'class="main">Rename</button><button type="button" data-toggle>Leave it</button></div></form></li>'
    )
