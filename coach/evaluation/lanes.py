"""The lanes of an evaluation: each gives one result, a plain value that ``report`` prints.

``replay`` needs no model and must come out the same each time; ``live`` asks a configured model.
"""

import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coach import answers, checks, grounds, models, own, resources
from coach import composer as composing
from coach.advice import Advice, Turn
from coach.articles import Article, is_step
from coach.conversation import Coach
from coach.errors import CoachError, InvalidRun, LibraryError
from coach.evaluation import metrics, mutation, results, scenarios, statistics
from coach.evaluation.billing import Cost, Metered, Pace, Say, bill, cost_of
from coach.evaluation.coaches import (
    Ask,
    Degraded,
    asking,
    citing,
    degraded,
    fingerprint_of,
    fingerprints,
    last_advice,
    with_chat,
)
from coach.evaluation.kept import Kept
from coach.evaluation.results import (
    Scored,
    compare,
    false_alarms,
    floors,
    gate_of,
    read_baseline,
    read_gates,
    result,
    told_of,
)
from coach.evaluation.scenarios import Scenario
from coach.models import Piece
from coach.prompts import Message
from coach.rules import Rule

Progress = Callable[[int, int], None]
"""Told how many examples of how many are done."""

REPLIES = "replies"
# How many mutants of each operator, and pieces of each code, the replay lane looks at.
_MUTANTS_EACH, _EDITS_EACH = 12, 4
_RECORDED = 16
# What the checks must reach on mutants: lower ends of Wilson intervals, and harmless edits flagged.
_STRUCTURE_LOW, _WORDS_LOW, _MOST_FLAGGED = 0.95, 0.85, 2
_WORSE_P = 0.01
# How often a model may be found to be worse than itself.
_EPOCHS_OF_AA, _FALSE_ALARMS = 2, 0.07
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
    only: Collection[str] = (),
    accept: bool = False,
    keep: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the result of the lane that runs on every push.

    The composer answers every scenario; recorded replies are read again; good answers, mutants of
    them and harmless edits go through the checks. What was decided is compared with the baseline.
    ``keep`` is the file that the composer's answers are written to, for a judge or ``coach check``.

    Args:
        coach: Who is asked.
        folder: A suite of one's own, which has neither good answers nor mutants; the project's
            when None. Its scenarios may name steps of the user's own articles.
        only: Ids of the scenarios, recordings and good answers, and codes of the rules, to look
            at; all when empty. The floors, which are for all of them, are left out then.
        accept: Whether what is decided becomes the baseline, and nothing is compared.
        keep: The file that the composer's answers are written to, or None.
        progress: Told how many scenarios of how many were answered.

    Raises:
        InvalidRun: Examples, baseline, gates or recordings are broken or stale, or ``only`` names
            one that there is not.
    """
    started = time.monotonic()
    place = folder or evals_folder()
    mine = _own_articles(coach) if folder else ()
    told = _told(place, mine)
    good = () if folder else mutation.good_answers()
    rules = () if folder else checks.RULES
    if only:
        known = [*(one.id for one in told), *(one.id for one in good), *(r.code for r in rules)]
        _check_ids(only, known, place)
    told = tuple(one for one in told if not only or one.id in only)
    lows = read_gates(place / results.GATES, "replay")
    # First what may be stale: it is told at once.
    decided = recorded(coach, place / REPLIES, only)
    examples = score(composer(coach), told, progress=progress)
    if keep is not None:
        _keep(examples, keep)
    decided |= {one.id: decisions(one.answer) for one in examples}
    some = [one for one in good if not only or one.id in only]
    killed, matrix, missed = mutants(some, words=not only)
    whole = not only and (folder is not None or len(scenarios.parts(place)) == len(scenarios.PARTS))
    changes, unchanged = _compared(folder, decided, accept=accept, whole=whole)
    gates = [
        *([] if only else floors(examples, lows)),
        *_kill_gates(killed, missed),
        *_rule_gates([rule for rule in rules if not only or rule.code in only]),
        unchanged,
    ]
    run = result("replay", "composer", examples, gates, started)
    if folder:
        run["fingerprints"] |= {"own articles": fingerprint_of(mine)}
    return run | {
        "changes": changes,
        "operators": killed,
        "matrix": matrix,
        "decided": decided,
        "todo": sum(bool(one.todo) for one in told),
    }


def _own_articles(coach: Coach) -> tuple[Article, ...]:
    """Return the user's own articles, as the coach has them."""
    try:
        return own.listed(coach.settings.home)
    except LibraryError as error:
        raise InvalidRun(str(error)) from error


def _told(place: Path, mine: Sequence[Article]) -> tuple[Scenario, ...]:
    """Return the scenarios of all parts that are there."""
    if not scenarios.parts(place):
        raise InvalidRun(
            f"{place} holds no scenarios/look.jsonl; coach eval init FOLDER writes one to begin with"
        )
    return scenarios.all_of(place, mine)


def _check_ids(only: Collection[str], known: Sequence[str], place: Path) -> None:
    """Refuse an id that no example has."""
    replies = [id_ for id_, _, _ in _recordings(place / REPLIES)]
    for id_ in only:
        if id_ not in known and id_ not in replies:
            raise InvalidRun(
                f"there is no example {id_!r}; wanted ids of scenarios such as {known[0]}, of "
                "recordings, of good answers, or codes of rules, with commas"
            )


def _compared(
    folder: Path | None, decided: Mapping[str, Any], *, accept: bool, whole: bool
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return what changed against the baseline, and the gate that wants nothing to."""
    file = (folder or evals_folder()) / results.BASELINE
    if folder and not accept and not file.exists():
        reason = (
            "there is no baseline yet: read the report, then write it with "
            f'coach eval run --folder "{folder}" --accept'
        )
        return [], gate_of("unchanged", passed=False, reason=reason)
    before = decided if accept else read_baseline(file)["examples"]
    changes = compare(before, decided, whole=whole)
    return changes, gate_of("unchanged", passed=not changes, reason=told_of(changes))


def _keep(examples: Iterable[Scored], file: Path) -> None:
    """Write the answers in the form that ``coach check`` reads."""
    rows = (
        {
            "id": one.id,
            "question": one.question,
            "answer": one.answer.text,
            "citations": list(one.answer.sources),
            "model": "composer",
        }
        for one in examples
    )
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def composer(coach: Coach) -> Ask:
    """Return what asks the coach's composer, whatever model is configured."""
    return asking(with_chat(coach, None))


def decisions(answer: metrics.Answered) -> dict[str, Any]:
    """Return what was decided in an answer, without any number."""
    return answer.decisions | {"text": resources.fingerprint(answer.text)}


def recorded(coach: Coach, folder: Path, only: Collection[str] = ()) -> dict[str, Any]:
    """Return what becomes of each recorded reply of a model, or of some, read again.

    Raises:
        InvalidRun: A recording was made with another prompt.
    """
    found = {}
    for id_, where, row in _recordings(folder):
        if only and id_ not in only:
            continue
        try:
            advice = with_chat(coach, Replayed(row["reply"])).ask(row["question"])
            was = row["prompts"]
        except (KeyError, CoachError) as error:
            raise InvalidRun(f"{where}: {error!r}") from error
        for name, fingerprint in advice.prompts.items():
            # What the composer says around a reply was never sent to the model.
            if name != composing.PROMPT and name in was and was[name] != fingerprint:
                raise InvalidRun(
                    f"{where}: recorded with the prompt {name} of {was[name]}, which is "
                    f"{fingerprint} now; record again with coach eval run --lane live "
                    f"--record {id_.partition('/')[0]}"
                )
        answer = metrics.answered(row["question"], advice)
        found[id_] = decisions(answer) | {"engine": advice.engine, "grounding": advice.grounding}
    return found


def _recordings(folder: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the recordings of a folder, with the id of each and where it stands; none without one."""
    for file in sorted(folder.glob("*.jsonl")):
        for number, row in scenarios.rows(file):
            where = f"{file.name}, line {number}"
            if "id" not in row:
                raise InvalidRun(f"{where}: the recording has no id")
            yield f"{file.stem}/{row['id']}", where, row


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


def mutants(
    good: Sequence[mutation.Example], *, words: bool = True
) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]], list[str]]:
    """Return for each operator how many of a few mutants are killed, which codes they meet, and what is missed.

    Args:
        good: Good answers; without one there is no mutant.
        words: Whether faulty words are put in too; no gate stands on those.
    """
    if not good:
        return [], {}, []
    faulty = mutation.pieces("look") if words else ()
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


def _rule_gates(rules: Sequence[Rule]) -> Iterator[dict[str, Any]]:
    """Yield a gate for the texts that rules bring with them: what the rules of a code must find, and must not."""
    texts = [(rule, text, fires) for rule in rules for fires, text in _texts(rule)]
    wrong = []
    for rule, text, fires in texts:
        alike = [one for one in rules if (one.code, one.where) == (rule.code, rule.where)]
        if any(checks.breaks(one, text) for one in alike) != fires:
            wrong.append(f"{rule.code} {'misses' if fires else 'flags'} “{text}”")
    if texts:
        told = f"{len(texts) - len(wrong)} of {len(texts)} texts; {'; '.join(wrong[:3])}"
        yield gate_of("rules", passed=not wrong, reason=told.removesuffix("; "))


def _texts(rule: Rule) -> Iterator[tuple[bool, str]]:
    yield from ((True, text) for text in rule.fires)
    yield from ((False, text) for text in rule.spares)


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


def live(
    coach: Coach,
    told: Sequence[Scenario],
    file: Path,
    *,
    epochs: int = 1,
    wordings: int = 1,
    retrieval: bool = True,
    temperature: float | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> tuple[Scored, ...]:
    """Return the scenarios answered by the configured model; ``file`` keeps each answer as it comes.

    ``say`` is told what is to be expected, before the first call and after the first few.

    An answer that the file holds already, of the same model and the same fingerprints, is not asked for
    again; ``temperature`` is one of them.

    Raises:
        InvalidRun: No model is configured, or a call or a scorer failed.
    """
    marks = _marks(coach, retrieval=retrieval, temperature=temperature)
    kept = Kept(file)
    done = _done(kept, marks)
    jobs = [
        (f"{one.id}/{wording + 1}/{epoch + 1}", one, wording)
        for epoch in range(epochs)
        for one in told
        for wording in range(min(wordings, len(one.wordings)))
    ]
    new = [one.wordings[wording] for id_, one, wording in jobs if id_ not in done]
    if say is not None:
        say(_expected(coach, new, len(jobs), file, retrieval=retrieval))
    pace = Pace(len(new), say or (lambda _: None))
    found = []
    for number, (id_, one, wording) in enumerate(jobs, start=1):
        turns = one.wordings[wording]
        if id_ not in done:
            row = {"example": id_, "marks": marks, **_asked(coach, turns, retrieval=retrieval)}
            done[id_] = row
            kept.add(row)
            pace.step()
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
    temperature: float | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Return the result of the live lane, with its bill, each metric beside the composer's on the same scenarios.

    With two epochs one gate is how often comparing the one with the other finds a fall (A/A).
    ``temperature`` is the model's; None leaves it as the coach has it.

    Raises:
        InvalidRun: No model is configured, or a call or a scorer failed.
    """
    started = time.monotonic()
    if temperature is not None:
        coach = with_chat(coach, models.open_chat(coach.settings, temperature=temperature))
    told = scenarios.scenarios(part)
    file = place / f"{'held' if retrieval else 'bare'}.jsonl"
    marks = _marks(coach, retrieval=retrieval, temperature=temperature)
    before = _done(Kept(file), marks)
    examples = live(
        coach,
        told,
        file,
        epochs=epochs,
        wordings=wordings,
        retrieval=retrieval,
        temperature=temperature,
        progress=progress,
        say=say,
    )
    rows = _done(Kept(file), marks)
    spent = {one.id: cost_of(rows[one.id].get("cost")) for one in examples}
    now = sum((cost for id_, cost in spent.items() if id_ not in before), Cost())
    charged = bill(now, (cost for id_, cost in spent.items() if id_ in before))
    beside = score(composer(coach), told, wordings=wordings)
    gates = floors(
        examples, read_gates(evals_folder() / results.GATES, "live" if retrieval else "bare")
    )
    if epochs == _EPOCHS_OF_AA:
        share = false_alarms(examples)
        reason = f"a fall in {share:.1%} of the draws, at most {_FALSE_ALARMS:.0%}"
        gates.append(gate_of("compared with itself", passed=share <= _FALSE_ALARMS, reason=reason))
    name = coach._chat.name if coach._chat else ""
    return result("live", name, examples, gates, started, beside) | {"bill": charged}


def _marks(coach: Coach, *, retrieval: bool, temperature: float | None) -> dict[str, Any]:
    """Return what a kept answer must have been made with to count as this run's."""
    if coach._chat is None:
        raise InvalidRun("the live lane needs a model; set COACH_MODEL")
    made = {**fingerprints(), "model": coach._chat.name, "retrieval": retrieval}
    return made if temperature is None else made | {"temperature": temperature}


def _expected(
    coach: Coach, new: Sequence[Sequence[str]], total: int, file: Path, *, retrieval: bool
) -> str:
    """Return in one line what a run has yet to ask.

    Calls and words are near: a follow-up is counted as if it stood alone, after one call that makes it so.
    """
    calls = size = 0
    for turns in new:
        sent = [_sent(coach, turn, retrieval=retrieval) for turn in turns]
        calls += sum(words > 0 for words in sent) + (retrieval and len(turns) - 1)
        size += sum(sent)
    model = coach._chat
    told = f"model {model.name} at {model.host}: " if model is not None else ""
    return (
        f"{told}{total} answers, {total - len(new)} kept in {file}; "
        f"about {calls} calls to make, about {size:,} words to send"
    )


def _sent(coach: Coach, question: str, *, retrieval: bool) -> int:
    """Return how many words asking a question sends to the model: none where no model is asked."""
    if not retrieval:
        return len(question.split())
    request = coach.request(question) or {}
    messages = request.get("messages", ())
    texts = (one.get("content", "") if isinstance(one, dict) else one for one in messages)
    return sum(len(str(text).split()) for text in texts)


def _asked(coach: Coach, turns: Sequence[str], *, retrieval: bool) -> dict[str, Any]:
    """Return the model's answer on the last turn, as a row of the file."""
    chat = Metered(coach._chat)  # type: ignore[arg-type]

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
        "cost": chat.cost.values,
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


def _done(kept: Kept, marks: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers of the file that were made under the same marks."""
    return {row["example"]: row for row in kept.rows if row.get("marks") == marks}
