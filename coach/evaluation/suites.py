"""A suite of scenarios to begin with, for articles of one's own: ``coach eval init``.

What is written is valid at once and asks little: each scenario is made from a section's name and its
first sentence, and says what its author has still to fill in.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach import sentences
from coach.articles import Article, Section, is_step
from coach.errors import CoachError
from coach.evaluation import results

EACH = 3
"""Scenarios of an article."""

TODO = (
    "Put in place of both wordings what a user of yours would write who caused such trouble, in "
    "their own words; see that 'required' names what a good answer must cite; then take this todo out."
)
"""What every scenario to begin with still wants."""

_LONGEST_SENTENCE = 40
# Each scenario of an article asks in another way, so that one with few sections has three of them too.
_WORDINGS = (
    (
        "My client is unhappy with us and it was my mistake. How do I go about “{name}”?",
        "I let a client down. {first} Where do I begin?",
    ),
    (
        "A customer is angry with us. What does “{name}” ask of me now?",
        "One of our customers has complained. {first} How do I do that today?",
    ),
    (
        "I have to make something good with a client. Tell me more about “{name}”.",
        "We got it wrong and the client knows. {first} What would you do first?",
    ),
)
_GATES = """\
# Floors for the lower end of each metric's 95 % interval. None yet: over a few scenarios an interval
# is as wide as the scale. From about thirty on take the # away, and set each a little below what the
# coach reaches. A floor moves only in a commit that says why.

[replay]
# step_recall = { low = 0.60 }
# answered = { low = 0.80 }
# supported = { low = 0.80 }
# clean = { low = 0.90 }
"""
_README = """\
# Scenarios for articles of our own

    coach ingest --yes FILE...                    # the articles, where they are not kept yet
    coach eval run --folder .                     # asks every scenario; needs no model, no key, no network
    coach eval run --folder . --accept            # what the coach decides now is right: keep it as the baseline
    coach eval run --folder . --only ID,ID        # some of them
    coach eval run --folder . --out out           # a report to read and one for CI

Exit 0: every decision is as in `baseline.json`. 1: one is another, and the report names the scenario and
what changed. 2: the run says nothing; a line is broken, or names a step that no article has any more.

1. Open `scenarios/look.jsonl`, one scenario a line. What stands there was made from headings and first
   sentences and is marked `todo`. Put real words in: what somebody wrote to you who had caused trouble,
   with names and figures changed, told in two wordings.
2. `required` names the steps that a good answer cites (`coach search WORDS` prints their ids), `optional`
   those that are fine too, `forbidden` those that would do harm. Write it before you look at
   what the coach says, and let somebody else read it.
3. Add questions that your articles do not cover (`"kind": "out-of-scope"`, nothing required) and vague
   ones (`"kind": "vague"`): a coach that always advises is not a good one.
4. Run it, read the report, and only then `--accept`. Commit the folder.
5. After a change of an article, the baseline tells what else changed. If it is meant, `--accept` again,
   and say why in the commit.

{articles}
"""


@dataclass(frozen=True, slots=True)
class Started:
    """What was written, what was there already and is as it was, and articles that no answer can cite."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    uncitable: tuple[str, ...]


def start(folder: Path, own: Sequence[Article]) -> Started:
    """Write a suite to begin with, three scenarios an article; a file that is there is never touched.

    Args:
        folder: Where to; made when it is not there.
        own: The user's own articles.

    Raises:
        CoachError: There is no article with a step, or the folder cannot be written.
    """
    citable = [article for article in own if _steps(article)]
    if not citable:
        raise CoachError(_nothing_to_ask(own))
    lines = [json.dumps(row, ensure_ascii=False) for a in citable for row in starters(a)]
    named = "\n".join(f"- `{article.id}`: {article.title}" for article in citable)
    files = {
        folder / "scenarios" / "look.jsonl": "\n".join(lines) + "\n",
        folder / results.GATES: _GATES,
        folder / "README.md": _README.replace("{articles}", f"The articles:\n\n{named}"),
    }
    written, kept = [], []
    try:
        (folder / "scenarios").mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            try:
                with file.open("x", encoding="utf-8") as out:
                    out.write(text)
                written.append(file)
            except FileExistsError:
                kept.append(file)
    except OSError as error:
        raise CoachError(
            f"cannot write {error.filename or folder}: {error.strerror}; choose another folder"
        ) from error
    return Started(tuple(written), tuple(kept), tuple(a.id for a in own if a not in citable))


def starters(article: Article) -> Iterator[dict[str, object]]:
    """Yield the scenarios to begin with for one article, as lines of ``look.jsonl`` hold them."""
    steps = _steps(article)
    for number, wordings in enumerate(_WORDINGS[:EACH]):
        section = steps[number % len(steps)]
        told = {"name": _line(section.name), "first": _first(section)}
        yield {
            "id": f"{article.id}-{number + 1}",
            "kind": "in-scope",
            "article": article.id,
            "wordings": [[wording.format(**told)] for wording in wordings],
            "required": [f"{article.id}/{section.key}"],
            "optional": [],
            "forbidden": [],
            "todo": TODO,
        }


def _steps(article: Article) -> tuple[Section, ...]:
    """Return the sections that an answer can cite."""
    return tuple(s for s in article.sections if is_step(f"{article.id}/{s.key}"))


def _first(section: Section) -> str:
    """Return the section's first sentence, or the beginning of a long one."""
    first = next(iter(sentences.split(section.text)), section.name)
    words = _line(first).split()
    return (
        " ".join(words)
        if len(words) <= _LONGEST_SENTENCE
        else f"{' '.join(words[:_LONGEST_SENTENCE])} …"
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _nothing_to_ask(own: Sequence[Article]) -> str:
    if not own:
        return (
            "you have no article of your own yet, and the coach's own are measured already; add one "
            "with 'coach ingest FILE', then run this again"
        )
    names = ", ".join(article.id for article in own)
    return (
        f"no section of {names} is a step that an answer could cite; give the text headings, one a "
        "step, and ingest it again"
    )
