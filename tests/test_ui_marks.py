"""An answer as HTML: what is a list, a message, a chip; and that nothing of it is ever markup."""

import re
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import cases, sentences
from coach.advice import Citation
from coach.cases import Case
from coach.plans import Item, Plan
from coach.ui import marks, views
from coach.ui.session import Exchange, Feedback, Session, Talk

NOW = datetime(2026, 5, 6, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b onclick=x>"
PASSAGE = "Say that it was you. Nobody likes a supplier who hides behind a courier. It gets easier."


def cited(number: int = 1, text: str = PASSAGE, address: str = "https://a.example/b") -> Citation:
    return Citation(number, "four-steps/own", "four-steps", "4 Steps", "not named", address, text)


class Tags(HTMLParser):
    """The tags and attributes of some HTML, and whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(html: str) -> Tags:
    tags = Tags(html)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "iframe", "style", "link", "object", "b"}
    assert not {name for name in tags.attributes if name.startswith("on")}
    return tags


# --- Answers -------------------------------------------------------------------------------------


def test_an_answer_has_paragraphs_points_and_a_message_to_send() -> None:
    html = marks.answer(
        "First this.\n\n1. **Own.** Say it. [1]\n\n2. Act.\n\n- one\n- two\n\n> Dear Dana,\n>\n> [what I did]\n\nBye.",
        [cited()],
    )
    assert html.count("<li") == 4
    assert "<ol><li" in html
    assert "<strong>Own.</strong>" in html
    assert 'class="gap">[what I did]</span>' in html
    assert html.startswith('<p dir="auto">First this.</p>')
    harmless(html)


def test_a_marker_with_a_source_opens_it_and_one_without_opens_nothing() -> None:
    html = marks.answer("Say it. [1] Do it. [2]", [cited()])
    assert html.count("<button") == 1
    assert 'aria-label="Source 1: Own, 4 Steps"' in html
    assert '<span class="chip still">2</span>' in html


def test_every_chip_has_its_source_and_the_sentence_it_supports() -> None:
    text = "It begins. Say that it was you. [1]\n\n1. Do not hide behind the courier. [1]\n2. Call. [2][1]"
    citations = [cited(), cited(2)]
    chips = re.findall(r'data-source="([^"]+)"', marks.answer(text, citations, name="s-0"))
    kept = dict(
        re.findall(
            r'<template id="([^"]+)">(.*?)</template>', marks.sources(text, citations, name="s-0")
        )
    )
    assert set(chips) == set(kept)
    assert len(kept) == 4
    assert "</span> Say that it was you.</p>" in kept[chips[0]]
    assert "<mark>Nobody likes a supplier who hides behind a courier.</mark>" in kept[chips[1]]


def test_a_source_names_article_author_and_the_original() -> None:
    html = marks.source(cited(), "Say it was you.")
    assert "Retold from" in html
    assert "Author: not named" in html
    assert 'href="https://a.example/b" target="_blank" rel="noopener noreferrer"' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "C:/mine.pdf", ""])
def test_an_address_that_is_no_page_is_no_link(address: str) -> None:
    assert "<a " not in marks.source(cited(address=address))


def test_what_advice_escaped_for_markdown_reads_as_it_was() -> None:
    text = sentences.escaped("a < b and [x](y)")
    assert Tags(marks.answer(text)).text == "a < b and [x](y)"


def test_code_that_a_user_pasted_stays_as_it_stands() -> None:
    html = marks.answer("```\nif a < b:\n    **no**\n```\n\nand `x*y*z`")
    assert "<pre><code>if a &lt; b:\n    **no**</code></pre>" in html
    assert "<code>x*y*z</code>" in html


def test_a_half_told_answer_is_whole_html() -> None:
    text = "1. **Own.** Say `it`. [1]\n\n> Dear *Dana*,\n> I"
    for end in range(len(text)):
        harmless(marks.answer(text[:end]))


@given(st.text(alphabet="ab.!*`[]12>-\n #<&\"'_ ", max_size=120))
def test_no_text_makes_broken_html_or_loses_a_letter(text: str) -> None:
    tags = harmless(marks.answer(text, [cited()]))
    assert tags.text.count("a") >= text.count("a")


def test_a_quotation_that_runs_from_right_to_left_is_kept_apart() -> None:
    html = marks.answer("You wrote “أرسلت إلى Dana” and “it”.")
    assert "“<bdi>أرسلت إلى Dana</bdi>”" in html
    assert html.count("<bdi>") == 1


# --- Every other part ----------------------------------------------------------------------------


def test_nothing_that_anybody_wrote_is_markup_anywhere_on_the_page() -> None:
    case = cases.from_values(
        {
            "who": EVIL,
            "matter": EVIL,
            "since": EVIL,
            "happened": [EVIL],
            "cost": [EVIL],
            "inferred": [EVIL],
        }
    )
    evil = Citation(1, EVIL, EVIL, EVIL, EVIL, f"https://a.example/{EVIL}", EVIL)
    exchanges = (
        Exchange(EVIL, "done", answer=f"{EVIL} [1]\n\n> {EVIL}\n\n- {EVIL}", citations=(evil,),
                 grounding="partial", unsupported=(EVIL,), account=EVIL, case=case,
                 feedback=Feedback(False, f"Tone; {EVIL}")),
        Exchange(EVIL * 20, "stopped", answer=EVIL),
        Exchange(EVIL),
    )  # fmt: skip
    draft = f"I'm sorry, but {EVIL}. {EVIL} I will send it by Friday {EVIL}."
    plan = Plan((Item(EVIL, owner=EVIL, id="a"), Item("b", step=EVIL)))
    talk = Talk("1", EVIL, exchanges, plan=plan, draft=draft)
    for name, html in views.regions(Session((talk,)), NOW, checked=True).items():
        harmless(html)
        if name != "cases":
            assert "alert(1)" in Tags(html).text
    harmless(views.card(case))


def test_the_case_card_names_every_field_and_every_choice() -> None:
    told = {name: ["a b"] for name in cases.LISTS}
    html = views.card(cases.from_values({**told, "who": "Dana", "matter": "m", "since": "s"}))
    assert html.count('data-new=""') == len(cases.LISTS) + 3
    for choice in (*cases.WHOSE_ERROR, *cases.BREACHES, "stop", "mended"):
        assert f'<option value="{choice}"' in html
    assert "collected here" in views.card(Case())


def test_each_standing_of_the_plan_has_its_place() -> None:
    plan = Plan(
        (
            Item("Late", due=NOW.date().replace(day=4)),
            Item("Undated"),
            Item("Done", done=NOW.date()),
        )
    )
    html = views.plan(plan, NOW)
    assert re.findall(r"<h3>([^<]+)</h3>", html) == [
        "Missed",
        "Without a date",
        "Done",
        "Add a step",
    ]
    assert html.count(" checked") == 1


def test_a_long_message_is_folded_and_whole() -> None:
    text = "word " * 400
    html = views.conversation(Talk("1", exchanges=(Exchange(text, "done"),)))
    assert "Show all 400 words" in html
    assert harmless(html).text.count("word ") >= 800
