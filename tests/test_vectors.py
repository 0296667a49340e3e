"""Vectors kept by their texts."""

import sqlite3
from pathlib import Path

import pytest

from coach.vectors import KeptVectors


class Counting:
    """Computes vectors of two numbers, and remembers the texts it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        return [[float(len(text)), 0.1] for text in texts]


@pytest.fixture
def kept(tmp_path: Path) -> KeptVectors:
    return KeptVectors(tmp_path / "vectors.sqlite3")


def test_a_text_is_computed_once_and_comes_back_in_its_place(kept: KeptVectors) -> None:
    embed = Counting()
    once = kept.embed(embed, ["a", "bb"])
    again = kept.embed(embed, ["ccc", "bb", "a"])
    assert embed.asked == ["a", "bb", "ccc"]
    assert [vector[0] for vector in again] == [3.0, 2.0, 1.0]
    assert again[1:] == once[::-1]


def test_the_first_time_gives_what_every_later_time_gives(kept: KeptVectors) -> None:
    # 0.1 has no exact 32-bit form: what is kept is what was returned.
    assert kept.embed(Counting(), ["a"]) == kept.embed(Counting(), ["a"])


def test_more_texts_than_one_statement_holds(kept: KeptVectors) -> None:
    texts = [str(number) for number in range(1234)]
    kept.embed(Counting(), texts)
    embed = Counting()
    assert len(kept.embed(embed, texts)) == 1234
    assert embed.asked == []


def test_only_the_wanted_ones_stay(kept: KeptVectors, tmp_path: Path) -> None:
    kept.embed(Counting(), ["a", "b", "c"])
    kept.keep_only(["b", "unknown"])
    embed = Counting()
    kept.embed(embed, ["a", "b", "c"])
    assert embed.asked == ["a", "c"]


def test_dropping_from_a_file_that_is_not_there_makes_none(
    kept: KeptVectors, tmp_path: Path
) -> None:
    kept.keep_only(["a"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage", [b"no database at all" * 400, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_file_costs_time_and_nothing_else(
    kept: KeptVectors, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "vectors.sqlite3").write_bytes(damage)
    embed = Counting()
    assert kept.embed(embed, ["a"]) == [[1.0, pytest.approx(0.1)]]
    kept.embed(embed, ["a"])
    assert embed.asked == ["a"]


def test_a_file_that_another_process_holds_is_left_alone(kept: KeptVectors, tmp_path: Path) -> None:
    kept.embed(Counting(), ["a"])
    held = sqlite3.connect(tmp_path / "vectors.sqlite3", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    try:
        assert kept.embed(Counting(), ["b"])[0][0] == 1.0
    finally:
        held.close()
    embed = Counting()
    kept.embed(embed, ["a"])
    assert embed.asked == []


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    kept = KeptVectors(tmp_path / "no such folder" / "vectors.sqlite3")
    assert kept.embed(Counting(), ["a"])[0][0] == 1.0
