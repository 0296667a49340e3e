"""Chat models and remote embedders: the one file that meets LangChain and OpenAI.

Everything slow to import is imported when a model is configured, not before.
"""

import asyncio
import contextlib
import contextvars
import json
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from coach.errors import ModelError, SettingsError
from coach.prompts import Message
from coach.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

OPENAI_URL = "https://api.openai.com/v1"

# The providers that LangChain's ``init_chat_model`` knows; a test holds this list to it. Kept here
# so that reading a name does not cost the import.
PROVIDERS = frozenset(
    """anthropic anthropic_bedrock azure_ai azure_openai baseten bedrock bedrock_converse bedrock_mantle_anthropic
    bedrock_mantle_openai cohere deepseek fireworks google_anthropic_vertex google_genai google_vertexai groq
    huggingface ibm langsmith litellm meta mistralai nvidia ollama openai openrouter perplexity together upstage
    xai""".split()
)
_RETRIES = 1
# A server may ask to be left alone for a minute; the composer need not wait for that.
_LONGEST_WAIT = 10.0
_MOST_TOKENS = 700
_TEMPERATURE = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply as it arrives: text, the server's token counts, whether it thinks aloud."""

    text: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    reasoning: bool = False


class Chat:
    """A chat model: messages in, pieces of a reply out. Nothing is traced, whatever the environment says."""

    def __init__(self, model: "BaseChatModel", *, name: str, host: str) -> None:
        """Wrap a LangChain chat model; ``host`` is where the user's words go."""
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}

        def messages(parts: Sequence[Message]) -> "list[BaseMessage]":
            return [kinds[part.role](part.text) for part in parts]

        self.name = name
        self.host = host
        self._model = model
        self._messages = messages

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        """Yield the pieces of the reply; closing the iterator closes the model's call.

        Raises:
            ModelError: The model failed, and how.
        """
        context = _untraced()
        chunks: Any = context.run(self._model.stream, self._messages(messages))
        with contextlib.closing(chunks):
            while True:
                try:
                    chunk = context.run(next, chunks, None)
                except Exception as error:
                    raise mapped(error, self.host) from error
                if chunk is None:
                    return
                yield _piece(chunk)

    async def astream(self, messages: Sequence[Message]) -> AsyncIterator[Piece]:
        """Yield the pieces of the reply, as ``stream`` does."""
        if _blocks(self._model):
            async with contextlib.aclosing(_threaded(self.stream, messages)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        context = _untraced()
        chunks = context.run(self._model.astream, self._messages(messages))
        try:
            while True:
                cancelled = _cancellations()
                try:
                    # A task of its own context: the caller's tracing settings don't reach it.
                    chunk = await asyncio.create_task(_next(chunks), context=context)
                except Exception as error:
                    raise mapped(error, self.host) from error
                if _cancellations() > cancelled:
                    # Lost below: asyncio.wait_for of Python 3.11 may return a result instead.
                    raise asyncio.CancelledError
                if chunk is None:
                    return
                yield _piece(chunk)
        finally:
            await asyncio.create_task(_close(chunks), context=context)

    def ask(self, messages: Sequence[Message]) -> str:
        """Return a whole reply.

        Raises:
            ModelError: The model failed, and how.
        """
        return "".join(piece.text for piece in self.stream(messages) if not piece.reasoning)

    def request(self, messages: Sequence[Message]) -> dict[str, Any]:
        """Return what a call sends, as the wire has it: model, messages, options; no key."""
        payload = getattr(self._model, "_get_request_payload", None)
        options: dict[str, Any] = {"stream": True}
        if getattr(self._model, "stream_usage", False):
            options["stream_options"] = {"include_usage": True}
        sent = payload(self._messages(messages), **options) if payload else {"messages": messages}
        body: dict[str, Any] = json.loads(json.dumps(sent, default=str))
        return {"host": self.host, **body}


def open_chat(settings: Settings, *, temperature: float | None = None) -> Chat | None:
    """Return the configured chat model, or None when no model is set.

    Args:
        settings: What the user set.
        temperature: From 0, always the likeliest word, up; None leaves it to us and the provider.

    Raises:
        SettingsError: The provider's package is missing or the settings do not fit it.
    """
    if not settings.model:
        return None
    provider, name = parse(settings.model)
    host = host_of(settings)
    try:
        if provider in ("", "openai"):
            warm = _TEMPERATURE if temperature is None else temperature
            return Chat(_openai(settings, name, warm), name=settings.model, host=host)
        from langchain.chat_models import init_chat_model

        options: dict[str, Any] = {"timeout": settings.timeout, "max_retries": _RETRIES}
        if temperature is not None:
            options["temperature"] = temperature
        if settings.base_url:
            options["base_url"] = settings.base_url
        if settings.api_key.get_secret_value():
            options["api_key"] = settings.api_key.get_secret_value()
        return Chat(
            init_chat_model(name, model_provider=provider, **options),
            name=settings.model,
            host=host,
        )
    except ImportError as error:
        raise SettingsError(
            f"COACH_MODEL={settings.model} wants a package that is not installed: {error}"
        ) from error
    except Exception as error:
        # Every provider has errors of its own for settings that don't fit.
        raise SettingsError(
            f"COACH_MODEL={settings.model} cannot be opened: {_why(error, settings)}"[:400]
        ) from error


def _why(error: Exception, settings: Settings) -> str:
    """Return what an error says, unless it repeats the key, whole or shortened."""
    told, key = str(error), settings.api_key.get_secret_value()
    hidden = "input_value" in told or (key and (key in told or key[:6] in told))
    return type(error).__name__ if hidden else f"{type(error).__name__}: {told}"


def parse(model: str) -> tuple[str, str]:
    """Return provider and name: ``openai:gpt-x`` has both, ``llama3.1:8b`` only a name."""
    head, colon, rest = model.partition(":")
    if colon and head in PROVIDERS and rest:
        return head, rest
    return "", model


def host_of(settings: Settings) -> str:
    """Return the host that the user's words go to, or an empty string when none do."""
    if not settings.model:
        return ""
    provider, _ = parse(settings.model)
    if settings.base_url:
        # A name and password before the @ are nobody's to see.
        return urlsplit(settings.base_url).netloc.rpartition("@")[2]
    return (
        urlsplit(OPENAI_URL).netloc if provider in ("", "openai") else f"the servers of {provider}"
    )


def is_local(host: str) -> bool:
    """Whether that host is this machine."""
    name = urlsplit(f"//{host}").hostname or ""
    return name == "localhost" or name.startswith("127.") or name == "::1"


def open_embeddings(settings: Settings) -> Any:
    """Return the LangChain ``Embeddings`` named by ``settings.embedder``, such as ``openai:NAME``.

    Raises:
        SettingsError: The provider is unknown or its package is missing.
    """
    provider, _, name = settings.embedder.partition(":")
    if provider != "openai" or not name:
        raise SettingsError(
            f"COACH_EMBEDDER is 'minilm', 'none' or 'openai:NAME', got '{settings.embedder}'"
        )
    from langchain_openai import OpenAIEmbeddings

    return OpenAIEmbeddings(
        model=name,
        base_url=settings.base_url or OPENAI_URL,
        api_key=_key(settings),
        # Other servers than OpenAI's take texts, not token ids.
        check_embedding_ctx_length=False,
        max_retries=_RETRIES,
        timeout=settings.timeout,
        **_clients(settings.timeout),
    )


def _openai(settings: Settings, name: str, temperature: float) -> "BaseChatModel":
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=name,
        # Pinned in code: OPENAI_BASE_URL and gateways of the environment don't redirect it.
        base_url=settings.base_url or OPENAI_URL,
        api_key=_key(settings),
        timeout=settings.timeout,
        max_retries=_RETRIES,
        temperature=temperature,
        max_tokens=_MOST_TOKENS,  # type: ignore[call-arg]
        stream_usage=True,
        # The client's own time-out is COACH_TIMEOUT; a second one would cut it short, in async only.
        stream_chunk_timeout=None,
        use_responses_api=False,
        # Ours are the clients below; without this it logs advice on proxies when the environment has one.
        http_socket_options=(),
        **_clients(settings.timeout),
    )


def _key(settings: Settings) -> Any:
    from pydantic import SecretStr

    # A local server asks for no key, and the client insists on one.
    return settings.api_key if settings.api_key.get_secret_value() else SecretStr("none")


def _clients(timeout: float) -> dict[str, Any]:
    """Return HTTP clients that take no proxy from the environment and keep no connection open.

    A connection kept for the next call would belong to an event loop that may be gone by then.
    """
    import openai

    longest = min(timeout, _LONGEST_WAIT)

    def patient(response: Any) -> None:
        if _asked_wait(response.headers) > longest:
            response.headers["x-should-retry"] = "false"

    async def patient_too(response: Any) -> None:
        patient(response)

    once: dict[str, Any] = {"headers": {"Connection": "close"}, "timeout": timeout}
    return {
        "http_client": openai.DefaultHttpx2Client(
            trust_env=False, event_hooks={"response": [patient]}, **once
        ),
        "http_async_client": openai.DefaultAsyncHttpx2Client(
            trust_env=False, event_hooks={"response": [patient_too]}, **once
        ),
    }


def _asked_wait(headers: Mapping[str, str]) -> float:
    """Return the seconds that a server asks its client to wait; 0 when it names no number."""
    try:
        in_milliseconds = headers.get("retry-after-ms")
        if in_milliseconds is not None:
            return float(in_milliseconds) / 1000
        return float(headers.get("retry-after", "0"))
    except ValueError:
        return 0.0


def mapped(error: BaseException, host: str) -> ModelError:
    """Return our error for one of the model's: what happened, where, and what to do."""
    import openai
    from langchain_core.exceptions import ContextOverflowError

    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APITimeoutError):
        return ModelError(
            f"{host} did not answer in time; raise COACH_TIMEOUT or try a smaller model"
        )
    if isinstance(error, openai.APIStatusError):
        return ModelError(_status(error, host))
    # A server may report the overflow inside its stream, without a status.
    if isinstance(error, ContextOverflowError):
        return ModelError(_overflow(host))
    if isinstance(error, openai.APIConnectionError):
        return ModelError(
            f"the connection to {host} failed or broke off; see that the server runs and COACH_BASE_URL is right"
        )
    if isinstance(
        error, (json.JSONDecodeError, UnicodeDecodeError, AttributeError, KeyError, TypeError)
    ):
        return ModelError(
            f"{host} answered in bytes that are not the protocol; "
            "see that COACH_BASE_URL ends as its documentation says, often in /v1"
        )
    # The text of a foreign error may hold the user's words or a key: only its kind is told.
    return ModelError(f"the call to {host} failed ({type(error).__name__}); run 'coach doctor'")


def _status(error: Any, host: str) -> str:
    code = error.status_code
    told = str(getattr(error, "code", "") or "") + " " + str(getattr(error, "message", ""))
    if code == 400 and any(sign in told.lower() for sign in ("context", "too long", "maximum")):
        return _overflow(host)
    if code in (401, 403):
        return f"{host} refused the key (status {code}); set OPENAI_API_KEY or COACH_API_KEY"
    if code == 404:
        return f"{host} does not know that model or address (status 404); check COACH_MODEL and COACH_BASE_URL"
    if code == 429:
        return f"{host} is limiting requests (status 429); wait a little or check your quota"
    if code >= 500:
        return f"{host} has a fault of its own (status {code}); try again later"
    return f"{host} refused the request (status {code}); run 'coach doctor'"


def _overflow(host: str) -> str:
    return (
        f"the question and its passages are too long for the model at {host}; "
        "set COACH_PASSAGES lower or take a model with a longer context"
    )


def _untraced() -> contextvars.Context:
    """Return a copy of the current context in which LangSmith traces nothing."""
    from langsmith import tracing_context

    context = contextvars.copy_context()
    # Entered and never left: the context lives as long as the call it is for.
    context.run(tracing_context(enabled=False).__enter__)
    return context


def _blocks(model: "BaseChatModel") -> bool:
    """Return whether LangChain would run the model's calls in the event loop's own threads."""
    from langchain_core.language_models import BaseChatModel as Base

    kind = type(model)
    if kind._astream is not Base._astream:
        return False
    return kind._stream is not Base._stream or kind._agenerate is Base._agenerate


async def _threaded(
    stream: Callable[[Sequence[Message]], Iterator[Piece]], messages: Sequence[Message]
) -> AsyncGenerator[Piece]:
    """Yield what a stream yields in a thread of its own: one that never ends holds up no other.

    Closing it closes the stream at its next piece.
    """
    loop, told, closed = asyncio.get_running_loop(), asyncio.Queue[Any](), threading.Event()

    def put(made: Piece | BaseException | None) -> None:
        # The loop may be gone by the time a slow model says something.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(told.put_nowait, made)

    def run() -> None:
        try:
            with contextlib.closing(stream(messages)) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    if closed.is_set():
                        return
                    put(piece)
            put(None)
        except BaseException as error:
            put(error)

    threading.Thread(target=run, name="coach-model", daemon=True).start()
    try:
        while (made := await told.get()) is not None:
            if isinstance(made, BaseException):
                raise made
            yield made
    finally:
        closed.set()


def _cancellations() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0


async def _next(chunks: Any) -> Any:
    return await anext(chunks, None)


async def _close(chunks: Any) -> None:
    await chunks.aclose()


def _piece(chunk: Any) -> Piece:
    counted = getattr(chunk, "usage_metadata", None) or {}
    usage = {
        key: int(counted[key])
        for key in ("input_tokens", "output_tokens")
        if counted.get(key) is not None
    }
    extra = getattr(chunk, "additional_kwargs", None) or {}
    return Piece(str(chunk.text), usage, bool(extra.get("reasoning_content")))
