import dataclasses
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import coach
from coach.errors import LibraryError
from model_server import ModelServer, hang, reply
from terminal import COMMAND, Done, Terminal, call, surroundings

DEMO = "I told his boss the demo was ready. It wasn't, and he has gone quiet."
FRANCE = "What is the capital of France?"
HEAVY = {"chromadb", "gradio", "langchain", "langchain_core", "numpy", "openai", "pydantic", "rich"}

Command = Callable[..., Done]


@pytest.fixture
def command(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command in this process, over the index that is already built."""
    monkeypatch.setenv("COACH_HOME", str(home))

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        return call(monkeypatch, capsys, *arguments, stdin=stdin)

    return run


def one_line(text: str) -> bool:
    return text.startswith("coach: ") and text.count("\n") == 1


# --- Start ------------------------------------------------------------------------------------


def test_help_comes_within_half_a_second() -> None:
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], env=surroundings(), check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
    # The quickest: other programs of a busy machine are not what is measured.
    assert min(taken) <= 0.5


def test_the_import_and_the_help_load_nothing_heavy() -> None:
    source = (
        "import sys, coach\n"
        "from coach.cli import main\n"
        "sys.argv = ['coach', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit:\n    print(*sorted(name.partition('.')[0] for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=surroundings(),
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "coach" in loaded
    assert loaded & HEAVY == set()


def test_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert done.code == 0
    for name in ("ask", "chat", "search", "index", "doctor", "ingest"):
        assert re.search(rf"^  {name} ", done.out, re.MULTILINE)


def test_the_version_is_told(command: Command) -> None:
    assert command("--version") == Done(0, f"coach {coach.__version__}\n", "")


def test_no_command_shows_the_help_as_a_wrong_use(command: Command) -> None:
    done = command()
    assert done.code == 2
    assert done.err.startswith("Usage: coach")


# --- ask --------------------------------------------------------------------------------------


def test_ask_prints_the_advice_then_whom_it_is_retold_from(command: Command) -> None:
    done = command("ask", DEMO)
    assert done.code == 0
    text, sources = done.out.split("\nRetold from:\n")
    assert "[1]" in text
    assert re.search(
        r"^\[1\] [a-z-]+/[a-z-]+ – .+, author: .+, https://\S+$", sources, re.MULTILINE
    )
    assert "(No language model was used; nothing left this machine.)" in sources
    assert done.err == ""


def test_piped_output_is_plain_text(command: Command) -> None:
    out = command("ask", DEMO).out
    assert "\x1b" not in out
    assert "**" not in out


def test_words_need_no_quotes(command: Command) -> None:
    assert command("ask", *DEMO.split()).out == command("ask", DEMO).out


def test_json_holds_every_field_of_the_advice_and_the_schema(command: Command) -> None:
    values = json.loads(command("ask", "--json", DEMO).out)
    assert values["schema"] == 1
    assert values.keys() - {"schema"} == {field.name for field in dataclasses.fields(coach.Advice)}
    citation = {field.name for field in dataclasses.fields(coach.Citation)}
    assert values["citations"]
    assert all(cited.keys() == citation for cited in values["citations"])


def test_json_says_the_same_as_the_python_call(command: Command, home: Path) -> None:
    values = json.loads(command("ask", "--json", DEMO).out)
    with coach.Coach.open(coach.Settings(home=home)) as c:
        advice = c.ask(DEMO)
    assert values["text"] == advice.text
    assert [cited["step"] for cited in values["citations"]] == [c.step for c in advice.citations]
    assert values["prompts"] == dict(advice.prompts)


def test_brief_is_part_of_the_whole_and_shorter(command: Command) -> None:
    whole, brief = command("ask", DEMO), command("ask", "--brief", DEMO)
    assert brief.code == 0
    assert len(brief.out) < len(whole.out)
    assert "?" in brief.out
    assert not re.search(r"^1\. ", brief.out, re.MULTILINE)
    assert "Retold from:" in brief.out


def test_brief_comes_as_json_too(command: Command) -> None:
    brief = json.loads(command("ask", "--brief", "--json", DEMO).out)
    assert brief["text"] in command("ask", "--brief", DEMO).out.replace("**", "")


def test_silence_is_done_and_names_no_source(command: Command) -> None:
    done = command("ask", FRANCE)
    assert done.code == 0
    assert "Retold from" not in done.out
    assert json.loads(command("ask", "--json", FRANCE).out)["grounding"] == "silent"


# --- What is read -----------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "-")])
def test_standard_input_is_read(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments, stdin=DEMO.encode()).out == command("ask", DEMO).out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_of_another_program_is_read_in_its_encoding(command: Command, encoding: str) -> None:
    question = "I sent Zoë of Café Müller the wrong bill, and she is furious."
    done = command("ask", "--json", stdin=question.encode(encoding))
    assert done.out == command("ask", "--json", question).out or "Zoë" in done.out
    assert "\ufffd" not in done.out


def test_binary_data_is_refused(command: Command) -> None:
    done = command("ask", stdin=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert done.code == 1
    assert one_line(done.err)
    assert "UTF-8" in done.err


@pytest.mark.parametrize("stdin", [b"", b"  \n\n", b"\x07\x08"])
@pytest.mark.parametrize("name", ["ask", "search"])
def test_nothing_to_answer_is_refused_with_what_to_do(
    command: Command, name: str, stdin: bytes
) -> None:
    done = command(name, stdin=stdin)
    assert (done.code, done.out) == (1, "")
    assert one_line(done.err)
    assert "tell what happened" in done.err


def test_an_endless_input_is_refused(home: Path) -> None:
    with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as endless:
        done = subprocess.run(
            [*COMMAND, "ask"],
            stdin=endless.stdout,
            env=surroundings(COACH_HOME=str(home)),
            capture_output=True,
            text=True,
            timeout=60,
        )
        endless.kill()
    assert done.returncode == 1
    assert one_line(done.stderr)
    assert "characters" in done.stderr


def test_an_argument_that_is_no_utf8_is_answered(home: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "ask", b"My caf\xe9 client is furious, I sent her the wrong bill."],
        env=surroundings(COACH_HOME=str(home)),
        capture_output=True,
        check=True,
    )
    assert b"[1]" in done.stdout


# --- Errors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--loud", "x"),
        ("advise", "x"),
        ("search", "-n", "0", "x"),
        ("search", "-n", "all", "x"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_one_line(
    command: Command, arguments: tuple[str, ...]
) -> None:
    done = command(*arguments)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)
    assert "--help" in done.err


def test_a_wrong_setting_ends_with_1_and_names_it(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TIMEOUT", "soon")
    done = command("ask", DEMO)
    assert done.code == 1
    assert one_line(done.err)
    assert "COACH_TIMEOUT" in done.err


def test_a_closed_pipe_ends_quietly(home: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "ask", DEMO],
        env=surroundings(COACH_HOME=str(home), PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        # Closed before the first word, so that a write is sure to fail.
        process.stdout.close()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_with_1_and_one_line(home: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "search", DEMO],
            env=surroundings(COACH_HOME=str(home)),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert one_line(done.stderr)


def test_ctrl_c_ends_quietly_with_130_and_closes_the_call(home: Path) -> None:
    with ModelServer(hang()) as server:
        process = subprocess.Popen(
            [*COMMAND, "ask", DEMO],
            env=surroundings(COACH_HOME=str(home), COACH_MODEL="m", COACH_BASE_URL=server.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        waited_for(lambda: bool(server.requests))
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=20)
        assert server.requests[0].closed.wait(5)
    assert (process.returncode, complaint) == (130, b"")


def waited_for(sign: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not sign():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


# --- What leaves the machine ------------------------------------------------------------------


def test_without_a_model_show_request_has_nothing_to_show(command: Command) -> None:
    assert command("ask", "--show-request", DEMO) == Done(
        0, "Nothing would leave this machine.\n", ""
    )


def test_show_request_prints_what_would_be_sent_and_sends_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MODEL", "small")
    monkeypatch.setenv("COACH_API_KEY", "sk-canary-4711")
    with ModelServer(reply("Call them today. [1]")) as server:
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        shown = command("ask", "--show-request", DEMO)
        assert server.connections == 0
        assert command("ask", DEMO).code == 0
        sent = server.requests[0].body
    request = json.loads(shown.out)
    assert request.pop("host") in server.url
    assert request == sent
    assert "canary" not in shown.out


def test_show_request_asks_no_embedder_elsewhere(
    command: Command, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    with ModelServer(reply("Yes.")) as server:
        monkeypatch.setenv("COACH_EMBEDDER", "openai:small-vectors")
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        monkeypatch.setenv("COACH_HOME", str(own_home))
        request = json.loads(command("ask", "--show-request", DEMO).out)
        assert server.connections == 0
    assert request["embedding"]["input"] == [DEMO]


def test_a_question_at_a_limit_is_not_sent(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(reply("Yes.")) as server:
        monkeypatch.setenv("COACH_MODEL", "small")
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        done = command("ask", "I lost the account and I don't want to live anymore.")
        assert server.connections == 0
    assert "The language model did not write this answer." in done.out


def test_a_host_elsewhere_is_named_before_a_coach_is_opened(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise LibraryError("not today")

    monkeypatch.setenv("COACH_MODEL", "small")
    monkeypatch.setenv("COACH_BASE_URL", "https://models.example/v1")
    monkeypatch.setattr(coach.Coach, "open", fails)
    for name in ("ask", "search", "index"):
        said = command(name, *([] if name == "index" else [DEMO])).err.splitlines()
        assert said == ["Your words go to models.example, for model small.", "coach: not today"]


def test_what_rests_on_no_article_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "Own the mistake and admit that it was you who was wrong. [1] "
        "Find out what went wrong and why before you promise anything. [2] "
        "Buy shares in a copper mine. [3]"
    )
    with ModelServer(reply(text)) as server:
        monkeypatch.setenv("COACH_MODEL", "small")
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        unsupported = json.loads(command("ask", "--json", DEMO).out)["unsupported"]
        out = command("ask", DEMO).out
    assert unsupported
    for sentence in unsupported:
        assert f"Not from the articles: “{sentence}”" in out


# --- On a terminal ----------------------------------------------------------------------------


def test_advice_on_a_terminal_is_wrapped_between_words(home: Path) -> None:
    with Terminal("ask", DEMO, COACH_HOME=str(home)) as screen:
        assert screen.end() == 0
    lines = screen.text.splitlines()
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []
    first = next(at for at, line in enumerate(lines) if line.startswith("1. "))
    step = lines[first : next(at for at, line in enumerate(lines) if line.startswith("2. "))]
    assert all(line.startswith("   ") for line in step[1:])
    assert len(step) > 1
    assert "\x1b[1m" in screen.raw
    assert "**" not in screen.text
    assert "https://" in screen.text.split("Retold from:")[1]


def test_the_words_on_a_terminal_are_those_of_the_pipe(command: Command, home: Path) -> None:
    with Terminal("ask", DEMO, COACH_HOME=str(home)) as screen:
        screen.end()
    shown, piped = (
        text.split("Retold from:")[0].split() for text in (screen.text, command("ask", DEMO).out)
    )
    assert shown == piped


def test_a_terminal_without_colours_gets_none(home: Path) -> None:
    with Terminal("search", DEMO, COACH_HOME=str(home), TERM="dumb") as screen:
        assert screen.end() == 0
    assert "\x1b" not in screen.raw


def test_first_use_shows_progress_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    with Terminal("ask", DEMO, COACH_HOME=str(tmp_path)) as screen:
        screen.until("Preparing the library")
        assert screen.end() == 0
    # The bar is wiped before the first word, so that nothing runs through the answer.
    assert screen.raw.rindex("Preparing the library") < screen.raw.index("1.")


def test_ask_without_words_on_a_terminal_says_what_is_wanted() -> None:
    with Terminal("ask") as screen:
        assert screen.end() == 2
    assert one_line(screen.text)
    assert "say what happened" in screen.text


def test_a_terminal_is_told_nothing_by_articles(own_home: Path, command: Command) -> None:
    articles = own_home / "articles"
    articles.mkdir()
    (articles / "trick.md").write_text(
        "---\nid: trick\ntitle: Tricks \x1b]0;owned\x07\nauthor: A\naddress: file:trick\n"
        "language: en\n---\n\n## zebra: Zebras\n\nA zebra \x1b[2Jstripe quagga \u202e okapi.\n",
        encoding="utf-8",
    )
    with Terminal("search", "zebra quagga okapi", COACH_HOME=str(own_home)) as screen:
        assert screen.end() == 0
    assert "quagga" in screen.text
    for sign in ("\x1b[2J", "\x1b]0;", "\x07", "\u202e"):
        assert sign not in screen.raw


# --- search, index ----------------------------------------------------------------------------


def test_search_shows_passages_and_whom_they_are_retold_from(command: Command) -> None:
    done = command("search", "-n", "3", "he ignores my calls")
    assert done.code == 0
    assert re.findall(r"^\[(\d)\] .+ \([a-z-]+/[a-z-]+\)$", done.out, re.MULTILINE) == [
        "1",
        "2",
        "3",
    ]
    assert len(re.findall(r"^retold from: .+, author: .+, https://", done.out, re.MULTILINE)) == 3


def test_search_as_json_holds_every_field_of_a_passage(command: Command, home: Path) -> None:
    values = json.loads(command("search", "--json", "he ignores my calls").out)
    assert values["schema"] == 1
    fields = {field.name for field in dataclasses.fields(coach.Passage)}
    assert all(passage.keys() == fields for passage in values["passages"])
    with coach.Coach.open(coach.Settings(home=home)) as c:
        found = c.search("he ignores my calls")
    assert [passage["id"] for passage in values["passages"]] == [hit.id for hit in found]


def test_index_shows_what_is_whole(command: Command, home: Path) -> None:
    done = command("index")
    assert done.code == 0
    assert done.out.startswith(f"under {home}\n")
    assert re.search(r"^bundled-[0-9a-f]{8}  whole  [\d,]+ KB$", done.out, re.MULTILINE)


def test_index_rebuild_builds_anew(
    command: Command, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(own_home))
    before = {path: path.stat().st_mtime_ns for path in own_home.rglob("*.json")}
    assert before
    done = command("index", "--rebuild")
    assert done.code == 0
    assert "whole" in done.out
    assert all(not path.exists() or path.stat().st_mtime_ns > before[path] for path in before)


# --- ingest -----------------------------------------------------------------------------------

OKAPI = """# Three Ways to Win an Okapi Back

by Mara Example

An okapi that was startled will not come when it is called, and whoever runs after it makes it worse.

## 1. Stand still

Stand still beside the fence and wait until the okapi looks up, for as long as that takes today.

## 2. Bring the leaves yourself

Bring fresh leaves in your own hand, on the day that you said, and at the hour that you said.

## 3. Come back tomorrow

Come back tomorrow and the day after, because an okapi counts visits and does not count words.
"""


@pytest.fixture
def okapi(own_home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "okapi.md"
    path.write_text(OKAPI, encoding="utf-8")
    return path


@pytest.fixture
def own(command: Command, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over a data folder that may be changed."""
    monkeypatch.setenv("COACH_HOME", str(own_home))
    return command


def kept(own: Command) -> list[str]:
    return [
        article["id"] for article in json.loads(own("ingest", "list", "--json").out)["articles"]
    ]


def test_an_article_is_shown_kept_listed_cited_and_removed(own: Command, okapi: Path) -> None:
    done = own("ingest", str(okapi))
    assert done.code == 0
    assert "Mara Example" in done.out
    assert done.out.index("keeps ") < done.out.index("kept ")
    (id_,) = kept(own)
    assert id_ in own("ingest", "list").out
    found = json.loads(own("search", "--json", "bring the okapi fresh leaves").out)["passages"]
    assert found[0]["article"] == id_
    assert own("ingest", "remove", id_) == Done(0, f"removed {id_}\n", "")
    assert kept(own) == []
    found = json.loads(own("search", "--json", "bring the okapi fresh leaves").out)["passages"]
    assert id_ not in {passage["article"] for passage in found}


def test_nothing_is_listed_before_anything_is_kept(own: Command) -> None:
    assert own("ingest", "list").out == "none yet; add one with 'coach ingest FILE'\n"


def test_what_cannot_be_taken_is_refused_and_the_rest_kept(
    own: Command, okapi: Path, tmp_path: Path
) -> None:
    done = own("ingest", str(tmp_path), str(tmp_path / "gone.txt"), str(okapi))
    assert done.code == 1
    assert len(done.err.splitlines()) == 2
    assert "wanted a file, got a folder" in done.err
    assert "there is no such file" in done.err
    assert len(kept(own)) == 1


def test_ingest_as_json_tells_what_was_kept_and_what_refused(
    own: Command, okapi: Path, tmp_path: Path
) -> None:
    done = own("ingest", "--json", str(okapi), str(tmp_path / "gone.txt"))
    values = json.loads(done.out)
    assert (done.code, values["schema"]) == (1, 1)
    assert [article["id"] for article in values["kept"]] == kept(own)
    assert [refusal["path"] for refusal in values["refused"]] == [str(tmp_path / "gone.txt")]


def test_the_same_article_twice_is_refused(own: Command, okapi: Path) -> None:
    own("ingest", str(okapi))
    done = own("ingest", str(okapi))
    assert done.code == 1
    assert "kept already" in done.err


def test_removing_what_is_not_there_names_what_is(own: Command, okapi: Path) -> None:
    own("ingest", str(okapi))
    done = own("ingest", "remove", "giraffe")
    assert done.code == 1
    assert one_line(done.err)
    assert kept(own)[0] in done.err


@pytest.mark.parametrize(("key", "count"), [("n\r", 0), ("\x04", 0), ("\r", 1)])
def test_on_a_terminal_it_is_kept_when_the_user_agrees(
    own: Command, okapi: Path, own_home: Path, key: str, count: int
) -> None:
    with Terminal("ingest", str(okapi), COACH_HOME=str(own_home)) as screen:
        assert "keeps " in screen.until("Keep it? [Y/n] ")
        screen.type(key)
        assert screen.end() == 0
    assert len(kept(own)) == count
