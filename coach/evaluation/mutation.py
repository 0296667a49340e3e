"""Mutants of good answers, each with the one check that must find it; and edits that none may flag.

A check that finds nothing in an answer made worse on purpose measures nothing. Every operator says
which code it plants, is seeded, and never gives back what it was given.
"""

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach import answers, articles, resources
from coach.errors import InvalidRun
from coach.evaluation.scenarios import rows


@dataclass(frozen=True, slots=True)
class Example:
    """A question and an answer to it, with its source lines; the steps it must cite."""

    id: str
    question: str
    answer: str
    required: tuple[str, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Mutant:
    """An answer with one fault planted. ``check`` is the code that must be found in it."""

    operator: str
    check: str
    example: Example


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with one fault, or near one: words to be sent (``handed``) or advice."""

    code: str
    handed: bool
    level: str
    text: str


Operator = Callable[[Example, random.Random], Iterator[str]]


def good_answers() -> tuple[Example, ...]:
    """Return the good answers, which every check must pass.

    Raises:
        InvalidRun: The file is missing or broken.
    """
    file = resources.folder("evals") / "answers" / "good.jsonl"
    return tuple(
        Example(row["id"], row["question"], row["answer"], tuple(row["required"]), row["style"])
        for _, row in rows(file)
    )


def pieces(part: str) -> tuple[Piece, ...]:
    """Return the faulty words of a part and those that only look like it.

    Raises:
        InvalidRun: The file is missing or broken; the wheel leaves the run-only part out.
    """
    file = resources.folder("evals") / "words" / f"{part}.jsonl"
    try:
        return tuple(
            Piece(row["code"], row["handed"], row["level"], row["text"]) for _, row in rows(file)
        )
    except KeyError as error:
        raise InvalidRun(f"{file}: {error} is missing in a line") from error


# --- Structure ------------------------------------------------------------------------------------


def structural(examples: Sequence[Example], seed: int = 0) -> Iterator[Mutant]:
    """Yield mutants whose structure is at fault."""
    for operator, (check, make) in STRUCTURAL.items():
        for example in examples:
            dice = random.Random(f"{seed}/{operator}/{example.id}")  # noqa: S311
            for text in make(example, dice):
                if text == example.answer:
                    raise InvalidRun(f"{operator} left {example.id} as it was")
                yield Mutant(operator, check, replace(example, answer=text))


def _drop_step(example: Example, _: random.Random) -> Iterator[str]:
    """The sentences that cite a required step go, and its source line."""
    for step in example.required:
        parsed = answers.parse(example.answer)
        gone = {n for n, id_ in parsed.sources.items() if articles.twin(id_) == articles.twin(step)}
        cut = [(one.start, one.end) for one in parsed.sentences if gone & set(one.cites)]
        yield _without_lines(_cut(example.answer, cut), gone)


def _unmark(example: Example, _: random.Random) -> Iterator[str]:
    """A source keeps its line and loses its markers."""
    for number in answers.parse(example.answer).sources:
        body, lines = _parts(example.answer)
        yield re.sub(rf" ?\[{number}\]", "", body) + lines


def _unsource(example: Example, _: random.Random) -> Iterator[str]:
    """A source loses its line and keeps its markers."""
    for number in answers.parse(example.answer).sources:
        yield _without_lines(example.answer, {number})


def _strange_marker(example: Example, dice: random.Random) -> Iterator[str]:
    """A sentence gets a marker of a number that there is not."""
    parsed = answers.parse(example.answer)
    for one in dice.sample([one for one in parsed.sentences if one.cites], 2):
        number = max(parsed.sources) + dice.choice((1, 2, 10))
        yield f"{example.answer[: one.end].rstrip()} [{number}]{example.answer[one.end :]}"


def _strip_citations(example: Example, _: random.Random) -> Iterator[str]:
    """All markers and sources go."""
    body = _parts(example.answer)[0]
    bare = re.sub(r" ?\[\d+\]", "", body)
    yield bare
    yield bare + "\n\nSources: the six articles."


def _other_article(example: Example, dice: random.Random) -> Iterator[str]:
    """A step's id stands under another article."""
    for number, id_ in answers.parse(example.answer).sources.items():
        article, _, key = id_.partition("/")
        others = [a.id for a in articles.bundled() if a.id != article]
        if key != "about":
            yield _resourced(example.answer, number, f"{dice.choice(others)}/{key}")


def _other_author(example: Example, dice: random.Random) -> Iterator[str]:
    """A sentence that cites a step names another article or author as its source."""
    parsed = answers.parse(example.answer)
    named = {a.id: a for a in articles.bundled()}
    cited = [one for one in parsed.sentences if one.cites and len(one.text.split()) > 5]
    for one in dice.sample(cited, min(2, len(cited))):
        own = {parsed.sources[n].partition("/")[0] for n in one.cites if n in parsed.sources}
        writers = {named[id_].author for id_ in own}
        other = dice.choice(
            [a for a in named.values() if a.id not in own and a.author not in writers]
        )
        ways = [f"The article “{other.title}” puts it so: ", f"As “{other.title}” has it, "]
        if other.author != "not named":
            ways.append(f"{other.author} writes: ")
        yield _inserted(example.answer, one, dice.choice(ways))


_MADE_UP = ("celebrate", "send-survey", "offer-discount", "sleep-on-it", "write-contract", "smile")


def _made_up_step(example: Example, dice: random.Random) -> Iterator[str]:
    """A source's id names a step that its article has not, or the text counts one too many."""
    sources = answers.parse(example.answer).sources
    for number, id_ in itertools.islice(sources.items(), 2):
        yield _resourced(example.answer, number, f"{id_.partition('/')[0]}/{dice.choice(_MADE_UP)}")
    article = dice.choice([a for a in articles.bundled() if a.id != "repair-damage"])
    name = dice.choice(("Celebrate the Win", "Survey Your Client", "Lower the Price"))
    body, lines = _parts(example.answer)
    ways = (
        f"The article “{article.title}” has a further step, “{name}”.",
        f"The eleventh step of “{article.title}” is to do so.",
    )
    yield f"{body.rstrip()} {dice.choice(ways)}\n\n{lines.lstrip()}"


def _made_up_source(example: Example, dice: random.Random) -> Iterator[str]:
    """A source is an article that there is not, or a sentence leans on one."""
    sources = answers.parse(example.answer).sources
    number = dice.choice(list(sources))
    made_up = ("win-back/first-call", "client-care/listen-twice", "hbr-2019/trust-repair")
    yield _resourced(example.answer, number, dice.choice(made_up))
    ways = (
        "A Harvard study shows that most clients forgive within a week.",
        "Research shows that a call works twice as well as a mail.",
        "According to Stephen Covey, trust is the glue of life.",
        "As Dale Carnegie puts it, begin with praise.",
        "Experts agree that Tuesdays are best.",
        "See https://example.com/win-back for more.",
    )
    body, lines = _parts(example.answer)
    yield f"{body.rstrip()} {dice.choice(ways)}\n\n{lines.lstrip()}"


def _other_order(example: Example, dice: random.Random) -> Iterator[str]:
    """The steps that the question asks for come in another order."""
    asked = answers.asked_for(example.question)
    if not asked or asked[0].partition("/")[0] not in answers.ORDERED:
        return
    parsed = answers.parse(example.answer)
    numbers = {step: n for n, step in parsed.sources.items() if step in asked}
    if len(numbers) < len(asked):
        return
    # What is said of each step, from where it is first cited to where the next one is.
    first = {
        step: next(one.start for one in parsed.sentences if numbers[step] in one.cites)
        for step in asked
    }
    starts = sorted(first.values())
    ends = [*starts[1:], parsed.body_end]
    blocks = [parsed.text[a:b].rstrip() for a, b in zip(starts, ends, strict=True)]
    head, tail = parsed.text[: starts[0]], parsed.text[parsed.body_end :]
    for order in dice.sample(list(itertools.permutations(range(len(blocks))))[1:], 12):
        yield head + "\n\n".join(blocks[i] for i in order) + "\n\n" + tail


def _padded(example: Example, dice: random.Random) -> Iterator[str]:
    """The answer goes on and on, with nothing wrong in any sentence."""
    body, lines = _parts(example.answer)
    number = next(iter(answers.parse(example.answer).sources))
    for _ in range(2):
        more, count = [], 0
        while count < 430:
            sentence = dice.choice(_PADDING)
            more.append(f"{sentence} [{number}]")
            count += len(sentence.split())
        yield f"{body.rstrip()}\n\n{' '.join(more)}\n\n{lines.lstrip()}"


_PADDING = (
    "Listen to what the client has to say, and let them come to an end before you answer.",
    "Think about what happened first, and about what your own part in it was.",
    "Say plainly what went wrong, and what you have done about it since.",
    "Ask how the client sees it today, and write down the words that they use.",
    "Keep what you promised, in the order in which you promised it, and tell them when it is done.",
)

STRUCTURAL: dict[str, tuple[str, Operator]] = {
    "drop-step": ("missing-step", _drop_step),
    "unmark-source": ("dangling-citation", _unmark),
    "unsource-marker": ("dangling-citation", _unsource),
    "strange-marker": ("dangling-citation", _strange_marker),
    "strip-citations": ("no-citation", _strip_citations),
    "other-article": ("wrong-attribution", _other_article),
    "other-author": ("wrong-attribution", _other_author),
    "made-up-step": ("invented-step", _made_up_step),
    "made-up-source": ("invented-source", _made_up_source),
    "other-order": ("wrong-order", _other_order),
    "padded": ("over-long", _padded),
}


# --- Words ----------------------------------------------------------------------------------------


def worded(examples: Sequence[Example], faulty: Sequence[Piece], seed: int = 0) -> Iterator[Mutant]:
    """Yield answers with one faulty piece each: handed over to be sent, or advised."""
    dice = random.Random(seed)  # noqa: S311
    for piece in faulty:
        if piece.level in ("evident", "subtle") and piece.code != "mixed":
            example = dice.choice(examples)
            code = piece.code
            operator = f"{code}, {'handed' if piece.handed else 'advised'}, {piece.level}"
            yield Mutant(operator, code, _with(example, piece))


def _with(example: Example, piece: Piece) -> Example:
    body, lines = _parts(example.answer)
    said = f'Say: "{_unquoted(piece.text)}"' if piece.handed else piece.text
    return replace(example, answer=f"{body.rstrip()}\n\n{said}\n\n{lines.lstrip()}")


def _unquoted(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace('"', "'")).strip()


# --- Edits that change nothing --------------------------------------------------------------------


def benign(examples: Sequence[Example], near: Sequence[Piece], seed: int = 0) -> Iterator[Mutant]:
    """Yield answers changed in ways that no check may flag; ``check`` is empty."""
    dice = random.Random(seed)  # noqa: S311
    for name, edit in _BENIGN.items():
        for example in dice.sample(list(examples), min(25, len(examples))):
            yield Mutant(name, "", replace(example, answer=edit(example.answer)))
    for piece in near:
        if piece.level == "near":
            yield Mutant(
                f"near {piece.code}, {'handed' if piece.handed else 'advised'}",
                "",
                _with(dice.choice(examples), piece),
            )


def _bold(answer: str) -> str:
    body, lines = _parts(answer)
    return re.sub(r"(?m)^(\w[^\n.!?:>]{3,40}[.!?:])(?= )", r"**\1**", body) + lines


def _typography(answer: str) -> str:
    curly = re.sub(r'"([^"\n]*)"', "“\\1”", answer).replace("'", "’")
    return curly.replace(" - ", " – ")


def _renumbered(answer: str) -> str:
    """Numbers in another order, markers and lines alike."""
    numbers = list(answers.parse(answer).sources)
    other = dict(zip(numbers, reversed(numbers), strict=True))
    return re.sub(r"\[(\d+)\]", lambda m: f"[{other.get(int(m[1]), int(m[1]))}]", answer)


def _greeted(answer: str) -> str:
    return f"Hello, and thank you for telling me this.\n\n{answer}"


def _wished(answer: str) -> str:
    body, lines = _parts(answer)
    return f"{body.rstrip()}\n\nGood luck with it!\n\n{lines.lstrip()}"


def _spaced(answer: str) -> str:
    body, lines = _parts(answer)
    return re.sub(r"\n+", "\n\n", body).rstrip() + "\n\n\n" + lines.lstrip()


_BENIGN: dict[str, Callable[[str], str]] = {
    "bold beginnings": _bold,
    "curly quotes and dashes": _typography,
    "other numbers": _renumbered,
    "a greeting": _greeted,
    "a wish": _wished,
    "more space": _spaced,
}


# --- Parts of an answer ---------------------------------------------------------------------------


def _parts(answer: str) -> tuple[str, str]:
    """Return the answer and the lines of its sources."""
    end = answers.parse(answer).body_end
    return answer[:end], answer[end:]


def _cut(text: str, places: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(places, reverse=True):
        text = text[:start] + text[end:]
    return text


def _without_lines(answer: str, numbers: set[int]) -> str:
    lines = [
        line
        for line in answer.split("\n")
        if not any(re.match(rf"\[{n}\] \S+/\S+$", line.strip()) for n in numbers)
    ]
    return "\n".join(lines)


def _resourced(answer: str, number: int, id_: str) -> str:
    return re.sub(rf"(?m)^\[{number}\] \S+/\S+[ \t]*$", f"[{number}] {id_}", answer)


def _inserted(answer: str, one: answers.Sentence, before: str) -> str:
    raw = answer[one.start :]
    lead = re.match(r"[\s>*_]*(?:(?:[-*•]|\d{1,2}[.)])\s+)?[*_]*", raw)
    at = one.start + (lead.end() if lead else 0)
    return answer[:at] + before + answer[at:]
