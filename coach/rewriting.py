"""One rewrite of a flagged stretch of a draft: it keeps the user's facts and mends the fault.

No model is used. Each code has a function that yields what the stretch could say instead, the best
first; the first of them in which the checks no longer find the fault is taken. Where a fact is
missing stands a placeholder such as ``[what I did]``: nothing is made up.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from coach import apologies, checks
from coach.findings import Finding
from coach.placeholders import DAY
from coach.rules import CONDOLENCE, GIFT, SORRY, THEM
from coach.sentences import capital, spans, straight

LEFT_OUT = "Leave this sentence out."
"""What is shown of a rewrite without words."""

_NEIGHBOURS = 2  # sentences on either side that a rewrite is checked with
_NEAR = 800  # characters on either side that are looked at
_MOST_HEARD = 3_000  # characters; a longer stretch is checked by the rules alone
_LONGEST = 1_000  # characters; what is longer is no sentence, and is taken between two commas
_LEAST_REST = 4  # words
_MOST_RESTS = 5  # how many ways to leave out a clause are tried
_MOST_ROUNDS = 3  # how many other faults of a sentence are mended with the first
_MOST_WAYS = 8  # how many ways of one rewrite are tried; each is checked anew


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What could stand in place of ``text[start:end]`` of a draft; without words, it is left out.

    >>> from coach.checks import in_draft
    >>> draft = "I lost your file. I will send you a new one soon."
    >>> [finding] = in_draft(draft)
    >>> rewritten(draft, finding).put_into(draft)
    'I lost your file. I will send you a new one by [day and time].'
    """

    start: int
    end: int
    words: str

    def __str__(self) -> str:
        """Return the words as a user is shown them."""
        return self.words or LEFT_OUT

    def put_into(self, text: str) -> str:
        """Return the whole draft with the rewrite in its place."""
        before, after = text[: self.start], text[self.end :]
        if not self.words:
            # The space on both sides of what is left out is one space too many.
            before = before.rstrip(" ") if after[:1] in ("", "\n") else before
            after = after.lstrip(" ") if before[-1:] in ("", "\n", " ") else after
        return before + self.words + after


class _Voice(NamedTuple):
    """How the writer speaks of themselves."""

    i: str
    am: str
    me: str
    did: str
    part: str
    failed: str


_ONE = _Voice(
    "I", "I'm", "me", "[what I did]", "[my own part in it]", "[what I did or failed to do]"
)
_MANY = _Voice(
    "we", "we're", "us", "[what we did]", "[our own part in it]", "[what we did or failed to do]"
)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A stretch of a draft that is to be rewritten, and what was found in it."""

    text: str
    start: int
    end: int
    finding: Finding

    @property
    def near(self) -> str:
        """The passage and what stands around it."""
        return self.text[max(0, self.start - _NEAR) : self.end + _NEAR]

    @property
    def words(self) -> str:
        return " ".join(self.text[self.start : self.end].split())

    @property
    def bare(self) -> str:
        """The words without the stop at their end, and without a name that is spoken to there."""
        return _VOCATIVE_END.sub("", self.words.rstrip(" .!?…"))

    @property
    def to(self) -> str:
        """The name that is spoken to at the end, with its comma."""
        match = _VOCATIVE_END.search(self.words.rstrip(" .!?…"))
        return match[0] if match else ""

    @property
    def stop(self) -> str:
        return "?" if self.words.endswith("?") else "."

    @property
    def whole(self) -> bool:
        """Whether the fault is the passage as a whole and not some words of it."""
        return len(self.finding.words) > 0.7 * (self.end - self.start)

    @property
    def voice(self) -> _Voice:
        many, one = len(_WE.findall(self.words)), len(_I.findall(self.words))
        if many == one:
            # A firm writes "we" and nothing else; one "we" may mean both sides.
            many, one = len(_WE.findall(self.near)) - 1, _OUTWEIGHS * len(_I.findall(self.near))
        return _MANY if many > one else _ONE


_OUTWEIGHS = 1_000
_I = re.compile(r"(?i)\b(?:i|i'm|i've|i'll|i'd|my|me)\b")
_WE = re.compile(r"(?i)\b(?:we|we're|we've|we'll|we'd|our|us)\b")


def rewritten(text: str, finding: Finding, *, heard: bool = True) -> Rewrite:
    """Return the rewrite of what was found in a draft.

    Args:
        text: The draft.
        finding: One of ``checks.in_draft(text)``.
        heard: Whether each way to say it is checked by its sense, which takes some milliseconds, or
            by the rules alone.
    """
    passage = _passage(_straight(text), finding)
    tried = _Tried("", 0, 0, ())
    for words in islice(_ways(passage), _MOST_WAYS):
        tried = _tried(passage, words, heard=heard)
        if not tried.has(finding.code):
            break
    # What is counted over a whole text has no sentence of its own.
    more = heard and finding.code not in _WHOLE_TEXT
    words = _in_style(passage, _with_the_rest(tried, finding.code) if more else tried.words)
    # Quotes as the user types them.
    curly = "’" in text and "'" not in text
    return Rewrite(passage.start, passage.end, words.replace("'", "’") if curly else words)


def _ways(passage: _Passage) -> Iterator[str]:
    """Yield the ways to say a passage without its fault, each once; a later one costs nothing unasked."""
    seen: set[str] = set()
    for words in _WAYS[passage.finding.code](passage):
        if words not in seen:
            seen.add(words)
            yield words


@dataclass(frozen=True, slots=True)
class _Tried:
    """Words in the place of a passage, among the sentences around it, and what is found there."""

    text: str
    start: int
    end: int
    found: tuple[Finding, ...]

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def has(self, code: str) -> bool:
        """Whether the fault is still there."""
        return any(one.code == code and self.holds(one) for one in self.found)

    def holds(self, one: Finding) -> bool:
        return one.code in _WHOLE_TEXT or (one.start < self.end and self.start < one.end)


def _with_the_rest(tried: _Tried, code: str) -> str:
    """Return the words with the other faults of the same sentence mended too, as far as that goes.

    A user puts one sentence in the place of one sentence, whatever number of faults it has.
    """
    mended = tried
    for _ in range(_MOST_ROUNDS):
        others = [one for one in mended.found if one.code not in _WHOLE_TEXT and mended.holds(one)]
        if not others:
            break
        passage = _passage(mended.text, others[0])
        if not (mended.start <= passage.start and passage.end <= mended.end):
            break
        for words in islice(_ways(passage), _MOST_WAYS):
            put = Rewrite(passage.start, passage.end, _in_style(passage, words)).put_into(
                mended.text
            )
            end = mended.end + len(put) - len(mended.text)
            again = _Tried(put, mended.start, end, checks.in_draft(put))
            if words and not again.has(others[0].code):
                break
        else:
            break
        if again.has(code):
            break
        mended = again
    return mended.words


# --- What is rewritten ---------------------------------------------------------------------------

_GREETING = re.compile(
    r"(?i)(?:dear|hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|morning|afternoon|evening"
    r"|greetings)\b[^.!?\n]{0,60}?(?:[,:!]|\s[–—-]|\n)\s*"
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam|Ma'am|Chief|Sister|Mama|Auntie|Uncle|Frau|Herr"
    r"|Madame|Monsieur|Señora?)"
)
_NAME = r"[A-ZÀ-Þ][\w'-]*"
_SPOKEN_TO = re.compile(
    rf"(?:{_TITLE}\.?(?: {_NAME}){{0,3}}|(?!(?:Sorry|Still|Yet|However|Although|Though|Actually|Honestly"
    rf"|Frankly|Okay|Ok|Well|So|And|But|Then|Also|Again|Now|Please|Yes|No|Luckily|Apologies|Only|In|At"
    rf"|On|If|With|For|To|As|By|From|Next|First|Just|Had|Should|Thanks|Our|My|Your|The|This|That)\b)"
    rf"(?!\w+ly,){_NAME}(?: {_NAME}){{0,2}}), (?=\S)"
)
_VOCATIVE_END = re.compile(
    rf", (?:(?:{_TITLE}\.?|(?:Mr|Mrs|Ms|Dr)\.) ?(?:{_NAME} ?){{0,3}}|{_NAME}(?: {_NAME})?"
    r"|mate|pal|buddy|bro|boss|sir|madam|ma'am|mam|love|dear|my friend|guys|folks|lads|all|both|team)$"
)
_BULLET = re.compile(r"(?:[-*•+]|\d{1,2}[.)])\s+")


def _passage(text: str, finding: Finding) -> _Passage:
    """Return the whole sentences of what was found, without a greeting before them."""
    if finding.code == "over-apologising":
        start, end = _sorry_stretch(text, finding)
    else:
        start, end = _sentences_at(text, finding.start, finding.end)
    for pattern in (_BULLET, _GREETING, _SPOKEN_TO):
        lead = pattern.match(text, start, end)
        if lead and lead.end() < min(end, finding.end):
            start = lead.end()
    return _Passage(text, start, end, finding)


# One draft is asked for once for each of its findings.
_straight = lru_cache(maxsize=4)(straight)
_begins, _ends = itemgetter(0), itemgetter(1)


@lru_cache(maxsize=16)
def _told(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(spans(text))


def _sentences_at(text: str, start: int, end: int) -> tuple[int, int]:
    told = _told(text)
    # Behind the last sentence that ends before it, and before the first that begins after it.
    there = told[bisect_right(told, start, key=_ends) : bisect_left(told, end, key=_begins)]
    if not there:
        return start, end
    low, high = min(start, there[0][0]), max(end, there[-1][1])
    if high - low <= _LONGEST:
        return low, high
    before = max(text.rfind(mark, low, start) for mark in ",;:\n")
    after = min((at for mark in ",;:\n" if (at := text.find(mark, end, high)) >= 0), default=high)
    begins = max(low, before + 1, start - _LONGEST // 2)
    return begins + len(text[begins:start]) - len(text[begins:start].lstrip()), min(
        after, end + _LONGEST // 2
    )


def _tried(passage: _Passage, words: str, *, heard: bool) -> _Tried:
    """Return the words in the place of the passage, and what the checks find there."""
    text, start, end = passage.text, passage.start, passage.end
    told = _told(text)
    before = told[: bisect_right(told, start, key=_ends)][-_NEIGHBOURS:]
    after = told[bisect_left(told, end, key=_begins) :][:_NEIGHBOURS]
    first = max(before[0][0], start - _NEAR) if before else start
    last = min(after[-1][1], end + _NEAR) if after else end
    put = Rewrite(start - first, end - first, words).put_into(text[first:last])
    heard = heard and len(put) <= _MOST_HEARD
    found = checks.in_draft(put) if heard else checks.by_rules(put, passage.finding.code)
    return _Tried(put, start - first, start - first + len(words), found)


# Faults that are counted over a whole text.
_WHOLE_TEXT = frozenset({"over-apologising", "closed-questions-only"})


def _in_style(passage: _Passage, words: str) -> str:
    """Return the words with capitals and a stop as the user sets them."""
    was = passage.text[passage.start : passage.end]
    if not words or not was:
        return words
    if was[-1] not in ".!?…\"')" and words[-1] == ".":
        words = words[:-1]
    if re.search(r"\bi\b", passage.near) and not re.search(r"\bI\b", passage.near):
        # All in small letters, as in a chat.
        words = re.sub(r"\bI\b", "i", words)
        return re.sub(r"(^|[.:;!?] )([A-Z])(?=[a-z']+ )", lambda m: m[1] + m[2].lower(), words)
    if was[0].islower() and not re.match(r"I\b", words):
        return words[0].lower() + words[1:]
    return words


# --- Clauses --------------------------------------------------------------------------------------

_CUT = re.compile(
    r"\s*(?:[;–—]|(?<!\d):(?=\s)|\s-(?=\s))\s*(?:(?:and|but|so|yet)\b)?\s*"
    r"|,\s*(?:(?:and|but|so|yet|or|only|because|as|since|though|although|while|hence|albeit)\b)?\s*"
    r"|\s+(?:but|because|although|though|albeit)\s+"
)
_SIDE = re.compile(
    r"(?i)\b(?:because|as|since|though|although|while|albeit|only|hence)\s*$|^\s*(?:so that)\b"
)
_SUBJECT = re.compile(
    r"(?i)(?!that of )(?:and |but |so )?(?:here's|here|nothing|nobody|no one|none|everything|i|i'm|i've|i'll|i'd|we|we're|we've|we'll|we'd|you|you're|you've|you'll|he|she"
    r"|it|it's|they|the|this|that|that's|there|there's|your|our|my|his|her|their|a|an|all|both|sorry|apolog\w+"
    r"|please|thank|thanks)\b"
)
_VERB = re.compile(
    r"(?i)\b(?:is|are|was|were|am|has|have|had|will|do|does|did|can|could|should|would|shall|may|might|must|sorry"
    r"|apologi[sz]e|regret|thank|thanks|please|got|sent|left|lost|made|gave|took|came|went|put|told|said|kept|broke"
    r"|forgot|let|read|cut|set|fell|ran|paid|bought|wrote|chose|misread|goes|comes|starts|leaves|lands|reaches|\w+ed"
    r"|\w+n't)\b|'(?:m|re|ve|ll|d|s)\b"
)
_SUBORDINATE = re.compile(
    r"(?i)(?:while|if|when|whenever|because|since|as|although|though|once|unless|until|till|after|before|whether"
    r"|whereas|albeit|should (?:you|your|this|that|any)|had (?:you|we|i)|given|which|who|what with)\b"
)
_DANGLING = re.compile(
    r"(?i)\b(?:has|have|had|is|are|was|were|will|would|a|an|the|to|of|for|with|and|or|but|that|who|which|i|we|you know)$"
)
_LEAST_WORDS = 3


def _stands_alone(clause: str) -> bool:
    """Whether a clause can be a sentence."""
    return (
        len(clause.split()) >= _LEAST_WORDS
        and _SUBORDINATE.match(clause) is None
        and _DANGLING.search(clause) is None
        and (_SUBJECT.match(clause) is not None or clause[:1].isupper())
        and _VERB.search(clause) is not None
    )


def _sentence(clause: str, to: str = "", stop: str = ".") -> str:
    """Return a clause as a sentence."""
    clause = re.sub(r"(?i)^(?:and|but|so(?! sorry| very)|yet)\s+", "", clause.strip(" ,;:–—-.!"))
    return f"{clause[:1].upper()}{clause[1:]}{to}{stop}" if clause else ""


def _heads(words: str) -> Iterator[str]:
    """Yield the beginnings of a sentence that end where one of its clauses ends, longest first."""
    if len(words) > _LONGEST:
        return
    for cut in reversed(list(_CUT.finditer(words))):
        if _stands_alone(words[: cut.start()]):
            yield words[: cut.start()]


def _tails(words: str) -> Iterator[str]:
    """Yield the ends of a sentence that begin where one of its clauses begins, longest first."""
    for cut in _CUT.finditer(words):
        if _SIDE.search(cut[0].strip(" ,")) is None and _stands_alone(words[cut.end() :]):
            yield words[cut.end() :]


def _middles(words: str) -> Iterator[str]:
    """Yield the sentence without one of its inner clauses."""
    for cut, later in pairwise(_CUT.finditer(words)):
        yield words[: cut.start()] + words[later.start() :]


def _without_clause(passage: _Passage, *, any_rest: bool = False) -> Iterator[str]:
    """Yield the sentence without the clause at fault, where the rest can stand alone.

    The rest shows a part of an apology: what else is left of such a sentence is seldom worth it.
    """
    bare = passage.bare
    rests = [*_heads(bare), *_tails(bare), *_middles(bare)]
    if not passage.whole:
        rests = [rest for rest in rests if passage.finding.words not in rest]
    rests = [rest for rest in rests if len(rest.split()) >= _LEAST_REST]
    worth = [rest for rest in rests if any_rest or apologies.shown(rest)]
    for rest in sorted(worth, key=lambda one: -len(one))[:_MOST_RESTS]:
        yield _sentence(rest, passage.to, passage.stop if bare.endswith(rest) else ".")


_TOPIC = re.compile(
    r"(?i:\b(?:about|with|over|regarding|concerning|around|in the matter of|for|on|in|at|of) )"
    r"(?P<topic>(?:(?i:the|your|our|last|his|her|their) (?!(?i:way|fact|case|time|moment|end|record|whole|same|least|best|own|side|part|opinion"
    r"|view|position|kind|sort|place|shoes|behalf|mind|eyes|hands)\b)"
    r"|(?=[A-Z\d]))[\w'-]+"
    r"(?: (?!(?i:was|were|is|are|has|have|had|did|do|does|will|would|went|came|got|and|but|that|which|who|i|we|you|for|about|when"
    r"|if|because|so|ought|should|may|might|can|could|must|to|not|never|where|as|than|by|from|with|before|after|in|on|at|fell|broke|made|sent"
    r"|gave|lost|took|left|got|kept|put)\b|\w+ed\b)[\w'-]+){0,3})"
)


def _topic(words: str) -> str:
    """Return what a sentence is about, in its own words, or nothing."""
    match = _TOPIC.search(words)
    return match["topic"] if match else ""


# --- The codes ------------------------------------------------------------------------------------

_PUTS_RIGHT = frozenset({"repair", "responsibility", "prevention", "acknowledgement"})
_TURN = re.compile(
    r"(?i)(?:\s*[,;:–—]\s*|\s+)(?:but|however|although|though|albeit|yet|still|only|in (?:all )?fairness|then again"
    r"|that said|having said (?:that|which)|even so|nevertheless|nonetheless|mind you|all the same|at the same time"
    r"|to be fair|on the other (?:hand|side)|as far as|in (?:my|our) defen[cs]e|for balance)\b"
)


def _after_the_apology(passage: _Passage) -> Iterator[str]:
    """but-after-apology: the apology ends; what puts right goes on as a sentence, the rest goes."""
    bare = passage.bare
    at = passage.finding.start - passage.start
    word = passage.finding.words
    if passage.whole or not 0 <= at <= len(bare) or " ".join(word.split()) not in bare:
        opens, head, rest = _turned(bare)
    else:
        at = bare.find(" ".join(word.split()), max(0, at - 2))
        opens, head, rest = at <= 0, bare[: max(at, 0)], bare[max(at, 0) + len(word) :]
    rest = rest.strip(" ,;:–—-")
    if rest and apologies.shown(rest) & _PUTS_RIGHT and _stands_alone(rest):
        yield f"{'' if opens else _named(passage, head) + ' '}{_sentence(rest, passage.to)}"
    # Nothing marks the turn: then the apology ends with the first clause that names the deed.
    for shorter in reversed(list(_heads(head))) if head == bare else ():
        if _APOLOGY.search(shorter) and len(shorter.split()) > _LEAST_NAMED:
            yield _named(passage, shorter)
    if not opens:
        yield _named(passage, head)
    yield ""


_LEAST_NAMED = 4


def _turned(bare: str) -> tuple[bool, str, str]:
    """Return whether a sentence opens by taking something back, what it says before, and after."""
    apology = _APOLOGY.search(bare)
    turn = _TURN.search(bare, apology.end()) if apology else None
    if turn is None:
        return apology is None, bare if apology else "", ""
    return False, bare[: turn.start()], bare[turn.end() :]


def _named(passage: _Passage, head: str) -> str:
    """Return an apology as a sentence, with the deed to be named when it has none."""
    voice = passage.voice
    if re.fullmatch(rf"(?i)\W*{_SORRY_LEAD}\W*", head):
        return f"{capital(voice.am)} sorry that {voice.i} {voice.did}{passage.to}."
    return _sentence(head, passage.to)


_SORRY_LEAD = (
    r"(?:(?:i|we)(?:'m| am|'re| are| do| can only| must| want to| would like to| wish to|'d like to)?"
    r"(?: \w+ly| so| very| really| also| just| say)* (?:sorry|apologi[sz]e|regret)"
    r"|(?:so |very |really |truly |just )*(?:sorry|apologi[sz]e)"
    r"|(?:please |do )?(?:accept |you have |with )?(?:my |our )?(?:\w+ )?apolog(?:y|ies))"
)
# What a sorry leads to, and what becomes of it; the first that fits.
_NON_APOLOGIES: tuple[tuple[str, str], ...] = (
    (r"(?P<kept>.*\b(?:sorry|apologi[sz]e|apologies|regret)\b.*?),? even if .+", "{kept}."),
    (
        rf"{_SORRY_LEAD},? (?:that |but )?(?:if|in case|to the extent that) (?P<mine>(?:i|we) (?!can|could|may|might)"
        r"(?:came|come|upset|offended|hurt|gave|made|was|were|sounded|seemed|caused|let|put|worried|bothered).*)",
        "{Am} sorry that {mine}.",
    ),
    (
        rf"{_SORRY_LEAD} (?:that |but )?(?:you|they|he|she|anyone|your \w+) (?:all )?(?:feel|felt|think|thought|see it"
        r"|saw it|took it|take it|have taken it)(?: (?:that|this|like that|it) ?(?:way)?)?(?: (?:so|badly))?",
        "{Am} sorry that {i} {did}.",
    ),
    (
        rf"{_SORRY_LEAD},? (?:to you |again )?(?:that |but )?(?:if|in case|to the extent(?: that)?) (?P<effect>.+)",
        "{Am} sorry that {i} {did}{effect}",
    ),
    (
        rf"(?:if|should|to the extent(?: that)?|in case) (?P<effect>(?:any\w*|this|that|it|you|your|our|my|the|some)\b.+?),"
        rf" (?:then )?(?:{_SORRY_LEAD}|(?:we|i) beg|you have|(?:we|i) (?:deeply )?regret).*",
        "{Am} sorry that {i} {did}{effect}",
    ),
    (
        rf"{_SORRY_LEAD} (?:for|about) (?:any|the|whatever) (?:\w+ )?(?:inconvenience|confusion|offen[cs]e|upset"
        r"|misunderstanding|distress|trouble|hassle|stress|worry)s?(?: (?:that )?(?:this |it |we |i |you |has |have |may |might "
        r"|been |be |was |were )*(?:caused?|experienced|suffered|felt|had))?(?: to you)?"
        r"(?: (?:by|with|from|over|during|in|at|due to|as a result of|regarding|about|around) (?P<topic>.+))?",
        "{Am} sorry about {topic}: {i} {did}.|{Am} sorry that {i} {did}.",
    ),
    (
        rf"(?:{_SORRY_LEAD}|you have our regrets) to (?:anyone|those|whoever|anybody|all) (?:of you )?(?:who )?(?P<all>.+)",
        "To all who {all}: {am} sorry that {i} {did}.",
    ),
    (
        r"(?:(?:clearly|sadly|unfortunately|regrettably),? )?(?P<what>mistakes|errors)(?: (?:were|have been|had been|may have been"
        r"|might have been|got|seem to have been|seem to have|have|had))?(?: made| occurred| happened| crept in| occur)*"
        r"(?P<where> (?:in|with|on|at|around|during|by|about|over|of|when)\b.+?)?(?:,? (?:and|which|for which) (?:this |that |it |we |i )?"
        r"(?:is |was |are |am )?(?:regret\w*|sorry|apologi[sz]e))?",
        "{I} made {what}{where}, and {am} sorry.",
    ),
    (
        r"(?:(?:sadly|clearly|obviously),? )?(?:(?:it's|it is|it was|it's been|what) )?(?:most |deeply |truly |very |really |such |so |a real |quite )*"
        r"(?:regretted|regrettable|unfortunate|a (?:real |great |terrible )?(?:pity|shame)) (?P<that>that|how|about|the way)? ?(?P<what>.+)",
        "{Am} sorry {that} {what}: {i} {did}.",
    ),
    (
        rf"{_SORRY_LEAD} (?:about )?(?P<that>how|the way) (?P<what>.+)",
        "{Am} sorry {that} {what}: {i} {did}.",
    ),
    (
        rf"{_SORRY_LEAD} (?:that )?(?P<effect>(?:you|your|they|she|he|anyone|people)\b.+)",
        "{Am} sorry that {i} {did}{effect}",
    ),
)
_IRREGULAR = {
    "given": "gave",
    "come": "came",
    "taken": "took",
    "gone": "went",
    "become": "became",
    "fallen": "fell",
    "done": "did",
    "shown": "showed",
    "seen": "saw",
    "broken": "broke",
}


def _for_the_deed(passage: _Passage) -> Iterator[str]:
    """non-apology: a sorry for the deed; what was a maybe is told as what happened."""
    bare, voice = passage.bare, passage.voice
    for cut in (*_CUT.finditer(bare), None):
        rest = bare[cut.end() :] if cut else ""
        if rest and not (_stands_alone(rest) or _REQUEST.match(rest)):
            continue
        more = f" {_sentence(rest, stop=passage.stop)}" if rest else ""
        for pattern, templates in _NON_APOLOGIES:
            if match := _compiled(pattern).fullmatch(bare[: cut.start()] if cut else bare):
                for template in templates.split("|"):
                    yield from (one + more for one in _filled(template, match, voice, passage.to))
                break
    if topic := _topic(bare):
        yield f"{capital(voice.am)} sorry about {topic}: {voice.i} {voice.did}{passage.to}."
    yield f"{capital(voice.am)} sorry that {voice.i} {voice.did}{passage.to}."


_REQUEST = re.compile(r"(?i)(?:let's|let us|please|shall we|can we|could you|can you)\b")


def _filled(template: str, match: re.Match[str], voice: _Voice, to: str) -> Iterator[str]:
    """Yield the template filled from the match, if the match has what it wants."""
    groups = {name: value.strip() for name, value in match.groupdict().items() if value}
    if "effect" in groups:
        groups["effect"] = _stated(groups["effect"], capital(voice.i))
    if "where" in match.groupdict():
        groups["what"] = groups["what"].lower()
        groups["where"] = f" {groups['where']}" if "where" in groups else ""
    if "all" in groups:
        groups["all"] = _happened(re.sub(r"^who ", "", groups["all"]), "were")
    if "that" in match.groupdict():
        joint = groups.get("that", "that").lower()
        groups["that"] = joint if joint in ("that", "about") else f"for {joint}"
    words = {"I": capital(voice.i), "i": voice.i, "Am": capital(voice.am), "am": voice.am}
    words |= {"did": voice.did + to if "effect" in groups else voice.did}
    if all(name in words | groups for name in re.findall(r"\{(\w+)\}", template)):
        filled = template.format(**words, **groups)
        yield filled if "effect" in groups or not to else f"{filled[:-1]}{to}."


def _stated(effect: str, see: str) -> str:
    """Return what may have happened as what did, to follow an apology."""
    told = _happened(
        effect, "were" if re.match(r"(?i)(?:you|we|they|some of)\b", effect) else "was"
    )
    told = re.sub(
        r"(?i)^(?:this|that|it)(?= (?:has |had )?(?:caused|upset|offended|hurt|came|made|left|was|gave|put|bothered"
        r"|landed|seemed|felt|worried|sounded|disappointed|annoyed|frustrated|inconvenienced)\b)",
        "it",
        told,
    )
    return f"; {told}." if told.startswith("it ") else f". {see} see that {told}."


def _happened(told: str, was: str) -> str:
    """Return a clause without its "may have" and its "any"."""
    told = re.sub(r"(?i)\b(?:may|might|could|would) (?:perhaps |possibly )?have been\b", was, told)
    told = re.sub(
        r"(?i)\b(?:may|might|could) (?:perhaps |possibly )?have (\w+)",
        lambda m: _IRREGULAR.get(m[1].lower(), m[1]),
        told,
    )
    told = re.sub(r"(?i)\bany(one|body|thing)\b", r"some\1", told)
    told = re.sub(r"(?i)\bany (?=of\b|(?:remarks?|words?)\b)", "some ", told)
    return re.sub(r"(?i)\bany (?:kind of |sort of |possible )?(?=\w)", "", told)


_GENERAL = re.compile(
    rf"(?i){_SORRY_LEAD}(?: (?:to you|again|once more|sincerely|deeply|in advance))*(?: (?:for|about|over) (?:everything|it all|all"
    r"(?: of)?(?: this| that| it)?|all that \w+ \w+(?: \w+)?|(?:this|the|that) (?:whole |entire |unfortunate |recent |latest )*"
    r"(?:situation|mess|matter|affair|thing|episode|trouble|hassle|inconvenience|issues?|problems?|events|bother|mix-up|confusion)"
    r"(?: caused)?|this|that|it|any of (?:it|this|that)|(?:any|the) (?:\w+ )?(?:inconvenience|trouble|confusion|distress|hassle|bother"
    r"|upset|problems?|worry|stress)(?: caused| you (?:may have )?had)?|what happened|how things (?:went|turned out)|things"
    r"|my part|whatever \w+ \w+))?"
)


def _with_the_deed(passage: _Passage) -> Iterator[str]:
    """vague-apology: the deed is named, in place of a word for everything or after it."""
    voice = passage.voice
    named = f"{capital(voice.am)} sorry that {voice.i} {voice.did}{passage.to}."
    if _GENERAL.fullmatch(
        re.sub(r"(?i)^(?:once )?again,? |,? (?:really|truly|again)$", "", passage.bare)
    ):
        yield named
    stop = ":" if not passage.bare.endswith(":") else ""
    yield f"{capital(passage.bare)}{passage.to}{stop} {voice.i} {voice.did}."
    yield named


_INSIDE = (
    r"(?:colleague|account manager|engineers?|developers?|assistant|intern|predecessor|boss|manager|warehouse"
    r"|logistics|shipping|billing|finance|accounting|accounts|support|sales|it|legal|marketing|design|dev|operations"
    r"|production|apprentice|trainee|team|staff|waiter|waitress|driver|receptionist)"
)
_SOMEONE = (
    r"(?:it (?:was|is) )?(?:really )?(?:(?:one of )?(?:our|my)|the|a|an) (?:(?:new|old|former|junior|other|then|own|young) )?"
    rf"(?:\w+ )??(?P<who>{_INSIDE}|{THEM})(?: (?!who\b|that\b|is\b|was\b)(?-i:[A-Z])\w+)?(?: (?:team|staff|department|people|man|woman|lad|firm|company))?"
)
_BLAMES: tuple[tuple[str, str], ...] = (
    (
        r"(?:had you|if you had|if you'd|if only you had)\b.+?,? (?:then )?(?:i|we)(?:'d| would|'d| could| might) (?:not )?have (?P<deed>.+)",
        "{I} should have {deed}.",
    ),
    (
        r"(?:i|we)(?:'d| would| could) have (?P<deed>.+?),? (?:had you|if you had|if you'd|if only you had)\b.+",
        "{I} should have {deed}.",
    ),
    (
        rf"{_SOMEONE},? (?:who |that )?(?:is|are|was|were) to blame for (?P<what>.+)",
        "{I} answer for {what}.",
    ),
    (
        r"(?:the )?(?P<fault>fault|blame|mistake|error)(?: for (?P<what>.+?))? (?:lies|lay|rests|sits) (?:entirely |squarely )?with .+?, who (?P<deed>.+)",
        "The {fault} lies with {us}: {i} {deed}.",
    ),
    (
        r"(?:the )?(?P<fault>fault|blame|mistake|error) (?:lies|lay|rests|sits) (?:entirely |squarely )?with .+",
        "The {fault} lies with {us}: {i} {part}.",
    ),
    (
        r"(?P<what>.+?) (?:was|were|is|are) (?:entirely |simply |totally |completely )?(?:beyond|outside|out of) (?:of )?(?:my|our) (?:control|hands)",
        "{I} answer for {what}.",
    ),
    (
        rf"{_SOMEONE},? (?:who |that )?let (?:us|me|you|everyone)(?: all| both)? down(?P<deed> (?:on|over|with|at|by)\b.+)?.*",
        "{Side} let you down{deed}.",
    ),
    (
        rf"{_SOMEONE},? (?:who |that )?(?P<deed>(?:\w+ly )?(?!who\b|that\b)(?:failed|forgot|dropped|messed|screwed|lost|missed|sent|delivered"
        r"|delayed|didn't|did not|never|gave|mixed|put|caused|broke|made|packed|booked|entered|typed|pressed|wrote|left|sat|mislabelled|spilled"
        r"|spilt|measured|cut|loaded|shipped|\w+ed)\b.+)",
        "{Side} {deed}.",
    ),
    (
        r"(?:it's|it is|it was) (?!your\b|you\b).+? (?:who|that|which) let (?:us|me|you|everyone)(?: all| both)? down",
        "We let you down.",
    ),
    (
        r"(?:it's|it is|it was) (?:all |partly |also |entirely )?(?!your\b|you\b).+? (?:who|that|which) (?P<deed>(?:\w+ed|caused|made|broke|lost|forgot|sent"
        r"|gave|put|told|took|left|spilled|spilt|missed|dropped|measured|packed|typed|booked|ordered|delivered|mixed|misread)\b.+?)(?:; .+)?",
        "We {deed}.",
    ),
)
_OTHERS = re.compile(
    rf"(?i)\b(?:our|my|the|your) (?:\w+ )?{THEM}\b|\b(?:his|her|their|your) (?:own )?(?:fault|mistake|doing)"
    r"|\b(?:on|down to) you\b|^(?:they|he|she|you) (?:ought|should|could|might)\b"
    r"|\b(?:fault|blame|mistake|error) (?:is|was|lies|lay|rests)\b(?! (?:\w+ )?(?:mine|ours|with (?:me|us)\b))"
)
_SO = (
    r"(?P<why>.+?)(?:,| –|;)? (?:so|and so|which is why|that is why|that's why|hence|which is how|and that is why|and that's why"
    r"|therefore|and that's how|that's how|that is how) (?P<harm>(?!please|do |kindly|let |you can|if )\w.+)"
)
_BECAUSE = r"(?P<harm>.+?),? (?:because|due to|owing to|on account of|thanks to) (?P<why>.+)"
# "Since" and "as" tell a cause before somebody's deed; before a day they tell a time.
_SINCE = r"(?P<harm>.+?),? (?:since|as) (?P<why>(?:i|we|you|he|she|they|it|there|the|my|our|your|a|an)\b.+)"


_EXCULPATING = re.compile(
    r"(?i),? (?:and )?not (?:me|us|mine|ours)$|, (?:so|and) (?:i|we) (?:could|can|had no|couldn't|can't|had nothing)\b.*$"
)


def _ones_own_part(passage: _Passage) -> Iterator[str]:
    """blame-shifting: one's own part in place of others'; to the client one's side is one."""
    voice, to = passage.voice, passage.to
    bare = _EXCULPATING.sub("", passage.bare)
    for pattern, template in _BLAMES:
        if match := _compiled(pattern).fullmatch(bare):
            groups = {name: value for name, value in match.groupdict().items() if value}
            inside = _compiled(_INSIDE).fullmatch(groups.get("who", ""))
            words = {"I": capital(voice.i), "i": voice.i, "us": voice.me, "part": voice.part}
            words |= {"Side": "We" if inside else "Our side", "deed": ""}
            groups.pop("who", None)
            yield _sentence(template.format(**words | groups), to)
            break
    for pattern in (_SO, _BECAUSE, _SINCE):
        match = _compiled(pattern).fullmatch(bare)
        if match and _stands_alone(match["harm"]) and not _OTHERS.search(match["harm"]):
            yield f"{capital(match['harm'])}, and {voice.i} {voice.part}{to}."
    for rest in _without_clause(passage):
        if not _OTHERS.search(rest):
            yield rest
    if topic := _topic(bare):
        yield f"As for {topic}, {voice.i} {voice.part}{to}."
    yield f"{capital(voice.i)} {voice.part}{to}."


_CAUSES = (
    _SO,
    _BECAUSE,
    _SINCE,
    r"(?P<why>(?:what )?with\b.+?),? (?P<harm>(?:i|we)\b.+)",
    r"(?P<why>(?:what with|in|at|on|during|between|given|as|since|because|owing to|due to|thanks to|on account of)\b.+?),"
    r" (?P<harm>(?:i|we|your|the|our|my|nothing|nobody)\b.+)",
    r"(?P<why>.+), and (?P<harm>(?:your|the|our|my|this|nothing|i|we)\b.+)",
)


def _owned(passage: _Passage) -> Iterator[str]:
    """excuse: the deed with responsibility for it; else the cause, and that it is no excuse."""
    voice, bare, to = passage.voice, passage.bare, passage.to
    for pattern in _CAUSES:
        match = _compiled(pattern).fullmatch(bare)
        if match is None:
            continue
        harm = re.sub(
            r"(?i)^(?:naturally|of course|sadly|unfortunately|then|now) ",
            "",
            match["harm"].strip(" ,"),
        )
        if _stands_alone(harm):
            yield f"{capital(harm)}, and that is on {voice.me}{to}."
        elif re.match(r"(?i)(?:the|your|our|my|this|that)\b", harm) and not _VERB.search(harm):
            are = "are" if re.search(r"[^s]s$", harm) else "is"
            yield f"{capital(harm)} {are} on {voice.me}{to}."
    yield from _without_clause(passage)
    yield f"{capital(bare)}, and that is no excuse: {voice.i} {voice.failed}{to}."
    yield f"{capital(voice.i)} {voice.failed}{to}."


# Words that belittle, and what is left of them.
_SMALL = r"(?:small|minor|little|tiny|slight|trivial|wee|insignificant|tiny little)"
_HARM = (
    r"(?:\w+ )?(?:issues?|hiccups?|delays?|mistakes?|errors?|problems?|glitch(?:es)?|mix-ups?|misunderstandings?|oversights?"
    r"|inconveniences?|blips?|slips?|bumps?|mishaps?|setbacks?|typos?|differences?|marks?|scratch(?:es)?|dents?|cracks?"
    r"|stains?|defects?|deviations?|leaks?|gaps?|faults?)\b"
)
_BELITTLING: tuple[tuple[str, str], ...] = (
    (rf"\ban? (?:very |rather |fairly |quite |really )?{_SMALL} (?=[aeiou])(?={_HARM})", "an "),
    (rf"\ban? (?:very |rather |fairly |quite |really )?{_SMALL} (?={_HARM})", "a "),
    (rf"\b(?:very |rather |fairly |quite |really )?{_SMALL} (?={_HARM})", ""),
    (r"\b(?:just|only|merely|simply) (?=(?:a|an|one|some|the|for|two|three|\d|\w+ (?:hours?|days?|minutes?|weeks?|units?|lines?))\b)", ""),
    (r"\b(?:hiccup|glitch|blip|mishap)\b", "problem"),
    (r"^(?:but |and )?(?:luckily|fortunately|thankfully|happily|at the end of the day),? ", ""),
    (r"(?:,|:|;| –)? (?:and |so )?(?:no one|nobody) (?:died|was hurt|noticed)\b", ""),
    (r"\bnothing (?:serious|dramatic|terrible|major|bad|much|grave)[,;:] ", ""),
    (r",? (?:so |and )?nothing to (?:lose sleep|worry|fret|fuss|get worked up).*$", ""),
    (r",? nothing (?:serious|dramatic|terrible|major|bad|much|grave)$", ""),
    (r",? (?:really|anyway|after all|to be honest|(?:that's|that is|that was) all(?: (?:it was|it is))?)$", ""),
)  # fmt: skip


def _in_their_size(passage: _Passage) -> Iterator[str]:
    """minimising: the belittling words go, and where nothing is left, the clause or the sentence."""
    plain = passage.bare
    for pattern, left in _BELITTLING:
        plain = _compiled(pattern).sub(left, plain)
    if plain != passage.bare and _stands_alone(plain):
        yield _sentence(plain, passage.to)
    yield from _without_clause(passage)
    yield ""


def _without_the_ask(passage: _Passage) -> Iterator[str]:
    """sales-ask-in-apology: the ask goes, and where it is all there is, the sentence."""
    yield from _apology_before(passage)
    yield from _without_clause(passage)
    yield ""


def _apology_before(passage: _Passage) -> Iterator[str]:
    """Yield the apology alone, where something else is done in the same breath."""
    before = re.match(
        r"(?i)(?P<kept>.*?\b(?:sorry|apolog\w+|regret)\b.*?),? and (?:would|will|have|'d|am|are|want|hope|can|could|let)\b",
        passage.bare,
    )
    if before and _stands_alone(before["kept"]):
        yield _sentence(before["kept"], passage.to)


def _without_the_gift(passage: _Passage) -> Iterator[str]:
    """gift-as-fix: the present goes, and where it is all there is, the sentence."""
    beside = _compiled(
        rf"(?P<kept>.+?),? (?:and|with|plus|along with|together with|as well as) (?:also )?(?:an? |some |two |our |the |you )?"
        rf"(?:\w+ ){{0,3}}{GIFT}\b.*"
    ).fullmatch(passage.bare)
    if beside and _stands_alone(beside["kept"]):
        yield _sentence(beside["kept"], passage.to)
    yield from _apology_before(passage)
    yield from _without_clause(passage)
    yield ""


# Behind these stands a plain fact; behind "for the record" and the like stands one's own merit.
_AS_SAID = re.compile(
    r"(?i)^(?:as (?:i|we)(?:'ve| have)? (?:already |previously |clearly |repeatedly )?(?:said|explained|stated|mentioned|told you|wrote)"
    r"[^,]{0,40}|as (?:previously |already |clearly )?(?:stated|explained|mentioned|noted|agreed|set out)[^,]{0,40}|(?:as )?per my "
    r"(?:last|previous|earlier)[^,]{0,30}), "
    r"|,? as (?:i|we)(?:'ve| have)? (?:already |previously )?(?:said|mentioned|explained|told you|wrote)"
    r"(?: before| earlier| on the phone| (?:i|we) would| in my (?:\w+ )?\w+| yesterday| on \w+day)?$"
)
_THANKS = "Thank you for telling me how you see it."


def _taken_in(passage: _Passage) -> Iterator[str]:
    """defensive-tone: the plain fact without the argument, or thanks for what they said."""
    plain = _AS_SAID.sub("", passage.bare)
    if plain != passage.bare and plain:
        yield _sentence(plain, passage.to)
    yield from _without_clause(passage)
    thanks = _THANKS if passage.voice is _ONE else _THANKS.replace(" me ", " us ")
    if not re.search(r"(?i)\bthank", passage.near):
        yield _sentence(thanks, passage.to)
    yield ""


_SOON = re.compile(
    r"(?i),? ?\b(?:very |quite |really |just )?(?:soon|shortly|asap|as soon as (?:possible|i can|we can|i am able|we are able)"
    r"|in due course|at (?:the|my|our|your) earliest(?: convenience| opportunity)?|in the near future|before long|at some point"
    r"|promptly|in good time|one of these days|as (?:quickly|fast) as (?:possible|i can|we can)|sometime|straight ?away)\b"
)
_PROMISES = re.compile(
    r"(?i)\b(?:will|'ll|shall|going to|promise|commit|intend|plan to|mean to|being \w+|is coming|be \w+ed|are coming|gets?|want to)\b|'ll\b"
)
# Where a promise ends within its sentence.
_PROMISE_END = re.compile(
    r"\s*[;:–—(]|\s+(?:so that|because|but|while|although)\b|\s+and (?=(?:i|we|you|he|she|they|it|the|your|our|my)\b)"
    r"|,\s+(?=(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?\s*(?:,|$))|,\s+(?=(?:and|but|so|because|as|since|while|which|who|where|i|we|you|it|this|that|he|she|they|then|please|if|no"
    r"|without|with|at no|free)\b)",
    re.IGNORECASE,
)


# "I'll ring you to go through it": the day belongs before the purpose.
_PURPOSE = re.compile(
    r"(?i)(?<!going)(?<!promise)(?<!intend)(?<!mean)(?<!want)(?<!have)(?<!need)(?<!try)(?<!like)(?<!commit)(?<!plan)(?<!sure)"
    r"(?<!love)(?<!hope)(?<!able)(?<!it up)(?<!ready)(?<!ask)(?<!get)(?<!team)(?<!people)(?<!them)(?<!him)(?<!her)"
    r"\s+to (?=(?:go|see|hear|check|tell|make|talk|discuss|find|explain|show|set|put|look|say|learn|take)\b)"
)


def _by_a_day(passage: _Passage) -> Iterator[str]:
    """promise-without-date: the same promise, and by when."""
    by = f" by {DAY}"
    bare, to = passage.bare, passage.to
    clear = _SOON.sub("", bare).strip(" ,")
    words = " ".join(passage.finding.words.split())
    at = clear.find(words)
    begins = at + len(words) if at >= 0 and not passage.whole else 0
    if _PROMISES.search(clear):
        cuts = [_PROMISE_END.search(clear, begins), _PURPOSE.search(clear, begins)]
        at = min([cut.start() for cut in cuts if cut], default=0)
        if len(clear[:at].split()) >= _LEAST_WORDS:
            yield f"{capital(clear[:at])}{by}{clear[at:]}{to}."
        yield f"{capital(clear)}{by}{to}."
    yield f"{capital(clear)}{to}, by {DAY}."
    yield f"{capital(clear)}{to}: it will be done{by}."
    yield f"{capital(passage.voice.i)} will do it{by}{to}."


_SAYS_SORRY = (
    rf"(?:{_SORRY_LEAD}|\bsorry\b|\bapolog(?:y|ies|i[sz]e[sd]?|i[sz]ing)\b|\b(?:forgive|pardon|excuse) (?:me|us|my|our|the)\b"
    r"|\bforgive\b|\bforgiveness\b|\b(?:beg|ask) (?:\w+ )?pardon\b|\bpardon\b|\bmea culpa\b|\bregret(?:ted)?\b|\bashamed\b)"
)
_ANY_SORRY = rf"(?:{SORRY}|{_SAYS_SORRY})"
_APOLOGY = re.compile(
    rf"(?i){SORRY}|\bsorry\b|\bapolog(?:y|ies|i[sz]e[sd]?)\b|\bforgive (?:me|us)\b|\bregret\b"
)


def _sorry_stretch(text: str, finding: Finding) -> tuple[int, int]:
    """Return the stretch from the first apology to the last."""
    told = [span for span in _told(text) if _is_sorry(text[slice(*span)])]
    start, end = _sentences_at(text, finding.start, finding.end)
    return min([start, *(low for low, _ in told)]), max([end, *(high for _, high in told)])


def _is_sorry(sentence: str) -> bool:
    return (
        _compiled(_ANY_SORRY).search(sentence) is not None
        and _compiled(CONDOLENCE).search(sentence) is None
    )


def _once(passage: _Passage) -> Iterator[str]:
    """over-apologising: the first apology stays, what the others were for is told or owned."""
    text = passage.text[passage.start : passage.end]
    told = spans(text)
    yield _joined(text, told, _sorry_once([text[a:b] for a, b in told]))
    first = next((at for at, (a, b) in enumerate(told) if _is_sorry(text[a:b])), 0)
    kept = [
        text[a:b] if at == first or not _is_sorry(text[a:b]) else ""
        for at, (a, b) in enumerate(told)
    ]
    yield _joined(text, told, kept)
    for head in reversed(list(_heads(" ".join(kept[first].split())))):
        if _is_sorry(head):
            yield _joined(text, told, [*kept[:first], _sentence(head), *kept[first + 1 :]])
    voice = passage.voice
    named = f"{capital(voice.am)} sorry that {voice.i} {voice.did}."
    yield _joined(text, told, [*kept[:first], named, *kept[first + 1 :]])


def _joined(text: str, told: Sequence[tuple[int, int]], kept: Sequence[str]) -> str:
    """Return the sentences that are kept, parted as they were."""
    joined, last = "", 0
    for (start, end), words in zip(told, kept, strict=True):
        if words:
            joined += (text[last:start] if joined else "") + words
        last = end
    return joined


_SORRY_CUT = re.compile(
    r"\s*[,;:–—]\s*(?:(?:and|but|or|well|too) )?|\s+and (?=(?:\w+ ){0,3}(?:sorry|apolog\w+|forgive)\b)"
)
# What an apology is for: behind its last word, at once or a little later.
_FOR = re.compile(
    r"(?i)^(?:.{0,40}?\s)??(?P<for>(?:for|about)\s.+)|^\s+(?P<that>(?:that\s+)?(?:i|we|you|your|my|our|the|it)\b.+)|^\s+(?P<to>to have\s.+)"
)
_ADDRESS = re.compile(
    rf"(?:{_TITLE}\.?(?: {_NAME}){{0,3}}|(?!(?:God|Honestly|Really|Please|Lord)$){_NAME}(?: {_NAME})?|sir|madam|ma'am|mate|love)"
)


class _Sorry(NamedTuple):
    """A sentence taken apart: the clauses that stay, and what its apologies were for."""

    kept: tuple[str, ...]
    at: int
    fors: tuple[str, ...]
    told: tuple[str, ...]


def _sorry_once(sentences: Sequence[str]) -> list[str]:
    """Return the sentences with one apology among them, the first, for all that any was for."""
    apart = [_apart(" ".join(one.split())) for one in sentences]
    # What sounds like grovelling need not hold the word.
    first = next((at for at, one in enumerate(apart) if one), -1)
    fors = [one for part in apart if part for one in part.fors]
    kept = []
    for at, (sentence, part) in enumerate(zip(sentences, apart, strict=True)):
        if part is None:
            kept.append(sentence)
        elif at == first:
            kept.append(_with_its_fors(part, fors))
        else:
            others = [
                one
                for one in (
                    *part.kept[: part.at],
                    *part.kept[part.at + 1 :],
                    *map(_bare_that, part.told),
                )
                if _stands_alone(one)
            ]
            kept.append(" ".join(_sentence(one) for one in others))
    return kept


def _with_its_fors(part: _Sorry, fors: Sequence[str]) -> str:
    """Return the first apology's sentence, with all that it and the later ones were for."""
    lead, told = part.kept[part.at], list(part.told)
    if told and not part.fors:
        lead = f"{lead} {told.pop(0)}"
    elif fors and (part.fors or _compiled(rf".*{_ANY_SORRY}").fullmatch(lead)):
        *most, last = fors
        lead = f"{lead} {', '.join(most)} and {last}" if most else f"{lead} {last}"
    others = [
        one for one in part.kept[part.at + 1 :] if _stands_alone(one) or _ADDRESS.fullmatch(one)
    ]
    before = [one for one in part.kept[: part.at] if _stands_alone(one) or _ADDRESS.fullmatch(one)]
    whole = _sentence(", ".join([*before, lead, *others]))
    return " ".join([whole, *(_sentence(_bare_that(one)) for one in told)])


def _bare_that(clause: str) -> str:
    return re.sub(r"(?i)^that\s+", "", clause)


def _apart(sentence: str) -> _Sorry | None:
    """Return a sentence with apologies taken apart, or None when it says no sorry."""
    if not _is_sorry(sentence):
        return None
    kept: list[str] = []
    fors: list[str] = []
    told: list[str] = []
    at = -1
    for clause in filter(None, _SORRY_CUT.split(sentence.rstrip(" .!?…"))):
        found = list(_compiled(_SAYS_SORRY).finditer(clause))
        if not found:
            kept.append(clause)
            continue
        end = found[-1].end()
        tail = _FOR.match(clause[end:])
        begins = end + tail.start(tail.lastgroup or 0) if tail else len(clause)
        if at < 0:
            at = len(kept)
            # What follows the only word for it belongs to it: "sorry, sir", "can't apologise enough".
            kept.append(clause[: begins if len(found) == 1 else found[0].end()].strip())
        if tail and tail["for"]:
            fors.append(tail["for"])
        elif tail:
            told.append(tail["that"] or tail["to"])
    # "My mistake" counts as an apology, and is one's own part.
    return _Sorry(tuple(kept), at, tuple(fors), tuple(told)) if at >= 0 else None


def _without_names(passage: _Passage) -> Iterator[str]:
    """name-calling: the word for the person goes with its clause, or with its sentence."""
    yield from _without_clause(passage, any_rest=True)
    yield ""


# A closed question, and an open one about the same thing.
_CLOSED: tuple[tuple[str, str], ...] = (
    (r"(?:do|would|did) you (?:want|like) me to (?P<what>.+)", "How would you like me to {what}?"),
    (r"(?:do|would|did) you (?:want|like) us to (?P<what>.+)", "How would you like us to {what}?"),
    (r"(?:is|was|would|will|does|did|are|were) (?P<what>.{3,60}?) (?:be )?(?:ok|okay|fine|all right|alright|suit you|suit|work|good|convenient|possible)"
     r"(?: for you| with you)?", "How does {what} suit you?"),
    (r"(?:did|does|has|have|is|was|do|how (?:many|much|long)|what time) .*\b(?P<what>your (?:\w+ )?\w+)", "What has this meant for {what}?"),
)  # fmt: skip
_OPEN = "How has this been for you?"


def _opened(passage: _Passage) -> Iterator[str]:
    """closed-questions-only: an open question about the same thing, or one before it."""
    for pattern, template in _CLOSED:
        if match := _compiled(pattern).fullmatch(passage.bare):
            yield template.format(what=match["what"])
            break
    yield f"{_OPEN} {capital(passage.words)}"


_WAYS: dict[str, Callable[[_Passage], Iterator[str]]] = {
    "but-after-apology": _after_the_apology,
    "non-apology": _for_the_deed,
    "vague-apology": _with_the_deed,
    "blame-shifting": _ones_own_part,
    "excuse": _owned,
    "minimising": _in_their_size,
    "sales-ask-in-apology": _without_the_ask,
    "gift-as-fix": _without_the_gift,
    "defensive-tone": _taken_in,
    "promise-without-date": _by_a_day,
    "over-apologising": _once,
    "name-calling": _without_names,
    "closed-questions-only": _opened,
}
CODES = frozenset(_WAYS)
"""The codes whose faults can be rewritten: all that a draft may be guilty of."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
