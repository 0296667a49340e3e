"""The judge lane: what a judge says of an answer's sentences, and whether the judge is to be believed.

The judge is first asked of pairs whose truth is known (``evals/judged.jsonl``). Below a floor its
verdicts are shown and decide nothing. What it says in another form than asked for counts against the
answer and against the judge; it is never left out.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from coach import answers, checks
from coach.articles import Passage
from coach.errors import InvalidRun
from coach.evaluation import billing, checking, results, scenarios, statistics
from coach.evaluation.billing import Cost, Say
from coach.evaluation.coaches import Ask, fingerprints, last_advice
from coach.evaluation.judge import CRITERIA, Criterion, Judge, Question, Verdict, sent
from coach.evaluation.metrics import Answered
from coach.evaluation.results import Scored
from coach.evaluation.scenarios import Scenario
from coach.findings import Finding

JUDGED = "judged.jsonl"
AGREEMENT = "agreement"
"""The floor, in ``gates.toml``, for the low end of a judge's share of known pairs that it got right."""

T = TypeVar("T")

_METRICS = tuple(one.metric for one in CRITERIA)
_CODES = {"contradicts": "contradicts-source", "paraphrase": "unsupported-claim"}
_NOT_BELIEVED = "not believed"


# --- What is judged -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that was given before; ``model`` is who answered, or empty where that is not told.

    ``citations`` are step ids in the order of their numbers; None: they stand in the answer's last lines.
    """

    example: str
    question: str
    text: str
    citations: tuple[str, ...] | None
    model: str = ""


def held(file: Path) -> tuple[Held, ...]:
    """Return the answers of a file: what a live run kept, or lines as ``coach check`` reads them.

    A live run's file may hold answers of several settings; those of the last one written count.

    Raises:
        InvalidRun: The file cannot be read, holds no answer, or was made with another corpus.
    """
    rows = [row for _, row in scenarios.rows(file)]
    if not rows:
        raise InvalidRun(f"{file} holds no answer")
    if "marks" in rows[0]:
        return _of_live(file, rows)
    given = checking.read([json.dumps(row) for row in rows])
    models = [str(row.get("model", "")) for row in rows]
    return tuple(
        Held(one.id, one.question, one.answer, one.citations, model)
        for one, model in zip(given, models, strict=True)
    )


def _of_live(file: Path, rows: Sequence[Mapping[str, Any]]) -> tuple[Held, ...]:
    try:
        marks = rows[-1]["marks"]
        same = {str(row["example"]): row for row in rows if row["marks"] == marks}
        found = tuple(
            Held(id_, row["question"], row["text"], tuple(row["citations"]), str(marks["model"]))
            for id_, row in same.items()
        )
        corpus = marks["corpus"]
    except (KeyError, TypeError) as error:
        raise InvalidRun(f"{file} is not what a live run keeps: {error!r}") from error
    now = fingerprints()["corpus"]
    if corpus != now:
        raise InvalidRun(
            f"{file}: these answers were made from the corpus {corpus}, which is {now} now; "
            "run the live lane again"
        )
    return found


def composed(ask: Ask, part: str, limit: int, folder: Path) -> tuple[Held, ...]:
    """Return what the composer answers to so many scenarios of a part, taken from all over it.

    Raises:
        InvalidRun: The scenarios are broken.
    """
    told = [one for one in scenarios.scenarios(part, folder / "scenarios") if one.answerable]
    found = []
    for one in spread(told, limit):
        turns = one.wordings[0]
        advice = last_advice(ask, turns)
        cited = tuple(c.step for c in advice.citations)
        found.append(Held(f"{one.id}/1", turns[-1], advice.text, cited, "composer"))
    return tuple(found)


def spread(told: Sequence[T], limit: int) -> tuple[T, ...]:
    """Return so many of them, evenly from first to last."""
    size = min(limit, len(told))
    return tuple(told[number * len(told) // size] for number in range(size))


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of an answer, where it stands, and one passage that it cites."""

    example: str
    start: int
    end: int
    sentence: str
    passage: Passage


def pairs(
    answer: Held, passages: Mapping[str, Passage], unknown: list[str] | None = None
) -> Iterator[Pair]:
    """Yield the advising sentences of an answer with each passage that they cite.

    Words that are handed over to be sent tell of the case, and are no claim about a passage.

    Args:
        answer: The answer.
        passages: What may be cited, by id.
        unknown: Takes the ids that are cited and are none of them.
    """
    parsed = answers.parse(answer.text, answer.citations)
    prose = checks.without_handed(answer.text[: parsed.body_end])
    for sentence in parsed.sentences:
        own = answers.sentences_of(prose[sentence.start : sentence.end])
        if not answers.is_advising(" ".join(one.text for one in own).replace("~", " ")):
            continue
        said = answers.LIST_MARK.sub("", sentence.text).replace("**", "").strip()
        for number in sentence.cites:
            id_ = parsed.sources.get(number, "")
            if id_ in passages:
                yield Pair(answer.example, sentence.start, sentence.end, said, passages[id_])
            elif unknown is not None:
                unknown.append(id_ or f"[{number}]")


# --- Whether the judge is believed ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A pair whose truth is known."""

    id: str
    question: Question
    truth: str


def known(file: Path, passages: Mapping[str, Passage]) -> tuple[Known, ...]:
    """Return the pairs whose truth is known.

    Raises:
        InvalidRun: A line is broken, or a criterion has no pair of either truth.
    """
    criteria = {one.name: one for one in CRITERIA}
    found = []
    for number, row in scenarios.rows(file):
        try:
            question = Question(
                criteria[row["criterion"]], str(row["sentence"]), passages[row["passage"]]
            )
            one = Known(str(row["id"]), question, str(row["truth"]))
        except KeyError as error:
            raise InvalidRun(
                f"{file.name}, line {number}: {error} is missing or unknown"
            ) from error
        if one.truth not in ("yes", "no"):
            raise InvalidRun(f"{file.name}, line {number}: truth is yes or no, not {one.truth!r}")
        found.append(one)
    for criterion in CRITERIA:
        truths = {one.truth for one in found if one.question.criterion == criterion}
        if truths != {"yes", "no"}:
            raise InvalidRun(f"{file.name}: {criterion.name} needs pairs of either truth")
    return tuple(found)


def agreement(
    criterion: Criterion, told: Sequence[tuple[Known, Verdict]], floor: float
) -> dict[str, Any]:
    """Return how often the judge is right on a criterion's known pairs; no verdict is not right."""
    some = [(one.truth, said.word) for one, said in told if one.question.criterion == criterion]
    right = sum(truth == word for truth, word in some)
    share = statistics.wilson(right, len(some))
    return {
        "criterion": criterion.name,
        "n": len(some),
        "right": right,
        "mean": round(share.mean, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
        "kappa": round(statistics.kappa(some), 4),
        "false_yes": sum(truth == "no" and word == "yes" for truth, word in some),
        "false_no": sum(truth == "yes" and word == "no" for truth, word in some),
        "none": sum(not word for _, word in some),
        "floor": floor,
        "believed": share.low >= floor,
    }


def line(row: Mapping[str, Any]) -> str:
    """Return in one line how a judge did on known pairs."""
    word = "believed" if row["believed"] else _NOT_BELIEVED
    return (
        f"{row['criterion']}: right on {row['right']} of {row['n']} known pairs, "
        f"{row['mean']:.2f} [{row['low']:.2f}, {row['high']:.2f}], kappa {row['kappa']:.2f}, "
        f"no verdict on {row['none']}: {word} (floor {row['floor']:.2f} for the low end)"
    )


# --- The lane -------------------------------------------------------------------------------------


def judge_run(
    judge: Judge,
    told: Sequence[Held],
    *,
    folder: Path,
    passages: Mapping[str, Passage],
    itself: bool = False,
    say: Say = lambda _: None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Return the result of the judge lane.

    Args:
        judge: The judge, with what it said before.
        told: The answers; none judges the known pairs alone.
        folder: Where known pairs, gates and scenarios lie.
        passages: What answers may cite, by id.
        itself: Whether the judge is the model that answered.
        say: Told the estimate, and whether the judge is believed, as soon as that is known.
        progress: Told how many questions of how many are done.

    Raises:
        InvalidRun: A file is broken, a call failed, or there are answers and none cites a passage.
    """
    started = time.monotonic()
    limits = _floors(folder / results.GATES)
    calibration = known(folder / JUDGED, passages)
    unknown: list[str] = []
    by_answer = {one.example: list(pairs(one, passages, unknown)) for one in told}
    if told and not any(by_answer.values()):
        raise InvalidRun("none of the answers has an advising sentence that cites a passage")
    every = [pair for some in by_answer.values() for pair in some]
    asked = [one.question for one in calibration]
    asked += [Question(one, pair.sentence, pair.passage) for pair in every for one in CRITERIA]
    ask = _asking(judge, asked, say, progress)

    said = [(one, ask(one.question)) for one in calibration]
    agreed = [agreement(one, said, limits[AGREEMENT]["low"]) for one in CRITERIA]
    for row in agreed:
        say(line(row))
    believed = {row["criterion"] for row in agreed if row["believed"]}
    verdicts = {
        (pair, one): ask(Question(one, pair.sentence, pair.passage))
        for pair in every
        for one in CRITERIA
    }
    examples = _examples(
        told, by_answer, verdicts, {one.id: one for one in scenarios.all_of(folder)}
    )
    gated = {one.metric for one in CRITERIA if one.name in believed and examples}
    gates = results.floors(examples, {name: gate for name, gate in limits.items() if name in gated})
    names = sorted({one.model for one in told})
    run = results.result(
        "judge", ", ".join(names), examples, gates, started, names=_METRICS, judge=judge.fingerprint
    )
    doubted = {one.metric for one in CRITERIA if one.name not in believed}
    for row in run["metrics"]:
        if row["name"] in doubted:
            row["verdict"] = _NOT_BELIEVED
    return run | {
        "bill": _bill(judge, asked),
        "judge": {
            "model": judge.name,
            "host": judge.host,
            "itself": itself,
            "agreement": agreed,
            "verdicts": [_counts(one, verdicts) for one in CRITERIA],
            "answers": len(told),
            "uncited": sum(not some for some in by_answer.values()),
            "unknown": len(unknown),
            "flagged": list(_flagged(verdicts)),
        },
        "invalid": [] if believed else [_unbelieved(judge, agreed)],
    }


def _floors(gates: Path) -> dict[str, dict[str, float]]:
    found = results.read_gates(gates, "judge", (AGREEMENT, *_METRICS))
    if AGREEMENT not in found:
        raise InvalidRun(f"{gates.name} has no floor for {AGREEMENT} under [judge]")
    return found


def _asking(
    judge: Judge,
    asked: Sequence[Question],
    say: Say,
    progress: Callable[[int, int], None] | None,
) -> Callable[[Question], Verdict]:
    """Say what is to be expected, and return what asks the judge and counts."""
    whole = {judge.key(one): one for one in asked}
    new = [one for one in whole.values() if not judge.knows(one)]
    say(
        f"judge {judge.name} at {judge.host}: {len(whole)} questions, {len(whole) - len(new)} with a reply "
        f"in {judge.file}; {len(new)} calls to make, {sent(new):,} words to send"
    )
    pace = billing.Pace(len(new), say)
    done: set[str] = set()

    def ask(question: Question) -> Verdict:
        is_new = not judge.knows(question)
        verdict = judge.ask(question)
        if is_new:
            pace.step()
        done.add(judge.key(question))
        if progress is not None:
            progress(len(done), len(whole))
        return verdict

    return ask


def _bill(judge: Judge, asked: Sequence[Question]) -> dict[str, Any]:
    whole = {judge.key(one): one for one in asked}
    before = (judge.cached(one) for one in whole.values())
    return billing.bill(judge.cost, (cost for cost in before if isinstance(cost, Cost)))


_Verdicts = Mapping[tuple[Pair, Criterion], Verdict]


def _counts(criterion: Criterion, verdicts: _Verdicts) -> dict[str, Any]:
    """Return how often each verdict was given on a criterion, as plain values."""
    some = [verdict for (_, one), verdict in verdicts.items() if one == criterion]
    why: dict[str, int] = {}
    for verdict in some:
        if not verdict.word:
            why[verdict.why] = why.get(verdict.why, 0) + 1
    return {
        "criterion": criterion.name,
        "pairs": len(some),
        "yes": sum(verdict.word == "yes" for verdict in some),
        "no": sum(verdict.word == "no" for verdict in some),
        "none": sum(not verdict.word for verdict in some),
        "why": why,
    }


def _flagged(verdicts: _Verdicts) -> Iterator[dict[str, Any]]:
    """Yield what does not speak for an answer: contradictions, what is not in the passage, no verdict."""
    order = {one: number for number, one in enumerate(CRITERIA)}
    bad = [(pair, one, v) for (pair, one), v in verdicts.items() if v.word != one.good]
    for pair, one, verdict in sorted(bad, key=lambda told: (not told[2].word, order[told[1]])):
        yield {
            "example": pair.example,
            "criterion": one.name,
            "step": pair.passage.id,
            "sentence": pair.sentence,
            "verdict": verdict.word or "none",
            "evidence": verdict.evidence,
            "why": verdict.why,
        }


def _examples(
    told: Sequence[Held],
    by_answer: Mapping[str, Sequence[Pair]],
    verdicts: _Verdicts,
    known_scenarios: Mapping[str, Scenario],
) -> tuple[Scored, ...]:
    """Return each answer that has a cited claim, scored by its sentences."""
    found = []
    for one in told:
        some = by_answer[one.example]
        if not some:
            continue
        faults = tuple(
            _fault(one, pair, criterion, verdicts[pair, criterion])
            for pair in some
            for criterion in CRITERIA
            if verdicts[pair, criterion].word not in ("", criterion.good)
        )
        scenario = known_scenarios.get(one.example.partition("/")[0]) or _alone(one)
        sources = tuple(dict.fromkeys(pair.passage.id for pair in some))
        answer = Answered(one.text, sources, sources, False, False, "", faults)
        found.append(Scored(one.example, scenario, one.question, answer, _scores(some, verdicts)))
    return tuple(found)


def _scores(some: Sequence[Pair], verdicts: _Verdicts) -> dict[str, float]:
    """Return the share of sentences that no cited passage is contradicted by, and that one says.

    A sentence without the verdicts that it takes is not among them.
    """
    sentences: dict[tuple[int, int], list[Pair]] = {}
    for pair in some:
        sentences.setdefault((pair.start, pair.end), []).append(pair)
    contradicts, paraphrase = CRITERIA
    kept = sum(
        all(verdicts[pair, contradicts].word == contradicts.good for pair in one)
        for one in sentences.values()
    )
    said = sum(
        any(verdicts[pair, paraphrase].word == paraphrase.good for pair in one)
        for one in sentences.values()
    )
    return {
        contradicts.metric: kept / len(sentences),
        paraphrase.metric: said / len(sentences),
    }


def _fault(one: Held, pair: Pair, criterion: Criterion, verdict: Verdict) -> Finding:
    told = "says the opposite of" if criterion.name == "contradicts" else "says what is not in"
    return Finding(
        _CODES[criterion.name],
        one.text[pair.start : pair.end],
        pair.start,
        pair.end,
        f"By the judge this {told} {pair.passage.id}: “{verdict.evidence}”.",
        pair.passage.id,
        "",
    )


def _alone(one: Held) -> Scenario:
    """Return what an answer to no scenario of ours counts as: a scenario of its own."""
    return Scenario(one.example, "in-scope", "", ((one.question,),))


def _unbelieved(judge: Judge, agreed: Sequence[Mapping[str, Any]]) -> str:
    told = "; ".join(
        f"{row['criterion']} {row['mean']:.2f} [{row['low']:.2f}, {row['high']:.2f}]"
        for row in agreed
    )
    return (
        f"the judge {judge.name} is not believed on either question ({told} of known pairs right), so "
        "its verdicts decide nothing; name a stronger model in COACH_JUDGE_MODEL"
    )
