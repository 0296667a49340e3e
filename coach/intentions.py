"""What the user means to do next that an article warns of: read from word lists, with no model.

A thing named counts as planned unless its clause says otherwise: it is past, someone else's,
rejected, or the fault itself. The lists under ``words/`` name the signs; ``words/weights.json``
says what each is worth for each kind. A sentence whose signs reach the floor of a kind holds it.
"""

import json
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from coach import sentences

_GAP = 3
_MOST_WORDS = 35
_CLOSE = 0.6


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing the user means to do that an article warns of, with their exact words."""

    code: str
    words: str
    start: int
    end: int
    step: str


@dataclass(frozen=True, slots=True)
class PlanKind:
    """One kind of plan: its step, and texts that must and must not be read as it."""

    code: str
    step: str
    fires: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


# --- the word lists ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sign:
    """A section of a list: what it weighs, how far it reaches, whether stance matters."""

    name: str
    weight: float = 0.0
    reach: str = "sentence"
    any_stance: bool = False
    key: bool = False
    denied: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """One place in a phrase: the words it takes, or a gap, and whether it may be missing."""

    exact: frozenset[str] = frozenset()
    heads: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    optional: bool = False
    gap: bool = False

    def takes(self, word: str) -> bool:
        """Return whether the word fits this place."""
        if word in self.exact:
            return True
        if self.heads and word.startswith(self.heads):
            return True
        return bool(self.tails) and word.endswith(self.tails) and len(word) > 4


@dataclass(frozen=True, slots=True)
class _Lists:
    """All lists: the signs by name, and the phrases by how they begin."""

    signs: Mapping[str, _Sign]
    by_word: Mapping[str, tuple[tuple[str, tuple[_Step, ...]], ...]]
    by_shape: tuple[tuple[str, tuple[_Step, ...]], ...]
    spelled: Mapping[str, tuple[str, ...]]


_HEADING = re.compile(r"^\[([\w.-]+)((?:\s+[\w.+-]+)*)\]$")


def _sections(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield name, options and phrases of each section of a list."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for block in re.split(r"^(?=\[)", "\n".join(lines), flags=re.MULTILINE):
        head, _, body = block.partition("\n")
        heading = _HEADING.match(head.strip())
        if heading:
            phrases = (" ".join(phrase.split()) for phrase in body.split(","))
            yield heading[1], heading[2].split(), [phrase for phrase in phrases if phrase]


def _step(piece: str, groups: Mapping[str, frozenset[str]]) -> _Step:
    if piece == "..":
        return _Step(gap=True)
    optional = piece.startswith("(") and piece.endswith(")")
    exact: set[str] = set()
    heads, tails = [], []
    for word in piece.strip("()").split("|"):
        if word.startswith("<"):
            exact |= groups[word.strip("<>")]
        elif word.endswith("*"):
            heads.append(word[:-1])
        elif word.startswith("*"):
            tails.append(word[1:])
        else:
            exact.add(word)
    return _Step(frozenset(exact), tuple(heads), tuple(tails), optional)


@cache
def _lists() -> _Lists:
    """Return the lists as read from the package."""
    signs: dict[str, _Sign] = {}
    groups: dict[str, frozenset[str]] = {}
    spelled: dict[str, tuple[str, ...]] = {}
    phrases: list[tuple[str, tuple[_Step, ...]]] = []
    texts = {name: _list(name) for name in ("stance", *(kind.code for kind in PLANS))}
    for file, text in texts.items():
        for name, options, entries in _sections(text):
            if options[:1] == ["group"]:
                groups[name] = frozenset(entries)
            elif options[:1] == ["spelling"]:
                for entry in entries:
                    typed, _, meant = entry.partition("=")
                    spelled[typed.strip()] = tuple(meant.split())
            else:
                full = f"{file}.{name}"
                reach = next(
                    (o for o in options[1:] if o not in ("any", "key", "pair", "denied")),
                    "sentence",
                )
                signs[full] = _Sign(
                    full,
                    float(options[0]),
                    reach,
                    "any" in options,
                    "key" in options or "pair" in options,
                    "denied" in options,
                )
                phrases += [
                    (full, tuple(_step(piece, groups) for piece in entry.split()))
                    for entry in entries
                ]
    by_word: dict[str, list[tuple[str, tuple[_Step, ...]]]] = {}
    by_shape = []
    for full, steps in phrases:
        first = steps[0]
        for word in first.exact:
            by_word.setdefault(word, []).append((full, steps))
        if first.heads or first.tails:
            by_shape.append((full, steps))
    return _Lists(
        signs,
        {word: tuple(some) for word, some in by_word.items()},
        tuple(by_shape),
        spelled,
    )


@lru_cache(maxsize=16384)
def _possible(word: str, following: str) -> tuple[tuple[str, tuple[_Step, ...]], ...]:
    """Return the phrases the two words can begin; most words begin many, most pairs none."""
    return tuple(
        (name, steps)
        for name, steps in _starting(word)
        if len(steps) == 1 or steps[1].gap or steps[1].optional or steps[1].takes(following)
    )


@lru_cache(maxsize=4096)
def _starting(word: str) -> tuple[tuple[str, tuple[_Step, ...]], ...]:
    """Return the phrases the word can begin."""
    lists = _lists()
    shaped = tuple(
        (name, steps)
        for name, steps in lists.by_shape
        if word not in steps[0].exact and steps[0].takes(word)
    )
    return lists.by_word.get(word, ()) + shaped


def _list(name: str) -> str:
    """Return the text of one list."""
    return (files("coach") / "words" / f"{name}.txt").read_text("utf-8")


# --- the message, taken apart --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as the lists spell it, where it stands, and whether a draft in quotes holds it."""

    text: str
    start: int
    end: int
    before: str
    name: bool
    quoted: bool
    cited: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """A phrase found: its section, its words, the stance of its clause."""

    sign: str
    first: int
    last: int
    stance: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence: its place, its words, the clause each word is in, and what was found."""

    start: int
    end: int
    words: tuple[_Word, ...]
    clauses: tuple[int, ...]
    hits: tuple[_Hit, ...]
    by_kind: Mapping[str, Sequence[_Hit]]
    asked: bool

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Yield section and words of every phrase found."""
        for hit in self.hits:
            words = self.words[hit.first : hit.last + 1]
            yield hit.sign, " ".join(word.text for word in words)

    def only(self, known: Collection[tuple[str, str]]) -> "_Sentence":
        """Return the sentence with only those phrases of a kind of plan, and all its stances."""
        hits = tuple(
            hit
            for hit, phrase in zip(self.hits, self.phrases(), strict=True)
            if phrase in known or hit.sign.startswith("stance.")
        )
        return replace(self, hits=hits, by_kind=_by_kind(hits))


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*%?")
_CONTRACTED = re.compile(r"^(.+?)(n't|'(?:ll|m|s|d|ve|re))$")
_BREAKS = re.compile(r"[;:()\"—–…]|\s-+\s|\.\.|[.!?]")
_OPENERS = frozenset(
    "i we he she they it you but so because though although while whilst then which who whom if when "
    "since and or however except".split()
)
_SUBJECTS = frozenset("i we he she they it you that this there".split())
_JOINERS = frozenset("but so because though although while whilst however except which".split())
_MODALS = frozenset(
    "will shall can could should would 'll 'd may might must has need needs".split()
)


def _words(
    text: str, start: int, end: int, quotes: Sequence[tuple[int, int, bool]]
) -> Iterator[_Word]:
    spelled = _lists().spelled
    at = start
    for match in _WORD.finditer(text, start, end):
        before, raw = text[at : match.start()], match[0]
        at = match.end()
        lower = raw.lower()
        pieces = spelled.get(lower)
        if pieces is None:
            contracted = _CONTRACTED.match(lower)
            pieces = (contracted[1], contracted[2]) if contracted else (lower,)
        inside = [own for low, high, own in quotes if low < match.start() < high]
        for number, piece in enumerate(pieces):
            yield _Word(
                piece, match.start(), match.end(), before if number == 0 else "",
                raw[0].isupper() and number == 0, True in inside, False in inside,
            )  # fmt: skip


def _clauses(words: Sequence[_Word]) -> tuple[int, ...]:
    """Return the number of the clause each word stands in."""
    number, found = 0, []
    for at, word in enumerate(words):
        following = words[at + 1].text if at + 1 < len(words) else ""
        starts = bool(_BREAKS.search(word.before)) or word.text in _JOINERS
        starts |= "," in word.before and (word.text in _OPENERS or following in _MODALS)
        starts |= word.text in ("and", "or", "if", "when", "since") and following in _SUBJECTS
        number += starts and at > 0
        found.append(number)
    return tuple(found)


def _found(words: Sequence[_Word]) -> Iterator[tuple[str, int, int]]:
    """Yield section, first and last word of every phrase found."""
    for at, word in enumerate(words):
        following = words[at + 1].text if at + 1 < len(words) else ""
        for name, steps in _possible(word.text, following):
            last = _match(steps, 1, words, at + 1)
            if last >= 0:
                yield name, at, last - 1


def _match(steps: Sequence[_Step], number: int, words: Sequence[_Word], at: int) -> int:
    """Return the place behind the last word of the phrase, or -1."""
    if number == len(steps):
        return at
    step = steps[number]
    if step.gap:
        for skipped in range(_GAP + 1):
            last = _match(steps, number + 1, words, at + skipped)
            if last >= 0:
                return last
        return -1
    if at < len(words) and step.takes(words[at].text):
        last = _match(steps, number + 1, words, at + 1)
        if last >= 0:
            return last
    return _match(steps, number + 1, words, at) if step.optional else -1


_PAST_ENDS = re.compile(r"^(?!need|speed|indeed|seed|feed|breed|agreed$)[a-z]{3,}ed$")


def _stances(words: Sequence[_Word], clauses: Sequence[int], raw: Sequence[tuple[str, int, int]],
             ) -> dict[int, str]:  # fmt: skip
    """Return for each clause: plan, open, past, other or rejected."""
    signs: dict[int, dict[str, int]] = {}
    for name, first, last in raw:
        if name.startswith("stance."):
            for place in {clauses[first], clauses[last]}:
                signs.setdefault(place, {}).setdefault(name.removeprefix("stance."), first)
    owned: dict[int, list[_Word]] = {}
    for word, clause in zip(words, clauses, strict=True):
        owned.setdefault(clause, []).append(word)
    return {number: _stance(own, signs.get(number, {})) for number, own in owned.items()}


# "a smoked salmon", "of regret": behind one of these a word in -ed is no deed.
_ARTICLES = frozenset("a an the of some my our his her their two three nice with for".split())


def _in_past(word: _Word, before: str) -> bool:
    return before not in _ARTICLES and _PAST_ENDS.match(word.text) is not None


def _stance(own: Sequence[_Word], signs: Mapping[str, int]) -> str:
    if "rejected" in signs and not own[0].cited:
        return "rejected"
    if own[0].cited:
        return "refused"
    # "I'll give whatever he wants" is a plan, "he wants whatever I'll give" is not.
    if "reported" in signs and signs["reported"] <= signs.get("intent", signs["reported"]):
        return "other"
    if "before" in signs and not own[0].quoted:
        return "past"
    if "intent" in signs or own[0].quoted:
        return "plan"
    if "past" in signs or any(map(_in_past, own[:8], ["", *(word.text for word in own)])):
        return "past"
    head = [word.text for word in own[:4] if word.text not in ("and", "but", "so", "then")]
    if head and head[0] in ("he", "she", "they") and not _MODALS & set(head[1:2]):
        return "other"
    return "open"


_SPOKEN = re.compile(r"\b(?:said|says|wrote|writes|told|emailed|texted|asked|called|goes|replied|answered|quoted|snapped|shouted|screamed|yelled|reads|signed)\b[^.!?\"]{0,30}$", re.I)  # fmt: skip
_OWN_SPEECH = re.compile(r"\b(?:i|we|i'll|i'd|going to|gonna|want to|would) [^.!?\"]{0,40}$", re.I)


def _quotes(text: str) -> list[tuple[int, int, bool]]:
    """Return the stretches in double quotes, and whether they are the writer's own draft."""
    marks = [match.start() for match in re.finditer('"', text)]
    found = []
    for low, high in zip(marks[::2], marks[1::2], strict=False):
        before = text[max(0, low - 60) : low]
        spoken = _SPOKEN.search(before)
        if high - low > 12:
            found.append((low, high, not spoken or _OWN_SPEECH.search(before) is not None))
    return found


_TELL = frozenset(
    "tell telling say saying explain explaining write writing show showing inform informing mention "
    "mentioning point pointing know email emailing text texting reply announce draft hear see".split()
)
_GIVE = frozenset(
    "send sending give giving get getting bring bringing buy buying take taking drop dropping order "
    "ordering pop popping post posting courier couriering deliver delivering offer offering leave "
    "leaving slip slipping throw chuck hand handing ship shipping present presenting surprise".split()
)
_AMOUNTS = frozenset(
    "a an some two three four few couple half dozen one free nice big little small".split()
)


def _shapes(
    words: Sequence[_Word], raw: Sequence[tuple[str, int, int]]
) -> Iterator[tuple[str, int, int]]:
    """Yield what is told by its shape rather than by a word: an accusation, a thing handed over."""
    found: dict[str, set[int]] = {}
    for name, first, _ in raw:
        found.setdefault(name, set()).add(first)
    past, others = found.get("stance.past", set()), found.get("blame.whom", set())
    plain = found.get("gift.plain", set())
    for at, word in enumerate(words):
        if word.text in _TELL and _accused(words, at, past, others):
            yield "blame.accuses", at, at
        if word.text in _GIVE:
            after = range(at + 1, min(at + 7, len(words)))
            amounts = [spot for spot in after if words[spot].text in _AMOUNTS]
            if amounts and not plain.intersection(range(at, min(at + 10, len(words)))):
                yield "gift.handing", at, amounts[0]
        if at in found.get("stance.intent", set()):
            yield "guess.acting", at, at


def _accused(words: Sequence[_Word], at: int, past: set[int], others: set[int]) -> bool:
    """Return whether, behind a word of telling, somebody else is said to have done something."""
    for spot in range(at + 1, min(at + 13, len(words) - 1)):
        word = words[spot]
        if word.text in ("i", "we", "me", "us", "my", "our") and not others.intersection(
            {spot + 1, spot + 2}
        ):
            return False
        subject = (
            word.text in ("he", "she", "they") or spot in others or (word.name and spot > at + 1)
        )
        if not subject:
            continue
        for deed in range(spot + 1, min(spot + 4, len(words))):
            if words[deed].text in ("i", "we", "that"):
                break
            if (
                deed in past
                or words[deed].text in ("should", "never")
                or _PAST_ENDS.match(words[deed].text)
            ):
                return True
    return False


_REFUSAL = re.compile(r"\s*(?:no|nope|nah|never|no way|no chance|no thanks)[.!]", re.I)


def _by_kind(hits: Sequence[_Hit]) -> dict[str, list[_Hit]]:
    found: dict[str, list[_Hit]] = {}
    for hit in hits:
        found.setdefault(hit.sign.split(".", 1)[0], []).append(hit)
    return found


def take_apart(question: str) -> list[_Sentence]:
    """Return the sentences of the question and what is found in each."""
    text = sentences.straight(question)
    quotes = _quotes(text)
    found = []
    for start, end in sentences.spans(text):
        words = tuple(_words(text, start, end, quotes))
        if not words:
            continue
        clauses = _clauses(words)
        raw = list(_found(words))
        raw += _shapes(words, raw)
        stances = _stances(words, clauses, raw)
        if _REFUSAL.match(text, end):
            stances = dict.fromkeys(stances, "refused")
        hits = tuple(_Hit(name, first, last, stances[clauses[first]]) for name, first, last in raw)
        found.append(
            _Sentence(start, end, words, clauses, hits, _by_kind(hits), "?" in text[end - 3 : end])
        )
    return found


# --- weighing ------------------------------------------------------------------------------------

# How much of a sign counts in a clause of each stance.
_FACTORS = {"plan": 1.0, "open": 0.6, "past": 0.1, "other": 0.1, "rejected": 0.0, "refused": 0.0}
_UNPLANNED = frozenset(("past", "other", "rejected", "refused"))
_THEY = frozenset("he she they his her their it".split())
_DENIALS = frozenset("no not n't without never nothing nor".split())
_VERBS = frozenset(
    "i we he she it they you is was are were be 's 'm 're 've 'll 'd have has had do does did will "
    "would can could".split()
)
# The small words of a sentence tell who acts, and when.
_SMALL = frozenset(
    "i we he she it they you me us him her them my our his their your is was are were be been 's 'm "
    "'re 've 'll 'd have has had do does did will would can could should shall may might must n't not "
    "no never nothing if when while before after until because since so but and or then than that "
    "which who what how why where whether to for with from by at in on into about of there this these "
    "those now today tomorrow tonight yesterday monday friday week next last just only also still "
    "already yet even maybe best better tell say said told ask asked send sent sending telling saying "
    "let give get got make want wants wanted think thinking going know knows sorry apology apologise "
    "anything something everything nobody everyone again any all".split()
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one sentence shows of one kind of plan, by name, and the words that show it."""

    code: str
    number: int
    first: int
    last: int
    signs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign weighs for each kind, and the sum from which a kind counts as planned."""

    kinds: Mapping[str, Mapping[str, float]]
    floors: Mapping[str, float]

    def total(self, finding: Finding) -> float:
        """Return how far the finding is above the floor of its kind."""
        known = self.kinds[finding.code]
        total = sum(known.get(name, 0.0) * value for name, value in finding.signs.items())
        return total - self.floors[finding.code]


@cache
def _weights() -> Weights:
    """Return the weights as shipped; ``scripts/fit_plans.py`` makes them."""
    read_ = json.loads((files("coach") / "words" / "weights.json").read_text("utf-8"))
    return Weights(read_["kinds"], read_["floors"])


def findings(question: str) -> tuple[Finding, ...]:
    """Return what every sentence shows of every kind of plan, before any of it is weighed."""
    return tuple(weighable(take_apart(question)))


def weighable(parts: Sequence[_Sentence]) -> Iterator[Finding]:
    """Yield what every sentence shows of every kind of plan."""
    common = _common(parts)
    said = {
        name: {number for number, part in enumerate(parts) if _has(part, name)}
        for name in ("sound", "asking")
    }
    for kind in PLANS:
        everywhere = {
            f"all {_short(hit)}": 1.0
            for part in parts
            for hit in part.by_kind.get(kind.code, ())
            if _lists().signs[hit.sign].reach == "message"
        }
        for number in range(len(parts)):
            told = {
                f"{name} {place}": float(there)
                for name, numbers in said.items()
                for place, there in (
                    ("here", number in numbers),
                    ("elsewhere", len(numbers) > (number in numbers)),
                )
            }
            finding = _finding(kind.code, parts, number, common | everywhere | told)
            if finding:
                yield finding


def _short(hit: _Hit) -> str:
    return hit.sign.split(".", 1)[1]


def _common(parts: Sequence[_Sentence]) -> dict[str, float]:
    """Return what the whole message shows, whatever the kind."""
    seen = {hit.sign for part in parts for hit in part.hits}
    found = {name: 1.0 for name in ("elsewhere", "trouble", "people") if f"stance.{name}" in seen}
    total = sum(len(part.words) for part in parts)
    return found | {"bias": 1.0, "long message": math.log(min(max(total, 1), 200) / 40)}


def _finding(
    code: str, parts: Sequence[_Sentence], number: int, common: Mapping[str, float]
) -> Finding | None:
    """Return what the sentence shows of the kind, if any sign of it is there."""
    signs, part = _lists().signs, parts[number]
    hits = part.by_kind.get(code, ())
    likely = [
        hit
        for hit in hits
        if signs[hit.sign].weight > 0
        and signs[hit.sign].reach != "message"
        and hit.stance != "refused"
    ]
    if not likely:
        return None
    central = [hit for hit in likely if signs[hit.sign].key] or likely
    top = max(central, key=lambda hit: signs[hit.sign].weight * _FACTORS[hit.stance])
    found = dict(common)
    for hit in hits:
        name = f"own {_short(hit)}"
        found[name] = max(found.get(name, 0.0), _share(hit, next_door=False))
    for other in _next_to(parts, number):
        for hit in other.by_kind.get(code, ()):
            name = f"near {_short(hit)}"
            found[name] = max(found.get(name, 0.0), _share(hit, next_door=True))
    clauses = {part.clauses[top.first], part.clauses[top.last]}
    found |= _about_clause(part, top, clauses) | _about_sentence(parts, number)
    heaviest: dict[str, float] = {}
    for hit in likely:
        weight = signs[hit.sign].weight * _FACTORS[hit.stance]
        heaviest[hit.sign] = max(heaviest.get(hit.sign, 0.0), weight)
    found["weight"] = sum(heaviest.values()) / 3
    found["hits"] = min(len(heaviest), 4) / 4
    found["weight firm"] = found["weight"] * found["firm clause"]
    found["hits firm"] = found["hits"] * found["firm clause"]
    first, last = min(hit.first for hit in likely), max(hit.last for hit in likely)
    return Finding(code, number, first, last, {n: v for n, v in found.items() if v})


def _share(hit: _Hit, *, next_door: bool) -> float:
    """Return how much of a sign counts, given the stance of its clause."""
    sign = _lists().signs[hit.sign]
    free = sign.weight < 0 or (sign.any_stance and hit.stance not in ("plan", "rejected"))
    free |= sign.any_stance and next_door
    free |= sign.denied and hit.stance == "rejected" and not next_door
    return 1.0 if free else _FACTORS[hit.stance]


def _next_to(parts: Sequence[_Sentence], number: int) -> Sequence[_Sentence]:
    return (*parts[max(0, number - 1) : number], *parts[number + 1 : number + 2])


def _firm(part: _Sentence, clauses: set[int] | None = None) -> float:
    """Return 1 if the writer plainly says what they will do, in one of these clauses."""
    return float(
        any(
            hit.sign == "stance.firm"
            and hit.stance not in _UNPLANNED
            and (clauses is None or {part.clauses[hit.first], part.clauses[hit.last]} & clauses)
            for hit in part.hits
        )
    )


def _has(part: _Sentence, name: str) -> bool:
    return any(hit.sign == f"stance.{name}" for hit in part.hits)


def _about_clause(part: _Sentence, top: _Hit, clauses: set[int]) -> dict[str, float]:
    """Return what the clause of the weightiest sign shows: who acts, when, whether denied."""
    first = min(at for at, clause in enumerate(part.clauses) if clause in clauses)
    opening = [word.text for word in part.words[first : first + 3]]
    head = [word for word in opening if word not in ("and", "but", "so", "then")][:1]
    before = {word.text for word in part.words[max(0, top.first - 2) : top.first]}
    return {
        f"stance {top.stance}": 1.0,
        "firm clause": _firm(part, clauses),
        "third": float(bool(_THEY & set(head))),
        "first": float(head in (["i"], ["we"])),
        "negated": float(bool(_DENIALS & before)),
        "quoted": float(part.words[top.first].quoted),
    }


def _about_sentence(parts: Sequence[_Sentence], number: int) -> dict[str, float]:
    """Return what the sentence and its place show, whatever the kind."""
    part = parts[number]
    words = {word.text for word in part.words}
    bare = len(part.words) <= 7 and not words & _VERBS
    return {f"word {word}": 1.0 for word in words & _SMALL} | {
        "firm": _firm(part),
        "firm near": max((_firm(other) for other in _next_to(parts, number)), default=0.0),
        "doing": float(part.words[0].text.endswith("ing") or part.words[0].text == "will"),
        "question": float(part.asked),
        "short question": float(part.asked and len(part.words) <= 14),
        "bare": float(bare),
        "bare question": float(bare and part.asked),
        "long sentence": math.log(min(len(part.words), 45) / 15),
        "last two": float(number >= len(parts) - 2),
        "first sentence": float(number == 0 and len(parts) > 1),
    }


def read(question: str) -> tuple[Plan, ...]:
    """Return the plans in the question that an article warns of, in the order they are told."""
    parts = take_apart(question)
    weights = _weights()
    best: dict[str, tuple[float, Finding]] = {}
    for finding in weighable(parts):
        total = weights.total(finding)
        if total < 0 or (finding.code in best and total <= best[finding.code][0]):
            continue
        told = _text_of(parts, finding, question)
        if finding.code != "pretend" or _OWN_SILENCE.search(told):
            best[finding.code] = (total, finding)
    plans = [_plan(finding, parts[finding.number], question) for finding in _kept(best.values())]
    return tuple(sorted(plans, key=lambda plan: plan.start))


# Silence is a plan only where the user is to keep it: "now they do not reply" and "all is fine again"
# are none.
_OWN_SILENCE = re.compile(
    r"\b(?:i|i'(?:ll|m|d|ve)|im|ill|we|we'(?:ll|re|d|ve)|me|us|my|our|let|act|acting|pretend\w*|say|saying|keep|keeping|carry|carrying|"
    r"wait|ignore|ignoring|hope|smile|mum|schtum|stay|best|better|just|leave|leaving|business as usual|as usual|blow over|nothing (?:to|about)|"
    r"no (?:need|mention|word|point)|not (?:mention|bring|say)\w*)\b",
    re.IGNORECASE,
)


def _text_of(parts: Sequence[_Sentence], finding: Finding, question: str) -> str:
    part = parts[finding.number]
    return sentences.straight(question[part.start : part.end])


def _kept(found: Iterable[tuple[float, Finding]]) -> list[Finding]:
    """Return the findings that are near the strongest, one a sentence."""
    kept: list[Finding] = []
    strongest = 0.0
    for total, finding in sorted(found, key=lambda one: -one[0]):
        strongest = strongest or total
        if total < strongest - _CLOSE:
            break
        if all(finding.number != other.number for other in kept):
            kept.append(finding)
    return kept


def _plan(finding: Finding, part: _Sentence, question: str) -> Plan:
    """Return the plan with the sentence that holds it, or its clauses if that is long."""
    start, end = part.start, part.end
    if len(part.words) > _MOST_WORDS:
        first, last = finding.first, finding.last
        while first > 0 and part.clauses[first - 1] == part.clauses[finding.first]:
            first -= 1
        while last + 1 < len(part.words) and part.clauses[last + 1] == part.clauses[finding.last]:
            last += 1
        last = min(last, first + _MOST_WORDS - 1)
        start, end = part.words[first].start, part.words[last].end
    step = next(kind.step for kind in PLANS if kind.code == finding.code)
    return Plan(finding.code, question[start:end], start, end, step)


PLANS: tuple[PlanKind, ...] = (
    PlanKind(
        "gift",
        "mend-fences/no-gifts",
        fires=(
            "I sent her the wrong file. Thinking of sending her flowers.",
            "We were late with his order. Should I bring him a bottle of wine?",
            "I lost their keys. I've ordered a hamper, it gets there Friday.",
            "We messed up. I'll drop off two tickets to the match.",
            "She is upset about the delay. Maybe a box of chocolates for her team?",
            "The client is furious. My plan is a spa voucher for her and her husband.",
            "I broke his gate. Gonna leave a nice cake on his doorstep to smooth things over.",
            "He won't answer me after the mix-up. I want to treat him to a nice dinner.",
        ),
        spares=(
            "I sent the flowers to the wrong church.",
            "I'm not going to turn up with flowers after what I did to her.",
            "The wine order was short by two cases and I will ring him tomorrow.",
            "He gave me a bottle of brandy, so we're fine.",
            "We sell hampers and forty of them arrived broken at the client's office.",
            "I sent her a fruit basket last week and she sent it back.",
            "I'll send her a full refund and call her on Friday.",
            "My colleague brought him a cake and he got even angrier.",
        ),
    ),
    PlanKind(
        "but",
        "fall-on-sword/eliminate-but",
        fires=(
            "I'll say I'm sorry, but honestly no one told me it was confidential.",
            "I will write that I regret it very much, but the file came at 23:40.",
            'Drafting: "Sorry about the delay but as you know we were waiting on your photos."',
            "I'm going to apologise, though he did change the order three times.",
            "I'll tell her I'm sorry and explain that two of my people were off sick.",
            "I'd say sorry to the client, mind you she approved the proof herself.",
            '"We apologise for the error. However, your team gave us the wrong numbers." Okay to send?',
            "Going to apologise and point out that his own figures were late.",
        ),
        spares=(
            "I said sorry but she hung up.",
            "I want to say sorry, but I don't know how.",
            "I'll say I'm sorry, it was me, then shut up and let her talk.",
            "I'm going to say I'm sorry, but that's no excuse and I know it.",
            "We got there on time but the door was locked and the guest slept in her car.",
            "I will apologise without a single excuse and give her the new date.",
            "She is angry but fair, and I'll ask her what it cost her.",
            "I apologised last week but he has not replied.",
        ),
    ),
    PlanKind(
        "sale",
        "four-steps/apologize",
        fires=(
            "I'll apologise and put the renewal in the same email.",
            "Going Wednesday to say sorry. As I am there I will show our new double-wall range.",
            "I'll tell her how sorry I am and ask her for intros to three families.",
            "I made a mistake in her invoice. Can I say sorry and pitch the premium package in one go?",
            "While I'm fixing his leak I'll quote him for the new bathroom.",
            "She forgave us for the delay, so I'm asking her for a five star review.",
            "I'll say sorry for the mix-up and then offer him our annual service plan.",
            "Sorry letter to the school goes out Friday with our new price list inside.",
        ),
        spares=(
            "The renewal went out with the wrong figures and I will call to apologise.",
            "I'm going to apologise and I won't mention the renewal.",
            "She left a bad review. Should I say sorry publicly?",
            "We lost the contract over it and I want to say sorry anyway.",
            "He cancelled the order because I was late. How do I start?",
            "I pushed her into the bigger plan and now she is angry with me.",
            "The order was wrong, so I'm delivering the right one on Monday.",
            "I'll apologise to her and not sell her anything.",
        ),
    ),
    PlanKind(
        "guess",
        "fall-on-sword/just-ask",
        fires=(
            "She went quiet. It must be the price, so I'm dropping it by ten percent.",
            "They stopped inviting me. Must be the slow replies. I'm moving them to the front.",
            "No idea why. I believe it is the curtains. I have told the workshop to make them again.",
            "He has gone cold on us. Probably the noise, so I'll move his desk tomorrow.",
            "I don't know what upset her. I bet it's the driver, so I'm swapping him.",
            "The client stopped answering. My guess is the design, so we're redoing it this weekend.",
            "She won't say what's wrong. I assume it's the late invoice, I'll cut her bill.",
            "They went silent on us. It'll be the fee, so I'm lowering it without asking.",
        ),
        spares=(
            "It must be the price, but I'm going to ask him before I change anything.",
            "It must have been awful for her.",
            "It'll be a long meeting and I will take notes.",
            "She went quiet and I don't know why. I'll ask her what happened.",
            "I have no idea what I did. What should I ask him?",
            "He has stopped replying and I'd rather ask than assume.",
            "I sent her the wrong size, so I'm swapping it tomorrow.",
            "The client is cold to us since March. What could it be?",
        ),
    ),
    PlanKind(
        "boss",
        "mend-fences/engage-superiors",
        fires=(
            "I've asked my VP to take the follow-up, I won't be on the call.",
            "I spelt his name wrong. No clue how I'd start, so the gaffer can do it.",
            "My director is going Monday to smooth it over, I'll stay out of sight.",
            "I'd rather let my manager handle the client.",
            "I broke her window. My boss will ring her so I don't have to.",
            "Can our CEO write to them instead of me?",
            "The client is furious with me, so I'm handing it over to the regional manager.",
            "Let the managing director face him, that's what he's paid for.",
        ),
        spares=(
            "Do I take my managing director along?",
            "My boss is in Tenerife and I go back Wednesday.",
            "I told his boss the demo was ready.",
            "I will ask my boss to approve the refund and go there myself.",
            "Her manager wrote to me and wants a date.",
            "My boss already rang her and I didn't ask him to.",
            "I'm not getting the foreman to do it, I'll see her tonight.",
            "The client is a general manager and I double-charged her.",
        ),
    ),
    PlanKind(
        "pretend",
        "mend-fences/reset-conversation",
        fires=(
            "I insulted her. I'll be extra cheerful and not bring it up at all.",
            "I'm turning up at the client's on Monday like it never happened.",
            "Thinking I just keep quiet and hope they don't notice.",
            "She's angry about the dust. I'd let it blow over.",
            "I sent him the wrong report. Best say nothing and carry on as usual.",
            "If he doesn't ask about the crack I won't mention it.",
            "I'm avoiding her calls till she has forgotten the mistake.",
            "We broke it, the client hasn't noticed, mum's the word.",
        ),
        spares=(
            "I can't just pretend it didn't happen.",
            "She acts as if nothing happened and I will call her tomorrow.",
            "I'll say I'm sorry and say nothing about the renewal.",
            "I kept quiet for a week and now he found out.",
            "I don't know what to say to her.",
            "He behaved as though nothing was wrong. How do I bring up the damage?",
            "I'm telling her today what I did.",
            "I don't want to hide from him, so I'll go there tomorrow.",
        ),
    ),
    PlanKind(
        "blame",
        "repair-damage/make-it-simple",
        fires=(
            "I'll tell the couple exactly whose hands it was in.",
            "I'm keeping the supplier on the call to explain to the client that it is fully his fault.",
            "I am writing it all out so she sees who actually made this late.",
            "I'll tell her it was the courier, not us.",
            "I'm going to tell the client that Denise forgot to book it.",
            "I'll throw the new lad under the bus in front of the customer.",
            "My reply to him: it's your own fault, you never read the instructions.",
            "I'll say the depot messed up, they will never know.",
        ),
        spares=(
            "I won't throw the intern under the bus.",
            "I'll tell them it was my mistake and what I changed.",
            "The courier lost it. I will call her today and say when the new one comes.",
            "He blames me for something I never did.",
            "My colleague blamed the supplier in the meeting and the client was annoyed.",
            "Our driver dropped it. I'm replacing it on Monday.",
            "She typed the wrong date herself and I don't want to rub it in.",
            "I want to tell him what I broke and when it will be fixed.",
        ),
    ),
    PlanKind(
        "overpromise",
        "repair-damage/be-accountable",
        fires=(
            "I'll swear to the client it will never happen again and whatever he wants he gets.",
            "Gonna tell her she can have anything she wants from me, unlimited revisions.",
            "I want to guarantee her that every order will be perfect.",
            "I'll promise him zero mistakes from now on.",
            "We lost her booking, so I'm offering her free rooms for life.",
            "I was late three times. I'll give her my word it can't happen again.",
            '"You can call us day or night, any request, no charge." Is this good for the client?',
            "I'm telling him: name your price, we will do whatever it takes.",
        ),
        spares=(
            "He told me never to call again.",
            "I'll show him the new check, so that it doesn't happen again.",
            "She says she'll never use us again and I want to ask her why.",
            "The client demands a guarantee that it never happens again.",
            "I'll promise him a date, Friday, and ring on Monday to check.",
            "My predecessor promised them unlimited support and I must tell them no.",
            "I can't promise her that, and I told her so.",
            "The printer is under guarantee and the client is waiting.",
        ),
    ),
)
