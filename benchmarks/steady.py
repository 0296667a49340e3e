"""A model server of a steady speed, in a process of its own.

    python benchmarks/steady.py [--rate 20]

Prints its address and serves until its input ends. It says so many words a second, keeps to the notes
that a request shows, and names the order that the question names, so that no two answers are alike. A
question with the word UNANSWERED never gets a word.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from model_replies import faithful_text, notes, sent_text  # type: ignore[import-not-found]
from model_server import Behaviour, ModelServer, hang, reply  # type: ignore[import-not-found]

ORDER = re.compile(r"\border ([A-Z]\d{4}[A-Z])\b")
UNANSWERED = "UNANSWERED"
LAST = re.compile(r"^Last message: (.*)$", re.MULTILINE)
OPENING = "You wrote that order {order} went wrong and that they are upset about it. "


def steady(rate: float) -> Any:
    """Return how the server answers a chat request."""

    def act(request: Any, line: Any) -> Any:
        told = sent_text(request)
        if UNANSWERED in told:
            return hang(600).act(request, line)
        if notes(request):
            text = OPENING.format(order=ORDER.findall(told)[-1]) + faithful_text(request, 5)
        else:
            # A follow-up to be made to stand alone.
            text = LAST.findall(told)[-1]
        return reply(text, delay=1 / rate).act(request, line)

    return Behaviour("steady", act)


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(description="A model server of a steady speed.")
    parser.add_argument("--rate", type=float, default=20.0, help="words a second")
    with ModelServer(steady(parser.parse_args().rate)) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
