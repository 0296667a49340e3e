"""Compare whole processes: `coach ask` against benchmarks/plain.py, alternating.

    .venv/bin/python benchmarks/process.py [--runs 5]

Both have their index on disk before the clock starts. Prints each median and their ratio, and ends
with 1 when `coach ask` takes more than 0.8 of the yardstick's time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

QUESTION = (
    "I promised our largest client a delivery for Monday, it went out on Thursday, and when they "
    "called I said that the warehouse had let us down. Since then they answer neither mails nor "
    "calls, and the contract ends in six weeks. How do I begin to put this right without sounding "
    "as if I only wanted the renewal?"
)
MOST = 0.8
PLAIN = Path(__file__).with_name("plain.py")


def main() -> None:
    """Build both indexes, run both programs in turn, and print what they took."""
    parser = argparse.ArgumentParser(description="coach ask against langchain-chroma.")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        environment = {**clean(), "COACH_HOME": str(Path(name) / "home")}
        index = str(Path(name) / "plain")
        beside = Path(sys.executable)
        coach = str(beside.with_name("coach" + beside.suffix))
        commands = {
            "coach ask": [coach, "ask", QUESTION],
            "plain.py": [sys.executable, str(PLAIN), index, QUESTION],
        }
        seconds([sys.executable, str(PLAIN), "--build", index], environment)
        for command in commands.values():
            seconds(command, environment)
        times: dict[str, list[float]] = {label: [] for label in commands}
        for _ in range(runs):
            for label, command in commands.items():
                times[label].append(seconds(command, environment))
    for label, taken in times.items():
        each = " ".join(f"{value:.2f}" for value in taken)
        print(f"{label:10} median {median(taken):.2f} s   ({each})")
    ratio = median(times["coach ask"]) / median(times["plain.py"])
    print(f"ratio {ratio:.2f}, at most {MOST}")
    sys.exit(ratio > MOST)


def clean() -> dict[str, str]:
    """Return the environment without settings that would change what is measured."""
    private = ("COACH_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")
    return {key: value for key, value in os.environ.items() if not key.startswith(private)}


def seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return how long a program took, from its start to its end.

    Raises:
        subprocess.CalledProcessError: It failed; what it said stands on the terminal.
    """
    started = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
