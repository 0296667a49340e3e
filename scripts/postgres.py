"""A PostgreSQL server of its own on this machine, for the tests of what the page keeps."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = ("initdb", "pg_ctl", "postgres")
MISSING = (
    "needs a PostgreSQL server: apt install postgresql, or put initdb, pg_ctl and postgres on PATH"
)
USER, PASSWORD = "coach", "right horse"

# Debian keeps them here, off PATH.
_DEBIAN = Path("/usr/lib/postgresql")
# The server refuses to run as root.
_UNPRIVILEGED = ("postgres", "nobody")


def programs() -> Path | None:
    """Return the folder with the programs of a server, the newest one's; None where there is none."""
    on_path = [Path(found).resolve().parent for name in PROGRAMS if (found := shutil.which(name))]
    debian = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(4))
    for folder in (*on_path[:1], *reversed(debian)):
        if all((folder / name).exists() for name in PROGRAMS):
            return folder
    return None


@contextmanager
def launched() -> Iterator[str]:
    """Give the address of a server with an empty database, stopped and removed at the end.

    Raises:
        RuntimeError: There is none on this machine, or it does not start; with what it said.
    """
    found = programs()
    if found is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        who = _unprivileged(Path(folder))
        data, word, log = (Path(folder) / name for name in ("data", "word", "log"))
        word.write_text(PASSWORD, encoding="utf-8")
        word.chmod(0o644)
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
        _run(
            *(found / "initdb", "--pgdata", data, "--username", USER, "--pwfile", word),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            **who,
        )
        control = (found / "pg_ctl", "--pgdata", data, "--wait", "--timeout", "60")
        try:
            _run(*control, "--log", log, "--options", options, "start", **who)
            yield f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
        finally:
            _run(*control, "--mode", "immediate", "stop", **who)


def _unprivileged(folder: Path) -> Mapping[str, Any]:
    """Return as whom to run the server, and give that user the folder."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    known = {one.pw_name: one for one in pwd.getpwall()}
    user = next((known[name] for name in _UNPRIVILEGED if name in known), None)
    if user is None:
        raise RuntimeError("PostgreSQL does not run as root, and there is no user 'nobody' here")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*command: str | Path, **who: Any) -> None:
    # To a file and no pipe: the server inherits it and would hold a pipe open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            check=False,
            **who,
        )
        if done.returncode:
            said.seek(0)
            told = said.read().decode("utf-8", "replace").strip()
            raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {told}")


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
