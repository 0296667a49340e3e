"""A model's reply, read sentence by sentence as it streams.

A sentence is held until it is complete; its markers are resolved against the passages that were
shown; it is attributed to the passage it rests on, and run through the checks. Then it is shown,
and never taken back.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coach import checks, sentences
from coach.advice import Numbers
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

_MARKER = re.compile(
    r"\s*[\[【(](?:(?:passages?|notes?|sources?|refs?|numbers?|no\.?) *)?(\d{1,3}(?: *(?:,|;|&|and|-|–) *\d{1,3})*)[\]】)](?!\()",
    re.IGNORECASE,
)
_STEP_MARKER = re.compile(r"\s*[\[【]([a-z0-9-]+/[a-z0-9-]+)[\]】]")
_TAIL = r"(?:\s*[\[【(](?:[a-z. ]{0,10}\d[\d,;&\s–-]*|[a-z0-9-]+/[a-z0-9-]+)[\]】)])*"
_END = re.compile(rf"[.!?…]+[\"'”’)*_]*{_TAIL}[.]?[*_]*(?=\s)|\n+", re.IGNORECASE)
_COULD_CONTINUE = re.compile(r"^\s*(?:[\[【(]|$)")
_THINK = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_LIST_MARK = re.compile(r"^(\s*(?:[-*•]|\d{1,2}[.)])\s+)")
_LABEL = re.compile(
    r"^(?:\**(?:advice|answer|steps?|sentences?|here (?:is|are)[^:]{0,60}|sure[^:]{0,60}|note)\**\s*:)\s*",
    re.IGNORECASE,
)

_NOT_ADVICE = re.compile(
    r"^(?:i(?:'m| am)? (?:sorry|understand|hear|see|can see)|it (?:sounds|seems|looks)|that (?:sounds|must|is hard)|you (?:told|said|wrote|mentioned|sent|promised|forgot|missed|were|are right)|"
    r"thank you|good luck|this (?:is|must be) (?:hard|difficult|tough)|hello|hi\b|sure\b|of course\b|(?:he|she|they|your client|the client) (?:may|might|was|were|is|feels?|felt|saw)\b)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"https?://|www\.|\b(?:according to|as (?:\w+ ){1,3}(?:says|writes|puts it|notes)|(?:a|one|recent|many) (?:stud(?:y|ies)|surveys?|reports?) (?:shows?|finds?|found|says?|suggests?)|research (?:shows|says|suggests|found)|experts? (?:say|agree|recommend))\b|"
    r"\b(?:harvard|forbes|mckinsey|gallup|dale carnegie|stephen covey|hbr|stanford)\b",
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
        self._gap = ""
        self.unsupported: list[str] = []
        self.findings: list[checks.Finding] = []
        self.advising = 0
        self.stopped = ""
        self.read = 0
        self.sentences = 0

    @property
    def supported(self) -> int:
        """How many advising sentences rest on a passage."""
        return self.advising - len(self.unsupported)

    @property
    def weak(self) -> bool:
        """Whether fewer than half of the advising sentences rest on a passage, or none advises."""
        return self.supported * 2 < self.advising or self.advising == 0

    def feed(self, piece: str) -> str:
        """Take a piece of the reply and return the text that may be shown now, often none."""
        if self.stopped:
            return ""
        self.raw += piece
        self.read += len(piece)
        if self.read > LONGEST_REPLY:
            self.stopped = "the reply did not come to an end"
            return ""
        return self._ready(final=False)

    def end(self) -> str:
        """Return what is left to show once the reply is complete."""
        return "" if self.stopped else self._ready(final=True)

    def _ready(self, *, final: bool) -> str:
        text = self._visible(final=final)
        shown = ""
        while not self.stopped:
            rest = text[self._taken :]
            end = self._sentence_end(rest, final=final)
            if end == 0:
                break
            self._taken += end
            shown += self._sentence(rest[:end])
            if self.advising >= 4 and self.supported * 3 <= self.advising:
                self.stopped = "too little of the reply rests on the articles"
        return shown

    def _visible(self, *, final: bool) -> str:
        """Return the reply without what the model thinks aloud; a tag half arrived is waited for."""
        text = _THINK.sub("", self.raw)
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
            if _LIST_MARK.match(head + " ") and not _LIST_MARK.sub("", head + " ").strip():
                continue
            if len(sentences.split(head + " x")) < 2 and "\n" not in match[0]:
                # An abbreviation, not an end.
                continue
            if not final and _COULD_CONTINUE.match(rest[match.end() :]) and "\n" not in match[0]:
                # A marker may follow.
                return 0
            return match.end()
        return len(rest) if final else 0

    def _sentence(self, raw: str) -> str:
        """Return one sentence as it is shown, with its markers, or nothing when it is dropped."""
        gap = raw[: len(raw) - len(raw.lstrip())] + self._gap
        body = raw.strip()
        trailing = raw[len(raw.rstrip()) :]
        self._gap = ""
        plain, cited, unknown = self._resolve(body)
        plain = _LABEL.sub("", plain).strip()
        mark = _LIST_MARK.match(plain + " ")
        core = _LIST_MARK.sub("", plain + " ").strip(' *_#"')
        if not core or (mark and not core):
            self._gap = gap or trailing
            return ""
        stop = self._fault(plain)
        if stop:
            self.stopped = stop
            return ""
        if is_advising(core):
            self.advising += 1
            passages = self._rests_on(core, cited)
            if not passages or unknown:
                self.unsupported.append(core)
            plain = f"{plain} {self._numbers.marker(*passages)}" if passages else plain
        lead = self._lead(gap)
        self._shown = True
        self.sentences += 1
        self._gap = trailing
        return lead + sentences.escaped(plain)

    def _lead(self, gap: str) -> str:
        if not self._shown:
            return ""
        return "\n\n" if "\n\n" in gap else ("\n" if "\n" in gap else " ")

    def _resolve(self, body: str) -> tuple[str, list[Passage], bool]:
        """Return the sentence without markers, the passages they name, and whether one is unknown."""
        cited: list[Passage] = []
        unknown = False
        for match in _MARKER.finditer(body):
            for number in re.findall(r"\d+", match[1]):
                passage = self._by_number.get(int(number))
                cited += [passage] if passage else []
                unknown |= passage is None
        for match in _STEP_MARKER.finditer(body):
            passage = self._by_step.get(match[1])
            cited += [passage] if passage else []
            unknown |= passage is None
        plain = _STEP_MARKER.sub("", _MARKER.sub("", body))
        plain = re.sub(r"\s+([.!?,;:])", r"\1", plain)
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
        evidence = self._evidence
        if evidence.embed is None or not evidence.lines:
            return {p.id: _shared_words(sentence, f"{p.name} {p.text}") for p in evidence.passages}
        try:
            vector = evidence.embed([sentence])[0]
        except LibraryError:
            return {p.id: _shared_words(sentence, f"{p.name} {p.text}") for p in evidence.passages}
        near: dict[str, float] = {}
        for line in evidence.lines:
            cosine = sum(a * b for a, b in zip(vector, line.vector, strict=True))
            near[line.passage] = max(near.get(line.passage, -1.0), float(cosine))
        return near

    def _fault(self, sentence: str) -> str:
        """Return why the sentence stops the reply, or nothing."""
        if any(secret in sentence for secret in self._secrets):
            return "the reply held a secret"
        if self._leaks & _runs(sentence):
            return "the reply repeated its instructions"
        found = checks.in_answer(sentence)
        hard = [finding for finding in found if finding.code in HARD]
        self.findings += [finding for finding in found if finding.code not in HARD]
        if hard:
            return f"the reply recommended what an article warns of ({hard[0].code})"
        if _SOURCE.search(sentence) and not self._known_source(sentence):
            return "the reply named a source that is none of the articles (invented-source)"
        return ""

    def _known_source(self, sentence: str) -> bool:
        low = sentence.lower()
        if "http" in low or "www." in low:
            return False
        names = {"article", "note", "passage", "tim peek", "annette jacobs", "peek", "jacobs"}
        for passage in self._evidence.passages:
            names |= {passage.author.lower(), passage.title.lower()} - {"not named"}
        return any(name in low for name in names)


def is_advising(sentence: str) -> bool:
    """Whether a sentence tells the user to do something, or what is so; questions and sympathy don't."""
    plain = sentence.strip(" *_\"'“”")
    if plain.endswith(("?", ":")) or len(plain.split()) < 4:
        return False
    return _NOT_ADVICE.match(plain) is None


def _shared_words(sentence: str, text: str) -> float:
    wanted = {word[:6] for word in sentences.words(sentence) if len(word) > 3}
    held = {word[:6] for word in sentences.words(text)}
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    words = sentences.words(text)
    return {tuple(words[i : i + _LEAK_WORDS]) for i in range(len(words) - _LEAK_WORDS + 1)}
