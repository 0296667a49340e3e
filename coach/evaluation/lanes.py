"""The lanes of an evaluation: each gives one result, a plain value that ``report`` prints.

``replay`` needs no model and must come out the same each time; ``live`` asks a configured model.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coach import answers, checks, grounds, resources
from coach.advice import Advice, Turn
from coach.articles import is_step
from coach.conversation import Coach
from coach.errors import CoachError, InvalidRun
from coach.evaluation import metrics, mutation, results, scenarios, statistics
from coach.evaluation.coaches import (
    Ask,
    Degraded,
    asking,
    citing,
    degraded,
    fingerprints,
    last_advice,
    with_chat,
)
from coach.evaluation.results import (
    Scored,
    compare,
    floors,
    gate_of,
    read_baseline,
    read_gates,
    result,
    told_of,
)
from coach.evaluation.scenarios import Scenario
from coach.models import Chat, Piece
from coach.prompts import Message

Progress = Callable[[int, int], None]
"""Told how many examples of how many are done."""

REPLIES = "replies"
# How many mutants of each operator, and pieces of each code, the replay lane looks at.
_MUTANTS_EACH, _EDITS_EACH = 12, 4
_RECORDED = 16
# What the checks must reach on mutants: lower ends of Wilson intervals, and harmless edits flagged.
_STRUCTURE_LOW, _WORDS_LOW, _MOST_FLAGGED = 0.95, 0.85, 2
_WORSE_P = 0.01
# A sentence of a model that was shown no passage rests on the one that it is at least so near to.
_ATTRIBUTED = 0.55


def evals_folder() -> Path:
    """Return the folder of examples, baseline and gates.

    Raises:
        InvalidRun: They are not plain files here.
    """
    folder = resources.folder("evals")
    if not isinstance(folder, Path):
        raise InvalidRun(
            "the examples must lie in a folder; run from a checkout or an installed wheel"
        )
    return folder


def score(
    ask: Ask,
    told: Iterable[Scenario],
    *,
    wordings: int = 2,
    progress: Progress | None = None,
) -> tuple[Scored, ...]:
    """Return every scenario in so many wordings, answered and scored.

    Raises:
        InvalidRun: A call or a scorer failed; the message names the example.
    """
    jobs = [(one, n) for one in told for n in range(min(wordings, len(one.wordings)))]
    found = []
    for number, (one, wording) in enumerate(jobs, start=1):
        found.append(scored(f"{one.id}/{wording + 1}", one, one.wordings[wording], ask))
        if progress is not None:
            progress(number, len(jobs))
    return tuple(found)


def scored(id_: str, scenario: Scenario, turns: Sequence[str], ask: Ask) -> Scored:
    """Return one example, answered and scored.

    Raises:
        InvalidRun: The call or a scorer failed.
    """
    try:
        advice = last_advice(ask, turns)
    except Exception as error:
        # Whatever a coach or a model raises: the run says nothing then.
        raise InvalidRun(f"{id_}: the coach failed: {error!r}") from error
    return rescored(id_, scenario, turns[-1], advice)


def rescored(id_: str, scenario: Scenario, question: str, advice: Advice) -> Scored:
    """Return an example with the advice that was given on it.

    Raises:
        InvalidRun: A scorer failed.
    """
    try:
        answer = metrics.answered(question, advice)
        return Scored(id_, scenario, question, answer, metrics.scores(scenario, answer))
    except Exception as error:
        raise InvalidRun(f"{id_}: a scorer failed: {error!r}") from error


# --- Replay ---------------------------------------------------------------------------------------


def replay(
    coach: Coach,
    *,
    folder: Path | None = None,
    accept: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the result of the lane that runs on every push.

    The composer answers every scenario; recorded replies are read again; good answers, mutants of
    them and harmless edits go through the checks. What was decided is compared with the baseline.

    Raises:
        InvalidRun: Examples, baseline, gates or recordings are broken or stale.
    """
    started = time.monotonic()
    place = folder or evals_folder()
    told = tuple(
        one for part in parts(place) for one in scenarios.scenarios(part, place / "scenarios")
    )
    examples = score(composer(coach), told, progress=progress)
    decided = {one.id: decisions(one.answer) for one in examples}
    decided |= recorded(coach, place / REPLIES)
    killed, matrix, missed = mutants()
    before = decided if accept else read_baseline(place / results.BASELINE)["examples"]
    changes = compare(before, decided, whole=len(parts(place)) == len(scenarios.PARTS))
    gates = [
        *floors(examples, read_gates(place / results.GATES, "replay")),
        *_kill_gates(killed, missed),
        gate_of("unchanged", passed=not changes, reason=told_of(changes)),
    ]
    return result("replay", "composer", examples, gates, started) | {
        "changes": changes,
        "operators": killed,
        "matrix": matrix,
        "decided": decided,
    }


def composer(coach: Coach) -> Ask:
    """Return what asks the coach's composer, whatever model is configured."""
    return asking(with_chat(coach, None))


def parts(folder: Path) -> tuple[str, ...]:
    """Return the parts that are there: a wheel leaves out what is only run."""
    return tuple(p for p in scenarios.PARTS if (folder / "scenarios" / f"{p}.jsonl").is_file())


def decisions(answer: metrics.Answered) -> dict[str, Any]:
    """Return what was decided in an answer, without any number."""
    return answer.decisions | {"text": resources.fingerprint(answer.text)}


def recorded(coach: Coach, folder: Path) -> dict[str, Any]:
    """Return what becomes of each recorded reply of a model, read again.

    Raises:
        InvalidRun: A recording was made with another prompt.
    """
    found = {}
    for file in sorted(folder.glob("*.jsonl")):
        for number, row in scenarios.rows(file):
            where = f"{file.name}, line {number}"
            try:
                advice = with_chat(coach, Replayed(row["reply"])).ask(row["question"])
                was = row["prompts"]
            except (KeyError, CoachError) as error:
                raise InvalidRun(f"{where}: {error!r}") from error
            for name, fingerprint in advice.prompts.items():
                if name in was and was[name] != fingerprint:
                    raise InvalidRun(
                        f"{where}: recorded with the prompt {name} of {was[name]}, which is "
                        f"{fingerprint} now; record again with coach eval run --lane live --record {file.stem}"
                    )
            answer = metrics.answered(row["question"], advice)
            found[f"{file.stem}/{row['id']}"] = decisions(answer) | {
                "engine": advice.engine,
                "grounding": advice.grounding,
            }
    return found


class Replayed:
    """Stands where a chat model would, and says again what one said."""

    name, host = "replayed", "nowhere"

    def __init__(self, reply: str) -> None:
        """Remember the reply."""
        self._reply = reply

    def stream(self, _: Sequence[Message]) -> Iterator[Piece]:
        """Yield the reply in pieces of a few characters, as a server does."""
        for at in range(0, len(self._reply), 7):
            yield Piece(self._reply[at : at + 7])


# --- Checks: good answers, mutants, harmless edits ------------------------------------------------


def mutants() -> tuple[list[dict[str, Any]], dict[str, dict[str, int]], list[str]]:
    """Return for each operator how many of a few mutants are killed, which codes they meet, and what is missed."""
    good = mutation.good_answers()
    faulty = mutation.pieces("look")
    some = [
        *_few(mutation.structural(good), _MUTANTS_EACH),
        *_few(mutation.worded(good, faulty), _EDITS_EACH),
        *_few(mutation.benign(good, ()), _EDITS_EACH),
        *(mutation.Mutant("good answer", "", one) for one in good),
    ]
    return kills(some)


def _few(told: Iterable[mutation.Mutant], most: int) -> Iterator[mutation.Mutant]:
    """Yield the first mutants of each operator."""
    seen: dict[str, int] = {}
    for one in told:
        seen[one.operator] = seen.get(one.operator, 0) + 1
        if seen[one.operator] <= most:
            yield one


def kills(
    told: Iterable[mutation.Mutant], progress: Callable[[int], None] | None = None
) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]], list[str]]:
    """Return the table of operators, the matrix of operators by codes, and what went unseen.

    A mutant is killed when the check that it was made for finds it; an edit that changes nothing
    counts as passed when no hard check flags it.
    """
    counts: dict[tuple[str, str], list[int]] = {}
    matrix: dict[str, dict[str, int]] = {}
    missed: list[str] = []
    for number, one in enumerate(told, start=1):
        example = one.example
        codes = {
            f.code for f in checks.faults(example.question, example.answer, None, example.required)
        }
        row = matrix.setdefault(one.operator, {})
        for code in sorted(codes):
            row[code] = row.get(code, 0) + 1
        good = one.check in codes if one.check else not codes
        count = counts.setdefault((one.operator, one.check), [0, 0])
        count[0] += good
        count[1] += 1
        if not good:
            missed.append(f"{one.operator} of {example.id}: {one.check or sorted(codes)}")
        if progress is not None:
            progress(number)
    table = [
        {
            "operator": operator,
            "check": check,
            "killed": killed,
            "of": of,
            "low": round(statistics.wilson(killed, of).low, 4),
        }
        for (operator, check), (killed, of) in counts.items()
    ]
    return table, matrix, missed


def _kill_gates(
    table: Sequence[Mapping[str, Any]], missed: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield a gate for the mutants of structure, which must all be killed, and for what must pass."""
    for row in table:
        if row["operator"] in mutation.STRUCTURAL or not row["check"]:
            told = [one for one in missed if one.startswith(f"{row['operator']} of")]
            more = f"; {'; '.join(told[:3])}" if told else ""
            yield gate_of(
                row["operator"],
                passed=row["killed"] == row["of"],
                reason=f"{row['killed']} of {row['of']}{more}",
            )


def meta(coach: Coach, part: str, *, progress: Progress | None = None) -> dict[str, Any]:
    """Return whether the checks see what they are for: every mutant, every edit, every worse coach.

    Args:
        coach: The real coach, of which the worse ones are made.
        part: Whose faulty words: ``look`` taught the checks, ``run`` is only run.
        progress: Told how many answers of how many are done.

    Raises:
        InvalidRun: The examples are broken, or a scorer failed.
    """
    started = time.monotonic()
    good, faulty = mutation.good_answers(), mutation.pieces(part)
    some = [
        *(mutation.Mutant("good answer", "", one) for one in good),
        *mutation.structural(good),
        *mutation.worded(good, faulty),
        *mutation.benign(good, faulty),
    ]
    table, matrix, missed = kills(some, progress and (lambda done: progress(done, len(some))))
    gates = [*_structure_gates(table), *_word_gates(table), *_edit_gates(table, missed)]
    told = [one for one in scenarios.scenarios("look") if one.kind in ("in-scope", "look-alike")]
    real = score(composer(coach), told, wordings=1)
    for one in degraded(coach):
        gates.append(_worse_gate(one, real, score(one.ask, told, wordings=1)))
    run = result("meta", "composer", real, gates, started)
    return run | {"operators": table, "matrix": matrix}


def _structure_gates(table: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in table:
        if row["operator"] in mutation.STRUCTURAL:
            reason = (
                f"{row['killed']} of {row['of']}, low end {row['low']:.3f}, floor {_STRUCTURE_LOW}"
            )
            yield gate_of(row["operator"], passed=row["low"] >= _STRUCTURE_LOW, reason=reason)


def _word_gates(table: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a gate for each code of faulty words, over all levels, handed over and advised."""
    for code in dict.fromkeys(row["check"] for row in table if ", " in row["operator"]):
        rows = [row for row in table if row["check"] == code and ", " in row["operator"]]
        killed, of = sum(row["killed"] for row in rows), sum(row["of"] for row in rows)
        low = statistics.wilson(killed, of).low
        if code and code != "contradicts-source":
            reason = f"{killed} of {of}, low end {low:.3f}, floor {_WORDS_LOW}"
            yield gate_of(f"words: {code}", passed=low >= _WORDS_LOW, reason=reason)


def _edit_gates(
    table: Sequence[Mapping[str, Any]], missed: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield a gate for the edits that change nothing, and one for the good answers."""
    good = next(row for row in table if row["operator"] == "good answer")
    yield gate_of(
        "good answers",
        passed=good["killed"] == good["of"],
        reason=f"{good['killed']} of {good['of']} pass",
    )
    edits = [
        row
        for row in table
        if not row["check"] and not row["operator"].startswith(("near ", "good answer"))
    ]
    flagged = sum(row["of"] - row["killed"] for row in edits)
    first = next((one for one in missed if one.startswith(tuple(r["operator"] for r in edits))), "")
    yield gate_of(
        "harmless edits",
        passed=flagged <= _MOST_FLAGGED,
        reason=f"{flagged} of {sum(row['of'] for row in edits)} flagged {first}".strip(),
    )


def _worse_gate(one: Degraded, real: Sequence[Scored], spoiled: Sequence[Scored]) -> dict[str, Any]:
    """Return whether a worse coach scores below the real one on what it spoils."""
    before = {s.scenario.id: s.scores[one.attacks] for s in real}
    after = {s.scenario.id: s.scores[one.attacks] for s in spoiled}
    compared = statistics.paired(before, after)
    return gate_of(
        f"worse coach: {one.name}",
        passed=compared.delta < 0 and compared.p < _WORSE_P,
        reason=f"{one.attacks} {compared.delta:+.2f}, p {compared.p:.4f}",
    )


# --- Live -----------------------------------------------------------------------------------------


class Recording:
    """A chat model that remembers what it said last."""

    def __init__(self, chat: Chat) -> None:
        """Wrap the chat model."""
        self._chat = chat
        self.name, self.host = chat.name, chat.host
        self.said = ""

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """Yield the pieces of the reply, as the model does."""
        self.said = ""
        for piece in self._chat.stream(messages):
            if not piece.reasoning:
                self.said += piece.text
            yield piece


def live(
    coach: Coach,
    told: Sequence[Scenario],
    file: Path,
    *,
    epochs: int = 1,
    wordings: int = 1,
    retrieval: bool = True,
    progress: Progress | None = None,
) -> tuple[Scored, ...]:
    """Return the scenarios answered by the configured model; ``file`` keeps each answer as it comes.

    An answer that the file holds already, of the same model and the same fingerprints, is not asked for again.

    Raises:
        InvalidRun: No model is configured, or a call or a scorer failed.
    """
    if coach._chat is None:
        raise InvalidRun("the live lane needs a model; set COACH_MODEL")
    marks = {**fingerprints(), "model": coach._chat.name, "retrieval": retrieval}
    done = _done(file, marks)
    jobs = [
        (f"{one.id}/{wording + 1}/{epoch + 1}", one, wording)
        for epoch in range(epochs)
        for one in told
        for wording in range(min(wordings, len(one.wordings)))
    ]
    found = []
    for number, (id_, one, wording) in enumerate(jobs, start=1):
        turns = one.wordings[wording]
        if id_ not in done:
            row = {"example": id_, "marks": marks, **_asked(coach, turns, retrieval=retrieval)}
            done[id_] = row
            with file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        found.append(rescored(id_, one, turns[-1], _advice(done[id_])))
        if progress is not None:
            progress(number, len(jobs))
    return tuple(found)


def live_run(
    coach: Coach,
    part: str,
    place: Path,
    *,
    epochs: int = 1,
    wordings: int = 1,
    retrieval: bool = True,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the result of the live lane, each metric beside the composer's on the same scenarios.

    Raises:
        InvalidRun: No model is configured, or a call or a scorer failed.
    """
    started = time.monotonic()
    told = scenarios.scenarios(part)
    file = place / f"{'held' if retrieval else 'bare'}.jsonl"
    examples = live(
        coach,
        told,
        file,
        epochs=epochs,
        wordings=wordings,
        retrieval=retrieval,
        progress=progress,
    )
    before = score(composer(coach), told, wordings=wordings)
    gates = floors(
        examples, read_gates(evals_folder() / results.GATES, "live" if retrieval else "bare")
    )
    name = coach._chat.name if coach._chat else ""
    return result("live", name, examples, gates, started, before)


def _asked(coach: Coach, turns: Sequence[str], *, retrieval: bool) -> dict[str, Any]:
    """Return the model's answer on the last turn, as a row of the file."""
    chat = Recording(coach._chat)  # type: ignore[arg-type]

    def bare(question: str, history: Sequence[Turn]) -> Advice:
        messages = [
            m
            for turn in history
            for m in (Message("user", turn.question), Message("assistant", turn.answer))
        ]
        text = "".join(
            p.text for p in chat.stream([*messages, Message("user", question)]) if not p.reasoning
        )
        return attributed(text)

    try:
        advice = last_advice(asking(with_chat(coach, chat)) if retrieval else bare, turns)
    except Exception as error:
        raise InvalidRun(f"the model failed on {turns[-1][:60]!r}: {error!r}") from error
    return {
        "question": turns[-1],
        "reply": chat.said,
        "text": advice.text,
        "citations": [c.step for c in advice.citations],
        "grounding": advice.grounding,
        "ask_back": advice.ask_back,
        "limit": advice.limit,
        "engine": advice.engine,
        "notice": advice.notice,
        "prompts": dict(advice.prompts),
        "usage": dict(advice.usage),
        "seconds": round(advice.seconds, 2),
    }


def record(answers_: Path, to: Path) -> int:
    """Write a few of a live run's replies as recordings for the replay lane, and return how many.

    They are the first of the model's replies to a question that stands alone.

    Raises:
        InvalidRun: The file of answers cannot be read.
    """
    told = [row for _, row in scenarios.rows(answers_) if row["reply"] and row["prompts"]]
    first = [row for row in told if "standalone" not in row["prompts"]][:_RECORDED]
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("w", encoding="utf-8") as out:
        for row in first:
            kept = {key: row[key] for key in ("question", "prompts", "reply")}
            line = {"id": row["example"], "model": row["marks"]["model"], **kept}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(first)


def attributed(text: str) -> Advice:
    """Return a text with a marker behind each advising sentence that lies near a passage."""
    parsed = answers.parse(text, [])
    claims = [one for one in parsed.sentences if answers.is_advising(one.text)]
    used: list[str] = []
    told = text
    for one, near in sorted(
        zip(claims, grounds.nearness([one.text for one in claims]), strict=True),
        key=lambda pair: -pair[0].start,
    ):
        best = max((id_ for id_ in near if is_step(id_)), key=lambda id_: near[id_])
        if near[best] >= _ATTRIBUTED:
            if best not in used:
                used.append(best)
            told = f"{told[: one.end].rstrip()} [{used.index(best) + 1}]{told[one.end :]}"
    return Advice(told, citations=citing(used), grounding="partial", engine="model")


def _advice(row: Mapping[str, Any]) -> Advice:
    return Advice(
        row["text"],
        citations=citing(row["citations"]),
        grounding=row["grounding"],
        ask_back=row["ask_back"],
        limit=row["limit"],
        engine=row["engine"],
        notice=row["notice"],
    )


def _done(file: Path, marks: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers of the file that were made under the same marks."""
    if not file.exists():
        return {}
    return {
        row["example"]: dict(row) for _, row in scenarios.rows(file) if row.get("marks") == marks
    }
