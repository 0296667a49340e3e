"""Fit the weights of coach/intentions.py from the messages in evals/messages/ (development only).

    python scripts/fit_plans.py          # wants scikit-learn; writes coach/words/weights.json
    python scripts/fit_plans.py --check  # also leaves each author out in turn and prints the figures

The run-only messages (held.jsonl) are not read. Which sentence of a message holds its plan is not
told: it is taken to be the one that weighs most, weighed again after each of a few rounds.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from coach import intentions
from coach.intentions import PLANS, Finding, Weights

ROOT = Path(__file__).parent.parent
MESSAGES = ROOT / "evals" / "messages"
TARGET = ROOT / "coach" / "words" / "weights.json"
STRENGTH = 0.7
SHARE = 0.8  # what a kind may differ from the other kinds by
ROUNDS = 5
# The lists were written on a, c and d; told stories are what people type.
MATTERS = {"b": 2.0, "e": 2.5, "f": 2.5, "s": 2.0, "n": 0.5, "t": 8.0}
UNLABELLED = 0.6
# With authors left out, the lowest floor at which fewer than 3 in 100 messages alarm falsely.
FLOORS = {kind.code: 1.5 for kind in PLANS}


@dataclass(frozen=True)
class Row:
    """A message, who wrote it, the kind of plan it holds, and what its sentences show."""

    author: str
    planned: str
    found: tuple[Finding, ...]


def messages() -> Iterator[tuple[str, str, str]]:
    """Yield author, text and plan of every message."""
    for name in ("dev", "plans", "scope", "stories"):
        for line in (MESSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["id"][0] != "q":
                yield row["id"][0], row["text"], row.get("planned", "")
    for kind in PLANS:
        yield from (("t", text, kind.code) for text in kind.fires)
        yield from (("t", text, "") for text in kind.spares)


def rows(told: Sequence[tuple[str, str, str]], *, honest: bool) -> list[Row]:
    """Return the messages taken apart; honest: without phrases that only the message itself has.

    A phrase that was put into a list because of one message must not vouch for that message.
    """
    if not honest:
        return [Row(author, plan, intentions.findings(text)) for author, text, plan in told]
    known: Counter[tuple[str, str]] = Counter()
    taken = [intentions.take_apart(text) for _, text, _ in told]
    for parts in taken:
        known.update({spot for part in parts for spot in part.phrases()})
    common = {phrase for phrase, times in known.items() if times > 1}
    return [
        Row(author, plan, tuple(intentions.weighable([part.only(common) for part in parts])))
        for (author, _, plan), parts in zip(told, taken, strict=True)
    ]


def flat(finding: Finding) -> Iterator[tuple[str, float]]:
    """Yield the signs of a finding as the kind's own and as every kind's."""
    for name, value in finding.signs.items():
        if name.startswith(("own ", "near ", "all ")):
            yield f"{finding.code}: {name}", value
        else:
            yield name, value
            yield f"{finding.code}: {name}", value * SHARE
    yield f"{finding.code}: kind", 1.0


def fit(known: Sequence[Row]) -> Weights:
    """Return the weights that tell the planned kinds from the others."""
    names: dict[str, int] = {}
    taken = [
        {
            kind.code: [
                [(names.setdefault(name, len(names)), value) for name, value in flat(finding)]
                for finding in row.found
                if finding.code == kind.code
            ]
            for kind in PLANS
        }
        for row in known
    ]
    weights = [0.0] * len(names)
    weights[names["weight"]] = weights[names["weight firm"]] = 1.0

    def total(signs: Sequence[tuple[int, float]]) -> float:
        return float(sum(weights[at] * value for at, value in signs))

    for _ in range(ROUNDS):
        line: list[int] = []
        column: list[int] = []
        value: list[float] = []
        label: list[bool] = []
        matters: list[float] = []
        for row, kinds in zip(known, taken, strict=True):
            importance = MATTERS.get(row.author, 1.0)
            for code, found in kinds.items():
                ordered = sorted(found, key=total)
                planned = row.planned == code
                for signs in ordered[-1:] if row.planned else ordered[-2:]:
                    line += [len(label)] * len(signs)
                    column += [at for at, _ in signs]
                    value += [amount for _, amount in signs]
                    label.append(planned)
                    share = 2.0 if planned else UNLABELLED if row.planned else 1.0
                    matters.append(importance * share)
        table = csr_matrix((value, (line, column)), shape=(len(label), len(names)))
        model = LogisticRegression(C=STRENGTH, max_iter=3000, fit_intercept=False)
        model.fit(table, label, sample_weight=matters)
        weights = [float(weight) for weight in model.coef_[0]]
    return Weights(_by_kind(names, weights), FLOORS)


def _by_kind(names: Mapping[str, int], weights: Sequence[float]) -> dict[str, dict[str, float]]:
    kinds: dict[str, dict[str, float]] = {}
    for kind in PLANS:
        sums: dict[str, float] = {}
        for name, at in names.items():
            whose, _, sign = name.rpartition(": ")
            if whose == kind.code:
                share = 1.0 if sign.startswith(("own ", "near ", "all ", "kind")) else SHARE
                sums[sign] = sums.get(sign, 0.0) + share * weights[at]
            elif not whose:
                sums[sign] = sums.get(sign, 0.0) + weights[at]
        sums["bias"] = sums.get("bias", 0.0) + sums.pop("kind", 0.0)
        kinds[kind.code] = {n: round(w, 2) for n, w in sorted(sums.items()) if abs(w) >= 0.02}
    return kinds


def report(name: str, seen: Sequence[Row], weights: Weights) -> None:
    """Print how many plans are noticed, with the right kind, and how many false alarms there are."""
    tops = [
        max(((weights.total(f), f.code) for f in row.found), default=(-9.0, "")) for row in seen
    ]
    for move in (-0.5, 0.0, 0.5, 1.0):
        fired = [(row.planned, code if total >= move else "") for row, (total, code) in
                 zip(seen, tops, strict=True)]  # fmt: skip
        plans = [(want, got) for want, got in fired if want]
        silent = [got for want, got in fired if not want]
        noticed, right = sum(g != "" for _, g in plans), sum(w == g for w, g in plans)
        print(
            f"{name} floors {move:+.1f}: noticed {noticed}, right {right} of {len(plans)}; "
            f"false {sum(map(bool, silent))} of {len(silent)}"
        )


def main() -> None:
    """Fit, print the figures, write the weights."""
    told = list(messages())
    known, plain = rows(told, honest=True), rows(told, honest=False)
    if "--check" in sys.argv:
        for author in sorted({row.author for row in known} - {"t"}):
            weights = fit([row for row in known if row.author != author])
            report(f"without {author}", [row for row in plain if row.author == author], weights)
    weights = fit(known)
    kinds = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in weights.kinds.items())
    text = f'{{"floors": {json.dumps(weights.floors)},\n"kinds": {{\n{kinds}\n}}}}\n'
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
