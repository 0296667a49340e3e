"""A suite for articles of one's own: from ``coach eval init`` to a green run, and to a red one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach import own
from coach.articles import Article, Section
from coach.errors import CoachError
from coach.evaluation import scenarios, suites
from terminal import Done, call

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
ARTICLE = "keeping-regulars-at-a-small-bakery"

Command = Callable[..., Done]


@pytest.fixture
def command(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command in this process, over a data folder of its own."""

    def run(*arguments: object) -> Done:
        return call(monkeypatch, capsys, *map(str, arguments))

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.md"
    path.write_text(BAKERY, encoding="utf-8")
    return path


def article(*keys: str, id_: str = "bread", name: str = "Bake", text: str = "Do it.") -> Article:
    sections = tuple(Section(key, name, text) for key in keys)
    return Article(id_, "On Bread", "Ann", "https://example.com", "en", sections)


def rows(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "scenarios" / "look.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


# --- The whole way --------------------------------------------------------------------------------


def test_from_an_article_to_a_green_run_and_to_a_red_one_after_it_was_changed(
    command: Command, page: Path, tmp_path: Path
) -> None:
    suite = tmp_path / "my suite"
    assert command("ingest", "--yes", page).code == 0
    started = command("eval", "init", suite)
    assert started.code == 0
    assert started.out.count("wrote ") == 3
    assert len(rows(suite)) == 3

    # Nothing was decided to be right yet, and that is no pass.
    first = command("eval", "run", "--folder", suite)
    assert first.code == 1
    assert "there is no baseline yet" in first.out
    assert f'coach eval run --folder "{suite}" --accept' in first.out
    assert '3 scenarios still marked "todo"' in first.err

    assert command("eval", "run", "--folder", suite, "--accept").code == 0
    green = command("eval", "run", "--folder", suite, "--out", tmp_path / "out")
    assert green.code == 0
    assert green.out.splitlines()[-1] == "1 passed, 0 failed"
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    means = {row["name"]: row["mean"] for row in result["metrics"]}
    # An article of one's own is cited like the rest, and is no invention.
    assert means["step_recall"] == means["answered"] == 1
    assert min(means["clean"], means["supported"]) > 0.9
    assert result["operators"] == []

    assert command("ingest", "remove", ARTICLE).code == 0
    changed = BAKERY.replace("Bring a fresh sourdough to the door", "Send a voucher by post")
    page.write_text(changed, encoding="utf-8")
    assert command("ingest", "--yes", page).code == 0
    red = command("eval", "run", "--folder", suite)
    assert red.code == 1
    assert f"{ARTICLE}-2/1: faults was" in red.out
    assert "gift-as-fix" in red.out
    assert red.out.splitlines()[-1] == "0 passed, 1 failed"


def test_a_step_that_is_gone_and_an_article_that_is_gone_make_the_run_invalid(
    command: Command, page: Path, tmp_path: Path
) -> None:
    suite = tmp_path / "suite"
    command("ingest", "--yes", page)
    command("eval", "init", suite)
    command("eval", "run", "--folder", suite, "--accept")
    command("ingest", "remove", ARTICLE)
    page.write_text(BAKERY.replace("2. Bake it again the same day", "2. Bake once more"), "utf-8")
    command("ingest", "--yes", page)
    gone = command("eval", "run", "--folder", suite)
    assert gone.code == 2
    assert f"line 2: no article has the step {ARTICLE}/bake-it-again" in gone.err
    assert f"{ARTICLE} has " in gone.err
    command("ingest", "remove", ARTICLE)
    assert command("eval", "run", "--folder", suite).code == 2


def test_a_scenario_that_is_taken_out_is_seen(command: Command, page: Path, tmp_path: Path) -> None:
    suite = tmp_path / "suite"
    command("ingest", "--yes", page)
    command("eval", "init", suite)
    command("eval", "run", "--folder", suite, "--accept")
    file = suite / "scenarios" / "look.jsonl"
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[1:]), "utf-8")
    red = command("eval", "run", "--folder", suite)
    assert red.code == 1
    assert f"{ARTICLE}-1/1: example was there, is gone" in red.out


# --- What is written ------------------------------------------------------------------------------


def test_without_an_article_it_says_what_to_do(command: Command, tmp_path: Path) -> None:
    done = command("eval", "init", tmp_path / "suite")
    assert done.code == 1
    assert "coach ingest FILE" in done.err
    assert not (tmp_path / "suite").exists()


def test_what_is_there_is_never_touched(tmp_path: Path) -> None:
    first = suites.start(tmp_path, [article("own", "ask")])
    assert (len(first.written), first.kept) == (3, ())
    (tmp_path / "README.md").unlink()
    (tmp_path / "gates.toml").write_text("# mine", encoding="utf-8")
    again = suites.start(tmp_path, [article("own")])
    assert again.written == (tmp_path / "README.md",)
    assert len(again.kept) == 2
    assert (tmp_path / "gates.toml").read_text(encoding="utf-8") == "# mine"
    assert len({row["required"][0] for row in rows(tmp_path)}) == 2


@pytest.mark.parametrize("keys", [("own",), ("about", "own", "ask"), tuple("abcdefgh")])
def test_each_article_gets_three_scenarios_that_are_valid_and_all_different(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    odd = article(*keys, name='Say "no" {now} \\ [1]', text="Ünïcode — “quoted” {x}. Then more.")
    suites.start(tmp_path, [odd])
    told = scenarios.scenarios("look", tmp_path / "scenarios", [odd])
    assert len(told) == 3
    assert len({turn for one in told for wording in one.wordings for turn in wording}) == 6
    assert all(one.todo and len(one.wordings) == 2 for one in told)
    assert all("bread/about" not in one.required for one in told)


def test_an_article_without_a_step_is_left_out_and_named(tmp_path: Path) -> None:
    whole = article("about", id_="flat")
    with pytest.raises(CoachError, match="no section of flat is a step"):
        suites.start(tmp_path / "suite", [whole])
    assert not (tmp_path / "suite").exists()
    assert suites.start(tmp_path, [article("own"), whole]).uncitable == ("flat",)


def test_a_long_first_sentence_is_cut(tmp_path: Path) -> None:
    suites.start(tmp_path, [article("own", text="word " * 5_000)])
    assert max(len(row["wordings"][1][0]) for row in rows(tmp_path)) < 400


def test_a_folder_that_is_a_file_is_refused_in_one_line(
    command: Command, page: Path, tmp_path: Path
) -> None:
    command("ingest", "--yes", page)
    done = command("eval", "init", page)
    assert done.code == 1
    assert "choose another folder" in done.err
    assert page.read_text(encoding="utf-8") == BAKERY


def test_a_folder_without_scenarios_says_what_writes_them(command: Command, tmp_path: Path) -> None:
    done = command("eval", "run", "--folder", tmp_path)
    assert done.code == 2
    assert "coach eval init FOLDER" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--lane", "live", "--folder", "x"), "for the lane replay"),
        (("--lane", "live", "--only", "A01"), "for the lane replay"),
        (("--accept", "--only", "A01"), "leave --only out"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    command: Command, arguments: tuple[str, ...], told: str
) -> None:
    done = command("eval", "run", *arguments)
    assert done.code == 2
    assert told in done.err


def test_an_article_of_ones_own_that_was_damaged_makes_the_run_invalid(
    command: Command, page: Path, own_home: Path, tmp_path: Path
) -> None:
    command("ingest", "--yes", page)
    command("eval", "init", tmp_path / "suite")
    (own.folder(own_home) / f"{ARTICLE}.md").write_text("no front matter", encoding="utf-8")
    done = command("eval", "run", "--folder", tmp_path / "suite")
    assert done.code == 2
    assert f"{ARTICLE}.md" in done.err
