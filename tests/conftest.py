"""What every test stands on: a clean environment, no network, an account of what was left out.

Programs that a test starts are outside the network guard; those tests watch the program themselves.
"""

import ipaddress
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import browser
import nginx
import postgres

ROOT = Path(__file__).resolve().parent.parent
_PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
SERVER_PYTHON = ROOT / ".venv-model" / _PYTHON
EVALS_PYTHON = ROOT / ".venv-evals" / _PYTHON

# What a developer has set must not decide a test. Read by the tests themselves, so kept:
_OURS = {"COACH_SOURCES", "COACH_TEST_ALL"}
_FOREIGN = ("COACH_", "OPENAI_", "AZURE_OPENAI_", "LANGSMITH_", "LANGCHAIN_", "OTEL_", "GRADIO_")
_PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}

_ALL = os.environ.get("COACH_TEST_ALL") == "1"
_INSTALL_ALL = "python3 scripts/install.py --dev --all"


@pytest.fixture(scope="session", autouse=True)
def _clean_session() -> Iterator[None]:
    """Take settings of the coach and of what it stands on out of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            foreign = name.startswith(_FOREIGN) and name not in _OURS
            if foreign or name.upper() in _PROXIES:
                patch.delenv(name)
        # uv installs without byte code: where none may be written, each of the hundreds of programs
        # that are started here compiles Gradio and Chroma anew.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test an empty data folder of its own."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "coach-home"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bundled index built, once for all tests; read it, don't change it."""
    from coach import articles
    from coach.embedders import MiniLM
    from coach.library import Library

    folder = tmp_path_factory.mktemp("built")
    with Library.open(folder, bundled=articles.bundled(), embedder=MiniLM()) as library:
        # Else every test that stands on this would pass by keywords alone.
        assert library.dense, library.notice
    return folder


@pytest.fixture
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``home`` that a test may change; ``COACH_HOME`` names it."""
    copy = shutil.copytree(home, tmp_path / "own-home")
    monkeypatch.setenv("COACH_HOME", str(copy))
    return copy


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server that was started for these tests."""
    with postgres.launched() as url:
        yield url


# --- No network ---------------------------------------------------------------------------------

_strangers: list[str] = []


class NetworkUsed(OSError):
    """A test tried to reach a host other than this one."""


def _is_here(host: Any, *, resolving: bool) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    # To resolve a number asks nobody.
    return resolving or address.is_loopback


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what leaves this machine, and keep it for the test's end: libraries swallow errors."""
    if event == "socket.getaddrinfo":
        host, resolving = arguments[0], True
    elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        # A socket in the file system has a path for an address, a socket pair has none.
        if not isinstance(address, tuple):
            return
        host, resolving = address[0], False
    else:
        return
    if not _is_here(host, resolving=resolving):
        _strangers.append(f"{event} {host}")
        raise NetworkUsed(f"tests reach this machine only, not {host!r}")


@pytest.fixture(autouse=True)
def strangers() -> Iterator[list[str]]:
    """The hosts that the test tried to reach; it fails at its end unless it has cleared them."""
    _strangers.clear()
    yield _strangers
    if _strangers:
        pytest.fail(f"the test tried to leave this machine: {', '.join(_strangers)}")


# --- What was left out --------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Start the guard; an audit hook sees what every library does with sockets."""
    sys.addaudithook(_guard)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave tests of a real model, of inspect-ai, a browser or PostgreSQL out where there is none."""
    if item.get_closest_marker("server") and not SERVER_PYTHON.exists():
        pytest.skip(f"needs a model server: {_INSTALL_ALL}")
    if item.get_closest_marker("evals") and not EVALS_PYTHON.exists():
        pytest.skip(f"needs inspect-ai: {_INSTALL_ALL}")
    if item.get_closest_marker("browser") and not _chromium():
        pytest.skip(browser.MISSING)
    if item.get_closest_marker("nginx") and not nginx.executable():
        pytest.skip(nginx.MISSING)
    if item.get_closest_marker("postgres") and postgres.programs() is None:
        pytest.skip(postgres.MISSING)


@cache
def _chromium() -> str:
    return browser.executable()


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if _ALL and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"left out, though COACH_TEST_ALL=1 wants every test: {_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skip as a failure where everything is meant to run."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count a module that is skipped whole the same way."""
    report = yield
    _refuse_skip(report)
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    last = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
    return str(last).removeprefix("Skipped: ").strip() or "no reason given"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out, and why, so that a green line is not taken for more than it is."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reasons[_reason(report)].append(report.nodeid)
    for item in terminalreporter.stats.get("deselected", []):
        reasons["deselected on the command line"].append(item.nodeid)
    terminalreporter.section("left out")
    if not reasons:
        terminalreporter.line("nothing")
    for reason, ids in sorted(reasons.items()):
        terminalreporter.line(f"{len(ids)} test{'s' * (len(ids) != 1)}: {reason}")
        for nodeid in ids[:5]:
            terminalreporter.line(f"    {nodeid}")
        if len(ids) > 5:
            terminalreporter.line(f"    and {len(ids) - 5} more")
