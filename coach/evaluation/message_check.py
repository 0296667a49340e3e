"""The message check measured: whole messages with known faults, and clean ones.

``evals/drafts/`` holds messages by authors who knew the definitions of the faults and no rule; those
of the part that is only run were labelled once more by a reader.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach import checks
from coach.errors import InvalidRun
from coach.evaluation import statistics
from coach.evaluation.scenarios import rows_of


@dataclass(frozen=True, slots=True)
class Message:
    """A message, the faults that its author put in, and those that a second reader found."""

    id: str
    text: str
    faults: frozenset[str]
    second: frozenset[str] | None
    near: bool


def messages(part: str) -> tuple[Message, ...]:
    """Return the messages of a part, ``look`` or ``run``.

    Raises:
        InvalidRun: There is no such part here, or a line of it is broken.
    """
    try:
        return tuple(
            Message(
                row["id"],
                row["text"],
                frozenset(fault["code"] for fault in row["faults"]),
                frozenset(row["second"]) if "second" in row else None,
                row["near"],
            )
            for _, row in rows_of("drafts", part)
        )
    except KeyError as error:
        raise InvalidRun(f"drafts/{part}.jsonl: {error} is missing in a line") from error


def found(
    told: Sequence[Message], progress: Callable[[int, int], None] | None = None
) -> dict[str, frozenset[str]]:
    """Return the codes that the check finds in each message, by its id."""
    codes = {}
    for number, one in enumerate(told, start=1):
        codes[one.id] = frozenset(finding.code for finding in checks.in_draft(one.text))
        if progress is not None:
            progress(number, len(told))
    return codes


def table(told: Sequence[Message], codes: dict[str, frozenset[str]]) -> Iterator[str]:
    """Yield the lines of a table: of each fault precision and recall with Wilson intervals, and kappa."""
    yield "| fault | n | precision | recall | kappa of two readers |"
    yield "|---|---|---|---|---|"
    precisions, recalls = [], []
    for code in sorted({code for one in told for code in one.faults}):
        has = [code in one.faults for one in told]
        says = [code in codes[one.id] for one in told]
        both = sum(a and b for a, b in zip(has, says, strict=True))
        # A fault that is never found has no precision; it counts as none right.
        precision = statistics.wilson(both, max(1, sum(says)))
        recall = statistics.wilson(both, sum(has))
        precisions.append(precision.mean)
        recalls.append(recall.mean)
        second = [code in (one.second or ()) for one in told if one.second is not None]
        agreed = (
            f"{statistics.kappa(zip(has, second, strict=True)):.2f}"
            if len(second) == len(has)
            else ""
        )
        yield f"| {code} | {sum(has)} | {precision} | {recall} | {agreed} |"
    mean = [sum(some) / len(some) for some in (precisions, recalls)]
    yield f"| macro average | | {mean[0]:.3f} | {mean[1]:.3f} | |"
    clean = [one for one in told if not one.faults]
    flagged = [one for one in clean if codes[one.id]]
    yield ""
    yield (
        f"{len(flagged)} of {len(clean)} clean messages flagged, "
        f"{sum(one.near for one in flagged)} of {sum(one.near for one in clean)} near misses"
    )
