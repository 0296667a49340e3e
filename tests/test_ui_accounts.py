"""Users and their passwords, passes, waits and whose answers are whose; and the commands for users."""

import os
import stat
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import AccountError, SettingsError
from coach.settings import Settings
from coach.ui import accounts, passes, rates, visits
from coach.ui.accounts import Accounts
from coach.ui.passes import Passes
from coach.ui.rates import Answers, Attempts, Rate
from terminal import Done, Terminal, call

GOOD = "correct horse battery staple"
OTHER = "four words nobody guesses"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def users(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path / "data" / "users")
    made.add("dana", GOOD)
    return made


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


# --- Users ---------------------------------------------------------------------------------------


def test_a_user_is_let_in_by_the_password_and_by_no_other(users: Accounts) -> None:
    assert users.verified("dana", GOOD) == "dana"
    assert users.verified(" Dana ", GOOD) == "dana"
    assert users.verified("dana", GOOD + " ") == ""
    assert users.verified("dana", "") == ""
    assert users.verified("zoe", GOOD) == ""
    # What stands in for a user that is not there lets nobody in either.
    assert users.verified("zoe", "nobody") == ""


def test_only_the_owner_reads_the_file_and_no_password_stands_in_it(users: Accounts) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    text = users.path.read_text()
    assert GOOD not in text
    assert text.count("$argon2id$") == 1


def test_an_accent_may_be_typed_in_either_way(users: Accounts) -> None:
    users.add("jose", "cañón de montaña 7")
    assert users.verified("jose", "cañón de montaña 7") == "jose"


@pytest.mark.parametrize(
    "password", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "dana-dana-is-me", "x" * 1_001]
)
def test_a_password_that_is_soon_guessed_is_refused(users: Accounts, password: str) -> None:
    with pytest.raises(AccountError, match="password"):
        users.change("dana", password)
    assert users.verified("dana", GOOD) == "dana"


@pytest.mark.parametrize("name", ["", " ", "a b", "a:b", "-a", "#a", "a\nb", "ä", "a" * 65, "../x"])
def test_a_name_that_cannot_be_one_is_refused(users: Accounts, name: str) -> None:
    with pytest.raises(AccountError, match="try one such as dana"):
        users.add(name, GOOD)


def test_a_name_is_given_once_whatever_its_case(users: Accounts) -> None:
    with pytest.raises(AccountError, match="coach users password dana"):
        users.add("DANA", OTHER)


def test_a_line_of_ones_own_stays_when_users_change(users: Accounts) -> None:
    hand = f"# the sales team\r\n\n  Bob : {CHEAP.hash(OTHER)}  \n"
    users.path.write_text(users.path.read_text() + hand)
    assert users.names() == ("bob", "dana")
    users.add("zoe", OTHER)
    users.remove("dana")
    assert "# the sales team" in users.path.read_text()
    assert users.names() == ("bob", "zoe")
    assert users.verified("bob", OTHER) == "bob"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("bob:hunter2", "line 4 .* 'bob' no 'name:hash'"),
        ("bob", "line 4"),
        ("b ob:$argon2id$x", "line 4"),
        ("dana:$argon2id$x", "'dana' a second time"),
    ],
)
def test_a_line_that_is_none_is_named_and_nobody_is_let_in(
    users: Accounts, line: str, told: str
) -> None:
    users.path.write_text(users.path.read_text() + line + "\n")
    with pytest.raises(AccountError, match=told):
        users.verified("dana", GOOD)
    with pytest.raises(AccountError, match=told):
        users.stamp("dana")


def test_another_password_and_a_removal_are_seen_by_who_reads_the_same_file(
    users: Accounts,
) -> None:
    page = Accounts(users.path)
    before = page.stamp("dana")
    assert before
    users.change("dana", OTHER)
    assert page.stamp("dana") not in ("", before)
    assert page.verified("dana", GOOD) == ""
    users.remove("dana")
    assert page.stamp("dana") == ""
    assert page.verified("dana", OTHER) == ""


def test_a_hash_of_another_cost_is_made_anew_when_its_user_signs_in(users: Accounts) -> None:
    old = CHEAP.hash(OTHER)
    users.path.write_text(f"bob:{old}\n")
    assert users.verified("bob", GOOD) == ""
    assert old in users.path.read_text()
    assert users.verified("bob", OTHER) == "bob"
    assert "m=47104" in users.path.read_text()
    assert users.verified("bob", OTHER) == "bob"


def test_a_name_that_is_not_there_costs_as_much_time_as_a_wrong_password(users: Accounts) -> None:
    users.prepared()

    def cost(name: str) -> float:
        spent = []
        for _ in range(5):
            begun = time.perf_counter()
            users.verified(name, "some wrong password")
            spent.append(time.perf_counter() - begun)
        return statistics.median(spent)

    there, nowhere = cost("dana"), cost("nobody-here")
    assert 0.4 < nowhere / there < 2.5
    assert nowhere > 0.005


def test_what_is_missing_is_told_with_the_extra_that_brings_it(
    users: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "argon2", None)
    with pytest.raises(SettingsError, match=r"repair-coach\[server\]"):
        users.add("bob", OTHER)


def test_the_setting_names_the_file(tmp_path: Path) -> None:
    assert accounts.place(Settings(home=tmp_path)) == tmp_path / "users"
    assert accounts.place(Settings(users=tmp_path / "team")) == tmp_path / "team"


# --- Passes --------------------------------------------------------------------------------------


def test_a_pass_outlives_a_restart_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "passes.json"
    token = Passes(path).issue("dana", "s1")
    assert token not in path.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    holder = Passes(path).holder(token)
    assert holder is not None
    assert (holder.name, holder.stamp) == ("dana", "s1")
    assert Passes(path).holder(token + "x") is None
    assert Passes(path).holder("") is None


def test_a_pass_ends_when_it_is_taken_back_and_after_a_week(tmp_path: Path) -> None:
    clock = Clock()
    kept = Passes(tmp_path / "passes.json", clock)
    first, second = kept.issue("dana", "s"), kept.issue("dana", "s")
    kept.end(first)
    assert kept.holder(first) is None
    assert Passes(tmp_path / "passes.json", clock).holder(first) is None
    clock.now += passes.LIFE - 1
    assert kept.holder(second) is not None
    clock.now += 2
    assert kept.holder(second) is None


def test_a_user_has_twenty_passes_at_most_and_others_keep_theirs(tmp_path: Path) -> None:
    clock = Clock()
    kept = Passes(tmp_path / "passes.json", clock)
    other = kept.issue("bob", "s")
    given = []
    for _ in range(25):
        clock.now += 1
        given.append(kept.issue("dana", "s"))
    held = [kept.holder(token) is not None for token in given]
    assert held == [False] * 5 + [True] * 20
    assert kept.holder(other) is not None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": ["x"]}', "null"])
def test_passes_that_cannot_be_read_are_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "passes.json"
    path.write_text(text)
    kept = Passes(path)
    assert kept.holder("a") is None
    assert kept.holder(kept.issue("dana", "s")) is not None


def test_where_nothing_can_be_written_a_pass_holds_until_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    kept = Passes(tmp_path / "a-file" / "passes.json")
    token = kept.issue("dana", "s")
    assert kept.holder(token) is not None
    kept.end(token)
    assert kept.holder(token) is None


# --- Waits ---------------------------------------------------------------------------------------


def test_ten_wrong_passwords_for_a_name_slow_the_eleventh_and_the_wait_grows_to_a_minute() -> None:
    clock = Clock()
    tries = Attempts(clock)
    for at in range(10):
        assert tries.begin("dana", f"10.0.0.{at}") == 0
    waits = []
    for at in range(12):
        wait = tries.begin("dana", f"10.0.1.{at}")
        waits.append(wait)
        clock.now += wait
        assert tries.begin("dana", f"10.0.1.{at}") == 0
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60]
    assert tries.begin("bob", "10.9.9.9") == 0


def test_ten_wrong_passwords_from_an_address_slow_it_for_every_name() -> None:
    clock = Clock()
    tries = Attempts(clock)
    # All of them in the 64 bits that one customer is given.
    for at in range(10):
        assert tries.begin(f"user{at}", f"2001:db8::{at}") == 0
    assert tries.begin("dana", "2001:db8:0:1::1") == 0
    assert tries.begin("zoe", "2001:db8::ffff") > 0


def test_waiting_is_not_counted_and_an_hour_forgets() -> None:
    clock = Clock()
    tries = Attempts(clock)
    for _ in range(10):
        tries.begin("dana", "a")
    assert {tries.begin("dana", "a") for _ in range(50)} == {2.0}
    clock.now += 3_601
    for _ in range(10):
        assert tries.begin("dana", "a") == 0
    assert tries.begin("dana", "a") > 0


def test_a_right_password_clears_the_name_and_not_the_address() -> None:
    tries = Attempts(Clock())
    for _ in range(9):
        tries.begin("dana", "a")
    tries.begin("dana", "a")
    tries.succeeded("dana", "a")
    assert tries.begin("dana", "b") == 0
    # Nine wrong ones for others and one's own in between are still nine.
    assert tries.begin("bob", "a") == 0
    assert tries.begin("zoe", "a") > 0


def test_attempts_of_a_flood_of_names_take_bounded_room() -> None:
    tries = Attempts(Clock())
    for at in range(25_000):
        tries.begin(f"n{at}", f"{at % 250}.{at // 250}.0.1")
    assert all(len(kind) <= 10_000 for kind in tries._kinds.values())


def test_so_many_in_a_minute_and_then_the_seconds_until_the_next() -> None:
    clock = Clock()
    rate = Rate(3, 60, clock)
    assert [rate.wait("dana") for _ in range(3)] == [0, 0, 0]
    clock.now += 20
    assert rate.wait("dana") == 40
    assert rate.wait("bob") == 0
    clock.now += 40
    assert rate.wait("dana") == 0
    assert [Rate(0).wait("dana") for _ in range(500)] == [0] * 500


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_no_minute_holds_more_than_it_may(steps: list[float], most: int) -> None:
    clock = Clock()
    rate, taken = Rate(most, 60, clock), []
    for step in steps:
        clock.now += step
        if rate.wait("dana") == 0:
            taken.append(clock.now)
    assert all(later - first >= 60 for first, later in zip(taken, taken[most:], strict=False))


# --- Whose answers -------------------------------------------------------------------------------


def test_an_answer_is_found_by_who_asked_and_by_nobody_else() -> None:
    answers = Answers(Clock())
    mine = answers.begin("dana", "session-1")
    assert mine is not None
    answers.numbered(mine, "e1")
    assert answers.find("dana", "e1") is mine
    assert answers.find("bob", "e1") is None
    assert answers.find("dana", "e2") is None
    assert answers.begin("bob", "session-1") is None
    assert answers.begin("dana", "session-1") is not None


def test_answers_that_nobody_listens_to_or_that_take_too_long_count_as_over() -> None:
    clock = Clock()
    answers = Answers(clock)
    heard, left = answers.begin("dana", "1"), answers.begin("dana", "2")
    assert heard is not None
    assert left is not None
    heard.heard = True
    assert answers.coming("dana") == 2
    assert answers.coming("bob") == 0
    clock.now += rates.UNHEARD + 1
    assert answers.coming("dana") == 1
    clock.now += rates.LONGEST
    assert answers.coming("dana") == 0


# --- From where ----------------------------------------------------------------------------------


def visit(
    *headers: tuple[str, str], peer: str = "127.0.0.1", proxies: tuple[str, ...] = (), **more: Any
) -> visits.Visit:
    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"method": "POST", "path": "/x", "headers": raw, "client": (peer, 1), **more}
    return visits.read(scope, "/coach", visits.networks(proxies))


def test_a_proxys_word_counts_only_when_it_is_trusted() -> None:
    told = (("x-forwarded-for", "6.6.6.6, 203.0.113.9"), ("x-forwarded-proto", "https"))
    unknown = visit(*told)
    assert (unknown.address, unknown.https) == ("127.0.0.1", False)
    trusted = visit(*told, proxies=("127.0.0.1",))
    assert (trusted.address, trusted.https) == ("203.0.113.9", True)
    chain = visit(*told, proxies=("127.0.0.1", "203.0.113.0/24"))
    assert chain.address == "6.6.6.6"
    elsewhere = visit(*told, peer="198.51.100.1", proxies=("127.0.0.1",))
    assert (elsewhere.address, elsewhere.https) == ("198.51.100.1", False)


def test_an_address_of_a_socket_for_both_kinds_is_the_same_address() -> None:
    seen = visit(("x-forwarded-proto", "https"), peer="::ffff:127.0.0.1", proxies=("127.0.0.1",))
    assert seen.https
    assert seen.peer == "127.0.0.1"


def test_hearsay_that_is_no_address_changes_nothing() -> None:
    for told in ("", "unknown", "'; drop", "1.2.3.4, nonsense"):
        assert visit(("x-forwarded-for", told), proxies=("127.0.0.1",)).address == "127.0.0.1"


@pytest.mark.parametrize("text", ["", "proxy.example", "10.0.0.0/99", "1.2.3"])
def test_a_proxy_without_an_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="address of a proxy"):
        visits.networks((text,))


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ((), False),
        ((("sec-fetch-site", "same-origin"),), False),
        ((("sec-fetch-site", "none"),), False),
        ((("sec-fetch-site", "cross-site"),), True),
        ((("sec-fetch-site", "same-site"),), True),
        ((("origin", "https://coach.example"), ("host", "coach.example")), False),
        ((("origin", "http://coach.example:81"), ("host", "coach.example")), True),
        ((("origin", "null"), ("host", "coach.example")), True),
        ((("origin", "https://evil.example"), ("host", "coach.example")), True),
        ((("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")), False),
    ],
)
def test_a_post_of_another_sites_page_is_known(
    headers: tuple[tuple[str, str], ...], foreign: bool
) -> None:
    assert visit(*headers).foreign is foreign


def test_a_name_in_a_header_is_believed_from_the_proxy_alone_and_only_once() -> None:
    who = visits.by_header("X-Forwarded-User", visits.networks(("127.0.0.1",)))
    assert who({"x-forwarded-user": "dana"}, "127.0.0.1") == "dana"
    assert who({"x-forwarded-user": "dana"}, "10.0.0.5") is None
    assert who({"x-forwarded-user": "evil, dana"}, "127.0.0.1") is None
    assert not who({}, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "carried"),
    [("dana", "dana"), (None, ""), ("  ", ""), ("x" * 201, ""), ("José", "Jos%C3%A9"), ("a%b", "a%25b"),
     ("a\r\nx-evil: 1", "a%0D%0Ax-evil: 1"), ("CORP\\dana", "CORP\\dana")],
)  # fmt: skip
def test_a_name_is_carried_in_a_header_whole_and_alone(name: str | None, carried: str) -> None:
    assert visits.carried(name) == carried


# --- The commands --------------------------------------------------------------------------------

Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, stdin: str = "") -> Done:
        return call(monkeypatch, capsys, "users", *arguments, stdin=stdin.encode())

    return run


def test_users_are_added_listed_changed_and_removed(run: Run) -> None:
    kept = Accounts(accounts.place(Settings()))
    assert "nobody yet" in run("list").err
    assert run("add", "Dana", stdin=f"{GOOD}\n").out.startswith("dana can sign in; kept in ")
    assert run("add", "bob", stdin=f"{OTHER}\r\nand more\n").code == 0
    assert run("list").out == "bob\ndana\n"
    assert kept.verified("bob", OTHER) == "bob"
    assert run("password", "bob", stdin=GOOD).code == 0
    assert kept.verified("bob", GOOD) == "bob"
    assert run("remove", "bob").out == "bob can no longer sign in\n"
    assert run("list").out == "dana\n"


@pytest.mark.parametrize(
    ("arguments", "stdin", "told"),
    [
        (("add", "dana"), "", "wanted a password of 12"),
        (("add", "dana"), "short\n", "got 5"),
        (("add", "d na"), GOOD, "try one such as dana"),
        (("remove", "dana"), "", "there is no user 'dana'"),
        (("password", "dana"), GOOD, "there is no user 'dana'"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    run: Run, arguments: tuple[str, ...], stdin: str, told: str
) -> None:
    done = run(*arguments, stdin=stdin)
    assert done.code == 1
    assert told in done.err
    assert len(done.err.splitlines()) == 1
    assert not accounts.place(Settings()).exists()


def test_a_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    with Terminal("users", "add", "dana", COACH_HOME=str(tmp_path)) as screen:
        screen.until("Password for dana (at least 12 characters): ")
        screen.type(f"{GOOD}\r")
        screen.until("The same again: ")
        screen.type(f"{GOOD}\r")
        assert screen.end() == 0
        assert GOOD not in screen.text
    assert Accounts(tmp_path / "users").verified("dana", GOOD) == "dana"
    with Terminal("users", "password", "dana", COACH_HOME=str(tmp_path)) as screen:
        screen.until("12 characters): ")
        screen.type(f"{OTHER}\r")
        screen.until("again: ")
        screen.type(f"{OTHER}!\r")
        assert screen.end() == 1
        assert "not the same; nothing was changed" in screen.text
    assert Accounts(tmp_path / "users").verified("dana", GOOD) == "dana"
