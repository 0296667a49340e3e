"""Prompts: text kept as Markdown in ``prompts/``, filled, and known by its fingerprint."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template

from coach import resources
from coach.errors import CoachError

_SECTION = re.compile(r"^## +(\S+) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: a system part and a user part, with ``$names`` to fill."""

    name: str
    system: str
    user: str
    fingerprint: str

    def fill(self, **values: str) -> tuple[str, str]:
        """Return system and user text with every name filled.

        Values are data: braces and dollars in them stay as they are.

        Raises:
            CoachError: The prompt wants other names than were given.
        """
        wanted = set(Template(self.system + self.user).get_identifiers())
        if wanted != set(values):
            raise CoachError(f"prompt '{self.name}' wants {sorted(wanted)}, got {sorted(values)}")
        return Template(self.system).substitute(values), Template(self.user).substitute(values)


@cache
def load(name: str) -> Prompt:
    """Return the prompt of that name.

    Raises:
        CoachError: There is no such prompt, or it lacks ``## system`` and ``## user``.
    """
    text = _read(name)
    parts = _sections(text)
    if set(parts) != {"system", "user"}:
        raise CoachError(f"prompt '{name}' wants the sections system and user, got {sorted(parts)}")
    return Prompt(name, parts["system"], parts["user"], resources.fingerprint(text))


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
