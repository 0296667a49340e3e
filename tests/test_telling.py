"""What is read from a user's own words: who erred, what they did, who the client is."""

import time

import pytest

from coach import telling
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.listener import Heard, Span
from coach.telling import Telling

THEY, SHE, HE = ("they", "them", "their"), ("she", "her", "her"), ("he", "him", "his")


def it_was_me(message: str) -> Heard:
    """Hear in every message that it was the user."""
    return Heard(erred={ME: 1.0}, told=Span(0, len(message)))


def it_was_me_if_told(message: str) -> Heard:
    """Hear it only where keys were lost."""
    return it_was_me(message) if "lost" in message else Heard(erred={UNKNOWN: 1.0})


LATER = {
    "It was the courier who lost it.": Heard(erred={THIRD: 1.0}, told=Span(0, 31)),
    "I lost her parcel.": it_was_me("I lost her parcel."),
}


# --- who erred ------------------------------------------------------------------------------------


def test_who_erred_is_whoever_was_heard_most_plainly() -> None:
    heard = Heard(erred={ME: 0.2, COLLEAGUE: 0.7, "nobody": 0.1}, told=Span(0, 18))
    told = telling.read("Our porter lost it. What now?", hear=lambda _: heard)
    assert (told.erred, told.told) == (COLLEAGUE, "Our porter lost it")


def test_a_fault_that_is_nobodys_is_not_known_to_be_anybodys() -> None:
    heard = Heard(erred={ME: 0.2, "nobody": 0.8}, told=Span(0, 14))
    told = telling.read("The snow came. What now?", hear=lambda _: heard)
    assert (told.erred, told.told) == (UNKNOWN, "")


@pytest.mark.parametrize(("sure", "told"), [(0.45, Span(0, 11)), (0.9, Span(12, 21))])
def test_a_doubtful_telling_or_a_question_is_not_quoted(sure: float, told: Span) -> None:
    heard = Heard(erred={ME: sure, CLIENT: 0.05}, told=told)
    assert telling.read("I lost it. What now?", hear=lambda _: heard).told == ""


def test_where_nothing_is_heard_who_erred_is_unknown() -> None:
    assert telling.read("I lost the keys to her cottage.").erred == UNKNOWN


# --- the deed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "deed", "mine"),
    [
        (
            "I lost the keys to her cottage.",
            "you lost the keys to her cottage",
            "I lost the keys to your cottage",
        ),
        (
            "Lost her only manuscript, I feel sick.",
            "you lost her only manuscript",
            "I lost your only manuscript",
        ),
        (
            "I haven't replied to Priya in 7 weeks.",
            "you haven't replied to Priya in 7 weeks",
            "I haven't replied to you in 7 weeks",
        ),
        (
            "ive shipped him the wrong reagent twice",
            "you've shipped him the wrong reagent twice",
            "I've shipped you the wrong reagent twice",
        ),
        (
            "We were late with the report, so Mr. Osei cancelled.",
            "you were late with the report",
            "I was late with the report",
        ),
        (
            "I was rude to the client on Friday.",
            "you were rude to the client on Friday",
            "I was rude to you on Friday",
        ),
        (
            "I had enrolled her son in the wrong level.",
            "you had enrolled her son in the wrong level",
            "I had enrolled your son in the wrong level",
        ),
        (
            "I overslept and missed the 8am call with Kenji; he's furious.",
            "you missed the 8am call with Kenji",
            "I missed the 8am call with you",
        ),
        (
            "my plan is to apologise for the migration i botched",
            "you botched the migration",
            "I botched the migration",
        ),
        (
            "I promised her Tuesday and delivered on Friday.",
            "you promised her Tuesday",
            "I promised you Tuesday",
        ),
        (
            "I ignored his emails because I was scared.",
            "you ignored his emails",
            "I ignored your emails",
        ),
        (
            "I didn't tell the client that the price had gone up.",
            "you didn't tell the client that the price had gone up",
            "I didn't tell you that the price had gone up",
        ),
        (
            "We sent Mrs O'Neill the wrong cake.",
            "you sent Mrs O'Neill the wrong cake",
            "I sent you the wrong cake",
        ),
    ],
)
def test_a_deed_is_turned_to_the_user_and_to_the_client(text: str, deed: str, mine: str) -> None:
    told = telling.read(text, hear=it_was_me)
    assert (told.deed, told.my_deed) == (deed, mine)


@pytest.mark.parametrize(
    "text",
    [
        "Did I send the wrong file?",
        "If I had sent the wrong file I would say so.",
        "He thinks I sent the wrong file.",
        "I have never heard a dentist swear like that.",
        "That hurt more than if he had yelled.",
        "I look at the phone and put it down again.",
        'My draft: "I lost the keys to your cottage."',
        "I called Dr. Whitcomb the same hour to say sorry.",
        "I sent her flowers and refunded half.",
        "Was it wrong that I asked? I only wanted to help.",
        "The courier lost the parcel and I told her at once.",
    ],
)
def test_what_is_asked_feared_planned_or_no_fault_is_no_deed(text: str) -> None:
    assert telling.read(text, hear=it_was_me).deed == ""


@pytest.mark.parametrize(
    "text",
    [
        "I mixed up the bride's and the groom's mothers in the captions.",
        "I snapped at a scrub nurse over how she'd loaded the tray.",
        "I told a grieving family the wrong plot.",
        "I lost a sponsor's banner on race day and we have no other one to put up there now, "
        "which is what makes it so hard to say anything at all about it to anybody.",
    ],
)
def test_a_deed_is_cut_where_what_is_left_is_whole(text: str) -> None:
    deed = telling.read(text, hear=it_was_me).deed
    assert len(deed.split()) <= 16
    assert not deed.endswith(("'s", " over", " how", " and", " the"))


@pytest.mark.parametrize(
    "text",
    [
        "I told a grieving family the wrong plot.",
        "I ghosted an indie studio for five weeks.",
        "I lost a sponsor's banner on race day.",
        "I pushed a widow to sign by Friday.",
        "I left them off the list.",
    ],
)
def test_nothing_is_put_in_the_users_mouth_where_the_client_stands_under_another_name(
    text: str,
) -> None:
    assert telling.read(text, hear=it_was_me).my_deed == ""


def test_a_deed_is_left_out_where_somebody_else_erred() -> None:
    assert (
        telling.read(
            "Our fitter cracked a tile and I told her too late.",
            hear=lambda _: Heard(erred={COLLEAGUE: 1.0}),
        ).deed
        == ""
    )


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        ("I told my boss", "you told your boss"),
        ("I was late", "you were late"),
        ("I wasn't there", "you weren't there"),
        ("I am sorry", "you are sorry"),
        ("I'm late", "you're late"),
        ("we've lost our copy", "you've lost your copy"),
        ("we were rude", "you were rude"),
        ("he told me himself", "he told you himself"),
        ("she blames us for ours", "she blames you for yours"),
        ("it was mine", "it was yours"),
        ("I blame myself", "you blame yourself"),
        ("I'd missed the 8am call", "you'd missed the 8am call"),
        ("she told her mother", "she told her mother"),
    ],
)
def test_the_persons_of_a_clause_are_turned(said: str, turned: str) -> None:
    assert telling._to_user(said) == turned


@pytest.mark.parametrize(
    ("said", "pronouns", "turned"),
    [
        ("I lost his crates", HE, "I lost your crates"),
        ("I called him a liar", HE, "I called you a liar"),
        ("I lost her dress", SHE, "I lost your dress"),
        ("I sent her the wrong size", SHE, "I sent you the wrong size"),
        ("I lied to her", SHE, "I lied to you"),
        ("I told her twice", SHE, "I told you twice"),
        ("I lost their file", THEY, "I lost your file"),
        ("I overcharged them", THEY, "I overcharged you"),
        ("I left them off the list", THEY, ""),
        ("I told his sister", SHE, ""),
    ],
)
def test_the_client_is_spoken_to_as_you(
    said: str, pronouns: tuple[str, str, str], turned: str
) -> None:
    assert telling._to_client(said, "", pronouns) == turned


# --- the reaction ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reaction"),
    [
        ("Customer tore into me on a Zoom call.", "your client tore into you on a Zoom call"),
        ("The client hung up on me.", "your client hung up on you"),
        ("Client's gone cold since May.", "your client's gone cold since May"),
        ("I lost her keys and she hung up.", "she hung up"),
        ("Mr. Osei cancelled the order.", "Mr. Osei cancelled the order"),
        ("hes gone quiet", "he's gone quiet"),
        ("She won't answer my calls.", "she won't answer your calls"),
        ("The tenant is livid with us.", "the tenant is livid with you"),
        ("Guy screamed at me across the lot.", "the guy screamed at you across the lot"),
        ("The Patels haven't spoken to me.", "the Patels haven't spoken to you"),
    ],
)
def test_a_reaction_names_who_reacts(text: str, reaction: str) -> None:
    assert telling.read(text).reaction == reaction


@pytest.mark.parametrize(
    "text",
    [
        "Is she furious with me?",
        "My boss was livid. He shouted at me.",
        "If she hung up I would write.",
        "My order was cancelled by the mill.",
        "The demo crashed and the file is gone.",
    ],
)
def test_what_others_do_or_what_is_asked_is_no_reaction(text: str) -> None:
    assert telling.read(text).reaction == ""


# --- the client and the matter --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "client", "pronouns"),
    [
        ("Mrs. Pell asked me to add flood. I forgot.", "Mrs. Pell", SHE),
        ("mr okafor hung up. i lost his crates", "Mr Okafor", HE),
        ("put a screw through mrs hargreaves water pipe", "Mrs Hargreaves", SHE),
        ("Mr Adeyemi's agbada, I cut it wrong.", "Mr Adeyemi", HE),
        ("I haven't replied to Priya and she is livid.", "Priya", SHE),
        ("I told the Nakamuras the wrong price.", "the Nakamuras", THEY),
        ("The Patels are upset with me.", "the Patels", THEY),
        ("I pushed a widow to sign. She cried.", "the widow", SHE),
        ("The bride is furious.", "the bride", SHE),
        ("The couple want their money.", "the couple", THEY),
    ],
)
def test_the_client_is_named_as_the_user_names_them(
    text: str, client: str, pronouns: tuple[str, str, str]
) -> None:
    told = telling.read(text)
    assert (told.client, told.pronouns) == (client, pronouns)


@pytest.mark.parametrize(
    "text",
    [
        "My client is angry, she hung up.",
        "The client won't talk to me.",
        "Question is how I keep them.",
        "A lovely lady. Now she won't talk to me.",
        "Piotr missed the cutover. He is sorry.",
        "I'd send Ravi from head office, he can talk to them.",
        "It's over to Mr. Banerjee, he is Vice President.",
        "I flew from Lisbon to see her.",
        "I met her in Leeds on Monday.",
        "I wrote to HMRC about her.",
        "It happened at the donor lunch.",
    ],
)
def test_no_place_no_colleague_and_no_common_word_is_taken_for_the_client(text: str) -> None:
    assert telling.read(text).client == ""


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("I lost the keys to her cottage.", "the keys"),
        ("I deleted my client's files and our backup.", "your client's files"),
        ("I gave her the wrong tariff.", "the wrong tariff"),
        ("Lab mate dropped the core samples.", "the core samples"),
        ("I ruined her wedding cake.", "her wedding cake"),
        ("I broke our booking system.", "your booking system"),
        ("He read from slides while his warehouse was standing still.", ""),
        ("One of my two cards from the wedding is corrupt.", ""),
        ("I cc'd the wrong person.", ""),
        ("Should I bring the order form?", ""),
        ("I'll send the invoice tomorrow.", ""),
    ],
)
def test_the_matter_is_the_thing_that_went_wrong_or_nothing(text: str, matter: str) -> None:
    assert telling.read(text).matter == matter


# --- what was tried -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "attempts"),
    [
        ("I apologised on the night.", {"apology"}),
        ("Said sorry on the phone already.", {"apology"}),
        ("I'm going to apologise tomorrow.", set()),
        ("The plan is to say sorry and refund her.", set()),
        ("Should I apologise again?", set()),
        ("I refunded her in full.", {"fix"}),
        ("I've replaced the tile since.", {"fix"}),
        ("Two voicemails, no answer.", {"chase"}),
        ("I explained why it was late.", {"explain"}),
        ("I sent her a bouquet last Friday.", {"gift"}),
        ("I haven't told him yet.", {"nothing"}),
        ("Nobody from our side has phoned.", {"nothing"}),
        ("I have not apologised yet.", {"nothing"}),
        ("She hasn't spoken to me.", set()),
        ("A bunch of roses is no answer to that.", set()),
        ("Apologised twice, refunded half of it.", {"apology", "fix"}),
    ],
)
def test_only_what_was_done_is_an_attempt(text: str, attempts: set[str]) -> None:
    assert telling.read(text).attempts == attempts


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("I apologised to her on Monday, but no answer.", "you apologised to her on Monday"),
        ("Apologised twice and got nothing back.", "you apologised twice"),
        ("we've replaced it since", "you've replaced it since"),
        ("I want to apologise to her.", ""),
        ("She apologised to me.", ""),
    ],
)
def test_what_was_tried_is_the_users_own_clause(text: str, tried: str) -> None:
    assert telling.read(text).tried == tried


# --- what is asked, how it stands, the mood -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("I lost his keys. What do I say?", "words"),
        ("Where do I even begin?", "start"),
        ("How do I win him back?", "back"),
        ("Do I take my managing director along?", "boss"),
        ("What should I be asking her, and in what order?", "questions"),
        ("Is this client even worth saving?", "worth"),
        ("How do I not lose them now?", "keep"),
        ("Is that alright do you think", "verdict"),
        ("What am I not seeing here?", "blind"),
        ("Just put it right, my mentor says.", ""),
        ("Orders will come back by themselves.", ""),
        ("I am drafting a guarantee for life.", ""),
    ],
)
def test_what_the_user_asks_for_is_read_from_their_question(text: str, asks: str) -> None:
    assert telling.read(text).asks == asks


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I lost his keys. What do I say?", "What do I say?"),
        ("i feel sick, where do i even begin", "where do i even begin"),
        (
            "is this client even worth saving. i sent one wrong file",
            "is this client even worth saving",
        ),
        ("Do you know how long aunties take?", ""),
        ("It might go away by itself?", ""),
        ("I am drafting a guarantee for life.", ""),
    ],
)
def test_the_question_is_quoted_as_it_was_written(text: str, asked: str) -> None:
    assert telling.read(text).asked == asked


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("We talked it through, so we're sound.", "mended"),
        ("She hugged me at the end.", "mended"),
        ("Our fitter's leak is mended.", ""),
        ("I made up the figures.", ""),
        ("How do I keep her calm?", ""),
        ("Should I let this client go?", "worth"),
        ("She'll move on.", ""),
        ("I let him go home early.", ""),
        ('"Do not ring this number again."', "stop"),
        ("He blocked my number.", "stop"),
        ("They told us not to put nuts in.", ""),
    ],
)
def test_the_standing_is_read_only_where_it_is_told(text: str, status: str) -> None:
    assert telling.read(text).status == status


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("I'm boiling.", "heated"),
        ("The client is furious with us.", ""),
        ("I can't sleep, I keep going over it.", "ashamed"),
        ("The organiser is shaking with anger.", ""),
        ("Her mum was mortified.", ""),
    ],
)
def test_the_mood_is_the_users_own(text: str, mood: str) -> None:
    assert telling.read(text).mood == mood


@pytest.mark.parametrize(
    ("text", "kind", "there"),
    [
        ("I snapped at her in front of everyone.", "temper", True),
        ("That hurt more than if he had yelled.", "temper", False),
        ("The ensuite has leaked into her kitchen.", "leak", False),
        ("I let slip the other bid.", "leak", True),
        ("It happened again.", "repeat", True),
        ("I put the phone down again.", "repeat", False),
        ("No one ever told me it was secret.", "integrity", False),
        ("I told them the roof was finished.", "integrity", True),
    ],
)
def test_the_kind_of_slip_is_the_users_own(text: str, kind: str, there: bool) -> None:
    assert (kind in telling.read(text).kinds) is there


# --- as a whole -----------------------------------------------------------------------------------


def test_earlier_messages_fill_what_the_last_leaves_open() -> None:
    told = telling.read(
        "And what do I say?", ["I lost Mrs Pell's keys.", "She hung up."], hear=it_was_me_if_told
    )
    assert told.deed == "you lost Mrs Pell's keys"
    assert told.client == "Mrs Pell"
    assert told.reaction == "she hung up"
    assert (told.erred, told.asks) == (ME, "words")


def test_the_last_message_has_the_last_word() -> None:
    told = telling.read(
        "It was the courier who lost it.", ["I lost her parcel."], hear=LATER.__getitem__
    )
    assert told.erred == THIRD


@pytest.mark.parametrize("text", ["", " ", "?!", "hiya", "…", "'", '"', "I", "we were", "by the"])
def test_next_to_no_words_give_an_empty_telling(text: str) -> None:
    told = telling.read(text)
    assert told.question == text
    assert (told.client, told.deed, told.reaction, told.matter, told.told) == ("",) * 5


def test_a_question_about_something_else_gives_no_story() -> None:
    told = telling.read(
        "Which is the quickest way from Lisbon airport to Cascais with two suitcases?"
    )
    empty = Telling(question=told.question, erred=told.erred, asked=told.asked)
    assert told == empty


@pytest.mark.parametrize(
    "piece",
    ["I lost the keys, and he left. ", "told ", "i ", "her own ", "a ", ". ", "x", '"', "used to "],
)
def test_twelve_thousand_characters_are_read_in_a_moment(piece: str) -> None:
    text = (piece * 12_000)[:12_000]
    telling.read(text)
    took = []
    for _ in range(3):
        start = time.perf_counter()
        telling.read(text)
        took.append(time.perf_counter() - start)
    # Fifty milliseconds on a quiet machine; a runaway pattern would take seconds.
    assert min(took) < 0.25


def test_the_end_of_a_very_long_telling_is_still_read() -> None:
    told = telling.read(
        "I lost her keys. " + "It rained all day. " * 700 + "What do I say?", hear=it_was_me
    )
    assert (told.deed, told.asks) == ("you lost her keys", "words")
