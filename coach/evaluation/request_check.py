"""Requests measured: turns that correct what was told, take it back, or want something written."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach import story, wishes
from coach.errors import InvalidRun
from coach.evaluation import statistics
from coach.evaluation.scenarios import rows_of
from coach.story import Story


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn after what was told before it, what it asks for, and the words that it is about."""

    id: str
    before: tuple[str, ...]
    text: str
    kind: str
    old: str
    new: str

    def kept(self, told: Story) -> bool:
        """Whether what was asked for was done, and nothing else."""
        stands = told.whole.lower()
        if self.kind == "correction":
            return not _holds(stands, self.old) and _holds(stands, self.new)
        if self.kind == "forget":
            return not _holds(stands, self.old)
        if self.kind == "forget-all":
            return not any(text[:30].lower() in stands for text in self.before)
        intact = all(text.lower() in stands for text in self.before)
        return intact and self.kind == _wanted(told)


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", text) is not None


def _wanted(told: Story) -> str:
    """Return what was understood to be wanted, one of ``story.KINDS``."""
    wish = told.wish
    return wish.form if wish.kind == "draft" else wish.kind if wish.kind == "shorter" else "none"


def turns(part: str) -> tuple[Turn, ...]:
    """Return the turns of a part, ``look`` or ``run``.

    Raises:
        InvalidRun: There is no such part here, or a line of it is broken.
    """
    try:
        return tuple(
            Turn(
                *(row["id"], tuple(row["before"]), row["turn"]),
                *(row["kind"], row["old"], row["new"]),
            )
            for _, row in rows_of("requests", part)
        )
    except KeyError as error:
        raise InvalidRun(f"requests/{part}.jsonl: {error} is missing in a line") from error


def table(told: Sequence[Turn], read: Callable[[Sequence[str]], Story]) -> Iterator[str]:
    """Yield the lines of a table: of each kind how many turns are done as they asked."""
    yield "| a turn asks for | done, and nothing else |"
    yield "|---|---|"
    done = {one.id: one.kept(read([*one.before, one.text])) for one in told}
    for kind in story.KINDS:
        mine = [done[one.id] for one in told if one.kind == kind]
        if mine:
            share = statistics.wilson(sum(mine), len(mine))
            yield f"| {_NAMES.get(kind, kind)} | {sum(mine)} of {len(mine)}, {share} |"


_NAMES = {"none": "nothing of these", **{form: f"a draft: {form}" for form in wishes.FORMS}}
