"""The two tables behind ``store``: SQLAlchemy is met here, with the ways of SQLite and PostgreSQL.

Every statement but ``users`` and ``expire`` names the user.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine

from coach.errors import ConflictError, SettingsError, StoreError
from coach.settings import DATABASE_FORMS, DATABASES
from coach.ui.store import Row, following

_TABLES = sql.MetaData()
_CASES = sql.Table(
    "coach_cases",
    _TABLES,
    sql.Column("user_name", sql.Text, primary_key=True),
    sql.Column("id", sql.Text, primary_key=True),
    # Cases keep the order in which they were begun.
    sql.Column("place", sql.Integer, nullable=False),
    # For whoever looks into the database; the name that counts stands in ``told``.
    sql.Column("name", sql.Text, nullable=False),
    sql.Column("told", sql.Text, nullable=False),
    sql.Column("revision", sql.Text, nullable=False),
    sql.Column("updated", sql.BigInteger, nullable=False),
)
_OPEN = sql.Table(
    "coach_open",
    _TABLES,
    sql.Column("user_name", sql.Text, primary_key=True),
    sql.Column("id", sql.Text, nullable=False),
)

_PATIENCE = 5
"""Seconds that a connection or a lock is waited for."""

_SLOWEST = 15

# What stands behind a '?' and would lead elsewhere than the rest of an address says.
_ELSEWHERE = frozenset(("hostaddr", "port", "dbname", "service"))


class Database:
    """A SQLite file or a PostgreSQL database with the two tables; may be shared by threads."""

    def __init__(self, engine: Engine, named: str, host: str) -> None:
        """Stand on an engine whose tables are there."""
        self._engine = engine
        self.named = named
        self.host = host
        self._is_file = engine.dialect.name == "sqlite"
        # SQLite lets one write at a time and has the others come back and look; here they queue.
        self._turn: Any = threading.Lock() if self._is_file else nullcontext()
        # Whether deleted words stand in the journal still, because another program was reading.
        self._owes = False

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open a database, making file and tables that are missing.

        Raises:
            SettingsError: The address is none of a SQLite file or a PostgreSQL database, or the
                driver is not installed.
            StoreError: The database cannot be reached or used.
        """
        address = read(url)
        named, host = _named(address)
        if address.get_backend_name() == "sqlite":
            _secure(Path(str(address.database)), named)
        database = cls(_engine(address), named, host)
        try:
            with _in_our_words(named):
                database._prepare()
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close every connection; SQLite then takes its journal back into the file."""
        self._engine.dispose()

    def rows(self, user: str) -> tuple[tuple[Row, ...], str]:
        """Return the user's cases in the order in which they were begun, and the id of the open one."""
        wanted = (_CASES.c[name] for name in ("id", "name", "told", "revision", "updated"))
        cases = sql.select(*wanted).where(_CASES.c.user_name == user)
        opened = sql.select(_OPEN.c.id).where(_OPEN.c.user_name == user)
        with self._reading() as connection:
            found = connection.execute(cases.order_by(_CASES.c.place, _CASES.c.id)).all()
            current = connection.execute(opened).scalar()
        return tuple(Row(*one) for one in found), current or ""

    def users(self) -> tuple[str, ...]:
        """Return the names of all users of whom something is kept, sorted."""
        with self._reading() as connection:
            found = connection.execute(sql.select(_CASES.c.user_name).distinct()).scalars().all()
        return tuple(sorted(found))

    def write(
        self,
        user: str,
        rows: Sequence[Row],
        gone: Mapping[str, str],
        current: str | None = None,
        *,
        erases: bool = False,
    ) -> dict[str, str]:
        """Write all of it or nothing, and return the new revisions by id.

        Args:
            user: Whose cases they are.
            rows: Cases to write, each with the revision that it was made from.
            gone: The revisions of the cases to delete, by id.
            current: The id of the case that is open; None leaves it.
            erases: Whether words are taken away, which must be gone from the journal too.

        Raises:
            ConflictError: A case is not at that revision any more.
            StoreError: The database failed.
        """
        with self._writing(erases=erases or bool(gone)) as connection:
            for id_, revision in gone.items():
                _delete(connection, user, id_, revision)
            revisions = {row.id: _put(connection, user, row) for row in rows}
            if current is not None:
                _set_open(connection, user, current)
        return revisions

    def forget(self, user: str) -> int:
        """Delete all that is kept of a user and return how many cases that were."""
        with self._writing(erases=True) as connection:
            connection.execute(sql.delete(_OPEN).where(_OPEN.c.user_name == user))
            gone = connection.execute(sql.delete(_CASES).where(_CASES.c.user_name == user))
        return gone.rowcount

    def expire(self, before: int) -> int:
        """Delete the cases written last before that second of all users, and return how many."""
        old = _CASES.c.updated < before
        with self._reading() as connection:
            if connection.execute(sql.select(_CASES.c.id).where(old).limit(1)).first() is None:
                return 0
        users = sql.select(_CASES.c.user_name)
        with self._writing(erases=True) as connection:
            gone = connection.execute(sql.delete(_CASES).where(old))
            connection.execute(sql.delete(_OPEN).where(_OPEN.c.user_name.not_in(users)))
        return gone.rowcount

    # --- Transactions ----------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _in_our_words(self.named), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *, erases: bool) -> Iterator[Connection]:
        with _in_our_words(self.named), self._turn:
            with (
                self._engine.connect().execution_options(writes=True) as connection,
                connection.begin(),
            ):
                yield connection
            if erases or self._owes:
                self._empty_journal()

    def _empty_journal(self) -> None:
        """Take SQLite's journal, where deleted words still stand, back into the file; cut it to nothing."""
        if not self._is_file:
            return
        raw = self._engine.raw_connection()
        try:
            self._owes = bool(raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        finally:
            raw.close()

    def _prepare(self) -> None:
        try:
            self._make_tables()
        except (exc.IntegrityError, exc.ProgrammingError):
            # Another process may have made them a moment before us; if not, it fails once more.
            self._make_tables()
        # A process that was killed leaves its journal behind.
        self._empty_journal()

    def _make_tables(self) -> None:
        with (
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            _TABLES.create_all(connection)


def _put(connection: Connection, user: str, row: Row) -> str:
    """Write a case over the revision that it was made from, and return its new revision."""
    told = {"name": row.name, "told": row.told, "updated": row.updated}
    told["revision"] = revision = following(row.revision)
    if row.revision:
        there = _at(user, row.id, row.revision)
        if connection.execute(sql.update(_CASES).where(there).values(told)).rowcount != 1:
            raise ConflictError(_CHANGED)
        return revision
    last = sql.select(sql.func.max(_CASES.c.place)).where(_CASES.c.user_name == user)
    place = connection.execute(last).scalar()
    place = 0 if place is None else place + 1
    connection.execute(sql.insert(_CASES).values(user_name=user, id=row.id, place=place, **told))
    return revision


def _delete(connection: Connection, user: str, id_: str, revision: str) -> None:
    if connection.execute(sql.delete(_CASES).where(_at(user, id_, revision))).rowcount:
        return
    there = sql.select(_CASES.c.id).where(_CASES.c.user_name == user, _CASES.c.id == id_)
    if connection.execute(there).first() is not None:
        raise ConflictError(_CHANGED)


def _at(user: str, id_: str, revision: str) -> sql.ColumnElement[bool]:
    return sql.and_(_CASES.c.user_name == user, _CASES.c.id == id_, _CASES.c.revision == revision)


def _set_open(connection: Connection, user: str, id_: str) -> None:
    there = sql.update(_OPEN).where(_OPEN.c.user_name == user).values(id=id_)
    if not connection.execute(there).rowcount:
        connection.execute(sql.insert(_OPEN).values(user_name=user, id=id_))


_CHANGED = "a case was changed in another window in the meantime; nothing was written, try again"


# --- Addresses -----------------------------------------------------------------------------------


def read(url: str) -> URL:
    """Return the address of a database in its parts.

    Raises:
        SettingsError: It is none of a SQLite file or a PostgreSQL database. No part of it is repeated,
            for any may be the password.
    """
    scheme = url.partition("://")[0]
    if scheme not in DATABASES:
        raise SettingsError(f"COACH_DATABASE_URL wants an address like {DATABASE_FORMS}")
    try:
        address = sql.make_url(url)
    except (exc.ArgumentError, ValueError):
        raise SettingsError(
            f"COACH_DATABASE_URL cannot be read; wanted an address like {DATABASE_FORMS}, the port a number"
        ) from None
    if scheme == "sqlite":
        return _file(address)
    _refuse_second_host(address)
    parts = (address.username, address.host, address.database)
    if any("@" in str(part) for part in parts) or not address.database:
        raise SettingsError(
            f"COACH_DATABASE_URL cannot be read; wanted an address like {DATABASE_FORMS}; in a password "
            "write @ as %40, / as %2F, : as %3A, % as %25"
        )
    return address.set(drivername="postgresql+psycopg")


def _refuse_second_host(address: URL) -> None:
    """Refuse an address with no host, or with more than the one that stands where we name it."""
    hosts = (address.host, address.query.get("host"))
    if all(hosts) or not any(hosts) or _ELSEWHERE & set(address.query):
        raise SettingsError(
            "COACH_DATABASE_URL names its host, port and database once, as in "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE; for a socket of this machine write "
            "postgresql://USER@/DATABASE?host=/var/run/postgresql"
        )


def _file(address: URL) -> URL:
    name = str(address.database or "")
    if address.host or address.query or name in ("", ":memory:") or name.startswith("file:"):
        raise SettingsError(
            "COACH_DATABASE_URL wants the path of a file behind three slashes, sqlite:///kept.db, or "
            "behind four from the root of the disk, sqlite:////srv/coach/kept.db, and nothing after it"
        )
    return address.set(database=str(Path(name).expanduser().absolute()))


def _named(address: URL) -> tuple[str, str]:
    """Return what the database is called in messages, and its host; no password is in either."""
    if address.get_backend_name() == "sqlite":
        return f"the SQLite file {address.database}", ""
    port = f":{address.port}" if address.port else ""
    host = address.host or str(address.query["host"])
    named = f"the PostgreSQL database {address.database} at {host}{port}"
    # A path is that of a socket of this machine.
    return named, "" if host.startswith("/") else host


def _secure(path: Path, named: str) -> None:
    """Make the file if need be, for this user's eyes only; SQLite gives its journal the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600))
    except OSError as error:
        raise StoreError(
            f"{named} cannot be opened ({error.strerror}); mend COACH_DATABASE_URL or the rights there"
        ) from error
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        # Of another's file the mode is another's matter.
        with suppress(PermissionError, FileNotFoundError):
            one.chmod(0o600)


def _engine(address: URL) -> Engine:
    is_file = address.get_backend_name() == "sqlite"
    told: dict[str, Any] = (
        {"timeout": _PATIENCE}
        if is_file
        else {
            "connect_timeout": _PATIENCE,
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "application_name": "repair-coach",
            # A pooler in between may give each transaction another connection.
            "prepare_threshold": None,
            # The host that is named is the one that is spoken to, whatever PGHOSTADDR says.
            "hostaddr": "",
        }
    )
    try:
        engine = sql.create_engine(
            address,
            connect_args=told,
            # Else an error would repeat the user's words.
            hide_parameters=True,
            pool_pre_ping=not is_file,
            pool_timeout=2 * _PATIENCE,
        )
    except ImportError as error:
        raise SettingsError(
            "PostgreSQL wants the driver psycopg: pip install 'repair-coach[server]'"
        ) from error
    if is_file:
        event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun_in_file if is_file else _begun_on_server)
    return engine


def _connected(raw: sqlite3.Connection, _: object) -> None:
    # The begin of each transaction is told below; Python's own way would leave out that of a read.
    raw.isolation_level = None
    for told in ("journal_mode=WAL", "secure_delete=ON", "temp_store=MEMORY"):
        raw.execute(f"PRAGMA {told}").fetchall()


def _begun_in_file(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begun_on_server(connection: Connection) -> None:
    connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{_PATIENCE}s', true), "
        f"set_config('statement_timeout', '{_SLOWEST}s', true)"
    )


# --- Errors --------------------------------------------------------------------------------------

_REFUSED = "refuses the user or the password; mend COACH_DATABASE_URL (in a password write @ as %40, / as %2F)"
_UNREACHED = "cannot be reached; start it, or mend host and port in COACH_DATABASE_URL"
_LOCKED = "is locked by another program; close that one or wait for it, then try again"
_FULL = "cannot grow: its disk is full; make room there, then try again"
_STOPPING = "is starting or stopping; try again in a moment"
_READ_ONLY = "cannot be written; mend the rights of the file and its folder"
_WORDS: tuple[tuple[str, str], ...] = (
    ("SQLITE_BUSY", _LOCKED),
    ("SQLITE_LOCKED", _LOCKED),
    ("SQLITE_CORRUPT", "is damaged; put a copy of it in its place, or move it away and begin anew"),
    ("SQLITE_NOTADB", "is no database; name another file in COACH_DATABASE_URL, or move it away"),
    ("SQLITE_READONLY_DBMOVED", "was moved or deleted; put it back and start the coach anew"),
    ("SQLITE_READONLY", _READ_ONLY),
    ("SQLITE_PERM", _READ_ONLY),
    ("SQLITE_CANTOPEN", "cannot be opened; mend the rights of the file and its folder"),
    ("SQLITE_FULL", _FULL),
    ("SQLITE_IOERR", "cannot be read or written: the disk failed"),
    ("28", _REFUSED),
    ("3D000", "is not there; make it with 'createdb', or mend COACH_DATABASE_URL"),
    ("42501", "may not be used so by this user; grant it the right to create tables and to write"),
    ("25006", "is read-only; name the one that takes writes in COACH_DATABASE_URL"),
    ("22P05", "cannot hold these characters; make it anew with ENCODING 'UTF8'"),
    ("22021", "cannot hold these characters; make it anew with ENCODING 'UTF8'"),
    ("53300", "has no connection left; let it take more, or try again in a moment"),
    ("53100", _FULL),
    ("55P03", _LOCKED),
    ("57014", "took too long; look at what else it is doing, then try again"),
    ("57P", _STOPPING),
    ("08", _UNREACHED),
    (
        "tls",
        "does not agree on TLS; mend sslmode in COACH_DATABASE_URL, or the server's certificate",
    ),
    ("option", "takes no such parameter; mend what stands behind the '?' in COACH_DATABASE_URL"),
)
"""What is told by the beginning of an error's code."""

# A connection that is refused comes without a code.
_SAID: tuple[tuple[str, str], ...] = (
    ("invalid connection option", "option"),
    ("SSL", "tls"),
    ("certificate", "tls"),
    ("pg_hba.conf", "28"),
    ("password authentication failed", "28"),
    ("no password supplied", "28"),
    ("authentication failed", "28"),
    ("role ", "28"),
    ("does not exist", "3D000"),
    ("too many clients", "53300"),
    ("remaining connection slots", "53300"),
    ("starting up", "57P"),
    ("shutting down", "57P"),
)


@contextmanager
def _in_our_words(named: str) -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise into errors of ours, which repeat none of it."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        code = _code(error)
        if isinstance(error, exc.IntegrityError) or code in ("40001", "40P01"):
            raise ConflictError(_CHANGED) from None
        if isinstance(error, exc.TimeoutError):
            raise StoreError(f"{named} is too busy; try again in a moment") from None
        told = next((told for start, told in _WORDS if code.startswith(start)), "")
        fault = code or type(error).__name__
        raise StoreError(f"{named} {told or f'failed ({fault}); look at its log'}") from None


def _code(error: Exception) -> str:
    """Return the code of an error: SQLite's name for it, or PostgreSQL's five characters."""
    own = getattr(error, "orig", None) or error
    if code := getattr(own, "sqlite_errorname", None) or getattr(own, "sqlstate", None):
        return str(code)
    if not isinstance(error, exc.OperationalError | exc.ProgrammingError):
        return ""
    said = str(own)
    return next((code for words, code in _SAID if words in said), "08")
