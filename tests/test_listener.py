"""What the listener hears: plans that an article warns of, who erred, and which words say so."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coach import adapted, embedders, intentions, listener
from coach.errors import LibraryError
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.intentions import PLANS
from coach.listener import Listener


@pytest.fixture(scope="module")
def ear() -> Listener:
    return Listener()


def who_erred(ear: Listener, text: str) -> str:
    heard = ear.hear(text).erred
    return max(heard, key=lambda who: heard[who])


WHO = [
    ("I lost the keys to her cottage.", ME),
    ("Forgot his first lesson completely.", ME),
    ("The labels were wrong and that's on me.", ME),
    ("Sorry for wiping your data, that is what I will write.", ME),
    ("It was me who left the tap running.", ME),
    ("We shipped the wrong colour and they had a launch that day.", ME),
    ("My driver wasn't told the address, because I forgot to pass it on.", ME),
    ("I told the supplier the wrong size so the client got the wrong doors.", ME),
    ("Piotr missed the cutover and then told them we would grovel.", COLLEAGUE),
    ("Our apprentice tiled over the hatch.", COLLEAGUE),
    ("Someone in accounts sent the tenant everybody's salaries.", COLLEAGUE),
    ("our own night desk never filed the declaration", COLLEAGUE),
    ("Kev, our porter, read her the wrong bill.", COLLEAGUE),
    ("The vase was dropped by our intern.", COLLEAGUE),
    ("Ahmed was supposed to book the crane. He didn't.", COLLEAGUE),
    ("The whole mess is Hannah's mistake.", COLLEAGUE),
    ("Whoever packed the van left half the bed parts off.", COLLEAGUE),
    ("I can't ring them after what Daz said to the bride.", COLLEAGUE),
    ("The courier crushed all four boxes.", THIRD),
    ("Power cut across the county, and the freezer thawed.", THIRD),
    ("Our ticketing software sold the same table twice.", THIRD),
    ("The airline messed up their transfer.", THIRD),
    ("Royal Mail lost it.", THIRD),
    ("The venue double booked the hall.", THIRD),
    ("His boat's engine is stuck in customs.", THIRD),
    ("He ticked send to all himself.", CLIENT),
    ("She signed off the proof with the wrong date on it.", CLIENT),
    ("The customer typed the wrong postcode and is screaming at me.", CLIENT),
    ("He says I promised him a discount, I never did.", CLIENT),
    ("Mr Bello misread our price sheet.", CLIENT),
    ("His secretary booked the wrong Tuesday.", CLIENT),
    ("She's gone cold and I have no idea why.", UNKNOWN),
    ("It must be the invoice, so I will rewrite it.", UNKNOWN),
    ("Something's off with the Kowalskis since the handover.", UNKNOWN),
    ("Two stars and no comment from my oldest guest.", UNKNOWN),
]


def test_who_erred_is_heard_in_plain_tellings(ear: Listener) -> None:
    missed = [text for text, who in WHO if who_erred(ear, text) != who]
    # These were not learnt from; about one in six is told too shortly to be heard right.
    assert len(missed) <= len(WHO) // 5, missed


FIRES = [(kind.code, kind.step, text) for kind in PLANS for text in kind.fires]
SPARES = [(kind.code, text) for kind in PLANS for text in kind.spares]


def plans(ear: Listener, text: str) -> list[tuple[str, str]]:
    return [(plan.code, plan.step) for plan in intentions.read(text, ear.hear(text))]


@pytest.mark.parametrize(("code", "step", "text"), FIRES)
def test_a_plan_is_noticed_with_the_step_that_warns_of_it(
    ear: Listener, code: str, step: str, text: str
) -> None:
    assert (code, step) in plans(ear, text)


@pytest.mark.parametrize(("code", "text"), SPARES)
def test_what_only_looks_like_a_plan_is_left_alone(ear: Listener, code: str, text: str) -> None:
    assert plans(ear, text) == []


def test_every_kind_has_at_least_eight_texts_of_each_sort() -> None:
    assert {kind.code for kind in PLANS} == {
        "gift", "but", "sale", "guess", "boss", "pretend", "blame", "overpromise",
    }  # fmt: skip
    assert all(len(kind.fires) >= 8 and len(kind.spares) >= 8 for kind in PLANS)


def test_the_sentence_that_holds_the_plan_is_shown_as_it_was_written(ear: Listener) -> None:
    text = "I lost her file. I’ll send her flowers and a “sorry” card. It rained all day."
    (plan,) = intentions.read(text, ear.hear(text))
    assert (plan.code, plan.words) == ("gift", "I’ll send her flowers and a “sorry” card.")
    assert text[plan.start : plan.end] == plan.words


def test_the_sentence_that_tells_who_erred_is_found(ear: Listener) -> None:
    text = "She won't pick up. I lost the landlord's keys. It rained. What now?"
    place = ear.hear(text).told
    assert text[place.start : place.end] == "I lost the landlord's keys."


def test_a_long_run_on_sentence_is_cut_to_the_clauses_that_hold_the_plan(ear: Listener) -> None:
    story = (
        "so the client rang me at six and the van was late again and the lads were tired and nobody "
        "had told her about the tiles being the wrong colour and she stood in the hall and cried and "
    )
    text = story + "so my boss can ring her instead of me i'm not going near that house again"
    (plan,) = intentions.read(text, ear.hear(text))
    assert "my boss can ring her" in plan.words
    assert len(plan.words.split()) <= 35


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?", "...", '"', "🙂", "’s", "1,500", "(" * 50])
def test_text_without_words_holds_no_plan(ear: Listener, text: str) -> None:
    assert intentions.read(text, ear.hear(text)) == ()


@pytest.mark.parametrize("piece", ["I was late, and he left. ", "a ", '"', "sorry but ", "x", "🙂"])
def test_the_longest_message_is_heard_within_a_second(ear: Listener, piece: str) -> None:
    message = (piece * 12_000)[:12_000]
    began = time.process_time()
    ear.hear(message)
    # 0.3 s on an idle machine: a telling of many pages is read at its beginning and its end.
    assert time.process_time() - began < 2


def test_a_plan_at_the_end_of_many_pages_is_noticed(ear: Listener) -> None:
    page = "I missed her deadline by a week. She rang twice on Friday. It rained all day. "
    text = page * 60 + "Planning to drop off a bottle of whisky at her office."
    assert ("gift", "mend-fences/no-gifts") in plans(ear, text)


def test_threads_hear_what_one_alone_hears(ear: Listener) -> None:
    texts = [text for _, _, text in FIRES[:24]]
    alone = [ear.hear(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(Listener().hear, texts)) == alone


def test_weights_other_than_the_tested_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "shared", adapted.Adapted)
    monkeypatch.setattr(embedders, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(LibraryError, match="wanted 000000000000"):
        Listener().hear("I lost her keys.")


def test_what_was_learnt_for_other_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = {**adapted.arrays("listener.npz"), "made.for": "something else"}
    monkeypatch.setattr(listener, "shared", adapted.Adapted)
    monkeypatch.setattr(adapted, "arrays", lambda _: learnt)
    with pytest.raises(LibraryError, match="made for other weights"):
        Listener().warm()


def test_what_was_learnt_is_arrays_of_numbers_and_names_alone() -> None:
    assert {array.dtype.kind for array in adapted.arrays("listener.npz").values()} <= set("fiU")
