"""Fit the weights of coach/scope.py from the messages in evals/messages/ (development only).

    python scripts/fit_scope.py        # wants scikit-learn; writes coach/minilm/scope.json

The run-only messages (held.jsonl) are not read.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from coach.embedders import MiniLM

ROOT = Path(__file__).parent.parent
SCALE = 3.0
STRENGTH = 0.5


def main() -> None:
    """Fit, print the cross-validated figures, write the weights."""
    rows = []
    for name in ("dev", "plans", "scope"):
        text = (ROOT / "evals" / "messages" / f"{name}.jsonl").read_text(encoding="utf-8")
        rows += [json.loads(line) for line in text.splitlines()]
    # Direct questions (q…) are judged by their words, not by this model.
    rows = [row for row in rows if row["kind"] != "other" and not row["id"].startswith("q")]
    vectors = np.array(MiniLM().embed_documents([row["text"] for row in rows])) * SCALE
    covered = np.array([row["kind"] == "covered" for row in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=3000, class_weight="balanced")
    guess = cross_val_predict(model, vectors, covered, cv=10, method="predict_proba")[:, 1]
    for floor in (0.3, 0.35, 0.42, 0.5):
        silent = guess < floor
        print(
            f"floor {floor}: covered kept {(~silent)[covered].mean():.3f}, "
            f"silence recall {silent[~covered].mean():.3f}, precision {(~covered)[silent].mean():.3f}"
        )
    model.fit(vectors, covered)
    weights = [round(float(w) * SCALE, 4) for w in model.coef_[0]]
    target = ROOT / "coach" / "minilm" / "scope.json"
    target.write_text(
        json.dumps({"bias": round(float(model.intercept_[0]), 4), "weights": weights}) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
