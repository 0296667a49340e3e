from collections.abc import Callable
from pathlib import Path

import pytest

from model_server import ModelServer, hang_after, reply
from terminal import Done, Terminal, call

INVOICE = "I sent my client Dana the wrong invoice and she is furious."
FOLLOW_UP = "and by e-mail?"
READY = "> "

Chat = Callable[..., Done]


@pytest.fixture
def chat(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chat:
    """A conversation whose lines come through a pipe."""
    monkeypatch.setenv("COACH_HOME", str(home))

    def run(*lines: str, options: tuple[str, ...] = ()) -> Done:
        typed = "".join(f"{line}\n" for line in lines).encode()
        return call(monkeypatch, capsys, "chat", *options, stdin=typed)

    return run


def answers(saved: str) -> list[str]:
    """Return the questions of a saved conversation."""
    return [line[2:] for line in saved.splitlines() if line.startswith("> ")]


def test_a_chat_says_first_that_nothing_leaves_this_machine(chat: Chat) -> None:
    done = chat()
    assert done.code == 0
    assert done.out.startswith("No language model is configured; nothing leaves this machine.\n")


def test_a_chat_names_the_host_first(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(reply("Hello.")) as server:
        monkeypatch.setenv("COACH_MODEL", "small")
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        first = chat().out.splitlines()[0]
        assert server.connections == 0
    host = server.url.removeprefix("http://").removesuffix("/v1")
    assert first == f"Your words go to {host} (this machine), for model small."


def test_each_message_is_answered_with_its_sources(chat: Chat) -> None:
    done = chat(INVOICE, "/quit", "never read")
    assert done.code == 0
    assert "Dana" in done.out
    assert done.out.count("Retold from:") == 1


def test_a_follow_up_is_read_with_what_was_said(chat: Chat) -> None:
    with_history = chat(INVOICE, FOLLOW_UP).out.split("Retold from:")[1]
    assert "invoice" in with_history
    assert "invoice" not in chat(FOLLOW_UP).out


def test_the_history_reaches_the_model(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(reply("Say in the e-mail what went wrong with the invoice. [1]")) as server:
        monkeypatch.setenv("COACH_MODEL", "small")
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        chat(INVOICE, FOLLOW_UP)
        bodies = [str(request.body["messages"]) for request in server.requests]
    assert "Dana" in bodies[-1] or "Dana" in bodies[-2]
    assert FOLLOW_UP in "".join(bodies[1:])


def test_empty_lines_are_passed_over(chat: Chat) -> None:
    assert "Retold from:" not in chat("", "   ").out


def test_a_message_of_several_lines_is_one_message(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    chat('"""I sent Dana', "the wrong invoice.", 'She is furious."""', f"/save {file}")
    assert answers(file.read_text(encoding="utf-8")) == [
        "I sent Dana",
        "the wrong invoice.",
        "She is furious.",
    ]


def test_edit_with_words_takes_the_last_message_back(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    chat("I sent Tom the wrong invoice.", f"/edit {INVOICE}", f"/save {file}")
    saved = file.read_text(encoding="utf-8")
    assert answers(saved) == [INVOICE]
    assert "Tom" not in saved


def test_edit_without_words_asks_for_them(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    done = chat("I sent Tom the wrong invoice.", "/edit", INVOICE, f"/save {file}")
    assert "taken back: I sent Tom the wrong invoice." in done.out
    assert answers(file.read_text(encoding="utf-8")) == [INVOICE]


def test_edit_before_any_message_says_so(chat: Chat) -> None:
    assert "no message to edit" in chat("/edit").out


def test_a_saved_talk_is_markdown_with_its_sources(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    assert f"saved to {file}" in chat(INVOICE, f"/save {file}").out
    saved = file.read_text(encoding="utf-8")
    assert saved.startswith(f"> {INVOICE}\n\n")
    assert "1. **" in saved
    assert "Retold from:\n\n- [1] " in saved
    assert ", author: " in saved
    assert "<https://" in saved


def test_saving_again_writes_what_came_since(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    chat(INVOICE, f"/save {file}", FOLLOW_UP, f"/save {file}")
    assert answers(file.read_text(encoding="utf-8")) == [INVOICE, FOLLOW_UP]


def test_saving_does_not_overwrite_a_file_that_was_there(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text("mine", encoding="utf-8")
    done = chat(INVOICE, f"/save {file}", FOLLOW_UP)
    assert done.code == 0
    assert "choose another name" in done.out
    assert done.out.count("Retold from:") == 2
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_saved_to_is_refused_before_the_talk(
    chat: Chat, tmp_path: Path
) -> None:
    done = chat(INVOICE, options=("--save", str(tmp_path / "nowhere" / "talk.md")))
    assert (done.code, done.out) == (1, "")
    assert "there is no folder" in done.err


def test_save_as_an_option_writes_at_the_end(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    chat(INVOICE, options=("--save", str(file)))
    assert answers(file.read_text(encoding="utf-8")) == [INVOICE]


def test_an_unknown_order_shows_what_there_is(chat: Chat) -> None:
    done = chat("/foo", "/help")
    assert "There is no /foo." in done.out
    assert done.out.count("/save [FILE]") == 2


def test_a_message_that_is_too_long_ends_nothing(chat: Chat) -> None:
    done = chat("word " * 5_000, INVOICE)
    assert "characters" in done.out
    assert "Retold from:" in done.out


def test_bytes_that_are_no_utf8_end_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    typed = b"My caf\xe9 client Dana got the wrong invoice from me.\n"
    done = call(monkeypatch, capsys, "chat", stdin=typed)
    assert done.code == 0
    assert "Dana" in done.out


# --- On a terminal ----------------------------------------------------------------------------


def test_a_talk_on_a_terminal(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    with Terminal("chat", COACH_HOME=str(home)) as screen:
        screen.until(READY)
        screen.type("I sent my client Dana the wrong invoice.\r")
        assert "Retold from:" in screen.until(f"machine.)\n\n{READY}")
        screen.type("/edit\r")
        # The last message stands there again, to be changed.
        screen.until(f"{READY}I sent my client Dana the wrong invoice.")
        screen.type(" She is furious.\r")
        screen.until(f"machine.)\n\n{READY}")
        screen.type(f"/save {file}\r")
        screen.until(f"saved to {file}\n{READY}")
        screen.type("\x04")
        assert screen.end() == 0
    saved = answers(file.read_text(encoding="utf-8"))
    assert saved == ["I sent my client Dana the wrong invoice. She is furious."]


def test_a_mail_that_is_pasted_is_one_message(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    with Terminal("chat", COACH_HOME=str(home)) as screen:
        screen.until(READY)
        screen.type("\x1b[200~Dana got the wrong invoice.\nShe is furious.\x1b[201~\r")
        screen.until(f"machine.)\n\n{READY}")
        screen.type(f"/save {file}\r")
        screen.until("saved to")
        screen.type("/quit\r")
        assert screen.end() == 0
    assert answers(file.read_text(encoding="utf-8")) == [
        "Dana got the wrong invoice.",
        "She is furious.",
    ]


def test_ctrl_c_stops_an_answer_and_then_the_talk(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    begun = "Own the mistake and admit that it was you who was wrong. [1] And then "
    with (
        ModelServer(hang_after(begun)) as server,
        Terminal(
            *("chat", "--save", str(file)),
            COACH_HOME=str(home),
            COACH_MODEL="small",
            COACH_BASE_URL=server.url,
        ) as screen,
    ):
        screen.until(READY)
        screen.type(f"{INVOICE}\r")
        screen.until("Own the mistake")
        screen.type("\x03")
        screen.until(f"(stopped)\n\n{READY}")
        assert server.requests[0].closed.wait(5)
        screen.type("\x03")
        assert screen.end() == 130
        assert "Traceback" not in screen.text
    saved = file.read_text(encoding="utf-8")
    assert answers(saved) == [INVOICE]
    assert "Own the mistake" in saved
