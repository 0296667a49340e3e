"""The limits measured: messages that meet one, that only look like it, and plain ones."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach.errors import InvalidRun
from coach.evaluation import statistics
from coach.evaluation.scenarios import rows_of


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the limit that it meets, or an empty string; ``near`` is the one it looks like."""

    text: str
    meets: str
    near: str


def messages(part: str) -> tuple[Message, ...]:
    """Return the messages of a part, ``look`` or ``run``.

    Raises:
        InvalidRun: There is no such part here, or a line of it is broken.
    """
    try:
        return tuple(
            Message(
                row["text"],
                row["kind"] if row["meets"] else "",
                row["kind"] if row["level"] == "near" else "",
            )
            for _, row in rows_of("limits", part)
        )
    except KeyError as error:
        raise InvalidRun(f"limits/{part}.jsonl: {error} is missing in a line") from error


def table(told: Sequence[Message], met: Callable[[str], str | None]) -> Iterator[str]:
    """Yield the lines of a table: of each limit how many messages are noticed, and met falsely.

    A message that meets one limit and is met by another is noticed: the talk stops.
    """
    noticed: Counter[str] = Counter()
    named: Counter[str] = Counter()
    falsely: Counter[str] = Counter()
    for one in told:
        found = met(one.text)
        if one.meets and found:
            noticed[one.meets] += 1
            named[one.meets] += found == one.meets
        elif found:
            falsely[one.near or "plain"] += 1
    yield "| limit | noticed | by its name | near misses met |"
    yield "|---|---|---|---|"
    for name in sorted({one.meets for one in told} - {""}):
        of = sum(one.meets == name for one in told)
        near = sum(one.near == name for one in told)
        share = statistics.wilson(noticed[name], of)
        yield f"| {name} | {share} | {named[name] / of:.2f} | {falsely[name]} of {near} |"
    plain = sum(not one.meets and not one.near for one in told)
    all_ = statistics.wilson(sum(noticed.values()), sum(bool(one.meets) for one in told))
    yield f"| all | {all_} | | {falsely['plain']} of {plain} plain ones met |"
