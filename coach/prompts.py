"""Prompts: text kept as Markdown in ``prompts/``, filled, and known by its fingerprint."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import NamedTuple

from coach import resources
from coach.errors import CoachError

_PARTS = ("system", "example", "reply", "user")
_SECTION = re.compile(r"^## +(\S+) *$", re.MULTILINE)


class Message(NamedTuple):
    """One message to a model; ``role`` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: instructions, one exchange as an example, and the user's part with ``$names`` to fill."""

    name: str
    system: str
    example: str
    reply: str
    user: str
    fingerprint: str

    def fill(self, **values: str) -> tuple[Message, ...]:
        """Return the messages to send, with every name filled.

        Values are data: braces and dollars in them stay as they are.

        Raises:
            CoachError: The prompt wants other names than were given.
        """
        wanted = set(Template(self.user).get_identifiers())
        if wanted != set(values):
            raise CoachError(f"prompt '{self.name}' wants {sorted(wanted)}, got {sorted(values)}")
        return (
            Message("system", self.system),
            Message("user", self.example),
            Message("assistant", self.reply),
            Message("user", Template(self.user).substitute(values)),
        )


@cache
def load(name: str) -> Prompt:
    """Return the prompt of that name.

    Raises:
        CoachError: There is no such prompt, or a section is missing.
    """
    text = _read(name)
    parts = _sections(text)
    if list(parts) != list(_PARTS):
        raise CoachError(f"prompt '{name}' wants the sections {list(_PARTS)}, got {list(parts)}")
    return Prompt(name, **parts, fingerprint=resources.fingerprint(text))


@cache
def phrases(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of phrases in a prompt file, by section: each ``- line`` is one phrase."""
    return {
        key: tuple(line[2:].strip() for line in body.splitlines() if line.startswith("- "))
        for key, body in _sections(_read(name)).items()
    }


def fingerprint(name: str) -> str:
    """Return the fingerprint of the prompt file of that name."""
    return resources.fingerprint(_read(name))


@cache
def _read(name: str) -> str:
    entry = resources.folder("prompts") / f"{name}.md"
    if not entry.is_file():
        raise CoachError(f"there is no prompt '{name}' in prompts/")
    return entry.read_text(encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    heads = list(_SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {head[1]: text[head.end() : end].strip() for head, end in zip(heads, ends, strict=True)}
