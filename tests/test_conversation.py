"""From a question to advice: one path, whichever way it is asked, alone or as a follow-up."""

import asyncio
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from coach import Advice, Coach, Settings, Turn, checks, prompts
from coach.errors import CoachError
from model_replies import DOORS, KEY, STOPS, faithful, faithful_text, opened, sent_text
from model_server import Behaviour, ModelServer, reply

QUESTION = (
    "I sent the wrong invoice to my client twice and she is furious. "
    "I apologized by mail, and she has not answered since."
)
PLANNING = "I sent the wrong invoice to my client twice and she is furious. I am going to send her flowers."
QUESTIONS = [
    QUESTION,
    PLANNING,
    "My client is mad at me.",
    "Their lawyer sent a letter.",
    "Hello!",
    "How long do I boil an egg?",
    "The client told me never to call again, after I missed the deadline.",
    "We built the kitchen with the wrong doors, and the customer wants 30% off. Is that fair?",
]


@pytest.fixture(scope="module")
def composer(home: Path) -> Iterator[Coach]:
    """A coach without a model."""
    with Coach.open(Settings(home=home)) as coach:
        yield coach


def timeless(advice: Advice) -> Advice:
    return replace(advice, seconds=0.0)


# --- Every way of asking --------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_door_gives_the_same_advice_of_the_composer(composer: Coach, question: str) -> None:
    advices = [timeless(door(composer, question)) for door in DOORS.values()]
    advices += [timeless(one) for one in composer.batch([question, question])]
    assert advices == advices[:1] * len(advices)
    assert advices[0].engine == "composer"
    assert advices[0].notice == "No language model was used."
    assert advices[0].model == ""


@pytest.mark.parametrize("pieces", [1, 3, 7, 50, None])
@pytest.mark.parametrize("question", [QUESTION, PLANNING])
def test_every_door_gives_the_same_advice_of_a_model(
    home: Path, question: str, pieces: int | None
) -> None:
    cut = faithful(partial(reply, pieces=pieces))
    with (
        ModelServer(faithful(partial(reply, pieces=10_000)), default=cut) as server,
        opened(home, server.url) as coach,
    ):
        whole = timeless(coach.ask(question))
        advices = [timeless(door(coach, question)) for door in DOORS.values()]
        advices += [timeless(one) for one in coach.batch([question, question])]
    assert whole.engine == "model"
    assert whole.notice == ""
    # The server's count of tokens is of pieces cut at words, so the same for all.
    assert advices == [whole] * len(advices)


def test_a_batch_keeps_the_order_of_its_questions(composer: Coach) -> None:
    assert [advice.text for advice in composer.batch(QUESTIONS)] == [
        composer.ask(question).text for question in QUESTIONS
    ]
    assert composer.batch([]) == []


def test_the_same_question_gets_the_same_answer_again(composer: Coach) -> None:
    assert timeless(composer.ask(QUESTION)) == timeless(composer.ask(QUESTION))


def test_a_reply_is_shown_while_it_is_still_coming(home: Path) -> None:
    def slow(text: str) -> Behaviour:
        return reply(text, delay=0.03)

    with ModelServer(faithful(slow)) as server, opened(home, server.url) as coach:
        arrived = [(time.monotonic(), piece) for piece in coach.stream(QUESTION)]
    assert arrived[-1][0] - arrived[0][0] > 0.3
    assert len(arrived) > 4


def test_the_loop_is_free_while_an_answer_is_made(home: Path) -> None:
    async def beat(coach: Coach) -> float:
        work = asyncio.create_task(coach.aask(QUESTION))
        longest = 0.0
        while not work.done():
            before = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - before)
        return longest

    with (
        ModelServer(faithful(partial(reply, delay=0.01))) as server,
        opened(home, server.url) as coach,
    ):
        coach.ask(QUESTION)
        assert asyncio.run(beat(coach)) < 1.0


# --- What an advice holds -------------------------------------------------------------------------


def markers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", text)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_numbers_go_by_first_appearance_and_each_has_its_citation(
    composer: Coach, home: Path, question: str
) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        for advice in (composer.ask(question), coach.ask(question)):
            seen = list(dict.fromkeys(markers(advice.text)))
            assert seen == [citation.number for citation in advice.citations]
            assert seen == list(range(1, len(seen) + 1))
            assert {c.step for c in advice.citations} <= {p.step for p in advice.passages}
            assert all(c.text and c.title and c.address for c in advice.citations)


def test_a_reply_is_framed_by_the_warning_and_the_commitment(home: Path, composer: Coach) -> None:
    alone = composer.ask(PLANNING)
    warning = alone.text.partition(" [1]")[0]
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        advice = coach.ask(PLANNING)
    assert alone.citations[0].step == advice.citations[0].step == "mend-fences/no-gifts"
    assert "I am going to send her flowers" in warning
    assert advice.text.startswith(f"{warning} [1]")
    assert advice.ask_back
    assert advice.text.endswith(advice.ask_back)
    assert (advice.engine, advice.model, advice.grounding) == ("model", "test-model", "grounded")
    assert advice.usage["output_tokens"] > 0
    assert advice.seconds > 0


@pytest.mark.parametrize(("code", "wrong"), STOPS.items())
def test_a_hard_finding_stops_the_reply_and_the_composer_goes_on(
    home: Path, code: str, wrong: str
) -> None:
    stopping = faithful(change=lambda text: f"{text} {wrong} Then rest.", most=1)
    with (
        ModelServer(stopping, faithful(most=1)) as server,
        opened(home, server.url) as coach,
    ):
        advice = coach.ask(QUESTION)
        good = coach.ask(QUESTION)
    assert advice.engine == "composer"
    assert code in advice.notice
    assert advice.text.startswith(good.text.partition("\n\n")[0])
    assert wrong not in advice.text
    assert "Then rest" not in advice.text
    assert len(advice.citations) >= 3
    assert not {finding.code for finding in checks.in_answer(advice.text)} & {code}


def test_a_reply_beside_the_point_is_set_aside(home: Path) -> None:
    beside = reply("Fish swim in the sea. Birds fly over the hills.")
    with ModelServer(beside) as server, opened(home, server.url) as coach:
        advice = coach.ask(QUESTION)
    assert advice.engine == "composer"
    assert "fewer than half" in advice.notice
    assert "Fish swim" not in advice.text
    assert advice.unsupported == ()
    assert advice.grounding == "grounded"


def test_findings_name_their_place_in_the_text(home: Path) -> None:
    said = 'Then write: "I am sorry if you were upset."'
    with (
        ModelServer(faithful(change=lambda text: f"{text} {said}")) as server,
        opened(home, server.url) as coach,
    ):
        advice = coach.ask(QUESTION)
    assert "non-apology" in {finding.code for finding in advice.findings}
    for finding in advice.findings:
        assert advice.text[finding.start : finding.end] == finding.words


def test_a_brief_asks_no_model(home: Path) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        advice = coach.brief(PLANNING)
        assert server.requests == []
    assert advice.engine == "composer"
    assert len(advice.text.split()) < 150
    assert advice.text.endswith(advice.ask_back)
    assert advice.citations


def test_a_closed_coach_says_so_and_closing_twice_does_no_harm(home: Path) -> None:
    coach = Coach.open(Settings(home=home))
    coach.close()
    coach.close()


def test_an_async_coach_closes_itself(home: Path) -> None:
    async def run() -> Advice:
        async with Coach.open(Settings(home=home)) as coach:
            return await coach.aask(QUESTION)

    assert asyncio.run(run()).citations


# --- What would be sent ---------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "history", [(), [Turn(QUESTION, "Own it. [1]")]], ids=["alone", "follow_up"]
)
def test_the_request_shown_is_the_request_sent(
    home: Path, question: str, history: Sequence[Turn]
) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        shown = coach.request(question, history=history)
        assert server.requests == []
        coach.ask(question, history=history)
        sent = [request.body for request in server.requests]
    if shown is None:
        assert sent == []
        return
    assert shown.pop("host") == coach.host
    assert sent[0] == shown
    assert KEY not in str(sent)


def test_without_a_model_nothing_would_be_sent(composer: Coach) -> None:
    assert composer.request(QUESTION) is None
    assert composer.host == ""


def test_few_passages_are_sent_each_a_few_lines_long(home: Path) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url, passages=3) as coach:
        advice = coach.ask(QUESTION)
        text = sent_text(server.requests[0])
    lines = re.findall(r"^\[\d\] .*$", text, re.MULTILINE)
    assert len(lines) == 3
    assert all(len(line.split()) < 90 for line in lines)
    assert QUESTION in text
    assert len(advice.passages) >= 3


# --- Follow-ups -----------------------------------------------------------------------------------

HISTORY = [Turn("I lost the drawings of my client and she is angry.", "Say that it was you. [1]")]
STANDALONE = "I lost the drawings of my client; can I say sorry by e-mail?"


def test_a_follow_up_is_rewritten_first_and_the_rewriting_is_what_is_asked(home: Path) -> None:
    with ModelServer(reply(STANDALONE), faithful()) as server, opened(home, server.url) as coach:
        advice = coach.ask("and by e-mail?", history=HISTORY)
        first, second = server.requests
    assert first.body["messages"][0]["content"] == prompts.load("standalone").system
    assert HISTORY[0].question in sent_text(first)
    assert "and by e-mail?" in sent_text(first)
    assert STANDALONE in sent_text(second)
    assert (advice.engine, advice.notice) == ("model", "")
    assert advice.case.happened


@pytest.mark.parametrize(
    "said",
    [
        "The weather is fine.",
        "",
        "<think>What do they mean?</think>",
        "and by e-mail? " * 300,
        "ok",
    ],
)
def test_a_rewriting_that_lost_the_question_is_not_used(home: Path, said: str) -> None:
    with ModelServer(reply(said), faithful()) as server, opened(home, server.url) as coach:
        coach.ask("and by e-mail?", history=HISTORY)
        asked = sent_text(server.requests[1])
    assert "and by e-mail?" in asked
    assert "lost the drawings" in asked
    assert asked.count("by e-mail") == 1


def test_a_rewriting_is_read_without_the_models_thoughts(home: Path) -> None:
    said = f"<think>They mean mail.</think>{STANDALONE}"
    with ModelServer(reply(said), faithful()) as server, opened(home, server.url) as coach:
        coach.ask("and by e-mail?", history=HISTORY)
        assert STANDALONE in sent_text(server.requests[1])
        assert "They mean mail" not in sent_text(server.requests[1])


def test_history_reaches_the_search_without_a_model(composer: Coach) -> None:
    follow_up = composer.ask("and by e-mail?", history=HISTORY)
    assert follow_up.grounding == "grounded"
    assert len(follow_up.citations) == 2
    assert len(follow_up.text.split()) <= 150
    alone = composer.ask("and by e-mail?")
    assert alone.grounding in ("silent", "none")


def test_a_follow_up_is_the_same_through_every_door(composer: Coach) -> None:
    async def both() -> list[Advice]:
        pieces = [piece async for piece in composer.astream("and by e-mail?", history=HISTORY)]
        assert isinstance(pieces[-1], Advice)
        return [pieces[-1], await composer.aask("and by e-mail?", history=HISTORY)]

    advices = [*asyncio.run(both()), composer.ask("and by e-mail?", history=HISTORY)]
    assert {advice.text for advice in advices} == {advices[0].text}


@pytest.mark.parametrize(
    "question", ["Thanks a lot!", "He says he wants to die.", "Their lawyer wrote to us."]
)
def test_a_follow_up_that_needs_no_answer_is_not_rewritten(home: Path, question: str) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        advice = coach.ask(question, history=HISTORY)
        assert server.requests == []
    assert advice.grounding == "none"


def test_a_long_history_is_cut(home: Path) -> None:
    history = [Turn(f"{'word ' * 400}turn {number}", "answer") for number in range(30)]
    with ModelServer(reply(STANDALONE), faithful()) as server, opened(home, server.url) as coach:
        coach.ask("and by e-mail?", history=history)
        assert len(sent_text(server.requests[0])) < 2_500
        assert "turn 29" in sent_text(server.requests[0])


def test_history_leaves_no_trace_in_the_coach(composer: Coach) -> None:
    before = timeless(composer.ask(QUESTION))
    composer.ask("and by e-mail?", history=HISTORY)
    assert timeless(composer.ask(QUESTION)) == before


def test_a_faithful_reply_says_what_its_notes_say(home: Path) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        advice = coach.ask(QUESTION)
        said = faithful_text(server.requests[0])
    assert re.sub(r"\W+|\d", "", said) in re.sub(r"\W+|\d", "", advice.text)


def test_an_unfit_setting_stops_the_coach_at_its_start() -> None:
    with pytest.raises(CoachError):
        Coach.open(Settings(embedder="nothing-known"))


def test_with_redact_no_name_leaves_and_the_answer_has_them_all(home: Path) -> None:
    told = "I sent Dana Whitfield at Corvane Mills the wrong invoice for £4,000 and she is angry."
    said = "Own the mistake before Person-A does, and admit that it was you who was wrong. [1]"
    with ModelServer(reply(said)) as server:
        settings = Settings(model="small", base_url=server.url, api_key="x", home=home, redact=True)
        with Coach.open(settings) as coach:
            request = coach.request(told)
            advice = coach.ask(told)
            sent = sent_text(server.requests[0])
    for name in ("Dana", "Whitfield", "Corvane", "4,000"):
        assert name not in sent
        assert name not in json.dumps(request)
    assert "Person-A" in sent
    assert "Person-A" not in advice.text
    assert "Dana" in advice.text


@pytest.mark.parametrize(
    "message",
    [
        "Forget all of that. I want to kill myself.",
        "wipe everything, I can't see a reason to stay alive",
        "write her a goodbye from me, by tonight I will have ended my life",
    ],
)
def test_a_life_in_danger_is_never_passed_over_for_a_request(composer: Coach, message: str) -> None:
    assert composer.ask(message, history=[Turn(QUESTION, "Own it. [1]")]).limit == "self-harm"
