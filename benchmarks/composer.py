"""How the composer does on messages that it was not written on.

    python benchmarks/composer.py evals/messages/held.jsonl [--pairs FOLDER] [--show ID …]

Prints, for the covered messages: how many answers are grounded, how often one sentence recurs, how
many pairs of twins (two messages that differ in one decisive fact) get different first steps, how
many warned-of plans are noticed and how many warnings are false; and for the others, whether the
coach is silent. ``--pairs`` writes blind pairs (the answer, and the five best passages as a plain
list, in random order) for a reader to choose from, and the key beside them.
"""

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import coach
from coach import intentions, listener, sentences

WIDEST = 350


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("messages", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--show", nargs="*", default=[])
    arguments = parser.parse_args()
    rows = [
        json.loads(line) for line in arguments.messages.read_text(encoding="utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as home, coach.Coach.open(coach.Settings(home=home)) as c:
        answers = {row["id"]: c.ask(row["text"]) for row in rows}
        report(rows, answers)
        if arguments.pairs:
            write_pairs(rows, answers, c, arguments.pairs)
    for row in rows:
        if row["id"] in arguments.show:
            print(f"\n===== {row['id']}\n{row['text']}\n-----\n{answers[row['id']]}")


def report(rows: list[dict[str, Any]], answers: dict[str, coach.Advice]) -> None:
    covered = [row for row in rows if row["kind"] == "covered"]
    grounding = Counter(answers[row["id"]].grounding for row in covered)
    limits = Counter(answers[row["id"]].limit for row in covered if answers[row["id"]].limit)
    print(f"covered messages: {len(covered)}, grounding {dict(grounding)}, limits {dict(limits)}")
    echoed = [row["id"] for row in covered if echoes(row["text"], answers[row["id"]].text)]
    print(
        f"answers that hold words of the message's own (a run of four): {len(echoed)} of {len(covered)}"
    )
    print("  without:", [row["id"] for row in covered if row["id"] not in echoed])
    lengths = sorted(len(answers[row["id"]].text.split()) for row in covered)
    over = sum(length > WIDEST for length in lengths)
    print(
        f"words: median {lengths[len(lengths) // 2]}, longest {lengths[-1]}, over {WIDEST}: {over}"
    )

    seen: Counter[str] = Counter()
    for row in covered:
        seen.update({own(sentence) for sentence in sentences.split(answers[row["id"]].text)} - {""})
    most = seen.most_common(6)
    print(f"most recurrent sentences (a tenth is {len(covered) / 10:.0f}):")
    for sentence, count in most:
        print(f"  {count:3d}  {sentence[:110]}")

    by_id = {row["id"]: row for row in covered}
    twins = [
        (row["id"], row["pair"]) for row in covered if row.get("pair") and row["id"] < row["pair"]
    ]
    alike = [pair for pair in twins if first(answers[pair[0]]) == first(answers[pair[1]])]
    cited = sum(cited_first(answers[a]) != cited_first(answers[b]) for a, b in twins)
    by_fact = Counter(by_id[pair[0]]["differs"] for pair in twins)
    print(
        f"twins with different first steps: {len(twins) - len(alike)} of {len(twins)} "
        f"{dict(by_fact)}; by the first citation {cited}"
    )
    print("  alike:", [(a, b, by_id[a]["differs"], first(answers[a])) for a, b in alike])

    ear = listener.Listener()
    noticed: list[str] = []
    missed: list[str] = []
    wrong: list[tuple[str, str, list[str]]] = []
    false: list[tuple[str, list[str]]] = []
    for row in rows:
        codes = [plan.code for plan in intentions.read(row["text"], ear.hear(row["text"]))]
        if row.get("planned"):
            (noticed if codes else missed).append(row["id"])
            if codes and row["planned"] not in codes:
                wrong.append((row["id"], row["planned"], codes))
        elif codes:
            false.append((row["id"], codes))
    print(
        f"plans noticed: {len(noticed)} of {len(noticed) + len(missed)}, of another kind {wrong}, missed {missed}"
    )
    print(f"warnings without a plan: {len(false)} {false}")

    for kind in ("not-covered", "other"):
        some = [row for row in rows if row["kind"] == kind]
        got = Counter(answers[row["id"]].limit or answers[row["id"]].grounding for row in some)
        print(f"{kind}: {len(some)}, {dict(got)}")
    silent = [row["id"] for row in rows if answers[row["id"]].grounding == "silent"]
    right = [row["id"] for row in rows if row["kind"] == "not-covered" and row["id"] in silent]
    total = sum(row["kind"] == "not-covered" for row in rows)
    if silent and total:
        print(f"silence: precision {len(right) / len(silent):.2f}, recall {len(right) / total:.2f}")
        print("  silent though covered:", [row["id"] for row in covered if row["id"] in silent])


def echoes(message: str, answer: str) -> bool:
    """Whether the answer holds a run of four of the message's words, persons turned."""
    turned = {
        "i": "you",
        "my": "your",
        "me": "you",
        "we": "you",
        "our": "your",
        "us": "you",
        "am": "are",
        "i'm": "you're",
    }
    said = [turned.get(word, word) for word in sentences.words(message)]
    told = [turned.get(word, word) for word in sentences.words(answer)]
    runs = {tuple(told[i : i + 4]) for i in range(len(told) - 3)}
    return any(tuple(said[i : i + 4]) in runs for i in range(len(said) - 3)) or len(said) < 6


def own(sentence: str) -> str:
    """Return a sentence without markers and list marks; an empty string for a mere marker."""
    plain = re.sub(r"\[\d+\]|\*\*|^\d+\.", "", sentence).strip()
    return plain if len(plain.split()) > 2 else ""


def first(advice: coach.Advice) -> str:
    """Return what the answer tells the user to do first: what it holds back, and its first step."""
    listed = re.search(r"^1\. \*\*(.+?)\*\*", advice.text, re.MULTILINE)
    before = advice.text[: listed.start()] if listed else ""
    warned = sorted({c.step for c in advice.citations if f"[{c.number}]" in before})
    return f"{warned} {listed[1] if listed else advice.grounding}"


def cited_first(advice: coach.Advice) -> str:
    return advice.citations[0].step if advice.citations else advice.grounding


def write_pairs(
    rows: list[dict[str, Any]], answers: dict[str, coach.Advice], c: coach.Coach, folder: Path
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(7)  # noqa: S311
    key = {}
    for row in rows:
        if row["kind"] != "covered":
            continue
        plain = "\n\n".join(
            f"- {p.name}: {p.text} [{n}]" for n, p in enumerate(c.search(row["text"], limit=5), 1)
        )
        texts = [("answer", answers[row["id"]].text), ("passages", plain)]
        dice.shuffle(texts)
        key[row["id"]] = [name for name, _ in texts]
        body = f"MESSAGE\n{row['text']}\n\n===== A\n{texts[0][1]}\n\n===== B\n{texts[1][1]}\n"
        (folder / f"{row['id']}.txt").write_text(body, encoding="utf-8")
    (folder.parent / f"{folder.name}-key.json").write_text(
        json.dumps(key, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
