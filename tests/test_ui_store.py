"""What the page keeps of its users in a database: SQLite and PostgreSQL, several users and windows."""

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import coach
from coach.advice import Advice, Citation
from coach.cases import Case
from coach.errors import CoachError, ConflictError, SessionError, SettingsError, StoreError
from coach.settings import Settings
from coach.ui import feedback, tables
from coach.ui import kept as keeping
from coach.ui import session as sessions
from coach.ui import store as stores
from coach.ui.kept import SignedIn
from coach.ui.session import Exchange, Session, Talk
from coach.ui.store import Kept, Store
from terminal import call

# A Wednesday.
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
CITED = Citation(
    1, "four-steps/own", "four-steps", "4 Steps", "not named", "https://a.example", "Own it."
)
ROOT = Path(coach.__file__).resolve().parent.parent
SECRET = "hunter2-5f2a"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "kept.db"


@pytest.fixture
def emptied(postgres_url: str) -> str:
    """The address of a PostgreSQL database in which nothing is kept."""
    with Store.open(postgres_url) as store:
        for user in store.users():
            store.forget(user)
    return postgres_url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, file: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{file}"
    return str(request.getfixturevalue("emptied"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


class Window:
    """One window of a user: it knows what the server told it last, and sends that along."""

    def __init__(self, store: Store, user: str = "ann") -> None:
        self.who = SignedIn(store, user)
        self.kept = self.who.seen({})

    def does(self, kind: str, **told: Any) -> Session:
        self.kept = self.who.done({"kind": kind, **keeping.told(self.kept), **told}, NOW)
        return self.kept.session

    def asking(self, question: str) -> Kept:
        self.does("ask", question=question)
        return self.who.asking({"question": question, **keeping.told(self.kept)})

    def answered(self, asked: Kept, text: str = "Own it. [1]") -> Session:
        told = Advice(text, (CITED,), "grounded", case=Case(who="Dana", happened=("I was late.",)))
        self.kept = self.who.answered(asked, told, "No language model was used.", NOW)
        return self.kept.session

    def questions(self) -> list[str]:
        """What is kept of the open case, whatever the window shows."""
        return [
            one.question for one in self.who.seen(keeping.told(self.kept)).session.talk.exchanges
        ]


# --- Kept and found again ------------------------------------------------------------------------


def test_what_was_saved_is_there_after_the_database_was_opened_anew(url: str) -> None:
    with Store.open(url) as store:
        window = Window(store)
        window.answered(window.asking("I was late. I will send the file by Friday."))
        window.does("fact", field="cost", old="", new="A day.")
        window.does("step", action="Call Dana", due="2026-05-08")
        window.does("draft", text="Dear Dana,")
        window.does("begin", name="Other")
        saved = window.kept.session
    with Store.open(url) as store:
        assert store.session("ann") == saved
        assert store.session("ann").current == "2"


def test_a_user_of_whom_nothing_is_kept_has_an_empty_session_and_is_none_of_the_users(
    store: Store,
) -> None:
    assert store.session("ann") == Session()
    assert store.users() == ()
    assert store.export("ann")["talks"] == []


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@hypothesis_settings(max_examples=50, deadline=None)
def test_whatever_is_typed_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('any')}/kept.db") as store:
        odd = Session((Talk("1", text[:80] or "x", (Exchange(text),), draft=text),))
        store.save("ann", odd, store.kept("ann"))
        assert store.session("ann") == odd


@pytest.mark.parametrize("text", ["a\0b", "שלום 😀", "'; DROP TABLE coach_cases; --", "\\u0000"])
def test_odd_words_are_kept_in_each_kind_of_database(store: Store, text: str) -> None:
    odd = Session((Talk("1", text, (Exchange(text),)),))
    store.save("ann", odd, store.kept("ann"))
    store.save("O'Neil; --", odd, store.kept("O'Neil; --"))
    assert store.session("ann") == store.session("O'Neil; --") == odd


def test_half_a_character_does_not_lock_its_writer_out(store: Store) -> None:
    # No answer to the browser could carry it.
    told = Window(store).does("ask", question="half \ud83d a smile")
    json.dumps(sessions.values(told), ensure_ascii=False).encode("utf-8")
    assert told.talk.exchanges[0].question == "half \ufffd a smile"


def test_cases_keep_their_order_and_only_what_changed_is_written(store: Store) -> None:
    window = Window(store)
    window.does("rename", name="One")
    for name in ("Two", "Three"):
        window.does("begin", name=name)
    before = dict(window.kept.revisions)
    window.does("choose", id="1")
    window.does("draft", text="Dear One,")
    after = window.kept.revisions
    assert [talk.name for talk in store.session("ann").talks] == ["One", "Two", "Three"]
    assert {id_ for id_ in after if after[id_] != before[id_]} == {"1"}


def test_a_look_writes_nothing(store: Store) -> None:
    window = Window(store)
    window.who.seen({})
    assert store.users() == ()
    window.does("rename", name="One")
    same = store.save("ann", window.kept.session, window.kept)
    assert same is window.kept


def test_an_export_is_a_session_that_can_be_read_with_the_user_and_the_days(store: Store) -> None:
    window = Window(store)
    window.answered(window.asking("I was late."))
    told = json.loads(json.dumps(store.export("ann")))
    assert sessions.from_values(told) == store.session("ann")
    assert told["user"] == "ann"
    assert datetime.fromisoformat(told["talks"][0]["updated"]).tzinfo is not None


def test_a_case_that_cannot_be_read_is_told_and_exported_and_not_thrown_away(
    file: Path,
) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        Window(store).does("rename", name="Dana")
        for broken in ('{"version": 99, "id": "1", "draft": "Dear"}', "no JSON: Dear"):
            with sqlite3.connect(file) as raw:
                raw.execute("UPDATE coach_cases SET told = ?", (broken,))
            raw.close()
            with pytest.raises(StoreError, match=r"'Dana'.*cannot be read.*Download everything"):
                store.session("ann")
            assert "Dear" in json.dumps(store.export("ann"))


# --- Several windows -----------------------------------------------------------------------------


def test_messages_of_two_windows_of_one_user_are_both_kept(store: Store) -> None:
    one, other = Window(store), Window(store)
    one.does("ask", question="I was late.")
    other.does("ask", question="And rude.")
    assert one.questions() == ["I was late.", "And rude."]


def test_two_windows_that_begin_a_case_at_once_have_two(store: Store) -> None:
    one, other = Window(store), Window(store)
    one.does("rename", name="First")
    one.does("begin", name="One")
    other.does("begin", name="Other")
    assert [talk.name for talk in store.session("ann").talks] == ["First", "One", "Other"]
    assert one.kept.session.talk.name == "One"
    one.does("draft", text="Dear One,")
    assert [talk.draft for talk in store.session("ann").talks] == ["", "Dear One,", ""]


def test_what_a_window_has_not_seen_is_not_taken_away_by_it(store: Store) -> None:
    one = Window(store)
    one.does("ask", question="I was late.")
    other = Window(store)
    one.does("ask", question="And rude.")
    for kind, told in (
        ("ask", {"question": "I was early.", "at": 0}),
        ("clear", {}),
        ("delete", {}),
    ):
        with pytest.raises(SessionError, match=r"changed in another window.*do it again"):
            other.does(kind, **told)
    assert other.questions() == ["I was late.", "And rude."]
    other.kept = other.who.seen(keeping.told(other.kept))
    other.does("ask", question="I was early.", at=0)
    assert one.questions() == ["I was early."]


def test_a_message_in_the_making_is_not_overwritten_from_another_window(store: Store) -> None:
    one, other = Window(store), Window(store)
    one.does("draft", text="Dear Dana, I was late", was="")
    with pytest.raises(SessionError, match=r"not kept as it stands.*copy it"):
        other.does("draft", text="Hello", was="")
    assert store.session("ann").talk.draft == "Dear Dana, I was late"
    # What was on its way when it was kept already is no quarrel.
    one.does("draft", text="Dear Dana, I was late.", was="Dear Dana, I was late")
    one.does("draft", text="Dear Dana, I was late.", was="Dear Dana, I was late")
    assert store.session("ann").talk.draft == "Dear Dana, I was late."


def test_a_question_for_a_case_that_was_deleted_elsewhere_reaches_no_other(store: Store) -> None:
    one = Window(store)
    one.does("ask", question="About Dana.")
    one.does("begin", name="Wilma")
    one.does("ask", question="About Wilma.")
    other = Window(store)
    one.does("delete")
    one.does("begin", name="Marco")
    assert one.kept.session.talk.id == "2"
    with pytest.raises(SessionError, match="that case is gone"):
        other.does("ask", question="More of Wilma.")
    other.kept = other.who.seen(keeping.told(other.kept))
    assert "Wilma" not in json.dumps(store.export("ann"))


def test_the_last_case_leaves_an_empty_one_that_is_another(store: Store) -> None:
    one = Window(store)
    one.does("ask", question="About Dana.")
    other = Window(store)
    assert one.does("delete") == Session()
    with pytest.raises(SessionError, match="that case is gone"):
        other.does("ask", question="More of Dana.")
    one.does("ask", question="About Wilma.")
    assert one.questions() == ["About Wilma."]


def test_an_answer_goes_to_its_question_whatever_came_in_between(store: Store) -> None:
    one, other = Window(store), Window(store)
    first = one.asking("I was late.")
    second = other.asking("And rude.")
    other.does("draft", text="Dear Dana,")
    one.answered(first, "To the first.")
    other.answered(second, "To the second.")
    talk = store.session("ann").talk
    assert [(e.state, e.answer) for e in talk.exchanges] == [
        ("done", "To the first."),
        ("done", "To the second."),
    ]
    assert talk.draft == "Dear Dana,"
    assert talk.name == "Dana"


def test_an_answer_leaves_open_what_another_window_has_opened(store: Store) -> None:
    one = Window(store)
    asked = one.asking("I was late.")
    Window(store).does("begin", name="Wilma")
    assert one.answered(asked).talk.id == "1"
    assert store.session("ann").talk.name == "Wilma"


@pytest.mark.parametrize("takes_back", ["delete", "clear", "edit", "stop"])
def test_an_answer_to_a_question_that_is_gone_goes_too(store: Store, takes_back: str) -> None:
    one = Window(store)
    asked = one.asking("I was late.")
    other = Window(store)
    if takes_back == "edit":
        other.does("ask", question="I was early.", at=0)
    elif takes_back == "stop":
        other.does("stop", question="I was late.", text="Own")
    else:
        other.does(takes_back)
    one.answered(asked, "Too late.")
    assert "Too late." not in json.dumps(store.export("ann"))


def test_a_stopped_answer_is_kept_as_far_as_it_came_and_one_that_did_not_begin_waits(
    store: Store,
) -> None:
    window = Window(store)
    window.does("ask", question="I was late.")
    assert window.does("stop", question="I was late.", text="").talk.exchanges[0].state == "waiting"
    stopped = window.does("stop", question="I was late.", text="Own").talk.exchanges[0]
    assert (stopped.state, stopped.answer) == ("stopped", "Own")
    assert window.does("stop", question="I was late.", text="More").talk.exchanges[0] == stopped


def test_a_question_that_is_refused_is_not_written(store: Store) -> None:
    window = Window(store)
    for question in ("", " ", "a" * 12_001, None):
        with pytest.raises(CoachError):
            window.does("ask", question=question)
    assert store.users() == ()


def test_more_than_can_be_kept_is_refused_and_room_can_be_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST", 3_000)
    monkeypatch.setattr(keeping, "MOST_CASES", 2)
    window = Window(store)
    window.does("rename", name="One")
    window.does("begin", name="Two")
    with pytest.raises(SessionError, match=r"at most 2 cases.*delete a case"):
        window.does("begin", name="Three")
    window.does("ask", question="a" * 3_000)
    with pytest.raises(SessionError, match=r"3,000 characters.*download everything"):
        window.does("ask", question="And more.")
    window.does("delete")
    window.does("ask", question="And more.")


def test_a_session_that_was_changed_meanwhile_is_not_written_at_all(store: Store) -> None:
    window = Window(store)
    window.does("rename", name="One")
    window.does("begin", name="Two")
    old = window.kept
    window.does("draft", text="Dear Two,")
    one, two = old.session.talks
    both = replace(old.session, talks=(replace(one, draft="x"), replace(two, draft="y")))
    with pytest.raises(ConflictError):
        store.save("ann", both, old)
    assert [talk.draft for talk in store.session("ann").talks] == ["", "Dear Two,"]
    with pytest.raises(ConflictError):
        store.save("ann", replace(old.session, talks=(one,)), old)


def test_of_many_windows_at_once_no_message_is_lost(store: Store) -> None:
    Window(store).does("rename", name="Busy")

    def asks(number: int) -> None:
        window = Window(store, "ann" if number % 2 else "ben")
        for at in range(3):
            window.does("ask", question=f"question {number}-{at}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(asks, range(4)))
    for user, own in (("ann", (1, 3)), ("ben", (0, 2))):
        found = {one.question for one in store.session(user).talk.exchanges}
        assert found == {f"question {number}-{at}" for number in own for at in range(3)}


# --- Several users -------------------------------------------------------------------------------

DOES = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, 3)),
    st.tuples(st.just("answer"), st.just(0)),
    *(
        st.tuples(st.just(kind), st.just(0))
        for kind in ("begin", "rename", "draft", "clear", "delete")
    ),
    st.tuples(st.just("choose"), st.integers(0, 3)),
    st.tuples(st.just("forget"), st.just(0)),
)


def interleaved(store: Store, steps: list[tuple[str, tuple[str, int]]]) -> None:
    """Do the steps of two users in turn, and hold what is kept of each to what that one did."""
    for user in store.users():
        store.forget(user)
    windows = {user: Window(store, user) for user in ("ann", "ben")}
    wanted = {user: Session() for user in windows}
    for number, (user, (kind, at)) in enumerate(steps):
        window, word = windows[user], f"{user}s-word-{number}"
        if kind == "forget":
            store.forget(user)
            window.kept, wanted[user] = window.who.seen({}), Session()
        elif kind == "ask":
            window.does("ask", question=word, **({"at": at} if at < 2 else {}))
        elif kind == "answer":
            if window.kept.session.talk.waiting:
                asked = window.who.asking(keeping.told(window.kept))
                window.answered(asked, f"{word} [1]")
        elif kind == "choose":
            talks = window.kept.session.talks
            window.does("choose", id=talks[at % len(talks)].id)
        else:
            window.does(kind, **{"text" if kind == "draft" else "name": word})
        wanted[user] = window.kept.session
        for one in windows:
            assert store.session(one) == wanted[one]
    for one, other in (("ann", "ben"), ("ben", "ann")):
        assert f"{other}s-word" not in json.dumps(store.export(one))


STEPS = st.lists(st.tuples(st.sampled_from(["ann", "ben"]), DOES), max_size=12)


@given(steps=STEPS)
@hypothesis_settings(max_examples=25, deadline=None)
def test_nothing_of_one_user_reaches_another(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, tuple[str, int]]]
) -> None:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('two')}/kept.db") as store:
        interleaved(store, steps)


@pytest.mark.postgres
@given(steps=STEPS)
@hypothesis_settings(max_examples=15, deadline=None)
def test_nothing_of_one_user_reaches_another_in_postgresql(
    postgres_url: str, steps: list[tuple[str, tuple[str, int]]]
) -> None:
    with Store.open(postgres_url) as store:
        interleaved(store, steps)


def test_what_was_read_of_one_user_cannot_be_written_over_another(store: Store) -> None:
    ann, ben = Window(store), Window(store, "ben")
    ann.does("rename", name="Of ann")
    ben.does("rename", name="Of ben")
    forged = replace(ann.kept.session, talks=(Talk("1", "Forged"), Talk("2", "Forged")))
    with pytest.raises(ConflictError):
        store.save("ben", forged, ann.kept)
    with pytest.raises(ConflictError):
        store.save("ben", Session(), ann.kept)
    assert [store.session(user).talk.name for user in ("ann", "ben")] == ["Of ann", "Of ben"]


def test_each_user_has_another_case_open(store: Store) -> None:
    for user, opens in (("ann", "1"), ("ben", "2"), ("cleo", "1")):
        window = Window(store, user)
        window.does("rename", name="One")
        window.does("begin", name="Two")
        window.does("choose", id=opens)
    assert [store.session(user).current for user in ("ann", "ben", "cleo")] == ["1", "2", "1"]
    store.forget("ann")
    assert [store.session(user).current for user in ("ben", "cleo")] == ["2", "1"]


def test_names_that_look_alike_are_two_users(store: Store) -> None:
    names = ("ann", "Ann", "ann ", "änn", "a\u0308nn", "ann%", "a_n")
    for name in names:
        Window(store, name).does("rename", name=f"case of {name!r}")
    assert store.users() == tuple(sorted(names))
    for name in names:
        assert store.session(name).talk.name == f"case of {name!r}"
    assert store.forget("ann") == 1
    assert len(store.users()) == len(names) - 1


@pytest.mark.parametrize("name", ["", "a" * 201, "a\nb", "a\0b", "\ud83d"])
def test_what_is_no_name_of_a_user_is_refused(store: Store, name: str) -> None:
    for does in (store.session, store.export, store.forget):
        with pytest.raises(StoreError, match="name of a user"):
            does(name)


# --- What is deleted -----------------------------------------------------------------------------


def places(folder: Path, word: str) -> list[str]:
    """The files of a folder in which the word stands."""
    return sorted(one.name for one in folder.iterdir() if word.encode() in one.read_bytes())


def deletes_case(window: Window, store: Store) -> None:
    window.does("delete")


def clears_case(window: Window, store: Store) -> None:
    window.does("clear")


def edits_message(window: Window, store: Store) -> None:
    window.does("ask", question="Something else.", at=0)
    window.does("draft", text="", was=window.kept.session.talk.draft)


def forgets_user(window: Window, store: Store) -> None:
    assert store.forget("ann") == 2


def expires(window: Window, store: Store) -> None:
    assert store.expire(datetime.now(UTC) + timedelta(days=31)) == 3


@pytest.mark.parametrize(
    "takes_away", [deletes_case, clears_case, edits_message, forgets_user, expires]
)
def test_deleted_words_are_gone_from_every_file_of_sqlite(
    file: Path, takes_away: Callable[[Window, Store], None]
) -> None:
    with Store.open(f"sqlite:///{file}", retention_days=30) as store:
        Window(store).does("rename", name="Stays")
        Window(store, "ben").does("draft", text="of another user " * 50)
        window = Window(store)
        window.does("begin", name="Goes")
        window.does("ask", question="armadillo " * 900)
        window.does("draft", text="armadillo " * 400)
        assert places(file.parent, "armadillo") != []
        takes_away(window, store)
        # The database is open still, as that of a page that runs.
        assert places(file.parent, "armadillo") == []
        assert file.with_name("kept.db-wal").stat().st_size == 0
        if takes_away is not expires:
            assert store.session("ben").talk.draft.startswith("of another user")
    assert places(file.parent, "armadillo") == []


def test_sqlite_overwrites_what_is_deleted_however_it_was_built(file: Path) -> None:
    # Debian's does so by itself, others do not; the greps above could not tell.
    database = tables.Database.open(f"sqlite:///{file}")
    raw = database._engine.raw_connection()
    assert raw.cursor().execute("PRAGMA secure_delete").fetchone() == (1,)
    raw.close()
    database.close()


def test_words_that_a_killed_process_left_in_the_journal_can_be_deleted(file: Path) -> None:
    told = (
        "import os, signal; from coach.ui.store import Store; from coach.ui.session import *;"
        f"s = Store.open('sqlite:///{file}');"
        "s.save('ann', Session((Talk('1', draft='armadillo '*99),)), s.kept('ann'));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", told], env=surroundings, timeout=60, check=False)
    assert done.returncode == -9
    assert "kept.db-wal" in places(file.parent, "armadillo")
    with Store.open(f"sqlite:///{file}") as store:
        assert store.session("ann").talk.draft.startswith("armadillo")
        store.forget("ann")
        assert places(file.parent, "armadillo") == []


def test_words_that_another_program_was_reading_go_with_the_next_change(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PATIENCE", 0.1)
    with Store.open(f"sqlite:///{file}") as store:
        window = Window(store)
        window.does("draft", text="armadillo " * 99)
        reader = sqlite3.connect(file, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM coach_cases").fetchall()
        window.does("clear")
        assert places(file.parent, "armadillo") != []
        reader.close()
        window.does("rename", name="Two")
        assert places(file.parent, "armadillo") == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_one_pair_of_eyes_and_so_is_a_folder_that_is_made(file: Path) -> None:
    old = os.umask(0)
    try:
        with Store.open(f"sqlite:///{file}") as store:
            Window(store).does("rename", name="One")
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
        file.chmod(0o644)
        Store.open(f"sqlite:///{file}").close()
    finally:
        os.umask(old)
    assert modes == {"kept.db": 0o600, "kept.db-wal": 0o600, "kept.db-shm": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.postgres
def test_in_postgresql_the_rows_are_gone(emptied: str) -> None:
    engine = sqlalchemy.create_engine(tables.read(emptied))
    with Store.open(emptied) as store:
        window = Window(store, "ann")
        window.does("ask", question="armadillo")
        window.does("begin", name="armadillo")
        Window(store, "ben").does("rename", name="Stays")
        store.forget("ann")
        with engine.connect() as raw:
            for table in ("coach_cases", "coach_open"):
                found = raw.exec_driver_sql(f"SELECT * FROM {table}").all()
                assert "armadillo" not in str(found)
                assert "ann" not in str(found)
    engine.dispose()


def test_cases_go_so_many_days_after_their_last_change(url: str) -> None:
    for days, gone in ((0, 0), (30, 2)):
        with Store.open(url, retention_days=days) as store:
            window = Window(store)
            window.does("rename", name="One")
            Window(store, "ben").does("rename", name="Two")
            assert store.expire(datetime.now(UTC) + timedelta(days=29)) == 0
            assert store.expire(datetime.now(UTC) + timedelta(days=31)) == gone
            assert len(store.users()) == 2 - gone


# --- What is wrong with a database ---------------------------------------------------------------


def failure(url: str) -> tuple[type[BaseException], str]:
    """How opening that address fails, with everything that a user could see of it."""
    with pytest.raises(CoachError) as caught:
        Store.open(url)
    return type(caught.value), "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://ann:{SECRET}@127.0.0.1/coach",
        f"{SECRET}",
        f"postgresql://ann:{SECRET}@127.0.0.1:port/coach",
        f"postgresql://ann:{SECRET}@127.0.0.1",
        f"postgresql://ann:x@{SECRET}@127.0.0.1/coach",
        f"postgresql://ann:x/{SECRET}@y@127.0.0.1/coach",
        f"postgresql:///coach?password={SECRET}",
        f"postgresql://127.0.0.1/coach?host=db.example&password={SECRET}",
        f"postgresql://127.0.0.1/coach?hostaddr=203.0.113.9&password={SECRET}",
        f"postgresql://127.0.0.1/coach?dbname={SECRET}",
        "sqlite://",
        "sqlite://kept.db",
        "sqlite:///:memory:",
        "sqlite:///file:kept.db?uri=true",
        f"sqlite:////tmp/kept.db?password={SECRET}",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    kind, told = failure(url)
    assert kind is SettingsError
    assert "COACH_DATABASE_URL" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ann:{SECRET}@127.0.0.1:1/coach",
        f"postgresql://ann:x/{SECRET}@127.0.0.1:1/coach",
        f"postgresql://ann:x:{SECRET}#?@127.0.0.1:1/coach",
        f"postgresql://127.0.0.1:1/coach?user=ann&password={SECRET}",
        f"postgresql://127.0.0.1:1/coach?{SECRET}=1",
    ],
)
def test_a_database_that_is_down_is_named_without_its_password(url: str) -> None:
    kind, told = failure(url)
    assert kind is StoreError
    assert "the PostgreSQL database coach at 127.0.0.1:1 " in told
    assert re.search("cannot be reached; start it|takes no such parameter", told)
    [check] = stores.examine(Settings(database_url=url))
    assert not check.well
    assert SECRET not in f"{told}{check}"


def test_where_the_words_go_is_the_host_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOSTADDR", "203.0.113.9")
    _, told = failure("postgresql://ann@127.0.0.1:1/coach")
    assert "at 127.0.0.1:1 cannot be reached" in told
    _, told = failure("postgresql://ann@/coach?host=/nowhere")
    assert "at /nowhere cannot be reached" in told


def test_doctor_says_what_is_wrong_with_the_database_and_keeps_the_password_to_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    monkeypatch.setenv("COACH_DATABASE_URL", f"postgresql://ann:{SECRET}@127.0.0.1:1/coach")
    done = call(monkeypatch, capsys, "doctor")
    assert done.code == 1
    assert (
        "WRONG database   the PostgreSQL database coach at 127.0.0.1:1 cannot be reached"
        in done.out
    )
    assert SECRET not in str(done)


def test_doctor_names_a_database_that_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, url: str
) -> None:
    with Store.open(url) as store:
        Window(store).does("rename", name="One")
    monkeypatch.setenv("COACH_HOME", str(home))
    monkeypatch.setenv("COACH_DATABASE_URL", url)
    monkeypatch.setenv("COACH_RETENTION_DAYS", "30")
    doctor = call(monkeypatch, capsys, "doctor")
    assert doctor.code == 0
    assert re.search(
        r"^ok    database   the (SQLite file|PostgreSQL database) .*: 1 user; a case goes 30 days after",
        doctor.out,
        re.MULTILINE,
    )
    assert "horse" not in doctor.out


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("right", SECRET, "refuses the user or the password"),
        ("//coach:", "//nobody:", "refuses the user or the password"),
        (":right%20horse", "", "refuses the user or the password"),
        ("/postgres", "/nowhere", "database nowhere .* is not there; make it with 'createdb'"),
        ("/postgres", f"/postgres?sslmode=require&password={SECRET}", "does not agree on TLS"),
    ],
)
def test_what_postgresql_refuses_is_said_in_our_words(
    postgres_url: str, old: str, new: str, told: str
) -> None:
    scheme, rest = postgres_url.split("://")
    kind, said = failure(f"{scheme}://{f'//{rest}'.replace(old, new, 1).removeprefix('//')}")
    assert kind is StoreError
    assert re.search(told, said)
    assert SECRET not in said
    assert "horse" not in said


@pytest.mark.postgres
def test_a_lock_in_postgresql_is_not_waited_for_without_end(
    emptied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PATIENCE", 1)
    engine = sqlalchemy.create_engine(tables.read(emptied))
    with Store.open(emptied) as store:
        window = Window(store)
        with engine.begin() as raw:
            raw.exec_driver_sql("LOCK TABLE coach_cases IN EXCLUSIVE MODE")
            with pytest.raises(StoreError, match="locked by another program"):
                window.does("rename", name="One")
        window.does("rename", name="One")
    engine.dispose()


@pytest.mark.postgres
def test_connections_that_the_server_ended_are_made_anew(emptied: str) -> None:
    engine = sqlalchemy.create_engine(tables.read(emptied))
    with Store.open(emptied) as store:
        Window(store).does("rename", name="One")
        with engine.begin() as raw:
            raw.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'repair-coach'"
            )
        assert store.session("ann").talk.name == "One"
    engine.dispose()


def test_a_locked_file_is_said_and_what_follows_is_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PATIENCE", 0.1)
    with Store.open(f"sqlite:///{file}") as store:
        raw = sqlite3.connect(file, isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another program; close that one"):
            Window(store).does("rename", name="One")
        raw.execute("ROLLBACK")
        raw.close()
        Window(store).does("rename", name="One")
        assert store.session("ann").talk.name == "One"


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"Dear Dana, " * 900, "is no database; name another file"), (b"", "")],
)
def test_a_file_that_is_something_else_is_left_as_it_is(
    file: Path, content: bytes, told: str
) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    if not told:
        Store.open(f"sqlite:///{file}").close()
        return
    kind, said = failure(f"sqlite:///{file}")
    assert kind is StoreError
    assert told in said
    assert file.read_bytes() == content


def test_a_damaged_file_is_said(file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        window = Window(store)
        window.does("draft", text="Dear Dana, " * 900)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with (
        pytest.raises(StoreError, match="is damaged; put a copy"),
        Store.open(f"sqlite:///{file}") as store,
    ):
        store.session("ann")


def test_a_place_where_no_file_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path, tmp_path / "file" / "kept.db"):
        kind, told = failure(f"sqlite:///{place}")
        assert kind is StoreError
        assert "cannot be opened" in told


@pytest.mark.parametrize("missing", ["sqlalchemy", "psycopg"])
def test_without_the_extra_the_error_names_it(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    if missing == "sqlalchemy":
        monkeypatch.delitem(sys.modules, "coach.ui.tables")
        monkeypatch.delattr("coach.ui.tables")
    with pytest.raises(SettingsError, match=r"pip install 'repair-coach\[server\]'"):
        Store.open(f"postgresql://ann:{SECRET}@127.0.0.1:1/coach")


def test_no_database_is_opened_where_none_is_set() -> None:
    assert stores.opened(Settings()) is None
    assert stores.examine(Settings()) == ()


# --- The command ---------------------------------------------------------------------------------


def every_exchange(session: Session) -> list[dict[str, Any]]:
    """Stand for ``feedback.examples``, where what was said of an answer is not at issue."""
    return [
        {"id": f"{talk.id}-{at}", "question": one.question}
        for talk in session.talks
        for at, one in enumerate(talk.exchanges, 1)
    ]


def test_feedback_of_all_users_is_exported_without_their_names(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(feedback, "examples", every_exchange)
    out = tmp_path / "examples.jsonl"
    missing = call(monkeypatch, capsys, "feedback", "export", str(out))
    assert missing.code == 1
    assert "COACH_DATABASE_URL names no database" in missing.err
    with Store.open(f"sqlite:///{file}") as store:
        for user in ("ann", "ben"):
            Window(store, user).does("ask", question="I was late.\u2028Very.")
    monkeypatch.setenv("COACH_DATABASE_URL", f"sqlite:///{file}")
    done = call(monkeypatch, capsys, "feedback", "export", str(out))
    assert (done.code, done.out) == (0, f"wrote 2 examples of 2 users to {out}\n")
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["1-1-1", "2-1-1"]
    assert "ann" not in out.read_text(encoding="utf-8")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600 or os.name == "nt"
    again = call(monkeypatch, capsys, "feedback", "export", str(out))
    assert again.code == 1
    assert "would be lost" in again.err
    assert call(monkeypatch, capsys, "feedback", "export", "-").out.count("\n") == 2
