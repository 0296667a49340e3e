"""What ``coach doctor`` finds: engine, host, embedder, store, and what is wrong with them."""

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from coach import articles, embedders, models, own
from coach.errors import CoachError, LibraryError
from coach.settings import Settings, variables

if TYPE_CHECKING:
    from coach.advice import Advice
    from coach.library import Progress


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, whether it is well, and what to know or do."""

    name: str
    well: bool
    told: str


NOWHERE = "No language model is configured; nothing leaves this machine."


def destinations(settings: Settings, *, here: bool = True) -> tuple[str, ...]:
    """Return a sentence for each host that the user's words, or what is made of them, go to.

    Args:
        settings: What the user set.
        here: Whether servers on this machine are named too.
    """
    hosts = (
        ("Your words go to {}, for model " + settings.model, models.host_of(settings)),
        ("Your words go to {}, for embedder " + settings.embedder, _embedder_host(settings)),
        (
            "Your own articles, and numbers made from your words, go to the Chroma server at {}",
            urlsplit(settings.chroma_url).netloc,
        ),
    )
    return tuple(
        f"{told.format(_named(host))}."
        for told, host in hosts
        if host and (here or not models.is_local(host))
    )


def account(settings: Settings, advice: "Advice", *, stays: bool = True) -> str:
    """Return what the user should know of how an advice came about; nothing when all went as set.

    Args:
        settings: What the user set.
        advice: What was answered.
        stays: Whether what is kept of it stays on this machine.
    """
    if advice.notice and settings.model:
        return advice.notice
    if settings.model:
        composed = advice.engine == "composer"
        return "The language model did not write this answer." if composed else ""
    told = advice.notice or "No language model was used."
    if not stays or destinations(settings, here=False):
        return told
    return f"{told.removesuffix('.')}; nothing left this machine."


def would_send(
    settings: Settings, question: str, progress: "Progress | None" = None
) -> dict[str, Any] | None:
    """Return what asking the question would send, or None when nothing leaves; sends nothing.

    With an embedder or a store elsewhere, the passages of the request to the model are chosen by
    keywords for this showing; ``embedding`` holds what would be asked first.
    """
    from coach.conversation import Coach

    host = _embedder_host(settings)
    elsewhere = bool(host or settings.chroma_url)
    still = {"embedder": embedders.KEYWORDS, "chroma_url": ""} if elsewhere else {}
    with Coach.open(settings.model_copy(update=still), progress=progress) as coach:
        request = coach.request(question)
    if host:
        name = settings.embedder.partition(":")[2]
        request = {
            "embedding": {"host": host, "model": name, "input": [question]},
            **(request or {}),
        }
    return request


def examine(settings: Settings, progress: "Progress | None" = None) -> tuple[Check, ...]:
    """Return what was found, in the order of a question's path. Sends none of the user's words.

    Args:
        settings: What the user set.
        progress: Told of the texts embedded, when the index has to be built.
    """
    return (
        _articles(settings),
        _engine(settings),
        _embedder(settings),
        _store(settings, progress),
        _environment(),
    )


def _articles(settings: Settings) -> Check:
    try:
        bundled, mine = articles.bundled(), own.listed(settings.home)
    except CoachError as error:
        return Check("articles", False, str(error))
    count = len(articles.passages(bundled)), len(articles.passages(mine))
    return Check(
        "articles",
        len(bundled) == 6,
        f"{len(bundled)} bundled ({count[0]} passages), {len(mine)} of your own ({count[1]} passages)",
    )


def _engine(settings: Settings) -> Check:
    if not settings.model:
        return Check(
            "engine", True, "the composer, with no language model; nothing leaves this machine"
        )
    host = models.host_of(settings)
    try:
        models.open_chat(settings)
    except CoachError as error:
        return Check("engine", False, str(error))
    address = urlsplit(settings.base_url or models.OPENAI_URL)
    provider, _ = models.parse(settings.model)
    told = f"model {settings.model}; your words go to {_named(host)}"
    if provider in ("", "openai"):
        fault = _unreachable(
            address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
        )
        if fault:
            return Check("engine", False, f"{told}; {fault}")
        if not models.is_local(host) and not settings.api_key.get_secret_value():
            return Check("engine", False, f"{told}; no key is set: export OPENAI_API_KEY")
    return Check("engine", True, told)


def _embedder(settings: Settings) -> Check:
    if settings.embedder == embedders.KEYWORDS:
        return Check("embedder", True, "none; search goes by keywords alone")
    if settings.embedder != embedders.MINILM:
        try:
            models.open_embeddings(settings)
        except CoachError as error:
            return Check("embedder", False, str(error))
        host = _embedder_host(settings)
        return Check("embedder", True, f"{settings.embedder}; your words go to {_named(host)}")
    try:
        embedders.MiniLM().warm()
    except LibraryError as error:
        return Check("embedder", False, f"{error}; search goes by keywords alone until then")
    return Check("embedder", True, "all-MiniLM-L6-v2, int8, on this machine")


def _store(settings: Settings, progress: "Progress | None") -> Check:
    from coach.conversation import Coach

    place = settings.chroma_url or str(settings.home)
    try:
        with Coach.open(settings.model_copy(update={"model": ""}), progress=progress) as coach:
            notice, count = coach.notice, len(coach.search("an upset client", limit=3))
    except CoachError as error:
        return Check("store", False, f"{place}: {error}")
    if notice:
        return Check("store", False, f"{place}: {notice}")
    return Check("store", count > 0, f"{place}: whole, and a search finds {count} passages")


def _environment() -> Check:
    """Name settings that look like ours and are none: a typo there changes nothing, in silence."""
    known = variables()
    others = {"COACH_SOURCES", "COACH_TEST_ALL"}
    strange = sorted(
        name for name in os.environ if name.startswith("COACH_") and name not in known | others
    )
    if strange:
        return Check(
            "settings",
            False,
            f"no such setting: {', '.join(strange)}; the settings are {', '.join(sorted(known))}",
        )
    return Check("settings", True, "every COACH_ variable is known")


def _embedder_host(settings: Settings) -> str:
    """Return the host that embeds, or an empty string where that is done here or not at all."""
    if settings.embedder in (embedders.MINILM, embedders.KEYWORDS):
        return ""
    return urlsplit(settings.base_url or models.OPENAI_URL).netloc


def _named(host: str) -> str:
    return f"{host} (this machine)" if models.is_local(host) else host


def _unreachable(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port), timeout=3):
            return ""
    except OSError as error:
        fault = error.strerror or type(error).__name__
        return f"{host}:{port} cannot be reached ({fault}); start the server or mend COACH_BASE_URL"
