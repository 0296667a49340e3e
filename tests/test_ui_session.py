"""What a browser keeps of the page, and how it changes."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice import Advice, Citation
from coach.cases import Case
from coach.errors import CaseError, PlanError, SessionError
from coach.ui import session as sessions
from coach.ui.session import Exchange, Session, Talk, after, answered, from_values, values

# A Wednesday.
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
CITED = Citation(
    1, "four-steps/own", "four-steps", "4 Steps", "not named", "https://a.example", "Own it."
)
TOLD = Case(who="Dana", happened=("I was late.",), dates=("on Monday",))


def asking(question: str, session: Session | None = None) -> Session:
    """The session with a question that waits, as the page writes it before it sends."""
    told = values(session or Session())
    told["talks"][0]["exchanges"].append({"question": question, "state": "waiting"})
    return from_values(told)


def advised(case: Case = TOLD, text: str = "Own it. [1]") -> Advice:
    return Advice(text, (CITED,), "grounded", case=case)


def done(question: str = "I was late.", case: Case = TOLD) -> Session:
    return answered(asking(question), advised(case), "No language model was used.", NOW)


def did(session: Session, kind: str, **told: str) -> Session:
    return after(session, {"kind": kind, **told}, NOW)


def test_an_answer_ends_the_wait_and_fills_the_case_and_names_it() -> None:
    talk = done().talk
    assert talk.waiting is None
    assert talk.case == TOLD
    assert talk.name == "Dana"
    assert talk.history[0].answer == "Own it. [1]"


def test_a_name_that_the_user_gave_is_not_changed_by_an_answer() -> None:
    named = did(Session(), "rename", name="  The  printer ")
    assert answered(asking("I was late.", named), advised(), "", NOW).talk.name == "The printer"


def test_what_is_promised_by_a_date_joins_the_plan_once() -> None:
    session = done("I was late. I will send the corrected file by Friday.")
    again = answered(
        asking("I will send the corrected file by Friday.", session), advised(), "", NOW
    )
    assert [(i.action, i.due) for i in again.talk.plan.items] == [
        ("Send the corrected file", date(2026, 5, 8))
    ]


def test_a_session_comes_back_from_its_values_as_it_was() -> None:
    session = did(
        done("I will call her by Friday 3 pm."), "fact", field="cost", old="", new="A day."
    )
    session = did(did(session, "begin", name="Other"), "draft", text="Dear Dana,")
    session = did(did(session, "put", text="I will call soon."), "put", text="Dear Dana!")
    assert len(session.talk.replaced) == 2
    assert from_values(json.loads(json.dumps(values(session)))) == session


def test_a_session_that_a_browser_kept_before_changes_could_be_undone_is_read() -> None:
    old = values(did(done(), "draft", text="I will send it soon."))
    del old["talks"][0]["replaced"]
    talk = from_values(json.loads(json.dumps(old))).talk
    assert (talk.draft, talk.replaced, talk.name) == ("I will send it soon.", (), "Dana")
    assert did(from_values(old), "undo").talk.draft == "I will send it soon."


def test_nothing_kept_is_an_empty_session() -> None:
    for nothing in (None, {}, ""):
        assert from_values(nothing) == Session()
    assert from_values({"version": 1, "current": "7", "talks": []}) == Session()


@pytest.mark.parametrize(
    "told",
    [
        {"version": 2, "current": "1", "talks": []},
        {"version": 1, "talks": [{}]},
        {
            "version": 1,
            "current": "1",
            "talks": [{"id": "1", "exchanges": [{"question": "a", "state": "x"}]}],
        },
        {"version": 1, "current": "1", "talks": [{"id": "1", "plan": [{"action": ""}]}]},
        {
            "version": 1,
            "current": "1",
            "talks": [{"id": "1", "plan": [{"action": "a", "due": "soon"}]}],
        },
        {
            "version": 1,
            "current": "1",
            "talks": [{"id": "1", "changes": [{"field": "x", "old": "", "new": ""}]}],
        },
        {"version": 1, "current": "1", "talks": [{"id": "1", "replaced": [{"left": "a"}]}]},
        ["no", "session"],
        "no session",
    ],
)
def test_what_is_no_session_is_refused_and_says_so(told: object) -> None:
    with pytest.raises(SessionError, match="cannot be read"):
        from_values(told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(talks=JSON, current=JSON)
def test_whatever_a_browser_sends_is_read_or_refused(talks: object, current: object) -> None:
    try:
        session = from_values({"version": 1, "talks": talks, "current": current})
    except SessionError:
        return
    assert session.talk in session.talks


# --- The case ------------------------------------------------------------------------------------


def test_a_fact_that_was_removed_stays_away_when_the_coach_reads_it_again() -> None:
    session = did(done(), "fact", field="happened", old="I was late.", new="")
    assert session.talk.case.happened == ()
    later = answered(asking("And now?", session), advised(), "", NOW)
    assert later.talk.case.happened == ()


def test_a_fact_that_was_reworded_stays_so() -> None:
    session = did(done(), "fact", field="happened", old="I was late.", new="I came an hour late.")
    both = Case(who="Dana", happened=("I was late.", "I came an hour late."))
    later = answered(asking("And now?", session), advised(both), "", NOW)
    assert later.talk.case.happened == ("I came an hour late.",)


def test_a_fact_that_the_conversation_forgot_does_not_come_back() -> None:
    session = did(done(), "fact", field="cost", old="", new="A day of work.")
    assert session.talk.case.cost == ("A day of work.",)
    forgot = answered(asking("Forget the day of work.", session), advised(TOLD), "", NOW)
    assert forgot.talk.case.cost == ()


def test_the_user_decides_whose_error_it_was_and_who_the_client_is() -> None:
    session = did(done(), "fact", field="whose_error", new="client")
    session = did(session, "fact", field="who", old="Dana", new="Dana Smith")
    later = answered(asking("And now?", session), advised(), "", NOW)
    assert (later.talk.case.whose_error, later.talk.case.who) == ("client", "Dana Smith")
    assert did(later, "fact", field="who", old="Dana Smith", new="").talk.case.who == ""


def test_an_edited_message_takes_back_what_it_told() -> None:
    told = values(done())
    told["talks"][0]["exchanges"] = [{"question": "I was rude.", "state": "waiting"}]
    assert from_values(told).talk.case == Case()


@pytest.mark.parametrize(
    ("field", "new"), [("nonsense", "a"), ("whose_error", "everybody"), ("cost", "a" * 2_001)]
)
def test_a_fact_that_no_case_holds_is_refused(field: str, new: str) -> None:
    with pytest.raises(CaseError):
        did(Session(), "fact", field=field, new=new)


# --- The plan and the message --------------------------------------------------------------------


def test_a_step_is_added_done_reopened_moved_and_removed() -> None:
    session = did(Session(), "step", action="Call Dana", due="2026-05-08")
    [item] = session.talk.plan.items
    assert (item.due, item.owner) == (date(2026, 5, 8), "me")
    assert did(session, "done", id=item.id).talk.plan.items[0].done == NOW.date()
    assert did(did(session, "done", id=item.id), "done", id=item.id) == session
    assert did(session, "move", id=item.id, due="").talk.plan.items[0].due is None
    assert did(session, "remove", id=item.id).talk.plan.items == ()


def test_a_step_without_words_or_with_no_date_is_refused() -> None:
    with pytest.raises(PlanError, match="action"):
        did(Session(), "step", action=" ")
    with pytest.raises(PlanError, match="date"):
        did(Session(), "step", action="Call", due="whenever")
    with pytest.raises(PlanError, match="no longer"):
        did(Session(), "done", id="gone")


def test_promises_of_the_message_and_follow_ups_join_the_plan() -> None:
    session = did(Session(), "draft", text="I will send you the corrected file by Friday.")
    session = did(did(session, "promises"), "follow-ups")
    assert session.talk.plan.items[0].action == "Send you the corrected file"
    assert sum(item.is_check_in for item in session.talk.plan.items) == 6


# --- Cases ---------------------------------------------------------------------------------------


def test_cases_are_begun_chosen_renamed_cleared_and_deleted() -> None:
    session = did(done(), "begin", name="Brightline")
    assert (session.current, session.talk.exchanges) == ("2", ())
    assert did(session, "choose", id="1").talk.name == "Dana"
    assert did(session, "delete").talk.name == "Dana"
    cleared = did(did(session, "choose", id="1"), "clear")
    assert cleared.talk == Talk("1", "Dana")
    assert did(did(session, "delete"), "delete") == Session()


def test_an_event_that_the_page_does_not_know_is_refused() -> None:
    for event in (
        {"kind": "format"},
        {},
        {"kind": "rename", "name": 3},
        {"kind": "choose", "id": "9"},
    ):
        with pytest.raises(SessionError):
            after(Session(), event, NOW)


def test_a_stopped_answer_is_part_of_the_conversation_and_tells_nothing_of_the_case() -> None:
    stopped = Exchange("I was late.", "stopped", answer="Own it.")
    talk = Talk("1", exchanges=(stopped,))
    assert (talk.waiting, talk.case, talk.history[0].answer) == (None, Case(), "Own it.")
    assert sessions.answered(Session((talk,)), advised(), "", NOW) == Session((talk,))
