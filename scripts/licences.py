"""Check the licence of every distribution that is installed with the coach.

    .venv/bin/python scripts/licences.py
    .venv-evals/bin/python scripts/licences.py evals      # with those of an extra

Follows the dependencies of repair-coach as they are installed here, and ends with 1 when one has a
licence that is not on the list, or none that can be read.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "repair-coach"

# With these the coach may be given on, changed and sold, its own text being under Apache-2.0.
# MPL binds whoever changes files under it; we change none, and ship none. So does LGPL, whose one
# library here, psycopg of the extra 'server', is imported as it comes and can be replaced by its user.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CNRI-Python",
    "ISC",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
    "CC0-1.0",
}

# Their metadata state nothing; this is the licence whose text they ship.
SHIPPED = {"agent-client-protocol": "Apache-2.0"}

# How packages that do not use SPDX names spell theirs.
SPELLINGS = (
    (r"apache software license|apache[\s-]*(license)?,?\s*(version)?\s*2|^apache$", "Apache-2.0"),
    (r"mozilla public license 2\.0|^mpl[\s-]*2", "MPL-2.0"),
    (r"3[\s-]*clause|new bsd|modified bsd", "BSD-3-Clause"),
    (r"2[\s-]*clause|simplified bsd", "BSD-2-Clause"),
    (r"\bbsd\b", "BSD"),
    (r"python software foundation|^psf", "PSF-2.0"),
    (r"\bisc\b", "ISC"),
    (r"\bunlicense\b", "Unlicense"),
    (r"^mit\b|\bmit license\b", "MIT"),
)


def main() -> None:
    """Print the count of each licence, then what is not allowed."""
    found = {name: licence(name) for name in closure(OURS, *sys.argv[1:])}
    for expression, count in Counter(found.values()).most_common():
        print(f"{count:4} {expression or 'nothing stated'}")
    refused = {name: text for name, text in found.items() if not allowed(text)}
    for name, text in sorted(refused.items()):
        print(f"not on the list: {name}: {text or 'no licence is stated'}")
    print(f"{len(found)} distributions, {len(refused)} refused")
    sys.exit(bool(refused))


def closure(root: str, *extras: str) -> list[str]:
    """Return the names of all distributions that one needs here with those extras, itself left out."""
    known: set[str] = set()
    waiting = [(root, frozenset(extras))]
    seen = set(waiting)
    while waiting:
        name, wanted = waiting.pop()
        for requirement in needs(name, wanted):
            following = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            known.add(following[0])
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return sorted(known)


def needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """Yield what a distribution needs on this system, with those extras."""
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def licence(name: str) -> str:
    """Return the licence that a distribution states: in SPDX where it can be told."""
    facts = metadata.metadata(name)
    if "License-Expression" in facts:
        return facts["License-Expression"]
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in facts.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    # The field may hold the whole text of a licence: its first line names it.
    fields = "\n".join(facts.get_all("License") or ()).strip().splitlines()
    stated = classifiers or fields[:1]
    return " AND ".join(dict.fromkeys(spdx(text) for text in stated)) or SHIPPED.get(name, "")


def spdx(words: str) -> str:
    """Return the SPDX name of a licence, or the words as they are."""
    text = words.strip()
    if text in ALLOWED:
        return text
    return next((name for shape, name in SPELLINGS if re.search(shape, text, re.IGNORECASE)), text)


def allowed(expression: str) -> bool:
    """Say whether an SPDX expression can be met with licences on the list alone."""
    while inner := re.search(r"\(([^()]*)\)", expression):
        verdict = "MIT" if allowed(inner[1]) else "refused"
        expression = expression[: inner.start()] + verdict + expression[inner.end() :]
    choices = re.split(r"\s+OR\s+", expression.strip(), flags=re.IGNORECASE)
    return any(
        all(
            part.partition(" WITH ")[0].strip() in ALLOWED
            for part in re.split(r"\s+AND\s+", choice)
        )
        for choice in choices
    )


if __name__ == "__main__":
    main()
