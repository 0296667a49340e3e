"""A message that the user means to send: what is found in it, and what taking a fix makes of it.

The page knows the message check by ``inspected`` alone, so that another one can stand behind it.
"""

import re
from dataclasses import dataclass

from coach import checks, limits, sentences
from coach.checks import Finding

LONGEST = limits.LONGEST_QUESTION
"""The most characters that a message may have."""

# What is wrong with these is the sentence as a whole: without it the message is mended.
_GOES = frozenset(
    """sales-ask-in-apology gift-as-fix blame-shifting defensive-tone minimising name-calling
    excuse""".split()
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding, and a mending that can be put in its place.

    Attributes:
        finding: What was found, and where.
        id: Tells it from the others of the same message.
        start: Where the words begin that a mending replaces.
        end: Where they end.
        rewrite: What would stand there; an empty string leaves the words out; None: there is none.
    """

    finding: Finding
    id: str
    start: int = 0
    end: int = 0
    rewrite: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the check says of a message.

    Attributes:
        checked: Whether it was checked; if not, ``reason`` says why.
        reason: Why it was not checked.
        faults: What was found, by where it starts.
        good: What the message does well.
        missing: What it lacks.
    """

    checked: bool = True
    reason: str = ""
    faults: tuple[Fault, ...] = ()
    good: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def inspected(text: str) -> Inspection:
    """Return what the check finds in a message; no model is asked."""
    if not text.strip():
        return Inspection(False, "There is no message to check yet.")
    counted: dict[str, int] = {}
    faults = []
    for finding in checks.in_draft(text):
        counted[finding.code] = number = counted.get(finding.code, 0) + 1
        faults.append(_fault(text, finding, f"{finding.code}-{number}"))
    return Inspection(faults=tuple(faults))


def taken(text: str, fault: str) -> str:
    """Return the message with a fault mended; the message itself when there is no such fault."""
    for one in inspected(text).faults:
        if one.id == fault and one.rewrite is not None:
            return _joined(text[: one.start], one.rewrite, text[one.end :])
    return text


def _fault(text: str, finding: Finding, id_: str) -> Fault:
    spans = sentences.spans(text)
    inside = [(a, b) for a, b in spans if a <= finding.start < b]
    if not inside:
        return Fault(finding, id_)
    start, end = inside[0]
    if finding.code in _GOES:
        return Fault(finding, id_, start, end, "")
    if finding.code == "but-after-apology":
        opening = text[start : finding.start].rstrip(" ,;:–—-")
        # A sentence that begins with the word has nothing before it to keep.
        return Fault(finding, id_, start, end, f"{opening}." if opening else "")
    return Fault(finding, id_)


def _joined(before: str, middle: str, behind: str) -> str:
    if middle:
        return before + middle + behind
    # No double blank and no empty paragraph where the sentence stood.
    joined = f"{before.rstrip(' ')}{'' if before.endswith(chr(10)) or not before else ' '}"
    return re.sub(r"\n{3,}", "\n\n", joined + behind.lstrip(" ")).strip("\n")
