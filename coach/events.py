"""Who did what wrong in a sentence: the verbs that tell of a fault, and whose deed each is.

Read from the words alone, by a small grammar over the tables of ``case_words``; what it finds is
used to quote the user's deed, not to say who erred, which the listener hears.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from coach import case_words as words

ME, COLLEAGUE, THIRD, CLIENT, UNKNOWN = "me", "colleague", "third", "client", "unknown"
"""Who erred, as the user tells it."""

_MOST_WORDS = 120

_TOKEN = re.compile(r"[A-Za-zÀ-ÿ0-9]+(?:['&-][A-Za-zÀ-ÿ0-9]+)*'?|[.,;:!?()\"—–…-]")
PUNCTUATION = frozenset('.,;:!?()"—–…-')
_NO_DEED_AFTER = frozenset(
    "to will would could should might can may of very so if shall must".split()
)
IS = frozenset("was were is are been".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence: as read, as written, where it stands."""

    low: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody did something wrong: who, how sure, the verb's place among the words."""

    who: str
    weight: float
    verb: int
    subject: int


def tokens(sentence: str) -> list[Word]:
    """Return the words and marks of a sentence, the first 120."""
    found = islice(_TOKEN.finditer(sentence), _MOST_WORDS)
    return [Word(m[0].lower(), m[0], m.start(), m.end()) for m in found]


def is_past(low: str) -> bool:
    """Return whether the word looks like a verb in the past."""
    return (
        low in words.IRREGULAR
        or low in words.FAULT_VERBS
        or (len(low) > 4 and low.endswith("ed") and low not in ("need", "indeed", "hundred", "bed"))
    )


def events(row: Sequence[Word], sentence: str, client: str) -> list[Event]:
    """Return who did what wrong in the sentence, one entry for each verb that tells of a fault."""
    found: list[Event] = []
    for at in range(len(row)):
        if not _tells(row, at):
            continue
        cue = _cued(row, at, sentence)
        who, sure, subject = _agent(row, at, client)
        if who == _THEY:
            who, sure = _taken_up(row, subject, client) or _THEY, sure
        if not who or _thing(row, at, subject, who):
            continue
        weight = _weight(row, at, who, cue) * sure
        if who == ME and words.CLAIMING.intersection(
            w.low for w in row[max(0, subject - 3) : subject]
        ):
            weight *= 0.2
        if weight > 0:
            found.append(Event(who, weight, at, subject))
    return found


def _tells(row: Sequence[Word], at: int) -> bool:
    """Whether the word is a verb that may tell of a deed."""
    low = row[at].low
    before = row[at - 1].low if at else ""
    if low == "got":
        return at + 1 < len(row) and row[at + 1].low in words.DETERMINERS
    if low in words.BE:
        return low in IS
    if before in _NO_DEED_AFTER or before.endswith("'ll"):
        return False
    if low in ("keeps", "keep", "never", "haven't", "hasn't", "failed", "didn't"):
        return True
    return is_past(low) and before not in words.DETERMINERS


def _cued(row: Sequence[Word], at: int, sentence: str) -> str:
    """Return what follows the verb in its clause, if that says that it went wrong."""
    end = at + 1
    while end < len(row) and end - at < 16 and row[end].low not in '.;:!?—–("':
        if row[end].low in ("but", "so", "because", "cos", "when", "while") and end - at > 2:
            break
        end += 1
    rest = sentence[row[at].end : row[end - 1].end].strip()
    if row[at].low in IS:
        return rest if words.PREDICATE.match(rest) else ""
    negated = any(word.low in words.NEGATIVES for word in row[max(0, at - 3) : at + 1])
    return rest if negated or words.CUE.search(rest) else ""


def _thing(row: Sequence[Word], at: int, subject: int, who: str) -> bool:
    """Whether what was taken for a name is a thing that cracked, arrived or stalled."""
    known = row[subject].low in words.DETERMINERS or row[subject].low in words.OURS
    loose = row[at].low in words.THING_VERBS and not _has_object(row, at)
    return who == COLLEAGUE and loose and not known


def _weight(row: Sequence[Word], at: int, who: str, cue: str) -> float:
    """Return how much a verb of that actor's weighs as a fault."""
    low = row[at].low
    negated = any(word.low in words.NEGATIVES for word in row[max(0, at - 2) : at])
    if low in IS:
        return 1.6 if cue and who not in (_THEY, CLIENT) else 0.0
    if low in words.NEGATIVES or low == "keeps":
        return {COLLEAGUE: 1.4, THIRD: 1.4, ME: 0.5}.get(who, 0.0)
    if who in (_THEY, CLIENT):
        if negated:
            return 1.6 if cue and words.WANTS.search(cue) else 0.0
        return _client_weight(low, who, cue)
    if low in words.HARMLESS:
        return 1.6 if words.NARROW_CUE.search(cue) else 0.0
    return 0.5 if negated and who == ME else _fault_weight(row, at, who, cue)


def _fault_weight(row: Sequence[Word], at: int, who: str, cue: str) -> float:
    low = row[at].low
    if low in words.FAULT_VERBS and low not in words.LIGHT_FAULTS:
        return 2.2 if cue else 2.0
    if low in words.LIGHT_FAULTS:
        return 2.0 if cue else {ME: 1.0}.get(who, 1.3)
    if cue:
        return 1.8
    if who == ME or (low in words.NEUTRAL_VERBS and not _has_object(row, at)):
        return 0.6 if who == THIRD and low != "gave" else 0.0
    return 0.7 if low in words.NEUTRAL_VERBS else 0.9


def _client_weight(low: str, who: str, cue: str) -> float:
    if low not in words.CLIENT_VERBS:
        strong = low in words.FAULT_VERBS and low not in words.LIGHT_FAULTS
        if strong and who == _THEY and _SELF.search(cue):
            return 0.9
        return 0.0 if low in words.SUFFERED or low in words.HARMLESS or not cue else 0.7
    if cue:
        return 2.6 if _SELF.search(cue) else 1.6
    return 0.0 if low in words.CLIENT_LIGHT else 1.6


_SELF = re.compile(r"\b(?:himself|herself|themselves|(?:his|her|their) own)\b", re.IGNORECASE)


def _agent(row: Sequence[Word], at: int, client: str) -> tuple[str, float, int]:
    """Return who does the verb, how sure that is, and where they stand; all empty when unknown."""
    if at + 1 < len(row) and row[at + 1].low == "by" and is_past(row[at].low):
        return _by_agent(row, at, client)
    j = at - 1
    passive = False
    while j >= 0 and (
        row[j].low in words.AUXILIARIES
        or row[j].low.endswith("ly")
        or (row[j].low == "and" and j > 0 and row[j - 1].low in ("gone", "went", "upped"))
    ):
        passive = passive or (row[j].low in words.BE and is_past(row[at].low))
        j -= 1
    if passive and row[at].low not in IS:
        return _by_agent(row, at, client)
    if j < 0 or row[j].low in '.;:!?—–("-':
        return (ME, 1.0, at) if _bare(row, at) else ("", 0.0, 0)
    low = row[j].low
    if low in ("and", "then", ",", "but"):
        return _carried(row, at, j, client)
    if "'ll" in low or low in ("i'm", "we're"):
        return "", 0.0, 0
    if low in FIRST:
        return ("", 0.0, 0) if _relative(row, j, at) else (ME, 1.0, j)
    if low in THIRD_PERSON:
        return _THEY, 1.0, j
    if low in ("who", "which", "that", "whose"):
        return _antecedent(row, j, client)
    return _noun_agent(row, j, client)


FIRST = frozenset("i we i've we've i'd we'd ive".split())


THIRD_PERSON = frozenset("he she they he'd she'd they'd he's she's they've they're".split())


_THEY = "they"


def _relative(row: Sequence[Word], j: int, at: int) -> bool:
    """Whether "we sent" only says which trainer it was: "the trainer we sent taught …"."""
    people = j > 0 and row[j - 1].low in words.OURS | words.OUTSIDE
    return people and at + 1 < len(row) and is_past(row[at + 1].low)


def _has_object(row: Sequence[Word], at: int) -> bool:
    """Whether the verb is followed by what it was done to."""
    after = row[at + 1] if at + 1 < len(row) else None
    return after is not None and (
        after.low in words.DETERMINERS
        or after.low in ("him", "her", "them", "it", "us", "me", "over", "out", "away", "off")
        or after.raw[:1].isupper()
        or after.low.endswith(("'s", "s'"))
    )


def _bare(row: Sequence[Word], at: int) -> bool:
    """Whether a clause starts with its verb: "Lost the keys", "forgot her lesson"."""
    if at + 1 >= len(row) or row[at].low in IS:
        return False
    after = row[at + 1]
    if row[at].low in ("never", "haven't", "hasn't", "didn't"):
        return row[at].low != "hasn't" and is_past(after.low)
    return (
        after.low in words.DETERMINERS
        or after.low
        in ("him", "her", "them", "it", "up", "off", "out", "to", "through", "at", "over")
        or after.raw[:1].isupper()
        or after.raw[:1].isdigit()
        or after.low.endswith(("'s", "s'"))
        or row[at].low
        in ("forgot", "double-booked", "overcharged", "misquoted", "messed", "screwed")
    )


def _carried(row: Sequence[Word], at: int, j: int, client: str) -> tuple[str, float, int]:
    """Return the doer of the verb before a comma or an "and", or of the one named between commas."""
    if row[j].low == ",":
        comma = next((k for k in range(j - 1, max(-1, j - 8), -1) if row[k].low == ","), -1)
        if comma > 0 and (inner := _phrase(row, comma + 1, j, client))[0]:
            return inner[0], inner[1], comma + 1
        if comma > 0 and (outer := _phrase(row, max(0, comma - 3), comma, client))[0]:
            return outer[0], outer[1], comma - 1
    for k in range(j - 1, max(-1, j - 16), -1):
        if row[k].low in '.;:!?—–("':
            break
        if k > 0 and (is_past(row[k].low) or row[k].low in ("was", "were", "is")):
            who, sure, subject = (
                _agent(row, k, client) if j - k < 14 and k < at - 1 else ("", 0.0, 0)
            )
            return who, sure * 0.9, subject
    if row[at].low in ("let", "put", "cut", "set", "hit", "quit", "read", "shut", "never"):
        return "", 0.0, 0
    if row[j].low in ("and", "then", "but") and _bare(row, at):
        return ME, 0.8, at
    return (ME, 0.6, at) if row[j].low == "," and j < 4 and _bare(row, at) else ("", 0.0, 0)


def _antecedent(row: Sequence[Word], j: int, client: str) -> tuple[str, float, int]:
    """Return whom a "who" or "that" takes up."""
    k = j - 1
    if k >= 0 and row[k].low == ",":
        k -= 1
    if k < 0:
        return "", 0.0, 0
    if row[k].low == "one" and k > 1:
        k -= 2
    if row[k].low in THIRD_PERSON or row[k].low in ("him", "her", "them"):
        return _THEY, 1.0, k
    if row[k].low in ("me", "i", "us"):
        return ME, 1.0, k
    known = words.OURS | words.OUTSIDE | words.THEIRS | words.DETERMINERS
    if k >= 1 and row[k - 1].low in ("was", "it's", "twas", "is") and row[k].low not in known:
        return COLLEAGUE, 0.9, k
    return _noun_agent(row, k, client)


def _by_agent(row: Sequence[Word], at: int, client: str) -> tuple[str, float, int]:
    """Return who did what is told in the passive: "was dropped by our porter"."""
    for k in range(at + 1, min(len(row), at + 10)):
        if row[k].low in ".;:!?":
            break
        if row[k].low == "by" and k + 1 < len(row):
            if row[k + 1].low in ("me", "us", "mistake"):
                return (ME, 1.0, k) if row[k + 1].low != "mistake" else ("", 0.0, 0)
            end = k + 1
            while end < len(row) and end - k < 5 and row[end].low not in PUNCTUATION:
                end += 1
            for stop in range(end, k + 1, -1):
                who, sure, where = _phrase(row, k + 1, stop, client)
                if who:
                    return who, sure, where
    return "", 0.0, 0


def _noun_agent(row: Sequence[Word], j: int, client: str) -> tuple[str, float, int]:
    """Return who the noun phrase that ends at a place stands for."""
    if j > 1 and is_past(row[j].low) and row[j - 1].low in ("i", "we"):
        j -= 2
    start = j
    while start > 0 and j - start < 9:
        low = row[start - 1].low
        if low in PUNCTUATION or low in THIRD_PERSON or low in FIRST:
            break
        if low in words.BOUNDARIES and not (
            low in words.PREPOSITIONS and row[start].low in ("me", "us")
        ):
            break
        if is_past(low) and low not in words.OURS:
            # "The band I booked for them cancelled": the clause between says which band.
            if start > 2 and row[start - 2].low in ("i", "we") and row[start - 3].low.isalpha():
                j, start = start - 3, start - 3
                continue
            break
        start -= 1
    return _phrase(row, start, j + 1, client)


def _phrase(row: Sequence[Word], start: int, stop: int, client: str) -> tuple[str, float, int]:
    """Return the side of the person or thing that a noun phrase names."""
    while start < stop and row[start].low in words.LEADING:
        start += 1
    for k in range(stop - 1, start, -1):
        if row[k].low in words.DETERMINERS and row[k - 1].low not in words.PLACING:
            start = k
            break
    part = row[start:stop]
    if not part or len(part) > 9:
        return "", 0.0, 0
    lows = [word.low for word in part]
    if (lows[0] in words.DETERMINERS and lows[1:2] == ["of"]) or lows[:2] == ["whoever", "was"]:
        people = words.OURS.intersection(lows[2:]) or lows[0] == "whoever"
        return (COLLEAGUE, 1.0, start) if people else ("", 0.0, 0)
    told = start > 0 and row[start - 1].low in ("tell", "told", "telling", "inform")
    if told and len(part) > 1 and lows[-2] in words.THEIRS and part[-1].raw[:1].isupper():
        return COLLEAGUE, 0.9, stop - 1
    cut = next((n for n, low in enumerate(lows) if n and low in words.PREPOSITIONS), len(lows))
    side, sure = _side(
        part[:cut], cut < len(part), start == 0 or row[start - 1].low in words.LEADING, client
    )
    return (side, sure, start) if side else ("", 0.0, 0)


def _side(part: Sequence[Word], placed: bool, opens: bool, client: str) -> tuple[str, float]:
    """Return whose side a plain noun phrase stands on, and how sure that is."""
    lows = [word.low for word in part]
    head = lows[-1].removesuffix("'s")
    pair = " ".join((*lows[-2:-1], head))
    possessors = {
        low.removesuffix("'s").rstrip("'") for low in lows[:-1] if low.endswith(("'s", "s'"))
    }
    if possessors & words.THEIRS or lows[0] in ("his", "her", "their", "your"):
        person = head in words.OURS or head in words.THEIRS
        return (CLIENT, 0.7) if person and len(lows) > 1 else ("", 0.0)
    if possessors & words.OUTSIDE or pair in words.OUTSIDE_PAIRS:
        return THIRD, 1.0
    if pair in words.OURS_PAIRS:
        return COLLEAGUE, 1.0
    named = any(word.low in words.TITLES for word in part[:-1])
    if named or (client and head in client.lower().split()):
        return CLIENT, 0.8
    owned = lows[0] in ("my", "our") or (lows[0] == "the" and len(lows) > 2 and lows[1] == "new")
    return _known_side(head, pair, owned, placed) or _named_side(part, opens, placed)


def _known_side(head: str, pair: str, owned: bool, placed: bool) -> tuple[str, float] | None:
    """Return the side of a head noun that the tables know, or nothing."""
    ours = head in words.OURS
    if head in words.OUTSIDE and not (owned and ours):
        return THIRD, 1.0
    if pair in words.OUTSIDE_EVENTS:
        return THIRD, 1.0
    if head in words.THEIRS and not (owned and ours):
        return CLIENT, 0.8
    if ours and head in words.ONLY_WITH_OUR and not owned and not placed:
        return ("", 0.0) if head in words.LOOSE else (COLLEAGUE, 0.6)
    return (COLLEAGUE, 1.0) if ours else None


def _named_side(part: Sequence[Word], opens: bool, placed: bool) -> tuple[str, float]:
    """Return whose side somebody stands on who is known by name, by "our" or by a trade only."""
    first, head = part[0].low, part[-1].low.removesuffix("'s")
    if len(part) > 1 and first in ("the", "our", "my", "a", "an"):
        acting = head.endswith(_DOERS) and head not in words.NO_AGENTS
        if acting or first == "our":
            return COLLEAGUE, 0.5
    for word in part:
        bare = word.raw.removesuffix("'s")
        if not is_name(bare) or word.low in words.DETERMINERS:
            continue
        owner = word.raw != bare
        if len(part) <= 2 or owner or placed or first in ("our", "my"):
            return COLLEAGUE, 0.9 if not opens or len(part) == 1 or owner else 0.7
    alone = opens and not placed and len(part) == 1 and len(first) > 2 and first.isalpha()
    if alone and first not in words.DETERMINERS and first not in words.NO_ACTORS:
        return COLLEAGUE, 0.55
    return "", 0.0


_DOERS = ("er", "or", "ist", "man", "woman", "ers", "ors", "ists", "men")


def is_name(word: str) -> bool:
    """Return whether the word is written as a name is."""
    plain = word[:1].isupper() and not word.isupper() and not word.endswith("ing")
    return plain and word not in words.NOT_NAMES


def _taken_up(row: Sequence[Word], subject: int, client: str) -> str:
    """Return the side of the colleague whom a "he" or "she" takes up in the same sentence."""
    for k in range(subject - 1, -1, -1):
        word = row[k]
        named = k > 0 and word.raw[:1].isupper() and word.raw not in words.NOT_NAMES
        if (named and row[k - 1].low in words.TITLES) or word.low in words.THEIRS:
            return CLIENT
        owned = (
            k > 0
            and row[k - 1].low in ("my", "our", "new", "a", "the")
            and word.low in words.OURS - words.LOOSE
        )
        if owned or (named and not word.raw.isupper() and word.low not in client.lower()):
            return COLLEAGUE
    return ""
