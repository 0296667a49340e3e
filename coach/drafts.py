"""Drafts: a message to the client from the case alone, checked before anybody sees it.

What the user has not told stays in square brackets. Nothing is invented and nothing is asked of
the client but an answer. The words are in ``prompts/drafts.md``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coach import checks, limits, prompts, sentences, telling, wishes
from coach.cases import Case
from coach.events import COLLEAGUE, ME
from coach.telling import Telling

PROMPT = "drafts"
_SIDES = {ME: "me", COLLEAGUE: "us"}
_ON_ONE_LINE = frozenset({"chat"})
_STEPS: Mapping[str, Sequence[str]] = {
    "me": ("four-steps/own", "four-steps/apologize"),
    "us": ("rebuild-bridges/know-when-wrong", "four-steps/apologize"),
    "other": ("fall-on-sword/just-ask", "mend-fences/open-questions"),
    "closing": ("four-steps/let-go",),
    "report": ("mend-fences/follow-up",),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to send, and what still has to be filled in.

    Attributes:
        form: Its form, such as ``email``.
        text: Its lines, as they would be sent.
        missing: What stands in its square brackets, in order.
        steps: The steps that it follows.
    """

    form: str
    text: str
    missing: tuple[str, ...]
    steps: tuple[str, ...]


def write(form: str, case: Case, told: Telling, message: str = "") -> Draft:
    """Return a draft of this form from the case; the message check finds nothing in it.

    Args:
        form: One of ``wishes.FORMS``.
        case: What is known of the case.
        told: What was read from the user's messages: how to name the client, and what they did.
        message: The request itself, which may say what is to be in it.
    """
    if not told.client:
        told = replace(told, client=case.who.split(", ")[0])
    side = _SIDES.get(told.erred, "other")
    parts = _parts(form, side)
    slots = _slots(case, told, message)
    spared: set[str] = set()
    text = _joined(form, parts, slots, spared)
    for _ in parts:
        found = checks.in_draft(text)
        if not found:
            break
        # The user's own words are at fault: the line that has none of them stands instead.
        at_fault = {finding.words for finding in found}
        named = {
            name
            for name, _ in parts
            if any(words in _line(name, parts, slots, spared) for words in at_fault)
        }
        spared |= named or {name for name, _ in parts if name not in spared}
        text = _joined(form, parts, slots, spared)
    missing = tuple(dict.fromkeys(re.findall(r"\[([^\]]+)\]", text)))
    return Draft(form, text, missing, tuple(_STEPS.get(form, _STEPS[side])))


def _parts(form: str, side: str) -> list[tuple[str, str]]:
    """Return the name and the words of each line of the form that fits the side that erred."""
    found = []
    for line in prompts.phrases(PROMPT)[form]:
        name, _, words = line.partition(": ")
        stem, _, whose = name.partition("-")
        if whose in ("", side):
            found.append((stem, words))
    return found


def _joined(
    form: str, parts: Sequence[tuple[str, str]], slots: Mapping[str, str], spared: set[str]
) -> str:
    lines = [_line(name, parts, slots, spared) for name in dict.fromkeys(n for n, _ in parts)]
    kept = [line for line in lines if line]
    if form in _ON_ONE_LINE:
        return " ".join(kept)
    return "\n\n".join(kept)


def _line(
    name: str, parts: Sequence[tuple[str, str]], slots: Mapping[str, str], spared: set[str]
) -> str:
    """Return the first line of a name that can be filled; without the user's words where spared."""
    for part, words in parts:
        wanted = re.findall(r"\{(\w+)\}", words)
        if part != name or (wanted and name in spared):
            continue
        if all(slots.get(slot) for slot in wanted):
            filled = re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], words)
            return re.sub(r"([.!?])\.", r"\1", filled)
    return ""


_MOST_SAID = 34
_MOST_WORDS = 45
_ANY = re.compile("")
# A deed begins with the one who did it; what it cost begins with the client.
_DEED = re.compile(
    r"^(?:and |so |but |on \w+day |yesterday |today )?(?:i|we)(?:'d|'ve)? (?!can |could |will |would |shall |am |was told|know|knew|think|want|feel|work)",
    re.I,
)
_FELT = re.compile(
    r"^(?:and |so |but |because )*(?:it cost|he|she|they|this cost|that cost|[A-Z]\w+) "
)
_OURS = re.compile(
    r"\b(?:we|our|my (?:colleague|team|people|man|driver|foreman)|one of (?:my|our))\b", re.I
)
_OFFER = re.compile(
    r"^(?:so |and |now |then )*(?:i|we)(?:'ll| can| could| will| shall|'d like to| would like to| am going to| are going to)\b",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:from now on|now|since|every|each|always|twice|no longer|no one|nobody)\b", re.I
)
# What is to be said stands behind such words in the request itself.
_TO_SAY = re.compile(
    r"(?:\b(?:say|saying|tell (?:him|her|them)|mention|write)(?: that)? (?=i\b|we\b|the\b|it\b)|\b(?:so far|we have now made|done|news)[:,]\s*)(?P<said>[^.!?]{8,160})",
    re.I,
)


def _slots(case: Case, told: Telling, message: str) -> dict[str, str]:
    own = telling.said_of(told.matter, told)
    facts = _first(case, told)
    return {
        "name": _name(told.client, case.who),
        "Matter": sentences.capital(own),
        "matter_to": own or "what happened",
        "my_deed": _said(facts, told, _DEED) or _plain(told.my_deed),
        "our_deed": _said(facts, told, _OURS),
        "what": _words(facts),
        "cost": _lower(_said(case.cost, told, _FELT)),
        "lost": _words(case.cost),
        "fix": _said(_sentences(message, _OFFER), told, _ANY),
        "change": _said(_sentences(message, _CHANGE) or case.tried, told, _ANY),
        "done": _said(_news(message) or case.tried, told, _ANY),
    }


def _first(case: Case, told: Telling) -> tuple[str, ...]:
    """Return what happened, the sentence first that says whose doing it was, introductions left out."""
    told_of = dict.fromkeys((*case.happened, *case.cost))
    facts = [f for f in told_of if not (_INTRODUCES.match(f) or limits.says_little(f))]
    return tuple(sorted(facts, key=lambda fact: -_says(fact, told)))


def _says(fact: str, told: Telling) -> float:
    """Return how much a fact says of what went wrong and whose doing it was."""
    plain = bool(told.told) and told.told.strip(" .").lower() in fact.lower()
    words = fact.split()
    return (
        1.5 * plain
        + 1.0 * bool(re.search(r"(?i)\b(?:i|we|my|our)\b", fact))
        + 0.7 * bool(re.search(r"\d|(?<!^)(?<![.!?] )\b[A-Z][a-z]", fact))
        + 1.0 * (6 <= len(words) <= 40)
        - 1.0 * bool(_CHANGE.search(fact))
    )


_INTRODUCES = re.compile(
    r"(?:hello|hi|hey|dear|good (?:morning|evening))\b|(?:i am|i'm|i run|i do|i work|we are|we're|we make) (?:an? |the |at |as |in )|[^.]{0,40}\bhere\.?$|(?:\w+ ){1,3}\w+\.$",
    re.I,
)


def _sentences(message: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return what a request says of its own that fits: what it wants said, and its sentences."""
    told = [
        sentence
        for sentence in sentences.split(message)
        if _OF_US.search(sentence) and "?" not in sentence and not wishes.read(sentence).kind
    ]
    return tuple(o for o in (*_news(message), *told) if pattern.search(o) and not _ASKS.search(o))


_OF_US = re.compile(r"\b(?:i|we|my|our)\b", re.I)


def _news(message: str) -> tuple[str, ...]:
    return tuple(m["said"] for m in _TO_SAY.finditer(message) if not _ASKS.search(m["said"]))


# What an apology may not ask for, whoever wants it in.
_ASKS = re.compile(
    r"\b(?:forgiv\w*|second chance|another chance|behind us|move on|keep (?:you|your|the|this|us|our)\b|renew\w*|contract|discount|\d+ ?%|per ?cent|free(?! re\w+)|off (?:your|the) next|in return|stay with|refer\w*|review|order|upgrade|deal)\b",
    re.I,
)


def _said(facts: Sequence[str], told: Telling, fits: re.Pattern[str]) -> str:
    """Return the first fact that can be said to the client as it stands: whole, or a clause of it."""
    for fact in facts:
        for part in (fact, *telling.clauses(fact)):
            said = telling.said_to(part.strip(), told) if fits.search(part) else ""
            if 3 <= len(said.split()) <= _MOST_SAID and not re.search(r"[\"?\[\]]", said):
                return _plain(said)
    return ""


def _words(facts: Sequence[str]) -> str:
    """Return the user's own words for a fact that cannot be turned, short enough to stand in a bracket."""
    kept = " ".join(facts[:2]).replace("[", "(").replace("]", ")").replace('"', "'").split()
    return " ".join(kept[:_MOST_WORDS]) + (" …" if len(kept) > _MOST_WORDS else "")


def _name(client: str, who: str) -> str:
    """Return how to address the client: a person's name before a firm's, nothing where only a role is known."""
    names = [name for name in (client, *who.split(", ")) if name[:1].isupper()]
    persons = [name for name in names if " " not in name or _TITLE.match(name)]
    return next(iter((*persons, *names)), "")


_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam)\b")


def _plain(text: str) -> str:
    return text.strip().rstrip(".!;,")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text.startswith(("I ", "I'")) else text
