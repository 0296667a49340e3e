"""Who may sign in: one line a user, ``name:hash``, the password hashed with argon2id.

The hash is RFC 9106's. Its cost is the one that OWASP's Password Storage Cheat Sheet names first
(46 MiB, one pass, one lane): one lane, so that a sign-in leaves the other cores to the streams.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import AccountError, SettingsError
from coach.ui import private

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from coach.settings import Settings

SHORTEST = 12
"""The fewest characters of a password."""
LONGEST = 1_000
"""The most characters of a password: nobody shall have us hash megabytes."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_DIFFERENT = 5
_HEAD = """\
# Who may sign in to the page: a name and a hash of the password, no password.
# 'coach users add', 'password' and 'remove' write it; a running page follows at once.
"""


def place(settings: "Settings") -> Path:
    """Return where the users are kept: ``COACH_USERS``, else ``users`` in the data folder."""
    return settings.users or settings.home / "users"


class Accounts:
    """The users of one file. It is read again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        """Stand on a file, which need not be there yet."""
        self.path = path
        self._hashes = private.Watched(path, self._parse)
        self._nobody = ""

    def names(self) -> tuple[str, ...]:
        """Return the names, sorted.

        Raises:
            AccountError: The file cannot be read, or a line of it; the message says which.
        """
        return tuple(sorted(self._read()))

    def stamp(self, name: str) -> str:
        """Return what changes with a user's password, or an empty string when there is no such user.

        Raises:
            AccountError: As ``names``.
        """
        hashed = self._read().get(name, "")
        return hashlib.sha256(hashed.encode()).hexdigest()[:32] if hashed else ""

    def verified(self, name: str, password: str) -> str:
        """Return the name as it is kept, or an empty string when name and password do not fit.

        One that is not there costs as much time as a wrong password. A hash of an older cost is
        made anew. This takes a tenth of a second and 46 MiB: call it in a thread.

        Raises:
            AccountError: As ``names``.
            SettingsError: argon2-cffi is not installed.
        """
        from argon2.exceptions import InvalidHashError, VerificationError

        hasher = self.prepared()
        folded = name.strip().lower()
        hashed = self._read().get(folded)
        plain = _plain(password)[: LONGEST + 1]
        try:
            hasher.verify(hashed or self._nobody, plain)
        except (VerificationError, InvalidHashError):
            return ""
        if hashed is None:
            return ""
        if hasher.check_needs_rehash(hashed):
            # A file that may only be read is no reason to keep its user out.
            with suppress(AccountError):
                self._keep(folded, hasher.hash(plain), instead_of=hashed)
        return folded

    def prepared(self) -> "PasswordHasher":
        """Return what hashes; the first call makes what a name that is not there is held against.

        Raises:
            SettingsError: argon2-cffi is not installed.
        """
        hasher = _hasher()
        if not self._nobody:
            self._nobody = hasher.hash("nobody")
        return hasher

    def add(self, name: str, password: str) -> str:
        """Keep a new user and return the name as it is kept.

        Raises:
            AccountError: The name or the password cannot be one, or is taken; the file cannot be
                written.
            SettingsError: argon2-cffi is not installed.
        """
        name = self.free(name)
        hashed = _hasher().hash(_strong(name, password))
        with self._changing():
            self.free(name)
            text = private.read(self.path) or _HEAD
            private.write(self.path, f"{text.rstrip()}\n{name}:{hashed}\n")
        return name

    def change(self, name: str, password: str) -> str:
        """Set another password, which ends all that is signed in with the old one.

        Raises:
            AccountError: There is no such user, or as ``add``.
            SettingsError: argon2-cffi is not installed.
        """
        name = self.known(name)
        self._keep(name, _hasher().hash(_strong(name, password)))
        return name

    def remove(self, name: str) -> str:
        """Take a user out, which ends all that is signed in under the name.

        Raises:
            AccountError: There is no such user, or the file cannot be written.
        """
        name = self.known(name)
        self._keep(name, None)
        return name

    def known(self, name: str) -> str:
        """Return the name of a user as it is kept.

        Raises:
            AccountError: There is no such user.
        """
        folded = name.strip().lower()
        if folded not in self._read():
            there = ", ".join(self.names()) or "nobody yet"
            raise AccountError(f"there is no user '{name.strip()[:80]}' in {self.path}: {there}")
        return folded

    def free(self, name: str) -> str:
        """Return the name as a new user's is kept.

        Raises:
            AccountError: It cannot be one, or is taken.
        """
        name = checked(name)
        if name in self._read():
            raise AccountError(
                f"there is a user '{name}' already: 'coach users password {name}' sets another password"
            )
        return name

    def _keep(self, name: str, hashed: str | None, instead_of: str | None = None) -> None:
        """Change one user's line, or take it out; every other line stays as somebody wrote it."""
        with self._changing() as users:
            if instead_of is not None and users.get(name) != instead_of:
                return
            lines = [
                line if _entry(line)[0] != name else f"{name}:{hashed}"
                for line in private.read(self.path).splitlines()
                if hashed is not None or _entry(line)[0] != name
            ]
            private.write(self.path, "\n".join(lines) + "\n")

    @contextmanager
    def _changing(self) -> Iterator[Mapping[str, str]]:
        try:
            with private.locked(self.path):
                yield self._read()
        except OSError as error:
            raise AccountError(
                f"cannot write {self.path}: {error.strerror or error}; COACH_USERS names another file"
            ) from error

    def _read(self) -> Mapping[str, str]:
        try:
            return self._hashes.value()
        except (OSError, UnicodeDecodeError) as error:
            raise AccountError(f"cannot read the users in {self.path}: {error}") from error

    def _parse(self, text: str) -> Mapping[str, str]:
        users: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            name, hashed = _entry(line)
            if not name and not hashed:
                continue
            whole = _NAME.fullmatch(name) and hashed.startswith("$argon2")
            if not whole or name in users:
                fault = "a second time" if name in users else "no 'name:hash' with an argon2 hash"
                raise AccountError(
                    f"line {number} of {self.path} names '{name[:80]}' {fault}; take the line out and "
                    "add the user with 'coach users add'"
                )
            users[name] = hashed
        return users


def checked(name: str) -> str:
    """Return the name as it is kept: in lower case, so that Dana and dana are one user.

    Raises:
        AccountError: It is empty or too long, or holds what a name cannot.
    """
    folded = name.strip().lower()
    if not _NAME.fullmatch(folded):
        raise AccountError(
            "wanted a name of at most 64 letters from a to z, digits and . _ @ + -, the first a letter or "
            f"digit, got '{name[:80]}'; try one such as dana or dana@example.com"
        )
    return folded


def _entry(line: str) -> tuple[str, str]:
    """Return a line's name and hash, both empty for a comment."""
    bare = line.strip()
    if not bare or bare.startswith("#"):
        return "", ""
    name, _, hashed = bare.partition(":")
    return name.strip().lower(), hashed.strip()


def _plain(password: str) -> str:
    """Return the password so that each keyboard's way to an accent counts as the same (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _strong(name: str, password: str) -> str:
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise AccountError(
            f"wanted a password of {SHORTEST} to {LONGEST:,} characters, got {len(plain)}; "
            "four words that do not belong together are easy to keep in mind"
        )
    if len(set(plain)) < _DIFFERENT or name in plain.lower():
        raise AccountError(
            f"that password is soon guessed: wanted at least {_DIFFERENT} different characters and not "
            "the name in it"
        )
    return plain


def _hasher() -> "PasswordHasher":
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise SettingsError(
            "sign-in needs argon2-cffi, which is not installed here; it comes with the extra 'server': "
            "pip install 'repair-coach[server]'"
        ) from error
    return PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
