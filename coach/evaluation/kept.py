"""Rows that a run keeps as they come, so that it goes on where it was stopped."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coach.errors import InvalidRun


class Kept:
    """A file of JSON lines that only grows; ``rows`` are those that it held when it was opened.

    A last line that a kill cut off is taken away: what it stood for is asked for again.
    """

    def __init__(self, file: Path) -> None:
        """Open the file, which need not be there yet.

        Raises:
            InvalidRun: It cannot be read, or a line of it is no JSON object.
        """
        self.file = file
        self.rows = tuple(_rows(file))

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row behind the others; it is on disk when this returns."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8", newline="\n") as out:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        *lines, last = (file.read_bytes() if file.exists() else b"").split(b"\n")
        if _cut_off(last):
            with file.open("r+b") as out:
                out.truncate(sum(len(line) + 1 for line in lines))
        elif last.strip():
            # A line that was written by hand, perhaps: the next one must not run into it.
            with file.open("ab") as out:
                out.write(b"\n")
            lines.append(last)
    except OSError as error:
        raise InvalidRun(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        row = _row(line)
        if row is not None:
            yield row
        elif line.strip():
            raise InvalidRun(f"{file}, line {number}: no JSON object; take the line out")


def _cut_off(last: bytes) -> bool:
    """Return whether a line without an end is the beginning of a row."""
    return last.startswith(b"{") and _row(last) is None


def _row(line: bytes) -> dict[str, Any] | None:
    """Return the object of a line; None when it holds none."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
