"""A mail taken apart: the writer's own words, and what stands around them.

Around them stand headers, quoted mail, signatures, and what others are quoted as saying.
"""

import re

_HEADER_NAMES = r"(?:from|to|cc|bcc|subject|date|sent|re|fwd?|reply-to|importance|attachments)"
_HEADER = re.compile(rf"(?im)^[*_]{{0,2}}{_HEADER_NAMES}[ ]?:[^\n]*")
# A mail that another program put under one's own: all that follows is quoted.
_FORWARDED = re.compile(
    r"(?im)^[ \t]*-{2,}[ ]?(?:original (?:message|appointment)|forwarded message"
    r"|forwarded by[^\n]{0,80})[ ]?-{2,}[ \t]*$|^begin forwarded message:[ \t]*$"
)
_HEADER_BLOCK = re.compile(
    rf"(?im)^[*_]{{0,2}}from[ ]?:[^\n]*\n(?:[*_]{{0,2}}{_HEADER_NAMES}[ ]?:[^\n]*(?:\n|\Z)){{2,}}"
)
_WROTE = re.compile(r"(?m)^On [^\n]{3,150}(?:\n[^\n]{0,80})?\bwrote:[ \t]*$")
# What a mail program writes of itself has a year, a clock or an address in it.
_BY_PROGRAM = re.compile(r"@|\b(?:19|20)\d\d\b|\d:\d\d")
_QUOTED = re.compile(r"(?m)^[ \t]*>[^\n]*")
_DASHES = re.compile(r"(?m)^--[ ]?$")
_SENT_FROM = re.compile(r"(?im)^(?:sent from (?:my|mail for)|get outlook for)\b[^\n]*")
_CLOSING = re.compile(
    r"(?im)^(?:(?:best|kind|warm|many|with)\b[ \w]{0,20}|sincerely(?: yours)?|yours[ \w]{0"
    r",12}|regards|cheers|thanks|thank you)[,.!]?[ \t]*$"
)
# The same at the end of the last line, with the name behind it.
_SIGNED = re.compile(
    r"(?<=[.!?])\s+(?:(?:best|kind|warm|many) (?:regards|wishes|thanks)"
    r"|with (?:respect|regards|best wishes|thanks)|best|regards|sincerely|respectfully|cheers|thanks"
    r"|warmly|yours(?: \w+)?),\s+(?-i:[A-Z])[\w.'-]*(?: (?-i:[A-Z])[\w.'-]*){0,3}\s*\Z",
    re.IGNORECASE,
)
_FAR = 300  # characters; what follows a closing further from the end is no signature
_SMALL_PRINT = re.compile(
    r"(?i)\bconfidential|intended recipient|before (?:you print|printing)|registered (?:in|office)"
)
# A line below the closing that says something is no signature: an afterthought, a P.S.
_SAYING = re.compile(
    r"(?i)\b(?:i|i'm|i'll|i've|i'd|we|we're|we'll|we've|you|you're|your|me|us|it|it's|this|that|is|are"
    r"|was|were|have|has|will|would|can|could|do|did|don't|please|not|if|but|sorry)\b"
)
_LEAST_SAYING = 4
_SPOKEN = re.compile(r'"[^"\n]{1,600}"')


def own_words(text: str) -> str:
    """Return the text, each character where it was, with all that is not the writer's own blanked.

    Headers, quoted mail and signatures become spaces; words in quotation marks become ``~``, unless
    the whole text stands in them. Quotes are straight ones, as ``sentences.straight`` gives them.
    """
    text = _without_tail(text)
    text = _blank_lines(text, _signature(text))
    for pattern in (_HEADER, _QUOTED, _WROTE, _SENT_FROM, _SIGNED):
        text = pattern.sub(_blanked, text)
    whole = text.strip()
    return _SPOKEN.sub(lambda m: m[0] if m[0] == whole else "~" * len(m[0]), text)


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _blank_lines(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _without_tail(text: str) -> str:
    """Return the text with what another program put under it blanked out."""
    starts = [match.start() for match in (_DASHES.search(text), _FORWARDED.search(text)) if match]
    for match in _HEADER_BLOCK.finditer(text):
        # At the top it is the head of the draft itself.
        if text[: match.start()].strip():
            starts.append(match.start())
            break
    for match in _WROTE.finditer(text):
        below = text[match.end() :].lstrip()
        if _BY_PROGRAM.search(match[0]) and below and not below.startswith(">"):
            starts.append(match.start())
            break
    return _blank_lines(text, [(min(starts), len(text))]) if starts else text


def _signature(text: str) -> list[tuple[int, int]]:
    """Return where the lines of the signature stand: the closing, and below it what says nothing."""
    closings = list(_CLOSING.finditer(text))
    if not closings or len(text.rstrip()) - closings[-1].end() >= _FAR:
        return []
    found = [closings[-1].span()]
    for line in re.finditer(r"[^\n]+", text[closings[-1].end() :]):
        says = _SAYING.search(line[0]) and len(line[0].split()) >= _LEAST_SAYING
        if not says or _SMALL_PRINT.search(line[0]):
            start = closings[-1].end()
            found.append((start + line.start(), start + line.end()))
    return found
