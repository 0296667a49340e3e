"""What the user means to do next that an article warns of, as the listener heard it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.listener import Heard

_FLOOR = 0.0
"""Even odds: with authors left out, one message in a hundred then warns falsely."""

_CLOSE = 2.0
"""A second plan must be nearly as sure as the first: one slip of the tongue is no two plans."""

# "And if she does not answer?" asks what somebody else may do, and plans nothing.
_OTHERS_MAY = re.compile(r"^(?:(?:and|but|or|so|then|ok(?:ay)?)[, ]+)*(?:what )?if ", re.I)
_OWN = re.compile(r"\b(?:i|we)\b", re.I)


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing the user means to do that an article warns of, with their exact words."""

    code: str
    words: str
    start: int
    end: int
    step: str


@dataclass(frozen=True, slots=True)
class PlanKind:
    """One kind of plan: its step, and texts that must and must not be read as it."""

    code: str
    step: str
    fires: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


def read(question: str, heard: Heard) -> tuple[Plan, ...]:
    """Return the plans in the question that an article warns of, in the order they are told.

    Args:
        question: The user's words.
        heard: What the listener heard in these very words; with nothing heard, no plan is noticed.
    """
    if not heard.plans:
        return ()
    kept: list[Plan] = []
    floor = max(_FLOOR, max(heard.plans.values()) - _CLOSE)
    for kind in sorted(PLANS, key=lambda kind: -heard.plans[kind.code]):
        if heard.plans[kind.code] < floor:
            break
        place = heard.where[kind.code]
        words = question[place.start : place.end]
        others = _OTHERS_MAY.match(words) and not _OWN.search(words)
        if not others and not _taken(place.start, place.end, kept):
            kept.append(Plan(kind.code, words, place.start, place.end, kind.step))
    return tuple(sorted(kept, key=lambda plan: plan.start))


def _taken(start: int, end: int, plans: Sequence[Plan]) -> bool:
    return any(start < plan.end and plan.start < end for plan in plans)


PLANS: tuple[PlanKind, ...] = (
    PlanKind(
        "gift",
        "mend-fences/no-gifts",
        fires=(
            "I sent her the wrong file. Thinking of sending her flowers.",
            "We were late with his order. Should I bring him a bottle of wine?",
            "I lost their keys. I've ordered a hamper, it gets there Friday.",
            "We messed up. I'll drop off two tickets to the match.",
            "She is upset about the delay. Maybe a box of chocolates for her team?",
            "The client is furious. My plan is a spa voucher for her and her husband.",
            "I broke his gate. Gonna leave a nice cake on his doorstep to smooth things over.",
            "He won't answer me after the mix-up. I want to treat him to a nice dinner.",
        ),
        spares=(
            "I sent the flowers to the wrong church.",
            "I'm not going to turn up with flowers after what I did to her.",
            "The wine order was short by two cases and I will ring him tomorrow.",
            "He gave me a bottle of brandy, so we're fine.",
            "We sell hampers and forty of them arrived broken at the client's office.",
            "I sent her a fruit basket last week and she sent it back.",
            "I'll send her a full refund and call her on Friday.",
            "My colleague brought him a cake and he got even angrier.",
        ),
    ),
    PlanKind(
        "but",
        "fall-on-sword/eliminate-but",
        fires=(
            "I'll say I'm sorry, but honestly no one told me it was confidential.",
            "I will write that I regret it very much, but the file came at 23:40.",
            'Drafting: "Sorry about the delay but as you know we were waiting on your photos."',
            "I'm going to apologise, though he did change the order three times.",
            "I'll tell her I'm sorry and explain that two of my people were off sick.",
            "I'd say sorry to the client, mind you she approved the proof herself.",
            '"We apologise for the error. However, your team gave us the wrong numbers." Okay to send?',
            "Going to apologise and point out that his own figures were late.",
        ),
        spares=(
            "I said sorry but she hung up.",
            "I want to say sorry, but I don't know how.",
            "I'll say I'm sorry, it was me, then shut up and let her talk.",
            "I'm going to say I'm sorry, but that's no excuse and I know it.",
            "We got there on time but the door was locked and the guest slept in her car.",
            "I will apologise without a single excuse and give her the new date.",
            "She is angry but fair, and I'll ask her what it cost her.",
            "I apologised last week but he has not replied.",
        ),
    ),
    PlanKind(
        "sale",
        "four-steps/apologize",
        fires=(
            "I'll apologise and put the renewal in the same email.",
            "Going Wednesday to say sorry. As I am there I will show our new double-wall range.",
            "I'll tell her how sorry I am and ask her for intros to three families.",
            "I made a mistake in her invoice. Can I say sorry and pitch the premium package in one go?",
            "While I'm fixing his leak I'll quote him for the new bathroom.",
            "She forgave us for the delay, so I'm asking her for a five star review.",
            "I'll say sorry for the mix-up and then offer him our annual service plan.",
            "Sorry letter to the school goes out Friday with our new price list inside.",
        ),
        spares=(
            "The renewal went out with the wrong figures and I will call to apologise.",
            "I'm going to apologise and I won't mention the renewal.",
            "She left a bad review. Should I say sorry publicly?",
            "We lost the contract over it and I want to say sorry anyway.",
            "He cancelled the order because I was late. How do I start?",
            "I pushed her into the bigger plan and now she is angry with me.",
            "The order was wrong, so I'm delivering the right one on Monday.",
            "I'll apologise to her and not sell her anything.",
        ),
    ),
    PlanKind(
        "guess",
        "fall-on-sword/just-ask",
        fires=(
            "She went quiet. It must be the price, so I'm dropping it by ten percent.",
            "They stopped inviting me. Must be the slow replies. I'm moving them to the front.",
            "No idea why. I believe it is the curtains. I have told the workshop to make them again.",
            "He has gone cold on us. Probably the noise, so I'll move his desk tomorrow.",
            "I don't know what upset her. I bet it's the driver, so I'm swapping him.",
            "The client stopped answering. My guess is the design, so we're redoing it this weekend.",
            "She won't say what's wrong. I assume it's the late invoice, I'll cut her bill.",
            "They went silent on us. It'll be the fee, so I'm lowering it without asking.",
        ),
        spares=(
            "It must be the price, but I'm going to ask him before I change anything.",
            "It must have been awful for her.",
            "It'll be a long meeting and I will take notes.",
            "She went quiet and I don't know why. I'll ask her what happened.",
            "I have no idea what I did. What should I ask him?",
            "He has stopped replying and I'd rather ask than assume.",
            "I sent her the wrong size, so I'm swapping it tomorrow.",
            "The client is cold to us since March. What could it be?",
        ),
    ),
    PlanKind(
        "boss",
        "mend-fences/engage-superiors",
        fires=(
            "I've asked my VP to take the follow-up, I won't be on the call.",
            "I spelt his name wrong. No clue how I'd start, so the gaffer can do it.",
            "My director is going Monday to smooth it over, I'll stay out of sight.",
            "I'd rather let my manager handle the client.",
            "I broke her window. My boss will ring her so I don't have to.",
            "Can our CEO write to them instead of me?",
            "The client is furious with me, so I'm handing it over to the regional manager.",
            "Let the managing director face him, that's what he's paid for.",
        ),
        spares=(
            "Do I take my managing director along?",
            "My boss is in Tenerife and I go back Wednesday.",
            "I told his boss the demo was ready.",
            "I will ask my boss to approve the refund and go there myself.",
            "Her manager wrote to me and wants a date.",
            "My boss already rang her and I didn't ask him to.",
            "I'm not getting the foreman to do it, I'll see her tonight.",
            "The client is a general manager and I double-charged her.",
        ),
    ),
    PlanKind(
        "pretend",
        "mend-fences/reset-conversation",
        fires=(
            "I insulted her. I'll be extra cheerful and not bring it up at all.",
            "I'm turning up at the client's on Monday like it never happened.",
            "Thinking I just keep quiet and hope they don't notice.",
            "She's angry about the dust. I'd let it blow over.",
            "I sent him the wrong report. Best say nothing and carry on as usual.",
            "If he doesn't ask about the crack I won't mention it.",
            "I'm avoiding her calls till she has forgotten the mistake.",
            "We broke it, the client hasn't noticed, mum's the word.",
        ),
        spares=(
            "I can't just pretend it didn't happen.",
            "She acts as if nothing happened and I will call her tomorrow.",
            "I'll say I'm sorry and say nothing about the renewal.",
            "I kept quiet for a week and now he found out.",
            "I don't know what to say to her.",
            "He behaved as though nothing was wrong. How do I bring up the damage?",
            "I'm telling her today what I did.",
            "I don't want to hide from him, so I'll go there tomorrow.",
        ),
    ),
    PlanKind(
        "blame",
        "repair-damage/make-it-simple",
        fires=(
            "I'll tell the couple exactly whose hands it was in.",
            "I'm keeping the supplier on the call to explain to the client that it is fully his fault.",
            "I am writing it all out so she sees who actually made this late.",
            "I'll tell her it was the courier, not us.",
            "I'm going to tell the client that Denise forgot to book it.",
            "I'll throw the new lad under the bus in front of the customer.",
            "My reply to him: it's your own fault, you never read the instructions.",
            "I'll say the depot messed up, they will never know.",
        ),
        spares=(
            "I won't throw the intern under the bus.",
            "I'll tell them it was my mistake and what I changed.",
            "The courier lost it. I will call her today and say when the new one comes.",
            "He blames me for something I never did.",
            "My colleague blamed the supplier in the meeting and the client was annoyed.",
            "Our driver dropped it. I'm replacing it on Monday.",
            "She typed the wrong date herself and I don't want to rub it in.",
            "I want to tell him what I broke and when it will be fixed.",
        ),
    ),
    PlanKind(
        "overpromise",
        "repair-damage/be-accountable",
        fires=(
            "I'll swear to the client it will never happen again and whatever he wants he gets.",
            "Gonna tell her she can have anything she wants from me, unlimited revisions.",
            "I want to guarantee her that every order will be perfect.",
            "I'll promise him zero mistakes from now on.",
            "We lost her booking, so I'm offering her free rooms for life.",
            "I was late three times. I'll give her my word it can't happen again.",
            '"You can call us day or night, any request, no charge." Is this good for the client?',
            "I'm telling him: name your price, we will do whatever it takes.",
        ),
        spares=(
            "He told me never to call again.",
            "I'll show him the new check, so that it doesn't happen again.",
            "She says she'll never use us again and I want to ask her why.",
            "The client demands a guarantee that it never happens again.",
            "I'll promise him a date, Friday, and ring on Monday to check.",
            "My predecessor promised them unlimited support and I must tell them no.",
            "I can't promise her that, and I told her so.",
            "The printer is under guarantee and the client is waiting.",
        ),
    ),
)
