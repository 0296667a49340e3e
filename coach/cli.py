"""The command: parses, calls, prints. What it shows is decided elsewhere."""

import gc
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
import typer.core

if TYPE_CHECKING:
    from rich.console import Console

    from coach import plans
    from coach.advice import Advice, Citation
    from coach.articles import Reason
    from coach.case_files import CaseFile
    from coach.cases import Case
    from coach.conversation import Coach
    from coach.findings import Finding
    from coach.library import Progress
    from coach.reviews import Review
    from coach.settings import Settings
    from coach.ui.accounts import Accounts
    from coach.ui.store import Store

_STOPPED = 130
# An evaluation that says nothing, which is neither good nor bad.
_INVALID = 2
# A question has 12,000 characters at most; what is read beyond that only makes the message right.
_MOST_INPUT = 4_000_000
# Lines longer than this are hard to read, however wide the window is.
_WIDEST = 96
# Characters shown on either side of words that are at fault.
_BESIDE = 120

_CHAT_HELP = """\
/case           show what is known of the case
/edit [WORDS]   take your last message back and write it anew
/save [FILE]    write the conversation to a Markdown file
/quit           end it (Ctrl-D does too; Ctrl-C stops an answer)
\"\"\"             open and close a message of several lines, such as a mail"""


class _UsageError(typer.TyperException):
    """The command was called in a way that it does not understand."""

    exit_code = 2


class _Commands(typer.core.TyperGroup):
    """The commands; an error of ours ends each with one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        from coach.errors import CoachError, InvalidRun

        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except InvalidRun as error:
            _fail(f"the run is invalid: {error}", code=_INVALID)
        except CoachError as error:
            _fail(str(error))
        except BrokenPipeError:
            # The reader of the pipe has what it wanted; Python would complain once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return result


class _AddByDefault(typer.core.TyperGroup):
    """Reads ``coach ingest PATH…`` as ``coach ingest add PATH…``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["add", *args]
        return super().parse_args(ctx, args)


_SHARED: dict[str, Any] = {
    "no_args_is_help": True,
    # Plain help is shown in half the time.
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"], "max_content_width": 100},
}
app = typer.Typer(cls=_Commands, add_completion=False, pretty_exceptions_enable=False, **_SHARED)
ingest_app = typer.Typer(
    cls=_AddByDefault,
    help="Add articles of your own: coach ingest PATH…, list, remove.",
    **_SHARED,
)
app.add_typer(ingest_app, name="ingest")
eval_app = typer.Typer(help="Measure the coach on written examples.", **_SHARED)
app.add_typer(eval_app, name="eval")
users_app = typer.Typer(help="Who may sign in to the page: add, list, password, remove.", **_SHARED)
app.add_typer(users_app, name="users")
feedback_app = typer.Typer(help="What users of the page said of its answers.", **_SHARED)
app.add_typer(feedback_app, name="feedback")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Part = Annotated[
    str, typer.Option("--part", help="'look', or 'run': kept aside, and every run is logged.")
]
Name = Annotated[str, typer.Argument(help="A user's name, such as dana.")]
Words = Annotated[
    list[str] | None, typer.Argument(help="Your words; '-' or nothing reads standard input.")
]


def main() -> None:
    """Run the command and exit: 0 done, 1 refused or failed, 2 not understood, 130 stopped."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        # A pipe may not be UTF-8 by itself, and a client's name may need it.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    # Imports make many objects and no garbage; looking for it took a seventh of a short command's
    # time. The long ones switch it on again.
    gc.disable()
    # httpx, under chromadb, imports a command of its own and pygments with it; it does without.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    try:
        code = app(prog_name="coach", standalone_mode=False)
    except typer.TyperException as error:
        told = error.format_message()
        if not told.startswith("Usage:"):
            command = getattr(getattr(error, "ctx", None), "command_path", "coach")
            told = f"coach: {told} (see '{command} --help')"
        print(told, file=sys.stderr)
        raise SystemExit(getattr(error, "exit_code", 2)) from None
    except (KeyboardInterrupt, typer.Abort):
        code = _STOPPED
    if code == _STOPPED and sys.stderr.isatty():
        print(file=sys.stderr)
    # At the exit Python looks for garbage once more, among all that Chroma has imported.
    gc.freeze()
    raise SystemExit(code or 0)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"coach {vars(sys.modules['coach'])['__version__']}")
        raise typer.Exit(0)


@app.callback()
def _top(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Coaching for a client relationship you have damaged: six articles, every step cited."""


@app.command()
def ask(
    words: Words = None,
    *,
    brief: Annotated[
        bool, typer.Option("--brief", help="The opening, one thing not to say, one question.")
    ] = False,
    show_request: Annotated[
        bool,
        typer.Option("--show-request", help="Print what would leave this machine; send nothing."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask a question, get advice with its sources."""
    question = _question(words)
    if show_request:
        _print_request(question)
        return
    with _open_coach() as (coach, settings):
        if brief or as_json:
            advice = coach.brief(question) if brief else coach.ask(question)
            if as_json:
                _print_json(_values(advice))
                return
            screen = _Screen()
            screen.write(advice.text)
        else:
            advice, screen = _streamed(coach, question, ())
        screen.end()
        _print_sources(screen, advice)
        _print_footer(screen, advice, settings)


@app.command()
def chat(
    save: Annotated[
        Path | None,
        typer.Option("--save", help="Write the conversation to this Markdown file at its end."),
    ] = None,
    *,
    case: Annotated[
        str, typer.Option("--case", help="Go on with this client; what is known is kept in a file.")
    ] = "",
) -> None:
    """Talk it over: follow-ups, corrections, "write it for me", /case, /edit, /save FILE, /quit."""
    if save is not None:
        _check_free(save)
    with _open_coach(say=False) as (coach, settings):
        gc.enable()
        talk = _Talk(coach, settings, _known_case(settings, case) if case else None)
        try:
            talk.run()
        finally:
            if save is not None and talk.exchanges:
                _save(talk.exchanges, save)


@app.command()
def ui(
    *,
    host: Annotated[
        str, typer.Option("--host", help="An address here; one that others reach asks for sign-in.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")
    ] = 7860,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    root_path: Annotated[
        str, typer.Option("--root-path", help="The prefix a reverse proxy serves it under.")
    ] = "",
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="Ask for name and password ('coach users') here too.")
    ] = False,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option("--trusted-proxy", help="A reverse proxy's address, whose word is believed."),
    ] = None,
    identity_header: Annotated[
        str, typer.Option("--identity-header", help="Where that proxy names the user.")
    ] = "",
) -> None:
    """Serve the page: the conversation, the case, the plan and the message check in a browser."""
    import signal
    import threading

    from coach.settings import Settings
    from coach.ui import page

    if identity_header and not trusted_proxy:
        raise _UsageError("--identity-header wants --trusted-proxy: any other could make a name up")
    proxies = tuple(trusted_proxy or ())
    # What cannot be served is said before the library is opened.
    settings = Settings()
    entry = page.entrance(
        settings,
        host=host,
        root_path=root_path,
        sign_in=sign_in,
        auth=page.by_header(identity_header, proxies) if identity_header else None,
        proxies=proxies,
    )
    gc.enable()
    ended = threading.Event()
    with (
        _open_store(settings) as store,
        _open_coach(say=False) as (coach, settings),
        page.running(coach, settings, host=host, port=port, entry=entry, store=store) as address,
    ):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        print(f"The page is at {address}", flush=True)
        for told in page.cautions(entry, host):
            print(told, flush=True)
        if store is not None:
            print(f"Conversations of those who sign in are kept in {store.named}.", flush=True)
        print("Ctrl-C stops it.", flush=True)
        if open_:
            import webbrowser

            webbrowser.open(address)
        expired = date.today()
        # A wait without an end is not interrupted on Windows.
        while not ended.wait(1.0):
            if store is not None and date.today() != expired:
                expired = date.today()
                _expire(store)
    print("Stopped.")


@users_app.command("add")
def users_add(name: Name) -> None:
    """Let somebody sign in; the password is asked for, or read from one line of standard input."""
    users = _accounts()
    added = users.add(name, _new_password(users.free(name)))
    print(f"{added} can sign in; kept in {users.path}")


@users_app.command("list")
def users_list() -> None:
    """Print who may sign in."""
    users = _accounts()
    for name in users.names():
        print(name)
    if not users.names():
        print(f"nobody yet in {users.path}; 'coach users add NAME' adds one", file=sys.stderr)


@users_app.command("password")
def users_password(name: Name) -> None:
    """Set another password; whoever is signed in with the old one is signed out."""
    users = _accounts()
    changed = users.change(name, _new_password(users.known(name)))
    print(f"{changed} has another password; what was signed in with the old one no longer is")


@users_app.command("remove")
def users_remove(name: Name) -> None:
    """Let somebody no longer sign in; where they are signed in, they no longer are."""
    removed = _accounts().remove(name)
    print(f"{removed} can no longer sign in")


def _accounts() -> "Accounts":
    from coach.settings import Settings
    from coach.ui import accounts

    return accounts.Accounts(accounts.place(Settings()))


def _new_password(name: str) -> str:
    """Read a password: twice from the terminal, unseen, or one line of standard input."""
    if not sys.stdin.isatty():
        return _decoded(sys.stdin.buffer.readline()).rstrip("\r\n")
    from getpass import getpass

    try:
        password = getpass(f"Password for {name} (at least 12 characters): ")
        again = getpass("The same again: ")
    except EOFError:
        _fail("no password came; nothing was changed")
    if again != password:
        _fail("the two were not the same; nothing was changed")
    return password


@contextmanager
def _open_store(settings: "Settings") -> "Iterator[Store | None]":
    """Give the store that the settings name, without what is older than it may be, or None."""
    from coach.ui import store

    with store.opened(settings) or nullcontext() as opened:
        if opened is not None:
            opened.expire(datetime.now(UTC))
        yield opened


def _expire(store: "Store") -> None:
    """Delete what is older than it may be; where the database fails, the page goes on."""
    from coach.errors import StoreError

    try:
        store.expire(datetime.now(UTC))
    except StoreError as error:
        _say(f"nothing was deleted today: {error}")


@feedback_app.command("export")
def feedback_export(
    file: Annotated[Path, typer.Argument(help="A new file for JSON lines; '-' prints them.")],
) -> None:
    """Write what users said of answers, out of COACH_DATABASE_URL, as eval examples."""
    from coach.errors import SettingsError
    from coach.settings import Settings
    from coach.ui import feedback

    if str(file) != "-":
        _check_free(file)
    with _open_store(Settings()) as store:
        if store is None:
            raise SettingsError(
                "COACH_DATABASE_URL names no database; what a browser keeps is exported on the page"
            )
        users = store.users()
        # Ids are those of one user; who that is does not stand in an example.
        rows = [
            {**row, "id": f"{number}-{row['id']}"}
            for number, user in enumerate(users, start=1)
            for row in feedback.examples(store.session(user))
        ]
    text = feedback.jsonl(rows)
    if str(file) == "-":
        print(text, end="")
        return
    with open(file, "x", encoding="utf-8", opener=_for_us_only) as written:
        written.write(text)
    print(f"wrote {_count(len(rows), 'example')} of {_count(len(users), 'user')} to {file}")


def _for_us_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@app.command()
def search(
    words: Words = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=50, help="How many passages.")
    ] = 5,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what brought each passage there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find the passages that speak to your words."""
    question = _question(words)
    with _open_coach() as (coach, _):
        reasons = coach.explain(question, limit=limit) if explain else ()
        passages = tuple(r.passage for r in reasons) or coach.search(question, limit=limit)
        notice = coach.notice
    if as_json:
        told = {"reasons": _values(reasons)} if explain else {"passages": _values(passages)}
        _print_json({**told, "notice": notice})
        return
    screen = _Screen()
    for number, passage in enumerate(passages, start=1):
        screen.write(f"[{number}] **{passage.name}** ({passage.step})\n")
        screen.quiet(f"retold from: {_source(passage)}")
        for line in _reason(reasons[number - 1]) if reasons else ():
            screen.quiet(line)
        screen.write(f"{' '.join(passage.text.split())}\n\n")
    if not passages:
        screen.write("No passage speaks to these words.\n")
    if notice:
        print(f"coach: {notice}", file=sys.stderr)


@app.command("review")
def review_draft(
    file: Annotated[
        Path | None, typer.Argument(help="Your message; '-' or nothing reads standard input.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Check a message before you send it: what is at fault, what is good, what is missing."""
    from coach import reviews
    from coach.settings import Settings

    draft = _draft(file)
    if Settings().model:
        with _open_coach() as (coach, _):
            told = coach.review(draft)
    else:
        told = reviews.review(draft)
    if as_json:
        values = {"checked": told.checked, "clean": told.clean, "reason": told.reason}
        found = [
            {"line": _line_of(draft, one), **_values(one), "rewrite": _values(rewrite)}
            for one, rewrite in zip(told.findings, told.rewrites, strict=True)
        ]
        parts = {"good": _values(told.good), "missing": _values(told.missing)}
        _print_json({**values, "findings": found, **parts, "notice": told.notice})
        return
    _print_review(_Screen(), told)


@app.command()
def index(
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build it again even if it is whole.")
    ] = False,
) -> None:
    """Show the index of the library; build what is missing."""
    from coach import library
    from coach.settings import Settings

    if rebuild:
        library.discard_all(Settings().home)
    with _open_coach() as (coach, settings):
        notice = coach.notice
    print(f"under {settings.home}")
    for name, whole, size in library.indexes(settings.home):
        print(f"{name}  {'whole' if whole else 'damaged'}  {size / 1024:,.0f} KB")
    if settings.chroma_url:
        print(f"the passages are kept by the Chroma server at {settings.chroma_url}")
    if notice:
        _fail(notice)


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Say what answers, where words go, and what is wrong."""
    from coach import diagnosis
    from coach.settings import Settings
    from coach.ui import store

    settings = Settings()
    with _progress() as progress:
        found = (*diagnosis.examine(settings, progress), *store.examine(settings))
    if as_json:
        _print_json({"checks": _values(found)})
    else:
        for check in found:
            print(f"{'ok   ' if check.well else 'WRONG'} {check.name:<10} {_plain(check.told)}")
    if not all(check.well for check in found):
        raise typer.Exit(1)


@eval_app.command("retrieval")
def eval_retrieval(
    *,
    part: Part = "look",
) -> None:
    """Print how often search finds the steps that the messages of the ruler need."""
    from coach import embedders
    from coach.evaluation import retrieval

    messages = retrieval.examples(part)
    with _open_coach() as (coach, _):
        searches = retrieval.bare(embedders.MiniLM()) | retrieval.shipped(coach)
        for line in retrieval.table(messages, searches):
            print(line)
        print(f"\nsilence: {retrieval.silence(messages, coach.covers)}")


@eval_app.command("drafts")
def eval_drafts(*, part: Part = "look") -> None:
    """Print how well the message check finds each fault in whole messages."""
    from coach.evaluation import message_check

    told = message_check.messages(part)
    with _progress("Checking") as progress:
        found = message_check.found(told, progress)
    print("\n".join(message_check.table(told, found)))


@eval_app.command("gates")
def eval_gates() -> None:
    """Print which of the attempts to break the gates of a conversation got through."""
    from coach.evaluation import gates

    gc.enable()
    with _open_coach() as (coach, _), _progress("Talking") as progress:
        told = gates.all_tried(coach, progress)
    for one, reason in told:
        if reason:
            print(f"{one.id}: gate {one.gate}: {_plain(reason)}")
    print("\n".join(gates.table(told)))


@eval_app.command("disputes")
def eval_disputes() -> None:
    """Print in how many disputes both sides, each telling it, get the same advice in substance."""
    from coach.evaluation import disputes

    gc.enable()
    with _open_coach() as (coach, _), _progress("Asking") as progress:
        pairs = disputes.asked(coach.ask, progress)
    print("\n".join(disputes.table(pairs)))


@eval_app.command("limits")
def eval_limits(*, part: Part = "look") -> None:
    """Print how many messages that meet a limit are noticed, and how many others are."""
    from coach import limits
    from coach.evaluation import limit_check
    from coach.listener import Listener

    listener = Listener()
    told = limit_check.messages(part)
    print("\n".join(limit_check.table(told, lambda t: limits.met(t, listener.warn(t)))))


@eval_app.command("requests")
def eval_requests(*, part: Part = "look") -> None:
    """Print how many turns that correct, take back or want something written are understood."""
    from coach import story
    from coach.evaluation import request_check
    from coach.listener import Listener

    hear = Listener().request
    told = request_check.turns(part)
    print("\n".join(request_check.table(told, lambda texts: story.told(texts, hear=hear))))


@eval_app.command("talks")
def eval_talks(
    *,
    part: Part = "look",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write every turn with its answer there.")
    ] = None,
) -> None:
    """Print how many expectations of the scripted conversations hold."""
    from coach.evaluation import talks

    gc.enable()
    with _open_coach() as (coach, _), _progress("Talking") as progress:
        told = talks.all_run(coach, part, progress)
    if out is not None:
        talks.answers(told, out)
    if part == "look":
        print("\n".join(talks.missed(told)), end="\n\n")
    print("\n".join(talks.table(told)))


@eval_app.command("run")
def eval_run(
    *,
    lane: Annotated[
        str,
        typer.Option(
            "--lane",
            help="'replay' needs no model; 'live' asks the configured one; 'judge' has another "
            "model judge answers.",
        ),
    ] = "replay",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write report.md, .html, .json and junit.xml there."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            help="Judge: the answers of a run (held.jsonl of a live one, answers.jsonl of a replay), or "
            "lines as 'coach check' reads them; else the composer's.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=0,
            help="Judge: so many answers, 0 for the known pairs alone; all of --answers, or 10 of "
            "the composer's, where it is not given.",
        ),
    ] = None,
    self_judge: Annotated[
        bool,
        typer.Option("--self-judge", help="Judge: the model that answered may judge itself."),
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Replay: write what was decided as the new baseline.")
    ] = False,
    part: Annotated[
        str, typer.Option("--part", help="Live, judge: 'look', or 'run', which is kept aside.")
    ] = "look",
    epochs: Annotated[
        int,
        typer.Option(
            "--epochs", min=1, help="Live: how often each; 2 also compares it with itself."
        ),
    ] = 1,
    wordings: Annotated[int, typer.Option("--wordings", min=1, max=2)] = 1,
    retrieval: Annotated[
        bool, typer.Option("--retrieval/--no-retrieval", help="Live: or the bare model.")
    ] = True,
    temperature: Annotated[
        float | None,
        typer.Option("--temperature", min=0, max=2, help="Live: the model's, in place of ours."),
    ] = None,
    record: Annotated[
        str, typer.Option("--record", help="Live: keep replies for replay, under this name.")
    ] = "",
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="Replay: a suite of your own; 'coach eval init' makes one."),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", help="Replay: look at these examples alone, ids with commas.")
    ] = "",
) -> None:
    """Measure the coach on the scenarios in evals/. Exit 0 passed, 1 a gate failed, 2 invalid."""
    from coach.evaluation import lanes, results

    _check_lane(lane, replay_only=bool(folder or only), accepts_part=accept and bool(only))
    gc.enable()
    if lane == "judge":
        _report(_judged(answers, out or Path("eval-judge"), part, limit, self_judge), out)
        return
    if answers is not None or limit is not None or self_judge:
        raise _UsageError("--answers, --limit and --self-judge go with --lane judge")
    with _open_coach() as (coach, _), _progress("Asking") as progress:
        if lane == "replay":
            run = lanes.replay(
                coach,
                folder=folder,
                only=_listed(only),
                accept=accept,
                keep=out / "answers.jsonl" if out else None,
                progress=progress,
            )
        else:
            place = out or Path("eval-live")
            place.mkdir(parents=True, exist_ok=True)
            run = lanes.live_run(
                coach,
                part,
                place,
                epochs=epochs,
                wordings=wordings,
                retrieval=retrieval,
                temperature=temperature,
                progress=progress,
                say=_say,
            )
    if record and lane == "live":
        lanes.record(place / "held.jsonl", lanes.evals_folder() / lanes.REPLIES / f"{record}.jsonl")
    if accept and lane == "replay":
        results.write_baseline((folder or lanes.evals_folder()) / results.BASELINE, run)
    if run.get("todo"):
        told = _count(run["todo"], "scenario")
        print(f'coach: {told} still marked "todo": write real words in', file=sys.stderr)
    _report(run, out)


def _check_lane(lane: str, *, replay_only: bool, accepts_part: bool) -> None:
    """Refuse a lane that there is not, and options that do not go together."""
    if lane not in ("replay", "live", "judge"):
        raise _UsageError(f"there is no lane '{lane}'; there are replay, live and judge")
    if lane != "replay" and replay_only:
        raise _UsageError("--folder and --only are for the lane replay")
    if accepts_part:
        raise _UsageError("--accept writes the whole baseline; leave --only out")


def _listed(told: str) -> tuple[str, ...]:
    """Return the words of a list with commas."""
    return tuple(word.strip() for word in told.split(",") if word.strip())


@eval_app.command("init")
def eval_init(
    folder: Annotated[Path, typer.Argument(help="A folder for the suite; made if need be.")],
) -> None:
    """Write a suite to begin with for your own articles; nothing that is there is touched."""
    from coach import own
    from coach.evaluation import suites
    from coach.settings import Settings

    started = suites.start(folder, own.listed(Settings().home))
    for file in started.written:
        print(f"wrote {file}")
    for file in started.kept:
        print(f"kept {file}, which was there: nothing in it was changed")
    for article in started.uncitable:
        print(f"left out {article}: no section of it is a step that an answer could cite")
    print(f'next: read README.md there, then coach eval run --folder "{folder}"')


def _judged(
    answers: Path | None, place: Path, part: str, limit: int | None, self_judge: bool
) -> dict[str, Any]:
    """Return the result of the judge lane; replies are kept in ``place``."""
    from coach import articles, own
    from coach.evaluation import judge, judging, lanes
    from coach.settings import JudgeSettings, Settings

    settings, folder = Settings(), lanes.evals_folder()
    told = () if answers is None else judging.held(answers)
    by = {one.model for one in told} - {"", "composer"}
    named = judge.named(settings, JudgeSettings(), by, self_judge=self_judge)
    if answers is None:
        with _open_coach(alone=True) as (coach, _):
            told = judging.composed(
                lanes.composer(coach), part, 10 if limit is None else limit, folder
            )
    elif limit is not None:
        told = judging.spread(told, limit)
    kept = articles.passages([*articles.bundled(), *own.listed(settings.home)])
    with _progress("Judging") as progress:
        return judging.judge_run(
            judge.Judge(named.chat, place / judge.VERDICTS, prefix=named.prefix),
            told,
            folder=folder,
            passages={one.id: one for one in kept},
            itself=named.itself,
            say=_say,
            progress=progress,
        )


def _say(told: str) -> None:
    """Tell what goes on while a command runs."""
    print(f"coach: {_plain(told)}", file=sys.stderr)


@eval_app.command("meta")
def eval_meta(
    *,
    out: Annotated[Path | None, typer.Option("--out", help="Write the report there.")] = None,
    part: Annotated[
        str, typer.Option("--part", help="Faulty words: 'look', or 'run', which is kept aside.")
    ] = "look",
) -> None:
    """Show that the checks see what they are for: mutants, harmless edits, worse coaches."""
    from coach.evaluation import lanes

    gc.enable()
    with _open_coach() as (coach, _), _progress("Checking") as progress:
        run = lanes.meta(coach, part, progress=progress)
    _report(run, out)


def _report(run: Mapping[str, Any], out: Path | None) -> None:
    """Print the run's report, write its files; end with 2 if it is invalid, 1 if a gate failed."""
    from coach.evaluation import report

    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        files = {
            "report.md": report.markdown,
            "report.html": report.html,
            "junit.xml": report.junit,
        }
        for name, make in files.items():
            (out / name).write_text(make(run), encoding="utf-8")
        told = json.dumps(run, ensure_ascii=False, indent=1)
        (out / "result.json").write_text(told, encoding="utf-8")
    print(report.markdown(run))
    print(report.last_line(run))
    if run["invalid"]:
        raise typer.Exit(_INVALID)
    if run["failed"]:
        raise typer.Exit(1)


@app.command("check")
def check_answers(
    file: Annotated[
        Path | None, typer.Argument(help="JSON lines; '-' or nothing reads them in.")
    ] = None,
    *,
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="Codes, with commas, that fail; all of them if none.")
    ] = "",
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", help="What --json printed before: only new ones fail."),
    ] = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="Write a JUnit file.")] = None,
    as_json: Json = False,
) -> None:
    """Check answers of any system: {"id", "question", "answer", "citations", "required"} a line.

    Exit 0 passed, 1 an answer failed, 2 the lines say nothing.
    """
    from coach.errors import InvalidRun
    from coach.evaluation import checking

    try:
        raw = sys.stdin.read() if file is None or str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRun(f"{file} cannot be read: {error}") from error
    given = checking.read(raw.splitlines())
    codes = checking.codes_of(fail_on)
    before = checking.known(baseline) if baseline else frozenset()
    with _progress("Checking") as progress:
        found = checking.check(given, progress)
    failed = checking.failing(found, codes, before)
    if junit is not None:
        junit.write_text(checking.junit(found, failed), encoding="utf-8")
    told = f"{len(found) - len(failed)} passed, {len(failed)} failed"
    if as_json:
        _print_json({"answers": checking.values(found), "told": told})
    else:
        for id_, findings in found:
            for finding in findings:
                print(_plain(checking.line(id_, finding)))
        print(told)
    if failed:
        raise typer.Exit(1)


@ingest_app.command("add")
def ingest_add(
    paths: Annotated[list[Path], typer.Argument(help="Markdown, text, HTML or PDF files.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Keep it without asking.")] = False,
    without_bundled: Annotated[
        bool,
        typer.Option(
            "--without-bundled", help="Don't compare with the articles that the coach comes with."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what would be kept of each file, then keep it."""
    from coach import own
    from coach.settings import Settings

    gc.enable()
    home = Settings().home
    prepared, refused = own.prepare(paths, home, compare=not without_bundled)
    if not as_json:
        for reading in prepared:
            _print_reading(reading)
    for refusal in refused:
        reason = refusal.reason.removeprefix(f"{Path(refusal.path).name}: ")
        print(f"coach: refused {refusal.path}: {reason}", file=sys.stderr)
    wanted = bool(prepared) and (yes or as_json or _agreed("Keep it? [Y/n] "))
    kept = own.keep(prepared, home) if wanted else ()
    if kept:
        with _open_coach():
            pass
    if as_json:
        _print_json({"kept": _values(kept), "refused": _values(refused)})
    for article in () if as_json else kept:
        print(f"kept {article.id}: {_count(len(article.sections), 'section')}")
    if refused:
        raise typer.Exit(1)


@ingest_app.command("list")
def ingest_list(*, as_json: Json = False) -> None:
    """List your own articles."""
    from coach import own
    from coach.settings import Settings

    kept = own.listed(Settings().home)
    if as_json:
        _print_json({"articles": _values(kept)})
        return
    for article in kept:
        sections = _count(len(article.sections), "section")
        print(f"{article.id}  {_plain(article.title)}  ({sections}, {_plain(article.address)})")
    if not kept:
        print("none yet; add one with 'coach ingest FILE'")


@ingest_app.command("remove")
def ingest_remove(
    ids: Annotated[list[str], typer.Argument(help="Ids as 'coach ingest list' shows them.")],
) -> None:
    """Remove articles of your own."""
    from coach import own
    from coach.settings import Settings

    for article in own.remove(ids, Settings().home):
        print(f"removed {article}")


@app.command("plan")
def keep_plan(
    *,
    case: Annotated[
        str, typer.Option("--case", metavar="NAME", help="Which client; each has a file.")
    ] = "",
    add: Annotated[
        str, typer.Option("--add", metavar="WORDS", help="A step: what is to be done.")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="DATE", help="With --add: 'Friday 3 pm', '14 May'.")
    ] = "",
    owner: Annotated[
        str, typer.Option("--owner", metavar="NAME", help="With --add: who does it.")
    ] = "",
    proof: Annotated[
        str, typer.Option("--proof", metavar="WORDS", help="With --add or --done: how it shows.")
    ] = "",
    done: Annotated[
        list[int] | None, typer.Option("--done", metavar="N", help="Step N is done.")
    ] = None,
    remove: Annotated[
        list[int] | None, typer.Option("--remove", metavar="N", help="Step N goes.")
    ] = None,
    move: Annotated[
        tuple[int, str] | None,
        typer.Option("--move", metavar="N DATE", help="Step N has another date."),
    ] = None,
    draft: Annotated[
        str,
        typer.Option("--from", metavar="FILE", help="Add what a draft promises; '-' reads it in."),
    ] = "",
    follow_up: Annotated[
        str,
        typer.Option(
            "--follow-up",
            metavar="DATE",
            help="Add reports and 'how are we doing?' from a day on: 'today'.",
        ),
    ] = "",
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write it to FILE.md, .json or .ics."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what is due, missed or about to be, and keep the plan of a client."""
    from coach import case_files, dates, plans
    from coach.settings import Settings

    home = Settings().home
    _check_plan_usage(home, case, add, by or owner, proof, done, export)
    now = datetime.now(dates.local_zone())
    joined = [*_draft_items(draft, now), *_follow_ups(follow_up, now)]
    if add:
        due = dates.read(by, now) if by else None
        joined.insert(0, plans.Item(add, owner=owner, due=due, proof=proof))
    moved = [(move[0], dates.read(move[1], now))] if move else []

    def change(file: "CaseFile") -> "CaseFile":
        plan = plans.changed(
            file.plan,
            done=done or (),
            on=now.date(),
            proof=proof if done else "",
            moved=moved,
            removed=remove or (),
            joined=joined,
        )
        return replace(file, plan=plan)

    if joined or done or moved or remove:
        file = case_files.update(home, case, change, create=bool(joined))
    else:
        file = case_files.load(home, case)
    if export is not None:
        case_files.export(file, export, now)
        print(f"written to {export}", file=sys.stderr)
    if as_json:
        _print_json(_plan_values(file, now))
    elif export is None:
        _print_plan(file, now)


def _check_plan_usage(
    home: Path,
    case: str,
    add: str,
    of_add: str,
    proof: str,
    done: list[int] | None,
    export: Path | None,
) -> None:
    """Refuse options that say nothing together."""
    from coach import case_files

    if not case:
        there = case_files.listed(home)
        told = f"there are {', '.join(there)}" if there else "there is none yet, --add begins one"
        raise _UsageError(f"say which client: --case NAME; {told}")
    if of_add and not add:
        raise _UsageError("--by and --owner belong to --add")
    if proof and not (add or done):
        raise _UsageError("--proof belongs to --add or --done")
    if export is not None and export.suffix.lower() not in case_files.EXPORTS:
        endings = ", ".join(case_files.EXPORTS)
        raise _UsageError(f"--export wants a file that ends in {endings}; got {export}")


def _draft_items(draft: str, now: datetime) -> "tuple[plans.Item, ...]":
    """Return what a draft promises: a file's, or that of standard input for '-'."""
    from coach import plans
    from coach.errors import CoachError

    if not draft:
        return ()
    try:
        with open(draft, "rb") if draft != "-" else nullcontext(sys.stdin.buffer) as file:
            text = _decoded(file.read(_MOST_INPUT))
    except OSError as error:
        raise CoachError(f"{draft} cannot be read: {error.strerror or error}") from error
    found = plans.promises(text, now)
    told = _count(len(found), "promise") if found else "no promise (only English is read)"
    print(f"found {told} in the draft", file=sys.stderr)
    return found


def _follow_ups(start: str, now: datetime) -> "tuple[plans.Item, ...]":
    from coach import dates, plans

    return plans.check_ins(dates.end(dates.read(start, now), now.tzinfo).date()) if start else ()


@app.command("cases")
def list_cases(*, as_json: Json = False) -> None:
    """List the clients that have a file."""
    from coach import case_files, dates, plans
    from coach.errors import CaseFileError
    from coach.settings import Settings

    home = Settings().home
    now = datetime.now(dates.local_zone())
    told: list[dict[str, Any]] = []
    for name in case_files.listed(home):
        try:
            file = case_files.load(home, name)
        except CaseFileError as error:
            told.append({"case": name, "error": str(error)})
            continue
        there = {key: len(items) for key, items in _values(plans.standing(file.plan, now)).items()}
        told.append({"case": name, "who": file.facts.get("who", ""), **there})
    if as_json:
        _print_json({"cases": told})
    for one in () if as_json else told:
        counts = [
            f"{one[key]} {key}" for key in ("missed", "today", "soon", "done") if one.get(key)
        ]
        line = one.get("error") or "  ".join(filter(None, [", ".join(counts), str(one["who"])]))
        print(_plain(f"{one['case']}  {line}").rstrip())
    if not told and not as_json:
        print("none yet; begin one with 'coach plan --case NAME --add \"…\"'")
    if any("error" in one for one in told):
        raise typer.Exit(1)


@app.command()
def forget(
    name: Annotated[str, typer.Argument(help="A client, as 'coach cases' lists them.")],
) -> None:
    """Remove all that is kept of a client."""
    from coach import case_files
    from coach.settings import Settings

    for path in case_files.forget(Settings().home, name):
        print(f"removed {path}")


def _plan_values(file: "CaseFile", now: datetime) -> dict[str, Any]:
    from coach import plans

    return {
        "case": file.name,
        "plan": plans.values(file.plan, now),
        "messages": {
            str(file.plan.number(item)): message
            for item, message in plans.late(file.plan, file.facts, now)
        },
        "stable": plans.is_stable(file.plan, now),
        "next_steps": _values(plans.next_steps(file.plan, now)),
    }


def _print_plan(file: "CaseFile", now: datetime) -> None:
    """Print what is missed, due and soon first, then the rest, then what to say and what comes next."""
    from coach import dates, plans

    screen = _Screen()
    who = file.facts.get("who", "")
    screen.write(f"**{file.name}**{f': {who}' if who else ''}\n")
    screen.quiet(f"{dates.told(now)} ({now.tzinfo})")
    there = plans.standing(file.plan, now)
    for title, items in plans.sections(there):
        screen.write(f"\n**{title}**\n")
        for item in items:
            screen.write(f"{file.plan.number(item)}. {item.action}\n")
            screen.quiet(_details(item, now), indent=3)
    for item, message in plans.late(file.plan, file.facts, now):
        number = file.plan.number(item)
        when = "today, since it is missed" if item in there.missed else "before that date"
        screen.write(f"\nIf they count on {number} and it will not be kept, send this {when}:\n\n")
        for line in message.splitlines():
            screen.write(f"{line}\n", indent=4 if line else 0)
    for line in _hints(file, there):
        screen.quiet(f"\n{line}")
    steps = plans.next_steps(file.plan, now)
    if steps:
        screen.write("\n**The repair is stable.** What keeps the client is open now:\n")
    for step in steps:
        screen.write(f"- {step.name}: {step.gist} ({step.step})\n")


def _details(item: "plans.Item", now: datetime) -> str:
    from coach import dates

    parts = [item.owner, dates.told(item.due, now) if item.due is not None else "no date"]
    if item.done is not None:
        parts.append(f"done on {dates.told(item.done, now)}")
    parts += [
        f"{name}: {text}" for name, text in (("proof", item.proof), ("step", item.step)) if text
    ]
    return "; ".join(parts)


def _hints(file: "CaseFile", there: "plans.Standing") -> Iterator[str]:
    """Yield what the user may type next."""
    command = f"coach plan --case {file.name}"
    if not file.plan.items:
        yield f'No step is in the plan yet: {command} --add "…" --by "Friday 3 pm"'
        return
    if there.undated:
        number = file.plan.number(there.undated[0])
        yield f'A promise without a date cannot be kept or checked: {command} --move {number} "Friday 3 pm"'
    if not any(item.is_check_in for item in file.plan.items):
        yield f"No follow-up is planned: {command} --follow-up today"


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One question of a talk and what was shown for it."""

    question: str
    answer: str
    citations: "tuple[Citation, ...]" = ()


class _Talk:
    """A conversation on the terminal: it keeps the exchanges, so that the coach need not."""

    def __init__(self, coach: "Coach", settings: "Settings", kept: "_Kept | None" = None) -> None:
        from coach.cases import Case

        self.exchanges: list[_Exchange] = []
        self._coach = coach
        self._settings = settings
        self._again = ""
        self._kept = kept
        self._case = kept.case if kept is not None else Case()
        self._saved: set[Path] = set()

    def run(self) -> None:
        """Answer until the user ends it."""
        from coach import diagnosis

        for told in diagnosis.destinations(self._settings) or (diagnosis.NOWHERE,):
            print(told)
        print("Tell me what happened with your client. /help shows what else you can type.\n")
        if self._kept is not None:
            print(self._kept.told())
        with suppress(EOFError):
            while self._turn(self._typed()):
                pass

    def _typed(self) -> str:
        """Return one message; one that opens with three quotes goes on until three more."""
        text = _line(self._again)
        self._again = ""
        if text.lstrip().startswith('"""'):
            text = text.lstrip()[3:]
            while '"""' not in text:
                text += "\n" + _line()
            text = text.replace('"""', " ")
        return text.strip()

    def _turn(self, text: str) -> bool:
        """Take one message, and tell whether the talk goes on."""
        command, _, rest = text.partition(" ")
        rest = rest.strip()
        if command in ("/quit", "/exit", "/q"):
            return False
        if command == "/edit":
            self._edit(rest)
        elif command == "/case":
            self._print_case()
        elif command == "/save":
            self._keep(Path(rest or "conversation.md"))
        elif command.startswith("/") and command[1:].isalpha():
            if command != "/help":
                print(f"There is no {command}.")
            print(f"{_CHAT_HELP}\n")
        elif text:
            self._answer(text)
        return True

    def _edit(self, words: str) -> None:
        if not self.exchanges:
            print("There is no message to edit yet.\n")
            return
        last = self.exchanges.pop().question
        if words:
            self._answer(words)
        elif _edits_lines():
            self._again = last
        else:
            print(f"Your last message is taken back: {_plain(last)}\nWrite it anew.\n")

    def _print_case(self) -> None:
        from coach import cases

        for name, value in cases.values(self._case).items():
            for fact in [value] if isinstance(value, str) else value:
                print(f"{name:<12}{_plain(fact)}")
        print("" if self._case else "Nothing is known yet.\n")

    def _keep(self, path: Path) -> None:
        from coach.errors import CoachError

        try:
            if path not in self._saved:
                _check_free(path)
            _save(self.exchanges, path)
            self._saved.add(path)
        except CoachError as error:
            print(f"{error}\n")

    def _answer(self, text: str) -> None:
        from coach.advice import Turn
        from coach.cases import Case
        from coach.errors import QuestionError

        history = tuple(Turn(past.question, past.answer) for past in self.exchanges)
        shown: list[str] = []
        try:
            # Without a file what is known stands in the exchanges.
            known = self._case if self._kept is not None else Case()
            advice, screen = _streamed(self._coach, text, history, shown, known)
        except QuestionError as error:
            print(f"{error}\n")
            return
        except KeyboardInterrupt:
            print("\n(stopped)\n")
            self.exchanges.append(_Exchange(text, "".join(shown)))
            return
        screen.end()
        _print_sources(screen, advice)
        _print_footer(screen, advice, self._settings)
        print()
        self.exchanges.append(_Exchange(text, advice.text, advice.citations))
        self._case = advice.case
        if self._kept is not None:
            self._kept.grow(text, advice.case)


class _Kept:
    """A client's case as it stands in their file; it grows with each message."""

    def __init__(self, home: Path, name: str, case: "Case") -> None:
        self._home, self.name, self.case = home, name, case

    def told(self) -> str:
        """Return a line on whose case it is."""
        if not self.case:
            return f"The case {self.name} is new; /case shows what I know of it.\n"
        who = f" ({_plain(self.case.who)})" if self.case.who else ""
        return f"We go on with {self.name}{who}; /case shows what I know.\n"

    def grow(self, message: str, case: "Case") -> None:
        """Write what is known now; what the message promises by a date joins the plan."""
        from coach import case_files, cases, dates, plans

        now = datetime.now(dates.local_zone())
        promised = [item for item in plans.promises(message, now, source=plans.CHAT) if item.due]

        def change(file: "case_files.CaseFile") -> "case_files.CaseFile":
            told = {n: v if isinstance(v, str) else tuple(v) for n, v in cases.values(case).items()}
            return replace(file, facts=told, plan=file.plan.join(promised))

        case_files.update(self._home, self.name, change, create=True)


def _known_case(settings: "Settings", name: str) -> _Kept:
    """Return what a client's file holds; one who has none begins with an empty case."""
    from coach import case_files, cases

    name = case_files.checked(name)
    if name not in case_files.listed(settings.home):
        return _Kept(settings.home, name, cases.Case())
    file = case_files.load(settings.home, name)
    return _Kept(settings.home, name, cases.from_values(file.facts))


class _Screen:
    """Writes Markdown to standard output as it comes.

    On a terminal: wrapped between words, bold as bold, markers dim. Elsewhere: plain text.
    """

    def __init__(self) -> None:
        self._console = _console()
        self.wraps = self._console is not None
        self.underlines = self._console is not None and not self._console.is_dumb_terminal
        self._width = min(self._console.width, _WIDEST) if self._console else 0
        self._bold = False
        self._runs: list[tuple[str, str]] = []
        self._new_line()

    def write(self, text: str, style: str = "", indent: int = 0) -> None:
        """Write a piece; it may end anywhere but within a word."""
        text = _plain(text)
        if self._console is None:
            print(" " * indent + text.replace("**", ""), end="", flush=True)
            return
        if indent:
            self._indent, self._space, self._fresh = indent, " " * indent, False
        for part in re.findall(r"\n|[^\S\n]+|\S+(?: \[\d+\])*", text):
            if part == "\n":
                self._runs.append(("\n", ""))
                self._new_line()
            elif part.isspace():
                self._space += "" if self._fresh else " "
            else:
                self._word(part, style)
        self._flush()

    def quiet(self, text: str, indent: int = 0) -> None:
        """Write a line of its own that stands back."""
        self.write(f"{text}\n", "dim", indent)

    def end(self) -> None:
        """End the text and its line."""
        if self._column or self._console is None:
            self.write("\n")

    def _new_line(self) -> None:
        self._column = self._indent = 0
        self._fresh, self._space = True, ""

    def _word(self, word: str, style: str) -> None:
        from rich.cells import cell_len

        parts = re.split(r"(\*\*|\[\d+\])", word)
        size = sum(cell_len(part) for part in parts if part != "**")
        if self._fresh and re.fullmatch(r"\d{1,2}[.)]|[-*•]|\[\d+\]", word):
            self._indent = size + 1
        elif self._column + len(self._space) + size > self._width and self._column > self._indent:
            self._runs.append(("\n", ""))
            self._column, self._space = 0, " " * self._indent
        self._column += len(self._space) + size
        for part in parts:
            if part == "**":
                self._bold = not self._bold
            elif part:
                marker = "dim" if part[0] == "[" and part[1:-1].isdigit() else ""
                # A line under words begins with them.
                self._runs += [(self._space, "")] if style == "underline" else []
                space = "" if style == "underline" else self._space
                self._runs.append((space + part, style or marker or "bold" * self._bold))
                self._space = ""
        self._fresh, self._space = False, ""

    def _flush(self) -> None:
        for style, runs in groupby(self._runs, key=itemgetter(1)):
            text = "".join(run for run, _ in runs)
            if self._console is not None:
                self._console.print(text, style=style, end="", soft_wrap=True)
        self._runs.clear()


def _console() -> "Console | None":
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    # What the user and the articles say is text: no word of it is a colour or a picture.
    return Console(highlight=False, markup=False, emoji=False)


@contextmanager
def _open_coach(*, say: bool = True, alone: bool = False) -> "Iterator[tuple[Coach, Settings]]":
    """Open a coach from the environment; where words go is said before they can.

    One that is ``alone`` has no model, whatever is configured.
    """
    from coach import warming
    from coach.settings import Settings

    settings = Settings()
    # What is imported next takes as long as the weights do.
    warming.start(settings.embedder)
    from coach import diagnosis
    from coach.conversation import Coach

    if alone:
        settings = settings.model_copy(update={"model": ""})
    for told in diagnosis.destinations(settings, here=False) if say else ():
        print(told, file=sys.stderr)
    with _progress() as progress, Coach.open(settings, progress=progress) as coach:
        yield coach, settings


@contextmanager
def _progress(told: str = "Preparing the library") -> "Iterator[Progress]":
    """Give a callback that shows a bar on the error stream once there is something to be done."""
    bar: Any = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bar = Bar(console=Console(stderr=True), transient=True)
            bar.add_task(told, total=total)
            bar.start()
        bar.update(bar.task_ids[0], completed=done, total=total)
        if done >= total:
            bar.stop()
            bar = None

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


def _question(words: list[str] | None) -> str:
    """Return the question: the arguments, or standard input for '-' or when there are none."""
    from coach import limits

    if words and words != ["-"]:
        return limits.checked(" ".join(words))
    if words is None and sys.stdin.isatty():
        raise _UsageError("say what happened with your client, in quotes, or pipe it in")
    return limits.checked(_decoded(sys.stdin.buffer.read(_MOST_INPUT)))


def _draft(file: Path | None) -> str:
    """Return the draft: a file's text, or standard input for '-' or when there is none."""
    from coach.errors import CoachError

    if file is not None and str(file) != "-":
        if not file.exists():
            raise CoachError(f"there is no file '{file}'; name a file, or pipe the message in")
        with file.open("rb") as opened:
            return _decoded(opened.read(_MOST_INPUT), str(file))
    if file is None and sys.stdin.isatty():
        raise _UsageError("name the file that holds your message, or pipe it in")
    return _decoded(sys.stdin.buffer.read(_MOST_INPUT))


def _decoded(raw: bytes, whence: str = "standard input") -> str:
    from coach.errors import QuestionError

    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw:
        raise QuestionError(f"wanted text in {whence}, got binary data; save it as UTF-8 text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Windows programs write where they don't write UTF-8.
        return raw.decode("cp1252", errors="replace")


def _edits_lines() -> bool:
    """Whether the user types at a terminal where lines can be edited."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    with suppress(ImportError):
        import readline  # noqa: F401 - input() edits lines once it is there

        return True
    return False


def _line(prefilled: str = "") -> str:
    """Return a line that the user typed, or started from a text that they may change."""
    if not _edits_lines():
        return input("> " if sys.stdin.isatty() else "")
    import readline

    def prefill() -> None:
        readline.insert_text(prefilled)

    readline.set_startup_hook(prefill)
    try:
        return input("> ")
    finally:
        readline.set_startup_hook()


def _agreed(question: str) -> bool:
    """Whether the user agrees; where nobody can be asked, what was shown is agreed to."""
    if not sys.stdin.isatty():
        return True
    try:
        agreed = input(question).strip().lower() in ("", "y", "yes")
    except EOFError:
        agreed = False
    if not agreed:
        print("nothing was kept")
    return agreed


def _streamed(
    coach: "Coach",
    question: str,
    history: Sequence[Any],
    shown: list[str] | None = None,
    case: "Case | None" = None,
) -> "tuple[Advice, _Screen]":
    """Show the pieces as they come; ``shown`` collects them for one who stops in the middle."""
    from coach.advice import Advice

    screen = _Screen()
    with closing(coach.stream(question, history=history, case=case)) as pieces:  # type: ignore[type-var]
        for piece in pieces:
            if isinstance(piece, Advice):
                return piece, screen
            if shown is not None:
                shown.append(piece)
            screen.write(piece)
    raise AssertionError("a stream ends with its advice")


def _print_sources(screen: _Screen, advice: "Advice") -> None:
    if not advice.citations:
        return
    screen.quiet("\nRetold from:")
    if not screen.wraps:
        for c in advice.citations:
            screen.quiet(f"[{c.number}] {c.step} – {_source(c)}")
        return
    # An article's address takes up a line; once is enough for those who read.
    for article in dict.fromkeys(c.article for c in advice.citations):
        cited = [c for c in advice.citations if c.article == article]
        screen.quiet(", ".join(f"[{c.number}] {c.step}" for c in cited))
        screen.quiet(_source(cited[0]), indent=4)


def _reason(reason: "Reason") -> Iterator[str]:
    """Yield the lines that say what brought a passage there."""
    if reason.called:
        yield f"heard: {reason.called:.0%} that this step is the one most called for"
    if reason.words:
        yield f"words: {', '.join(reason.words)}"
    if reason.situation:
        yield f"like the situation: {_start(' '.join(reason.situation.split()), _WIDEST)}"


def _source(passage: Any) -> str:
    return f"{passage.title}, author: {passage.author}, {passage.address}"


def _print_footer(screen: _Screen, advice: "Advice", settings: "Settings") -> None:
    from coach import diagnosis

    for sentence in advice.unsupported:
        screen.quiet(f"\nNot from the articles: “{' '.join(sentence.split())}”")
    told = diagnosis.account(settings, advice)
    if told:
        screen.quiet(f"\n({told})")


def _print_review(screen: _Screen, told: "Review") -> None:
    """Show the faults, then what is good, then what is missing."""
    if not told.checked:
        screen.write(f"Not checked: {told.reason}.\n")
    if told.findings:
        screen.write(f"**{_count(len(told.findings), 'finding')}**\n")
    elif told.checked:
        screen.write("**Nothing found.**\n")
    for one, rewrite, before in zip(
        told.findings, told.rewrites, (None, *told.rewrites), strict=False
    ):
        _print_finding(screen, told.text, one, again=rewrite == before)
    if told.good:
        screen.write("\n**Good**\n")
    for part in told.good:
        screen.write(f"{part}: “{_start(part.words, _WIDEST)}”\n", indent=2)
    if told.missing:
        screen.write("\n**Missing**\n")
    for part in told.missing:
        screen.write(f"{part}: {part.add} [{part.step}]\n", indent=2)
    if told.notice:
        screen.quiet(f"\n({told.notice})")


def _print_finding(screen: _Screen, text: str, finding: "Finding", *, again: bool) -> None:
    """Show one finding; where its rewrite is that of the one before, it is shown once."""
    screen.write(f"\n**line {_line_of(text, finding)}** ({finding.code})\n")
    _print_words(screen, text, finding)
    step = f" [{finding.step}]" if finding.step else ""
    screen.write(f"Why: {finding.reason}{step}\n", indent=2)
    if finding.note:
        screen.write(f"Model: {finding.note}\n", indent=2)
    screen.write(f"Instead: {'as above' if again else finding.fix}\n", indent=2)


def _line_of(text: str, finding: "Finding") -> int:
    return text[: finding.start].count("\n") + 1


def _print_words(screen: _Screen, text: str, finding: "Finding") -> None:
    """Show the words at fault and what stands beside them: underlined, or between two lines."""
    ends = re.compile(r"(?<=[.!?])\s+|\n")
    words = " ".join(finding.words.split())
    after = "" if words[-1:] in (".", "!", "?") else ends.split(text[finding.end :])[0]
    screen.write(ends.split(text[: finding.start])[-1][-_BESIDE:], indent=2)
    if screen.underlines:
        screen.write(words, "underline")
    else:
        screen.write(f"_{words}_")
    screen.write(f"{after[:_BESIDE]}\n")


def _print_request(question: str) -> None:
    from coach import diagnosis
    from coach.settings import Settings

    with _progress() as progress:
        request = diagnosis.would_send(Settings(), question, progress)
    if request is None:
        print("Nothing would leave this machine.")
    else:
        print(json.dumps(request, indent=2, ensure_ascii=False))


def _print_reading(reading: Any) -> None:
    article = reading.article
    print(f"{_plain(article.title)} (author: {_plain(article.author)}, {_plain(article.address)})")
    for section in article.sections:
        words = _count(len(section.text.split()), "word")
        print(f"  keeps {article.id}/{section.key}: {words}, “{_start(section.text, 50)}”")
    for dropped in reading.dropped:
        print(f"  drops ({dropped.reason}): {_start(dropped.text, 70)}")


def _start(text: str, size: int) -> str:
    line = " ".join(_plain(text).split())
    return line if len(line) <= size else f"{line[:size].rstrip()}…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _check_free(path: Path) -> None:
    """Refuse a path that holds something, or cannot hold anything, before a talk is lost to it."""
    from coach.errors import CoachError

    if path.exists():
        raise CoachError(f"{path} is there already and would be lost; choose another name")
    if not path.absolute().parent.is_dir():
        raise CoachError(f"there is no folder {path.absolute().parent}; make it or choose another")


def _save(exchanges: Sequence[_Exchange], path: Path) -> None:
    from coach.errors import CoachError

    try:
        path.write_text("\n\n".join(map(_markdown, exchanges)) + "\n", encoding="utf-8")
    except OSError as error:
        raise CoachError(f"cannot write {path}: {error.strerror}; choose another name") from error
    print(f"saved to {path}")


def _markdown(exchange: _Exchange) -> str:
    asked = "\n".join(f"> {line}".rstrip() for line in exchange.question.splitlines())
    sources = "\n".join(
        f"- [{c.number}] {c.step}: {c.title}, author: {c.author}, <{c.address}>"
        for c in exchange.citations
    )
    retold = f"Retold from:\n\n{sources}" if sources else ""
    return "\n\n".join(part for part in (asked, exchange.answer, retold) if part)


def _plain(text: str) -> str:
    """Return the text for a terminal, which reads no markup but obeys control characters."""
    text = text.replace("&lt;", "<").replace("]\\(", "](")
    return "".join(c for c in text if c in "\n\t\u200d" or unicodedata.category(c)[0] != "C")


def _values(value: Any) -> Any:
    """Return dataclasses and what they hold as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _values(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _values(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return [_values(item) for item in sorted(value)]
    if isinstance(value, (list, tuple)):
        return [_values(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _print_json(values: dict[str, Any]) -> None:
    from coach.advice import SCHEMA

    print(json.dumps({"schema": SCHEMA, **values}, ensure_ascii=False, indent=2))


def _fail(message: str, code: int = 1) -> NoReturn:
    print(f"coach: {' '.join(_plain(message).split())}", file=sys.stderr)
    raise typer.Exit(code)
