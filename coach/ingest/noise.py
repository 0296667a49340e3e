"""What is no part of an article: menus, share bars, forms, cookie banners, comments and spam."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from coach import sentences
from coach.ingest.blocks import FEWEST, OUTSIDE, Block, count, flat, plain

_RELATED = (
    r"(?:related|popular|recent|recommended|similar|latest) (?:posts?|articles?|stories):?"
    r"|you (?:may|might) (?:also )?(?:like|enjoy)(?: these)?:?"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}\.? {_MONTH},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})"
)
# A paragraph that is one of these lines from end to end, in small letters, is no part of an article.
_FURNITURE = {
    "form": r"""
        (?:leave|write|add|post) (?:a|your) (?:reply|comment)(?: to .*)?(?: cancel reply)?[:.]?
        cancel reply|post comment|submit comment|join the (?:discussion|conversation)[.!]?
        required fields are marked.*|your e-?mail address will not be published\.?.*
        save my name,? e-?mail.*|notify me (?:of|when|via) .*(?:comments?|posts?).*
        (?:(?:first|last|your|full) )?(?:name|e-?mail|website|comment|message)(?: address)? ?\*
        shopping cart(?: \(?\d+\)?)?|(?:view|add to) cart|proceed to checkout
        your (?:shopping )?cart(?: is (?:currently )?empty)?[.!]?|no products in the cart\.?
        subscribe(?: now| today| here)?(?: to (?:our|my|the) [^.]{0,40})?[.!]?
        sign up (?:for|to) (?:our|my|the) [^.]{0,50}(?:newsletter|list|updates|e-?mails?)[^.]{0,40}[.!]?
        enter your e-?mail[^.]{0,60}[.!]?|thank you for subscribing[.!]?
        join (?:our|the|my|a) (?:community|newsletter|mailing list|network)(?: of [^.]{0,70})?[.!]?
        join (?:over |more than )?\d[\d,.]*[km]?\+? [^.]{0,60}[.!]?""",
    "share bar": r"""
        share this(?: (?:post|article|page|story|entry|with [^.]{0,20}|on [^.]{0,30}))?[:!]?
        (?:share|tweet|pin|follow|like|find)(?: (?:us|me|this|it))? on (?:facebook|twitter|x|linkedin|instagram)[.!]?
        click to (?:share|e-?mail|print|tweet)[^.]*|like this:|\d+ shares?""",
    "navigation": r"""
        skip to (?:main |primary )?content|toggle (?:navigation|menu)|main menu|back to top
        (?:[←«‹] ?)?(?:previous|next|older|newer) (?:posts?|articles?|entry|entries)\b[^.]{0,100}
        [←‹] ?[^.]{1,80}|« ?[^.»]{1,80}|[^.«]{1,80} ?[→»›]
        (?:read more|continue reading)(?: ?[:»→…].{0,80}|\.\.\.)?
        (?:copyright )?(?:©|\(c\)) .{0,120}|copyright \d{4}.{0,100}|all rights reserved\.?
        (?:privacy policy|terms of (?:service|use)|terms (?:and|&) conditions)(?: ?[|·].{0,80})?
        (?:posted in|filed under|tags?|tagged(?: with| as)?|categor(?:y|ies)):[^.]{1,120}
        (?:posted in|filed under) [^.]{1,40}|(?:proudly )?powered by [^.]{1,40}
        search for:|log ?in|sign ?in|log ?out
        """
    + _RELATED,
    "cookie banner": r"""
        (?:accept|reject|allow|decline) (?:all )?cookies|(?:accept|reject|allow) all
        cookie (?:settings|policy|preferences|notice)|manage (?:cookies|preferences|consent)
        (?:we (?:and our partners )?use cookies|(?:this|our) (?:web)?site uses cookies|cookies help us"""
    r"|by (?:continuing|using|browsing)[^.]{0,40}(?:site|website)).*(?:accept|agree|consent|learn more"
    r"|your experience|best experience|privacy policy|preferences|opt out|personali[sz]e).*",
    "date line": rf"""
        (?:(?:published|posted|(?:last )?updated)(?: on)?:? ?)?{_DAY}(?: at .{{3,12}})?(?: ?[|·•] ?.*read)?
        \d+ min(?:ute)?s?(?: read| to read)""",
}
_PATTERNS = tuple(
    (reason, re.compile("|".join(row.strip() for row in rows.strip().split("\n"))))
    for reason, rows in _FURNITURE.items()
)
_NETWORKS = frozenset(
    """
    facebook twitter x linkedin pinterest reddit whatsapp instagram youtube tumblr email e-mail
    print tweet share pin telegram messenger pocket copy link like follow buffer
    """.split()
)
# Words of a menu; alone in a paragraph they tell nothing, in a row with other furniture they do.
_MENU = _NETWORKS | frozenset(
    """
    home menu about about-us contact contact-us blog products services pricing search rss subscribe
    login register resources careers support news events shop store cart checkout account my-account
    name website submit send reply comment next previous close privacy imprint sitemap cookies faq
    our-team our-story solutions customers partners company
    """.split()
)
_COMMENTS = re.compile(
    r"(?:\d+|one|two|three|no) (?:thoughts?|comments?|responses?|replies)"
    r"(?: (?:on|to|so far|yet)\b.*)?[:.]?|comments?(?: ?\(\d+\))?:?|reader comments:?"
    r"|(?:leave|write|add|post) (?:a|your) (?:reply|comment)\b.{0,30}"
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
_SMALL = frozenset(
    "a an and are as at be but by for from had has he i if in is it my of on or our "
    "she so that the their they this to was we were with you your".split()
)


def furniture(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks, with a reason at what is furniture or spam wherever it stands."""
    # A telling reason goes before the plain one that the main text ended here.
    out = [
        replace(block, reason=_reason(block) or block.reason)
        if block.reason in ("", OUTSIDE)
        else block
        for block in blocks
    ]
    weak = [flat(b.text).replace(" ", "-") in _MENU and b.kind != "heading" for b in out]
    runs = groupby(range(len(out)), key=lambda at: weak[at] or bool(out[at].reason))
    for run in (list(ats) for is_run, ats in runs if is_run):
        # The list that a sentence announces is the article's own.
        announced = run[0] and out[run[0] - 1].text.endswith(":")
        for at in run if len(run) > 2 and not announced else ():
            out[at] = replace(out[at], reason=out[at].reason or "navigation")
    return out


def _reason(block: Block) -> str:
    text = flat(block.text)
    if block.kind == "byline":
        return ""
    if _spam(block.text):
        return "spam"
    if block.number or count(text) > 60:
        return ""
    for reason, pattern in _PATTERNS:
        if pattern.fullmatch(text):
            return reason
    tokens = re.split(r"[\s|,·•/]+", text)
    if len(tokens) > 1 and _NETWORKS.issuperset(tokens):
        return "share bar"
    parts = re.split(r"\s+[|›»·/>•]\s+|\s*\|\s*", text)
    short = all(0 < len(part.split()) <= 5 for part in parts)
    return "navigation" if len(parts) > 2 and short and text[-1] not in ".!?" else ""


def _spam(text: str) -> bool:
    """Whether a block is link or keyword stuffing; prose about a pharmacy has small words in it."""
    words = sentences.words(text)
    stuffed = sum(word in _SMALL for word in words) < 0.15 * len(words)
    return bool(_LINKED.search(text)) or (stuffed and len(set(_DRUGS.findall(text.lower()))) >= 2)


def regions(blocks: Sequence[Block]) -> list[Block]:
    """Return an article's blocks with a reason at comments, lists of other articles and repeats."""
    out = list(blocks)
    total = sum(count(block.text) for block in blocks if not block.reason)
    before = end = 0
    why = ""
    seen: set[str] = set()
    for at, block in enumerate(_tail(blocks)):
        if at >= end:
            # The heading of comments right under a title is a link to those further down.
            end, why = _region(blocks, at, late=before >= min(FEWEST, total // 2))
        reason = block.reason or (why if at < end else "")
        if not reason and count(block.text) >= 8 and plain(block.text) in seen:
            reason = "repeat"
        if not reason:
            seen.add(plain(block.text))
            before += count(block.text)
        out[at] = replace(block, reason=reason)
    return out


def _region(blocks: Sequence[Block], at: int, *, late: bool) -> tuple[int, str]:
    """Return where a region that opens here ends, and what it is; nothing opens: ``at``."""
    block, text = blocks[at], flat(blocks[at].text)
    end = at + 1
    if _opens(block):
        rest = blocks[at + 1 : _stop(blocks, at)]
        if late and (all(b.reason for b in rest) or any(map(_telling, rest))):
            return end + len(rest), "comment"
        linked = re.search(r"\d", text) and block.kind != "heading"
        return (end, "navigation") if linked else (at, "")
    if not block.reason or not re.fullmatch(_RELATED, text):
        return at, ""
    while end < len(blocks) and _teaser(blocks[end]):
        end += 1
    return end, "navigation"


def _opens(block: Block) -> bool:
    return not block.number and bool(_COMMENTS.fullmatch(flat(block.text)))


def _telling(block: Block) -> bool:
    """Whether a block is what comment sections are made of."""
    text = flat(block.text)
    told = block.reason in ("form", "spam", "comment", "date line")
    return told or bool(_TALK.search(text) or _PRAISE.search(text))


def _teaser(block: Block) -> bool:
    short = block.kind in ("item", "line") and count(block.text) <= 15
    return not _opens(block) and (bool(block.reason) or (short and block.text[-1] not in ".:;"))


def _stop(blocks: Sequence[Block], at: int) -> int:
    """Return where the next heading of the same rank stands; else the end."""
    for i in range(at + 1, len(blocks) if blocks[at].kind == "heading" else 0):
        other = blocks[i]
        equal = other.kind == "heading" and other.level <= blocks[at].level and not other.reason
        if equal and not _opens(other):
            return i
    return len(blocks)


def _tail(blocks: Sequence[Block]) -> list[Block]:
    """Mark the list at the end in which at least half of the items praise the page or sell."""
    last = len(blocks)
    while last and blocks[last - 1].reason not in ("", "spam"):
        last -= 1
    first = last
    while first and (
        blocks[first - 1].kind == "item" or blocks[first - 1].inside or blocks[first - 1].reason
    ):
        first -= 1
    # A body's own list, counted 1 2 3, ends where the comments begin to count again.
    first = max((i for i in range(first, last) if blocks[i].number == 1), default=first)
    run = blocks[first:last]
    sold = any(block.reason == "spam" for block in run)
    alike = sum(block.reason == "spam" or bool(_PRAISE.search(flat(block.text))) for block in run)
    form = any(block.reason in ("form", "comment") for block in blocks[last : last + 1])
    if not (sold or form) or 2 * alike < len(run):
        return list(blocks)
    said = [replace(block, reason=block.reason or "comment") for block in run]
    return [*blocks[:first], *said, *blocks[last:]]
