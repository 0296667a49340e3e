"""What a message wants of the conversation itself: a draft, a shorter answer, or just to go on.

The rules are data: a pattern and what suppresses it. Whatever is none of these is a question, or
tells more of the story.
"""

import re
from dataclasses import dataclass

from coach import sentences

FORMS = ("email", "chat", "call", "closing", "report")
"""The drafts that can be asked for: an e-mail, a chat message, words to open a call with, a note
that lets the client go, a report on how the repair stands."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish. ``kind`` is ``draft``, ``shorter``, ``yes``, ``no`` or nothing; ``form`` one of ``FORMS``."""

    kind: str = ""
    form: str = ""


NONE = Wish()

_LEAD = r"^(?:(?:please|pls|ok(?:ay)?|great|good|thanks?|thank you|yes|yeah|no|fine|right|so|and|now|then|actually|hmm|well|could you|can you|would you|will you|i want you to|i'?d like you to|i need you to|let'?s|just|also|perfect)[,.! ]+)*"
_THING = (
    r"(?:an?|the|my|that|this|it|something|some|one|me)?\s?(?:\w+[ -]){0,4}?"
    r"(?:e-?mail|mail|message|text|sms|whatsapp|letter|note|reply|response|script|draft|apology|wording|words|opening|opener|report|update|chat message|dm|card|version|it|that|one)\b"
)
_WRITE = re.compile(
    rf"{_LEAD}(?:i'?m calling[^.]*\. )?(?:help me (?:to )?)?(?:write|draft|compose|word|phrase|prepare|put together|make|give me|do|type|formulate|script|show me)(?: (?:me|us|her|him|them|for me|up|out|down))? (?={_THING})"
    rf"|\b(?:write|draft|word|phrase|compose) (?:it|that|this|one|the (?:mail|e-?mail|message|letter|note|reply|text))(?: up)? for me\b"
    rf"|\b(?:can|could|would|will) you (?:please )?(?:write|draft|compose|word|phrase|prepare|put together)\b"
    rf"|\bi (?:need|want|would like|'d like) (?:an? |the |some )?(?:\w+ ){{0,3}}(?:draft|e-?mail|message|script|letter|note|report|text)\b",
    re.I,
)
# "How do I write it?" asks for advice; "should I write" too; the user's own writing is a story.
_ASKS_ADVICE = re.compile(
    r"\b(?:(?:how|what|when|why|where|whether) (?:\w+ ){0,2}(?:i|we)\b|should i|shall i|do i|am i|may i|could i|can i)\b|^(?:i|we|he|she|they) (?:wrote|drafted|sent|'ve|have)\b",
    re.I,
)
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "closing",
        re.compile(
            r"\b(?:closing (?:note|message|mail|e-?mail|letter|words?)|goodbye|farewell|let(?:ting)? (?:him|her|them|it|the client) go|part(?:ing)? (?:ways|note|message)|final (?:note|message|mail|e-?mail)|last (?:note|message) to|close it off|end it (?:well|politely|with dignity))\b",
            re.I,
        ),
    ),
    (
        "report",
        re.compile(
            r"\b(?:progress (?:report|update|note|mail|e-?mail)|status (?:report|update|mail|e-?mail)|(?:weekly |short )?(?:report|update) (?:to|for|on)|report)\b",
            re.I,
        ),
    ),
    (
        "call",
        re.compile(
            r"\b(?:call(?:ing)?|phone|ring|script|voice ?mail|opening\b|opener|say (?:on|over) the phone|what i say first)\b",
            re.I,
        ),
    ),
    (
        "chat",
        re.compile(
            r"\b(?:chat|text(?: message)?|whatsapp|sms|slack|teams|dm|instant message|telegram|signal|messenger|linkedin)\b",
            re.I,
        ),
    ),
    ("email", re.compile(r"\b(?:e-?mail|mail|letter|message|note|reply|apology)\b", re.I)),
)
_SHORTER = re.compile(
    rf"(?:{_LEAD}|[,.;] ?)(?:half (?:of )?(?:that|it)\b|(?:much |even |a (?:bit|lot|little) )?(?:shorter|briefer)\b|(?:make|keep|say|put) (?:it|that|this) (?:\w+ )?(?:short(?:er)?|brief(?:er)?|(?:in )?(?:one|two|a few) (?:lines?|sentences?|words))|"
    rf"(?:that'?s |it'?s |this is |way |far |much )*too (?:long|much|wordy)|in (?:short|brief|one (?:line|sentence)|two (?:lines|sentences)|a nutshell)|tl;? ?dr|(?:the |a )?short(?:er)? version|sum(?:marise|marize)? (?:it|that)?(?: up)?|summar(?:y|ise|ize)|"
    rf"cut it (?:down|short)|trim (?:it|that)|less (?:text|words)|fewer words|condense|give (?:it to )?me (?:just )?(?:the (?:gist|essence|short version)|it in))\b",
    re.I,
)
_MOST_SHORTER_WORDS = 14
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|ya|aye|sure|of course|absolutely|definitely|correct|exactly|right|true|indeed|ok(?:ay)? (?:yes|then)|yes,? please|please do|do it|go (?:on|ahead)|i (?:do|did|will|have|am)|i think so)[\s,.!]*$",
    re.I,
)
_NO = re.compile(
    r"^(?:no|nope|nah|not (?:yet|really|at all|sure)|no,? (?:not (?:yet|really)|thanks?|i (?:don'?t|didn'?t|haven'?t|won'?t|can'?t))|never|i (?:don'?t|didn'?t|haven'?t|won'?t|can'?t)(?: think so| know)?|i don'?t know|dunno|no idea)[\s,.!]*$",
    re.I,
)


def read(message: str) -> Wish:
    """Return what a message wants of the conversation, or ``NONE``.

    >>> read("write it for me"), read("can you draft a text to her?").form
    (Wish(kind='draft', form='email'), 'chat')
    >>> read("How do I write to him?") == NONE
    True
    """
    text = sentences.straight(message).strip()
    if _YES.match(text):
        return Wish("yes")
    if _NO.match(text):
        return Wish("no")
    if len(sentences.words(text)) <= _MOST_SHORTER_WORDS and _SHORTER.search(text):
        return Wish("shorter")
    for sentence in sentences.split(text):
        if _WRITE.search(sentence) and not _ASKS_ADVICE.search(sentence):
            return Wish("draft", _form(text))
    return NONE


def _form(text: str) -> str:
    return next((form for form, pattern in _FORMS if pattern.search(text)), "email")
