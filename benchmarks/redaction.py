"""How much of what should stay at home ``coach.redaction`` hides, and how much else: ``evals/redaction.jsonl``.

A name counts as hidden when nothing that tells it apart is left: no letter of a person's or a firm's
name but titles ("Mrs"), particles and legal forms, no word of an address that has a capital or a
digit, no digit of a number or a sum. A word counts as innocent when it stands outside all of them.

    python benchmarks/redaction.py                # the part that may be read
    python benchmarks/redaction.py --part run     # the part that is only run; log it in evals/README.md
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach import name_words
from coach.redaction import Redaction, redacted

MESSAGES = Path(__file__).parent.parent / "evals" / "redaction.jsonl"
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = frozenset({"sum", "phone", "number"})
_IDLE = (
    name_words.TITLES | name_words.PARTICLES | name_words.LEGAL | {"the", "and", "of", "é", "dos"}
)
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve fifty hundred thousand million half
    tenner fiver grand tweehonderd""".split()
)


@dataclass(frozen=True)
class Told:
    """What one message came to: per kind found and wanted, missed names, innocent words."""

    found: Counter[str]
    wanted: Counter[str]
    missed: Sequence[tuple[str, str]]
    innocent: Sequence[str]
    hidden: str


def messages(part: str) -> Iterator[Mapping[str, Any]]:
    """Yield the messages of one part."""
    with MESSAGES.open(encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["part"] == part)


def stretches(redaction: Redaction, text: str) -> list[tuple[int, int]]:
    """Return where in the text something is hidden."""
    found, at = [], 0
    for piece in re.split(
        r"((?:Person|Firm|Place|Sum|Phone|Mail|Web|Number)-[A-Z]+\d*)", redaction.hide(text)
    ):
        length = len(redaction.names.get(piece, piece))
        if piece in redaction.names:
            found.append((at, at + length))
        at += length
    return found


def told(row: Mapping[str, Any]) -> Told:
    """Return what one message came to."""
    text = row["text"]
    redaction = redacted([text])
    places = stretches(redaction, text)

    def is_hidden(start: int, end: int) -> bool:
        return any(a <= start and end <= b for a, b in places)

    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    missed = []
    for span in row["hide"]:
        wanted[span["kind"]] += 1
        left = [
            word[0]
            for word in _WORD.finditer(text, span["start"], span["end"])
            if not is_hidden(*word.span()) and tells(span["kind"], word[0])
        ]
        if left:
            missed.append((span["kind"], span["words"]))
        else:
            found[span["kind"]] += 1
    innocent = [
        word[0]
        for word in _WORD.finditer(text)
        if is_hidden(*word.span())
        and not any(
            span["start"] <= word.start() and word.end() <= span["end"] for span in row["hide"]
        )
    ]
    return Told(found, wanted, missed, innocent, redaction.hide(text))


def tells(kind: str, word: str) -> bool:
    """Whether a word that was left tells what was to be hidden."""
    if kind in _NUMBERED:
        return any(map(str.isdigit, word)) or word.lower() in _NUMBERS
    if kind == "address":
        return word[0].isupper() or any(map(str.isdigit, word))
    return word.lower() not in _IDLE


def slowest(rows: Sequence[Mapping[str, Any]]) -> float:
    """Return the milliseconds of one core that 12,000 characters of these messages take, the best of five."""
    text = "\n".join(row["text"] for row in rows)[:12_000]
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        redacted([text]).hide(text)
        best = min(best, time.process_time() - started)
    return 1000 * best


def main() -> None:
    """Print recall by kind and the innocent words; for the part that may be read, the misses too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["look", "run"], default="look")
    parser.add_argument(
        "--misses", action="store_true", help="list what was missed, and what was innocent"
    )
    given = parser.parse_args()
    rows = list(messages(given.part))
    results = [told(row) for row in rows]
    found = sum((one.found for one in results), Counter())
    wanted = sum((one.wanted for one in results), Counter())
    for kind in sorted(wanted):
        print(f"{kind:8} {found[kind] / wanted[kind]:.3f}  {found[kind]} of {wanted[kind]}")
    innocent = sum(len(one.innocent) for one in results)
    print(f"innocent words a message {innocent / len(rows):.2f}")
    print(f"12,000 characters in {slowest(rows):.0f} ms of one core")
    if given.misses:
        for row, one in zip(rows, results, strict=True):
            if one.missed or one.innocent:
                print(row["id"], "missed", list(one.missed), "innocent", list(one.innocent))
                print("    ", one.hidden)


if __name__ == "__main__":
    main()
