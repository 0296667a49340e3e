"""The parts of an apology, and the words that show each, as data.

Which parts there are, and that responsibility counts most and repair next: Lewicki, Polin and Lount
(2016), "An exploration of the structure of effective apologies". They give an order and no
weights. Of their parts the request for forgiveness is left out: it counted least, and an apology
asks for nothing. What it was like for the other person stands beside them; the articles call for it
(``mend-fences/feel-emotion``).

A pattern is read as in ``rules.py``: without regard to case, one sentence at a time; ``^`` is the
start of a sentence and a space stands for one to three.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from coach.rules import CONDOLENCE, REFUSED, compiled
from coach.sentences import spans


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of an apology, in one draft.

    It equals its name, so that ``"repair" in review.missing`` can be asked.

    Attributes:
        part: Its name, one of ``PARTS``.
        words: The exact words that show it, ``text[start:end]``; empty where it is missing.
        start: Where they start; 0 where it is missing.
        end: Where they end; 0 where it is missing.
        add: What to add; empty where it is there.
        step: The step that calls for it.

    >>> import coach
    >>> review = coach.review("I'm sorry that I sent you last year's price list.")
    >>> review.good[0].part, review.good[0].words
    ('responsibility', 'sorry that I sent you')
    >>> "repair" in review.missing
    True
    """

    part: str
    words: str
    start: int
    end: int
    add: str
    step: str

    def __str__(self) -> str:
        """Return its name."""
        return self.part

    def __eq__(self, other: object) -> bool:
        """Whether it is that part, told by its name or by another value."""
        return self.part == (other.part if isinstance(other, Part) else other)

    def __hash__(self) -> int:
        """Return the hash of its name."""
        return hash(self.part)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that show one part of an apology.

    Attributes:
        part: The part that they show.
        pattern: What is looked for; the group ``at``, when there is one, marks the words to show.
        unless: Any of these in the same sentence means that they show nothing.
        beside: A part that must be shown near by, at most four sentences away; else they show nothing.
        counts: Texts that have the part by these words.
        spares: Near misses: texts that have not got it.
    """

    part: str
    pattern: str
    unless: tuple[str, ...] = ()
    beside: str = ""
    counts: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


# In the order in which they count, each with what to add and the step that calls for it.
PARTS: dict[str, tuple[str, str]] = {
    "responsibility": (
        'Say what you did or failed to do, in a sentence that begins with "I" or "we".',
        "four-steps/own",
    ),
    "repair": (
        "Say what you do to put it right, and by when.",
        "repair-damage/take-action",
    ),
    "acknowledgement": (
        "Say what it meant for them, in their size: what they lost, had to do or had to explain.",
        "mend-fences/feel-emotion",
    ),
    "regret": (
        "Say once that you are sorry, for the deed itself.",
        "four-steps/apologize",
    ),
    "explanation": (
        "Say in one sentence how it happened, after your own part; "
        "leave it out where it would sound like an excuse.",
        "repair-damage/define-damage",
    ),
    "prevention": (
        "Say what you change so that it does not happen again.",
        "repair-damage/make-changes",
    ),
}

_WE = r"\b(?:i|we)"
_HAVE = r"(?:'ve|'d| have| had)?"
_SOFTLY = (
    r"(?: (?:also|just|then|both|simply|clearly|plainly|even|completely|badly|wrongly|carelessly"
    r"|once|twice|again|still|quite|entirely|really|obviously|actually|now|already|personally"
    r"|gladly|of course|as well|immediately|all))*"
)
_FAILED = (
    r"(?:missed|forgot|forgotten|failed|neglected|overlooked|ignored|lost|mislaid|misplaced|misfiled"
    r"|broke|broken|cracked|scratched|damaged|spil(?:t|led)|burn(?:t|ed)|misread|misheard|misjudged"
    r"|miscounted|miscalculated|mistook|mistaken|misquoted|misspel(?:t|led)|mispronounced|mixed up"
    r"|muddled|confused your|mislabelled|double-booked|overbooked|overcharged|undercharged|overran"
    r"|overspent|overslept|underestimated|underrated|botched|bungled|messed up|made a mess|screwed up"
    r"|blew it|let (?:you|her|him|them|your \w+|everyone|this|it) (?:all )?(?:down|slip|slide|lapse|drop"
    r"|sit|lie|run|expire)|let your|lied|misled|deceived|shouted|snapped|yelled|swore|laughed (?:at|when)"
    r"|interrupted|talked over|spoke over|cut (?:into|you off)|leaked|exposed|gave away|went back on"
    r"|broke my word|left (?:out|off|you|your|it out)|deleted your|dropped (?:your|the|it)|knocked"
    r"|ran over|took down|let go of|got (?:it|this|that|your \w+|the \w+) wrong|wronged|hurt you"
    r"|made (?:a|the|this|that|an|some|two|several) (?:\w+ )?(?:mistake|error|blunder|slip)s?"
    r"|caused (?:you|this|it|that|the)|fell short|chose (?:the|a) wrong|had no right|kept you waiting|put (?:it|this|that|them|you) off|put off|rushed|muted"
    r"|skipped|signed (?:it |this |that )?off (?:without|the|it)|passed it on too late|gave your \w+ (?:to|away)|read out"
    r"|turned you away|sent you away|was short with|overruled|went over your head|hid (?:it|this|that)|left the \w+ (?:open|unlocked|off))"
)
_PUT = (
    r"(?:sent|gave|put|told|quoted|billed|charged|invoiced|shipped|delivered|booked|printed|entered"
    r"|used|picked|packed|fitted|ordered|made|built|cut|took|published|posted|showed|promised|said"
    r"|wrote|spelled|spelt|read|typed|played|served|loaded|filed|sold|returned|arrived|came|called"
    r"|pushed|planted|painted|drew|set|sprayed|dated|named|seated|measured|calculated|translated)"
)
_ASTRAY = (
    r"\b(?:wrong|wrongly|twice|too (?!\b(?:you|and|but|i|we)\b)\w+"
    r"|(?:more|less|fewer|shorter|longer|lower|higher|later) than (?:you|the|we|i|agreed|promised)"
    r"|late|instead|without \w+ing|another (?:\w+'s|client|patient|guest|customer)|by mistake|in error"
    r"|incorrect(?:ly)?|last year's|another client's|before (?:i|we)(?:'d| had))\b"
)
_UNDONE = (
    r"(?:tell|told|call|called|ring|rung|check|checked|ask|asked|test|tested|listen|listened|warn|warned"
    r"|answer|answered|reply|replied|send|sent|deliver|delivered|write|written|let you know|confirm"
    r"|confirmed|look|looked|book|booked|order|ordered|plan|planned|leave|pass|passed|keep|kept"
    r"|come|turn up|show up|make sure|made sure|notice|noticed|give|given|bring|brought|finish|finished"
    r"|pay|paid|read|measured?|act|acted|speak|spoken|say|said|think|do what|done what|do my|do the"
    r"|stick|live up|there|ready|honest|careful|clear with|open with|straight|on time|at my best)"
)
_PAST = (
    r"(?:\w{2,}ed|gave|put|left|told|took|sent|said|made|let|read|drew|cut|went|ran|lost|broke|chose|forgot|kept|held|sold|shot|spoke"
    r"|hid|hit|threw|tore|drove|wrote|built|bought|set|reset|fed|shut|wore|dug|hung|swept|spread|struck|stuck|wound|bent|burst"
    r"|split|sank|rode|rang|ate|drank|slept|stood|sat|fell|came|got)"
)
# What one does to be in touch or to put it right is no deed to answer for.
_CONTACT = (
    r"(?:called|phoned|asked|emailed|e-mailed|mailed|texted|heard|received|learned|noticed|wanted|hoped|liked|loved|needed|wished|tried"
    r"|apologi[sz]ed|regretted|arranged|refunded|credited|replaced|corrected|fixed|repaired|mended|restored|returned|transferred|attached"
    r"|enclosed|checked|counted|watched|listened|looked|talked|agreed|confirmed|reserved|understood|appreciated|enjoyed|used to|visited"
    r"|wrote to|told (?:my|our)|spoke (?:to|with)|sent you (?:the|a) (?:new|right|correct)|added|moved|decided|worked|finished|said (?:i|we)"
    r"|promised to|answered|cancelled|swapped|reversed|thanked|valued)\b"
)
_NOT_OURS = (
    r"(?:\bnot|n't|\bnever|\bhardly) (?:\w+ ){0,2}(?:my|our) (?:own )?(?:fault|mistake|error|doing"
    r"|responsibility)",
    REFUSED + r".{0,10}$",
)
_FIXED = (
    r"(?:refund(?:ed|ing)?|credit(?:ed|ing)?|replac(?:e|ed|ing)|redo(?:ne|ing)?|re-?send(?:ing)?|re-?sent"
    r"|re-?print(?:ed|ing)?|re-?writ(?:e|ten|ing)|rewrote|re-?issu(?:e|ed|ing)|re-?run|re-?buil[dt]"
    r"|re-?book(?:ed|ing)?|re-?lay|re-?cut|re-?paint(?:ed|ing)?|reimburs(?:e|ed|ing)|repa(?:y|id|ying)"
    r"|repair(?:ed|ing)?|mend(?:ed|ing)?|fix(?:ed|ing)?|correct(?:ed|ing)?|restor(?:e|ed|ing)"
    r"|swap(?:ped|ping)?|undo(?:ne|ing)?|revers(?:e|ed|ing)|waiv(?:e|ed|ing)|recover(?:ed|ing)?"
    r"|clean(?:ed|ing)? (?:it|up)|patch(?:ed|ing)?|pa(?:y|id|ying) (?:you |it |the \S+ |\S+ )?back"
    r"|pa(?:y|id|ying) (?:for|his|her|their|the|it|that|you)|cover(?:ed|ing)? the (?:cost|bill|fee|difference)"
    r"|put(?:ting)? (?:it|this|that|things|everything|the \w+|your \w+|all of it) right|set(?:ting)? (?:it"
    r"|this|that|things|the \w+|your \w+) right|ma(?:ke|de|king) (?:it|this|that) (?:right|good|up to you)"
    r"|t(?:ake|ook|aken|aking) (?:it|that|the \w+|an hour|\w+ \w+) off (?:the|your) (?:bill|invoice)"
    r"|sort(?:ed|ing)? (?:it|this|that|things|everything) out|stand(?:ing)? by (?:it|the|that)|sen[dt] back (?:the|your)|withdr(?:aw|ew|awn)|put (?:it|them|everything|all of it) back"
    r"|t(?:ake|ook|aken) (?:it|them|the \w+) down|delet(?:e|ed) (?:it|them|the)|collect(?:ing)? (?:all|them|the)|cancel(?:led|ling)? the (?:charge|invoice|fee|bill)"
    r"|bring(?:ing)? (?:you )?(?:the|a|your) (?:right|new|missing|corrected|replacement))"
)
_GOODS = r"(?:right|correct|corrected|new|replacement|amended|revised|missing|fixed|redone|reprinted|repaired)"

CUES: tuple[Cue, ...] = (
    Cue(
        "responsibility",
        r"(?P<at>\b(?:sorry|apologi[sz]e[sd]?|apologies|regret|forgive (?:me|us))\b,?(?: (?:that|because"
        r"|how|when|to (?:say|tell you|admit) (?:that )?))? (?:i|we)\b(?!'ll| will| can't| cannot| can not"
        r"| could not| couldn't| have to| must| need| feel| am (?:not able|unable|late in)| are (?:not able"
        r"|unable)|'m (?:not able|unable)|'re (?:not able|unable)| won't| do not have| don't have)"
        r"(?: \w+){1,2})",
        counts=(
            "I'm sorry that I sent your figures to the wrong client.",
            "Sorry I missed our call on Monday.",
            "I apologise that we left you waiting at the gate.",
        ),
        spares=(
            "I'm sorry we can't lower the price.",
            "I'm sorry that the tiles were late.",
            "Sorry, I will be in late today.",
        ),
    ),
    Cue(
        "responsibility",
        r"(?P<at>\b(?:sorry|apologi[sz]e|apologies|apology|regret|forgive (?:me|us))\b(?: (?:to (?:you|all"
        r"|both|everyone)|again|sincerely|deeply|once more))*(?: (?:for|about))? (?:not |having |my |our )?"
        r"(?!every|any|some|nothing|morning|evening|during|inconven|bring|the\b)\w{2,}ing\b(?: \w+)?)",
        unless=(r"\bsorry (?:for|about) (?:\w+ing) you\b.{0,20}\b(?:with|again|today)\b",),
        counts=(
            "I apologise for shouting at Maria on Tuesday.",
            "Sorry for not calling you back.",
            "I regret giving your table to another guest.",
        ),
        spares=(
            "I'm sorry for everything.",
            "Sorry about this morning.",
            "We apologise for any inconvenience.",
        ),
    ),
    Cue(
        "responsibility",
        r"(?P<at>\b(?:sorry|apologi[sz]e|apologies|regret)\b(?: to you)?(?: for| about)? (?:my|our) (?:own )?"
        r"(?:\w+ )?(?:tone|remarks?|words|silence|behaviou?r|conduct|rudeness|absence|lateness|mistakes?"
        r"|errors?|outburst|joke|comments?|part|slips?|delay|late (?:answer|reply|delivery|call)|carelessness)\b)",
        counts=(
            "I apologise for my tone on the phone.",
            "Sorry for my long silence.",
            "We regret our late answer.",
        ),
        spares=(
            "I'm sorry for your loss.",
            "We are sorry about the weather.",
            "My apologies for the trouble.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE}{_HAVE}{_SOFTLY} {_FAILED}\b)",
        unless=(
            r"\bif (?:i|we)(?:'ve|'d| have| had)?",
            r"\b(?:hope|think|believe|sure|trust) (?:that )?(?:i|we) have(?:n't| not)",
            r"\b(?:not|n't) (?:that|because) (?:i|we)\b",
        ),
        counts=(
            "I forgot to ship the parts.",
            "We've double-booked your slot on the 9th.",
            "I snapped at you on the call.",
            "I let your certificate expire.",
        ),
        spares=(
            "If I missed anything, tell me.",
            "The courier lost your parcel.",
            "You missed the call.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE}{_HAVE}{_SOFTLY} (?!{_CONTACT})(?:{_PUT}|{_PAST})\b.{{0,70}}?{_ASTRAY})",
        unless=(
            r"\bif (?:i|we)\b",
            r"\b(?:not|never|n't) (?:\w+ )?(?:wrong|late|twice)\b",
            r"\bread\b.{0,40}\btwice\b",
        ),
        counts=(
            "I sent you last year's price list.",
            "We billed you twice in March.",
            "I put the wrong glass in your porch.",
        ),
        spares=(
            "I sent the report on Monday.",
            "You sent me the wrong list.",
            "We delivered on time and not late.",
            "I've read your review twice.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE} (?:(?:did|had|have|was|were)(?:n't| not)|never)"
        rf"(?: even| once| properly)? {_UNDONE}\b)",
        unless=(r"\bif (?:i|we)\b", r"\?$"),
        counts=(
            "I didn't check the figures.",
            "We never told you that the date had moved.",
            "I hadn't asked our crew.",
        ),
        spares=(
            "I didn't mean to upset you.",
            "We never had that file.",
            "You didn't tell me.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE} (?:(?:really |clearly |certainly )?(?:should've|(?:should(?:n't| not| never)?|ought(?: not)?(?: to)?"
        r"|could and should)(?: at least| also| instead)? have) (?!it\b|the\b|your\b|an?\b|this\b|that\b|them\b|news\b|by\b|enough\b"
        r"|more\b)\w+|(?:was|were|am) (?:simply |plainly |quite |so |very )?(?:wrong|rude|careless|sloppy"
        r"|unfair|unkind|short with|(?:\w+ ){0,3}late|in charge|the ones? (?:who|that|with)|to blame|responsible|at fault)))",
        unless=(
            r"\bif (?:i|we) (?:was|were)\b",
            r"(?:not|n't) (?:\w+ )?(?:to blame|responsible|at fault)",
        ),
        counts=(
            "I should have called you on Monday.",
            "We were late with your chairs.",
            "I ought to have asked first.",
            "I was short with you in the chat.",
        ),
        spares=(
            "I should have it ready by Friday.",
            "We are not responsible for the road.",
            "You should have called.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE} (?:never )?(?:should(?:n't| not| never)?|ought(?:n't| not)? to) have)(?=[.,;!]|$)",
        counts=(
            "I sent it before I called, and I should not have.",
            "I didn't pass it on, and I ought to have.",
            "We never should have!",
        ),
        spares=(
            "You should have.",
            "This is what we should have by Friday.",
            "They ought to have.",
        ),
    ),
    Cue(
        "responsibility",
        r"(?P<at>\b(?:my|our) (?:own |clear |careless |bad |typing |stupid )?(?:fault|mistake|error|slip|oversight"
        r"|failure|failing|doing|blunder|carelessness)\b"
        r"|\b(?:that|this|it|which) was (?:entirely |all |simply )?(?:my|our) (?:own )?(?:decision|choice|duty|job|order|idea|call|doing)\b"
        r"|\b(?:mistake|fault|error|slip|omission|oversight|choice|decision|blame|failure)\b.{1,40}? (?:is|was) (?:all |entirely )?(?:mine|ours)\b"
        r"|\b(?:the|that|this) \w+ (?:is|was) (?:all |entirely )?(?:mine|ours)\b(?! to)|\bby (?:my|our) order\b"
        r"|\bit was (?:i|me|we|us) who\b|\bwhat (?:i|we) (?:did|said|wrote) (?:was|is)\b"
        r"|\b(?:fault|mistake|error|blame|slip|responsibility)(?: for (?:it|this|that))? (?:is|was|lies|lay|sits"
        r"|rests) (?:entirely |all |squarely |simply )?(?:mine|ours|with (?:me|us))\b"
        r"|\b(?:that|this|it|which|all of (?:it|this))(?:'s| is| was) (?:entirely |all |squarely |still |down )?"
        r"(?:on|to) (?:me|us)\b"
        r"|\b(?:i|we) (?:fully |alone )?(?:own|accept|take|carry|bear|answer for|stand by) (?:up to )?(?:that\b"
        r"|this\b|it\b|(?:the |full |all |complete |sole |every )*(?:responsibility|blame|fault|ownership"
        r"|mistake|error))|\b(?:that|it|this) (?:was|is) (?:entirely |all )?(?:mine|ours|me|us)\b(?! who (?:found"
        r"|told|asked))|\bmea culpa\b|\bby my (?:own )?hand\b|\bon my (?:account|word|watch)\b)",
        unless=_NOT_OURS,
        counts=(
            "That was my mistake.",
            "The fault lies with us.",
            "It was late, and that is on me.",
            "I own the cold soup, and I take full responsibility.",
        ),
        spares=(
            "That was not our fault.",
            "The fault lies with the printer.",
            "It is up to you.",
        ),
    ),
    Cue(
        "responsibility",
        r"(?P<at>\b(?:that|it|which) was (?:\w+ly |plain |quite |just )?(?:wrong|rude|careless|unkind|unfair|thoughtless|clumsy|sloppy|lazy"
        r"|cowardly|unprofessional|a poor one|a hurtful thing)(?: of (?:me|us)| and (?:i|we)\b)?)(?! of (?:you|them|him|her))",
        unless=(
            r"\bif (?:that|it)\b",
            r"\?$",
            r"\b(?:figure|date|size|address|price|bill|invoice|number|colour|color)\b",
        ),
        counts=(
            "I told the class, and it was wrong.",
            "That was careless of us.",
            "I laughed; it was rude and I'm ashamed of it.",
        ),
        spares=(
            "The date was set, and it was wrong.",
            "That was rude of them.",
            "Was it unfair?",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE}(?:'d| had)? (?:told|promised|assured) you\b(?! (?:about|on the phone|so\b|earlier|before|yesterday))(?: \w+){{0,4}})",
        unless=(
            r"\b(?:as|what) (?:i|we)\b",
            r"\bhere (?:is|are)\b",
            r"\?$",
            r"\b(?:i|we) (?:told|promised) you .{0,40}\b(?:and|so) (?:i|we|it|here)\b",
        ),
        counts=(
            "I told you that the demo was ready.",
            "We had promised you Friday.",
            "On Monday I told you the chimney was swept.",
        ),
        spares=(
            "As I told you on the phone, the file is attached.",
            "I promised you a report, and here it is.",
            "You told me.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE} (?:\w+ ){{1,6}}and (?:then |so )?(?:{_FAILED}|(?:did|had)(?:n't| not) \w+))",
        unless=(r"\bif (?:i|we)\b", r"\?$", r"\band (?:you|he|she|they|it)\b"),
        counts=(
            "I was changing a card and missed it.",
            "I leaned the ladder on a slope and didn't tie it.",
            "We saw the note and ignored it.",
        ),
        spares=(
            "I was there and you missed it.",
            "We waited and it broke.",
            "I called and asked how you were.",
        ),
    ),
    Cue(
        "responsibility",
        rf"(?P<at>{_WE}(?:'d| had)?(?: \w+ly| also| then| even| still| just| only| both)* (?!{_CONTACT}){_PAST}\b(?: \w+)?)",
        unless=(r"\bif (?:i|we)\b", r"\?$"),
        beside="regret",
        counts=(
            "I gave your room to another guest. I am sorry.",
            "I read 80 where you had written 180. I'm sorry.",
            "I put your granny by the kitchen door. I saw it. I'm sorry.",
        ),
        spares=(
            "I called you at nine. I'm sorry about the noise.",
            "I'm sorry about the noise. The guests hosted a wedding.",
            "I gave your room a fresh coat of paint.",
        ),
    ),
    Cue(
        "repair",
        rf"(?P<at>{_WE}(?:'ve|'ll|'m|'re|'d| have| will| shall| am| are| can| could| would like to"
        rf"|'d like to| want to| intend to| promise to)?{_SOFTLY} {_FIXED}\b)",
        unless=(
            r"\b(?:not|n't|never|cannot|unable to) (?:\w+ ){0,2}" + _FIXED,
            r"\b(?:would|could|might|sorry to) have (?:\w+ )?" + _FIXED,
            r"\bif (?:i|we|you) (?:had|could)\b",
        ),
        counts=(
            "I have refunded the full invoice.",
            "We'll redo the work by Friday.",
            "I am replacing the doors on Monday.",
            "I can swap them for the right ones.",
        ),
        spares=(
            "I will call you on Tuesday.",
            "We couldn't fix it.",
            "You repaired it yourself.",
        ),
    ),
    Cue(
        "repair",
        r"(?P<at>\b(?:has|have|had|was|were|is|are|been|being|gets?|will be|'s|'re)(?: been| now| all| already"
        r"| fully| also| both| back)* (?:refunded|credited|replaced|redone|re-?sent|reprinted|rewritten"
        r"|reissued|rebooked|reimbursed|repaid|paid back|put right|set right|fixed|repaired|mended|corrected"
        r"|restored|swapped|reversed|waived|recut|recovered|refitted|relaid|undone|put back|taken off (?:the"
        r"|your) (?:bill|invoice)))",
        unless=(
            r"\b(?:not|n't|never|cannot be|can't be|yet to be|sorry to) (?:\w+ ){0,2}\w+",
            r"\?$",
        ),
        counts=(
            "The fee was refunded this morning.",
            "Your files are all restored.",
            "The second charge will be reversed by Friday.",
        ),
        spares=(
            "It can't be repaired.",
            "Has it been fixed?",
            "The date was moved.",
        ),
    ),
    Cue(
        "repair",
        rf"(?P<at>{_WE}(?:'ve|'ll|'m|'re| have| will| am| are)?{_SOFTLY} (?:sen[dt]|sending|order(?:ed|ing)?|bring(?:ing)?|brought"
        rf"|put|left|deliver(?:ed|ing)?|ship(?:ped|ping)?|attach(?:ed|ing)?|enclosed?|enclosing|upload(?:ed|ing)?|fit(?:ted|ting)?"
        rf"|get(?:ting)?) (?:you |up |in )?(?:the|a|your) (?:\w+ )?{_GOODS} \w+)",
        unless=(
            r"\bif (?:i|we|you)\b",
            r"\bnew (?:price|plan|offer|product|service|brochure|catalogue|team|office|year)\b",
        ),
        counts=(
            "I have sent the right one today.",
            "We're bringing you the missing boxes at six.",
            "I attach the corrected bill.",
        ),
        spares=(
            "I attach our new brochure.",
            "We sent the report.",
            "You sent the right one.",
        ),
    ),
    Cue(
        "repair",
        rf"(?P<at>\b(?:the (?:\w+ )?|an? |\w+s? )?(?<!your[ ]){_GOODS} (?:\w+ ){{1,3}}?(?:is|are|was|were|will be|has been|have been|will reach|runs"
        r"|leaves?|left|went|goes|go|comes?|ships?|arrives?|reach(?:es)?|lands?|hangs?|starts?)\b"
        r"|\b(?:attached|enclosed|here|below)(?: is| are| you'll find| you will find|:)? (?:the|a|your) "
        rf"(?:\w+ )?{_GOODS}\b|\b(?:the|a|your) {_GOODS} (?:\w+ )?(?:attached|enclosed)\b)",
        unless=(
            r"\?$",
            r"\bnew (?:price|plan|offer|product|service|brochure|catalogue|team|office|year)\b",
        ),
        counts=(
            "The right hinges are on the van.",
            "Attached is the corrected invoice.",
            "The missing boxes leave today at four.",
        ),
        spares=(
            "The new price list is attached.",
            "The report is attached.",
            "You were right.",
        ),
    ),
    Cue(
        "repair",
        r"(?P<at>\b(?:at no (?:extra |further )?(?:cost|charge)|free of charge|no charge|without (?:charge|cost)"
        r"|at (?:my|our) (?:own )?(?:cost|expense)|on (?:my|our) bill|costs? you nothing|you pay nothing"
        r"|off (?:your|the) (?:bill|invoice)|credit note|service credit|full refund|refund of|in full|on (?:my|our) account|nothing to pay"
        r"|no bill for|won't be (?:charged|billed)|not be (?:charged|billed)|goes back to (?:you|your|any|all|every)\w*"
        r"|(?:is|are|was|were) returned (?:to|today|in)|(?:is|are)(?: now| back)? in your account|for (?:my|our) account)\b"
        r"|\b(?:costs?|bill|loss|fee|damage)\b.{0,30}? (?:is|are) (?:ours|mine|on (?:me|us))\b"
        r"|\byour (?:money|deposit|refund|fee|fare|payment|\d\S*) (?:\w+ )?(?:is back|was returned|goes back"
        r"|went back|comes back|has gone back|is on its way|left us)\b"
        r"|\b(?:back|returned|returns?|gone) (?:to|on|in|into) your (?:card|account)\b)",
        unless=(r"\b(?:paid|pay|settle[d]?) .{0,30}\bin full\b.{0,20}\b(?:you|invoice)",),
        counts=(
            "The second visit is at no charge.",
            "Your deposit goes back today.",
            "The $85 was returned to your account.",
        ),
        spares=(
            "Please pay in full by Friday, you have the invoice.",
            "Your deposit secures the date.",
            "The bill is attached.",
        ),
    ),
    Cue(
        "repair",
        r"(?P<at>\b(?:would you (?:like|prefer|rather|want)|do you (?:want|prefer)|shall (?:i|we)|should (?:i|we)"
        r"|may (?:i|we)|can (?:i|we)|if you(?:'d| would)? (?:like|prefer|rather|want|wish)).{0,60}?\b(?:redo"
        r"|redone|replace(?:d|ment)?|refund|money back|new one|repair(?:ed)?|fix(?:ed)?|credit|swap"
        r"|back today|start over|do it again)\b|\bwhat (?:else )?(?:can|could|should|would you (?:like|want|need)"
        r"(?: me| us)(?: to)?|do you need) (?!you ).{0,30}\b(?:do|put right|make (?:it|this) right)\b)",
        counts=(
            "Would you like a refund or a new one?",
            "What can I do to make this right?",
            "If you'd rather, I'll replace it on Monday.",
        ),
        spares=(
            "Would you like to meet on Monday?",
            "What can you do for us?",
            "Should I call you?",
        ),
    ),
    Cue(
        "repair",
        r"(?P<at>\b(?:it|they|the \w+|your \w+|both|all)(?:'ll| will| is| are|'s|'re)(?: now| all| back)* (?:be )?(?:in your (?:inbox|folder|hands|account|gallery)"
        r"|with you (?:by|on|at|today|tomorrow|since)|on (?:its|their|the) way|with the courier|on site|running again|back (?:up|on|in|online)|ready (?:by|on|for))\b)",
        unless=(r"\?$", r"\b(?:not|n't) (?:\w+ )?(?:in|with|on|ready|back)\b"),
        counts=(
            "The missing pages are in your inbox.",
            "It'll be with you by Friday.",
            "Your line is running again since six.",
        ),
        spares=(
            "Is it on its way?",
            "It is not ready on Monday.",
            "The bill is for you.",
        ),
    ),
    Cue(
        "acknowledgement",
        r"(?P<at>(?<!\bif[ ])(?<!unless[ ])(?<!whether[ ])(?<!once[ ])(?<!when[ ])(?<!should[ ])(?<!\bhad[ ])(?<!did[ ])(?<!that[ ])\byou(?:'ve| have|'d| had)? (?:had to|have to|were (?:left|kept|stuck|without|turned|locked|put"
        r"|made to|forced|embarrassed|counting|relying)|been (?:left|kept|without|stuck)|waited|stood|sat there"
        r"|sat (?:in|with|at|for)|lay awake|lost|spent(?! \d| [$£€])|went without|counted on|relied on|trusted|planned"
        r"|paid (?:for it|twice|the price|more|too)|took (?:a|the) (?:day|morning|afternoon) off|drove|travelled"
        r"|came (?:all the way|twice|for nothing)|found (?:it )?out|learned (?:of it|about|it from)|learnt (?:of it|about|it from)|heard (?:it|about it) from|noticed|sat up|slept"
        r"|worked (?:all|through|on)|missed your|made (?:the|a) trip)\b|\b(?:he|she|they) (?:stood|sat|waited|was frightened|were frightened|was left|were left|had to)\b|\bwho had to (?:see|hear|wait|stand|explain|watch|find|work|redo|pay|sit)\b)",
        unless=(
            r"\b(?:if|so|so that) you\b",
            r"\?$",
            r"\byou(?:'ve| have) to (?:understand|remember|see|admit|accept)",
            r"\byou noticed (?:that )?(?:we|i)\b",
        ),
        counts=(
            "You had to explain it to your board.",
            "You were left without hot water for two days.",
            "You lost a morning and the appointment.",
            "You had trusted me with it.",
        ),
        spares=(
            "You have to understand that we have rules.",
            "If you had to wait, tell me.",
            "You had the report on Monday.",
        ),
    ),
    Cue(
        "acknowledgement",
        r"(?P<at>\b(?:that|this|it|which|i|we|my \w+|our \w+|the \w+)(?:'ve|'s| has| have| had| must have)? (?:also )?"
        r"(?:cost you|cost your|left you (?:without|standing|in|alone|waiting|stuck|short|to|with no|out)\b|kept you|made you|put you|put your|hurt you|hurt your|embarrassed you"
        r"|let you down|robbed you|meant (?:for|that) you|took (?:you|your)|spoil(?:t|ed) your|ruined your"
        r"|forced you|turned your|upset you|worried you|frightened you|shook your)\b)",
        unless=(
            r"\b(?:if|whether|in case|may have|might have)\b",
            r"\b(?:not|n't|never) (?:cost|hurt|let)",
            r"\?$",
        ),
        counts=(
            "That cost you a day of sales.",
            "I made you look careless in front of your client.",
            "It left your guests in the rain, and it put you on the spot.",
        ),
        spares=(
            "I'm sorry if it upset you.",
            "What did it cost you?",
            "I made your coffee.",
        ),
    ),
    Cue(
        "acknowledgement",
        r"(?P<at>\byour (?:\w+ )?(?:team|guests?|clients?|customers?|board|boss|staff|people|children|family|mother"
        r"|father|wife|husband|daughter|son|students?|patients?|colleagues?|assistant|office|launch|event|evening"
        r"|meeting|morning|weekend|day) (?:\w+ )?(?:had to|waited|were left|was left|stood|sat|lost|could(?:n't| not)"
        r"|went without|paid for it|suffered|missed|was (?:spoilt|spoiled|ruined|disrupted|delayed)|had no)\b)",
        unless=(r"\?$", r"\bif your\b", r"\byour \w+ (?:\w+ )?lost (?:the|our|my)\b"),
        counts=(
            "Your guests stood in the rain for half an hour.",
            "Your team had to redo the labels by hand.",
            "Your weekend was ruined.",
        ),
        spares=(
            "Your team lost the file.",
            "Did your guests wait?",
            "Your team is welcome on Monday.",
        ),
    ),
    Cue(
        "acknowledgement",
        r"(?P<at>\b(?:i|we) (?:can |do |now |fully |really |well )*(?:see|understand|realise|realize|know|appreciate"
        r"|imagine|hear|get)(?: now)? (?:how (?:much|hard|bad|angry|upset|worrying|embarrassing|difficult|long"
        r"|this|it|that|your|you|frustrating|important)|what (?:this|it|that|you|a|your|i|we)\b|why you|that (?:this|it|you)"
        r" (?:cost|hurt|were|was|had|lost|put|left|must|meant|counted|relied)))",
        unless=(
            r"\b(?:not|n't) (?:\w+ )?(?:see|understand|know|get)\b",
            r"\bwhat (?:you|this|it) (?:want|need|is)\b",
        ),
        counts=(
            "I understand how much trust this cost.",
            "I can see why you were angry.",
            "We know that it put you in a hard place.",
        ),
        spares=(
            "I don't see why you are upset.",
            "I know what you want.",
            "I understand that the file arrived.",
        ),
    ),
    Cue(
        "acknowledgement",
        r"(?P<at>\byou(?:'re| are| were|'d) (?:quite |absolutely |perfectly |entirely |also )?right\b(?! here| now| in"
        r" the middle)|\byou (?:had|have) (?:every|good|all the|a|full) (?:right|reason|cause|point)\b"
        r"|\b(?:it|that|this) must (?:have been|be|have)\b|\byou deserved?\b|\bit was not fair (?:on|to) you"
        r"|\bthat (?:is|was|'s) (?:not what you|less than you|far from what you)|\byou should (?:never|not) have"
        r" (?:had|been)|\byou shouldn't have (?:had|been))",
        unless=(r"\b(?:all right|right away|right after)\b", r"\bif you(?:'re| are| were)\b"),
        counts=(
            "You were right to be angry with me.",
            "It must have been hard to explain this to your board.",
            "You should never have had to chase me for this.",
            "You had every reason to expect a call.",
        ),
        spares=(
            "Tell me if you're right with that.",
            "The van is right behind you.",
            "You must have the file by now.",
        ),
    ),
    Cue(
        "regret",
        r"(?P<at>\b(?:sorry|apologi[sz]e[sd]?|apolog(?:y|ies)|regret(?:s|ted)?|ashamed|mortified|forgive (?:me|us)"
        r"|beg (?:your|for your) (?:pardon|forgiveness)|pains me|mea culpa)\b"
        r"|\b(?:i|we) (?:feel|felt) (?:\w+ )?(?:terrible|awful|bad|dreadful|sick) (?:about|that|for|over)\b)",
        unless=(
            CONDOLENCE,
            r"\b(?:no|not|n't|never|stop|without|your|his|her|their|accept (?:your|his|her|their)|owes?) (?:\w+ )?"
            r"(?:sorry|apolog\w+)",
            r"\bregret (?:to (?:inform|say|tell|hear)|that (?:i|we) (?:can't|cannot|are (?:not able|unable)))",
            r"\byou(?:'ll| will| may| might| won't)? (?:\w+ )?regret",
        ),
        counts=(
            "I'm sorry that I sent it late.",
            "Please accept my apologies.",
            "I am ashamed of how I spoke.",
        ),
        spares=(
            "I'm sorry to hear of your loss.",
            "We regret that we cannot lower the price.",
            "I am not sorry.",
            "You won't regret it.",
        ),
    ),
    Cue(
        "explanation",
        r"(?P<at>\bbecause (?:i|we|my|our|the|a|an|one|two|both|nobody|no one|it|he|she|they)\b(?:'d)?(?: \w+){0,4}? "
        r"(?:had|was|were|did|didn't|hadn't|wasn't|weren't|never|took|read|sent|gave|left|went|came|got|set|put|made"
        r"|wrote|thought|forgot|kept|let|built|ran|chose|misread|lost|broke|\w+ed)\b)",
        unless=(
            r"\b(?:writ|call|ring|get|reach|tell|ask|say)\w*(?: \w+){0,4} because\b",
            r"\bbecause (?:i|we) (?:wanted|cared|valued|hoped|liked|needed|felt|believed)\b",
            r"\b(?:not|isn't|wasn't) because\b",
            r"\?$",
        ),
        counts=(
            "The bill was wrong because I typed the old rate.",
            "Your flowers came wilted because I chose the slower van.",
            "It was late because our server ran out of disk and I had muted the alarm.",
        ),
        spares=(
            "I'm writing because I sent you the wrong file.",
            "I called because the file was late.",
            "You matter to us because you were our first client.",
        ),
    ),
    Cue(
        "explanation",
        r"(?P<at>\b(?:the (?:reason|cause)(?: for (?:this|that|it|the \w+))?(?: was| is)\b(?! that you)|(?:here is|this is"
        r"|here's|that is|that's) (?:what|how) (?:it )?happened\b|\bhow it happened\b|\bwhat happened (?:is|was)\b|\bcame"
        r" (?:down to|about because|from)\b|\b(?:caused by|the root of it)\b|\bit (?:happened|went wrong"
        r"|slipped) (?:because|when|as|after|while)\b|(?:,|and) (?:that is|that's|which is|this is) (?:why|how) (?!i'm\b|i am\b"
        r"|i've\b|i have\b|i'll\b|i will\b|i'd\b|we're\b|we are\b|we've\b|we have\b|we'll\b|we will\b|you\b)))",
        unless=(
            r"\?$",
            r"\b(?:find out|finding out|look(?:ing)? into|ask|learn) (?:\w+ ){0,2}(?:how|what|why)\b",
        ),
        counts=(
            "The cause was a wrong date in my calendar.",
            "Here is what happened: I loaded the van too late.",
            "I read 80 for 180, and that is how the plates ran short.",
        ),
        spares=(
            "We are finding out how it happened.",
            "It came late, which is why I'm calling you.",
            "The reason for my call is the hinge.",
        ),
    ),
    Cue(
        "explanation",
        r"(?P<at>\b(?:i|we)(?:'d| had|'ve| have)? (?:wrongly |simply |just )?(?:assumed|took (?:it )?for granted|misread"
        r"|mixed up|mistook|confused|misunderstood|copied|typed|worked from|was working from|were working from|relied on"
        r"|reckoned with|muted|overslept|reckoned|believed that|skipped)\b)",
        unless=(r"\bif (?:i|we)\b", r"\b(?:i|we) relied on you", r"\?$"),
        counts=(
            "I assumed that the date was fixed.",
            "I mixed up the two files.",
            "We had copied last year's table.",
        ),
        spares=(
            "If I mixed up anything, tell me.",
            "I think of you.",
            "Have I misunderstood you?",
        ),
    ),
    Cue(
        "prevention",
        r"(?P<at>\b(?:from (?:now|here|today|tomorrow|this (?:week|month|day)|monday|tuesday|wednesday|thursday|friday"
        r"|saturday|sunday|the \d\w*)(?: on| onwards?)?,? (?:on,? )?(?:i|we|every|each|all|two|nobody|no"
        r"|(?:the|your|a|our|my|another) (?:\w+ ){1,3}(?:reads?|checks?|looks?|rings?|calls?|signs?)"
        r"|\w+ (?:reads|checks|looks|rings|signs))\b|(?:in|for the) future,? (?:i|we|every|each|all|two|nobody|no)\b|going"
        r" forward,? (?:i|we|every|each|all)\b))",
        unless=(r"\b(?:i|we) (?:hope|would like|look forward|offer)\b", r"\?$"),
        counts=(
            "From now on I read every invoice twice.",
            "In future we confirm each date in writing.",
            "From Monday two people check each shipment.",
        ),
        spares=(
            "In future we hope to work with you.",
            "From Monday on the office is closed.",
            "In the future of your firm lies much.",
        ),
    ),
    Cue(
        "prevention",
        r"(?P<at>\b(?:so (?:that )?(?:it|this|that|nothing like (?:it|this)|such a thing)|(?:it|this|that|nothing of the sort)"
        r"|make sure (?:that )?(?:it|this|that)|to keep (?:it|this|that) from|to (?:prevent|stop) (?:it|this|that)(?: from)?)"
        r" (?:can't|cannot|can not|won't|will not|does not|doesn't|shall not|never|can never|will never|happen(?:s|ing)?)"
        r"(?: happen| be repeated| occur| come)?(?: to you)?(?: again| a second time| any more)\b"
        r"|\bnever again (?:will|shall)\b|\b(?:won't|will not|never) (?:do|let|make|happen) (?:\w+ ){0,4}again\b)",
        unless=(r"\bif\b", r"\?$"),
        counts=(
            "I've moved the backup so that it can't happen again.",
            "This will not happen again.",
            "I won't let it happen again.",
        ),
        spares=(
            "If this happens again, call me.",
            "Will it happen again?",
            "The file won't open again.",
        ),
    ),
    Cue(
        "prevention",
        r"(?P<at>\b(?:i|we)(?:'ve|'ll| have| will| are|'re|'m| am)?(?: now| also| since| already| today)* (?:add(?:ed|ing)?"
        r"|chang(?:e|ed|ing)|introduc(?:e|ed|ing)|set(?:ting)? up|put in|put(?:ting)? in place|install(?:ed|ing)?|wr(?:ite|itten)"
        r"|train(?:ed|ing)?) (?:a |an |the |our |my |two |in )?(?:\w+ ){0,3}?(?:check(?:s|list)?|step|rule|alarm|reminder|process"
        r"|procedure|routine|system|list|lock|backup|test|sign|padlock|log|calendar|safeguard|way we \w+|papers|stand-in)\b"
        r"|\b(?:every|each) (?:\w+ ){1,3}(?:is|are|gets?|will be|goes) (?:now )?(?:checked|read|tested|confirmed|signed"
        r"|looked at|past)\b|\b(?:a second|another|two) (?:person|people|pair of eyes|pairs of eyes|of us|colleagues?) (?:now )?"
        r"(?:will )?(?:checks?|reads?|signs?|looks?|goes|watch(?:es)?)\b)",
        unless=(r"\?$", r"\b(?:not|n't) (?:\w+ )?(?:change|add)"),
        counts=(
            "We have added a check before each release.",
            "I've changed the way we book.",
            "Every label is now read by a second person.",
        ),
        spares=(
            "I changed the date.",
            "We set up the chairs on Monday.",
            "Two people came.",
        ),
    ),
)


def parts(text: str, spoilt: Sequence[tuple[int, int]] = ()) -> dict[str, tuple[int, int]]:
    """Return where the words stand that show each part, the first of each; parts not shown are left out.

    Args:
        text: The writer's own words.
        spoilt: Places at fault, such as a "sorry if" or an excuse: a sentence that holds one shows
            no part but repair and prevention.
    """
    found: dict[str, tuple[int, int]] = {}
    for start, end, there in _by_sentence(text):
        spoils = any(low < end and start < high for low, high in spoilt)
        for part, (low, high) in there.items():
            if not spoils or part in ("repair", "prevention"):
                found.setdefault(part, (start + low, start + high))
    return found


_REACH = 4  # sentences; the deed may open a message and the word for it close it
_Spans = Mapping[str, tuple[int, int]]


# A review asks for the parts with what is spoilt and without.
@lru_cache(maxsize=1)
def _by_sentence(text: str) -> tuple[tuple[int, int, _Spans], ...]:
    """Return where each sentence stands and the parts that it shows, those around it heard too."""
    places = spans(text)
    plain = [text[start:end].replace("\n", " ") for start, end in places]
    alone = [_shown(sentence) for sentence in plain]
    found = []
    for at, (start, end) in enumerate(places):
        beside = frozenset().union(*alone[max(0, at - _REACH) : at + _REACH + 1])
        found.append((start, end, _shown(plain[at], beside, alone[at])))
    return tuple(found)


def shown(sentence: str) -> frozenset[str]:
    """Return the parts that a single sentence shows."""
    return frozenset(_shown(sentence.replace("\n", " ")))


def _shown(sentence: str, beside: Set[str] = frozenset(), known: _Spans | None = None) -> _Spans:
    """Return the parts that a sentence shows, where ``beside`` it others are shown."""
    found = dict(known or {})
    for cue in CUES:
        # What is known was found by the cues that need nothing beside them.
        if cue.part in found or (cue.beside not in beside if cue.beside else known is not None):
            continue
        match = compiled(cue.pattern).search(sentence)
        if match and not any(compiled(pattern).search(sentence) for pattern in cue.unless):
            found[cue.part] = match.span("at")
    return found
