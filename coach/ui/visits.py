"""A request as the door looks at it: from where it comes, by what proxy, and from whose page."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urlsplit

from coach.errors import SettingsError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Networks = tuple[IPv4Network | IPv6Network, ...]
Auth = Callable[[Mapping[str, str], str], str | Awaitable[str | None] | None]
"""Says who somebody is: of a request's headers, names in lower case, and the address that the
connection comes from (a proxy's own, when one stands between) a user's name, or None."""

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """One request.

    Attributes:
        method: GET, POST and so on.
        path: Without the prefix of the proxy.
        query: What stands after the question mark.
        headers: By name in lower case; one that came twice is joined by a comma.
        peer: The address that the connection comes from.
        address: The visitor's: behind a trusted proxy the one that it tells.
        https: Whether the visitor's browser spoke https.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    peer: str
    address: str
    https: bool

    @property
    def foreign(self) -> bool:
        """Whether a page of another site sent it.

        The browser's word counts (Sec-Fetch-Site); one that has none says its page's origin. A
        program sends neither, and has no cookie that another site could make use of. The order is
        that of Go's http.CrossOriginProtection.
        """
        if self.method in ("GET", "HEAD"):
            return False
        if site := self.headers.get("sec-fetch-site"):
            return site not in ("same-origin", "none")
        origin = self.headers.get("origin")
        return origin is not None and urlsplit(origin).netloc != self.headers.get("host", "")

    @property
    def followed_a_link(self) -> bool:
        """Whether a page of another site led here, so that a strict cookie stayed away."""
        return self.headers.get("sec-fetch-site") in ("cross-site", "same-site")

    def cookie(self, name: str) -> str:
        """Return a cookie's value, or an empty string."""
        for part in self.headers.get("cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the door answers by itself."""

    status: int
    body: bytes
    kind: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())


def told(status: int, words: str, wait: float = 0.0) -> Reply:
    """Return a reply in plain words; with a wait it says in its header when to come back."""
    headers = (("retry-after", str(seconds(wait))),) if wait else ()
    return Reply(status, words.encode(), headers=headers)


def moved(to: str, *headers: tuple[str, str]) -> Reply:
    """Return a reply that leads to another place, named from this one, so that prefixes do no harm."""
    return Reply(303, b"", headers=(("location", to), *headers))


def seconds(wait: float) -> int:
    """Return a wait in whole seconds, upwards, at least one."""
    return max(1, int(-(-wait // 1)))


def spoken(wait: float) -> str:
    """Return a wait in words."""
    count = seconds(wait)
    return "a second" if count == 1 else f"{count} seconds"


def read(scope: Scope, root_path: str, proxies: Networks) -> Visit:
    """Return the request of an ASGI scope."""
    headers: dict[str, str] = {}
    for raw_name, raw in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw.decode("latin-1")
        between = "; " if name == "cookie" else ", "
        headers[name] = f"{headers[name]}{between}{value}" if name in headers else value
    peer = _plain((scope.get("client") or ("", 0))[0])
    trusted = within(peer, proxies)
    proto = headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    path = str(scope["path"])
    query = bytes(scope.get("query_string", b""))
    return Visit(
        method=scope["method"],
        path=path.removeprefix(root_path) if path.startswith(f"{root_path}/") else path,
        query=query.decode("latin-1"),
        headers=headers,
        peer=peer,
        address=_visitor(peer, headers, proxies) if trusted else peer,
        https=(trusted and proto == "https") or scope.get("scheme") == "https",
    )


def networks(texts: tuple[str, ...]) -> Networks:
    """Return the addresses and networks that are written so: ``127.0.0.1``, ``10.0.0.0/8``.

    Raises:
        SettingsError: One is neither.
    """
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip(), strict=False))
        except ValueError as error:
            raise SettingsError(
                f"wanted the address of a proxy, such as 127.0.0.1 or 10.0.0.0/8, got '{text}'"
            ) from error
    return tuple(found)


def within(address: str, known: Networks) -> bool:
    """Say whether an address is one of those or lies in one of those networks."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in known)


def by_header(name: str, proxies: Networks) -> Auth:
    """Return an ``Auth`` that believes a header, and only when one of these proxies sends it."""
    header = name.strip().lower()

    def identity(headers: Mapping[str, str], address: str) -> str | None:
        value = headers.get(header, "").strip()
        # A comma means that it came twice: the proxy let through what somebody else wrote.
        return value if within(address, proxies) and "," not in value else None

    return identity


def carried(name: str | None) -> str:
    """Return a name as a header can carry it: what is not printable ASCII is percent-encoded.

    Empty when it is none: nothing in it, or longer than any name.
    """
    name = (name or "").strip()
    if not name or len(name) > _LONGEST_NAME:
        return ""
    printable = "".join(map(chr, range(0x20, 0x7F)))
    return quote(name, safe=printable.replace("%", ""))


def _visitor(peer: str, headers: Mapping[str, str], proxies: Networks) -> str:
    """Return the last address in X-Forwarded-For that is no proxy's; what stands before is hearsay."""
    last = peer
    for hop in reversed(headers.get("x-forwarded-for", "").split(",")):
        try:
            found = str(ip_address(_plain(hop.strip())))
        except ValueError:
            return last
        if not within(found, proxies):
            return found
        last = found
    return last


def _plain(address: str) -> str:
    """Return an IPv4 address as such, when a socket for both kinds wrote it as IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
