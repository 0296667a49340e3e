import time
from collections.abc import Callable

import pytest

from coach.checks import RULES, Finding, Rule, breaks, in_answer, in_draft

DRAFT_CODES = {
    "but-after-apology", "non-apology", "blame-shifting", "excuse", "minimising", "gift-as-fix",
    "sales-ask-in-apology", "defensive-tone", "promise-without-date", "vague-apology",
    "over-apologising", "name-calling",
}  # fmt: skip

RECOMMENDED = [
    ("gift-as-fix", "Send flowers."),
    ("gift-as-fix", "You could send a bottle of wine with the note."),
    ("gift-as-fix", "Why not send a gift basket?"),
    ("gift-as-fix", "Don't forget to include a gift card."),
    ("gift-as-fix", "Apologize first, then bring flowers."),
    ("gift-as-fix", "A small gift would help."),
    ("gift-as-fix", "Chocolates are a nice touch."),
    ("gift-as-fix", "Don't wait: send flowers today."),
    ("gift-as-fix", "1. Order a hamper for the whole team."),
    ("gift-as-fix", "- **Send wine.** It shows that you care."),
    ("gift-as-fix", "If you can, send flowers as well."),
    ("gift-as-fix", "It helps to send chocolates."),
    ("gift-as-fix", "I would suggest sending champagne."),
    ("gift-as-fix", "Perhaps you should offer them a voucher."),
    ("gift-as-fix", 'Write: "Please accept this bottle of wine."'),
    ("gift-as-fix", "> I am sending you a gift card."),
    ("sales-ask-in-apology", "You could bring up the renewal in the same mail."),
    ("sales-ask-in-apology", "Ask for a referral before you hang up."),
    ("sales-ask-in-apology", "Mention the new plan at the end of your apology."),
    ("sales-ask-in-apology", "Don't be afraid to ask for another chance."),
    ("sales-ask-in-apology", "It can't hurt to mention the renewal."),
    ("sales-ask-in-apology", "When you apologize, propose an upgrade."),
    ("sales-ask-in-apology", "Then pitch the premium plan."),
    ("sales-ask-in-apology", "Finally, ask them for a review."),
    ("sales-ask-in-apology", 'Close with "I hope you will give us another chance."'),
    ("sales-ask-in-apology", "Say: While I have you, could we talk about the renewal?"),
    ("blame-shifting", "Tell them that it was the supplier's fault."),
    ("blame-shifting", "Blame the courier."),
    ("blame-shifting", "You might point out that they were late as well."),
    ("blame-shifting", "Gently remind her that she never answered."),
    ("blame-shifting", 'Say "You should have checked the proof."'),
    ("excuse", "Explain that your team was swamped."),
    ("excuse", "Say: We have been very busy this month."),
    ("minimising", "Tell him it was only a minor mistake."),
    ("minimising", "Play it down."),
    ("but-after-apology", "Apologize, but explain that the brief came late."),
    ("but-after-apology", 'Try this: "I am sorry for the delay, but the brief came late."'),
    ("non-apology", "Apologize for any inconvenience."),
    ("non-apology", 'You can write "I am sorry if this upset you."'),
    ("defensive-tone", "Stand your ground."),
    ("defensive-tone", "Next, prove them wrong with the logs."),
    ("name-calling", "Your client is an idiot."),
]

WARNED = [
    "Don't send flowers.",
    "Never mention the renewal.",
    "Avoid gifts.",
    "Instead of a gift, call them.",
    "A gift won't repair this.",
    "A gift basket is not the answer.",
    "Flowers look like a bribe.",
    "Sending wine would be a mistake.",
    "Resist the urge to send flowers.",
    "There is no need to bring chocolates.",
    "Do not offer discounts, send gifts or mention the renewal.",
    "Call them rather than sending a hamper.",
    "It is tempting to send flowers.",
    "You already sent flowers, and she did not answer.",
    "If you send wine, it reads as buying peace.",
    "Refrain from asking for a referral.",
    "Leave the renewal out of this message.",
    "This is not the time to ask for another chance.",
    "Raise the renewal another day, once the repair holds.",
    "You should never bring up a new contract in an apology.",
    "Hold off on the referral.",
    "Asking for a review now would spoil the apology.",
    "An apology asks for nothing: no renewal, no referral, no favour.",
    "It is too early to pitch the upgrade.",
    "Don't blame the courier.",
    "Never tell them it was the supplier's fault.",
    "Pointing out that they were late would only make things worse.",
    "You may want to blame your colleague; don't.",
    'Avoid the word "but".',
    "Don't write \"I'm sorry, but the brief was late.\"",
    '"I\'m sorry if you were offended" is not an apology.',
    'You wrote "I am sorry you feel that way", which names no deed.',
    'Never say "It was just a typo".',
    'Instead of "You should have checked", say what you missed.',
    'Words to avoid:\n- "These things happen."\n- "Our supplier sent the wrong parts."',
    'Avoid: "Mistakes were made."',
    'When the client says "That is not true", listen.',
    "Don't explain that you were busy.",
    "Don't play it down.",
    "Resist defending yourself.",
    "Do not stand your ground here; listen.",
    "Apologize, but keep it short.",
    "Apologise for the missed call, and stop there.",
    "Don't call your client an idiot, even in private.",
]

FAULTY = [
    (
        "but-after-apology",
        "I do apologise for the confusion around the launch, but marketing had signed it off.",
    ),
    ("but-after-apology", "Sorry we missed the handover. Though to be honest we had warned you."),
    ("but-after-apology", "You are right about the missing units, however the courier had them."),
    ("non-apology", "We're sorry if our message came across the wrong way."),
    ("non-apology", "I regret that you saw it as an insult."),
    ("non-apology", "Apologies for any trouble this may have caused."),
    ("non-apology", "I'm sorry you took my joke badly."),
    ("blame-shifting", "If you had given us the access codes, none of this would have occurred."),
    ("blame-shifting", "Your purchasing department sat on the papers for two weeks."),
    ("blame-shifting", "The hosting provider let us down that night."),
    ("blame-shifting", "It was really our logistics partner who lost the pallets."),
    ("blame-shifting", "You kept changing the scope."),
    ("excuse", "I've had a lot on my plate lately."),
    ("excuse", "Our team has been stretched thin since the merger."),
    ("excuse", "Due to a technical problem the mail did not go out."),
    ("minimising", "It's only a two-day slip."),
    ("minimising", "Honestly, the whole thing has been blown up out of all proportion."),
    ("minimising", "We had a slight hiccup with billing."),
    (
        "sales-ask-in-apology",
        "Now that this is behind us, shall we talk about next year's contract?",
    ),
    (
        "sales-ask-in-apology",
        "If you know anyone else who needs a website, please pass on my name.",
    ),
    ("sales-ask-in-apology", "I'd love to show you our new analytics module when we meet."),
    ("sales-ask-in-apology", "I hope we can count on your signature by Friday."),
    ("gift-as-fix", "A hamper is on its way to your office."),
    ("gift-as-fix", "Let me make it up to you with dinner at Luigi's."),
    ("defensive-tone", "I think you're being rather harsh."),
    ("defensive-tone", "As stated in my earlier mail, the price excludes tax."),
    ("promise-without-date", "We will get the corrected drawings over to you very soon."),
    ("vague-apology", "I just want to say sorry for how things went."),
    (
        "over-apologising",
        "I'm so sorry. Truly sorry. I can't say how sorry I am. I lost the contract.",
    ),
    ("name-calling", "Your assistant was rude and frankly incompetent."),
    (
        "but-after-apology",
        "I'm sorry that your launch slipped, although the holiday week was to blame.",
    ),
    ("but-after-apology", "We do regret the wrong label. However, your proofreader passed it."),
    ("but-after-apology", "I hear your frustration, but the invoice is correct."),
    ("non-apology", "Sorry if I came off as pushy."),
    ("non-apology", "I apologize to anyone who was hurt by my words."),
    ("non-apology", "Sorry you're disappointed."),
    ("blame-shifting", "You changed the date three times."),
    ("blame-shifting", "Our warehouse staff packed the wrong boxes."),
    ("blame-shifting", "Jenny in accounts forgot to send it."),
    ("blame-shifting", "It takes two to create a mess like this."),
    ("excuse", "My son was in hospital, so I couldn't reply."),
    ("excuse", "We are still getting used to a new system."),
    ("excuse", "Things have been hectic since the move."),
    ("excuse", "I didn't mean any harm."),
    ("minimising", "This kind of thing is quite common in our trade."),
    ("minimising", "A tiny slip in the numbers, really."),
    ("minimising", "Luckily it was only three hours."),
    ("sales-ask-in-apology", "I hope this won't affect your decision to renew."),
    ("sales-ask-in-apology", "Would you consider writing a short testimonial?"),
    ("sales-ask-in-apology", "Please don't cancel; let us prove ourselves again."),
    ("gift-as-fix", "I've put a case of Bordeaux in the post for you."),
    ("gift-as-fix", "Two tickets for the cup final are yours."),
    ("defensive-tone", "Nobody told us that mattered."),
    ("defensive-tone", "I don't see why you are so upset."),
    ("promise-without-date", "I'll speak with our engineers about this."),
    ("promise-without-date", "My boss will contact you."),
    ("vague-apology", "Please forgive us for the trouble."),
    ("vague-apology", "We're deeply sorry about this whole situation."),
    ("over-apologising", "Sorry, sorry! I lost your keys. I apologise."),
    ("name-calling", "That lunatic in your legal team started it."),
]

HARMLESS = [
    "I forgot to book the van, and your event started late because of me.",
    "I was on leave that week and should have named a stand-in.",
    "You should never have had to chase me for this.",
    "The supplier's delay does not change that I promised you Monday.",
    "I sent the renewal papers to your competitor, and I am sorry.",
    "Your order of 40 chairs will be with you on Thursday.",
    "I have credited the May invoice in full.",
    "What did this cost you and your team?",
    "However you want to proceed, I will follow.",
    "I apologise for shouting at Maria on Tuesday.",
    "We will replace all twelve lamps by Friday at noon.",
    "You had no option but to cancel the show.",
    "It wasn't a small thing: you lost a day of sales.",
    "I am not writing to sell you anything.",
    "My condolences; I am sorry about your father.",
    "You were right to be angry with me.",
    "Our courier left the boxes outside because I gave the wrong address.",
    "I told you the stock was in, and that wasn't true.",
    "I know how busy you are, so I will be brief.",
    "Could you tell me how the delay landed with your board?",
    "The wine you ordered reached your guests warm, and that was my doing.",
    "I just want to own up to it.",
    "You deserved an answer on Monday, and you did not get one from me.",
    "I've asked Tom to check every figure twice before it goes out tomorrow.",
    "I won't make excuses for the missed call.",
    "I will be at your office at 9 am on Monday with the corrected plans.",
    "The review I sent contained another client's numbers.",
    "I understand how much trust this cost, and I will not ask you for anything today.",
    "We charged you twice in March; the second charge goes back today.",
    "At your last meeting I interrupted you three times. I am sorry for that.",
    "I shipped the wrong boxes, and you spent your Sunday repacking them.",
    "I had the flu and told nobody; I should have asked Lena to call you.",
    "You could have been warned a week earlier, and I failed to warn you.",
    "We changed the date without asking you.",
    "The renewal notice went to the wrong address because I typed it wrong.",
    "Our invoice listed the wrong price, and I have corrected it.",
    "What would you want us to do differently?",
    "I do not expect you to renew, and I am not asking.",
    "I will send the log files at 4 pm.",
    "We will have someone on site every morning until the line runs.",
    "I raised my voice at you, and I am sorry.",
    "Thank you for telling me plainly what went wrong.",
    "I am sorry to hear about your mother.",
    "This was a serious mistake, and it was mine.",
    "I missed three of your calls while I was travelling; I should have set up cover.",
    "You asked for blue and I ordered green.",
    "Your flowers arrived wilted because I chose the slower van.",
    "I will refund the deposit today.",
    "As promised, here are the corrected figures.",
    "I see now that my joke hurt you.",
    "There is no excuse for how I spoke.",
    "We did not listen when you told us in May.",
    "Your team found the error, and mine should have.",
    "Nothing I say will bring back the lost weekend.",
    "I will be in Leeds on the 14th and can come to you.",
    "It must have been hard to explain this to your board.",
    "I told you it was a small fix, and it was not.",
    "I would like to hear how it looked from your side.",
    "At least two people will check each shipment from Monday.",
    "I promised you Ann's time and gave it to another client.",
]

RECOMMENDED += [
    ("gift-as-fix", "A thoughtful gift, such as wine, can go a long way."),
    ("gift-as-fix", "Make sure to send a fruit basket to the whole office."),
    ("gift-as-fix", "Follow up with a box of chocolates."),
    ("gift-as-fix", "Surprise them with tickets to the game."),
    ("sales-ask-in-apology", "Use the call to talk about next year's contract."),
    ("sales-ask-in-apology", "End by asking whether they would refer you."),
    ("sales-ask-in-apology", "This is also a good moment to mention the upgrade."),
    ("sales-ask-in-apology", "Once you have apologized, move on to the renewal."),
    ("sales-ask-in-apology", "Feel free to ask for a testimonial."),
    ("blame-shifting", "Let the client know that it was your supplier's mistake."),
    ("blame-shifting", "Make clear that they share the blame."),
    ("blame-shifting", "Here is a draft:\n\n> Dear Ann,\n>\n> You never sent us the brief.\n"),
    ("excuse", "Start by explaining how busy the season was."),
    ("excuse", '**Say:** "We did our best."'),
    ("minimising", "Reassure her that it's no big deal."),
    ("minimising", 'You could open with "These things happen".'),
    ("but-after-apology", 'Something like "I\'m sorry about Friday, but I had no time" would do.'),
    ("non-apology", 'A simple "Sorry if I upset you" is enough.'),
    ("defensive-tone", "Tell them firmly that they are wrong."),
]

WARNED += [
    "No flowers, please.",
    "Skip the flowers.",
    "Flowers and wine say that you want to buy them off.",
    "Leave gifts aside; talk to them.",
    "The article warns that gifts can be turned down.",
    "Ask what they need, not whether they will renew.",
    "Before you mention the renewal, repair the trust.",
    "The renewal can wait.",
    "Your wish to keep the account is natural, yet the apology must not ask for it.",
    "Do you want to blame someone? Own your part first.",
    'Take out "we were very busy".',
    '"At least" makes the loss look small.',
    'Sentences like "You should have told us" hand over the blame.',
    'Change "I\'m sorry, but" to "I\'m sorry".',
    'She wrote: "You never answered my mail."',
    'Nobody wants to hear "mistakes were made".',
    'What not to say:\n\n- "It was just a typo."\n- "Our records show you got it."',
    'Do say what you did; don\'t say "we did our best".',
    "The client said that your supplier was late.",
    "Even if the supplier was late, tell them what you missed.",
    "A refund of the last order is fair.",
    "Offer to redo the order at your cost.",
    "Send the corrected quote today.",
    "Ask them how the late order hurt them.",
    "Give them a new delivery date for the order.",
    "Ask for their view, and listen.",
    "Propose a time for a call in the next week.",
    "Raise the missed order first.",
    "Bring the corrected proposal to the meeting.",
    "Mention the wrong quote and say it was yours.",
]

LETTER = """Dear Ms Okafor,

I missed the delivery date that I had promised you, and you found out from your own customer. I am
sorry for that. I should have called you on Monday, when I knew.

The forty units leave our warehouse today. I will call you at noon tomorrow to hear whether they
arrived whole. I have credited the freight to your account. From this week every order of yours has
two people who watch the date, and I am one of them.

How has this landed with your own client, and what would help you most now?

Kind regards,
Sam
"""


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in found}


def looked_at(rule: Rule) -> Callable[[str], tuple[Finding, ...]]:
    return in_answer if rule.where == ("answer",) else in_draft


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in r.fires])
def test_a_rule_fires_on_each_of_its_own_faults(rule: Rule, text: str) -> None:
    assert rule.code in codes(looked_at(rule)(text))


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in r.spares])
def test_a_rule_spares_each_of_its_near_misses(rule: Rule, text: str) -> None:
    assert rule.code not in codes(looked_at(rule)(text))


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in (*r.fires, *r.spares)])
def test_the_words_of_a_codes_rules_alone_tell_a_fault_from_a_near_miss(
    rule: Rule, text: str
) -> None:
    alike = [one for one in RULES if (one.code, one.where) == (rule.code, rule.where)]
    assert any(breaks(one, text) for one in alike) == (text in rule.fires)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_four_faults_and_four_near_misses(rule: Rule) -> None:
    assert len(set(rule.fires)) >= 4
    assert len(set(rule.spares)) >= 4
    assert rule.reason
    assert rule.fix
    assert "/" in rule.step


@pytest.mark.parametrize(
    ("rule", "text"), [(r, t) for r in RULES if len(r.where) == 2 for t in r.fires]
)
def test_words_that_an_answer_hands_out_are_checked_like_a_draft(rule: Rule, text: str) -> None:
    assert rule.code in codes(in_answer(f"Start with your part.\n\nSay: {text}"))


def test_every_code_has_a_rule() -> None:
    assert {rule.code for rule in RULES} == DRAFT_CODES


@pytest.mark.parametrize(("code", "text"), RECOMMENDED)
def test_what_an_answer_recommends_is_a_fault(code: str, text: str) -> None:
    assert code in codes(in_answer(text))


@pytest.mark.parametrize("text", WARNED)
def test_what_an_answer_warns_of_is_no_fault(text: str) -> None:
    assert in_answer(text) == ()


@pytest.mark.parametrize(("code", "text"), FAULTY)
def test_a_fault_in_a_draft_is_found(code: str, text: str) -> None:
    assert code in codes(in_draft(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_sentence_is_left_alone(text: str) -> None:
    assert in_draft(text) == ()


def test_a_good_letter_is_clean() -> None:
    assert in_draft(LETTER) == ()


@pytest.mark.parametrize("text", [r.fires[0] for r in RULES])
@pytest.mark.parametrize("look", [in_draft, in_answer])
def test_the_words_are_the_text_at_their_place(
    look: Callable[[str], tuple[Finding, ...]], text: str
) -> None:
    text = f"\u201cHi\u201d 👩\u200d💻 —\u00a0שלום.\r\n\n  Say: {text.replace(chr(39), chr(8217))}"
    found = look(text)
    assert all(f.words == text[f.start : f.end] and f.words for f in found)
    assert [f.start for f in found] == sorted(f.start for f in found)


def test_curly_quotes_read_like_straight_ones() -> None:
    assert "non-apology" in codes(in_draft("I\u2019m sorry if you\u2019re upset."))
    assert in_answer("Never say \u201cI\u2019m sorry if you\u2019re upset\u201d.") == ()


def test_a_line_break_inside_a_sentence_hides_nothing() -> None:
    assert "but-after-apology" in codes(in_draft("I am sorry for the delay,\nbut it was late."))


@pytest.mark.parametrize(
    "text",
    [
        "> You never replied.\n> Send flowers.\n\nI lost the file on Monday, and I am sorry.",
        "Subject: Sorry if you feel bad\n\nI lost the file on Monday, and I am sorry.",
        "I lost the file on Monday, and I am sorry.\n\n-- \nSam\nGift baskets, wine for you",
        'You wrote "your team failed to answer". I lost the file, and I am sorry.',
        "I lost the file.\n\nOn Monday, 3 June Ann wrote:\n> It was just a typo.",
    ],
)
def test_mail_quotes_headers_and_signatures_are_left_alone(text: str) -> None:
    assert in_draft(text) == ()


def test_a_draft_wholly_in_quotation_marks_is_read() -> None:
    assert "excuse" in codes(in_draft('"We have been very busy."'))


def test_two_closed_questions_are_a_fault_and_an_open_one_mends_it() -> None:
    closed = "Was it the price? Did we call too late?"
    assert codes(in_draft(closed)) == {"closed-questions-only"}
    assert in_draft(f"{closed} How did it land with your team?") == ()
    assert in_draft("Was it the price?") == ()
    assert in_draft("Can you tell me what happened? Was it the price?") == ()


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "👩\u200d💻🙏", "שלום עולם?", "\u202eabc", '"', ">", "Say:", "...", "\x00"],
)
def test_odd_texts_have_no_faults(text: str) -> None:
    assert in_draft(text) == in_answer(text) == ()


@pytest.mark.parametrize("unit", ["a", "I am sorry, but ", "1. "])
@pytest.mark.parametrize("look", [in_draft, in_answer])
def test_a_million_characters_do_not_hang(
    look: Callable[[str], tuple[Finding, ...]], unit: str
) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    began = time.perf_counter()
    look(text)
    assert time.perf_counter() - began < 20


def test_a_page_is_read_in_a_moment() -> None:
    page = LETTER * 3
    in_draft(page), in_answer(page)
    took = []
    for _ in range(5):
        began = time.perf_counter()
        in_draft(page)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.05
