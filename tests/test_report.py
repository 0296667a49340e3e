"""What a result of an evaluation run looks like to a reviewer, to CI and to a reader."""

import copy
import json
import math
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from coach.evaluation import report

Result = dict[str, Any]

SCRIPT = "<script>alert(1)</script>"
ANSWER = "Send her a case of wine and say sorry. [1]"


def result(**changed: Any) -> Result:
    whole: Result = {
        "schema": 1,
        "lane": "replay",
        "coach": "composer",
        "fingerprints": {"corpus": "1a2b", "prompts": "77ff", "model": "", "code": "e849"},
        "metrics": [metric(), metric(name="grounded", mean=0.9, low=0.86, high=0.94, floor=0.8)],
        "articles": [
            {"article": "mend-fences", "metric": "step_recall", "n": 20, "mean": 0.7},
            {"article": "four-steps", "metric": "grounded", "n": 11, "mean": 0.25},
        ],
        "steps": [
            {"step": "mend-fences/no-gifts", "required": 6, "cited": 5},
            {"step": "four-steps/own", "required": 0, "cited": 0},
        ],
        "gates": [
            {"name": "grounded", "passed": True, "reason": "low end 0.86, floor 0.80"},
            {"name": "step_recall", "passed": False, "reason": "low end 0.53, floor 0.60"},
        ],
        "changes": [
            {"example": "A01/1", "check": "missing-step", "before": "cited", "after": "not cited"}
        ],
        "operators": [
            {
                "operator": "drop-step",
                "check": "missing-step",
                "killed": 114,
                "of": 120,
                "low": 0.9,
            }
        ],
        "matrix": {"drop-step": {"missing-step": 114, "dangling-citation": 3}},
        "worst": [worst(gift())],
        "judge": judge(),
        "bill": bill(),
        "invalid": [],
        "passed": 12,
        "failed": 1,
        "seconds": 42.0,
    }
    return whole | changed


def judge(**changed: Any) -> Result:
    agreement = {
        "criterion": "contradicts",
        "n": 20,
        "right": 18,
        "mean": 0.9,
        "low": 0.699,
        "high": 0.972,
        "kappa": 0.8,
        "false_yes": 1,
        "false_no": 0,
        "none": 1,
        "floor": 0.6,
        "believed": True,
    }
    verdicts = {"criterion": "contradicts", "pairs": 8, "yes": 1, "no": 5, "none": 2}
    flagged = {
        "example": "A01/1",
        "criterion": "contradicts",
        "step": "four-steps/own",
        "sentence": "Say that it was the courier.",
        "verdict": "yes",
        "evidence": "the mistake is yours",
        "why": "",
    }
    whole: Result = {
        "model": "large",
        "host": "models.example",
        "itself": False,
        "agreement": [agreement],
        "verdicts": [{**verdicts, "why": {"the reply was empty": 2}}],
        "answers": 4,
        "uncited": 1,
        "unknown": 0,
        "flagged": [flagged],
    }
    return whole | changed


def bill(**changed: Any) -> Result:
    whole: Result = {
        "calls": 1200,
        "counted": 1200,
        "input_tokens": 81200,
        "output_tokens": 410,
        "seconds": 44.6,
        "cached": 28,
        "before": {"calls": 28, "counted": 0, "seconds": 3.0},
    }
    return whole | changed


def metric(**changed: Any) -> Result:
    whole: Result = {
        "name": "step_recall",
        "n": 128,
        "scenarios": 64,
        "mean": 0.61,
        "low": 0.53,
        "high": 0.68,
        "floor": 0.6,
        "ceiling": None,
        "baseline": 0.65,
        "delta": -0.04,
        "p": 0.0004,
        "detectable": 0.05,
        "verdict": "fail",
    }
    return whole | changed


def worst(*findings: Result, **changed: Any) -> Result:
    whole: Result = {
        "example": "A01/1",
        "question": "Is a case of wine enough?",
        "answer": ANSWER,
        "score": 0.2,
        "scores": {"step_recall": 0.0},
        "findings": list(findings),
    }
    return whole | changed


def gift() -> Result:
    return finding("a case of wine", "gift-as-fix", "a present resolves nothing")


def finding(words: str, code: str, reason: str) -> Result:
    start = ANSWER.index(words)
    return {"code": code, "start": start, "end": start + len(words), "reason": reason}


EMPTY: Result = {
    "schema": 1,
    "lane": "replay",
    "coach": "composer",
    "fingerprints": {},
    "metrics": [],
    "articles": [],
    "steps": [],
    "gates": [],
    "changes": [],
    "operators": [],
    "matrix": {},
    "worst": [],
    "invalid": [],
    "passed": 0,
    "failed": 0,
    "seconds": 0.0,
}

VOID = {"meta"}


class Page(HTMLParser):
    """Reads a page: its marks, its elements, its texts; tells a tag that is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append(("", dict(attrs)["title"] or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if "mark" in self.open:
            words, title = self.marks[-1]
            self.marks[-1] = (words + data, title)

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


def everywhere(text: str) -> Result:
    """Return a result with the text in each place that holds a text."""

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key if key in FIELDS else f"{key}{text}": put(one) for key, one in value.items()
            }
        if isinstance(value, list):
            return [put(one) for one in value]
        return f"{value}{text}" if isinstance(value, str) else value

    changed: Result = put(result(invalid=["no judge"]))
    return changed


LISTS = ("articles", "steps", "gates", "changes", "operators")
FIELDS = {*result(), *metric(), *worst(), *gift()} | {
    key for name in LISTS for row in result()[name] for key in row
}
FIELDS |= {*judge(), *bill()} | {
    key for name in ("agreement", "verdicts", "flagged") for row in judge()[name] for key in row
}


# --- Escaping -------------------------------------------------------------------------------------


def test_a_script_in_a_question_never_appears_raw() -> None:
    given = result(worst=[worst(gift(), question=SCRIPT)])
    page = report.html(given)
    assert "<script" not in page.lower()
    assert SCRIPT in Page(page).text


def test_no_text_of_a_result_becomes_markup_of_the_page() -> None:
    plain = Page(report.html(everywhere("")))
    hostile = Page(report.html(everywhere("\"' onload=x><img src=x><script>x</script></style>")))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    # A verdict that is none has no class, and so no colour.
    assert [set(given) - {"class"} for _, given in hostile.tags] == [
        set(given) - {"class"} for _, given in plain.tags
    ]


def test_no_text_of_a_result_becomes_markup_of_the_pull_request() -> None:
    text = report.markdown(everywhere(SCRIPT + "<!-- "))
    assert set(re.findall(r"<[^>\s]*", text)) <= {"<details", "<summary", "</summary", "</details"}


def test_pipes_and_newlines_stay_in_their_cell() -> None:
    change = {"example": "A|1", "check": "c", "before": "one\ntwo\r\n| three |", "after": "\\|"}
    text = report.markdown(result(changes=[change]))
    (row,) = [line for line in text.splitlines() if "three" in line]
    assert row == r"| A\|1 | c | one<br>two<br>\| three \| | \\\| |"


@pytest.mark.parametrize("word", ["step_recall", "mend-fences/no-gifts", "A01/1"])
def test_a_usual_name_is_not_cluttered_by_escapes(word: str) -> None:
    gate = {"name": word, "passed": False, "reason": word}
    assert f"- **failed**: {word}: {word}\n" in report.markdown(result(gates=[gate]))


def test_nobody_is_called_and_no_issue_is_linked_from_a_pull_request() -> None:
    text = report.markdown(everywhere(" @dana #12"))
    assert "dana" in text
    assert not re.search(r"[@#]\w", text)


def test_emphasis_and_links_are_shown_and_not_made() -> None:
    text = report.markdown(result(invalid=["*a* _b_ [c](d) `e` ~f~ $g$"]))
    assert r"\*a\* \_b\_ \[c\](d) \`e\` \~f\~ \$g\$" in text


def test_characters_that_xml_forbids_are_replaced() -> None:
    text = report.junit(everywhere("\x00\x1b\ufffe\ud800"))
    root = ElementTree.fromstring(text)
    assert "step_recall\ufffd\ufffd\ufffd\ufffd" in {
        case.get("name") for case in root.iter("testcase")
    }


@pytest.mark.parametrize("made", [report.markdown, report.html, report.junit])
def test_every_text_can_be_written_as_utf_8(made: Any) -> None:
    assert b"\x00" not in made(everywhere("\x00\ud800")).encode("utf-8")


# --- The verdict ----------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [report.markdown, lambda given: Page(report.html(given)).text])
@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "Failed"),
        ({"gates": [{"name": "a", "passed": True, "reason": ""}], "failed": 0}, "Passed"),
        ({"gates": [{"name": "a", "passed": True, "reason": ""}], "failed": 2}, "Failed"),
        ({"gates": [], "failed": 0}, "Empty"),
        ({"invalid": ["the judge did not answer"]}, "Invalid"),
    ],
)
def test_the_verdict_comes_first(made: Any, changed: Result, word: str) -> None:
    words = re.findall(r"\b(?:Failed|Passed|Empty|Invalid)\b", made(result(**changed)))
    assert words[0] == word


@pytest.mark.parametrize("made", [report.markdown, lambda given: Page(report.html(given)).text])
def test_an_invalid_run_says_why_before_any_number(made: Any) -> None:
    text = made(result(invalid=["the judge did not answer", "fingerprints differ"]))
    at = [text.index(why) for why in ("the judge did not answer", "fingerprints differ")]
    assert at[0] < at[1] < min(text.index("step_recall"), text.index("0.61"))


def test_failed_gates_come_before_passed_ones() -> None:
    for text in (report.markdown(result()), Page(report.html(result())).text):
        assert text.index("low end 0.53, floor 0.60") < text.index("low end 0.86, floor 0.80")


def test_the_last_line_is_two_numbers() -> None:
    assert report.last_line(result()) == "12 passed, 1 failed"
    assert report.last_line({}) == "0 passed, 0 failed"


# --- Markdown -------------------------------------------------------------------------------------


def test_the_metrics_stand_in_a_table() -> None:
    text = report.markdown(result())
    assert (
        "| step_recall | 128 | 0.61 [0.53, 0.68] | ≥ 0.60 | 0.65 | −0.04 | &lt;0.001 | 0.05 | fail |"
        in text.splitlines()
    )


def test_what_is_not_known_is_a_dash() -> None:
    unknown = dict.fromkeys(("floor", "ceiling", "baseline", "delta", "p", "detectable"))
    text = report.markdown(result(metrics=[metric(**unknown, verdict="info")]))
    assert "| step_recall | 128 | 0.61 [0.53, 0.68] | – | – | – | – | – | info |" in text


def test_a_mean_just_below_its_floor_does_not_look_as_if_it_reached_it() -> None:
    text = report.markdown(result(metrics=[metric(mean=0.97, low=0.949, high=0.98, floor=0.95)]))
    assert "0.97 [0.949, 0.98] | ≥ 0.95" in text


def test_a_ceiling_is_told_from_a_floor() -> None:
    assert "| ≤ 0.05 |" in report.markdown(result(metrics=[metric(floor=None, ceiling=0.05)]))


def test_the_first_twenty_changes_are_shown_and_the_rest_counted() -> None:
    changes = [
        {"example": f"A{at:02}/1", "check": "c", "before": "x", "after": "y"} for at in range(23)
    ]
    text = report.markdown(result(changes=changes))
    assert "A19/1" in text
    assert "A20/1" not in text
    assert "And 3 more." in text


def test_a_long_text_is_cut() -> None:
    change = {"example": "A", "check": "c", "before": "word " * 9_000, "after": "b"}
    assert len(report.markdown(result(changes=[change]))) < 4_000


def test_the_operators_are_shown_where_there_are_any() -> None:
    assert "| drop-step | missing-step | 114/120 | 0.90 |" in report.markdown(result())
    assert "operator" not in report.markdown(result(operators=[]))


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    tables = re.findall(r"(?:^\|.*\n)+", report.markdown(result()), re.MULTILINE)
    assert len(tables) == 7
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


# --- JUnit ----------------------------------------------------------------------------------------


def test_each_gate_and_each_change_is_a_test_case() -> None:
    root = ElementTree.fromstring(report.junit(result()))
    counts = {
        suite.get("name"): [suite.get(key) for key in ("tests", "failures", "errors")]
        for suite in root
    }
    assert counts == {"gates": ["2", "1", "0"], "examples": ["1", "1", "0"]}
    assert [root.get(key) for key in ("tests", "failures", "errors")] == ["3", "2", "0"]
    assert root.get("time") == "42.000"


def test_only_the_gate_that_failed_has_a_failure() -> None:
    root = ElementTree.fromstring(report.junit(result()))
    failed = {
        case.get("name"): case.findtext("failure")
        for case in root.iterfind("testsuite[@name='gates']/testcase")
    }
    assert failed == {"grounded": None, "step_recall": "low end 0.53, floor 0.60"}


def test_a_change_tells_before_and_after() -> None:
    root = ElementTree.fromstring(report.junit(result()))
    (case,) = root.iterfind("testsuite[@name='examples']/testcase")
    assert case.get("name") == "A01/1: missing-step"
    assert case.findtext("failure") == "before: cited\nafter: not cited"


def test_each_reason_of_an_invalid_run_is_an_error_and_comes_first() -> None:
    root = ElementTree.fromstring(report.junit(result(invalid=["no judge", "no code"])))
    assert [error.get("message") for error in root[0].iter("error")] == ["no judge", "no code"]
    assert root.get("errors") == "2"
    assert [suite.get("tests") for suite in root] == ["2", "2", "1"]


def test_each_test_case_has_the_names_that_readers_ask_for() -> None:
    root = ElementTree.fromstring(report.junit(result(invalid=["no judge"])))
    assert all(case.get("name") and case.get("classname") for case in root.iter("testcase"))


# --- The page -------------------------------------------------------------------------------------


def test_the_page_stands_alone() -> None:
    page = report.html(result())
    assert "http" not in page
    assert not re.search(r"url\(|@import|//", page)
    assert Page(page).names() & {"script", "link", "img", "iframe", "object", "base"} == set()


def test_no_element_carries_a_handler_or_an_address() -> None:
    given = {name for _, attributes in Page(report.html(result())).tags for name in attributes}
    assert not [name for name in given if name.startswith("on") or name in ("src", "href")]


def test_the_page_holds_what_the_run_was_made_with() -> None:
    text = Page(report.html(result())).text
    for word in ("1a2b", "77ff", "e849", "Lane replay, coach composer, 42 s"):
        assert word in text


def test_each_metric_is_read_out_with_its_numbers() -> None:
    text = Page(report.html(result())).text
    assert (
        "step_recall: mean 0.61 [0.53, 0.68]; n 128; floor 0.60; baseline 0.65; verdict fail"
        in text
    )


def drawn(given: Result, kind: str) -> list[dict[str, str | None]]:
    """Return the marks of a kind in the plot, not those of its legend."""
    tags = Page(report.html(given)).tags
    plot = next(at for at, (_, attributes) in enumerate(tags) if attributes.get("class") == "plot")
    end = next(at for at, (_, attributes) in enumerate(tags) if attributes.get("class") == "legend")
    return [
        attributes
        for _, attributes in tags[plot:end]
        if kind in (attributes.get("class") or "").split()
    ]


def test_the_marks_of_a_metric_stand_where_its_numbers_are() -> None:
    one = result(metrics=[metric(mean=0.5, low=0.25, high=0.75, floor=0.0, baseline=1.0)])
    (mean,), (ends,), (floor,), (before,) = (
        drawn(one, kind) for kind in ("mean", "range", "floor", "baseline")
    )
    left, right = float(floor["x1"] or ""), float(before["cx"] or "")
    assert float(mean["cx"] or "") == pytest.approx((left + right) / 2)
    assert float(ends["x1"] or "") == pytest.approx(left + (right - left) / 4)
    assert float(ends["x2"] or "") == pytest.approx(right - (right - left) / 4)


def test_what_a_metric_lacks_is_not_drawn() -> None:
    bare = result(metrics=[metric(floor=None, baseline=None, low=None, high=None)])
    assert len(drawn(bare, "mean")) == 1
    assert not any(drawn(bare, kind) for kind in ("floor", "ceiling", "baseline", "range"))


@pytest.mark.parametrize(
    "changed",
    [
        {"mean": 214.0, "low": 190.0, "high": 240.0, "floor": None, "ceiling": 400.0},
        {"mean": 0.5, "low": -math.inf, "high": math.inf},
        {"mean": math.nan, "low": math.nan, "high": math.nan},
        {"mean": -3.0, "low": -4.0, "high": -2.0, "floor": None},
        {"mean": 0.0, "low": 0.0, "high": 0.0, "floor": 0.0, "baseline": 0.0},
    ],
)
def test_no_number_is_drawn_outside_the_plot(changed: Result) -> None:
    given = result(metrics=[metric(**changed)])
    (track,) = drawn(given, "track")
    left, right = float(track["x1"] or ""), float(track["x2"] or "")
    for kind in ("mean", "range", "bound", "baseline"):
        for mark in drawn(given, kind):
            ends = [float(mark[key] or "") for key in ("cx", "x1", "x2") if key in mark]
            assert all(left <= end <= right for end in ends)


def test_a_step_shows_how_often_it_was_cited_under_its_article() -> None:
    text = Page(report.html(result())).text
    assert re.search(r"mend-fences\s*5/6\s*no-gifts", text)
    assert re.search(r"four-steps\s*0/0\s*own", text)


def test_a_step_that_nothing_required_is_not_shaded_as_one_that_was_missed() -> None:
    tags = Page(report.html(result())).tags
    kinds = {
        given["title"]: given["class"] for tag, given in tags if tag == "li" and "title" in given
    }
    assert kinds["own: not required"] == "unasked"
    assert kinds["no-gifts: cited 5 of 6"] == "shade-3"


@pytest.mark.parametrize(
    ("cited", "shade"), [(0, 0), (1, 1), (4, 1), (5, 2), (7, 2), (8, 3), (9, 3), (10, 4), (12, 4)]
)
def test_a_shade_deepens_with_the_share(cited: int, shade: int) -> None:
    steps = [{"step": "a/b", "required": 10, "cited": cited}]
    assert f'<li class="shade-{shade}" title="b: cited' in report.html(result(steps=steps))


def test_the_bar_of_an_article_is_as_long_as_its_mean() -> None:
    page = report.html(result())
    assert re.findall(r'style="width:([\d.]+)%"', page) == ["70.0", "25.0"]


def test_the_check_that_an_operator_is_meant_for_is_framed() -> None:
    page = report.html(result())
    assert '<td class="shade-3 meant">114</td>' in page
    assert '<td class="shade-1">3</td>' in page


def test_an_operator_that_no_check_found_has_an_empty_row() -> None:
    operator = {"operator": "pad", "check": "too-long", "killed": 0, "of": 5, "low": 0.0}
    page = report.html(result(operators=[operator], matrix={}) | {"matrix": {"other": {"x": 1}}})
    assert '<th scope="row">pad</th><td class="shade-0 meant"></td>' in page


def test_every_box_that_scrolls_can_be_reached_and_is_named() -> None:
    boxes = [
        given for _, given in Page(report.html(result())).tags if given.get("class") == "scroll"
    ]
    assert len(boxes) == 9
    assert all(box["tabindex"] == "0" and box["aria-label"] for box in boxes)


# --- The words of findings ------------------------------------------------------------------------


def marks(*findings: Result, answer: str = ANSWER) -> list[tuple[str, str]]:
    return Page(report.html(result(worst=[worst(*findings, answer=answer)]))).marks


def test_a_mark_holds_exactly_the_words() -> None:
    assert marks(gift()) == [("a case of wine", "gift-as-fix: a present resolves nothing")]


def test_findings_that_overlap_share_a_mark() -> None:
    assert marks(
        finding("her a case", "one", "first"), finding("case of wine", "two", "second")
    ) == [
        ("her a ", "one: first"),
        ("case", "one: first; two: second"),
        (" of wine", "two: second"),
    ]


def test_a_finding_within_another_and_one_on_the_same_words() -> None:
    inner, outer = finding("case", "in", "x"), finding("a case of", "out", "y")
    assert marks(inner, outer, inner) == [
        ("a ", "out: y"),
        ("case", "in: x; out: y"),
        (" of", "out: y"),
    ]


@pytest.mark.parametrize(
    ("start", "end"), [(0, 0), (5, 5), (9, 4), (-7, 0), (900, 950), (None, None)]
)
def test_a_finding_without_words_has_no_mark_but_is_listed(start: Any, end: Any) -> None:
    empty = {"code": "missing-step", "start": start, "end": end, "reason": "no step is cited"}
    page = Page(report.html(result(worst=[worst(empty)])))
    assert page.marks == []
    assert "missing-step" in page.text
    assert ANSWER in page.text


def test_a_finding_without_words_does_not_split_the_mark_it_stands_in() -> None:
    start = ANSWER.index("wine")
    empty = {"code": "c", "start": start, "end": start, "reason": "r"}
    assert [words for words, _ in marks(gift(), empty)] == ["a case of wine"]


def test_a_finding_that_runs_over_the_end_marks_what_is_there() -> None:
    over = {"code": "c", "start": len(ANSWER) - 3, "end": len(ANSWER) + 9, "reason": "r"}
    assert marks(over) == [("[1]", "c: r")]


def test_characters_that_are_escaped_or_replaced_move_no_mark() -> None:
    answer = '<&"\x00😀 gift & co'
    start = answer.index("gift")
    one = {"code": "c", "start": start, "end": start + len("gift & co"), "reason": '"<r>"'}
    assert marks(one, answer=answer) == [("gift & co", 'c: "<r>"')]


def test_the_answer_is_whole_whatever_is_marked() -> None:
    found = [finding("her a case", "a", "b"), finding("case of wine", "c", "d"), gift()]
    assert ANSWER in Page(report.html(result(worst=[worst(*found)]))).text


def test_the_ten_lowest_scores_are_shown_lowest_first() -> None:
    rows = [worst(example=f"E{at:02}", score=1 - at / 100) for at in range(12)]
    rows.append(worst(example="unscored", score=None))
    text = Page(report.html(result(worst=rows))).text
    assert re.findall(r"E\d\d", text) == [f"E{at:02}" for at in range(11, 1, -1)]
    assert "unscored" not in text


# --- Little or nothing ----------------------------------------------------------------------------


@pytest.mark.parametrize("given", [EMPTY, {}, dict.fromkeys(EMPTY)], ids=["lists", "keys", "nulls"])
def test_a_result_with_nothing_in_it_makes_all_texts(given: Result) -> None:
    assert report.markdown(given).startswith("**Empty.**")
    assert ElementTree.fromstring(report.junit(given)).get("tests") == "0"
    assert Page(report.html(given)).names() & {"table", "svg", "section"} == set()


@pytest.mark.parametrize(
    "key", ["metrics", "articles", "steps", "gates", "changes", "operators", "matrix", "worst"]
)
def test_any_one_list_may_be_missing(key: str) -> None:
    given = result()
    del given[key]
    assert report.markdown(given)
    assert ElementTree.fromstring(report.junit(given)) is not None
    assert Page(report.html(given)).text


def test_a_result_is_not_changed_by_being_shown() -> None:
    given = result()
    before = copy.deepcopy(given)
    for made in (report.markdown, report.junit, report.html, report.last_line):
        made(given)
    assert given == before


def test_a_result_from_json_shows_the_same() -> None:
    assert report.html(json.loads(json.dumps(result()))) == report.html(result())


# --- Colours --------------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    light, dark = report.html(EMPTY).split("prefers-color-scheme: dark", 1)
    colours = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    return {"light": dict(colours.findall(light)), "dark": dict(colours.findall(dark))}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours by WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_what_is_behind_it(scheme: str) -> None:
    colours = palettes()[scheme]
    behind = ["paper", "mark", *(f"shade-{at}" for at in range(5))]
    pairs = [("ink", name) for name in behind]
    pairs += [(name, "paper") for name in ("muted", "pass", "fail")]
    assert {pair: contrast(*map(colours.__getitem__, pair)) >= 4.5 for pair in pairs} == (
        dict.fromkeys(pairs, True)
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mark_of_the_plot_can_be_seen(scheme: str) -> None:
    colours = palettes()[scheme]
    for name in ("accent", "fail", "mark-edge", "ink"):
        assert contrast(colours[name], colours["paper"]) >= 3


# --- A judge, and the bill ------------------------------------------------------------------------


def test_a_judge_is_shown_with_what_it_is_worth_and_what_it_flagged() -> None:
    text = report.markdown(result())
    assert "large at models.example judged." in text
    assert "1 of 4 answers cite nothing for their advice: not judged." in text
    row = r"| contradicts | 20 | 0.90 \[0.699, 0.972\] | 0.60 | 0.80 | 1 | 0 | 1 | believed |"
    assert row in text
    assert "| contradicts | 8 | 1 | 5 | 2 | 0.25 | the reply was empty: 2 |" in text
    assert "| yes | Say that it was the courier. | “the mistake is yours” |" in text
    assert "judged itself" not in text
    assert "judged itself" in report.markdown(result(judge=judge(itself=True)))
    page = Page(report.html(result())).text
    for told in ("0.90 [0.699, 0.972]", "the reply was empty: 2", "Say that it was the courier."):
        assert told in page


def test_what_is_flagged_beyond_the_first_is_counted() -> None:
    [one] = judge()["flagged"]
    text = report.markdown(result(judge=judge(flagged=[one] * 25)))
    assert text.count("Say that it was the courier.") == 20
    assert "And 5 more." in text


def test_the_bill_says_what_was_counted_and_what_was_not() -> None:
    told = "Bill: 1200 calls, 81,200 tokens in and 410 out, as the server counted, 45 s."
    assert told in report.markdown(result())
    assert told in Page(report.html(result())).text
    before = "Kept from before, at no cost now: 28. What they took then: 28 calls, "
    assert f"{before}tokens not counted by the server, 3 s." in report.markdown(result())
    some = report.markdown(result(bill=bill(counted=7, cached=0)))
    assert "counted in 7 of the calls" in some
    assert "Kept from before" not in some
    nothing = report.markdown(result(bill={"calls": None, "seconds": math.nan}))
    assert "Bill: 0 calls, 0 s." in nothing
