"""Teach the listener which messages tell of a quarrel (development only).

    pip install scikit-learn
    python scripts/fit_quarrels.py --to coach/minilm/quarrels.npz
    python scripts/fit_quarrels.py

The first is what ships, two minutes. The second leaves a fifth of the messages out at a time and
prints the figures on them. What is learnt is one logistic regression over the states that
``listener.npz`` gives; that stays as it is, and what was learnt is stamped with it. A quarrel that is
told fairly is one: what is to be advised is the same.
"""

import argparse
import random
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from coach import listener
from coach.adapted import Adapted, parts_of
from coach.evaluation.scenarios import rows

EVALS = Path(__file__).parent.parent / "evals"
REGULAR, PARTS, PLAIN, SEED = 0.01, 5, 4_000, 0
FLOORS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def main() -> None:
    """Learn and write, or leave parts out and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, default=None, help="write what was learnt to this file")
    to = parser.parse_args().to
    minilm = Adapted("listener.npz")
    told = messages()
    states = np.array([listener.whole(minilm.read(text, parts_of(text))[0]) for text, _ in told])
    quarrels = np.array([quarrel for _, quarrel in told])
    if to is None:
        report(states, quarrels)
        return
    model = learnt(states, quarrels)
    np.savez(
        to,
        **{
            "quarrel.weight": model.coef_[0].astype(np.float32),
            "quarrel.bias": model.intercept_.astype(np.float32),
            "made.for": np.array(minilm.stamp),
        },
    )


def messages() -> list[tuple[str, bool]]:
    """Return the messages that may be learnt from, and whether each tells of a quarrel."""
    told = [(row["text"], row["quarrel"]) for _, row in rows(EVALS / "quarrels.jsonl")]
    plain = [
        row["text"]
        for name in ("messages/dev", "messages/plans", "messages/stories", "situations")
        for _, row in rows(EVALS / f"{name}.jsonl")
        if row.get("kind", "covered") == "covered"
    ]
    random.Random(SEED).shuffle(plain)  # noqa: S311
    return told + [(text, False) for text in plain[:PLAIN]]


def learnt(states: np.ndarray, quarrels: np.ndarray) -> LogisticRegression:
    """Return the regression on these messages."""
    model = LogisticRegression(C=REGULAR, max_iter=3_000, class_weight="balanced")
    return model.fit(states, quarrels)


def report(states: np.ndarray, quarrels: np.ndarray) -> None:
    """Print precision and recall on messages that were left out, by log-odds."""
    odds = np.zeros(len(quarrels))
    for known, left_out in GroupKFold(PARTS).split(states, groups=np.arange(len(states))):
        odds[left_out] = learnt(states[known], quarrels[known]).decision_function(states[left_out])
    for floor in FLOORS:
        heard = odds >= floor
        right = (heard & quarrels).sum()
        print(f"{floor:+.1f}: {right / max(heard.sum(), 1):.2f} {right / quarrels.sum():.2f}")


if __name__ == "__main__":
    main()
