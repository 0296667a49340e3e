"""Articles and their passages: Markdown in, values out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from coach import resources
from coach.errors import LibraryError

STAGES = ("pause", "weigh", "own", "listen", "apologize", "act", "follow", "keep")
"""The order a repair takes; a step's ``stage`` is one of these. The project's own ordering."""

_REQUIRED = ("id", "title", "author", "address", "language")
_SECTION = re.compile(r"^## +([a-z0-9][a-z0-9-]*): *(.+?) *$", re.MULTILINE)
_OURS = re.compile(r"^### +Ours *$", re.MULTILINE)
# A line of an article's own text that would be read as a heading has a backslash before it.
_HEADING = re.compile(r"^(?=\\*#{2,3} )", re.MULTILINE)
_ESCAPED = re.compile(r"^\\(?=\\*#{2,3} )", re.MULTILINE)
_ESCAPE = r"\\"
_ITEM = re.compile(r"^- +([a-z]+): *(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article short enough to show whole, and to cite.

    ``score`` is set by a search: higher is nearer; it orders hits and means nothing else.

    >>> from coach import Coach
    >>> with Coach.open() as c:
    ...     hits = c.search("I want to send a gift", limit=2)
    >>> len(hits), hits[0].score >= hits[1].score
    (2, True)
    """

    id: str
    step: str
    article: str
    title: str
    author: str
    address: str
    text: str
    name: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    ``nearness`` is the cosine of each passage's nearest row, empty with keywords alone; ``notice``
    says what went wrong, if anything did.
    """

    passages: tuple[Passage, ...]
    nearness: Mapping[str, float] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a search found a passage.

    ``words`` are those of the question that it holds, ``called`` the probability, as heard, that
    its step is the one most called for, and ``situation`` a telling of ours that it is most like.
    """

    passage: Passage
    words: tuple[str, ...]
    called: float
    situation: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a passage with its vector, for telling what a sentence rests on."""

    passage: str
    text: str
    vector: Sequence[float]


@dataclass(frozen=True, slots=True)
class Notes:
    """The project's own additions to a step: no part of the article, never embedded as its text."""

    stage: str = "listen"
    gist: str = ""
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[str, ...]:
        """Return the lines of one kind: ``do``, ``say``, ``avoid``, ``ask`` or ``commit``."""
        return self.lines.get(kind, ())


@dataclass(frozen=True, slots=True)
class Section:
    """One step of an article, or ``about``: its name, the retold text, our notes."""

    key: str
    name: str
    text: str
    notes: Notes = field(default_factory=Notes)


@dataclass(frozen=True, slots=True)
class Article:
    """A source text: who wrote it, where it stands, and its sections in order."""

    id: str
    title: str
    author: str
    address: str
    language: str
    sections: tuple[Section, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """One passage a section, id ``article/step``."""
        return tuple(self._passage(section) for section in self.sections)

    def _passage(self, section: Section) -> Passage:
        step = f"{self.id}/{section.key}"
        return Passage(
            id=step,
            step=step,
            article=self.id,
            title=self.title,
            author=self.author,
            address=self.address,
            text=section.text,
            name=section.name,
        )


def parse(text: str, *, source: str) -> Article:
    """Return the article that a Markdown text with front matter describes.

    Args:
        text: Front matter between two ``---`` lines, then sections ``## key: Name``. In a section
            what stands under ``### Ours`` is the project's own and not the article's.
        source: The name to use in messages.

    Raises:
        LibraryError: The front matter or a section is not whole; the message says which.
    """
    match = re.match(r"\A---\n(.*?)\n---\n(.*)\Z", text.replace("\r\n", "\n"), re.DOTALL)
    if match is None:
        raise LibraryError(f"{source}: wanted front matter between two '---' lines at the top")
    facts = _front_matter(match[1], source)
    heads = list(_SECTION.finditer(match[2]))
    keys = [head[1] for head in heads]
    if not keys or len(set(keys)) != len(keys):
        raise LibraryError(f"{source}: wanted sections '## key: Name', each key once, got {keys}")
    ends = [head.start() for head in heads[1:]] + [len(match[2])]
    sections = tuple(
        _section(head[1], head[2], match[2][head.end() : end], source)
        for head, end in zip(heads, ends, strict=True)
    )
    extra = {key: value for key, value in facts.items() if key not in _REQUIRED}
    return Article(**{key: facts[key] for key in _REQUIRED}, sections=sections, facts=extra)


def render(article: Article) -> str:
    """Return the Markdown that ``parse`` reads back as the same article, notes left out."""
    head = {key: getattr(article, key) for key in _REQUIRED} | dict(article.facts)
    front = "\n".join(f"{key}: {_one_line(value)}" for key, value in head.items())
    body = "\n\n".join(
        f"## {part.key}: {_one_line(part.name)}\n\n{_HEADING.sub(_ESCAPE, part.text)}"
        for part in article.sections
    )
    return f"---\n{front}\n---\n\n{body}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def bundled() -> tuple[Article, ...]:
    """Return the six articles that come with the coach, in the order of their file names.

    Raises:
        LibraryError: A file of the corpus is not whole.
    """
    names = (entry for entry in resources.folder("corpus").iterdir() if entry.name.endswith(".md"))
    files = sorted((entry for entry in names if entry.name != "README.md"), key=lambda f: f.name)
    return tuple(parse(entry.read_text(encoding="utf-8"), source=entry.name) for entry in files)


def read_folder(path: Path) -> tuple[Article, ...]:
    """Return the articles kept as Markdown in a folder; none when there is no such folder.

    Raises:
        LibraryError: A file cannot be read as an article, or two have the same id.
    """
    found: dict[str, Article] = {}
    for entry in sorted(path.glob("*.md"), key=lambda entry: entry.stem):
        try:
            text = entry.read_text(encoding="utf-8")
        except FileNotFoundError:
            # Removed by another process since the folder was listed.
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise LibraryError(f"{entry} cannot be read: {error}; mend or remove it") from error
        article = parse(text, source=str(entry))
        if article.id in found:
            raise LibraryError(f"{entry}: another file has the id '{article.id}' too; remove one")
        found[article.id] = article
    return tuple(found.values())


def passages(articles: Iterable[Article]) -> tuple[Passage, ...]:
    """Return the passages of all the articles, in order."""
    return tuple(passage for article in articles for passage in article.passages)


def notes(articles: Iterable[Article]) -> dict[str, Notes]:
    """Return our notes on each step, by step id."""
    return {f"{a.id}/{section.key}": section.notes for a in articles for section in a.sections}


def _front_matter(text: str, source: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    facts = {key.strip(): value.strip() for key, _, value in pairs}
    missing = [key for key in _REQUIRED if not facts.get(key)]
    if missing:
        raise LibraryError(f"{source}: the front matter wants {list(_REQUIRED)}, missing {missing}")
    return facts


def _section(key: str, name: str, body: str, source: str) -> Section:
    retold, *ours = _OURS.split(body)
    items = [(item[1], item[2]) for item in _ITEM.finditer("\n".join(ours))]
    kinds = dict.fromkeys(kind for kind, _ in items)
    lines = {kind: tuple(text for k, text in items if k == kind) for kind in kinds}
    stage = lines.pop("stage", ("listen",))[0]
    gist = lines.pop("gist", ("",))[0]
    if stage not in STAGES:
        raise LibraryError(f"{source}: {key}: stage is one of {list(STAGES)}, got '{stage}'")
    if not retold.strip():
        raise LibraryError(f"{source}: {key}: the section has no text")
    return Section(key, name, _ESCAPED.sub("", retold.strip()), Notes(stage, gist, lines))


TWINS: tuple[frozenset[str], ...] = (
    frozenset(
        ("fall-on-sword/just-ask", "mend-fences/real-problem", "rebuild-bridges/open-channels")
    ),
    frozenset(("four-steps/own", "rebuild-bridges/know-when-wrong")),
    frozenset(("repair-damage/be-empathetic", "mend-fences/feel-emotion")),
    frozenset(
        (
            "repair-damage/be-accountable",
            "rebuild-bridges/actions-speak",
            "repair-damage/take-action",
        )
    ),
)
"""Steps of different articles that say the same: one of a set counts as each of them."""


SIDE_NOTES = frozenset(
    (
        "four-steps/push-balance",
        "four-steps/let-go",
        "four-steps/noble-cause",
        "repair-damage/act-fast",
    )
)
"""Steps that stand beside those that the author of an article counts."""


def twin(step: str) -> str:
    """Return the name under which a step and its twins count as one."""
    return next((min(twins) for twins in TWINS if step in twins), step)


def is_step(id_: str) -> bool:
    """Return whether a passage holds a step, and not what stands outside every step."""
    return not id_.endswith("/about")
