"""Where the plain-text folders live, and the fingerprint of a text."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from coach.errors import LibraryError


def folder(name: str) -> Traversable:
    """Return the ``corpus``, ``prompts`` or ``evals`` folder.

    A wheel carries the folders inside the package, under ``data/``; a checkout, editable or not,
    has them beside the package.

    Raises:
        LibraryError: Neither place exists, so the installation is not whole.
    """
    shipped = files("coach") / "data" / name
    if shipped.is_dir():
        return shipped
    beside = Path(__file__).parent.parent / name
    if beside.is_dir():
        return beside
    raise LibraryError(
        f"the folder '{name}' is neither in the package nor beside it; install repair-coach again"
    )


def fingerprint(*texts: str) -> str:
    """Return eight hex digits that change when one of the texts changes."""
    digest = hashlib.sha256()
    for text in texts:
        raw = text.encode("utf-8")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()[:8]
