"""The message check on the page: what it shows of a review, and how rewrites are taken and undone."""

import re
from dataclasses import replace
from datetime import datetime
from inspect import iscoroutinefunction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coach
from coach import reviews
from coach.evaluation.talks import draft_in
from coach.ui import marks, messages, page, views
from coach.ui import session as sessions
from coach.ui.session import Session, Talk, after
from test_ui_marks import EVIL, Tags, harmless

NOW = datetime(2026, 5, 6, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
FAULTY = (
    "Hi Dana,\n\nI'm sorry that the invoice was wrong, but the bookkeeper was ill. "
    "We'll fix it soon. Could we talk about the renewal next week?\n\nAnn"
)
OWNED = "I sent you the wrong file on Monday, and I'm sorry. You had to redo it all."
GERMAN = "Es tut mir leid, dass die Rechnung falsch war. Wir schicken Ihnen eine neue."


def shown(text: str) -> str:
    """The check of a message as it is read."""
    return " ".join(harmless(views.inspection(text, NOW)).text.split())


def did(session: Session, kind: str, **told: str) -> Session:
    return after(session, {"kind": kind, **told}, NOW)


def drafting(text: str) -> Session:
    return did(Session(), "draft", text=text)


def takes(text: str) -> list[str]:
    """The keys of what can be taken, as the page's buttons have them."""
    return re.findall(r'data-take="([^"]+)"', views.inspection(text, NOW))


# --- What shows -----------------------------------------------------------------------------------


def test_the_page_tells_what_the_review_tells() -> None:
    told, page_ = coach.review(FAULTY), shown(FAULTY)
    assert len(told.findings) >= 3
    for finding, rewrite in zip(told.findings, told.rewrites, strict=True):
        assert finding.reason in page_
        assert str(rewrite) in page_
        assert marks.step_name(finding.step) in page_
    for part in told.missing:
        assert f"{str(part).capitalize()} {part.add}" in page_
    for part in told.good:
        assert f"{str(part).capitalize()} “{part.words}”" in page_


def test_what_is_good_is_counted_first_and_what_is_missing_begins_with_ones_own_part() -> None:
    html = views.inspection(FAULTY, NOW)
    assert re.search(r'"verdict"[^>]*><span class="good">1 good</span>, <span', html)
    missing = re.findall(r"<strong>(\w+)</strong>", html[html.index("<h3>Missing</h3>") :])
    assert missing[0] == "Responsibility"
    both = views.inspection("I'm sorry about the noise on Saturday.", NOW)
    missing = re.findall(r"<strong>(\w+)</strong>", both[both.index("<h3>Missing</h3>") :])
    assert missing[:2] == ["Responsibility", "Repair"]


def test_the_words_of_each_finding_are_underlined_and_numbered() -> None:
    html = views.inspection(FAULTY, NOW)
    assert '<mark>but</mark><sup><a href="#finding-1"' in html
    told = coach.review(FAULTY)
    marked = html[html.index('class="marked"') : html.index('<ol class="findings">')]
    for number, finding in enumerate(told.findings, 1):
        assert f'href="#finding-{number}"' in marked
        assert f'id="finding-{number}"' in html
        assert finding.words in Tags(f"<div {marked}").text.replace(str(number), "")


def test_findings_within_each_other_keep_their_numbers() -> None:
    one, *_ = coach.review(FAULTY).findings
    long = replace(one, start=0, end=60)
    short = replace(one, start=10, end=20)
    html = views._underlined(FAULTY, (long, short))
    assert re.findall(r'href="#finding-(\d)"', html) == ["2", "1"]
    assert re.sub(r"<sup>.*?</sup>|</?mark>", "", html).replace("&#x27;", "'") == FAULTY


def test_the_step_of_a_finding_opens_what_its_article_says() -> None:
    html = views.inspection(FAULTY, NOW)
    buttons = set(re.findall(r'class="step" data-source="([^"]+)"', html))
    kept = dict(re.findall(r'<template id="([^"]+)">(.*?)</template>', html))
    assert buttons == set(kept)
    assert "Retold from" in kept["check-fall-on-sword-eliminate-but"]
    assert 'rel="noopener noreferrer"' in kept["check-fall-on-sword-eliminate-but"]
    assert marks.step_link("no/such", "check") == marks.step_source("no/such", "check") == ""


def test_a_rewrite_that_mends_two_findings_is_offered_once() -> None:
    text = "I'm sorry for the delay, but you never sent the sizes."
    told = coach.review(text)
    assert told.rewrites[0] == told.rewrites[1]
    assert len(takes(text)) == 1
    assert "The words above mend this too." in shown(text)


def test_what_is_not_english_is_not_checked_and_says_why() -> None:
    page_ = shown(GERMAN)
    assert "Not checked" in page_
    assert "not written in English" in page_
    assert "found" not in page_
    both = shown(f"{OWNED}\n\n{GERMAN} Wir bitten um Entschuldigung.")
    assert "Not checked: a part of it is not written in English: “Es tut mir leid," in both
    assert "good" in both
    assert "found" not in both


@pytest.mark.parametrize("text", ["?!", "> You never replied.\n"])
def test_where_there_are_no_words_of_ones_own_nothing_is_checked(text: str) -> None:
    assert "There are no words of your own in it" in shown(text)


@pytest.mark.parametrize("text", ["", " \n"])
def test_without_a_message_the_page_says_what_the_check_does(text: str) -> None:
    assert shown(text).startswith("Paste what you mean to send.")


def test_a_clean_message_is_not_called_right() -> None:
    page_ = shown("The price list for 2026 is attached.")
    assert page_.startswith("No faults found")
    assert "no check can say" in page_


def test_what_is_left_open_is_named_and_can_be_gone_to() -> None:
    html = views.inspection(f"{OWNED} I will send it by [day and time].", NOW)
    assert "Before you send it, fill in <button" in html
    assert 'data-gap title="Go to it">[day and time]</button>' in html


def test_the_longest_message_is_the_reviews_and_a_longer_one_says_what_fits() -> None:
    longest = "I will be there. " * 6_000
    page_ = shown(longest[: reviews.LONGEST_DRAFT])
    assert page_.startswith("No faults found")
    assert "at most 20,000 can be read" in page_[page_.index("What you promise in it") :]
    assert "at most 100,000 can be read" in shown("a" * (reviews.LONGEST_DRAFT + 1))
    assert messages.taken("a" * 100_001, "excuse-1") == "a" * 100_001


def test_of_very_many_findings_the_first_are_shown() -> None:
    html = views.inspection("I'm sorry, but you are late. " * 200, NOW)
    assert html.count('<li id="finding-') == 30
    assert "more." in shown("I'm sorry, but you are late. " * 200)
    assert len(html) < 100_000


def test_nothing_in_a_message_is_markup() -> None:
    draft = f"I'm sorry, but {EVIL}. {EVIL} I will send [{EVIL[:60]}] by [day {EVIL[:40]}] soon."
    assert "alert(1)" in shown(draft)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="I'm sorry, but. you\n>[]<&", max_size=80))
def test_no_message_makes_broken_html(text: str) -> None:
    harmless(views.inspection(text, NOW))


# --- Taking and undoing ---------------------------------------------------------------------------


def test_a_rewrite_is_taken_as_the_review_mends_it() -> None:
    told = coach.review(FAULTY)
    for number, key in enumerate(messages.keys(told)):
        assert messages.taken(FAULTY, key) == told.mended(number)
    assert set(takes(FAULTY)) <= set(messages.keys(told))


def test_a_rewrite_is_taken_once() -> None:
    session = drafting("I'm sorry that I was late, but the traffic was bad. Bye.")
    [key, *_] = takes(session.talk.draft)
    taken = did(session, "take", finding=key)
    assert taken.talk.draft == "I'm sorry that I was late. Bye."
    assert did(taken, "take", finding=key) == taken
    assert did(taken, "take", finding="but-after-apology-1") == taken


def test_a_sentence_that_goes_leaves_no_hole() -> None:
    text = "Dear Dana,\n\nI missed the date. Could we talk about the renewal next week? I am sorry.\n\nAnn"
    [key] = [one for one in takes(text) if one.startswith("sales-ask")]
    taken = did(drafting(text), "take", finding=key).talk.draft
    assert taken == "Dear Dana,\n\nI missed the date. I am sorry.\n\nAnn"


def test_a_click_that_comes_late_takes_its_own_rewrite_or_none() -> None:
    first, second = "We'll fix it soon.", "We'll call you soon."
    [_, key] = takes(f"{first} {second}")
    later = messages.taken(f"P.S. {second} {first}", key)
    assert later == f"P.S. We'll call you by [day and time]. {first}"
    assert messages.taken(first, key) == first


def test_each_of_two_findings_with_the_same_words_has_its_own_key() -> None:
    text = "I lost it. We'll fix it soon.\n\nI broke it. We'll fix it soon."
    [one, other] = takes(text)
    assert messages.taken(text, one).endswith("I broke it. We'll fix it soon.")
    assert messages.taken(text, other).endswith("I broke it. We'll fix it by [day and time].")


def test_every_rewrite_can_be_undone_back_to_the_first() -> None:
    session, seen = drafting(FAULTY), [FAULTY]
    while keys := takes(session.talk.draft):
        session = did(session, "take", finding=keys[0])
        seen.append(session.talk.draft)
    assert len(seen) >= 4
    for before in reversed(seen[:-1]):
        assert "data-undo" in views.inspection(session.talk.draft, NOW, session.talk.replaced)
        session = did(session, "undo")
        assert session.talk.draft == before
    assert session == drafting(FAULTY)
    assert did(session, "undo") == session
    assert "data-undo" not in views.inspection(FAULTY, NOW)


def test_what_was_typed_since_is_never_undone() -> None:
    taken = did(drafting(FAULTY), "take", finding=takes(FAULTY)[0])
    typed = did(taken, "draft", text=f"{taken.talk.draft}!")
    assert not messages.undoable(typed.talk.draft, typed.talk.replaced)
    assert did(typed, "undo") == typed
    assert did(did(typed, "draft", text=taken.talk.draft), "undo").talk.draft == FAULTY
    again = did(typed, "take", finding=takes(typed.talk.draft)[0])
    assert len(again.talk.replaced) == 1


def test_a_message_left_out_whole_can_be_undone_too() -> None:
    text = "Could we talk about the renewal? I'm sorry."
    session = did(drafting(text), "put", text="")
    assert "data-undo" in views.inspection("", NOW, session.talk.replaced)
    assert did(session, "undo").talk.draft == text


@given(before=st.text("ab\U0001f600", max_size=12), after=st.text("ab\U0001f600", max_size=12))
def test_any_change_is_undone_exactly(before: str, after: str) -> None:
    replaced = messages.kept((), before, after)
    assert messages.undone(after, replaced) == (before, ())
    assert bool(replaced) == (before != after)


def test_no_more_than_some_changes_are_kept() -> None:
    replaced: tuple[messages.Replaced, ...] = ()
    for number in range(40):
        replaced = messages.kept(replaced, str(number), str(number + 1))
    assert len(replaced) == 20
    assert messages.undone("40", replaced)[0] == "39"


# --- From the conversation, and how it is called --------------------------------------------------


def test_a_draft_in_an_answer_is_put_into_the_check_as_it_would_be_sent(home: Path) -> None:
    with coach.Coach.open(coach.Settings(home=home)) as c:
        told = c.ask("I sent Dana the wrong invoice. Write me an e-mail to her.")
    html = marks.answer(told.text, told.citations)
    [card] = re.findall(r'class="message-text" dir="auto">(.*?)</div>', html, re.S)
    text = Tags(card).text
    assert text == marks.plain(draft_in(told.text)).strip()
    assert "data-check-message" in html
    session = did(drafting("Half a message of my own"), "put", text=text)
    assert session.talk.draft == text
    assert did(session, "undo").talk.draft == "Half a message of my own"


def test_only_what_changes_the_message_has_it_checked() -> None:
    session = Session((Talk("1", draft=FAULTY),))
    assert "check" not in views.regions(session, NOW)
    assert "check" in views.regions(Session(), NOW)
    assert all(kind in sessions.EVENTS for kind in sessions.CHECKED)


def test_the_check_runs_in_a_thread_of_its_own() -> None:
    # Gradio runs what is no coroutine in a thread; the answers stream meanwhile.
    assert not iscoroutinefunction(page.Calls.act)
