"""The message check and the limits, measured."""

from itertools import product

import pytest

from coach.errors import InvalidRun
from coach.evaluation import limit_check, message_check, statistics
from coach.evaluation.message_check import Message


def test_the_table_counts_what_is_found_and_what_is_flagged() -> None:
    told = [
        Message("1", "a", frozenset({"excuse"}), frozenset({"excuse"}), False),
        Message("2", "b", frozenset({"excuse"}), frozenset(), False),
        Message("3", "c", frozenset(), frozenset(), True),
    ]
    codes = {"1": frozenset({"excuse"}), "2": frozenset[str](), "3": frozenset({"excuse"})}
    lines = list(message_check.table(told, codes))
    assert lines[2].startswith("| excuse | 2 | 0.50")
    assert lines[-1] == "1 of 1 clean messages flagged, 1 of 1 near misses"


def test_kappa_is_one_for_the_same_and_nothing_for_chance() -> None:
    assert statistics.kappa([(True, True), (False, False), (True, True)]) == 1
    assert statistics.kappa(product((True, False), repeat=2)) == 0


def test_the_messages_that_count_hold_each_fault_often_and_many_are_clean() -> None:
    told = message_check.messages("run")
    clean = [one for one in told if not one.faults]
    assert len(clean) >= 100
    assert sum(one.near for one in clean) >= 40
    for code in {code for one in told for code in one.faults}:
        assert sum(code in one.faults for one in told) >= 25
        has = [code in one.faults for one in told]
        second = [code in (one.second or ()) for one in told]
        assert statistics.kappa(zip(has, second, strict=True)) >= 0.6, code


def test_a_real_message_is_checked() -> None:
    some = [one for one in message_check.messages("look") if "gift-as-fix" in one.faults][:3]
    assert set(message_check.found(some)) == {one.id for one in some}


@pytest.mark.parametrize("module", [message_check, limit_check])
def test_an_unknown_part_makes_the_run_invalid(module: object) -> None:
    with pytest.raises(InvalidRun, match="no part"):
        module.messages("other")  # type: ignore[attr-defined]


def test_a_limit_met_under_another_name_is_noticed_and_a_near_miss_is_counted() -> None:
    told = [
        limit_check.Message("a", "legal", ""),
        limit_check.Message("b", "", "legal"),
        limit_check.Message("c", "", ""),
    ]
    lines = list(limit_check.table(told, {"a": "threat", "b": "legal"}.get))
    assert lines[2].startswith("| legal | 1.00")
    assert "| 0.00 | 1 of 1 |" in lines[2]
    assert "0 of 1 plain ones met" in lines[3]
