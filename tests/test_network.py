"""Nothing leaves this machine but the words that go to the configured model's server."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import coach
from coach import Advice, Coach, Settings, Turn
from model_server import MODEL, ModelServer, reply

ROOT = Path(coach.__file__).parent.parent
CANARY = "zebracanary"
LATE = f"I shipped the {CANARY} parts two weeks late and told the client nothing."
KEY = "sk-canary-5f2a"
REPLY = (
    "Own what happened before you explain anything [1]. "
    "Then ask the client what the delay has cost them [2]."
)
PATIENCE = 120
COMMANDS = (
    ["index"],
    ["ask", LATE],
    ["search", LATE],
    ["doctor"],
    ["ingest", "PAGE"],
)
MORE = (["ask", "--brief", LATE], ["ask", "--show-request", LATE], ["ingest", "list"])
PAGE = """# Keeping Regulars at a Small Bakery

By Ann Baker

A bakery lives from the people who come back every week, and one burnt batch can end that. Name the
burnt loaf before the customer does, bake it again the same day, and ask what the table was missing.
A baker who hides a sooty crust under flour loses the regular for good, and the neighbours hear of
it too, because bread is a matter of the day and so is the anger about it.
"""

# Read by every Python that is started with this folder on its path: each connection is written
# down, and only the one port that is allowed is let through.
GUARD = """
import os, sys
def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not isinstance(address, tuple):
            return
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        address = arguments[:2]
    else:
        return
    if str(address[-1]) == os.environ["GUARD_PORT"] or address[1:2] == (int(os.environ["GUARD_PORT"]),):
        return
    with open(os.environ["GUARD_LOG"], "a", encoding="utf-8") as log:
        log.write(f"{event} {address}\\n")
    raise OSError("the test lets nothing through")
sys.addaudithook(guard)
with open(os.environ["GUARD_LOG"], "a", encoding="utf-8") as log:
    log.write("on guard\\n")
"""

# Each command as ``python -m coach`` runs it, without the cost of starting Python every time.
COMMANDS_IN_TURN = """
import json, runpy, sys
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["coach", *arguments]
    try:
        runpy.run_module("coach", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        assert not end.code, (arguments, end.code)
"""


def told(listener: socket.socket) -> list[bytes]:
    """What callers said to the listener. A caller that says nothing has told nobody anything:
    some machines look at every open port."""
    said = []
    listener.settimeout(0.0)
    with suppress(BlockingIOError):
        while True:
            caller, _ = listener.accept()
            with caller, suppress(OSError):
                caller.settimeout(1.0)
                said.append(caller.recv(500))
    return [words for words in said if words]


@pytest.fixture
def deaf() -> Iterator[socket.socket]:
    """A listener on loopback that must hear nothing; it fails the test when it did."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener
        assert told(listener) == []


@pytest.fixture
def hostile(deaf: socket.socket) -> dict[str, str]:
    """An environment in which every library that can be told to send something is told to."""
    address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
    names = """LANGSMITH_ENDPOINT LANGCHAIN_ENDPOINT OTEL_EXPORTER_OTLP_ENDPOINT OPENAI_BASE_URL
        OPENAI_API_BASE HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT CHROMA_OTEL_COLLECTION_ENDPOINT HF_ENDPOINT"""
    return dict.fromkeys(names.split(), address) | {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": KEY,
        "LANGCHAIN_API_KEY": KEY,
        "LANGSMITH_OTEL_ENABLED": "true",
        "OTEL_TRACES_EXPORTER": "otlp",
        "CHROMA_OTEL_GRANULARITY": "all",
        "ANONYMIZED_TELEMETRY": "True",
        "OPENAI_API_KEY": KEY,
        "NO_PROXY": "",
        "no_proxy": "",
    }


@pytest.fixture
def environment(hostile: dict[str, str], own_home: Path, tmp_path: Path) -> dict[str, str]:
    """What a started program is given: the hostile environment, a guard on its sockets, a user."""
    guard = tmp_path / "guard"
    guard.mkdir()
    user = tmp_path / "user"
    user.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    return {
        **os.environ,
        **hostile,
        "COACH_HOME": str(own_home),
        "PYTHONPATH": f"{guard}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(user)),
        "GUARD_LOG": str(tmp_path / "guard.log"),
        "GUARD_PORT": "-1",
    }


def commands(tmp_path: Path) -> list[list[str]]:
    page = str(tmp_path / "page.md")
    return [[page if part == "PAGE" else part for part in command] for command in COMMANDS]


def run(
    command: list[str], environment: dict[str, str], cwd: Path
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def heard(environment: dict[str, str]) -> list[str]:
    """The connections that the guard saw; it must have been on guard."""
    lines = Path(environment["GUARD_LOG"]).read_text(encoding="utf-8").splitlines()
    assert "on guard" in lines
    return [line for line in lines if line != "on guard"]


# --- With no model ------------------------------------------------------------------------------


def test_no_command_opens_a_connection(environment: dict[str, str], tmp_path: Path) -> None:
    driver = [sys.executable, "-c", COMMANDS_IN_TURN, json.dumps([*commands(tmp_path), *MORE])]
    done = run(driver, environment, tmp_path)
    assert done.returncode == 0, done.stderr
    assert heard(environment) == []
    assert done.stderr == ""
    assert "Nothing would leave this machine." in done.stdout
    assert "kept keeping-regulars" in done.stdout
    # Nor is anything kept of the user: reports are often written down first and sent later.
    assert list((tmp_path / "user").rglob("*")) == []


@pytest.mark.slow
def test_the_commands_work_where_there_is_no_network_at_all(
    environment: dict[str, str], tmp_path: Path
) -> None:
    alone = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    try:
        allowed = run([*alone, "true"], environment, tmp_path).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("'unshare -rn' with loopback up is not allowed here")
    # An empty folder: the index is built without a network too.
    shutil.rmtree(environment["COACH_HOME"])
    first, *others = commands(tmp_path)
    in_turn = ["-c", COMMANDS_IN_TURN, json.dumps(others)]
    for arguments in (["-m", "coach", *first], in_turn):
        done = run([*alone, sys.executable, *arguments], environment, tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert "whole" in done.stdout
    assert heard(environment) == []


def test_the_guard_sees_a_connection(environment: dict[str, str], tmp_path: Path) -> None:
    script = "import socket; socket.create_connection(('127.0.0.1', 9))"
    assert run([sys.executable, "-c", script], environment, tmp_path).returncode == 1
    assert any("connect" in line or "getaddrinfo" in line for line in heard(environment))


REPORTS = """
import sys, time
from pathlib import Path
from coach import Coach, Settings
with Coach.open(Settings(home=Path(sys.argv[1]))) as coach:
    coach.ask(sys.argv[2])
time.sleep(float(sys.argv[3]))
"""


@pytest.mark.slow
def test_no_library_below_python_reports_a_while_later(
    environment: dict[str, str], tmp_path: Path, deaf: socket.socket
) -> None:
    # onnxruntime 1.31 reported nine seconds after its first use, past every guard in Python.
    script = [sys.executable, "-c", REPORTS, environment["COACH_HOME"], LATE, "12"]
    done = run(script, environment, tmp_path)
    assert done.returncode == 0, done.stderr
    assert told(deaf) == []
    assert list((tmp_path / "user").rglob("*")) == []


# --- With a model -------------------------------------------------------------------------------


@pytest.fixture
def patched(hostile: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The hostile environment for this very process."""
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)


async def gathered(opened: Coach) -> Advice:
    pieces = [piece async for piece in opened.astream(LATE)]
    assert isinstance(pieces[-1], Advice)
    return pieces[-1]


CALLS: dict[str, Callable[[Coach], Advice]] = {
    "ask": lambda opened: opened.ask(LATE),
    "aask": lambda opened: asyncio.run(opened.aask(LATE)),
    "batch": lambda opened: opened.batch([LATE])[0],
    "astream": lambda opened: asyncio.run(gathered(opened)),
    "a follow-up": lambda opened: opened.ask(LATE, history=[Turn("What now?", "Call them.")]),
}


@pytest.mark.parametrize("call", CALLS)
def test_with_a_model_its_server_alone_is_spoken_to(
    call: str, own_home: Path, patched: None, strangers: list[str]
) -> None:
    with ModelServer(reply(REPLY)) as server:
        settings = Settings(model=MODEL, base_url=server.url, api_key=KEY, home=own_home)
        with Coach.open(settings) as opened:
            advice = CALLS[call](opened)
        assert {request.path for request in server.requests} == {"/v1/chat/completions"}
        assert any(CANARY in json.dumps(request.body) for request in server.requests)
    assert advice.model == MODEL
    assert strangers == []


def test_the_command_speaks_to_the_server_of_its_model_alone(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with ModelServer(reply(REPLY)) as server:
        environment |= {
            "COACH_MODEL": MODEL,
            "COACH_BASE_URL": server.url,
            "GUARD_PORT": server.url.rpartition(":")[2].partition("/")[0],
        }
        asked = [["ask", LATE], ["search", LATE], ["ask", "--show-request", LATE]]
        driver = [sys.executable, "-c", COMMANDS_IN_TURN, json.dumps(asked)]
        done = run(driver, environment, tmp_path)
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == 1
    assert heard(environment) == []
    assert done.stderr == ""
    assert KEY not in done.stdout


@pytest.mark.parametrize("given", ["key", "address", "both"])
def test_a_key_or_an_address_alone_sends_nothing(
    given: str, own_home: Path, patched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(reply(REPLY)) as server:
        if given != "address":
            monkeypatch.setenv("OPENAI_API_KEY", KEY)
            monkeypatch.setenv("COACH_API_KEY", KEY)
        if given != "key":
            monkeypatch.setenv("COACH_BASE_URL", server.url)
        monkeypatch.setenv("COACH_HOME", str(own_home))
        advice = coach.ask(LATE)
        with Coach.open() as opened:
            assert opened.host == ""
            assert opened.request(LATE) is None
            asyncio.run(opened.aask(LATE))
        assert server.connections == 0
    assert advice.engine == "composer"


def test_a_server_of_embeddings_hears_texts_and_the_question_and_nobody_else_does(
    own_home: Path, patched: None, strangers: list[str]
) -> None:
    with ModelServer(reply(REPLY)) as server:
        settings = Settings(
            base_url=server.url, api_key=KEY, embedder="openai:small", home=own_home
        )
        with Coach.open(settings) as opened:
            assert opened.notice == ""
            opened.search(LATE)
        assert {request.path for request in server.requests} == {"/v1/embeddings"}
        assert CANARY in json.dumps(server.requests[-1].body)
    assert strangers == []


# --- Logs ---------------------------------------------------------------------------------------

# Asks once as a program does that has set up its log as told: not at all, at INFO, at DEBUG.
ASKS = """
import asyncio, logging, sys
from pathlib import Path
from coach import Coach, Settings
level, log, url, key, home, question = sys.argv[1:]
if level:
    logging.basicConfig(
        level=level, filename=log, encoding="utf-8", format="%(name)s|%(levelname)s|%(message)s"
    )
settings = Settings(model="test-model", base_url=url, api_key=key, home=Path(home))
with Coach.open(settings) as coach:
    coach.ask(question)
    asyncio.run(coach.aask(question))
    coach.search(question)
"""


def logged(level: str, environment: dict[str, str], tmp_path: Path) -> str:
    """Ask once in a program of its own that prints nothing, and return what is in its log."""
    log = tmp_path / "log"
    with ModelServer(reply(REPLY)) as server:
        environment |= {"GUARD_PORT": server.url.rpartition(":")[2].partition("/")[0]}
        arguments = [level, str(log), server.url, KEY, environment["COACH_HOME"], LATE]
        done = run([sys.executable, "-c", ASKS, *arguments], environment, tmp_path)
        assert len(server.requests) == 2
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr == ""
    assert heard(environment) == []
    return log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.mark.parametrize("level", ["", "INFO"])
def test_no_log_holds_the_users_words_or_the_key(
    level: str, environment: dict[str, str], tmp_path: Path
) -> None:
    text = logged(level, environment, tmp_path)
    assert CANARY not in text
    assert KEY not in text


def test_at_debug_only_the_client_of_the_model_logs_the_words_and_nobody_the_key(
    environment: dict[str, str], tmp_path: Path
) -> None:
    text = logged("DEBUG", environment, tmp_path)
    assert KEY not in text
    loggers = {line.partition("|")[0] for line in text.splitlines() if CANARY in line}
    # What a program asks for that turns on the log of the openai package; none of our own doing.
    assert loggers <= {"openai._base_client"}
