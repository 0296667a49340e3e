"""Run the examples of README.md and put what they print under them.

    .venv/bin/python scripts/readme.py            # rewrites README.md
    .venv/bin/python scripts/readme.py --check    # ends with 1 when it would

A ``console`` block holds commands after ``$``, a ``pycon`` block Python after ``>>>``. Commands run
as they would on a terminal 80 columns wide, with a data folder of their own and no settings.
"""

import argparse
import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Rewrite README.md, or say whether it is as it should be."""
    parser = argparse.ArgumentParser(description="Run the examples of README.md.")
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    old = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as home:
        new = rendered(old, Path(home))
    if check:
        sys.exit("README.md is not what the program prints" if new != old else 0)
    README.write_text(new, encoding="utf-8")


def rendered(text: str, home: Path) -> str:
    """Return the text with each example's output as the program prints it today."""
    environment = clean(home)
    # The first use shows a bar; the examples are of later ones.
    subprocess.run(
        [sys.executable, "-m", "coach", "index"], env=environment, capture_output=True, check=True
    )

    def renewed(block: re.Match[str]) -> str:
        run = _console if block[1] == "console" else _pycon
        return f"```{block[1]}\n{run(block[2], environment).rstrip()}\n```"

    return _BLOCK.sub(renewed, text)


def clean(home: Path) -> dict[str, str]:
    """Return the environment without settings, with a data folder and a terminal of no colours."""
    private = ("COACH_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(private)}
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH", "")]))
    return kept | {"COACH_HOME": str(home), "TERM": "dumb", "COLUMNS": "80", "PYTHONPATH": path}


def shown(command: str, environment: Mapping[str, str]) -> str:
    """Return what a ``coach`` command prints on a terminal 80 columns wide.

    It may be given words: ``echo "…" | coach review -``.

    Raises:
        ValueError: The command is another program's, or it failed.
    """
    import pty
    import tty

    words = shlex.split(command)
    given = ""
    if words[0] == "echo" and "|" in words:
        at = words.index("|")
        given, words = f"{' '.join(words[1:at])}\n", words[at + 1 :]
    program, *arguments = words
    if program != "coach":
        raise ValueError(f"wanted a 'coach' command, got {command!r}")
    near, far = pty.openpty()
    tty.setraw(far)
    process = subprocess.Popen(
        [sys.executable, "-m", "coach", *arguments],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=far,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(far)
    if process.stdin is not None:
        process.stdin.write(given)
        process.stdin.close()
        process.stdin = None
    said = b""
    # At the end of a terminal's output Linux gives an error, others give nothing.
    with contextlib.suppress(OSError):
        while part := os.read(near, 65_536):
            said += part
    os.close(near)
    complaint = process.communicate()[1]
    if process.returncode:
        raise ValueError(f"{command!r} ended with {process.returncode}: {complaint}")
    return said.decode("utf-8")


def _console(block: str, environment: Mapping[str, str]) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{shown(command, environment)}" for command in commands)


def _pycon(block: str, environment: Mapping[str, str]) -> str:
    """Run the examples in one process of their own, as a session would."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), "session"],
        env=dict(environment),
        input=block,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=True,
    )
    return done.stdout


def _session() -> None:
    names: dict[str, object] = {}
    for example in doctest.DocTestParser().get_examples(sys.stdin.read()):
        first, *more = example.source.splitlines()
        print(f">>> {first}", *(f"... {line}" for line in more), sep="\n")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(example.source, "<README.md>", "single"), names)  # noqa: S102 - ours
        print(out.getvalue(), end="")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    _session() if sys.argv[1:] == ["session"] else main()
