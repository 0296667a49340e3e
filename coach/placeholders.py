"""Placeholders: what the user has still to fill in, in square brackets."""

import re

DAY = "[day and time]"

_PLACEHOLDER = re.compile(r"\[(?P<asks>[^\[\]\n\d][^\[\]\n]{0,80})\](?!\()")
_TIME = re.compile(r"(?i)\b(?:day|date|time|hour|when|deadline|weekday)s?\b")
_DEED = re.compile(r"(?i)\b(?:did|do|done|failed|deed|part)\b")
_ELSE = re.compile(
    r"(?i)^(?:…|\.\.\.|x+|tbc|tbd|insert|add|fill|name|amount|sum|number|place|what|who|where|how|why|your|my|our"
    r"|client|company|product|lesson|one sentence)\b|^…$"
)
# The longest that fits is read: what stands in the brackets is as long as what was there.
_THERE = ("today",)
_DONE = ("missed the call", "missed it", "erred")


def left_open(text: str) -> tuple[str, ...]:
    """Return the placeholders in the text, each once, in order.

    >>> left_open("I will send it by [day and time]. See [1], [cid:logo] and [us](https://x.example).")
    ('[day and time]',)
    """
    found = (match for match in _PLACEHOLDER.finditer(text))
    asking = (m[0] for m in found if any(p.search(m["asks"]) for p in (_TIME, _DEED, _ELSE)))
    return tuple(dict.fromkeys(asking))


def filled(text: str) -> str:
    """Return the text, each character where it was, with placeholders read as what they ask for.

    A day that is still to be named counts as named, and a deed as told: the checks then see the
    draft as it will be sent.
    """
    return _PLACEHOLDER.sub(_filling, text)


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a stretch of the text begins and ends, widened so that it cuts no placeholder.

    >>> whole("I will send it by [day and time].", 0, 22)
    (0, 32)
    """
    cut = [m.span() for m in _PLACEHOLDER.finditer(text) if m.start() < end and start < m.end()]
    return min([start, *(low for low, _ in cut)]), max([end, *(high for _, high in cut)])


def _filling(match: re.Match[str]) -> str:
    words: tuple[str, ...] = ()
    if _TIME.search(match["asks"]):
        words = _THERE
    elif _DEED.search(match["asks"]):
        words = _DONE
    fitting = [some for some in words if len(some) <= len(match[0])]
    return fitting[0].ljust(len(match[0])) if fitting else match[0]
