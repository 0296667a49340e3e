"""The case: what the user's own words say of who, what happened, what was tried, what is asked.

Everything here comes from the words themselves; what they do not say stays empty. Clauses are kept
as the user wrote them, and turned to the user ("you told his boss …") or to the client ("I told
your boss …") where an answer needs them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from coach import sentences

ME, COLLEAGUE, THIRD, CLIENT, UNKNOWN = "me", "colleague", "third", "client", "unknown"
"""Who erred, as the user tells it."""

_LONGEST_CLAUSE = 22
_LONGEST_REACTION = 14


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of the user's situation; empty where their words are silent."""

    question: str = ""
    client: str = ""
    pronouns: tuple[str, str, str] = ("they", "them", "their")
    matter: str = ""
    deed: str = ""
    my_deed: str = ""
    reaction: str = ""
    tried: str = ""
    attempts: frozenset[str] = frozenset()
    erred: str = UNKNOWN
    kinds: frozenset[str] = frozenset()
    mood: str = ""
    asks: str = ""
    asked: str = ""
    status: str = ""


# --- words ---------------------------------------------------------------------------------------

_IRREGULAR = """ate beat became began bent blew broke brought built bought burnt came caught chose cost cut
did drew drove fell felt fought forgot gave got went had hid hit held hurt kept keyed knew laid led left lent
let lost made meant met misread mistook missold paid put quit ran rang read rode said saw sold sent set shot
shut sat slept spelt spilt spoke spoilt spent stood stuck stole swore swung took taught told thought threw
understood was were woke wore won wrote mixed""".split()
_PAST = rf"(?:{'|'.join(_IRREGULAR)}|[a-z]{{2,}}ed|never [a-z]+(?:ed)?|(?:did|had|was|were|have|has)(?:n't| not)(?: [a-z]+)?)"
_ADVERBS = r"(?:(?:also|just|sort of|kind of|really|simply|completely|totally|only|then|once|stupidly|accidentally|probably|still|even|already|always|publicly|openly|honestly|foolishly|apparently) )*"

# What a slip is told with. A clause with one of these is a deed rather than narration.
_FAULT = re.compile(
    r"\b(?:forgot(?:ten)?|miss(?:ed)?|mess(?:ed)? up|mucked up|screwed up|cocked up|botched|broke|broken|lost|"
    r"promised|swore to|told (?!(?:her|him|them) (?:the same|straight|at once|within))|claimed|assured|guaranteed|"
    r"wrong(?:ly)?|late|twice|mistake|error|instead|never|didn'?t|did not|hadn'?t|haven'?t|have not|wasn'?t|"
    r"snapped|shouted|yelled|lost my temper|lost it|swore at|insulted|called (?:him|her|them) an?|rude|sarcastic|"
    r"ghosted|ignored|went (?:quiet|silent|dark)|vanished|disappeared|pushed|pressed|pestered|rushed|nagged|"
    r"ruined|cracked|scratched|damaged|killed|burn(?:t|ed)|flooded|spilt|spilled|dropped|stained|wiped|deleted|"
    r"overcharged|undercharged|overpromised|oversold|underquoted|doubled?|mixed up|mixed|swapped|misread|misspelt|"
    r"misspelled|spelt|spelled|mistook|mislabel\w+|misquoted|mentioned|leaked|shared|forwarded|cc'?d|copied|"
    r"gossip\w*|let slip|lied|hid|rounded up|exaggerated|fudged|left (?:it |them |him |her )?(?:off|out|loose|open|behind)|"
    r"put|cut|keyed|wrote|sent|sold|quoted|booked|delivered|ordered|paused|assumed|guessed|talked over|"
    r"didn'?t listen|did not listen|interrupted|laughed|joked|cancel(?:l)?ed|rescheduled|double[- ]booked|overran|"
    r"said (?!sorry|i was sorry|i'?m sorry)|left)\b",
    re.I,
)
_TRIED = re.compile(
    r"\b(?:apologi[sz]ed|apologi[sz]ing|said (?:i was |i'?m |that i was )?(?:so |very )?sorry|sorry on the|"
    r"(?:long |short |second )?(?:apology|sorry) (?:mail|e-?mail|letter|text|note|message|card)|have (?:already )?said sorry|"
    r"grovel\w*|beg(?:ged)?|made it up to|owned (?:it|up)|admitted|confessed|explained|"
    r"refunded|refund(?:ed)? (?:half|all|them|him|her|it)|gave (?:him|her|them) (?:\w+ ){0,3}(?:free|back|off|credit|discount|refund)|"
    r"gave (?:two|three|\w+) (?:free )?(?:months?|weeks?)|half the money back|replaced|redid|re-?did|redone|re-?printed|re-?planted|"
    r"fixed (?:it|that|the|this)|fixed in|repaired|put (?:it|that) right|offered|"
    r"sent (?:him |her |them )?(?:a |an |some |two |three |\w+ )?(?:flowers|hamper|wine|basket|gift|voucher|bottle|cake|apology|follow[- ]?ups?|mails?|e-?mails?|texts?|messages?)|"
    r"(?:called|phoned|rang|rung|texted|e-?mailed|mailed|messaged|tried|wrote)\s+(?:\w+ )?(?:once|twice|\w+ times|again|everyone|every day)|"
    r"left (?:a |two |three |\w+ )?(?:voice ?mails?|messages?)|voice ?mails?|follow(?:ed)?[- ]?up|no answer to either|"
    r"(?:called|phoned|rang|went to (?:see|his|her|their)|drove (?:over|out|to)|met) (?:him|her|them|mr|mrs|ms|dr)?\b[^.!?]{0,30}\b(?:sorry|same (?:hour|day)|straight away|at once)|"
    r"told (?:her|him|them|a|the client) (?:straight|at once|within|right away|the same day))",
    re.I,
)
_APOLOGY_TRIED = re.compile(
    r"\b(?:apologi[sz]ed|i(?:'d| had|'ve| have)? (?:already )?said (?:i was |i'?m |that i was )?(?:so |very )?sorry|said sorry|"
    r"(?:long |short )?(?:apology|sorry) (?:mail|e-?mail|letter|text|note|message|card)|called to say sorry|grovel\w*|beg(?:ged)?|"
    r"sorry on the night|sorry by text|owned (?:it|up))\b",
    re.I,
)
_FIX_TRIED = re.compile(
    r"\b(?:refund(?:ed)?|half the money|free (?:month|week)|months? free|credit(?:ed)?|discount(?:ed)?|replaced|redid|re-?did|reprinted|"
    r"re-?planted|fixed|repaired|put (?:it|that) right|made (?:it|them) again)\b",
    re.I,
)
_CHASE_TRIED = re.compile(
    r"\b(?:no (?:answer|reply|response)|hasn'?t (?:answered|replied|called)|not (?:answered|replied)|voice ?mails?|unanswered|"
    r"left (?:\w+ )?messages?|(?:\w+) (?:e-?mails?|texts?|calls?|messages?) (?:and|,) (?:nothing|no)|won'?t (?:answer|pick up|take my calls))\b",
    re.I,
)
_EXPLAIN_TRIED = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:explained|argued|defended|pointed out|corrected (?:him|her|them)|told (?:him|her|them) (?:why|that it wasn'?t|it wasn'?t))\b",
    re.I,
)
_GIFT_TRIED = re.compile(
    r"\b(?:sent|gave|brought|dropped (?:off|round)|bought|took)\b[^.!?]{0,40}\b(?:flowers|roses|wine|hamper|basket|voucher|gift|bottle|chocolates|cake|champagne|tickets)\b",
    re.I,
)
_NOTHING_TRIED = re.compile(
    r"\b(?:haven'?t|have not|hasn'?t|i'?ve not|not yet|never) (?:\w+ ){0,2}(?:spoken|talked|called|phoned|rung|replied|said (?:anything|a word|sorry)|apologi[sz]ed|been in touch|told|gone|written|reached)|"
    r"heard nothing (?:at all )?(?:from me )?|from me (?:she|he|they) ha(?:s|ve) heard nothing|not called|said nothing|done nothing\b",
    re.I,
)

_REACTIONS = (
    r"went (?:quiet|silent|cold|dark|mad|mental|ballistic|nuts|pale|white|upstairs|home)|gone (?:quiet|silent|cold|dark)|stopped \w+ing?|stopped inviting|"
    r"(?:has|have|had)(?:n'?t| not) (?:\w+ )?(?:replied|answered|called|spoken|paid|written|come|rung|been)|(?:did|does|do)(?:n'?t| not) (?:\w+ )?(?:reply|answer|want|call|pick|trust|speak|shout|respond|come)|"
    r"won'?t (?:\w+ )?(?:reply|answer|talk|speak|take|see|come|return|pick)|isn'?t (?:speaking|talking|answering|returning)|"
    r"(?:shout|yell|scream|swear|swore|curs|rant|rav|explod|snapp)(?:s|ed|ing)?\b|tore into|laid into|hung up|slammed|"
    r"cancel(?:l)?ed|pulled (?:out|the)|walked (?:out|off|away)|stormed|stood up|left (?:a|me|one|us|the room|without)|quit|dumped|switched|"
    r"complain(?:s|ed|ing)?|escalated|cried|wept|(?:is|are|was|were|'s|'re) (?:\w+ )?(?:furious|livid|angry|upset|mad|fuming|spitting|hurt|disappointed|cold|distant|silent|polite|devastated|gutted|annoyed|not happy|unhappy|withdrawn|crying|going to|talking to me)|"
    r"(?:has|have|'s) (?:\w+ )?(?:withdrawn|cancel(?:l)?ed|complained|left|gone|stopped|moved|blocked)|signs off|"
    r"call(?:s|ed) (?:me|us) (?:an? )?[\"'a-z]+|said (?:only )?[\"'“a-z]|told (?:me|us)|wrote|accused|blame[sd]?|handed me|shut the (?:gate|door)|rang at|demand(?:s|ed)?|threaten(?:s|ed)|refus(?:es|ed)|found out|discovered|hugged|accepted"
)

_CLIENT_NOUNS = (
    "client customer buyer bride groom couple owner guest patient patron tenant homeowner organiser organizer "
    "founder founders sommelier headteacher headmaster headmistress principal chef restaurateur landlady purchaser "
    "investor publisher editor producer director curator architect dentist surgeon pharmacist librarian mayor vicar "
    "hotelier retailer distributor reseller contractor planner coordinator secretary treasurer chairman chairwoman "
    "widow family parents mother father lady gentleman man woman guy bloke fella lad lads boss-client account "
    "procurement cfo ceo cto coo cmo vp"
).split()
_ROLE = re.compile(
    r"\b(?:the|my|our|a|an|this|that|their)\s+((?:(?:old|young|new|biggest|main|oldest|best|key|long[- ]time|longest|"
    r"ops|marketing|hr|it|finance|facilities|event|hotel|restaurant|shop|bakery|law|school|studio|project|office|"
    r"procurement|purchasing|general|store|plant|f&b|operations|sales|practice|property|creative|bar|art|head|"
    r"managing|executive|ward|scrub|eldest|indie|dance)\s+){0,2}"
    r"(?:client|customer|buyer|bride|groom|couple|owner|organi[sz]er|guest|patient|publisher|curator|architect|"
    r"dentist|surgeon|sommelier|widow|producer|manager|director|vp|cfo|ceo|cto|coo|cmo|founder|founders|chef|"
    r"headteacher|principal|planner|coordinator|procurement lead|lead|editor|nurse|daughter|homeowner|buyer))\b",
    re.I,
)
_OWN_SIDE = re.compile(r"^(?:managing director|director|manager|boss|vp|ceo|owner|chef|partner|head)$", re.I)
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|herr|frau|madame|mme|monsieur|señora|señor|senhor|signora|signor|prof|sir|dame|lady)\b\.?\s+"
    r"[A-ZÀ-Ý][\w'’-]+(?:\s(?!Monday|Tuesday|Wednesday|Thursday|Friday)[A-ZÀ-Ý][\w'’-]+)?"
)
_SHE = re.compile(r"^(?:mrs|ms|miss|frau|madame|mme|señora|signora|dame|lady|bride|widow|landlady|mother|woman|daughter|nurse)\b", re.I)
_HE = re.compile(r"^(?:mr|herr|monsieur|señor|senhor|signor|sir|groom|father|gentleman|man|guy|bloke|fella)\b", re.I)
_NAMED = re.compile(
    r"\b(?:to|with|told|called|ring|rang|phone[d]?|face|from|ask(?:ed)?|owe|email(?:ed)?|mail(?:ed)?|text(?:ed)?|client|customer|buyer|at|lost|tell|see|seeing|meet|meeting|for|upset)\s*,?\s+"
    r"([A-ZÀ-Ý][a-zà-ÿ'’]+)\b(?!\s+[A-ZÀ-Ý])"
)
_NAME_FIRST = re.compile(r"(?:^|[.!?]\s+)([A-ZÀ-Ý][a-zà-ÿ]+) (?:is|was|has|hasn't|won't|went|said|told|rang|called|wrote|stopped|thinks|hugged|runs|owns)\b")
_NOT_NAMES = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Christmas Easter Google Slack Teams Zoom WhatsApp Instagram Facebook LinkedIn
    English German French Spanish Italian I The A An It He She They We My Our His Her Their This That There Then Now
    Yes No So But And Or If When What Why How Who Where Is Was Do Does Did Not Nothing Everyone Somebody Nobody One
    Two Three Excel Ohio London Paris Berlin Leeds Lisbon Pune Tenerife Client Customer Should Can Could Would""".split()
)

_MATTER_HEADS = (
    "accounts? ads? album amplifier app article artwork audit audio backup banner bath batch bill blueprint booking "
    "boxes brief brochure budget bug build cabinet cake campaign card cards cartons catalog catalogue ceiling chair chairs "
    "cleaning code concert connector consignment contract container copy crowns? curtains? cut data deadline deck deliver(?:y|ies) "
    "demo denture deposit design designs discount dress drawings? edit elevator engine estimate event fabric feature "
    "figures file files filing finish fit fittings? flight floor footage forecast furniture handover hedge hotel "
    "ingredients install(?:ation)? invoice invoices itinerary jacket job kitchen labels? launch leak leaflets? lesson lessons "
    "lift lights? lines? list listing logo luggage machine mail mailing maintenance manual menu menus migration mix "
    "mix-up move numbers offer order orders outage package panels? parcel part parts patio payment payroll payslips? permit "
    "photos? piano pipe pitch plan plans platform policy posts? poster presentation press price prices printing prints? product "
    "programme project proofs? proposal quote quotes release remarks? rent repair repairs report reports reservation results? "
    "return rework roof room rooms sample samples scaffold schedule script seating server service shipment shoot shutters? site sign "
    "signage sofa sofas software song specification speech spreadsheet stand suit survey system table tables tax tender "
    "test tickets? tiles timing tour tower transcript transfer translation tray trip trousers tyre unit units update upgrade "
    "valuation video videos wall wardrobe warehouse warranty water website wedding windows? wine wiring work wreath comment joke email e-mail"
).split()
_MATTER = re.compile(
    r"\b(the|an?|my|our|his|her|their|this|that)\s+((?:(?!(?:and|or|of|to|in|on|for|with|was|were|is|are|had|has|that|who|which|i|we|he|she|they|it|by|from|at|as|not|did|got)\b)"
    rf"[a-z0-9][\w'-]*\s+){{0,2}}(?:{'|'.join(_MATTER_HEADS)}))\b(?!['’-])",
    re.I,
)

_KINDS = {
    "repeat": r"\b(?:again|third time|second time|twice now|same (?:fault|mistake|thing|error)|once more|every time|keeps? happening|the (?:2nd|3rd|4th) time)\b",
    "pressing": r"\b(?:push(?:ed|ing|y)|press(?:ed|ing|ure|ured)|hard sell|kept on (?:at|about)|pestered|chas(?:ed|ing) (?:him|her|them)|nagg(?:ed|ing)|rushed (?:him|her|them)|to sign (?:by|today|there))\b",
    "temper": r"\b(?:snapp(?:ed|y)|lost (?:my|our) (?:temper|rag|cool|head)|lost it|shouted|yelled|swore at|told (?:him|her|them|a client|the client|my client) (?:to|where)|rude|sarcastic|insulted|called (?:him|her|them) an?|blew up|slammed|rolled my eyes|barked|flew off)\b",
    "silence": r"\b(?:ghosted|haven'?t (?:replied|answered|called|written|got back)|have not (?:replied|answered|called)|didn'?t (?:reply|answer|call back|get back|tell)|never (?:replied|answered|called back|got back)|went (?:silent|dark|quiet) on|ignored (?:his|her|their|the|all)|couldn'?t open|left (?:him|her|them|it) hanging|vanished|disappeared|not (?:replied|called)|radio silence)\b",
    "integrity": r"\b(?:lied|lie|rounded up|made (?:it )?up|exaggerat\w+|fudged|hid (?:it|that|the)|covered (?:it )?up|pretended|told (?:\w+ ){1,4}(?:was|were|is|would be|had|could never|could|it'?d be)\b|said it was|claimed|promised|faked|back-?dated|padded|without (?:telling|asking)|bigged up|oversold|overpromised|lookalike|sold as)\b",
    "leak": r"\b(?:confidential|wasn'?t public|not public|nda|leaked|let slip|gossip\w*|behind (?:his|her|their) back|overheard|blabbed|under the next|came out that i|forwarded|reply[- ]all|cc'?d|payroll of|wrong (?:client|person|recipient)|told (?:a|my|another) (?:friend|competitor|candidate))\b",
    "listening": r"\b(?:didn'?t listen|not listening|wasn'?t listening|never listened|talked over|(?:said|told me|asked) (?:three|two|four|several|many) times|thought i knew|knew better|i know better|interrupted)\b",
    "late": r"\b(?:late|delay(?:ed|s)?|missed (?:the|our|his|her|their|a)|overdue|deadline|slipped|behind schedule|was supposed to be|weeks? over|days? over)\b",
}
_STATUS = {
    # Order matters: the first that fits names where the relationship stands.
    "stop": r"\b(?:do not|don'?t|never|not to) (?:ever )?(?:ring|call|contact|write|email|come back|darken|phone)(?: \w+){0,4} (?:again|any ?more|number)|never (?:to )?(?:call|contact|ring|write)|(?:said|told me|wants?) (?:no (?:more )?contact|to leave (?:him|her|them) alone)|\bblocked (?:me|my|us)\b|\btold (?:me|us) (?:never|not) to\b|\bcease and desist\b|\b(?:he|she|they) (?:said|told me|wrote) (?:that )?(?:it'?s|we'?re|it is|we are) (?:over|done|finished)",
    "mended": r"\b(?:all (?:is )?(?:good|fine|well|forgiven|sorted)(?: now| again)?|we'?re (?:sound|good|fine|ok(?:ay)? again|back on)|(?:is|it'?s|has been|got) (?:mended|patched up|sorted|made up|resolved|water under)|made (?:it )?up|hugged me|forgave|happy again|back to normal now|on good terms again|trusts? (?:me|us) again|how do (?:i|we) (?:keep|not lose|hold on|stop (?:it|losing))|keep (?:him|her|them) (?:long|now|as)|over (?:it )?now and)\b",
    "worth": r"\b(?:worth (?:it|saving|keeping|the (?:effort|trouble|bother|hassle)|my|our|fighting|another)|let (?:him|her|them|it|this (?:one|client)) go|cut (?:my|our) losses|walk away from|sack (?:him|her|them|this client)|fire (?:him|her|them|this client|the client)|drop (?:him|her|them|this client)|should i (?:even )?bother|give up on|move on)\b",
}
_MOODS = {
    "heated": r"\b(?:furious|boiling|fuming|seething|piece of my mind|idiot|moron|clown|how dare|had it with|sick of|tell (?:him|her|them) where|make it hit|so angry|i'?m (?:raging|livid|angry|spitting)|bloody (?:cheek|nerve)|let (?:him|her|them) have it|ungrateful|that darn|time[- ]waster|screw (?:him|her|them)|no sir|pathetic|entitled)\b",
    "ashamed": r"\b(?:can'?t (?:sleep|stop thinking|eat|face)|wake (?:up )?at|lie awake|still wake|keep (?:going over|replaying|thinking|looking)|going over (?:and over|exactly)|ashamed|so embarrassed|mortified|feel (?:sick|awful|terrible|like rubbish|like dirt|so bad)|eats? (?:at )?me|haunt\w*|hate myself|beat(?:ing)? myself|stomach in knots|not proud|shaking)\b",
}
_ASKS = {
    # The first that fits is what the user asks for.
    "keep": r"\b(?:how do (?:i|we) (?:not lose|keep|hold on to|make sure (?:he|she|they) stays?)|keep (?:him|her|them|this client) (?:long|now|coming|as)|stay in (?:his|her|their) good books|not lose (?:him|her|them))\b",
    "worth": _STATUS["worth"],
    "boss": r"\b(?:(?:do|should|shall|can) i (?:\w+ ){0,2}(?:take|bring|involve|get|send|ask|loop|let|rope) (?:in )?(?:my|the|our) (?:\w+ )?(?:boss|manager|director|md|owner|vp|ceo|partner|gaffer|supervisor|head)|take my (?:\w+ )?(?:boss|manager|director) along|bring (?:in )?(?:my|the) (?:boss|manager|director|ceo|vp))\b",
    "questions": r"\b(?:what (?:should|do|can|shall) i (?:be )?ask|which questions|what questions|questions (?:to|should)|ask (?:him|her|them) (?:first|and in what order))\b",
    "start": r"\b(?:where do (?:i|we) (?:even )?(?:begin|start)|how (?:do|would|should|can) (?:i|we)(?: even)? (?:start|begin|open|bring (?:it|this) up|go into|approach|raise)|how (?:i'?d|to) (?:even )?(?:start|begin|open)|(?:no (?:clue|idea)) how (?:i'?d|to)|don'?t know how to (?:start|begin|open|even|bring)|first (?:word|line|sentence)|good opener|break the ice)\b",
    "words": r"\b(?:what (?:do|should|can|would|shall|am i|could) (?:i|we) (?:even )?(?:say|write|tell|put|text|reply)|what to (?:say|write|tell|put)|how (?:do|should) i (?:word|phrase|say|put|write|tell)|wording|is my tone|tone (?:is )?(?:ok|right|correct)|draft(?:ing)?|help me (?:write|word|say)|anything i should (?:write|say)|words for)\b",
    "wait": r"\b(?:(?:do|should|shall) i (?:just )?(?:leave|wait|give (?:him|her|them) (?:time|space)|let (?:him|her|them) be|reach out|call|ring|write|try) (?:again|the|him|her|them|it)?|leave (?:him|her|them|the poor \w+|it) (?:be|alone)|is this normal|how long (?:do|should) i)\b",
    "blind": r"\b(?:what am i (?:not seeing|missing|doing wrong)|what did i do wrong|what (?:have|had) i done|what'?s (?:wrong|going on|his problem|her problem|their problem)|why (?:is|are|did|does|won'?t|has) (?:he|she|they|the client|my client))\b",
    "verdict": r"\b(?:right move|good idea|is that (?:all ?right|ok|okay|fine|wise)|would that (?:do it|work|help)|good or bad|unless you think|best, no|thoughts\?|y/n|does that (?:work|look)|am i (?:right|wrong|mad)|is it (?:ok|okay|too late|wrong))",
    "back": r"\b(?:how (?:do|can|to) (?:i |we )?(?:get|win|make|bring) (?:\w+ ){0,3}(?:back|normal|again|come back)|get (?:him|her|them|it) back|how (?:do|can) (?:i|we) (?:fix|mend|repair|rescue|save|sort|put|make|rebuild|turn)|make (?:it|this) right|put (?:it|this) right|rebuild|win (?:him|her|them) back|come back)\b",
}
_COLLEAGUE = re.compile(
    r"\b(?:colleague|co-?worker|my assistant|our assistant|(?:my|our|the new|new) (?:girl|boy|guy|lad|kid|hire|trainee|intern|apprentice|junior|driver|team|staff|crew|sous chef|chef|fitter|installer|engineer|developer|dev|designer|night desk|support|warehouse|office|receptionist|editor|accounts (?:team|department)|sales(?:man|woman|person| rep)?|technician|cleaner|guard|waiter|foreman|printer|partner|subordinate|people|lads|boys|guys|tailor|teacher|guide)|one of (?:my|our)|our own|sous chef|somebody in (?:my|our)|the intern|the apprentice)\b",
    re.I,
)
_THIRD = re.compile(
    r"\b(?:supplier|courier|carrier|shipping line|haulier|haulage company|airline|freight|contractor|subcontractor|sub-?contractor|vendor|"
    r"manufacturer|factory|wholesaler|printer'?s|lab|customs|strike|storm|snow|weather|power cut|outage at|the bank|royal mail|dhl|fedex|ups|post office|"
    r"av company|rental company|hire company|hosting (?:company|provider)|provider|platform|agency (?:we|i) use|third party|importer|mill|foundry|quarry|farmer|grower)\b",
    re.I,
)
_NOT_OURS = re.compile(
    r"\b(?:(?:is|was|were|are)(?:n'?t| not) (?:mine|ours|my (?:fault|doing|mistake)|our (?:fault|doing|mistake)|me|us)|i didn'?t (?:do|write|say|send) (?:it|that|any)|not (?:my|our) (?:fault|mistake|doing)|"
    r"nothing to do with (?:me|us)|(?:he|she|they) (?:wrote|signed|approved|ordered|typed|gave|picked|chose|confirmed|put|sent) (?:\d|it|the|that|off|me|us|wrong)|signed (?:off |the )?(?:the )?proof|(?:his|her|their) own (?:fault|mistake|error)|"
    r"somebody in (?:his|her|their)|blam(?:es?|ed|ing) (?:me|us) for (?:something|a)|wrongly (?:accus|blam)\w+|never (?:said|promised|touched) (?:that|it|any)|i(?:'ve| have) proof)\b",
    re.I,
)
_NOBODY_KNOWS = re.compile(
    r"\b(?:no (?:idea|clue)|don'?t know (?:why|what|how come)|nobody can say|not sure (?:why|what)|can'?t work out|without (?:a word|saying why|any reason)|out of the blue|for no reason|about what|must be|it'?ll be|i (?:believe|suppose|reckon|guess|think) it(?:'s| is| was)|probably because|no explanation)\b",
    re.I,
)
_MINE = re.compile(
    r"\b(?:(?:that'?s|it was|was|is|all|it'?s) (?:on )?(?:me|us|mine|my (?:fault|mistake|bad|doing|error|typo|label|writing)|our (?:fault|mistake|error|doing|own))|my (?:writing|label|fault|mistake|bad|doing|typo|error|slip|oversight)|our (?:fault|mistake|error|slip)|i (?:messed|screwed|cocked|mucked|fucked) up|guilty|the \w+ was me|i left|i didn'?t check|i should have)\b",
    re.I,
)
_CLIENT_ERR = re.compile(r"\b(?:he|she|they) (?:wrote|signed|approved|ordered|typed|picked|chose|confirmed)\b", re.I)

_INTENT_HEAD = re.compile(
    r"\b(?:i'?ll|we'?ll|i will|we will|going to|gonna|i'?m (?:thinking|planning|writing|taking|sending|turning|moving|answering|about|seeing|back)|i'?d (?:tell|say|like)|i want|i plan|i intend|should i|shall i|can i|could i|do i|tomorrow|tonight|next week|decided)\b",
    re.I,
)


# --- reading --------------------------------------------------------------------------------------


def read(question: str, earlier: Sequence[str] = ()) -> Case:
    """Return what the question says of the case; earlier messages fill what it leaves open.

    Args:
        question: The user's words, cleaned.
        earlier: The user's earlier messages, oldest first.
    """
    case = _read(question)
    for message in reversed(earlier):
        case = _filled(case, _read(message))
    return case


def _read(question: str) -> Case:
    text = sentences.straight(question)
    parts = sentences.split(text)
    client, pronouns = _client(text)
    tried_words, attempts = _tried(parts)
    erred, kinds = _erred(text), _fitting(_KINDS, text)
    deed = _deed(parts) if erred in (ME, UNKNOWN) else ""
    if erred == UNKNOWN and not _NOBODY_KNOWS.search(text):
        erred = ME
    asks = _first(_ASKS, text)
    return Case(
        question=question,
        client=client,
        pronouns=pronouns,
        matter=_matter(parts),
        deed=_to_user(deed),
        my_deed=_to_client(deed, client, pronouns),
        reaction=_to_user(_reaction(parts, client)),
        tried=_to_user(tried_words),
        attempts=attempts,
        erred=erred,
        kinds=kinds,
        mood=_first(_MOODS, text),
        asks=asks,
        asked=_asked(parts, asks),
        status=_first(_STATUS, text),
    )


def _filled(case: Case, older: Case) -> Case:
    """Return the case with what it leaves open taken from an older reading."""
    from dataclasses import replace

    changes = {}
    for name in ("client", "matter", "deed", "my_deed", "reaction", "tried", "mood", "status"):
        if not getattr(case, name) and getattr(older, name):
            changes[name] = getattr(older, name)
    if "client" in changes:
        changes["pronouns"] = older.pronouns
    if case.erred == UNKNOWN:
        changes["erred"] = older.erred
    return replace(
        case, **changes, attempts=case.attempts | older.attempts, kinds=case.kinds | older.kinds
    )


def _fitting(table: dict[str, str], text: str) -> frozenset[str]:
    return frozenset(name for name in table if _compiled(table[name]).search(text))


def _first(table: dict[str, str], text: str) -> str:
    return next((name for name in table if _compiled(table[name]).search(text)), "")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _erred(text: str) -> str:
    """Return who erred, as the words tell it."""
    if _NOT_OURS.search(text) and not _MINE.search(text):
        return CLIENT
    owned = bool(_MINE.search(text))
    if not owned:
        for part in sentences.split(text):
            for pattern, who in ((_THIRD, THIRD), (_COLLEAGUE, COLLEAGUE)):
                match = pattern.search(part)
                if match and _blamed(part, match):
                    return who
    if owned:
        return ME
    if _NOBODY_KNOWS.search(text):
        return UNKNOWN
    if _CLIENT_ERR.search(text) and re.search(r"\bsigned\b", text):
        return CLIENT
    return UNKNOWN


def _blamed(part: str, match: re.Match[str]) -> bool:
    """Whether the part says that whoever is named there did it."""
    before, after = part[: match.start()], part[match.end() :]
    if _INTENT_HEAD.search(before[-40:]):
        return False
    possessive = re.match(r"'?s? (?:own )?(?:slip|mistake|fault|error|mix-?up|doing|typo)", after)
    did = re.match(rf"(?:'s)?(?:,? (?:who|which|that))?,? {_ADVERBS}(?:{_PAST}|no-showed|has|had|is|was|keeps?)\b", after, re.I)
    because = re.search(r"\b(?:because|since|as|by|from|due to|thanks to|fault of|blame)\s+(?:of )?(?:the |our |my |a |an )?(?:\w+ )?$", before, re.I)
    return bool(possessive or did or because)


def _clauses(part: str) -> list[str]:
    """Return the clauses of a sentence, short ones joined to what they hang on."""
    pieces = re.split(
        r"\s*[;:—–()]\s*|\s+-\s+|,\s+(?=(?:and|but|so|then|because|cause|cos|which|who|now|he|she|they|i|we|it|the|my|our|his|her)\b)"
        r"|\s+(?=(?:but|because|cos|so that|then|after|until|when|while)\s+(?:i|we|he|she|they|it|the|my|our)\b)"
        r"|\s+(?=and (?:i|we|he|she|they|it|the|now)\b)",
        part,
        flags=re.I,
    )
    return [piece.strip(" ,.\"'!?") for piece in pieces if piece and piece.strip(" ,.\"'!?")]


_LEAD_IN = re.compile(
    r"^(?:(?:and|so|but|then|well|ok|okay|yes|yeah|look|basically|honestly|sorry|long story short|because|cos|after|when|until|while|that|now|in short|to be fair|last \w+|yesterday|today|this \w+|on \w+day)[, ]+)+",
    re.I,
)
_OWN_DEED = re.compile(rf"^(?:i|we)(?:'ve|'d)? {_ADVERBS}(?:have |had |was |were )?{_ADVERBS}{_PAST}\b", re.I)
_BARE_DEED = re.compile(
    rf"^(?!(?:went|was|were|had|did|said|called|thought|felt|got|came|knew|used|based|supposed|needed|started|happened|related|tried)\b){_ADVERBS}(?:{_PAST}|haven'?t \w+ed)\b (?!by\b)", re.I
)
_NO_DEED = re.compile(
    r"^(?:i|we)(?:'ve|'d)? (?:\w+ )?(?:felt|thought|knew|know|wanted|hoped|heard|saw|was told|got|woke|had to|had a|had the|was thinking|was shaking|asked my|decided|ordered the big|compared|signed up|moved|noticed|met|was in|looked|called|phoned|rang|offered|replaced|fixed|explained|sat|stood|believe[d]?|loved|liked|have every|have compared|have the|have a|have no|have told|have to|have been|was so|was there|used to|worked|won|did nothing|agreed)\b",
    re.I,
)


def _deed(parts: Sequence[str]) -> str:
    """Return the clause in which the user says what they did, in their own words, or nothing."""
    best, best_score = "", 0.0
    for at, part in enumerate(parts):
        if part.rstrip().endswith("?"):
            continue
        for number, raw in enumerate(_clauses(part)):
            clause = _LEAD_IN.sub("", raw).strip()
            bare = number == 0 and _BARE_DEED.match(clause) is not None
            if not (bare or _OWN_DEED.match(clause)) or _NO_DEED.match(clause):
                continue
            if _TRIED.search(clause) or _INTENT_HEAD.search(clause) or '"' in clause:
                continue
            length = len(clause.split())
            if not 3 <= length <= _LONGEST_CLAUSE:
                continue
            score = 1.0 + 2.0 * bool(_FAULT.search(clause)) - 0.15 * at + 0.3 * bool(_MINE.search(part))
            if score > best_score and score > 1.5:
                best, best_score = ("I " + _lower_first(clause) if bare else clause), score
    return best


def _reaction(parts: Sequence[str], client: str) -> str:
    """Return the clause in which the client reacts, in the user's words, or nothing."""
    who = rf"(?:he|she|they|(?:the|my|our|this|that) (?:\w+ ){{0,2}}\w+|{re.escape(client) if client else 'client'}|client|customer)"
    pattern = re.compile(rf"^{who}(?:'s|'re)? {_ADVERBS}(?:{_REACTIONS})", re.I)
    found = ""
    for part in parts:
        if part.rstrip().endswith("?"):
            continue
        for raw in _clauses(part):
            clause = _LEAD_IN.sub("", raw).strip()
            if not pattern.match(clause) or clause.count('"') % 2 or _COLLEAGUE.match(clause) or _THIRD.search(clause[:40]):
                continue
            if re.match(r"^(?:the|my|our|this|that) (?:\w+ ){0,2}(?:boss|sister|brother|wife|husband|mate|director|demo|file|job|order|invoice|server|dj|nan)\b", clause, re.I):
                continue
            if 2 <= len(clause.split()) <= _LONGEST_REACTION and not _INTENT_HEAD.search(clause):
                found = found or clause
    return found


def _tried(parts: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return the clause in which the user says what they tried, and the kinds of attempt."""
    told = [part for part in parts if not part.rstrip().endswith("?")]
    past = [part for part in told if not _INTENT_HEAD.search(part) or _TRIED.search(_before_intent(part))]
    joined = " ".join(_before_intent(part) for part in past)
    kinds = {
        name
        for name, pattern in (
            ("apology", _APOLOGY_TRIED),
            ("fix", _FIX_TRIED),
            ("chase", _CHASE_TRIED),
            ("explain", _EXPLAIN_TRIED),
            ("gift", _GIFT_TRIED),
        )
        if pattern.search(joined)
    }
    if not kinds and _NOTHING_TRIED.search(" ".join(told)):
        kinds.add("nothing")
    for part in past:
        for raw in _clauses(_before_intent(part)):
            clause = _LEAD_IN.sub("", raw).strip()
            if _TRIED.search(clause) and re.match(r"^(?:i|we)\b", clause, re.I):
                if 3 <= len(clause.split()) <= _LONGEST_CLAUSE and '"' not in clause:
                    return clause, frozenset(kinds)
    return "", frozenset(kinds)


def _before_intent(part: str) -> str:
    match = _INTENT_HEAD.search(part)
    return part[: match.start()] if match else part


def _asked(parts: Sequence[str], asks: str) -> str:
    """Return the sentence that holds the user's own question, at most 20 words, or nothing."""
    for part in reversed(parts):
        plain = part.strip(' "')
        asking = plain.endswith("?") or (asks and _compiled(_ASKS[asks]).search(plain))
        if asking and len(plain.split()) <= 20:
            return plain
    return ""


def _matter(parts: Sequence[str]) -> str:
    """Return the thing that the trouble is about, as a noun phrase to the user, or nothing."""
    for part in parts[:4]:
        match = _MATTER.search(part)
        if match:
            owner = match[1].lower()
            owner = {"my": "your", "our": "your", "a": "the", "an": "the", "this": "the", "that": "the"}.get(owner, owner)
            return f"{owner} {match[2]}"
    return ""


def _client(text: str) -> tuple[str, tuple[str, str, str]]:
    """Return how to name the client, and the pronouns; the name is empty when none is sure."""
    titled = _TITLED.search(text)
    if titled:
        return titled[0], _pronouns(text, titled[0])
    named = [m[1] for m in (*_NAMED.finditer(text), *_NAME_FIRST.finditer(text)) if m[1] not in _NOT_NAMES]
    role = next((m[1] for m in _ROLE.finditer(text) if not _OWN_SIDE.match(m[1])), "")
    if named and _is_person(text, named[0]):
        return named[0], _pronouns(text, named[0])
    if role:
        return f"the {role.lower().replace('vp', 'VP').replace('cfo', 'CFO').replace('ceo', 'CEO').replace('hr ', 'HR ')}", _pronouns(text, role)
    return "", _pronouns(text, "")


def _is_person(text: str, name: str) -> bool:
    """Whether somebody is spoken of by that name as of a person, and not as of a firm or a place."""
    spoken = rf"\b{re.escape(name)}\b(?:'s)? (?:is|was|has|hasn't|won't|went|said|told|rang|called|wrote|stopped|hugged|asked|decides|from|tomorrow|on|at|in|again|and)\b|(?:to|told|called|rang|ring|from|face|asked|tell) {re.escape(name)}\b"
    return re.search(spoken, text) is not None and re.search(r"\b(?:he|she|him|her|his)\b", text, re.I) is not None


def _pronouns(text: str, name: str) -> tuple[str, str, str]:
    low = text.lower()
    he = len(re.findall(r"\b(?:he|him|his)\b", low))
    she = len(re.findall(r"\b(?:she|her|hers)\b", low))
    if _SHE.search(name) or (she > he and not _HE.search(name)):
        return ("she", "her", "her")
    if _HE.search(name) or he > she:
        return ("he", "him", "his")
    return ("they", "them", "their")


# --- turning words ---------------------------------------------------------------------------------

_TO_USER = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd",
    "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves", "am": "are", "im": "you're",
    "ive": "you've", "id": "you'd",
}  # fmt: skip


def _to_user(clause: str) -> str:
    """Return a clause of the user's as one would say it to them: "I told" becomes "you told"."""
    if not clause:
        return ""
    clause = re.sub(r"\b(I|i) was\b", "I were", clause)
    turned = re.sub(r"[A-Za-z']+", lambda m: _TO_USER.get(m[0].lower(), m[0]), clause)
    return _lower_first(turned)


def _to_client(clause: str, client: str, pronouns: tuple[str, str, str]) -> str:
    """Return the user's clause as they would say it to the client, or nothing where that is unsure."""
    if not clause or re.search(r"\b(?:he|she|they|it) \w+s\b", clause, re.I):
        return ""
    they, them, their = pronouns
    others = {"he", "him", "his", "she", "her", "they", "them", "their"} - {they, them, their}
    if set(sentences.words(clause)) & others:
        return ""
    said = clause
    if client:
        said = re.sub(rf"\b{re.escape(client)}'s\b", "your", said, flags=re.I)
        said = re.sub(rf"\b{re.escape(client)}\b", "you", said, flags=re.I)
    said = re.sub(r"\b(?:the|my|our|a) (?:client|customer)'s\b", "your", said, flags=re.I)
    said = re.sub(r"\b(?:the|my|our|a) (?:client|customer)\b", "you", said, flags=re.I)
    if their == "her":
        said = re.sub(r"\bher (?=[a-z]+)(?!(?:to|in|on|at|for|with|and|that|the|a|about|by|from|when|last|again)\b)", "your ", said, flags=re.I)
    else:
        said = re.sub(rf"\b{their}\b", "your", said, flags=re.I)
    said = re.sub(rf"\b{they} (?:was|were)\b", "you were", said, flags=re.I)
    said = re.sub(rf"\b(?:{they}|{them})\b", "you", said, flags=re.I)
    names = [m for m in re.findall(r"\b[A-ZÀ-Ý][a-zà-ÿ]+", said[2:]) if m not in _NOT_NAMES]
    if names and "you" not in said.lower().split() and "your" not in said.lower().split():
        return ""
    said = re.sub(r"\bi\b", "I", said)
    return said[0].upper() + said[1:]


def _lower_first(text: str) -> str:
    head = text.split(" ", 1)[0]
    if head in ("I", "I'm", "I've", "I'd") or (len(head) > 1 and head[1:2].isupper()):
        return text
    if head.rstrip("'s") in _NOT_NAMES or not head[:1].isupper() or head.lower() in _TO_USER:
        return text[:1].lower() + text[1:]
    if head.lower() in _COMMON_OPENERS or head.lower().endswith("ed") or head.lower() in _IRREGULAR:
        return text[:1].lower() + text[1:]
    return text


_COMMON_OPENERS = frozenset("he she they the a an it my our his her their this that there client customer you your haven't".split())
