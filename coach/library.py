"""The library: keeps passages and finds the ones that speak to a question. Meets Chroma.

An index is written once, into a folder named by its fingerprints, and never changed: built beside,
renamed into place, checked against its manifest on every open. Chroma writes to its files even
when it only reads (1.5.9: a lock row at open, the HNSW files at the first query), so each process
opens a working copy of its own; the folder itself may then be shared by processes and read-only.
Chroma has the vectors and the text of each passage; SQLite has every text, and the keywords.
"""

import contextlib
import functools
import hashlib
import json
import math
import os
import re
import shutil
import sqlite3
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

import chromadb
import httpx
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.config import System
from chromadb.errors import NotFoundError
from filelock import FileLock, Timeout
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from coach import embedders, sentences
from coach.articles import Article, Found, Line, Notes, Passage, twin
from coach.embedders import Embedder
from coach.errors import LibraryError
from coach.resources import fingerprint
from coach.vectors import Embed, KeptVectors

Progress = Callable[[int, int], None]
"""Told how many texts of how many are embedded, while an index is built."""

# Part of every fingerprint: raise it when rows, tables or the splitting into sentences change.
_FORMAT = "3"
_SHELVES = ("bundled", "own")
_BUILD_WAIT = 300.0
_SERVER_TIMEOUT = 30.0
_KEPT_INDEXES = 3
_HALF_BUILT = re.compile(r"repair-coach-[a-z]+-[0-9a-f]{8}-[0-9a-f]{8}")
_ABANDONED = 3600.0
_EMBED_AT_ONCE = 64
# Rows given to Chroma at once: each call costs it a transaction.
_ADD_AT_ONCE = 16 * _EMBED_AT_ONCE
# So large a file of vectors is linked into the working copy, since Chroma has done writing to it
# (it rewrites only what never reached its threshold of 1,000 rows), and checked by samples.
_LARGE = 32 * 2**20
_VECTORS = "data_level0.bin"
_SAMPLES, _SAMPLE = 64, 2**16
# Keywords are looked up from the rarest on, until so many passages hold one: BM25 scores them all.
_MOST_MATCHES = 5000
# Rows asked of Chroma: a passage has several, so that many are needed for a few passages.
_ROWS = 60
# Weights of the fusion, chosen on the part of the ruler that may be read.
_WEIGHT_DENSE, _WEIGHT_WORDS = 4.0, 0.1
# What a passage is worth that the listener knows nothing of, what one that holds no step of an
# article it knows, and the least that it knows.
_UNKNOWN, _ABOUT, _LEAST = 0.1, 0.005, 1e-6
_SAME_ARTICLE_SHARE = 0.6
_NEARLY_AS_GOOD = 0.6
_TWIN_SHARE = 0.01
_KEPT_VECTORS = "vectors-"
_TOKENIZER = "tokenize='porter unicode61'"
_STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be been before being but by can could did
    do does doing done down for from get got had has have having he her here him his how i if in into
    is it its just me more most my no nor not now of off on once only or other our out over own same
    she should so some such than that the their them then there these they this those through to too
    under until up us very was we were what when where which while who whom why will with would you
    your""".split()
)


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    passage: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Stamp:
    """The fingerprints an index is named by."""

    shelf: str
    embedder: str
    corpus: str
    splitter: str

    @property
    def name(self) -> str:
        return f"{self.shelf}-{fingerprint(self.embedder, self.corpus, self.splitter)}"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One open index: its keyword file and, when there is an embedder, its collection.

    ``server`` is host and port of the Chroma server that has the collection, if one has.
    """

    keywords: Path
    collection: Any
    server: str = ""


class Library:
    """Passages of the bundled articles and of the user's own, open for searching.

    Use as a context manager or call ``close``. May be shared by threads.
    """

    def __init__(
        self,
        shelves: Sequence[_Shelf],
        embedder: Embedder | None,
        notice: str,
        resources: contextlib.ExitStack,
    ) -> None:
        """Made by ``Library.open``."""
        self._shelves = tuple(shelves)
        self._embedder = embedder
        self._resources = resources
        self.notice = notice

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        bundled: Sequence[Article],
        own: Sequence[Article] = (),
        embedder: Embedder | None,
        embedder_name: str = embedders.MINILM,
        chroma_url: str = "",
        progress: Progress | None = None,
    ) -> "Library":
        """Return the library, building what is missing, out of date or damaged.

        Args:
            home: The folder that indexes are kept under.
            bundled: The articles that come with the coach.
            own: The user's own articles, a collection of their own.
            embedder: None searches by keywords alone.
            embedder_name: Stamped on the index: another name is another index.
            chroma_url: A Chroma server to keep the vectors on, in place of files.
            progress: Told of the texts embedded while an index is built.

        Raises:
            LibraryError: Neither the index nor the keywords alone could be opened.
        """
        notice = ""
        shelves = []
        with contextlib.ExitStack() as stack:
            for shelf, articles in zip(_SHELVES, (bundled, own), strict=True):
                if not articles:
                    continue
                parts = (home, shelf, tuple(articles), embedder_name)
                try:
                    opened = _open_shelf(*parts, embedder, chroma_url, progress, stack)
                except LibraryError as error:
                    if embedder is None:
                        raise
                    notice = f"Search goes by keywords alone: {error}"
                    opened = _open_shelf(*parts, None, "", progress, stack)
                shelves.append(opened)
            return cls(shelves, embedder, notice, stack.pop_all())

    def __enter__(self) -> "Library":
        """Return the library itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of Chroma and of the working copies. Closing twice does no harm."""
        self._resources.close()

    @property
    def dense(self) -> bool:
        """Whether passages are found by meaning, and not by keywords alone."""
        return self._embedder is not None and any(s.collection is not None for s in self._shelves)

    def search(
        self, question: str, *, limit: int, called: Mapping[str, float] | None = None
    ) -> Found:
        """Return the passages that speak to the question, best first, at most ``limit``.

        Ranks by meaning, by keywords and by what the question calls for are fused; where a second
        article speaks to the question nearly as well, it is heard.

        Args:
            question: The user's words.
            limit: How many passages at most.
            called: How likely each step is the one most called for, as the listener heard it.
        """
        words = self._by_words(question)
        dense: dict[str, float] = {}
        notice = self.notice
        if self.dense:
            try:
                dense = self._by_meaning(self.embed([question])[0])
            except LibraryError as error:
                notice = f"Search goes by keywords alone: {error}"
        scores = _twins_apart(_fuse(dense, words, called or {}))
        ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))
        known = self.passages(ranked[: 4 * limit])
        hits = [replace(known[id_], score=round(scores[id_], 6)) for id_ in ranked if id_ in known]
        return Found(_several_articles(hits, limit), dense, notice)

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return the passages of those ids, by id; unknown ids are left out."""
        found: dict[str, Passage] = {}
        marks = ",".join("?" * len(ids))
        for shelf in self._shelves:
            with _reading(shelf.keywords) as database:
                rows = database.execute(
                    "SELECT id, step, article, title, author, address, text, name "  # noqa: S608
                    f"FROM passages WHERE id IN ({marks})",
                    list(ids),
                )
                found |= {row[0]: Passage(*row) for row in rows}
        return found

    def shared_words(self, question: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return, for each of the passages that shares words with the question, these words as it has them."""
        terms = _terms(question)
        found: dict[str, tuple[str, ...]] = {}
        marks = ",".join("?" * len(ids))
        for shelf in self._shelves if terms else ():
            with _reading(shelf.keywords) as database:
                rows = database.execute(
                    "SELECT id, highlight(words, 1, char(2), char(3)) || ' ' || "  # noqa: S608
                    "highlight(words, 2, char(2), char(3)) FROM words WHERE words MATCH ? "
                    f"AND rowid IN (SELECT rowid FROM passages WHERE id IN ({marks}))",
                    [_any_of(terms), *ids],
                )
                for id_, text in rows:
                    marked = re.findall("\x02([^\x03]*)\x03", text)
                    found[id_] = tuple(dict.fromkeys(word.lower() for word in marked))
        return found

    def lines(self, ids: Sequence[str]) -> tuple[Line, ...]:
        """Return each sentence of those passages, and our gist of it, with its vector.

        None come back with keywords alone.
        """
        found: list[Line] = []
        marks = ",".join("?" * len(ids))
        for shelf in self._shelves:
            if shelf.collection is None or not ids:
                continue
            with _reading(shelf.keywords) as database:
                texts = {
                    row[0]: (row[1], row[2])
                    for row in database.execute(
                        f"SELECT id, passage, text FROM lines WHERE passage IN ({marks})",  # noqa: S608
                        list(ids),
                    )
                }
            if not texts:
                continue
            with _chroma_errors(shelf.server):
                rows = shelf.collection.get(ids=list(texts), include=["embeddings"])
            vectors = dict(zip(rows["ids"], rows["embeddings"], strict=True))
            found += [Line(*texts[id_], vectors[id_]) for id_ in texts if id_ in vectors]
        return tuple(found)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the vectors of the texts.

        Raises:
            LibraryError: There is no embedder, or it failed.
        """
        if self._embedder is None:
            raise LibraryError("there is no embedder; set COACH_EMBEDDER")
        return _embed(self._embedder, list(texts))

    def _by_meaning(self, vector: Sequence[float]) -> dict[str, float]:
        best: dict[str, float] = {}
        for shelf in self._shelves:
            if shelf.collection is None:
                continue
            with _chroma_errors(shelf.server):
                rows = shelf.collection.query(
                    query_embeddings=[list(vector)],
                    n_results=_ROWS,
                    include=["distances"],
                )
                for id_, distance in zip(rows["ids"][0], rows["distances"][0], strict=True):
                    passage = id_.partition("#")[0]
                    best[passage] = max(best.get(passage, -1.0), 1.0 - float(distance))
        return best

    def _by_words(self, question: str) -> dict[str, float]:
        terms = _terms(question)
        found: dict[str, float] = {}
        for shelf in self._shelves if terms else ():
            with _reading(shelf.keywords) as database:
                found |= dict(
                    database.execute(
                        "SELECT id, -bm25(words, 0.0, 2.0, 1.0) AS score FROM words "
                        "WHERE words MATCH ? ORDER BY score DESC, id LIMIT 40",
                        [_any_of(_rarest(database, terms))],
                    )
                )
        return found


def _terms(question: str) -> list[str]:
    """Return the question's words, but the commonest, each once."""
    words = dict.fromkeys(sentences.words(question))
    terms = [word.replace('"', "") for word in words if word not in _STOP_WORDS]
    return [term for term in terms if term][:200]


def _any_of(terms: Sequence[str]) -> str:
    """Return a query for FTS5 that any of the terms meets."""
    return " OR ".join(f'"{term}"' for term in terms)


def _rarest(database: sqlite3.Connection, terms: Sequence[str]) -> Sequence[str]:
    """Return the terms without the common ones that would have too many passages scored."""
    [passages] = database.execute("SELECT max(rowid) FROM passages").fetchone()
    if passages <= _MOST_MATCHES:
        return terms
    matches = dict.fromkeys(terms, passages)
    for term, stem in _stems(terms):
        row = database.execute("SELECT passages FROM frequencies WHERE term = ?", [stem]).fetchone()
        matches[term] = min(matches[term], row[0] if row else 0)
    chosen: list[str] = []
    left = _MOST_MATCHES
    for term in sorted(terms, key=lambda term: matches[term]):
        left -= matches[term]
        if chosen and left < 0:
            break
        chosen.append(term)
    return chosen


def _stems(terms: Sequence[str]) -> list[tuple[str, str]]:
    """Return each term with what FTS5 makes of it; a term of several parts with each."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE VIRTUAL TABLE terms USING fts5(term, {_TOKENIZER})")
        database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(terms, instance)")
        database.executemany("INSERT INTO terms VALUES (?)", ((term,) for term in terms))
        rows = database.execute("SELECT doc, term FROM stems")
        return [(terms[number - 1], stem) for number, stem in rows]


def _fuse(
    dense: Mapping[str, float], words: Mapping[str, float], called: Mapping[str, float]
) -> dict[str, float]:
    """Return how likely each passage is to be the one wanted, relative to the likeliest: 0 to 1.

    A log-linear model over what was heard, the cosine and BM25. The listener knows the bundled
    steps alone: a passage of the user's own articles stands with what an unknown one is worth.
    """
    known = {*dense, *words, *called}
    if not known:
        return {}
    heard = {id_.partition("/")[0] for id_ in called}
    total = {
        id_: math.log(
            called.get(id_, _ABOUT if id_.partition("/")[0] in heard else _UNKNOWN) + _LEAST
        )
        + _WEIGHT_DENSE * dense.get(id_, 0.0)
        + _WEIGHT_WORDS * words.get(id_, 0.0)
        for id_ in known
    }
    most = max(total.values())
    return {id_: math.exp(value - most) for id_, value in total.items()}


def _twins_apart(scores: Mapping[str, float]) -> dict[str, float]:
    """Return the scores with little left of each step that says the same as a better one."""
    found: dict[str, float] = {}
    seen: set[str] = set()
    for id_ in sorted(scores, key=lambda id_: (-scores[id_], id_)):
        found[id_] = scores[id_] * (_TWIN_SHARE if twin(id_) in seen else 1.0)
        seen.add(twin(id_))
    return found


def _several_articles(hits: Sequence[Passage], limit: int) -> tuple[Passage, ...]:
    """Return the best hits; an article that fills its share lets one of another go first if it is nearly as good."""
    most = max(1, round(limit * _SAME_ARTICLE_SHARE))
    left = list(hits)
    chosen: list[Passage] = []
    while left and len(chosen) < limit:
        full = {article for article, n in Counter(h.article for h in chosen).items() if n >= most}
        near = [hit for hit in left if hit.score >= _NEARLY_AS_GOOD * left[0].score]
        best = next((hit for hit in near if hit.article not in full), left[0])
        chosen.append(best)
        left.remove(best)
    return tuple(sorted(chosen, key=lambda hit: (-hit.score, hit.id)))


def _open_shelf(
    home: Path,
    shelf: str,
    articles: Sequence[Article],
    embedder_name: str,
    embedder: Embedder | None,
    chroma_url: str,
    progress: Progress | None,
    stack: contextlib.ExitStack,
) -> _Shelf:
    name = embedder_name if embedder is not None else embedders.KEYWORDS
    kept = f"{embedders.fingerprint(name)}{'-server' if chroma_url else ''}"
    corpus = fingerprint(*_texts(articles))
    stamp = _Stamp(shelf, kept, corpus, fingerprint(_FORMAT))
    files = None if chroma_url else embedder
    for attempt in (1, 2):
        folder = _whole_index(home / "library", stamp, articles, files, progress)
        try:
            copy = _working_copy(folder, stack)
            _try_keywords(copy / "keywords.sqlite3")
            collection = _open_collection(copy, stamp, stack) if files is not None else None
            break
        except OSError as error:
            # Tidied away while it was copied, or no room for the copy: then nothing is amiss here.
            if attempt == 2 or _is_whole(folder):
                raise LibraryError(
                    f"no working copy of {folder} could be made: {error}; make room for temporary files"
                ) from error
        except LibraryError as error:
            # Damage that the manifest cannot show.
            _discard(folder)
            if attempt == 2:
                raise LibraryError(f"the index in {folder} cannot be opened: {error}") from error
    keywords = copy / "keywords.sqlite3"
    if not chroma_url or embedder is None:
        return _Shelf(keywords, collection)
    server = urlsplit(chroma_url).netloc.rpartition("@")[2] or "no host"
    with _chroma_errors(server):
        client = _server(chroma_url, stack)
        embed = _embedding(home / "library", stamp, embedder)
        collection = _server_collection(client, stamp, articles, embed, progress)
    return _Shelf(keywords, collection, server)


def _whole_index(
    home: Path,
    stamp: _Stamp,
    articles: Sequence[Article],
    embedder: Embedder | None,
    progress: Progress | None,
) -> Path:
    """Return the folder of the index, built first when it is missing or damaged."""
    folder = home / stamp.name
    if _is_whole(folder):
        return folder
    with _building(home, stamp.shelf):
        if not _is_whole(folder):
            _build(home, stamp, articles, embedder, progress)
    return folder


def _build(
    home: Path,
    stamp: _Stamp,
    articles: Sequence[Article],
    embedder: Embedder | None,
    progress: Progress | None,
) -> None:
    # The lock is held, so whatever lies half-built here was left by a process that died.
    for left in home.glob(f".building-{stamp.shelf}-*"):
        _discard(left)
    beside = home / f".building-{stamp.shelf}-{uuid.uuid4().hex[:8]}"
    beside.mkdir()
    try:
        rows = _rows(articles)
        _write_keywords(beside / "keywords.sqlite3", articles, rows)
        if embedder is not None:
            embed = _embedding(home, stamp, embedder)
            with contextlib.ExitStack() as stack:
                _fill(_files(beside / "chroma", stack), stamp.name, rows, embed, progress)
        _write_manifest(beside, stamp)
        folder = home / stamp.name
        _discard(folder)
        beside.rename(folder)
    except BaseException:
        _discard(beside)
        raise
    _kept_vectors(home, stamp).keep_only(row.text for row in rows)
    others = [path for path in home.glob(f"{stamp.shelf}-*") if path != folder]
    for old in sorted(others, key=lambda path: path.stat().st_mtime)[: -(_KEPT_INDEXES - 1)]:
        _discard(old)


def _texts(articles: Sequence[Article]) -> Iterator[str]:
    """Yield every text that the index is made of: what is searched, and what is shown with a hit."""
    for article in articles:
        for p in article.passages:
            yield from (p.id, p.step, p.article, p.title, p.author, p.address, p.text, p.name)
        yield from (section.notes.gist for section in article.sections)


def _rows(articles: Sequence[Article]) -> list[_Row]:
    """Return what is embedded: each passage whole, each of its sentences, and its gist."""
    rows = []
    for article in articles:
        notes: dict[str, Notes] = {
            f"{article.id}/{part.key}": part.notes for part in article.sections
        }
        for passage in article.passages:
            rows.append(_Row(passage.id, passage.id, "text", f"{passage.name}. {passage.text}"))
            gist = notes.get(passage.id, Notes()).gist
            if gist:
                rows.append(_Row(f"{passage.id}#gist", passage.id, "gist", gist))
            for number, sentence in enumerate(sentences.split(passage.text), start=1):
                rows.append(_Row(f"{passage.id}#{number}", passage.id, "sentence", sentence))
    return rows


def _fill(
    client: Any, name: str, rows: Sequence[_Row], embed: Embed, progress: Progress | None
) -> None:
    """Make the collection and put every row into it."""
    collection = _collection(client, name, len(rows))
    for start in range(0, len(rows), _ADD_AT_ONCE):
        batch = rows[start : start + _ADD_AT_ONCE]
        vectors: list[list[float]] = []
        for low in range(0, len(batch), _EMBED_AT_ONCE):
            vectors += embed([row.text for row in batch[low : low + _EMBED_AT_ONCE]])
            if progress is not None:
                progress(start + len(vectors), len(rows))
        of = dict(zip(batch, vectors, strict=True))
        passages = [row for row in batch if row.kind == "text"]
        others = [row for row in batch if row.kind != "text"]
        with _chroma_errors():
            for some in filter(None, (passages, others)):
                collection.add(
                    ids=[row.id for row in some],
                    embeddings=[of[row] for row in some],
                    # A sentence stands in its passage.
                    documents=[row.text for row in some] if some is passages else None,
                )


def _collection(client: Any, name: str, rows: int) -> Any:
    """Make an empty collection for so many rows."""
    with _chroma_errors():
        return client.create_collection(
            name,
            embedding_function=None,
            # Looked through all but whole: the default misses rows among these few hundred.
            configuration={"hnsw": {"space": "cosine", "ef_search": 500, "ef_construction": 200}},
            metadata={"format": _FORMAT, "rows": rows, "started": int(time.time())},
        )


def _embedding(home: Path, stamp: _Stamp, embedder: Embedder) -> Embed:
    """Return what computes vectors: of the user's own articles, each once."""
    embed = functools.partial(_embed, embedder)
    if stamp.shelf == "bundled":
        return embed
    return functools.partial(_kept_vectors(home, stamp).embed, embed)


def _kept_vectors(home: Path, stamp: _Stamp) -> KeptVectors:
    return KeptVectors(home / f"{_KEPT_VECTORS}{stamp.embedder}.sqlite3")


def _embed(embedder: Embedder, texts: list[str]) -> list[list[float]]:
    try:
        vectors = embedder.embed_documents(texts)
    except LibraryError:
        raise
    except Exception as error:
        # Any LangChain embeddings may stand here, each with a tree of errors of its own.
        raise LibraryError(f"the embedder failed: {type(error).__name__}: {error}"[:300]) from error
    if len(vectors) != len(texts):
        raise LibraryError(f"the embedder gave {len(vectors)} vectors for {len(texts)} texts")
    return vectors


def _write_keywords(path: Path, articles: Sequence[Article], rows: Sequence[_Row]) -> None:
    with _sqlite(path, path.as_posix()) as database, database:
        database.execute(
            "CREATE TABLE passages (id TEXT PRIMARY KEY, step TEXT, article TEXT, title TEXT, "
            "author TEXT, address TEXT, text TEXT, name TEXT)"
        )
        database.execute(
            f"CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, name, text, {_TOKENIZER})"
        )
        database.execute("CREATE TABLE lines (id TEXT PRIMARY KEY, passage TEXT, text TEXT)")
        passages = [passage for article in articles for passage in article.passages]
        database.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (p.id, p.step, p.article, p.title, p.author, p.address, p.text, p.name)
                for p in passages
            ),
        )
        database.executemany(
            "INSERT INTO words VALUES (?, ?, ?)", ((p.id, p.name, p.text) for p in passages)
        )
        database.executemany(
            "INSERT INTO lines VALUES (?, ?, ?)",
            ((row.id, row.passage, row.text) for row in rows if row.kind != "text"),
        )
        database.execute("CREATE INDEX lines_of ON lines (passage)")
        # How many passages have a term is slow to count when a question is asked.
        database.execute("CREATE TABLE frequencies (term TEXT PRIMARY KEY, passages INT)")
        database.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
        database.execute("INSERT INTO frequencies SELECT term, doc FROM temp.terms")


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the keyword file for reading; nothing is written beside it."""
    address = f"file:{quote(path.as_posix())}?mode=ro&immutable=1"
    with _sqlite(path, address, uri=True) as database:
        yield database


@contextlib.contextmanager
def _sqlite(path: Path, address: str, *, uri: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(address, uri=uri)) as database:
            yield database
    except sqlite3.Error as error:
        raise LibraryError(f"the keyword index {path} fails: {error}") from error


def _try_keywords(path: Path) -> None:
    """Raise ``LibraryError`` when the keyword file is not what was written."""
    with _reading(path) as database:
        [told] = database.execute("PRAGMA quick_check(1)").fetchone()
        if told != "ok":
            raise LibraryError(f"the keyword index {path} fails: {told}")
        database.execute("SELECT count(*) FROM passages").fetchone()
        database.execute("SELECT id FROM words WHERE words MATCH 'client' LIMIT 1").fetchone()


def _write_manifest(folder: Path, stamp: _Stamp) -> None:
    files = {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "embedder": stamp.embedder,
        "corpus": stamp.corpus,
        "splitter": stamp.splitter,
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _is_whole(folder: Path) -> bool:
    """Whether every file of the index is there, unchanged since it was built."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files = manifest["files"]
        return "keywords.sqlite3" in files and all(
            _digest(folder / name) == digest for name, digest in files.items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def _digest(path: Path) -> str:
    """Return the file's SHA-256; of a large file, that of its size and of samples from all over it."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if size < _LARGE:
            return hashlib.file_digest(file, "sha256").hexdigest()
        digest = hashlib.sha256(str(size).encode())
        for number in range(_SAMPLES):
            file.seek((size - _SAMPLE) * number // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
        return digest.hexdigest()


def _working_copy(folder: Path, stack: contextlib.ExitStack) -> Path:
    place = tempfile.TemporaryDirectory(prefix="repair-coach-", ignore_cleanup_errors=True)
    stack.enter_context(place)
    return Path(shutil.copytree(folder, Path(place.name) / "index", copy_function=_copy_or_link))


def _copy_or_link(source: str, target: str) -> str:
    """Copy the file; a large file of vectors, which is only read, is linked where links can be made."""
    if source.endswith(_VECTORS) and os.path.getsize(source) >= _LARGE:
        with contextlib.suppress(OSError):
            os.symlink(os.path.abspath(source), target)
            return target
    return shutil.copyfile(source, target)


def _discard(folder: Path) -> None:
    with contextlib.suppress(OSError):
        # A file may stand where a folder should.
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


class _Explicit(ChromaSettings):
    """Chroma's settings from code alone: no environment variable and no ``.env`` changes them."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def _overriding(method: Callable[..., None]) -> Callable[..., None]:
    """Mark the method as Chroma's metaclass asks for; ``typing.override`` comes with Python 3.12."""
    method.__override__ = True  # type: ignore[attr-defined]
    return method


class DirectServer(FastAPI):
    """Chroma's client of a server, which would otherwise take proxies from the environment and wait for ever."""

    def __init__(self, system: System) -> None:
        """Replace the session that the base class made."""
        super().__init__(system)
        headers = self._session.headers
        self._session.close()
        self._session = httpx.Client(
            timeout=_SERVER_TIMEOUT, limits=self.http_limits, headers=headers, trust_env=False
        )

    @_overriding
    def stop(self) -> None:
        """Close the connections too, which the base class leaves open."""
        super().stop()
        self._session.close()


def _files(path: Path, stack: contextlib.ExitStack) -> Any:
    with _chroma_errors():
        client: Any = chromadb.PersistentClient(
            path=str(path), settings=_Explicit(anonymized_telemetry=False)
        )
    stack.callback(client.close)
    return client


class _ServerSettings(_Explicit):
    """Settings whose client of a server is ours, under the name of Chroma's: it opens no other."""

    def require(self, key: str) -> Any:
        if key == "chroma_api_impl":
            return f"{__name__}.{DirectServer.__name__}"
        return super().require(key)


def _server(address: str, stack: contextlib.ExitStack) -> Any:
    parts = urlsplit(address)
    settings = _ServerSettings(
        anonymized_telemetry=False,
        chroma_api_impl=f"{FastAPI.__module__}.{FastAPI.__qualname__}",
        chroma_server_host=parts.hostname or "",
        chroma_server_http_port=parts.port or (443 if parts.scheme == "https" else 80),
        chroma_server_ssl_enabled=parts.scheme == "https",
    )
    client: Any = chromadb.Client(settings)
    stack.callback(client.close)
    return client


def _open_collection(copy: Path, stamp: _Stamp, stack: contextlib.ExitStack) -> Any:
    client = _files(copy / "chroma", stack)
    with _chroma_errors():
        return client.get_collection(stamp.name, embedding_function=None)


def _server_collection(
    client: Any,
    stamp: _Stamp,
    articles: Sequence[Article],
    embed: Embed,
    progress: Progress | None,
) -> Any:
    """Return the server's collection, filled under another name first when it is not there."""
    name = f"repair-coach-{stamp.name}"
    rows = _rows(articles)
    found = _whole_collection(client, name, len(rows))
    if found is not None:
        return found
    _tidy(client)
    beside = f"{name}-{uuid.uuid4().hex[:8]}"
    try:
        _fill(client, beside, rows, embed, progress)
        client.get_collection(beside, embedding_function=None).modify(name=name)
    except Exception:
        with contextlib.suppress(Exception):
            client.delete_collection(beside)
        # Another process may have been quicker; then its collection has the name.
        found = _whole_collection(client, name, len(rows))
        if found is None:
            raise
        return found
    return client.get_collection(name, embedding_function=None)


def _tidy(client: Any) -> None:
    """Delete the collections that processes left half-built, long enough ago to be dead."""
    for collection in client.list_collections():
        started = (collection.metadata or {}).get("started", 0)
        if _HALF_BUILT.fullmatch(collection.name) and time.time() - started > _ABANDONED:
            # Another process may be tidying too.
            with contextlib.suppress(NotFoundError):
                client.delete_collection(collection.name)


def _whole_collection(client: Any, name: str, rows: int) -> Any:
    try:
        collection = client.get_collection(name, embedding_function=None)
        if collection.count() == rows:
            return collection
        client.delete_collection(name)
    except NotFoundError:
        pass
    return None


@contextlib.contextmanager
def _chroma_errors(server: str = "") -> Iterator[None]:
    """Turn whatever Chroma raises into ``LibraryError``."""
    try:
        yield
    except LibraryError:
        raise
    except BaseException as error:
        # A panic of Chroma's Rust is no ``Exception``; an interruption by the user is none either.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        told = f"{type(error).__name__}: {error}"[:200]
        if server:
            raise LibraryError(
                f"Chroma at {server} failed ({told}); see that it runs and COACH_CHROMA_URL is right"
            ) from error
        raise LibraryError(f"Chroma failed ({told})") from error


def discard_all(home: Path) -> None:
    """Throw away every index under the home folder; they are built again when next opened.

    Raises:
        LibraryError: The folder cannot be written, or another process has been building too long.
    """
    place = home / "library"
    if not place.is_dir():
        return
    for shelf in _SHELVES:
        with _building(place, shelf):
            for folder in (*place.glob(f"{shelf}-*"), *place.glob(f".building-{shelf}-*")):
                shutil.rmtree(folder)
    for file in place.glob(f"{_KEPT_VECTORS}*"):
        file.unlink()


@contextlib.contextmanager
def _building(home: Path, shelf: str) -> Iterator[None]:
    """Hold the shelf's lock: only one process builds it, or throws it away."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / f".{shelf}.lock", timeout=_BUILD_WAIT):
            yield
    except Timeout as error:
        raise LibraryError(f"another process has been building in {home} for too long") from error
    except OSError as error:
        raise LibraryError(
            f"cannot write the index under {home}: {error}; set COACH_HOME to a folder you may write to"
        ) from error


def indexes(home: Path) -> tuple[tuple[str, bool, int], ...]:
    """Return name, wholeness and bytes of each index kept under the home folder."""
    folders = sorted((home / "library").glob("[!.]*-*"))
    return tuple(
        (
            folder.name,
            _is_whole(folder),
            sum(os.path.getsize(f) for f in folder.rglob("*") if f.is_file()),
        )
        for folder in folders
        if folder.is_dir()
    )
