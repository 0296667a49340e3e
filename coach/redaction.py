"""Redaction: people, firms, sums, addresses and numbers put away before a text leaves the machine.

Every name becomes a placeholder such as ``Person-A`` or ``Sum-C``, and what comes back is put right
again. A placeholder is an English noun, a hyphen and a capital: it stands in a sentence wherever a
name stands, a small model copies it whole, and it cannot be taken for a marker such as ``[1]``. A
letter stands for one thing only, whatever the noun before it, so that a model that mixes up the nouns
does not mix up people. Another way of writing the same name has its letter too: where ``Person-A`` is
Dana, ``Person-A2`` is Dana Whitfield.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, product
from string import ascii_uppercase
from types import MappingProxyType

from coach import articles, mentions, names
from coach import name_words as words
from coach.mentions import Kind

KINDS: tuple[Kind, ...] = ("Person", "Firm", "Place", "Sum", "Phone", "Mail", "Web", "Number")
"""The nouns of the placeholders."""

# "The person I met" and "sum O" would look like placeholders.
_LETTERS = ascii_uppercase.replace("I", "").replace("O", "")
_NOUN = "|".join(KINDS)
_EXACT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<noun>{_NOUN})-(?P<letter>[A-Z]{{1,4}})(?P<number>\d{{0,3}})(?![A-Za-z0-9])"
)
# As models write them too: "person A", "PERSON-A", "Person_A", "[Person-A]". Only behind a hyphen may
# the letter be a small one, or "in person a week later" would hold a placeholder.
_LOOSE = re.compile(
    rf"(?P<open>\[)?(?<![A-Za-z0-9])(?P<noun>(?i:{_NOUN}))"
    rf"(?:[-‐‑–_]|[ \u00a0]?(?=[A-Z]))(?!(?i:{_NOUN})[-‐‑–_ \u00a0])"
    r"(?:(?<=[-‐‑–_])(?P<letter>[A-Za-z]{1,4})|(?P<capital>[A-Z]{1,4}))(?P<number>\d{0,3})"
    r"(?![A-Za-z0-9])(?P<close>\])?"
)
_BEGINNINGS = "|".join(
    sorted({noun[:n] for noun in KINDS for n in range(1, len(noun))}, key=len)[::-1]
)
# All that has arrived behind this place could still become a placeholder.
_COULD_BECOME = re.compile(
    rf"\[?(?<![A-Za-z0-9])(?i:(?:{_NOUN})[-‐‑–_ \u00a0]?[a-z]{{0,4}}\d{{0,3}}|{_BEGINNINGS})\Z|\[\Z"
)
_LONGEST = 24
_MOST_FORMS = 999
# A single name may be a person's or a firm's: Müller is one, and the other is called after him.
_OTHER: Mapping[Kind, Kind] = {"Person": "Firm", "Firm": "Person"}
_SHARED_WORDS = (
    words.TITLES | words.PARTICLES | words.LEGAL | words.FIRM_NOUNS | {"san", "sama", "and"}
)
_NO_FORMS = frozenset("will may mark hope grace art april june august".split())
_ByWord = Mapping[str, Sequence[tuple[str, str]]]
_CJK = "一-龯々ァ-ヶぁ-ん"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+|[^\s]")
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OWNER = re.compile(r"['’]s?$")
_ABOUT_ARTICLES = re.compile(r"\b(?:articles?|authors?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Which placeholder stands for which name; made by ``redacted``.

    Attributes:
        names: What each placeholder stands for, in the order in which they were found.
        loose: Whether ``show`` also knows placeholders that were written another way.

    >>> r = redacted(["I sent Dana Whitfield at Corvane Mills the wrong bill, £400."])
    >>> r.hide("Dana's boss at Corvane Mills wants £400 back.")
    "Person-A2's boss at Firm-B wants Sum-C back."
    >>> r.show("Call Person-A, and say sorry to [firm-B].")
    'Call Dana Whitfield, and say sorry to Corvane Mills.'
    """

    names: Mapping[str, str]
    loose: bool = True
    _by_word: _ByWord = field(default_factory=dict, repr=False)
    _by_letter: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    def hide(self, text: str) -> str:
        """Return the text with every name replaced by its placeholder."""
        told: list[str] = []
        at = 0
        for start, end, placeholder in _found(text, self._by_word):
            told += (text[at:start], placeholder)
            at = end
        return "".join([*told, text[at:]])

    def show(self, text: str) -> str:
        """Return the text with every placeholder replaced by what it stands for.

        Of any of the texts that the redaction was made from, ``show(hide(text)) == text``.
        """
        return self.between(text, 0, len(text))

    def between(self, text: str, start: int, end: int) -> str:
        """Return what ``show`` makes of a part of the text, knowing what stands around it."""
        told: list[str] = []
        at = start
        for match in (_LOOSE if self.loose else _EXACT).finditer(text, start, end):
            original = self._original(match)
            if original:
                told += (text[at : match.start()], original)
                at = match.end()
        return "".join([*told, text[at:end]])

    def _original(self, match: re.Match[str]) -> str:
        """Return what the placeholder stands for, or nothing when it is none of ours."""
        if not self.loose:
            return self.names.get(match[0], "")
        letter = (match["letter"] or match["capital"]).upper()
        noun, original = self._by_letter.get(letter + match["number"]) or self._by_letter.get(
            letter, ("", "")
        )
        if match["capital"] and noun.lower() != match["noun"].lower():
            # "Mail A Letter" is no Person-A; "Firm-A", with its hyphen, can be nothing else.
            return ""
        opened, closed = match["open"] or "", match["close"] or ""
        return original if not original or (opened and closed) else opened + original + closed


class Restorer:
    """Puts the names back into a reply that arrives in pieces; of one reply, then gone.

    >>> restorer = Restorer(redacted(["Dana hung up."]))
    >>> [restorer.feed(piece) for piece in ("Ask Per", "son", "-A", "'s boss.")], restorer.end()
    (['Ask ', '', '', "Dana's boss."], '')
    """

    def __init__(self, redaction: Redaction) -> None:
        """Start with nothing arrived."""
        self._redaction = redaction
        self._text = ""
        self._shown = 0

    def feed(self, piece: str) -> str:
        """Take a piece and return what may be shown; what could become a placeholder is held back."""
        self._text += piece
        tail = _COULD_BECOME.search(self._text, max(self._shown, len(self._text) - _LONGEST))
        return self._upto(tail.start() if tail else len(self._text))

    def end(self) -> str:
        """Return what was held back, once the reply is complete."""
        return self._upto(len(self._text))

    def _upto(self, end: int) -> str:
        shown = self._redaction.between(self._text, self._shown, end)
        # One character is kept: a placeholder does not begin inside a word.
        kept = max(0, end - 1)
        self._text, self._shown = self._text[kept:], end - kept
        return shown


def redacted(texts: Sequence[str], known: Sequence[str] = ()) -> Redaction:
    """Return the redaction of texts that belong together: a name has one placeholder in all of them.

    Args:
        texts: Everything that is sent, or was: the story, the turns before, the question.
        known: Names that are known already, such as the client's in a case.
    """
    book = _Book(texts)
    about_articles = any(_ABOUT_ARTICLES.search(text) for text in texts)
    for text in texts:
        for kind, original, titled in _named(text, about_articles=about_articles):
            book.add(kind, original, lone=not titled)
    for name in known:
        for kind, original in _known(name):
            book.add(kind, original)
    for text in texts:
        book.add_forms(text)
    for text in texts:
        book.add_joined(text)
    redaction = book.redaction(loose=True)
    if all(redaction.show(redaction.hide(text)) == text for text in texts):
        return redaction
    return book.redaction(loose=False)


# --- what is hidden -----------------------------------------------------------------------------


def _named(text: str, *, about_articles: bool) -> Iterator[tuple[Kind, str, bool]]:
    """Yield the kind and the words of everything to hide, in order, and whether a title stands before."""
    told = mentions.find(text)
    spared = [match.span() for match in _titles(authors=about_articles).finditer(text)]
    found: list[tuple[Kind, int, int]] = []
    for mention in sorted([*told, *names.find(text, told, spared)], key=lambda one: one.start):
        start, end = _whole_words(text, mention.start, mention.end)
        if found and start <= found[-1][2]:
            # Two placeholders must not touch.
            found[-1] = (found[-1][0], found[-1][1], max(end, found[-1][2]))
        else:
            found.append((mention.kind, start, end))
    for kind, start, end in found:
        before = _PART.findall(text[max(0, start - _LONGEST) : start])
        yield kind, text[start:end], bool(before) and before[-1].lower() in words.TITLES


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch widened to whole words, so that a placeholder never touches a letter."""
    while start and _is_letter(text[start - 1]):
        start -= 1
    while end < len(text) and _is_letter(text[end]):
        end += 1
    return start, end


def _is_letter(sign: str) -> bool:
    """Whether the sign is a letter or a digit of a script that has spaces between words."""
    return sign.isalnum() and not "\u3040" <= sign <= "\u9fff"


def _known(name: str) -> Iterator[tuple[Kind, str]]:
    """Yield what is to be hidden of a name that a case holds: "Dana", but not "the marketing head"."""
    lead = "with "
    for mention in chain(mentions.find(name), names.find(lead + name)):
        shift = 0 if mention.kind not in ("Person", "Firm", "Place") else len(lead)
        original = name[max(0, mention.start - shift) : max(0, mention.end - shift)]
        if original.strip():
            yield mention.kind, original


@cache
def _titles(*, authors: bool) -> re.Pattern[str]:
    """Return what finds the names of the articles and their steps, and those of their authors."""
    phrases: set[str] = set()
    for article in articles.bundled():
        phrases |= {article.title, *re.split(r" [–-] |: ", article.title)}
        phrases |= {section.name for section in article.sections}
        phrases |= {article.author} if authors or " " in article.author else set()
    found = sorted((re.escape(phrase) for phrase in phrases if phrase), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)")


# --- placeholders -------------------------------------------------------------------------------


class _Book:
    """Gives out the placeholders, in the order in which the names are added."""

    def __init__(self, texts: Sequence[str]) -> None:
        taken = {
            (match["letter"] or match["capital"]).upper()
            for text in texts
            for match in _LOOSE.finditer(text)
        }
        self._free = (letter for letter in _all_letters() if letter not in taken)
        self._placeholders: dict[str, str] = {}
        self._forms: dict[str, int] = {}
        # The letter of each word of a person's or a firm's name.
        self._letters: dict[tuple[Kind, str], str] = {}

    def add(self, kind: Kind, original: str, *, lone: bool = True) -> None:
        """Give a name its placeholder, unless it has one.

        Args:
            kind: What it names, as far as one could see.
            original: The name.
            lone: Whether a single word may as well be the firm's as the person's of that name.
        """
        if original in self._placeholders:
            return
        said = _telling_words(original) if kind in _OTHER else []
        noun, letter = self._kin(kind, said, lone=lone and len(_PART.findall(original)) == 1)
        if not letter or self._forms[letter] >= _MOST_FORMS:
            noun, letter = kind, next(self._free)
        for word in said:
            self._letters.setdefault((noun, word), letter)
        self._forms[letter] = form = self._forms.get(letter, 0) + 1
        self._placeholders[original] = f"{noun}-{letter}{form if form > 1 else ''}"
        for part in _PART.findall(original):
            # Who is told of as Dana Whitfield may be called Dana next.
            if noun == "Person" and part.lower() in said and _is_form(part):
                self.add(noun, part)

    def _kin(self, kind: Kind, said: Sequence[str], *, lone: bool) -> tuple[Kind, str]:
        """Return the noun and the letter of a name that shares a word with this one."""
        nouns = [kind, _OTHER[kind]] if lone and said else [kind]
        for noun in nouns:
            for word in said:
                if letter := self._letters.get((noun, word)):
                    return noun, letter
        return kind, ""

    def add_forms(self, text: str) -> None:
        """Add the other forms of the names that stand in a text: one word of several, "DANA" for Dana."""
        by_word = _by_word(self._placeholders)
        said = {word for _, word in self._letters}
        at = 0
        for start, end, _ in chain(_found(text, by_word), [(len(text), len(text), "")]):
            for part in _PART.finditer(text, at, start):
                form = _OWNER.sub("", part[0])
                if form.lower() in said and _is_form(form):
                    self.add(
                        "Person" if ("Person", form.lower()) in self._letters else "Firm", form
                    )
            at = end

    def add_joined(self, text: str) -> None:
        """Add names that touch each other as one: two placeholders must not touch."""
        joined: list[tuple[int, int, str]] = []
        for start, end, placeholder in _found(text, _by_word(self._placeholders)):
            if joined and joined[-1][1] == start:
                joined[-1] = (joined[-1][0], end, joined[-1][2])
            else:
                joined.append((start, end, placeholder))
        for start, end, placeholder in joined:
            if text[start:end] not in self._placeholders:
                self._join(placeholder, text[start:end])

    def _join(self, placeholder: str, original: str) -> None:
        [kind] = [kind for kind in KINDS if placeholder.startswith(f"{kind}-")]
        self.add(kind, original)

    def redaction(self, *, loose: bool) -> Redaction:
        """Return the redaction of all that was added."""
        named = {placeholder: original for original, placeholder in self._placeholders.items()}
        by_letter: dict[str, tuple[str, str]] = {}
        for placeholder, original in named.items():
            noun, _, letter = placeholder.partition("-")
            by_letter[letter] = (noun, original)
        return Redaction(
            MappingProxyType(named),
            loose,
            _by_word(self._placeholders),
            MappingProxyType(by_letter),
        )


def _all_letters() -> Iterator[str]:
    for length in (1, 2, 3, 4):
        yield from map("".join, product(_LETTERS, repeat=length))


def _telling_words(name: str) -> list[str]:
    """Return the words of a name that others share with it only when they mean the same one."""
    parts = [
        part
        for word in _PART.findall(name)
        for part in re.split("[-]", _OWNER.sub("", word).lower())
    ]
    found = [part for part in parts if len(part) > 1 and part not in _SHARED_WORDS]
    # "The Hendersons" are kin of Mrs Henderson.
    return found + [part[:-1] for part in found if len(part) > 4 and part.endswith("s")]


def _is_form(word: str) -> bool:
    """Whether a word of a name is that name when it stands alone: "Bill" is, "Will" and "mills" may not be."""
    low = word.lower()
    return not names.is_ordinary(low) or (
        word[0].isupper() and names.is_given(low) and low not in _NO_FORMS
    )


# --- looking names up ---------------------------------------------------------------------------


def _by_word(placeholders: Mapping[str, str]) -> _ByWord:
    """Return the names and their placeholders by their first word, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for original in sorted(placeholders, key=len, reverse=True):
        first = _WORD.search(original)
        if first:
            found.setdefault(first[0], []).append((original, placeholders[original]))
    return found


def _found(text: str, by_word: _ByWord) -> Iterator[tuple[int, int, str]]:
    """Yield where in the text each name stands, and its placeholder."""
    at = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < at or (start > at and _is_letter(text[start - 1])):
            continue
        for original, placeholder in by_word.get(word[0], ()):
            end = start + len(original)
            if text.startswith(original, start) and not _is_letter(text[end : end + 1]):
                at = end
                yield start, end, placeholder
                break
