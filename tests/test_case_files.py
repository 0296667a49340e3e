"""One file a client: written whole, read back or refused with the line, forgotten without a trace."""

import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import case_files, plans
from coach.case_files import FACTS, CaseFile
from coach.cases import LISTS, Case
from coach.errors import CaseFileError
from coach.plans import Item, Plan
from terminal import surroundings

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 6, 10, 30, tzinfo=BERLIN)

ACME = CaseFile(
    "acme",
    {
        "who": "Marco Rossi, hotel manager",
        "happened": ('I sent the "old" price list', "He called his customers twice"),
        "whose_error": "me",
    },
    Plan(
        (
            Item("Send the list", due=datetime(2026, 5, 8, 15, tzinfo=BERLIN), proof="the mail"),
            Item("Call each customer", owner="Ann", due=date(2026, 5, 12)),
            Item("Ask how we are doing", step=plans.ASK_HOW, source=plans.COACH),
        )
    ),
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "home"


def read(text: str) -> CaseFile:
    return case_files.parse(text.encode("utf-8"), "acme", source="acme.toml", zone=BERLIN)


# --- Round trips --------------------------------------------------------------------------------

TEXTS = st.text(max_size=60)
DUES = st.one_of(
    st.none(),
    st.dates(),
    st.builds(
        lambda moment, zone: moment.replace(tzinfo=ZoneInfo(zone)),
        st.datetimes(),
        st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")),
    ),
)
ITEMS = st.builds(
    Item,
    action=TEXTS.map(lambda text: f"do {text}"),
    owner=TEXTS,
    due=DUES,
    proof=TEXTS,
    step=TEXTS,
    done=st.one_of(st.none(), st.dates()),
    source=st.sampled_from(plans.SOURCES),
)
VALUES = {
    name: st.sampled_from(("", *fact.choices))
    if fact.choices
    else st.lists(TEXTS, max_size=3).map(tuple)
    if fact.many
    else TEXTS
    for name, fact in FACTS.items()
}


def test_a_file_holds_the_facts_of_a_case_and_no_other() -> None:
    assert list(FACTS) == [field.name for field in fields(Case)]
    assert tuple(name for name, fact in FACTS.items() if fact.many) == LISTS


@given(st.fixed_dictionaries({}, optional=VALUES), st.lists(ITEMS, max_size=4).map(tuple))
@settings(max_examples=150, deadline=None)
def test_any_facts_and_any_plan_come_back(facts: dict[str, str], items: tuple[Item, ...]) -> None:
    file = CaseFile("acme", facts, Plan(items))
    text = case_files.render(file)
    assert read(text) == file
    assert case_files.render(read(text)) == text


def test_a_file_is_kept_from_one_run_to_the_next(place: Path) -> None:
    there = case_files.save(place, ACME)
    assert there == place / "cases" / "acme.toml"
    assert case_files.load(place, "acme") == ACME
    source = (
        "import pathlib, sys\nfrom coach import case_files\n"
        "print(case_files.load(pathlib.Path(sys.argv[1]), 'acme').plan.items[0].due.isoformat())"
    )
    done = subprocess.run(
        [sys.executable, "-c", source, str(place)],
        env=surroundings(TZ="Asia/Tokyo"),
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "2026-05-08T15:00:00+02:00\n"


def test_a_file_says_at_its_head_what_each_line_is() -> None:
    head = case_files.render(CaseFile("acme"))
    assert all(line.startswith("#") or not line for line in head.splitlines())
    assert "Comments of your own are lost" in head
    for name in (*FACTS, "action", "owner", "due", "proof", "step", "done", "source", "id"):
        assert f"\n# {name} " in head
    assert read(head) == CaseFile("acme")


def test_what_is_empty_is_left_out_and_texts_are_cleaned() -> None:
    file = CaseFile("acme", {"who": " Zoë\x07 \r\n Müller ", "matter": " ", "cost": ("", " a ")})
    assert dict(file.facts) == {"who": "Zoë\nMüller", "cost": ("a",)}
    assert read(case_files.render(file)) == file


# --- Edited by hand -----------------------------------------------------------------------------


def test_order_blank_lines_comments_and_indents_do_not_matter() -> None:
    file = read(
        "\n\n  matter='the price list'  # mine\r\n\r\nwho = \"Marco\"\nhappened = [ 'one',\n\n'two' ]\n"
        '[[plan]]\n\n  due = "2026-05-08 15:00"\n  action = "Call"\n\n\n[[plan]]\naction = "Ask"\n'
    )
    assert dict(file.facts) == {
        "who": "Marco",
        "matter": "the price list",
        "happened": ("one", "two"),
    }
    assert [item.due for item in file.plan.items] == [
        datetime(2026, 5, 8, 15, tzinfo=BERLIN),
        None,
    ]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ('"2026-05-08"', date(2026, 5, 8)),
        ("2026-05-08", date(2026, 5, 8)),
        ('"2026-05-08 9:00"', datetime(2026, 5, 8, 9, tzinfo=BERLIN)),
        ("2026-05-08T09:00:00", datetime(2026, 5, 8, 9, tzinfo=BERLIN)),
        ('"2026-05-08T09:00+00:00"', datetime(2026, 5, 8, 11, tzinfo=BERLIN)),
        ("2026-05-08T09:00:00Z", datetime(2026, 5, 8, 11, tzinfo=BERLIN)),
        ('"2026-05-08 09:00 Asia/Tokyo"', datetime(2026, 5, 8, 2, tzinfo=BERLIN)),
        ('""', None),
    ],
)
def test_a_date_is_read_as_people_write_it(written: str, due: date | None) -> None:
    [item] = read(f'[[plan]]\naction = "Call"\ndue = {written}\n').plan.items
    assert item.due == due


def test_one_text_where_a_list_may_stand_is_a_list_of_one() -> None:
    assert read('cost = "a day"').facts["cost"] == ("a day",)


def test_an_id_that_was_copied_with_its_step_is_made_anew() -> None:
    text = case_files.render(CaseFile("acme", {}, Plan((Item("Call"),))))
    step = text[text.index("\n[[plan]]\n") :]
    first, second = read(f"{text}\n{step}").plan.items
    assert first.id != second.id
    assert first.id == Plan((Item("Call"),)).items[0].id


def test_a_byte_order_mark_is_no_fault() -> None:
    raw = b'\xef\xbb\xbfwho = "Marco"\r\n'
    assert case_files.parse(raw, "acme", source="x").facts["who"] == "Marco"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('# x\nwho = "Marco\nmatter = "a"\n', 2, "not closed"),
        ('who = "a"\nhappened = [\n  "one",\n  "two"\n', 2, "not closed"),
        ("who = “Marco”\n", 1, "straight quotation marks"),
        ('who = "C:\\Users"\n', 1, "write a backslash twice"),
        ('who = "a"\n\nwho = "b"\n', 3, "keep one"),
        ('who = "a"\nwoh = "b"\n', 2, "there is no fact 'woh'; the facts are who, matter"),
        ('who = "a"\n[facts]\nmatter = "b"\n', 2, "there is no fact 'facts'"),
        ("who = 7\n", 1, "one text in quotation marks"),
        ('matter = "x"\nwho = ["a", "b"]\n', 2, "one text in quotation marks"),
        ('matter = "x"\nhappened = [\n"a",\n7]\n', 2, "a list of texts"),
        ('\nwhose_error = "them"\n', 2, "one of me, colleague, third, client, nobody, unknown"),
        ('plan = "call"\n', 1, "[[plan]]"),
        ('who = "a"\n[plan]\naction = "Call"\n', 2, "with two brackets"),
        ('[[plan]]\naction = "a"\n[[plan]]\nowner = "me"\n', 3, "wants an action"),
        ('[[plan]]\naction = "a"\n\n[[plan]]\naction = " "\n', 5, "wants an action"),
        ('[[plan]]\naction = "a"\ndue = "Friday"\n', 3, 'wanted a date such as "2027-05-14"'),
        ('[[plan]]\naction = "a"\ndue = "2026-02-30"\n', 3, "wanted a date"),
        ('[[plan]]\naction = "a"\ndue = "2026-05-08 25:00"\n', 3, "wanted a date"),
        ('[[plan]]\naction = "a"\ndue = "2026-05-08 09:00+25:00"\n', 3, "wanted a date"),
        ('[[plan]]\naction = "a"\ndue = "2026-05-08 15:00 Berlin"\n', 3, "no time zone 'Berlin'"),
        ('[[plan]]\naction = "a"\ndue = "2026-05-08 15:00 ../x"\n', 3, "wanted a date"),
        ('[[plan]]\naction = "a"\ndone = true\n', 3, "wanted a date"),
        ('[[plan]]\naction = "a"\nowner = 3\n', 3, "one text in quotation marks"),
        ('[[plan]]\naction = "a"\nsource = "mars"\n', 3, "one of"),
        ('[[plan]]\naction = "a"\nwhen = "x"\n', 3, "has no 'when'"),
        ('[[plan]]\naction = "a"\nwho = "x"\n', 3, "above the first [[plan]]"),
        ('who = "a"\nplan = [{owner = "me"}]\n', 2, "wants an action"),
        ('matter = """\nwho = 3\n"""\nwho = 7\n', 4, "one text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int, told: str) -> None:
    with pytest.raises(CaseFileError) as error:
        read(text)
    assert f"acme.toml, line {line}: " in str(error.value)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'who = "a"\nmatter = "caf\xe9"\n', "line 2: this is no UTF-8"),
        ('who = "a"\n'.encode("utf-16"), "line 1"),
        (b"#" * 1_000_001, "at most 1,000,000"),
        (b"who = " + b"[" * 90_000, "acme.toml"),
    ],
)
def test_what_is_no_text_of_ours_is_refused(raw: bytes, told: str) -> None:
    with pytest.raises(CaseFileError, match=told):
        case_files.parse(raw, "acme", source="acme.toml")


def test_a_fault_stays_in_the_file_and_is_named_with_its_path(place: Path) -> None:
    there = case_files.save(place, ACME)
    broken = there.read_text("utf-8").replace('who = "', "who = ")
    there.write_text(broken, "utf-8")
    line = broken.splitlines().index('who = Marco Rossi, hotel manager"') + 1
    with pytest.raises(CaseFileError, match=rf"acme\.toml, line {line}: "):
        case_files.update(place, "acme", lambda file: file)
    assert there.read_text("utf-8") == broken


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["", "../acme", "a/b", "a\\b", "acme.toml", "a b", "-acme", "a" * 65, "*", "con", "COM1", "\0"],
)
def test_a_name_that_is_no_file_name_is_refused(place: Path, name: str) -> None:
    for call in (case_files.load, case_files.forget, case_files.path):
        with pytest.raises(CaseFileError):
            call(place, name)
    with pytest.raises(CaseFileError):
        CaseFile(name)


def test_a_name_is_the_same_in_capitals(place: Path) -> None:
    case_files.save(place, CaseFile("Müller-Söhne_2", {"who": "Zoë"}))
    assert case_files.listed(place) == ("müller-söhne_2",)
    assert case_files.load(place, "MÜLLER-SÖHNE_2").facts["who"] == "Zoë"


def test_a_client_who_is_not_there_is_answered_with_those_who_are(place: Path) -> None:
    with pytest.raises(CaseFileError, match="there is none yet"):
        case_files.load(place, "acme")
    case_files.save(place, ACME)
    case_files.save(place, CaseFile("bolt"))
    for call in (case_files.load, case_files.forget):
        with pytest.raises(
            CaseFileError, match="no client is called 'carver'; there are acme, bolt"
        ):
            call(place, "carver")


# --- The folder ---------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX systems")
def test_nobody_else_may_read_it(place: Path) -> None:
    before = os.umask(0)
    try:
        there = case_files.save(place, ACME)
        there.chmod(0o644)
        there.parent.chmod(0o755)
        case_files.save(place, CaseFile("acme", {"who": "Zoë"}))
    finally:
        os.umask(before)
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert stat.S_IMODE(there.parent.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_said_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CaseFileError, match="COACH_HOME"):
        case_files.save(tmp_path / "file", ACME)


def test_what_is_forgotten_is_gone_with_all_that_an_editor_left(place: Path) -> None:
    there = case_files.save(place, ACME)
    case_files.save(place, CaseFile("acme-2", {"who": "Zoë"}))
    left = [there.with_name(name) for name in ("acme.toml~", "acme.toml.bak", ".acme.toml.swp")]
    for path in left:
        path.write_text("Marco", "utf-8")
    assert set(case_files.forget(place, "acme")) == {there, *left}
    assert case_files.listed(place) == ("acme-2",)
    remains = [path for path in place.rglob("*") if path.is_file()]
    assert all(b"Marco" not in path.read_bytes() for path in remains)
    assert not any("acme." in path.name for path in remains)


def test_a_broken_file_is_forgotten_too(place: Path) -> None:
    case_files.save(place, ACME).write_text("who = [", "utf-8")
    assert case_files.forget(place, "acme")
    assert case_files.listed(place) == ()


def test_a_change_that_fails_leaves_the_file_as_it_was(place: Path) -> None:
    there = case_files.save(place, ACME)
    before = there.read_bytes()

    def fails(file: CaseFile) -> CaseFile:
        raise ValueError(file.name)

    with pytest.raises(ValueError, match="acme"):
        case_files.update(place, "acme", fails)
    assert there.read_bytes() == before


def test_a_new_client_begins_only_where_that_is_meant(place: Path) -> None:
    with pytest.raises(CaseFileError, match="no client"):
        case_files.update(place, "acme", lambda file: file)
    assert case_files.update(place, "acme", lambda file: file, create=True) == CaseFile("acme")
    assert case_files.listed(place) == ("acme",)


# --- Two at once, and one that is killed --------------------------------------------------------

ADDS = """
import pathlib, sys
from dataclasses import replace
from coach import case_files
from coach.plans import Item
home, who = pathlib.Path(sys.argv[1]), sys.argv[2]
for number in range(15):
    case_files.update(
        home, "acme",
        lambda file: replace(file, plan=file.plan.add(Item(f"{who} {number}"))), create=True,
    )
"""


def test_two_who_write_at_once_lose_nothing(place: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", ADDS, str(place), who], env=surroundings())
        for who in ("one", "other")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    there = {item.action for item in case_files.load(place, "acme").plan.items}
    assert there == {f"{who} {number}" for who in ("one", "other") for number in range(15)}


SLOW = """
import os, pathlib, sys, time
from dataclasses import replace
from coach import case_files
from coach.case_files import CaseFile
home = pathlib.Path(sys.argv[1])
def slow(*_):
    print("writing", flush=True)
    time.sleep(60)
os.fsync = slow
case_files.save(home, CaseFile("acme", {"who": "Zoë" * 5000}))
"""


@pytest.mark.skipif(os.name != "posix", reason="a process is killed by a signal of POSIX systems")
def test_one_that_is_killed_in_the_middle_of_a_write_loses_nothing(place: Path) -> None:
    case_files.save(place, ACME)
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(place)], env=surroundings(), stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)
    assert case_files.load(place, "acme") == ACME
    started = time.monotonic()
    case_files.save(place, CaseFile("acme", {"who": "Marco"}))
    assert time.monotonic() - started < 10
    assert case_files.load(place, "acme").facts["who"] == "Marco"
    assert [path.name for path in (place / "cases").iterdir()] == ["acme.toml"]


# --- Exports ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".md", ".json", ".ics"])
def test_an_export_is_renewed_and_a_file_of_the_users_is_not(tmp_path: Path, ending: str) -> None:
    to = tmp_path / f"plan{ending}"
    case_files.export(ACME, to, NOW)
    first = to.read_bytes()
    assert b"Call each customer" in first
    case_files.export(CaseFile("acme"), to, NOW)
    assert b"Call each customer" not in to.read_bytes()
    to.write_text("notes of mine", "utf-8")
    with pytest.raises(CaseFileError, match="choose another name"):
        case_files.export(ACME, to, NOW)
    assert to.read_text("utf-8") == "notes of mine"


def test_an_export_elsewhere_is_refused_with_the_endings(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match=r"\.md, \.json, \.ics"):
        case_files.export(ACME, tmp_path / "plan.pdf", NOW)
    with pytest.raises(CaseFileError, match="cannot write"):
        case_files.export(ACME, tmp_path / "none" / "plan.md", NOW)
