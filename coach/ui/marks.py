"""An answer as HTML: its lists, its message to send, and a chip for each marker that opens its source.

Nothing here trusts a word: users, models and articles are escaped, and no attribute holds their markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from coach import articles, resources, sentences
from coach.advice import Citation
from coach.articles import Passage

_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_FENCE = re.compile(r"\s*```")
_HEADING = re.compile(r"#{1,6} +(.+)")
_NUMBERED = re.compile(r"\s{0,3}(\d{1,3})[.)] +(.*)")
_BULLET = re.compile(r"\s{0,3}[-*•] +(.*)")
_QUOTED = re.compile(r"\s{0,3}> ?(.*)")
_INLINE = (
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.S), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<em>\1</em>"),
    # Quoted words that run from right to left keep their order within a sentence that does not.
    (
        re.compile("“([^“”<>]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc][^“”<>]*)”"),
        r"“<bdi>\1</bdi>”",
    ),
)
# So many words of a sentence must stand in the passage's sentence for it to be marked there.
_SHARED = 2
_COMMON = frozenset(
    """about after again also because before being client clients could does doing from have into just
    more much need other over said same should some such than that their them then there these they
    thing things this those time very want what when where which while will with would your yours""".split()
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an answer: ``kind`` is text, heading, numbered, bullets, message or code."""

    kind: str
    lines: tuple[str, ...]
    first: int = 1


def plain(text: str) -> str:
    """Return the text of an ``Advice`` with the characters that it holds escaped for Markdown."""
    return text.replace("&lt;", "<").replace("]\\(", "](")


def answer(text: str, citations: Sequence[Citation] = (), *, name: str = "answer") -> str:
    """Return the HTML of an answer.

    Args:
        text: The text of an ``Advice``, or as much of it as has come.
        citations: What its markers stand for; a marker without one is shown and opens nothing.
        name: Begins the id of each source, which has to be one of its own on the page.
    """
    return "".join(_html(block, _Chips(citations, name)) for block in blocks(plain(text)))


def sources(text: str, citations: Sequence[Citation], *, name: str = "answer") -> str:
    """Return a template for each marker of the answer: its source, with the sentence it supports marked.

    Their ids are the name, the sentence's place and the number, as the chips of ``answer`` have them.
    """
    cited = {one.number: one for one in citations}
    parts: dict[str, str] = {}
    for block in blocks(plain(text)):
        for said, numbers in _said(block):
            for number in numbers:
                id_ = _id(name, said, number)
                if number in cited and id_ not in parts:
                    parts[id_] = f'<template id="{id_}">{source(cited[number], said)}</template>'
    return "".join(parts.values())


def source(citation: Citation, said: str = "") -> str:
    """Return a passage as the page shows it: whose it is, what it says, where the original stands."""
    marked = nearest(said, citation.text) if said else ""
    body = "".join(
        f'<p dir="auto">{_marked(part, marked)}</p>' for part in citation.text.split("\n\n")
    )
    told = f'<p class="said-here" dir="auto"><span>In the answer:</span> {escape(said)}</p>'
    return (
        f'<p class="kicker">Retold from</p><h2 dir="auto">{escape(citation.title)}</h2>'
        f'<p class="byline">Author: {escape(citation.author)}<br>'
        f"Step: {escape(step_name(citation.step))}</p>"
        f"{told if said else ''}<blockquote>{body}</blockquote>{_link(citation.address)}"
    )


def step_name(step: str) -> str:
    """Return the name of a step as its article has it, or the words of its id."""
    known = _steps().get(step)
    return known.name if known else step.rpartition("/")[2].replace("-", " ").capitalize()


def step_link(step: str, name: str, *, article: bool = False) -> str:
    """Return a button that opens a step of the bundled articles; nothing for any other.

    Args:
        step: Its id.
        name: Begins the id of its source, as in ``step_source``.
        article: Whether the title of its article stands behind it.
    """
    known = _steps().get(step)
    if known is None:
        return ""
    title = escape(known.title)
    return (
        f'<button type="button" class="step" data-source="{_step_id(name, step)}" '
        f'title="{title}">{escape(known.name)}</button>{f", {title}" if article else ""}'
    )


def step_source(step: str, name: str) -> str:
    """Return the template that ``step_link`` opens."""
    known = _steps().get(step)
    if known is None:
        return ""
    told = Citation(
        0, known.step, known.article, known.title, known.author, known.address, known.text
    )
    return f'<template id="{_step_id(name, step)}">{source(told)}</template>'


def _step_id(name: str, step: str) -> str:
    return f"{name}-{step.replace('/', '-')}"


def nearest(said: str, passage: str) -> str:
    """Return the sentence of a passage that shares most words with what was said; none when few."""
    wanted = _stems(said)
    best = max(sentences.split(passage), key=lambda one: len(wanted & _stems(one)), default="")
    return best if len(wanted & _stems(best)) >= _SHARED else ""


def blocks(text: str) -> list[Block]:
    """Return the parts of a Markdown text in order; what is no known form is text."""
    found: list[Block] = []
    for kind, lines in _parted(text):
        last = found[-1] if found else None
        if last is not None and last.kind == kind and kind in ("numbered", "bullets"):
            # Points with an empty line between them are one list.
            found[-1] = Block(kind, (*last.lines, *_points(lines)), last.first)
        elif kind in ("numbered", "bullets"):
            found.append(Block(kind, _points(lines), _first(lines[0])))
        else:
            found.append(Block(kind, tuple(_bare(kind, line) for line in lines)))
    return found


def _parted(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield runs of lines of one kind; an empty line ends one."""
    kinds: list[tuple[str, str]] = []
    code, before = False, ""
    for line in text.split("\n"):
        if _FENCE.match(line):
            code, before = not code, ""
            kinds.append(("", line))
            continue
        before = "code" if code else _kind(line, before)
        kinds.append((before, line))
    for kind, run in groupby(kinds, key=lambda one: one[0]):
        if kind:
            yield kind, [line for _, line in run]


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return ""
    for kind, pattern in (
        ("message", _QUOTED),
        ("numbered", _NUMBERED),
        ("bullets", _BULLET),
        ("heading", _HEADING),
    ):
        if pattern.match(line):
            return kind
    # A line that goes on with a point belongs to it.
    return before if before in ("numbered", "bullets") else "text"


def _points(lines: Sequence[str]) -> tuple[str, ...]:
    points: list[str] = []
    for line in lines:
        match = _NUMBERED.match(line) or _BULLET.match(line)
        if match:
            points.append(match[match.lastindex or 1])
        elif points:
            points[-1] += f"\n{line.strip()}"
    return tuple(points)


def _first(line: str) -> int:
    match = _NUMBERED.match(line)
    return int(match[1]) if match else 1


def _bare(kind: str, line: str) -> str:
    pattern = {"message": _QUOTED, "heading": _HEADING}.get(kind)
    match = pattern.match(line) if pattern else None
    return match[1] if match else line


# --- HTML ----------------------------------------------------------------------------------------


class _Chips:
    """The markers of one answer: a button where there is a source, else a number that opens nothing."""

    def __init__(self, citations: Sequence[Citation], name: str) -> None:
        self._cited: Mapping[int, Citation] = {one.number: one for one in citations}
        self._name = name

    def html(self, said: str, numbers: Sequence[int]) -> str:
        return "".join(f"\u2060{self._one(said, number)}" for number in numbers)

    def _one(self, said: str, number: int) -> str:
        cited = self._cited.get(number)
        if cited is None:
            return f'<span class="chip still">{number}</span>'
        label = escape(f"Source {number}: {step_name(cited.step)}, {cited.title}")
        return (
            f'<button type="button" class="chip" data-source="{_id(self._name, said, number)}" '
            f'aria-label="{label}" title="{label}">{number}</button>'
        )


def _html(block: Block, chips: _Chips) -> str:
    match block.kind:
        case "message":
            return _message(block.lines)
        case "code":
            return f"<pre><code>{escape(chr(10).join(block.lines))}</code></pre>"
        case "heading":
            return "".join(f'<p class="heading">{_text(one, chips)}</p>' for one in block.lines)
        case "numbered" | "bullets":
            tag = "ol" if block.kind == "numbered" else "ul"
            start = f' start="{block.first}"' if block.first != 1 else ""
            points = "".join(f'<li dir="auto">{_text(one, chips)}</li>' for one in block.lines)
            return f"<{tag}{start}>{points}</{tag}>"
        case _:
            return f'<p dir="auto">{_text(chr(10).join(block.lines), chips)}</p>'


def _message(lines: Sequence[str]) -> str:
    words = "\n".join(lines).strip()
    # What stands in square brackets is for the user to fill in.
    shown = re.sub(r"\[[^\[\]\n]{2,400}\]", r'<span class="gap">\g<0></span>', escape(words))
    return (
        '<figure class="message"><figcaption>A message you could send</figcaption>'
        f'<div class="message-text" dir="auto">{shown}</div><div class="tools">'
        '<button type="button" data-copy-message>Copy</button>'
        '<button type="button" data-check-message>Check and edit</button></div></figure>'
    )


def _text(text: str, chips: _Chips) -> str:
    """Return a text whose cited sentences are marked, each with its chips behind it."""
    parts, at = [], 0
    for match in _MARKERS.finditer(text):
        piece = text[at : match.start()]
        numbers = [int(n) for n in _NUMBER.findall(match[0])]
        start, end = _last_sentence(piece)
        parts += [
            _inline(piece[:start]),
            f'<span class="said">{_inline(piece[start:end])}{chips.html(_words(piece[start:end]), numbers)}</span>',
            _inline(piece[end:]),
        ]
        at = match.end()
    parts.append(_inline(text[at:]))
    return "".join(parts)


def _said(block: Block) -> Iterator[tuple[str, list[int]]]:
    """Yield each cited sentence of a block, as it is read, with the numbers behind it."""
    if block.kind in ("message", "code"):
        return
    texts = block.lines if block.kind != "text" else ("\n".join(block.lines),)
    for text in texts:
        at = 0
        for match in _MARKERS.finditer(text):
            piece = text[at : match.start()]
            start, end = _last_sentence(piece)
            yield _words(piece[start:end]), [int(n) for n in _NUMBER.findall(match[0])]
            at = match.end()


def _last_sentence(piece: str) -> tuple[int, int]:
    found = sentences.spans(piece)
    if not found:
        return 0, len(piece)
    start = found[-1][0]
    # Bold that begins in the sentence before would be cut in two.
    return (0 if piece[:start].count("**") % 2 else start), len(piece)


def _words(text: str) -> str:
    return " ".join(text.replace("**", "").split())


def _inline(text: str) -> str:
    html = escape(text)
    for pattern, form in _INLINE:
        html = pattern.sub(form, html)
    return html.replace("\n", "<br>")


def _id(name: str, said: str, number: int) -> str:
    return f"{name}-{resources.fingerprint(said)}-{number}"


def _marked(text: str, marked: str) -> str:
    before, found, behind = text.partition(marked) if marked else (text, "", "")
    if not found:
        return escape(text)
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(behind)}"


def _link(address: str) -> str:
    if urlsplit(address).scheme not in ("http", "https"):
        return f'<p class="byline">{escape(address)}</p>' if address else ""
    host = urlsplit(address).netloc.removeprefix("www.")
    return (
        f'<p><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">'
        f"Read the original at {escape(host)}</a></p>"
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        word[:6] for word in sentences.words(text) if len(word) > 3 and word not in _COMMON
    )


@cache
def _steps() -> Mapping[str, Passage]:
    return {passage.id: passage for passage in articles.passages(articles.bundled())}
