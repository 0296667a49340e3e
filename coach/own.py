"""The user's own articles: prepared for a look, kept as Markdown under the home folder, removed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from coach import articles, ingest
from coach.articles import Article
from coach.errors import IngestError

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

    Raises:
        IngestError: The folder cannot be written.
    """
    place = folder(home)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(home / ".articles.lock", timeout=60):
            for reading in readings:
                beside = place / f".{reading.article.id}.part"
                beside.write_text(articles.render(reading.article), encoding="utf-8")
                beside.replace(place / f"{reading.article.id}.md")
    except OSError as error:
        raise IngestError(f"cannot write under {place}: {error}; set COACH_HOME") from error
    return tuple(reading.article for reading in readings)


def remove(ids: Sequence[str], home: Path) -> tuple[str, ...]:
    """Remove those articles and return their ids.

    Raises:
        IngestError: One of them is not there; nothing is removed then.
    """
    there = {article.id for article in listed(home)}
    missing = [id_ for id_ in ids if id_ not in there]
    if missing:
        raise IngestError(f"no article of yours is called {missing}; there are {sorted(there)}")
    for id_ in ids:
        (folder(home) / f"{id_}.md").unlink(missing_ok=True)
    return tuple(ids)


def _texts(article: Article) -> list[str]:
    return [section.text for section in article.sections]


def _free(id_: str, known: Iterable[str]) -> str:
    """Return the id, with a number behind it when it is taken, here or by a bundled article."""
    taken = {*known, *(article.id for article in articles.bundled())}
    number, free = 2, id_
    while free in taken:
        free, number = f"{id_}-{number}", number + 1
    return free
