"""The plan on the command line: kept from one run to the next, told on each, exported, forgotten."""

import json
import os
import re
import stat
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import vobject

from terminal import COMMAND, Done, Terminal, call, surroundings

ZONE = "Europe/Berlin"
DRAFT = """Dear Marco,

the price list I sent you on Monday was wrong, and that was my mistake. I will send the corrected list
within two weeks. We'll keep you posted.

Jo
"""

Command = Callable[..., Done]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def command(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command in this process."""
    monkeypatch.setenv("COACH_HOME", str(place))

    def run(*arguments: str, stdin: str = "") -> Done:
        return call(monkeypatch, capsys, *arguments, stdin=stdin.encode())

    return run


@pytest.fixture
def program(place: Path) -> Command:
    """The real command, each call a process of its own, in a time zone of its own."""

    def run(*arguments: str, stdin: str = "") -> Done:
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            env=surroundings(COACH_HOME=str(place), TZ=ZONE),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


def day(ahead: int) -> str:
    return (date.today() + timedelta(days=ahead)).isoformat()


def one_line(text: str) -> bool:
    return text.startswith("coach: ") and text.count("\n") == 1


def test_a_plan_is_told_on_each_run_with_what_is_missed_first(program: Command) -> None:
    program("plan", "--case", "acme", "--add", "Send the list", "--by", day(30), "--proof", "mail")
    program("plan", "--case", "acme", "--add", "Call Marco", "--by", day(-2), "--owner", "Ann")
    program("plan", "--case", "acme", "--add", "Bring the keys", "--by", day(1))
    done = program("plan", "--case", "acme")
    assert (done.code, done.err) == (0, "")
    for first, then in (
        ("Missed\n2. Call Marco\n   Ann; ", "Due within two days\n3. Bring the keys\n   me; "),
        ("Due within two days", "Later\n1. Send the list\n"),
        (
            "Later",
            "If they count on 2 and it will not be kept, send this today, since it is missed:\n\n    I promised",
        ),
        (
            "If they count on 2",
            "If they count on 3 and it will not be kept, send this before that date:",
        ),
    ):
        assert done.out.index(first) < done.out.index(then)
    assert "proof: mail" in done.out
    assert "[new date]" in done.out
    assert "--follow-up today" in done.out
    assert "\x1b" not in done.out


def test_steps_are_ticked_off_moved_and_removed_by_the_numbers_shown(command: Command) -> None:
    for action in ("One", "Two", "Three"):
        command("plan", "--case", "acme", "--add", action)
    done = command(
        *("plan", "--case", "acme", "--done", "1", "--proof", "seen", "--move", "3", day(9)),
        *("--remove", "2", "--json"),
    )
    values = json.loads(done.out)
    assert (values["schema"], values["case"]) == (1, "acme")
    assert [(item["action"], item["done"], item["due"]) for item in values["plan"]] == [
        ("One", day(0), None),
        ("Three", None, day(9)),
    ]
    assert values["plan"][0]["proof"] == "seen"
    assert json.loads(command("plan", "--case", "acme", "--json").out) == values


@pytest.mark.parametrize("way", ["file", "pipe"])
def test_what_a_draft_promises_joins_once(command: Command, tmp_path: Path, way: str) -> None:
    (tmp_path / "draft.txt").write_text(DRAFT, "utf-8")
    arguments = ("plan", "--case", "acme", "--from", "-" if way == "pipe" else "")
    if way == "file":
        arguments = (*arguments[:-1], str(tmp_path / "draft.txt"))
    done = command(*arguments, stdin=DRAFT)
    assert done.err == "found 2 promises in the draft\n"
    assert re.search(r"Later\n1\. Send the corrected list\n   me; ", done.out)
    assert "Without a date\n2. Keep you posted\n   we; no date" in done.out
    assert "--move 2" in done.out
    again = json.loads(command(*arguments, "--json", stdin=DRAFT).out)
    assert [(item["due"], item["source"]) for item in again["plan"]] == [
        (day(14), "draft"),
        (None, "draft"),
    ]


def test_follow_ups_are_proposed_and_what_keeps_the_client_opens_when_all_is_kept(
    command: Command,
) -> None:
    done = command("plan", "--case", "acme", "--follow-up", "today", "--json")
    steps = [item["step"] for item in json.loads(done.out)["plan"]]
    assert set(steps) == {"mend-fences/follow-up", "fall-on-sword/ask-how"}
    question = str(steps.index("fall-on-sword/ask-how") + 1)
    command("plan", "--case", "acme", "--add", "Send the list", "--by", day(3))
    open_ = json.loads(command("plan", "--case", "acme", "--json").out)
    assert (open_["stable"], open_["next_steps"]) == (False, [])
    number = str(len(steps) + 1)
    out = command("plan", "--case", "acme", "--done", number, "--done", question).out
    assert "The repair is stable." in out
    assert "keep-client/seek-feedback" in out


def test_an_exported_calendar_opens_in_another_program(program: Command, tmp_path: Path) -> None:
    program("plan", "--case", "acme", "--add", "Call Marco", "--by", "2031-07-04 15:00")
    program("plan", "--case", "acme", "--add", "Write", "--by", "2031-01-03")
    to = tmp_path / "plan.ics"
    done = program("plan", "--case", "acme", "--export", str(to))
    assert done == Done(0, "", f"written to {to}\n")
    call, write = vobject.readOne(to.read_text("utf-8")).contents["vevent"]
    assert call.dtstart.value.isoformat() == "2031-07-04T15:00:00+02:00"
    assert f"DTSTART;TZID={ZONE}:20310704T150000" in to.read_text("utf-8")
    assert write.dtstart.value == date(2031, 1, 3)


@pytest.mark.parametrize("ending", ["md", "json"])
def test_a_plan_is_exported_for_people_and_programs(
    command: Command, tmp_path: Path, ending: str
) -> None:
    command("plan", "--case", "acme", "--add", "Call Zoë", "--by", day(1))
    to = tmp_path / f"plan.{ending}"
    assert command("plan", "--case", "acme", "--export", str(to)).code == 0
    assert "Call Zoë" in to.read_text("utf-8")
    assert command("plan", "--case", "acme", "--export", str(to)).code == 0
    to.write_text("mine", "utf-8")
    done = command("plan", "--case", "acme", "--export", str(to))
    assert (done.code, one_line(done.err), to.read_text("utf-8")) == (1, True, "mine")


def test_without_a_client_those_there_are_are_named(command: Command) -> None:
    done = command("plan")
    assert (done.code, done.out) == (2, "")
    assert "--case NAME; there is none yet" in done.err
    command("plan", "--case", "acme", "--add", "Call")
    command("plan", "--case", "Bolt", "--add", "Call")
    done = command("plan", "--done", "1")
    assert one_line(done.err)
    assert "there are acme, bolt" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--case", "carver"), 1, "no client is called 'carver'; there are acme"),
        (("--case", "carver", "--done", "1"), 1, "there are acme"),
        (("--case", "../acme", "--add", "x"), 1, "letters, digits"),
        (("--case", "acme", "--done", "7"), 1, "its numbers are 1 to 1"),
        (("--case", "acme", "--add", "Write", "--by", "14/5"), 1, "cannot read one date in '14/5'"),
        (("--case", "acme", "--add", "  "), 1, "wants an action"),
        (("--case", "acme", "--from", "nowhere.txt"), 1, "nowhere.txt cannot be read"),
        (("--case", "acme", "--by", "Friday"), 2, "belong to --add"),
        (("--case", "acme", "--proof", "mail"), 2, "--add or --done"),
        (("--case", "acme", "--export", "plan.pdf"), 2, ".md, .json, .ics"),
        (("--case", "acme", "--move", "one", "Friday"), 2, "--move"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    command: Command, place: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    command("plan", "--case", "acme", "--add", "Call")
    before = (place / "cases" / "acme.toml").read_bytes()
    done = command("plan", *arguments)
    assert (done.code, done.out) == (code, "")
    assert one_line(done.err)
    assert told in done.err
    assert (place / "cases" / "acme.toml").read_bytes() == before
    assert [path.name for path in (place / "cases").iterdir()] == ["acme.toml"]


def test_a_file_edited_by_hand_is_read_back_or_refused_with_its_line(
    command: Command, place: Path
) -> None:
    command("plan", "--case", "acme", "--add", "Call Marco")
    path = place / "cases" / "acme.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("\n[[plan]]\n", '\nwho = "Marco Rossi"\n\n\n[[plan]]\n'), "utf-8")
    assert command("plan", "--case", "acme").out.startswith("acme: Marco Rossi\n")
    path.write_text(text.replace('"Call Marco"', '"Call Marco'), "utf-8")
    line = text.splitlines().index('action = "Call Marco"') + 1
    done = command("plan", "--case", "acme", "--done", "1")
    assert (done.code, done.out) == (1, "")
    assert f"acme.toml, line {line}: " in done.err
    listed = command("cases")
    assert listed.code == 1
    assert f"acme.toml, line {line}: " in listed.out


def test_clients_are_listed_and_forgotten(command: Command, place: Path) -> None:
    assert command("cases").out == (
        "none yet; begin one with 'coach plan --case NAME --add \"…\"'\n"
    )
    command("plan", "--case", "acme", "--add", "Call", "--by", day(-1))
    command("plan", "--case", "bolt", "--add", "Write")
    assert command("cases").out == "acme  1 missed\nbolt\n"
    values = json.loads(command("cases", "--json").out)
    assert [one["case"] for one in values["cases"]] == ["acme", "bolt"]
    path = place / "cases" / "acme.toml"
    assert command("forget", "acme") == Done(0, f"removed {path}\n", "")
    assert not path.exists()
    done = command("forget", "acme")
    assert done.code == 1
    assert "no client is called 'acme'; there are bolt" in done.err


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX systems")
def test_nobody_else_may_read_what_is_kept(program: Command, place: Path) -> None:
    program("plan", "--case", "acme", "--add", "Call")
    folder = place / "cases"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "acme.toml").stat().st_mode) == 0o600


def test_a_plan_needs_nothing_heavy(place: Path) -> None:
    source = (
        "import sys\nfrom coach.cli import main\n"
        "sys.argv = ['coach', 'plan', '--case', 'acme', '--add', 'Call', '--by', 'Friday 3 pm']\n"
        "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules)"
    )
    done = subprocess.run(
        [*COMMAND[:1], "-c", source],
        env=surroundings(COACH_HOME=str(place), TZ=ZONE),
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert loaded & {"chromadb", "langchain", "numpy", "openai", "icalendar", "dateparser"} == set()


def test_on_a_terminal_long_words_wrap_under_their_number(place: Path) -> None:
    action = "Send the corrected price list to each of the customers who called him on that Monday"
    environment = {"COACH_HOME": str(place), "TZ": ZONE}
    with Terminal("plan", "--case", "acme", "--add", action, columns=60, **environment) as screen:
        assert screen.end() == 0
    assert all(len(line) <= 60 for line in screen.text.splitlines())
    assert re.search(r"^1\. Send the corrected .*\n   \w", screen.text, re.MULTILINE)
