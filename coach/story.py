"""The user's messages as they stand now: put right, without what they took back, of one client.

A message may correct an earlier one ("it was Tuesday, not Monday"), take something back ("forget
what I said about his divorce"), or turn to another client and back. Whoever reads the messages
after that need not know that it was ever told otherwise.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from coach import sentences, wishes
from coach.wishes import Wish

Change = Callable[[str], str]
"""Takes a text as it stood, returns it as it stands; an empty one when nothing of it is left."""


KINDS = ("none", "correction", "forget", "forget-all", *wishes.FORMS, "shorter")
"""What a message may ask of the conversation: of what was told before it, a draft, less of an answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a message asks of what was told before it, as it was heard.

    Attributes:
        kinds: The probability of each of ``KINDS``; empty where nobody listens.
        old: The likeliest words, as they were told, that it puts right or takes back.
        new: Those of its own that are right.
        sure: The log-odds that these are they, of the less sure of the two.
    """

    kinds: Mapping[str, float] = field(default_factory=dict)
    old: str = ""
    new: str = ""
    sure: float = -9.0

    @property
    def kind(self) -> str:
        """The likeliest of its kinds; of what would be lost on a wrong guess only a sure one."""
        kind = max(self.kinds, key=lambda kind: self.kinds[kind], default="")
        unsure = kind in ("forget", "forget-all") and self.kinds[kind] < _HEARD
        return "none" if unsure else kind


# From such a probability on something is taken back.
_HEARD = 0.7

Hear = Callable[[tuple[str, ...], str], Request]
"""Says what a message asks of those before it."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the user has told of the client that the last message is about.

    Attributes:
        earlier: Their earlier messages of the same client as they stand now, oldest first.
        message: The last one, without a request to forget and without what it puts right.
        forgot: Whether the last message took something back.
        corrected: What the last message says is right, in the user's words, or nothing.
        turned: Whether the last message turned to another client, or back to one.
        changes: What the last message did to everything told before, in its order.
        wish: What the last message wants of the conversation.
    """

    earlier: tuple[str, ...] = ()
    message: str = ""
    forgot: bool = False
    corrected: str = ""
    turned: bool = False
    changes: tuple[Change, ...] = field(default=(), compare=False)
    wish: Wish = wishes.NONE

    @property
    def whole(self) -> str:
        """Everything told of this client, oldest first."""
        return "\n".join(part for part in (*self.earlier, self.message) if part)


def _unheard(_: tuple[str, ...], __: str) -> Request:
    return Request()


def told(messages: Sequence[str], *, hear: Hear = _unheard) -> Story:
    """Return what the user's messages tell, oldest first, once they have all been read.

    ``hear`` is ``Listener.request``; without it corrections and requests to forget are known by
    their words alone.

    >>> story = told(["I sent Dana the wrong file on Monday.", "No wait, it was Tuesday, not Monday."])
    >>> story.earlier
    ('I sent Dana the wrong file on Tuesday.',)
    >>> told(["He is going through a divorce. I was late.", "Forget what I said about his divorce."]).earlier
    ('I was late.',)
    """
    topics: list[list[str]] = [[]]
    at = 0
    last = Story()
    for message in messages:
        text = sentences.straight(message)
        to = _topic(text, topics, at)
        turned, at = to != at, to
        if at == len(topics):
            topics.append([])
        asked = requested(tuple(topics[at]), text, hear)
        wish = wished(text, asked)
        if wish.kind in ("yes", "no"):
            asked = Request()
        text, takes = _forgetting(text, topics[at], asked)
        story = Story(forgot=bool(takes), turned=turned, message=text, wish=wish)
        for take in takes:
            topics[at] = _changed(topics[at], take)
        story, puts = _correcting(story, topics[at], asked)
        for put in puts:
            topics[at] = _changed(topics[at], put)
        last = replace(story, earlier=tuple(topics[at]), changes=(*takes, *puts))
        if last.message and not _is_wish(last, asked):
            topics[at].append(last.message)
    return last


def requested(before: tuple[str, ...], message: str, hear: Hear) -> Request:
    """Return what a message asks of those before it; of a long one that begins a story, nothing."""
    begins = not before and len(message.split()) > _LONGEST_REQUEST
    return Request() if begins else hear(before, message)


def wished(message: str, asked: Request) -> Wish:
    """Return what a message wants of the conversation: by its words, else as it was heard."""
    wish = wishes.read(message)
    if wish != wishes.NONE or asked.kinds.get(asked.kind, 0.0) < _LIKELY:
        return wish
    if asked.kind in wishes.FORMS:
        return Wish("draft", asked.kind)
    return Wish("shorter") if asked.kind == "shorter" else wish


def _is_wish(story: Story, asked: Request) -> bool:
    """Whether a message that was heard as a wish tells nothing that is to be kept."""
    heard = asked.kind in (*wishes.FORMS, "shorter")
    return heard and len(story.message.split()) <= _LONGEST_REQUEST


def _changed(texts: Sequence[str], change: Change) -> list[str]:
    return [text for text in map(change, texts) if text]


# --- another client ---------------------------------------------------------------------------------

_ANOTHER = re.compile(
    r"\b(?:(?:another|a different|a second|a new|my other|an ?other|the other|one more|also) (?:client|customer|account|buyer|matter|case|thing|problem with a)|"
    r"(?:new|different|change of|switching|another) (?:topic|subject)s?\b|on (?:another|a different) (?:note|matter)|separate(?:ly)? (?:issue|matter|client|customer|problem)|"
    r"(?:different|other|another|new|next) one(?: now|:|,|\.)|(?:^|[.;:,] )other (?:client|customer)\b|i also (?:owe|have (?:a|an|another)|upset|messed)|there(?:'s| is| are) (?:also )?[A-Z][\w&' ]{2,40} (?:too|as well))",
    re.I,
)
_ABOUT_ANOTHER = re.compile(
    r"(?:\b(?:complained|told|said|heard|lost it|went|gone|moved|switched) to |\b(?:to|for|from|than|with|by|search|looking for|find) $)",
    re.I,
)
_BACK = re.compile(
    r"(?:^|[.!?,;] ?)(?:ok(?:ay)?,? |so,? |and |now |then |right,? |anyway,? |let'?s (?:go|get) )*"
    r"(?:back to|returning to|going back to|to come back to|as for|first|again|about|on|regarding|with|leave (?:them|him|her|that|it)[^.]*\. with)(?: again)? (?P<whom>[^,.;:!?]{2,60})",
    re.I,
)
_FIRST = re.compile(
    r"\bthe (?:first|other|earlier|previous|original) (?:one|client|customer|case|matter)\b", re.I
)
_NAME = re.compile(r"(?<![\w'])[A-ZÀ-Þ][a-zà-ÿ]{2,}(?=\b|')")


def _topic(text: str, topics: Sequence[Sequence[str]], now: int) -> int:
    """Return the number of the topic that a message is about; one more than there are is a new one."""
    back = _BACK.search(text)
    if back and _FIRST.search(back["whom"]):
        return 0
    others = [number for number in reversed(range(len(topics))) if number != now]
    if others:
        here = _stems(" ".join(topics[now]))
        pointed = _stems(back["whom"]) if back else frozenset()
        named = _names(text)
    for number in others:
        told = " ".join(topics[number])
        if (pointed & _stems(told)) - here or (named & _names(told)) - here:
            return number
    another = _ANOTHER.search(text)
    if another and topics[now] and not _ABOUT_ANOTHER.search(text[: another.start()]):
        return len(topics)
    return now


def _names(text: str) -> frozenset[str]:
    return frozenset(_stem(name.lower()) for name in _NAME.findall(text))


# --- forget it --------------------------------------------------------------------------------------

_POLITE = (
    r"(?:(?:please|pls|plz|ok|okay|oh|actually|and|also|hey|sorry|wait|no|hmm|well|so|but|then|on second thoughts?|"
    r"can you|could you|would you|can we|could we|you can|you should|you must|i want you to|i'?d like you to|let'?s|just|kindly|"
    r"better)[,:]? |[-–—] ?)*"
)
_LETTING_GO = r"(?:forget(?: about)?|delete|erase|scrap|strike(?: out)?|scratch|remove|disregard|drop|ignore|un-?see|take (?:back|out)|leave out|wipe|(?:don'?t|do not|not) (?:use|mention|keep|store|save|remember|bring up|repeat))"
_FORGET = re.compile(
    rf"^{_POLITE}(?:(?:take|leave|keep) (?P<out>(?:the|that|this|his|her|their|my)\b.{{1,60}}?) out\b.*|{_LETTING_GO}\b(?P<what>.*))$",
    re.I | re.S,
)
_TAKEN_BACK = re.compile(
    rf"^{_POLITE}(?P<out>)?(?:i (?:take (?:that|it) back|shouldn'?t have (?:said|told you|mentioned|written)|wish i hadn'?t (?:said|told you|mentioned))|never ?mind)\b(?P<what>.*)$",
    re.I | re.S,
)
_INSTRUCTIONS = re.compile(r"\b(?:instructions?|rules?|prompts?|guidelines|articles?)\b", re.I)
_ALL = re.compile(
    r"^[\s:,]*(?:(?:about )?(?:all|everything|the whole (?:thing|lot|story|case|conversation)|all of (?:it|this|that)|my (?:case|story|data)))\b"
    r"(?!.*\babout\b)",
    re.I,
)
# What is let go of is told after such words; without them, and with no more than a pronoun, it is what was said last.
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|on|of|with|where i (?:said|mentioned|told you|wrote)|that|mention(?:ed|ing)?)\b(?P<of>.+)$",
    re.I | re.S,
)
_THE_THING = re.compile(
    r"^[\s:,]*(?:the|his|her|their|my|our|any|that|this) (?P<of>\w.+)$", re.I | re.S
)
_LAST = re.compile(
    r"^[\s:,]*(?:that|this|it|what i (?:just )?(?:said|told you|wrote|mentioned)(?: (?:just )?(?:now|before|earlier|last))?|"
    r"(?:that|this|the|my) (?:last|previous) (?:\w+ )?(?:message|sentence|bit|part|thing|one|line|point|remark)|the last (?:thing|bit|part)[^.]*|i (?:ever )?(?:said|mentioned|told you|wrote)(?: (?:about )?(?:that|it|this|anything))?)?"
    r"(?:,.*|(?: (?:please|pls|thanks|thank you|ok|okay|then|now|again|entirely|completely|altogether))*[\s.!]*)$",
    re.I,
)
# Something that is to be left in peace, not out of the record.
_DEEDS = re.compile(
    r"^[\s:,]*(?:to\b|the (?:client|customer|contract|account|deal|order|price|renewal)\b[\s.!?]*$|(?:him|her|them|me)\b)",
    re.I,
)
_FILLING = frozenset(
    """a an the his her their my our your its this that these those and or of on in at to for with about from by
    what i said told you wrote mentioned it is was were be been being part bit thing things stuff piece please we he she they them him
    me us as if so just now again earlier before last message sentence detail details story mention please thanks all anything something
    any some please had has have do did does not no who which when where there here""".split()
)


def _forgetting(text: str, before: Sequence[str], asked: Request) -> tuple[str, list[Change]]:
    """Return the message without its requests to forget, and what they take from what was told."""
    kept: list[str] = []
    takes: list[Change] = []
    for sentence in sentences.split(text):
        take = _taken(sentence, before, kept)
        if take is None:
            kept.append(sentence)
            continue
        takes.append(take)
        kept = _changed(kept, take)
    if before and not any(_changes(take, before) for take in takes):
        if asked.kind == "forget-all" and len(text.split()) <= _LONGEST_REQUEST:
            return "", [lambda _: ""]
        if asked.kind == "forget" and (named := _stems(asked.old)):
            return _after_request(text), [lambda told: _without(told, named)]
    return " ".join(kept) if takes else text, takes


# From such a probability on what was heard stands against the words.
_SURE, _LIKELY = 0.9, 0.5
_LONGEST_REQUEST = 25


def _after_request(text: str) -> str:
    """Return what a message tells beside its request; a short one is nothing but the request."""
    if len(text.split()) <= _LONGEST_REQUEST:
        return ""
    return " ".join(sentences.split(text)[1:])


def _changes(change: Change, texts: Sequence[str]) -> bool:
    return any(change(text) != text for text in texts)


def _taken(sentence: str, before: Sequence[str], kept: Sequence[str]) -> Change | None:
    """Return what a sentence asks to forget, or None when it does not ask that."""
    asks = _FORGET.match(sentence) or _TAKEN_BACK.match(sentence)
    if asks is None or (
        sentence.rstrip().endswith("?")
        and not re.match(r"(?i)(?:can|could|would)\b", sentence.strip())
    ):
        return None
    what = asks["what"] if asks["what"] is not None else asks["out"]
    if _INSTRUCTIONS.search(what) or _DEEDS.match(what):
        return None
    if _ALL.match(what):
        return lambda _: ""
    if _LAST.match(what):
        last = kept[-1] if kept else before[-1] if before else ""
        return lambda text: "" if text == last else text
    about = _ABOUT.search(what) or _THE_THING.match(what)
    named = _stems(about["of"]) if about else frozenset()
    return (lambda text: _without(text, named)) if named else None


def _without(text: str, named: frozenset[str]) -> str:
    """Return the text without the sentences that tell of what is named."""
    return " ".join(s for s in sentences.split(text) if not named & _stems(s))


def _stems(text: str) -> frozenset[str]:
    """Return the words that say something, without the ends that grammar gives them."""
    words = (w.removesuffix("'s") for w in sentences.words(text))
    return frozenset(_stem(w) for w in words if w not in _FILLING)


def _stem(word: str) -> str:
    if word.isdigit() or len(word) < 4:
        return word
    return re.sub(r"(?:ness(?:es)?|ies|ied|ing|ed|es|s|y|e)$", "", word)


# --- put right --------------------------------------------------------------------------------------

_CUE = re.compile(
    r"^(?:(?:no|wait|hang on|hold on|actually|sorry|correction|oops|my mistake|i mean(?:t)?|let me correct(?: that| myself)?|"
    r"to be (?:exact|precise|clear)|well|ah|oh|not quite|wrong|scratch that|i got that wrong|i misspoke|i (?:should have|meant to) sa(?:id|y)|and|but|also)"
    r"[,:;.!—–-]*\s+)+",
    re.I,
)
_STRONG = re.compile(
    r"\b(?:no,? wait|wait|hang on|hold on|i must correct|correct(?:ing)? (?:that|myself|one)|put one thing right|autocorrect|actually|correction|oops|i meant?|misspoke|got (?:that|it) wrong|let me correct|to be (?:exact|precise)|sorry,|i mixed up|was wrong about|make that|should be|should have said|my bad|typos?|my mistake|misremembered)\b",
    re.I,
)
_NUMBER = r"[£$€₹]?\s?\d[\d,.:/]*\d?\s?(?:%|k\b|m\b|percent\b|per cent\b|thousand\b|million\b|am\b|pm\b|(?:st|nd|rd|th)\b)?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|last (?:week|month|year|night)"
_MONTH = r"january|february|march|april|may|june|july|august|september|october|november|december"
_COUNT = r"once|twice|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_KINDS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?<![\w.])(?:{_DAY})s?\b", re.I),
    re.compile(rf"\b(?:{_MONTH})\b", re.I),
    re.compile(rf"(?<![\w.])(?:{_NUMBER}|(?:{_COUNT})\b)", re.I),
    re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)*\b"),
)
_NOT_AFTER = re.compile(
    r"(?P<new>.+?)[,;:]?\s*(?:[-–—]\s*)?(?:and |but )?\b(?:not|isn'?t|wasn'?t|rather than|instead of)\s+(?P<old>(?:[^,.;!?]|(?<=\d)[,.](?=\d)){1,60}?)\s*(?:[.!]*$|[,;] .*$)",
    re.I | re.S,
)
_NOT_BEFORE = re.compile(
    r"^(?:it (?:was|is)n'?t|it'?s not|it (?:was|is) not|not|(?:he|she|they|i|we|that) (?:was|were|is|are)(?:n'?t| not))\s+(?P<old>(?:[^,.;!?—–-]|(?<=\d)[,.](?=\d)){1,60}?)\s*(?:[,;.—–-]+\s*(?:but |it (?:was|is) |it'?s |rather )?|\s+but )(?P<new>(?:[^,.;!?]|(?<=\d)[,.](?=\d)){1,80})[.!]*$",
    re.I,
)
_WHO = re.compile(
    r"\b(?:it was|not me (?:who|that) [\w ]{2,40}, (?:it was )?|it wasn'?t me[,;]? (?:it was |but )?) ?(?P<who>(?:my|our|the|one of (?:my|our)) [\w ]{2,30}?(?: [A-Z]\w+)?|[A-Z]\w+|me|us)(?: (?:who|that) (?P<verb>\w+)|[.!]*$)",
)


# "He isn't a commander": what he was called goes.
_DENIED = re.compile(
    r"^(?:he|she|they|it) (?:is|was|are|were)(?:n't| not) (?:actually |really )?(?:an? |the |my |our )?(?P<old>[\w-]+)\b",
    re.I,
)


def _without_title(word: str) -> Change:
    pattern = re.compile(rf"\b{re.escape(word)}\b ?(?=[A-Z])", re.I)
    return lambda text: pattern.sub("", text)


def _correcting(story: Story, before: Sequence[str], asked: Request) -> tuple[Story, list[Change]]:
    """Return the story without what its message says is wrong, and what that puts right before it."""
    if not before or not story.message:
        return story, []
    # A short one that names no wrong word is one only where nothing else was heard.
    loose = asked.kinds.get("none", 0.0) < _SURE
    kept: list[str] = []
    puts: list[Change] = []
    right = ""
    for sentence in sentences.split(story.message):
        found = _put_right(sentence, before, loose=loose)
        if found is None:
            kept.append(sentence)
            continue
        put, said = found
        puts.append(put)
        right = right or said
        kept += [said] if said else []
    if any(_changes(put, before) for put in puts):
        return replace(story, message=" ".join(kept), corrected=right), puts
    short = len(story.message.split()) <= _LONGEST_REQUEST
    heard = short and asked.kinds.get("correction", 0.0) >= _SURE
    if heard and (
        pair := _heard_right(asked, before, story.message) or _same_kind(story.message, before)
    ):
        message = _after_request(story.message)
        return replace(story, message=message, corrected=pair[1]), [_replacing(*pair)]
    return story, []


# What may stand before the words that are wrong or right: where or how it was, and whose.
_AT = "by|in|on|at|from|to|of|for|with|since|until|till|after|before|around|about"
_WHOSE = "the|a|an|my|our|his|her|their|your"
_LEAD = re.compile(
    rf"(?P<at>(?:\b(?:{_AT}) )?)(?P<whose>(?:\b(?:{_WHOSE}|some|that|this) )?)\Z", re.I
)
_LEADS = re.compile(rf"^(?:(?:{_AT}|{_WHOSE}|he|she|they|it|we|i|was|is)(?: |$))+", re.I)


def _heard_right(asked: Request, before: Sequence[str], message: str) -> tuple[str, str] | None:
    """Return the wrong words that were heard, as they were told, and the right ones.

    They are of one kind, such as two days, or were heard with certainty.
    """
    everything = "\n".join(before)
    heard_old, heard_new = (words.removesuffix("'s") for words in (asked.old, asked.new))
    new = _found(heard_new, message, whole_name=True)
    old = new and (
        _spelled_like(new[0], everything) or _found(heard_old, everything, whole_name=True)
    )
    if old is None or new is None:
        return None
    old, new = _values(old, new, everything, message)
    if _stems(old[0]) == _stems(new[0]):
        return None
    kinds = [_kinds(old[0]), _kinds(new[0])]
    if not kinds[0] & kinds[1] and (asked.sure < 0 or (kinds[0] and kinds[1])):
        return None
    wrong, right = _in_place(old, new, everything, message)
    known = wrong.lower() != right.lower() and _told_before(wrong, everything)
    return (wrong, right) if known else None


_Place = tuple[str, int, int]


def _kinds(words: str) -> frozenset[int]:
    """Return which kinds of value the words are: a day, a month, a number."""
    return frozenset(at for at, kind in enumerate(_KINDS[:3]) if kind.fullmatch(words))


def _values(old: _Place, new: _Place, everything: str, message: str) -> tuple[_Place, _Place]:
    """Return the days, months or numbers alone, where both are some: "due the 3rd", "the 13th".

    Where the same value was heard twice, the other one in the message is the right one.
    """
    for kind in _KINDS[:3]:
        if not (kind.fullmatch(new[0]) and (within := kind.search(old[0]))):
            continue
        old = (within[0].strip(), old[1] + within.start(), old[1] + within.end())
        others = {v.strip() for v in kind.findall(message)} - {new[0]}
        if old[0].lower() == new[0].lower() and len(others) == 1:
            new = _found(others.pop(), message) or new
    return old, new


_MISSPELLED = 0.7


def _spelled_like(name: str, text: str) -> _Place | None:
    """Return the name in a text that is almost spelled like another, and where it stands; or None."""
    if not name[:1].isupper():
        return None
    size = len(name.split())
    names = re.finditer(rf"(?<![\w'])[A-ZÀ-Þ][\w'-]*(?: [A-ZÀ-Þ][\w'-]*){{{size - 1}}}(?!\w)", text)
    rated = [(SequenceMatcher(None, one[0], name).ratio(), one) for one in names]
    likest = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    share, match = likest
    return (match[0], *match.span()) if match and _MISSPELLED <= share < 1 else None


def _found(words: str, text: str, *, whole_name: bool = False) -> _Place | None:
    """Return words without what leads to them, and where they stand in the text; None where they don't.

    With ``whole_name`` a part of a name becomes all of it.
    """
    bare = words[m.end() :] if (m := _LEADS.match(words)) else words
    places = list(re.finditer(_whole_word(bare), text, re.I)) if bare else []
    if whole_name and bare[:1].isupper() and places:
        place = places[-1]
        behind = re.match(r"(?:[ -][A-ZÀ-Þ0-9][\w'-]*)*", text[place.end() :])
        front = re.search(r"(?:(?<=[\w,;:] )[A-ZÀ-Þ][\w'-]* )*\Z", text[: place.start()])
        start = place.start() - len(front[0] if front else "")
        end = place.end() + len(behind[0] if behind else "")
        return text[start:end], start, end
    return (places[-1][0], *places[-1].span()) if places else None


def _in_place(old: _Place, new: _Place, everything: str, message: str) -> tuple[str, str]:
    """Return the wrong words with what leads to them, and the right ones as they can stand there.

    "in her office" and "I said it at reception" give "at reception"; "two hours late" and "it must be
    four hours late", of which "four hours" was heard, give "four hours late".
    """
    wrong, begins, _ = old
    right, starts, ends = new
    following = re.match(r" ([\w'-]+)", message[ends:])
    if following and wrong.lower().endswith(f" {following[1].lower()}"):
        right += following[0]
    (at, whose), (at_now, whose_now) = _lead(everything[:begins]), _lead(message[:starts])
    stood = f"{at}{whose}{wrong}"
    # A name wants no article, and what the right words come with fits them better.
    if whose_now or at_now or right[:1].isupper():
        whose = whose_now if at or whose or wrong[:1].isupper() else ""
    return stood, f"{at_now if at and at_now else at}{whose}{right}"


def _lead(before: str) -> tuple[str, str]:
    """Return where or how, and whose, at the end of what stands before some words."""
    match = _LEAD.search(before)
    return (match["at"], match["whose"]) if match else ("", "")


def _put_right(sentence: str, before: Sequence[str], *, loose: bool) -> tuple[Change, str] | None:
    """Return what a sentence corrects in what was told, and the sentence without the wrong part."""
    if sentence.rstrip().endswith("?"):
        return None
    plain = _CUE.sub("", sentence).strip()
    if not plain:
        return None
    cued = plain != sentence.strip() or bool(_STRONG.search(sentence))
    for pattern in (_NOT_BEFORE, _NOT_AFTER):
        match = pattern.match(plain)
        if match and (pair := _aligned(match["old"], match["new"], before, cued=cued)):
            return _replacing(*pair), sentences.capital(match["new"].strip(" ,;.") + ".")
    if (denied := _DENIED.match(plain)) and _told_before(denied["old"], "\n".join(before)):
        return _without_title(denied["old"]), ""
    who = _WHO.search(plain)
    if who and cued:
        verb = who["verb"] or _verb(plain)
        return _by_another(who["who"].strip(), verb), _without_denial(plain)
    if loose and _STRONG.search(sentence) and (pair := _same_kind(plain, before)):
        return _replacing(*pair), sentences.capital(plain)
    return None


def _aligned(old: str, new: str, before: Sequence[str], *, cued: bool) -> tuple[str, str] | None:
    """Return the wrong words that were told before and the right ones that stand against them."""
    everything = "\n".join(before)
    for kind in _KINDS:
        wrong = _last(kind.findall(f" {old}"))
        right = _last(kind.findall(f" {new}"))
        if wrong and right and _told_before(wrong, everything) and wrong.lower() != right.lower():
            return wrong, right
    bare = re.sub(
        r"^(?:the|a|an|my|our|his|her|their|on|in|at|by|for|from|to) ", "", old.strip(), flags=re.I
    )
    if not cued or not _told_before(bare, everything):
        return None
    size = len(bare.split())
    right = " ".join(new.split()[-size:])
    return (bare, right) if right and right.lower() != bare.lower() else None


def _same_kind(plain: str, before: Sequence[str]) -> tuple[str, str] | None:
    """Return what was told last of the kind of thing that a short correction names, and the right one."""
    if len(plain.split()) > 12:
        return None
    for kind in _KINDS:
        right = _last(kind.findall(f" {plain}"))
        if right is None:
            continue
        for text in reversed(before):
            wrong = _last([w for w in kind.findall(f" {text}") if _like(w, right)])
            if wrong and wrong.lower() != right.lower():
                return wrong, right
    return None


def _like(one: str, other: str) -> bool:
    """Whether two numbers count the same sort of thing: sums, shares, hours, or plain counts."""
    marks = "£$€₹%:"
    ends = re.compile(r"(?:am|pm|st|nd|rd|th)$", re.I)
    return {m for m in marks if m in one} == {m for m in marks if m in other} and bool(
        ends.search(one)
    ) == bool(ends.search(other))


def _last(found: Iterable[str]) -> str | None:
    values = [value.strip() for value in found if value.strip()]
    return values[-1] if values else None


def _told_before(words: str, everything: str) -> bool:
    return bool(words) and re.search(_whole_word(words), everything, re.I) is not None


def _whole_word(words: str) -> str:
    return rf"(?<![\w.,]){re.escape(words)}(?!\w|[.,]\d)"


def _replacing(wrong: str, right: str) -> Change:
    pattern = re.compile(_whole_word(wrong), re.I)
    return lambda text: pattern.sub(lambda _: right, text)


def _verb(plain: str) -> str:
    """Return the verb of "not me who put it online, it was my colleague"."""
    match = re.search(r"(?i)\bme (?:who|that) (\w+)", plain)
    return match[1] if match else "\0"


def _without_denial(plain: str) -> str:
    return re.sub(r"(?i)^(?:that )?(?:it was(?:n'?t| not)|not) me[^,;]*[,;] ?(?:but )?", "", plain)


def _by_another(who: str, verb: str) -> Change:
    """Return the change that gives a deed to the one who did it."""
    doer = "I" if who in ("me", "us") else who
    pattern = re.compile(rf"\b(?:I|we|my \w+|he|she|they)(?= (?:\w+ )?{re.escape(verb)}\b)", re.I)
    return lambda text: pattern.sub(lambda _: doer, text)
