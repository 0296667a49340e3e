"""Blocks: the headings, list items and paragraphs of a file; and what their words tell."""

import re
import unicodedata
from dataclasses import dataclass

from coach import resources, sentences

FEWEST = 40
"""The fewest words that make an article."""
MOST = 5_000
"""The most blocks that a file may have."""
OUTSIDE = "outside the main text"
"""The reason of a block of which nothing else is known."""

ITEM = re.compile(r"(?:[-*+•●▪◦‣·]|(\d{1,2})[.)])\s+(\S.*)", re.DOTALL)
_ORDINALS = "one two three four five six seven eight nine ten eleven twelve".split()
STEP_WORD = re.compile(
    r"(?:step|rule|tip|lesson|phase|part|way|habit|no\.|number|#)\s*"
    rf"#?(\d{{1,2}}|{'|'.join(_ORDINALS)})\b\s*(?:[.):]|[-–—](?=\s)|$)\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"(\d{1,2})\s*(?:[.):]|\s[-–—])\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is heading, item, line (a paragraph of one line), text or byline."""

    text: str
    kind: str = "text"
    level: int = 0  # of a heading 1 to 6; of an item its depth
    number: int = 0
    lead: str = ""  # the bold words it opens with
    inside: bool = False  # it goes on with the list item before it
    reason: str = ""  # why it is no part of an article; "" when it is


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself outside its text, as it stands there; empty where nothing."""

    title: str = ""
    author: str = ""
    address: str = ""
    language: str = ""


def heading(text: str, level: int, number: int = 0) -> Block:
    """Return a heading; the number that it opens with is parted from its name."""
    match = STEP_WORD.match(text) or _NUMBERED.match(text)
    if match is None or number:
        return Block(text, "heading", level, number)
    return Block(match[2].strip() or text, "heading", level, _number(match[1]))


def paragraph(text: str, kind: str, lead: str, inside: bool = False) -> Block:
    """Return what a paragraph's words make it: a heading, a step with its number, or itself."""
    if lead and text.rstrip(":.") == lead.rstrip(":.") and count(lead) <= 14:
        return heading(lead, 6)
    step = STEP_WORD.match(text)
    if step and title_like(step[2], 14):
        return heading(text, 6)
    if step:
        return Block(step[2] or text, "item", 1, _number(step[1]), lead)
    return Block(text, kind, lead=lead, inside=inside)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINALS.index(text.lower()) + 1


def title_like(text: str, most: int) -> bool:
    """Whether a line can be a heading: short, no full stop, no small letter at its head."""
    words = text.split()
    if not 0 < len(words) <= most or len(text) > 160 or "\n" in text:
        return False
    if len(words) > 12 and len(sentences.split(text)) > 1:
        return False
    opens = text.lstrip("\"“‘'(«¿¡")[:1]
    if not opens or opens.islower():
        return False
    return text[-1] not in ".,;:"


def line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(sentences.clean(text).split())


def flat(text: str) -> str:
    """Return the text on one line, in small letters, quotes straight."""
    return sentences.straight(line(text)).lower()


def plain(text: str) -> str:
    """Return the words alone, in small letters."""
    return " ".join(re.findall(r"\w+", sentences.straight(text).lower()))


def count(text: str) -> int:
    """Return how many words there are."""
    return len(re.findall(r"\w+(?:['’]\w+)*", text))


def slug(text: str, fallback: str) -> str:
    """Return the text as a key of at most 40 letters, digits and hyphens."""
    folded = unicodedata.normalize("NFKD", sentences.straight(text)).replace("'", "").lower()
    key = "-".join(re.findall(r"[a-z0-9]+", folded.encode("ascii", "ignore").decode()))
    if len(key) > 40:
        key = key[:41].rpartition("-")[0] or key[:40]
    return key or f"{fallback}-{resources.fingerprint(text)}"


def unique(key: str, taken: set[str]) -> str:
    """Return the key, with a number behind it when it is taken, and take it."""
    made, copy = key, 1
    while made in taken:
        copy += 1
        made = f"{key[:37]}-{copy}"
    taken.add(made)
    return made
