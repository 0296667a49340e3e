"""The visible text of an HTML page as blocks, with the reason that its place gives to each."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from coach import sentences
from coach.errors import IngestError
from coach.ingest.blocks import (
    FEWEST,
    MOST,
    OUTSIDE,
    Block,
    Facts,
    count,
    heading,
    line,
    paragraph,
    plain,
)

_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "head", "object", "math")
_PARTS = frozenset(
    """
    html body p div section article main header footer aside nav ul ol li dl dt dd table tr td th
    blockquote pre form h1 h2 h3 h4 h5 h6 figure figcaption fieldset address details summary button
    label option select dialog
    """.split()
)
_SHELL = frozenset(("html", "body", "main", "article"))
_HEADING = re.compile(r"h([1-6])")
_SITE = re.compile(r"\s+[|»·]\s+|\s+[-–—]\s+(?=[^-–—|]{1,30}$)")
_HIDDEN = re.compile(r"display:none|visibility:hidden|font-size:0")
_BYLINE = re.compile(r"(?:^|[-_])(?:byline|author)(?:[-_]name)?$", re.IGNORECASE)
_TAGS = (
    dict.fromkeys(("nav", "footer", "header"), "navigation")
    | dict.fromkeys(("aside", "dialog"), "aside")
    | dict.fromkeys(("form", "button", "select", "label"), "form")
)
_CLASSES = tuple(
    (reason, re.compile(rf"(?:^|[-_])(?:{words})(?:[-_]|$)", re.IGNORECASE))
    for reason, words in (
        ("cookie banner", "cookies?|consent|gdpr"),
        ("comment", "comments?|commentlist|respond|disqus"),
        ("share bar", "share|shares|sharing|social|sharedaddy|addtoany"),
        ("form", "newsletter|subscribe|signup|optin|popup|modal|cart|minicart"),
        (
            "navigation",
            "nav|navbar|menu|breadcrumbs?|sidebar|widget|related|pagination|footer|skip-link|toc",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element stands: the part that its words belong to, and what that makes of them."""

    home: Any
    level: int = 0
    item: Any = None
    depth: int = 0
    number: int = 0
    bold: bool = False
    reason: str = ""


def parse(text: str, name: str) -> tuple[list[Block], Facts]:
    """Return the blocks of a page and what its head says of it.

    Raises:
        IngestError: The page is too broken for a tree.
    """
    import lxml.html  # type: ignore[import-untyped]
    import trafilatura
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise IngestError(f"{name}: the HTML cannot be read; save the page as text") from error
    language = root.get("lang") or root.get("xml:lang") or ""
    # The part before the bar is the page's, the part behind it the site's.
    title = _SITE.split(line(root.findtext(".//title") or ""))[0]
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    placed = list(_placed(root))
    blocks = [block for block, _ in placed]
    if len(blocks) > MOST:
        return blocks, Facts()
    try:
        meta = trafilatura.extract_metadata(text)
        found = trafilatura.bare_extraction(text, include_comments=False, favor_recall=True)
    except Exception:
        # On a broken page it raises anything; our own walk goes on without it.
        return blocks, Facts(title, language=language)
    main = plain(getattr(found, "text", "") or "")
    return _main(placed, main), Facts(
        title or meta.title or "", meta.author or "", meta.url or "", language
    )


def _placed(root: Any) -> Iterator[tuple[Block, Any]]:
    """Yield the blocks, each with the element around the part that it stands in."""
    places = _places(root)
    for node in root.iter("br"):
        node.tail = f"\u2028{node.tail or ''}"
    held: list[tuple[str, _Place]] = []
    seen: set[Any] = set()
    for part in root.xpath("//text()"):
        node = part.getparent()
        place = places[node.getparent() if part.is_tail else node]
        if held and (place.home is not held[-1][1].home or (part.is_tail and node.tag in _PARTS)):
            yield from _stretch(held, seen)
            held = []
        # A line's end in the source is a space; U+2028 is not one here, and a line's end later.
        held.append((re.sub(r"\s+", " ", part, flags=re.ASCII), place))
    yield from _stretch(held, seen)


def _places(root: Any) -> dict[Any, _Place]:
    whole = max(1, len(root.text_content()))
    counts: Counter[Any] = Counter()
    places: dict[Any, _Place] = {}
    for node in root.iter():
        above = node.getparent()
        place = places[above] if above is not None else _Place(node)
        head = _HEADING.fullmatch(node.tag)
        reason = place.reason or _reason(node, whole)
        # What its class sets apart stands apart, even within a paragraph.
        if node.tag in _PARTS or reason != place.reason:
            place = replace(place, home=node, reason=reason, bold=False)
        if head:
            place = replace(place, level=int(head[1]))
        elif node.tag in ("ul", "ol"):
            place = replace(place, depth=place.depth + 1)
        elif node.tag == "li":
            counts[above] += 1
            ordered = above is not None and above.tag == "ol"
            place = replace(place, item=node, number=counts[above] if ordered else 0)
        elif node.tag in ("strong", "b"):
            place = replace(place, bold=True)
        places[node] = place
    return places


def _stretch(held: list[tuple[str, _Place]], seen: set[Any]) -> Iterator[tuple[Block, Any]]:
    if not held:
        return
    place = held[-1][1]
    text = sentences.clean("".join(part for part, _ in held))
    lead = line(
        "".join(part for part, at in takewhile(lambda h: h[1].bold or not h[0].strip(), held))
    )
    for piece in re.split(r"\n\s*\n", text):
        if piece.strip():
            fresh = place.item is not None and place.item not in seen
            seen.add(place.item)
            yield _block(piece.strip(), place, lead, fresh), place.home.getparent()
            lead = ""


def _block(text: str, place: _Place, lead: str, fresh: bool) -> Block:
    if place.reason == "byline":
        return Block(text, "byline")
    if place.level:
        block = heading(line(text), place.level)
    elif fresh:
        block = Block(text, "item", max(1, place.depth), place.number, lead)
    elif place.item is not None:
        block = Block(text, inside=True)
    else:
        block = paragraph(text, "text", lead)
    return replace(block, reason=place.reason)


def _reason(node: Any, whole: int) -> str:
    tag = node.tag
    style = (node.get("style") or "").replace(" ", "").lower()
    if node.get("hidden") is not None or _HIDDEN.search(style):
        return "hidden"
    names = f"{node.get('class') or ''} {node.get('id') or ''}".split()
    if not (names or tag in _TAGS) or tag in _SHELL or _HEADING.fullmatch(tag):
        return ""
    # A wrapper that holds the article has no reason, whatever its class is called.
    if node.find(".//h1") is not None:
        return ""
    if any(_BYLINE.search(name) for name in names):
        return "byline" if count(node.text_content()) <= 12 else ""
    classed = (why for why, pattern in _CLASSES if any(pattern.search(name) for name in names))
    reason = _TAGS.get(tag) or next(classed, "")
    sure = reason in ("", "comment", "navigation")
    return reason if sure or len(node.text_content()) <= 0.5 * whole else ""


def _main(placed: list[tuple[Block, Any]], main: str) -> list[Block]:
    """Mark what stands before and after the main content; gaps within it stay."""
    padded = f" {main} " if count(main) >= FEWEST else ""
    hits = [
        at
        for at, (block, _) in enumerate(placed)
        if not block.reason and count(block.text) > 3 and f" {plain(block.text)} " in padded
    ]
    if not hits:
        return [block for block, _ in placed]
    homes = {placed[at][1] for at in hits}
    return [
        block
        if block.reason
        or block.kind == "byline"
        or hits[0] <= at <= hits[-1]
        or home in homes
        or (block.kind == "heading" and block.level == 1)
        else replace(block, reason=OUTSIDE)
        for at, (block, home) in enumerate(placed)
    ]
