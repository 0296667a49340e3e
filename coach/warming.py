"""The weights that every question needs, loaded in a thread of their own, beside slow imports."""

import contextlib
import threading

from coach import embedders
from coach.errors import LibraryError
from coach.listener import Listener


def start(embedder: str) -> threading.Thread:
    """Begin to load what is shared by all who ask, and return the thread that does.

    Errors show when the weights are used. Starting twice loads once.

    Args:
        embedder: The name of the embedder; only the default has weights here.
    """

    def load() -> None:
        with contextlib.suppress(LibraryError):
            if embedder == embedders.MINILM:
                embedders.MiniLM().warm()
        with contextlib.suppress(LibraryError):
            Listener().warm()

    # Two threads that import it at once may each see half of numpy, and chromadb wants it too.
    import numpy  # noqa: F401

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    return thread
