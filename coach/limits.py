"""What is decided on the question alone, before anything is searched or sent.

Too long, empty, a greeting, thanks, too vague to answer, or one of the coach's limits. The rules
are data: a pattern, what suppresses it, texts that must and must not fire.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from coach import sentences
from coach.errors import QuestionError

LONGEST_QUESTION = 12_000
"""The most characters that one question may have."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the coach: how it is told, what sounds like it and isn't."""

    name: str
    pattern: str
    unless: tuple[str, ...] = ()
    fires: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


LIMITS: tuple[Limit, ...] = (
    Limit(
        name="self-harm",
        pattern=(
            r"\b(?:kill(?:ing)? myself|end(?:ing)? (?:it all|my life|my own life)|suicid\w*|wants? to die|(?:don'?t|do not) want to (?:live|be here|wake up|be alive)(?: any ?more)?|"
            r"(?:no|not any) (?:reason|point) (?:to|in) (?:live|living|going on)|better off (?:dead|without me|if i (?:was|were)(?:n'?t| not|n't even)? (?:here|around|there|gone|dead)|if i (?:didn'?t|did not) (?:exist|wake))|hurt(?:ing)? myself|harm(?:ing)? myself|"
            r"cut(?:ting)? myself(?! (?:off|loose|out|some|short))|self[- ]harm\w*|wish i (?:was|were) dead|take my own life|jump off (?:a|the) (?:bridge|roof))\b"
        ),
        unless=(r"\bsuicide (?:squad|doors?)\b", r"\bend(?:ing)? it all with\b"),
        fires=(
            "I lost the account and I don't want to live anymore.",
            "I keep thinking about killing myself over this client.",
            "Everyone would be better off without me.",
            "The client wrote that she wants to die because of what we did.",
        ),
        spares=(
            "This quarter is killing me and the client is furious.",
            "I could die of shame, I sent him the wrong quote.",
            "The client said we killed the deal.",
            "I want to end it all with this client and walk away from the contract.",
        ),
    ),
    Limit(
        name="accused",
        pattern=(
            r"\b(?:(?:accus(?:es|ed|ing)|report(?:s|ed)|complain(?:s|ed)) (?:\w+ ){0,6}(?:of|that|about) (?:\w+ ){0,6}(?:harass\w*|grop\w*|touch(?:ed|ing) (?:her|him|them)|sexual\w*|stalk\w*|assault\w*)|"
            r"(?:harassment|sexual misconduct) (?:complaint|claim|allegation)s? (?:against|about) (?:me|us|my|our))\b"
        ),
        fires=(
            "The client's receptionist accused me of harassing her.",
            "She reported that one of my men groped her at the site.",
            "There's a harassment complaint against me at the client's office.",
            "Their buyer complained that my driver was touching her.",
        ),
        spares=(
            "She accused me of not listening.",
            "He reported the fault three times.",
            "They complained about the delay.",
            "The client accused us of overcharging.",
        ),
    ),
    Limit(
        name="harassment",
        pattern=(
            r"\b(?:grop(?:ed|es|ing)|sexual(?:ly)? (?:harass\w*|assault\w*|comments?|remarks?|advances?)|sexually|"
            r"(?:touch(?:ed|es|ing)|grabb(?:ed|ing)|kiss(?:ed|ing)) (?:me|my)\b|put his hands? (?:on|up) (?:me|my)|sends? me (?:nudes?|dick pics?|naked)|"
            r"(?:client|customer|he|she|they)(?:'s| is| has been| keeps?| was)? (?:harass\w*|stalk\w*|threaten(?:s|ed|ing)? to (?:hurt|kill|beat|rape|find|come (?:to|round to) my (?:house|home)))|"
            r"(?:harass(?:es|ed|ing)|stalk(?:s|ed|ing)|hit|punched|slapped|spat on|assaulted) (?:me|my (?:assistant|colleague|waitress|staff|employee))\b|"
            r"knows? where i live|(?:asks?|asked|wants?|wanted|pressur\w+) (?:me )?(?:for|to have) sex)\b"
        ),
        unless=(
            r"\b(?:accus\w+|claims?|says|said|complain\w*|report\w*) (?:that )?(?:i|we|me|us|my|our|one of (?:my|our))\b[^.!?]{0,40}\b(?:grop|touch|harass|sexual|stalk|hit|assault|threat)",
            r"\bhit me with\b",
            r"\bhit me (?:up|back|that|when|hard)\b",
        ),
        fires=(
            "The client groped me at the dinner and now says I'm cold to him.",
            "A customer keeps harassing my assistant.",
            "He is threatening to come to my house if I don't refund him.",
            "He put his hand on my leg in the meeting and now the deal is off.",
        ),
        spares=(
            "The client hit me with a long list of complaints.",
            "He shouted at me for ten minutes, and he has a point.",
            "She touched on the missed deadline three times.",
            "They threaten to leave us for a competitor.",
        ),
    ),
    Limit(
        name="discrimination",
        pattern=(
            r"\b(?:racist|racism|racial(?:ly)?|sexist|sexism|homophobic|transphobic|antisemit\w*|anti-semit\w*|islamophob\w*|discriminat\w+|ageist|ableist|slur|"
            r"(?:n|f)-word|because (?:i'?m|i am|we'?re|she'?s|he'?s|they'?re|of my|of her|of his|of their) (?:a |an )?(?:black|white|asian|muslim|jewish|gay|lesbian|trans|woman|foreigner|immigrant|indian|african|pregnant|disabled|disability|skin|race|religion|accent|gender|age))\b"
        ),
        unless=(r"\bdiscriminat(?:ing|e) (?:between|taste|palate|buyer|customer)\b",),
        fires=(
            "The client says my foreman made a racist joke on site.",
            "They dropped us because I'm a woman, they as good as said it.",
            "We refused the booking and now they say we discriminate against them.",
            "My colleague used a slur in front of the customer.",
        ),
        spares=(
            "He is a discriminating buyer and noticed the veneer.",
            "She's angry because I'm late again.",
            "The race day banners were wrong.",
            "They left because we're too expensive.",
        ),
    ),
    Limit(
        name="legal",
        pattern=(
            r"\b(?:lawsuit|(?:is|are|was|were|be|been|being|gets?|getting|am|will|to|and|or|they'?ll|he'?ll|she'?ll|i'?ll|might|could|would|should i|can i) (?:su(?:e|ed|ing))\b|su(?:e|es|ed|ing) (?:me|us|him|her|them|my|our|the|over|for)|"
            r"litigation|legal action|(?:his|her|their|a|the) (?:lawyers?|solicitors?|attorneys?|barristers?) (?:has|have|wrote|sent|letter|called|says?|contacted|is|are|will)|(?:lawyer|solicitor|attorney)'?s letter|letter (?:before action|from (?:\w+ ){0,4}?(?:&|and)? ?(?:\w+ )?(?:lawyers?|solicitors?|attorneys?|barristers?))|(?:hold(?:s|ing)?|held) (?:us|me) liable|(?:their|his|her|the) (?:insurers?|loss adjuster)|notice of (?:breach|claim)|"
            r"going to court|(?:tak(?:e|es|ing)|took) (?:me|us|him|her|them|it) to court|in court|small claims|subpoena|injunction|cease[- ]and[- ]desist|damages claim|claim(?:s|ing)? damages|"
            r"breach of contract|data breach|gdpr|hipaa|ico\b|regulator|ombudsman|fraud(?:ulent)?|embezzl\w*|(?:call(?:ed|ing)?|to|from|told|by) the police|police (?:report|came|officer)|whistle-?blow\w*|trading standards|malpractice|negligence|negligent|"
            r"(?:got|was|were|been|is|badly|seriously) (?:badly |seriously )?injured|injur(?:y|ies) claim|personal injury|hospitali[sz]ed)\b"
        ),
        unless=(
            r"\b(?:tell|told|asked|selling|sold|sells?|for|client is|customer is|work for|software for|app for|training for|website for) (?:a |an |the |our |my )?(?:\w+ ){0,3}(?:police|regulator|law firm|solicitors?|lawyers?|court)\b",
            r"\bpolice (?:station|department|force) (?:is|as|was) (?:my|our|a) client\b",
        ),
        fires=(
            "Their lawyer sent a letter about the flooded basement.",
            "The client says she will sue us over the burned curtains.",
            "We had a data breach and client records leaked. How do I apologize?",
            "He's taking us to court. Should I write that it was my fault?",
        ),
        spares=(
            "I promised the law firm a migration by Friday and missed it.",
            "Sue from the bakery is furious with me.",
            "She thinks the color is wrong and she has a point.",
            "The ball went off the court and hit a client at our event.",
        ),
    ),
    Limit(
        name="deceive",
        pattern=(
            r"\b(?:back-?dat(?:e|ing)|forge|fake (?:a|an|the|some) (?:\w+ )?(?:invoice|receipt|email|e-mail|report|certificate|review|delivery|proof|excuse|screenshot)|"
            r"(?:how (?:do|can|could|should) (?:i|we)|help me|can i|should i|i want to|i'?ll|i'?m going to|let'?s|plan to) (?:\w+ ){0,4}?(?:lie to|cover (?:it|this|that) up|hide (?:it|this|that|the \w+) from|delete the (?:e-?mails?|records?|logs?|evidence|messages?)|destroy the|doctor the|make up (?:a|an|some) (?:story|excuse|reason)|invent (?:a|an|some)))\b"
        ),
        unless=(
            r"\b(?:i|we) (?:lied|covered|hid|deleted|made up|back-?dated)\b",
            r"\b(?:won'?t|not going to|don'?t want to|never|refuse to)\b",
        ),
        fires=(
            "Can I backdate the delivery note so it looks on time?",
            "How do I hide this from the client?",
            "Help me make up a story about why the server failed.",
            "Should I delete the emails before the client asks for them?",
        ),
        spares=(
            "I lied to the client about the date and I want to put it right.",
            "I don't want to lie to her.",
            "We made up the lost time, and they are still cold.",
            "I covered it up for a week, then I told them.",
        ),
    ),
    Limit(
        name="regulated",
        pattern=(
            r"\b(?:(?:what|which|how much|how many) (?:dose|dosage|medication|medicine|drug|antibiotic|painkiller)|(?:am i|are we|is (?:it|this|that)) (?:tax[- ]?deductible|liable for tax)|(?:should i|which|what) (?:shares|stocks|crypto|pension|bonds)|"
            r"(?:invest|put my (?:money|savings|pension)) in(?:to)? (?:shares|stocks|crypto|bitcoin|bonds|property|gold)|visa (?:application|sponsorship) (?:advice|question)|diagnos(?:e|is) (?:me|my|this))\b"
        ),
        fires=(
            "What dose of ibuprofen can I give him?",
            "Should I put my savings in crypto?",
            "Which stocks should I buy for the client?",
            "How much medication is safe before the meeting?",
        ),
        spares=(
            "The client runs a pharmacy and we printed the wrong dose on the leaflet.",
            "I gave my client bad stock photos.",
            "We invested a lot in this client.",
            "The visa photos I took were rejected and she is upset.",
        ),
    ),
    Limit(
        name="threat",
        pattern=(
            r"\b(?:(?:he|she|they|client|customer|boss|husband|brother|guy|owner) (?:\w+ ){0,2}(?:threaten(?:s|ed|ing)?) (?:me|my (?:family|kids|wife|husband|life|children|daughter|son))\b(?! (?:with|to) (?:legal|a lawyer|court|leav|cancel|go |switch|end|a bad|a review|sue|terminat|withh|stop|move))|"
            r"(?:i'?ll|i will|i want to|going to|gonna|let'?s|could|should i|how (?:do|can) i) (?:\w+ ){0,2}(?:make (?:him|her|them) (?:pay|suffer|regret|sorry)|ruin (?:him|her|them)|destroy (?:him|her|them)|teach (?:him|her|them) a lesson|hurt (?:him|her|them)|get (?:my )?revenge|get back at (?:him|her|them)|expose (?:him|her|them)|blackmail|threaten (?:him|her|them)|scare (?:him|her|them))|"
            r"(?:wait|waiting|stand|standing|sit|sitting|turn(?:ing)? up|show(?:ing)? up) (?:for (?:him|her|them) )?(?:outside|at|in front of) (?:his|her|their) (?:house|home|door|flat|apartment)|follow(?:ing)? (?:him|her|them) home)\b"
        ),
        unless=(
            r"\b(?:won'?t|not going to|don'?t want to|never) (?:\w+ )?(?:make|ruin|hurt|get|threaten)",
        ),
        fires=(
            "The client threatened me in the car park.",
            "I'll make him pay for this.",
            "I was thinking of waiting outside her house until she talks to me.",
            "How can I get back at them for that review?",
        ),
        spares=(
            "She threatened to cancel the contract.",
            "He threatened me with a bad review.",
            "I don't want to hurt her.",
            "They will make us redo the fence.",
        ),
    ),
    Limit(
        name="secrets",
        pattern=(
            r"\b(?:(?:can|should|could|may|shall) i|i'?ll|i will|i want to|i'?m (?:going|thinking|planning)|how (?:do|can) i|is it (?:ok|okay|fine) (?:to|if i)) (?:\w+ ){0,4}?(?:"
            r"(?:tell|show|give|share|send|leak|pass|use|forward|offer)(?:ing)? (?:\w+ ){0,4}?(?:(?:another|a different|our other|other|rival) (?:client|customer)s?'?s? (?:data|prices?|contract|figures|numbers|files?|list|names?)|competitor'?s? (?:prices?|offer|quote|data)|trade secrets?|confidential (?:data|files?|figures|information|documents?)|(?:his|her|their) medical|patient (?:data|records?))|"
            r"(?:secretly )?record(?:ing)? (?:the call|her|him|them|our call) (?:secretly|without|in secret)|secretly record)\b"
        ),
        fires=(
            "Can I show him another client's prices to calm him down?",
            "I'm thinking of sending her confidential figures so she trusts me again.",
            "Should I secretly record the call?",
        ),
        spares=(
            "I leaked confidential figures by mistake and the client is furious.",
            "Can I show him our price list?",
            "Can I record the call if she agrees?",
        ),
    ),
    Limit(
        name="stop",
        pattern=(
            r"\b(?:told|asked|begged|ordered|warned|instructed) (?:me|us) (?:never|not) to (?:ever )?(?:call|contact|ring|write|e-?mail|phone|text|come|speak|get in touch|set foot|message)|"
            r"\b(?:do not|don'?t|never) (?:you )?(?:ever )?(?:ring|call|contact|write|e-?mail|phone|text|message|darken)(?: \w+){0,5} (?:again|any ?more|number)\b|\bnever (?:call|contact|ring|write|email|phone|text|message) (?:me|us|her|him|them)\b|"
            r"\b(?:said|says|wrote|told me|made it clear) (?:\w+ ){0,4}(?:no (?:more|further) contact|(?:to )?stop (?:calling|writing|emailing|messaging|contacting|texting)|leave (?:him|her|them|me|us) alone)|"
            r"\b(?:stop|quit) (?:calling|contacting|writing to|emailing|messaging|texting|ringing) (?:me|us|him|her|them)\b|\b(?:has |have |'s |'ve )?blocked (?:me|us|my number|my e-?mail)\b|\bcease contact\b|\bwants? nothing (?:more )?to do with (?:me|us)\b"
        ),
        unless=(
            r"\b(?:i|we) (?:told|asked)\b[^.!?]{0,30}\b(?:not|never) to\b",
            r"\b(?:website|firewall|filter|server|port) [^.!?]{0,20}blocked\b",
            r"\bblocked (?:my|our) (?:drain|road|access|driveway)\b",
            r"\b(?:told|asked) (?:me|us) (?:never|not) to (?:call|ring|phone|contact|text|email|come) (?:\w+ )?(?:before|after|on|during|until|at|between|without|while)\b",
        ),
        fires=(
            "They told me never to call again.",
            '"Do not ring this number again," she said.',
            "He has blocked my number and my mails come back.",
            "The client wrote: stop contacting me.",
        ),
        spares=(
            "She asked me not to call before nine and I did.",
            "I told the team never to contact them directly.",
            "He never calls me anymore.",
            "Our van blocked his driveway all morning.",
        ),
    ),
)

ALWAYS = ("self-harm", "threat")
"""Limits that a conversation does not get past by talking of something else."""

LASTING = (*ALWAYS, "accused", "harassment", "discrimination", "legal")
"""Limits that hold for the rest of a conversation whenever words to the client are wanted."""

_GREETING = re.compile(
    r"\b(?:hi+|hiya|hey+|hello+|hallo|helo|hullo|yo|howdy|heya|greetings|salut(?:ations)?|salaam|salam|good (?:morning|afternoon|evening|day)|g'?day|"
    r"morning|evening|afternoon|sup|wassup|what'?s up|hola|bonjour|ciao|namaste|ahoy|oi|aloha|you there|(?:any|some)(?:body|one) (?:out |in )?(?:there|here|home)|testing|test)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thankyou|thanx|thx|ty|ta|cheers|(?:much )?appreciated?|grateful|much obliged|bless you|merci|danke|gracias|grazie|"
    r"bye|goodbye|see you|see ya|good night|that'?s (?:all|me sorted|helpful|really helpful|great)|you'?ve been (?:a )?(?:great )?(?:help|kind|star)\w*|all (?:good|clear) (?:now|then))\b",
    re.IGNORECASE,
)
_MOST_GREETING_WORDS, _MOST_THANKS_WORDS = 10, 25
# Behind a polite word the story goes on.
_MORE = re.compile(
    r"\b(?:but|still|though|however|clients?|customers?|buyers?|he|she|they|him|her|them|how|what (?:do|should|if|about|now|would|can)|if|should|won't|didn't|hasn't|can't)\b",
    re.I,
)
# Polite words that would else sound like a question or like trouble.
_POLITE = re.compile(
    r"\bhow (?:are|r) (?:you|u)\b|\bhow'?s it going\b|\b(?:your|a|great|big|real|of|the|for) help\b",
    re.IGNORECASE,
)
_ASSENT = re.compile(
    r"^(?:ok(?:ay|ey|ie)?|great|perfect|cool|right|lovely|brilliant|super|nice|got it|understood|will do|fine|sure|alright)[\s.!]*$",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"\b(?:because|after|when|since|told|said|promised|forgot|missed|sent|late|wrong|broke|lost|invoice|delivery|deadline|project|order|"
    r"email|meeting|call(?:ed)?|apologi\w+|refund|quote|contract|price|quality|mistake|error|deal|renewal|boss|gift|flowers)\b",
    re.I,
)
_ASKS_HOW = re.compile(
    r"\b(?:how (?:do|can|should|to|would)|what (?:should|do|can|to|is|are|does)|should i|can i|could i|when (?:should|do|is)|which|is it|who|why|where)\b",
    re.I,
)
_VAGUE_TROUBLE = re.compile(
    r"\b(?:mad|angry|upset|furious|unhappy|pissed|annoyed|mess|wrong|trouble|problem|issue|bad|help|disaster|screwed|fix|cold|hates?|lost|losing|cross)\b",
    re.I,
)
_MOST_VAGUE_WORDS = 14


def checked(question: object) -> str:
    """Return the question's text, cleaned.

    Raises:
        QuestionError: It is not text, empty, or longer than ``LONGEST_QUESTION`` characters.
    """
    if not isinstance(question, str):
        raise QuestionError(f"wanted the question as text, got {type(question).__name__}")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters, at most {LONGEST_QUESTION:,} can be read; "
            "tell what happened in your own words and paste only the message that matters"
        )
    text = sentences.clean(question)
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            "the question is empty; tell what happened with your client, in a sentence or two"
        )
    return text


def met(question: str, heard: Mapping[str, float] | None = None, surer: float = 0.0) -> str | None:
    """Return the name of the limit that the question meets, or None.

    Args:
        question: The user's words.
        heard: The log-odds of each limit, as the listener heard them in these very words.
        surer: How much surer than usual what is only heard must be.
    """
    sure = heard or {}
    by_rule = _by_rule(question)
    if by_rule is not None and sure.get(by_rule, 0.0) > _NOT_SO:
        return by_rule
    likely = max(sure, key=lambda name: sure[name] - _floor(name), default="")
    return likely if likely and sure[likely] >= _floor(likely) + surer else None


# From which log-odds a limit is heard that no rule knows by its words. Where a life is at stake
# less is enough. Below the last one the words of a rule meant something else.
_SURE = 1.0
_SURE_OF = {
    "self-harm": 0.75,
    "harassment": 0.9,
    "threat": 0.75,
    "deceive": 1.5,
    "secrets": 1.5,
    "regulated": 2.0,
}
_NOT_SO = -4.0
# Each message of a conversation is looked at again with every later one.
_REMEMBERED = 512


def _floor(name: str) -> float:
    return _SURE_OF.get(name, _SURE)


@lru_cache(maxsize=_REMEMBERED)
def _by_rule(question: str) -> str | None:
    parts = sentences.split(sentences.straight(question))
    for limit in LIMITS:
        for sentence in parts:
            if _compiled(limit.pattern).search(sentence) and not any(
                _compiled(pattern).search(sentence) for pattern in limit.unless
            ):
                return limit.name
    return None


def small_talk(question: str) -> str:
    """Return ``greeting`` or ``thanks`` when the question is no more than that, else nothing."""
    text = sentences.straight(question).strip()
    count = len(sentences.words(text))
    if _ASSENT.match(text):
        return "thanks"
    rest = _POLITE.sub("", text)
    if any(pattern.search(rest) for pattern in (_CONTENT, _VAGUE_TROUBLE, _MORE)):
        return ""
    if count <= _MOST_GREETING_WORDS and _GREETING.search(text):
        return "greeting"
    if count <= _MOST_THANKS_WORDS and _THANKS.search(text) and "?" not in text:
        return "thanks"
    return ""


def is_vague(question: str) -> bool:
    """Whether there is trouble in the question and nothing to go by."""
    text = sentences.straight(question)
    count = len(sentences.words(text))
    if count > _MOST_VAGUE_WORDS or _ASKS_HOW.search(text):
        return False
    return _VAGUE_TROUBLE.search(text) is not None and _CONTENT.search(text) is None


# Words of a message that tell of trouble, or of nothing in particular.
_GENERAL = frozenset(
    """a an the this that these those some any one ones two something anything nothing thing things stuff lot bit part kind sort way side
    i me my mine myself we us our ours you your he him his she her hers they them their it its someone somebody everyone who whom what which
    am is are was were be been being have has had having do does did done doing will would can could should shall may might must let get got
    getting go goes gone going went make made making take took taken give gave come came say said says saying tell told ask asked asking
    think thought know knew feel feels felt want wants wanted need needs needed like likes try tried seem seems guess suspect believe hope
    and or but so because as if then than when while since with without of on in at to for from by about over into out up down off again
    not no yes never ever really very quite so too just only also even still now today yesterday lately recently here there already badly well
    good bad big biggest small little old new best better worst worse own main important important large corporate regular long time times
    ugh oh hi hello hey please pls sorry thanks grateful guidance advice help helping idea ideas dunno don't didn't can't won't doesn't isn't
    wasn't haven't hasn't couldn't it's i'm i've i'd i'll that's there's he's she's they're we're we've what's where how why begin start end
    fix fixed repair repairs mend save saving put right back sort
    client clients customer customers account accounts buyer buyers contact partner partners person people man woman guy company business
    relationship relationships family supplier case situation
    mess messed messing screw screwed blow blew botched ruined spoiled wrong problem problems trouble issue issues mistake mistakes error
    errors fault blame disaster crisis upset angry mad furious livid unhappy annoyed disappointed cross happy hurt cold pissed mood
    lost lose losing down let fail failed job work works deal event explanation explain happened happen happens thing gone""".split()
)
_MOST_PARTICULAR = 1
_MOST_LITTLE_WORDS = 30


def says_little(text: str) -> bool:
    """Whether a message of a conversation tells of trouble with nobody and nothing in particular."""
    words = sentences.words(sentences.straight(text))
    if len(words) > _MOST_LITTLE_WORDS:
        return False
    return sum(word not in _GENERAL for word in words) <= _MOST_PARTICULAR


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
