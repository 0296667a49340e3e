"""One result of an evaluation run as texts: for a pull request, for CI, for a reader, for a log.

A result is a plain mapping, as loaded from its JSON file. Lists and values that are missing or null
are left out of the texts, and a number that is no finite number is shown as a dash. Every text of a
result may come from a user or a model, so none is trusted: each is escaped for where it stands.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, NewType
from xml.etree import ElementTree

__all__ = ["html", "junit", "last_line", "markdown"]

Row = Mapping[str, Any]
Html = NewType("Html", str)

_CHANGES = 20
_FLAGGED = 20
_WORST = 10
_LONGEST = 200
_DASH = "–"

# What XML 1.0, section 2.2, does not count as a character. Lone surrogates, which JSON can hold,
# could not be written as UTF-8 either.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def last_line(result: Row) -> str:
    """Return ``N passed, N failed``, the line that ends a run's output."""
    return f"{_whole(result.get('passed'))} passed, {_whole(result.get('failed'))} failed"


# --- What every text says -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Verdict:
    """``word`` is Invalid, Failed, Empty or Passed; ``sentence`` says why."""

    word: str
    sentence: str


def _verdict(result: Row) -> _Verdict:
    gates = _rows(result, "gates")
    failed = sum(not gate.get("passed") for gate in gates)
    if _invalid(result):
        return _Verdict("Invalid", "This run measures nothing: its numbers do not count.")
    if failed:
        return _Verdict("Failed", f"{failed} of {_counted(len(gates), 'gate')} failed.")
    if _whole(result.get("failed")):
        return _Verdict("Failed", f"No gate failed, but the count says {last_line(result)}.")
    if not gates:
        return _Verdict("Empty", "No gate was checked.")
    every = "The only gate" if len(gates) == 1 else f"All {len(gates)} gates"
    return _Verdict("Passed", f"{every} passed.")


def _invalid(result: Row) -> list[str]:
    return [str(reason) for reason in result.get("invalid") or ()]


def _rows(result: Row, key: str) -> list[Row]:
    return list(result.get(key) or ())


def _failed_first(gates: Sequence[Row]) -> list[Row]:
    return sorted(gates, key=lambda gate: bool(gate.get("passed")))


def _run(result: Row) -> str:
    parts = [f"Lane {result.get('lane') or _DASH}", f"coach {result.get('coach') or _DASH}"]
    seconds = _finite(result.get("seconds"))
    if seconds is not None:
        minutes, rest = divmod(round(seconds), 60)
        parts.append(f"{minutes} min {rest} s" if minutes else f"{rest} s")
    return ", ".join(parts)


def _pivot(rows: Sequence[Row], across: str, down: str) -> tuple[list[str], list[str]]:
    """Return the distinct values of two fields, each in the order in which they come."""
    heads = dict.fromkeys(str(row.get(across, "")) for row in rows)
    sides = dict.fromkeys(str(row.get(down, "")) for row in rows)
    return list(heads), list(sides)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# --- What a judge said, and the bill --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cells:
    """A table as plain texts; ``numbers`` are the columns that hold numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: range = range(0)


def _judge_told(judge: Row) -> Iterable[str]:
    """Yield what a reader must know of a judge before its verdicts."""
    yield f"{judge.get('model') or _DASH} at {judge.get('host') or _DASH} judged."
    if judge.get("itself"):
        yield "It is the model that gave these answers: it judged itself, and that flatters."
    yield "It is believed where the low end of what it gets right on known pairs reaches the floor."
    yield "No verdict counts against the answer, and on known pairs against the judge."
    answers, uncited = _whole(judge.get("answers")), _whole(judge.get("uncited"))
    if uncited:
        yield f"{uncited} of {_counted(answers, 'answer')} cite nothing for their advice: not judged."
    if unknown := _whole(judge.get("unknown")):
        yield f"{_counted(unknown, 'citation')} of no passage that there is: not judged."


def _agreement(judge: Row) -> _Cells:
    heads = ["question, on known pairs", "pairs", "right [low, high]", "floor", "kappa"]
    heads += ["wrong yes", "wrong no", "no verdict", "believed"]
    rows = [
        [
            str(row.get("criterion") or _DASH),
            str(_whole(row.get("n"))),
            _interval(row),
            _number(row.get("floor")),
            _number(row.get("kappa")),
            *(str(_whole(row.get(key))) for key in ("false_yes", "false_no", "none")),
            "believed" if row.get("believed") else "not believed",
        ]
        for row in _rows(judge, "agreement")
    ]
    return _Cells(heads, rows, range(1, 8))


def _verdicts(judge: Row) -> _Cells:
    heads = ["question, on the answers", "pairs", "yes", "no", "no verdict", "share without"]
    rows = []
    for row in _rows(judge, "verdicts"):
        pairs, none = _whole(row.get("pairs")), _whole(row.get("none"))
        counts = (str(_whole(row.get(key))) for key in ("pairs", "yes", "no", "none"))
        share = _number(none / pairs) if pairs else _DASH
        rows.append([str(row.get("criterion") or _DASH), *counts, share, _reasons(row)])
    return _Cells([*heads, "why without"], rows, range(1, 6))


def _reasons(row: Row) -> str:
    why: Mapping[str, object] = row.get("why") or {}
    return "; ".join(f"{reason}: {_whole(count)}" for reason, count in why.items()) or _DASH


def _flagged(judge: Row) -> _Cells:
    keys = ("example", "step", "criterion", "verdict", "sentence")
    rows = [
        [*(str(row.get(key) or _DASH) for key in keys), str(_said_of(row) or _DASH)]
        for row in _rows(judge, "flagged")
    ]
    return _Cells([*keys, "evidence, or why there is no verdict"], rows)


def _said_of(row: Row) -> object:
    evidence = row.get("evidence")
    return row.get("why") or (f"“{evidence}”" if evidence else "")


def _bill(result: Row) -> Iterable[str]:
    """Yield what the run cost, and what was kept from earlier runs and cost nothing now."""
    told: Row = result.get("bill") or {}
    if not told:
        return
    yield f"Bill: {_cost(told)}."
    if kept := _whole(told.get("cached")):
        before = _cost(told.get("before") or {})
        yield f"Kept from before, at no cost now: {kept}. What they took then: {before}."


def _cost(row: Row) -> str:
    calls, counted = _whole(row.get("calls")), _whole(row.get("counted"))
    parts = [_counted(calls, "call")]
    if counted:
        tokens = f"{_whole(row.get('input_tokens')):,} tokens in and {_whole(row.get('output_tokens')):,} out"
        share = (
            "as the server counted" if counted == calls else f"counted in {counted} of the calls"
        )
        parts.append(f"{tokens}, {share}")
    elif calls:
        parts.append("tokens not counted by the server")
    parts.append(f"{_finite(row.get('seconds')) or 0.0:,.0f} s")
    return ", ".join(parts)


# --- Numbers --------------------------------------------------------------------------------------


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _whole(value: object) -> int:
    number = _finite(value)
    return 0 if number is None else int(number)


def _number(value: object, sign: str = "-") -> str:
    """Return it with three decimals, the last left out when it is a zero.

    Two would show 0.949 as if it had reached a floor of 0.95.
    """
    if isinstance(value, float) and math.isinf(value):
        return "∞" if value > 0 else "−∞"
    number = _finite(value)
    if number is None:
        return _DASH
    shown = f"{number:{sign}.3f}".removesuffix("0")
    return shown.replace("-", "−")


def _rough(value: object) -> str:
    """Return it with two decimals, for numbers that no bound is held against."""
    number = _finite(value)
    return _number(value if number is None else round(number, 2))


def _chance(value: object) -> str:
    number = _finite(value)
    return "<0.001" if number is not None and 0 <= number < 0.001 else _number(value)


def _interval(metric: Row) -> str:
    mean = _number(metric.get("mean"))
    if metric.get("low") is None or metric.get("high") is None:
        return mean
    return f"{mean} [{_number(metric['low'])}, {_number(metric['high'])}]"


def _bounds(metric: Row) -> str:
    """Return the floor and the ceiling, as far as there are any."""
    signs = {"floor": "≥", "ceiling": "≤"}
    there = [
        f"{sign} {_number(metric[key])}"
        for key, sign in signs.items()
        if metric.get(key) is not None
    ]
    return ", ".join(there) or _DASH


# --- Markdown -------------------------------------------------------------------------------------

_MARKUP = re.compile(r"([\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_]))")
_CALLS = re.compile(r"([@#])(?=\w)")


def markdown(result: Row) -> str:
    """Return GitHub-flavoured Markdown for a pull request.

    The verdict comes first, then why a run is invalid, the failed gates, the passed ones, the
    metrics, what a judge said, the articles, the first 20 changes against the baseline, the
    operators where there are any, and the bill. Long texts are cut to 200 characters.
    """
    verdict = _verdict(result)
    parts = [f"**{verdict.word}.** {_plain(verdict.sentence)} {_plain(_run(result))}."]
    invalid = _invalid(result)
    if invalid:
        parts.append("\n".join(f"- {_plain(reason)}" for reason in invalid))
    parts += _markdown_gates(_rows(result, "gates"))
    parts += _markdown_metrics(_rows(result, "metrics"))
    parts += _markdown_judge(result.get("judge") or {})
    parts += _markdown_articles(_rows(result, "articles"))
    parts += _markdown_changes(_rows(result, "changes"))
    parts += _markdown_operators(_rows(result, "operators"))
    parts += [_plain(sentence) for sentence in _bill(result)]
    prints = result.get("fingerprints") or {}
    if prints:
        listed = (f"{_plain(name)} {_plain(print_) or 'none'}" for name, print_ in prints.items())
        parts.append(f"Fingerprints: {', '.join(listed)}.")
    return "\n\n".join(parts) + "\n"


def _markdown_gates(gates: Sequence[Row]) -> list[str]:
    lines = {True: list[str](), False: list[str]()}
    for gate in gates:
        passed = bool(gate.get("passed"))
        word = "passed" if passed else "**failed**"
        lines[passed].append(
            f"- {word}: {_plain(gate.get('name'))}: {_plain(gate.get('reason')) or _DASH}"
        )
    parts = []
    if lines[False]:
        parts += ["### Gates that failed", "\n".join(lines[False])]
    if lines[True]:
        summary = f"<summary>{_counted(len(lines[True]), 'gate')} passed</summary>"
        parts += [f"<details>{summary}", "\n".join(lines[True]), "</details>"]
    return parts


def _markdown_metrics(metrics: Sequence[Row]) -> list[str]:
    if not metrics:
        return []
    heads = ["metric", "n", "mean [low, high]", "floor or ceiling", "baseline", "change", "p"]
    rows = (
        [
            _plain(metric.get("name")),
            str(_whole(metric.get("n"))),
            _interval(metric),
            _bounds(metric),
            _number(metric.get("baseline")),
            _number(metric.get("delta"), "+"),
            _plain(_chance(metric.get("p"))),
            _number(metric.get("detectable")),
            _plain(metric.get("verdict")),
        ]
        for metric in metrics
    )
    heads += ["smallest change seen", "verdict"]
    return ["### Metrics", _markdown_table(heads, rows, numbers=range(1, 8))]


def _markdown_articles(articles: Sequence[Row]) -> list[str]:
    if not articles:
        return []
    heads, sides = _pivot(articles, "metric", "article")
    cells = {
        (str(row.get("article", "")), str(row.get("metric", ""))): (
            f"{_rough(row.get('mean'))} ({_whole(row.get('n'))})"
        )
        for row in articles
    }
    rows = ([_plain(side), *(cells.get((side, head), _DASH) for head in heads)] for side in sides)
    table = _markdown_table(
        ["article, mean (n)", *map(_plain, heads)], rows, numbers=range(1, len(heads) + 1)
    )
    return ["### By article", table]


def _markdown_changes(changes: Sequence[Row]) -> list[str]:
    if not changes:
        return []
    keys = ("example", "check", "before", "after")
    rows = ([_plain(change.get(key)) for key in keys] for change in changes[:_CHANGES])
    parts = [f"### Changed against the baseline: {len(changes)}", _markdown_table(keys, rows)]
    if len(changes) > _CHANGES:
        parts.append(f"And {len(changes) - _CHANGES} more.")
    return parts


def _markdown_operators(operators: Sequence[Row]) -> list[str]:
    if not operators:
        return []
    rows = (
        [
            _plain(row.get("operator")),
            _plain(row.get("check")),
            f"{_whole(row.get('killed'))}/{_whole(row.get('of'))}",
            _number(row.get("low")),
        ]
        for row in operators
    )
    heads = ["operator", "check", "found", "low end"]
    return ["### Faults put in on purpose", _markdown_table(heads, rows, numbers=range(2, 4))]


def _markdown_judge(judge: Row) -> list[str]:
    if not judge:
        return []
    parts = ["### The judge", " ".join(map(_plain, _judge_told(judge)))]
    for table in (_agreement(judge), _verdicts(judge), _flagged(judge)):
        if table.rows:
            rows = ([_plain(cell) for cell in row] for row in table.rows[:_FLAGGED])
            parts.append(_markdown_table(table.heads, rows, numbers=table.numbers))
            parts += [f"And {more} more."] if (more := len(table.rows) - _FLAGGED) > 0 else []
    return parts


def _markdown_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()
) -> str:
    right = set(numbers)
    rule = ["---:" if at in right else "---" for at in range(len(heads))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))


def _plain(value: object) -> str:
    """Return the text so that Markdown shows it as it is, on one line and in one cell.

    A word joiner behind ``@`` and ``#`` keeps GitHub from telling the person or linking the issue.
    """
    text = legal("" if value is None else str(value)).strip()
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    text = _CALLS.sub("\\1\u2060", _MARKUP.sub(r"\\\1", escape(text, quote=False)))
    return "<br>".join(line.strip() for line in text.splitlines())


def legal(text: str) -> str:
    """Return the text with a mark for each character that XML forbids; no offset moves."""
    return _FORBIDDEN.sub("\ufffd", text)


# --- JUnit ----------------------------------------------------------------------------------------


def junit(result: Row) -> str:
    """Return JUnit XML: suites ``gates`` and ``examples``, and ``run`` where the run is invalid.

    Each gate is a test case; so is each change against the baseline, as a failure, and each reason
    why the run is invalid, as an error. Text holds no character that XML 1.0 forbids.
    """
    root = ElementTree.Element("testsuites", name="evaluation")
    invalid = _invalid(result)
    if invalid:
        suite = ElementTree.SubElement(root, "testsuite", name="run")
        for at, reason in enumerate(invalid, start=1):
            case = _case(suite, f"valid run, reason {at}")
            _trouble(case, "error", "invalid", reason, reason)
    suite = ElementTree.SubElement(root, "testsuite", name="gates")
    for gate in _rows(result, "gates"):
        case = _case(suite, str(gate.get("name", "")))
        if not gate.get("passed"):
            reason = str(gate.get("reason") or "no reason given")
            _trouble(case, "failure", "gate", reason, reason)
    suite = ElementTree.SubElement(root, "testsuite", name="examples")
    for change in _rows(result, "changes"):
        check = str(change.get("check", ""))
        case = _case(suite, f"{change.get('example', '')}: {check}")
        text = f"before: {change.get('before', '')}\nafter: {change.get('after', '')}"
        _trouble(case, "failure", check, f"{check} is not as in the baseline", text)
    for element in (*root, root):
        for key, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            element.set(key, str(sum(1 for _ in element.iter(tag))))
    seconds = _finite(result.get("seconds"))
    root.set("time", f"{seconds or 0.0:.3f}")
    ElementTree.indent(root)
    return '<?xml version="1.0"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, name: str) -> ElementTree.Element:
    group = f"evaluation.{suite.get('name')}"
    return ElementTree.SubElement(suite, "testcase", classname=group, name=legal(name))


def _trouble(case: ElementTree.Element, tag: str, kind: str, message: str, text: str) -> None:
    element = ElementTree.SubElement(case, tag, type=legal(kind), message=legal(message))
    element.text = legal(text)


# --- HTML -----------------------------------------------------------------------------------------


def html(result: Row) -> str:
    """Return one HTML page that needs no other file, no script and no network.

    It holds the verdict, the fingerprints, the bill, the gates, what a judge said, the metrics as a
    plot and against the baseline, the articles, the steps, the changes, the operators and the ten
    answers with the lowest scores, the words of each finding marked. A section without entries is
    left out.
    """
    verdict = _verdict(result)
    sections: tuple[Callable[[Row], Html], ...] = (
        _gates,
        _judge,
        _plot,
        _against_baseline,
        _articles,
        _steps,
        _changes,
        _operators,
        _worst,
    )
    body = _tag("main", _head(result, verdict), *(section(result) for section in sections))
    title = _tag("title", _text(f"{verdict.word}. {_run(result)}"))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"{title}\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(value: object) -> Html:
    return Html(escape(legal("" if value is None else str(value))))


def _tag(name: str, *inside: Html, **attributes: object) -> Html:
    """Return an element; ``class_`` gives class, ``aria_label`` gives aria-label, None gives none."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{given}>{''.join(inside)}</{name}>")


def _section(heading: str, note: str, *inside: Html) -> Html:
    told = _tag("p", _text(note), class_="note") if note else Html("")
    return Html("\n" + _tag("section", _tag("h2", _text(heading)), told, *inside))


def _scroll(label: str, inside: Html) -> Html:
    """Return a box that scrolls by itself, with the keyboard too."""
    return _tag("div", inside, class_="scroll", tabindex=0, role="region", aria_label=label)


@dataclass(frozen=True, slots=True)
class _Column:
    """A head of a table; ``kind`` is the class of its cells: empty, ``number`` or ``level``."""

    name: str
    kind: str = ""


def _table(label: str, columns: Sequence[_Column], rows: Iterable[Sequence[Html]]) -> Html:
    """Return a table in a box of its own; the first cell of each row names the row."""
    heads = (
        _tag("th", _tag("span", _text(column.name)), scope="col", class_=column.kind or None)
        for column in columns
    )
    lines = (
        _tag(
            "tr",
            _tag("th", row[0], scope="row"),
            *(
                _tag("td", cell, class_=column.kind or None)
                for column, cell in zip(columns[1:], row[1:], strict=True)
            ),
        )
        for row in rows
    )
    body = _tag("tbody", *(Html("\n" + line) for line in lines))
    return _scroll(label, _tag("table", _tag("thead", _tag("tr", *heads)), body))


def _head(result: Row, verdict: _Verdict) -> Html:
    prints = result.get("fingerprints") or {}
    pairs = (
        _tag("div", _tag("dt", _text(name)), _tag("dd", _text(value or "none")))
        for name, value in prints.items()
    )
    reasons = [_tag("li", _text(reason)) for reason in _invalid(result)]
    return _tag(
        "header",
        _tag("h1", _text(verdict.word), class_=f"verdict {verdict.word.lower()}"),
        _tag("p", _text(verdict.sentence), class_="lead"),
        _tag("ul", *reasons, class_="reasons") if reasons else Html(""),
        _tag("p", _text(f"{_run(result)}. {last_line(result)}."), class_="note"),
        *(_tag("p", _text(sentence), class_="note") for sentence in _bill(result)),
        _tag("dl", *pairs, class_="prints") if prints else Html(""),
    )


def _gates(result: Row) -> Html:
    gates = _rows(result, "gates")
    if not gates:
        return Html("")
    columns = [_Column("Gate"), _Column("Verdict"), _Column("Reason")]
    rows = (
        [
            _text(gate.get("name")),
            _word("pass" if gate.get("passed") else "fail"),
            _text(gate.get("reason") or _DASH),
        ]
        for gate in _failed_first(gates)
    )
    return _section("Gates", "", _table("Gates", columns, rows))


def _judge(result: Row) -> Html:
    judge: Row = result.get("judge") or {}
    if not judge:
        return Html("")
    names = ("On known pairs", "On the answers", "What does not speak for the answers")
    tables = (_agreement(judge), _verdicts(judge), _flagged(judge))
    parts: list[Html] = []
    for name, table in zip(names, tables, strict=True):
        if table.rows:
            columns = [
                _Column(head, "number" if at in table.numbers else "")
                for at, head in enumerate(table.heads)
            ]
            rows = ([_text(cell) for cell in row] for row in table.rows)
            parts += [_tag("h3", _text(name)), _table(name, columns, rows)]
    return _section("The judge", " ".join(_judge_told(judge)), *parts)


def _word(verdict: object) -> Html:
    """Return a verdict in its colour; the word itself says it to who sees no colour."""
    kind = verdict if verdict in ("pass", "fail") else None
    return _tag("span", _text(verdict or _DASH), class_=kind)


# --- The plot of metrics --------------------------------------------------------------------------

_WIDE = 760.0
_LEFT, _RIGHT = 190.0, 540.0
_ROW, _TOP = 34.0, 26.0
_NAME = 22
_VALUES = ("mean", "low", "high", "floor", "ceiling", "baseline")


def _plot(result: Row) -> Html:
    metrics = _rows(result, "metrics")
    if not metrics:
        return Html("")
    tall = _TOP + _ROW * len(metrics) + 6
    grid = [
        _tag(
            "g",
            _line(_x(share, (0, 1)), _TOP - 6, _x(share, (0, 1)), tall - 6, "grid"),
            _label(_x(share, (0, 1)), _TOP - 12, f"{share:g}", "axis", "middle"),
            aria_hidden="true",
        )
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    rows = [_plot_row(metric, _TOP + _ROW * (at + 0.5)) for at, metric in enumerate(metrics)]
    drawing = _tag(
        "svg",
        _tag("title", _text("Metrics, each with its interval, its bounds and its baseline")),
        *grid,
        *(Html("\n" + row) for row in rows),
        viewBox=f"0 0 {_WIDE:g} {tall:g}",
        role="group",
        class_="plot",
    )
    note = "A row that does not fit from 0 to 1 has a scale of its own, written under its line."
    scaled = any(_scale(metric) != (0.0, 1.0) for metric in metrics)
    return _section(
        "Metrics", note if scaled else "", _scroll("Plot of metrics", drawing), _legend()
    )


def _plot_row(metric: Row, y: float) -> Html:
    name = legal(str(metric.get("name", "")))
    short = name if len(name) <= _NAME else name[: _NAME - 1] + "…"
    scale = _scale(metric)
    marks = [
        _line(_LEFT, y, _RIGHT, y, "track"),
        _label(0, y + 4, short, "name"),
        _label(_RIGHT + 16, y + 4, _interval(metric), "value"),
        _label(_WIDE, y + 4, str(metric.get("verdict") or ""), _kind(metric), "end"),
        *_marks(metric, y, scale),
    ]
    if scale != (0.0, 1.0):
        marks.append(_label(_LEFT, y + 16, _number(scale[0]), "axis", "middle"))
        marks.append(_label(_RIGHT, y + 16, _number(scale[1]), "axis", "middle"))
    told = [f"mean {_interval(metric)}", f"n {_whole(metric.get('n'))}"]
    told += [
        f"{key} {_number(metric[key])}"
        for key in ("floor", "ceiling", "baseline")
        if metric.get(key) is not None
    ]
    told.append(f"verdict {metric.get('verdict') or 'none'}")
    return _tag("g", _tag("title", _text(f"{name}: {'; '.join(told)}")), *marks, role="img")


def _marks(metric: Row, y: float, scale: tuple[float, float]) -> list[Html]:
    """Return interval, floor, ceiling, baseline and mean, as far as each is there."""
    at = {key: _drawn(metric.get(key), scale) for key in _VALUES}
    kind = _kind(metric)
    marks: list[Html] = []
    if (low := at["low"]) is not None and (high := at["high"]) is not None:
        marks.append(_line(low, y, high, y, f"range {kind}"))
    for key in ("floor", "ceiling"):
        if (x := at[key]) is not None:
            marks.append(_line(x, y - 10, x, y + 10, f"bound {key}"))
    for key, radius, look in (("baseline", 6.5, "baseline"), ("mean", 4.5, f"mean {kind}")):
        if (x := at[key]) is not None:
            marks.append(_tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=radius, class_=look))
    return marks


def _kind(metric: Row) -> str:
    verdict = metric.get("verdict")
    return str(verdict) if verdict in ("pass", "fail") else "info"


def _drawn(value: object, scale: tuple[float, float]) -> float | None:
    """Return where a value is drawn; what has no end is drawn to the edge."""
    if isinstance(value, int | float) and not math.isnan(value):
        return _x(value, scale)
    return None


def _scale(metric: Row) -> tuple[float, float]:
    """Return from 0 to 1 where all values fit; else a scale that holds them, and 0."""
    values = [number for key in _VALUES if (number := _finite(metric.get(key))) is not None]
    if all(0.0 <= value <= 1.0 for value in values):
        return (0.0, 1.0)
    return (min(0.0, *values), max(0.0, *values))


def _x(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    share = (min(max(value, low), high) - low) / (high - low)
    return _LEFT + share * (_RIGHT - _LEFT)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return _tag("line", **{key: f"{end:.1f}" for key, end in ends.items()}, class_=kind)


def _label(x: float, y: float, text: str, kind: str, anchor: str | None = None) -> Html:
    return _tag("text", _text(text), x=f"{x:.1f}", y=f"{y:.1f}", class_=kind, text_anchor=anchor)


def _legend() -> Html:
    drawn = {
        "mean": _tag("circle", cx=12, cy=8, r=4.5, class_="mean info"),
        "interval": _line(1, 8, 23, 8, "range info"),
        "floor": _line(12, 0, 12, 16, "bound floor"),
        "ceiling": _line(12, 0, 12, 16, "bound ceiling"),
        "baseline": _tag("circle", cx=12, cy=8, r=6.5, class_="baseline"),
    }
    items = (
        _tag(
            "li",
            _tag("svg", mark, viewBox="0 0 24 16", class_="key", aria_hidden="true"),
            _text(name),
        )
        for name, mark in drawn.items()
    )
    return _tag("ul", *items, class_="legend")


# --- Tables and maps ------------------------------------------------------------------------------


def _against_baseline(result: Row) -> Html:
    metrics = _rows(result, "metrics")
    if not metrics:
        return Html("")
    columns = [_Column("Metric"), _Column("n", "number"), _Column("Scenarios", "number")]
    columns += [_Column("Now", "number"), _Column("Floor or ceiling", "number")]
    columns += [_Column("Baseline", "number"), _Column("Change", "number"), _Column("p", "number")]
    columns += [_Column("Smallest change seen", "number"), _Column("Verdict")]
    rows = (
        [
            _text(metric.get("name")),
            _text(_whole(metric.get("n"))),
            _text(_whole(metric.get("scenarios")) or _DASH),
            _text(_interval(metric)),
            _text(_bounds(metric)),
            _text(_number(metric.get("baseline"))),
            _text(_number(metric.get("delta"), "+")),
            _text(_chance(metric.get("p"))),
            _text(_number(metric.get("detectable"))),
            _word(metric.get("verdict")),
        ]
        for metric in metrics
    )
    return _section("Against the baseline", "", _table("Against the baseline", columns, rows))


def _articles(result: Row) -> Html:
    articles = _rows(result, "articles")
    if not articles:
        return Html("")
    heads, sides = _pivot(articles, "metric", "article")
    cells = {(str(row.get("article", "")), str(row.get("metric", ""))): row for row in articles}
    most = {
        head: max(1.0, *(_finite(cells.get((side, head), {}).get("mean")) or 0.0 for side in sides))
        for head in heads
    }
    columns = [_Column("Article"), *(_Column(head, "level") for head in heads)]
    rows = (
        [_text(side), *(_level(cells.get((side, head)), most[head]) for head in heads)]
        for side in sides
    )
    return _section(
        "By article",
        "The mean, and n, the number of answers behind it.",
        _table("By article", columns, rows),
    )


def _level(row: Row | None, most: float) -> Html:
    """Return a mean with its number of answers, and a bar as long as its share of ``most``."""
    if row is None:
        return _text(_DASH)
    share = max(0.0, (_finite(row.get("mean")) or 0.0) / most)
    fill = _tag("span", style=f"width:{100 * share:.1f}%")
    return Html(
        _text(_rough(row.get("mean")))
        + _tag("small", _text(f" n {_whole(row.get('n'))}"))
        + _tag("span", fill, class_="bar", aria_hidden="true")
    )


_SHADES = ("none", "under half", "under three quarters", "under all", "all")


def _shade(some: float, of: float) -> str:
    """Return the class of a share: one of five, so that each is a colour its text can be read on."""
    share = some / of if of > 0 else 0.0
    limits = (0.0, 0.5, 0.75, 1.0)
    return f"shade-{(share > 0) + sum(share >= limit for limit in limits[1:])}"


def _shades() -> Html:
    items = (
        _tag("li", _tag("span", class_=f"key shade-{at}", aria_hidden="true"), _text(name))
        for at, name in enumerate(_SHADES)
    )
    return _tag("ul", *items, class_="legend")


def _steps(result: Row) -> Html:
    steps = _rows(result, "steps")
    if not steps:
        return Html("")
    groups: dict[str, list[Html]] = {}
    for row in steps:
        article, _, step = str(row.get("step", "")).rpartition("/")
        groups.setdefault(article, []).append(_step(step, row))
    parts: list[Html] = []
    for article, cells in groups.items():
        parts += [_tag("h3", _text(article)), _tag("ul", *cells, class_="steps")]
    note = "How often a step was cited, of how often it was required."
    return _section("Steps", note, *parts, _shades())


def _step(name: str, row: Row) -> Html:
    cited, required = _whole(row.get("cited")), _whole(row.get("required"))
    kind = _shade(cited, required) if required else "unasked"
    told = f"{name}: cited {cited} of {required}" if required else f"{name}: not required"
    number = _tag("b", _text(f"{cited}/{required}"))
    return _tag("li", number, _tag("span", _text(name)), class_=kind, title=told)


def _changes(result: Row) -> Html:
    changes = _rows(result, "changes")
    if not changes:
        return Html("")
    entries = (
        _tag(
            "details",
            _tag("summary", _tag("b", _text(row.get("example"))), _text(f" {row.get('check')}")),
            _tag(
                "div",
                *(
                    _tag(
                        "div",
                        _tag("h4", _text(side.capitalize())),
                        _tag("div", _text(row.get(side)), class_="said", dir="auto"),
                    )
                    for side in ("before", "after")
                ),
                class_="sides",
            ),
        )
        for row in changes
    )
    count = _counted(len(changes), "check")
    said = f"{count} on an example came out otherwise than in the baseline."
    return _section("What changed", said, *entries)


def _operators(result: Row) -> Html:
    operators = _rows(result, "operators")
    matrix: Mapping[str, Mapping[str, object]] = result.get("matrix") or {}
    if not operators and not matrix:
        return Html("")
    parts: list[Html] = []
    if matrix:
        parts += [_matrix(operators, matrix), _shades()]
    if operators:
        columns = [_Column("Operator"), _Column("Check")]
        columns += [_Column("Found", "number"), _Column("Low end", "number")]
        rows = (
            [
                _text(row.get("operator")),
                _text(row.get("check")),
                _text(f"{_whole(row.get('killed'))}/{_whole(row.get('of'))}"),
                _text(_number(row.get("low"))),
            ]
            for row in operators
        )
        parts.append(_table("Operators", columns, rows))
    note = "Faults put into good answers on purpose, and how many of them each check found. "
    note += "A frame is around the check that a fault is meant for."
    return _section("Operators and checks", note, *parts)


def _matrix(operators: Sequence[Row], matrix: Mapping[str, Mapping[str, object]]) -> Html:
    meant = {(str(row.get("operator")), str(row.get("check"))) for row in operators}
    of = {str(row.get("operator")): _whole(row.get("of")) for row in operators}
    checks = dict.fromkeys(str(row.get("check")) for row in operators)
    checks |= dict.fromkeys(sorted({check for found in matrix.values() for check in found}))
    names = dict.fromkeys([*of, *matrix])
    rows = []
    for name in names:
        found = {check: _whole(matrix.get(name, {}).get(check)) for check in checks}
        whole = of.get(name) or max(found.values(), default=0)
        cells = (
            _tag(
                "td",
                _text(found[check] or ""),
                class_=_shade(found[check], whole) + " meant" * ((name, check) in meant),
            )
            for check in checks
        )
        rows.append(Html("\n" + _tag("tr", _tag("th", _text(name), scope="row"), *cells)))
    heads = (_tag("th", _tag("span", _text(check)), scope="col") for check in checks)
    head = _tag("thead", _tag("tr", _tag("th", _text("Operator"), scope="col"), *heads))
    return _scroll(
        "Operators and checks", _tag("table", head, _tag("tbody", *rows), class_="matrix")
    )


# --- The worst answers ----------------------------------------------------------------------------


def _worst(result: Row) -> Html:
    def by_score(row: Row) -> float:
        score = _finite(row.get("score"))
        return math.inf if score is None else score

    rows = sorted(_rows(result, "worst"), key=by_score)[:_WORST]
    if not rows:
        return Html("")
    note = "The words of each finding are marked; what was found stands below the answer."
    return _section("Answers with the lowest scores", note, *map(_answer, rows))


def _answer(row: Row) -> Html:
    findings: Sequence[Row] = row.get("findings") or ()
    answer = str(row.get("answer") or "")
    scores: Mapping[str, object] = row.get("scores") or {}
    told = ", ".join(f"{name} {_rough(score)}" for name, score in scores.items())
    notes = [_tag("li", *_finding(answer, finding)) for finding in findings]
    return Html(
        "\n"
        + _tag(
            "article",
            _tag(
                "h3",
                _text(row.get("example")),
                _tag("small", _text(f"score {_rough(row.get('score'))}")),
            ),
            _tag("blockquote", _text(row.get("question")), class_="said", dir="auto"),
            _tag("div", _marked(answer, findings), class_="said answer", dir="auto"),
            _tag("ul", *notes, class_="findings") if notes else Html(""),
            _tag("p", _text(told), class_="note") if told else Html(""),
        )
    )


def _finding(answer: str, finding: Row) -> Iterable[Html]:
    start, end = _span(finding, len(answer))
    yield _tag("b", _text(finding.get("code")))
    if start < end:
        yield _tag("q", _text(answer[start:end]))
    yield _text(finding.get("reason"))


def _marked(text: str, findings: Sequence[Row]) -> Html:
    """Return the text with a mark around the words of each finding.

    Marks do not nest: where findings overlap, the words they share are a mark of their own, with
    the reasons of all. A finding without words, or beyond the text, has no mark.
    """
    spans = [(*_span(finding, len(text)), _reason(finding)) for finding in findings]
    cuts = {0, len(text), *(cut for start, end, _ in spans if start < end for cut in (start, end))}
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        reasons = dict.fromkeys(why for low, high, why in spans if low <= start and end <= high)
        piece = _text(text[start:end])
        pieces.append(_tag("mark", piece, title="; ".join(reasons)) if reasons else piece)
    return Html("".join(pieces))


def _span(finding: Row, size: int) -> tuple[int, int]:
    start = min(max(_whole(finding.get("start")), 0), size)
    return start, min(max(_whole(finding.get("end")), start), size)


def _reason(finding: Row) -> str:
    return f"{finding.get('code', '')}: {finding.get('reason', '')}"


_STYLE = """
:root {
  --paper: #fbfaf7; --panel: #f3f1ec; --ink: #23272d; --muted: #59606a; --rule: #d9d5cc;
  --mark-edge: #8a847a; --accent: #1f5f8b; --pass: #1d6b43; --fail: #a8321f; --mark: #ffe7a3;
  --shade-0: #f3f1ec; --shade-1: #e1ecf3; --shade-2: #c4dbea; --shade-3: #a2c6df; --shade-4: #80b1d4;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --panel: #1e2227; --ink: #e7e4dd; --muted: #a4abb5; --rule: #373d45;
    --mark-edge: #858c96; --accent: #7cb8e0; --pass: #79c99c; --fail: #f2917f; --mark: #5c4a10;
    --shade-0: #1e2227; --shade-1: #20303c; --shade-2: #234057; --shade-3: #275071; --shade-4: #2b608a;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); }
main { max-width: 66rem; margin: 0 auto; padding: clamp(1.25rem, 5vw, 4rem) clamp(1rem, 4vw, 2rem) 5rem; }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(2.4rem, 8vw, 3.4rem); margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.5rem; margin: 0 0 .4rem; }
h3 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; overflow-wrap: anywhere; }
h4 { font-size: .8rem; font-weight: 600; color: var(--muted); margin: 0 0 .2rem; }
section { margin-top: 3.5rem; }
p { margin: 0 0 .8rem; max-width: 42rem; overflow-wrap: anywhere; }
.lead { font: 1.25rem/1.45 var(--serif); }
.note, small { color: var(--muted); font-size: .875rem; }
.pass, .passed { color: var(--pass); }
.fail, .failed, .invalid { color: var(--fail); }
td .fail, text.fail { font-weight: 650; }
.reasons { padding-left: 1.2rem; max-width: 42rem; overflow-wrap: anywhere; }
.prints { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1.5rem 0 0; padding-top: 1rem;
  border-top: 1px solid var(--rule); font-size: .8125rem; }
.prints dt { color: var(--muted); }
.prints dd { margin: 0; font-family: ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .8rem 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
table { border-collapse: collapse; font-size: .875rem; min-width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .45rem .9rem .45rem 0; text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; font-size: .8125rem; vertical-align: bottom; }
tbody th { font-weight: 500; min-width: 7rem; max-width: 16rem; overflow-wrap: anywhere; }
tbody tr { border-top: 1px solid var(--rule); }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
.level { min-width: 7.5rem; }
.bar { display: block; height: 4px; margin-top: .3rem; background: var(--rule); border-radius: 2px; }
.bar span { display: block; height: 100%; background: var(--accent); border-radius: 2px; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: .9rem 0 0; padding: 0; list-style: none;
  color: var(--muted); font-size: .8125rem; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.legend .key { width: 24px; height: 16px; flex: none; }
.legend span.key { border: 1px solid var(--rule); border-radius: 3px; }
.plot { display: block; width: 760px; max-width: none; font-family: var(--sans); }
.plot text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
.plot text.axis { fill: var(--muted); font-size: 11px; }
.plot text.info { fill: var(--muted); }
.plot text.pass { fill: var(--pass); }
.plot text.fail { fill: var(--fail); }
.grid, .track { stroke: var(--rule); }
.grid { stroke-dasharray: 2 4; }
.range { stroke: var(--accent); stroke-width: 3; stroke-linecap: round; }
.mean { fill: var(--accent); }
.range.fail { stroke: var(--fail); }
.mean.fail { fill: var(--fail); }
.bound { stroke: var(--ink); stroke-width: 2; }
.bound.ceiling { stroke-dasharray: 3 2; }
.baseline { fill: none; stroke: var(--mark-edge); stroke-width: 1.75; }
.shade-0 { background: var(--shade-0); }
.shade-1 { background: var(--shade-1); }
.shade-2 { background: var(--shade-2); }
.shade-3 { background: var(--shade-3); }
.shade-4 { background: var(--shade-4); }
.steps { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 4px;
  margin: 0; padding: 0; list-style: none; font-size: .8125rem; line-height: 1.35; }
.steps li { padding: .5rem .65rem; border-radius: 4px; overflow-wrap: anywhere; }
.steps b { display: block; font-size: 1rem; font-variant-numeric: tabular-nums; }
.steps .unasked { color: var(--muted); border: 1px dashed var(--rule); }
.matrix { min-width: 0; border-collapse: separate; border-spacing: 2px; }
.matrix tbody th { padding: .3rem .9rem .3rem 0; white-space: nowrap; }
.matrix td { min-width: 2.4rem; padding: .3rem .4rem; text-align: center; border-radius: 3px; }
.matrix thead th { padding: 0 0 .4rem; }
.matrix thead th + th span { writing-mode: vertical-rl; transform: rotate(180deg); }
.matrix .meant { outline: 2px solid var(--accent); outline-offset: -2px; }
details { border-top: 1px solid var(--rule); }
summary { padding: .5rem 0; cursor: pointer; overflow-wrap: anywhere; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem 2rem;
  padding: .3rem 0 1.2rem; }
.said { white-space: pre-wrap; overflow-wrap: anywhere; font-family: var(--serif); }
article { border-top: 1px solid var(--rule); padding-bottom: 1.5rem; max-width: 44rem; }
article h3 { display: flex; justify-content: space-between; gap: 1rem; }
blockquote { margin: 0 0 1rem; padding-inline-start: 1rem; border-inline-start: 3px solid var(--rule);
  color: var(--muted); font-style: italic; }
.answer { font-size: 1.0625rem; }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid var(--fail); }
.findings { margin: 1rem 0 .6rem; padding: 0; list-style: none; font-size: .875rem; overflow-wrap: anywhere; }
.findings li { margin-bottom: .35rem; }
.findings b { color: var(--fail); font-weight: 600; }
.findings q { margin: 0 .4rem; font-family: var(--serif); }
.findings b:last-of-type { margin-right: .4rem; }
@media print { .scroll { overflow: visible; } article, .steps { break-inside: avoid; } }
"""
