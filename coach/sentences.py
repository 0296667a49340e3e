"""Text taken apart: clean characters, sentences, words."""

import re
import unicodedata

# A full stop behind one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof st vs etc inc ltd co corp no nr fig al approx dept est jr sr
    e.g i.e a.m p.m u.s u.k""".split()
)
# Possessive, and only from the first mark on: a long row of dots is read once.
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'”’)\]]*+(?=\s|$)""")
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)")
_CLAUSE_BREAK = re.compile(
    r"\s*[;:—–()]\s*|\s+-\s+|\.\.\.+\s*|,\s+(?=(?:and|but|so|then|because|cause|cos|"
    r"which|who|now|he|she|they|i|we|it|the|my|our|his|her|even|though|not|said|then)\b)|"
    r"\s+(?=(?:but|because|cos|so that|so|then|after|until|when|while|since)\s+(?:i|we|"
    r"he|she|they|it|the|my|our|there|we're|i'm|he's|she's)\b)|\s+(?=and (?:i|we|he|she|"
    r"they|it|the|now|i'm|he's|she's|they're|then|my|our|his|her)\b)",
    re.I,
)
_SPACE = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# What stands round a clause and is none of its words.
_ROUND = " ,.'!\n"
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})


def clean(text: str) -> str:
    """Return the text without control or invisible characters, spaces folded, lines kept.

    Tabs become spaces, every kind of line end becomes one newline; bidirectional overrides,
    zero-width characters and lone surrogates go, emoji joiners stay.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text).replace("\t", " ")
    kept = (c for c in text if c == "\n" or c == "\u200d" or unicodedata.category(c)[0] != "C")
    text = unicodedata.normalize("NFC", "".join(kept))
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def straight(text: str) -> str:
    """Return the text with curly quotes and hard spaces made plain; same length."""
    return text.translate(_QUOTES)


def escaped(text: str) -> str:
    """Return the text with HTML and Markdown links made plain characters."""
    return text.replace("<", "&lt;").replace("](", "]\\(")


def capital(text: str) -> str:
    """Return the text with a capital first; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def spans(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each sentence, in order, outer white space left out."""
    found: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        at = start
        for match in _END.finditer(text, start, end):
            if _abbreviated(text, match.start()):
                continue
            _add(found, text, at, match.end())
            at = match.end()
        _add(found, text, at, end)
    return found


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each clause of each sentence, in order, without the marks round it.

    >>> text = "I sent it late, and he hung up."
    >>> [text[start:end] for start, end in clauses(text)]
    ['I sent it late', 'and he hung up']
    """
    found = []
    for start, end in spans(text):
        at = start
        for match in _CLAUSE_BREAK.finditer(text, start, end):
            found.append((at, match.start()))
            at = match.end()
        found.append((at, end))
    bare = ((a, b, text[a:b].strip(_ROUND)) for a, b in found)
    return [(at := text.index(told, a, b), at + len(told)) for a, b, told in bare if told]


def split(text: str) -> list[str]:
    """Return the sentences of the text, in order."""
    return [text[start:end] for start, end in spans(text)]


def words(text: str) -> list[str]:
    """Return the lower-case words of the text, apostrophes kept inside words."""
    return _WORD.findall(straight(text).lower())


def _blocks(text: str) -> list[tuple[int, int]]:
    edges = [0]
    for match in _BREAK.finditer(text):
        edges += [match.start(), match.end()]
    edges.append(len(text))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _abbreviated(text: str, stop: int) -> bool:
    if text[stop] != ".":
        return False
    head = text[max(0, stop - 12) : stop]
    word = re.split(r"[\s(\"'“‘]", head)[-1].lower()
    if word == "no":
        # "No. 7" is a number; "They said no. Now what?" ends.
        return text[stop + 1 : stop + 4].strip()[:1].isdigit()
    # A lone number at the start of a line is a list marker, not a sentence.
    return word in _ABBREVIATIONS or (word.isdigit() and _starts_line(text, stop - len(word)))


def _starts_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece.strip():
        found.append(
            (start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
        )
