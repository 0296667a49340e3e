"""What the user means to do next that an article warns of: read from word lists, with no model.

A thing named counts as planned unless its clause says otherwise: it is past, someone else's,
rejected, or the fault itself. The lists under ``words/`` give every sign its weight; a sentence
whose signs add up to the threshold of a kind holds that plan.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from coach import sentences

_GAP = 3
_LONGEST_READ = 6000
_MOST_WORDS = 35
_THRESHOLD = 3.0


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
    pair: bool = False
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
    name, options, phrases = "", [], []
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        heading = _HEADING.match(line)
        if heading:
            if name:
                yield name, options, phrases
            name, options, phrases = heading[1], heading[2].split(), []
        elif line:
            phrases += [phrase.strip() for phrase in line.split(",") if phrase.strip()]
    if name:
        yield name, options, phrases


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
                reach = next((o for o in options[1:] if o not in ("any", "key", "pair", "denied")), "sentence")
                signs[full] = _Sign(
                    full, float(options[0]), reach, "any" in options, "key" in options,
                    "pair" in options, "denied" in options,
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
        signs, {word: tuple(some) for word, some in by_word.items()}, tuple(by_shape), spelled
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
    asked: bool


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CONTRACTED = re.compile(r"^(.+?)(n't|'(?:ll|m|s|d|ve|re))$")
_BREAKS = re.compile(r"[;:()\"—–…]|\s-+\s|\.\.|[.!?]")
_OPENERS = frozenset(
    "i we he she they it you but so because though although while whilst then which who whom if when "
    "since and or however except".split()
)
_SUBJECTS = frozenset("i we he she they it you that this there".split())
_JOINERS = frozenset("but so because though although while whilst however except which".split())
_MODALS = frozenset("will shall can could should would 'll 'd may might must has need needs".split())


def _words(text: str, start: int, end: int, quotes: Sequence[tuple[int, int]]) -> Iterator[_Word]:
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
        quoted = any(low < match.start() < high for low, high in quotes)
        for number, piece in enumerate(pieces):
            yield _Word(
                piece, match.start(), match.end(), before if number == 0 else "",
                raw[0].isupper() and number == 0, quoted,
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
        for name, steps in _starting(word.text):
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
    signs: dict[int, set[str]] = {}
    for name, first, last in raw:
        if name.startswith("stance."):
            signs.setdefault(clauses[first], set()).add(name.removeprefix("stance."))
            signs.setdefault(clauses[last], set()).add(name.removeprefix("stance."))
    stances = {}
    for number in set(clauses):
        own = [word for word, clause in zip(words, clauses, strict=True) if clause == number]
        stances[number] = _stance(own, signs.get(number, set()))
    return stances


def _stance(own: Sequence[_Word], signs: set[str]) -> str:
    if "rejected" in signs:
        return "rejected"
    if "reported" in signs:
        return "other"
    if "before" in signs and not own[0].quoted:
        return "past"
    if "intent" in signs or own[0].quoted:
        return "plan"
    if "past" in signs or any(_PAST_ENDS.match(word.text) for word in own[:8]):
        return "past"
    head = [word.text for word in own[:4] if word.text not in ("and", "but", "so", "then")]
    if head and head[0] in ("he", "she", "they") and not _MODALS & set(head[1:2]):
        return "other"
    return "open"


_SPOKEN = re.compile(r"\b(?:said|says|wrote|writes|told|emailed|texted|asked|called|goes|replied|quoted)\b[^.!?\"]{0,30}$", re.I)  # fmt: skip
_OWN_SPEECH = re.compile(r"\b(?:i|we|i'll|i'd|going to|gonna|want to|would) [^.!?\"]{0,40}$", re.I)


def _quotes(text: str) -> list[tuple[int, int]]:
    """Return the stretches in double quotes that are long and the writer's own draft."""
    marks = [match.start() for match in re.finditer('"', text)]
    found = []
    for low, high in zip(marks[::2], marks[1::2], strict=False):
        before = text[max(0, low - 60) : low]
        spoken = _SPOKEN.search(before)
        if (not spoken or _OWN_SPEECH.search(before)) and high - low > 12:
            found.append((low, high))
    return found


_REFUSAL = re.compile(r"\s*(?:no|nope|nah|never|no way|no chance|no thanks)[.!]", re.I)


def _sentences(text: str) -> list[_Sentence]:
    quotes = _quotes(text)
    found = []
    for start, end in sentences.spans(text):
        words = tuple(_words(text, start, end, quotes))
        if not words:
            continue
        clauses = _clauses(words)
        raw = list(_found(words))
        stances = _stances(words, clauses, raw)
        if _REFUSAL.match(text, end):
            stances = dict.fromkeys(stances, "rejected")
        hits = tuple(_Hit(name, first, last, stances[clauses[first]]) for name, first, last in raw)
        found.append(_Sentence(start, end, words, clauses, hits, "?" in text[end - 3 : end]))
    return found


# --- weighing ------------------------------------------------------------------------------------

_FACTORS = {"plan": 1.0, "open": 1.0, "past": 0.2, "other": 0.3, "rejected": -0.4}


@dataclass(frozen=True, slots=True)
class _Finding:
    """How strongly one sentence tells one kind of plan, and the words that do."""

    kind: PlanKind
    number: int
    score: float
    first: int
    last: int


def _strengths(sentence: _Sentence, code: str) -> dict[str, float]:
    """Return what each section of a kind weighs in the sentence."""
    signs = _lists().signs
    found: dict[str, float] = {}
    for hit in sentence.hits:
        if not hit.sign.startswith(code + "."):
            continue
        sign = signs[hit.sign]
        free = sign.denied if hit.stance == "rejected" else sign.any_stance
        factor = 1.0 if free or sign.weight < 0 else _FACTORS[hit.stance]
        value = sign.weight * factor
        if hit.sign not in found or abs(value) > abs(found[hit.sign]):
            found[hit.sign] = value
    return found


def _weigh(kind: PlanKind, parts: Sequence[_Sentence], text: str) -> _Finding | None:
    """Return the sentence that tells this kind of plan most strongly, if any does."""
    signs = _lists().signs
    strengths = [_strengths(part, kind.code) for part in parts]
    everywhere: dict[str, float] = {}
    for strength in strengths:
        for name, value in strength.items():
            if signs[name].reach == "message" and abs(value) > abs(everywhere.get(name, 0.0)):
                everywhere[name] = value
    best = None
    for number, part in enumerate(parts):
        own = {n: v for n, v in strengths[number].items() if signs[n].reach != "message"}
        around: dict[str, float] = {}
        for other in (number - 1, number + 1):
            if 0 <= other < len(parts):
                for name, value in strengths[other].items():
                    if signs[name].reach == "near" and name not in own:
                        around[name] = max(around.get(name, -9.0), 0.9 * value)
        if sum(value for value in own.values() if value > 0) < 0.9:
            continue
        if not _complete(kind.code, own | around | everywhere):
            continue
        score = sum(own.values()) + sum(around.values()) + sum(everywhere.values())
        score += _mood(part, kind.code)
        hits = [hit for hit in part.hits if hit.sign in own and signs[hit.sign].weight > 0]
        if best is None or score > best.score + 1e-9:
            best = _Finding(kind, number, score, min(h.first for h in hits), max(h.last for h in hits))
    return best


def _complete(code: str, strengths: Mapping[str, float]) -> bool:
    """Return whether what the kind cannot do without is there."""
    signs = _lists().signs
    there = [signs[name] for name, value in strengths.items() if value > 0.5]
    needs_pair = any(s.pair for name, s in signs.items() if name.startswith(code + "."))
    return any(s.key for s in there) and (not needs_pair or any(s.pair for s in there))


def _mood(part: _Sentence, code: str) -> float:
    """Return what intent in the sentence adds."""
    clauses = {part.clauses[hit.first] for hit in part.hits if hit.sign.startswith(code + ".")}
    if part.asked and len(part.words) <= 14:
        return 0.7
    planned = any(hit.sign == "stance.intent" or hit.stance == "plan" for hit in part.hits)
    inside = any(hit.stance == "plan" for hit in part.hits if part.clauses[hit.first] in clauses)
    if inside:
        return 0.7
    return 0.4 if planned else 0.0


def read(question: str) -> tuple[Plan, ...]:
    """Return the plans in the question that an article warns of, in the order they are told."""
    text = sentences.straight(question)[:_LONGEST_READ]
    parts = _sentences(text)
    context = _context(parts)
    found = []
    for kind in PLANS:
        finding = _weigh(kind, parts, text)
        if finding and finding.score + context >= _THRESHOLD:
            found.append(finding)
    kept = _kept(found)
    plans = [_plan(finding, parts[finding.number], question) for finding in kept]
    return tuple(sorted(plans, key=lambda plan: plan.start))


def _context(parts: Sequence[_Sentence]) -> float:
    """Return what the message weighs for or against there being a client and a trouble."""
    signs = _lists().signs
    seen = {hit.sign for part in parts for hit in part.hits if signs[hit.sign].reach == "context"}
    drafted = any(word.quoted for part in parts for word in part.words)
    client = drafted or {"stance.people", "stance.trouble"} & seen
    return sum(signs[name].weight for name in seen) - (0.0 if client else 1.5)


def _kept(found: Sequence[_Finding]) -> list[_Finding]:
    """Return the findings that are near the strongest, one a sentence."""
    kept: list[_Finding] = []
    for finding in sorted(found, key=lambda one: -one.score):
        if kept and finding.score < kept[0].score - 0.6:
            break
        if all(finding.number != other.number for other in kept):
            kept.append(finding)
    return kept


def _plan(finding: _Finding, part: _Sentence, question: str) -> Plan:
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
    return Plan(finding.kind.code, question[start:end], start, end, finding.kind.step)


PLANS: tuple[PlanKind, ...] = (
    PlanKind("gift", "mend-fences/no-gifts"),
    PlanKind("but", "fall-on-sword/eliminate-but"),
    PlanKind("sale", "four-steps/apologize"),
    PlanKind("guess", "fall-on-sword/just-ask"),
    PlanKind("boss", "mend-fences/engage-superiors"),
    PlanKind("pretend", "mend-fences/reset-conversation"),
    PlanKind("blame", "repair-damage/make-it-simple"),
    PlanKind("overpromise", "repair-damage/be-accountable"),
)
