"""Passes: what a browser shows to be let in again. Only their hashes are kept."""

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coach.ui import private

LIFE = 7 * 86_400
"""How many seconds a pass holds."""

_EACH = 20
_ALL = 20_000


@dataclass(frozen=True, slots=True)
class Pass:
    """Whom a pass was given to, with what password (``Accounts.stamp``), and until when."""

    name: str
    stamp: str
    until: float


class Passes:
    """The passes that hold, kept in a file, so that they outlive a restart and end with a sign-out."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Stand on a file, which need not be there yet."""
        self._clock = clock
        self._kept = private.Watched(path, _parse)
        self._path = path
        # Where the disk is full or may not be written, a pass holds until the next start.
        self._unkept: dict[str, Pass] = {}

    def issue(self, name: str, stamp: str) -> str:
        """Return the token of a new pass. A user has at most twenty: the oldest ends."""
        token = secrets.token_urlsafe(32)
        given = Pass(name, stamp, self._clock() + LIFE)
        self._change(lambda passes: {**passes, _digest(token): given})
        return token

    def holder(self, token: str) -> Pass | None:
        """Return whose pass it is, or None when it does not hold, or no longer."""
        digest = _digest(token)
        found = self._read().get(digest) or self._unkept.get(digest)
        return found if found is not None and found.until > self._clock() else None

    def end(self, token: str) -> None:
        """Take a pass back."""
        digest = _digest(token)
        self._unkept.pop(digest, None)
        if digest in self._read():
            self._change(lambda passes: {k: v for k, v in passes.items() if k != digest})

    def _read(self) -> dict[str, Pass]:
        try:
            return self._kept.value()
        except OSError:
            return {}

    def _change(self, change: Callable[[dict[str, Pass]], dict[str, Pass]]) -> None:
        try:
            with private.locked(self._path):
                changed = self._pruned(change(self._read()))
                private.write(self._path, _rendered(changed))
        except OSError:
            self._unkept = self._pruned(change(self._unkept))

    def _pruned(self, passes: dict[str, Pass]) -> dict[str, Pass]:
        now, counts, left = self._clock(), dict[str, int](), list[tuple[str, Pass]]()
        for digest, one in sorted(passes.items(), key=lambda pair: -pair[1].until):
            counts[one.name] = counts.get(one.name, 0) + 1
            if one.until > now and counts[one.name] <= _EACH:
                left.append((digest, one))
        return dict(left[:_ALL])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _rendered(passes: dict[str, Pass]) -> str:
    return json.dumps({digest: [one.name, one.stamp, one.until] for digest, one in passes.items()})


def _parse(text: str) -> dict[str, Pass]:
    """Return the passes of the file; of one that is damaged none, and all sign in again."""
    with suppress(ValueError, TypeError, AttributeError):
        entries = json.loads(text or "{}").items()
        return {
            str(digest): Pass(str(name), str(stamp), float(until))
            for digest, (name, stamp, until) in entries
        }
    return {}
