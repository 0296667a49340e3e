"""What the calls of a model take: an estimate before, and the bill after."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coach.models import Chat, Piece
from coach.prompts import Message

Say = Callable[[str], None]
"""Told a line that the user should see while a run goes on."""

# So many calls say how long the others will take.
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What calls took: tokens as the server counted them in ``counted`` of the ``calls``, and seconds."""

    calls: int = 0
    counted: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        """Return both together."""
        return Cost(
            self.calls + other.calls,
            self.counted + other.counted,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.seconds + other.seconds,
        )

    @property
    def values(self) -> dict[str, int | float]:
        """The same as plain values, seconds to the hundredth."""
        return asdict(self) | {"seconds": round(self.seconds, 2)}


def cost_of(told: object) -> Cost:
    """Return the cost that a kept row tells of; what it does not tell is 0."""
    row = told if isinstance(told, Mapping) else {}

    def number(name: str) -> float:
        value = row.get(name, 0)
        return value if isinstance(value, int | float) else 0

    return Cost(
        int(number("calls")),
        int(number("counted")),
        int(number("input_tokens")),
        int(number("output_tokens")),
        number("seconds"),
    )


def bill(now: Cost, before: Iterable[Cost]) -> dict[str, Any]:
    """Return what a run cost, as plain values.

    Args:
        now: What its calls took.
        before: What each result took that was kept from an earlier run, and costs nothing now.
    """
    kept = list(before)
    return {**now.values, "cached": len(kept), "before": sum(kept, Cost()).values}


class Metered:
    """A chat model that remembers what it said last, and what all its calls took together."""

    def __init__(self, chat: Chat) -> None:
        """Wrap the chat model."""
        self._chat = chat
        self.name, self.host = chat.name, chat.host
        self.said = ""
        self.cost = Cost()

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """Yield the pieces of the reply, as the model does.

        A reply that is not heard to its end has no count of tokens.
        """
        self.said = ""
        usage: dict[str, int] = {}
        started = time.monotonic()
        try:
            for piece in self._chat.stream(messages):
                usage |= piece.usage
                if not piece.reasoning:
                    self.said += piece.text
                yield piece
        finally:
            self.cost += Cost(
                1,
                int(bool(usage)),
                usage.get("input_tokens", 0),
                usage.get("output_tokens", 0),
                time.monotonic() - started,
            )


class Pace:
    """Says once, after the first few of so many calls, how long the others will take."""

    def __init__(self, total: int, say: Say) -> None:
        """Start to count; the clock runs from here."""
        self._total, self._say = total, say
        self._done, self._started = 0, time.monotonic()

    def step(self) -> None:
        """Count one that is done."""
        self._done += 1
        left = self._total - self._done
        if self._done == _FIRST and left > 0:
            each = (time.monotonic() - self._started) / _FIRST
            self._say(
                f"{each:.1f} s each so far, so about {duration(each * left)} for the {left} left"
            )


def duration(seconds: float) -> str:
    """Return a time as people say it: ``45 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes_rest = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes_rest} min"
    return f"{minutes} min {rest} s" if minutes else f"{whole} s"


def words(messages: Iterable[Message]) -> int:
    """Return how many words the messages hold."""
    return sum(len(message.text.split()) for message in messages)
