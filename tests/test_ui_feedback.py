"""Feedback on answers, its export as eval examples, the list of cases, a conversation as Markdown."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice import Citation, Turn
from coach.cases import Case
from coach.errors import SessionError
from coach.evaluation import checking, scenarios
from coach.plans import Item, Plan
from coach.ui import case_list, feedback, transcript, views
from coach.ui import session as sessions
from coach.ui.session import Exchange, Feedback, Session, Talk, after, from_values, values

# A Wednesday.
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
OWN = Citation(1, "four-steps/own", "four-steps", "4 Steps", "not named", "https://a.example", "Own it.")  # fmt: skip
SAY = Citation(
    2, "four-steps/apologize", "four-steps", "4 Steps", "not named", "https://a.example", "Say it."
)
ANSWER = "Say to her that it was your mistake, today. [1]\n\n> I sent you the wrong file.\n\nThen say it once more. [2]"
FIRST = Exchange("I sent Dana the wrong file.", "done", answer=ANSWER, citations=(SAY, OWN), grounding="grounded",
                 case=Case(who="Dana", happened=("I sent the wrong file.",)), day=date(2026, 5, 5))  # fmt: skip
STOPPED = Exchange("Shorter?", "stopped", answer="Say")
SECOND = Exchange("And by e-mail?", "done", answer="What did she say?", grounding="none")
WAITING = Exchange("Hello?")
SESSION = Session((Talk("1", "Dana", (FIRST, STOPPED, SECOND, WAITING)),))


def did(session: Session, kind: str, **told: str) -> Session:
    return after(session, {"kind": kind, **told}, NOW)


def said(session: Session, number: int = 1) -> Feedback | None:
    return session.talk.exchanges[number - 1].feedback


def judged(number: str = "1", helpful: str = "no", **more: str) -> Session:
    return did(SESSION, "feedback", number=number, helpful=helpful, **more)


# --- Giving it -----------------------------------------------------------------------------------


def test_feedback_is_given_changed_and_taken_back() -> None:
    session = judged(helpful="yes")
    assert said(session) == Feedback(True)
    session = did(
        session, "feedback", number="1", helpful="no", reason="Too long", words=" Twice\nthe same "
    )
    assert said(session) == Feedback(False, "Too long; Twice the same")
    assert did(session, "feedback", number="1", helpful="") == SESSION


def test_feedback_stands_on_the_answer_that_it_was_given_on() -> None:
    session = judged("3", "yes")
    assert [one.feedback for one in session.talk.exchanges] == [None, None, Feedback(True), None]


@pytest.mark.parametrize(
    "told",
    [
        {"number": "2", "helpful": "yes"},
        {"number": "4", "helpful": "yes"},
        {"number": "0", "helpful": "yes"},
        {"number": "-1", "helpful": "yes"},
        {"number": "", "helpful": "yes"},
        {"number": "1", "helpful": "perhaps"},
        {"number": "1", "helpful": "no", "words": "a" * 501},
    ],
)
def test_feedback_on_no_finished_answer_or_of_no_kind_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(SessionError):
        did(SESSION, "feedback", **told)


def test_feedback_comes_back_from_the_values_as_it_was() -> None:
    session = judged(words="“Tone”, שלום 😀")
    assert from_values(json.loads(json.dumps(values(session)))) == session


def test_a_session_from_before_feedback_is_read() -> None:
    told = values(SESSION)
    for one in told["talks"][0]["exchanges"]:
        del one["feedback"], one["day"]
    [talk] = from_values(told).talks
    assert [one.feedback for one in talk.exchanges] == [None] * 4
    assert talk.exchanges[0].answer == ANSWER


@pytest.mark.parametrize(
    "kept", ["yes", 1, [], {}, {"helpful": "no"}, {"helpful": None}, {"reason": "a"}]
)
def test_feedback_that_is_none_is_refused_and_says_so(kept: object) -> None:
    told = values(SESSION)
    told["talks"][0]["exchanges"][0]["feedback"] = kept
    with pytest.raises(SessionError, match="cannot be read"):
        from_values(told)


def test_nothing_that_the_coach_is_given_changes_with_feedback() -> None:
    before, now = SESSION.talk, judged(reason="Wrong source", words="no").talk
    assert (now.history, now.case, now.waiting) == (before.history, before.case, before.waiting)
    assert now.history[0] == Turn(FIRST.question, FIRST.answer)


# --- On the page ---------------------------------------------------------------------------------


def test_two_buttons_stand_under_each_finished_answer_and_say_which_is_pressed() -> None:
    shown = views.regions(judged(), NOW)
    assert {"feedback-1", "feedback-3"} == {name for name in shown if name.startswith("feedback")}
    assert shown["feedback-3"].count('aria-pressed="false"') == 2
    assert 'data-helpful="" aria-pressed="true">Not helpful' in shown["feedback-1"]
    assert "nowhere else" in shown["feedback-1"]
    assert 'id="feedback-1"></div>' in shown["talk"]


def test_a_tap_adds_its_reason_and_a_second_takes_it_away() -> None:
    shown = feedback.panel(replace(FIRST, feedback=Feedback(False, "Tone; so cold")), 1)
    assert 'data-reason="" data-words="so cold" aria-pressed="true">Tone' in shown
    assert 'data-reason="Tone; Too long" data-words="so cold" aria-pressed="false"' in shown
    assert 'value="so cold"' in shown


def test_what_helped_has_no_taps() -> None:
    shown = feedback.panel(replace(FIRST, feedback=Feedback(True, "Tone; clear")), 1)
    assert "Wrong source" not in shown
    assert 'value="Tone; clear"' in shown


@given(
    st.lists(st.sampled_from(feedback.REASONS), unique=True),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_taps_and_words_are_told_apart_again(taps: list[str], words: str) -> None:
    session = judged(reason="; ".join(taps), words=words)
    told = said(session)
    assert told is not None
    found, own = feedback.split(told)
    assert found[: len(taps)] == tuple(taps)
    assert "; ".join([*found, *[own] * bool(own)]) == told.reason


# --- As eval examples ----------------------------------------------------------------------------


def test_an_example_holds_the_answer_its_steps_by_number_the_feedback_and_what_came_before() -> (
    None
):
    session = did(judged(words="cold"), "feedback", number="3", helpful="yes")
    first, third = feedback.examples(session)
    kept = {name: first[name] for name in ("id", "question", "answer", "citations", "helpful")}
    assert kept == {
        "id": "1-1",
        "question": FIRST.question,
        "answer": ANSWER,
        "citations": ["four-steps/own", "four-steps/apologize"],
        "helpful": False,
    }
    assert (first["reason"], first["history"]) == ("cold", [])
    assert third["history"] == [
        {"question": FIRST.question, "answer": ANSWER},
        {"question": "Shorter?", "answer": "Say"},
    ]


def test_examples_of_several_cases_have_ids_of_their_own() -> None:
    one = judged().talk
    session = Session((one, replace(one, id="2"), Talk("3")))
    assert [row["id"] for row in feedback.examples(session)] == ["1-1", "2-1"]


def test_no_feedback_is_no_example_and_the_export_says_what_to_do() -> None:
    assert feedback.examples(SESSION) == []
    with pytest.raises(SessionError, match="press “Helpful”"):
        feedback.exported(SESSION)


def test_coach_check_reads_the_export(tmp_path: Path) -> None:
    session = did(judged(words="cold"), "feedback", number="3", helpful="yes")
    file = tmp_path / "feedback.jsonl"
    file.write_text(feedback.exported(session), encoding="utf-8")
    command = [sys.executable, "-m", "coach", "check", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert [one["id"] for one in json.loads(done.stdout)["answers"]] == ["1-1", "1-3"]


def test_a_suite_of_ones_own_can_begin_with_the_export(tmp_path: Path) -> None:
    silent = Exchange("What is the best CRM?", "done", answer="Not covered.", grounding="silent")
    talk = Talk("1", "Dana", (*SESSION.talk.exchanges[:3], silent))
    session = Session((talk,))
    for number in "134":
        session = did(session, "feedback", number=number, helpful="no")
    (tmp_path / "look.jsonl").write_text(feedback.exported(session), encoding="utf-8")
    found = scenarios.scenarios("look", tmp_path)
    assert [(one.kind, one.required) for one in found] == [
        ("in-scope", ("four-steps/own", "four-steps/apologize")),
        ("vague", ()),
        ("out-of-scope", ()),
    ]
    assert found[1].wordings == ((FIRST.question, "Shorter?", "And by e-mail?"),)
    assert all(one.todo for one in found)


@pytest.mark.parametrize(
    "odd", ["a\u2028b", "a\x85b", "a\ud83db", 'a"b\\c\nd\te\x00\x1d', "שלום 😀"]
)
def test_whatever_was_typed_is_one_line_that_is_read_back(odd: str) -> None:
    row = {"id": "1", "question": odd, "answer": odd, "citations": []}
    text = feedback.jsonl([row, {**row, "id": "2"}]).encode("utf-8").decode("utf-8")
    assert [one.question for one in checking.read(text.splitlines())] == [odd, odd]


# --- The list of cases ---------------------------------------------------------------------------


def case(id_: str, name: str, question: str = "", **more: Any) -> Talk:
    asked = (Exchange(question, "done", answer="**Own** it. [1]"),) if question else ()
    return Talk(id_, name, asked, **more)


CASES = Session(
    (
        case("1", "Dana", "I sent the wrong invoice to Brightline and Zoë at Müller’s was angry."),
        case("2", "The invoice of May"),
        case("3", "Wilma", plan=Plan((Item("Call the printer"),))),
        case("4", "محمد", "لقد أرسلت الفاتورة الخطأ"),
        case("5", "Ann", draft="Dear Ann, the parcel is on its way."),
    ),
    "3",
)


def names(words: str) -> list[str]:
    return [hit.talk.name for hit in case_list.found(CASES, words)]


def test_cases_are_found_by_name_first_and_by_what_was_said() -> None:
    assert names("invoice") == ["The invoice of May", "Dana"]
    assert names("INVOICE brightline") == ["Dana"]
    assert names("dana zoe muller") == ["Dana"]
    assert names("الفاتورة") == ["محمد"]
    assert names("printer") == ["Wilma"]
    assert names("parcel") == ["Ann"]
    assert names("own it") == ["Dana", "محمد"]
    assert names("invoice printer") == []
    assert names("  ") == ["Dana", "The invoice of May", "Wilma", "محمد", "Ann"]


def test_the_words_that_were_found_are_shown_where_they_stand() -> None:
    [hit] = case_list.found(CASES, "ZOE")
    assert (hit.before, hit.words) == ("I sent the wrong invoice to Brightline and ", "Zoë")
    assert hit.behind.startswith(" at Müller")


@given(st.text(max_size=200), st.text(min_size=1, max_size=5))
def test_a_search_finds_what_is_there_and_shows_the_text_as_it_was_written(
    text: str, words: str
) -> None:
    session = Session((Talk("1", "", (Exchange(f"{text} {words}", "done"),)),))
    hits = case_list.found(session, words)
    assert len(hits) == 1
    assert hits[0].words in " ".join(f"{text} {words}".split())


def test_a_long_text_is_shown_around_the_place() -> None:
    session = Session((case("1", "a", f"{'before ' * 50}needle {'behind ' * 50}"),))
    [hit] = case_list.found(session, "needle")
    assert hit.words == "needle"
    assert hit.before.startswith("… ")
    assert hit.behind.endswith(" …")
    assert len(hit.before + hit.behind) < 140


def test_the_list_says_how_many_were_found_and_when_nothing_was() -> None:
    assert case_list.listed(CASES, "")["told"] == "5 cases"
    assert case_list.listed(CASES, "invoice")["told"] == "2 of 5 cases"
    nothing = case_list.listed(CASES, "zebra")
    assert nothing["told"].startswith("Nothing found")
    assert nothing["html"] == ""
    assert case_list.listed(CASES, "")["html"].count('aria-current="true"') == 1


def test_markup_in_names_and_words_is_text_in_the_list() -> None:
    evil = '<img src=x onerror="x">'
    session = Session((case(f'1"{evil}', evil, evil),))
    for words in ("", "onerror", "own"):
        assert "<img" not in case_list.listed(session, words)["html"]
    assert "<img" not in views.regions(session, NOW)["cases"]


def test_a_case_is_renamed_and_deleted_from_the_list_while_another_is_open() -> None:
    renamed = did(CASES, "rename", id="1", name=" Dana  Smith ")
    assert (renamed.talks[0].name, renamed.current) == ("Dana Smith", "3")
    gone = did(CASES, "delete", id="1")
    assert ([talk.id for talk in gone.talks], gone.current) == (["2", "3", "4", "5"], "3")
    assert did(CASES, "delete", id="3").current == "5"
    for kind in ("rename", "delete"):
        with pytest.raises(SessionError, match="gone"):
            did(CASES, kind, id="9", name="x")


def test_what_goes_with_a_case_is_said() -> None:
    talk = replace(SESSION.talk, plan=Plan((Item("Call"),)), draft="Dear Dana")
    assert case_list.holds(replace(talk, exchanges=(FIRST,))) == (
        "What goes: 1 question with its answer, 2 facts, 1 step of the plan, a message in the making."
    )
    assert case_list.holds(Talk("1")) == "It is empty."


# --- A conversation as Markdown ------------------------------------------------------------------


def test_a_conversation_is_told_with_its_days_its_sources_and_their_addresses() -> None:
    told = transcript.markdown(SESSION.talk, NOW)
    assert told.startswith("# Dana\n\nAs of Wednesday 6 May 2026, 10:30 (Europe/Berlin).\n")
    assert "## 1. Tuesday 5 May 2026\n\n**You wrote:**\n\n> I sent Dana the wrong file.\n" in told
    assert ANSWER in told
    assert "- [1] Own" in told
    assert "<https://a.example>" in told
    assert told.index("- [1]") < told.index("- [2]")
    assert "*You stopped this answer.*" in told
    assert told.endswith("> Hello?\n\nThere is no answer to it yet.\n")


def test_markup_and_lines_of_the_user_stay_a_quotation() -> None:
    asked = Exchange("# Hi\n\n<b>x</b>\n[a](javascript:b)", "done", answer="Own it.")
    told = transcript.markdown(Talk("1", "a\n# b", (asked,)), NOW)
    assert "> # Hi\n>\n> &lt;b>x&lt;/b>\n> [a]\\(javascript:b)" in told
    assert told.startswith("# a # b\n")
    assert "Nothing has been said" in transcript.markdown(Talk("1"), NOW)


def test_the_day_of_an_answer_is_kept() -> None:
    told = values(Session())
    told["talks"][0]["exchanges"].append({"question": "I was late.", "state": "waiting"})
    from coach.advice import Advice

    done = sessions.answered(from_values(told), Advice("Own it."), "", NOW)
    assert from_values(values(done)).talk.exchanges[0].day == date(2026, 5, 6)


def test_half_a_character_is_replaced_before_it_can_break_an_answer() -> None:
    told = values(SESSION)
    told["talks"][0]["exchanges"][3]["question"] = "I lost \ud83d it 😀"
    session = from_values(told)
    assert session.talk.waiting is not None
    assert session.talk.waiting.question == "I lost \ufffd it 😀"
    named = did(session, "rename", name="\ude00x")
    json.dumps(values(named), ensure_ascii=False).encode("utf-8")
