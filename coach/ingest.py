"""A file of the user's own becomes articles: what was kept, what was dropped and why.

A file turns into blocks (heading, list item, paragraph), whatever its kind; noise among the blocks
is marked with a reason; what is left is cut into articles and these into steps. A block ends up in
a section, a section's name, the title, or ``dropped``: nothing vanishes in between.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from coach import resources, sentences
from coach.articles import Article, Section
from coach.errors import IngestError

LARGEST = 5_000_000
"""The most bytes a file may have."""
FEWEST = 40
"""The fewest words that make an article."""
ABOUT = "What the article is about"
SUFFIXES = {".md": "text", ".txt": "text", ".html": "html", ".htm": "html", ".pdf": "pdf"}

_MOST_BLOCKS = 5_000
_SHINGLE, _SKETCH, _ALIKE = 8, 64, 0.3


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


@dataclass(frozen=True, slots=True)
class _Block:
    """``kind`` is heading, item, line (a paragraph of one line), text or byline."""

    text: str
    kind: str = "text"
    level: int = 0  # of a heading 1 to 6, 7 for a plain line; of an item its depth
    number: int = 0
    lead: str = ""  # the bold words it opens with
    inside: bool = False  # it goes on with the list item before it
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a file says of itself outside its text; empty where it says nothing."""

    title: str = ""
    author: str = ""
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """Where a step starts, its name, and what its first block holds beyond the name."""

    at: int
    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    steps: tuple[_Step, ...] = ()
    over: int = 0  # the first block after the steps


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def read(path: Path) -> tuple[Reading, ...]:
    """Return the articles that stand in a Markdown, text, HTML or PDF file, in order.

    Raises:
        IngestError: There is no such file, it is of another kind than its name says, it cannot be
            read as text, or fewer than 40 words are left when the page's furniture is gone.
    """
    raw = _bytes(path)
    kind = SUFFIXES[path.suffix.lower()]
    if kind == "pdf":
        blocks, facts = _pdf(raw, path.name)
    elif kind == "html":
        blocks, facts = _html(_decode(raw, path.name, declared=True), path.name)
    else:
        blocks, facts = _text(_decode(raw, path.name), path)
    _few(blocks, path.name)
    readings = _readings([block for block in blocks if _words(block.text)], facts, path)
    left = sum(_words(body(reading.article)) for reading in readings)
    if left < FEWEST:
        raise IngestError(
            f"{path.name}: {left} words are left without navigation, forms and comments, wanted "
            f"{FEWEST} or more; save the article's own text to a .txt file and try again"
        )
    return readings


def body(article: Article) -> str:
    """Return the words of an article, section after section, without the title."""
    names = ("" if part.key == "about" else part.name for part in article.sections)
    return "\n\n".join(
        f"{n}\n\n{s.text}" for n, s in zip(names, article.sections, strict=True)
    ).strip()


def sketch(text: str) -> tuple[str, ...]:
    """Return the 64 smallest hashes of the text's runs of eight words, as hex, in order.

    A bottom-k sketch (Broder, "On the resemblance and containment of documents", 1997): the share
    of it found in another text estimates how much of this text stands there, and the text itself
    cannot be had back from it.
    """
    return tuple(sorted(_shingles(text))[:_SKETCH])


def bundled_twin(article: Article, bundled: Iterable[Article]) -> str:
    """Return why this is an article that the coach already has, or "" when it is new.

    Title and address are compared with the bundled article; the words with the sketch of the page
    that it was retold from, since the retold text shares no wording with that page.
    """
    own = _shingles(body(article))
    sketches = _sketches()
    for known in bundled:
        if _plain(known.title) == _plain(article.title):
            return f"the title is that of '{known.id}', which comes with the coach"
        # A listing page holds many articles, so its address names none of them.
        listed = "address_note" in known.facts
        if (
            not listed
            and _place(article.address)
            and _place(article.address) == _place(known.address)
        ):
            return f"the address is that of '{known.id}', which comes with the coach"
        seen = sketches.get(known.id, ())
        share = sum(part in own for part in seen) / len(seen) if seen else 0.0
        if share >= _ALIKE:
            return (
                f"{share:.0%} of the text of '{known.id}', which comes with the coach, stands in it"
            )
    return ""


# --- the file ------------------------------------------------------------------------------------


def _bytes(path: Path) -> bytes:
    name = path.name
    if path.is_dir():
        raise IngestError(f"{name}: wanted a file, got a folder; name the files in it one by one")
    if not path.is_file():
        raise IngestError(f"{name}: there is no such file; check the path '{path}'")
    if path.suffix.lower() not in SUFFIXES:
        raise IngestError(
            f"{name}: wanted one of {', '.join(SUFFIXES)}, got '{path.suffix or 'no suffix'}'; "
            "save the article as text and try again"
        )
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise IngestError(
                f"{name}: wanted at most {LARGEST:,} bytes, got {size:,}; save the text alone"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise IngestError(
            f"{name}: cannot be read ({error.strerror}); check who may read it"
        ) from error
    if not raw.strip():
        raise IngestError(f"{name}: the file is empty; check that the article was saved")
    _match_suffix(raw, path)
    return raw


def _match_suffix(raw: bytes, path: Path) -> None:
    kind = SUFFIXES[path.suffix.lower()]
    is_pdf = b"%PDF-" in raw[:1024]
    if is_pdf != (kind == "pdf"):
        got = "a PDF" if is_pdf else "no PDF"
        raise IngestError(
            f"{path.name}: the suffix says {kind}, the content is {got}; rename the file"
        )


def _decode(raw: bytes, name: str, *, declared: bool = False) -> str:
    """Try the marks in the bytes, then what the page declares, then UTF-8, then Windows-1252."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return _checked(raw, encoding, name)
    if raw[1::2].count(0) > len(raw) // 4 and not raw[::2].count(0):
        return _checked(raw, "utf-16-le", name)
    match = re.search(rb"""<meta[^>]+charset=["']?([\w-]+)""", raw[:4096], re.IGNORECASE)
    asked = [match[1].decode("ascii")] if declared and match else []
    for encoding in (*asked, "utf-8"):
        try:
            raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        return _checked(raw, encoding, name)
    text = _checked(raw, "cp1252", name)
    if sum(c > "\x7f" for c in text) > 0.3 * len(text):
        raise IngestError(f"{name}: wanted UTF-8, UTF-16 or Windows-1252 text; save it as UTF-8")
    return text


def _checked(raw: bytes, encoding: str, name: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise IngestError(f"{name}: not text in {encoding}; save the file as UTF-8 text") from error
    odd = sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v\x85" for c in text)
    if "\x00" in text or odd > 0.01 * len(text):
        raise IngestError(
            f"{name}: wanted text, got binary data; export the article as text or PDF"
        )
    return text


def _few(blocks: Sequence[_Block], name: str) -> None:
    if len(blocks) > _MOST_BLOCKS:
        raise IngestError(
            f"{name}: wanted an article, got {len(blocks):,} paragraphs; save the article alone"
        )


# --- Markdown and plain text ---------------------------------------------------------------------

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_ATX = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*$")
_UNDERLINE = re.compile(r"(=+|-{3,})$")
_ITEM = re.compile(r"(?:[-*+•●▪◦‣·]|(\d{1,2})[.)])\s+(\S.*)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
_ORDINALS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_STEP_WORD = re.compile(
    rf"(?:step|rule|tip|lesson|phase|part|way|habit|no\.|number|#)\s*#?(\d{{1,2}}|{'|'.join(_ORDINALS)})\b"
    r"\s*(?:[.):]|[-–—](?=\s)|$)\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"(\d{1,2})\s*(?:[.):]|\s[-–—])\s+(\S.*)", re.DOTALL)
_GLUED = re.compile(
    r"([a-z]+(?: [a-z]+){0,3} [a-z]{3,})"
    r"(?=(?:You|We|I|The|It|This|When|If|How|What|Your|Every|In|A)\b)"
)


def _text(text: str, path: Path) -> tuple[list[_Block], _Facts]:
    text = _LINE_END.sub("\n", text).expandtabs(4)
    if re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE):
        raise IngestError(
            f"{path.name}: the suffix says text, the content is HTML; rename it to .html"
        )
    facts = _Facts()
    marked = path.suffix.lower() == ".md"
    front = _FRONT.match(text) if marked else None
    if front:
        facts, text = _front(front[1]), text[front.end() :]
    blocks = _line_blocks(text, marked=marked)
    if blocks and not marked:
        blocks = [*_unglued(blocks[0]), *blocks[1:]]
    return blocks, facts


def _front(text: str) -> _Facts:
    pairs = (line.partition(":") for line in text.split("\n"))
    said = {key.strip().lower(): _line(value).strip("\"'") for key, _, value in pairs}
    address = next(
        (said[k] for k in ("canonical_url", "canonical", "address", "url", "link") if said.get(k)),
        "",
    )
    return _Facts(
        said.get("title", ""),
        _person(said.get("author", "")),
        _web(address),
        _language(said.get("language") or said.get("lang", "")),
    )


def _unglued(first: _Block) -> list[_Block]:
    """Part a menu's words from a body that follows them without a space."""
    match = _GLUED.match(first.text)
    if match is None:
        return [first]
    rest = replace(first, text=first.text[match.end() :])
    return [_Block(match[1], reason="navigation"), rest]


def _line_blocks(text: str, *, marked: bool) -> list[_Block]:
    if marked:
        text = _uncommented(text)
    blocks: list[_Block] = []
    held: list[str] = []
    fenced = False
    lines = text.split("\n")
    for at, line in enumerate([*lines, ""]):
        bare = sentences.clean(line)
        if marked:
            bare = re.sub(r"^(?:> ?)+", "", bare)
            if re.match(r"(```|~~~)", bare):
                fenced, bare = not fenced, ""
        atx = None if fenced else _ATX.match(bare)
        under = _UNDERLINE.match(bare) if held and not fenced else None
        if under and len(held) == 1 and not _ITEM.match(held[0].strip()):
            blocks += [_heading(_inline(held[0], marked), 1 if bare[0] == "=" else 2)]
            held = []
        elif atx:
            blocks += [
                *_paragraph(held, blocks, marked),
                _heading(_inline(atx[2], marked), len(atx[1])),
            ]
            held = []
        elif not bare:
            blocks += _paragraph(held, blocks, marked)
            held = []
        elif _ITEM.match(bare) and not fenced:
            blocks += _paragraph(held, blocks, marked)
            held = [line]
            if _stands_alone(lines, at):
                blocks += _lone_item(bare, _paragraph(held, blocks, marked))
                held = []
        else:
            held.append(line if not marked else _indent(line) * " " + bare)
    return blocks


def _uncommented(text: str) -> str:
    out = ""
    while "<!--" in text:
        before, _, rest = text.partition("<!--")
        inner, closed, rest = rest.partition("-->")
        if not closed:
            return out + before + inner
        out, text = out + before, rest
    return out + text


def _stands_alone(lines: Sequence[str], at: int) -> bool:
    before = lines[at - 1].strip() if at else ""
    after = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return not before and not after


def _lone_item(bare: str, made: list[_Block]) -> list[_Block]:
    """Read "1. Think" as a heading when nothing but blank lines stands around it."""
    match = _ITEM.match(bare)
    block = made[0]
    if match and match[1] and _title_like(block.text, 10):
        return [_Block(block.text, "heading", 6, int(match[1]))]
    return made


def _paragraph(lines: list[str], before: Sequence[_Block], marked: bool) -> list[_Block]:
    if not lines:
        return []
    indent = _indent(lines[0])
    first = sentences.clean(lines[0])
    item = _ITEM.match(first)
    clean = [item[2] if item else first, *(sentences.clean(line) for line in lines[1:])]
    clean = [line for line in clean if line]
    bold = _BOLD.match(clean[0])
    lead = _inline(bold[2], True) if bold else ""
    whole = _inline(_joined(clean), marked or bool(bold))
    if not item and lead and whole.rstrip(":.") == lead.rstrip(":.") and _words(lead) <= 14:
        return [_heading(lead, 6)]
    if item:
        return _item(clean, whole, lead, item, indent, marked)
    inside = bool(before) and before[-1].kind == "item" and indent > 1 + 2 * (before[-1].level - 1)
    inside = inside or (bool(before) and before[-1].inside and indent > 1)
    if len(clean) > 1 and _heads(clean):
        return [_heading(_inline(clean[0], marked), 6), _Block(_inline(_joined(clean[1:]), marked))]
    step = _STEP_WORD.match(whole)
    if step:
        number, name = _number(step[1]), step[2]
        if _title_like(name, 14):
            return [_heading(whole, 6)]
        return [_Block(name or whole, "item", 1, number, lead)]
    alone = len(clean) == 1 and not inside
    return [_Block(whole, "line" if alone else "text", lead=lead, inside=inside)]


def _item(
    clean: list[str], whole: str, lead: str, match: re.Match[str], indent: int, marked: bool
) -> list[_Block]:
    number = int(match[1] or 0)
    if number and len(clean) > 1 and not lead and _heads(clean):
        head = _Block(_inline(clean[0], marked), "heading", 6, number)
        return [head, _Block(_inline(_joined(clean[1:]), marked))]
    return [_Block(whole, "item", 1 if indent < 4 else 1 + indent // 4, number, lead)]


def _heads(lines: Sequence[str]) -> bool:
    """Whether a paragraph's first line is a heading that no blank line sets apart."""
    first, second = lines[0], lines[1]
    named = _title_like(first, 8) or (_STEP_WORD.match(first) and _title_like(first, 14))
    return (
        bool(named) and second[:1].isupper() and len(second) > len(first) + 15 and first[-1] != ","
    )


def _heading(text: str, level: int) -> _Block:
    number, name = _parted(text)
    return _Block(name, "heading", level, number)


def _parted(text: str) -> tuple[int, str]:
    """Return the number that a heading opens with (0: none) and the heading without it."""
    match = _STEP_WORD.match(text) or _NUMBERED.match(text)
    if match is None:
        return 0, text
    return _number(match[1]), match[2].strip() or text


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINALS.index(text.lower()) + 1


def _inline(text: str, marked: bool) -> str:
    """Return a paragraph without Markdown's marks; links and images leave their words."""
    text = sentences.clean(text)
    if not marked:
        return text
    text = re.sub(
        r"!?\[([^\]\[]{0,300})\]\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'][^\"']*[\"'])?\)", r"\1", text
    )
    text = re.sub(r"\[([^\]\[]{1,300})\]\[[^\]]{0,100}\]", r"\1", text)
    text = re.sub(r"<(https?://[^<>\s]{1,2000})>", r"\1", text)
    text = re.sub(r"</?[a-zA-Z][^<>]{0,500}>", "", text)
    text = _BOLD.sub(r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<![\w_])_(?=\S)([^_\n]{1,300}?)(?<=\S)_(?![\w_])", r"\1", text)
    text = re.sub(r"(`{1,3})(?!`)(.{1,300}?)\1", r"\2", text)
    return sentences.clean(re.sub(r"\\([\\`*_{}\[\]()#+.!>-])", r"\1", text))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(lines: Sequence[str]) -> str:
    return " ".join(lines)


# --- HTML ----------------------------------------------------------------------------------------

_BREAKS = _set(
    """
    p div section article main header footer aside nav ul ol li dl dt dd table tr td th blockquote
    pre form h1 h2 h3 h4 h5 h6 figure figcaption fieldset address details summary button label
    option select
    """
)
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "head", "object", "math")
_TAG_REASONS = {
    "nav": "navigation",
    "footer": "navigation",
    "aside": "aside",
    "form": "form",
    "button": "form",
    "select": "form",
    "label": "form",
    "dialog": "aside",
}
_CLASS_REASONS = tuple(
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
_OUTSIDE_MAIN = "outside the main text"
_SHELL = frozenset(("html", "body", "main", "article"))


def _html(text: str, name: str) -> tuple[list[_Block], _Facts]:
    import lxml.html  # type: ignore[import-untyped]
    from lxml import etree

    if not re.search(r"<[a-zA-Z!][^<>]*>", text):
        raise IngestError(
            f"{name}: the suffix says HTML, the content has no tag; rename it to .txt"
        )
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise IngestError(f"{name}: the HTML cannot be read; save the page as text") from error
    facts = _html_facts(root)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    walk = _Walk(root)
    _few(walk.blocks, name)
    return _main(walk.blocks, walk.parents, _main_text(text)), facts


def _html_facts(root: Any) -> _Facts:
    metas = {
        (meta.get("name") or meta.get("property") or "").lower(): meta.get("content") or ""
        for meta in root.iter("meta")
    }
    links = {(link.get("rel") or "").lower(): link.get("href") or "" for link in root.iter("link")}
    title = _line(metas.get("og:title", ""))
    if not title:
        found = root.find(".//title")
        whole = _line(found.text_content()) if found is not None else ""
        # The part before the bar is the page's, the part behind it the site's.
        title = re.split(r"\s+[|»·]\s+|\s+[-–—]\s+(?=[^-–—|]{1,30}$)", whole)[0]
    return _Facts(
        title,
        _person(metas.get("author") or metas.get("article:author") or ""),
        _web(links.get("canonical", "")) or _web(metas.get("og:url", "")),
        _language(root.get("lang") or root.get("xml:lang") or ""),
    )


class _Walk:
    """The visible text of a page as blocks, each with the reason that its place gives."""

    def __init__(self, root: Any) -> None:
        from lxml import etree

        self.blocks: list[_Block] = []
        self.parents: list[Any] = []
        self._held: list[str] = []
        self._lead = ""
        self._opened: list[Any] = []
        self._whole = max(1, len(root.text_content()))
        self._reasons: list[tuple[Any, str]] = []
        self._items: list[Any] = []
        self._counts: list[int] = []
        self._depth = 0
        self._head = 0
        self._fresh = False
        for event, node in etree.iterwalk(root, events=("start", "end")):
            (self._start if event == "start" else self._end)(node)
        self._flush(root)

    def _start(self, node: Any) -> None:
        tag = node.tag
        if tag in _BREAKS:
            self._flush(node.getparent())
        reason = self._reason(node)
        if reason:
            self._flush(node.getparent())
            self._reasons.append((node, reason))
        if tag in ("ul", "ol"):
            self._depth += 1
            # Bullets count below zero, so that only an ordered list has numbers.
            self._counts.append(0 if tag == "ol" else -1_000_000)
        elif tag == "li":
            self._items.append(node)
            self._fresh = True
            if self._counts:
                self._counts[-1] += 1
        elif re.fullmatch(r"h[1-6]", tag):
            self._head = int(tag[1])
        elif tag == "br":
            self._held.append("\n")
        elif tag in ("strong", "b") and not "".join(self._held).strip():
            self._opened.append(node)
        self._add(node.text)

    def _end(self, node: Any) -> None:
        tag = node.tag
        if self._opened and self._opened[-1] is node:
            self._opened.pop()
            self._lead = self._lead or _line("".join(self._held))
        reasoned = bool(self._reasons) and self._reasons[-1][0] is node
        if tag in _BREAKS or reasoned:
            self._flush(
                node.getparent() if tag not in ("div", "section", "article", "li") else node
            )
        if reasoned:
            self._reasons.pop()
        if tag in ("ul", "ol"):
            self._depth -= 1
            self._counts.pop()
        elif tag == "li":
            self._items.pop()
            self._fresh = False
        elif re.fullmatch(r"h[1-6]", tag):
            self._head = 0
        self._add(node.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._held.append(re.sub(r"\s+", " ", text))

    def _flush(self, parent: Any) -> None:
        text = sentences.clean("".join(self._held))
        lead, self._held, self._lead = self._lead, [], ""
        self._opened.clear()
        for piece in re.split(r"\n\s*\n", text):
            if piece.strip():
                self.blocks.append(self._block(piece.strip(), lead))
                self.parents.append(parent)
                lead = ""

    def _block(self, text: str, lead: str) -> _Block:
        reason = self._reasons[-1][1] if self._reasons else ""
        if reason == "byline":
            return _Block(text, "byline")
        if self._head:
            return replace(_heading(_line(text), self._head), reason=reason)
        if self._items:
            fresh, self._fresh = self._fresh, False
            number = max(0, self._counts[-1]) if fresh and self._counts else 0
            kind = "item" if fresh else "text"
            return _Block(text, kind, max(1, self._depth), number, lead, not fresh, reason)
        if lead and text.rstrip(":.") == lead.rstrip(":.") and _words(lead) <= 14:
            return replace(_heading(lead, 6), reason=reason)
        step = _STEP_WORD.match(text)
        if step and step[2] and not _title_like(step[2], 14):
            return _Block(step[2], "item", 1, _number(step[1]), reason=reason)
        return _Block(text, lead=lead, reason=reason)

    def _reason(self, node: Any) -> str:
        if self._reasons:
            return ""
        tag = node.tag
        style = (node.get("style") or "").replace(" ", "").lower()
        if node.get("hidden") is not None or re.search(
            r"display:none|visibility:hidden|font-size:0", style
        ):
            return "hidden"
        if tag == "header" and not any(
            up.tag in ("article", "main") for up in node.iterancestors()
        ):
            return "" if node.find(".//h1") is not None else "navigation"
        if tag in _TAG_REASONS:
            return self._unless_main(node, _TAG_REASONS[tag])
        names = f"{node.get('class') or ''} {node.get('id') or ''}".split()
        if tag in _SHELL or not names:
            return ""
        if any(
            re.search(r"(?:^|[-_])(?:byline|author)(?:[-_]name)?$", n, re.IGNORECASE) for n in names
        ):
            return (
                "byline"
                if _words(node.text_content()) <= 12 and not re.fullmatch(r"h[1-6]", tag)
                else ""
            )
        for reason, pattern in _CLASS_REASONS:
            if any(pattern.search(name) for name in names):
                return self._unless_main(node, reason)
        return ""

    def _unless_main(self, node: Any, reason: str) -> str:
        """Give no reason to a wrapper that holds the article, whatever its class is called."""
        if node.find(".//h1") is not None or re.fullmatch(r"h[1-6]", node.tag):
            return ""
        large = len(node.text_content()) > 0.5 * self._whole
        return "" if large and reason not in ("comment", "navigation") else reason


def _main_text(text: str) -> str:
    """Return the words that trafilatura takes for the main content, "" when it finds none."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            text, include_comments=False, favor_recall=True, with_metadata=False
        )
    except Exception:
        # On a broken page it raises anything; our own walk goes on without it.
        return ""
    return _plain(getattr(found, "text", "") or "")


def _main(blocks: list[_Block], parents: list[Any], main: str) -> list[_Block]:
    """Mark what stands before and after the main content; gaps within it stay."""
    if len(main.split()) < FEWEST:
        return blocks
    padded = f" {main} "
    hits = [
        at
        for at, block in enumerate(blocks)
        if not block.reason and f" {_plain(block.text)} " in padded and _words(block.text) > 3
    ]
    if not hits:
        return blocks
    homes = {id(parents[at]) for at in hits}
    return [
        block
        if block.reason
        or block.kind == "byline"
        or hits[0] <= at <= hits[-1]
        or id(parents[at]) in homes
        or (block.kind == "heading" and block.level == 1)
        else replace(block, reason=_OUTSIDE_MAIN)
        for at, block in enumerate(blocks)
    ]


# --- PDF -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line of a PDF page: its words, height of type, weight and place."""

    text: str
    size: float
    bold: bool
    y: float
    page: int


def _pdf(raw: bytes, name: str) -> tuple[list[_Block], _Facts]:
    import io
    import logging

    import pypdf

    # It logs every oddity of a file; what matters to the user is raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        if not locked:
            lines = [line for at, page in enumerate(reader.pages) for line in _printed(page, at)]
            meta = reader.metadata
            facts = _Facts(
                _line(str((meta and meta.title) or "")), _person(str((meta and meta.author) or ""))
            )
    except Exception as error:
        # On a broken file it raises anything.
        raise IngestError(
            f"{name}: the PDF cannot be read ({error}); print it to a new PDF"
        ) from error
    if locked:
        raise IngestError(
            f"{name}: the PDF is encrypted; save a copy without a password and try again"
        )
    if sum(_words(line.text) for line in lines) < FEWEST:
        raise IngestError(
            f"{name}: the PDF holds pictures of pages and (almost) no text; "
            "run text recognition on it or save the article as text"
        )
    return _printed_blocks(lines, pages=len(reader.pages)), facts


def _printed(page: Any, at: int) -> list[_Printed]:
    lines: list[_Printed] = []
    held: list[tuple[str, float, bool, float]] = []

    def close() -> None:
        text = _line("".join(part[0] for part in held))
        if text:
            solid = [part for part in held if part[0].strip()]
            size, y = max(part[1] for part in solid), solid[0][3]
            lines.append(_Printed(text, round(size, 1), all(part[2] for part in solid), y, at))
        held.clear()

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
        bold = bool(font) and bool(
            re.search("bold|black|heavy", str(font.get("/BaseFont", "")), re.IGNORECASE)
        )
        for part in re.split(r"(\n)", text):
            if part == "\n":
                close()
            elif part:
                held.append((part, size * scale, bold, y))

    page.extract_text(visitor_text=visit)
    close()
    return lines


def _printed_blocks(lines: list[_Printed], *, pages: int) -> list[_Block]:
    sizes: dict[float, int] = {}
    for line in lines:
        sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
    plain = max(sizes, key=lambda size: sizes[size])
    all_bold = sum(line.bold for line in lines) > len(lines) / 2
    large = sorted({line.size for line in lines if line.size > plain * 1.08}, reverse=True)
    gaps = sorted(a.y - b.y for a, b in pairwise(lines) if a.page == b.page and a.y > b.y)
    step = gaps[len(gaps) // 4] if gaps else 0.0
    furniture = _furniture(lines, pages)
    blocks: list[_Block] = []
    held: list[_Printed] = []
    text = " ".join(line.text for line in lines)
    for line in lines:
        if held and _parts(held[-1], line, step):
            blocks += _printed_block(held, plain, large, all_bold, text)
            held = []
        if (line.page, line.y, line.text) in furniture:
            if re.fullmatch(r"(?:page )?\d+(?: ?(?:/|of) ?\d+)?", line.text, re.IGNORECASE):
                reason = "page number"
            else:
                reason = "repeat"
            blocks.append(_Block(line.text, reason=reason))
        else:
            held.append(line)
    if held:
        blocks += _printed_block(held, plain, large, all_bold, text)
    return _healed(blocks)


def _healed(blocks: list[_Block]) -> list[_Block]:
    """Join the halves of a paragraph that a page's end cut in two."""
    out: list[_Block] = []
    last = -1
    for block in blocks:
        before = out[last] if last >= 0 else None
        if (
            before is not None
            and last < len(out) - 1
            and block.kind == "text"
            and not block.reason
            and before.kind in ("text", "item")
            and not re.search(r"[.!?:”\"]$", before.text)
        ):
            out[last] = replace(before, text=f"{before.text} {block.text}")
            continue
        out.append(block)
        if not block.reason:
            last = len(out) - 1
    return out


def _parts(above: _Printed, line: _Printed, step: float) -> bool:
    if above.size != line.size or above.bold != line.bold or _ITEM.match(line.text):
        return True
    if _STEP_WORD.match(line.text):
        return True
    if above.page != line.page:
        return bool(re.search(r"[.!?:”\"]$", above.text))
    return bool(step) and above.y - line.y > 1.35 * step


def _furniture(lines: list[_Printed], pages: int) -> set[tuple[int, float, str]]:
    """Return the first and last lines of pages that come back on others, and page numbers."""
    edges = [
        line for at in range(pages) for line in _edges([line for line in lines if line.page == at])
    ]
    seen: dict[str, set[int]] = {}
    for line in edges:
        seen.setdefault(re.sub(r"\d+", "0", line.text.lower()), set()).add(line.page)
    often = {text for text, on in seen.items() if len(on) > 1 and 2 * len(on) >= pages}
    return {
        (line.page, line.y, line.text)
        for line in edges
        if re.sub(r"\d+", "0", line.text.lower()) in often
        or re.fullmatch(r"(?:page )?\d+(?: ?(?:/|of) ?\d+)?", line.text, re.IGNORECASE)
    }


def _edges(lines: list[_Printed]) -> list[_Printed]:
    return lines if len(lines) < 4 else [*lines[:2], *lines[-2:]]


def _printed_block(
    held: list[_Printed], plain: float, large: list[float], all_bold: bool, text: str
) -> list[_Block]:
    words = _dehyphenated([line.text for line in held], text)
    first = held[0]
    short = _words(words) <= 18
    if first.size in large and short:
        return [_heading(words, min(1 + large.index(first.size), 5))]
    if first.bold and not all_bold and short and first.size >= plain:
        return [_heading(words, 6)]
    match = _ITEM.match(words)
    if match:
        return _lone_item(words, [_Block(match[2], "item", 1, int(match[1] or 0))])
    return _paragraph([words], (), False)


def _dehyphenated(lines: list[str], text: str) -> str:
    out = lines[0]
    for line in lines[1:]:
        tail = re.search(r"([^\W\d_]+)-$", out)
        head = re.match(r"[^\W\d_]+", line)
        if tail and head and head[0].islower():
            # A hyphen that also stands within a line belongs to the word.
            out = out + line if f"{tail[1]}-{head[0]}" in text else out[:-1] + line
        else:
            out = f"{out} {line}"
    return out


# --- noise ---------------------------------------------------------------------------------------

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}\.? {_MONTH},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})"
)
_RELATED_HEADS = (
    r"(?:related|popular|recent|recommended|similar|latest) (?:posts?|articles?|stories):?"
    r"|you (?:may|might) (?:also )?(?:like|enjoy)(?: these)?:?"
)
# A paragraph that is one of these from end to end, in small letters, is no part of an article.
_FURNITURE_PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "form",
        (
            r"(?:leave|write|add|post) (?:a|your) (?:reply|comment)"
            r"(?: to .*)?(?: cancel reply)?[:.]?",
            r"cancel reply|post comment|submit comment|join the (?:discussion|conversation)[.!]?",
            r"required fields are marked.*|your e-?mail address will not be published\.?.*",
            r"save my name,? e-?mail.*|notify me (?:of|when|via) .*(?:comments?|posts?).*",
            r"(?:(?:first|last|your|full) )?(?:name|e-?mail|website|comment|message)"
            r"(?: address)? ?\*",
            r"shopping cart(?: \(?\d+\)?)?|(?:view|add to) cart|proceed to checkout",
            r"your (?:shopping )?cart(?: is (?:currently )?empty)?[.!]?|no products in the cart\.?",
            r"subscribe(?: now| today| here)?(?: to (?:our|my|the) [^.]{0,40})?[.!]?",
            r"sign up (?:for|to) (?:our|my|the) [^.]{0,50}(?:newsletter|list|updates|e-?mails?)"
            r"[^.]{0,40}[.!]?",
            r"enter your e-?mail[^.]{0,60}[.!]?|thank you for subscribing[.!]?",
            r"join (?:our|the|my|a) (?:community|newsletter|mailing list|network)"
            r"(?: of [^.]{0,70})?[.!]?",
            r"join (?:over |more than )?\d[\d,.]*[km]?\+? [^.]{0,60}[.!]?",
        ),
    ),
    (
        "share bar",
        (
            r"share this(?: (?:post|article|page|story|entry|with [^.]{0,20}|on [^.]{0,30}))?[:!]?",
            r"(?:share|tweet|pin|follow|like|find)(?: (?:us|me|this|it))? on "
            r"(?:facebook|twitter|x|linkedin|pinterest|instagram|whatsapp|reddit)[.!]?",
            r"click to (?:share|e-?mail|print|tweet)[^.]*|like this:|\d+ shares?",
        ),
    ),
    (
        "navigation",
        (
            r"skip to (?:main |primary )?content|toggle (?:navigation|menu)|main menu|back to top",
            r"(?:[←«‹] ?)?(?:previous|next|older|newer) (?:posts?|articles?|entry|entries)\b"
            r"[^.]{0,100}",
            r"[←‹] ?[^.]{1,80}|« ?[^.»]{1,80}|[^.«]{1,80} ?[→»›]",
            _RELATED_HEADS,
            r"(?:read more|continue reading)(?: ?[:»→…].{0,80}|\.\.\.)?",
            r"(?:copyright )?(?:©|\(c\)) .{0,120}|copyright \d{4}.{0,100}|all rights reserved\.?",
            r"(?:privacy policy|terms of (?:service|use)|terms (?:and|&) conditions)"
            r"(?: ?[|·].{0,80})?",
            r"(?:posted in|filed under|tags?|tagged(?: with| as)?|categor(?:y|ies)):[^.]{1,120}",
            r"(?:posted in|filed under) [^.]{1,40}|(?:proudly )?powered by [^.]{1,40}",
            r"search for:|log ?in|sign ?in|log ?out",
        ),
    ),
    (
        "cookie banner",
        (
            r"(?:accept|reject|allow|decline) (?:all )?cookies|(?:accept|reject|allow) all",
            r"cookie (?:settings|policy|preferences|notice)|manage (?:cookies|preferences|consent)",
        ),
    ),
    (
        "date line",
        (
            rf"(?:(?:published|posted|(?:last )?updated)(?: on)?:? ?)?{_DAY}(?: at .{{3,12}})?"
            r"(?: ?[|·•] ?\d+ min(?:ute)?s? read)?",
            r"\d+ min(?:ute)?s?(?: read| to read)",
        ),
    ),
)
_FURNITURE = tuple((why, re.compile("|".join(every))) for why, every in _FURNITURE_PATTERNS)
_RELATED = re.compile(_RELATED_HEADS)
_NETWORKS = _set(
    """
    facebook twitter x linkedin pinterest reddit whatsapp instagram youtube tumblr email e-mail
    print tweet share pin telegram messenger pocket copy link like follow buffer
    """
)
# Words of a menu; alone in a paragraph they tell nothing, beside other furniture they do.
_WEAK = _set(
    """
    home menu about about-us contact contact-us blog products services pricing search share tweet
    email print rss facebook twitter linkedin pinterest reddit whatsapp instagram youtube
    subscribe login register resources careers support news events shop store cart checkout
    account my-account name website submit send reply comment next previous close privacy
    imprint sitemap cookies faq our-team our-story solutions customers partners company
    """
)
_COOKIES = re.compile(
    r"(?:we (?:and our partners )?use cookies|(?:this|our) (?:web)?site uses cookies"
    r"|cookies help us|by (?:continuing|using|browsing)[^.]{0,40}(?:site|website)).*"
    r"(?:accept|agree|consent|your experience|best experience|privacy policy|preferences|opt out"
    r"|learn more|personali[sz]e)",
    re.DOTALL,
)
_COMMENTS = re.compile(
    r"(?:\d+|one|two|three|no) (?:thoughts?|comments?|responses?|replies)"
    r"(?: (?:on|to|so far|yet)\b.*)?[:.]?|comments?(?: ?\(\d+\))?:?|reader comments:?"
)
_FORM_START = re.compile(
    r"(?:leave|write|add|post) (?:a|your) (?:reply|comment)\b.{0,30}"
    r"|join the (?:discussion|conversation).?"
)
_PRAISE = re.compile(
    r"(?:^|[.!?] ?)(?:wow,? )?(?:(?:what|such) an? )?"
    r"(?:nice|great|good|fantastic|awesome|magnificent|excellent|wonderful|amazing|helpful) "
    r"(?:post|article|blog|info|information|topic|read|write-?up)\b"
    r"|\bthanks (?:a lot |again )?for (?:sharing|(?:the|this|your) (?:post|article|blog))"
    r"|\bthanks for (?:magnificent|fantastic|great|excellent) info"
    r"|\bkeep up the (?:good|great)|\bbookmarked\b|\b(?:major|much) thanks"
    r"|\byou(?:'re| are) getting your info"
)
_TALK = re.compile(
    r"\bsays:?$|\breply$|\bat \d{1,2}:\d\d|\b\d+ (?:minutes|hours|days|months|years) ago\b"
)
_LINKED = re.compile(r"\[(?:url|link)\s*=|\[/url\]|<a\s+href", re.IGNORECASE)
_DRUGS = re.compile(
    r"\b(?:viagra|cialis|levitra|kamagra|propecia|finasteride|amoxicillin|fluoxetine|atomoxetine"
    r"|sildenafil|tadalafil|xanax|tramadol|phentermine|ambien|casino|payday|replica|levothyroxine"
    r"|prednisone|zithromax|priligy|clomid)\b"
)
_SMALL = _set(
    """
    a an and are as at be but by for from had has have he her his i if in is it its my not of on
    or our she so that the their them they this to was we were what when who will with would
    you your
    """
)


def _marked(blocks: Sequence[_Block]) -> list[_Block]:
    """Mark what is furniture or spam wherever it stands."""
    # A telling reason goes before the plain one that the main text ended here.
    out = [
        replace(block, reason=_furniture_reason(block) or block.reason)
        if block.reason in ("", _OUTSIDE_MAIN)
        else block
        for block in blocks
    ]
    weak = [not b.reason and b.number == 0 and _menu_word(b.text) for b in out]
    marked = list(out)
    for run in _alike([block.kind == "item" for block in out], weak):
        if not _menu(out, weak, run):
            continue
        for at in run:
            if weak[at]:
                why = "share bar" if _flat(out[at].text) in _NETWORKS else "navigation"
                marked[at] = replace(out[at], reason=why)
    return marked


def _menu_word(text: str) -> bool:
    return _flat(text).replace(" ", "-") in _WEAK


def _alike(items: Sequence[bool], weak: Sequence[bool]) -> Iterator[range]:
    """Yield the lists, and the runs of menu words outside of lists."""
    keys = [(item, not item and is_weak) for item, is_weak in zip(items, weak, strict=True)]
    start = 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or keys[at] != keys[start]:
            if any(keys[start]):
                yield range(start, at)
            start = at


def _menu(blocks: Sequence[_Block], weak: Sequence[bool], run: range) -> bool:
    if not all(weak[at] or blocks[at].reason for at in run):
        return False
    before = blocks[run[0] - 1] if run[0] else None
    after = blocks[run[-1] + 1] if run[-1] + 1 < len(blocks) else None
    if before is not None and not before.reason and before.text.endswith(":"):
        return False
    # A heading with the same word as a menu has text below it.
    if blocks[run[-1]].kind == "heading" and after is not None and not after.reason:
        return False
    beside = any(block is not None and block.reason for block in (before, after))
    return len(run) > 1 or beside or after is None


def _furniture_reason(block: _Block) -> str:
    if block.kind == "byline":
        return ""
    flat = _flat(block.text)
    count = _words(flat)
    if _spam(block.text):
        return "spam"
    if count <= 80 and _COOKIES.match(flat):
        return "cookie banner"
    if block.number or count > 30:
        return ""
    for reason, pattern in _FURNITURE:
        if pattern.fullmatch(flat):
            return reason
    tokens = re.split(r"[\s|,·•/]+", flat)
    if len(tokens) > 1 and all(token in _NETWORKS for token in tokens):
        return "share bar"
    parts = re.split(r"\s+[|›»·/>•]\s+|\s*\|\s*", flat)
    if (
        len(parts) > 2
        and all(0 < len(part.split()) <= 5 for part in parts)
        and flat[-1] not in ".!?"
    ):
        return "navigation"
    return ""


def _spam(text: str) -> bool:
    """Whether a block is link or keyword stuffing; prose about a pharmacy has small words in it."""
    if _LINKED.search(text):
        return True
    words = sentences.words(text)
    drugs = len(set(_DRUGS.findall(text.lower())))
    small = sum(word in _SMALL for word in words)
    return drugs >= 2 and bool(words) and small < 0.15 * len(words)


def _regions(blocks: Sequence[_Block]) -> list[_Block]:
    """Mark comment sections and lists of other articles, from their heading on; then repeats."""
    out = list(blocks)
    telling = [_telling(block) for block in out]
    total = sum(_words(b.text) for b in out if not b.reason)
    before = at = 0
    while at < len(out):
        block = out[at]
        flat = _flat(block.text)
        if _opens_comments(block):
            end = _region_end(out, at)
            # The same words under a title are a link to the comments further down.
            late = before >= min(FEWEST, total // 2)
            if late and (any(telling[at + 1 : end]) or _talks(out[at + 1 : end], flat)):
                out[at] = replace(block, reason="form" if block.reason == "form" else "comment")
                for i in range(at + 1, end):
                    out[i] = replace(out[i], reason=out[i].reason or "comment")
                at = end
                continue
            if re.search(r"\d", flat) and block.kind != "heading":
                out[at] = replace(block, reason=block.reason or "navigation")
        if block.reason and _RELATED.fullmatch(flat):
            while at + 1 < len(out) and _teaser(out[at + 1]):
                at += 1
                out[at] = replace(out[at], reason=out[at].reason or "navigation")
        before += 0 if block.reason else _words(block.text)
        at += 1
    return _repeats(_tail_comments(out))


def _telling(block: _Block) -> bool:
    """Whether a block is what comment sections are made of."""
    flat = _flat(block.text)
    furniture = block.reason in ("form", "spam", "comment", "date line")
    return furniture or bool(_TALK.search(flat) or _PRAISE.search(flat))


def _opens_comments(block: _Block) -> bool:
    flat = _flat(block.text)
    return not block.number and bool(_COMMENTS.fullmatch(flat) or _FORM_START.fullmatch(flat))


def _teaser(block: _Block) -> bool:
    ended = re.search(r"[.:;]$", block.text)
    if _opens_comments(block):
        return False
    short = block.kind in ("item", "line") and not ended and _words(block.text) <= 15
    return short or bool(block.reason)


def _region_end(blocks: Sequence[_Block], at: int) -> int:
    head = blocks[at]
    if head.kind == "heading" and head.level <= 6:
        for i in range(at + 1, len(blocks)):
            other = blocks[i]
            equal = other.kind == "heading" and other.level <= head.level and not other.reason
            if equal and not _COMMENTS.fullmatch(_flat(other.text)):
                return i
    return len(blocks)


def _talks(blocks: Sequence[_Block], marker: str) -> bool:
    """Whether what follows a heading such as "2 comments" can only be comments."""
    if _FORM_START.fullmatch(marker):
        fits = True
    elif re.search(r"\b(?:on|to) \S", marker):
        return True
    else:
        fits = bool(re.search(r"\d", marker))
    kept = [block for block in blocks if not block.reason][:40]
    if not kept:
        return True
    short = sum(_words(block.text) for block in kept) <= 30
    return fits and short and not any(block.kind == "heading" for block in kept)


def _tail_comments(blocks: list[_Block]) -> list[_Block]:
    """Mark the list at the end in which at least half of the items praise the page or sell."""
    last = len(blocks)
    while last and blocks[last - 1].reason and blocks[last - 1].reason != "spam":
        last -= 1
    first = last
    while first and _listish(blocks[first - 1]):
        first -= 1
    # A body's own list, counted 1 2 3, ends where the comments begin to count again.
    starts = [i for i in range(first, last) if blocks[i].number == 1]
    first = starts[-1] if starts else first
    run = blocks[first:last]
    form = last < len(blocks) and blocks[last].reason in ("form", "comment")
    alike = sum(block.reason == "spam" or bool(_PRAISE.search(_flat(block.text))) for block in run)
    sold = any(block.reason == "spam" for block in run)
    if not run or not (sold or form) or 2 * alike < len(run):
        return blocks
    said = [replace(block, reason=block.reason or "comment") for block in run]
    return [*blocks[:first], *said, *blocks[last:]]


def _listish(block: _Block) -> bool:
    return block.kind == "item" or block.inside or bool(block.reason)


def _repeats(blocks: list[_Block]) -> list[_Block]:
    seen: set[str] = set()
    out = []
    for block in blocks:
        plain = _plain(block.text)
        again = not block.reason and plain in seen and _words(block.text) >= 8
        out.append(replace(block, reason="repeat") if again else block)
        if not block.reason:
            seen.add(plain)
    return out


# --- articles ------------------------------------------------------------------------------------

_BY = re.compile(r"(?:written by|posted by|words by|author|by)\s*:?\s+(.+)", re.IGNORECASE)
_BY_END = re.compile(
    r"\s*(?:[|,•·(]|\s[-–—]\s|\bon\b|\bin\b|\bpublished\b|\bupdated\b|\d).*$", re.IGNORECASE
)
_SIGNED = re.compile(r"(?:[-–—~]|--)\s*([^\W\d_].{1,40})")
_NOBODY = _set(
    """
    admin administrator editor editors staff webmaster root user guest unknown anonymous team
    """
)
_PARTICLES = _set(
    """
    de da di du van von der den la le bin al ter zu
    """
)
_VERBS = _set(
    """
    accept acknowledge act add address admit agree aim align allow analyze answer anticipate
    apologize apologise appreciate approach ask assess assume avoid be become begin bring
    build call change check choose clarify close come commit communicate confirm connect
    consider continue count create cut decide define deliver determine discuss do don't drop
    earn eliminate embrace empathize empathise empower encourage engage ensure establish
    evaluate examine expect explain explore express extend face figure find fix focus follow
    forget forgive get give go handle have hear help hold honor identify ignore improve invest
    investigate invite involve keep know lead learn leave let listen look maintain make manage
    measure meet mend mind move name never note notice offer open own pause pay pick plan
    practice prepare prevent promise propose protect prove provide put raise reach read
    rebuild recognize recognise recover reflect regain remain remember repair repeat replace
    report research resolve respect respond restore review say schedule see seek sell send set
    settle share show slow solve speak stand start state stay step stop suggest take talk tell
    thank think track treat trust try turn understand update use value view visit wait walk
    watch work write
    """
)
_OPENERS = _set(
    """
    the a an it this that these those we i they he she you your my our their his her its there
    here in on at by for from with of and but or so if when while because as since after
    before although what who where which is are was were some many most all every each no one
    two three once sometimes often yesterday today
    """
)
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


def _readings(blocks: list[_Block], facts: _Facts, path: Path) -> tuple[Reading, ...]:
    marked = _marked(blocks)
    ids: set[str] = set()
    out = []
    for at, part in enumerate(_parts_of(marked)):
        reading = _reading(
            _regions(part), facts if at == 0 else _Facts(language=facts.language), path
        )
        article = replace(reading.article, id=_unique(reading.article.id, ids))
        out.append(replace(reading, article=article))
    return tuple(out)


def _parts_of(blocks: list[_Block]) -> list[list[_Block]]:
    """Cut the blocks where a second title with a byline below it begins another article."""
    starts = [0]
    author = ""
    for at, block in enumerate(blocks[:-1]):
        if block.reason or block.kind not in ("heading", "line") or not _title_like(block.text, 20):
            continue
        first = not any(not b.reason for b in blocks[:at])
        name = _byline(blocks[at + 1], bare=first or bool(author))
        if first:
            author = name
            continue
        again = bool(name) and (name == author or bool(_by(blocks[at + 1], 2)))
        if again and _full(blocks[starts[-1] : at]) and _full(blocks[at:]):
            starts.append(at)
    return [blocks[a:b] for a, b in zip(starts, [*starts[1:], len(blocks)], strict=True)]


def _full(blocks: Sequence[_Block]) -> bool:
    return sum(_words(block.text) for block in blocks if not block.reason) >= FEWEST


def _byline(block: _Block, *, bare: bool) -> str:
    """Return the name that a byline gives; a name without "by" counts where one is looked for."""
    if block.reason or block.number:
        return ""
    if block.kind == "byline":
        return _by(block, 1) or _person(_BY_END.sub("", _line(block.text)))
    if block.kind not in ("text", "line"):
        return ""
    named = _by(block, 1)
    if named or not bare or block.kind != "line":
        return named
    words = block.text.split()
    headline = any(word.lower() in _VERBS or word.lower().endswith("ing") for word in words)
    return _person(block.text) if 2 <= len(words) <= 3 and not headline else ""


def _by(block: _Block, least: int) -> str:
    match = _BY.fullmatch(_line(block.text))
    if match is None or _words(block.text) > 14:
        return ""
    name = _person(_BY_END.sub("", match[1]))
    return name if len(name.split()) >= least else ""


def _person(text: str) -> str:
    """Return the text when it can be a person's name, else ""."""
    name = _line(text).strip(" .,;:–—-")
    words = name.split()
    if not 1 <= len(words) <= 4 or re.search(r"[\d@/:_!?|&]", name) or len(name) > 60:
        return ""
    if words[0].lower() in _NOBODY or words[-1].lower() in _NOBODY:
        return ""
    fits = all(w.lower() in _PARTICLES or (w[0].isalpha() and not w[0].islower()) for w in words)
    return name if fits and words[0].lower() not in _OPENERS else ""


def _reading(blocks: list[_Block], facts: _Facts, path: Path) -> Reading:
    blocks, title = _titled(blocks, facts)
    blocks, author = _authored(blocks, facts, bool(title))
    title = title or facts.title or _line(path.stem.replace("_", " ")) or "untitled"
    kept = _promoted([block for block in blocks if not block.reason])
    article = Article(
        id=_slug(title, "article"),
        title=title,
        author=author or "not named",
        address=facts.address or f"file:{_line(path.name)}",
        language=facts.language or "en",
        sections=_sections(kept),
    )
    return Reading(article, _dropped(blocks))


def _titled(blocks: list[_Block], facts: _Facts) -> tuple[list[_Block], str]:
    """Take the title out of the blocks; its further appearances become repeats."""
    at = _title_at(blocks)
    title = _line(blocks[at].text) if at >= 0 else ""
    if title and blocks[at].number:
        title = f"{blocks[at].number}. {title}"
    out = []
    for i, block in enumerate(blocks):
        again = not block.reason and _plain(block.text) in {_plain(title), _plain(facts.title)} - {
            ""
        }
        if i == at:
            continue
        keep = not again or block.kind == "item"
        out.append(block if keep else replace(block, reason="repeat"))
    return out, title


def _title_at(blocks: Sequence[_Block]) -> int:
    live = [at for at, block in enumerate(blocks) if not block.reason and block.kind != "byline"]
    if not live:
        return -1
    heads = [at for at in live if blocks[at].kind == "heading"]
    tops = [at for at in heads if blocks[at].level == 1]
    if tops:
        return tops[0]
    first = live[0]
    if blocks[first].kind == "heading" and not blocks[first].number:
        level = blocks[first].level
        alone = [at for at in heads if blocks[at].level <= level] == [first]
        # A heading with nothing but another heading below it names the whole.
        bare = len(live) > 1 and blocks[live[1]].kind == "heading"
        return first if alone or bare else -1
    marked = len([at for at in heads if blocks[at].level < 6]) > 1
    if blocks[first].kind == "line" and not marked and _title_like(blocks[first].text, 20, stops=6):
        return first
    return -1


def _authored(blocks: list[_Block], facts: _Facts, titled: bool) -> tuple[list[_Block], str]:
    live = [at for at, block in enumerate(blocks) if not block.reason]
    out = list(blocks)
    author = ""
    for place, at in enumerate(live):
        near = place < 3 or blocks[at].kind == "byline"
        name = _byline(blocks[at], bare=titled and place == 0) if near else ""
        if name or blocks[at].kind == "byline":
            out[at] = replace(blocks[at], reason="byline")
            author = author or name
    author = author or facts.author
    rest = [block for block in out if not block.reason]
    signed = (
        _SIGNED.fullmatch(rest[-1].text) if rest and rest[-1].kind in ("line", "text") else None
    )
    # A name behind a quotation is the one who said it.
    quoted = len(rest) > 1 and re.search(r"[\"”»]$", rest[-2].text)
    name = _person(signed[1]) if signed and not quoted else ""
    if name:
        out[out.index(rest[-1])] = replace(rest[-1], reason="signature")
    return out, author or name


def _dropped(blocks: Iterable[_Block]) -> tuple[Dropped, ...]:
    out: list[Dropped] = []
    for block in blocks:
        if not block.reason:
            continue
        if out and out[-1].reason == block.reason:
            out[-1] = Dropped(f"{out[-1].text}\n\n{block.text}", block.reason)
        else:
            out.append(Dropped(block.text, block.reason))
    return tuple(out)


# --- steps ---------------------------------------------------------------------------------------


def _promoted(blocks: list[_Block]) -> list[_Block]:
    """Make headings of the short lines that stand alone, where nothing else marks headings."""
    marked = [block for block in blocks if block.kind == "heading" and not block.number]
    if len(marked) > 1:
        return blocks
    dotted = [at for at in range(len(blocks)) if _dotted(blocks, at)]
    out = list(blocks)
    for at, block in enumerate(blocks):
        if block.kind != "line" or at + 1 == len(blocks):
            continue
        below = blocks[at + 1]
        opens = below.kind in ("text", "item") or _words(below.text) > 10
        asks = block.text.endswith("?") and _ASKS.match(block.text) and 3 <= _words(block.text) <= 8
        plain = _title_like(block.text, 10) and not block.text.endswith(("?", "!"))
        if opens and (asks or plain or (at in dotted and len(dotted) > 2)):
            number, name = _parted(block.text)
            out[at] = replace(block, text=name, kind="heading", level=6, number=number)
    return out


def _dotted(blocks: Sequence[_Block], at: int) -> bool:
    text = blocks[at].text
    if blocks[at].kind != "line" or not text.endswith(".") or not 2 <= _words(text) <= 5:
        return False
    return at + 1 < len(blocks) and _words(blocks[at + 1].text) > 8 and _imperative(text)


def _sections(blocks: list[_Block]) -> tuple[Section, ...]:
    plan = _plan(blocks)
    keys: set[str] = {"about"}
    over = plan.over if plan.steps else 0
    head = blocks[: plan.steps[0].at] if plan.steps else blocks
    about = _safe(_rendered([*head, *(blocks[over:] if plan.steps else [])]))
    out = [Section("about", ABOUT, about)] if about else []
    ends = [*(step.at for step in plan.steps[1:]), over]
    for step, end in zip(plan.steps, ends, strict=bool(plan.steps)):
        name = _safe(_name(step.name))
        rest = [_Block(step.rest)] if step.rest else []
        text = _safe(_rendered([*rest, *blocks[step.at + 1 : end]]))
        out.append(Section(_unique(_slug(name, "step"), keys), name, text or name))
    return tuple(out)


def _plan(blocks: list[_Block]) -> _Plan:
    heads = [at for at, block in enumerate(blocks) if block.kind == "heading"]
    numbered = _counted(blocks, heads)
    if len(numbered) > 1:
        level = blocks[numbered[-1]].level
        return _by_heads(blocks, numbered, lambda b: not b.number and b.level <= max(level, 6))
    announced = _announced(blocks, heads)
    if announced:
        return announced
    named = [at for at in heads if not _OUTSIDE.fullmatch(blocks[at].text)]
    levels = sorted({blocks[at].level for at in named})
    for level in levels:
        same = [at for at in named if blocks[at].level == level]
        same = same[1:] if len(same) > 1 and _leads_in(blocks, same[0]) else same
        deeper = [at for at in named if blocks[at].level > level]
        if len(same) > 1 and not _container(blocks, same, deeper):
            return _by_heads(
                blocks,
                same,
                lambda b, level=level: b.level < level or bool(_OUTSIDE.fullmatch(b.text)),
            )
    if not named:
        listed = _listed(blocks, [at for at, block in enumerate(blocks) if block.kind == "item"])
        return listed or _Plan()
    listed = _listed(blocks, [at for at, block in enumerate(blocks) if block.kind == "item"])
    return listed or _by_heads(blocks, named[:1], lambda b: bool(_OUTSIDE.fullmatch(b.text)))


def _counted(blocks: Sequence[_Block], heads: Sequence[int]) -> list[int]:
    """Return the numbered headings of the shallowest level that has two of them, counting up."""
    for level in sorted({blocks[at].level for at in heads if blocks[at].number}):
        out: list[int] = []
        for at in heads:
            counted = blocks[at].level == level and blocks[at].number
            if counted and (not out or blocks[at].number > blocks[out[-1]].number):
                out.append(at)
        if len(out) > 1:
            return out
    return []


def _by_heads(blocks: Sequence[_Block], starts: Sequence[int], ends: Any) -> _Plan:
    steps = tuple(_Step(at, blocks[at].text) for at in starts)
    later = range(starts[-1] + 1, len(blocks))
    over = next((i for i in later if blocks[i].kind == "heading" and ends(blocks[i])), len(blocks))
    return _Plan(steps, over)


def _leads_in(blocks: Sequence[_Block], at: int) -> bool:
    """Whether a heading's text ends by announcing the steps, so that it is none itself."""
    after = next(
        (i for i in range(at + 1, len(blocks)) if blocks[i].kind == "heading"), len(blocks)
    )
    text = [block for block in blocks[at + 1 : after] if block.kind in ("text", "line")]
    last = sentences.split(text[-1].text)[-1:] if text else []
    return bool(last) and bool(_LEAD_IN.search(last[0])) and after < len(blocks)


def _container(blocks: Sequence[_Block], same: Sequence[int], deeper: Sequence[int]) -> bool:
    """Whether one of the headings announces steps and holds them as deeper headings."""
    for at, end in zip(same, [*same[1:], len(blocks)], strict=True):
        inner = [i for i in deeper if at < i < end]
        if len(inner) > 1 and _STEPS.search(blocks[at].text):
            return True
    return False


def _announced(blocks: Sequence[_Block], heads: Sequence[int]) -> _Plan | None:
    """Return the list that a heading or the opening announces as the steps."""
    opening = heads[0] if heads else len(blocks)
    for at, block in enumerate(blocks):
        if (
            block.kind != "item"
            or at == 0
            or blocks[at - 1].kind == "item"
            or blocks[at - 1].inside
        ):
            continue
        before = blocks[at - 1]
        by_head = any(
            blocks[h].level < 7 and _STEPS.search(blocks[h].text) for h in heads if at - 2 <= h < at
        )
        by_text = at <= opening and bool(_STEPS.search(sentences.split(before.text)[-1]))
        if by_head or (by_text and heads):
            end = next((h for h in heads if h > at), len(blocks))
            return _listed(blocks, [i for i in range(at, end) if blocks[i].kind == "item"], end)
    return None


def _listed(blocks: Sequence[_Block], items: Sequence[int], end: int = 0) -> _Plan | None:
    """Return the steps that the longest fitting list gives, numbered before bulleted."""
    runs = [run for run in _runs(blocks, items) if len(run) > 1]
    numbered = [run for run in runs if all(blocks[at].number for at in run)]
    bulleted = [run for run in runs if run not in numbered and _imperatives(blocks, run)]
    chosen = max(numbered or bulleted, key=len, default=None)
    if chosen is None:
        return None
    steps = tuple(_Step(at, *_lead(blocks[at])) for at in chosen)
    gaps = any(
        not blocks[i].inside and blocks[i].kind != "item"
        for a, b in pairwise(chosen)
        for i in range(a + 1, b)
    )
    over = chosen[-1] + 1
    limit = end or len(blocks)
    while over < limit and blocks[over].kind != "heading":
        deeper = blocks[over].kind == "item" and blocks[over].level > blocks[chosen[0]].level
        if not (blocks[over].inside or deeper or (gaps and blocks[over].kind != "item")):
            break
        over += 1
    return _Plan(steps, over)


def _runs(blocks: Sequence[_Block], items: Sequence[int]) -> Iterator[list[int]]:
    """Yield the lists: items of one depth that follow each other, or that count on."""
    run: list[int] = []
    for at in items:
        if run and blocks[at].level > blocks[run[0]].level:
            continue
        between = blocks[run[-1] + 1 : at] if run else []
        loose = any(not b.inside and b.kind != "item" for b in between)
        counts = (
            bool(run) and blocks[at].number == blocks[run[-1]].number + 1 and blocks[at].number > 1
        )
        parted = any(block.kind == "heading" for block in between)
        kind = bool(run) and bool(blocks[at].number) == bool(blocks[run[-1]].number)
        if run and (not kind or parted or (loose and not counts)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _imperatives(blocks: Sequence[_Block], run: Sequence[int]) -> bool:
    leads = [_lead(blocks[at]) for at in run]
    fit = sum(
        _words(name) <= 10 and (_imperative(name) if rest else _first(name) in _VERBS)
        for name, rest in leads
    )
    return 3 * fit >= 2 * len(run)


def _imperative(text: str) -> bool:
    first = _first(text)
    if first in _VERBS:
        return True
    return (
        bool(first)
        and first not in _OPENERS
        and not first.endswith(("ing", "ed", "ly", "tion", "s"))
    )


def _first(text: str) -> str:
    words = [
        w
        for w in sentences.words(text)
        if w not in ("just", "always", "please", "then", "first", "do")
    ]
    return words[0] if words else ""


def _lead(block: _Block) -> tuple[str, str]:
    """Return the name that an item opens with, and the rest of the item."""
    text = block.text
    if block.lead and text.startswith(block.lead) and _words(block.lead) <= 14:
        return block.lead, text[len(block.lead) :].lstrip(" .:–—-")
    first, _, rest = text.partition("\n")
    if rest and _title_like(first, 10):
        return first, rest.strip()
    spans = sentences.spans(text)
    start, end = spans[0] if spans else (0, len(text))
    if _words(text[:end]) <= 10 and end < len(text):
        return text[start:end], text[end:].strip()
    label = re.match(r"([^:.!?–—]{2,60}?)(?::| [–—-])\s+(\S.*)", text, re.DOTALL)
    if label and _words(label[1]) <= 8:
        return label[1], label[2]
    if _words(text) <= 14:
        return text, ""
    # No name of its own: its first words stand for it, and the item stays whole.
    return " ".join(text.split()[:7]).rstrip(",;:") + " …", text


def _rendered(blocks: Sequence[_Block]) -> str:
    out = ""
    was_item = False
    for block in blocks:
        is_item = block.kind == "item"
        mark = f"{block.number}. " if block.number else "- " if is_item else ""
        gap = "" if not out else "\n" if is_item and was_item else "\n\n"
        out += gap + mark + block.text
        was_item = is_item
    return out.strip()


# --- words ---------------------------------------------------------------------------------------


def _title_like(text: str, most: int, stops: int = 0) -> bool:
    """Whether a line can be a heading: short, no full stop (save on ``stops`` words)."""
    words = text.split()
    if not words or not 0 < len(words) <= most or len(text) > 160 or "\n" in text:
        return False
    if len(sentences.split(text)) > 1 and len(words) > 12:
        return False
    opens = text.lstrip("\"“‘'(«¿¡")[:1]
    if not opens or opens.islower():
        return False
    return text[-1] not in ".,;:" or (text[-1] == "." and len(words) <= stops)


def _name(text: str) -> str:
    return _line(text).rstrip(".:;, ") or _line(text)


def _safe(text: str) -> str:
    """Return the text without marks that would open a section or our own notes."""
    return re.sub(r"(?m)^(?:#+ +)+", "", sentences.clean(text)).strip()


def _line(text: str) -> str:
    return " ".join(sentences.clean(text).split())


def _flat(text: str) -> str:
    return sentences.straight(_line(text)).lower()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", sentences.straight(text).lower()))


def _words(text: str) -> int:
    return len(re.findall(r"\w+(?:['’]\w+)*", text))


def _slug(text: str, fallback: str) -> str:
    folded = (
        unicodedata.normalize("NFKD", sentences.straight(text)).encode("ascii", "ignore").decode()
    )
    slug = "-".join(re.findall(r"[a-z0-9]+", folded.lower().replace("'", "")))
    if len(slug) > 40:
        slug = slug[:41].rpartition("-")[0] or slug[:40]
    return slug or f"{fallback}-{resources.fingerprint(text)}"


def _unique(key: str, taken: set[str]) -> str:
    made, count = key, 1
    while made in taken:
        count += 1
        made = f"{key[:37]}-{count}"
    taken.add(made)
    return made


def _web(address: str) -> str:
    address = sentences.clean(address)
    fits = re.fullmatch(r"https?://[^\s<>\"']{3,500}", address, re.IGNORECASE)
    return address if fits else ""


def _place(address: str) -> str:
    """Return an address without scheme, www, query and the last slash; "" for a file."""
    match = re.match(r"https?://(?:www\.)?([^?#]+)", address.strip(), re.IGNORECASE)
    return match[1].rstrip("/").lower() if match else ""


def _language(text: str) -> str:
    match = re.match(r"[a-z]{2,3}(?=[-_]|$)", text.strip().lower())
    return match[0] if match else ""


def _shingles(text: str) -> set[str]:
    words = sentences.words(text)
    runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    return {sha256(run.encode("utf-8")).digest()[:4].hex() for run in runs}


@cache
def _sketches() -> dict[str, tuple[str, ...]]:
    entry = resources.folder("corpus") / "sketches.txt"
    if not entry.is_file():
        return {}
    rows = (line.split() for line in entry.read_text(encoding="utf-8").splitlines())
    return {row[0]: tuple(row[1:]) for row in rows if row and not row[0].startswith("#")}
