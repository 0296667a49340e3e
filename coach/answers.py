"""A coach's answer taken apart: its sentences, their markers, its sources; and the faults of its structure.

What is looked at is text alone: which steps it cites, under which article, in which order. Whether a
sentence says what its source says is for ``checks`` and, beyond rules, for a judge.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from coach import articles, sentences
from coach.articles import Article, Passage, twin
from coach.findings import Finding

__all__ = ["Answer", "Sentence", "invents_source", "is_advising", "parse", "structure"]

MOST_WORDS = 400
"""The most words of an answer, the words that it hands over aside."""

# The articles whose steps stand in an order that matters.
ORDERED = ("four-steps", "fall-on-sword")

_SOURCE_LINE = re.compile(r"(?m)^[ \t>*-]*\[(\d{1,3})\][ \t:]+([a-z0-9-]+/[a-z0-9-]+)[ \t]*$")
_MARKER = re.compile(r"\[(\d{1,3}(?: ?[,;] ?\d{1,3})*)\](?!\()")
_NAMED_STEP = re.compile(r"[\[(`]([a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*)[\])`]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer: where it stands, its words without markers, the numbers it cites."""

    start: int
    end: int
    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer taken apart. ``sources`` maps each number to the step it stands for."""

    text: str
    body_end: int
    sentences: tuple[Sentence, ...]
    sources: Mapping[int, str]

    @property
    def cited(self) -> tuple[str, ...]:
        """The steps that sentences cite, in the order in which they first do."""
        numbers = [number for one in self.sentences for number in one.cites]
        return tuple(dict.fromkeys(self.sources[n] for n in numbers if n in self.sources))

    @property
    def advises(self) -> bool:
        """Whether any sentence tells the reader what to do or what is so."""
        return not is_silent(self.text[: self.body_end]) and any(
            is_advising(one.text) for one in self.sentences
        )


def parse(text: str, citations: Sequence[str] | None = None) -> Answer:
    """Return the answer taken apart.

    Args:
        text: The answer, with markers such as ``[1]``.
        citations: The step ids in the order of their numbers; None reads the lines
            ``[n] article/step`` at the end of the answer.
    """
    lines = list(_SOURCE_LINE.finditer(text))
    sources = {int(line[1]): line[2] for line in lines}
    if citations is not None:
        sources = dict(enumerate(citations, start=1))
    end = len(text)
    for line in reversed(lines):
        if text[line.end() : end].strip():
            break
        end = line.start()
    return Answer(text, end, tuple(sentences_of(text[:end])), sources)


def sentences_of(text: str) -> Iterator[Sentence]:
    """Yield the sentences; markers behind a sentence belong to it."""
    spans = list(sentences.spans(text))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        bare = _MARKER.sub("", text[start:end]).strip(" .,;*_\"'”’)")
        lead = _LEADING_MARKERS.match(text[start:end])
        if merged and not bare:
            merged[-1] = (merged[-1][0], end)
        elif merged and lead and "\n" not in text[merged[-1][1] : start]:
            # "Do this. [1] Then that.": the marker stands behind the full stop.
            merged[-1] = (merged[-1][0], start + lead.end())
            merged.append((start + lead.end(), end))
        else:
            merged.append((start, end))
    for start, end in merged:
        raw = text[start:end]
        cites = [int(n) for marker in _MARKER.finditer(raw) for n in re.findall(r"\d+", marker[1])]
        plain = re.sub(r"\s+", " ", _MARKER.sub("", raw)).strip()
        if plain or cites:
            yield Sentence(start, end, plain, tuple(dict.fromkeys(cites)))


_LEADING_MARKERS = re.compile(r"(?:\s*\[\d{1,3}(?: ?[,;] ?\d{1,3})*\](?!\())+\s*")


# --- What a sentence is ---------------------------------------------------------------------------

_NOT_ADVICE = re.compile(
    r"^(?:i(?:'m| am)? (?:sorry|understand|hear|see|can see)|it (?:sounds|seems|looks)|that (?:sounds|must|is hard)|you (?:told|said|wrote|mentioned|sent|promised|forgot|missed|were|are right)|"
    r"thank you|good luck|this (?:is|must be) (?:hard|difficult|tough)|hello|hi\b|sure\b|of course\b|(?:he|she|they|your client|the client) (?:may|might|was|were|is|feels?|felt|saw)\b)",
    re.IGNORECASE,
)
LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_SILENT = re.compile(
    r"\b(?:(?:articles?|sources?|passages?|six) (?:do not|don't|say nothing|are silent|have nothing|cover nothing)|"
    r"(?:nothing|not (?:something|a question|covered|one)) (?:in|of|that|by|for) (?:the|my|these|what|six)\b|"
    r"outside (?:of )?(?:what|my|the)|(?:i|this coach) (?:can(?:'t|not)|am not able to|only) (?:help|advise|answer|work|speak)|"
    r"not (?:what )?(?:this coach|i) (?:is|am|can|was))",
    re.IGNORECASE,
)


def is_advising(sentence: str) -> bool:
    """Whether a sentence tells the user to do something, or what is so; questions and sympathy don't."""
    plain = LIST_MARK.sub("", sentence).strip(" *_\"'“”")
    if plain.endswith(("?", ":")) or len(plain.split()) < 4:
        return False
    return _NOT_ADVICE.match(plain) is None


def is_silent(text: str) -> bool:
    """Whether an answer says, in few words, that its sources don't cover the question."""
    return len(text.split()) < 120 and bool(_SILENT.search(text))


# --- Sources that are none of ours ----------------------------------------------------------------

_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
# The user's own people and papers may be quoted: "as she says", "according to your client".
_AT_HAND = r"(?:he|she|they|it|you|we|who|client|customer|buyer|notes?|articles?|passages?)"
_OUTSIDE = re.compile(
    r"\b(?:according to (?!(?:(?:you|your|her|him|them|their|his|my|plan|what|how)\b|(?:the|this|that) (?:client|customer|buyer|contract|invoice|order|plan|schedule|notes?|articles?|passages?)\b))|"
    rf"as (?:(?!{_AT_HAND}\b|your\b)\w+ ){{1,3}}(?:says|writes|puts it|notes)\b|"
    r"(?:a|one|recent|many) (?:stud(?:y|ies)|surveys?|reports?) (?:shows?|finds?|found|says?|suggests?)\b|research (?:shows|says|suggests|found)\b|experts? (?:say|agree|recommend)\b)",
    re.IGNORECASE,
)
_NAMED_OUTSIDE = re.compile(
    r"\b(?:harvard|forbes|mckinsey|gallup|dale carnegie|stephen covey|hbr|stanford)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:the|this|these|six) (?:articles?|passages?|notes?)\b|\b(?:tim peek|annette jacobs)\b",
    re.IGNORECASE,
)


def invents_source(sentence: str, passages: Sequence[Passage] | None = None) -> bool:
    """Return whether the sentence leans on a source that is none of the passages' articles.

    Without passages, those of the bundled articles count.
    """
    if passages is None:
        if any(address in sentence for address in _addresses()):
            return False
        names = _our_names()
    else:
        names = frozenset(name.lower() for p in passages for name in (p.author, p.title))
    if _ADDRESS.search(sentence):
        return True
    low = sentence.lower()
    if any(name in low for name in names - {"not named", ""}):
        return False
    if _NAMED_OUTSIDE.search(sentence):
        return True
    return bool(_OUTSIDE.search(sentence)) and not _OURS.search(sentence)


@cache
def _addresses() -> tuple[str, ...]:
    return tuple(article.address for article in articles.bundled())


@cache
def _our_names() -> frozenset[str]:
    return frozenset(
        name.lower() for article in articles.bundled() for name in (article.author, article.title)
    )


# --- Faults of structure --------------------------------------------------------------------------


def structure(
    question: str, answer: Answer, required: Sequence[str] = (), own: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return the faults in how the answer is built and cited, by where they start.

    Args:
        question: What was asked.
        answer: The answer, taken apart.
        required: Steps that the answer must cite; a twin of a step counts as the step.
        own: Steps of the user's own articles, which may be cited like the rest.
    """
    found = [
        *_missing(question, answer, required),
        *_sources(answer, own),
        *_markers(answer),
        *_attributed(answer),
        *_invented(answer, own),
        *_order(question, answer),
        *_spam(answer),
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def _missing(question: str, answer: Answer, required: Sequence[str]) -> Iterator[Finding]:
    there = {twin(step) for step in answer.cited}
    wanted = dict.fromkeys([*required, *asked_for(question)])
    for step in wanted:
        if twin(step) not in there:
            yield _fault(
                answer,
                "missing-step",
                0,
                0,
                f"The answer must have the step {step}, and no sentence of it cites that step.",
                step,
                f"Add what {step} says, with its marker.",
            )


def _fault(
    answer: Answer, code: str, start: int, end: int, reason: str, step: str, fix: str
) -> Finding:
    return Finding(code, answer.text[start:end], start, end, reason, step, fix)


def asked_for(question: str) -> tuple[str, ...]:
    """Return the numbered steps of the article whose steps the question asks for, if it does."""
    if not _ASKS_STEPS.search(question):
        return ()
    named = _mentioned(question)
    return _numbered(named[0]) if len(named) == 1 else ()


_ASKS_STEPS = re.compile(
    r"\b(?:all|what|which|list|name|give me|walk me|take me|go through|tell me|explain|in order|step by step|remind me)\b"
    r".{0,60}\b(?:steps?|points?|repairs?|parts?)\b|\bsteps?\b.{0,40}\b(?:please|in order|are|of the (?:article|piece))\b|\bstep by step\b",
    re.IGNORECASE | re.DOTALL,
)


@cache
def _numbered(article: str) -> tuple[str, ...]:
    """Return the steps of an article that its author counts, in order: side notes and ``about`` are none."""
    return tuple(
        f"{article}/{section.key}"
        for one in articles.bundled()
        if one.id == article
        for section in one.sections
        if section.key != "about" and f"{article}/{section.key}" not in articles.SIDE_NOTES
    )


def _sources(answer: Answer, own: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong with the ids that numbers stand for."""
    known = _ids()
    ours = {id_.partition("/")[0] for id_ in known}
    keys = {id_.partition("/")[2]: id_ for id_ in known if not id_.endswith("/about")}
    for number, id_ in answer.sources.items():
        if id_ in known or id_ in own:
            continue
        article, _, key = id_.partition("/")
        start, end = _place_of_source(answer, number, id_)
        if key in keys:
            yield _fault(
                answer,
                "wrong-attribution",
                start,
                end,
                f"{article} has no step {key}: that is {keys[key]}.",
                keys[key],
                f"Cite {keys[key]}.",
            )
        elif article in ours:
            yield _fault(
                answer,
                "invented-step",
                start,
                end,
                f"{article} has no step {key}.",
                "",
                "Cite a step that the article has.",
            )
        else:
            yield _fault(
                answer,
                "invented-source",
                start,
                end,
                f"There is no article {article}.",
                "",
                "Cite one of the articles.",
            )


def _place_of_source(answer: Answer, number: int, id_: str) -> tuple[int, int]:
    at = answer.text.find(f"[{number}] {id_}")
    at = at if at >= 0 else answer.text.find(f"[{number}]")
    return (at, at + len(f"[{number}] {id_}")) if at >= 0 else (0, 0)


def _markers(answer: Answer) -> Iterator[Finding]:
    """Yield markers without a source, sources without a marker, and advice with neither."""
    used = set()
    for one in answer.sentences:
        for number in one.cites:
            used.add(number)
            if number not in answer.sources:
                yield _fault(
                    answer,
                    "dangling-citation",
                    one.start,
                    one.end,
                    f"The marker [{number}] stands for no source.",
                    "",
                    "Give its source, or take the marker away.",
                )
    for number, id_ in answer.sources.items():
        if number not in used and (used or len(answer.sources) > 1 or not answer.advises):
            start, end = _place_of_source(answer, number, id_)
            yield _fault(
                answer,
                "dangling-citation",
                start,
                end,
                f"No sentence cites the source [{number}] {id_}.",
                "",
                "Put its marker behind the sentence that rests on it, or leave it out.",
            )
    if answer.text[: answer.body_end].strip() == "":
        yield _fault(
            answer, "no-citation", 0, 0, "There is no answer.", "", "Answer, with citations."
        )
    elif not used and answer.advises:
        first = next(one for one in answer.sentences if is_advising(one.text))
        yield _fault(
            answer,
            "no-citation",
            first.start,
            first.end,
            "The answer advises and cites no source.",
            "",
            "Put behind each sentence the marker of the step that it rests on.",
        )


# --- Whose step it is -----------------------------------------------------------------------------


@cache
def _ids() -> frozenset[str]:
    return frozenset(p.id for p in articles.passages(articles.bundled()))


def _mentioned(text: str) -> list[str]:
    """Return the articles that the text names, by title or by author."""
    found = []
    for id_, title in _titles().items():
        # One article's title holds the short title of another.
        text, times = title.subn(" ", text)
        if times:
            found.append(id_)
    found += [id_ for id_, pattern in _mentions().items() if pattern.search(text)]
    return list(dict.fromkeys(found))


@cache
def _titles() -> Mapping[str, re.Pattern[str]]:
    return {
        article.id: re.compile(_as_written(article.title), re.IGNORECASE)
        for article in articles.bundled()
    }


def _as_written(title: str) -> str:
    """Return a title's pattern: it begins with a capital, so that plain words don't name an article."""
    words = [re.escape(word) for word in re.findall(r"[\w']+", title)]
    words[0] = f"(?-i:{words[0][0]}){words[0][1:]}"
    return r"\b" + r"\W+".join(words) + r"\b"


@cache
def _mentions() -> Mapping[str, re.Pattern[str]]:
    return {article.id: _mention(article) for article in articles.bundled()}


def _mention(article: Article) -> re.Pattern[str]:
    """Return what names the article: its title or the first words of it, its author."""
    main = re.split(r" [–—-] |: ", article.title)[0]
    titles = {article.title, main, *_SHORT_TITLES.get(article.id, ())}
    pattern = "|".join(re.escape(t).replace(r"\ ", r"\W+") for t in sorted(titles, key=len)[::-1])
    quoted = rf"[\"“'‘*_](?:the )?(?:{pattern})\W{{0,3}}[\"”'’*_]"
    cue = r"\b(?:article|piece|essay|post|text|guide|author|writer)s?\b"
    cued = rf"{cue}(?:\W+\w+){{0,4}}?\W+(?:{pattern})\b|\b(?:{pattern})\W+(?:\w+\W+){{0,2}}?{cue}"
    ways = [quoted, cued]
    if len(main.split()) > 3:
        ways.append(_as_written(main))
    if " " in article.author and article.author != "not named":
        ways.append(rf"\b{re.escape(article.author)}\b|\b{article.author.split()[-1]}'s\b")
    elif article.author != "not named":
        name = re.escape(article.author)
        ways.append(
            rf"\b{name}(?:'s (?:article|piece|advice|steps?|four)| (?:says|writes|advises|puts|tells|calls|means|suggests|warns|asks)\b)"
            rf"|\b(?:by|from|according to|as|does|what) {name}\b|\b{name} Cohen\b"
        )
    return re.compile("|".join(ways), re.IGNORECASE)


# How people call the articles for short.
_SHORT_TITLES: Mapping[str, tuple[str, ...]] = {
    "fall-on-sword": ("falling on your sword", "falling on the sword"),
    "four-steps": ("four steps", "4 steps", "four steps to repair", "the lost partnership"),
    "keep-client": ("keeping the client", "keep the client", "after you made the sale"),
    "mend-fences": ("mending fences", "mend fences"),
    "rebuild-bridges": ("rebuilding bridges", "rebuild bridges"),
    "repair-damage": ("repairing the damage", "a damaged business relationship"),
}


@cache
def _names() -> Mapping[str, str]:
    """Return the steps by their names, where a name has words enough to be told from plain speech."""
    return {
        section.name.lower(): f"{article.id}/{section.key}"
        for article in articles.bundled()
        for section in article.sections
        if section.key != "about" and len(section.name.split()) > 1
    }


def _attributed(answer: Answer) -> Iterator[Finding]:
    """Yield the sentences that give a step to an article or an author whose step it is not."""
    for one in answer.sentences:
        named = _mentioned(one.text)
        if not named:
            continue
        low = one.text.lower()
        steps = {answer.sources[n] for n in one.cites if answer.sources.get(n) in _ids()}
        if not steps:
            steps = {
                step
                for name, step in _names().items()
                if re.search(rf"[\"“*_]{re.escape(name)}", low)
            }
        wrong = sorted(step for step in steps if step.partition("/")[0] not in named)
        if wrong and not any(step.partition("/")[0] in named for step in steps):
            yield _fault(
                answer,
                "wrong-attribution",
                one.start,
                one.end,
                f"The sentence names {' and '.join(named)}, and its step is {wrong[0]}.",
                wrong[0],
                "Name the article that the step is from.",
            )


_COUNTS = {
    word: n
    for n, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        start=1,
    )
}
_ORDINAL_STEP = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(_ORDINALS)}) (?:and (?:last|final) )?step|step (?:number )?(?P<number>\d{{1,2}}|{'|'.join(_COUNTS)}))\b",
    re.IGNORECASE,
)
_COUNTED_STEPS = re.compile(rf"\b(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)}) steps\b", re.IGNORECASE)
_CALLED_STEP = re.compile(
    r"\b(?:(?:the|a|its|their|his|another|one more|an extra) )?(?:\w+ )?(?:step|repair|rule|point)s?,? (?:called|named|titled|known as|is called|of)?[ :,]*[\"“]([^\"”]{3,60})[\"”]"
    r"|[\"“]([^\"”]{3,60})[\"”],? (?:is|as) (?:the|a|another|one) (?:\w+ ){0,2}step\b",
    re.IGNORECASE,
)


def _invented(answer: Answer, own: Collection[str]) -> Iterator[Finding]:
    """Yield steps and sources that the text names and no article has."""
    named_before: list[str] = []
    for one in answer.sentences:
        named = _mentioned(one.text)
        about = named or named_before
        named_before = named or named_before
        for match in _NAMED_STEP.finditer(one.text):
            if match[1] not in _ids() and match[1].partition("/")[0] in {
                i.partition("/")[0] for i in _ids()
            }:
                yield _no_such_step(answer, one, match[1])
        most = max((len(_numbered(id_)) for id_ in about), default=0)
        for match in _ORDINAL_STEP.finditer(one.text):
            told = match["ordinal"] or match["number"]
            number = _ORDINALS.get(told.lower()) or _COUNTS.get(told.lower()) or int(told)
            if about and number > most:
                yield _no_such_step(answer, one, match[0])
        for match in _CALLED_STEP.finditer(one.text):
            name = (match[1] or match[2]).lower().strip(" .,!?")
            if about and not _is_a_name(name):
                yield _no_such_step(answer, one, match[1] or match[2])
        # What an article of the user's own leans on is told as it stands there.
        if invents_source(one.text) and not any(answer.sources.get(n) in own for n in one.cites):
            yield _fault(
                answer,
                "invented-source",
                one.start,
                one.end,
                "The sentence leans on a source that is none of the articles.",
                "",
                "Say only what the articles say, or leave the source out.",
            )


def _no_such_step(answer: Answer, one: Sentence, words: str) -> Finding:
    return _fault(
        answer,
        "invented-step",
        one.start,
        one.end,
        f"No article has this step: {words}.",
        "",
        "Name a step that the article has.",
    )


def _is_a_name(words: str) -> bool:
    """Return whether the words are a step's name, or most of one."""
    said = set(sentences.words(words))
    for article in articles.bundled():
        for section in article.sections:
            name = set(sentences.words(f"{section.name} {section.key.replace('-', ' ')}"))
            if said and len(said & name) >= 0.5 * len(said):
                return True
    return False


def _order(question: str, answer: Answer) -> Iterator[Finding]:
    """Yield the first step of an ordered article that comes before one it must follow.

    Order matters where the question asks for the steps or the answer counts them.
    """
    counted = [one for one in answer.sentences if _LIST_NUMBER.match(_line_of(answer, one))]
    for article in ORDERED:
        order = _numbered(article)
        asked = article in {step.partition("/")[0] for step in asked_for(question)}
        told = answer.sentences if asked else counted
        first: dict[str, Sentence] = {}
        for one in told:
            for number in one.cites:
                first.setdefault(answer.sources.get(number, ""), one)
        steps = [step for step in order if step in first]
        if len(steps) < (2 if asked else 3):
            continue
        for before, after in pairwise(steps):
            if first[after].start < first[before].start:
                one = first[after]
                yield _fault(
                    answer,
                    "wrong-order",
                    one.start,
                    one.end,
                    f"{after} comes before {before}; the article has it after.",
                    after,
                    f"Put {before} first.",
                )
                break


_LIST_NUMBER = re.compile(
    r"\s*(?:\*\*)?(?:\d{1,2}[.)]|(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|finally)[,:]|step \w+\b)",
    re.IGNORECASE,
)


def _line_of(answer: Answer, one: Sentence) -> str:
    """Return the line from its beginning up to the end of the sentence."""
    return answer.text[answer.text.rfind("\n", 0, one.start + 1) + 1 : one.end]


_SPAM = re.compile(
    r"\b(?:viagra|cialis|levitra|casino|payday loans?|backlinks?|essay[- ]writing service|forex signals?|crypto(?:currency)? (?:giveaway|signals?)|"
    r"weight[- ]loss pills?|cheap (?:pills|meds|watches)|online pharmacy|no prescription|click (?:here|below) to|buy now|limited[- ]time offer|"
    r"seo (?:services|packages)|subscribe to (?:my|our)|visit my (?:site|blog|page)|great (?:post|article),? thanks for sharing|leave a reply|share this:)",
    re.IGNORECASE,
)


def _spam(answer: Answer) -> Iterator[Finding]:
    for match in _SPAM.finditer(answer.text[: answer.body_end]):
        yield _fault(
            answer,
            "spam-content",
            match.start(),
            match.end(),
            "These are the words of an advertisement or of a page's frame.",
            "",
            "Leave them out.",
        )
