"""Vectors that were computed once, kept by their texts, so that a build goes on where it was stopped.

Embedding is what takes long in building an index of many articles. Each batch is written down as it
comes; a build after this one, of the same articles or of more, computes only what is new.
"""

import contextlib
import hashlib
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

Embed = Callable[[list[str]], list[list[float]]]

_T = TypeVar("_T")

# Names asked for in one statement; SQLite's own limit is far above it.
_AT_ONCE = 500


class KeptVectors:
    """A file of vectors by text. Processes may share it.

    What cannot be read or written is computed anew: the file only saves time.
    """

    def __init__(self, file: Path) -> None:
        """Nothing is opened yet."""
        self._file = file

    def embed(self, embed: Embed, texts: Sequence[str]) -> list[list[float]]:
        """Return the texts' vectors, as 32-bit numbers; those not kept are computed and kept."""
        names = [_name(text) for text in texts]
        kept = self._read(names)
        missing = [at for at, name in enumerate(names) if name not in kept]
        if missing:
            computed = embed([texts[at] for at in missing])
            new = {
                names[at]: array("f", vector).tobytes()
                for at, vector in zip(missing, computed, strict=True)
            }
            self._write(new)
            kept |= new
        return [array("f", kept[name]).tolist() for name in names]

    def keep_only(self, texts: Iterable[str]) -> None:
        """Drop the vectors of all other texts."""
        if not self._file.exists():
            return
        names = ((_name(text),) for text in texts)

        def drop(database: sqlite3.Connection) -> None:
            database.execute("CREATE TEMP TABLE wanted (name BLOB PRIMARY KEY)")
            database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", names)
            others = "DELETE FROM vectors WHERE name NOT IN (SELECT name FROM wanted)"
            gone = database.execute(others).rowcount
            database.commit()
            if gone:
                database.execute("VACUUM")

        self._tried(drop)

    def _read(self, names: Sequence[bytes]) -> dict[bytes, bytes]:
        def read(database: sqlite3.Connection) -> dict[bytes, bytes]:
            found: dict[bytes, bytes] = {}
            for start in range(0, len(names), _AT_ONCE):
                some = names[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT name, vector FROM vectors WHERE name IN ({marks})"  # noqa: S608
                found |= dict(database.execute(query, some))
            return found

        return self._tried(read) or {}

    def _write(self, vectors: Mapping[bytes, bytes]) -> None:
        def write(database: sqlite3.Connection) -> None:
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", vectors.items())
            database.commit()

        self._tried(write)

    def _tried(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Return what the work on the file gives; nothing when it fails, and a bad file goes."""
        try:
            with contextlib.closing(sqlite3.connect(self._file)) as database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (name BLOB PRIMARY KEY, vector BLOB)"
                )
                return work(database)
        except sqlite3.OperationalError:
            # Another process is at it, or nothing can be written there.
            return None
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                self._file.unlink()
            return None


def _name(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
