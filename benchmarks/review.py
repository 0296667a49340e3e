"""The message check on a long text, in a process that is warm.

    .venv/bin/python benchmarks/review.py

Prints the median time of 10,000 words out of evals/drafts/look.jsonl, each text another part of it, and
that of one message of it. Ends with 1 when 10,000 words take a second.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

import coach

MOST = 1.0
LONG = 10_000
LOOK = Path(__file__).resolve().parent.parent / "evals" / "drafts" / "look.jsonl"


def main() -> None:
    """Check, and print."""
    messages = [json.loads(row)["text"] for row in LOOK.read_text(encoding="utf-8").splitlines()]
    words = "\n\n".join(messages).split(" ")
    texts = [" ".join(words[at : at + LONG]) for at in range(0, len(words) - LONG, LONG)]
    seconds(messages[0])
    long = median(seconds(text) for text in texts)
    short = median(seconds(message) for message in messages[-100:])
    print(f"one message      median {short * 1000:6.1f} ms, 100 of {LOOK.name}")
    print(
        f"{LONG:,} words     median {long * 1000:6.0f} ms, {len(texts)} texts; at most {MOST * 1000:.0f} ms"
    )
    sys.exit(long >= MOST)


def seconds(text: str) -> float:
    """Return how long the check of the text takes."""
    started = time.perf_counter()
    coach.review(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
