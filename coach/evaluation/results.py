"""The result of a run: metrics with intervals, gates, what changed; plain values for ``report``."""

import json
import random
import time
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coach.articles import bundled, is_step, passages, twin
from coach.errors import InvalidRun
from coach.evaluation import metrics, statistics
from coach.evaluation.coaches import fingerprints
from coach.evaluation.metrics import Answered
from coach.evaluation.scenarios import Scenario

BASELINE, GATES = "baseline.json", "gates.toml"
_WORST = 10
# The most that a mean may fall in a paired test before it counts.
_DELTA = 0.02


@dataclass(frozen=True, slots=True)
class Scored:
    """One example: a scenario in one wording, its answer, its scores."""

    id: str
    scenario: Scenario
    question: str
    answer: Answered
    scores: Mapping[str, float]


def floors(
    examples: Sequence[Scored], gates: Mapping[str, Mapping[str, float]]
) -> list[dict[str, Any]]:
    """Return a gate for each floor: the lower end of the metric's interval must not be below it."""
    found = []
    for name, gate in gates.items():
        interval = interval_of(name, examples)
        if interval is None:
            found.append(
                gate_of(name, passed=False, reason="no example gives this metric a number")
            )
            continue
        low = gate["low"]
        reason = f"{interval}, floor {low:.2f} for its low end"
        found.append(gate_of(name, passed=interval.low >= low, reason=reason) | {"floor": low})
    return found


def interval_of(name: str, examples: Sequence[Scored]) -> statistics.Interval | None:
    """Return a metric's mean over scenarios, with its interval; None when no example has it."""
    groups = _grouped(name, examples)
    return statistics.clustered(groups) if groups else None


def _grouped(name: str, examples: Sequence[Scored]) -> dict[str, list[float]]:
    """Return a metric's numbers by scenario."""
    groups: dict[str, list[float]] = {}
    for one in examples:
        if name in one.scores:
            groups.setdefault(one.scenario.id, []).append(one.scores[name])
    return groups


def result(
    lane: str,
    coach: str,
    examples: Sequence[Scored],
    gates: Sequence[Mapping[str, Any]],
    started: float,
    before: Sequence[Scored] = (),
    *,
    names: Sequence[str] = metrics.NAMES,
    judge: str = "",
) -> dict[str, Any]:
    """Return a run as plain values.

    Args:
        lane: The lane's name.
        coach: Who answered: ``composer``, or a model's name.
        examples: What was answered, scored.
        gates: What was decided.
        started: When, on the monotonic clock.
        before: What each metric is compared with, pair by pair.
        names: The metrics, the one that articles are told apart by first.
        judge: The fingerprint of who judged.
    """
    rows = [row for name in names if (row := _row(name, examples, before, gates))]
    fell = _fallen(rows)
    for row in rows:
        if row["name"] in fell:
            row["verdict"] = "fail"
            gates = [
                *gates,
                gate_of(
                    f"{row['name']} fell",
                    passed=False,
                    reason=f"by {-row['delta']:.3f}, p {row['p']:.4f}",
                ),
            ]
    return {
        "schema": 1,
        "lane": lane,
        "coach": coach,
        "fingerprints": {
            **fingerprints(),
            "model": "" if coach == "composer" else coach,
            "judge": judge,
        },
        "metrics": rows,
        "articles": _by_article(examples, names[0]),
        "steps": _by_step(examples) if "step_recall" in names else [],
        "gates": list(gates),
        "changes": [],
        "operators": [],
        "matrix": {},
        "worst": _worst(examples),
        "invalid": [],
        "passed": sum(bool(gate["passed"]) for gate in gates),
        "failed": sum(not gate["passed"] for gate in gates),
        "seconds": round(time.monotonic() - started, 1),
    }


def false_alarms(
    examples: Sequence[Scored],
    *,
    resamples: int = 200,
    seed: int = 0,
    names: Sequence[str] = metrics.NAMES,
) -> float:
    """Return how often a comparison of a model with itself finds a fall: A/A, as a share of the draws.

    Each draw takes as many scenarios, with replacement, and tosses a coin for which of a scenario's
    two epochs counts as before; what is found is then a false alarm.

    Args:
        examples: Those of a live run with two epochs; their ids end with the epoch.
        resamples: So many draws.
        seed: The same one gives the same draws.
        names: The metrics that are compared.

    Raises:
        InvalidRun: A scenario was not answered in exactly two epochs.
    """
    epochs: dict[str, dict[str, Scored]] = {}
    for one in examples:
        name, _, epoch = one.id.rpartition("/")
        epochs.setdefault(name, {})[epoch] = one
    if not epochs or any(len(pair) != 2 for pair in epochs.values()):
        raise InvalidRun(
            "A/A wants two epochs of each scenario; make them with "
            "'coach eval run --lane live --epochs 2 --temperature 0.7 --out DIR'"
        )
    pairs = [tuple(pair[epoch] for epoch in sorted(pair)) for _, pair in sorted(epochs.items())]
    chance = random.Random(seed)  # noqa: S311 - to be the same again
    fired = 0
    for _ in range(resamples):
        before, after = [], []
        for number in range(len(pairs)):
            # Each scenario drawn is one of its own, though it was drawn before.
            drawn = [
                replace(one, scenario=replace(one.scenario, id=str(number)))
                for one in chance.choice(pairs)
            ]
            chance.shuffle(drawn)
            before.append(drawn[0])
            after.append(drawn[1])
        rows = [row for name in names if (row := _row(name, after, before, ()))]
        fired += bool(_fallen(rows))
    return fired / resamples


def _fallen(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the metrics that fell by more than chance allows, all of them tested together."""
    tested = {row["name"]: row["p"] for row in rows if row["p"] is not None}
    fell = statistics.holm(tested) if tested else {}
    return {row["name"] for row in rows if fell.get(row["name"]) and row["delta"] < -_DELTA}


def _row(
    name: str,
    examples: Sequence[Scored],
    before: Sequence[Scored],
    gates: Sequence[Mapping[str, Any]],
) -> dict[str, Any] | None:
    interval = interval_of(name, examples)
    if interval is None:
        return None
    now, then = _by_scenario(name, examples), _by_scenario(name, before)
    both = sorted(set(now) & set(then))
    paired = (
        statistics.paired({k: then[k] for k in both}, {k: now[k] for k in both}) if both else None
    )
    gate = next((gate for gate in gates if gate["name"] == name), None)
    return {
        "name": name,
        "n": sum(name in one.scores for one in examples),
        "scenarios": len(now),
        "mean": round(interval.mean, 4),
        "low": _finite(interval.low),
        "high": _finite(interval.high),
        "floor": gate and gate.get("floor"),
        "ceiling": None,
        "baseline": round(sum(then[k] for k in both) / len(both), 4) if both else None,
        "delta": round(paired.delta, 4) if paired else None,
        "p": round(paired.p, 5) if paired else None,
        "detectable": _finite(statistics.detectable([now[k] - then[k] for k in both]))
        if len(both) > 1
        else None,
        "verdict": "info" if gate is None else "pass" if gate["passed"] else "fail",
    }


def _finite(number: float) -> float | None:
    return round(number, 4) if abs(number) < 1e9 else None


def _by_scenario(name: str, examples: Sequence[Scored]) -> dict[str, float]:
    return {id_: sum(some) / len(some) for id_, some in _grouped(name, examples).items()}


def _by_article(examples: Sequence[Scored], metric: str) -> list[dict[str, Any]]:
    found = []
    for article in sorted({one.scenario.article for one in examples} - {""}):
        some = [one for one in examples if one.scenario.article == article]
        values = [one.scores[metric] for one in some if metric in one.scores]
        if values:
            found.append(
                {
                    "article": article,
                    "metric": metric,
                    "n": len(values),
                    "mean": round(sum(values) / len(values), 4),
                }
            )
    return found


def _by_step(examples: Sequence[Scored]) -> list[dict[str, Any]]:
    found = []
    # Beside the bundled ones those of the user's own articles that a scenario asks for.
    asked = sorted(step for one in examples for step in one.scenario.required)
    for step in dict.fromkeys([*(p.id for p in passages(bundled())), *asked]):
        if not is_step(step):
            continue
        wanted = [
            one for one in examples if step in one.scenario.required and "step_recall" in one.scores
        ]
        cited = sum(twin(step) in {twin(s) for s in one.answer.cited} for one in wanted)
        found.append({"step": step, "required": len(wanted), "cited": cited})
    return found


def _worst(examples: Sequence[Scored]) -> list[dict[str, Any]]:
    def mean(one: Scored) -> float:
        return sum(one.scores.values()) / len(one.scores)

    return [
        {
            "example": one.id,
            "question": one.question,
            "answer": one.answer.text,
            "score": round(mean(one), 3),
            "scores": {name: round(value, 3) for name, value in one.scores.items()},
            "findings": [
                {"code": f.code, "start": f.start, "end": f.end, "reason": f.reason}
                for f in one.answer.faults
            ],
        }
        for one in sorted(examples, key=lambda one: (mean(one), one.id))[:_WORST]
    ]


def gate_of(name: str, *, passed: bool, reason: str) -> dict[str, Any]:
    """Return a gate as a plain value."""
    return {"name": name, "passed": passed, "reason": reason}


def told_of(changes: Sequence[Mapping[str, Any]]) -> str:
    """Return in one line what changed against the baseline."""
    if not changes:
        return "every decision is as in the baseline"
    first = changes[0]
    more = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    return (
        f"{first['example']}: {first['check']} was {first['before']}, is {first['after']}{more}; "
        "if this is meant, write the baseline anew with --accept and say why in the commit"
    )


def compare(
    before: Mapping[str, Any], now: Mapping[str, Any], *, whole: bool
) -> list[dict[str, Any]]:
    """Return each decision that is another than in the baseline, by example and check."""
    found = []
    for id_ in sorted(now):
        was = before.get(id_)
        if was is None:
            found.append(
                {"example": id_, "check": "example", "before": "not there", "after": "new"}
            )
            continue
        found += [
            {"example": id_, "check": key, "before": str(was.get(key)), "after": str(value)}
            for key, value in now[id_].items()
            if was.get(key) != value
        ]
    gone = sorted(set(before) - set(now)) if whole else []
    found += [
        {"example": id_, "check": "example", "before": "there", "after": "gone"} for id_ in gone
    ]
    # What changed in substance is told before a mere change of words.
    return sorted(found, key=lambda one: one["check"] == "text")


def read_baseline(file: Path) -> dict[str, Any]:
    """Return the committed baseline.

    Raises:
        InvalidRun: It is missing or broken.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(told["examples"], dict):
            raise TypeError("examples is no object")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRun(
            f"the baseline {file.name} cannot be read ({error!r}); write it with --accept"
        ) from error
    return dict(told)


def write_baseline(file: Path, run: Mapping[str, Any]) -> None:
    """Write the decisions of a run as the new baseline."""
    told = {"fingerprints": run["fingerprints"], "examples": run["decided"]}
    file.write_text(
        json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def read_gates(
    file: Path, lane: str, names: Collection[str] = metrics.NAMES
) -> dict[str, dict[str, float]]:
    """Return the floors of a lane, by metric; ``names`` are those that it may have.

    Raises:
        InvalidRun: The file is missing or broken, or names a metric that there is not.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8")).get(lane, {})
        found = {name: {"low": float(gate["low"])} for name, gate in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidRun(f"the gates {file.name} cannot be read: {error!r}") from error
    unknown = set(found) - set(names)
    if unknown:
        raise InvalidRun(f"{file.name} has a floor for {sorted(unknown)[0]}, which is no metric")
    return found
