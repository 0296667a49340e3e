"""Whether the coach has an article already: by its title, its address, its words."""

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from coach import resources, sentences
from coach.articles import Article
from coach.ingest.blocks import plain

_SHINGLE, _SKETCH, _ALIKE = 8, 64, 0.3


def body(article: Article) -> str:
    """Return the words of an article, section after section, without the title."""
    parts = ((part.key != "about") * part.name + f"\n\n{part.text}" for part in article.sections)
    return "\n\n".join(part.strip() for part in parts)


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
    own, place, sketches = _shingles(body(article)), _place(article.address), _sketches()
    for known in bundled:
        named = f"'{known.id}', which comes with the coach"
        if plain(known.title) == plain(article.title):
            return f"the title is that of {named}"
        # A listing page holds many articles, so its address names none of them.
        if place and place == _place(known.address) and "address_note" not in known.facts:
            return f"the address is that of {named}"
        seen = sketches.get(known.id, ())
        share = sum(part in own for part in seen) / max(1, len(seen))
        if share >= _ALIKE:
            return f"{share:.0%} of the text of {named}, stands in it"
    return ""


def _place(address: str) -> str:
    """Return an address without scheme, www, query and the last slash; "" for a file."""
    match = re.match(r"https?://(?:www\.)?([^?#]+)", address.strip(), re.IGNORECASE)
    return match[1].rstrip("/").lower() if match else ""


def _shingles(text: str) -> set[str]:
    words = sentences.words(text)
    runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    return {sha256(run.encode("utf-8")).digest()[:4].hex() for run in runs}


@cache
def _sketches() -> dict[str, tuple[str, ...]]:
    entry = resources.folder("corpus") / "sketches.txt"
    if not entry.is_file():
        return {}
    rows = (row.split() for row in entry.read_text(encoding="utf-8").splitlines())
    return {row[0]: tuple(row[1:]) for row in rows if row and not row[0].startswith("#")}
