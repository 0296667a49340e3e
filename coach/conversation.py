r"""Coach: the one path from a question to advice.

question -> limits -> standalone question -> library -> prompt -> model -> reply -> advice
                                                   \-> composer ---------------/
"""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from coach import (
    articles,
    cases,
    composer,
    embedders,
    intentions,
    languages,
    limits,
    models,
    own,
    prompts,
    scope,
    sentences,
    situations,
)
from coach.advice import Advice, Citation, Grounding, Numbers, Turn
from coach.articles import Article, Found, Notes, Passage, Reason
from coach.cases import Case
from coach.checks import Finding
from coach.embedders import Embedder
from coach.errors import LibraryError, ModelError, QuestionError
from coach.listener import NOTHING, Heard, Listener
from coach.prompts import Message
from coach.reply import LONGEST_REPLY, Evidence, Reader, without_thoughts
from coach.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from coach.library import Library, Progress

_AT_ONCE = 8
# A question this near to a passage of the user's own articles is covered by them (cosine).
_NEAR_OWN = 0.45
# A follow-up this short, or one that opens with such a word, leans on what was said before.
_SHORT_FOLLOW_UP = 12
_LEANING = (
    "and ",
    "but ",
    "or ",
    "so ",
    "what about",
    "what if",
    "how about",
    "then ",
    "yes",
    "no ",
    "ok",
)
_HISTORY_TURNS = 4
_MOST_NOTE_WORDS = 48
_NO_MODEL = "No language model was used."
_NARRATION = ("The article", "The author", "In the author", "This article")
_MOST_HISTORY = 2_000

Kind = Literal["talk", "limit", "vague", "silent", "advise"]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question understood: what kind of answer it gets, and all that the engines need."""

    kind: Kind
    name: str
    text: str
    case: Case
    language: str = languages.ENGLISH
    plans: tuple[intentions.Plan, ...] = ()
    heard: Heard = NOTHING
    found: Found = field(default_factory=lambda: Found(()))
    passages: Mapping[str, Passage] = field(default_factory=dict)
    notes: Mapping[str, Notes] = field(default_factory=dict)
    shown: tuple[Passage, ...] = ()
    notices: tuple[str, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


class Coach:
    """Answers questions from the articles. Keeps no conversation; may be shared by threads.

    Open it with ``Coach.open`` and close it, or use it in ``with`` or ``async with``.

    >>> from coach import Coach, Settings, Turn
    >>> first = "I sent Dana the wrong invoice and she is furious."
    >>> with Coach.open(Settings(passages=4)) as c:
    ...     advice = c.ask(first)
    ...     later = c.ask("and by e-mail?", history=[Turn(first, advice.text)])
    ...     *pieces, last = c.stream(first)
    >>> advice.grounding, later.engine
    ('grounded', 'composer')
    >>> "".join(pieces) == last.text == advice.text
    True
    """

    def __init__(
        self,
        settings: Settings,
        library: "Library",
        chat: models.Chat | None,
        listener: Listener | None,
    ) -> None:
        """Made by ``Coach.open``."""
        self.settings = settings
        self._listener = listener
        self._library = library
        self._chat = chat

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        model: "BaseChatModel | None" = None,
        embeddings: "Embeddings | None" = None,
        progress: "Progress | None" = None,
    ) -> "Coach":
        """Return a coach ready to answer.

        Args:
            settings: What the user set; from the environment when not given.
            model: Any LangChain chat model, in place of ``settings.model``.
            embeddings: Any LangChain ``Embeddings``, in place of ``settings.embedder``.
            progress: Told of the texts embedded, when the index has to be built.

        Raises:
            SettingsError: A setting does not fit.
            LibraryError: The passages can be read neither by meaning nor by keywords.
        """
        settings = settings or Settings()
        embedder, name, notice = _embedder(settings, embeddings)
        mine, damaged = _own_articles(settings)
        listener = Listener()
        warming = _warm(embedder, listener)
        # Chroma takes a second to import: meanwhile the other core loads the embedder's weights.
        from coach.library import Library

        library = Library.open(
            settings.home,
            bundled=articles.bundled(),
            own=mine,
            embedder=embedder,
            embedder_name=name,
            chroma_url=settings.chroma_url,
            progress=progress,
        )
        warming.join()
        listening, deaf = _listening(listener)
        library.notice = " ".join(part for part in (notice, damaged, library.notice, deaf) if part)
        chat = (
            models.open_chat(settings)
            if model is None
            else models.Chat(model, name=_model_name(model), host=type(model).__name__)
        )
        return cls(settings, library, chat, listening)

    def close(self) -> None:
        """Let go of the library. Closing twice does no harm."""
        self._library.close()

    def __enter__(self) -> "Coach":
        """Return the coach itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    async def __aenter__(self) -> "Coach":
        """Return the coach itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await asyncio.to_thread(self.close)

    @property
    def host(self) -> str:
        """The host that the user's words go to, or an empty string when none do."""
        return self._chat.host if self._chat else ""

    @property
    def notice(self) -> str:
        """What is wrong with the library and what to do, or an empty string."""
        return self._library.notice

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Advice:
        """Return advice on the question.

        Args:
            question: The user's words, at most ``limits.LONGEST_QUESTION`` characters.
            history: The exchanges before it, oldest first.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        return _last(self.stream(question, history=history))

    async def aask(self, question: str, *, history: Sequence[Turn] = ()) -> Advice:
        """Return advice on the question, as ``ask`` does, without blocking the event loop."""
        advice: Advice | None = None
        async for piece in self.astream(question, history=history):
            if isinstance(piece, Advice):
                advice = piece
        if advice is None:
            raise AssertionError("a stream ends with its advice")
        return advice

    def batch(self, questions: Sequence[str]) -> list[Advice]:
        """Return advice on each question, in order; several are answered at once.

        Raises:
            QuestionError: One of the questions is empty, too long or not text.
        """
        from concurrent.futures import ThreadPoolExecutor

        for question in questions:
            limits.checked(question)
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
            return list(pool.map(self.ask, questions))

    def explain(self, question: str, *, limit: int = 5) -> tuple[Reason, ...]:
        """Return the passages that ``search`` finds, each with what brought it there.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        checked = limits.checked(question)
        called = self._hear(checked).steps
        hits = self.search(checked, limit=limit)
        words = self._library.shared_words(checked, [hit.id for hit in hits])
        return tuple(
            Reason(
                hit,
                words.get(hit.id, ()),
                called.get(hit.id, 0.0),
                situations.nearest(checked, hit.id, self._library.embed)
                if self._library.dense
                else "",
            )
            for hit in hits
        )

    def covers(self, question: str) -> bool:
        """Return whether the articles cover the question; nothing is sent to a model.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        checked = limits.checked(question)
        return self._understand(checked, (), checked).kind != "silent"

    def stream(self, question: str, *, history: Sequence[Turn] = ()) -> Iterator[str | Advice]:
        """Yield the text in pieces and, last, the ``Advice``; the joined pieces are its text.

        Closing the iterator closes the model's call. What was shown is never taken back.

        Raises:
            QuestionError: The question is empty, too long or not text; raised by this call.
        """
        return self._stream(limits.checked(question), tuple(history))

    def astream(
        self, question: str, *, history: Sequence[Turn] = ()
    ) -> AsyncIterator[str | Advice]:
        """Yield what ``stream`` yields, without blocking the event loop."""
        return self._astream(limits.checked(question), tuple(history))

    def brief(self, question: str, *, history: Sequence[Turn] = ()) -> Advice:
        """Return the composer's opening, one thing not to say and one question; no model is asked.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        asked = limits.checked(question)
        understood = self._understand(asked, tuple(history), _joined(asked, history))
        answer = _Answer(self, understood, "", time.perf_counter(), brief=True)
        for _ in answer.rest():
            pass
        return answer.advice()

    def search(self, question: str, *, limit: int = 5) -> tuple[Passage, ...]:
        """Return the passages that speak to the question, best first, at most ``limit``.

        Raises:
            QuestionError: The question is empty or too long, or ``limit`` is not positive.
        """
        if limit < 1:
            raise QuestionError(f"limit is a number from 1, got {limit}")
        checked = limits.checked(question)
        called = self._hear(checked).steps
        return self._library.search(checked, limit=limit, called=called).passages

    def request(self, question: str, *, history: Sequence[Turn] = ()) -> dict[str, Any] | None:
        """Return exactly what asking the question would send to the model, or None when nothing leaves.

        A follow-up with history is first rewritten by a call of its own; that call is shown then.
        """
        if self._chat is None:
            return None
        asked = limits.checked(question)
        if self._rewrites(asked, history):
            return self._chat.request(self._rewriting(asked, history))
        understood = self._understand(asked, tuple(history), _joined(asked, history))
        if understood.kind != "advise" or understood.name:
            return None
        return self._chat.request(self._filled(understood))

    def _stream(self, question: str, history: tuple[Turn, ...]) -> Iterator[str | Advice]:
        started = time.perf_counter()
        alone, notice = self._standalone(question, history)
        understood = self._understand(question, history, alone)
        answer = _Answer(
            self, understood, notice, started, rewrote=self._rewrites(question, history)
        )
        if answer.reader is not None and self._chat is not None:
            if warning := answer.first():
                yield warning
            pieces = self._chat.stream(self._filled(answer.question))
            try:
                with contextlib.closing(pieces):  # type: ignore[type-var]
                    for piece in pieces:
                        shown = answer.take(piece)
                        if shown:
                            yield shown
                        if answer.reader.stopped:
                            break
            except ModelError as error:
                answer.failed(error)
        for shown in answer.rest():
            yield shown
        yield answer.advice()

    async def _astream(
        self, question: str, history: tuple[Turn, ...]
    ) -> AsyncIterator[str | Advice]:
        started = time.perf_counter()
        alone, notice = await self._astandalone(question, history)
        understood = await asyncio.to_thread(self._understand, question, history, alone)
        rewrote = self._rewrites(question, history)
        answer = await asyncio.to_thread(
            _Answer, self, understood, notice, started, rewrote=rewrote
        )
        if answer.reader is not None and self._chat is not None:
            if warning := answer.first():
                yield warning
            pieces = self._chat.astream(self._filled(answer.question))
            try:
                async with contextlib.aclosing(pieces):  # type: ignore[type-var]
                    async for piece in pieces:
                        shown = await asyncio.to_thread(answer.take, piece)
                        if shown:
                            yield shown
                        if answer.reader.stopped:
                            break
            except ModelError as error:
                answer.failed(error)
        for shown in await asyncio.to_thread(lambda: list(answer.rest())):
            yield shown
        yield answer.advice()

    def _standalone(self, question: str, history: Sequence[Turn]) -> tuple[str, str]:
        """Return the question made to stand alone, and a notice when the model failed at it."""
        if self._chat is None or not self._rewrites(question, history):
            return _joined(question, history), ""
        rewritten = _Rewritten()
        try:
            with contextlib.closing(
                self._chat.stream(self._rewriting(question, history))
            ) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    if not rewritten.take(piece):
                        break
        except ModelError as error:
            return _joined(question, history), _without_model(error)
        return rewritten.text(question) or _joined(question, history), ""

    async def _astandalone(self, question: str, history: Sequence[Turn]) -> tuple[str, str]:
        """Return what ``_standalone`` does; being cancelled closes the model's call."""
        if self._chat is None or not self._rewrites(question, history):
            return _joined(question, history), ""
        rewritten = _Rewritten()
        try:
            async with contextlib.aclosing(
                self._chat.astream(self._rewriting(question, history))  # type: ignore[type-var]
            ) as pieces:
                async for piece in pieces:
                    if not rewritten.take(piece):
                        break
        except ModelError as error:
            return _joined(question, history), _without_model(error)
        return rewritten.text(question) or _joined(question, history), ""

    def _rewrites(self, question: str, history: Sequence[Turn]) -> bool:
        """Whether a model is asked to make the question stand alone."""
        if self._chat is None or not history:
            return False
        return not (limits.met(question) or limits.small_talk(question))

    def _rewriting(self, question: str, history: Sequence[Turn]) -> tuple[Message, ...]:
        earlier = " ".join(turn.question for turn in history[-_HISTORY_TURNS:])[-_MOST_HISTORY:]
        return prompts.load("standalone").fill(
            history=_without_orders(earlier), question=_without_orders(question)
        )

    def _understand(self, question: str, history: tuple[Turn, ...], alone: str) -> _Question:
        """Return what the question is and what it needs; nothing is sent to a model here."""
        earlier = [turn.question for turn in history]
        plain = _unmarked(question)
        read = cases.read(plain, [_unmarked(text) for text in earlier], hear=self._hear)
        told = "" if composer.is_order(read.told) else read.told
        case = replace(read, question=question, told=told)
        language = languages.told_in(question)
        limit = limits.met(question)
        if limit is not None and limit != "stop":
            return _Question("limit", limit, question, case, language)
        talk = limits.small_talk(question)
        if talk:
            return _Question("talk", talk, question, case, language)
        heard_plans = intentions.read(question, self._hear(plain))
        # An order to the program is data: it is not even quoted.
        plans = tuple(plan for plan in heard_plans if not composer.is_order(plan.words))
        heard = self._hear(_unmarked(alone))
        most = max(self.settings.passages, _MOST_SEARCHED)
        found = self._library.search(alone, limit=most, called=heard.steps)
        passages, notes = self._known(found)
        understood = _Question(
            "advise",
            limit or "",
            alone,
            replace(case, status="stop") if limit == "stop" else case,
            language,
            plans,
            heard,
            found,
            passages,
            notes,
            notices=tuple(part for part in (found.notice,) if part),
        )
        if not history and limits.is_vague(question):
            return replace(understood, kind="vague")
        if not (limit or self._covered(alone, heard, found, planned=bool(plans))):
            return replace(understood, kind="silent")
        wanted = composer.steps(understood.case, plans, found.passages, heard.steps)
        # The warning cites the steps of plans; a model is shown what comes after it.
        own_hits = [hit.id for hit in found.passages if hit.id not in self._steps[0]]
        order = dict.fromkeys([*wanted, *own_hits])
        shown = [passages[step] for step in order if articles.is_step(step)]
        return replace(understood, shown=tuple(shown[: self.settings.passages]))

    def _hear(self, message: str) -> Heard:
        """Return what is heard in the user's words, nothing when there is no listener."""
        return self._listener.hear(message) if self._listener is not None else NOTHING

    def _covered(self, question: str, heard: Heard, found: Found, *, planned: bool) -> bool:
        """Whether the articles cover the question: ours by what was heard, the user's own by nearness."""
        if scope.covered(question, heard, planned=planned):
            return True
        own_hits = [hit for hit in found.passages if hit.id not in self._steps[0]]
        return any(found.nearness.get(hit.id, 0.0) >= _NEAR_OWN for hit in own_hits)

    def _known(self, found: Found) -> tuple[dict[str, Passage], dict[str, Notes]]:
        """Return every passage that may be cited, and our notes on the steps."""
        hits = {passage.id: passage for passage in found.passages}
        return self._steps[0] | hits, self._steps[1]

    def _without_orders(self, passages: Mapping[str, Passage]) -> dict[str, Passage]:
        """Return the passages, the user's own without orders to the program."""
        ours = self._steps[0]
        return {
            id_: passage if id_ in ours else replace(passage, text=_without_orders(passage.text))
            for id_, passage in passages.items()
        }

    @cached_property
    def _steps(self) -> tuple[dict[str, Passage], dict[str, Notes]]:
        bundled = articles.bundled()
        noted = {step: note for step, note in articles.notes(bundled).items() if note.lines}
        return {p.id: p for p in articles.passages(bundled)}, noted

    def _filled(self, question: _Question) -> tuple[Message, ...]:
        numbered = "\n".join(
            f"[{number}] {_without_orders(passage.name)}: {_note(passage, question.notes)}"
            for number, passage in enumerate(question.shown, start=1)
        )
        return prompts.load("answer").fill(
            passages=numbered, question=_without_orders(question.text)
        )


# The composer chooses among more hits than a model is shown.
_MOST_SEARCHED = 8


class _Answer:
    """One answer in the making: what was shown so far, and how it ends. Used by one call, then gone."""

    def __init__(
        self,
        coach: Coach,
        question: _Question,
        notice: str,
        started: float,
        *,
        brief: bool = False,
        rewrote: bool = False,
    ) -> None:
        self.question = question
        self._brief = brief
        self._rewrote = rewrote
        self._started = started
        self._numbers = Numbers()
        self._notices = [part for part in (*question.notices, notice) if part]
        self._text: list[str] = []
        self._usage: dict[str, int] = {}
        self._ask_back = ""
        [self._line] = prompts.phrases("languages").get(question.language, ("",))
        self._thought = False
        self._by_model = self._replied = False
        self._configured = coach._chat is not None
        self._host = coach.host
        self._model = ""
        self._composer: composer.Composer | None = None
        self.reader: Reader | None = None
        if question.kind != "advise":
            return
        self._composer = composer.Composer(
            question.case,
            question.plans,
            question.heard.steps,
            question.found.passages,
            coach._without_orders(question.passages),
            question.notes,
            self._numbers,
        )
        if coach._chat is not None and not (brief or question.name):
            self._model, self._by_model = coach._chat.name, True
            self.reader = Reader(
                _evidence(coach, question),
                self._numbers,
                system=prompts.load("answer").system,
                secrets=(coach.settings.api_key.get_secret_value(),),
            )

    def first(self) -> str:
        """Return what is shown before a model is asked: a word on the language, and the warning."""
        if self.reader is None or self._composer is None:
            return ""
        said = (self._line, sentences.escaped(self._composer.warning()))
        return self._show("\n\n".join(part for part in said if part))

    def take(self, piece: models.Piece) -> str:
        """Take a piece of the reply and return what may be shown of it."""
        self._usage |= piece.usage
        self._thought |= piece.reasoning
        if self.reader is None:
            return ""
        return self._show(self._spaced(self.reader.feed(piece.text)))

    def failed(self, error: ModelError) -> None:
        """Note that the model's call failed; the composer goes on."""
        self._by_model = False
        if self.reader is not None:
            self.reader.set_aside()
        self._notices.append(f"The composer answered: {error}.")

    def rest(self) -> Iterator[str]:
        """Yield what is still to be shown once the reply has ended, or there is none."""
        if self.reader is not None and self._by_model:
            yield from self._end_of_reply(self.reader)
        if self.reader is None and self._line:
            yield self._show(self._line)
        for block in self._composed():
            yield self._show(("\n\n" if self._text else "") + sentences.escaped(block))

    def advice(self) -> Advice:
        """Return the advice; everything has been shown."""
        question, reader = self.question, self.reader
        unsupported = tuple(reader.unsupported) if reader else ()
        # What is cited is the passage as it stands.
        citations = tuple(
            replace(c, text=question.passages[c.step].text) if c.step in question.passages else c
            for c in self._numbers.citations()
        )
        shown = {passage.id: passage for passage in question.shown}
        shown |= {c.step: question.passages[c.step] for c in citations if c.step not in shown}
        return Advice(
            text="".join(self._text),
            citations=citations,
            grounding=_grounding(question, citations, unsupported),
            unsupported=unsupported,
            limit=question.name if question.kind in ("limit", "advise") and question.name else None,
            ask_back=self._ask_back,
            passages=tuple(shown.values()),
            findings=_placed(reader.findings, "".join(self._text)) if reader else (),
            case=question.case,
            engine="model" if self._by_model else "composer",
            model=self._model,
            prompts={name: prompts.fingerprint(name) for name in self._used_prompts()},
            notice=" ".join([*self._notices, *([] if self._configured else [_NO_MODEL])]),
            usage=self._usage,
            seconds=round(time.perf_counter() - self._started, 4),
        )

    def _used_prompts(self) -> Sequence[str]:
        if self.question.kind == "limit":
            return ("limits",)
        asked = ("standalone",) * self._rewrote + ("answer",) * (self.reader is not None)
        return (*asked, composer.PROMPT)

    def _show(self, text: str) -> str:
        if text:
            self._text.append(text)
        return text

    def _spaced(self, text: str) -> str:
        """Return the reply's first text set apart from the warning above it."""
        apart = bool(text and self._text) and not self._replied
        self._replied = self._replied or bool(text)
        return f"\n\n{text}" if apart else text

    def _end_of_reply(self, reader: Reader) -> Iterator[str]:
        """Yield the reply's last sentence, and judge the reply as a whole."""
        if not reader.stopped:
            tail = self._show(self._spaced(reader.end()))
            if tail:
                yield tail
        reason = reader.stopped or self._weakness(reader)
        if reason:
            reader.set_aside()
            self._by_model = False
            todo = "" if ";" in reason else "; ask again or take another model"
            self._notices.append(
                f"The reply of the model at {self._host} was set aside and the composer went on: "
                f"{reason}{todo}."
            )

    def _weakness(self, reader: Reader) -> str:
        """Return why a whole reply is set aside, or nothing."""
        if not reader.sentences:
            # LangChain passes on no reasoning of a server's; the tokens it cost are counted.
            spent = not reader.raw and self._usage.get("output_tokens", 0) > 0
            if self._thought or spent or "<think>" in reader.raw.lower():
                return "it held reasoning and no answer; switch the model's reasoning off"
            return "it was empty; see that COACH_MODEL is a chat model"
        if reader.weak:
            return (
                "fewer than half of its advising sentences rest on the articles; "
                "a larger model keeps to them better"
            )
        return ""

    def _composed(self) -> Sequence[str]:
        """Return the composer's blocks: all of the answer, what a model left, or the closing alone."""
        writer, question = self._composer, self.question
        if writer is not None:
            self._ask_back = sentences.escaped(writer.ask)
            if self._brief:
                return writer.brief()
            if self._by_model:
                return writer.closing()
            warning = () if self.reader is not None else (writer.warning(),)
            blocks = (*warning, *writer.body(), *writer.closing())
            return [block for block in blocks if block]
        match question.kind:
            case "limit":
                said = composer.limit(question.name, question.case)
            case "talk":
                said = composer.small_talk(question.case, question.name)
            case "vague":
                said = composer.vague(
                    question.case, question.passages, question.notes, self._numbers
                )
            case _:
                said = composer.silent(question.case)
        self._ask_back = sentences.escaped(said.ask_back)
        return said.blocks


def _own_articles(settings: Settings) -> tuple[tuple[Article, ...], str]:
    """Return the user's own articles; without them, and with a notice, when one cannot be read."""
    try:
        return own.listed(settings.home), ""
    except LibraryError as error:
        return (), f"Your own articles are left out: {error}."


def _embedder(
    settings: Settings, embeddings: "Embeddings | None"
) -> tuple[Embedder | None, str, str]:
    """Return the embedder, the name it is stamped with, and a notice when it is missing."""
    if embeddings is not None:
        kind = type(embeddings)
        model = getattr(embeddings, "model", "") or getattr(embeddings, "model_name", "")
        return embeddings, f"{kind.__module__}.{kind.__qualname__}:{model}", ""
    if settings.embedder == embedders.KEYWORDS:
        return None, embedders.KEYWORDS, ""
    if settings.embedder != embedders.MINILM:
        return models.open_embeddings(settings), settings.embedder, ""
    try:
        return embedders.MiniLM(), embedders.MINILM, ""
    except LibraryError as error:
        return None, embedders.KEYWORDS, f"Search goes by keywords alone: {error}"


def _listening(listener: Listener) -> tuple[Listener | None, str]:
    """Return the listener if it can hear, else none and why."""
    try:
        listener.warm()
    except LibraryError as error:
        return None, f"Plans, and who erred, are not heard in what you write: {error}"
    return listener, ""


def _warm(embedder: Embedder | None, listener: Listener) -> threading.Thread:
    """Load weights beside the opening of the index; their errors show when they are used."""

    def load() -> None:
        for part in (embedder, listener):
            if isinstance(part, (embedders.MiniLM, Listener)):
                with contextlib.suppress(LibraryError):
                    part.warm()

    # Two threads that import it at once may each see half of numpy, and chromadb wants it too.
    import numpy  # noqa: F401

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    return thread


def _model_name(model: "BaseChatModel") -> str:
    return str(
        getattr(model, "model_name", "") or getattr(model, "model", "") or type(model).__name__
    )


def _last(stream: Iterator[str | Advice]) -> Advice:
    for piece in stream:
        if isinstance(piece, Advice):
            return piece
    raise AssertionError("a stream ends with its advice")


def _joined(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what the user said before, where it leans on that."""
    if not history:
        return question
    leans = len(question.split()) <= _SHORT_FOLLOW_UP or question.lower().startswith(_LEANING)
    if not leans:
        return question
    return f"{history[-1].question[-_MOST_HISTORY:]}\n{question}"


def _placed(findings: Sequence[Finding], text: str) -> tuple[Finding, ...]:
    """Return the findings with their places in the whole text; they come in its order."""
    placed, at = [], 0
    for finding in findings:
        start = text.find(finding.words, at)
        if start >= 0:
            at = start
            placed.append(replace(finding, start=start, end=start + len(finding.words)))
    return tuple(placed)


def _without_model(error: ModelError) -> str:
    return f"The follow-up was read without the model: {error}."


class _Rewritten:
    """A follow-up as the model rewrites it: taken piece by piece, judged at the end."""

    def __init__(self) -> None:
        self._told = ""
        self._pieces = 0

    def take(self, piece: models.Piece) -> bool:
        """Take a piece; False when the model has run on and need not be heard any longer."""
        self._told += piece.text
        self._pieces += 1
        return len(self._told) <= LONGEST_REPLY and self._pieces <= LONGEST_REPLY

    def text(self, question: str) -> str:
        """Return the rewriting, or nothing when the user's own words serve better."""
        told = sentences.clean(without_thoughts(self._told))
        # A rewriting that lost the question, or ran on, is worse than the words themselves.
        kept = set(sentences.words(question)) & set(sentences.words(told))
        return told if kept and len(told) <= _MOST_HISTORY else ""


def _unmarked(text: str) -> str:
    """Return the user's words with what looks like a marker of ours in round brackets."""
    return re.sub(r"\[(\s*\d+\s*)\]", r"(\1)", text)


def _without_orders(text: str) -> str:
    """Return the user's words without sentences that give orders to the program: they are data."""
    kept = [sentence for sentence in sentences.split(text) if not composer.is_order(sentence)]
    return " ".join(kept) or "(the message held only orders to the program)"


def _note(passage: Passage, notes: Mapping[str, Notes]) -> str:
    """Return what a model is told of a passage: our gist of it, and its sentences that say what to do.

    A small model copies a long passage and follows a short one.
    """
    kept = [notes[passage.id].gist] if passage.id in notes else []
    text = _without_orders(passage.text)
    told = [s for s in sentences.split(text) if not s.startswith(_NARRATION)]
    for sentence in told or sentences.split(text):
        if kept and len(" ".join([*kept, sentence]).split()) > _MOST_NOTE_WORDS:
            break
        kept.append(sentence)
    return " ".join(" ".join(kept).split())


def _evidence(coach: Coach, question: _Question) -> Evidence:
    library = coach._library
    try:
        lines = library.lines([passage.id for passage in question.shown])
    except LibraryError:
        lines = ()
    return Evidence(question.shown, lines, library.embed if library.dense else None)


def _grounding(
    question: _Question, citations: Sequence[Citation], unsupported: Sequence[str]
) -> Grounding:
    if question.kind in ("limit", "talk"):
        return "none"
    if question.kind == "silent":
        return "silent"
    if not citations:
        return "none"
    return "partial" if unsupported else "grounded"
