"""What is kept of a client: one TOML file each, under ``cases`` in the home folder, for people to edit.

A file appears whole or not at all, is read by nobody else on the machine, and says at its head what
each line means. What cannot be read is refused with its line.
"""

import os
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from filelock import FileLock

from coach import dates, plans, sentences
from coach.case_fields import BREACHES, WHOSE_ERROR
from coach.dates import Due
from coach.errors import CaseFileError, PlanError
from coach.plans import Item, Plan

FOLDER = "cases"

_LONGEST_NAME = 64
_MOST_BYTES = 1_000_000
_LOCK = ".cases.lock"
_PATIENCE = 60
# Windows keeps these names for devices, whatever stands behind the dot.
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of fact: its name, what it is, whether there may be many, the words it is one of."""

    name: str
    told: str
    many: bool = False
    choices: tuple[str, ...] = ()


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            Fact("who", "who the client is, the name first"),
            Fact("matter", "what it is about"),
            Fact("happened", "what happened, as anybody could have seen it", many=True),
            Fact("inferred", "what you only suppose", many=True),
            Fact("whose_error", "whose error it was", choices=WHOSE_ERROR),
            Fact("since", "since when"),
            Fact("cost", "what it has cost them", many=True),
            Fact("reaction", "how they reacted", many=True),
            Fact("tried", "what you have tried so far", many=True),
            Fact("promised", "what you had promised before", many=True),
            Fact("stakes", "what hangs on it, for you or for them", many=True),
            Fact("dates", "days that matter", many=True),
            Fact("breach", "what was broken: a skill, your word, the same again", choices=BREACHES),
            Fact("status", "where things stand now"),
        )
    }
)
"""What a file may say of a client, in the order in which it is written; all of it may be missing."""

_PLAN = {
    "action": "what is to be done; the one line that must be there",
    "owner": 'who does it; "me" if nobody is named',
    "due": '"2027-05-14", or "2027-05-14 15:00 Europe/Berlin"; without a zone it is that of your machine',
    "proof": "how it will show that it is done",
    "step": 'the step of an article, such as "mend-fences/follow-up"',
    "done": 'the day when it was done, "2027-05-13"; without it the step is open',
    "source": f"where it comes from: {', '.join(plans.SOURCES)}",
    "id": "by which a calendar knows it again; leave it, or leave it out",
}

_Facts = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What is kept of one client.

    Texts are cleaned of control characters and outer white space, and facts that are empty left out,
    so that a file that is saved is loaded as the same value.

    Attributes:
        name: The client's name, as in ``--case``: lower-case letters, digits, ``-`` and ``_``.
        facts: By the names in ``FACTS``; a text, or a tuple of texts where there may be many.
        plan: The plan.

    Raises:
        CaseFileError: The name cannot be one, or a fact is none of ``FACTS`` or of another kind.
    """

    name: str
    facts: _Facts = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)

    def __post_init__(self) -> None:
        """Check the name and clean the facts."""
        object.__setattr__(self, "name", checked(self.name))
        unknown = [name for name in self.facts if name not in FACTS]
        if unknown:
            raise CaseFileError(_no_fact(unknown[0]))
        kept = {}
        for name, fact in FACTS.items():
            value = _fact(fact, self.facts.get(name, ()))
            if value:
                kept[name] = value
        object.__setattr__(self, "facts", MappingProxyType(kept))


def checked(name: str) -> str:
    """Return the name as it is kept: in lower case, so that Acme and acme are one client.

    Raises:
        CaseFileError: It is empty or too long, or holds more than letters, digits, ``-`` and ``_``.
    """
    plain = unicodedata.normalize("NFC", name).lower()
    sound = all(character.isalnum() or character in "-_" for character in plain)
    if not plain or not sound or not plain[0].isalnum() or len(plain) > _LONGEST_NAME:
        raise CaseFileError(
            f"wanted a client's name of letters, digits, '-' and '_', at most {_LONGEST_NAME}, the first a "
            f"letter or digit, got '{name[:80]}'; try one such as acme-berlin"
        )
    if _DEVICES.fullmatch(plain):
        raise CaseFileError(f"Windows keeps the name '{plain}' for a device; try '{plain}-1'")
    return plain


def path(home: Path, name: str) -> Path:
    """Return where the file of that client is, or would be."""
    return home / FOLDER / f"{checked(name)}.toml"


def listed(home: Path) -> tuple[str, ...]:
    """Return the names of the clients that have a file, sorted."""
    names = []
    for entry in (home / FOLDER).glob("*.toml"):
        with suppress(CaseFileError):
            if checked(entry.stem) == entry.stem:
                names.append(entry.stem)
    return tuple(sorted(names))


def load(home: Path, name: str, *, zone: ZoneInfo | None = None) -> CaseFile:
    """Return what is kept of a client.

    Args:
        home: The home folder of the settings.
        name: The client's name.
        zone: For hours in the file that name no zone; that of this machine by default.

    Raises:
        CaseFileError: There is no such client, and the message names those there are; or the file
            cannot be read, and it names the line.
    """
    there = path(home, name)
    try:
        raw = there.read_bytes()
    except FileNotFoundError:
        raise CaseFileError(_nobody(home, name)) from None
    except OSError as error:
        raise CaseFileError(f"{there} cannot be read: {error.strerror or error}") from error
    return parse(raw, checked(name), source=str(there), zone=zone)


def save(home: Path, file: CaseFile) -> Path:
    """Write the file of a client and return where it is; what stood there is replaced in one step.

    To change what is there use ``update``, which loses no change that another process makes.

    Raises:
        CaseFileError: It cannot be written.
    """
    with _locked(home):
        return _keep(home, file)


def update(
    home: Path,
    name: str,
    change: Callable[[CaseFile], CaseFile],
    *,
    create: bool = False,
    zone: ZoneInfo | None = None,
) -> CaseFile:
    """Read the file of a client, change it and write it, and return it; others wait meanwhile.

    Args:
        home: The home folder of the settings.
        name: The client's name.
        change: Returns the file as it shall be; an error of it leaves the file as it is.
        create: Whether a client who is not there yet begins with an empty file.
        zone: For hours in the file that name no zone; that of this machine by default.

    Raises:
        CaseFileError: There is no such client, or the file cannot be read or written.
    """
    with _locked(home):
        fresh = create and not path(home, name).exists()
        before = CaseFile(name) if fresh else load(home, name, zone=zone)
        after = replace(change(before), name=before.name)
        if fresh or after != before:
            _keep(home, after)
    return after


def forget(home: Path, name: str) -> tuple[Path, ...]:
    """Remove all that is kept of a client and return the files that were removed.

    What an editor left beside the file, such as ``acme.toml.bak``, goes too. What was exported lies
    where the user put it, and stays.

    Raises:
        CaseFileError: There is no such client, or a file cannot be removed.
    """
    plain = checked(name)
    if not path(home, plain).parent.is_dir():
        raise CaseFileError(_nobody(home, plain))
    with _locked(home):
        folder = path(home, plain).parent
        # No name of a client holds a dot or a sign that a pattern would read.
        patterns = (f"{plain}.*", f".{plain}.*", f"#{plain}.*")
        found = sorted(one for pattern in patterns for one in folder.glob(pattern))
        if not found:
            raise CaseFileError(_nobody(home, plain))
        try:
            for one in found:
                one.unlink()
        except OSError as error:
            raise CaseFileError(f"{one} cannot be removed: {error.strerror or error}") from error
    return tuple(found)


def export(file: CaseFile, to: Path, now: datetime) -> None:
    """Write the plan of a client as ``.md``, ``.json`` or ``.ics``; an older export there is renewed.

    Args:
        file: The client's file.
        to: The file to write; its ending says in which form.
        now: The moment, with its time zone.

    Raises:
        CaseFileError: The ending is none of these, the file is there and no export of ours, or it cannot
            be written.
    """
    make = EXPORTS.get(to.suffix.lower())
    if make is None:
        raise CaseFileError(f"wanted a file that ends in {', '.join(EXPORTS)}, got '{to.name}'")
    try:
        if to.exists() and not _is_export(to.read_bytes()[:_MOST_BYTES]):
            raise CaseFileError(f"{to} is there and no export of a plan; choose another name")
        write_whole(to, make(file, now), mode=0o666)
    except OSError as error:
        raise CaseFileError(f"cannot write {to}: {error.strerror or error}") from error


# --- Text ---------------------------------------------------------------------------------------


def render(file: CaseFile) -> str:
    """Return the TOML that ``parse`` reads back as the same file."""
    lines = list(_head(file.name))
    lines += [line for name, value in file.facts.items() for line in _pair(name, value)]
    for item in file.plan.items:
        lines += ["", "[[plan]]"]
        for name, value in _item_values(item).items():
            lines += _pair(name, value)
    return "\n".join(lines) + "\n"


def parse(raw: bytes, name: str, *, source: str, zone: ZoneInfo | None = None) -> CaseFile:
    """Return the client's file that the bytes are.

    Args:
        raw: TOML in UTF-8, with or without a byte order mark.
        name: The client's name.
        source: What messages call the file.
        zone: For hours that name no zone; that of this machine by default.

    Raises:
        CaseFileError: It is no such TOML; the message names the line.
    """
    text = _decoded(raw, source)
    lines = _Lines(text, source)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise lines.broken(str(error)) from error
    except RecursionError as error:
        raise CaseFileError(f"{source}: its brackets are nested too deeply") from error
    found = values.pop("plan", [])
    facts = {}
    for key, value in values.items():
        if key not in FACTS:
            raise lines.fault(key, _no_fact(key))
        try:
            facts[key] = _fact(FACTS[key], value)
        except CaseFileError as error:
            raise lines.fault(key, str(error)) from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise lines.fault("plan", "wanted each step of the plan under [[plan]], with two brackets")
    items = tuple(_item(table, at, lines, zone) for at, table in enumerate(found))
    return CaseFile(name, facts, Plan(items))


def _head(name: str) -> Iterator[str]:
    """Yield the comment that a file begins with."""
    yield f"# What the coach keeps of the client {name}. 'coach forget {name}' removes it."
    yield "#"
    yield '# You may edit it: a text stands in "quotation marks", a list of texts in [brackets], each with a'
    yield '# comma behind it; within a text write \\" for a quotation mark and \\\\ for a backslash. What you'
    yield "# don't know may be missing. Comments of your own are lost when the coach writes the file again."
    yield "#"
    for fact in FACTS.values():
        kind = (
            f" ({' | '.join(fact.choices)})" if fact.choices else " (a list)" if fact.many else ""
        )
        yield f"# {fact.name:<12}{fact.told}{kind}"
    yield "#"
    yield "# The plan comes last, one [[plan]] for each step:"
    for key, told in _PLAN.items():
        yield f"# {key:<12}{told}"
    yield ""


def _pair(name: str, value: str | tuple[str, ...]) -> list[str]:
    if isinstance(value, str):
        return [f"{name} = {_quoted(value)}"]
    return [f"{name} = [", *(f"  {_quoted(one)}," for one in value), "]"]


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _quoted(text: str) -> str:
    """Return the text as a basic string of TOML on one line."""
    return '"' + "".join(_ESCAPES.get(one, one) for one in text) + '"'


def _item_values(item: Item) -> dict[str, str]:
    values = {
        "action": item.action,
        "owner": item.owner,
        "due": _written(item.due),
        "proof": item.proof,
        "step": item.step,
        "done": item.done.isoformat() if item.done is not None else "",
        "source": item.source,
        "id": item.id,
    }
    return {name: value for name, value in values.items() if value}


def _written(due: Due | None) -> str:
    if due is None:
        return ""
    if isinstance(due, datetime):
        return f"{due.date().isoformat()} {due:%H:%M} {plans.zone_of(due)}"
    return due.isoformat()


def _decoded(raw: bytes, source: str) -> str:
    if len(raw) > _MOST_BYTES:
        raise CaseFileError(f"{source} has {len(raw):,} bytes, at most {_MOST_BYTES:,} can be read")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CaseFileError(
            f"{source}, line {line}: this is no UTF-8; save the file as UTF-8"
        ) from error


# --- Values -------------------------------------------------------------------------------------


def _fact(fact: Fact, value: object) -> str | tuple[str, ...]:
    """Return a fact cleaned, empty when nothing is told.

    Raises:
        CaseFileError: It is of another kind.
    """
    if fact.many:
        many = (value,) if isinstance(value, str) else value
        if not isinstance(many, Sequence) or not all(isinstance(one, str) for one in many):
            raise CaseFileError(f'\'{fact.name}\' wants a list of texts, such as ["…", "…"]')
        return tuple(text for one in many if (text := sentences.clean(one)))
    if value == ():
        return ""
    if not isinstance(value, str):
        raise CaseFileError(f"'{fact.name}' wants one text in quotation marks")
    text = sentences.clean(value)
    if text and fact.choices and text not in fact.choices:
        raise CaseFileError(f"'{fact.name}' is one of {', '.join(fact.choices)}; got '{text[:80]}'")
    return text


def _no_fact(name: str) -> str:
    return f"there is no fact '{name}'; the facts are {', '.join(FACTS)}"


def _item(table: Mapping[str, object], at: int, lines: "_Lines", zone: ZoneInfo | None) -> Item:
    """Return the item that one [[plan]] describes.

    Raises:
        CaseFileError: A value does not fit; the message names its line.
    """
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _PLAN:
            above = "; facts stand above the first [[plan]]" if key in FACTS else ""
            told = f"a step of the plan has no '{key}'; it has {', '.join(_PLAN)}{above}"
            raise lines.fault(key, told, at)
        try:
            values[key] = _item_value(key, value, zone)
        except CaseFileError as error:
            raise lines.fault(key, str(error), at) from error
    if "action" not in values:
        raise lines.fault("", "a step of the plan wants an action", at)
    try:
        return Item(**{key: value for key, value in values.items() if value})
    except (PlanError, TypeError) as error:
        key = "source" if "source" in str(error) else "action"
        told = str(error) if isinstance(error, PlanError) else "a step of the plan wants an action"
        raise lines.fault(key, told, at) from error


def _item_value(key: str, value: object, zone: ZoneInfo | None) -> object:
    if key in ("due", "done"):
        due = _due(value, zone)
        if key == "done" and isinstance(due, datetime):
            return due.date()
        return due
    if not isinstance(value, str):
        raise CaseFileError(f"'{key}' wants one text in quotation marks")
    if len(sentences.clean(value)) > plans.LONGEST:
        raise CaseFileError(f"'{key}' has more than {plans.LONGEST} characters")
    return value


_DUE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ]\s*(?P<hour>\d\d?:\d\d)(?::\d\d(?:\.\d+)?)?"
    r"(?:\s*(?P<offset>Z|[+-]\d\d:?\d\d)|\s+(?P<zone>[A-Za-z]\S*))?)?"
)


def _due(value: object, zone: ZoneInfo | None) -> Due | None:
    """Return the date that a value is, None when it is empty.

    Raises:
        CaseFileError: It is no date, or its time zone is unknown.
    """
    if isinstance(value, date):
        # A date without quotation marks is one of TOML's own.
        value = value.isoformat()
    if not isinstance(value, str):
        raise CaseFileError('wanted a date in quotation marks, such as "2027-05-14"')
    words = " ".join(value.split())
    if not words:
        return None
    match = _DUE.fullmatch(words)
    try:
        if match is None:
            raise ValueError(words)
        day = date.fromisoformat(match["day"])
        if not match["hour"]:
            return day
        hour, _, minute = match["hour"].partition(":")
        naive = datetime(day.year, day.month, day.day, int(hour), int(minute))
        # Also to find out whether there is such an offset.
        at = datetime.fromisoformat(f"{naive.isoformat()}{match['offset'] or ''}")
    except ValueError as error:
        raise CaseFileError(
            f'wanted a date such as "2027-05-14" or "2027-05-14 15:00", got \'{words[:80]}\''
        ) from error
    if match["offset"]:
        return at.astimezone(zone or dates.local_zone())
    return naive.replace(
        tzinfo=_zone(match["zone"]) if match["zone"] else zone or dates.local_zone()
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CaseFileError(
            f"there is no time zone '{name[:80]}'; wanted one such as Europe/Berlin, or none"
        ) from error


# --- Lines --------------------------------------------------------------------------------------

_LONG_STRING = re.compile(r"(\"{3}|'{3}).*?\1", re.DOTALL)
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_STEP = re.compile(r"\s*\[\[\s*[\"']?plan[\"']?\s*\]\]")


class _Lines:
    """The lines of a file, to say where a fault is."""

    def __init__(self, text: str, source: str) -> None:
        self._source = source
        # A line within a long string is no line of a key.
        plain = _LONG_STRING.sub(lambda match: "\n" * match[0].count("\n"), text)
        self._lines = plain.split("\n")
        self._steps = [at for at, line in enumerate(self._lines) if _STEP.match(line)]

    def fault(self, key: str, told: str, step: int | None = None) -> CaseFileError:
        """Return an error that names the line of the key, in the plan's step of that number or above it."""
        first, last = 0, self._steps[0] if self._steps else len(self._lines)
        if step is not None and step < len(self._steps):
            first = self._steps[step]
            last = [*self._steps, len(self._lines)][step + 1]
        elif key == "plan" or step is not None:
            # Steps that were written in one list.
            key, last = "plan", len(self._lines)
        return CaseFileError(f"{self._source}, line {self._at(key, first, last) + 1}: {told}")

    def _at(self, key: str, first: int, last: int) -> int:
        begins = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*(?:[=.\]]|$)")
        found = (at for at in range(first, last) if key and begins.match(self._lines[at]))
        return next(found, first)

    def broken(self, told: str) -> CaseFileError:
        """Return the error for a text that is no TOML, with its line and what to look for."""
        match = _PLACE.search(told)
        line = int(match["line"]) if match and match["line"] else self._last_key() + 1
        what = told[: match.start()] if match else told
        written = self._lines[min(line, len(self._lines)) - 1]
        hint = "look for a quotation mark or bracket that is not closed"
        if re.search("[“”„]", written):
            hint = 'use straight quotation marks: "'
        elif "\\" in written and re.search("escape|hex", what):
            hint = "write a backslash twice: \\\\"
        elif "overwrite" in what:
            hint = "the same name stands twice; keep one"
        return CaseFileError(f"{self._source}, line {line}: {what}; {hint}")

    def _last_key(self) -> int:
        keys = [at for at, line in enumerate(self._lines) if re.match(r"\s*[\w\"'-]+\s*=", line)]
        return keys[-1] if keys else 0


# --- Files --------------------------------------------------------------------------------------


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Hold the one lock of all clients' files: a lock each would keep a forgotten client's name."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / _LOCK, timeout=_PATIENCE):
            yield
    except OSError as error:
        raise CaseFileError(
            f"cannot write under {home}: {error.strerror or error}; set COACH_HOME"
        ) from error


def _keep(home: Path, file: CaseFile) -> Path:
    there = path(home, file.name)
    there.parent.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix":
        there.parent.chmod(0o700)
    write_whole(there, render(file).encode("utf-8"), mode=0o600)
    return there


def write_whole(to: Path, content: bytes, *, mode: int) -> None:
    """Put the content in the file's place in one step, and only when it is safe on the disk.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    beside = to.with_name(f".{to.name}.part")
    # What a process that was killed left behind may have another mode.
    beside.unlink(missing_ok=True)
    # Windows would turn each line end into two characters.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(beside, flags, mode), "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        beside.replace(to)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        # The new name is safe only when the folder is.
        folder = os.open(to.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _nobody(home: Path, name: str) -> str:
    there = listed(home)
    told = f"there are {', '.join(there)}" if there else "there is none yet"
    return f"no client is called '{checked(name)}'; {told}"


# --- Exports ------------------------------------------------------------------------------------


def _markdown(file: CaseFile, now: datetime) -> bytes:
    return plans.markdown(file.plan, file.name, now).encode("utf-8")


def _json(file: CaseFile, now: datetime) -> bytes:
    import json

    from coach.advice import SCHEMA

    values = {"schema": SCHEMA, "case": file.name, "plan": plans.values(file.plan, now)}
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _ics(file: CaseFile, now: datetime) -> bytes:
    from coach import calendars

    return calendars.ics(file.plan, file.name, now)


EXPORTS: Mapping[str, Callable[[CaseFile, datetime], bytes]] = MappingProxyType(
    {".md": _markdown, ".json": _json, ".ics": _ics}
)
"""The endings that a plan is exported to."""


def _is_export(content: bytes) -> bool:
    """Whether a file is one that an export wrote, and may be renewed."""
    return (
        not content.strip()
        or content.startswith(b"# Plan: ")
        or (content.startswith(b"{") and b'"schema"' in content and b'"plan"' in content)
        or (content.startswith(b"BEGIN:VCALENDAR") and b"repair-coach" in content)
    )
