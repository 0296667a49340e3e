"""Rules about words, as data: what a repair message and a coach's answer should not say.

How to read a pattern: it is matched without regard to case, one sentence at a time; ``^`` is the
start of a sentence, ``.`` never leaves it, a space stands for one to three.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault, and how to tell it from its near misses.

    Attributes:
        code: The name that findings carry.
        pattern: What is looked for; the group ``at``, when there is one, marks the words to show.
        reason: Why it is a fault.
        step: The step it goes against, such as ``mend-fences/no-gifts``, or an empty string.
        fix: What to do instead.
        unless: Any of these nearby means that it is no fault.
        where: ``draft``: looked for in a message; ``answer`` beside it: also in words that an
            answer hands out; ``answer`` alone: looked for in the coach's own prose.
        fires: Texts with the fault.
        spares: Near misses.
        near: What must stand earlier in the sentence or in the sentence before.
        reach: How many sentences on either side ``unless`` looks at.
        least: How often it must occur in the text to be a fault.
        order: In prose, whether the match begins with a verb that tells the reader to act.
    """

    code: str
    pattern: str
    reason: str
    step: str
    fix: str
    unless: tuple[str, ...] = ()
    where: tuple[str, ...] = ("draft", "answer")
    fires: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    near: str = ""
    reach: int = 0
    least: int = 1
    order: bool = True


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of a rule, or one written like it, ready to be looked for."""
    # A space in a rule stands for one to three; "[ ]" is a plain one.
    return re.compile(re.sub(r" (?!\])", " {1,3}", pattern), re.IGNORECASE | re.MULTILINE)


def _any(words: str) -> str:
    """Return a group that matches any of the words, which are parted by ``|`` over many lines."""
    return "(?:" + "|".join(w.strip() for w in words.split("|")) + ")"


# Vocabulary that several rules share.
SORRY = (
    r"(?:\b(?:i|we)(?:'m| am|'re| are)?(?: \w+ly| so| very| really| also| both| do| must"
    r"| want to| would like to"
    r"| wish to){0,3} (?:sorry|apologi[sz]e|regret)\b|\bmy (?:\w+ )?apolog(?:y|ies)|\bour "
    r"(?:\w+ )?apolog(?:y|ies)"
    r"|^(?:so |very |really |truly )?sorry\b|^apologies\b|\bmy (?:bad|fault|mistake)\b|\bi"
    r" was wrong\b)"
)
CONDOLENCE = (
    r"sorry (?:to (?:hear|bother|inform|learn|read|say|disturb)|for your loss"
    r"|about your loss)"
)
OWNED = (
    r"(?:\b(?:i|we) (?:should(?:n't| not)? have|take (?:full |complete )?(?:responsibility"
    r"|ownership)|own (?:that|this|it)"
    r"|was wrong|were wrong|am responsible|are responsible|missed|failed|forgot|neglected"
    r"|dropped|let you down|misread|misjudged|lost|mixed up|did(?:n't| not) (?:check|call"
    r"|listen|tell|test|plan)"
    r"|made (?:a|the|that|this) (?:\w+ )?(?:mistake|error)|got (?:it|this|that) wrong"
    r"|caused|overlooked|broke)\b"
    r"|\b(?:my|our|entirely my|on me|mine) (?:own )?(?:fault|mistake|error|responsibility"
    r"|failure|miss)\b"
    r"|\b(?:is|was|are) (?:on me|on us|mine|ours)\b|\bon (?:me|us)[,.]|no excuse"
    r"|not an excuse|isn't an excuse|\b(?:and|so|still) should(?:n't| not)? have)"
)
REFUSED = (
    r"(?:no excuse|not an excuse|isn't an excuse|does(?:n't| not) excuse|not (?:going to"
    r"|here to) (?:blame|hide)|won't (?:blame|hide))"
)
DATE = (
    r"(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\btoday|\btonight|\btomorrow|\bo"
    r"vernight|\bthis (?:morning"
    r"|afternoon|evening|week|month|weekend|minute)|\bnext (?:week|month|quarter|day)|\bth"
    r"rough the (?:weekend|night|week)"
    r"|\b(?:by|at|before|until|from|on) (?:noon|midnight|midday|lunch|the end of|end of"
    r"|close of|eod|cob|the \d|\d)"
    r"|\bwithin (?:the )?(?:next )?(?:\w+ )?(?:hour|day|week|month|minute)s?|\bin (?:the )"
    r"?(?:next )?(?:\w+ )?(?:hour|day|week|minute|month)s?(?:' time)?\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november"
    r"|december)\b|\b(?:may|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec) \d"
    r"|\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m)|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{4}-\d\d-\d"
    r"\d|\b\d{1,2}[/.]\d{1,2}\b|\bevery (?:\w+ )?(?:day|week|morning|month|hour)"
    r"|\b(?:daily|weekly|monthly|hourly|right now|first thing|at once|eod|cob)\b|\bas i write)"
).replace(" ?", "[ ]?")
GIFT = _any(
    r"""flowers? | bouquet | bottles? of \w+
    | (?:case|crate|box)s? of (?:wine|champagne|whiske?y|beer|bordeaux|claret|chocolates?)
    | wine | champagne
    | hampers? | gift(?:s|\b)(?: (?:baskets?|cards?|vouchers?|certificates?))? | vouchers?
    | chocolates? | fruit baskets? | presents?\b
    | tickets? (?:to|for) (?:the|a) (?:\w+ )?(?:final|cup|festival|game|match|show)
    | tickets? (?:to|for) (?:the|a) (?:\w+ )?(?:concert|theat(?:re|er)|opera|race)
    | spa day
    | (?:lunch|dinner|drinks?|coffee) (?:is )?on (?:me|us) | cupcakes? | goodie bags?
    | (?:a |some )?swag | token of (?:my|our) (?:apology|regret|appreciation)"""
)
DEAL = _any(
    r"""renewal | renew | upgrade | upsell | cross-sell
    | new (?:\w+ )?(?:plan|product|contract|order|service|features?|package|business|deal|project)
    | next (?:\w+'s )?(?:order|contract|deal|project|phase|purchase)
    | premium (?:plan|tier|package) | (?:product )?demo | order from us | place an order
    | (?:more|further|future|repeat|additional|extra|your) business | referrals?
    | refer (?:us|me|you) | testimonial | case study | a (?:\w+ )?review
    | reviews? (?:on|for) | star rating | recommend (?:us|me)
    | introduc(?:e|tion)(?: me| us)? to | sign (?:the|a|up|again|off on the)
    | extend (?:the|your|our) contract
    | contract extension | extension of (?:the|your|our) contract
    | buy(?:ing)? (?:more|again|from) | (?:new |our )?offer(?:ing)?s? | proposal | pricing
    | quote | sales? pitch
    | another (?:chance|shot|opportunity) | second chance | favou?r | order"""
)
SLUR = _any(
    r"""idiots?\b | morons?\b | jerks? | stupid | dumb | liars? | clowns? | crybab(?:y|ies)
    | whiners? | lunatics? | nutcases? | imbeciles?
    | incompetent | clueless | pathetic | ridiculous | crazy | insane | unreasonable
    | petty | childish | hysterical | ungrateful | fools?\b
    | pain in the (?:neck|ass|arse)"""
)
THEM = (
    r"(?:colleague|account manager|engineers?|developers?|assistant|intern|predecessor"
    r"|boss|manager|supplier|vendor|courier|carrier|printer|subcontractor|contractor"
    r"|warehouse|logistics|shipping|billing|finance|accounting|accounts|support|sales|it"
    r"|legal|marketing|design|dev|operations|production|hosting (?:provider|company)"
    r"|provider|bank|agency|freelancer|factory|partner)"
)

_BUT = (
    r"(?:but|however|although|though|that said|having said that|even so|to be fair"
    r"|nevertheless|yet|then again|still,)"
)
_BUT_FINE = (
    r"nothing but|no (?:\w+ )?(?:choice|option|way) but|anything but|all but|not (?:only"
    r"|just|merely|simply)\b.{0,80}\bbut",
    r"however (?:long|much|many|far|late|small|hard|you|it takes)|last but not least"
    r"|even though|as though|though,? (?:i|we) (?:know|should)",
    r"but (?:i|we) (?:should|could|did ?n't|did not|failed|was wrong|were wrong"
    r"|still (?:should|failed|missed)|own|take|know|also|never should)\b".replace(" ?", "[ ]?"),
    r"but (?:that|this|it|there|none of (?:that|this|it))(?:'s| is| was| does|) (?:is "
    r"|was )?(?:no|not|never|n't|still my|still our|on me|on us)\b",
    r"but (?:that|this|it) (?:doesn't|does not|isn't|won't|can't|cannot|is my|is our"
    r"|was my|was our) ?".replace(" ?", ""),
    r"(?:no|isn't|not a|without a|no room for a|hear a|say a) [\"']?but\b",
)

_WORDS: tuple[Rule, ...] = (
    Rule(
        "but-after-apology",
        SORRY + r".{0,120}?(?P<at>\b" + _BUT + r"\b)",
        "What follows the word takes the apology back.",
        "fall-on-sword/eliminate-but",
        "End the sentence after the apology; leave out what follows unless it is your own part.",
        unless=(*_BUT_FINE, CONDOLENCE),
        fires=(
            "I am sorry for the delay, but the holidays were busy.",
            "We apologize for the wrong invoice; however, the figures changed twice.",
            "I'm truly sorry about Friday, although you did ask for it early.",
            "My apologies for the mix-up. That said, the date was tight.",
            "I apologise for missing the call. But it was moved at short notice.",
        ),
        spares=(
            "I am sorry I was late, but that's no excuse.",
            "I'm sorry. I had no choice but to tell you today that I lost the file.",
            "I apologize not only for the delay but also for my silence.",
            "I am sorry about the invoice, but I should have checked it.",
            "I'm sorry, and I will stay on it however long it takes.",
            "Sorry to hear that Ann left, but I am glad you wrote.",
        ),
    ),
    Rule(
        "but-after-apology",
        r"^(?P<at>" + _BUT + r"\b)",
        "Opening the next sentence this way takes the apology back.",
        "fall-on-sword/eliminate-but",
        "Let the apology stand; leave out what follows unless it is your own part.",
        unless=_BUT_FINE,
        near=SORRY,
        fires=(
            "I am sorry about the error. However, the brief was unclear.",
            "We apologize for the outage. That said, it was short.",
            "I'm sorry I missed it. But the invitation came late.",
            "My apologies for the tone. Even so, the point stands.",
        ),
        spares=(
            "I am sorry about the error. But that is no excuse.",
            "I'm sorry I was late. However long it takes, I will put it right.",
            "The report is ready. However, one page is missing.",
            "I'm sorry I missed it. But I should have called you.",
        ),
    ),
    Rule(
        "but-after-apology",
        r"(?:\b(?:i|we) (?:completely |totally |fully |really )?(?:understand|hear|see|get"
        r"|appreciate|know) (?:that|you|your|why|how|what|where)"
        r"|\byou(?:'re| are) (?:absolutely |quite )?right|\b(?:fair"
        r"|good) point).{0,100}?(?P<at>\b" + _BUT + r"\b)",
        "It grants the point and takes it back.",
        "fall-on-sword/eliminate-but",
        "Say that you heard it, and stop there.",
        unless=(*_BUT_FINE, r"but (?:don't|please don't) worry"),
        fires=(
            "I understand that you are upset, but the contract is clear.",
            "You're right, but the timing was hard for everyone.",
            "I hear you; however, the team did its work.",
            "We see why you were angry, but we followed the plan.",
        ),
        spares=(
            "I understand that you are upset.",
            "You're right, and I should have called.",
            "I know you had no choice but to call my boss.",
            "I see how much this cost you, and it is on me.",
        ),
    ),
    Rule(
        "non-apology",
        r"(?:\b(?:sorry|apologi[sz]e|apologies|regret)\b.{0,60}?(?P<at>\b(?:if|in case"
        r"|to the extent|to anyone who|to whoever|for any (?:\w+ )?(?:inconvenience|confusion"
        r"|offen[cs]e|upset|misunderstanding|distress|trouble))\b)"
        r"|\bsorry (?:that |but )?(?:you|your \w+|they|she|he|anyone|people) (?:all )?(?:feel"
        r"|felt|think|thought|misunderstood|took|see it|saw it|got the impression"
        r"|were offended|was offended|are offended|got upset|are upset|were upset"
        r"|have been offended|find|found)\b"
        r"|\bregret (?:that )?you(?!r) |\bsorry (?:that )?you(?:'re| are) (?:feeling |so "
        r"|still )?(?:disappointed|upset|unhappy|frustrated|angry|hurt|offended|annoyed)\b|\bm"
        r"istakes (?:were|have been|may have been|might have been|got) made|\berrors were made"
        r"|\b(?:regret|sorry) (?:how|the way) (?:you|this|it|that) (?:was |were )?(?:took"
        r"|taken|perceived|received|came across|felt|landed|interpreted)"
        r"|\bwhat you (?:may|might) have (?:felt|experienced|perceived))",
        "It apologizes for the reader's feelings or for a maybe, not for what you did.",
        "four-steps/own",
        'Name what you did: "I am sorry that I …".',
        unless=(
            r"\bif (?:you (?:like|want|wish|prefer|need|would|can|could|have|let|agree"
            r"|are willing)|i (?:can|may)|that helps)",
            r"\bin case you (?:want|need|would)",
        ),
        fires=(
            "I'm sorry if that upset you.",
            "We apologize for any inconvenience.",
            "I am sorry you feel that way.",
            "Mistakes were made in the last quarter.",
            "Sorry that you were offended by my remark.",
        ),
        spares=(
            "I am sorry that I missed the deadline.",
            "I'm sorry I spoke to you like that in front of your team.",
            "I am sorry; if you like, I will bring the corrected file on Friday.",
            "I made mistakes with the order, and I am sorry for them.",
        ),
    ),
    Rule(
        "vague-apology",
        r"^(?:(?:hi|hello|dear) \w+, )?(?P<at>(?:once again,? |again,? |first,? "
        r"|please )?(?:(?:i|we)(?:'m|'re| am| are)?(?: just)?(?: (?:want|wanted"
        r"|would like) to)?(?: say)?(?: (?:i am|i'm|we are|we're))?(?: so| very| really| truly"
        r"| deeply| sincerely| terribly)* )?(?:sorry|apologi[sz]e|(?:my "
        r"|our )?(?:sincere(?:st)? |deepest )?apologies|forgive (?:me|us)|accept (?:my"
        r"|our) (?:sincere |deepest |sincerest )?apologies)"
        r"(?: (?:for|about) (?:everything|it all|all (?:of )?(?:this|that|it)|(?:this"
        r"|the) (?:whole |entire |unfortunate |recent )*(?:situation|mess|matter|affair|thing"
        r"|episode|trouble)|this|that|it|what happened|the (?:situation|issue|issues|problem"
        r"|problems|trouble|inconvenience|whole thing|recent (?:events|issues|problems))"
        r"|how things (?:went|turned out)|the way things (?:went|turned out)|any of it|any (?:"
        r"\w+ )?(?:inconvenience|trouble|confusion)|things))?(?: (?:again|once more))?)(?:,? "
        r"\w+)?[.!]*$",
        "It does not say what you are sorry for.",
        "four-steps/own",
        "Name the deed in one plain sentence: what you did or failed to do, and when.",
        unless=(
            CONDOLENCE,
            r"\bi (?:missed|forgot|sent|lost|failed|promised|said|told|raised|was late|was wrong"
            r"|ignored|billed|broke|gave|made|pushed|spoke|interrupted|left|let|did not|didn't)\b",
            r"\bwe (?:missed|forgot|sent|lost|failed|promised|told|were late|billed|charged|broke"
            r"|gave|made|shipped|delivered|left|let|did not|didn't)\b",
        ),
        where=("draft",),
        reach=2,
        fires=(
            "I'm sorry for everything.",
            "We apologize for the inconvenience.",
            "I am so sorry about what happened.",
            "Please accept my sincere apologies.",
        ),
        spares=(
            "I'm sorry. I sent your figures to the wrong client.",
            "I am sorry for your loss.",
            "I'm sorry I missed our call on Monday.",
            "Sorry to hear about the flood at your office.",
            "We shipped the wrong parts. I apologize.",
        ),
    ),
    Rule(
        "over-apologising",
        r"(?P<at>" + SORRY + r"|\bsorry\b|\bapolog(?:y|ies)\b|\bapologi[sz]e\b|\bforgive me\b)",
        "Three apologies or more turn the message to your own distress.",
        "four-steps/apologize",
        "Apologize once, for the deed, and use the room for what changes.",
        unless=(CONDOLENCE, r"not sorry"),
        where=("draft",),
        least=3,
        fires=(
            "I am sorry I was late. I am so sorry. Again, I'm sorry.",
            "Sorry about the file. My apologies for the delay too. I apologize for my tone.",
            "I'm sorry, sorry, sorry that I lost it.",
            "I apologize for the error. We are sorry it took so long. Once again, apologies.",
        ),
        spares=(
            "I am sorry I was late. I am sorry I did not call.",
            "I'm sorry I lost the file. A new one is with you today.",
            "Sorry to hear of the fire. Sorry to bother you now. I am sorry I missed the call.",
            "I owe you one apology, and this is it. I lost your file.",
        ),
    ),
)

_YOURS = (
    r"your (?:\w+ )?(?:team|staff|people|office|legal|finance|side|assistant|colleagues?"
    r"|department|it|company|boss|manager|end)"
)
_BLAME: tuple[Rule, ...] = (
    Rule(
        "blame-shifting",
        r"(?:\byou (?:really )?(?:should|could|ought to|might) (?:also )?have (?!had|got"
        r"|gotten|received|heard|seen|been (?:told|given|informed|warned|asked|called|treated)"
        r"|known (?:from|sooner|earlier|about)|a |an |the |had|to|it\b|what|this|that|better"
        r"|more|your|every)\w+"
        r"|\byou (?:\w+ly )?(?:failed|forgot|refused|neglected|insisted|kept \w+ing"
        r"|changed (?:the|your|it)|moved the|delayed|ignored|changed your mind|made it hard"
        r"|caused|misread|misunderstood|were (?:the one|too|late|slow|wrong|unclear))\b"
        r"|\byou (?:never|did not|didn't) (?:send|sent|reply|replied|confirm|confirmed|tell"
        r"|told|answer|answered|give|gave|provide|provided|read|check|checked|mention"
        r"|mentioned|ask|asked|respond|responded|approve|approved|sign|signed|specify"
        r"|specified|let (?:me|us) know|make (?:it )?clear)\b"
        r"|\b(?:had you|if you had|if you'd|if only you) (?:only |just )?(?!like|prefer"
        r"|rather)\w+|\b(?:because|since|as) (?:you|"
        + _YOURS
        + r") (?:changed|were late|was late|sent|took|kept|did not|didn't|never|failed|waited"
        r"|asked too|delayed)"
        r"|\b"
        + _YOURS
        + r" (?:\w+ly )?(?:failed|delayed|forgot|dropped|changed|lost|sat on|held (?:up|back"
        r"|off)|stalled|blocked|overlooked|mislaid|messed|missed|never|did not|didn't|gave us"
        r"|took too|was late|were late|caused|sent (?:us )?(?:the )?wrong)\b"
        r"|\b(?:we both|both sides|both of us) (?:\w+ )?(?:made mistakes|are to blame|share"
        r"|got|contributed|failed)|\btakes two\b|\b(?:partly|also|as much) your (?:fault"
        r"|mistake|doing))",
        "It hands the fault to the client.",
        "four-steps/own",
        'Say your own part in a sentence that begins with "I" or "we", and leave theirs out.',
        unless=(
            r"\bhow (?:could|should|might) you have",
            r"\byou (?:did not|didn't) (?:ask for (?:this|that|any)|give up)",
            r"\bbefore you (?:asked|had to)",
        ),
        fires=(
            "You should have sent the brief on time.",
            "You never replied to my question about the colours.",
            "Had you read the contract, you would know.",
            "Your team failed to approve the design.",
            "We both made mistakes here.",
        ),
        spares=(
            "You could have had the report a week earlier, had I not lost it.",
            "You should have heard it from me first.",
            "You should have received the parts on Monday, and I forgot to ship them.",
            "You never got an answer from me.",
        ),
    ),
    Rule(
        "blame-shifting",
        r"(?:\b(?:\w+ (?:in|from|at|of)|our|my|the|a|one of our|one of my) (?:new |old "
        r"|former |junior |other |then |our )?(?:\w+ )?"
        + THEM
        + r"(?: \w+)? (?:\w+ly )?(?:failed|dropped|forgot|messed|screwed|let (?:us|me|you) down"
        r"|lost|missed|sent (?:me |us |you )?(?:out )?(?:the )?(?:wrong|late)|was late"
        r"|were late|delivered late|delayed|did not|didn't|never|gave (?:me|us"
        r"|you) (?:the )?(?:wrong|bad)|was careless|\w+ed (?:\w+ )?the wrong|mixed up|put (?:"
        r"\w+ )?the wrong|caused|broke|is to blame|are to blame|was to blame|was supposed to"
        r"|were supposed to|should have|made (?:a|the|this|that) (?:\w+ )?(?:mistake|error))\b"
        r"|(?:\bnot|n't|wasn't|isn't) (?:really |entirely |actually )?(?:my|our) (?:fault"
        r"|mistake|doing|error|responsibility)|\b(?:outside|beyond|out of) (?:of )?(?:my"
        r"|our) (?:control|hands)|\bnothing to do with (?:me|us)\b"
        r"|\b(?:the )?(?:fault|blame|mistake|error) (?:lies|lay|was|is|rests) (?:entirely "
        r"|squarely )?with (?!me\b|us\b|our\b|my\b)\w+|\bblame (?:it |this "
        r"|that )?(?:on )?(?:our|my|the|your) \w+|\b(?:was|is) (?:all |entirely )?(?:the |our "
        r"|my )?(?:\w+ )?" + THEM + r"'s (?:fault|mistake|error|doing))",
        "It hands the fault to someone else.",
        "rebuild-bridges/know-when-wrong",
        'To the client your side is one: say what you or "we" did, and name no one else.',
        unless=(
            REFUSED,
            r"\b(?:and |and that |that |which |it )(?:is|was)(?: still)? (?:on (?:me|us)"
            r"|my (?:fault|mistake|responsibility)|our (?:fault|mistake|responsibility))",
            r"\b(?:i|we) (?:own|take responsibility|should have (?:checked|caught|seen|told"
            r"|planned))",
            r"(?:don't|not|never|won't) (?:want to |going to |mean to )?blame",
        ),
        fires=(
            "Our supplier sent the wrong parts.",
            "My colleague forgot to call you back.",
            "This was not our fault.",
            "The delay was beyond our control.",
            "The fault lies with the printer.",
        ),
        spares=(
            "Our supplier was late, and that is on me: I should have checked.",
            "I won't blame our courier. I booked it too late.",
            "My colleague Ann will call you on Monday.",
            "The fault lies with me.",
        ),
    ),
    Rule(
        "excuse",
        r"(?:\b(?:i|we|it|things|everyone|the team|my team|our team)(?:'ve| have| had|'d"
        r"| has)?(?:'s|'m|'re| am| are| is| was| were| been)? (?:been )?(?:so |very |really "
        r"|just |too |extremely |incredibly |simply )*(?:busy|swamped|overloaded|overwhelmed"
        r"|slammed|short-staffed|short staffed|understaffed|under (?:a lot of |so much |great "
        r"|huge )?(?:pressure|stress)|stretched|hectic|crazy here)\b"
        r"|\b(?:unforeseen|unexpected|exceptional) (?:circumstances|events|issues|problems)|\b"
        r"circumstances beyond|\b(?:i|we) (?:was|were|had been) (?:told|under the impression"
        r"|given (?:the )?wrong|led to believe|on (?:holiday|vacation|leave)|sick|ill"
        r"|travell?ing)\b"
        r"|\b(?:policy|the contract|the rules|our terms) (?:says?|states?|requires?"
        r"|does not allow|doesn't allow)|\b(?:followed|following) (?:the "
        r"|our )?(?:standard )?(?:procedure|process|policy)\b|\b(?:did|doing|done|tried) (?:my"
        r"|our) (?:very )?best\b"
        r"|\b(?:was|is)(?:n't| not)? never (?:my|our) (?:intention|intent)|\bnever (?:my"
        r"|our) inten(?:t|tion)|\b(?:i|we) (?:did not|didn't|never) (?:mean|intend) (?:to|any"
        r"|it)|\b(?:a lot|too much|so much|a great deal) (?:on my plate|on our plate|going on"
        r"|on my desk)|\b(?:no|not enough|lack of|lacked) (?:the )?(?:bandwidth|resources"
        r"|staff|time)\b"
        r"|, so (?:i|we) (?:could(?:n't| not)|was(?:n't| not)|were(?:n't| not)|had to|missed)"
        r"\b|\bgetting used to|\bwe(?:'re| are) (?:all |still |just )*(?:learning|new to"
        r"|a small team|in transition)|\bbusy (?:season|period|quarter|time|week|month)|\bdue "
        r"to (?:the |a |an )?(?:\w+ )?(?:workload|staff\w*|holidays?|illness|weather|traffic"
        r"|technical|system|internal|high (?:demand|volume)|circumstances)|\b(?:system"
        r"|software|spam filter|computer|server|technical) (?:glitch|error|issue"
        r"|problem)s? (?:caused|made|meant|prevented))",
        "It gives a reason where the client waits for responsibility.",
        "fall-on-sword/dont-get-defensive",
        "Say first what you did or failed to do; keep the cause to one sentence, or leave it out.",
        unless=(
            OWNED,
            REFUSED,
            r"\byou(?:'ve| have|'re| are| were| had)? (?:been )?(?:very |so )?(?:busy|swamped)",
            r"\b(?:i|we)(?:'re| are|'m| am) (?:busy|hard at work) (?:\w+ing|on)",
            r"know (?:that )?you",
        ),
        reach=1,
        fires=(
            "We have been very busy this month.",
            "The delay came from unforeseen circumstances.",
            "I was told the date had moved.",
            "We did our best.",
            "It was never my intention to upset anyone.",
        ),
        spares=(
            "I was ill that week, and I should have told you so.",
            "We were short-staffed. That is no excuse; I missed the date.",
            "I know you are very busy this month.",
            "I have read the contract again.",
        ),
    ),
    Rule(
        "minimising",
        r"(?:\b(?:small|minor|little|tiny|slight|trivial|wee|insignificant) (?:\w+ )?(?:issue"
        r"|hiccup|delay|mistake|error|problem|glitch|mix-up|misunderstanding|oversight"
        r"|inconvenience|blip|slip|bump|mishap|setback|matter|thing)s?\b"
        r"|\b(?:it|this|that)(?:'s| is| was) (?:only|just|merely|simply) (?:a|an|one|some|the)"
        r"\b|\b(?:no|not a|not such a|isn't a|wasn't a|hardly a|not that big a) big deal|\bcou"
        r"ld (?:have been|be) (?:a lot |much |far )?worse|\b(?:isolated|one-off"
        r"|one-time) (?:incident|event|case|occurrence|thing)"
        r"|\b(?:luckily|fortunately|thankfully),? (?:it|this|that|the|no|only|nothing)\b|\b(?:"
        r"quite|pretty|very|fairly|perfectly) (?:common|normal|usual)\b|\bhappens (?:a lot"
        r"|all the time|to (?:everyone|all|the best|anyone))|\b(?:it|this|that) (?:was"
        r"|is) only \w+ (?:hours?|days?|minutes?|weeks?|units?)\b|\b(?:these"
        r"|such) things (?:do |can |will |just )?happen|\b(?:everyone|everybody|we all"
        r"|all of us|anyone) (?:makes? (?:a )?(?:mistakes?|errors?)|screws? up|slips? up"
        r"|gets? (?:it|things) wrong|has bad days)|\bnobody(?:'s| is) perfect|\bno one(?:'s"
        r"| is) perfect|\bonly human|^at least\b|\bno (?:real )?harm (?:was )?done|\bnot (?:th"
        r"at|so) (?:bad|serious|important)|\bblown (?:up )?(?:\w+ )?out of (?:all )?proportion"
        r"|\bmake (?:a )?mountains? out|\boverreact\w*|\bnot the end of the world|\bonly (?:a "
        r"few|an? |one |two |\d+ )(?:\w+ )?(?:hours?|days?|minutes?|emails?|units?|customers?"
        r"|percent) (?:late|off|short|missing|behind))",
        "It makes the harm look smaller than the client feels it.",
        "mend-fences/feel-emotion",
        "Say what it cost the client, in their size.",
        unless=(
            r"(?:\bnot|n't|no|never) (?:just |only |merely |simply )?(?:a |some )?(?:small|minor"
            r"|little|tiny|trivial|slight) ",
            r"\bat least (?:\w+ )?(?:once|twice|\d+|two|three|four|five|one|ten|a (?:day|week"
            r"|month|call))",
            r"know(?:ing)? (?:that )?(?:it|this) (?:was|is)(?:n't| not)",
            r"(?:not|n't) (?:just|only)\b",
            r"(?:is|was|it's|that's) just (?:the start|a start|a first|the first)",
            # One's own words of before, owned.
            r"\b(?:i|we) (?:said|told you|called it|wrote) (?:that )?(?:it|this|that) was (?:only|just)",
        ),
        fires=(
            "There was a small hiccup with your order.",
            "It was just a typo.",
            "It could have been worse.",
            "These things happen.",
            "At least the second batch was fine.",
        ),
        spares=(
            "I just wanted to say that I am sorry.",
            "This was not a small mistake.",
            "I will call you at least once a week.",
            "It was not just a typo to you.",
        ),
    ),
    Rule(
        "defensive-tone",
        r"(?:\b(?:that|this|it)(?:'s| is| was)(?: simply| just)? (?:not|n't) (?:true|fair"
        r"|correct|accurate|what happened|how it happened|what (?:i|we) (?:said|agreed|meant))"
        r"|\b(?:that|this|it) (?:isn't|wasn't) (?:true|fair|correct|accurate|what happened"
        r"|what (?:i|we) (?:said|agreed))|^actually, (?!you(?:'re| are| were) right"
        r"|that (?:was|is) (?:my|our)|i (?:was|should|missed|forgot))|\b(?:our|my"
        r"|the) records (?:clearly )?(?:show|say|indicate)"
        r"|\bas (?:i|we)(?:'ve| have)? (?:already |previously |clearly |repeatedly )?(?:said"
        r"|explained|stated|mentioned|told you|wrote)\b|\bas (?:previously |already "
        r"|clearly )?(?:stated|explained|mentioned|noted|agreed|set out) (?:in|by|on|at|to"
        r"|above|before|earlier)\b|\bas (?:previously|already) (?:stated|mentioned|explained"
        r"|discussed)|\bper my (?:last|previous|earlier)|\bwith (?:all )?(?:due )?respect\b(?!"
        r" to)|\byou (?:need|have|must|should|ought) (?:to )?(?:understand|realis?ze|realise"
        r"|remember|admit|accept|see) that|\bcalm down|\bin (?:my|our) defen[cs]e"
        r"|\b(?:i|we) (?:strongly |must |have to |completely )?(?:disagree|object|dispute"
        r"|reject|take issue|resent)\b|\b(?:i|we) (?:don't|do not|can't|cannot) (?:see"
        r"|understand) (?:why|what|how) you(?:'re| are)? |\byou(?:'re| are) (?:wrong|mistaken"
        r"|exaggerating|being (?:\w+ )?(?:unfair|unreasonable|difficult|harsh|dramatic"
        r"|emotional|rude|oversensitive|touchy))|\b(?:i|we) (?:did|have done) (?:nothing"
        r"|everything) (?:wrong|right|we could|i could|by the book)|\bif you (?:look|read"
        r"|check) (?:\w+ )?(?:carefully|again|closely|the contract)|\b(?:i|we) (?:clearly"
        r"|already|repeatedly) (?:said|told|explained|warned|stated)\b|\b(?:nobody"
        r"|no one) (?:ever )?told (?:us|me)\b|\bfor the record|\blet me be clear)",
        "It argues, where listening would serve.",
        "fall-on-sword/dont-get-defensive",
        "Take in what they said and thank them for it; correct a fact only if asked.",
        unless=(
            r"\b(?:that|it|this)(?:'s| is| was) not fair (?:to|on) you",
            r"wasn't fair (?:to|on|of me)|isn't fair (?:to|on) you",
            r"with respect to",
            r"was not (?:true|correct|accurate|what we agreed)(?: of me|,? (?:and )?(?:i|we) )",
            r"\b(?:told|gave|sent|showed|said|promised|wrote)\b.{0,60}(?:was|is|wasn't"
            r"|isn't) (?:not )?(?:true|correct|accurate)",
        ),
        fires=(
            "That is not true.",
            "Our records show that the file arrived.",
            "As I already said, the price was agreed.",
            "With all due respect, the deadline was clear.",
            "You need to understand that we have rules.",
        ),
        spares=(
            "Actually, you were right about the date.",
            "That was not fair to you.",
            "What I told you was not true, and I knew it.",
            "With respect to the invoice, I sent the wrong one.",
        ),
    ),
)

_ASKS = (
    r"(?:would you|will you|can you|could you|can we|could we|may we|may i|can i|could i"
    r"|shall we|please|i(?:'d| would) (?:also )?(?:like|love)|we(?:'d"
    r"| would) (?:also )?(?:like|love)|i hope|we hope|hope(?:fully)?|excited|happy to"
    r"|glad to|delighted to|looking forward|keen to|let me|let us|let's|i want|we want"
    r"|wanted to|consider|if you(?:'d| would| could| are|'re) (?:\w+ )?(?:like|be|consider"
    r"|willing|open|interested|ready|happy)?|are you|do you|would it be|while (?:i"
    r"|we) have you|by the way|ready to|any chance|time to|how about|what about|discuss"
    r"|ask(?:ing)?(?: you)? (?:for|a|to)|appreciate|grateful|give (?:me|us)"
    r"|trust (?:that )?you)"
)
_TRADE: tuple[Rule, ...] = (
    Rule(
        "sales-ask-in-apology",
        r"(?:\b"
        + _ASKS
        + r"\b.{0,80}?(?P<at>\b"
        + DEAL
        + r")(?!\w* (?:i|we) (?:sent|gave|wrote|made|promised|botched|got|lost|mixed|misplaced"
        r"|delayed|missed))"
        r"|(?P<ask>\b(?:keep|win(?: back)?|earn|retain|continue|value|deserve) (?:your"
        r"|the) (?:business|account|custom|contract)\b|\bone more chance|\bpass (?:on "
        r"|along )?(?:my|our) (?:name|details|card|number)|\bknow (?:of )?(?:anyone|anybody"
        r"|someone|others|other \w+)(?: else)? (?:who|that) (?:needs?|wants?|could|might|would"
        r"|may|is looking)|\bcount on your (?:signature|business|support|order|loyalty|custom)"
        r"|\bshow you (?:our|the|some|a few) (?:new|latest|other|extra)\b|\bcontinue (?:workin"
        r"g|our (?:work|partnership|contract))|\bkeep working (?:with|together)|\bremain (?:a"
        r"|our) (?:client|customer|partner)|\b(?:another|second|last) chance|\b(?:don't"
        r"|do not) (?:cancel|leave us|switch|go elsewhere)\b|\bprove (?:ourselves|myself)\b|\b"
        r"stay (?:with us|on as a|a client|a customer)|\bspecial (?:offer|discount|deal|price)"
        r"|\b(?:discount|\d+ ?%(?: off)?) (?:on|off) (?:your|the|any) (?:next|new|renewal"
        r"|future)|\bput in a good word|\bspread the word|\bdo (?:me|us) a favou?r))".replace(
            " ?%", "[ ]?%"
        ),
        "An apology asks for nothing; this asks for something.",
        "four-steps/apologize",
        "Take the ask out; it may have its own day, once the repair holds.",
        unless=(
            r"\b(?:wrong|late|incorrect|missing|lost|delayed|faulty|corrected|mistake in|error in"
            r"|errors in|mixed up|mix-up|replacement|re-?send|redo|fix|correct|cancel|refund)\b.{0"
            r",60}\b(?:order|quote|proposal|renewal|pricing|contract|offer|review)",
            r"\b(?:order|quote|proposal|renewal|pricing|contract|offer|review)s?\b.{0,40}\b(?:was"
            r"|were|is|are|went|came|arrived|had|got|contained|listed) (?:\w+ )?(?:wrong|late"
            r"|incorrect|missing|lost|delayed|faulty|out|broken|incomplete|mistakes?|errors?|off"
            r"|charged|billed|twice)",
            r"(?:\bnot|n't|never|nothing|without) (?:\w+ ){0,3}(?:ask\w*|sell\w*|pitch\w*|here"
            r"|about|expect\w*|in return|want)",
            r"\bno (?:pitch|ask|sales|strings)",
            r"\b(?:review|in order|order (?:to|that))\b(?=.{0,30}\b(?:of what|what went"
            r"|the (?:logs|file|timeline|incident|process)|to (?:see|make|fix|find|avoid|be|get"
            r"|have|put)))",
            r"\bin (?:the right |good )?order\b",
            r"(?:your|the|my|our) (?:first |original |last |current )?order (?:number |no |#)?(?:"
            r"\d|arrives?|ships?|shipped|reaches|is|was|will|has)",
        ),
        fires=(
            "I am sorry about the delay. Would you like to discuss the renewal?",
            "While I have you, our premium plan is on sale.",
            "I hope you will give us another chance.",
            "We are excited to show you the new features.",
            "Could you leave us a review?",
        ),
        spares=(
            "The renewal quote I sent was wrong.",
            "Your order arrived late because I booked it late.",
            "We are excited that the repair worked.",
            "I am not asking for the renewal or anything else.",
            "Could you tell me what the missing order cost you?",
        ),
    ),
    Rule(
        "gift-as-fix",
        r"(?:\b(?:send|sent|sending|bring|brought|give|giving|gave|offer|offering|accept|enjoy"
        r"|have|mail|mailed|ship|shipped|drop off|attach|attached|enclosed?|include|included"
        r"|with|treat|buy|bought|put|arrang(?:e|ed|ing)|order(?:ed)?|deliver|delivered"
        r"|take you|invite|find|get|got|want you to have)\b.{0,60}?(?P<at>\b" + GIFT + r")"
        r"|(?P<gift>\b"
        + GIFT
        + r")\b.{0,40}\b(?:is|are) (?:on (?:its|their|the) way|yours|coming|for you|waiting"
        r"|from me|enclosed|attached)|\b(?:lunch|dinner|drinks) (?:is )?on (?:me|us)\b|\bmake "
        r"it up to you (?:with|over) (?:a |some )?(?:\w+ )?(?:lunch|dinner|drinks?|meal|treat"
        r"|coffee|wine)|\b(?:take|treat) you (?:out )?(?:to|for) (?:lunch|dinner|drinks"
        r"|a (?:nice )?(?:lunch|dinner|meal|drink|game)))",
        "A present does not repair; it reads as buying peace.",
        "mend-fences/no-gifts",
        "Offer a talk, or put right the thing itself: redo, refund, effort.",
        unless=(
            r"\b(?:no|not|n't|never|instead of|rather than|without) (?:\w+ ){0,4}" + GIFT,
            r"\b(?:wrong|late|broken|missing|damaged|wilted|your|the \d+) (?:\w+ )?" + GIFT,
            GIFT
            + r".{0,30}\b(?:you ordered|for your (?:guests|event|customers|clients|wedding|party)"
            r"|arrived|were late|was late|order)\b",
            r"\b(?:with|at) (?:your|the) (?:present|gift) ",
            r"\b(?:where|when|and|but) i should(?: have|n't)\b|\bi should (?:have|not have|never have)\b",
            r"\bgifts? (?:that )?(?:you|i|we|he|she|they) (?:work|were born|was born) with",
        ),
        fires=(
            "I am sending you a bottle of wine.",
            "Please accept this gift card.",
            "Some flowers are on their way to you.",
            "Dinner is on me next week.",
            "I have enclosed two tickets to the game.",
        ),
        spares=(
            "I have refunded the full invoice.",
            "We will redo the work at no charge by Friday.",
            "I sent the wrong flowers to your event.",
            "I will credit the June fee to your account today.",
            "The gift cards you ordered arrived late.",
        ),
    ),
    Rule(
        "promise-without-date",
        r"(?P<at>\b(?:(?:i|we|someone|[A-Z]?\w+)(?:'ll| will)|(?:i|we)(?:'m| am|'re"
        r"| are) going to|(?:i|we) (?:promise|commit|intend|plan) to)(?: (?:also|then|now"
        r"|personally|immediately|soon|shortly|gladly|certainly|definitely|make sure to"
        r"|be sure to|try to))* (?:send|call|fix|redo|replace|refund|credit|check|review"
        r"|look into|get back|follow up|resolve|deliver|ship|update|correct|repair|rewrite"
        r"|improve|do better|change|investigate|report|share|provide|arrange|visit|write"
        r"|finish|complete|return|respond|reply|rework|pay|reimburse|prepare|talk|speak"
        r"|put (?:it|this|that|things) right|make (?:it|this|things) right|sort (?:it|this"
        r"|that)|work on|handle|hire|train|add|set up|introduce|circle back|contact|reach out"
        r"|e?-?mail you|message|get (?:you|the|this|that|it|a|an|your|these|those)|have (?:it"
        r"|this|the \w+|your \w+|them) (?:\w+ )?(?:ready|done|fixed|back|sorted)|be in touch"
        r"|come back to you|take care of|make sure|bring|book|issue|start|put in place)\b)",
        "A promise without a date cannot be kept or checked.",
        "repair-damage/be-accountable",
        "Say who does it and by when: a day, an hour.",
        unless=(
            DATE,
            r"\bif (?:you|that|it)\b",
            r"\b(?:when|once|whenever) you\b",
            r"(?:\bnever|\bnot|n't) (?:\w+ )?(?:send|call|share|change|talk|provide|write|return)",
            r"\b(?:what|how|who|when|where|which|whether) (?:i|we|will|someone)\b",
            r"\?$",
            r"^nothing\b",
        ),
        where=("draft",),
        fires=(
            "I will send the corrected file.",
            "We'll look into it soon.",
            "Ann will call you shortly.",
            "I am going to fix the invoice as soon as possible.",
        ),
        spares=(
            "I will send the corrected file by noon tomorrow.",
            "We'll fix it overnight.",
            "Our team will work on it through the weekend.",
            "I will call you on Tuesday.",
            "We will refund it within 24 hours.",
        ),
    ),
    Rule(
        "name-calling",
        r"(?:\b(?:you|they|he|she|your (?:\w+ )?(?:team|boss|staff|people|\w+)|the client"
        r"|the customer|client|customer)(?:'re|'s| are| is| was| were|) (?:all |both |just "
        r"|being |acting |such |an? |so |a bit |really |totally |completely |simply |like "
        r"|bunch of |frankly |\w+ and |\w+, ){0,4}(?P<at>"
        + SLUR
        + r")|\b(?:that|this|those|these|such|you) (?:darn |damn(?:ed)? |bloody )?(?P<name>"
        + SLUR
        + r") (?:in|from|at|of|client|customer|man|woman|people|person|guy|lady|team|boss)|\b(?P"
        r"<darn>(?:that|those|this) (?:darn|damn|damned|bloody|stupid|awful"
        r"|horrible) (?:client|customer|buyer)s?))",
        "It calls a person names.",
        "repair-damage/make-it-simple",
        "Say what happened, without a word for the person.",
        unless=(
            r"(?:\bnot|n't|never) (?:\w+ ){0,2}" + SLUR,
            r"\b(?:made|make|left|let) you (?:\w+ )?(?:look|feel|seem)",
        ),
        fires=(
            "You are being unreasonable.",
            "Your boss is an idiot.",
            "They are all liars.",
            "I am tired of that darn customer.",
        ),
        spares=(
            "I was an idiot.",
            "That was a stupid mistake on my part.",
            "You are not being unreasonable.",
            "I made you look stupid in front of them.",
        ),
    ),
)

_TELL = (
    r"(?:tell|say|explain|mention|point out|remind|stress|emphasi[sz]e|argue|insist"
    r"|make (?:it )?clear|note|add|let|show|state|claim|assure|reassure|convince|persuade"
    r"|suggest|telling|saying|explaining|mentioning|pointing out|reminding|stressing)"
)
_PLUS = (
    (
        r"(?:is|are|would be|makes?|can be|could be|will be) (?:also |often |always "
        r"|certainly |just )?(?:a |an |the )?(?:\w+ )?(?:nice|great|good|lovely|kind|perfect"
        r"|thoughtful|best|fine|smart|ideal|effective|classic|helpful|simple|warm|safe) ?"
        r"|(?:(?:will|would|can|could|may|might|often|always) )?(?:helps?|works?"
        r"|go(?:es)? (?:a long way|far)|shows?|smooths?|softens?|sweetens?|heals?|repairs?"
        r"|fix(?:es)?|mends?|does wonders|do wonders) "
    )
    .replace(" ?|", "\\b|")
    .replace("do wonders) ", "do wonders)\\b")
)

_PROSE: tuple[Rule, ...] = (
    Rule(
        "gift-as-fix",
        r"\b(?:follow up with|surprise|treat|thank|say sorry with|apologi[sz]e with"
        r"|show up with|turn up with|send|give|offer|bring|buy|include|add|enclose|order|mail"
        r"|ship|deliver|drop off|arrange|pick up|get|attach|take|try|use|choose|consider"
        r"|sending|giving|offering|bringing|buying|including|adding|ordering|delivering)\b.{0,"
        r"60}?" + r"(?P<at>\b" + GIFT + r")",
        "A present does not repair; it reads as buying peace.",
        "mend-fences/no-gifts",
        "Coach a talk, or putting right the thing itself.",
        unless=(
            r"\b(?:ordered|wrong|late|their|the client's) (?:\w+ )?" + GIFT,
            r"\bgifts? (?:that )?(?:you|they|he|she) (?:work|were born|was born) with",
        ),
        where=("answer",),
        fires=(
            "Send flowers.",
            "You could offer a gift card.",
            "Apologize and bring a bottle of wine.",
            "Consider sending chocolates to the team.",
        ),
        spares=(
            "Don't send flowers.",
            "Instead of sending a gift, call them.",
            "You sent flowers last week.",
            "If you send wine, it looks like a bribe.",
        ),
    ),
    Rule(
        "gift-as-fix",
        r"(?P<at>\b" + GIFT + r")\b.{0,40}?\b(?:" + _PLUS + r")",
        "A present does not repair; it reads as buying peace.",
        "mend-fences/no-gifts",
        "Coach a talk, or putting right the thing itself.",
        unless=(r"\bgifts? (?:that )?(?:you|they|he|she) (?:work|were born|was born) with",),
        where=("answer",),
        order=False,
        fires=(
            "A gift basket is a nice touch.",
            "Flowers would help.",
            "A bottle of wine goes a long way.",
            "A voucher would be a good gesture.",
        ),
        spares=(
            "A gift won't repair this.",
            "Flowers are not a good answer.",
            "A voucher would help nobody.",
            "No gift will help here.",
        ),
    ),
    Rule(
        "sales-ask-in-apology",
        r"\b(?:move on to|turn to|steer to|lead into|end by asking|bring up|raise|mention|ask"
        r"|request|pitch|propose|offer|discuss|include|add|slip in|work in|introduce|present"
        r"|use|upsell|sell|push|close|talk about|suggest|invite|bringing up|raising|mentioning"
        r"|asking|pitching|offering|discussing|including|proposing)\b.{0,60}?(?P<at>\b(?:the "
        r"|a |an |their |your )?(?:" + DEAL + r"|(?:special )?discount|upcoming sale))",
        "An apology asks for nothing.",
        "four-steps/apologize",
        "Leave every ask for another day, once the repair holds.",
        unless=(
            r"\b(?:later|separate(?:ly)?|another|different|next|future) (?:day|time|conversation"
            r"|meeting|talk|call|mail|occasion|month|quarter)",
            r"\b(?:once|after|only when|when|until) (?:the (?:repair|trust|relationship|client"
            r"|problem|issue)|trust|things|it|they|all|you have (?:repaired|fixed|rebuilt))\b",
            r"\b(?:wrong|late|incorrect|missing|missed|botched|damaged|broken|failed|cancelled"
            r"|lost|delayed|faulty|corrected|mistake in|error in) .{0,40}(?:order|quote|proposal"
            r"|renewal|pricing)",
            r"\bin order\b",
            r"\bin (?:that|this|the right|what) order",
            r"\bdiscuss (?:the|their) (?:order|quote|pricing|proposal) (?:error|mistake|mix-up)",
            r"\bask (?:\w+ )?(?:how|what|why|which|when|where)\b",
            r"\boffer(?:ing)? (?:a |an |the |to )?(?:\w+ )?(?:refund|redo|credit|replacement|fix"
            r"|correct)",
            r"\breview (?:of )?(?:what|the|how|together|with)",
            r"\bif (?:they|the client|he|she) (?:asks?|raises?|brings?|mentions?)",
        ),
        where=("answer",),
        fires=(
            "You could bring up the renewal in the same mail.",
            "Ask for a referral at the end.",
            "Mention our new product while you apologize.",
            "Close by asking for another chance.",
        ),
        spares=(
            "Never mention the renewal.",
            "Keep the renewal out of it.",
            "Don't ask for a review.",
            "Raise the renewal on another day, once the repair holds.",
        ),
    ),
    Rule(
        "blame-shifting",
        r"\b(?:blame|blaming|put the blame on|pin it on|shift the blame to)\b (?:it )?(?:on )?"
        r"(?:the|your|a|their|them|him|her|it on|someone|everyone|an)\b|\b"
        + _TELL
        + r"\b.{0,50}?\b(?:(?:was|is|were) (?:\w+ )?(?:their|her|his|the (?:client|customer"
        r"|supplier|vendor|courier)'s|your (?:colleague|supplier|team)'s|a (?:colleague"
        r"|supplier|vendor)'s|someone else's|partly their|not your|n't your) (?:own )?(?:fault"
        r"|mistake|error|responsibility|doing)|(?:they|the client|the customer|he"
        r"|she) (?:also |too |themselves )?(?:shares?|were|was|made mistakes|failed|forgot"
        r"|never|did not|didn't|should have|changed|caused|missed)|(?:their|her"
        r"|his) (?:own )?(?:mistakes?|faults?|part in|share of|late|slow|delays?)|(?:your|the"
        r"|our) " + THEM + r" (?:failed|forgot|dropped|missed|was|were|made|did not|didn't|sent))",
        "It has the user hand the fault to someone else.",
        "four-steps/own",
        "Coach a sentence about the user's own part.",
        where=("answer",),
        fires=(
            "Tell them it was the supplier's fault.",
            "Point out that they were late too.",
            "You can blame the courier.",
            "Remind them that they never replied.",
        ),
        spares=(
            "Don't blame the courier.",
            "Never point out that they were late.",
            "Tell them it was your fault.",
            "Avoid blaming your colleague.",
        ),
    ),
    Rule(
        "but-after-apology",
        r"\b(?:apologi[sz]e|say (?:that )?you(?:'re| are) sorry|say sorry)\b.{0,60}?(?P<at>\b("
        r"?:but|however|although|and then|while also)\b),? (?:also |then )?(?:you (?:should"
        r"|can|could) )?(?:also )?(?:explain|point out|remind|make (?:it )?clear|mention"
        r"|stress|defend|justify|argue|say why|note that|add that)\b",
        "It has the user take the apology back.",
        "fall-on-sword/eliminate-but",
        "Let the apology end where it ends.",
        unless=(
            r"\b(?:explain|mention|say|make (?:it )?clear) (?:what|how) you (?:will|are|have)",
            r"(?:your (?:own )?(?:part|fault|mistake|error)|what you (?:did|will)|how you will"
            r"|the fix|next steps?)",
        ),
        where=("answer",),
        fires=(
            "Apologize, but explain that the brief was late.",
            "Say you are sorry, but point out the contract.",
            "Say sorry; however, make clear that the date was tight.",
            "You should apologise but remind them of the terms.",
        ),
        spares=(
            "Apologize, but don't explain.",
            "Never apologize but point out the contract.",
            "Apologize, but keep it short.",
            "Apologize, but make clear what you will do.",
        ),
    ),
    Rule(
        "non-apology",
        r"\b(?:apologi[sz]e|say (?:that )?you(?:'re| are) sorry|say sorry|apologi[sz]ing)\b.{0"
        r",40}?(?P<at>\b(?:if (?:they|he|she|anyone|the client|the customer|it|anything)"
        r"|that (?:they|he|she|the client) (?:feels?|felt|took|is upset|are upset|was offended"
        r"|were offended)|for how (?:they|he|she) (?:feels?|felt)|for any (?:\w+ )?(?:inconven"
        r"ience|confusion|offen[cs]e)))",
        "It has the user apologize for a maybe.",
        "four-steps/own",
        "Coach the deed: what the user did or failed to do.",
        unless=(
            r"if (?:they|he|she|the client|the customer) (?:agrees?|picks?|answers?|will|wants?"
            r"|lets?|is willing|has time|have time)",
            r"if it (?:is|was) (?:true|yours|your)",
        ),
        where=("answer",),
        fires=(
            "Apologize if they were offended.",
            "Say you are sorry that they feel that way.",
            "Apologise for any inconvenience.",
            "You could say sorry if it upset them.",
        ),
        spares=(
            "Don't apologize if they were offended; say what you did.",
            "Apologize for the missed call.",
            "Never apologise for any inconvenience.",
            "Avoid apologizing for how they feel.",
        ),
    ),
    Rule(
        "excuse",
        r"\b"
        + _TELL
        + r"\b.{0,40}?\b(?P<at>(?:you|your team|the team|everyone|things|it) (?:was|were"
        r"|have been|had been|are|is) (?:\w+ )?(?:busy|swamped|short-staffed|understaffed"
        r"|overloaded|under pressure|hectic|overwhelmed|sick|ill|told)|you (?:did your best"
        r"|didn't mean|did not mean|meant well|never meant)|unforeseen circumstances"
        r"|your (?:workload|intentions)|(?:how busy|the busy))",
        "It has the user give a reason where the client waits for responsibility.",
        "fall-on-sword/dont-get-defensive",
        "Coach responsibility first; the cause is one sentence at most.",
        where=("answer",),
        fires=(
            "Explain that you were busy.",
            "Tell them your team was swamped.",
            "You could mention unforeseen circumstances.",
            "Stress that you meant well.",
        ),
        spares=(
            "Don't explain that you were busy.",
            "Never mention unforeseen circumstances.",
            "Resist explaining how busy you were.",
            "Instead of saying you were swamped, own it.",
        ),
    ),
    Rule(
        "minimising",
        r"\b(?:play (?:it|this|the \w+) down|playing (?:it|this) down|downplay|minimi[sz]e (?:"
        r"it|the (?:mistake|error|issue|problem|damage))|brush (?:it|this) off|laugh (?:it"
        r"|this) off|shrug (?:it|this) off|make light of|treat (?:it|this) as (?:a )?(?:minor"
        r"|small))\b|\b"
        + _TELL
        + r"\b.{0,40}?\b(?P<at>(?:no|not a|isn't a|wasn't a|not such a) big deal|(?:only "
        r"|just )?a (?:small|minor|tiny|little) (?:\w+ )?(?:mistake|error|issue|hiccup|problem"
        r"|delay|glitch|misunderstanding)|(?:these|such) things happen|(?:everyone|everybody"
        r"|we all) makes? mistakes|could have been worse|nobody(?:'s| is) perfect"
        r"|overreacting)",
        "It has the user make the harm look small.",
        "mend-fences/feel-emotion",
        "Coach naming what it cost the client.",
        unless=(r"\byourself\b",),
        where=("answer",),
        fires=(
            "Tell them it was just a small mistake.",
            "Play it down.",
            "Remind them that these things happen.",
            "You could laugh it off.",
        ),
        spares=(
            "Don't play it down.",
            "Never tell them it was a small mistake.",
            "Tell yourself that everyone makes mistakes.",
            "Avoid saying that these things happen.",
        ),
    ),
    Rule(
        "defensive-tone",
        r"\b(?:defend (?:yourself|your (?:team|company|work|position|decision|choice"
        r"|actions?))|justify (?:yourself|your \w+)|stand your ground|push back|prove (?:them"
        r"|him|her|the client) wrong|set (?:them|him|her|the record) straight|correct (?:them"
        r"|him|her|the client)(?! an?\b)|argue (?:your|the) (?:case|point)|tell (?:them|him"
        r"|her) to calm down|tell (?:them|him|her|the client) (?:\w+ly )?(?:that )?(?:they are"
        r"|they're|he is|he's|she is|she's) (?:wrong|mistaken|unfair|being)|show (?:them|him"
        r"|her) (?:that )?(?:they|he|she|you) (?:are|were|was|is) (?:wrong|right)"
        r"|point (?:them|him|her) to the (?:contract|terms|small print)|make (?:them|him"
        r"|her) (?:admit|understand that))\b",
        "It has the user argue, where listening would serve.",
        "fall-on-sword/dont-get-defensive",
        "Coach taking it in and thanking them.",
        unless=(r"\b(?:failings?|mistakes?|errors?|shortcomings?|faults?)\b.{0,25}\bcorrect them",),
        where=("answer",),
        fires=(
            "Defend yourself.",
            "You should stand your ground.",
            "Prove them wrong with the logs.",
            "Then push back on the claim.",
        ),
        spares=(
            "Don't defend yourself.",
            "Never push back.",
            "Listen instead of proving them wrong.",
            "Resist the urge to justify yourself.",
        ),
    ),
    Rule(
        "name-calling",
        r"\b(?:your |the |that |this )?(?:client|customer|buyer|boss|colleague|they|he"
        r"|she)(?:'s|'re| is| are| was| were| sounds like| seems?| sounds?) (?:clearly "
        r"|obviously |just |being |acting |such |an? |so |a bit |really |totally ){0,4}(?P<at>"
        + SLUR
        + r")|\b(?:that|this|those|your|these|such|an?) (?P<name>"
        + SLUR
        + r") (?:client|customer|buyer|boss|colleague|person|people)s?",
        "It calls a person names.",
        "repair-damage/make-it-simple",
        "Describe what happened, not the person.",
        unless=(
            r"(?:\bnot|n't|never) (?:\w+ ){0,2}" + SLUR,
            r"\b(?:think|thought|feel|felt|believe|call(?:ed|ing)?|whether|if) (?:that )?(?:\w+ ){"
            r"0,3}" + SLUR,
        ),
        where=("answer",),
        order=False,
        fires=(
            "Your client is an idiot.",
            "The customer sounds unreasonable.",
            "That pathetic client will come round.",
            "They are being childish.",
        ),
        spares=(
            "Your client is not unreasonable.",
            "Don't call your client an idiot.",
            "You may feel that she is unreasonable.",
            "The client is upset.",
        ),
    ),
)

RULES: tuple[Rule, ...] = (*_WORDS, *_BLAME, *_TRADE, *_PROSE)
