"""A file's bytes, checked against its suffix, and its characters."""

import codecs
import re
import unicodedata
from pathlib import Path

from coach.errors import IngestError

LARGEST = 5_000_000
"""The most bytes a file may have."""
SUFFIXES = {".md": "text", ".txt": "text", ".html": "html", ".htm": "html", ".pdf": "pdf"}

# The marks of UTF-32 open with those of UTF-16, so they are tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def content(path: Path) -> tuple[bytes, str]:
    """Return a file's bytes and its kind: text, html or pdf.

    Raises:
        IngestError: It is missing, a folder, empty, too large, or not what its suffix says.
    """
    name, kind = path.name, SUFFIXES.get(path.suffix.lower(), "")
    if path.is_dir():
        raise IngestError(f"{name}: wanted a file, got a folder; name the files in it one by one")
    if not path.is_file():
        raise IngestError(f"{name}: there is no such file; check the path '{path}'")
    if not kind:
        raise IngestError(
            f"{name}: wanted one of {', '.join(SUFFIXES)}, got '{path.suffix or 'no suffix'}'; "
            "save the article as text and try again"
        )
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise IngestError(
            f"{name}: cannot be read ({error.strerror}); check who may read it"
        ) from error
    if size > LARGEST:
        raise IngestError(
            f"{name}: wanted at most {LARGEST:,} bytes, got {size:,}; save the text alone"
        )
    if not raw.strip():
        raise IngestError(f"{name}: the file is empty; check that the article was saved")
    is_pdf = b"%PDF-" in raw[:1024]
    if is_pdf != (kind == "pdf"):
        got = "a PDF" if is_pdf else "no PDF"
        raise IngestError(f"{name}: the suffix says {kind}, the content is {got}; rename the file")
    return raw, kind


def decoded(raw: bytes, name: str, kind: str) -> str:
    """Return the text by the marks in the bytes, else as declared, UTF-8 or Windows-1252.

    Raises:
        IngestError: It is no text in any of these, a page without tags, or a page called a text.
    """
    text, encoding = _decoded(raw, name, kind == "html")
    odd = sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v\x85" for c in text)
    if "\x00" in text or odd > 0.01 * len(text):
        raise IngestError(
            f"{name}: wanted text, got binary data; export the article as text or PDF"
        )
    if encoding == "cp1252" and sum(c > "\x7f" for c in text) > 0.3 * len(text):
        raise IngestError(f"{name}: wanted UTF-8, UTF-16 or Windows-1252 text; save it as UTF-8")
    if kind == "html" and not re.search(r"<[a-zA-Z!][^<>]*>", text):
        raise IngestError(
            f"{name}: the suffix says HTML, the content has no tag; rename it to .txt"
        )
    if kind == "text" and re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE):
        raise IngestError(f"{name}: the suffix says text, the content is HTML; rename it to .html")
    return text


def _decoded(raw: bytes, name: str, declared: bool) -> tuple[str, str]:
    encodings = [encoding for mark, encoding in _MARKS if raw.startswith(mark)][:1]
    if not encodings and raw[1::2].count(0) > len(raw) // 4 and not raw[::2].count(0):
        encodings = ["utf-16-le"]
    if not encodings:
        match = re.search(rb"""<meta[^>]+charset=["']?([\w-]+)""", raw[:4096], re.IGNORECASE)
        asked = [match[1].decode("ascii")] if declared and match else []
        encodings = [*asked, "utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError):
            continue
    raise IngestError(f"{name}: not text in {' or '.join(encodings)}; save it as UTF-8")
