"""A PDF's lines as blocks: larger or bolder lines are headings, gaps part paragraphs."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from coach.errors import IngestError
from coach.ingest.blocks import FEWEST, ITEM, STEP_WORD, Block, Facts, count, heading, line
from coach.ingest.text import lines_block

_BOLD = re.compile("bold|black|heavy", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:page )?\d+(?: ?(?:/|of) ?\d+)?", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:”\"]$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its words, height of type, weight and place."""

    text: str
    size: float
    bold: bool
    y: float


def parse(raw: bytes, name: str) -> tuple[list[Block], Facts]:
    """Return the blocks of a PDF and what it says of itself.

    Raises:
        IngestError: It is broken or encrypted, or holds pictures of pages.
    """
    import pypdf

    # It logs every oddity of a file; what matters to the user is raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [_lines(page) for page in reader.pages]
        meta = None if locked else reader.metadata
        facts = Facts(str((meta and meta.title) or ""), str((meta and meta.author) or ""))
    except Exception as error:
        # On a broken file it raises anything.
        raise IngestError(
            f"{name}: the PDF cannot be read ({error}); print it to a new PDF"
        ) from error
    if locked:
        raise IngestError(
            f"{name}: the PDF is encrypted; save a copy without a password and try again"
        )
    if sum(count(printed.text) for page in pages for printed in page) < FEWEST:
        raise IngestError(
            f"{name}: the PDF holds pictures of pages and (almost) no text; "
            "run text recognition on it or save the article as text"
        )
    return _blocks(pages), facts


def _lines(page: Any) -> list[_Line]:
    lines: list[_Line] = []
    held: list[_Line] = []

    def close() -> None:
        text = line("".join(part.text for part in held))
        if text:
            solid = [part for part in held if part.text.strip()]
            size, bold = max(part.size for part in solid), all(part.bold for part in solid)
            lines.append(_Line(text, round(size, 1), bold, solid[0].y))
        held.clear()

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
        bold = bool(font) and bool(_BOLD.search(str(font.get("/BaseFont", ""))))
        for at, part in enumerate(text.split("\n")):
            if at:
                close()
            held.append(_Line(part, size * scale, bold, y))

    page.extract_text(visitor_text=visit)
    close()
    return lines


def _blocks(pages: list[list[_Line]]) -> list[Block]:
    blocks, lines = [], []
    repeated = _repeated(pages)
    for page in pages:
        edges = _edges(page)
        for printed in page:
            edge = any(printed is other for other in edges)
            if edge and _PAGE_NUMBER.fullmatch(printed.text):
                blocks.append(Block(printed.text, reason="page number"))
            elif edge and _folded(printed) in repeated:
                blocks.append(Block(printed.text, reason="repeat"))
            else:
                lines.append(printed)
    sizes: Counter[float] = Counter()
    for printed in lines:
        sizes[printed.size] += len(printed.text)
    plain = sizes.most_common(1)[0][0] if sizes else 0.0
    large = sorted((size for size in sizes if size > plain * 1.08), reverse=True)
    heavy = sum(printed.bold for printed in lines) > len(lines) / 2
    for group in _paragraphs(lines):
        words, first = _joined(group), group[0]
        if count(words) <= 18 and first.size in large:
            blocks.append(heading(words, min(1 + large.index(first.size), 5)))
        elif count(words) <= 18 and first.bold and not heavy and first.size == plain:
            blocks.append(heading(words, 6))
        else:
            blocks += lines_block([words], marked=False, alone=True)
    return blocks


def _repeated(pages: list[list[_Line]]) -> set[str]:
    """Return the first and last lines of pages that come back on half of them, digits as 0."""
    seen = Counter(text for page in pages for text in {_folded(edge) for edge in _edges(page)})
    return {text for text, on in seen.items() if on > 1 and 2 * on >= len(pages)}


def _edges(lines: list[_Line]) -> list[_Line]:
    return lines if len(lines) < 4 else [*lines[:2], *lines[-2:]]


def _folded(printed: _Line) -> str:
    return re.sub(r"\d+", "0", printed.text.lower())


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    gaps = sorted(a.y - b.y for a, b in pairwise(lines) if a.y > b.y)
    step = gaps[len(gaps) // 4] if gaps else 0.0
    held: list[_Line] = []
    for printed in lines:
        if held and _parts(held[-1], printed, step):
            yield held
            held = []
        held.append(printed)
    if held:
        yield held


def _parts(above: _Line, below: _Line, step: float) -> bool:
    if above.size != below.size or above.bold != below.bold:
        return True
    if ITEM.match(below.text) or STEP_WORD.match(below.text):
        return True
    if above.y < below.y:
        # The top of the next page: a paragraph goes on there when its sentence does.
        return bool(_ENDED.search(above.text))
    return bool(step) and above.y - below.y > 1.35 * step


def _joined(lines: Sequence[_Line]) -> str:
    text = "\n".join(printed.text for printed in lines)
    return re.sub(r"(?<=[^\W\d_])-\n(?=[a-z])", "", text).replace("\n", " ")
