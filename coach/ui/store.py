"""What the page keeps of each user in a database: sessions in and out, as values.

One row a case. SQLite overwrites what is deleted and empties its journal at once, so that the words
are gone from every file of the database; they may still stand in copies of it, and on the disk where the
system put a file before. PostgreSQL deletes rows: the words may stay in its files until VACUUM
takes the space back, and in archived WAL, replicas and backups for as long as those are kept.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from coach import models
from coach.diagnosis import Check
from coach.errors import CoachError, SettingsError, StoreError
from coach.ui import session as sessions
from coach.ui.session import Session, Talk

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.ui.tables import Database

_LONGEST_USER = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a user.

    Attributes:
        id: Its id within the user's cases.
        name: Its name.
        told: Its values as JSON.
        revision: What ``following`` gives: which case it is, and how often it was written; empty
            for one that is not there yet.
        updated: When it was written last, in seconds since 1970.
    """

    id: str
    name: str
    told: str
    revision: str = ""
    updated: int = 0


def following(revision: str) -> str:
    """Return the revision after this one; after none the first of a case that never was before."""
    if not revision:
        return f"{secrets.token_hex(4)}-1"
    return f"{birth(revision)}-{int(revision.partition('-')[2]) + 1}"


def birth(revision: str) -> str:
    """Return what all revisions of one case share, also against a later case of the same id."""
    return revision.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one user.

    Attributes:
        session: Their session.
        revisions: The revision of each of its cases that was written, by id.
        size: How many characters all of it had when it was read.
    """

    session: Session = field(default_factory=Session)
    revisions: Mapping[str, str] = field(default_factory=dict)
    size: int = 0


class Store:
    """The conversations of all users in a database; a context manager that threads may share.

    >>> import tempfile
    >>> from dataclasses import replace
    >>> from coach.ui.session import Session, Talk
    >>> from coach.ui.store import Store
    >>> with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/kept.db") as store:
    ...     kept = store.save("ann", Session((Talk("1", "Dana"),)), store.kept("ann"))
    ...     store.session("ann").talk.name, store.session("ben").talk.name
    ('Dana', 'Unnamed case')
    """

    def __init__(self, database: "Database", retention_days: int = 0) -> None:
        """Keep sessions in a database that is open."""
        self._database = database
        self._days = retention_days

    @classmethod
    def open(cls, url: str, retention_days: int = 0) -> Self:
        """Open the database of that address, making file and tables that are missing.

        Args:
            url: ``sqlite:////FOLDER/FILE`` or ``postgresql://USER:PASSWORD@HOST:PORT/DATABASE``.
            retention_days: How long a case is kept after its last change; 0 keeps it.

        Raises:
            SettingsError: It is no such address, or the extra ``server`` is not installed.
            StoreError: The database cannot be reached or used; the message says what to do.
        """
        try:
            from coach.ui import tables
        except ImportError as error:
            raise SettingsError(
                "COACH_DATABASE_URL wants SQLAlchemy, which is not installed: "
                "pip install 'repair-coach[server]'"
            ) from error
        return cls(tables.Database.open(url), retention_days)

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    @property
    def named(self) -> str:
        """What the database is called in messages; no password is in it."""
        return self._database.named

    @property
    def host(self) -> str:
        """The host that the database is on, or an empty string where that is this machine."""
        host = self._database.host
        return "" if models.is_local(host) else host

    @property
    def retention_days(self) -> int:
        """How many days a case is kept after its last change; 0 keeps it."""
        return self._days

    # --- One user --------------------------------------------------------------------------------

    def session(self, user: str) -> Session:
        """Return the user's session; an empty one where nothing is kept.

        Raises:
            StoreError: The database failed, or a case in it cannot be read.
        """
        return self.kept(user).session

    def kept(self, user: str) -> Kept:
        """Return the user's session with the revisions that ``save`` wants to see again.

        Raises:
            StoreError: As ``session``.
        """
        rows, current = self._database.rows(_checked(user))
        if not rows:
            return Kept()
        talks = tuple(self._talk(row) for row in rows)
        known = {row.id: row.revision for row in rows}
        session = Session(talks, current if current in known else talks[-1].id)
        return Kept(session, known, sum(len(row.told) for row in rows))

    def save(self, user: str, session: Session, since: Kept) -> Kept:
        """Write what has changed in a session since it was read, and return how it is kept now.

        Cases that did not change are not written, so that two windows meet only where both
        change the same case. A case that is no longer in the session is deleted.

        Args:
            user: Whose session it is.
            session: As it is to be.
            since: What ``kept`` or ``save`` gave, and the session was made from.

        Raises:
            ConflictError: One of the cases was changed elsewhere since; nothing was written.
            StoreError: The database failed; nothing was written.
        """
        before = {talk.id: talk for talk in since.session.talks if talk.id in since.revisions}
        known = dict(since.revisions)
        gone = {id_: known.pop(id_) for id_ in _gone(session, before)}
        changed = [
            one for one in session.talks if known.get(one.id) is None or one != before[one.id]
        ]
        opened = session.current if session.current != since.session.current else None
        if not (changed or gone or opened):
            return since
        moment = int(datetime.now(UTC).timestamp())
        written = self._database.write(
            _checked(user),
            [_row(talk, known.get(talk.id, ""), moment) for talk in changed],
            gone,
            opened,
            erases=any(_erases(before[one.id], one) for one in changed if one.id in known),
        )
        return replace(since, session=session, revisions={**known, **written})

    def export(self, user: str) -> dict[str, Any]:
        """Return everything that is kept of a user as JSON values: a session's, and since when.

        A case that cannot be read is there too, as the text that the database holds.

        Raises:
            StoreError: The database failed.
        """
        rows, current = self._database.rows(_checked(user))
        return {
            "version": sessions.VERSION,
            "user": user,
            "current": current or (rows[-1].id if rows else ""),
            "talks": [_exported(row) for row in rows],
        }

    def forget(self, user: str) -> int:
        """Delete everything that is kept of a user and return how many cases that were.

        Raises:
            StoreError: The database failed; nothing was deleted.
        """
        return self._database.forget(_checked(user))

    # --- All users -------------------------------------------------------------------------------

    def users(self) -> tuple[str, ...]:
        """Return the names of the users of whom something is kept, sorted.

        Raises:
            StoreError: The database failed.
        """
        return self._database.users()

    def expire(self, now: datetime) -> int:
        """Delete the cases whose last change is longer ago than they are to be kept; return how many.

        Args:
            now: The moment, with its time zone.

        Raises:
            StoreError: The database failed.
        """
        if not self._days:
            return 0
        return self._database.expire(int((now - timedelta(days=self._days)).timestamp()))

    def _talk(self, row: Row) -> Talk:
        try:
            told = json.loads(row.told)
            read = sessions.from_values(
                {"version": told["version"], "current": row.id, "talks": [told]}
            )
        except (CoachError, KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"the case '{row.name}' in {self.named} cannot be read ({type(error).__name__}); nothing "
                "of it was changed. Download everything, then ask whoever runs this coach"
            ) from error
        return read.talk


def opened(settings: "Settings") -> "Store | None":
    """Return the store that the settings name, or None when they name none.

    Raises:
        SettingsError: As ``Store.open``.
        StoreError: As ``Store.open``.
    """
    url = settings.database_url.get_secret_value()
    return Store.open(url, settings.retention_days) if url else None


def examine(settings: "Settings") -> tuple[Check, ...]:
    """Return what ``coach doctor`` says of the database; nothing where none is set."""
    try:
        store = opened(settings)
        if store is None:
            return ()
        with store:
            count, kept = len(store.users()), retention(store.retention_days)
            told = f"{store.named}: {count} user{'s' * (count != 1)}; {kept}"
    except CoachError as error:
        return (Check("database", False, str(error)),)
    return (Check("database", True, told),)


def retention(days: int) -> str:
    """Return in words how long a case is kept."""
    if not days:
        return "a case is kept until it is deleted"
    return f"a case goes {days} day{'s' * (days != 1)} after its last change"


# --- Rows and talks ------------------------------------------------------------------------------


def _checked(user: str) -> str:
    """Return the name of a user.

    Raises:
        StoreError: It is empty, too long, or holds what no database keeps.
    """
    if not 0 < len(user) <= _LONGEST_USER or not user.isprintable():
        raise StoreError(
            f"wanted the name of a user, at most {_LONGEST_USER} characters that can be printed; "
            "sign in under another name"
        )
    return user


def _gone(session: Session, before: Mapping[str, Talk]) -> list[str]:
    """Return the ids of the cases that were deleted.

    The last one leaves an empty case of the same id; that is another, so that what is on its way to
    the old one does not reach it.
    """
    there = {talk.id for talk in session.talks}
    last = session.talks[0]
    if session.talks == (Talk(last.id),) and before.get(last.id, last) != last:
        there.clear()
    return [id_ for id_ in before if id_ not in there]


def _row(talk: Talk, revision: str, moment: int) -> Row:
    # Escaped, it holds halves of characters and the character 0, which PostgreSQL would refuse.
    told = json.dumps({"version": sessions.VERSION, **_values(talk)}, separators=(",", ":"))
    name = "".join(c if c.isprintable() else " " for c in talk.name)
    return Row(talk.id, name, told, revision, moment)


def _values(talk: Talk) -> dict[str, Any]:
    [told] = sessions.values(Session((talk,), talk.id))["talks"]
    return dict(told)


def _erases(old: Talk, new: Talk) -> bool:
    """Say whether any words of a case are gone from it; that it waits no more is not one."""
    return bool(set(_leaves(_values(old))) - set(_leaves(_values(new))) - {"waiting"})


def _leaves(value: Any) -> Iterator[str]:
    """Yield all texts in JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)


def _exported(row: Row) -> dict[str, Any]:
    updated = datetime.fromtimestamp(row.updated, UTC).isoformat()
    try:
        told = dict(json.loads(row.told))
    except (TypeError, ValueError):
        told = {"id": row.id, "name": row.name, "told": row.told}
    return {**told, "updated": updated}
