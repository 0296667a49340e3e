"""Build the project, look into what was built, install it elsewhere and ask it a question.

    .venv/bin/python scripts/try_wheel.py

The wheel is built out of the source distribution, so both are tried. The new environment knows
nothing of the checkout, and the question is asked from a folder that is not in it.
"""

import json
import os
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from install import (
    REQUIREMENTS,
    ROOT,
    InstallError,
    add,
    coach_in,
    make,
    python_in,
    run,
    stage,
    uv_in,
    uv_pip,
)

MINILM = (
    *("listener.npz", "quarrels.npz", "limits.npz", "clauses.npz", "requests.npz", "words.npz"),
    "vocabulary.txt",
)
DATA = ("coach/py.typed", *(f"coach/minilm/{name}" for name in MINILM))
# Where each plain-text folder stands in the wheel, and what of it users get.
FOLDERS = ("corpus", "prompts", "evals")
KEPT_BACK = (
    "evals/replies/",
    "evals/messages/held.jsonl",
    "evals/ruler/run.jsonl",
    "evals/ruler/languages-run.jsonl",
    "evals/scenarios/run.jsonl",
    "evals/words/run.jsonl",
    "evals/drafts/run.jsonl",
    "evals/talks/run.jsonl",
    "evals/limits/run.jsonl",
    "evals/requests/run.jsonl",
    "evals/redaction.jsonl",
)
QUESTION = (
    "I missed a deadline and blamed a colleague in front of the client. Now they do not reply. "
    "What do I do first?"
)


def main() -> None:
    """Build, check, install, ask; end with 1 and the reason when one of them fails."""
    with tempfile.TemporaryDirectory() as name:
        try:
            attempt(Path(name))
        except InstallError as error:
            sys.exit(str(error))


def attempt(away: Path) -> None:
    """Do all of it in one folder that is thrown away."""
    with stage("source distribution and wheel"):
        build = ("build", "--quiet", "--no-build-isolation", "--python", python_in(ROOT / ".venv"))
        run([uv_in(ROOT / ".venv"), *build, "--out-dir", away / "dist", ROOT])
        (wheel,) = (away / "dist").glob("*.whl")
        (sdist,) = (away / "dist").glob("*.tar.gz")
    with stage("contents"):
        expect(sdist.name, names_in_sdist(sdist), wanted_in_sdist(), ())
        shipped = names_in_wheel(wheel)
        expect(wheel.name, shipped, wanted_in_wheel(), tuple(f"coach/data/{n}" for n in KEPT_BACK))
    with stage("installation elsewhere"):
        place = away / "environment"
        make(place)
        add(place, REQUIREMENTS / "run.txt", quick=True)
        uv_pip(place, "--no-deps", wheel)
    with stage("a question from another folder"):
        text = ask(place, away)
    print(f"\n{text}")


def names_in_wheel(path: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def names_in_sdist(path: Path) -> set[str]:
    """Return the names of the files in a source distribution, its one folder left off."""
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def wanted_in_sdist() -> set[str]:
    """Return what the source distribution must hold."""
    return {*DATA, *sources(), *texts(), "LICENSE", "NOTICE", "pyproject.toml", "README.md"}


def wanted_in_wheel() -> set[str]:
    """Return what the wheel must hold."""
    return {*DATA, *sources(), *(f"coach/data/{name}" for name in texts())}


def sources() -> set[str]:
    """Return the files of the package."""
    return files_under("coach")


def texts() -> set[str]:
    """Return the plain-text files that users get."""
    found = set().union(*(files_under(folder) for folder in FOLDERS))
    return {name for name in found if not name.startswith(KEPT_BACK)}


def files_under(folder: str) -> set[str]:
    """Return the files in a folder of the checkout, without what Python leaves there."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def expect(archive: str, names: set[str], wanted: set[str], unwanted: tuple[str, ...]) -> None:
    """Refuse an archive that lacks what is wanted or holds what is not."""
    missing = sorted(wanted - names)
    if missing:
        raise InstallError(f"{archive} lacks {', '.join(missing)}")
    stray = ("__pycache__", ".venv", "_cache/")
    extra = sorted(
        name for name in names if name.startswith(unwanted) or any(part in name for part in stray)
    )
    # An empty tuple of beginnings matches nothing.
    if extra:
        raise InstallError(f"{archive} holds {', '.join(extra)}")


def ask(place: Path, away: Path) -> str:
    """Return the answer of the installed command, after its typed form was looked at."""
    private = ("COACH_", "OPENAI_", "PYTHON")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(private)}
    environment["COACH_HOME"] = str(away / "home")
    os.chdir(away)
    where = "import coach; print(coach.__file__)"
    found = Path(run([python_in(place), "-c", where], environment=environment).strip()).resolve()
    if found.is_relative_to(ROOT.resolve()):
        raise InstallError(f"the new environment uses the checkout's {found}")
    advice = json.loads(run([coach_in(place), "ask", "--json", QUESTION], environment=environment))
    if advice["schema"] != 1 or not advice["citations"]:
        raise InstallError(f"the installed coach cited nothing: {advice}")
    return run([coach_in(place), "ask", QUESTION], environment=environment)


if __name__ == "__main__":
    main()
