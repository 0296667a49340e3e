"""Disputes told twice: whoever tells it, the advice is to agree in substance.

``evals/disputes.jsonl`` holds forty, each told by the supplier's side and by the client's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach import articles, resources
from coach.advice import Advice
from coach.errors import InvalidRun
from coach.evaluation.gates import sided
from coach.evaluation.scenarios import rows

# Of the steps of the shorter answer so many must stand in the other one too.
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """The advice on both tellings of one dispute."""

    id: str
    supplier: Advice
    client: Advice

    @property
    def same_steps(self) -> bool:
        """Whether at least half of the steps are the same, a twin counting as the step."""
        one, other = (
            {articles.twin(cited.step) for cited in advice.citations}
            for advice in (self.supplier, self.client)
        )
        return bool(one and other) and len(one & other) >= _SHARED * min(len(one), len(other))

    @property
    def same_question(self) -> bool:
        """Whether both are asked for their own part."""
        return all("your own part" in advice.ask_back for advice in (self.supplier, self.client))

    @property
    def sided(self) -> str:
        """Words that side with either teller, or nothing."""
        return sided(self.supplier) or sided(self.client)


def asked(
    ask: Callable[[str], Advice], progress: Callable[[int, int], None] | None = None
) -> tuple[Pair, ...]:
    """Return the advice on each dispute, told by each side.

    Raises:
        InvalidRun: A line of the file is broken.
    """
    found = []
    told = list(rows(resources.folder("evals") / "disputes.jsonl"))
    for number, (_, row) in enumerate(told, start=1):
        try:
            id_, supplier, client = row["id"], row["supplier"], row["client"]
        except KeyError as error:
            raise InvalidRun(f"disputes.jsonl: {error} is missing in a line") from error
        found.append(Pair(id_, ask(supplier), ask(client)))
        if progress is not None:
            progress(number, len(told))
    return tuple(found)


def table(pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield the lines of a table: in how many disputes both sides are told the same."""
    both = sum(pair.same_steps and pair.same_question for pair in pairs)
    yield "| disputes | same steps | same question | both | sided with a teller |"
    yield "|---|---|---|---|---|"
    yield (
        f"| {len(pairs)} | {sum(p.same_steps for p in pairs)} | {sum(p.same_question for p in pairs)} "
        f"| {both} | {sum(bool(p.sided) for p in pairs)} |"
    )
