"""The yardstick: one search with langchain-chroma over an index that is already on disk.

    python benchmarks/plain.py --build FOLDER         # makes the index, once
    python benchmarks/plain.py FOLDER "QUESTION"      # opens it, searches once, prints the passages

The passages and the embedder are the coach's, so that only what stands around them differs.
"""

import argparse
import sys
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from coach import articles
from coach.embedders import MiniLM

COLLECTION = "passages"


class Wrapped(Embeddings):
    """The coach's default embedder as LangChain wants it."""

    def __init__(self) -> None:
        self._inner = MiniLM()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._inner.embed_query(text)


def main() -> None:
    """Build or search."""
    parser = argparse.ArgumentParser(description="One search with langchain-chroma.")
    parser.add_argument("--build", action="store_true", help="make the index and end")
    parser.add_argument("folder", type=Path)
    parser.add_argument("question", nargs="?", default="")
    wanted = parser.parse_args()
    store = Chroma(
        COLLECTION,
        embedding_function=Wrapped(),
        persist_directory=str(wanted.folder),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    if wanted.build:
        build(store)
        return
    found = store.similarity_search(wanted.question, k=5)
    if not found:
        sys.exit(f"{wanted.folder} holds no passages; run with --build first")
    for document in found:
        print(f"{document.metadata['step']}\n{document.page_content}\n")


def build(store: Chroma) -> None:
    """Put the bundled passages into an empty store."""
    passages = articles.passages(articles.bundled())
    store.add_texts(
        [passage.text for passage in passages],
        metadatas=[
            {"step": passage.step, "title": passage.title, "address": passage.address}
            for passage in passages
        ],
        ids=[passage.id for passage in passages],
    )
    print(f"{len(passages)} passages in {COLLECTION}")


if __name__ == "__main__":
    main()
