"""From a path to articles: one kind of file or another, then noise, titles, steps."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach import sentences
from coach.articles import Article
from coach.errors import IngestError
from coach.ingest import files, html, noise, pdf, steps, text, titles, twins
from coach.ingest.blocks import FEWEST, MOST, Block, Facts, count, line, slug, unique


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch of the file that is no part of an article, and what it was taken for."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An article found in a file, and all that stood around it and was left out."""

    article: Article
    dropped: tuple[Dropped, ...]


def read(path: Path) -> tuple[Reading, ...]:
    """Return the articles that stand in a Markdown, text, HTML or PDF file, in order.

    Raises:
        IngestError: There is no such file, it is of another kind than its name says, it cannot be
            read as text, or fewer than 40 words are left when the page's furniture is gone.
    """
    blocks, facts = _blocks(path)
    if len(blocks) > MOST:
        raise IngestError(
            f"{path.name}: wanted an article, got {len(blocks):,} paragraphs; "
            "save the article alone"
        )
    marked = noise.furniture(block for block in blocks if count(block.text))
    taken: set[str] = set()
    readings = []
    for part in titles.articles(marked):
        readings.append(_reading(noise.regions(part), facts, path, taken))
        facts = Facts(language=facts.language)
    left = sum(count(twins.body(reading.article)) for reading in readings)
    if left < FEWEST:
        raise IngestError(
            f"{path.name}: {left} words are left without navigation, forms and comments, wanted "
            f"{FEWEST} or more; save the article's own text to a .txt file and try again"
        )
    return tuple(readings)


def _blocks(path: Path) -> tuple[list[Block], Facts]:
    raw, kind = files.content(path)
    if kind == "pdf":
        return pdf.parse(raw, path.name)
    words = files.decoded(raw, path.name, kind)
    if kind == "html":
        return html.parse(words, path.name)
    return text.parse(words, marked=path.suffix.lower() == ".md")


def _reading(blocks: list[Block], facts: Facts, path: Path, taken: set[str]) -> Reading:
    blocks, title = titles.titled(blocks, facts)
    blocks, author = titles.authored(blocks, facts, titled=bool(title))
    title = title or line(facts.title) or line(path.stem.replace("_", " ")) or "untitled"
    language = re.match(r"[a-z]{2,3}(?=[-_]|$)", facts.language.strip().lower())
    article = Article(
        id=unique(slug(title, "article"), taken),
        title=title,
        author=author or "not named",
        address=_web(facts.address) or f"file:{line(path.name)}",
        language=language[0] if language else "en",
        sections=steps.sections([block for block in blocks if not block.reason]),
    )
    return Reading(article, _dropped(blocks))


def _web(address: str) -> str:
    address = sentences.clean(address)
    fits = re.fullmatch(r"https?://[^\s<>\"']{3,500}", address, re.IGNORECASE)
    return address if fits else ""


def _dropped(blocks: Iterable[Block]) -> tuple[Dropped, ...]:
    out: list[Dropped] = []
    for block in blocks:
        if block.reason and out and out[-1].reason == block.reason:
            out[-1] = Dropped(f"{out[-1].text}\n\n{block.text}", block.reason)
        elif block.reason:
            out.append(Dropped(block.text, block.reason))
    return tuple(out)
