import re
from pathlib import Path

import pytest

import readme
from coach import Settings
from terminal import call

ROOT = Path(readme.__file__).resolve().parent.parent
TEXT = readme.README.read_text(encoding="utf-8")
TEXTS = ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")


@pytest.mark.slow
def test_the_readme_shows_what_the_program_prints(own_home: Path) -> None:
    # python scripts/readme.py rewrites it.
    assert readme.rendered(TEXT, own_home).splitlines() == TEXT.splitlines()


def test_a_readme_that_drifted_is_put_right(own_home: Path) -> None:
    old = "```console\n$ coach --version\ncoach 0.0.0\n```\n```pycon\n>>> 1 + 1\n3\n```\n"
    new = readme.rendered(old, own_home)
    assert "coach 0.0.0" not in new
    assert re.search(r"\$ coach --version\ncoach \d+\.\d+\.\d+\n```", new)
    assert ">>> 1 + 1\n2\n```" in new


def test_an_example_that_fails_is_no_example(own_home: Path) -> None:
    with pytest.raises(ValueError, match="ended with 2"):
        readme.rendered("```console\n$ coach advise\n```\n", own_home)


def test_five_examples_stand_in_the_readme() -> None:
    part = TEXT.split("## Five examples")[1].split("\n## ")[0]
    assert part.count("\n### ") == 5
    assert part.count("```console\n$ coach ask ") + part.count("```pycon\n") == 5
    assert "(No language model was used; nothing left this machine.)" in part


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    table = TEXT.split("## Settings")[1].split("\n## ")[0]
    named = re.findall(r"^\| `COACH_(\w+)`.*\| (.+) \|$", table, re.MULTILINE)
    assert {name.lower() for name, _ in named} == set(Settings.model_fields)
    told = dict(named)
    assert told["TIMEOUT"] == f"{Settings().timeout:g}"
    assert told["PASSAGES"] == str(Settings().passages)
    assert told["EMBEDDER"] == f"`{Settings().embedder}`"


def test_every_command_stands_in_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = call(monkeypatch, capsys, "--help").out.split("Commands:")[1]
    for name in re.findall(r"^  (\w+) ", listed, re.MULTILINE):
        assert f"| `coach {name}" in TEXT


@pytest.mark.parametrize("name", TEXTS)
def test_links_between_our_texts_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", (ROOT / name).read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_the_architecture_names_modules_that_are_there_and_all_of_them() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)\.py`", text, re.MULTILINE))
    there = {path.stem for path in (ROOT / "coach").glob("*.py")} - {"__init__", "__main__"}
    assert named == there
    assert len(text.splitlines()) < 190
