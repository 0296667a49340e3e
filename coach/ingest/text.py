"""Markdown and plain text as blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from coach import sentences
from coach.ingest.blocks import (
    ITEM,
    STEP_WORD,
    Block,
    Facts,
    heading,
    line,
    paragraph,
    title_like,
)

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_ADDRESSES = ("canonical_url", "canonical", "address", "url", "link")
_ATX = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*$")
_UNDERLINE = re.compile(r"(=+|-{3,})$")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
# What Markdown writes around words, and what is left of it; links and images leave their words.
_INLINE = (
    (
        re.compile(r"!?\[([^\]\[]{0,300})\]\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'][^\"']*[\"'])?\)"),
        r"\1",
    ),
    (re.compile(r"\[([^\]\[]{1,300})\]\[[^\]]{0,100}\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]{0,500}>"), ""),
    (_BOLD, r"\2"),
    (re.compile(r"(?<![\w*_])([*_])(?=\S)((?:(?!\1)[^\n]){1,300}?)(?<=\S)\1(?![\w*_])"), r"\2"),
    (re.compile(r"(`{1,3})(?!`)(.{1,300}?)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)
# A menu's words that run into the body without a space.
_GLUED = re.compile(
    r"([a-z]+(?: [a-z]+){0,3} [a-z]{3,})"
    r"(?=(?:You|We|I|The|It|This|When|If|How|What|Your|Every|In|A)\b)"
)


def parse(text: str, *, marked: bool) -> tuple[list[Block], Facts]:
    """Return the blocks of a text (``marked``: of Markdown) and the facts of its front matter."""
    text = _LINE_END.sub("\n", text).expandtabs(4)
    front = _FRONT.match(text) if marked else None
    rest = text[front.end() if front else 0 :]
    blocks: list[Block] = []
    for lines, alone in _paragraphs(_uncommented(rest) if marked else rest, marked):
        blocks += lines_block(lines, marked=marked, alone=alone, before=blocks[-1:])
    glued = _GLUED.match(blocks[0].text) if blocks and not marked else None
    if glued:
        blocks[0] = replace(blocks[0], text=blocks[0].text[glued.end() :])
        blocks.insert(0, Block(glued[1], reason="navigation"))
    return blocks, _front(front[1]) if front else Facts()


def _front(text: str) -> Facts:
    pairs = (row.partition(":") for row in text.split("\n"))
    said = {key.strip().lower(): line(value).strip("\"'") for key, _, value in pairs}
    address = next((said[key] for key in _ADDRESSES if said.get(key)), "")
    language = said.get("language") or said.get("lang", "")
    return Facts(said.get("title", ""), said.get("author", ""), address, language)


def _uncommented(text: str) -> str:
    *closed, rest = text.split("-->")
    return "".join(p.partition("<!--")[0] if "<!--" in p else f"{p}-->" for p in closed) + rest


def _paragraphs(text: str, marked: bool) -> Iterator[tuple[list[str], bool]]:
    """Yield the lines of each heading, item or paragraph, and whether it is one lone line."""
    held: list[str] = []
    fenced, apart, blank = False, True, True
    for row in [*text.split("\n"), ""]:
        bare = sentences.clean(row)
        if marked:
            bare = re.sub(r"^(?:> ?)+", "", bare)
            if bare.startswith(("```", "~~~")):
                fenced, bare = not fenced, ""
            elif fenced:
                bare = bare.lstrip("# ")
        under = bool(held) and bool(_UNDERLINE.match(bare))
        opens = bool(_ATX.match(bare) or ITEM.match(bare))
        if held and (not bare or opens or _ATX.match(held[0].strip())):
            yield held, apart and not bare and len(held) == 1
            held = []
        if bare:
            apart = apart if held else blank
            held.append(" " * (len(row) - len(row.lstrip())) + bare)
        if under and len(held) == 2 and not ITEM.match(held[0].strip()):
            yield [f"{'#' if bare[0] == '=' else '##'} {held[0].strip()}"], False
            held = []
        blank = not bare


def lines_block(
    lines: Sequence[str], *, marked: bool, alone: bool, before: Sequence[Block] = ()
) -> list[Block]:
    """Return the block of a paragraph's lines; two where the first line is a heading.

    ``alone``: nothing but blank lines stand around its one line. ``before``: the last block.
    """
    indent = len(lines[0]) - len(lines[0].lstrip())
    clean = [cleaned for cleaned in map(sentences.clean, lines) if cleaned]
    atx = _ATX.match(clean[0])
    if atx:
        return [heading(_inline(atx[2], marked), len(atx[1]))]
    item = ITEM.match(clean[0])
    number = int(item[1] or 0) if item else 0
    clean[0] = item[2] if item else clean[0]
    bold = _BOLD.match(clean[0])
    lead = _inline(bold[2], True) if bold else ""
    whole = _inline(" ".join(clean), marked or bool(bold))
    if (number or not item) and not lead and _heads(clean):
        head = heading(_inline(clean[0], marked), 6, number)
        return [head, Block(_inline(" ".join(clean[1:]), marked))]
    if number and alone and title_like(whole, 10):
        # "1. Think" between blank lines.
        return [Block(whole, "heading", 6, number)]
    if item:
        return [Block(whole, "item", 1 + indent // 4, number, lead)]
    last = before[-1] if before else Block("")
    inside = indent > 1 and (last.inside or (last.kind == "item" and indent > 2 * last.level - 1))
    return [paragraph(whole, "line" if len(clean) == 1 and not inside else "text", lead, inside)]


def _heads(lines: Sequence[str]) -> bool:
    """Whether a paragraph's first line is a heading that no blank line sets apart."""
    if len(lines) < 2:
        return False
    first, second = lines[0], lines[1]
    named = title_like(first, 8) or (STEP_WORD.match(first) and title_like(first, 14))
    return bool(named) and second[:1].isupper() and len(second) > len(first) + 15


def _inline(text: str, marked: bool) -> str:
    text = sentences.clean(text)
    for pattern, left in _INLINE if marked else ():
        text = pattern.sub(left, text)
    return sentences.clean(text)
