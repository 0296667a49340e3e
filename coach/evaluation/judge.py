"""A judge: a model that is asked one question of one sentence and one passage, and read strictly.

It sees what no local check does: that a sentence says the opposite of its passage in the same words,
or the same in others. Whether it sees it is measured first (``judging``); a judge is no authority.
"""

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from coach import models, prompts, resources, sentences
from coach.articles import Passage
from coach.errors import CoachError, InvalidRun, ModelError
from coach.evaluation.billing import Cost, Metered, cost_of, words
from coach.evaluation.kept import Kept
from coach.models import Chat
from coach.prompts import Message
from coach.reply import without_thoughts
from coach.settings import JudgeSettings, Settings

TEMPERATURE = 0.0
"""The likeliest word each time: a judge that is asked again should say the same."""

VERDICTS = "verdicts.jsonl"

# Fewer words of a passage could stand anywhere.
_LEAST_EVIDENCE = 3
_REPLY = re.compile(
    r"\s*evidence:\s*(?P<evidence>\S.*?)\s*\n\s*verdict:\s*(?P<word>yes|no)\s*\.?\s*",
    re.DOTALL | re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("–—‑−", "-"))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of a judge: its prompt, the verdict that speaks for an answer, its metric."""

    name: str
    prompt: str
    good: str
    metric: str


CRITERIA = (
    Criterion("contradicts", "judge-contradicts", "no", "uncontradicted"),
    Criterion("paraphrase", "judge-supports", "yes", "paraphrased"),
)
"""Does the sentence tell the opposite of the passage? Is the sentence's claim in the passage?"""


@dataclass(frozen=True, slots=True)
class Question:
    """One call of a judge: a criterion, a sentence of an answer, the passage that it is held against."""

    criterion: Criterion
    sentence: str
    passage: Passage

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is sent; a mark that would end the data early is made plain text."""
        return prompts.load(self.criterion.prompt).fill(
            passage=_fenced(shown(self.passage)), sentence=_fenced(self.sentence)
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge said: ``word`` is yes or no, or empty where there is no verdict; then ``why`` says why."""

    word: str
    evidence: str = ""
    why: str = ""


def shown(passage: Passage) -> str:
    """Return a passage as a judge is shown it: its name and its text."""
    return f"{passage.name}\n{passage.text}".strip()


def _fenced(text: str) -> str:
    return text.replace("<", "&lt;")


def read(reply: str, passage: str) -> Verdict:
    """Return the verdict of a judge's reply; anything but the two lines asked for is none.

    Args:
        reply: What the judge said; thoughts before the lines are left out.
        passage: What it was shown: the evidence must be words of it, three at least. Case,
            white space, and the form of quotes and dashes may differ.
    """
    plain = without_thoughts(reply).replace("*", "").strip()
    if not plain:
        return Verdict("", why="the reply was empty")
    match = _REPLY.fullmatch(plain)
    if match is None:
        return Verdict("", why="the reply was not the two lines asked for")
    evidence = match["evidence"].strip(" \"'“”‘’`.…")
    if len(evidence.split()) < _LEAST_EVIDENCE or _folded(evidence) not in _folded(passage):
        return Verdict("", evidence, "the evidence is not in the passage")
    return Verdict(match["word"].lower(), evidence)


def _folded(text: str) -> str:
    told = unicodedata.normalize("NFKC", html.unescape(text).replace("*", ""))
    return " ".join(
        sentences.straight(told).translate(_DASHES).replace('"', "'").split()
    ).casefold()


class Judge:
    """A model that judges, and the verdicts that it gave before: the same is never asked twice."""

    def __init__(self, chat: Chat, file: Path, *, prefix: str = "COACH_JUDGE_") -> None:
        """Take the model, the file of what it said, and what the names of its settings begin with.

        Raises:
            InvalidRun: The file cannot be read, or a line of it is broken.
        """
        self.name, self.host = chat.name, chat.host
        self._chat = Metered(chat)
        self._prefix = prefix
        self._kept = Kept(file)
        self._said = {str(row.get("fingerprint")): row for row in self._kept.rows}
        self._before = frozenset(self._said)

    @property
    def file(self) -> Path:
        """Where its replies are kept."""
        return self._kept.file

    @property
    def fingerprint(self) -> str:
        """Its name, and eight hex digits of all that its verdicts depend on beside the question."""
        written = (prompts.fingerprint(one.prompt) for one in CRITERIA)
        return (
            f"{self.name} {resources.fingerprint(self.name, self.host, str(TEMPERATURE), *written)}"
        )

    @property
    def cost(self) -> Cost:
        """What its calls took so far, kept ones aside."""
        return self._chat.cost

    def key(self, question: Question) -> str:
        """Return the fingerprint of everything that went into a question, 32 hex digits."""
        went_in = [
            *(self.name, self.host, TEMPERATURE, prompts.fingerprint(question.criterion.prompt)),
            *(question.sentence, shown(question.passage)),
        ]
        return hashlib.sha256(json.dumps(went_in).encode()).hexdigest()[:32]

    def knows(self, question: Question) -> bool:
        """Return whether the question need not be asked."""
        return self.key(question) in self._said

    def cached(self, question: Question) -> Cost | None:
        """Return what the reply took that was kept from an earlier run; None when it is of this one."""
        key = self.key(question)
        return cost_of(self._said[key].get("cost")) if key in self._before else None

    def ask(self, question: Question) -> Verdict:
        """Return the verdict, from what was kept or from the model.

        Raises:
            InvalidRun: The call failed. What was said before it is kept.
        """
        key = self.key(question)
        if key not in self._said:
            self._said[key] = self._asked(question, key)
        return read(str(self._said[key].get("reply", "")), shown(question.passage))

    def _asked(self, question: Question, key: str) -> dict[str, object]:
        before = self.cost
        try:
            for _ in self._chat.stream(question.messages):
                pass
        except ModelError as error:
            raise InvalidRun(
                f"the judge failed on {question.passage.id} and {question.sentence[:60]!r}: "
                f"{_renamed(error, self._prefix)}; {before.calls} calls of this run are kept in {self.file}: "
                "run the same command again to go on"
            ) from error
        now = self.cost
        taken = Cost(
            1,
            now.counted - before.counted,
            now.input_tokens - before.input_tokens,
            now.output_tokens - before.output_tokens,
            now.seconds - before.seconds,
        )
        row: dict[str, object] = {
            "fingerprint": key,
            "judge": self.name,
            "host": self.host,
            "temperature": TEMPERATURE,
            "prompt": prompts.fingerprint(question.criterion.prompt),
            "criterion": question.criterion.name,
            "passage": question.passage.id,
            "sentence": question.sentence,
            "reply": self._chat.said,
            "cost": taken.values,
        }
        self._kept.add(row)
        return row


def sent(questions: Collection[Question]) -> int:
    """Return how many words asking the questions sends."""
    return sum(words(one.messages) for one in questions)


# --- Which model judges ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """The model that judges, whether it is one that answered, and what its settings' names begin with."""

    chat: Chat
    itself: bool
    prefix: str


def named(
    own: Settings, told: JudgeSettings, answered_by: Collection[str], *, self_judge: bool
) -> Named:
    """Return the model that judges.

    Args:
        own: The coach's settings: time-out, and the model that judges with ``self_judge`` where no
            other is named.
        told: What names the judge.
        answered_by: The models that answered.
        self_judge: Whether the user knows that a model judges its own answers.

    Raises:
        InvalidRun: No judge is named, or it would judge itself, and ``self_judge`` is not set; or
            it cannot be opened.
    """
    settings, prefix = opened_with(own, told), "COACH_JUDGE_"
    if not settings.model and self_judge:
        settings, prefix = own, "COACH_"
    if not settings.model:
        raise InvalidRun(
            "no judge is named; set COACH_JUDGE_MODEL (with COACH_JUDGE_BASE_URL and COACH_JUDGE_API_KEY "
            "where they are needed) to another model than the one that answered, or pass --self-judge to "
            "let the model of COACH_MODEL judge"
        )
    itself = any(_same(settings.model, name) for name in answered_by)
    if itself and not self_judge:
        raise InvalidRun(
            f"{settings.model} gave these answers and would be its own judge; name another model in "
            "COACH_JUDGE_MODEL, or pass --self-judge, and the report says so"
        )
    try:
        chat = models.open_chat(settings, temperature=TEMPERATURE)
    except CoachError as error:
        raise InvalidRun(_renamed(error, prefix)) from error
    # Only a model without a name is none.
    assert chat is not None  # noqa: S101
    return Named(chat, itself, prefix)


def opened_with(own: Settings, told: JudgeSettings) -> Settings:
    """Return the settings that open the judge: the coach's own key never goes to the judge's server."""
    settings = own.model_copy(
        update={"model": told.model, "base_url": told.base_url, "api_key": told.api_key}
    )
    if told.api_key.get_secret_value():
        return settings
    at_openai = models.host_of(settings) == urlsplit(models.OPENAI_URL).netloc
    return settings.model_copy(update={"api_key": told.openai_key}) if at_openai else settings


def _same(one: str, other: str) -> bool:
    """Whether two names are of one model: a provider before it makes no difference."""
    return models.parse(one)[1].strip().casefold() == models.parse(other)[1].strip().casefold()


def _renamed(error: Exception, prefix: str) -> str:
    """Return what an error says, with the names of the judge's settings in place of the coach's."""
    return re.sub(r"\bCOACH_(?=(?:MODEL|BASE_URL|API_KEY)\b)", prefix, str(error))
