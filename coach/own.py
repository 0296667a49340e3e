"""The user's own articles: prepared for a look, kept as Markdown under the home folder, removed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from coach import articles, ingest
from coach.articles import Article
from coach.errors import IngestError, LibraryError

FOLDER = "articles"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, and why."""

    path: str
    reason: str


def folder(home: Path) -> Path:
    """Return the folder that the user's own articles are kept in."""
    return home / FOLDER


def listed(home: Path) -> tuple[Article, ...]:
    """Return the articles that are kept, by id."""
    return articles.read_folder(folder(home))


def prepare(
    paths: Iterable[Path], home: Path, *, compare: bool = True
) -> tuple[tuple[ingest.Reading, ...], tuple[Refusal, ...]]:
    """Return what would be kept of each file, and the files that are refused; nothing is written.

    Args:
        paths: The files.
        home: Where articles are kept; one that is there already is refused.
        compare: Whether articles that come with the coach are refused too.
    """
    taken: list[ingest.Reading] = []
    refused: list[Refusal] = []
    known = {article.id: article for article in listed(home)}
    bundled = articles.bundled() if compare else ()
    for path in paths:
        try:
            readings = ingest.read(path)
        except IngestError as error:
            refused.append(Refusal(str(path), str(error)))
            continue
        for reading in readings:
            reason = ingest.bundled_twin(reading.article, bundled) if compare else ""
            same = known.get(reading.article.id)
            if same is not None and _texts(same) == _texts(reading.article):
                reason = f"'{same.id}' is kept already, with the same text"
            if reason:
                refused.append(Refusal(str(path), reason))
                continue
            article = replace(reading.article, id=_free(reading.article.id, known))
            known[article.id] = article
            taken.append(replace(reading, article=article))
    return tuple(taken), tuple(refused)


def keep(readings: Sequence[ingest.Reading], home: Path) -> tuple[Article, ...]:
    """Write the articles and return them. Each file appears whole or not at all.

    An article whose id was taken since it was prepared gets a number behind it.

    Raises:
        IngestError: The folder cannot be written, or an article could not be read back.
    """
    place = folder(home)
    kept: list[Article] = []
    try:
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(home / ".articles.lock", timeout=60):
            known = {article.id: article for article in listed(home)}
            for reading in readings:
                article = _unlike(reading.article, known)
                text = articles.render(article)
                # Checked before it is there: a file that cannot be read would stop every answer.
                known[article.id] = articles.parse(text, source=article.id)
                beside = place / f".{article.id}.part"
                beside.write_text(text, encoding="utf-8")
                beside.replace(place / f"{article.id}.md")
                kept.append(article)
    except OSError as error:
        raise IngestError(f"cannot write under {place}: {error}; set COACH_HOME") from error
    except LibraryError as error:
        raise IngestError(f"nothing more is kept: {error}") from error
    return tuple(kept)


def remove(ids: Sequence[str], home: Path) -> tuple[str, ...]:
    """Remove those articles and return their ids.

    Raises:
        IngestError: One of them is not there, and nothing is removed; or the folder cannot be written.
    """
    there = {article.id for article in listed(home)}
    missing = [id_ for id_ in ids if id_ not in there]
    if missing:
        raise IngestError(f"no article of yours is called {missing}; there are {sorted(there)}")
    try:
        with FileLock(home / ".articles.lock", timeout=60):
            for path in sorted(folder(home).glob("*.md")):
                # A file may have been given another name than its id.
                if articles.parse(path.read_text(encoding="utf-8"), source=str(path)).id in ids:
                    path.unlink()
    except OSError as error:
        raise IngestError(f"cannot remove from {folder(home)}: {error}") from error
    return tuple(ids)


def _unlike(article: Article, known: Mapping[str, Article]) -> Article:
    """Return the article, under a free id when another text has its own."""
    same = known.get(article.id)
    if same is None or _texts(same) == _texts(article):
        return article
    return replace(article, id=_free(article.id, known))


def _texts(article: Article) -> list[str]:
    return [section.text for section in article.sections]


def _free(id_: str, known: Iterable[str]) -> str:
    """Return the id, with a number behind it when it is taken, here or by a bundled article."""
    taken = {*known, *(article.id for article in articles.bundled())}
    number, free = 2, id_
    while free in taken:
        free, number = f"{id_}-{number}", number + 1
    return free
