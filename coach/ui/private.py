"""Files for one reader: written in one step, under a lock, and closed to others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock

from coach import case_files

Value = TypeVar("Value")

_PATIENCE = 10.0


class Watched(Generic[Value]):
    """What stands in a file, read again only when the file has changed."""

    def __init__(self, path: Path, parse: Callable[[str], Value]) -> None:
        """Watch a file that may not be there yet; an absent one is read as an empty text."""
        self.path, self._parse = path, parse
        self._seen: tuple[tuple[int, ...], Value | Exception] | None = None

    def value(self) -> Value:
        """Return what the text says.

        Raises:
            OSError: The file is there and cannot be read.
            Exception: What ``parse`` raises, each time until the file changes.
        """
        mark = self._mark()
        if self._seen is None or self._seen[0] != mark:
            self._seen = mark, self._read()
        if isinstance(found := self._seen[1], Exception):
            raise found
        return found

    def _mark(self) -> tuple[int, ...]:
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return ()
        return there.st_mtime_ns, there.st_size, there.st_ino

    def _read(self) -> Value | Exception:
        try:
            return self._parse(read(self.path))
        except Exception as error:
            return error


def read(path: Path) -> str:
    """Return the text of a file, an empty one when it is not there; an editor's mark is no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let no other process change the file while the block runs; its folder is made.

    Raises:
        OSError: The folder cannot be written, or another holds the lock for ten seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE):
        yield


def write(path: Path, text: str) -> None:
    """Put the text in the file's place in one step; only its owner may read it (mode 0600).

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    case_files.write_whole(path, text.encode("utf-8"), mode=0o600)
