"""The scenarios as a task of inspect-ai, for its log and its viewer; the lanes do without it.

    inspect eval coach/evaluation/inspecting.py --model mockllm/model
    inspect view
    python -m coach.evaluation.inspecting logs/*.eval

``inspect eval`` ends with 0 whatever became of its task, and some of its options let an example that
broke fall out of the means. So each metric is a scorer of its own, whose number is missing only where
the metric does not apply, and ``numbers`` refuses a log in which one is missing otherwise; the third
line above ends with 2 then.
"""

import asyncio
import atexit
import json
import math
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog, EvalSample, read_eval_log
from inspect_ai.model import ChatMessageUser, ModelOutput
from inspect_ai.scorer import (
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    Value,
    metric,
    scorer,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver

from coach.advice import Advice, Citation
from coach.conversation import Coach
from coach.errors import CoachError, InvalidRun
from coach.evaluation import metrics, scenarios, statistics
from coach.evaluation.coaches import Ask, asking, fingerprints, last_advice, with_chat
from coach.evaluation.scenarios import Scenario

Engine = Literal["composer", "model"]

_ENGINES = ("composer", "model")
# What of an advice the metrics look at; it is all that a log needs to be scored again.
_KEPT = ("text", "grounding", "ask_back", "limit", "notice", "engine", "seconds")
_REMEMBERED = 256


@task
def coach_scenarios(part: str = "look", wordings: int = 1, engine: Engine = "composer") -> Task:
    """Return the scenarios of a part as a task: the coach answers, our metrics score.

    Args:
        part: ``look``, or ``run``, which is only run.
        wordings: How many wordings of each scenario, 1 or 2.
        engine: ``composer``, or ``model``: the model of ``COACH_MODEL``. The model that Inspect is
            given is never asked.

    Raises:
        InvalidRun: The scenarios are broken, or an argument is none of these.
    """
    if engine not in _ENGINES:
        raise InvalidRun(f"there is no engine {engine!r}; there are {' and '.join(_ENGINES)}")
    told = scenarios.scenarios(part)
    samples = [_sample(one, n) for one in told for n in range(min(wordings, len(one.wordings)))]
    kinds = {one.kind for one in told}
    return Task(
        dataset=MemoryDataset(samples, name=f"scenarios, {part}"),
        solver=asks_the_coach(engine),
        scorer=[_SCORERS[m.name]() for m in metrics.METRICS if kinds & set(m.kinds)],
        fail_on_error=True,
        metadata={"engine": engine, "fingerprints": dict(fingerprints())},
    )


def _sample(scenario: Scenario, wording: int) -> Sample:
    turns = scenario.wordings[wording]
    return Sample(
        id=f"{scenario.id}/{wording + 1}",
        input=[ChatMessageUser(content=turn) for turn in turns],
        target=list(scenario.required),
        metadata={"scenario": asdict(scenario), "turns": list(turns)},
    )


# --- The coach ------------------------------------------------------------------------------------


@solver
def asks_the_coach(engine: Engine = "composer") -> Solver:
    """Return what puts a scenario's turns to the coach, each answered in its order."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        # The coach's code is not asynchronous: it would hold up all the other examples.
        advice = await asyncio.to_thread(_asked, engine, state.metadata["turns"])
        state.metadata["advice"] = {name: getattr(advice, name) for name in _KEPT} | {
            "citations": [asdict(one) for one in advice.citations]
        }
        state.output = ModelOutput.from_content(advice.model or advice.engine, str(advice))
        state.messages.append(state.output.message)
        return state

    return solve


def _asked(engine: Engine, turns: list[str]) -> Advice:
    return last_advice(_opened(engine), turns)


_opening = threading.Lock()


def _opened(engine: Engine) -> Ask:
    """Return what asks the one coach that all examples share; it is closed when the program ends."""
    with _opening:
        return _ask(engine)


@cache
def _ask(engine: Engine) -> Ask:
    coach = Coach.open()
    atexit.register(coach.close)
    if engine == "composer":
        return asking(with_chat(coach, None))
    if not coach.host:
        raise InvalidRun("the engine 'model' needs a model; set COACH_MODEL")
    print(f"the scenarios go to {coach.host}", file=sys.stderr)
    return asking(coach)


# --- The metrics ----------------------------------------------------------------------------------


@metric
def over_scenarios() -> Metric:
    """Return the mean over scenarios with its t interval, wordings and epochs averaged first."""

    def measured(scores: list[SampleScore]) -> Value:
        if not scores:
            return {}
        groups: dict[str, list[float]] = {}
        for one in scores:
            scenario = (one.sample_metadata or {})["scenario"]["id"]
            groups.setdefault(scenario, []).append(one.score.as_float())
        interval = statistics.clustered(groups)
        ends = {"mean": interval.mean, "low": interval.low, "high": interval.high}
        # One scenario has no interval, and a log holds no infinity.
        return {name: value for name, value in ends.items() if math.isfinite(value)}

    return measured


def _scorer(name: str) -> Any:
    """Return the maker of the scorer of one metric, registered under the metric's name."""

    @scorer(metrics=[over_scenarios()], name=name)
    def made() -> Scorer:
        async def scored(state: TaskState, target: Target) -> Score:
            found = await asyncio.to_thread(_scored, _plain(state.metadata))
            value = found["scores"].get(name)
            if value is None:
                return Score.unscored(explanation="this metric is not for scenarios of this kind")
            return Score(value=value, explanation=found["explanation"], metadata=found["decisions"])

        return scored

    return made


_SCORERS = {one.name: _scorer(one.name) for one in metrics.METRICS}


def _plain(metadata: Mapping[str, Any]) -> str:
    return json.dumps({key: metadata[key] for key in ("scenario", "turns", "advice")})


_scoring = threading.Lock()


def _scored(told: str) -> dict[str, Any]:
    """Return the numbers of one example; one at a time, so that the articles are embedded once."""
    with _scoring:
        return _scores(told)


# Every metric of an example asks for it.
@lru_cache(maxsize=_REMEMBERED)
def _scores(told: str) -> dict[str, Any]:
    """Return the numbers of one example, computed from what its log keeps of it."""
    row = json.loads(told)
    scenario = _scenario(row["scenario"])
    answer = metrics.answered(row["turns"][-1], _advice(row["advice"]))
    faults = "; ".join(f"{one.code}: {one.words}" for one in answer.faults) or "none"
    return {
        "scores": metrics.scores(scenario, answer),
        "decisions": answer.decisions,
        "explanation": f"Cited: {', '.join(answer.cited) or 'nothing'}. Faults: {faults}.",
    }


def _scenario(row: Mapping[str, Any]) -> Scenario:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Scenario(**fields)


def _advice(row: Mapping[str, Any]) -> Advice:
    cited = tuple(Citation(**one) for one in row["citations"])
    return Advice(citations=cited, **{name: row[name] for name in _KEPT})


# --- The log --------------------------------------------------------------------------------------


def numbers(log: EvalLog | Path | str) -> dict[str, dict[str, float]]:
    """Return the numbers of every example in a log, by its id and by metric.

    With several epochs an example is there once for each, as ``id`` and ``id/2``, ``id/3``.

    Raises:
        InvalidRun: The task did not succeed, an example broke, was not run or left out, or has not
            exactly the numbers that its kind of scenario has.
    """
    if not isinstance(log, EvalLog):
        log = read_eval_log(str(log))
    if log.status != "success":
        why = f": {log.error.message}" if log.error else ""
        raise InvalidRun(f"the task ended with the status {log.status}{why}")
    samples, results = log.samples or [], log.results
    if not samples or results is None or len(samples) != results.total_samples:
        wanted = results.total_samples if results else 0
        raise InvalidRun(f"{wanted} examples were wanted, the log holds {len(samples)}")
    return {_name(one): _numbers(one) for one in samples}


def _name(sample: EvalSample) -> str:
    return str(sample.id) if sample.epoch == 1 else f"{sample.id}/{sample.epoch}"


def _numbers(sample: EvalSample) -> dict[str, float]:
    if sample.error is not None:
        raise InvalidRun(f"{sample.id}: {sample.error.message}")
    kind = sample.metadata["scenario"]["kind"]
    wanted = {one.name for one in metrics.METRICS if kind in one.kinds}
    found = {name: score.as_float() for name, score in (sample.scores or {}).items()}
    there = {name: value for name, value in found.items() if not math.isnan(value)}
    if there.keys() != wanted:
        odd = ", ".join(sorted(there.keys() ^ wanted))
        raise InvalidRun(f"{sample.id}: numbers missing or too many: {odd}")
    return there


def main(files: list[str]) -> int:
    """Print the means of logs, a line a metric; return 0, or 2 when one of them says nothing."""
    for file in files:
        try:
            found = numbers(file)
        except (CoachError, OSError, ValueError) as error:
            print(f"{file}: the run is invalid: {error}", file=sys.stderr)
            return 2
        print(f"{file}: {len(found)} examples")
        for name in (one.name for one in metrics.METRICS):
            some = [row[name] for row in found.values() if name in row]
            if some:
                print(f"  {name} {sum(some) / len(some):.3f} ({len(some)})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
