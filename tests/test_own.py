"""The user's own articles: looked at, kept, listed, removed."""

from dataclasses import replace
from pathlib import Path

import pytest

from coach import articles, own
from coach.articles import Article, Section
from coach.conversation import Coach
from coach.errors import IngestError, LibraryError
from coach.ingest import Reading
from coach.settings import Settings

BAKERY = """# Keeping Regulars at a Small Bakery

By Ann Baker

A bakery lives from the people who come back every week, and one burnt batch can end that. These
three habits have kept ours for twenty years.

## 1. Say which loaf was burnt

Put the burnt loaf on the counter and name it before the customer does. A baker who hides a sooty
crust under flour loses the regular for good, and the neighbours hear of it too.

## 2. Bake it again the same day

Bring a fresh sourdough to the door by evening. Do not wait until the weekend, because bread is a
matter of the day and so is the anger about it.

## 3. Ask what the table was missing

Ask what the family ate instead. The answer tells you what the loaf was for, and what to have ready
the next time something goes wrong with the oven.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.md"
    path.write_text(BAKERY, encoding="utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "home"


def taken(page: Path, place: Path) -> Article:
    prepared, refused = own.prepare([page], place)
    assert refused == ()
    [article] = own.keep(prepared, place)
    return article


def reading(id_: str, text: str) -> Reading:
    section = Section("about", "About", text)
    return Reading(Article(id_, "A Title", "Ann", "https://example.com", "en", (section,)), ())


def test_preparing_writes_nothing(page: Path, place: Path) -> None:
    prepared, refused = own.prepare([page], place)
    assert [len(reading.article.sections) for reading in prepared] == [4]
    assert refused == ()
    assert not place.exists()


def test_what_is_kept_is_listed_as_it_was_prepared(page: Path, place: Path) -> None:
    article = taken(page, place)
    assert own.listed(place) == (article,)
    assert [path.name for path in own.folder(place).iterdir()] == [f"{article.id}.md"]
    assert any("fresh sourdough" in passage.text for passage in article.passages)


def test_the_same_text_again_is_refused_with_the_reason(page: Path, place: Path) -> None:
    article = taken(page, place)
    prepared, [refusal] = own.prepare([page], place)
    assert prepared == ()
    assert refusal.path == str(page)
    assert refusal.reason == f"'{article.id}' is kept already, with the same text"


def test_the_same_file_twice_at_once_is_taken_once(page: Path, place: Path) -> None:
    prepared, refused = own.prepare([page, page], place)
    assert (len(prepared), len(refused)) == (1, 1)


def test_a_changed_text_of_the_same_title_is_kept_beside_the_first(page: Path, place: Path) -> None:
    before = taken(page, place)
    page.write_text(BAKERY.replace("burnt", "sunken"), encoding="utf-8")
    after = taken(page, place)
    assert after.id == f"{before.id}-2"
    assert own.listed(place) == (before, after)


def test_a_bundled_article_is_recognised_unless_asked_not_to_compare(
    tmp_path: Path, place: Path
) -> None:
    ours = next(a for a in articles.bundled() if a.id == "four-steps")
    page = tmp_path / "page.md"
    body = "\n\n".join(f"## {part.name}\n\n{part.text}" for part in ours.sections)
    page.write_text(f"# {ours.title}\n\n{body}\n", encoding="utf-8")
    prepared, [refusal] = own.prepare([page], place)
    assert prepared == ()
    assert "four-steps" in refusal.reason
    prepared, refused = own.prepare([page], place, compare=False)
    assert refused == ()
    assert prepared[0].article.id not in {a.id for a in articles.bundled()}


def test_a_bad_file_is_refused_and_the_good_one_beside_it_taken(
    page: Path, tmp_path: Path, place: Path
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"\x00\x01")
    prepared, refused = own.prepare([bad, page, tmp_path / "none.md"], place)
    assert len(prepared) == 1
    assert [refusal.path for refusal in refused] == [str(bad), str(tmp_path / "none.md")]
    assert all(refusal.reason for refusal in refused)


def test_two_who_keep_the_same_id_at_once_lose_neither_text(place: Path) -> None:
    [one] = own.keep([reading("bread", "Bread wants time.")], place)
    [other] = own.keep([reading("bread", "Boats leave at dawn.")], place)
    assert (one.id, other.id) == ("bread", "bread-2")
    assert [a.sections[0].text for a in own.listed(place)] == [
        "Bread wants time.",
        "Boats leave at dawn.",
    ]
    assert own.keep([reading("bread", "Bread wants time.")], place) == (one,)
    assert len(own.listed(place)) == 2


def test_a_text_that_looks_like_our_own_marks_stays_text(place: Path) -> None:
    text = "Own it.\n### Ours\n- stage: dance\n## own: Own\n---\nThe end."
    [kept] = own.keep([reading("forged", text)], place)
    [read] = own.listed(place)
    assert read == kept
    assert read.sections[0].text == text


def test_an_article_that_could_not_be_read_back_is_not_written(place: Path) -> None:
    with pytest.raises(IngestError, match="the section has no text"):
        own.keep([reading("empty", "")], place)
    assert list(own.folder(place).iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IngestError, match="COACH_HOME"):
        own.keep([reading("bread", "Bread wants time.")], tmp_path / "file")


# --- Removing -----------------------------------------------------------------------------------


def test_what_is_removed_is_gone_and_the_rest_stays(place: Path) -> None:
    own.keep([reading("bread", "Bread."), reading("boats", "Boats.")], place)
    assert own.remove(["bread"], place) == ("bread",)
    assert [a.id for a in own.listed(place)] == ["boats"]


def test_nothing_is_removed_when_one_is_not_there(place: Path) -> None:
    own.keep([reading("bread", "Bread.")], place)
    with pytest.raises(IngestError, match=r"nobody.*there are \['bread'\]"):
        own.remove(["bread", "nobody"], place)
    assert [a.id for a in own.listed(place)] == ["bread"]


@pytest.mark.parametrize("id_", ["../../outside", "/etc/passwd", "", "*"])
def test_no_id_reaches_outside_the_folder(place: Path, tmp_path: Path, id_: str) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("mine", encoding="utf-8")
    own.keep([reading("bread", "Bread.")], place)
    with pytest.raises(IngestError):
        own.remove([id_], place)
    assert outside.exists()
    assert len(own.listed(place)) == 1


def test_an_article_whose_file_was_renamed_is_removed_by_its_id(place: Path) -> None:
    own.keep([reading("bread", "Bread.")], place)
    (own.folder(place) / "bread.md").rename(own.folder(place) / "my loaf.md")
    own.remove(["bread"], place)
    assert own.listed(place) == ()


def test_there_is_nothing_to_list_or_remove_at_first(place: Path) -> None:
    assert own.listed(place) == ()
    with pytest.raises(IngestError, match="no article of yours"):
        own.remove(["bread"], place)
    assert not place.exists()


def test_a_file_of_the_users_that_is_damaged_is_named(place: Path) -> None:
    own.keep([reading("bread", "Bread.")], place)
    (own.folder(place) / "bread.md").write_text("no front matter", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"bread\.md.*front matter"):
        own.listed(place)


# --- In the answers -----------------------------------------------------------------------------


def test_a_kept_article_is_found_and_cited_and_after_its_removal_it_is_not(
    page: Path, own_home: Path
) -> None:
    article = taken(page, own_home)
    settings = Settings(home=own_home)
    question = "I hid a burnt sourdough loaf under flour and a bakery regular found out."
    with Coach.open(settings) as coach:
        assert coach.search(question, limit=3)[0].article == article.id
        assert article.id in {passage.article for passage in coach.ask(question).passages}
    own.remove([article.id], own_home)
    with Coach.open(settings) as coach:
        assert article.id not in {hit.article for hit in coach.search(question, limit=20)}


def test_a_kept_page_of_html_loses_its_navigation(tmp_path: Path, place: Path) -> None:
    parts = BAKERY.replace("## ", "\n\n## ").split("\n\n")
    marked = "".join(
        f"<h2>{part[3:]}</h2>" if part.startswith("## ") else f"<p>{part}</p>"
        for part in (piece.strip() for piece in parts[2:])
        if part
    )
    page = tmp_path / "bakery.html"
    page.write_text(
        "<html><head><title>Keeping Regulars at a Small Bakery</title></head><body>"
        "<nav><a href='/'>Home of the bakery shop</a></nav><article>"
        f"<h1>Keeping Regulars at a Small Bakery</h1>{marked}</article>"
        "<footer>Copyright bakery shop</footer></body></html>",
        encoding="utf-8",
    )
    article = taken(page, place)
    texts = " ".join(passage.text for passage in article.passages)
    assert "fresh sourdough" in texts
    assert "Home of the bakery shop" not in texts
    assert "Copyright" not in texts


def test_kept_articles_keep_their_ids_from_one_run_to_the_next(
    page: Path, place: Path, tmp_path: Path
) -> None:
    first = taken(page, place)
    again = taken(page, tmp_path / "other")
    assert first == again
    assert replace(first, id="x") != first
