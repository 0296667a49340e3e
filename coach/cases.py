"""The case: what the user's own words say of who, what happened, what was tried, what is asked.

Everything here comes from the words themselves; what they do not say stays empty. Clauses are kept
as the user wrote them, and turned to the user ("you told his boss …") or to the client ("I told
your boss …") where an answer needs them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise

from coach import case_words as words
from coach import sentences

ME, COLLEAGUE, THIRD, CLIENT, UNKNOWN = "me", "colleague", "third", "client", "unknown"
"""Who erred, as the user tells it."""

_LONGEST_DEED = 16
_LONGEST_REACTION = 14
_LONGEST_TRIED = 18
_MOST_READ = 3_000
_MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of the user's situation; empty where their words are silent."""

    question: str = ""
    client: str = ""
    pronouns: tuple[str, str, str] = ("they", "them", "their")
    matter: str = ""
    deed: str = ""
    my_deed: str = ""
    reaction: str = ""
    tried: str = ""
    attempts: frozenset[str] = frozenset()
    erred: str = UNKNOWN
    kinds: frozenset[str] = frozenset()
    mood: str = ""
    asks: str = ""
    asked: str = ""
    status: str = ""
    told: str = ""


def read(question: str, earlier: Sequence[str] = ()) -> Case:
    """Return what the question says of the case; earlier messages fill what it leaves open.

    Args:
        question: The user's words, cleaned.
        earlier: The user's earlier messages, oldest first.
    """
    case = _read(question)
    for message in reversed(earlier):
        case = _filled(case, _read(message))
    return case


def _read(question: str) -> Case:
    straight = sentences.straight(_opening(question))
    written = sentences.split(straight)
    parts = [_spelled(part) for part in written]
    text = " ".join(parts)
    client, pronouns = _client(text, parts)
    tried_words, attempts = _tried(parts)
    erred, told = _erred(parts, client)
    deed = _deed(parts, client) if erred == ME else ""
    asks = _first(words.ASKS, text)
    return Case(
        question=question,
        client=client,
        pronouns=pronouns,
        matter=_matter(parts, client),
        deed=_to_user(deed),
        my_deed=_to_client(deed, client, pronouns),
        reaction=_to_user(_reaction(parts, client)),
        tried=_to_user(tried_words),
        attempts=attempts,
        erred=erred,
        kinds=_fitting(words.KINDS, text),
        mood=_first(words.MOODS, text),
        asks=asks,
        asked=_asked(written, asks),
        status=_first(words.STATUS, text),
        told=next((raw for raw, part in zip(written, parts, strict=True) if part == told), ""),
    )


def _opening(question: str) -> str:
    """Return the part that is read: all, or the first and last pages of a very long telling."""
    if len(question) <= _MOST_READ:
        return question
    return f"{question[: _MOST_READ - 800]}\n\n{question[-800:]}"


def _filled(case: Case, older: Case) -> Case:
    """Return the case with what it leaves open taken from an older reading."""
    names = ("client", "matter", "deed", "my_deed", "reaction", "tried", "mood", "status")
    changes = {
        name: getattr(older, name)
        for name in names
        if not getattr(case, name) and getattr(older, name)
    }
    if "client" in changes:
        changes["pronouns"] = older.pronouns
    if not case.told and older.told:
        changes |= {"erred": older.erred, "told": older.told}
    return replace(
        case, **changes, attempts=case.attempts | older.attempts, kinds=case.kinds | older.kinds
    )


def _fitting(table: dict[str, str], text: str) -> frozenset[str]:
    return frozenset(name for name in table if _compiled(table[name]).search(text))


def _first(table: dict[str, str], text: str) -> str:
    return next((name for name in table if _compiled(table[name]).search(text)), "")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _spelled(part: str) -> str:
    """Return the sentence with the apostrophes and capitals that typing left out: "ive" is "I've"."""
    return _MISSPELT.sub(lambda m: words.CONTRACTIONS[m[0]], part)


_MISSPELT = re.compile(
    r"(?<![\w'])(?:" + "|".join(sorted(words.CONTRACTIONS, key=len, reverse=True)) + r")(?![\w'])"
)


# --- who erred ------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[A-Za-zÀ-ÿ0-9]+(?:['&-][A-Za-zÀ-ÿ0-9]+)*'?|[.,;:!?()\"—–…-]")
_PUNCTUATION = frozenset('.,;:!?()"—–…-')
_NO_DEED_AFTER = frozenset(
    "to will would could should might can may of very so if shall must".split()
)
_IS = frozenset("was were is are been".split())


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a sentence: as read, as written, where it stands."""

    low: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Event:
    """Somebody did something wrong: who, how sure, the verb's place among the words."""

    who: str
    weight: float
    verb: int
    subject: int


def _tokens(sentence: str) -> list[_Word]:
    found = islice(_TOKEN.finditer(sentence), _MOST_WORDS)
    return [_Word(m[0].lower(), m[0], m.start(), m.end()) for m in found]


def _is_past(low: str) -> bool:
    return (
        low in words.IRREGULAR
        or low in words.FAULT_VERBS
        or (len(low) > 4 and low.endswith("ed") and low not in ("need", "indeed", "hundred", "bed"))
    )


def _events(row: Sequence[_Word], sentence: str, client: str) -> list[_Event]:
    """Return who did what wrong in the sentence, one entry for each verb that tells of a fault."""
    found: list[_Event] = []
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
            found.append(_Event(who, weight, at, subject))
    return found


def _tells(row: Sequence[_Word], at: int) -> bool:
    """Whether the word is a verb that may tell of a deed."""
    low = row[at].low
    before = row[at - 1].low if at else ""
    if low == "got":
        return at + 1 < len(row) and row[at + 1].low in words.DETERMINERS
    if low in words.BE:
        return low in _IS
    if before in _NO_DEED_AFTER or before.endswith("'ll"):
        return False
    if low in ("keeps", "keep", "never", "haven't", "hasn't", "failed", "didn't"):
        return True
    return _is_past(low) and before not in words.DETERMINERS


def _cued(row: Sequence[_Word], at: int, sentence: str) -> str:
    """Return what follows the verb in its clause, if that says that it went wrong."""
    end = at + 1
    while end < len(row) and end - at < 16 and row[end].low not in '.;:!?—–("':
        if row[end].low in ("but", "so", "because", "cos", "when", "while") and end - at > 2:
            break
        end += 1
    rest = sentence[row[at].end : row[end - 1].end].strip()
    if row[at].low in _IS:
        return rest if words.PREDICATE.match(rest) else ""
    negated = any(word.low in words.NEGATIVES for word in row[max(0, at - 3) : at + 1])
    return rest if negated or words.CUE.search(rest) else ""


def _thing(row: Sequence[_Word], at: int, subject: int, who: str) -> bool:
    """Whether what was taken for a name is a thing that cracked, arrived or stalled."""
    known = row[subject].low in words.DETERMINERS or row[subject].low in words.OURS
    loose = row[at].low in words.THING_VERBS and not _has_object(row, at)
    return who == COLLEAGUE and loose and not known


def _weight(row: Sequence[_Word], at: int, who: str, cue: str) -> float:
    """Return how much a verb of that actor's weighs as a fault."""
    low = row[at].low
    negated = any(word.low in words.NEGATIVES for word in row[max(0, at - 2) : at])
    if low in _IS:
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


def _fault_weight(row: Sequence[_Word], at: int, who: str, cue: str) -> float:
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
        if strong and who == _THEY and _compiled(_SELF).search(cue):
            return 0.9
        return 0.0 if low in words.SUFFERED or low in words.HARMLESS or not cue else 0.7
    if cue:
        return 2.6 if _compiled(_SELF).search(cue) else 1.6
    return 0.0 if low in words.CLIENT_LIGHT else 1.6


_SELF = r"\b(?:himself|herself|themselves|(?:his|her|their) own)\b"


def _agent(row: Sequence[_Word], at: int, client: str) -> tuple[str, float, int]:
    """Return who does the verb, how sure that is, and where they stand; all empty when unknown."""
    if at + 1 < len(row) and row[at + 1].low == "by" and _is_past(row[at].low):
        return _by_agent(row, at, client)
    j = at - 1
    passive = False
    while j >= 0 and (
        row[j].low in words.AUXILIARIES
        or row[j].low.endswith("ly")
        or (row[j].low == "and" and j > 0 and row[j - 1].low in ("gone", "went", "upped"))
    ):
        passive = passive or (row[j].low in words.BE and _is_past(row[at].low))
        j -= 1
    if passive and row[at].low not in _IS:
        return _by_agent(row, at, client)
    if j < 0 or row[j].low in '.;:!?—–("-':
        return (ME, 1.0, at) if _bare(row, at) else ("", 0.0, 0)
    low = row[j].low
    if low in ("and", "then", ",", "but"):
        return _carried(row, at, j, client)
    if "'ll" in low or low in ("i'm", "we're"):
        return "", 0.0, 0
    if low in _FIRST:
        return ("", 0.0, 0) if _relative(row, j, at) else (ME, 1.0, j)
    if low in _THIRD_PERSON:
        return _THEY, 1.0, j
    if low in ("who", "which", "that", "whose"):
        return _antecedent(row, j, client)
    return _noun_agent(row, j, client)


_FIRST = frozenset("i we i've we've i'd we'd ive".split())
_THIRD_PERSON = frozenset("he she they he'd she'd they'd he's she's they've they're".split())
_THEY = "they"


def _relative(row: Sequence[_Word], j: int, at: int) -> bool:
    """Whether "we sent" only says which trainer it was: "the trainer we sent taught …"."""
    people = j > 0 and row[j - 1].low in words.OURS | words.OUTSIDE
    return people and at + 1 < len(row) and _is_past(row[at + 1].low)


def _has_object(row: Sequence[_Word], at: int) -> bool:
    """Whether the verb is followed by what it was done to."""
    after = row[at + 1] if at + 1 < len(row) else None
    return after is not None and (
        after.low in words.DETERMINERS
        or after.low in ("him", "her", "them", "it", "us", "me", "over", "out", "away", "off")
        or after.raw[:1].isupper()
        or after.low.endswith(("'s", "s'"))
    )


def _bare(row: Sequence[_Word], at: int) -> bool:
    """Whether a clause starts with its verb: "Lost the keys", "forgot her lesson"."""
    if at + 1 >= len(row) or row[at].low in _IS:
        return False
    after = row[at + 1]
    if row[at].low in ("never", "haven't", "hasn't", "didn't"):
        return row[at].low != "hasn't" and _is_past(after.low)
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


def _carried(row: Sequence[_Word], at: int, j: int, client: str) -> tuple[str, float, int]:
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
        if k > 0 and (_is_past(row[k].low) or row[k].low in ("was", "were", "is")):
            who, sure, subject = (
                _agent(row, k, client) if j - k < 14 and k < at - 1 else ("", 0.0, 0)
            )
            return who, sure * 0.9, subject
    if row[at].low in ("let", "put", "cut", "set", "hit", "quit", "read", "shut", "never"):
        return "", 0.0, 0
    if row[j].low in ("and", "then", "but") and _bare(row, at):
        return ME, 0.8, at
    return (ME, 0.6, at) if row[j].low == "," and j < 4 and _bare(row, at) else ("", 0.0, 0)


def _antecedent(row: Sequence[_Word], j: int, client: str) -> tuple[str, float, int]:
    """Return whom a "who" or "that" takes up."""
    k = j - 1
    if k >= 0 and row[k].low == ",":
        k -= 1
    if k < 0:
        return "", 0.0, 0
    if row[k].low == "one" and k > 1:
        k -= 2
    if row[k].low in _THIRD_PERSON or row[k].low in ("him", "her", "them"):
        return _THEY, 1.0, k
    if row[k].low in ("me", "i", "us"):
        return ME, 1.0, k
    known = words.OURS | words.OUTSIDE | words.THEIRS | words.DETERMINERS
    if k >= 1 and row[k - 1].low in ("was", "it's", "twas", "is") and row[k].low not in known:
        return COLLEAGUE, 0.9, k
    return _noun_agent(row, k, client)


def _by_agent(row: Sequence[_Word], at: int, client: str) -> tuple[str, float, int]:
    """Return who did what is told in the passive: "was dropped by our porter"."""
    for k in range(at + 1, min(len(row), at + 10)):
        if row[k].low in ".;:!?":
            break
        if row[k].low == "by" and k + 1 < len(row):
            if row[k + 1].low in ("me", "us", "mistake"):
                return (ME, 1.0, k) if row[k + 1].low != "mistake" else ("", 0.0, 0)
            end = k + 1
            while end < len(row) and end - k < 5 and row[end].low not in _PUNCTUATION:
                end += 1
            for stop in range(end, k + 1, -1):
                who, sure, where = _phrase(row, k + 1, stop, client)
                if who:
                    return who, sure, where
    return "", 0.0, 0


def _noun_agent(row: Sequence[_Word], j: int, client: str) -> tuple[str, float, int]:
    """Return who the noun phrase that ends at a place stands for."""
    if j > 1 and _is_past(row[j].low) and row[j - 1].low in ("i", "we"):
        j -= 2
    start = j
    while start > 0 and j - start < 9:
        low = row[start - 1].low
        if low in _PUNCTUATION or low in _THIRD_PERSON or low in _FIRST:
            break
        if low in words.BOUNDARIES and not (
            low in words.PREPOSITIONS and row[start].low in ("me", "us")
        ):
            break
        if _is_past(low) and low not in words.OURS:
            # "The band I booked for them cancelled": the clause between says which band.
            if start > 2 and row[start - 2].low in ("i", "we") and row[start - 3].low.isalpha():
                j, start = start - 3, start - 3
                continue
            break
        start -= 1
    return _phrase(row, start, j + 1, client)


def _phrase(row: Sequence[_Word], start: int, stop: int, client: str) -> tuple[str, float, int]:
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


def _side(part: Sequence[_Word], placed: bool, opens: bool, client: str) -> tuple[str, float]:
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


def _named_side(part: Sequence[_Word], opens: bool, placed: bool) -> tuple[str, float]:
    """Return whose side somebody stands on who is known by name, by "our" or by a trade only."""
    first, head = part[0].low, part[-1].low.removesuffix("'s")
    if len(part) > 1 and first in ("the", "our", "my", "a", "an"):
        acting = head.endswith(_DOERS) and head not in words.NO_AGENTS
        if acting or first == "our":
            return COLLEAGUE, 0.5
    for word in part:
        bare = word.raw.removesuffix("'s")
        if not _is_name(bare) or word.low in words.DETERMINERS:
            continue
        owner = word.raw != bare
        if len(part) <= 2 or owner or placed or first in ("our", "my"):
            return COLLEAGUE, 0.9 if not opens or len(part) == 1 or owner else 0.7
    alone = opens and not placed and len(part) == 1 and len(first) > 2 and first.isalpha()
    if alone and first not in words.DETERMINERS and first not in words.NO_ACTORS:
        return COLLEAGUE, 0.55
    return "", 0.0


_DOERS = ("er", "or", "ist", "man", "woman", "ers", "ors", "ists", "men")


def _is_name(word: str) -> bool:
    plain = word[:1].isupper() and not word.isupper() and not word.endswith("ing")
    return plain and word not in words.NOT_NAMES


_FAULTY = frozenset("wrong late bad botched sloppy missed rude careless faulty dodgy".split())


def _possessed(row: Sequence[_Word], client: str) -> list[tuple[str, float]]:
    """Return whose mistake the sentence says it was: "Rob's slip", "the courier's error"."""
    found: list[tuple[str, float]] = []
    for at, word in enumerate(row):
        faulty = word.low in _FAULTY
        if not faulty and word.low not in words.FAULT_NOUNS:
            continue
        for k in range(at - 1, max(-1, at - (2 if faulty else 4)), -1):
            owner = _owner(row, k, faulty, client)
            if owner:
                found.append(owner)
                break
        found += _blamed_after(row, at, client)
    return found


def _owner(row: Sequence[_Word], k: int, faulty: bool, client: str) -> tuple[str, float] | None:
    """Return the side of a possessor, when the word at that place is one."""
    low = row[k].low
    if low in ("his", "her", "their"):
        return _THEY, 0.5 if faulty else 1.6
    if low == "our":
        return ME, 0.8
    if low.endswith(("'s", "s'")) and low not in words.NO_POSSESSORS:
        bare = row[k].raw.removesuffix("'s").rstrip("'")
        owner = _Word(bare.lower(), bare, 0, 0)
        who, sure, _ = _phrase((*row[max(0, k - 2) : k], owner), 0, min(k, 2) + 1, client)
        who = who or _phrase((owner,), 0, 1, client)[0]
        return who or COLLEAGUE, 2.4 * max(sure, 0.7)
    if low in words.OUTSIDE:
        return THIRD, 1.8
    return (COLLEAGUE, 1.8) if low in ("colleague", "driver") else None


def _blamed_after(row: Sequence[_Word], at: int, client: str) -> list[tuple[str, float]]:
    """Return whom a mistake is laid to: "the fault lies with our developer"."""
    for n, word in enumerate(row[at + 1 : at + 4]):
        if word.low in ("with", "of", "by", "from", "on"):
            who, sure, _ = _phrase(row, at + 2 + n, min(len(row), at + 5 + n), client)
            return [(who, 1.4 * sure)] if who else []
    return []


def _erred(parts: Sequence[str], client: str) -> tuple[str, str]:
    """Return who erred, as the words tell it, and the sentence that says so most plainly."""
    score = {ME: 0.0, COLLEAGUE: 0.0, THIRD: 0.0, CLIENT: 0.0, UNKNOWN: 0.0}
    told: dict[str, tuple[float, str]] = {}
    last = ""
    for part in parts:
        row = _tokens(part)
        before = dict(score)
        hearsay = 0.6 if _HEARSAY.search(part) else 1.0
        last = _weigh(row, part, client, score, hearsay, last)
        for who, value in score.items():
            gain = value - before[who]
            if gain > told.get(who, (0.0, ""))[0]:
                told[who] = gain, part
    broken = next((part for part in _pairs(parts) if words.BROKEN_WORD.search(part)), "")
    if broken and score[ME] < 1.4:
        score[ME] = 1.4
        told[ME] = 1.4, broken
    _weigh_unknown(" ".join(parts), score)
    best = max(score, key=lambda who: score[who])
    if score[best] < _ENOUGH:
        best = ME
    return best, told.get(best, (0.0, ""))[1]


def _pairs(parts: Sequence[str]) -> list[str]:
    """Return each sentence, and each with the one behind it: "I told him it was ready. It wasn't"."""
    return [*parts, *(f"{one} {two}" for one, two in pairwise(parts))]


_ENOUGH = 0.5
_HEARSAY = re.compile(
    r"\b(?:tell|say|blame|saying|telling|claim|pretend) (?:\w+ ){0,3}(?:that |it was |it's |the )",
    re.I,
)


def _weigh(
    row: Sequence[_Word],
    part: str,
    client: str,
    score: dict[str, float],
    trust: float,
    last: str,
) -> str:
    """Add what a sentence tells to the score; return who acted last, for the next "he" or "she"."""
    asked = 0.5 if part.rstrip().endswith("?") else 1.0
    seen: set[str] = set()
    for event in _events(row, part, client):
        who = event.who
        if who == _THEY:
            who = last if last == COLLEAGUE else CLIENT
        elif who != ME:
            last = who
        worth = event.weight * asked * (trust if who in (COLLEAGUE, THIRD) else 1.0)
        score[who] += worth if who not in seen else 0.4 * worth
        seen.add(who)
    for who, weight in _possessed(row, client):
        score[(last or CLIENT) if who == _THEY else who] += weight * trust
    for pattern, who, weight in _CLUES:
        if pattern.search(part):
            score[who] += weight
    _weigh_denial(row, part, score)
    for who, weight in _named_cause(row, client):
        score[who] += weight
        last = who if who == COLLEAGUE else last
    if words.STRUCK.search(part):
        score[THIRD] += 1.2
    elif words.OUTSIDE_SURE.intersection(word.low for word in row):
        score[THIRD] += 0.55
    return last


_CLUES = (
    (words.GERUND_MINE, ME, 1.6),
    (words.CLIENT_ERRED, CLIENT, 1.6),
    (words.TURNED, CLIENT, 1.3),
    (words.CHARGED, CLIENT, 0.9),
    (words.SAID_BY, COLLEAGUE, 1.6),
)


def _weigh_denial(row: Sequence[_Word], part: str, score: dict[str, float]) -> None:
    """Add that the user owns it, or that they say it was not them."""
    if words.NOT_MINE.search(part):
        theirs = _THIRD_PERSON.intersection(word.low for word in row)
        score[ME] -= 1.0
        score[THIRD] += 0.8
        score[CLIENT] += 1.0 if theirs else 0.7
        score[COLLEAGUE] += 0.4
    elif words.MINE.search(part):
        score[ME] += 1.1 if words.GUESSED.search(part) else 2.2
    if words.OWN.search(part) and not words.CLIENT_ERRED.search(part):
        score[CLIENT] += 0.6


def _taken_up(row: Sequence[_Word], subject: int, client: str) -> str:
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


def _weigh_unknown(text: str, score: dict[str, float]) -> None:
    known = max(score.values())
    if words.NOT_KNOWN.search(text):
        score[UNKNOWN] += 2.1
    if words.GUESSED.search(text):
        score[UNKNOWN] += 1.5
    if words.COOL.search(text) or words.ONCE_WARM.search(text):
        score[UNKNOWN] += 0.7 if known < 1.0 else 0.3


def _named_cause(row: Sequence[_Word], client: str) -> list[tuple[str, float]]:
    """Return whom the sentence names as the cause: "thanks to our porter", "on Tunde's shift"."""
    found: list[tuple[str, float]] = []
    lows = [word.low for word in row]
    for at, low in enumerate(lows[:-1]):
        pair = f"{low} {lows[at + 1]}"
        if pair in ("thanks to", "due to", "down to", "because of", "courtesy of", "fault of"):
            found += _first_phrase(row, at + 2, client, 1.5)
        elif low in ("meant", "supposed") and at > 1 and lows[at - 1] in ("was", "were"):
            who, sure, _ = _noun_agent(row, at - 2, client)
            found += [(who, 1.5 * sure)] if who in (COLLEAGUE, THIRD) else []
        elif low.endswith("'s") and lows[at + 1] in (
            "shift",
            "watch",
            "handwriting",
            "email",
            "figures",
            "idea",
        ):
            who, sure, _ = _noun_agent(row, at, client)
            found += (
                [(who or COLLEAGUE, 1.3)] if who != CLIENT and low not in ("it's", "that's") else []
            )
    return found


def _first_phrase(
    row: Sequence[_Word], start: int, client: str, weight: float
) -> list[tuple[str, float]]:
    """Return the side of the first person or thing named from a place on."""
    if start < len(row) and row[start].low in ("me", "us"):
        return [(ME, weight)]
    for stop in range(min(len(row), start + 5), start, -1):
        who, sure, _ = _phrase(row, start, stop, client)
        if who:
            return [(who, weight * sure)]
    return []


# --- what the user did ----------------------------------------------------------------------------


def _deed(parts: Sequence[str], client: str) -> str:
    """Return the clause in which the user says what they did, as they would say it, or nothing."""
    best, best_score = "", 0.9
    for at, part in enumerate(parts):
        if part.rstrip().endswith("?") or '"' in part or words.NOT_MINE.search(part):
            continue
        row = _tokens(part)
        for event in _events(row, part, client):
            if event.who != ME:
                continue
            clause = _deed_clause(row, part, event)
            score = event.weight - 0.15 * at + 0.3 * bool(words.MINE.search(part))
            if clause and score > best_score - 0.6 * (not best) and score > best_score:
                best, best_score = clause, score
            elif clause and not best and score > 0.3:
                best, best_score = clause, max(score, 0.3)
    return best or _broken_word(parts)


def _broken_word(parts: Sequence[str]) -> str:
    """Return what the user said that did not hold: "I told his boss the demo was ready"."""
    for part in _pairs(parts):
        if not words.BROKEN_WORD.search(part):
            continue
        said = words.SAID.search(part)
        if said and 4 <= len(said[0].split()) <= _LONGEST_DEED and '"' not in said[0]:
            return "I" + said[0][said[0].index(" ") :]
    return ""


def _deed_clause(row: Sequence[_Word], part: str, event: _Event) -> str:
    """Return the user's clause round a verb of fault, whole and in their words, or nothing."""
    verb, subject = event.verb, event.subject
    if _reported(row, subject) or not _is_deed(row, part, verb):
        return ""
    end = _clause_end(row, verb)
    if subject < verb and subject > 0 and _takes_up(row, subject):
        return _relative_deed(row, part, event, end)
    start = verb
    while start > 0 and row[start - 1].low in words.ADVERBS | words.AUXILIARIES - {"and", "all"}:
        start -= 1
    start = max(start, subject + 1) if subject < verb else start
    clause = "I " + _lower_first(part[row[start].start : row[end - 1].end])
    if row[start].low in ("i", "we"):
        return ""
    contracted = row[subject].raw if subject < verb and "'" in row[subject].low else "I"
    clause = contracted.replace("We", "I").replace("we", "I") + clause[1:]
    whole = _whole(clause, _LONGEST_DEED)
    clause = re.sub(r"^I were(n't)?\b", r"I was\1", clause)
    return clause if whole and (len(clause.split()) > 3 or _SOMEBODY.search(clause)) else ""


_SOMEBODY = re.compile(r"ed (?:him|her|them)$")


def _reported(row: Sequence[_Word], subject: int) -> bool:
    """Whether the clause is only said, feared, wished or supposed by somebody."""
    return any(word.low in words.REPORTING for word in row[max(0, subject - 3) : subject])


def _is_deed(row: Sequence[_Word], part: str, verb: int) -> bool:
    """Whether the verb tells by itself, or with what follows, of something done wrong."""
    low = row[verb].low
    rest = part[row[verb].end : row[_clause_end(row, verb) - 1].end]
    if low in _IS:
        return bool(words.PREDICATE.match(rest.strip()))
    if low in ("haven't", "didn't", "never", "hasn't"):
        after = row[verb + 1].low if verb + 1 < len(row) else ""
        return low != "hasn't" and after in words.OMITTED
    negated = any(word.low in words.NEGATIVES for word in row[max(0, verb - 2) : verb])
    if negated:
        return low in words.OMITTED
    if low in words.FAULT_VERBS and low not in words.LIGHT_FAULTS:
        return True
    if words.STRONG_CUE.search(rest) and low not in words.HARMLESS:
        return True
    return low in words.LIGHT_DEEDS


def _clause_end(row: Sequence[_Word], verb: int) -> int:
    """Return the place behind the last word of the clause that a verb stands in."""
    end = verb + 1
    while end < len(row):
        low = row[end].low
        if low in _PUNCTUATION and low != "-":
            break
        after = row[end + 1] if end + 1 < len(row) else None
        if low in words.CLAUSE_OPENERS and end > verb + 1:
            break
        if low in ("and", "or", "n") and (after is None or _opens_clause(after)):
            break
        person = low in _THIRD_PERSON or (low in _FIRST and end > verb + 1)
        if person and row[end - 1].low not in words.SAYING:
            break
        end += 1
    while end > verb + 1 and row[end - 1].low in words.DANGLING:
        end -= 1
    return end


def _opens_clause(word: _Word) -> bool:
    low = word.low
    return (
        low in _FIRST | _THIRD_PERSON | {"it", "now", "then", "that", "there", "this", "i'm", "so"}
        or low in words.DETERMINERS
        or low in words.BE
        or _is_past(low)
        or "'" in low
        or low.endswith("ing")
    )


def _takes_up(row: Sequence[_Word], subject: int) -> bool:
    """Whether the clause hangs on a noun: "the migration I botched"."""
    low = row[subject - 1].low
    free = (
        words.BOUNDARIES
        | words.KNOWING
        | words.LEADING
        | words.ADVERBS
        | words.PREPOSITIONS
        | _PUNCTUATION
    )
    return low not in free and low.isalpha()


def _relative_deed(row: Sequence[_Word], part: str, event: _Event, end: int) -> str:
    """Return "I botched the migration" for "the migration I botched", where nothing follows."""
    if end != event.verb + 1 or row[event.verb].low not in words.FAULT_VERBS:
        return ""
    for k in range(event.subject - 1, max(-1, event.subject - 5), -1):
        if row[event.subject - 1].low in ("one", "thing", "things", "ones", "way"):
            return ""
        if row[k].low in ("the", "her", "his", "their"):
            noun = part[row[k].start : row[event.subject - 1].end]
            clause = f"I {part[row[event.subject + 1].start : row[event.verb].end]} {noun}"
            return clause if _whole(clause, _LONGEST_DEED) else ""
    return ""


def _whole(clause: str, most: int) -> bool:
    """Whether a clause can stand by itself: neither a stump nor run on, no quote cut open."""
    count = len(clause.split())
    last = clause.rstrip().split(" ")[-1].lower()
    return (
        not last.endswith(("'s", "s'"))
        and 3 <= count <= most
        and '"' not in clause
        and last not in words.DANGLING
    )


# --- what the client did, what was tried ----------------------------------------------------------


def _clauses(part: str) -> list[str]:
    """Return the clauses of a sentence, short ones joined to what they hang on."""
    pieces = words.CLAUSE_BREAK.split(part)
    return [piece.strip(" ,.'!") for piece in pieces if piece and piece.strip(" ,.'!")]


def _reaction(parts: Sequence[str], client: str) -> str:
    """Return the clause in which the client reacts, in the user's words, or nothing."""
    name = re.escape(client) if client else "(?!)"
    someone = rf"(?P<who>he|she|they|{name}|{words.CLIENT_SUBJECT})"
    pattern = re.compile(
        rf"^{someone}(?:'s|'re|'ve|'d)? {words.REACTION_ADVERBS}(?:{words.REACTIONS})", re.I
    )
    before = ""
    for part in parts:
        if not part.rstrip().endswith("?"):
            at = 0
            for raw in _clauses(part):
                at = max(part.find(raw, at), 0)
                found = _reacting(raw, pattern, before + part[:at], client)
                if found:
                    return found
        before += part + " "
    return ""


def _reacting(raw: str, pattern: re.Pattern[str], before: str, client: str) -> str:
    """Return the clause when it tells the client's reaction and can stand by itself."""
    clause = words.LEAD_IN.sub("", raw).strip()
    match = pattern.match(clause)
    if not match or clause.count('"') % 2 or words.INTENT.search(clause):
        return ""
    who = match["who"].lower()
    if who in ("he", "she", "they") and _somebody_else(before, client):
        return ""
    if clause.split(" ")[-1].lower().strip('",') in words.DANGLING or " if " in clause:
        return ""
    clause = words.BARE_CLIENT.sub("your client", clause, count=1)
    if who not in ("he", "she", "they", client.lower()) and " " not in who.strip():
        clause = (
            clause if clause.startswith("your client") else f"the {clause[0].lower()}{clause[1:]}"
        )
    clause = re.sub(r"^(?:my|our|this|a|an|that) (?=\w)", "your ", clause, flags=re.I)
    return clause if 3 <= len(clause.split()) <= _LONGEST_REACTION else ""


def _somebody_else(before: str, client: str) -> bool:
    """Whether the person named last is not the client, so that "he" may be a colleague."""
    row = _tokens(before[-300:])
    for k in range(len(row) - 1, -1, -1):
        word = row[k]
        bare = word.raw.removesuffix("'s")
        if client and bare.lower() in client.lower().split():
            return False
        if word.low.removesuffix("'s") in words.THEIRS or word.low in words.TITLES:
            return False
        if word.low in words.OURS and word.low not in words.LOOSE:
            return k > 0 and row[k - 1].low in ("my", "our", "the", "new")
        if k and bare[:1].isupper() and not bare.isupper() and bare not in words.NOT_NAMES:
            starts = row[k - 1].low in ".!?:"
            if not starts and row[k - 1].low not in words.PLACING:
                return bool(client)
    return False


def _tried(parts: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return the clause in which the user says what they tried, and the kinds of attempt."""
    told = [part for part in parts if not part.rstrip().endswith("?")]
    past = [_before_intent(part) for part in told]
    joined = words.NOTHING_TRIED.sub(" ", " ".join(piece for piece in past if piece))
    kinds = {name for name, pattern in words.ATTEMPTS.items() if pattern.search(joined)}
    if not kinds & {"apology", "fix", "gift", "chase"} and words.NOTHING_TRIED.search(
        " ".join(told)
    ):
        kinds = {"nothing"}
    for piece in past:
        for raw in _clauses(piece):
            clause = words.LEAD_IN.sub("", raw).strip()
            if words.TRIED_CLAUSE.match(clause) and '"' not in clause:
                clause = clause if _FIRST_WORD.match(clause) else "I " + _lower_first(clause)
                clause = _TRIED_END.split(clause, maxsplit=1)[0]
                if _whole(clause, _LONGEST_TRIED):
                    return clause, frozenset(kinds)
    return "", frozenset(kinds)


_TRIED_END = re.compile(r",| and (?:got|he|she|they|it|nothing|still|not|I|now)\b")
_FIRST_WORD = re.compile(r"(?:i|we)\b", re.I)


def _before_intent(part: str) -> str:
    match = words.INTENT.search(part)
    return part[: match.start()] if match else part


def _asked(parts: Sequence[str], asks: str) -> str:
    """Return the words of the user's own question, at most 20 of them, or nothing."""
    for part in reversed(parts):
        plain = part.strip(' "')
        match = _compiled(words.ASKS[asks]).search(plain) if asks else None
        if plain.endswith("?"):
            found = plain if match or words.OWN_QUESTION.match(plain) else ""
        elif match and words.ASK_WORD.match(plain) and len(plain.split()) <= 20:
            found = plain.rstrip(" .!")
        else:
            found = plain[match.start() :].rstrip(" .!") if match else ""
            found = found if words.ASK_WORD.match(found) else ""
        if found:
            return found if len(found.split()) <= 20 and found.count('"') % 2 == 0 else ""
    return ""


# --- the matter and the client --------------------------------------------------------------------


def _matter(parts: Sequence[str], client: str) -> str:
    """Return the thing that went wrong, as a noun phrase to the user, or nothing."""
    for part in parts[:5]:
        if part.rstrip().endswith("?") or words.INTENT.search(part):
            continue
        row = _tokens(part)
        for event in _events(row, part, client):
            if event.weight >= 0.9 and (found := _object(row, event.verb)):
                return found
        match = words.WENT_WRONG.search(part)
        if match and not _first_sided(match["thing"]):
            return _owned(match["owner"], match["thing"])
    return ""


def _object(row: Sequence[_Word], verb: int) -> str:
    """Return the thing that the verb was done to, when it is one."""
    for at in range(verb + 1, min(len(row), verb + 5)):
        low = row[at].low
        if low in _PUNCTUATION or low in words.BOUNDARIES or low in words.ASIDE:
            break
        if low in words.ARTICLES and (found := _thing_at(row, at)):
            return found
    return ""


def _first_sided(thing: str) -> bool:
    return bool(set(thing.lower().split()) & (words.OURS | words.THEIRS))


def _thing_at(row: Sequence[_Word], at: int) -> str:
    """Return the noun phrase that a determiner opens, when its last word is a known thing."""
    end = at + 1
    while end < len(row) and end - at < 6:
        low = row[end].low
        stops = low in words.STOPS and not (low == "wrong" and end == at + 1)
        if stops or low in _PUNCTUATION or _is_past(low):
            break
        end += 1
    phrase = row[at + 1 : end]
    if not 1 <= len(phrase) <= 4 or row[at].low == "that":
        return ""
    plain = len(phrase) == 2 and phrase[0].low == "wrong" and phrase[1].low.isalpha()
    if plain and phrase[1].low in words.SOMEONE:
        return ""
    if not plain and not words.THING.fullmatch(phrase[-1].low):
        return ""
    if any(word.low in words.THEIRS | words.OURS or word.low[0].isdigit() for word in phrase):
        return ""
    return _owned(row[at].low, " ".join(word.raw for word in phrase))


def _owned(owner: str, thing: str) -> str:
    low = owner.lower()
    turned = {"my": "your", "our": "your", "his": "his", "her": "her", "their": "their"}
    return f"{turned.get(low, 'the')} {thing}"


def _client(text: str, parts: Sequence[str]) -> tuple[str, tuple[str, str, str]]:
    """Return how to name the client, and the pronouns; the name is empty when none is sure."""
    name = _titled(text) or _named(text, parts) or _family(text)
    if not name:
        role = None if words.THE_CLIENT.search(text) else words.ROLE.search(text)
        name = f"the {role[1].lower()}".replace("the hr ", "the HR ") if role else ""
    return name, _pronouns(text, name)


def _titled(text: str) -> str:
    """Return the first titled name that is not one of the user's own side."""
    for match in words.TITLED.finditer(text):
        around = (
            text[max(0, match.start() - 30) : match.start()],
            text[match.end() : match.end() + 40],
        )
        if words.OWN_BEFORE.search(around[0]) or words.OWN_AFTER.match(around[1]):
            continue
        title, names = match["title"], match["name"].removesuffix("'s").rstrip("'")
        if names.lower() in words.NO_SURNAMES:
            continue
        if names.islower():
            title, names = title.capitalize(), names.capitalize()
        return f"{title}{match['dot']} {names}"
    return ""


def _named(text: str, parts: Sequence[str]) -> str:
    """Return a first name that somebody is spoken of by, when that is plainly the client."""
    if not re.search(r"\b(?:he|she|him|her|his|they|them)\b|^\S+(?: \S+){0,11}$", text, re.I):
        return ""
    acted = {name for part in parts for name in _actors(part)}
    for match in words.ADDRESSED.finditer(text):
        name = match["name"]
        behind = text[match.end() : match.end() + 30]
        ahead = text[max(0, match.start() - 24) : match.start()]
        if name in words.NOT_NAMES or name in acted or name.lower() in words.OUTSIDE:
            continue
        if words.OWN_AFTER.match(behind) or words.OWN_BEFORE.search(ahead + " "):
            continue
        return name
    return ""


def _actors(part: str) -> set[str]:
    """Return the names of those who did something wrong in the sentence, or who are sent."""
    row = _tokens(part)
    doing = {row[event.subject].raw for event in _events(row, part, "") if event.who != ME}
    sent = {match[1] for match in words.SENT.finditer(part)}
    owned = {word.raw.removesuffix("'s") for word in row if word.raw.endswith("'s")}
    return doing | sent | (owned if _possessed(row, "") else set())


def _family(text: str) -> str:
    match = words.FAMILY.search(text)
    return f"the {match[1]}" if match and match[1] not in words.NOT_NAMES else ""


def _pronouns(text: str, name: str) -> tuple[str, str, str]:
    """Return the pronouns of the client: as the title has them, else as the text leans."""
    if words.SHE.match(name):
        return ("she", "her", "her")
    if words.HE.match(name):
        return ("he", "him", "his")
    if words.MANY.match(name):
        return ("they", "them", "their")
    low = text.lower()
    he = len(re.findall(r"\b(?:he|him|his|he's|he'd|he'll)\b", low))
    she = len(re.findall(r"\b(?:she|her|hers|she's|she'd|she'll)\b", low))
    if she > 2 * he or (she > he and name):
        return ("she", "her", "her")
    if he > 2 * she or (he > she and name):
        return ("he", "him", "his")
    return ("they", "them", "their")


# --- turning words --------------------------------------------------------------------------------


def _to_user(clause: str) -> str:
    """Return a clause of the user's as one would say it to them: "I told" becomes "you told"."""
    if not clause:
        return ""
    clause = re.sub(r"\b(I|we) was(n't)?\b", r"\1 were\2", clause, flags=re.I)
    clause = re.sub(r"\bwas I\b", "were you", clause)
    turned = re.sub(
        r"(?<![\w'])[A-Za-z]+(?:'[A-Za-z]+)?",
        lambda m: words.TO_USER.get(m[0].lower(), m[0]),
        clause,
    )
    return _lower_first(turned)


def _to_client(clause: str, client: str, pronouns: tuple[str, str, str]) -> str:
    """Return the user's clause as they would say it to the client, or nothing where that is unsure."""
    if not clause:
        return ""
    they, them, their = pronouns
    held = set(sentences.words(clause))
    if held & ({"he", "him", "his", "she", "her", "hers", "they", "them", "their"} - set(pronouns)):
        return ""
    if they in held or (them == "them" and "them" in held and not words.TO_THEM.search(clause)):
        return ""
    # "my client Dana" is one person, not two.
    said = re.sub(
        r"\b(?:[Tt]he|[Mm]y|[Oo]ur|[Aa]) (?:client|customer),? [A-Z][\w-]+\b(?!')", "you", clause
    )
    if client:
        said = re.sub(rf"\b{re.escape(client)}(?:'s\b|'(?!\w))", "your", said, flags=re.I)
        said = re.sub(rf"\b{re.escape(client)}\b(?!'s)(?! (?-i:[A-Z]))", "you", said, flags=re.I)
    said = re.sub(r"\b(?:the|my|our|a) (?:client|customer)'s\b", "your", said, flags=re.I)
    said = re.sub(r"\b(?:the|my|our|a) (?:client|customer)\b(?!')", "you", said, flags=re.I)
    if their == "her":
        said = words.HER_OWN.sub("your ", said)
        said = re.sub(r"\bher\b", "you", said, flags=re.I)
    else:
        said = re.sub(rf"\b{their}\b", "your", said, flags=re.I)
        said = re.sub(rf"\b{them}\b", "you", said, flags=re.I)
    if _others(said) or words.PERSON_OBJECT.search(said):
        return ""
    said = re.sub(r"\bi\b", "I", said)
    return said[0].upper() + said[1:]


def _others(said: str) -> bool:
    """Whether somebody is still spoken of who may be the client under another name."""
    row = _tokens(said)
    for k, word in enumerate(row[1:], 1):
        bare = word.low.removesuffix("'s").rstrip("'")
        if bare != word.low and row[k - 1].low in ("a", "an", "another", "some"):
            return True
        if (
            bare in words.THEIRS
            or bare.removesuffix("s") in words.CLIENT_ROLES
            or bare in words.CLIENT_ROLES
            or word.low in words.TITLES
        ):
            return True
        spoken_to = row[k - 1].low in ("told", "to", "called", "with", "at", "for")
        if (spoken_to or "'s" in word.raw) and _is_name(word.raw.removesuffix("'s")):
            return True
    return False


def _lower_first(text: str) -> str:
    head = text.split(" ", 1)[0]
    if head in ("I", "I'm", "I've", "I'd", "I'll") or head[1:2].isupper():
        return text
    common = head.lower().split("'")[0] in words.COMMON_OPENERS or _is_past(head.lower())
    return text[:1].lower() + text[1:] if common or head.lower() in words.TO_USER else text
