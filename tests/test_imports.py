"""Imports point downwards, and each third party is met in one place."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from importlib import metadata
from pathlib import Path

import pytest

import coach

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "coach"

# From the doors down. A module may import from any line below its own.
LAYERS = (
    {"cli", "ui"},
    {"evaluation", "diagnosis"},
    {"conversation"},
    {"reviews"},
    {"reply", "own", "drafts", "case_files", "calendars"},
    {"library", "models", "composer", "ingest", "plans", "rewriting"},
    {"clashes"},
    {
        *("checks", "limits", "advice", "prompts"),
        *("settings", "intentions", "scope", "situations", "promised"),
    },
    {"cases", "warming"},
    {"telling"},
    {"grounds", "wording", "listener"},
    {"answers", "adapted", "redaction", "story"},
    {
        *("embedders", "events", "vectors", "articles", "apologies"),
        *("dates", "wishes", "names"),
    },
    {
        *("sentences", "rules", "case_words", "case_fields", "languages"),
        *("findings", "mails", "placeholders", "mentions", "name_words"),
    },
    {"errors", "resources"},
)

# And these, from its own line: never in a circle.
BESIDE: Mapping[str, set[str]] = {
    "advice": {"articles", "cases"},
    "case_files": {"calendars"},
    "cli": {"ui"},
    "limits": {"prompts"},
    "resources": {"errors"},
}

# coach/__init__.py hands out the public names, each on its first use.
FRONT = "__init__"
RUN = "__main__"

MAY_IMPORT: dict[str, set[str]] = {
    module: set().union(*LAYERS[depth + 1 :], BESIDE.get(module, set()))
    for depth, layer in enumerate(LAYERS)
    for module in layer
}
MAY_IMPORT[FRONT] = set(MAY_IMPORT)
MAY_IMPORT[RUN] = {"cli"}

MET_IN: Mapping[str, set[str]] = {
    "argon2": {"ui"},
    "chromadb": {"library"},
    "click": {"cli"},
    "gradio": {"ui"},
    "icalendar": {"calendars"},
    "inspect_ai": {"evaluation"},
    "langchain": {"models", "conversation"},
    "langchain_core": {"models", "conversation"},
    "langchain_openai": {"models", "conversation"},
    "langsmith": {"models", "conversation"},
    "lxml": {"ingest"},
    "onnxruntime": {"embedders"},
    "openai": {"models"},
    "pypdf": {"ingest"},
    "rich": {"cli"},
    "sqlalchemy": {"ui"},
    "tokenizers": {"embedders"},
    "trafilatura": {"ingest"},
    "typer": {"cli"},
    "tzlocal": {"dates"},
}


def imported(source: str, package: str = "coach") -> set[str]:
    """Return the dotted names imported anywhere in a module, `from coach import x` as coach.x."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == package:
                names |= {f"{package}.{alias.name}" for alias in node.names}
            elif node.module:
                names.add(node.module)
    return names


def ours(names: Iterable[str]) -> set[str]:
    parts = [name.split(".") for name in names]
    return {part[1] if len(part) > 1 else FRONT for part in parts if part[0] == "coach"}


def foreign(names: Iterable[str]) -> set[str]:
    heads = {name.partition(".")[0] for name in names}
    return heads - {"coach"} - sys.stdlib_module_names


def module_of(path: Path) -> str:
    """Return the module a file belongs to: the files of a package in coach belong to it whole."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def faults(module: str, source: str) -> list[str]:
    """Return what a module imports and may not."""
    names = imported(source)
    upwards = ours(names) - MAY_IMPORT.get(module, set()) - {module}
    astray = {name for name in foreign(names) if module not in MET_IN.get(name, {module})}
    return sorted(f"{module} imports {name}" for name in upwards | astray)


FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if "data" not in path.relative_to(PACKAGE).parts
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_stands_below_it(path: Path) -> None:
    module = module_of(path)
    assert module in MAY_IMPORT, f"give coach.{module} a line in LAYERS"
    assert faults(module, path.read_text(encoding="utf-8")) == []


def test_modules_of_one_line_do_not_import_in_a_circle() -> None:
    assert tuple(TopologicalSorter(BESIDE).static_order())


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("library", "from coach.conversation import Coach", "library imports conversation"),
        ("checks", "def f():\n    from coach import library", "checks imports library"),
        ("articles", "import coach.advice", "articles imports advice"),
        ("ingest", "from coach import ask", "ingest imports ask"),
        ("errors", "import coach", "errors imports __init__"),
        ("cli", "def f():\n    import gradio as gr", "cli imports gradio"),
        ("conversation", "from openai import OpenAI", "conversation imports openai"),
        (
            "composer",
            "from langchain_core.runnables import Runnable",
            "composer imports langchain_core",
        ),
    ],
)
def test_an_import_upwards_or_astray_is_seen(module: str, source: str, fault: str) -> None:
    assert faults(module, source) == [fault]


def test_every_third_party_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [entry for extra in project["optional-dependencies"].values() for entry in extra]
    entries = [*project["dependencies"], *extras]
    declared = {re.split(r"[^\w.-]", entry)[0].lower() for entry in entries}
    holders = metadata.packages_distributions()
    for path in FILES:
        for name in foreign(imported(path.read_text(encoding="utf-8"))):
            found = {holder.lower().replace("_", "-") for holder in holders.get(name, [name])}
            assert found & declared, (
                f"{path.name} imports {name}, which pyproject.toml does not name"
            )


def test_no_public_function_has_the_name_of_a_module() -> None:
    # coach.review would be the function on the first call and the module on the second.
    modules = {module_of(path) for path in FILES}
    functions = {name for name in getattr(coach, "__all__", ()) if callable(getattr(coach, name))}
    assert functions & modules == set()
