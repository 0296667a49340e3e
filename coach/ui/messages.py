"""The message that the user means to send: its check, the rewrites that are taken, and undoing them.

What is found, and what could stand instead, is said by ``coach.reviews`` alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from coach import reviews
from coach.errors import QuestionError
from coach.resources import fingerprint
from coach.reviews import Review

_MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Replaced:
    """A change of the message that can be undone for as long as the message is as it left it.

    Attributes:
        left: Fingerprint of the message as the change left it.
        start: Where the change begins.
        end: Where it ends in what it left.
        words: What stood there before.
    """

    left: str
    start: int
    end: int
    words: str


def reviewed(text: str) -> Review:
    """Return the review of a message; of one that is too long, that it was not checked, and why."""
    try:
        return reviews.review(text)
    except QuestionError as error:
        return Review(checked=False, reason=str(error), text=text)


def keys(told: Review) -> tuple[str, ...]:
    """Return a key for each finding that no other of the message has.

    It doesn't change with what stands elsewhere, so a click on a finding that the user has typed
    past since takes its rewrite and never another's.
    """
    counted: Counter[str] = Counter()
    found = []
    for finding, rewrite in zip(told.findings, told.rewrites, strict=True):
        key = f"{finding.code}-{fingerprint(finding.words, rewrite.words)}"
        counted[key] += 1
        found.append(f"{key}-{counted[key]}")
    return tuple(found)


def taken(text: str, key: str) -> str:
    """Return the message with the rewrite of a finding in its place; itself when it has no such one."""
    told = reviewed(text)
    found = keys(told)
    return told.mended(found.index(key)) if key in found else text


# --- Undoing --------------------------------------------------------------------------------------


def kept(replaced: Sequence[Replaced], before: str, after: str) -> tuple[Replaced, ...]:
    """Return what can be undone once a message was changed, the change itself last."""
    if before == after:
        return tuple(replaced)
    earlier = replaced if undoable(before, replaced) else ()
    start = _shared(before, after)
    same = _shared(before[start:][::-1], after[start:][::-1])
    last = Replaced(
        fingerprint(after), start, len(after) - same, before[start : len(before) - same]
    )
    return (*earlier, last)[-_MOST_KEPT:]


def _shared(one: str, other: str) -> int:
    """Return how many characters both texts begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def undoable(text: str, replaced: Sequence[Replaced]) -> bool:
    """Whether the last change can be undone: not when the user has typed since."""
    return bool(replaced) and replaced[-1].left == fingerprint(text)


def undone(text: str, replaced: Sequence[Replaced]) -> tuple[str, tuple[Replaced, ...]]:
    """Return the message as it was before the last change, and what can be undone then."""
    if not undoable(text, replaced):
        return text, tuple(replaced)
    last = replaced[-1]
    return text[: last.start] + last.words + text[last.end :], tuple(replaced[:-1])
