"""Sign-in with a name and a password: the page for it, the cookie, and who a cookie stands for."""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from string import Template
from urllib.parse import parse_qs

from coach.errors import AccountError
from coach.ui import visits
from coach.ui.accounts import Accounts
from coach.ui.passes import LIFE, Passes
from coach.ui.rates import Attempts
from coach.ui.visits import Reply, Visit

COOKIE = "coach_pass"
PATH = "/sign-in"
OUT = "/sign-out"
LARGEST = 16_000
"""The most bytes of a form with a name and a password."""

# Half of the cores at most: hashing must not hold up the streams.
_AT_ONCE = max(1, min(4, (os.cpu_count() or 2) // 2))
_WAITING = 16
_HTML = "text/html; charset=utf-8"
_UNFIT = "That name and that password do not go together."
_UNREADABLE = (
    "The list of users cannot be read. Whoever runs the coach finds the reason in its output."
)


class SignIn:
    """Lets those in who know a password, and knows them again by their cookie."""

    def __init__(
        self,
        accounts: Accounts,
        passes: Passes,
        page: str,
        *,
        path: str = "/",
        attempts: Attempts | None = None,
    ) -> None:
        """Stand on the users of a file.

        Args:
            accounts: Who may sign in.
            passes: Who has.
            page: The page that asks for name and password, a template with ``$problem``, ``$said``
                and ``$name``.
            path: What the cookie is sent to: the prefix.
            attempts: The wrong ones so far.

        Raises:
            SettingsError: argon2-cffi is not installed.
        """
        accounts.prepared()
        self.accounts, self._passes = accounts, passes
        self._page, self._path = Template(page), path
        self._attempts = attempts or Attempts()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="sign-in")
        self._waiting = 0
        self._complained = ""

    def close(self) -> None:
        """Leave what is not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def user(self, visit: Visit) -> str | None:
        """Return who sent the request, or None.

        Raises:
            AccountError: The users cannot be read, so nobody can be let in.
        """
        token = visit.cookie(COOKIE)
        found = self._passes.holder(token) if token else None
        if found is None:
            return None
        stamp = self._readable(lambda: self.accounts.stamp(found.name))
        return found.name if stamp and stamp == found.stamp else None

    def asks(self, visit: Visit, user: str | None) -> Reply:
        """Return the page that asks for name and password; who is signed in goes on."""
        if user is not None:
            return visits.moved("./")
        return self._form(200, said="You are signed out." if "signed-out" in visit.query else "")

    async def answer(self, visit: Visit, body: bytes) -> Reply:
        """Return where somebody goes who sent name and password."""
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        name, password = (fields.get(key, [""])[0] for key in ("name", "password"))
        folded = name.strip().lower()
        if not folded or not password:
            return self._form(400, name, "Name and password, please.")
        if (wait := self._attempts.begin(folded, visit.address)) > 0:
            told = f"Too many wrong passwords. You can try again in {visits.spoken(wait)}."
            return self._form(429, name, told, wait)
        if self._waiting >= _WAITING:
            self._attempts.undo(folded, visit.address)
            return self._form(503, name, "Many people sign in just now. Try again in 5 seconds.", 5)
        try:
            token = await self._let_in(visit, name, password)
        except AccountError:
            self._attempts.undo(folded, visit.address)
            return self._form(503, name, _UNREADABLE)
        if not token:
            return self._form(401, name, _UNFIT)
        self._attempts.succeeded(folded, visit.address)
        return visits.moved("./", self._cookie(visit, token, LIFE))

    async def leave(self, visit: Visit) -> Reply:
        """Take the pass back and lead to the page that asks for name and password."""
        if token := visit.cookie(COOKIE):
            await asyncio.get_running_loop().run_in_executor(self._pool, self._passes.end, token)
        return visits.moved("sign-in?signed-out", self._cookie(visit, "", 0))

    async def _let_in(self, visit: Visit, name: str, password: str) -> str:
        self._waiting += 1
        before = visit.cookie(COOKIE)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, self._pass_for, name, password, before)
        finally:
            self._waiting -= 1

    def _pass_for(self, name: str, password: str, before: str) -> str:
        """Return the token of a new pass in place of the one before, or an empty string."""
        kept = self._readable(lambda: self.accounts.verified(name, password))
        stamp = self.accounts.stamp(kept) if kept else ""
        if not stamp:
            return ""
        self._passes.end(before)
        return self._passes.issue(kept, stamp)

    def _readable(self, ask: Callable[[], str]) -> str:
        """Return what the users' file says; what is wrong with it goes to the error output, once."""
        try:
            found = ask()
        except AccountError as error:
            if self._complained != str(error):
                self._complained = str(error)
                print(f"coach: nobody can sign in: {error}", file=sys.stderr, flush=True)
            raise
        self._complained = ""
        return found

    def _form(
        self, status: int, name: str = "", problem: str = "", wait: float = 0.0, said: str = ""
    ) -> Reply:
        body = self._page.substitute(
            name=escape(name[:80]),
            problem=f'<p id="problem" class="problem" role="alert">{escape(problem)}</p>'
            if problem
            else "",
            said=f'<p class="notice" role="status">{escape(said)}</p>' if said else "",
            described=' aria-describedby="problem"' if problem else "",
            focus_name="" if name else " autofocus",
            focus_password=" autofocus" if name else "",
        )
        headers = visits.told(status, "", wait).headers
        return Reply(status, body.encode(), _HTML, (("cache-control", "no-store"), *headers))

    def _cookie(self, visit: Visit, token: str, life: int) -> tuple[str, str]:
        secure = "; Secure" if visit.https else ""
        return (
            "set-cookie",
            f"{COOKIE}={token}; Path={self._path}; Max-Age={life}; HttpOnly; SameSite=Strict{secure}",
        )


def account(name: str, *, here: bool) -> str:
    """Return the part of the page's menu that says who is signed in; to sign out when that is here."""
    who = f'<p class="quiet">Signed in as <b>{escape(name)}</b></p>'
    if not here:
        return f'<div class="who">{who}</div>'
    return (
        f'<div class="who">{who}<form id="sign-out" method="post" action="sign-out">'
        '<button type="submit">Sign out</button></form>'
        '<button type="button" data-dialog="leave">Sign out and empty this browser</button></div>'
    )
