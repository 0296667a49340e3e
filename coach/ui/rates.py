"""How often somebody may do something, and whose answers are coming. Memory stays bounded."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar

Clock = Callable[[], float]
Value = TypeVar("Value")

LONGEST = 600.0
UNHEARD = 30.0
"""After so many seconds an answer counts as over, also one that nobody listens to."""

_MOST = 10_000


class Rate:
    """At most so many in so many seconds, for each name."""

    def __init__(self, most: int, seconds: float = 60.0, clock: Clock = time.monotonic) -> None:
        """Allow ``most`` in any ``seconds``; 0 allows any number."""
        self.most, self._seconds, self._clock = most, seconds, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, name: str) -> float:
        """Count one and return 0, or count nothing and return the seconds until there is room."""
        if not self.most:
            return 0.0
        now = self._clock()
        times = _latest(self._times, name, lambda: deque[float](maxlen=self.most))
        if len(times) == self.most and (left := times[0] + self._seconds - now) > 0:
            return left
        times.append(now)
        return 0.0


class Attempts:
    """Wrong passwords for one name or from one address: after ten each next one waits.

    The wait doubles from two seconds to a minute, so that nobody can shut another out for long, and
    an hour without a wrong one forgets them. Who waits is not counted.
    """

    FREE = 10
    LONGEST = 60.0
    FORGOTTEN = 3_600.0

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Begin with no attempt."""
        self._clock = clock
        # Apart, so that a flood of made-up names does not drive the addresses out.
        self._kinds: dict[str, OrderedDict[str, _Tries]] = {
            "name": OrderedDict(),
            "address": OrderedDict(),
        }

    def begin(self, name: str, address: str) -> float:
        """Count an attempt as a wrong one and return 0, or return the seconds to wait before it."""
        tries = self._of(name, address)
        if (wait := max(self._wait(one) for one in tries)) > 0:
            return wait
        for one in tries:
            one.count, one.last = one.count + 1, self._clock()
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """Forget the name's attempts, and of the address's the one that was none.

        Not all of the address's: who has one password of their own could go on with others'.
        """
        of_name, of_address = self._of(name, address)
        of_name.count = 0
        of_address.count = max(0, of_address.count - 1)

    def undo(self, name: str, address: str) -> None:
        """Take back an attempt that was not looked at."""
        for one in self._of(name, address):
            one.count = max(0, one.count - 1)

    def _of(self, name: str, address: str) -> tuple["_Tries", "_Tries"]:
        now = self._clock()
        keys = {"name": name[:80], "address": neighbourhood(address)}
        found = [_latest(self._kinds[kind], key, _Tries) for kind, key in keys.items()]
        for one in found:
            if now - one.last > self.FORGOTTEN:
                one.count = 0
        return found[0], found[1]

    def _wait(self, tries: "_Tries") -> float:
        if tries.count < self.FREE:
            return 0.0
        pause = min(self.LONGEST, 2.0 ** min(tries.count - self.FREE + 1, 10))
        return max(0.0, tries.last + pause - self._clock())


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last: float = -math.inf


def neighbourhood(address: str) -> str:
    """Return what counts as one address: of IPv6 the 64 bits that one customer is given."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:80]
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found)


@dataclass(slots=True, eq=False)
class Answer:
    """One answer of somebody's: who asked, in which of Gradio's sessions, and how it stands."""

    user: str
    session: str
    begun: float
    coming: bool = True
    heard: bool = False

    def over(self, now: float) -> bool:
        """Whether it counts as over: it is, or nobody came to hear it, or it takes too long."""
        return not self.coming or now - self.begun > (LONGEST if self.heard else UNHEARD)


class Answers:
    """Whose answers are whose: nobody reads or stops another's, though they know its number."""

    AT_ONCE = 3

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Begin with none."""
        self._clock = clock
        self._events: OrderedDict[str, Answer] = OrderedDict()
        self._sessions: OrderedDict[str, str] = OrderedDict()
        self._coming: dict[str, list[Answer]] = {}

    def coming(self, user: str) -> int:
        """Return how many answers of the user's are being written."""
        now = self._clock()
        left = [one for one in self._coming.pop(user, ()) if not one.over(now)]
        if left:
            self._coming[user] = left
        return len(left)

    def begin(self, user: str, session: str) -> Answer | None:
        """Note an answer that has no number yet; None when the session is another's."""
        if _latest(self._sessions, session, lambda: user) != user:
            return None
        begun = Answer(user, session, self._clock())
        self._coming.setdefault(user, []).append(begun)
        return begun

    def numbered(self, answer: Answer, number: str) -> None:
        """Give the answer its number."""
        self._events.pop(number, None)
        _latest(self._events, number, lambda: answer)

    def find(self, user: str, number: str) -> Answer | None:
        """Return the user's answer of that number; None when there is none or it is another's."""
        found = self._events.get(number)
        return found if found is not None and found.user == user else None


def _latest(kept: OrderedDict[str, Value], key: str, new: Callable[[], Value]) -> Value:
    """Return what is kept under a key, made if need be; beyond a limit the longest unused one goes."""
    if key not in kept:
        kept[key] = new()
    kept.move_to_end(key)
    found = kept[key]
    if len(kept) > _MOST:
        kept.popitem(last=False)
    return found
