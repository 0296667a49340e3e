"""Several processes over one data folder: at once, killed, in each other's way."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from coach import articles, library
from coach.embedders import MiniLM
from coach.errors import LibraryError
from coach.library import Library

ROOT = Path(library.__file__).parent.parent
LATE = "I shipped the parts two weeks late and told the client nothing."
PATIENCE = 120

# Opens a library of two articles, tells of the first rows embedded, and then takes its time.
SLOW_BUILD = """
import os, sys, time
from pathlib import Path
from coach import articles
from coach.embedders import MiniLM
from coach.library import Library
def slowly(done, total):
    print(done, total, flush=True)
    time.sleep(float(sys.argv[2]))
shelf = sys.argv[3] if len(sys.argv) > 3 else "bundled"
given = {"bundled": ()} | {shelf: articles.bundled()[:2]}
with Library.open(Path(sys.argv[1]), embedder=MiniLM(), progress=slowly, **given) as library:
    print("built", library.dense, flush=True)
"""

# Asks until a file appears, from one open coach and from one opened anew.
ASKS = """
import sys
from pathlib import Path
from coach.conversation import Coach
from coach.settings import Settings
home, stop, question = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
count = 0
with Coach.open(Settings(home=home)) as stays:
    while count < 3 or not stop.exists():
        with Coach.open(Settings(home=home)) as fresh:
            for coach in (stays, fresh):
                advice = coach.ask(question)
                assert advice.citations and "keywords alone" not in advice.notice, advice.notice
        count += 1
        print(count, flush=True)
"""


class Counted(MiniLM):
    """Counts the texts it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += len(texts)
        return super().embed_documents(texts)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a started program is given: a home, and a folder of its own for temporary files."""
    place = tmp_path / "temporary"
    place.mkdir()
    given = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    return given | {
        "COACH_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(place),
        "TMP": str(place),
        "TEMP": str(place),
    }


def started(*command: str, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=environment["TMPDIR"],
    )


def building(
    home: Path,
    pause: float,
    environment: Mapping[str, str],
    programs: list["subprocess.Popen[str]"],
) -> tuple["subprocess.Popen[str]", int, int]:
    """Return a program that is in the middle of a build, and how much of it is done, of how much."""
    builder = started("-c", SLOW_BUILD, str(home), str(pause), environment=environment)
    programs.append(builder)
    assert builder.stdout is not None
    done, total = map(int, builder.stdout.readline().split())
    return builder, done, total


@pytest.fixture
def programs() -> Iterator[list["subprocess.Popen[str]"]]:
    """Programs to be ended at the end of the test, whatever happened."""
    running: list[subprocess.Popen[str]] = []
    yield running
    for program in running:
        with suppress(OSError):
            program.kill()
        program.communicate()


def answered(program: "subprocess.Popen[str]") -> dict[str, object]:
    said, complained = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, complained
    answer: dict[str, object] = json.loads(said)
    assert answer["citations"]
    assert "keywords alone" not in str(answer["notice"])
    return answer


def litter(home: Path) -> list[str]:
    """Whatever lies in the library's folder besides whole indexes, kept vectors and the locks."""
    whole = {name for name, is_whole, _ in library.indexes(home) if is_whole}
    return [
        path.name
        for path in (home / "library").iterdir()
        if path.name not in whole
        and not path.name.startswith("vectors-")
        and path.suffix != ".lock"
    ]


def whole_and_answering(home: Path) -> None:
    assert litter(home) == []
    with Library.open(home, bundled=articles.bundled(), embedder=MiniLM()) as opened:
        assert opened.dense
        assert opened.notice == ""
        assert len(opened.search(LATE, limit=5).passages) == 5


def test_two_at_once_on_an_empty_folder_both_answer(
    tmp_path: Path, environment: dict[str, str], programs: list["subprocess.Popen[str]"]
) -> None:
    for _ in range(2):
        programs.append(started("-m", "coach", "ask", "--json", LATE, environment=environment))
    one, other = (answered(program) for program in programs)
    assert one["text"] == other["text"]
    assert len(library.indexes(tmp_path / "home")) == 1
    whole_and_answering(tmp_path / "home")
    # Nor do the working copies outlive the processes.
    assert [p.name for p in (tmp_path / "temporary").glob("repair-coach-*")] == []


def test_killed_in_the_middle_of_a_build_the_next_start_is_whole(
    tmp_path: Path, environment: dict[str, str], programs: list["subprocess.Popen[str]"]
) -> None:
    home = tmp_path / "home"
    builder, done, total = building(home, 60, environment, programs)
    assert 0 < done < total
    builder.kill()
    builder.wait(timeout=PATIENCE)
    [left] = litter(home)
    assert left.startswith(".building-bundled-")
    program = started("-m", "coach", "ask", "--json", LATE, environment=environment)
    programs.append(program)
    answered(program)
    whole_and_answering(home)


def test_killed_while_own_articles_are_built_the_next_build_goes_on_from_there(
    tmp_path: Path, environment: dict[str, str], programs: list["subprocess.Popen[str]"]
) -> None:
    home = tmp_path / "home"
    builder = started("-c", SLOW_BUILD, str(home), "60", "own", environment=environment)
    programs.append(builder)
    assert builder.stdout is not None
    done, total = map(int, builder.stdout.readline().split())
    builder.kill()
    builder.wait(timeout=PATIENCE)
    embedder = Counted()
    some = articles.bundled()[:2]
    with Library.open(home, bundled=(), own=some, embedder=embedder) as opened:
        assert opened.dense
        assert embedder.texts == total - done
        assert len(opened.search(LATE, limit=5).passages) == 5
    assert litter(home) == []


def test_one_waits_for_the_other_to_build_and_builds_nothing_itself(
    tmp_path: Path, environment: dict[str, str], programs: list["subprocess.Popen[str]"]
) -> None:
    home = tmp_path / "home"
    builder, _, _ = building(home, 0.3, environment, programs)
    told: list[tuple[int, int]] = []
    with Library.open(
        home,
        bundled=articles.bundled()[:2],
        embedder=MiniLM(),
        progress=lambda done, total: told.append((done, total)),
    ) as waited:
        assert waited.dense
    assert told == []
    said, complained = builder.communicate(timeout=PATIENCE)
    assert said.endswith("built True\n"), complained


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_interrupted_by_the_user_in_a_build_nothing_is_left(
    tmp_path: Path, environment: dict[str, str], programs: list["subprocess.Popen[str]"]
) -> None:
    builder, _, _ = building(tmp_path / "home", 60, environment, programs)
    builder.send_signal(signal.SIGINT)
    builder.communicate(timeout=PATIENCE)
    assert builder.returncode != 0
    assert litter(tmp_path / "home") == []
    assert list((tmp_path / "temporary").glob("repair-coach-*")) == []


ARTICLE = """# Keeping Regulars at a Small Bakery

By Ann Baker

A bakery lives from the people who come back every week, and one burnt batch can end that.

## Say which loaf was burnt

Put the burnt loaf number NUMBER on the counter and name it before the customer does. A baker who
hides a sooty crust under flour loses the regular for good, and the neighbours hear of it too.

## Bake it again the same day

Bring a fresh sourdough to the door by evening, because bread is a matter of the day.
"""


def test_ingest_while_another_process_answers_disturbs_neither(
    own_home: Path,
    tmp_path: Path,
    environment: dict[str, str],
    programs: list["subprocess.Popen[str]"],
) -> None:
    stop = tmp_path / "stop"
    asking = started("-c", ASKS, str(own_home), str(stop), LATE, environment=environment)
    programs.append(asking)
    assert asking.stdout is not None
    assert asking.stdout.readline() == "1\n"
    environment["COACH_HOME"] = str(own_home)
    pages = [tmp_path / f"bakery-{number}.md" for number in (1, 2)]
    for number, page in enumerate(pages):
        page.write_text(ARTICLE.replace("NUMBER", str(number)), encoding="utf-8")
    taking = [
        started("-m", "coach", "ingest", str(page), environment=environment) for page in pages
    ]
    programs.extend(taking)
    for program in taking:
        said, complained = program.communicate(timeout=PATIENCE)
        assert program.returncode == 0, complained
        assert "kept keeping-regulars" in said
    stop.touch()
    said, complained = asking.communicate(timeout=PATIENCE)
    assert asking.returncode == 0, complained
    # Two of the same title at once: neither has taken the other's place.
    kept = articles.read_folder(own_home / "articles")
    assert len({article.id for article in kept}) == 2
    assert litter(own_home) == []
    with Library.open(own_home, bundled=articles.bundled(), own=kept, embedder=MiniLM()) as both:
        found = both.search("A burnt sourdough loaf, hidden under flour", limit=5).passages
        assert {hit.article for hit in found} >= {article.id for article in kept}


def test_an_index_thrown_away_while_another_process_has_it_open_disturbs_neither(
    own_home: Path,
    tmp_path: Path,
    environment: dict[str, str],
    programs: list["subprocess.Popen[str]"],
) -> None:
    stop = tmp_path / "stop"
    asking = started("-c", ASKS, str(own_home), str(stop), LATE, environment=environment)
    programs.append(asking)
    assert asking.stdout is not None
    assert asking.stdout.readline() == "1\n"
    # At one stroke, so that nothing is built in the middle of it.
    shutil.rmtree(own_home.rename(tmp_path / "thrown away"))
    # It has opened its coach anew since, and so built what was gone.
    for _ in range(2):
        assert asking.stdout.readline()
    stop.touch()
    _, complained = asking.communicate(timeout=PATIENCE)
    assert asking.returncode == 0, complained
    whole_and_answering(own_home)


def test_what_is_thrown_away_beside_a_build_waits_for_it(
    tmp_path: Path, environment: dict[str, str], programs: list["subprocess.Popen[str]"]
) -> None:
    home = tmp_path / "home"
    builder, _, _ = building(home, 0.3, environment, programs)
    library.discard_all(home)
    said, complained = builder.communicate(timeout=PATIENCE)
    assert said.endswith("built True\n"), complained
    assert litter(home) == []


# --- A Chroma server ----------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


class ChromaServer:
    """A real ``chroma run`` on loopback, which may be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.program: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = str(Path(sys.executable).with_name("chroma"))
        arguments = ["run", "--path", str(self.folder), "--host", "127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self.program = subprocess.Popen(
                [command, *arguments, "--port", str(self.port)],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(httpx.HTTPError):
                answer = httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False)
                if answer.status_code == 200:
                    return
            assert self.program.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            assert time.monotonic() < end
            time.sleep(0.05)

    def stop(self) -> None:
        if self.program is not None:
            self.program.kill()
            self.program.wait()
            self.program = None

    @contextmanager
    def client(self) -> Iterator[Any]:
        # Not Chroma's own: that one leaves its connections open when it is closed.
        with ExitStack() as stack:
            yield library._server(self.url, stack)

    def names(self) -> list[str]:
        with self.client() as client:
            return sorted(collection.name for collection in client.list_collections())

    def clear(self) -> None:
        with self.client() as client:
            for collection in client.list_collections():
                client.delete_collection(collection.name)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def chroma(running: ChromaServer) -> ChromaServer:
    """The server, running and empty."""
    if running.program is None:
        running.start()
    running.clear()
    return running


class Letters:
    """A quick embedder of sixteen numbers a text, which counts the texts."""

    def __init__(self) -> None:
        self.count = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.count += len(texts)
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        return [[byte / 255 - 0.5 for byte in digest[:16]] for digest in digests]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def on_server(chroma: ChromaServer, home: Path, embedder: Any, **more: Any) -> Library:
    return Library.open(
        home, bundled=articles.bundled(), embedder=embedder, chroma_url=chroma.url, **more
    )


@pytest.mark.slow
def test_a_server_finds_what_the_files_find(
    chroma: ChromaServer, home: Path, tmp_path: Path
) -> None:
    minilm = MiniLM()
    with (
        on_server(chroma, tmp_path / "home", minilm) as there,
        Library.open(home, bundled=articles.bundled(), embedder=minilm) as here,
    ):
        assert there.dense, there.notice
        assert not list((tmp_path / "home").rglob("chroma"))
        for question in (LATE, "Should I send a gift?", "They shout at my team."):
            one, other = there.search(question, limit=8), here.search(question, limit=8)
            assert [hit.id for hit in one.passages] == [hit.id for hit in other.passages]
            assert dict(one.nearness) == pytest.approx(dict(other.nearness), abs=1e-4)
            assert one.notice == ""
        ids = ["four-steps/own", "mend-fences/no-gifts"]
        assert {(line.passage, line.text) for line in there.lines(ids)} == {
            (line.passage, line.text) for line in here.lines(ids)
        }


@pytest.mark.slow
def test_a_server_is_filled_once_and_the_name_stays(chroma: ChromaServer, tmp_path: Path) -> None:
    for place, texts in (("one", True), ("other", False)):
        embedder = Letters()
        with on_server(chroma, tmp_path / place, embedder) as opened:
            assert bool(embedder.count) == texts
            assert opened.search(LATE, limit=5).notice == ""
    [name] = chroma.names()
    assert name.startswith("repair-coach-bundled-")


@pytest.mark.slow
def test_what_a_killed_process_left_half_built_on_a_server_is_passed_over(
    chroma: ChromaServer, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    def kill(done: int, total: int) -> None:
        raise Killed

    # As SIGKILL leaves it: nothing is cleared up.
    with pytest.raises(Killed):
        on_server(chroma, tmp_path, Letters(), progress=kill)
    [half] = chroma.names()
    with on_server(chroma, tmp_path, Letters()) as opened:
        assert opened.dense, opened.notice
        assert opened.search(LATE, limit=5).notice == ""
    # It may be another process that is still building, so it goes only when it is old.
    assert half in chroma.names()
    with chroma.client() as client:
        left = client.get_collection(half, embedding_function=None)
        left.modify(metadata={"started": int(time.time()) - 2 * int(library._ABANDONED)})
        [whole] = [name for name in chroma.names() if name != half]
        client.delete_collection(whole)
    with on_server(chroma, tmp_path, Letters()) as opened:
        assert opened.dense, opened.notice
    assert chroma.names() == [whole]


@pytest.mark.slow
def test_a_collection_with_rows_missing_is_filled_anew(
    chroma: ChromaServer, tmp_path: Path
) -> None:
    with on_server(chroma, tmp_path, Letters()):
        [name] = chroma.names()
    with chroma.client() as client:
        client.get_collection(name, embedding_function=None).delete(ids=["four-steps/own"])
    with on_server(chroma, tmp_path, Letters()) as opened:
        assert opened.dense, opened.notice
        assert opened.search(LATE, limit=5).notice == ""
    with chroma.client() as client:
        rows = client.get_collection(name, embedding_function=None)
        assert rows.count() == len(library._rows(articles.bundled()))


@pytest.mark.slow
def test_two_builders_at_once_end_with_one_collection_and_both_answer(
    chroma: ChromaServer, tmp_path: Path
) -> None:
    both = threading.Barrier(2, timeout=PATIENCE)

    def build(place: str) -> tuple[bool, str, int]:
        def last(done: int, total: int) -> None:
            if done == total:
                both.wait()

        with on_server(chroma, tmp_path / place, Letters(), progress=last) as opened:
            found = opened.search(LATE, limit=5)
            return opened.dense, found.notice, len(found.nearness)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(build, ("one", "other"))
    assert one == other
    assert one[:2] == (True, "")
    assert one[2] > 0
    assert len(chroma.names()) == 1


@pytest.mark.slow
def test_a_server_that_goes_is_a_notice_and_comes_back_by_itself(
    chroma: ChromaServer, tmp_path: Path
) -> None:
    with on_server(chroma, tmp_path, Letters()) as opened:
        chroma.stop()
        found = opened.search(LATE, limit=5)
        assert found.notice.startswith("Search goes by keywords alone")
        assert f"127.0.0.1:{chroma.port}" in found.notice
        assert "COACH_CHROMA_URL" in found.notice
        assert len(found.passages) == 5
        with pytest.raises(LibraryError, match="COACH_CHROMA_URL"):
            opened.lines(["four-steps/own"])
        with on_server(chroma, tmp_path, Letters()) as late:
            assert not late.dense
            assert "COACH_CHROMA_URL" in late.notice
            assert len(late.search(LATE, limit=5).passages) == 5
        chroma.start()
        assert opened.search(LATE, limit=5).notice == ""


@pytest.mark.slow
def test_no_proxy_stands_between_us_and_the_server(
    chroma: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.settimeout(0.0)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{deaf.getsockname()[1]}")
        monkeypatch.setenv("CHROMA_SERVER_HOST", "elsewhere.invalid")
        with on_server(chroma, tmp_path, Letters()) as opened:
            assert opened.dense, opened.notice
            assert opened.search(LATE, limit=5).notice == ""
        with pytest.raises(BlockingIOError):
            deaf.accept()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "http://localhost:port", "http://", "http://me:canary@127.0.0.1:1"],
)
def test_an_address_where_no_server_is_is_a_notice(
    own_home: Path, url: str, strangers: list[str]
) -> None:
    with Library.open(
        own_home, bundled=articles.bundled(), embedder=Letters(), chroma_url=url
    ) as opened:
        assert "COACH_CHROMA_URL" in opened.notice
        assert "canary" not in opened.notice
        assert len(opened.search(LATE, limit=5).passages) == 5
    assert strangers == []
