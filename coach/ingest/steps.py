"""Headings and lists become the sections of an article."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from coach import sentences
from coach.articles import Section
from coach.ingest.blocks import Block, count, heading, line, slug, title_like, unique
from coach.ingest.verbs import OPENERS, VERBS

ABOUT = "What the article is about"

_OUTSIDE = re.compile(
    r"(?:an? |the |in |some |my |our )*(?:introduction|intro|overview|background|foreword|preface"
    r"|conclusions?|summary|closing|final (?:thoughts?|words?)|last words?|wrapping up|wrap[- ]?up"
    r"|bottom line|(?:key )?takeaways?|faqs?|frequently asked questions|further reading|references"
    r"|sources|about the author|tl;?dr|epilogue|(?:table of )?contents|afterword"
    r"|acknowledge?ments)\b.*",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\b(?:below|following|here (?:are|is)|here['’]s|these|this is how)\b.*"
    r"\b(?:steps?|ways|rules|tips|things|principles)\b",
    re.IGNORECASE | re.DOTALL,
)
_STEPS = re.compile(
    r"\b(?:steps|ways|rules|tips|things to do|principles|habits|lessons|part solution)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?:how|what|why|when|where|who|which)\b", re.IGNORECASE)


# Where each step starts, its name, what its first block holds beyond; and where they are over.
_Plan = tuple[list[tuple[int, str, str]], int]


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Return the steps that the blocks hold, after what stands outside of all of them."""
    blocks = _promoted(blocks)
    steps, over = _plan(blocks)
    ends = [*(at for at, _, _ in steps), over]
    about = _rendered([*blocks[: ends[0]], *blocks[over:]])
    out = [Section("about", ABOUT, about)] if about else []
    keys = {"about"}
    for (at, name, rest), end in zip(steps, ends[1:], strict=True):
        name = _safe(line(name).rstrip(".:;, ") or line(name))
        text = _rendered([*([Block(rest)] if rest else []), *blocks[at + 1 : end]])
        out.append(Section(unique(slug(name, "step"), keys), name, text or name))
    return tuple(out)


def _promoted(blocks: Sequence[Block]) -> list[Block]:
    """Make headings of the short lines that stand alone, where nothing else marks headings."""
    out = list(blocks)
    if sum(block.kind == "heading" and not block.number for block in blocks) > 1:
        return out
    pairs = [(at, b, below) for at, (b, below) in enumerate(pairwise(blocks)) if b.kind == "line"]
    dotted = [at for at, block, below in pairs if _dotted(block.text) and count(below.text) > 8]
    for at, block, below in pairs:
        opens = below.kind in ("text", "item") or count(below.text) > 10
        asks = block.text[-1] == "?" and _ASKS.match(block.text) and 3 <= count(block.text) <= 8
        bare = title_like(block.text, 10) and block.text[-1] not in "?!"
        if opens and (asks or bare or (at in dotted and len(dotted) > 2)):
            out[at] = heading(block.text, 6)
    return out


def _dotted(text: str) -> bool:
    return text.endswith(".") and 2 <= count(text) <= 5 and _imperative(text)


def _plan(blocks: Sequence[Block]) -> _Plan:
    heads = [at for at, block in enumerate(blocks) if block.kind == "heading"]
    numbered = _counted(blocks, heads)
    if numbered:
        return _by_heads(blocks, numbered)
    named = [at for at in heads if not _OUTSIDE.fullmatch(blocks[at].text)]
    for level in sorted({blocks[at].level for at in named}):
        same = [at for at in named if blocks[at].level == level]
        same = same[1:] if _leads_in(blocks, same) else same
        deeper = [at for at in named if blocks[at].level > level]
        if len(same) > 1 and not _container(blocks, same, deeper):
            return _by_heads(blocks, same)
    return _listed(blocks) or _by_heads(blocks, named[:1])


def _counted(blocks: Sequence[Block], heads: Sequence[int]) -> list[int]:
    """Return the numbered headings of the shallowest level that has two of them, counting up."""
    for level in sorted({blocks[at].level for at in heads}):
        out: list[int] = []
        for at in (at for at in heads if blocks[at].level == level):
            if blocks[at].number > (blocks[out[-1]].number if out else 0):
                out.append(at)
        if len(out) > 1:
            return out
    return []


def _by_heads(blocks: Sequence[Block], starts: Sequence[int]) -> _Plan:
    over = len(blocks)
    for at in range(over - 1, starts[-1] if starts else over, -1):
        block = blocks[at]
        equal = block.level <= blocks[starts[-1]].level or _OUTSIDE.fullmatch(block.text)
        if block.kind == "heading" and equal:
            over = at
    return [(at, blocks[at].text, "") for at in starts], over


def _leads_in(blocks: Sequence[Block], same: Sequence[int]) -> bool:
    """Whether a heading's text ends by announcing the steps, so that it is none itself."""
    text = blocks[same[0] + 1 : same[1]] if len(same) > 1 else ()
    told = [block.text for block in text if block.kind in ("text", "line")][-1:]
    return any(_LEAD_IN.search(sentences.split(last)[-1]) for last in told)


def _container(blocks: Sequence[Block], same: Sequence[int], deeper: Sequence[int]) -> bool:
    """Whether one of the headings announces steps and holds them as deeper headings."""
    return any(
        _STEPS.search(blocks[at].text) and sum(at < i < end for i in deeper) > 1
        for at, end in zip(same, [*same[1:], len(blocks)], strict=True)
    )


def _listed(blocks: Sequence[Block]) -> _Plan | None:
    """Return the steps that the longest fitting list gives, numbered before bulleted."""
    runs = [run for run in _runs(blocks) if len(run) > 1]
    numbered = [run for run in runs if blocks[run[0]].number]
    chosen = max(numbered or (run for run in runs if _fits(blocks, run)), key=len, default=None)
    if chosen is None:
        return None
    over, level = chosen[-1] + 1, blocks[chosen[0]].level
    while over < len(blocks) and (blocks[over].inside or _deeper(blocks[over], level)):
        over += 1
    return [(at, *_lead(blocks[at])) for at in chosen], over


def _deeper(block: Block, level: int) -> bool:
    return block.kind == "item" and block.level > level


def _runs(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Yield the lists: items of one depth that follow each other, or that count on."""
    run: list[int] = []
    for at, block in enumerate(blocks):
        if block.kind != "item" or (run and _deeper(block, blocks[run[0]].level)):
            continue
        if run:
            last, between = blocks[run[-1]], blocks[run[-1] + 1 : at]
            counts = 1 < block.number == last.number + 1
            loose = any(not other.inside and other.kind != "item" for other in between)
            parted = any(other.kind == "heading" for other in between) or (loose and not counts)
            if parted or bool(block.number) != bool(last.number):
                yield run
                run = []
        run.append(at)
    yield run


def _fits(blocks: Sequence[Block], run: Sequence[int]) -> bool:
    leads = (_lead(blocks[at]) for at in run)
    fit = sum(_imperative(name) if rest else _first(name) in VERBS for name, rest in leads)
    return 3 * fit >= 2 * len(run)


def _imperative(text: str) -> bool:
    first = _first(text)
    odd = first in OPENERS or first.endswith(("ing", "ed", "ly", "tion", "s"))
    return first in VERBS or (bool(first) and not odd)


def _first(text: str) -> str:
    before = ("just", "always", "please", "then", "first", "do")
    return next((word for word in sentences.words(text) if word not in before), "")


def _lead(block: Block) -> tuple[str, str]:
    """Return the name that an item opens with, and the rest of the item."""
    text = block.text
    if block.lead and text.startswith(block.lead) and count(block.lead) <= 14:
        return block.lead, text[len(block.lead) :].lstrip(" .:–—-")
    end = next((end for _, end in sentences.spans(text)), len(text))
    if end < len(text) and count(text[:end]) <= 10:
        return text[:end], text[end:].strip()
    label = re.match(r"([^:.!?–—]{2,60}?)(?::| [–—-])\s+(\S.*)", text, re.DOTALL)
    if label and count(label[1]) <= 8:
        return label[1], label[2]
    if count(text) <= 14:
        return text, ""
    # No name of its own: its first words stand for it, and the item stays whole.
    return " ".join(text.split()[:7]).rstrip(",;:") + " …", text


def _rendered(blocks: Sequence[Block]) -> str:
    out, before = "", ""
    for block in blocks:
        mark = f"{block.number}. " if block.number else "- " if block.kind == "item" else ""
        out += ("\n" if before == block.kind == "item" else "\n\n") + mark + block.text
        before = block.kind
    return _safe(out)


def _safe(text: str) -> str:
    """Return the text without marks that would open a section or our own notes."""
    return re.sub(r"(?m)^(?:#+ +)+", "", sentences.clean(text)).strip()
