"""What a run says it will ask, what it says it took, and what it keeps when it is stopped."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach import models
from coach.errors import InvalidRun
from coach.evaluation import billing, lanes, report, scenarios
from coach.evaluation.billing import Cost, Metered, Pace
from coach.evaluation.kept import Kept
from coach.models import Piece
from coach.prompts import Message
from coach.settings import Settings
from model_replies import faithful, opened
from model_server import ModelServer, reply

# --- What is kept ---------------------------------------------------------------------------------


def test_rows_are_kept_in_order_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "new" / "rows.jsonl"
    kept = Kept(file)
    assert kept.rows == ()
    rows = [{"n": n, "text": "“é”\nnext"} for n in range(3)]
    for row in rows:
        kept.add(row)
    assert Kept(file).rows == tuple(rows)
    assert kept.rows == ()


@pytest.mark.parametrize("cut", range(1, 25))
def test_a_row_that_was_cut_off_is_taken_away_and_the_others_stay(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "rows.jsonl"
    for n in (1, 2):
        Kept(file).add({"n": n, "text": "žluťoučký"})
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    # Without its end alone the row is whole.
    left = Kept(file).rows
    assert [row["n"] for row in left] == ([1, 2] if cut == 1 else [1])
    Kept(file).add({"n": 3})
    assert [row["n"] for row in Kept(file).rows] == [*(row["n"] for row in left), 3]


def test_a_line_edited_by_hand_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    text = '\ufeff{"n": 1}\r\n\r\n{"n": 2}'
    file.write_bytes(text.encode())
    assert [row["n"] for row in Kept(file).rows] == [1, 2]
    for broken in ("note to self", "[1]", '{"n": 1'):
        file.write_text(f'{broken}\n{{"n": 2}}\n', encoding="utf-8")
        with pytest.raises(InvalidRun, match=r"rows\.jsonl, line 1: "):
            Kept(file)
        assert broken in file.read_text(encoding="utf-8")


def test_a_folder_in_the_place_of_the_file_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(InvalidRun, match="cannot be read"):
        Kept(tmp_path)


# --- What calls took ------------------------------------------------------------------------------


def chat(server: ModelServer) -> Metered:
    opened_ = models.open_chat(Settings(model="m", base_url=server.url))
    assert opened_ is not None
    return Metered(opened_)


def test_calls_are_added_up_as_the_server_counted() -> None:
    with ModelServer(reply("one two three"), reply("four", usage=False)) as server:
        metered = chat(server)
        for _ in range(2):
            list(metered.stream([Message("user", "a b c")]))
        counted = len(json.dumps(server.requests[0].body["messages"]).split())
    assert metered.said == "four"
    cost = metered.cost
    assert (cost.calls, cost.counted, cost.output_tokens) == (2, 1, 3)
    assert cost.input_tokens == counted
    assert cost.seconds > 0


def test_a_reply_that_is_not_heard_out_is_a_call_without_a_count() -> None:
    with ModelServer(reply("one two three four")) as server:
        metered = chat(server)
        pieces = metered.stream([Message("user", "a")])
        next(piece for piece in pieces if piece.text)
        pieces.close()  # type: ignore[attr-defined]
    assert (metered.cost.calls, metered.cost.counted) == (1, 0)


def test_thoughts_are_not_what_was_said() -> None:
    class Thinking:
        name, host = "m", "h"

        def stream(self, _: Any) -> Iterator[Piece]:
            yield Piece("Hm.", reasoning=True)
            yield Piece("Yes.", {"input_tokens": 2, "output_tokens": 1})

    model: Any = Thinking()
    metered = Metered(model)
    assert [piece.text for piece in metered.stream([])] == ["Hm.", "Yes."]
    assert (metered.said, metered.cost.input_tokens) == ("Yes.", 2)


@pytest.mark.parametrize("told", [None, [], "x", {}, {"calls": "many"}, {"seconds": None}])
def test_a_row_that_tells_no_cost_has_none(told: object) -> None:
    assert billing.cost_of(told) == Cost()


def test_a_cost_survives_being_kept() -> None:
    cost = Cost(3, 2, 100, 20, 1.25)
    assert billing.cost_of(json.loads(json.dumps(cost.values))) == cost
    told = billing.bill(cost, [cost, cost])
    assert (told["calls"], told["cached"], told["before"]["input_tokens"]) == (3, 2, 200)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3599.6, "1 h 0 min"), (7500, "2 h 5 min")],
)
def test_times_are_told_as_people_do(seconds: float, told: str) -> None:
    assert billing.duration(seconds) == told


def test_the_pace_is_told_once_and_not_where_nothing_is_left() -> None:
    for total, lines in ((2, 0), (3, 0), (4, 1), (9, 1)):
        told: list[str] = []
        pace = Pace(total, told.append)
        for _ in range(total):
            pace.step()
        assert len(told) == lines, total


# --- The live lane --------------------------------------------------------------------------------


@pytest.fixture
def two_scenarios(monkeypatch: pytest.MonkeyPatch) -> None:
    """One question, and one talk of two turns."""
    every = scenarios.scenarios("look")
    one = next(s for s in every if s.kind == "in-scope")
    talk = next(s for s in every if s.kind == "multi-turn" and len(s.wordings[0]) == 2)
    monkeypatch.setattr(lanes.scenarios, "scenarios", lambda _: (one, talk))


@pytest.mark.usefixtures("two_scenarios")
@pytest.mark.parametrize("retrieval", [True, False])
def test_a_live_run_tells_what_it_will_ask_and_what_it_took(
    home: Path, tmp_path: Path, retrieval: bool
) -> None:
    told: list[str] = []
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        first = lanes.live_run(coach, "look", tmp_path, retrieval=retrieval, say=told.append)
        made = len(server.requests)
        again = lanes.live_run(coach, "look", tmp_path, retrieval=retrieval, say=told.append)
        assert len(server.requests) == made
    assert "2 answers, 0 kept in" in told[0]
    assert f"about {made} calls to make" in told[0]
    assert "2 answers, 2 kept in" in told[-1]
    assert "about 0 calls to make, about 0 words to send" in told[-1]
    assert (first["bill"]["calls"], first["bill"]["cached"]) == (made, 0)
    assert first["bill"]["input_tokens"] > 0
    assert (again["bill"]["calls"], again["bill"]["cached"]) == (0, 2)
    assert again["bill"]["before"]["input_tokens"] == first["bill"]["input_tokens"]
    assert f"Bill: {made} calls, " in report.markdown(first)
    assert f"Bill: {made} calls, " in report.html(first)
    assert "Kept from before, at no cost now: 2." in report.markdown(again)


def test_a_run_without_calls_has_no_bill() -> None:
    assert "Bill" not in report.markdown({"lane": "replay"})
    assert "Bill" not in report.html({"lane": "replay"})
