"""A model's reply, read sentence by sentence as it streams.

A sentence is held until it is complete; its markers are resolved against the passages that were
shown; it is attributed to the passage it rests on, and run through the checks. It is shown as soon as
half of the advice so far rests on a passage, and never taken back.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coach import checks, sentences
from coach.advice import Numbers
from coach.answers import LIST_MARK, invents_source, is_advising
from coach.articles import Line, Passage
from coach.errors import LibraryError

HARD = frozenset({"gift-as-fix", "sales-ask-in-apology", "blame-shifting", "invented-source"})
"""Findings that stop a reply."""

LONGEST_REPLY = 6_000
"""The most characters that are read of one reply."""

# A sentence rests on a passage when it is at least this near to one of its lines (cosine of MiniLM).
# Below the lower bound a marker is taken away, between the two the model's own marker is believed.
_NEAR_MARKED = 0.42
_NEAR = 0.55
_NEARER_BY = 0.10
# With keywords alone: the share of the sentence's content words that the passage must hold.
_SHARED = 0.34
_LEAK_WORDS = 8
# A piece without text (reasoning, a keep-alive) must not go on for ever either.
_MOST_PIECES = 6_000

_MARKER = re.compile(
    r"\s*[\[【(] ?(?:(?:passages?|notes?|sources?|refs?|numbers?|no\.?) *)?\^?(\d{1,3}(?: *(?:,|;|&|and|-|–) *\d{1,3})*) ?(?:\)|[\]】](?!\())",
    re.IGNORECASE,
)
_STEP_MARKER = re.compile(r"\s*[\[【]([a-z0-9-]+/[a-z0-9-]+)[\]】]")
# What looks like one of our markers and is none.
_LOOKS_LIKE_MARKER = re.compile(r"\[(\s*\d+\s*)\]")
_NUMBERED = r"[a-z. ]{0,10}\d[\d,;&\s–-]*"
_ONE_MARKER = rf"\s*[\[【(](?:{_NUMBERED}|[a-z0-9-]+/[a-z0-9-]+)[\]】)]"
_TAIL = rf"(?:{_ONE_MARKER})*"
_END = re.compile(rf"[.!?…]+[\"'”’)*_]*{_TAIL}[.]?[*_]*(?=\s)|\n+", re.IGNORECASE)
_ANY_END = re.compile(r"[.!?…\n]")
# All that has arrived behind an end could be the beginning of markers that belong to it.
_COULD_CONTINUE = re.compile(
    rf"{_TAIL}(?:[.]?[*_]*|\s*|\s*[\[【(](?:[a-z. ]{{0,10}}|{_NUMBERED}|[a-z0-9-]+|[a-z0-9-]+/[a-z0-9-]*))\Z",
    re.IGNORECASE,
)
_THINK = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
# What a server leaves of its template when it does not fit the model.
_TEMPLATE = re.compile(r"</think>|<\|[a-z_]{1,20}\|>|</?s>|\[/?INST\]", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:\**(?:advice|answer|steps?|sentences?|here (?:is|are)[^:]{0,60}|sure[^:]{0,60}|note)\**\s*:)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reply may rest on: the passages shown, their lines, and how to compare a sentence."""

    passages: Sequence[Passage]
    lines: Sequence[Line]
    embed: Callable[[Sequence[str]], list[list[float]]] | None


class Reader:
    """Reads one reply; feed it pieces of text, show what it returns, ask it how the reply stands."""

    def __init__(
        self, evidence: Evidence, numbers: Numbers, *, system: str = "", secrets: Sequence[str] = ()
    ) -> None:
        """Start reading; ``system`` and ``secrets`` are texts that must never be shown."""
        self._evidence = evidence
        self._numbers = numbers
        self._leaks = _runs(system)
        self._secrets = [secret for secret in secrets if len(secret) >= 6]
        self._by_number = dict(enumerate(evidence.passages, start=1))
        self._by_step = {passage.step: passage for passage in evidence.passages}
        self.raw = ""
        self._taken = 0
        self._shown = False
        # Sentences wait here until half of the advice rests on a passage: a weak reply is never seen.
        self._held = ""
        self._listed = self._found = 0
        self._numbered = len(numbers)
        self._gap = ""
        self._pieces = 0
        self._last_words: list[str] = []
        self._in_quotes = False
        self.unsupported: list[str] = []
        self.findings: list[checks.Finding] = []
        self.advising = 0
        self.supported = 0
        self.stopped = ""
        self.sentences = 0

    @property
    def weak(self) -> bool:
        """Whether fewer than half of the advising sentences rest on a passage, or none advises."""
        return self.supported * 2 < self.advising or self.advising == 0

    def feed(self, piece: str) -> str:
        """Take a piece of the reply and return the text that may be shown now, often none."""
        if self.stopped:
            return ""
        room = LONGEST_REPLY - len(self.raw)
        self.raw += piece[:room]
        self._pieces += 1
        shown = self._ready(final=False)
        if not self.stopped and (len(piece) > room or self._pieces > _MOST_PIECES):
            self.stopped = "the reply did not come to an end"
        return shown

    def waits(self, piece: str) -> bool:
        """Return whether the piece can end no sentence: to feed it is no work then."""
        return _ANY_END.search(self._visible(final=False)[self._taken :] + piece) is None

    def end(self) -> str:
        """Return what is left to show once the reply is complete."""
        shown = "" if self.stopped else self._ready(final=True)
        self.set_aside()
        return shown

    def set_aside(self) -> None:
        """Forget the sentences that are still held: they were not shown and will not be."""
        del self.unsupported[self._listed :], self.findings[self._found :]
        self._numbers.back_to(self._numbered)
        self._held = ""

    def _ready(self, *, final: bool) -> str:
        text = self._visible(final=final)
        shown = ""
        while not self.stopped:
            rest = text[self._taken :]
            end = self._sentence_end(rest, final=final)
            if end == 0:
                break
            self._taken += end
            self._held += self._sentence(rest[:end])
            if self.advising >= 4 and self.supported * 3 <= self.advising:
                self.stopped = "too little of the reply rests on the articles"
            elif self.supported * 2 >= self.advising:
                shown += self._release()
        return shown

    def _release(self) -> str:
        """Return what was held: at least half of the advice so far rests on a passage."""
        held, self._held = self._held, ""
        self._listed, self._found = len(self.unsupported), len(self.findings)
        self._numbered = len(self._numbers)
        return held

    def _visible(self, *, final: bool) -> str:
        """Return the reply without what the model thinks aloud; a tag half arrived is waited for."""
        text = without_thoughts(self.raw)
        if not final:
            open_tag = text.rfind("<", max(0, len(text) - 8))
            if open_tag >= 0 and "<think>".startswith(text[open_tag:].lower()):
                text = text[:open_tag]
        return text

    def _sentence_end(self, rest: str, *, final: bool) -> int:
        """Return how many characters of the rest are a complete sentence, 0 when none is yet."""
        if not rest.strip():
            return 0
        for match in _END.finditer(rest):
            head = rest[: match.end()]
            if not head.strip():
                continue
            if LIST_MARK.match(head + " ") and not LIST_MARK.sub("", head + " ").strip():
                continue
            line_end = match[0].isspace()
            if len(sentences.split(head + " x")) < 2 and not line_end:
                # An abbreviation, not an end.
                continue
            if not final and not line_end and _COULD_CONTINUE.match(rest, match.end()):
                # A marker may follow.
                return 0
            return match.end()
        return len(rest) if final else 0

    def _sentence(self, raw: str) -> str:
        """Return one sentence as it is shown, with its markers, or nothing when it is dropped."""
        gap = self._gap + raw[: len(raw) - len(raw.lstrip())]
        trailing = raw[len(raw.rstrip()) :]
        self._gap = ""
        plain, cited, unknown = self._resolve(sentences.clean(_TEMPLATE.sub(" ", raw)))
        plain = _LABEL.sub("", plain).strip()
        core = LIST_MARK.sub("", plain + " ").strip(' *_#"')
        if not core:
            self._gap = gap + trailing
            return ""
        if "\n" in gap:
            self._in_quotes = False
        stop = self._fault(plain)
        if stop:
            self.stopped = stop
            return ""
        if is_advising(core) and not plain.startswith("#"):
            self.advising += 1
            passages = self._rests_on(core, cited)
            if not passages or unknown:
                self.unsupported.append(core)
            else:
                self.supported += 1
            marker = self._numbers.marker(*passages) if passages else ""
        else:
            marker = ""
        lead = self._lead(gap)
        self._shown = True
        self.sentences += 1
        self._gap = trailing
        return lead + _plain(plain) + (f" {marker}" if marker else "")

    def _lead(self, gap: str) -> str:
        if not self._shown:
            return ""
        return ("\n\n" if gap.count("\n") > 1 else "\n") if "\n" in gap else " "

    def _resolve(self, body: str) -> tuple[str, list[Passage], bool]:
        """Return the sentence without markers, the passages they name, and whether one is unknown."""
        cited: list[Passage] = []
        unknown = False
        for match in _MARKER.finditer(body):
            for number in _numbers(match[1]):
                passage = self._by_number.get(number)
                cited += [passage] if passage else []
                unknown |= passage is None
        for match in _STEP_MARKER.finditer(body):
            passage = self._by_step.get(match[1])
            cited += [passage] if passage else []
            unknown |= passage is None
        plain = _STEP_MARKER.sub("", _MARKER.sub("", body))
        if plain != body:
            # What stood between two markers, and the space before one.
            plain = re.sub(r"[,;]+(?=[.!?])", "", plain)
            plain = re.sub(r"\s+([.!?,;:])(?=[\s\"'”’)*_]|$)", r"\1", plain)
        return plain.strip(), list(dict.fromkeys(cited)), unknown

    def _rests_on(self, sentence: str, cited: Sequence[Passage]) -> list[Passage]:
        """Return the passages that the sentence rests on, at most two; none when it is on its own."""
        near = self._nearness(sentence)
        if not near:
            return []
        best = max(near, key=lambda id_: near[id_])
        by_id = {passage.id: passage for passage in self._evidence.passages}
        threshold, trusted = (_NEAR, _NEAR_MARKED) if self._evidence.embed else (_SHARED, _SHARED)
        kept = [p for p in cited if near.get(p.id, 0.0) >= trusted]
        # The model's marker stands while no other passage is clearly nearer.
        kept = [p for p in kept if near[p.id] >= near[best] - _NEARER_BY][:2]
        if kept:
            return kept
        return [by_id[best]] if near[best] >= threshold else []

    def _nearness(self, sentence: str) -> dict[str, float]:
        """Return how near each passage is: by its nearest line, or by words where meaning fails."""
        evidence = self._evidence
        if evidence.embed is not None and evidence.lines:
            with contextlib.suppress(LibraryError):
                return _nearest(evidence.embed([sentence])[0], evidence.lines)
        return {p.id: _shared_words(sentence, f"{p.name} {p.text}") for p in evidence.passages}

    def _fault(self, sentence: str) -> str:
        """Return why the sentence stops the reply, or nothing."""
        if any(secret in sentence for secret in self._secrets):
            return "the reply held a secret"
        words = self._last_words + sentences.words(sentence)
        if self._leaks & _runs_of(words):
            return "the reply repeated its instructions"
        self._last_words = words[1 - _LEAK_WORDS :]
        found = checks.in_answer(sentence)
        hard = [
            finding for finding in (*found, *self._in_open_quote(sentence)) if finding.code in HARD
        ]
        self.findings += [finding for finding in found if finding.code not in HARD]
        if hard:
            return f"the reply recommended what an article warns of ({hard[0].code})"
        if invents_source(sentence, self._evidence.passages):
            return "the reply named a source that is none of the articles (invented-source)"
        return ""

    def _in_open_quote(self, sentence: str) -> Sequence[checks.Finding]:
        """Return the faults of a sentence that goes on, or begins, a quotation of several."""
        before = self._in_quotes
        self._in_quotes ^= sentences.straight(sentence).count('"') % 2 == 1
        if not (before or self._in_quotes):
            return ()
        return checks.in_answer(
            ('"' if before else "") + sentence + ('"' if self._in_quotes else "")
        )


def without_thoughts(text: str) -> str:
    """Return a reply without what the model thinks aloud in ``<think>``."""
    return _THINK.sub("", text)


def _plain(sentence: str) -> str:
    """Return the sentence without markup, and without what could be taken for a marker of ours."""
    plain = sentences.escaped(_LOOKS_LIKE_MARKER.sub(r"(\1)", sentence))
    # A line such as "[name]: //host" would turn "[name]" elsewhere into a link.
    return plain.replace("]:", "]\\:")


def _numbers(told: str) -> list[int]:
    """Return the numbers of a marker; ``1-3`` is all three."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?: *[-–] *(\d+))?", told):
        end = int(last or first)
        found += range(int(first), end + 1) if 0 <= end - int(first) < 20 else [int(first), end]
    return found


def _nearest(vector: Sequence[float], lines: Sequence[Line]) -> dict[str, float]:
    """Return the cosine of each passage's nearest line to a vector of unit length."""
    import numpy as np

    near: dict[str, float] = {}
    cosines = np.asarray([line.vector for line in lines]) @ np.asarray(vector)
    for line, cosine in zip(lines, cosines.tolist(), strict=True):
        near[line.passage] = max(near.get(line.passage, -1.0), cosine)
    return near


def _shared_words(sentence: str, text: str) -> float:
    wanted = {word[:6] for word in sentences.words(sentence) if len(word) > 3}
    held = {word[:6] for word in sentences.words(text)}
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    return _runs_of(sentences.words(text))


def _runs_of(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + _LEAK_WORDS]) for i in range(len(words) - _LEAK_WORDS + 1)}
