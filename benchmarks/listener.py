"""How long the listener takes: per message of 20, 60 and 180 words, warm, one thread.

.venv/bin/python benchmarks/listener.py
"""

import time
from statistics import median

from coach.listener import Listener

WORDS = (
    "I promised the client her prints for Monday and forgot to call when the frame broke, "
    "and now she writes to my boss and not to me. "
)
RUNS = 40


def main() -> None:
    """Print the median milliseconds for each length."""
    ear = Listener()
    began = time.perf_counter()
    ear.warm()
    print(f"loading: {1000 * (time.perf_counter() - began):.0f} ms")
    for length in (20, 60, 180):
        taken = []
        for run in range(RUNS):
            # Another last word each time: what was heard before is remembered.
            text = " ".join([*(WORDS * 10).split()[: length - 1], f"word{run}"])
            began = time.perf_counter()
            ear.hear(text)
            taken.append(1000 * (time.perf_counter() - began))
        print(f"{length} words: median {median(taken):.1f} ms")


if __name__ == "__main__":
    main()
