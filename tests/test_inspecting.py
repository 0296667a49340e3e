"""The adapter for inspect-ai: the same numbers as ours, no network, and no example that falls out unseen."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.conversation import Coach
from coach.evaluation import lanes, scenarios
from coach.settings import Settings
from conftest import EVALS_PYTHON, ROOT

pytestmark = [pytest.mark.evals, pytest.mark.slow]

# Inspect takes no path but one from where it stands.
ADAPTER = "coach/evaluation/inspecting.py"
# One that is advised, one that is out of scope, one of several turns: together every way of asking.
KINDS = ("in-scope", "out-of-scope", "multi-turn")
TOLD = tuple(next(one for one in scenarios.scenarios("look") if one.kind == k) for k in KINDS)

# Read by every Python that is started with this folder on its path.
GUARD = """
import sys
def guard(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in (None, "", "localhost", "127.0.0.1", "::1"):
        raise SystemExit(f"the test lets nothing through to {host}")
sys.addaudithook(guard)
"""

NUMBERS = """
import json, sys
from coach.evaluation import inspecting
assert inspecting.main(sys.argv[1:]) == 0
print(json.dumps(inspecting.numbers(sys.argv[1])))
"""

# One of two examples breaks, whatever Inspect is told to do about it: how each run ends.
BROKEN = """
import json, sys
from inspect_ai import eval
from coach.errors import InvalidRun
from coach.evaluation import inspecting, metrics

def told(**more):
    task = inspecting.coach_scenarios()
    [log] = eval(task, model="mockllm/model", limit=2, log_dir=sys.argv[1], display="none", **more)
    try:
        inspecting.numbers(log)
    except InvalidRun as error:
        return [log.status, str(error)]
    return [log.status, ""]

second = inspecting.scenarios.scenarios("look")[1]
scores, asked = metrics.scores, inspecting._asked

def scores_broken(scenario, answer):
    if scenario.id == second.id:
        raise ZeroDivisionError("a scorer broke")
    return scores(scenario, answer)

def asked_broken(engine, turns):
    if tuple(turns) == second.wordings[0]:
        raise RuntimeError("the coach broke")
    return asked(engine, turns)

metrics.scores = scores_broken
found = [told(), told(fail_on_error=False)]
metrics.scores, inspecting._asked = scores, asked_broken
found += [told(), told(fail_on_error=False)]
print(json.dumps(found))
"""


@pytest.fixture
def environment(home: Path, tmp_path: Path) -> dict[str, str]:
    """What a program of the other environment is given: this checkout, no settings, a guard, no network."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    foreign = ("INSPECT_", "PYTHON")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    # What Inspect writes for itself lies under the user's own folders.
    return kept | {
        "COACH_HOME": str(home),
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "guard"), str(ROOT)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture(scope="module")
def coach(home: Path) -> Iterator[Coach]:
    with Coach.open(Settings(home=home, model="", chroma_url="")) as opened:
        yield opened


def python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [str(EVALS_PYTHON), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_inspect_gives_every_number_that_the_lane_gives(
    coach: Coach, environment: dict[str, str], tmp_path: Path
) -> None:
    logs = tmp_path / "logs"
    ids = [f"{one.id}/{n}" for one in TOLD for n in (1, 2)]
    # As one would type it.
    python(
        environment,
        *("-m", "inspect_ai", "eval", ADAPTER, "--model", "mockllm/model"),
        *("-T", "wordings=2", "--sample-id", ",".join(ids), "--log-dir", str(logs)),
        *("--display", "none"),
    )
    [log] = logs.glob("*.eval")
    *told, found = python(environment, "-c", NUMBERS, str(log)).splitlines()
    ours = lanes.score(lanes.composer(coach), TOLD)
    assert json.loads(found) == {one.id: dict(one.scores) for one in ours}
    assert sorted(json.loads(found)) == sorted(ids)
    assert told[0].endswith(f": {len(ids)} examples")


def test_a_run_in_which_an_example_broke_is_invalid_whatever_inspect_calls_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    said = python(environment, "-c", BROKEN, str(tmp_path / "logs"))
    ends = json.loads(said.splitlines()[-1])
    assert [status for status, _ in ends] == ["error", "success", "error", "success"]
    assert ["a scorer broke" in why for _, why in ends] == [True, True, False, False]
    assert ["the coach broke" in why for _, why in ends] == [False, False, True, True]
