"""Install the coach from a fresh clone into .venv, every distribution pinned by hash.

    python3 scripts/install.py                # what the coach needs to run
    python3 scripts/install.py --dev          # and what its tests and checks need
    python3 scripts/install.py --server       # and what a page for several users needs
    python3 scripts/install.py --dev --all    # and a model server, inspect-ai, a browser, nginx, PostgreSQL

Needs only Python 3.11 with pip. An old pip may take minutes to choose versions, so nothing is left
to choose: the files in requirements/ name all of them, and uv, itself pinned, fetches them. Where
uv cannot run, pip installs the same files. pip's own settings (index, certificates) hold for both.
"""

# Annotations stay unread, so that an older Python comes as far as to say that it is too old.
from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
OLDEST = (3, 11)

# What pip calls it, what uv calls it, and what stands between several.
SETTINGS = (
    ("index-url", "UV_DEFAULT_INDEX", " "),
    ("extra-index-url", "UV_INDEX", " "),
    ("find-links", "UV_FIND_LINKS", ","),
    ("trusted-host", "UV_INSECURE_HOST", " "),
    ("cert", "SSL_CERT_FILE", " "),
    ("proxy", "HTTPS_PROXY", " "),
)


class InstallError(Exception):
    """A stage failed; the message says which, and what the program that failed had to say."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Install what was asked for, one line a stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--server", action="store_true", help="also what a database needs")
    parser.add_argument(
        "--all",
        action="store_true",
        help="also a model server, inspect-ai, a browser, nginx and PostgreSQL, for the tests",
    )
    wanted = parser.parse_args(arguments)
    if sys.version_info < OLDEST:
        sys.exit(f"The coach needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    started = time.monotonic()
    try:
        install(dev=wanted.dev, whole=wanted.all, server=wanted.server)
    except InstallError as error:
        sys.exit(f"Not installed. {error}")
    print(f"ready in {time.monotonic() - started:.0f} s: {coach_in(ROOT / '.venv')}", flush=True)


def install(*, dev: bool, whole: bool, server: bool = False) -> None:
    """Make .venv beside pyproject.toml, and .venv-model and .venv-evals when all is wanted."""
    place = ROOT / ".venv"
    with stage("environment .venv"):
        make(place)
    with stage("installer uv"):
        quick = get_uv(place)
    # What tests need holds what a database needs.
    pinned = REQUIREMENTS / ("dev.txt" if dev else "server.txt" if server else "run.txt")
    with stage(f"packages of {pinned.relative_to(ROOT).as_posix()}"):
        add(place, pinned, quick=quick)
    with stage("the coach itself"):
        add_project(place, quick=quick)
    if whole:
        with stage("model server in .venv-model"):
            make(ROOT / ".venv-model")
            add(ROOT / ".venv-model", REQUIREMENTS / "model.txt", quick=quick)
        # inspect-ai wants older versions of what the coach stands on.
        with stage("the coach and inspect-ai in .venv-evals"):
            make(ROOT / ".venv-evals")
            add(ROOT / ".venv-evals", REQUIREMENTS / "evals.txt", quick=quick)
            add_project(ROOT / ".venv-evals", quick=quick)
        if dev:
            with stage("a browser for the tests of the page"):
                get_browser(place)
            with stage("nginx for the tests of the page"):
                get_packages(place, "nginx.executable()", "nginx", "openssl")
            with stage("PostgreSQL for the tests of what the page keeps"):
                get_packages(place, "postgres.programs() or ''", "postgresql")


def get_browser(place: Path) -> None:
    """Fetch a Chromium with Playwright where this machine has none."""
    found = run(
        [python_in(place), "-c", "import browser; print(browser.executable())"], cwd=SCRIPTS
    )
    if not found.strip():
        run([python_in(place), "-m", "playwright", "install", "chromium"])


def get_packages(place: Path, found: str, *packages: str) -> None:
    """Install Debian's packages where a program is missing, this is Debian or a kin, and we are root.

    Elsewhere it is said that they are missing; their tests are then left out and say so too.

    Args:
        place: The environment whose Python says whether the program is there.
        found: A call of a module beside this file that gives its place, or nothing.
        packages: The packages that it comes in.
    """
    module = found.partition(".")[0]
    if run([python_in(place), "-c", f"import {module}; print({found})"], cwd=SCRIPTS).strip():
        return
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        told = f"(left out: as root, apt-get install {' '.join(packages)}) ..."
        print(told, end=" ", flush=True)
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], environment=quiet)
    run(["apt-get", "install", "-y", "--no-install-recommends", *packages], environment=quiet)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Print the name of a stage, then the time it took."""
    print(f"{name} ...", end=" ", flush=True)
    started = time.monotonic()
    try:
        yield
    except InstallError:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def make(place: Path) -> None:
    """Make an empty environment, or keep the one that is there and works."""
    version = "import sys; print(*sys.version_info[:2])"
    if python_in(place).exists():
        try:
            found = tuple(map(int, run([python_in(place), "-c", version]).split()))
        except (InstallError, ValueError):
            found = ()
        if found >= OLDEST:
            return
    elif place.exists() and not (place / "pyvenv.cfg").exists() and any(place.iterdir()):
        raise InstallError(f"{place} is no virtual environment; move it away and try again.")
    # The pip that runs beside us installs into it: a second one would cost seconds.
    venv.create(place, clear=True, with_pip=False, symlinks=os.name != "nt")


def get_uv(place: Path) -> bool:
    """Put the pinned uv into the environment; say whether it runs there."""
    uv = uv_in(place)
    pinned = REQUIREMENTS / "uv.txt"
    wanted = pinned.read_text(encoding="utf-8").split()[0].partition("==")[2]
    try:
        if not uv.exists() or wanted not in run([uv, "--version"]).split():
            pip(place, "--require-hashes", "--no-deps", "-r", pinned)
        run([uv, "--version"])
    except InstallError as error:
        print(f"(going on with pip: {reason(error)}) ...", end=" ", flush=True)
        return False
    return True


def add(place: Path, pinned: Path, *, quick: bool) -> None:
    """Install a file of pinned distributions: with uv when it is quick to, else with pip."""
    if quick:
        try:
            uv_pip(place, "--no-deps", "--require-hashes", "-r", pinned)
        except InstallError as error:
            print(f"(going on with pip: {reason(error)}) ...", end=" ", flush=True)
        else:
            return
    pip(place, "--require-hashes", "--no-deps", "-r", pinned)


def add_project(place: Path, *, quick: bool) -> None:
    """Install the project so that changes to its files take effect at once."""
    arguments = ("--no-deps", "--no-build-isolation", "--editable", ROOT)
    if quick:
        uv_pip(place, *arguments)
    else:
        pip(place, *arguments)


def uv_pip(place: Path, *arguments: str | Path) -> None:
    """Run uv's install for an environment."""
    head = (uv_in(ROOT / ".venv"), "pip", "install", "--quiet", "--python", python_in(place))
    run([*head, *arguments], environment=uv_environment())


def pip(place: Path, *arguments: str | Path) -> None:
    """Run pip's install for an environment, with the pip of this Python or else one of its own."""
    options = ("install", "--quiet", "--disable-pip-version-check", "--no-input")
    try:
        run([sys.executable, "-m", "pip", "--version"])
    except InstallError:
        try:
            run([python_in(place), "-m", "ensurepip", "--default-pip"])
        except InstallError as error:
            raise InstallError(
                "This Python has neither pip nor ensurepip. Install pip for it "
                "(Debian, Ubuntu: apt install python3-pip) and try again."
            ) from error
        head: tuple[str | Path, ...] = (python_in(place), "-m", "pip")
    else:
        head = (sys.executable, "-m", "pip", "--python", python_in(place))
    run([*head, *options, *arguments])


def uv_environment() -> dict[str, str]:
    """Return our environment for uv, with pip's settings where uv's own say nothing."""
    try:
        listed = run([sys.executable, "-m", "pip", "config", "list"])
    except InstallError:
        listed = ""
    return translate(listed, os.environ)


def translate(listed: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with pip's settings added under uv's names.

    ``listed`` is what ``pip config list`` prints. A folder that does not exist is left out: pip
    passes over it, uv would stop. What the environment sets for uv already is kept.
    """
    found = pip_settings(listed)
    result = dict(environment)
    for name, variable, between in SETTINGS:
        values = found.get(name, "").split()
        if variable == "HTTPS_PROXY":
            values = values[:1]
        if values := [value for value in values if exists(value)]:
            result.setdefault(variable, between.join(values))
    if found.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        result.setdefault("UV_NO_INDEX", "1")
    # As pip does: the best version of any index. The hash decides which file may be used.
    result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return result


def pip_settings(listed: str) -> dict[str, str]:
    """Return pip's settings by name; the environment wins over [install], that over [global]."""
    ranks = ("global", "install", ":env:")
    found: dict[str, dict[str, str]] = {rank: {} for rank in ranks}
    for line in listed.splitlines():
        key, equals, value = line.partition("=")
        section, _, name = key.strip().rpartition(".")
        if equals and section in found:
            found[section][name] = str(ast.literal_eval(value))
    return {name: value for rank in ranks for name, value in found[rank].items()}


def exists(place: str) -> bool:
    """Say whether a setting's place can be used: an address of a host, or a path that is there."""
    address = urlsplit(place)
    if address.scheme == "file":
        return Path(url2pathname(address.path)).exists()
    # A host has no slash; a path that starts at the root, here or on Windows, is looked up.
    return Path(place).exists() if Path(place).is_absolute() else True


def python_in(place: Path) -> Path:
    """Return where the environment's interpreter stands."""
    return program(place, "python")


def uv_in(place: Path) -> Path:
    """Return where the environment's uv stands."""
    return program(place, "uv")


def coach_in(place: Path) -> Path:
    """Return where the environment's coach command stands."""
    return program(place, "coach")


def program(place: Path, name: str) -> Path:
    """Return where an environment keeps a program of that name, on this system."""
    return place / "Scripts" / f"{name}.exe" if os.name == "nt" else place / "bin" / name


def reason(error: InstallError) -> str:
    """Return the one line of a failure that says most."""
    lines = [line.strip() for line in str(error).splitlines()]
    return next((line for line in lines if line.lower().startswith("error")), lines[-1])


def run(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """Run a program and return what it printed.

    Raises:
        InstallError: It could not start or failed; the message ends with its first lines.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, env=environment, cwd=cwd, check=False
        )
    except OSError as error:
        raise InstallError(f"{words[0]} does not start: {error}") from error
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[:12])
        raise InstallError(f"{Path(words[0]).name} ended with {done.returncode}:\n{said}")
    return done.stdout


if __name__ == "__main__":
    main()
