"""What the page adds to the Python call, at the server and on screen; and how soon one can type.

    python benchmarks/page.py [--runs 5] [--home DIR]

With the composer, and with a model of twenty words a second. The Python call is ``astream`` of a coach in
this process, until its first piece; the server's is the page's two requests until the first piece on the
stream; the screen's is a Chromium from the press of Enter until the first word of the answer shows. Each
question is a new one, each is put to all three in turn, and what counts are the medians. The text box is
ready once the page has its session: seconds from the browser's first request, its cache empty. Ends with 1
when a bar is missed.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from coach import Coach, Settings
from load import busy, model, served

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import browser as browsers  # type: ignore[import-not-found,unused-ignore]

AT_SERVER, ON_SCREEN, READY = 0.060, 0.250, 1.5
"""The bars, in seconds."""
QUESTION = (
    "I promised our largest client order {order} for Monday, it went out on Thursday, and when they "
    "called I said that the warehouse had let us down. Since then they answer neither mails nor "
    "calls. How do I begin to put this right?"
)
# The moments are the page's own, so that what drives the browser is not measured.
WATCH = """
window.moments = {};
const words = () => [...document.querySelectorAll(".exchange .answer")].some(
  (answer) => answer.querySelector("p:not(.thinking, .lost), li, figure")?.textContent.trim());
new MutationObserver(() => {
  if (document.body?.dataset.ready !== undefined) window.moments.ready ??= performance.now();
  if (window.moments.asked && !window.moments.shown && words()) {
    // The frame after the one that draws it.
    requestAnimationFrame(() => requestAnimationFrame(() => { window.moments.shown ??= performance.now(); }));
  }
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter") window.moments = { ...window.moments, asked: performance.now() };
}, true);
"""


def question() -> str:
    """Return a question that has not been put before."""
    return QUESTION.format(order=f"K{uuid.uuid4().int % 10_000:04}Z")


# --- The three ways to ask ------------------------------------------------------------------------


@contextlib.contextmanager
def called(coach: Coach) -> Iterator[Callable[[], float]]:
    """Give what puts a question by a Python call and gives the seconds to the first piece."""

    async def ask() -> float:
        began = time.perf_counter()
        pieces = coach.astream(question())
        async for _ in pieces:
            break
        taken = time.perf_counter() - began
        await pieces.aclose()  # type: ignore[attr-defined]
        return taken

    # What drives the browser runs a loop in this thread.
    runner = asyncio.Runner()
    with ThreadPoolExecutor(1) as thread:
        yield lambda: thread.submit(lambda: runner.run(ask())).result()
        thread.submit(runner.close).result()


def requested(address: str) -> Callable[[], float]:
    """Return what puts a question by the page's two requests."""
    client = httpx.Client(base_url=address, timeout=60, trust_env=False)

    def ask() -> float:
        exchange = {"question": question(), "state": "waiting"}
        session = {"version": 1, "current": "1", "talks": [{"id": "1", "exchanges": [exchange]}]}
        began = time.perf_counter()
        sent = {"data": [session, {"zone": "Europe/Berlin"}], "session_hash": uuid.uuid4().hex}
        event = client.post("gradio_api/call/answer", json=sent).json()["event_id"]
        with client.stream("GET", f"gradio_api/call/answer/{event}") as stream:
            for line in stream.iter_lines():
                if (
                    line.startswith("data: ")
                    and (told := json.loads(line[6:]))
                    and "html" in told[0]
                ):
                    return time.perf_counter() - began
        sys.exit("the stream ended without a piece")

    return ask


def typed(address: str, page: Any) -> Callable[[], float]:
    """Return what types a question into the page and waits for the first word."""

    def ask() -> float:
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        page.evaluate("localStorage.clear()")
        page.reload()
        page.wait_for_selector("body[data-ready]")
        page.fill("#question", question())
        page.press("#question", "Enter")
        page.wait_for_function("window.moments.shown")
        taken: float = page.evaluate("window.moments.shown - window.moments.asked") / 1000
        page.wait_for_selector(".exchange.done", timeout=60_000)
        return taken

    return ask


def readiness(browser: Any, address: str) -> float:
    """Return the seconds from the first request of a new browser profile until one can type."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.moments.ready")
    began = "performance.getEntriesByType('navigation')[0].requestStart"
    taken: float = page.evaluate(f"window.moments.ready - {began}") / 1000
    context.close()
    return taken


# --- The whole ------------------------------------------------------------------------------------


@contextlib.contextmanager
def engines() -> Iterator[dict[str, dict[str, str]]]:
    """Give the settings of each engine, with a model server running for the one that needs it."""
    with model() as url:
        yield {"composer": {}, "model": {"COACH_MODEL": "steady", "COACH_BASE_URL": url}}


def main() -> None:
    """Measure, print, and end with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description="What the page adds to the Python call.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--home", type=Path, help="a data folder whose index is built")
    given = parser.parse_args()
    held = True
    with (
        tempfile.TemporaryDirectory() as folder,
        engines() as known,
        browsers.launched() as browser,
    ):
        for name, settings in known.items():
            home = given.home or Path(folder)
            held &= measured(name, home, settings, browser, given.runs)
    sys.exit(not held)


def measured(name: str, home: Path, settings: dict[str, str], browser: Any, runs: int) -> bool:
    """Print what the page adds with one engine; return whether every bar is held."""
    own = Settings(
        home=home,
        model=settings.get("COACH_MODEL", ""),
        base_url=settings.get("COACH_BASE_URL", ""),
    )
    with (
        served(home, **settings) as (address, _),
        Coach.open(own) as coach,
        called(coach) as call,
    ):
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(WATCH)
        ways = {
            "Python call": call,
            "at the server": requested(address),
            "on screen": typed(address, context.new_page()),
        }
        for ask in ways.values():
            ask()
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(runs):
            for way, ask in ways.items():
                taken[way].append(ask())
        ready = [readiness(browser, address) for _ in range(runs)]
        context.close()
    alone = median(taken["Python call"])
    print(f"{name}: the Python call {1000 * alone:.0f} ms; the machine {busy()}")
    rows = (
        ("added at the server", median(taken["at the server"]) - alone, AT_SERVER),
        ("added on screen", median(taken["on screen"]) - alone, ON_SCREEN),
        ("ready to type", median(ready), READY),
    )
    for row, value, most in rows:
        state = "held  " if value <= most else "MISSED"
        print(f"{state}  {row:20} {1000 * value:5.0f} ms (at most {1000 * most:.0f})", flush=True)
    return all(value <= most for _, value, most in rows)


if __name__ == "__main__":
    main()
