"""The command as a person meets it: called in this process, or on a terminal of its own."""

import fcntl
import gc
import io
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pytest

from coach import cli

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "coach"]
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PATIENCE = 60.0


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def call(
    patch: pytest.MonkeyPatch,
    capture: pytest.CaptureFixture[str],
    *arguments: str,
    stdin: bytes = b"",
) -> Done:
    """Run the command in this process; standard input is a pipe."""
    patch.setattr(sys, "argv", ["coach", *arguments])
    patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
    capture.readouterr()
    try:
        with pytest.raises(SystemExit) as end:
            cli.main()
    finally:
        gc.enable()
    out, err = capture.readouterr()
    return Done(int(end.value.code or 0), out, err)


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment for a program of its own, with the project in reach."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, **more}


class Terminal:
    """A program on a pseudo-terminal; it runs inside ``with``."""

    def __init__(self, *arguments: str, columns: int = 80, rows: int = 40, **more: str) -> None:
        self.raw = ""
        self._seen = 0
        environment = surroundings(**{"TERM": "xterm-256color", **more})
        environment.pop("COLUMNS", None)
        self._pid, self._far = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(COMMAND[0], [*COMMAND, *arguments], environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._far)

    @property
    def text(self) -> str:
        """What was printed so far, without colours."""
        return plain(self.raw)

    def type(self, keys: str) -> None:
        """Press keys; ``\\r`` is Enter, ``\\x03`` is Ctrl-C."""
        os.write(self._far, keys.encode("utf-8"))

    def until(self, sign: str) -> str:
        """Wait until it prints the sign, and return what came since the last one."""
        end = time.monotonic() + PATIENCE
        while sign not in plain(self.raw[self._seen :]):
            if time.monotonic() > end or not self._read(0.2):
                raise AssertionError(f"waited for {sign!r}, got {self.text[-2000:]!r}")
        came = plain(self.raw[self._seen :])
        self._seen = len(self.raw)
        return came

    def end(self) -> int:
        """Wait until the program ends and return its exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(0.2):
            assert time.monotonic() < end, f"it does not end: {self.text[-2000:]!r}"
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def _read(self, wait: float) -> bool:
        """Take what is there; tell whether there may be more."""
        ready, _, _ = select.select([self._far], [], [], wait)
        if not ready:
            return True
        try:
            part = os.read(self._far, 65_536)
        except OSError:
            # How Linux says that the program has gone.
            return False
        self.raw += part.decode("utf-8", "replace")
        return bool(part)


def plain(text: str) -> str:
    """Return the text without escape sequences, lines ended by one newline."""
    return _ESCAPE.sub("", text).replace("\r\n", "\n")
