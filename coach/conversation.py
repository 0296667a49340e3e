r"""Coach: the one path from a question to advice.

question -> limits -> standalone question -> library -> prompt -> model -> reply -> advice
                                                   \-> composer ---------------/
"""

import asyncio
import contextlib
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from coach import (
    articles,
    cases,
    clashes,
    composer,
    drafts,
    embedders,
    intentions,
    languages,
    limits,
    models,
    own,
    prompts,
    reviews,
    scope,
    sentences,
    situations,
    story,
    telling,
    warming,
    wishes,
)
from coach.advice import Advice, Citation, Grounding, Numbers, Turn
from coach.articles import Article, Found, Notes, Passage, Reason
from coach.cases import Case
from coach.checks import Finding
from coach.embedders import Embedder
from coach.errors import LibraryError, ModelError, QuestionError
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.listener import NOTHING, Clause, Heard, Listener
from coach.prompts import Message
from coach.redaction import Redaction, Restorer, redacted
from coach.reply import LONGEST_REPLY, Evidence, Reader, without_thoughts
from coach.reviews import Review
from coach.settings import Settings
from coach.story import Request, Story
from coach.telling import Telling

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from coach.library import Library, Progress

_AT_ONCE = 8
_WORKERS = min(4, os.cpu_count() or 1)
# A question this near to a passage of the user's own articles is covered by them (cosine).
_NEAR_OWN = 0.45
# A follow-up this short that points to something, or one that opens with such a word, leans on what
# was said before.
_SHORT_FOLLOW_UP = 12
_POINTS = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|it|its|that|this|these|those|there|one|then|now|again|"
    r"first|next|client|customer|boss|manager|apolog\w+|sorry|e-?mail|call|say|write|tell|wait)\b",
    re.I,
)
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

# From these log-odds a message tells a quarrel from one side.
_DISPUTED = 0.0
# What was told before ends what comes later only where it is plain.
_SURER_OF_EARLIER = 1.5
# So many questions a conversation may put before it says something useful.
_MOST_ASKED = 3
# What an answer of a conversation has at most once the first advice was given, in words; drafts aside.
_MOST_WORDS_LATER = 150
_PASSAGES_LATER = 3

Kind = Literal["talk", "limit", "vague", "silent", "advise", "draft"]
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was put: what was said before it, and what is known of the case besides."""

    question: str
    history: tuple[Turn, ...]
    case: Case
    talking: bool
    story: Story
    hidden: Redaction | None = None

    def hide(self, text: str) -> str:
        """Return a text as it may leave: with names and sums replaced, where the user wants that."""
        return self.hidden.hide(text) if self.hidden is not None else text

    @property
    def known(self) -> str:
        """What was known of the case before, as the user would tell it."""
        return cases.told(self.case)

    @property
    def advised(self) -> bool:
        """Whether advice was given before on the same client."""
        return bool(self.story.earlier) and any(
            re.search(r"\[\d+\]", turn.answer) for turn in self.history
        )


def _asked(
    question: str,
    history: Sequence[Turn],
    case: Case | None,
    hear: story.Hear,
    *,
    redact: bool = False,
) -> _Asked:
    texts = [_unmarked(text) for text in (*(turn.question for turn in history), question)]
    told = story.told(texts, hear=hear)
    known = cases.changed(case or Case(), told.changes)
    # All texts at once, as they were and as they stand: one name has one placeholder everywhere.
    whole = [cases.told(known), *texts, told.whole]
    hidden = redacted(whole, known=[known.who] if known.who else ()) if redact else None
    return _Asked(question, tuple(history), known, bool(history) or case is not None, told, hidden)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question understood: what kind of answer it gets, and all that the engines need."""

    kind: Kind
    name: str
    text: str
    case: Case
    telling: Telling
    asked: _Asked
    language: str = languages.ENGLISH
    plans: tuple[intentions.Plan, ...] = ()
    heard: Heard = NOTHING
    found: Found = field(default_factory=lambda: Found(()))
    passages: Mapping[str, Passage] = field(default_factory=dict)
    notes: Mapping[str, Notes] = field(default_factory=dict)
    shown: tuple[Passage, ...] = ()
    notices: tuple[str, ...] = ()


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
        # Threads are started as they are needed; more than there are processors only get in each
        # other's way, and in the way of the event loop.
        self._workers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="coach")
        # A sentence that is being answered doesn't wait until others' questions are understood.
        self._readers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="reader")

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
        loading = warming.start(name)
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
        loading.join()
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
        for pool in (self._workers, self._readers):
            pool.shutdown(cancel_futures=True)
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

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), case: Case | None = None
    ) -> Advice:
        """Return advice on the question.

        Args:
            question: The user's words, at most ``limits.LONGEST_QUESTION`` characters.
            history: The exchanges before it, oldest first.
            case: What is known of the case besides; the advice's own case is this one, grown. With it,
                even an empty one, or with a history, the question is a turn of a conversation: a vague
                first message gets one open question and no step.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        return _last(self.stream(question, history=history, case=case))

    async def aask(
        self, question: str, *, history: Sequence[Turn] = (), case: Case | None = None
    ) -> Advice:
        """Return advice on the question, as ``ask`` does, without blocking the event loop."""
        advice: Advice | None = None
        async for piece in self.astream(question, history=history, case=case):
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
        return self._understand(_asked(checked, (), None, self._request), checked).kind != "silent"

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), case: Case | None = None
    ) -> Iterator[str | Advice]:
        """Yield the text in pieces and, last, the ``Advice``; the joined pieces are its text.

        Closing the iterator closes the model's call. What was shown is never taken back.

        Raises:
            QuestionError: The question is empty, too long or not text; raised by this call.
        """
        return self._stream(self._put(question, history, case))

    def astream(
        self, question: str, *, history: Sequence[Turn] = (), case: Case | None = None
    ) -> AsyncIterator[str | Advice]:
        """Yield what ``stream`` yields, without blocking the event loop."""
        return self._astream(limits.checked(question), history, case)

    def brief(
        self, question: str, *, history: Sequence[Turn] = (), case: Case | None = None
    ) -> Advice:
        """Return the composer's opening, one thing not to say and one question; no model is asked.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        asked = self._put(question, history, case)
        understood = self._understand(asked, _joined(asked))
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

    def review(self, text: str) -> Review:
        """Return what is at fault in a draft, what is good in it and what is missing.

        As ``coach.review``; a configured model is asked once to add a ``note`` to each finding. It
        takes none away, and when it fails the review stays as it is and ``notice`` says why.

        Raises:
            QuestionError: The draft is not text, or longer than ``reviews.LONGEST_DRAFT`` characters.
        """
        told = reviews.review(text)
        if self._chat is None:
            return told
        return reviews.explained(told, self._chat, (self.settings.api_key.get_secret_value(),))

    def request(
        self, question: str, *, history: Sequence[Turn] = (), case: Case | None = None
    ) -> dict[str, Any] | None:
        """Return exactly what asking the question would send to the model, or None when nothing leaves.

        A follow-up with history is first rewritten by a call of its own; that call is shown then.
        """
        if self._chat is None:
            return None
        asked = self._put(question, history, case)
        if self._rewrites(asked):
            return self._chat.request(self._rewriting(asked))
        understood = self._understand(asked, _joined(asked))
        if understood.kind != "advise" or understood.name:
            return None
        return self._chat.request(self._filled(understood))

    def _put(self, question: str, history: Sequence[Turn], case: Case | None) -> _Asked:
        """Return the question as it was put; what may not leave is found where a model is asked.

        Raises:
            QuestionError: The question is empty, too long or not text.
        """
        redact = self.settings.redact and self._chat is not None
        return _asked(limits.checked(question), history, case, self._request, redact=redact)

    def _stream(self, asked: _Asked) -> Iterator[str | Advice]:
        started = time.perf_counter()
        rewrites = self._rewrites(asked)
        alone, notice = self._standalone(asked, rewrites=rewrites)
        understood = self._understand(asked, alone)
        answer = _Answer(self, understood, notice, started, rewrote=rewrites)
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
                    if shown := answer.let_out():
                        yield shown
            except ModelError as error:
                answer.failed(error)
        for shown in answer.rest():
            yield shown
        yield answer.advice()

    async def _astream(
        self, question: str, history: Sequence[Turn], case: Case | None
    ) -> AsyncIterator[str | Advice]:
        started = time.perf_counter()
        work, read = partial(_worked, self._workers), partial(_worked, self._readers)
        # To know what was meant a message is heard, which is no work for the event loop.
        asked = await work(self._put, question, history, case)
        rewrites = await work(self._rewrites, asked)
        alone, notice = await self._astandalone(asked, rewrites=rewrites)

        def understood() -> _Answer:
            question = self._understand(asked, alone)
            return _Answer(self, question, notice, started, rewrote=rewrites)

        answer = await work(understood)
        if answer.reader is not None and self._chat is not None:
            if warning := answer.first():
                yield warning
            pieces = self._chat.astream(self._filled(answer.question))
            try:
                async with contextlib.aclosing(pieces):  # type: ignore[type-var]
                    async for piece in pieces:
                        # Most pieces end no sentence, and a thread costs more than they do.
                        quick = answer.waits(piece)
                        shown = answer.take(piece) if quick else await read(answer.take, piece)
                        if shown:
                            yield shown
                        if answer.reader.stopped:
                            break
                    if shown := await read(answer.let_out):
                        yield shown
            except ModelError as error:
                answer.failed(error)
        # It is all there in one instant.
        if shown := await read(lambda: "".join(answer.rest())):
            yield shown
        yield answer.advice()

    def _standalone(self, asked: _Asked, *, rewrites: bool) -> tuple[str, str]:
        """Return the question made to stand alone, and a notice when the model failed at it."""
        if self._chat is None or not rewrites:
            return _joined(asked), ""
        rewritten = _Rewritten()
        try:
            with contextlib.closing(self._chat.stream(self._rewriting(asked))) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    if not rewritten.take(piece):
                        break
        except ModelError as error:
            return _joined(asked), _without_model(error)
        return rewritten.text(asked) or _joined(asked), ""

    async def _astandalone(self, asked: _Asked, *, rewrites: bool) -> tuple[str, str]:
        """Return what ``_standalone`` does; being cancelled closes the model's call."""
        if self._chat is None or not rewrites:
            return _joined(asked), ""
        rewritten = _Rewritten()
        try:
            async with contextlib.aclosing(
                self._chat.astream(self._rewriting(asked))  # type: ignore[type-var]
            ) as pieces:
                async for piece in pieces:
                    if not rewritten.take(piece):
                        break
        except ModelError as error:
            return _joined(asked), _without_model(error)
        return rewritten.text(asked) or _joined(asked), ""

    def _rewrites(self, asked: _Asked) -> bool:
        """Whether a model is asked to make the question stand alone."""
        message = asked.story.message
        if self._chat is None or not asked.story.earlier or not message:
            return False
        return not (self._met(message) or limits.small_talk(message) or asked.story.wish.kind)

    def _rewriting(self, asked: _Asked) -> tuple[Message, ...]:
        # Hidden before it is cut: half a name is no longer known as one.
        earlier = asked.hide(" ".join(asked.story.earlier[-_HISTORY_TURNS:]))[-_MOST_HISTORY:]
        question = asked.hide(_without_orders(asked.story.message))
        return prompts.load("standalone").fill(history=_without_orders(earlier), question=question)

    def _understand(self, asked: _Asked, alone: str) -> _Question:
        """Return what the question is and what it needs; nothing is sent to a model here."""
        told, case = self._read(asked)
        if any(self._met(text) == "stop" for text in (asked.story.message, *asked.story.earlier)):
            told = replace(told, status="stop")
        language = languages.told_in(asked.question)
        simple = _Question("talk", "", asked.question, case, told, asked, language)
        limit = self._limit(asked, told)
        if limit is not None:
            return replace(simple, kind="limit", name=limit)
        if talk := _talk(asked):
            return replace(simple, name=talk)
        wish = asked.story.wish
        if wish.kind == "shorter" and asked.story.earlier:
            return self._shorter(asked)
        drafting = wish.kind == "draft" and (told.status != "stop" or wish.form == "closing")
        if drafting and (case or told.my_deed):
            passages, notes = self._steps
            return replace(simple, kind="draft", name=wish.form, passages=passages, notes=notes)
        heard = self._hear(alone)
        most = max(self.settings.passages, _MOST_SEARCHED)
        found = self._library.search(alone, limit=most, called=heard.steps)
        passages, notes = self._known(found)
        plans = self._plans(asked.story.message)
        understood = replace(
            simple,
            kind="advise",
            name="stop" if told.status == "stop" else "",
            text=alone,
            plans=plans,
            heard=heard,
            found=found,
            passages=passages,
            notes=notes,
            notices=tuple(part for part in (found.notice,) if part),
        )
        if _is_vague(asked):
            return replace(understood, kind="vague")
        if not (told.status == "stop" or self._covered(alone, heard, found, planned=bool(plans))):
            return replace(understood, kind="silent")
        wanted = composer.steps(understood.telling, plans, found.passages, heard.steps)
        # The warning cites the steps of plans; a model is shown what comes after it.
        own_hits = [hit.id for hit in found.passages if hit.id not in self._steps[0]]
        order = dict.fromkeys([*wanted, *own_hits])
        shown = [passages[step] for step in order if articles.is_step(step)]
        count = self.settings.passages
        if asked.advised:
            count = min(count, _PASSAGES_LATER)
        return replace(understood, shown=tuple(shown[:count]))

    def _read(self, asked: _Asked) -> tuple[Telling, Case]:
        """Return what the messages tell, for the composer and for the record."""
        story_ = asked.story
        known = asked.known
        earlier = [known, *story_.earlier] if known else list(story_.earlier)
        read = telling.read(story_.message, earlier, hear=self._hear)
        if read.erred == UNKNOWN and asked.case.whose_error in (ME, COLLEAGUE, THIRD, CLIENT):
            read = replace(read, erred=asked.case.whose_error)
        told_by_one = any(
            self._hear(text).disputed >= _DISPUTED for text in (*earlier, story_.message) if text
        )
        read = replace(read, disputed=told_by_one)
        # A question by itself is quick: its words alone say what is known.
        alone = not asked.talking and asked.story.wish.kind != "draft"
        clauses = cases.unheard if alone else self._clauses
        messages = (*story_.earlier, story_.message)
        here = cases.read(messages, read, hear=clauses)
        case = cases.merged(asked.case, here)
        if not read.client:
            # A name that the user gave themselves, else one that is plainly the client's.
            given = asked.case.who if asked.case.who != here.who else ""
            read = replace(read, client=given.split(", ")[0] or cases.called(messages, read))
        told = "" if composer.is_order(read.told) else read.told
        # With nothing new in the message, what is quoted is the story.
        question = story_.message if len(story_.message.split()) > 2 else story_.whole
        return replace(read, question=question or known, told=told), case

    def _met(self, message: str, surer: float = 0.0) -> str | None:
        """Return the limit that one message meets, by its words and by what is heard in it."""
        if not message:
            return None
        heard = self._warned(message)
        if story.wished(message, story.requested((), message, self._request)).kind:
            # A wish such as "write it for me" tells nothing else by itself but in plain words.
            heard = {name: heard[name] for name in limits.ALWAYS if name in heard}
        return limits.met(message, heard, surer)

    def _limit(self, asked: _Asked, read: Telling) -> str | None:
        """Return the limit that is met now, or that was met before and is not got past.

        That the client wants no contact does not end the talk; it decides what is advised.
        """
        told = asked.story
        limit = self._met(told.message)
        if limit is None and (told.forgot or told.corrected):
            # Of what stands beside a request to forget, this is never passed over.
            said = self._met(asked.question)
            limit = said if said in limits.ALWAYS else None
        if limit is not None or not told.message or limits.small_talk(told.message):
            return None if limit == "stop" else limit
        before = {self._met(message, _SURER_OF_EARLIER) for message in told.earlier}
        wanting = told.wish.kind == "draft" or read.asks in ("words", "start")
        for name in limits.LASTING:
            if name in before and (wanting or name in limits.ALWAYS):
                return name
        return None

    def _plans(self, message: str) -> tuple[intentions.Plan, ...]:
        """Return the plans in the message; an order to the program is data, and not even quoted."""
        heard = intentions.read(message, self._hear(message))
        return tuple(plan for plan in heard if not composer.is_order(plan.words))

    def _shorter(self, asked: _Asked) -> _Question:
        """Return the question before, to be answered once more in fewer words."""
        before = asked.history[-1]
        again = _asked(before.question, asked.history[:-1], asked.case, self._request)
        understood = self._understand(again, _joined(again))
        if understood.kind == "draft":
            return replace(understood, name="chat", asked=asked)
        return replace(understood, asked=asked) if understood.kind == "advise" else understood

    def _hear(self, message: str) -> Heard:
        """Return what is heard in the user's words, nothing when there is no listener."""
        return self._listener.hear(message) if self._listener is not None else NOTHING

    def _warned(self, message: str) -> Mapping[str, float]:
        """Return what should be known of a message first; nothing when there is no listener."""
        return self._listener.warn(message) if self._listener is not None else {}

    def _clauses(self, message: str) -> Sequence[Clause]:
        """Return what each clause of the user's words tells, nothing when there is no listener."""
        return self._listener.clauses(message) if self._listener is not None else ()

    def _request(self, before: tuple[str, ...], message: str) -> Request:
        """Return what a message asks of those before it, nothing when there is no listener."""
        return self._listener.request(before, message) if self._listener is not None else Request()

    def _covered(self, question: str, heard: Heard, found: Found, *, planned: bool) -> bool:
        """Whether the articles cover the question: ours by what was heard, the user's own by nearness."""
        if scope.covered(question, heard, planned=planned) or clashes.met(question):
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
            passages=numbered, question=question.asked.hide(_without_orders(question.text))
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
        hidden = question.asked.hidden
        self._restorer = Restorer(hidden) if hidden is not None else None
        self._composer: composer.Composer | None = None
        self.reader: Reader | None = None
        if question.kind != "advise":
            return
        self._composer = composer.Composer(
            question.telling,
            question.plans,
            question.heard.steps,
            question.found.passages,
            coach._without_orders(question.passages),
            question.notes,
            self._numbers,
            asked=[turn.answer for turn in question.asked.history],
            case=question.case,
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
        text = self._restorer.feed(piece.text) if self._restorer is not None else piece.text
        return self._show(self._spaced(self.reader.feed(text)))

    def waits(self, piece: models.Piece) -> bool:
        """Return whether to take the piece is no work: no sentence can end with it."""
        return self.reader is None or (self._restorer is None and self.reader.waits(piece.text))

    def let_out(self) -> str:
        """Return what may be shown of the words held back because a name might begin in them."""
        if self._restorer is None or self.reader is None or self.reader.stopped:
            return ""
        return self._show(self._spaced(self.reader.feed(self._restorer.end())))

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
        blocks = self._blocks()
        taken_up = () if self.reader is not None else self._taken_up()
        return [block for block in (*taken_up, *blocks) if block]

    def _taken_up(self) -> tuple[str, ...]:
        """Return a line on what the message put right or took back."""
        told = self.question.asked.story
        if self.question.kind in ("limit", "talk"):
            return ()
        return composer.taken_up(self.question.telling, told.corrected, forgot=told.forgot)

    def _blocks(self) -> Sequence[str]:
        writer, question = self._composer, self.question
        if writer is not None:
            self._ask_back = sentences.escaped(writer.ask)
            if self._brief:
                return writer.brief()
            if self._by_model:
                return writer.closing()
            warning = () if self.reader is not None else (writer.warning(),)
            if question.asked.advised:
                return writer.follow_up(_MOST_WORDS_LATER)
            return (*warning, *writer.body(), *writer.closing())
        match question.kind:
            case "limit":
                said = composer.limit(question.name)
            case "talk":
                said = composer.small_talk(question.telling, question.name)
            case "vague":
                said = composer.vague(
                    question.telling,
                    question.passages,
                    question.notes,
                    self._numbers,
                    asked=[turn.answer for turn in question.asked.history],
                    alone=not question.asked.talking,
                )
            case "draft":
                said = self._drafted()
            case _:
                said = composer.silent(question.telling)
        self._ask_back = sentences.escaped(said.ask_back)
        return said.blocks

    def _drafted(self) -> composer.Composed:
        """Return a draft from the case, what it follows, and the question whose answer it lacks most."""
        question = self.question
        draft = drafts.write(
            question.name, question.case, question.telling, question.asked.story.message
        )
        passages = [question.passages[step] for step in draft.steps if step in question.passages]
        return composer.drafted(
            question.telling, draft.form, draft.text, draft.missing, passages, self._numbers
        )


def _talk(asked: _Asked) -> str:
    """Return what a message is that neither asks nor tells: a greeting, thanks, yes, no, forgotten."""
    told = asked.story
    if told.forgot and not told.message:
        return "forgotten"
    said = told.wish.kind
    if said in ("yes", "no") and told.earlier:
        return said
    return limits.small_talk(asked.question)


def _is_vague(asked: _Asked) -> bool:
    """Whether all that was told is that there is trouble, and asking once more is of use."""
    told = asked.story
    if asked.case or not told.message:
        return False
    put = sum("?" in turn.answer for turn in asked.history)
    messages = [text for text in told.earlier if not wishes.read(text).kind]
    messages += [] if told.wish.kind else [told.message]
    if asked.talking:
        return put < _MOST_ASKED and all(
            limits.is_vague(text) or limits.says_little(text) for text in messages
        )
    return limits.is_vague(told.message)


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


async def _worked(
    threads: ThreadPoolExecutor, call: Callable[..., _Result], *arguments: Any
) -> _Result:
    """Return what a call returns that would hold up the event loop.

    The loop's own threads may all be held by models that block; these never are.
    """
    return await asyncio.get_running_loop().run_in_executor(threads, call, *arguments)


def _model_name(model: "BaseChatModel") -> str:
    return str(
        getattr(model, "model_name", "") or getattr(model, "model", "") or type(model).__name__
    )


def _last(stream: Iterator[str | Advice]) -> Advice:
    for piece in stream:
        if isinstance(piece, Advice):
            return piece
    raise AssertionError("a stream ends with its advice")


def _joined(asked: _Asked) -> str:
    """Return the question with what the user said before, where it leans on that."""
    told = asked.story
    known = asked.known
    before = "\n".join(part for part in (known, *told.earlier) if part)
    if not before or not told.message:
        return told.message or before or asked.question
    few = len(told.message.split()) <= _SHORT_FOLLOW_UP
    points = bool(_POINTS.search(told.message)) or not told.message.rstrip().endswith("?")
    if (few and points) or told.corrected or told.message.lower().startswith(_LEANING):
        return f"{before[-_MOST_HISTORY:]}\n{told.message}"
    return told.message


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

    def text(self, asked: _Asked) -> str:
        """Return the rewriting, or nothing when the user's own words serve better."""
        whole = asked.hidden.show(self._told) if asked.hidden is not None else self._told
        told = sentences.clean(without_thoughts(whole))
        # A rewriting that lost the question, or ran on, is worse than the words themselves.
        kept = set(sentences.words(asked.question)) & set(sentences.words(told))
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
