"""People, firms and places named in a text, found by capitals, by word lists and by what stands beside them.

A capital in the middle of a sentence makes a name of every word that is not one of the known
exceptions; at the start of a sentence, and in text without capitals, only a word that is no ordinary
word of English, or one that what follows shows to be somebody's name. In doubt it is a name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from string import ascii_lowercase

from coach import case_words
from coach import name_words as words
from coach.mentions import Kind, Mask, Mention

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*+")
_OWNED = re.compile(r"(?:['’](?:s|m|d|re|ve|ll|t)|['’])$", re.I)
_STARTS = re.compile(r"[.!?…](?!,)|[:;\n•*\"“”«»„‹›]|(?:^|\s)[‘'(]|^[-–—*•]|\n")
# A full stop behind one of these ends no sentence.
_NO_ENDS = frozenset(
    """mr mrs ms dr drs prof sr sra srta dra capt col gen sgt lt rev hon eng adv lic ing dott cllr arch mme mlle sig
    fr st no nr vs etc jr inc ltd co corp approx dept tel ext ref""".split()
)
_JOINED = frozenset({" ", ". ", " & ", " + ", ".", "\u00a0", "-", "’", "'"})
_FORM = re.compile(
    r",? (?:A/S|S/A|S\.?p\.?A\.?|S\.[AL]\.(?:S\.)?|S\.r\.l\.|Sp\. z o\.o\.|d\.o\.o\.|s\.r\.o\.|e\.K\.|B\.V\.|N\.V\.)"
)
_HONORIFIC = re.compile(r"[一-龯々ァ-ヶ]{1,5}(?=さん|様|氏|先生|社長|部長|課長|ちゃん|くん|君)")
_LONGEST_RUN = 12
_MOST_PARTICLES = 3
_SHOUTED = 0.7
_TITLED = 0.8
_STEMS = (
    ("'s", "", 3), ("ies", "y", 3), ("ied", "y", 3), ("ier", "y", 3), ("iest", "y", 3), ("ily", "y", 3),
    ("iness", "y", 3), ("es", "", 3), ("s", "", 3), ("ed", "", 3), ("ed", "e", 3), ("ing", "", 3), ("ing", "e", 3),
    ("ly", "", 4), ("est", "", 4), ("ness", "", 4), ("less", "", 4), ("able", "", 4), ("able", "e", 4),
    ("ful", "", 4), ("ally", "", 4), ("ment", "", 4), ("ish", "", 4),
)  # fmt: skip
_PREFIXES = (
    "un",
    "re",
    "mis",
    "over",
    "under",
    "out",
    "non",
    "pre",
    "dis",
    "up",
    "in",
    "off",
    "on",
    "de",
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text: as written and in small letters, without a possessive; where it stands."""

    raw: str
    low: str
    start: int
    end: int
    gap: str
    opens: bool
    rest: str

    @property
    def capital(self) -> bool:
        return self.raw[0].isupper()


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text, and for each whether the capitals around it say nothing."""

    words: Sequence[_Word]
    blind: Sequence[bool]
    mask: Mask


def find(
    text: str, taken: Sequence[Mention] = (), spared: Sequence[tuple[int, int]] = ()
) -> list[Mention]:
    """Return the people, firms and places named in the text, in order, none overlapping.

    Args:
        text: What a user wrote.
        taken: What is found already, such as ``mentions.find`` returns.
        spared: Stretches that hold no name, such as the title of an article.
    """
    mask = Mask(len(text), taken)
    for start, end in spared:
        mask.take(start, end)
    told = _read(text, mask)
    found: list[Mention] = []
    for finder in (_titled, _capitals, _small, _small_firms, _honorifics):
        for mention in finder(text, told):
            if mask.free(mention.start, mention.end):
                mask.take(mention.start, mention.end)
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


@lru_cache(maxsize=16_384)
def is_ordinary(word: str) -> bool:
    """Return whether the word, in small letters, is one of English and not first of all a name."""
    plain = word.replace("’", "'")
    if "-" in plain or "&" in plain:
        return all(len(part) == 1 or is_ordinary(part) for part in re.split("[-&]", plain))
    return (
        plain.endswith("n't") or plain.isdigit() or _known(plain) or any(map(_known, _stems(plain)))
    )


def is_given(word: str) -> bool:
    """Return whether the word is a given name, whatever else it may be."""
    low = word.lower()
    return low in words.GIVEN or low in words.AMBIGUOUS


def _known(word: str) -> bool:
    return word in _ordinary_words()


@cache
def _ordinary_words() -> frozenset[str]:
    """Return the whole words of the embedder's vocabulary that are no names, and some more."""
    pieces = (files("coach") / "minilm" / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    whole = {piece for piece in pieces if piece.isalpha() and len(piece) > 1}
    return frozenset((whole - words.PROPER - words.GIVEN) | words.MORE_ORDINARY | {"a", "i"})


def _stems(word: str) -> Iterator[str]:
    """Yield what the word may be formed from: "rescheduled" from "schedule"."""
    if len(word) < 5 or word in words.GIVEN or word in words.PROPER:
        return
    bare = [
        word,
        *(word[len(p) :] for p in _PREFIXES if word.startswith(p) and len(word) > len(p) + 3),
    ]
    for form in bare:
        yield form
        for ending, instead, least in _STEMS:
            if form.endswith(ending) and len(form) - len(ending) >= least:
                stem = form[: len(form) - len(ending)]
                yield stem + instead
                if len(stem) > 3 and stem[-1] == stem[-2]:
                    yield stem[:-1]


# --- reading ------------------------------------------------------------------------------------


def _read(text: str, mask: Mask) -> _Text:
    """Return the words of the text that are not taken."""
    row: list[_Word] = []
    at, taken = 0, False
    for match in _WORD.finditer(text):
        if not mask.free(match.start(), match.end()):
            taken, at = True, match.end()
            continue
        gap = text[at : match.start()]
        opens = not (row or taken) or _begins(gap, row[-1] if row and not taken else None, match[0])
        row += _word(match, gap if not taken else "\n" + gap, opens)
        at, taken = match.end(), False
    return _Text(row, _blind(row), mask)


def _word(match: re.Match[str], gap: str, opens: bool) -> list[_Word]:
    """Return the word, or its parts where a full stop without a space ended a sentence in it."""
    raw, start = match[0], match.start()
    if "." in raw:
        parts = [(m[0], start + m.start()) for m in re.finditer(r"[^.]+", raw)]
        if all(len(part) <= 2 for part, _ in parts):
            # "S.A.S", "e.g", "J.R": kept whole.
            return [_Word(raw, raw.lower().replace(".", ""), start, match.end(), gap, opens, "")]
        found: list[_Word] = []
        for part, place in parts:
            found.append(_plain(part, place, gap if not found else ".", opens or bool(found)))
        return found
    return [_plain(raw, start, gap, opens)]


def _plain(raw: str, start: int, gap: str, opens: bool) -> _Word:
    owned = _OWNED.search(raw)
    bare = raw[: owned.start()] if owned else raw
    if owned and owned[0].lower() in ("'t", "’t"):
        # "Don't" is no Don.
        return _Word(raw, raw.lower(), start, start + len(raw), gap, opens, "")
    bare = bare or raw
    return _Word(bare, bare.lower(), start, start + len(bare), gap, opens, raw[len(bare) :].lower())


def _begins(gap: str, before: _Word | None, raw: str) -> bool:
    """Whether a sentence, a quotation or a line begins behind the gap."""
    if before is not None and gap == ". ":
        initial = len(before.raw) == 1 and not is_ordinary(raw.lower())
        if initial or (before.low in _NO_ENDS and before.capital):
            return False
    return _STARTS.search(gap) is not None


def _blind(row: Sequence[_Word]) -> list[bool]:
    """Return for each word whether it stands in a sentence whose capitals say nothing."""
    blind: list[bool] = []
    at = 0
    for k in range(1, len(row) + 1):
        if k == len(row) or row[k].opens:
            blind += [_says_nothing(row[at:k])] * (k - at)
            at = k
    return blind


def _says_nothing(sentence: Sequence[_Word]) -> bool:
    long = [word for word in sentence if len(word.raw) > 1]
    shouted = sum(word.raw.isupper() for word in long)
    capital = sum(word.capital for word in long)
    return (len(long) > 2 and shouted >= _SHOUTED * len(long)) or (
        len(long) > 7 and capital >= _TITLED * len(long)
    )


# --- people with a title ------------------------------------------------------------------------


def _titled(text: str, told: _Text) -> Iterator[Mention]:
    """Yield the names behind a title: "Mrs Pym", "Herr Dr. Brandt", "mr doyle"."""
    row = told.words
    k = 0
    while k < len(row) - 1:
        if row[k].low not in words.TITLES or not _near(row[k + 1]):
            k += 1
            continue
        last = _end_of_titled(told, k)
        first = k + 1
        while first < last and row[first].low in words.TITLES:
            first += 1
        if last > k:
            yield Mention("Person", row[first].start, row[last].end)
        k = max(last, k) + 1


def _end_of_titled(told: _Text, title: int) -> int:
    """Return the place of the last word of the name behind the title, the title's own when there is none."""
    row = told.words
    last = title
    for k in range(title + 1, min(title + _LONGEST_RUN, len(row))):
        word = row[k]
        if not _near(word):
            break
        if word.low in words.PARTICLES and k + 1 < len(row) and last < k:
            continue
        small = row[title].low in _SMALL_TITLES and not row[title].capital
        if not _behind_title(word, small=small, first=last == title):
            break
        if told.blind[k] and last > title and not _unusual(word):
            break
        last = k
    only = all(word.low in words.TITLES | words.ROLES for word in row[title + 1 : last + 1])
    return title if only and not _surname(row, title, last) else last


_SMALL_TITLES = frozenset("mr mrs ms miss dr prof herr frau sr sra mme".split())


def _surname(row: Sequence[_Word], title: int, last: int) -> bool:
    """Whether a word that is a title itself is a name here: "Mr King"."""
    return last == title + 1 and row[title].low in _SMALL_TITLES and row[last].capital


def _behind_title(word: _Word, *, small: bool, first: bool) -> bool:
    if word.low in words.CALENDAR or (word.low in words.OPENERS and not (first and word.capital)):
        return False
    if word.capital and (len(word.raw) == 1 or not (word.low in words.OPENERS or word.low == "i")):
        return word.raw != "I"
    return small and len(word.low) > 1 and word.raw.isalpha() and (first or _unusual(word))


def _near(word: _Word) -> bool:
    """Whether only a space, or the dot of an abbreviation, stands before the word."""
    return word.gap in _JOINED and not word.opens


# --- capitals -----------------------------------------------------------------------------------


def _capitals(text: str, told: _Text) -> Iterator[Mention]:
    """Yield the names that capitals show."""
    row = told.words
    k = 0
    while k < len(row):
        if not _looks(told, k):
            k += 1
            continue
        last = _end_of_run(told, k)
        yield from _of_run(text, told, k, last)
        k = last + 1


def _looks(told: _Text, k: int) -> bool:
    """Whether the word could be part of a name by its capital."""
    word = told.words[k]
    if word.raw == "I" or not _wordlike(word.raw) or not told.mask.free(word.start, word.end):
        return False
    if told.blind[k]:
        return word.capital and _unusual(word)
    inside = word.raw[1:]
    return word.capital or (
        len(inside) > 2 and inside != inside.lower() and not is_ordinary(word.low)
    )


def _wordlike(raw: str) -> bool:
    """Whether it is a word, and no "A9", "G2" or "42nd"."""
    return raw.isalpha() or (raw[0].isalpha() and (sum(map(str.isalpha, raw)) > 2 or "&" in raw))


def _unusual(word: _Word) -> bool:
    """Whether the word, whatever its letters, is no ordinary one and none that is never hidden."""
    return len(word.low) > 2 and not (_exempt(word) or is_ordinary(word.low))


def _exempt(word: _Word) -> bool:
    low = word.low
    return (
        low in words.CALENDAR
        or low in words.PEOPLES
        or low in words.COUNTRIES
        or low in words.CHANNELS
        or low in words.GREETINGS
        or low in words.LEGAL
        or (low in words.TITLES and not is_given(low))
        or low == "i"
        or (low in words.ACRONYMS and (word.raw.isupper() or not word.raw.isalpha()))
        or (word.raw[-1:] == "s" and word.raw[:-1].isupper() and low[:-1] in words.ACRONYMS)
    )


def _end_of_run(told: _Text, first: int) -> int:
    """Return the place of the last word of a run of capitals, particles between them counted."""
    row = told.words
    last = k = first
    while k + 1 < len(row) and k - first < _LONGEST_RUN:
        word = row[k + 1]
        if word.gap not in _JOINED or word.opens:
            break
        if row[k].rest and not (word.capital and word.low in words.FIRM_NOUNS):
            # "Dana's Audi" is Dana's; "Brennan's Bakery" is one name.
            break
        k += 1
        if _looks(told, k) and word.low not in words.CALENDAR:
            last = k
        elif k - last > _MOST_PARTICLES or not _goes_on(row, k):
            break
    return last


def _goes_on(row: Sequence[_Word], k: int) -> bool:
    """Whether a name may go on behind this small word: "van", or the "of" of a bank."""
    return row[k].low in words.PARTICLES or (
        row[k].low == "of" and row[k - 1].low in words.FIRM_NOUNS
    )


def _of_run(text: str, told: _Text, first: int, last: int) -> Iterator[Mention]:
    """Yield the name in a run of capitals, when there is one."""
    row = told.words
    first, last = _trimmed(told, first, last)
    if first > last or not _is_name(told, first, last):
        return
    kind = _kind(told, first, last)
    end = row[last].end
    for k in (last, last - 1):
        if k >= first and (form := _FORM.match(text, row[k].end)):
            kind, end = "Firm", form.end()
    legal = _legal_form(row, last)
    if legal > last:
        kind, end = "Firm", max(end, row[legal].end)
    yield Mention(kind, row[first].start, end)


def _legal_form(row: Sequence[_Word], last: int) -> int:
    """Return the place of the legal form behind the name ("Pvt Ltd", "& Sons"), else of its last word."""
    k = last
    while (
        k + 1 < len(row)
        and row[k + 1].gap in (" ", ", ", " & ", ". ")
        and row[k + 1].low in words.LEGAL
    ):
        capital = row[k + 1].capital or row[k + 1].gap == " & "
        if not capital or row[k].rest:
            break
        k += 1
    return k


def _trimmed(told: _Text, first: int, last: int) -> tuple[int, int]:
    """Return the run without what opens the sentence and what is never hidden at its ends."""
    row = told.words
    while first <= last and _leads(told, first, last):
        first += 1
    while last >= first and (_exempt(row[last]) or _is_particle(row[last], alone=first == last)):
        if last - 1 > first and row[last - 1].low == "of":
            # "Bank of Ireland".
            break
        last -= 1
    return first, last


def _is_particle(word: _Word, *, alone: bool) -> bool:
    """Whether the word ends no name: "van" does not, "Ben" and the "El" of "San El" do."""
    if word.low not in words.PARTICLES:
        return False
    return not word.capital or (alone and not is_given(word.low))


def _leads(told: _Text, k: int, last: int) -> bool:
    """Whether the first word of a run only stands before the name: "Yesterday Dana", "Captain Stavros"."""
    word = told.words[k]
    if _exempt(word) and not (k < last and word.low in words.PEOPLES and not word.opens):
        return True
    if k < last and word.low in words.TITLES and word.low not in words.AMBIGUOUS:
        return True
    if len(word.raw) == 1:
        return k == last or not told.words[k + 1].gap.startswith(".")
    if not word.opens:
        # A word in capitals for the sake of weight, or one behind a dash.
        heavy = word.raw.isupper() and is_ordinary(word.low) and not is_given(word.low)
        return heavy or (k < last and word.low in words.OPENERS and word.low != "the")
    if k == last:
        return not _opens_as_name(told, k)
    return _is_opener(word.low) or _stands_before(told, k)


def _stands_before(told: _Text, k: int) -> bool:
    """Whether an ordinary word that opens a sentence stands before a name and is no part of it."""
    word, behind = told.words[k], told.words[k + 1]
    if not is_ordinary(word.low) or is_given(word.low):
        return False
    return is_given(behind.low) or _exempt(behind) or behind.raw == "I"


def _is_opener(low: str) -> bool:
    return (
        low in words.OPENERS
        or low in case_words.FAULT_VERBS
        or low in case_words.NEUTRAL_VERBS
        or low in case_words.IRREGULAR
        or (low.endswith(("ed", "ing", "ly")) and is_ordinary(low) and not is_given(low))
    )


def _opens_as_name(told: _Text, k: int) -> bool:
    """Whether a lone word that opens a sentence is a name."""
    word = told.words[k]
    if not is_ordinary(word.low):
        return len(word.low) > 1
    if _paired(told, k) or _labelled(told, k):
        return True
    if word.low not in words.AMBIGUOUS:
        return False
    if word.rest in ("'s", "’s"):
        return word.low not in words.NOBODY
    behind = told.words[k + 1] if k + 1 < len(told.words) else None
    if behind is None or "\n" in behind.gap or behind.gap == ", ":
        # A line of its own, or the person spoken to.
        alone = k == 0 or behind is None or "\n" in word.gap
        return alone and word.low not in words.NOBODY
    does = behind.gap == " " and behind.raw.lower() in words.DOES
    weak = behind.low in ("is", "was", "has", "had", "and", "left", "felt", "took", "got")
    return does and not (weak and word.low in words.ABSTRACT)


def _paired(told: _Text, k: int) -> bool:
    """Whether an ordinary word opens a name of two: "Oak and Ash Joinery"."""
    if k + 2 >= len(told.words) or told.words[k + 1].low not in ("and", "und", "et", "y"):
        return False
    word, other = told.words[k], told.words[k + 2]
    near = told.words[k + 1].gap == other.gap == " "
    plain = is_ordinary(other.low) and not any(
        _is_role(one.low) or _exempt(one) for one in (word, other)
    )
    return near and plain and other.capital and not _is_opener(word.low) and not other.raw.isupper()


def _labelled(told: _Text, k: int) -> bool:
    """Whether an ordinary word is all that stands behind a label: "Client: Zenith"."""
    word = told.words[k]
    behind = told.words[k + 1] if k + 1 < len(told.words) else None
    label = k > 0 and word.gap == ": " and told.words[k - 1].low in words.LABELS
    return label and (behind is None or behind.gap not in _JOINED) and not _is_opener(word.low)


def _is_name(told: _Text, first: int, last: int) -> bool:
    """Whether a run of capitals, trimmed, names somebody or something."""
    run = told.words[first : last + 1]
    low = [word.low for word in run]
    if all(_exempt(word) or word.low in words.CALENDAR_PARTS for word in run):
        return False
    if (
        len(run) > 1
        and len(low[-1]) == 1
        and all(map(is_ordinary, low[:-1]))
        and not is_given(low[0])
    ):
        # "Option B", "Tower F".
        return False
    if all(_is_role(one) for one in low):
        return (
            any(one in words.AMBIGUOUS and one not in words.ABSTRACT for one in low)
            and not run[0].opens
        )
    if _beside_calendar(told, first, last):
        return False
    if len(run) > 1:
        return True
    word = run[0]
    if len(word.raw) == 1:
        return False
    if word.opens:
        return _opens_as_name(told, first)
    return _stands_alone(told, first)


def _is_role(low: str) -> bool:
    """Whether the word, with a capital, stands for an office and for nobody: "Managing Director"."""
    small = low in ("of", "and") or (low in words.PARTICLES and not is_given(low))
    return small or low in words.ROLES


def _beside_calendar(told: _Text, first: int, last: int) -> bool:
    """Whether the run belongs to a day: "Black Friday", "New Year's Eve"."""
    row = told.words
    around = [row[k].low for k in (first - 1, last + 1) if 0 <= k < len(row)]
    parts = all(word.low in words.CALENDAR_PARTS for word in row[first : last + 1])
    return parts and any(low in words.CALENDAR or low in words.CALENDAR_PARTS for low in around)


def _stands_alone(told: _Text, k: int) -> bool:
    """Whether a lone capital in the middle of a sentence is a name."""
    word = told.words[k]
    if not is_ordinary(word.low):
        return True
    if word.raw.isupper() and len(word.raw) > 1:
        return False
    before = told.words[k - 1] if k else None
    determined = before is not None and before.low in words.DETERMINERS and word.gap == " "
    if is_given(word.low):
        return not (determined and word.low in words.ABSTRACT)
    if word.low in words.FAMILIES and before is not None and before.low == "the":
        return True
    if determined or word.low in words.CALENDAR_PARTS:
        return False
    # A verb or a small word with a capital begins something; it names nobody.
    return not (_is_opener(word.low) or word.low in case_words.AUXILIARIES)


def _kind(told: _Text, first: int, last: int) -> Kind:
    """Return what a run of capitals most likely names."""
    row = told.words
    run = row[first : last + 1]
    before = row[first - 1].low if first and row[first].gap == " " else ""
    if _is_firm(run):
        return "Firm"
    if any(word.low in words.STREETS for word in run[1:]):
        return "Place"
    if before in words.TITLES or any(
        part in words.GIVEN for word in run for part in word.low.split("-")
    ):
        return "Person"
    if is_given(run[0].low):
        return "Person"
    if before in words.AREAS:
        return "Place"
    if before == "the" and len(run) == 1 and run[0].low.endswith("s"):
        return "Person"
    if before in ("at", "the") or run[0].low == "the":
        return "Firm"
    if all(is_ordinary(word.low) for word in run):
        return "Firm" if len(run) > 1 else "Person"
    return "Firm" if len(run) == 1 and run[0].raw.isupper() and len(run[0].raw) < 6 else "Person"


def _is_firm(run: Sequence[_Word]) -> bool:
    return (
        any(
            word.low in words.LEGAL - words.PARTICLES and word.low not in words.GIVEN
            for word in run[1:]
        )
        or any(word.low in words.FIRM_NOUNS for word in run[1:])
        or any(word.gap == " & " for word in run[1:])
        or any("&" in word.raw for word in run)
    )


# --- small letters ------------------------------------------------------------------------------


def _small(text: str, told: _Text) -> Iterator[Mention]:
    """Yield the people named in small letters: by a given name, or where somebody is said to be called so."""
    row = told.words
    k = 0
    while k < len(row):
        last = _end_of_small(told, k)
        if last >= k:
            yield Mention("Person", row[k].start, row[last].end)
        k = max(last, k) + 1


def _end_of_small(told: _Text, k: int) -> int:
    """Return the place of the last word of a name in small letters, or one before its first."""
    row = told.words
    word = row[k]
    if word.capital and not told.blind[k]:
        return k - 1
    known = word.low in words.GIVEN or (
        _introduced(told, k) and (is_given(word.low) or _unfamiliar(word))
    )
    if not known:
        return k - 1
    last = k
    if k + 1 < len(row) and row[k + 1].gap == " " and not word.rest and not row[k + 1].capital:
        last += _unfamiliar(row[k + 1]) and row[k + 1].low not in words.GIVEN
    return last


def _unfamiliar(word: _Word) -> bool:
    """Whether the word is neither an ordinary one nor a slip in one."""
    low = word.low
    if len(low) < 3 or not low.replace("-", "").isalpha() or low.endswith(("ed", "ing")):
        return False
    return not (_exempt(word) or is_ordinary(low) or low in words.TITLES or low in words.LEGAL)


def _introduced(told: _Text, k: int) -> bool:
    """Whether the word before says that a name comes: "my client priya", "is called bev", "her name is jo"."""
    row = told.words
    if not k or row[k].gap != " ":
        return False
    before = row[k - 1]
    named = k > 1 and before.low in ("is", "was") and row[k - 2].low == "name"
    called = named or before.low in words.CALLED or (before.low == "name" and before.rest != "")
    if is_ordinary(row[k].low):
        return called and row[k].low in words.AMBIGUOUS
    return called or (before.low in words.CLIENT_WORDS and not before.rest)


def _small_firms(text: str, told: _Text) -> Iterator[Mention]:
    """Yield firms and places in small letters: "acme ltd", "at tesco", "in leeds"."""
    row = told.words
    small = not any(word.capital and word.raw != "I" for word in row)
    for before, word in pairwise(row):
        if word.gap != " " or not word.raw.islower():
            continue
        legal = word.low in words.SMALL_LEGAL and before.raw.isalpha()
        if legal and before.low not in words.OPENERS:
            yield Mention("Firm", before.start, word.end)
        elif len(word.low) > 3 and not _exempt(word) and _stands_behind(before, word, small=small):
            placed = before.low in ("in", "near", "from")
            yield Mention("Place" if placed else "Firm", word.start, word.end)


def _stands_behind(before: _Word, word: _Word, *, small: bool) -> bool:
    """Whether a word in small letters is a firm or a place, by what stands before it."""
    if before.low in ("in", "near"):
        return word.low in words.PROPER
    # Who writes without any capitals leaves them out of names too.
    leads = ("at", "from", "with", "for", "to", "by", "lost") if small else ("at", "from")
    return before.low in leads and _unfamiliar(word) and not _is_slip(word.low)


def _is_slip(word: str) -> bool:
    """Whether one letter makes an ordinary word of it: "thier", "recieve"."""
    for k in range(len(word) + 1):
        head, tail = word[:k], word[k:]
        if tail[1:] and (_known(head + tail[1] + tail[0] + tail[2:]) or _known(head + tail[1:])):
            return True
        if any(
            _known(head + one + tail) or _known(head + one + tail[1:]) for one in ascii_lowercase
        ):
            return True
    return False


def _honorifics(text: str, told: _Text) -> Iterator[Mention]:
    """Yield Japanese names before what they are addressed with."""
    for match in _HONORIFIC.finditer(text):
        yield Mention("Person", match.start(), match.end())
