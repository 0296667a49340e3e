"""Names of models and hosts, and what stands between LangChain and the coach."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import openai
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import (
    BaseChatModel,
    FakeListChatModel,
    GenericFakeChatModel,
)
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from coach import Advice, Coach, Settings, models, sentences
from coach.errors import ModelError, SettingsError
from coach.prompts import Message
from conftest import SERVER_PYTHON
from llama_server import running
from model_replies import KEY, opened
from model_server import ModelServer, endless, reply, status

QUESTION = (
    "I sent the wrong invoice to my client twice and she is furious. "
    "I apologized by mail, and she has not answered since."
)
MESSAGES = (Message("system", "Be brief."), Message("user", "Hello?"))


def chat(url: str, **settings: Any) -> models.Chat:
    made = models.open_chat(Settings(model="m", base_url=url, api_key=KEY, **settings))
    assert made is not None
    return made


def test_the_providers_are_those_that_langchain_knows() -> None:
    from langchain.chat_models import base

    assert set(base._BUILTIN_PROVIDERS) == models.PROVIDERS


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        ("gpt-x", ("", "gpt-x")),
        ("openai:gpt-x", ("openai", "gpt-x")),
        ("llama3.1:8b", ("", "llama3.1:8b")),
        ("ollama:llama3.1:8b", ("ollama", "llama3.1:8b")),
        ("openai/gpt-oss-20b", ("", "openai/gpt-oss-20b")),
        ("openai:", ("", "openai:")),
        ("OpenAI:gpt-x", ("", "OpenAI:gpt-x")),
        ("hf.co/a/b:Q4_K_M", ("", "hf.co/a/b:Q4_K_M")),
        ("", ("", "")),
    ],
)
def test_what_stands_before_the_first_colon_is_a_provider_only_when_known(
    model: str, parts: tuple[str, str]
) -> None:
    assert models.parse(model) == parts


@pytest.mark.parametrize(
    ("model", "base_url", "host", "local"),
    [
        ("", "http://127.0.0.1:8080/v1", "", False),
        ("m", "", "api.openai.com", False),
        ("openai:m", "", "api.openai.com", False),
        ("m", "http://127.0.0.1:8080/v1", "127.0.0.1:8080", True),
        ("m", "http://localhost:11434/v1", "localhost:11434", True),
        ("m", "http://[::1]:80/v1", "[::1]:80", True),
        ("m", "https://user:word@llm.example.org/v1", "llm.example.org", False),
        ("anthropic:c", "", "the servers of anthropic", False),
    ],
)
def test_the_host_is_where_the_words_go(model: str, base_url: str, host: str, local: bool) -> None:
    assert models.host_of(Settings(model=model, base_url=base_url)) == host
    assert models.is_local(host) is local


def test_without_a_model_there_is_no_chat_whatever_else_is_set() -> None:
    assert models.open_chat(Settings(base_url="http://127.0.0.1:1/v1", api_key=KEY)) is None


def test_the_address_of_the_environment_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(reply("Hello.")) as wanted, ModelServer(reply("No.")) as other:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "HTTP_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, other.url)
        assert chat(wanted.url).ask(MESSAGES) == "Hello."
        assert other.connections == 0


def test_a_provider_whose_package_is_missing_is_named() -> None:
    with pytest.raises(SettingsError, match=r"COACH_MODEL=groq:x .* langchain-groq"):
        models.open_chat(Settings(model="groq:x"))


def test_a_provider_that_cannot_be_opened_does_not_repeat_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import langchain.chat_models

    def fails(*_: Any, **options: Any) -> Any:
        raise ValueError(f"wrong options {options}")

    monkeypatch.setattr(langchain.chat_models, "init_chat_model", fails)
    with pytest.raises(SettingsError) as told:
        models.open_chat(Settings(model="anthropic:x", api_key=KEY))
    assert "ValueError" in str(told.value)
    assert KEY[:8] not in str(told.value)


@pytest.mark.parametrize("embedder", ["openai:", "cohere:x", "minilm2"])
def test_an_unknown_embedder_is_refused(embedder: str) -> None:
    with pytest.raises(SettingsError, match="COACH_EMBEDDER is"):
        models.open_embeddings(Settings(embedder=embedder))


def test_embeddings_come_from_the_configured_server() -> None:
    with ModelServer() as server:
        made = models.open_embeddings(
            Settings(embedder="openai:e", base_url=server.url, api_key=KEY)
        )
        vectors = made.embed_documents(["They left us.", "a bb"])
        assert len(vectors) == 2
        assert {request.path for request in server.requests} == {"/v1/embeddings"}
        assert server.requests[0].body["model"] == "e"
        assert server.requests[0].body["input"] == ["They left us.", "a bb"]


def test_a_request_names_what_is_sent_and_no_key() -> None:
    with ModelServer(reply("Hello.")) as server:
        one = chat(server.url)
        shown = one.request(MESSAGES)
        assert server.requests == []
        one.ask(MESSAGES)
        sent = server.requests[0]
    assert shown.pop("host") == one.host
    assert shown == sent.body
    assert [message["role"] for message in sent.body["messages"]] == ["system", "user"]
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(shown)


def test_a_server_without_a_key_gets_a_placeholder() -> None:
    with ModelServer(reply("Hello.")) as server:
        made = models.open_chat(Settings(model="m", base_url=server.url))
        assert made is not None
        made.ask(MESSAGES)
    assert server.requests[0].headers["authorization"] == "Bearer none"


def test_pieces_carry_text_and_the_servers_count() -> None:
    with ModelServer(reply("One two three.", pieces=4)) as server:
        pieces = list(chat(server.url).stream(MESSAGES))
    assert "".join(piece.text for piece in pieces) == "One two three."
    assert [piece.usage["output_tokens"] for piece in pieces if piece.usage] == [3]


def test_sync_and_async_pieces_are_the_same() -> None:
    async def collect(one: models.Chat) -> list[str]:
        return [piece.text async for piece in one.astream(MESSAGES) if piece.text]

    with ModelServer(reply("One two three.", pieces=4)) as server:
        one = chat(server.url)
        plain = [piece.text for piece in one.stream(MESSAGES) if piece.text]
        assert asyncio.run(collect(one)) == plain == ["One ", "two ", "thre", "e."]


class Blocking(BaseChatModel):
    """A model of a provider that knows no asynchronous calls."""

    said: tuple[str, ...] = ()
    go_on: Any = None

    @property
    def _llm_type(self) -> str:
        return "blocking"

    def _generate(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def _stream(self, *args: Any, **kwargs: Any) -> Any:
        for text in self.said:
            if text == "fails":
                raise ValueError("no")
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        if self.go_on is not None:
            self.go_on.wait(20)


def test_a_model_without_asynchronous_calls_streams_the_same() -> None:
    async def collect(one: models.Chat) -> list[str]:
        return [piece.text async for piece in one.astream(MESSAGES)]

    one = models.Chat(Blocking(said=("One ", "two.")), name="m", host="h")
    plain = [piece.text for piece in one.stream(MESSAGES)]
    assert asyncio.run(collect(one)) == plain
    assert "".join(plain) == "One two."
    failing = models.Chat(Blocking(said=("One ", "fails")), name="m", host="h")
    with pytest.raises(ModelError, match="the call to h failed"):
        asyncio.run(collect(failing))


def test_models_that_block_take_none_of_the_event_loops_threads() -> None:
    go_on = threading.Event()
    one = models.Chat(Blocking(said=("One ",), go_on=go_on), name="m", host="h")

    async def begun() -> Any:
        pieces = one.astream(MESSAGES)
        await anext(pieces)
        return pieces

    async def many() -> None:
        open_ = [await begun() for _ in range(40)]
        waiting = [asyncio.create_task(anext(pieces)) for pieces in open_]
        await asyncio.sleep(0.05)
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 5) == "free"
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    try:
        asyncio.run(many())
    finally:
        go_on.set()


def test_no_connection_is_kept_open_after_a_call() -> None:
    with ModelServer(reply("Hello.")) as server:
        one = chat(server.url)
        one.ask(MESSAGES)
        one.ask(MESSAGES)
        assert server.connections == 2
        assert all(request.headers["connection"] == "close" for request in server.requests)


def test_closing_the_pieces_closes_the_call() -> None:
    with ModelServer(endless()) as server:
        pieces = chat(server.url).stream(MESSAGES)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert server.requests[0].closed.wait(1)


def test_the_error_is_chained_and_names_the_host() -> None:
    with ModelServer(status(401)) as server, pytest.raises(ModelError) as told:
        chat(server.url).ask(MESSAGES)
    assert isinstance(told.value.__cause__, openai.AuthenticationError)
    assert "127.0.0.1" in str(told.value)


@pytest.mark.parametrize(
    "error", [ValueError(f"{KEY} is wrong"), RuntimeError(QUESTION), OSError()]
)
def test_of_a_foreign_error_only_its_kind_is_told(error: Exception) -> None:
    told = str(models.mapped(error, "llm.example"))
    assert type(error).__name__ in told
    assert "llm.example" in told
    assert "coach doctor" in told
    assert KEY not in told
    assert QUESTION not in told


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, 0), ({"retry-after": "7"}, 7), ({"retry-after-ms": "500"}, 0.5),
     ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 0)],
)  # fmt: skip
def test_the_wait_that_a_server_asks_for_is_read(headers: dict[str, str], seconds: float) -> None:
    assert models._asked_wait(headers) == seconds


# --- Any LangChain model --------------------------------------------------------------------------

SAID = "Start a tough conversation with her, because that reveals the real damage. "


@pytest.mark.parametrize(
    "made",
    [
        lambda said: FakeListChatModel(responses=[said]),
        lambda said: GenericFakeChatModel(messages=iter([AIMessage(said)] * 9)),
        lambda said: GenericFakeChatModel(messages=iter([AIMessageChunk(said)] * 9)),
    ],
)
def test_any_langchain_chat_model_may_answer(home: Path, made: Any) -> None:
    with Coach.open(Settings(home=home)) as composes:
        # What a passage that the model is shown says: a reply that rests on it.
        said = sentences.split(composes.ask(QUESTION).passages[0].text)[0]
    model = made(said)
    with Coach.open(Settings(home=home), model=model) as coach:
        assert coach.host == type(model).__name__
        advice = coach.ask(QUESTION)
        also = asyncio.run(coach.aask(QUESTION))
    assert advice.model == type(model).__name__
    assert (advice.text, advice.engine) == (also.text, "model")
    assert advice.text.startswith(said)


def test_a_langchain_model_that_breaks_is_a_notice(home: Path) -> None:
    model = FakeListChatModel(responses=[SAID], error_on_chunk_number=5)
    with Coach.open(Settings(home=home), model=model) as coach:
        advice = coach.ask(QUESTION)
    assert advice.engine == "composer"
    assert advice.citations
    assert "the call to FakeListChatModel failed" in advice.notice


def test_any_langchain_embeddings_may_search(own_home: Path) -> None:
    embeddings = DeterministicFakeEmbedding(size=24)
    with Coach.open(Settings(home=own_home), embeddings=embeddings) as coach:
        assert coach.notice == ""
        assert len(coach.search("They feel let down.", limit=3)) == 3
        assert coach.ask(QUESTION).citations


def test_tracing_stays_off_whatever_the_environment_says(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langsmith.run_helpers import get_tracing_context

    seen: list[Any] = []

    class Watching(FakeListChatModel):
        def _call(self, *args: Any, **kwargs: Any) -> str:
            seen.append(get_tracing_context()["enabled"])
            return super()._call(*args, **kwargs)

        def _stream(self, *args: Any, **kwargs: Any) -> Any:
            seen.append(get_tracing_context()["enabled"])
            return super()._stream(*args, **kwargs)

        async def _astream(self, *args: Any, **kwargs: Any) -> Any:
            seen.append(get_tracing_context()["enabled"])
            async for piece in super()._astream(*args, **kwargs):
                yield piece

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "x")
    with Coach.open(Settings(home=home), model=Watching(responses=[SAID])) as coach:
        coach.ask(QUESTION)
        asyncio.run(coach.aask(QUESTION))
    assert seen == [False, False]
    assert get_tracing_context()["enabled"] is None


def test_eight_threads_share_one_coach(home: Path) -> None:
    questions = [f"{QUESTION} It was about order {number}." for number in range(8)]
    texts: dict[str, str] = {}

    with ModelServer(reply(SAID)) as server, opened(home, server.url, timeout=30) as coach:
        alone = [coach.ask(question).text for question in questions]

        def work(question: str) -> None:
            texts[question] = coach.ask(question).text

        threads = [threading.Thread(target=work, args=(question,)) for question in questions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert [texts[question] for question in questions] == alone


# --- A real one -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.server
def test_a_real_model_on_a_real_server_answers_or_is_set_aside(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So small a model seldom ends by itself; a busy machine writes few tokens a second.
    monkeypatch.setattr(models, "_MOST_TOKENS", 80)
    with running(SERVER_PYTHON) as url, opened(home, url, timeout=120, passages=3) as coach:
        pieces = list(coach.stream(QUESTION))
        advice = pieces[-1]
    assert isinstance(advice, Advice)
    assert "".join(map(str, pieces[:-1])) == advice.text
    # It was asked, and wrote: the composer's going on is a judgement of its text, no failed call.
    assert (advice.engine, advice.notice) == ("model", "") or "was set aside" in advice.notice
    assert "it was empty" not in advice.notice
    assert advice.model == "test-model"
    assert {citation.step for citation in advice.citations} <= {p.step for p in advice.passages}
    assert advice.citations
    assert advice.text.endswith(advice.ask_back)
