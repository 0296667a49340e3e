"""A plan holds the user to what they promised: found, dated, told before it is missed."""

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import articles, checks, plans, sentences
from coach.errors import PlanError
from coach.plans import Item, Plan, promises

ROOT = Path(__file__).resolve().parent.parent
BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday.
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=BERLIN)
TODAY = NOW.date()


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=BERLIN)


def found(text: str, source: str = plans.DRAFT) -> list[tuple[str, str, object]]:
    return [(item.action, item.owner, item.due) for item in promises(text, NOW, source=source)]


# --- Promises -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "action", "owner", "due"),
    [
        (
            "I'll send the corrected file by Friday 3 pm.",
            "Send the corrected file",
            "me",
            at(8, 15),
        ),
        (
            "We will have somebody on site tomorrow morning.",
            "Have somebody on site in the morning",
            "we",
            date(2026, 5, 7),
        ),
        ("You'll hear from me by the 14th.", "You'll hear from me", "me", date(2026, 5, 14)),
        ("By Friday noon I will call you.", "Call you", "me", at(8, 12)),
        ("I am going to rework the offer by 14 May.", "Rework the offer", "me", date(2026, 5, 14)),
        ("I promise to call you next Tuesday.", "Call you", "me", date(2026, 5, 12)),
        ("We will refund it within 24 hours.", "Refund it", "we", at(7, 10).replace(minute=30)),
        (
            "Ann from our team will bring the keys on Monday at 9 am.",
            "Bring the keys",
            "Ann",
            at(11, 9),
        ),
        (
            "My colleague will repaint the hall by the end of the month.",
            "Repaint the hall",
            "My colleague",
            date(2026, 5, 31),
        ),
        (
            "The corrected invoice will be with you by Friday.",
            "The corrected invoice will be with you",
            "me",
            date(2026, 5, 8),
        ),
        ("You will have it in two weeks.", "You will have it", "me", date(2026, 5, 20)),
        ("I'm coming over tomorrow at 8 am.", "I'm coming over", "me", at(7, 8)),
        (
            "I will personally bring you the keys tonight.",
            "Bring you the keys in the evening",
            "me",
            TODAY,
        ),
        ("I’ll look into it by 2026-05-11.", "Look into it", "me", date(2026, 5, 11)),
        ("We'll keep you posted.", "Keep you posted", "we", None),
        ("I will send you a new draft soon.", "Send you a new draft soon", "me", None),
        ("I'll send it by 14/5.", "Send it by 14/5", "me", None),
        ("I will be in touch.", "Be in touch", "me", None),
        (
            "I'll report every Friday on what is done.",
            "Report every Friday on what is done",
            "me",
            date(2026, 5, 8),
        ),
        (
            "I will call you by noon even if I have nothing new.",
            "Call you even if I have nothing new",
            "me",
            at(6, 12),
        ),
        (
            "On Thursday at eight I'll be with your site manager.",
            "Be with your site manager at eight",
            "me",
            date(2026, 5, 7),
        ),
        (
            "I'll ring you on Friday at ten, whether I know or not.",
            "Ring you at ten, whether I know or not",
            "me",
            date(2026, 5, 8),
        ),
        (
            "The part comes tomorrow, and I'll fit it by noon.",
            "Fit it by noon",
            "me",
            None,
        ),
        ("I'll send the usual Friday list.", "Send the usual Friday list", "me", None),
        (
            "I'll pay within two days of your bill.",
            "Pay within two days of your bill",
            "me",
            None,
        ),
        ("I'll come by in June, on the 8th.", "Come by in June, on the 8th", "me", None),
        (
            "I will replace the pump we installed on Monday.",
            "Replace the pump we installed on Monday",
            "me",
            None,
        ),
    ],
)
def test_a_promise_is_found_in_the_words_of_the_writer(
    text: str, action: str, owner: str, due: object
) -> None:
    assert found(text) == [(action, owner, due)]


@pytest.mark.parametrize(
    "text",
    [
        # Asked.
        *(
            "Shall I send the file by Friday?",
            "Will we meet on Monday?",
            "I'll call on Friday, ok?",
        ),
        # Hanging on a condition.
        *("If you like, I will call you on Friday.", "I'll send it by Friday if you agree."),
        *(
            "Once you have signed, we will start on Monday.",
            "Unless you object I'll come tomorrow.",
        ),
        # Denied.
        *(
            "I won't call you before Friday.",
            "We will not deliver on Monday.",
            "I'll never do it again.",
        ),
        *("I am not going to send it by Friday.", "It will not be ready by Friday."),
        # Felt, thought, said.
        *(
            "I will always value our work.",
            "I'll miss our Fridays.",
            "I will be honest with you today.",
        ),
        *(
            "I will understand if you leave.",
            "I will remember this.",
            "We will regret it tomorrow.",
        ),
        # What the client or fate does.
        *("You will sign the contract by Friday.", "You'll have to wait until Monday."),
        *(
            "The client will call me on Monday.",
            "We will lose the deal by Friday.",
            "It will rain tomorrow.",
        ),
        # Doubted, or told.
        *(
            "Maybe I'll call her tomorrow.",
            "I think I will send it by Friday.",
            "I might come on Monday.",
        ),
        *(
            "I said I would send it by Friday.",
            "I had promised it for Monday.",
            "I sent it on Monday.",
        ),
        *(
            "I don't know what I will do on Friday.",
            "The file that I will send you tomorrow is large.",
        ),
        *("I'm writing to you today about Friday.", "I am hoping to see you on Friday."),
        # Said of another thing.
        *("I'm ringing about Saturday.", "I'm calling because we came late on Friday."),
        *("The only channel I'll answer in is this one.", "I'll hear by Wednesday noon."),
        *("It ends on 17 May, and as any shop in Lagos will tell you, that is short.",),
        # Of no side.
        *("Nothing will change by Friday.", "This will take until Friday.", "Payment will follow."),
    ],
)
def test_what_is_no_promise_is_none(text: str) -> None:
    assert found(text) == []


def test_a_mail_gives_each_promise_once_and_nothing_of_what_is_quoted() -> None:
    mail = """Dear Mr Rossi,

I sent you the wrong price list on Monday, and you had to call your customers twice. That was my
mistake.

I will send the corrected list by Friday 3 pm, and Ann from our office will call each of the
customers by Tuesday. If anything else is wrong, I will look at it. You'll hear
from me by the 20th in any case. What would help you most until then?

Kind regards,
Jo Miller
I will be out of the office on Monday.

> On Monday you wrote:
> I will send the list by Thursday.
"""
    assert found(mail) == [
        ("Send the corrected list", "me", at(8, 15)),
        ("Call each of the customers", "Ann", date(2026, 5, 12)),
        ("You'll hear from me in any case", "me", date(2026, 5, 20)),
    ]


def test_one_subject_may_promise_two_things_for_two_days() -> None:
    assert found("I'll send the file by Friday and call you on Monday.") == [
        ("Send the file", "me", date(2026, 5, 8)),
        ("Call you", "me", date(2026, 5, 11)),
    ]
    assert found("I will check the file and call you by noon.") == [
        ("Check the file and call you", "me", at(6, 12))
    ]


def test_of_two_days_for_one_thing_the_earlier_counts_and_the_words_stay() -> None:
    assert found("I'll bring it on Friday or Monday.") == [
        ("Bring it on Friday or Monday", "me", date(2026, 5, 8))
    ]


def test_in_a_conversation_he_and_she_are_the_client() -> None:
    text = "She will call me on Friday. Marco will send the list tomorrow. I'll call her on Monday."
    assert found(text, plans.CHAT) == [("Call her", "me", date(2026, 5, 11))]
    [item] = promises("I'll call her on Monday.", NOW, source=plans.CHAT)
    assert item.source == plans.CHAT


def test_she_is_the_colleague_who_was_named_before() -> None:
    assert found("Our engineer will call you today. She will bring the part on Monday.") == [
        ("Call you", "Our engineer", TODAY),
        ("Bring the part", "Our engineer", date(2026, 5, 11)),
    ]


def test_what_is_not_english_is_left_alone() -> None:
    assert found("Ich werde Ihnen die Datei bis Freitag schicken und mich bei Ihnen melden.") == []


def test_an_endless_text_is_refused_and_a_long_one_is_read_in_time() -> None:
    with pytest.raises(PlanError, match="at most 20,000"):
        found("a" * 20_001)
    started = time.monotonic()
    for piece in (
        "I will send it by Friday, and ",
        "by Friday ",
        "the ",
        "I'll ",
        "we will " * 3 + ", ",
    ):
        found(piece * (20_000 // len(piece)))
    assert time.monotonic() - started < 15


def test_a_day_is_enough_to_resolve_from() -> None:
    [item] = promises("I'll call you tomorrow at noon.", TODAY, zone=BERLIN)
    assert item.due == at(7, 12)


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_no_text_breaks_it_and_no_word_is_invented(text: str) -> None:
    for item in promises(f"I will send {text} by Friday.", NOW):
        plain = re.sub(r"\W", "", item.action.lower())
        assert plain[:4] in {
            "send",
            *(re.sub(r"\W", "", word)[:4] for word in text.lower().split()),
        }


def test_of_thousands_of_messages_no_action_has_a_word_that_was_not_written() -> None:
    lines = (ROOT / "evals" / "words" / "look.jsonl").read_text("utf-8").splitlines()
    texts = [row["text"] for row in map(json.loads, lines) if row["handed"]]
    parts_of_a_day = set("in the by morning afternoon evening overnight at".split())
    seen = 0
    for text in texts:
        for item in promises(text, NOW):
            seen += 1
            assert set(sentences.words(item.action)) <= {*sentences.words(text), *parts_of_a_day}
            assert item.owner in ("me", "we") or item.owner in " ".join(text.split())
            assert item.due is None or plans.standing(Plan((item,)), NOW).missed == ()
    assert seen > 200


# --- The plan -----------------------------------------------------------------------------------


def test_a_plan_is_changed_into_another_and_stays_as_it_was() -> None:
    empty = Plan()
    plan = empty.add(Item("Send the file")).add(Item("Call Marco"))
    done = plan.done(1, TODAY, "the mail")
    assert empty.items == ()
    assert [item.done for item in plan.items] == [None, None]
    assert (done.items[0].done, done.items[0].proof) == (TODAY, "the mail")
    assert [item.action for item in plan.remove(1).items] == ["Call Marco"]
    assert plan.move(2, date(2026, 5, 8)).items[1].due == date(2026, 5, 8)


def test_an_item_keeps_its_id_when_it_is_moved_done_or_another_goes() -> None:
    plan = Plan().add(Item("Send the file")).add(Item("Call Marco"))
    id_ = plan.items[1].id
    assert plan.move(2, TODAY).items[1].id == id_
    assert plan.done(2, TODAY).items[1].id == id_
    assert plan.remove(1).items[0].id == id_


def test_two_items_of_the_same_words_have_different_ids() -> None:
    plan = Plan(
        (Item("Call Marco"), Item("Call Marco"), Item("Call Marco", id="same", owner="Ann"))
    )
    assert len({item.id for item in plan.items}) == 3
    assert Plan((Item("a", id="x"), Item("b", id="x"))).items[0].id == "x"


def test_what_is_there_already_does_not_join_again() -> None:
    items = promises("I'll send the file by Friday. I'll call you on Monday.", NOW)
    plan = Plan().join(items)
    assert len(plan.items) == 2
    assert plan.join(items) == plan
    assert len(plan.done(1, TODAY).join(items).items) == 2


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_number_that_is_not_there_is_refused_with_those_that_are(number: int) -> None:
    plan = Plan((Item("Send the file"), Item("Call Marco")))
    for change in (plan.remove, lambda n: plan.done(n, TODAY), lambda n: plan.move(n, TODAY)):
        with pytest.raises(PlanError, match="its numbers are 1 to 2"):
            change(number)
    with pytest.raises(PlanError, match="none yet"):
        Plan().remove(1)


def test_changes_that_come_together_count_the_numbers_that_were_shown() -> None:
    plan = Plan((Item("One"), Item("Two"), Item("Three")))
    changed = plans.changed(
        plan, done=[3], on=TODAY, moved=[(2, TODAY)], removed=[1], joined=[Item("Four")]
    )
    assert [(item.action, item.due, item.done) for item in changed.items] == [
        ("Two", TODAY, None),
        ("Three", None, TODAY),
        ("Four", None, None),
    ]


@pytest.mark.parametrize("action", ["", "  \n", "…", "\u200b"])
def test_an_item_wants_an_action(action: str) -> None:
    with pytest.raises(PlanError, match="wants an action"):
        Item(action)


def test_a_due_moment_wants_a_zone_with_a_name() -> None:
    with pytest.raises(PlanError, match="Europe/Berlin"):
        Item("Call", due=datetime(2026, 5, 8, 15))
    assert Item("Call", due=datetime(2026, 5, 8, 15, tzinfo=UTC)).due == at(8, 17)
    assert Item("Call", due=at(8, 15).replace(second=9)).due == at(8, 15)


def test_words_become_one_clean_line_and_an_endless_one_is_refused() -> None:
    assert Item(" Call\nMarco\t\x07now ", owner=" ").action == "Call Marco now"
    assert Item("Call", owner=" ").owner == "me"
    with pytest.raises(PlanError, match="at most 500"):
        Item("a" * 501)


# --- Where it stands ----------------------------------------------------------------------------


def test_every_item_stands_in_one_place_and_open_ones_by_date() -> None:
    plan = Plan(
        (
            Item("later", due=date(2026, 5, 9)),
            Item("soon", due=date(2026, 5, 8)),
            Item("tomorrow", due=at(7, 9)),
            Item("this hour passed", due=at(6, 10)),
            Item("this day passed", due=date(2026, 5, 5)),
            Item("today", due=TODAY),
            Item("today at noon", due=at(6, 12)),
            Item("undated"),
            Item("done", due=date(2026, 5, 1), done=date(2026, 5, 2)),
        )
    )
    there = plans.standing(plan, NOW)
    assert {name: [item.action for item in getattr(there, name)] for name in there.__slots__} == {
        "missed": ["this day passed", "this hour passed"],
        "today": ["today at noon", "today"],
        "soon": ["tomorrow", "soon"],
        "later": ["later"],
        "undated": ["undated"],
        "done": ["done"],
    }


def test_a_day_is_missed_when_it_is_over_and_a_moment_when_it_has_passed() -> None:
    plan = Plan((Item("day", due=TODAY), Item("moment", due=at(6, 12))))
    noon = at(6, 12)
    assert plans.standing(plan, noon + timedelta(seconds=30)).missed == ()
    [moment] = plans.standing(plan, noon + timedelta(minutes=1)).missed
    assert moment.action == "moment"
    assert len(plans.standing(plan, at(7, 0)).missed) == 2


def test_a_moment_in_another_zone_stands_on_the_day_it_has_here() -> None:
    tokyo = datetime(2026, 5, 7, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert plans.standing(Plan((Item("call", due=tokyo),)), NOW).today


# --- Follow-ups ---------------------------------------------------------------------------------


def test_reports_and_the_question_come_in_a_rhythm_on_working_days() -> None:
    items = plans.check_ins(TODAY)
    assert [(item.due, item.step) for item in items] == [
        (date(2026, 5, 11), plans.FOLLOW_UP),
        (date(2026, 5, 18), plans.FOLLOW_UP),
        (date(2026, 5, 20), plans.ASK_HOW),
        (date(2026, 5, 25), plans.FOLLOW_UP),
        (date(2026, 6, 1), plans.FOLLOW_UP),
        (date(2026, 6, 3), plans.ASK_HOW),
    ]
    assert all(item.proof and item.source == plans.COACH for item in items)


@given(st.dates(date(2020, 1, 1), date(2050, 1, 1)), st.integers(1, 12))
def test_no_follow_up_falls_on_a_weekend_or_before_the_start(start: date, weeks: int) -> None:
    days = [item.due for item in plans.check_ins(start, weeks)]
    assert days
    assert days == sorted(days)
    assert all(day is not None and day > start and day.weekday() < 5 for day in days)


def test_the_steps_that_are_named_are_there() -> None:
    there = {passage.step for passage in articles.passages(articles.bundled())}
    assert {plans.FOLLOW_UP, plans.ASK_HOW} <= there


# --- The honest message -------------------------------------------------------------------------


def test_the_message_names_the_promise_and_leaves_room_for_the_new_date() -> None:
    item = Item("Send the corrected file", due=at(8, 15))
    message = plans.honest_message(item, {"who": "Marco Rossi, hotel manager"}, NOW)
    assert message == (
        "Marco Rossi,\n\n"
        'I promised you this for Friday 8 May, 15:00: "Send the corrected file." It will be late, and I am '
        "telling you now, before the date has passed.\n\n"
        "Done so far: [what is done so far].\nThe new date: [new date].\n\n"
        "I am sorry that I am not keeping the date I gave you."
    )


def test_a_description_of_the_client_is_no_greeting() -> None:
    item = Item("Call", due=TODAY)
    for who in ("my biggest client, a bakery", "My client", "the bakery in Ulm", "", ("a", "b")):
        assert plans.honest_message(item, {"who": who}, NOW).startswith("I promised you this")


def test_of_a_date_that_has_passed_the_message_says_so() -> None:
    message = plans.honest_message(Item("Call", due=date(2026, 5, 5)), {}, NOW)
    assert "has passed and the promise is not kept" in message
    assert "will be late" not in message


@pytest.mark.parametrize(
    "action",
    [
        "Send the corrected file",
        "You'll hear from me",
        "Send a hamper, but only if they sign the renewal",
        'Say "sorry if" to the idiots',
        "I will look into it",
    ],
)
@pytest.mark.parametrize("due", [TODAY, at(8, 15), date(2026, 5, 1)])
@pytest.mark.parametrize("who", ["", "Marco Rossi, hotel manager"])
def test_the_message_is_clean_whatever_was_promised(action: str, due: plans.Due, who: str) -> None:
    message = plans.honest_message(Item(action, due=due), {"who": who}, NOW)
    assert checks.in_draft(message) == ()
    assert not re.search(r"\bbut\b|\?", message.replace(action, ""))


def test_nothing_is_said_of_what_cannot_be_late() -> None:
    with pytest.raises(PlanError, match="has no date"):
        plans.honest_message(Item("Call"), {}, NOW)
    with pytest.raises(PlanError, match="is done"):
        plans.honest_message(Item("Call", due=TODAY, done=TODAY), {}, NOW)


def test_messages_are_offered_for_what_is_missed_or_near_and_for_no_check_in() -> None:
    plan = Plan(
        (
            Item("later", due=date(2026, 6, 9)),
            Item("near", due=date(2026, 5, 8)),
            Item("missed", due=date(2026, 5, 5)),
            Item("report", due=TODAY, step=plans.FOLLOW_UP),
            Item("undated"),
        )
    )
    assert [item.action for item, _ in plans.late(plan, {}, NOW)] == ["missed", "near"]


# --- When it is stable --------------------------------------------------------------------------

KEPT = Item("Send the file", due=date(2026, 5, 4), done=date(2026, 5, 4))
ASKED = Item("Ask", due=TODAY, done=TODAY, step=plans.ASK_HOW)


def test_keeping_the_client_opens_when_all_is_kept_and_the_question_was_asked() -> None:
    plan = Plan((KEPT, ASKED))
    assert plans.is_stable(plan, NOW)
    steps = plans.next_steps(plan, NOW)
    assert [step.step for step in steps] == [
        "keep-client/seek-feedback",
        "keep-client/stay-organized",
        "keep-client/more-opportunities",
    ]
    assert all(step.name and step.gist for step in steps)


@pytest.mark.parametrize(
    "items",
    [
        (),
        (KEPT,),
        (ASKED,),
        (KEPT, ASKED, Item("Open", due=date(2026, 7, 1))),
        (KEPT, ASKED, Item("Open without a date")),
        (KEPT, ASKED, Item("Report", due=date(2026, 5, 1), step=plans.FOLLOW_UP)),
        (KEPT, Item("Report", due=TODAY, done=TODAY, step=plans.FOLLOW_UP)),
        (KEPT, Item("Asked before", done=date(2026, 5, 3), step=plans.ASK_HOW)),
    ],
)
def test_it_stays_closed_before(items: tuple[Item, ...]) -> None:
    assert not plans.is_stable(Plan(items), NOW)
    assert plans.next_steps(Plan(items), NOW) == ()


def test_a_check_in_that_is_still_to_come_keeps_nothing_closed() -> None:
    plan = Plan((KEPT, ASKED, Item("Report", due=date(2026, 6, 1), step=plans.FOLLOW_UP)))
    assert plans.is_stable(plan, NOW)


# --- Exports ------------------------------------------------------------------------------------


def test_markdown_shows_each_item_once_with_what_is_known() -> None:
    plan = Plan(
        (
            Item("Send the <b>file</b>", due=at(8, 15), proof="the mail", step="four-steps/own"),
            Item("Call", owner="Ann", due=date(2026, 5, 5)),
            Item("Ask", done=TODAY),
        )
    )
    text = plans.markdown(plan, "acme", NOW)
    assert text.startswith("# Plan: acme\n\nAs of Wednesday 6 May 2026, 10:30 (Europe/Berlin).\n")
    assert "- [ ] 1. Send the &lt;b>file&lt;/b>" in text
    assert "  - me, Friday 8 May 2026, 15:00 (Europe/Berlin)\n  - Proof: the mail\n" in text
    assert text.index("## Missed") < text.index("- [ ] 2. Call") < text.index("## Due within")
    assert "- [x] 3. Ask" in text


def test_json_values_hold_every_field_and_the_standing() -> None:
    plan = Plan((Item("Send", due=at(8, 15)), Item("Call", due=TODAY, done=TODAY)))
    first, second = plans.values(plan, NOW)
    assert first["due"] == "2026-05-08T15:00:00+02:00"
    assert (first["zone"], first["standing"], first["number"]) == ("Europe/Berlin", "soon", 1)
    assert (second["due"], second["zone"], second["done"]) == ("2026-05-06", "", "2026-05-06")
    assert set(Item.__slots__) <= first.keys()
