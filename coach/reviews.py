"""The check of a message before it is sent: what is at fault, what is good, what is missing.

No model is needed. A model may add a note to a finding; it takes none away.
"""

import contextlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach import apologies, languages, rewriting
from coach.apologies import PARTS, Part
from coach.checks import in_answer, in_draft
from coach.errors import ModelError, QuestionError
from coach.findings import Finding
from coach.mails import own_words
from coach.placeholders import filled, left_open, whole
from coach.rewriting import Rewrite
from coach.sentences import clean, spans, split, straight, words

if TYPE_CHECKING:
    from coach.models import Chat
    from coach.prompts import Message

LONGEST_DRAFT = 100_000
"""The most characters that one draft may have."""

PROMPT = "review"
"""The prompt that asks a model for its notes."""

# In a text with one of these, somebody apologises or was harmed.
_OCCASIONS = frozenset(
    """but-after-apology non-apology vague-apology over-apologising excuse minimising""".split()
)
# What a sentence with one of these says of a part of an apology, it takes back.
_SPOILING = frozenset(
    """but-after-apology non-apology blame-shifting excuse minimising defensive-tone name-calling""".split()
)
_MOST_HEARD = 4
_MOST_NOTES = 8
_LONGEST_NOTE = 300
_LEAST_WORDS = 5
_LEAST_SECRET = 6
# A note may take up some words of the draft, and no more of them.
_RUN, _MOST_RUNS = 5, 2
_MOST_SENT = 4_000
_LEAST_LETTERS = 25


@dataclass(frozen=True, slots=True)
class Review:
    """What the check of a draft found.

    Attributes:
        checked: Whether all of it was: False when it holds no words of the user's own, or when it
            or a part of it isn't written in English.
        reason: Why it was not checked; else empty.
        findings: The faults, by where they start: exact words, reason, the step they go against;
            ``fix`` is what the sentence could say instead.
        missing: The parts of an apology that are not there, the weightiest first, each with what
            to add. Told only when the text apologises, owns something or has a fault that an apology
            has: a progress report or a closing note lacks nothing.
        good: The parts that are there, with the words that show them. What it meant for the other
            person counts here; that a "but" is absent does not.
        text: The draft.
        rewrites: Where the ``fix`` of each finding belongs, in the order of the findings.
        notice: What the user should know besides, and what to do; else empty.

    >>> import coach
    >>> review = coach.review("I'm sorry for the delay, but you never sent the sizes.")
    >>> [finding.code for finding in review.findings]
    ['but-after-apology', 'blame-shifting']
    >>> review.findings[0].fix
    "I'm sorry for the delay."
    >>> [str(part) for part in review.missing[:2]]
    ['responsibility', 'repair']
    """

    checked: bool
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    missing: tuple[Part, ...] = ()
    good: tuple[Part, ...] = ()
    text: str = ""
    rewrites: tuple[Rewrite, ...] = ()
    notice: str = ""

    @property
    def clean(self) -> bool:
        """Whether it was checked and nothing was found."""
        return self.checked and not self.findings

    def mended(self, number: int) -> str:
        """Return the draft with the rewrite of one finding put in; ``number`` counts from 0.

        >>> import coach
        >>> coach.review("I lost it. I will send a new one soon.").mended(0)
        'I lost it. I will send a new one by [day and time].'
        """
        return self.rewrites[number].put_into(self.text)


def review(text: str) -> Review:
    """Return what is at fault in a draft, what is good in it and what is missing.

    Quoted mail, headers, signatures and words in quotation marks are left alone.

    Raises:
        QuestionError: It is not text, or longer than ``LONGEST_DRAFT`` characters.
    """
    _checked(text)
    plain, places = _readable(text)
    own = own_words(straight(plain))
    read, reason = _reading(own)
    if not read:
        return Review(checked=False, reason=reason, text=text)
    found = [one for one in in_draft(plain) if read[one.start : one.end].strip(" \n~")]
    good, missing = _parts(filled(read), found)
    # Nobody mends more than a few faults at a time: the rest need not be heard to the last word.
    rewrites = [
        rewriting.rewritten(plain, one, heard=number < _MOST_HEARD)
        for number, one in enumerate(found)
    ]
    placed = [_placed(rewrite, places) for rewrite in rewrites]
    return Review(
        checked=not reason,
        reason=reason,
        findings=tuple(
            _finding(one, str(rewrite), text, places)
            for one, rewrite in zip(found, rewrites, strict=True)
        ),
        missing=missing,
        good=tuple(
            replace(part, words=text[low:high], start=low, end=high)
            for part in good
            for low, high in [_span(*whole(read, part.start, part.end), places)]
        ),
        text=text,
        rewrites=tuple(placed),
        notice=_still_open(own),
    )


def _checked(text: object) -> None:
    if not isinstance(text, str):
        raise QuestionError(f"wanted the draft as text, got {type(text).__name__}")
    if len(text) > LONGEST_DRAFT:
        raise QuestionError(
            f"the draft has {len(text):,} characters, at most {LONGEST_DRAFT:,} can be read; "
            "check one message at a time"
        )


# --- What is read ---------------------------------------------------------------------------------

_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_TYPED_MARKS = re.compile(r"(?<=\w)[`´](?=\w)")


def _readable(text: str) -> tuple[str, Sequence[int]]:
    """Return the text as the checks read it, and the place in the text of each of its characters.

    Invisible characters go, every kind of line end becomes one newline, a tab becomes a space.
    """
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if character == "\r" and text[at + 1 : at + 2] == "\n":
            continue
        if character in _BREAKS:
            character = "\n"
        elif character == "\t":
            character = " "
        elif (
            not character.isprintable()
            and character != "\n"
            and unicodedata.category(character)[0] == "C"
        ):
            continue
        kept.append(character)
        places.append(at)
    return _TYPED_MARKS.sub("'", "".join(kept)), places


def _span(start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    """Return where something stands in the text that was given."""
    if start >= end:
        low = places[start] if start < len(places) else (places[-1] + 1 if places else 0)
        return low, low
    return places[start], places[end - 1] + 1


def _placed(rewrite: Rewrite, places: Sequence[int]) -> Rewrite:
    start, end = _span(rewrite.start, rewrite.end, places)
    return replace(rewrite, start=start, end=end)


def _finding(one: Finding, fix: str, text: str, places: Sequence[int]) -> Finding:
    start, end = _span(one.start, one.end, places)
    return replace(one, words=text[start:end], start=start, end=end, fix=fix)


def _reading(own: str) -> tuple[str, str]:
    """Return what of a draft can be checked, and why not all of it, or nothing.

    What can't is blanked out; where nothing is left, nothing can.
    """
    plain = own.replace("~", " ")
    if not any(character.isalnum() for character in plain):
        return "", "there are no words of your own in it; write the message that you mean to send"
    # In a few words a language doesn't show.
    told = [(a, b) for a, b in spans(plain) if _letters(plain[a:b]) >= _LEAST_LETTERS]
    foreign = [(a, b) for a, b in told if _foreign(plain[a:b])]
    if not languages.is_english(plain) and not (
        foreign and any(languages.is_english(plain[a:b]) for a, b in told)
    ):
        return "", "it is not written in English, and only English is checked"
    if not foreign:
        return own, ""
    kept = list(own)
    for start, end in foreign:
        kept[start:end] = re.sub(r"[^\n]", " ", own[start:end])
    begins = " ".join(plain[slice(*foreign[0])].split()[:4])
    return "".join(kept), f"a part of it is not written in English: “{begins} …”"


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _foreign(sentence: str) -> bool:
    return languages.told_in(sentence) != languages.ENGLISH or not languages.is_latin(sentence)


def _still_open(own: str) -> str:
    found = left_open(own)
    return f"Before you send it, fill in {', '.join(found)}." if found else ""


# --- The parts of an apology ----------------------------------------------------------------------


def _parts(own: str, found: Sequence[Finding]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the parts of an apology that are there, and those that are missing."""
    spoilt = [(one.start, one.end) for one in found if one.code in _SPOILING]
    named, there = apologies.parts(own), apologies.parts(own, spoilt)
    codes = {one.code for one in found}
    occasion = bool(codes & _OCCASIONS or {"regret", "responsibility"} & named.keys())
    if not (occasion or "acknowledgement" in there):
        return (), ()
    # Who gives an excuse is not asked for one more reason.
    asked = (
        PARTS.keys()
        - named.keys()
        - ({"explanation"} if codes & {"excuse", "blame-shifting"} else set())
    )
    good = tuple(
        Part(name, own[slice(*there[name])], *there[name], "", step)
        for name, (_, step) in PARTS.items()
        if name in there
    )
    missing = tuple(
        Part(name, "", 0, 0, add, step) for name, (add, step) in PARTS.items() if name in asked
    )
    return good, missing if occasion else ()


# --- A model's notes ------------------------------------------------------------------------------

_NOTE = re.compile(r"(?m)^\W{0,4}(\d{1,2})\W{1,3}[ \t]*(\S.*)$")


def explained(told: Review, chat: "Chat", secrets: Sequence[str] = ()) -> Review:
    """Return the review with a model's note on each finding, as far as the model gave one.

    A note explains a finding in the user's case, or says that it is softer than it looks. No finding
    is taken away or moved. When the model fails, the review stays as it is and ``notice`` says why.

    Args:
        told: The review.
        chat: The model that is asked, once.
        secrets: What must not stand in a note.
    """
    if not told.findings:
        return told
    try:
        asked = request(told)
        given = _notes(_reply(chat, asked), asked, secrets)
    except ModelError as error:
        return _noticed(told, f"The model added nothing to the findings: {error}.")
    notes = {number: note for number, note in given if number <= len(told.findings)}
    if not notes:
        return _noticed(
            told, "The model's reply held no note that could be used; try a larger model."
        )
    findings = tuple(
        replace(one, note=notes.get(number, ""))
        for number, one in enumerate(told.findings, start=1)
    )
    return replace(told, findings=findings)


def _noticed(told: Review, notice: str) -> Review:
    return replace(told, notice=" ".join(part for part in (told.notice, notice) if part))


def request(told: Review) -> "tuple[Message, ...]":
    """Return the messages that ask a model for notes on the findings of a review."""
    from coach import prompts
    from coach.composer import is_order

    own = own_words(straight(_readable(told.text)[0])).replace("~", " ")
    # Orders to the program are data, and not even that is sent.
    message = " ".join(one for one in split(clean(own)) if not is_order(one))[:_MOST_SENT]
    told_at = ((number, _in_context(told.text, one), one.reason) for number, one in _numbered(told))
    faults = "\n".join(f"{n}. {words}: {why}" for n, words, why in told_at if not is_order(words))
    return prompts.load(PROMPT).fill(message=message, faults=faults)


def _numbered(told: Review) -> Iterator[tuple[int, Finding]]:
    return zip(range(1, _MOST_NOTES + 1), told.findings, strict=False)


def _in_context(text: str, finding: Finding) -> str:
    """Return the words of a finding; a word or two with the rest of their line or sentence."""
    said = finding.words
    if len(said.split()) < _LEAST_WORDS:
        before = re.split(r"[.!?\n]", text[: finding.start])[-1]
        after = re.split(r"[.!?\n]", text[finding.end :])[0]
        said = f"{before[-_LONGEST_NOTE // 3 :]}{said}{after[: _LONGEST_NOTE // 3]}"
    return " ".join(said[:_LONGEST_NOTE].split()).rstrip(".!?")


def _reply(chat: "Chat", messages: "Sequence[Message]") -> str:
    """Return a model's reply, at most as long as any reply is read.

    Raises:
        ModelError: The model failed, and how.
    """
    from coach.reply import LONGEST_REPLY, without_thoughts

    told, pieces = "", 0
    with contextlib.closing(chat.stream(messages)) as stream:  # type: ignore[type-var]
        for piece in stream:
            told += "" if piece.reasoning else piece.text
            pieces += 1
            if len(told) > LONGEST_REPLY or pieces > LONGEST_REPLY:
                break
    return without_thoughts(told)


def _notes(
    reply: str, asked: "Sequence[Message]", secrets: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Yield number and note of each line that can be used, the first of each number."""
    from coach.reply import HARD

    # A small model hands the example back, or the faults that it was shown.
    shown = _runs(asked[-2].text) | _runs(asked[-1].text.partition("\nFaults:")[2])
    seen: set[int] = set()
    said: set[str] = set()
    for match in _NOTE.finditer(clean(reply)):
        number, note = int(match[1]), re.sub(r"\*\*|__|`", "", match[2]).strip()
        leaks = "://" in note or any(len(one) >= _LEAST_SECRET and one in note for one in secrets)
        harms = any(one.code in HARD for one in in_answer(note))
        copied = note in said or len(_runs(note) & shown) > _MOST_RUNS
        if number in {0, *seen} or leaks or harms or copied:
            continue
        seen.add(number)
        said.add(note)
        yield number, note[:_LONGEST_NOTE]


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of some words in a text."""
    told = words(text)
    return frozenset(tuple(told[at : at + _RUN]) for at in range(len(told) - _RUN + 1))
