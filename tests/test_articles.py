"""Markdown in, articles out; what is not whole is refused by name."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import articles
from coach.articles import STAGES, Article, Notes, Section
from coach.errors import LibraryError

# The steps and side notes that have an id of their own; outside programs rely on these.
STEPS = {
    "fall-on-sword": "just-ask dont-get-defensive eliminate-but ask-how",
    "four-steps": "push-balance think accept own apologize let-go noble-cause",
    "keep-client": "seek-feedback stay-organized more-opportunities",
    "mend-fences": "no-gifts learn-from-mistake reset-conversation real-problem feel-emotion "
    "open-questions follow-up engage-superiors",
    "rebuild-bridges": "assess-value know-when-wrong open-channels actions-speak",
    "repair-damage": "act-fast define-damage pay-attention show-concern be-empathetic take-action "
    "be-accountable make-changes make-it-simple",
}
TEXT = """---
id: my-article
title: On Boats: a study
author: not named
address: https://example.com/boats?a=b
language: en
found: 2024
---

Words before the first section are nobody's.

## about: What it is about

Boats leave at dawn.

## keep-watch: Keep Watch

One keeper watches.
He writes names down.

### Ours
- stage: listen
- gist: Watch who leaves.
- do: Write each name down.
- do: Count them.
- say: Who is missing?
"""


def test_a_text_becomes_an_article() -> None:
    article = articles.parse(TEXT, source="here")
    assert (article.id, article.title) == ("my-article", "On Boats: a study")
    assert article.address == "https://example.com/boats?a=b"
    assert article.facts == {"found": "2024"}
    about, watch = article.sections
    assert (about.key, about.name, about.text) == (
        "about",
        "What it is about",
        "Boats leave at dawn.",
    )
    assert about.notes == Notes()
    assert watch.text == "One keeper watches.\nHe writes names down."
    assert (watch.notes.stage, watch.notes.gist) == ("listen", "Watch who leaves.")
    assert watch.notes.of("do") == ("Write each name down.", "Count them.")
    assert watch.notes.of("avoid") == ()


def test_a_passage_carries_where_it_is_from() -> None:
    passage = articles.parse(TEXT, source="here").passages[1]
    assert (passage.id, passage.step, passage.article) == (
        "my-article/keep-watch",
        "my-article/keep-watch",
        "my-article",
    )
    assert (passage.title, passage.author) == ("On Boats: a study", "not named")
    assert passage.address == "https://example.com/boats?a=b"
    assert (passage.name, passage.score) == ("Keep Watch", 0.0)


def test_our_notes_are_never_the_articles_text() -> None:
    for passage in articles.parse(TEXT, source="here").passages:
        assert "Write each name down" not in passage.text
        assert "Ours" not in passage.text


def test_line_ends_of_windows_are_read() -> None:
    assert articles.parse(TEXT.replace("\n", "\r\n"), source="x") == articles.parse(
        TEXT, source="x"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: "", "front matter"),
        (lambda text: text.replace("---", "", 1), "front matter"),
        (lambda text: text.replace("title: On Boats: a study\n", ""), "missing ['title']"),
        (lambda text: text.replace("title: On Boats: a study", "title:"), "missing ['title']"),
        (lambda text: text.replace("## ", "# "), "## key: Name"),
        (lambda text: text.replace("## keep-watch", "## about"), "each key once"),
        (lambda text: text.replace("stage: listen", "stage: dance"), "got 'dance'"),
        (lambda text: text.replace("Boats leave at dawn.", ""), "about: the section has no text"),
    ],
)
def test_what_is_not_whole_is_refused_with_file_and_reason(change: object, told: str) -> None:
    with pytest.raises(LibraryError) as caught:
        articles.parse(change(TEXT), source="boats.md")  # type: ignore[operator]
    assert str(caught.value).startswith("boats.md: ")
    assert told in str(caught.value)


# --- Written and read back ----------------------------------------------------------------------

LINE = st.text(
    st.one_of(
        st.characters(exclude_categories=("C", "Z")),
        st.sampled_from("#\\ :-`*ab"),
    ),
    min_size=1,
).map(lambda text: " ".join(text.split()) or "x")
BODY = st.lists(
    st.one_of(
        LINE,
        st.sampled_from(
            [
                "## own: Own",
                "### Ours",
                "- stage: dance",
                "\\## own: Own",
                "---",
                "",
                "\\\\### Ours",
            ]
        ),
    ),
    min_size=1,
    max_size=8,
).map(lambda lines: "\n".join(lines).strip() or "x")


@given(LINE, LINE, LINE, st.lists(st.tuples(LINE, BODY), min_size=1, max_size=3))
def test_an_article_is_read_back_as_it_was_written(
    title: str, author: str, address: str, parts: list[tuple[str, str]]
) -> None:
    sections = tuple(
        Section(f"part-{number}", name, text) for number, (name, text) in enumerate(parts)
    )
    article = Article("mine", title, author, address, "en", sections, {"found": "today"})
    assert articles.parse(articles.render(article), source="x") == article


def test_a_line_break_in_a_title_makes_no_second_fact() -> None:
    article = articles.parse(TEXT, source="x")
    forged = replace(article, title="On Boats\nauthor: Somebody Else\n---\n")
    read = articles.parse(articles.render(forged), source="x")
    assert read.author == "not named"
    assert read.title == "On Boats author: Somebody Else ---"


# --- The bundled ones ---------------------------------------------------------------------------


def test_six_articles_come_with_the_coach_each_with_its_steps() -> None:
    bundled = articles.bundled()
    assert [article.id for article in bundled] == list(STEPS)
    for article in bundled:
        assert [part.key for part in article.sections] == ["about", *STEPS[article.id].split()]
        assert article.address.startswith("https://")
        assert article.language == "en"


def test_every_bundled_step_has_its_place_in_a_repair_and_words_to_use() -> None:
    for step, notes in articles.notes(articles.bundled()).items():
        assert notes.stage in STAGES
        assert step.endswith("/about") or (notes.gist and notes.lines), step


def test_a_bundled_step_is_short_enough_to_show_whole() -> None:
    for passage in articles.passages(articles.bundled()):
        assert 0 < len(passage.text.split()) <= 200, passage.id


def test_notes_are_kept_by_step() -> None:
    notes = articles.notes(articles.bundled())
    assert set(notes) == {p.id for p in articles.passages(articles.bundled())}


# --- A folder of them ---------------------------------------------------------------------------


def test_a_folder_is_read_by_file_name_and_other_files_are_left(tmp_path: Path) -> None:
    for id_ in ("zebra", "ant"):
        (tmp_path / f"{id_}.md").write_text(TEXT.replace("my-article", id_), encoding="utf-8")
    (tmp_path / ".half.part").write_text("half", encoding="utf-8")
    (tmp_path / "note.txt").write_text("note", encoding="utf-8")
    assert [a.id for a in articles.read_folder(tmp_path)] == ["ant", "zebra"]


def test_no_folder_means_no_articles(tmp_path: Path) -> None:
    assert articles.read_folder(tmp_path / "none") == ()


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LibraryError, match=r"bad\.md cannot be read.*mend or remove"):
        articles.read_folder(tmp_path)


def test_two_files_of_one_id_are_named(tmp_path: Path) -> None:
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with pytest.raises(LibraryError, match=r"two\.md.*'my-article'"):
        articles.read_folder(tmp_path)


def test_a_file_removed_while_the_folder_is_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.md").write_text(TEXT, encoding="utf-8")
    there = Path.glob
    monkeypatch.setattr(
        Path, "glob", lambda self, pattern: [*there(self, pattern), tmp_path / "gone.md"]
    )
    assert [a.id for a in articles.read_folder(tmp_path)] == ["my-article"]
