"""Where an article begins, what it is called, and who wrote it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.ingest.blocks import FEWEST, Block, Facts, count, line, plain, title_like
from coach.ingest.verbs import OPENERS, VERBS

_BY = re.compile(r"(?:written by|posted by|words by|author|by)\s*:?\s+(.+)", re.IGNORECASE)
_BY_END = re.compile(
    r"\s*(?:[|,•·(]|\s[-–—]\s|\bon\b|\bin\b|\bpublished\b|\bupdated\b|\d).*$", re.IGNORECASE
)
_SIGNED = re.compile(r"(?:[-–—~]|--)\s*([^\W\d_].{1,40})")
_NOBODY = frozenset(
    """
    admin administrator editor editors staff webmaster root user guest unknown anonymous team
    """.split()
)
_PARTICLES = frozenset("de da di du van von der den la le bin al ter zu".split())


def articles(blocks: Sequence[Block]) -> list[Sequence[Block]]:
    """Cut the blocks where a second title with a byline below it begins another article."""
    starts = [0]
    author = ""
    live = [at for at, block in enumerate(blocks) if not block.reason]
    for at in live:
        block, below = blocks[at], blocks[at + 1 : at + 2]
        if block.kind not in ("heading", "line") or not title_like(block.text, 20) or not below:
            continue
        name = _byline(below[0], bare=at == live[0] or bool(author))
        again = bool(name) and (name == author or len(_by(below[0]).split()) > 1)
        if at == live[0]:
            author = name
        elif again and _full(blocks[starts[-1] : at]) and _full(blocks[at:]):
            starts.append(at)
    return [blocks[a:b] for a, b in zip(starts, [*starts[1:], len(blocks)], strict=True)]


def _full(blocks: Sequence[Block]) -> bool:
    return sum(count(block.text) for block in blocks if not block.reason) >= FEWEST


def titled(blocks: Sequence[Block], facts: Facts) -> tuple[list[Block], str]:
    """Take the title out of the blocks; its further appearances become repeats."""
    at = _title_at(blocks)
    title = ""
    if at >= 0:
        number = f"{blocks[at].number}. " if blocks[at].number else ""
        title = number + line(blocks[at].text)
    known = {plain(title), plain(facts.title)} - {""}
    out = [
        replace(block, reason="repeat")
        if not block.reason and block.kind != "item" and plain(block.text) in known
        else block
        for i, block in enumerate(blocks)
        if i != at
    ]
    return out, title


def _title_at(blocks: Sequence[Block]) -> int:
    live = [at for at, block in enumerate(blocks) if not block.reason and block.kind != "byline"]
    heads = [at for at in live if blocks[at].kind == "heading"]
    tops = [at for at in heads if blocks[at].level == 1]
    if tops or not live:
        return tops[0] if tops else -1
    first = blocks[live[0]]
    if first.kind == "heading" and not first.number:
        return live[0] if not any(blocks[at].level <= first.level for at in heads[1:]) else -1
    return live[0] if first.kind == "line" and title_like(first.text, 20) else -1


def authored(blocks: Sequence[Block], facts: Facts, *, titled: bool) -> tuple[list[Block], str]:
    """Take bylines and the signature out of the blocks, and return the name that they give."""
    out = list(blocks)
    author = ""
    live = [at for at, block in enumerate(blocks) if not block.reason]
    for place, at in enumerate(live):
        near = place < 3 or blocks[at].kind == "byline"
        name = _byline(blocks[at], bare=titled and place == 0) if near else ""
        if name or blocks[at].kind == "byline":
            out[at] = replace(blocks[at], reason="byline")
            author = author or name
    author = author or _person(facts.author)
    live = [at for at, block in enumerate(out) if not block.reason]
    signed = _SIGNED.fullmatch(out[live[-1]].text) if live else None
    # A name behind a quotation is the one who said it.
    quoted = len(live) > 1 and out[live[-2]].text.endswith(('"', "”", "»"))
    name = _person(signed[1]) if signed and not quoted else ""
    if name and out[live[-1]].kind in ("line", "text"):
        out[live[-1]] = replace(out[live[-1]], reason="signature")
    return out, author or name


def _byline(block: Block, *, bare: bool) -> str:
    """Return the name that a byline gives; a name without "by" counts where one is looked for."""
    if block.reason or block.number or block.kind in ("heading", "item"):
        return ""
    words = block.text.lower().split()
    headline = any(word in VERBS or word.endswith("ing") for word in words)
    named = bare and block.kind == "line" and 2 <= len(words) <= 3 and not headline
    name = _person(_BY_END.sub("", block.text)) if named or block.kind == "byline" else ""
    return _by(block) or name


def _by(block: Block) -> str:
    match = _BY.fullmatch(line(block.text)) if count(block.text) <= 14 else None
    return _person(_BY_END.sub("", match[1])) if match else ""


def _person(text: str) -> str:
    """Return the text when it can be a person's name, else ""."""
    name = line(text).strip(" .,;:–—-")
    words = name.split()
    if not 1 <= len(words) <= 4 or re.search(r"[\d@/:_!?|&]", name) or len(name) > 60:
        return ""
    if _NOBODY & {words[0].lower(), words[-1].lower()} or words[0].lower() in OPENERS:
        return ""
    fits = all(w.lower() in _PARTICLES or (w[0].isalpha() and not w[0].islower()) for w in words)
    return name if fits else ""
