"""Checks of words: the faults in a message the user means to send, and in a coach's answer."""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace

from coach import answers, grounds, wording
from coach.articles import Passage
from coach.errors import LibraryError
from coach.findings import Finding
from coach.mails import own_words
from coach.placeholders import filled
from coach.rules import RULES, Rule, compiled
from coach.sentences import spans, straight

__all__ = [
    "RULES",
    "Finding",
    "Rule",
    "breaks",
    "faults",
    "in_answer",
    "in_draft",
    "without_handed",
]

_PIECE = 20_000  # characters; longer than any message
_MOST = 100  # findings of one rule in one text; nobody reads more
_REACH = 300  # characters on either side that `unless` sees; keeps one endless sentence cheap
_MARKERS = re.compile(r"\[\d{1,3}\]")
_QUOTE = re.compile(r'"[^"\n]{1,600}"')


def faults(
    question: str,
    answer: str,
    citations: Sequence[str] | None = None,
    required: Sequence[str] = (),
    *,
    own: Sequence[Passage] = (),
) -> tuple[Finding, ...]:
    """Return the faults of any coach's answer, by where they start; no model and no settings are used.

    Args:
        question: What was asked.
        answer: The answer, with markers such as ``[1]``; an empty one is a fault.
        citations: The step ids in the order of their numbers; None reads them from lines
            ``[n] article/step`` at the end of the answer.
        required: Steps that the answer must cite; a twin of a step counts as the step.
        own: Passages of the user's own articles, which may be cited like those of the six.

    >>> from coach import checks
    >>> found = checks.faults("I was late.", "Own the delay, and say so today. [1]", ["four-steps/own"])
    >>> [one.code for one in found]
    []
    >>> found = checks.faults("I was late.", "Send her a hamper to smooth it over.", [])
    >>> [one.code for one in found]
    ['gift-as-fix', 'no-citation']
    """
    parsed = answers.parse(answer, citations)
    body = answer[: parsed.body_end]
    # What is handed over to be sent tells of the case, and rests on no article.
    _, prose = _parted(straight(body))
    told = replace(parsed, sentences=tuple(answers.sentences_of(prose)))
    found = [
        *in_answer(body),
        *answers.structure(question, parsed, required, {passage.id for passage in own}),
        *_too_long(prose),
        *grounds.unsupported(told, own),
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def without_handed(text: str) -> str:
    """Return an answer's own prose: a ``~`` for each character that it hands over or quotes."""
    return _parted(straight(text))[1]


def _too_long(prose: str) -> list[Finding]:
    """Return a finding when there are too many words besides those that are handed over."""
    count = len(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", _MARKERS.sub(" ", prose)))
    if count <= answers.MOST_WORDS:
        return []
    reason = f"The answer has {count} words; {answers.MOST_WORDS} are the most that is read."
    return [Finding("over-long", "", 0, 0, reason, "", "Keep what the person needs first.")]


def in_draft(text: str) -> tuple[Finding, ...]:
    """Return the faults in a message that the user means to send, by where they start.

    Quoted mail, headers, signatures and words in quotation marks are left alone. What the user has
    still to fill in, such as ``[day and time]``, counts as filled in.
    """
    own = filled(own_words(straight(text)))
    lines = _Lines(own)
    found = [f for rule in RULES if "draft" in rule.where for f in _broken(rule, lines, text)]
    heard = _heard(own, text, found)
    return _ordered([*heard, *_closed_questions(lines, text)])


def by_rules(text: str, code: str) -> tuple[Finding, ...]:
    """Return the faults of one code that the rules alone find in a draft; its sense is not heard."""
    lines = _Lines(filled(own_words(straight(text))))
    rules = [rule for rule in RULES if rule.code == code and "draft" in rule.where]
    found = [finding for rule in rules for finding in _broken(rule, lines, text)]
    asked = _closed_questions(lines, text) if code in _COUNTED else ()
    return _ordered([*found, *asked])


def in_answer(text: str) -> tuple[Finding, ...]:
    """Return the faults that an answer enacts or recommends, by where they start.

    It enacts what stands in words it hands the user to send: quotation marks, lines that begin
    with ``Say:`` or ``>``. It recommends what its prose tells the user to do. A warning is none.
    """
    plain = straight(text)
    handed, prose = _parted(plain)
    said, told = _Lines(handed), _Lines(prose)
    in_said: list[Finding] = []
    in_told: list[Finding] = []
    for rule in RULES:
        if rule.where == ("answer",):
            in_told += _broken(rule, told, text, _recommended if rule.order else _meant)
        elif "answer" in rule.where:
            in_said += _broken(rule, said, text)
    return _ordered(
        [
            *_heard(handed, text, in_said, quoted=True),
            *_heard(prose, text, in_told, handed=False),
            *_closed_questions(said, text),
        ]
    )


def breaks(rule: Rule, text: str) -> bool:
    """Return whether the words of one rule alone, whatever they sound like, find its fault in the text."""
    plain = straight(text)
    if rule.where == ("answer",):
        told = _Lines(_parted(plain)[1])
        return bool(_broken(rule, told, text, _recommended if rule.order else _meant))
    return bool(_broken(rule, _Lines(own_words(plain)), text))


# From which log-odds on words sound like a fault that no rule knows them by, in a whole message;
# chosen on the texts of authors whom the ear was not taught on.
_SURE = {
    **{"but-after-apology": 3.0, "blame-shifting": 1.75, "defensive-tone": 2.25, "excuse": 1.5},
    **{"gift-as-fix": 1.5, "minimising": 1.75, "name-calling": 0.5, "over-apologising": 3.0},
    **{"promise-without-date": 1.25, "vague-apology": 1.25, "sales-ask-in-apology": 1.5},
}
_SURE_OF_ANY = 2.0
# In a few sentences, which stand without the message that they belong in; there the deed of an
# apology that sounds vague may stand beside it.
_WHOLE_WORDS = 40
_SURE_ALONE, _SURE_VAGUE = 3.75, 6.0
# In advice: to name a fault in order to warn of it sounds much the same.
_SURE_ADVICE = 4.0
# Of these a rule knows the words and not what stands around them: below so many log-odds it is no
# fault, in a whole message and elsewhere.
_NOT_SO = {
    **{"blame-shifting": 0.0, "sales-ask-in-apology": 0.0, "vague-apology": -1.0, "excuse": -1.0},
    **{"minimising": -1.0, "name-calling": -2.0, "non-apology": -2.0, "gift-as-fix": -2.0},
    **{"defensive-tone": -2.0, "but-after-apology": -3.0, "promise-without-date": -3.0},
}
_HARDLY = {"vague-apology": -3.0}
# Longer texts are no message.
_MOST_HEARD = 6_000
# Two questions, and none of them open: that is counted, and not a matter of how words sound.
_COUNTED = frozenset({"closed-questions-only"})


def _heard(
    part: str, text: str, found: Sequence[Finding], *, handed: bool = True, quoted: bool = False
) -> Iterator[Finding]:
    """Yield what the rules have found and the words bear out, and what the words alone sound like.

    Args:
        part: What is read of the text, each character where it was.
        text: The text that the findings quote.
        found: What the rules have found in it.
        handed: Whether it is to be sent; else it is advice.
        quoted: Whether it is to be sent and an answer hands it over.
    """
    # What was blanked out is no word.
    bare = part[:_MOST_HEARD].replace("~", " ")
    try:
        sounds = wording.sounds(bare, handed=handed) if bare.strip() else ()
    except LibraryError:
        # Then the rules alone decide; ``coach doctor`` says what is missing.
        yield from found
        return
    odds = {one.code: one.odds for one in sounds}
    whole = handed and len(bare.split()) >= _WHOLE_WORDS
    vetoed = _NOT_SO if whole else _HARDLY
    for one in found:
        if odds.get(one.code, 0.0) >= vetoed.get(one.code, -math.inf):
            yield one
    known = {one.code for one in found} | _COUNTED
    new = [
        one
        for one in sounds
        if one.code not in known
        and one.odds >= _sure(one.code, handed=handed, whole=whole, quoted=quoted)
    ]
    # To look for what the rules spare is to match them all once more: only where it can matter.
    spared = _spared(_Lines(bare), {one.code for one in new}) if new else frozenset()
    for sound in new:
        if sound.code not in spared:
            words = text[sound.start : sound.end]
            told = _told_of(sound.code, handed=handed)
            yield Finding(sound.code, words, sound.start, sound.end, *told)


def _sure(code: str, *, handed: bool, whole: bool, quoted: bool) -> float:
    """Return from which log-odds words that no rule knows are a fault."""
    if not handed:
        return _SURE_ADVICE
    if not whole:
        return _SURE_VAGUE if code == "vague-apology" else _SURE_ALONE
    sure = _SURE.get(code, _SURE_OF_ANY)
    return max(sure, _SURE_ALONE) if quoted else sure


def _told_of(code: str, *, handed: bool) -> tuple[str, str, str]:
    """Return reason, step and fix as the rule of the code gives them."""
    rules = [rule for rule in RULES if rule.code == code]
    where = [rule for rule in rules if (rule.where == ("answer",)) != handed] or rules
    return (where[0].reason, where[0].step, where[0].fix) if where else _WITHOUT_RULES[code]


_WITHOUT_RULES = {
    "closed-questions-only": (
        "Every question can be answered with yes, no or a figure.",
        "mend-fences/open-questions",
        'Ask one open question, one that begins with "how" or "what".',
    ),
    "contradicts-source": (
        "The articles advise against this, or for the opposite.",
        "",
        "Look at what the step says, and say that.",
    ),
}


class _Lines:
    """A text with one sentence a line, each character where it was."""

    def __init__(self, text: str) -> None:
        # In pieces: finding sentences in one endless line costs the square of its length.
        self.spans = [
            (at + start, at + end)
            for at in range(0, len(text), _PIECE)
            for start, end in spans(text[at : at + _PIECE])
        ]
        pieces, at = [], 0
        for start, end in self.spans:
            pieces += ["\n" * (start - at), text[start:end].replace("\n", " ")]
            at = end
        self.text = "".join(pieces) + "\n" * (len(text) - at)
        self.starts = [start for start, _ in self.spans]

    def number(self, at: int) -> int:
        return max(0, bisect_right(self.starts, at) - 1)

    def around(self, start: int, end: int, reach: int) -> str:
        """Return the sentence, and as many neighbours as asked for, near the place."""
        number = self.number(start)
        first = self.spans[max(0, number - reach)][0]
        last = self.spans[min(len(self.spans) - 1, number + reach)][1]
        return self.text[max(first, start - _REACH) : min(last, end + _REACH)]

    def before(self, start: int) -> str:
        """Return the sentence before and this one up to the place."""
        first = self.spans[max(0, self.number(start) - 1)][0]
        return self.text[max(first, start - _REACH) : start]


_Test = Callable[[_Lines, int, int], bool]


def _broken(rule: Rule, lines: _Lines, text: str, test: _Test | None = None) -> list[Finding]:
    found: list[Finding] = []
    for match in compiled(rule.pattern).finditer(lines.text):
        if _excused(rule, lines, match) or (test and not test(lines, match.start(), match.end())):
            continue
        name = next((n for n, words in match.groupdict().items() if words), 0)
        if len(found) == _MOST:
            break
        start, end = match.span(name)
        found.append(
            Finding(rule.code, text[start:end], start, end, rule.reason, rule.step, rule.fix)
        )
    return found[:1] if len(found) >= rule.least > 1 else found if rule.least == 1 else []


def _spared(lines: _Lines, codes: Set[str]) -> frozenset[str]:
    """Return those of the codes whose words stand in the text in a way that a rule says is harmless."""
    return frozenset(
        rule.code
        for rule in RULES
        if rule.code in codes
        and rule.unless
        and any(
            _excused(rule, lines, match) for match in compiled(rule.pattern).finditer(lines.text)
        )
    )


def _excused(rule: Rule, lines: _Lines, match: re.Match[str]) -> bool:
    if rule.near and not compiled(rule.near).search(lines.before(match.start())):
        return True
    window = lines.around(match.start(), match.end(), rule.reach)
    return any(compiled(pattern).search(window) for pattern in rule.unless)


def _ordered(found: list[Finding]) -> tuple[Finding, ...]:
    # Two rules of one code may meet in the same words: the first, longer one stands.
    kept: list[Finding] = []
    ends: dict[str, int] = {}
    for finding in sorted(found, key=lambda f: (f.start, -f.end, f.code)):
        if finding.start >= ends.get(finding.code, 0):
            kept.append(finding)
            ends[finding.code] = finding.end
    return tuple(kept)


# How an answer warns, and how it tells someone to act.
_POSITIVE = re.compile(
    r"(?i)\b(?:don't|do not|never|shouldn't|why not|not) (?:ever )?(?:forget|hesitate"
    r"|be (?:afraid|shy|scared)|just|only|fail|miss|wait to|skip|underestimate|neglect)\b("
    r"?: to)?"
    r"|\bwhy not\b|\b(?:can't|cannot|couldn't|won't|wouldn't|doesn't|never|not) (?:hurt"
    r"|hurts|harm|go wrong)|\b(?:isn't|not) a bad (?:idea|move)|\bno (?:harm|problem"
    r"|shame)\b|\bnothing wrong with\b"
)
_WARNING = re.compile(
    r"(?i)\b(?:don't|do not|dont|never|not|no|nor|neither|without|avoid(?:s|ing)?|refrain"
    r"|resist(?:ing)?|instead of|rather than|stop|skip|forget|leave out|leave off|hold off"
    r"|hold back|beware|steer clear|stay away|keep from|"
    r"no need|shouldn't|should not|mustn't|must not|can't|cannot|won't|wouldn't|isn't"
    r"|aren't|wasn't|doesn't|didn't|needn't|nothing|nobody|none|tempt(?:ed|ing|ation)|urge"
    r"|impulse|mistake|wrong|unwise|risky|harmful|hollow|worse|worst|danger(?:ous)?|"
    r"bad (?:idea|move|time|moment)|too (?:early|soon)|backfires?|undo(?:es)?|cheapens?"
    r"|spoils?|ruins?|harms?|hurts?|poisons?|bribe|trap|error|resistance|before|less"
    r"|only make|poor|warns?|caution|against|out of)\b"
)
_AFTER = re.compile(
    r"(?i)\b(?:is|are|was|would be|will be|may be|can be|could be|makes?|feels?|looks?"
    r"|sounds?|reads?|comes? across|seems?)\b.{0,30}\b(?:mistake|wrong|worse|worst|bad"
    r"|risky|bribe|hollow|insincere|cheap|unwise|trap|error|harm\w*|too (?:early|soon)"
    r"|defensive|fake|false|tempting|buying|selling|off the table|dangerous|weak|empty"
    r"|nothing|poor|evasive)\b"
    r"|\b(?:does|do|will|would|did|is|are|can) not\b"
    r"|\b(?:won't|wouldn't|doesn't|don't|cannot|can't|isn't|aren't|never|not|nobody"
    r"|nothing|no one|backfires?|undo(?:es)?|cheapens?|spoils?|ruins?|harms?|hurts?"
    r"|poisons?|makes? (?:it|things|matters) worse|cancels?|kills?|costs? you|later"
    r"|another day)\b"
)
_NARRATIVE = re.compile(
    r"(?i)\b(?:if|when|whenever|whether|before|until|unless|by the time|as soon as|even if"
    r"|the more|once|after|because|since|that|while|what|why|how) (?:\w+ ){0,2}(?:you|they"
    r"|he|she|it|people|vendors?|sellers?|someone|anyone|many|we|i)(?: (?:only|also|just"
    r"|then|still|even|always|should|would|could|can|will))* ?$"
    r"|\b(?:wanted|want|planned|plan|hoped?|hoping|tried|asked|promised|offered|decided"
    r"|thinking|meant|used|having|going|chose|managed|wish) (?:of |about )?(?:to )?$"
)
_MAY = re.compile(
    r"(?i)\b(?:you(?:'ll|'d)? (?:may|might|will|'ll|do|could|should)? ?(?:also )?want"
    r"|i(?:'d| would) (?:want|like)) (?:you )?to $"
)
_LEAD = re.compile(
    r"(?i)(?:^|[,;:)*_\]–—-]|\b(?:and|then|or|but|so|also|please|to|could|can|should|might"
    r"|may|must|you|you'd|you'll|will|would|just|perhaps|maybe|first|next|finally|instead"
    r"|now|today|tomorrow|even|always|simply|gladly|kindly|afterwards?|better|consider|try"
    r"|by|suggest|recommend|start|about|of|with|for|as|like|let's|rather|definitely|not"
    r"|sure|\w+ly|step|means|is|well|do))[\s\"'*_]*$"
)
_NONE = re.compile(
    r"(?i)\S+ (?:\w+ )?(?:no|nothing|neither|without)\b|.{0,200}\b(?:won't|wouldn't"
    r"|doesn't|isn't|cannot|can't|(?:does|do|will|would|is|can) not)\b"
)
_BULLET = re.compile(r"^[\s>]*(?:[-*•+]|\d{1,2}[.)])?[\s*_]*")
_OFFER = re.compile(r"(?i)\W*(?:how|what) about\b")
_STOP = re.compile(r"[;:–—]|\.\s| but | - |, (?:then|so|just|instead)\b|\binstead,")
"""Where a warning ends."""


def _recommended(lines: _Lines, start: int, end: int) -> bool:
    """Return whether the verb at this place tells the reader to do it."""
    first, last = lines.spans[lines.number(start)]
    sentence = lines.text[first:last]
    before = _BULLET.sub("", sentence[max(0, start - first - _REACH) : start - first])
    if (
        not _LEAD.search(before)
        and lines.text[start:end].split(" ")[0].lower().endswith("ing") is False
    ):
        return False
    if _NARRATIVE.search(before) and not _MAY.search(before):
        return False
    return _meant(lines, start, end)


def _meant(lines: _Lines, start: int, end: int) -> bool:
    """Return whether the words at this place are meant, and not warned of."""
    first, last = lines.spans[lines.number(start)]
    before = lines.text[max(first, start - _REACH) : start]
    inside = lines.text[start:end]
    after = lines.text[end : min(last, end + _REACH)]
    clause = _POSITIVE.sub(" ", _clause(before, after))
    if after.rstrip().endswith("?") and not _POSITIVE.search(before) and not _OFFER.match(before):
        return False
    if _WARNING.search(clause) or _NONE.match(inside):
        return False
    if re.match(r"(?i)[^.;]{0,60}[;,–—] ?(?:don't|do not|never|resist)\b[\w ]{0,12}\W*$", after):
        return False
    return not _AFTER.search(_POSITIVE.sub(" ", re.split(r"[;]| instead\b", after)[0]))


def _clause(before: str, after: str) -> str:
    """Return what of the words before still governs what follows."""
    pieces = _STOP.split(before)
    clause = pieces[-1]
    # "Don't wait, send …": the comma ends the warning, unless the list goes on ("…, … or …").
    if re.search(r", ?$", clause) and not re.search(r"(?i)^[^.;:]{0,80}\b(?:or|nor)\b", after):
        body = clause.rstrip(", ")
        if (
            not re.search(r"(?i)\b(?:don't|do not|never|avoid),? ?[^,]{0,1}$", body)
            and "," not in body
        ):
            return ""
    return clause


# Heads such as "Words to avoid:" or "You wrote:", and lines that hand words over.
_HEAD = re.compile(
    r"(?i)^[\s>*_#-]*(?:(?:words?|phrases?|things|what|sentences?"
    r"|lines?) (?:not )?to (?:avoid|leave out|drop|not say|say|skip)|what not to \w+"
    r"|to avoid|avoid\w*|(?:don't|do not|never|not)(?: (?:say|write|send|use|do|this"
    r"|like this))?(?=[\s*_]*:)|instead of|rather than|leave out|skip|bad|wrong|weak"
    r"|before|no"
    r"|(?:you|they|he|she|(?:the|your) client|your draft|your message)\b[^\n:.]{0,20}\b(?:"
    r"wrote|said|had|says))\b[^\n.:]{0,60}:[\s*_]*(?P<rest>[^\n]*)$"
)
_HANDS = re.compile(
    r"(?i)\b(?:say|write|send|reply|text|answer|start with|open with|begin with|close with"
    r"|end with|try)(?: this| something like(?: this)?| it like this)?:[*_]* *"
)
_OTHERS = re.compile(
    r"(?i)\b(?:(?:you|they|he|she|who|clients?|customers?|it|people|someone|vendors?|[A-Z]"
    r"\w+) (?:\w+ )?(?:said|wrote|says|told|asked|answered|replied|heard|called|sent|used)"
    r"|hears?|heard|the words?|word|phrases?|such as|sentences? (?:that begin )?with"
    r"|(?:your|the) (?:draft|message|mail|email) (?:says|said|has|had|contains)"
    r"|when (?:they|he|she|the client) says?|if (?:they|he|she|the client|you) says?"
    r"|change|replace|strike|cut|delete|remove|drop|take out|turn|swap)\b[^\"]{0,30}$"
)


def _parted(text: str) -> tuple[str, str]:
    """Return the words that the answer hands out and its prose, each as long as the text."""
    handed: list[tuple[int, int]] = []
    dropped: list[tuple[int, int]] = []
    warned = giving = False
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        bullet = bool(re.match(r" *(?:[-*•+>\"]|\d{1,2}[.)])", line))
        if not line.strip():
            giving = False
        elif (head := _HEAD.match(line)) and not _POSITIVE.search(line[: head.start("rest")]):
            dropped.append((at, end))
            warned = not head["rest"].strip()
        elif warned and bullet:
            dropped.append((at, end))
        else:
            warned = False
            start = _given(line)
            if giving or start is not None:
                handed.append((at + (start or 0), end))
                giving = giving or start == len(line)
            else:
                handed += [(at + a, at + b) for a, b in _quotes(line)]
                dropped += [(at + m.start(), at + m.end()) for m in _QUOTE.finditer(line)]
        at = end + 1
    prose = _without(text, dropped + handed, "~")
    return _only(text, handed), prose


def _given(line: str) -> int | None:
    """Return where the words begin that the line hands over whole, if it does."""
    if re.match(r" *>", line):
        return line.index(">") + 1
    hands = _HANDS.search(line[:400])
    if hands is None or _WARNING.search(_POSITIVE.sub(" ", _clause(line[: hands.start()], ""))):
        return None
    return None if re.search(r"(?i)to yourself", line[:60]) else hands.end()


def _quotes(line: str) -> Iterator[tuple[int, int]]:
    """Yield where the quoted words stand that are meant to be sent."""
    for match in _QUOTE.finditer(line):
        before = line[max(0, match.start() - _REACH) : match.start()]
        before = re.split(r"(?<=[.!?])[\"']? +", _QUOTE.sub("~", before))[-1]
        after = line[match.end() : match.end() + 120]
        clause = _POSITIVE.sub(" ", _clause(before, ""))
        if len(match[0].split()) > 2 and not (
            _WARNING.search(clause)
            or _OTHERS.search(before)
            or _AFTER.search(_POSITIVE.sub(" ", re.split(r"[.;!?]", after)[0]))
        ):
            yield match.start() + 1, match.end() - 1


def _without(text: str, places: list[tuple[int, int]], mark: str) -> str:
    pieces, at = [], 0
    for start, end in sorted(places):
        start = max(start, at)
        if start < end:
            pieces += [text[at:start], mark * (end - start)]
            at = end
    return "".join(pieces) + text[at:]


def _only(text: str, places: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in sorted(places):
        pieces += ["\n" * (start - at), text[start:end]]
        at = end
    return "".join(pieces) + "\n" * (len(text) - at)


# Questions: those that open a talk, and those answered by yes, no or a figure.
_OPEN = re.compile(
    r"(?i)^(?:(?:so|and|well|looking back|from your side|in your view|if (?:i|we|you) may"
    r"|first|also|then|ann|please)\b[^,?]{0,40},? )?(?:how (?!many|much|long|often|old"
    r"|soon)|what (?!time|date|day)|in what way|where did|why|tell me|(?:can|could|would"
    r"|will) you (?:please )?(?:tell|walk|help|share|describe|explain|say|show|talk)"
    r"|would you (?:mind|be willing to) (?:tell|shar|walk|describ|explain)\w*)|\b(?:how (?"
    r"!many|much|long|often|soon)|what (?!time|date|day))[^?,]{0,120}\?$"
)


def _closed_questions(lines: _Lines, text: str) -> list[Finding]:
    """Return a finding when there are two questions or more and none is open."""
    asked = [(a, b) for a, b in lines.spans if lines.text[a:b].rstrip("\"')]*_").endswith("?")]
    if len(asked) < 2 or any(_OPEN.search(lines.text[a:b][-_REACH:]) for a, b in asked):
        return []
    start, end = asked[0]
    code = "closed-questions-only"
    return [Finding(code, text[start:end], start, end, *_WITHOUT_RULES[code])]
