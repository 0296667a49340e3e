"""How building, opening and searching grow with the user's own articles.

    python benchmarks/scale.py --to scale.jsonl 0 1000 10000 100000
    python benchmarks/scale.py --to scale.jsonl --server http://127.0.0.1:8000 0 1000 10000 100000
    python benchmarks/scale.py --to scale.jsonl --vectors 1000000
    pip install matplotlib
    python benchmarks/scale.py --plot benchmarks/scale.svg scale.jsonl ...

Each size is that many passages of articles of ten, beside the thirty-five that come with the coach,
their sentences drawn from evals/. The vectors are sums of one random vector a word, so that like
texts lie near each other and a build takes minutes; a question is also put through MiniLM, so that
its time is the real one. Each size is measured in a process of its own, ``--home`` keeps what was
built. ``--vectors`` puts so many vectors alone into Chroma's files, as the library does, and asks for
the nearest sixty: it is what grows beyond a hundred thousand passages.
"""

import argparse
import contextlib
import functools
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from coach import Coach, Settings, articles, library
from coach.articles import Article, Section
from coach.embedders import MiniLM

ROOT = Path(__file__).parent.parent
WIDTH = 384
SECTIONS, SENTENCES = 10, 3
RUNS = 40


class Words(Embeddings):
    """Vectors made of the words of a text; a question's is put through MiniLM besides."""

    def __init__(self) -> None:
        self._minilm = MiniLM()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self._minilm.embed_query(text)
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        words = re.findall(r"[a-z']+", text.lower()) or [text]
        whole = np.sum([of_word(word) for word in words], axis=0)
        vector: list[float] = (whole / np.linalg.norm(whole)).tolist()
        return vector


@functools.cache
def of_word(word: str) -> Any:
    """Return the word's vector: the longer the word, the more it weighs."""
    seed = int.from_bytes(word.encode()[:8].ljust(8, b"\0"), "little")
    return np.random.default_rng(seed).normal(size=WIDTH) * len(word)


def pool() -> list[str]:
    """Return the sentences that passages are made of."""
    found = []
    for line in (ROOT / "evals" / "situations.jsonl").read_text(encoding="utf-8").splitlines():
        found += re.findall(r"[A-Z][^.!?]{30,160}[.!?]", json.loads(line)["text"])
    return found


def made(passages: int) -> Iterator[Article]:
    """Yield articles that hold so many passages."""
    sentences, dice = pool(), random.Random(passages)  # noqa: S311
    for number in range(passages // SECTIONS):
        sections = tuple(
            Section(f"part-{n}", f"Part {n}", " ".join(dice.sample(sentences, SENTENCES)))
            for n in range(SECTIONS)
        )
        address = f"https://example.com/{number}"
        yield Article(f"own-{number}", f"Article {number}", "A. Writer", address, "en", sections)


def write(home: Path, passages: int) -> None:
    """Keep the articles in the home folder as ``coach ingest`` does."""
    place = home / "articles"
    place.mkdir(parents=True)
    for article in made(passages):
        (place / f"{article.id}.md").write_text(articles.render(article), encoding="utf-8")


def questions(words: int) -> list[str]:
    """Return questions of so many words, no two alike."""
    dice, sentences = random.Random(words), pool()  # noqa: S311
    many = [" ".join(dice.sample(sentences, 40)).split() for _ in range(RUNS + 3)]
    return [" ".join(some[:words]) for some in many]


def measure(home: Path, server: str) -> dict[str, float]:
    """Return what opening and searching take, in seconds, and the memory, in megabytes."""
    settings = Settings(home=home, model="", chroma_url=server)
    started = time.perf_counter()
    with Coach.open(settings, embeddings=Words()) as coach:
        opened = time.perf_counter() - started
        if coach.notice:
            sys.exit(f"not what is to be measured: {coach.notice}")
        found: dict[str, float] = {"open_s": opened}
        for words in (20, 180):
            asked = questions(words)
            for question in asked[:3]:
                coach.search(question)
            taken = [seconds(coach, question) for question in asked[3:]]
            found[f"words_{words}_ms"] = round(median(taken) * 1000, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found | {"memory_mb": round(peak / 1024), "open_s": round(opened, 2)}


def seconds(coach: Coach, question: str) -> float:
    """Return how long one search takes, all stages included."""
    started = time.perf_counter()
    coach.search(question)
    return time.perf_counter() - started


def row(home: Path, passages: int, server: str) -> dict[str, Any]:
    """Return one line of the file: the index is built, then opened again and searched."""
    if not (home / "articles").exists():
        write(home, passages)
    command = [sys.executable, __file__, "--measure", str(home), "--server", server]
    told = []
    for _ in range(2):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told.append(json.loads(done.stdout.splitlines()[-1]))
    disk = sum(f.stat().st_size for f in (home / "library").rglob("*") if f.is_file())
    return {
        "passages": passages,
        "where": "server" if server else "files",
        "build_s": told[0]["open_s"],
        "disk_mb": round(disk / 1e6),
        **told[1],
    }


def vectors(home: Path, count: int) -> dict[str, Any]:
    """Return a line of the file for vectors alone: clustered ones, as those of texts are."""
    dice = np.random.default_rng(count)
    centres = dice.normal(size=(max(1, count // 100), WIDTH)).astype(np.float32)

    def some(number: int) -> Any:
        of = dice.integers(0, len(centres), number)
        return centres[of] + dice.normal(size=(number, WIDTH)).astype(np.float32)

    with contextlib.ExitStack() as stack:
        client = library._files(home, stack)
        started = time.perf_counter()
        collection = library._collection(client, "vectors", count)
        for start in range(0, count, 5000):
            ids = [str(n) for n in range(start, min(start + 5000, count))]
            collection.add(ids=ids, embeddings=some(len(ids)))
        built = time.perf_counter() - started
    with contextlib.ExitStack() as stack:
        started = time.perf_counter()
        client = library._files(home, stack)
        collection = client.get_collection("vectors", embedding_function=None)

        def ask() -> float:
            asked, at = some(1), time.perf_counter()
            collection.query(query_embeddings=asked, n_results=60, include=["distances"])
            return time.perf_counter() - at

        ask()
        opened = time.perf_counter() - started
        taken = [ask() for _ in range(RUNS)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    disk = sum(f.stat().st_size for f in home.rglob("*") if f.is_file())
    return {
        "vectors": count,
        "where": "vectors",
        "build_s": round(built, 1),
        "disk_mb": round(disk / 1e6),
        "open_s": round(opened, 2),
        "nearest_ms": round(median(taken) * 1000, 1),
        "memory_mb": round(peak / 1024),
    }


def plot(rows: list[dict[str, Any]], to: Path) -> None:
    """Draw what a question takes, the time of the build, memory and disk, by passages."""
    import matplotlib  # type: ignore[import-not-found]

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "scale"
    from matplotlib import pyplot

    shown = (
        ("words_20_ms", "a question of 20 words, ms"),
        ("words_180_ms", "a question of 180 words, ms"),
        ("build_s", "build, s"),
        ("open_s", "open again, s"),
        ("memory_mb", "memory, MB"),
        ("disk_mb", "disk, MB"),
    )
    figure, axes = pyplot.subplots(2, 3, figsize=(11, 6), layout="constrained")
    for axis, (key, title) in zip(axes.flat, shown, strict=True):
        for where, mark in (("files", "o-"), ("server", "s--")):
            some = sorted((r["passages"] + 35, r[key]) for r in rows if r["where"] == where)
            axis.plot(*zip(*some, strict=True), mark, label=where) if some else None
        axis.set(title=title, xscale="log", ylim=(0, None))
        axis.grid(alpha=0.3)
    axes[0, 0].legend()
    figure.supxlabel("passages")
    figure.savefig(to, metadata={"Date": None})


def main() -> None:
    """Measure the sizes, or draw what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", help="passages; with --plot, files of rows")
    parser.add_argument("--to", type=Path, help="the file that rows are added to")
    parser.add_argument("--home", type=Path, help="where what is built is kept")
    parser.add_argument("--server", default="", help="the address of a Chroma server")
    parser.add_argument("--vectors", type=int, default=0, help="vectors alone, so many")
    parser.add_argument("--plot", type=Path, help="draw into this file")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.measure:
        print(json.dumps(measure(wanted.measure, wanted.server)))
        return
    if wanted.plot:
        lines = [line for name in wanted.what for line in Path(name).read_text().splitlines()]
        plot([json.loads(line) for line in lines], wanted.plot)
        return
    with tempfile.TemporaryDirectory() as scratch:
        if wanted.vectors:
            keep(vectors(Path(scratch) / "vectors", wanted.vectors), wanted.to)
        for size in map(int, wanted.what):
            home = (wanted.home or Path(scratch)) / f"{size}{'-server' if wanted.server else ''}"
            keep(row(home, size, wanted.server), wanted.to)


def keep(measured: dict[str, Any], to: Path | None) -> None:
    """Print a row, and add it to the file."""
    line = json.dumps(measured)
    print(line, flush=True)
    if to:
        with to.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


if __name__ == "__main__":
    main()
