"""The command: parses, calls, prints. What it shows is decided elsewhere."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
import typer.core

if TYPE_CHECKING:
    from coach.advice import Advice, Turn
    from coach.conversation import Coach
    from coach.library import Progress

app = typer.Typer(
    help="Coaching for a client relationship you have damaged: advice from six articles, every step cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class _AddByDefault(typer.core.TyperGroup):
    """Reads ``coach ingest PATH…`` as ``coach ingest add PATH…``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["add", *args]
        return super().parse_args(ctx, args)


ingest_app = typer.Typer(
    cls=_AddByDefault,
    help="Add articles of your own to the library: coach ingest PATH…, list, remove.",
    no_args_is_help=True,
)
app.add_typer(ingest_app, name="ingest")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Words = Annotated[
    list[str] | None, typer.Argument(help="Your words; '-' or nothing reads standard input.")
]


def main() -> None:
    """Run the command; errors of ours end it with one line and exit code 1."""
    from coach.errors import CoachError

    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may not be UTF-8, and a client's name may need it.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CoachError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader of the pipe has gone; that is its right.
        sys.stderr.close()
        raise SystemExit(0) from None


@app.command()
def ask(
    words: Words = None,
    *,
    brief: Annotated[
        bool, typer.Option("--brief", help="The opening, one thing not to say, one question.")
    ] = False,
    show_request: Annotated[
        bool,
        typer.Option(
            "--show-request", help="Print exactly what would leave this machine, and send nothing."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask a question, get advice with its sources."""
    question = _words(words)
    with _open_coach() as coach:
        if show_request:
            _print_request(coach, question)
        elif as_json:
            _print_json(_advice_values(coach.ask(question)))
        elif brief:
            advice = coach.brief(question)
            print(advice)
            _print_footer(advice)
        else:
            _print_streamed(coach, question, ())


@app.command()
def chat(
    save: Annotated[
        Path | None,
        typer.Option("--save", help="Write the conversation to this Markdown file at the end."),
    ] = None,
) -> None:
    """Talk it over: follow-ups, /edit, /save FILE, /quit."""
    from coach.advice import Turn
    from coach.errors import QuestionError

    history: list[Turn] = []
    with _open_coach() as coach:
        _say_where(coach)
        print(
            "Tell me what happened with your client. /edit changes your last message, /save FILE keeps the talk, /quit ends it.\n"
        )
        for line in _lines():
            command, _, rest = line.strip().partition(" ")
            if command in ("/quit", "/exit", "/q"):
                break
            if command == "/save":
                _save(history, Path(rest.strip() or "conversation.md"))
                continue
            if command == "/edit":
                if history:
                    print(f"Your last message was: {history[-1].question}")
                    history.pop()
                if not rest.strip():
                    print("Type it anew.")
                    continue
                line = rest
            if not line.strip():
                continue
            try:
                advice = _print_streamed(coach, line, tuple(history))
            except QuestionError as error:
                print(f"{error}\n")
                continue
            history.append(Turn(line.strip(), advice.text))
            print()
    if save is not None:
        _save(history, save)


@app.command()
def search(
    words: Words = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=50, help="How many passages.")
    ] = 5,
    as_json: Json = False,
) -> None:
    """Find the passages that speak to your words."""
    question = _words(words)
    with _open_coach() as coach:
        passages = coach.search(question, limit=limit)
    if as_json:
        _print_json({"passages": [_values(passage) for passage in passages]})
        return
    for number, passage in enumerate(passages, start=1):
        print(f"[{number}] {passage.step}  {passage.name}")
        print(f"    retold from: {passage.title}, author: {passage.author}, {passage.address}")
        print(f"    {' '.join(passage.text.split())}\n")


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

    settings = Settings()
    if rebuild:
        library.discard_all(settings.home)
    with _open_coach():
        pass
    print(f"under {settings.home}")
    for name, whole, size in library.indexes(settings.home):
        print(f"{name}  {'whole' if whole else 'damaged'}  {size / 1024:,.0f} KB")


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Say which engine, host, embedder and store are in use, and what is wrong with them."""
    from coach import diagnosis
    from coach.settings import Settings

    found = diagnosis.examine(Settings())
    if as_json:
        _print_json({"checks": [_values(check) for check in found]})
    else:
        for check in found:
            print(f"{'ok   ' if check.well else 'WRONG'} {check.name:<10} {check.told}")
    if not all(check.well for check in found):
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

    home = Settings().home
    prepared, refused = own.prepare(paths, home, compare=not without_bundled)
    if as_json:
        kept = own.keep(prepared, home)
        _print_json(
            {
                "kept": [_values(article) for article in kept],
                "refused": [_values(r) for r in refused],
            }
        )
    else:
        for reading in prepared:
            _print_reading(reading)
        for refusal in refused:
            print(f"refused: {refusal.path}: {refusal.reason}", file=sys.stderr)
        if prepared and (yes or not sys.stdin.isatty() or typer.confirm("Keep it?", default=True)):
            for article in own.keep(prepared, home):
                print(f"kept {article.id}: {len(article.sections)} sections")
            with _open_coach():
                pass
    if refused:
        raise typer.Exit(1)


@ingest_app.command("list")
def ingest_list(*, as_json: Json = False) -> None:
    """List your own articles."""
    from coach import own
    from coach.settings import Settings

    kept = own.listed(Settings().home)
    if as_json:
        _print_json({"articles": [_values(article) for article in kept]})
        return
    for article in kept:
        print(
            f"{article.id}  {article.title}  ({len(article.sections)} sections, {article.address})"
        )
    if not kept:
        print("none yet; add one with 'coach ingest add FILE'")


@ingest_app.command("remove")
def ingest_remove(
    ids: Annotated[list[str], typer.Argument(help="Ids as 'coach ingest list' shows them.")],
) -> None:
    """Remove articles of your own."""
    from coach import own
    from coach.settings import Settings

    for article in own.remove(ids, Settings().home):
        print(f"removed {article}")


@contextmanager
def _open_coach() -> "Iterator[Coach]":
    from coach.conversation import Coach

    with _progress() as progress, Coach.open(progress=progress) as coach:
        yield coach


@contextmanager
def _progress() -> "Iterator[Progress]":
    """Give a callback that shows a bar on the error stream once there is something to build."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)
    task = bar.add_task("Preparing the library (first use)", total=None)
    started = False

    def show(done: int, total: int) -> None:
        nonlocal started
        if not started:
            bar.start()
            started = True
        bar.update(task, completed=done, total=total)
        if done >= total:
            bar.stop()

    try:
        yield show
    finally:
        bar.stop()


def _words(words: list[str] | None) -> str:
    """Return the question: the arguments, or standard input for '-' or when there are none."""
    if words and words != ["-"]:
        return " ".join(words)
    if words is None and sys.stdin.isatty():
        raise typer.BadParameter("say what happened, in quotes, or pipe it in")
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")


def _lines() -> Iterator[str]:
    while True:
        try:
            yield input("> ")
        except EOFError:
            print()
            return


def _print_streamed(coach: "Coach", question: str, history: "tuple[Turn, ...]") -> "Advice":
    from coach.advice import Advice

    for piece in coach.stream(question, history=history):
        if isinstance(piece, Advice):
            print()
            _print_sources(piece)
            _print_footer(piece)
            return piece
        print(_plain(piece), end="", flush=True)
    raise AssertionError("a stream ends with its advice")


def _print_sources(advice: "Advice") -> None:
    if advice.citations:
        print("\nRetold from:")
    for c in advice.citations:
        print(f"[{c.number}] {c.step} – {c.title}, author: {c.author}, {c.address}")


def _print_footer(advice: "Advice") -> None:
    if advice.engine == "composer" and not advice.notice:
        print("\n(No language model was used; nothing left this machine.)")
    if advice.notice:
        print(f"\n({advice.notice})")


def _print_request(coach: "Coach", question: str) -> None:
    request = coach.request(question)
    if request is None:
        print("Nothing would leave this machine.")
    else:
        print(json.dumps(request, indent=2, ensure_ascii=False))


def _print_reading(reading: Any) -> None:
    article = reading.article
    print(f"{article.title} (author: {article.author}, {article.address})")
    for section in article.sections:
        print(f"  keeps {article.id}/{section.key}: {len(section.text.split())} words")
    for dropped in reading.dropped:
        print(f"  drops ({dropped.reason}): {' '.join(dropped.text.split())[:100]}")


def _say_where(coach: "Coach") -> None:
    if coach.host:
        print(f"Your words go to {coach.host}.")
    else:
        print("No language model is configured; nothing leaves this machine.")


def _save(history: "list[Turn]", path: Path) -> None:
    from coach.errors import CoachError

    parts = [f"**You:** {turn.question}\n\n**Coach:** {turn.answer}\n" for turn in history]
    try:
        path.write_text("\n---\n\n".join(parts), encoding="utf-8")
    except OSError as error:
        raise CoachError(f"cannot write {path}: {error}") from error
    print(f"saved to {path}")


def _plain(text: str) -> str:
    """Return the text for a terminal, where markup needs no escaping."""
    return text.replace("&lt;", "<").replace("]\\(", "](").replace("**", "")


def _advice_values(advice: "Advice") -> dict[str, Any]:
    return _values(advice)  # type: ignore[no-any-return]


def _values(value: Any) -> Any:
    """Return dataclasses and what they hold as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _values(item) for key, item in asdict(value).items()}
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _values(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [
            _values(item)
            for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)
        ]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _print_json(values: dict[str, Any]) -> None:
    from coach.advice import SCHEMA

    print(json.dumps({"schema": SCHEMA, **values}, ensure_ascii=False, indent=2))


def _fail(message: str) -> NoReturn:
    print(f"coach: {message}", file=sys.stderr)
    raise SystemExit(1)
