"""The composer's own work for one question, in a process that is warm; and what first use costs.

    .venv/bin/python benchmarks/warm.py [--runs 50]

Prints the time of the first opening (the index is built), of a later one, and the median and 95th
percentile of one question of 60 words. Ends with 1 when the median is over 100 ms.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from coach import Coach, Settings

MOST = 0.100
# Sixty words each. They differ, so that nothing can be kept from one to the next.
QUESTIONS = (
    "I promised our largest client a delivery for Monday, it went out on Thursday, and when they "
    "called I said that the warehouse had let us down. Since then they answer neither mails nor "
    "calls, and the contract ends in six weeks. How do I begin to put this right without sounding "
    "as if I only wanted the renewal, please?",
    "For three years I have looked after the books of a small bakery. In March I filed their return "
    "late, they paid a fine of four hundred euros, and I blamed the tax office. The owner found out "
    "from her brother that it was me. She was icy on the phone. I want to send her a "
    "hamper. Good idea?",
    "My best customer stopped ordering in the spring and nobody here can say why. His assistant is "
    "friendly, he himself never calls back, and on the fair last week he walked past our stand. We "
    "delivered on time, as far as I know, the prices went up a little. Should I "
    "write to him, drive over, or leave him alone?",
)


def main() -> None:
    """Open, ask, and print."""
    parser = argparse.ArgumentParser(description="The composer's own work, once warm.")
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(home=Path(name), model="", embedder="minilm", chroma_url="")
        print(f"first opening, index built   {opening(settings):6.2f} s")
        print(f"later opening                {opening(settings):6.2f} s")
        with Coach.open(settings) as coach:
            if coach.notice:
                sys.exit(f"not what is to be measured: {coach.notice}")
            for question in QUESTIONS:
                seconds(coach, question)
            # What was heard in a message is remembered: none is put twice.
            taken = [
                seconds(coach, f"Order {n}. {QUESTIONS[n % len(QUESTIONS)]}") for n in range(runs)
            ]
    middle = median(taken)
    late = quantiles(taken, n=20)[-1]
    print(
        f"one question, {runs} runs        median {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms"
    )
    print(f"at most {MOST * 1000:.0f} ms")
    sys.exit(middle > MOST)


def opening(settings: Settings) -> float:
    """Return how long it took to open a coach that is ready for a question."""
    started = time.perf_counter()
    with Coach.open(settings):
        return time.perf_counter() - started


def seconds(coach: Coach, question: str) -> float:
    """Return how long one question took."""
    started = time.perf_counter()
    coach.ask(question)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
