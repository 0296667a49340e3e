"""The word tables that a case is read with: who people are, what a fault is told with."""

import re


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


# --- verbs --------------------------------------------------------------------------------------

IRREGULAR = frozenset(
    """
    dug dealt shone swelled clung flung lit hewn ate beat became began bent blew broke brought
    built bought burnt came caught chose cost cut did drew drove fed fell felt flew fought
    forgot froze gave got grew had hid hit held hung hurt kept keyed knew knocked laid lay led
    left lent let lost made meant met misheard misled mislaid misread misspelt missold mistook
    misunderstood overdid overheard oversaw oversold overslept paid put quit ran rang read rode
    said sank sat saw sent set shook shot showed shrank shut slept slid sold spelt spent spilt
    split spoilt spoke sprang stole stood stuck swept swore swung took taught thought threw told
    tore understood undid undersold undertook upset went woke wore won wrote cc'd bcc'd ghosted
    no-showed double-booked
    """.split()
)

# A past form that names a fault by itself.
FAULT_VERBS = frozenset(
    """
    backdated backed badmouthed banged bent blabbed blamed blew blocked bodged botched broke
    bounced bumped bungled burned burnt butchered called cancelled canceled charged chipped
    cocked confused corrupted cracked crashed creased crossed crushed damaged delayed deleted
    dented destroyed disappeared double-booked double-charged downgraded dropped drowned dumped
    duplicated exaggerated exposed failed faked fell fluffed flooded flubbed flunked fobbed
    forgot forwarded fouled froze fudged fumbled ghosted gossiped grabbed guessed hid hit
    ignored insulted interrupted invented jammed jinxed joked killed knocked laughed leaked
    leaned left lied lost mangled marked messed miscalculated miscounted miscut misdelivered
    misfiled misheard misjudged mislabelled mislabeled mislaid mislead misled mismeasured
    mispriced misquoted misprinted misread missed missold misspelled misspelt misspoke mistook
    mistranslated mistyped misunderstood mixed mocked mucked muddled muffed neglected nicked
    no-showed offended omitted overbilled overbooked overcharged overcooked overdid overfilled
    overlooked overpromised overran oversalted oversold overslept overspent overstated overwrote
    parked pestered plagiarised poured promised pushed quoted ran rear-ended reversed rounded
    rushed ruined scalded scorched scraped scratched screwed scrambled seated shattered shipped
    shouted shrank shredded skimmed skipped slammed slipped smashed smeared snagged snapped
    sneered spilled spilt split spoiled spoilt sprayed squashed stained stole stood struck
    swapped swiped swore tangled tipped tore torched trampled transposed tripped unplugged
    underbilled undercharged undercooked underestimated underquoted undersold upset vanished
    wiped withheld wrecked yelled vented warped scrapped swallowed ate eaten kept dinged drove
    knackered shut stranded held overheated melted thawed spooked shrugged stalled dawdled
    published outed downed binned trashed mishandled mismatched misaligned mis-sold
    misprogrammed miskeyed misrouted misplaced misfitted misreported misinformed misadvised
    barked snubbed patronised patronized embarrassed belittled lectured argued overstepped
    jumped shorted shortchanged short-changed underdelivered under-delivered over-promised
    over-ordered under-ordered lapsed bricked nuked clobbered bled
    """.split()
)
# These are faults only with an object or a cue that says so.
LIGHT_FAULTS = frozenset(
    """
    mentioned called charged fell grabbed guessed hit held jumped kept knocked left marked
    poured parked promised pushed quoted ran seated shipped shut stood stole struck swapped
    drove hid cancelled canceled ate forwarded argued published sprayed downed bled backed blew
    laughed joked delayed reversed lectured
    """.split()
)
# Past forms that report talk, movement or thought: no fault without a cue.
NEUTRAL_VERBS = frozenset(
    """
    rang called phoned sent said told asked offered apologised apologized went came met spoke
    wrote agreed wanted thought felt knew was were had did got gave made took saw heard noticed
    found figured decided reckoned planned tried stayed visited refunded replaced fixed repaired
    resent redid explained admitted owned confessed thanked loved liked needed used looked
    stopped started happened turned ended seemed sounded replied answered emailed texted
    messaged posted demanded complained threatened insisted wondered hoped assumed supposed
    believed guessed paid bought became began kept showed helped worked lived drove laughed
    hugged smiled signed approved picked confirmed
    """.split()
)
# What only the client can have got wrong, with he, she or they as the one who did it.
CLIENT_VERBS = frozenset(
    """
    typed keyed ordered signed approved measured misread misheard misunderstood mistyped ticked
    picked chose confirmed deleted unplugged fed washed misused overwatered read parked skipped
    ignored booked entered clicked uploaded miscounted mixed muddled swapped scratched dropped
    cracked broke snapped packed moved overloaded flooded spilled spilt blocked bounced lied
    altered edited rewrote changed refused declined insisted specified supplied provided
    submitted sent gave wrote forgot disconnected removed tumble-dried painted drilled installed
    reset locked disabled switched told asked left missed filled let put set turned cut threw
    ate drank got
    """.split()
)
# Of those, the ones that need a cue (wrong, late, himself …) to be the client's fault.
CLIENT_LIGHT = frozenset(
    """
    fed read washed signed approved sent gave wrote told asked left missed put set turned cut
    got moved changed refused declined insisted booked supplied provided submitted entered
    filled chose picked let forgot ordered dropped broke cracked snapped spilled lied threw ate
    drank switched removed locked edited ignored skipped confirmed swapped mixed packed bounced
    blocked
    """.split()
)
BE = frozenset(
    "is are was were be been being am isn't wasn't aren't weren't got gets getting".split()
)
AUXILIARIES = BE | frozenset(
    """
    double triple have has had having do does did don't doesn't didn't haven't hasn't hadn't
    never not also just really only then still even already always once simply completely
    totally stupidly somehow accidentally apparently honestly clearly basically actually
    probably publicly openly foolishly carelessly wrongly mistakenly sort kind of both all went
    and've 'd 've gone yesterday today recently literally kindly sadly unfortunately obviously
    nearly almost quietly promptly twice since soon finally ever
    """.split()
)
NEGATIVES = frozenset(
    "never didn't haven't hasn't hadn't doesn't won't don't failed neglected not".split()
)
CUE = re.compile(
    r"\b(?:wrong(?:ly)?|instead|late|twice|by mistake|by accident|in error|"
    r"without (?:asking|notice|telling|checking|permission|measuring|warning|a word|"
    r"reading|looking|saying|any)|never|too (?:\w+)|forgot|upside down|back to front|"
    r"inside out|off the (?:list|order)|in place of|to another|a lifetime|whatever they|"
    r"anything they|in half|everybody|everyone's|another (?:client|customer|patient|"
    r"person|guest)|someone else's|somebody else's|other (?:client|customer|people)\w*|"
    r"reply[- ]all|to all|unread|out loud|(?:days?|weeks?|months?|hours?) (?:late|over|"
    r"behind)|badly|the old|last year's|for good|by name|and told (?:nobody|no one|"
    r"no-one)|upside|down the drain|to pieces|(?:himself|herself|themselves|itself|"
    r"his own|her own|their own)|to (?:bits|smithereens)|a (?:day|week|month) (?:early|"
    r"late)|short|half|for life|unlimited|for ever|forever|mixed up|open|unplugged|"
    r"unlocked|behind|asleep|drunk|no one|nobody|to tell (?:us|me)|to mention|rude|sharp|"
    r"deaf|stupid|outdated|obsolete|expired|cheaper|unlicensed|us (?:all )?down|"
    r"another \w+'s|the other \w+|jokes?|mistake|accent|all with|drunk|"
    r"the (?:\w+ )?(?:warnings?|instructions|advice|manual|notice|deadline)|a lifetime)\b",
    re.I,
)
PREDICATE = re.compile(
    r"^(?:(?:very|so|a bit|bit|quite|really|properly|pretty|too|just|dead|well|three|two|\w+ times|"
    r"\w+ (?:minutes|hours|days|weeks)) ){0,2}(?:rude|late|sharp|short|wrong|careless|drunk|abrupt|"
    r"nasty|sloppy|out of order|out of line|off sick|asleep|hungover|useless|slow|lazy|sarcastic|"
    r"cheeky|blunt|snippy|snotty|off|down|offline|hacked|corrupt(?:ed)?|faulty|defective|"
    r"contaminated|dodgy|unreliable|mixed up|no-show|over|under|out|to blame|at fault|"
    r"responsible|behind it|"
    r"the one who|who did|under (?:water|snow))\b",
    re.I,
)
# What things do by themselves; a bare noun before one of these is no person.
THING_VERBS = frozenset(
    """
    cracked broke fell leaked melted crashed split shrank froze flooded bounced stalled slipped
    lapsed vanished disappeared failed died warped thawed burst came arrived went spilled spilt
    snapped burned burnt dropped ran turned started stopped bent bled jammed overheated faded
    tore shifted sank happened lost delayed cancelled canceled wiped looked sounded seemed ended
    worked
    """.split()
)
# What anybody does in the course of a repair; no fault even of a colleague's.
HARMLESS = frozenset(
    """
    warned reminded advised rang called phoned asked apologised apologized came met spoke agreed
    wanted thought felt knew heard noticed found figured decided reckoned planned tried visited
    refunded replaced fixed repaired resent redid explained admitted owned confessed thanked
    loved liked looked replied answered helped emailed texted messaged complained threatened
    wondered hoped assumed supposed believed was were had did went wrote said saw signed
    approved confirmed picked bought paid worked smiled laughed hugged needed used seemed
    sounded happened ended demanded insisted became began showed lived stayed
    """.split()
)
NARROW_CUE = re.compile(
    r"\b(?:wrong|all|instead|by mistake|in error|by (?:his|her) \w+|"
    r"at (?:a|the|his|her|their) |an? (?:idiot|liar|fool))\b",
    re.I,
)
# What befalls the client, or how the client answers; no fault of the client's.
SUFFERED = frozenset(
    """
    missed lost sat stood slept waited walked wore paid got had found discovered cried went came
    left sounded looked seemed felt heard saw knew was were noticed hugged accepted shouted
    yelled screamed swore cancelled canceled hung complained quit stopped stormed demanded
    threatened laughed wept rang called said told wrote replied answered emailed texted signed
    ended needed wanted used bought loved trusted hired asked kept turned became began thought
    tore laid stared rolled shook froze died fell caught suffered spent stayed withdrew pulled
    slammed
    """.split()
)

# --- people -------------------------------------------------------------------------------------

OURS = frozenset(
    """
    deputy surveyor roofers packer packers baker colleague colleagues coworker co-worker
    workmate teammate assistant apprentice junior trainee intern temp temps lad lads girl girls
    boy boys guys kid starter newbie recruit newcomer hire driver drivers team staff crew chef
    sous-chef cook fitter fitters installer engineer engineers developer developers dev devs
    coder designer desk receptionist reception editor subeditor sub-editor proofreader accounts
    accountant technician technicians tech techs cleaner cleaners housekeeper housekeeping guard
    waiter waitress waiters server foreman partner subordinate tailor seamstress guide tutor
    trainer teacher cashier volunteer volunteers manager supervisor analyst coach consultant
    agent rep reps salesman saleswoman salesperson salesgirl predecessor kitchen warehouse
    dispatch billing sales finance support marketing logistics office md gaffer boss director
    ceo cto coo founder porter porters nurse plumber plumbers sparky electrician painter
    decorator joiner carpenter roofer labourer laborer labmate lab-mate operator clerk
    bookkeeper secretary pa copywriter barman barista bartender barmaid branch shift planner
    scheduler dispatcher picker stylist colourist groomer vet hygienist therapist pharmacist
    instructor lifeguard nanny carer carers caretaker mechanic mechanics valet bellboy concierge
    paralegal associate underwriter broker translator interpreter reviewer tester admin adviser
    advisor cousin brother sister nephew niece son daughter wife husband dad uncle bro mate pal
    flatmate side-kick sidekick helper hand sub understudy freelancer photographer videographer
    second-shooter shooter florist drummer dj upstairs purchasing stores production dept
    department depot studio lab workshop people colleague's hq management leader lead head
    somebody someone scaffolder labourers chap fella bloke rookie youngster nightshift midwife
    storeman cutter presser machinist welder moulder driver's operative operatives rota
    front-of-house bar room-service telesales ops hr legal
    """.split()
)
OURS_PAIRS = _phrases(
    """
    front of house | head office | night shift | night desk | day shift | help desk | call
    centre | call center | sous chef | front desk | back office | sales floor | shop floor |
    customer service | customer services | business partner | lab mate | team mate | new girl |
    new guy | new boy | new lad | new hire | other half | someone here | somebody here | one of
    us
    """
)
# Own-side people only where my, our or a branch of the firm says so; kin and loose nouns.
ONLY_WITH_OUR = frozenset(
    """
    deputy chap fella bloke teacher coach nurse vet boss director founder ceo cto agent people
    son daughter wife husband dad uncle brother sister cousin mate pal photographer florist
    studio leader lead head hand sub broker therapist planner accountant secretary pa side-kick
    boy girl kid guys somebody someone editor translator freelancer office partner hr legal dj
    mechanic admin lab management consultant dept department
    """.split()
)
THEIRS = frozenset(
    """
    owner owners client clients customer customers buyer buyers bride groom couple guest guests
    patient patients tenant tenants parent parents donor patron member lady widow homeowner
    landlord landlady bidder user users runner candidate shopper passenger passengers resident
    residents mum mam mom mother purchaser subscriber diner punter caller sponsor attendee
    traveller traveler organiser organizer shopkeeper pensioner lodger occupant householder
    applicant investor policyholder borrower deputy bridesmaid pupil player
    """.split()
)
OUTSIDE = frozenset(
    """
    roofers scaffolding subcon subcontracted software-house software-vendor erp crm pos terminal
    scanner robot machine sensor router wifi broadband line api-host refinery ship vessel
    lorry-firm tanker container-line freight shipping logistics-firm airline's wholesalers
    distributors mason stonemason engraver framers upholsterer weaver mills dairy abattoir
    registrar dealer dealership breeder lender insurer insurers underwriters solicitor
    solicitors conveyancer bailiffs utility-firm hackers pickers hauliers' dockers picket
    ticketing printers' bindery fog sleet mist ash venue venues miller millers band fridge
    traffic roadworks motorway supplier suppliers courier couriers carrier carriers haulier
    hauliers airline airlines vendor vendors manufacturer manufacturers factory wholesaler
    distributor customs storm storms snow wind winds gale gales hail rain frost ice weather
    heatwave lightning blizzard strike strikes ferry flood floods earthquake hurricane typhoon
    monsoon volcano landslide host provider providers platform software system app apps azure
    aws microsoft google apple gateway plugin firmware api portal algorithm chatbot bot
    autocorrect spellcheck satnav cloudflare shopify stripe paypal xero quickbooks sap
    salesforce mailchimp wordpress zoom outlook windows merchant merchants packers packer framer
    printer printers mill foundry quarry farmer grower growers contractor contractors
    subcontractor subcontractors sub-contractor subbie subbies surveyor council authority
    authorities ministry embassy consulate immigration police hmrc dvla bank banks royal-mail
    dhl fedex ups dpd evri hermes yodel usps tnt maersk lufthansa ryanair easyjet emirates hotel
    hotels caterer caterers florists importer importers exporter forwarder laundry dyer dyers
    laminator printworks tannery baker smelter electrolyser locksmith scaffolders movers
    removals hauler shipper shippers port docks railway railways train trains tram bus eurostar
    eurotunnel amazon ebay etsy meta facebook instagram whatsapp telecom telco isp internet grid
    network utility generator satellite inspector regulator updates update patch glitch outage
    cyberattack hack hacker malware virus ransomware ticketmaster eventbrite airbnb expedia
    agency pharmacy wholesaler's post mail upstream subcontract vineyard winery shipping-line
    line-haul stevedores postman postie trucker truckers
    """.split()
)
OUTSIDE_PAIRS = _phrases(
    """
    power cut | power outage | parcel firm | gas firm | hire firm | hire company | rental
    company | av company | shipping line | haulage company | haulage firm | removal firm | coach
    company | coach firm | taxi firm | freight company | freight forwarder | delivery firm |
    delivery company | delivery driver | post office | royal mail | port authority | hosting
    company | hosting firm | cloud provider | payment processor | spam filter | sat nav | card
    machine | booking app | booking system | weather app | cold truck | water board | water
    company | energy company | electric company | third party | wedding planner | travel agent |
    border force | tax office | planning office | data centre | data center | print shop |
    printing house | printing press | paper mill | car park company | security firm | cleaning
    company | cleaning firm | staffing agency | temp agency | translation agency | testing lab |
    recovery lab | external lab | credit bureau | mail house | the government | dye house | tile
    firm | glass firm | stone yard | timber yard | plant hire | tool hire | crane firm | skip
    firm | ticketing software | maps provider | sms gateway | freight train | shipping company |
    shipping agent | courier firm | courier company | local council
    """
)
# The mere word tells that something from outside struck.
TITLES = frozenset(
    """
    mr mrs ms miss dr prof professor herr frau madame madam mme monsieur señora señor senhor
    senhora signora signor sir dame lady sheikh captain father rev reverend judge lord
    """.split()
)
PREPOSITIONS = frozenset(
    """
    in on at from of with for before by to into over under about after behind during since
    without upstairs downstairs next near via per against around across through who whom
    """.split()
)
BOUNDARIES = frozenset(
    """
    and but so because cos cause when while if though although then that or as until till since
    after before whether where why how what unless except plus yet nor than
    """.split()
)
DETERMINERS = frozenset(
    """
    the a an my our his her their your this that these those some one two three four five six
    ten another every each any no both all half
    """.split()
)
NOT_NAMES = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December Christmas Easter Diwali Eid Google
    Slack Teams Zoom WhatsApp Instagram Facebook LinkedIn English German French Spanish Italian
    Dutch Irish Chinese Polish Indian American British I The A An It He She They We My Our His
    Her Their This That There Then Now Yes No So But And Or If When What Why How Who Where Which
    Is Was Do Does Did Are Am Not Nothing Everyone Everybody Somebody Someone Nobody One Two
    Three Four Five Excel Ohio London Paris Berlin Leeds Lisbon Pune Tenerife Client Customer
    Should Can Could Would Will Might Must Have Has Had Last First Next Big Small New Old Only
    Just Even Still Today Tomorrow Yesterday Tonight Maybe Perhaps Please Sorry Dear Thanks Hi
    Hello Okay Ok Well Question Turns Let Get Got Going Gonna Were Because After Before Since
    Until While Though Although Some Any All Both Half Also Once Twice Never Always Long Short
    Good Bad Best Worst Truth Thing Things Everything Something Anything Word Guess Bet Reckon
    Plan Plans Draft Mail Email Letter Text Call Post Head House Office Whole Every Each Other
    Another About Your You Me Us Him Them For With Without From To In On At Of By Up Down Off
    Out Over Under God Lord Sir Madam Quick Bit Full Free Long-time Wedding Menu Menus Invoice
    Renewal
    """.split()
)
# What may stand before a noun phrase and is no part of it.
LEADING = frozenset(
    """
    so and but well yes yeah ok okay look basically honestly now then also apparently turns out
    because as since when after that if though although cos cause long story it was is it's what
    yesterday today last plus sadly unfortunately only
    """.split()
)
# Words that stand alone before a past form without having done it.
NO_ACTORS = frozenset(
    """
    what which that this these those it its there here everything nothing something anything
    everyone everybody nobody none all both each one another others menus proofs invoice order
    delivery parcel pallets launch renewal banner site website server orders boxes water roof
    replacement replacements refund emails email mail letter flowers goods stock file files you
    not more most less than too very how why where when who whom half results labels cartons
    tickets photos hampers quotes system wife people things album cake wedding container who've
    been get got money gifts salary price prices payment payments cheque data project demo
    backup text texts message messages call calls sorry please just only still never trust work
    job deal contract
    """.split()
)
# After one of these a determiner opens no new subject: "the lad on the night shift".
PLACING = frozenset("in on at of from with for to by about into over under".split())
LOOSE = frozenset(
    """
    people son daughter wife husband dad uncle brother sister cousin boy girl kid guys somebody
    someone legal hr hand head lead office chap fella bloke mate pal sub
    """.split()
)
OUTSIDE_EVENTS = _phrases(
    """
    haulage partner | delivery partner | shipping partner | logistics partner | dye house |
    burst main | burst pipe | register office | town hall | registry office | till system |
    translation tool | booking engine | booking site | card reader | power company | phone
    company | phone network | weather front | volcanic ash | black ice | road closure | water
    main | gas leak | lift engineers
    """
)
# Nouns that sound like doers and are things.
NO_AGENTS = frozenset(
    """
    water order letter paper computer number boiler corner container trailer heater cover mirror
    door floor colour color error offer counter folder header footer filter cooler freezer dryer
    washer mixer poster banner flyer dinner matter weather timer shower tower drawer shutter
    shutters speaker projector elevator monitor motor tractor connector sensor newsletter
    transfer tender charger radiator generator calculator refrigerator dresser super summer
    winter other another former latter paster quarter manner silver copper timber rubber amber
    butter list twist specialist human process address business dress mess illness
    """.split()
)

# --- who erred, told without a verb of fault ------------------------------------------------------

MINE = re.compile(
    r"\b(?:(?:that'?s|that was|it was|was|is|all|(?<!now )it'?s|that is|were) (?:(?:all|"
    r"entirely|purely|totally|down to|on) )?(?:me|mine|my (?:fault|mistake|bad|doing|"
    r"error|typo|label|writing|slip|own)|our fault(?! too)|on (?:me|us))\b(?! (?:who|"
    r"that) (?:found|noticed|told|rang|called))|my (?:writing|label|fault|mistakes?|bad|"
    r"doing|typo|error|slip|oversight|commit|blunder|cock-?up|screw-?up|lateness|"
    r"misprints?|mix-?up|handwriting|sums|maths|measurements?|negligence|carelessness)|"
    r"(?:a|the) (?:slip|mistake|error|oversight|cock-?up) (?:of mine|on my (?:part|side|"
    r"end))|mea culpa|my (?:own )?(?:wrong|late|botched|sloppy|bad|faulty|broken|missed|"
    r"stupid|big|careless) \w+|i (?:messed|screwed|cocked|mucked|fucked|ballsed|"
    r"fouled|slipped) up|guilty|i'?m the one who (?!must|has|have|gets|deals|needs|will|"
    r"is)|the \w+ (?:was|is) (?:me|mine)\b|i didn'?t check|i should(?:'ve| have)|"
    r"put my foot in|my big mouth|(?:through|by|due to) my (?:own|fault|mistake|error|"
    r"oversight|carelessness|doing|negligence|bad)|owned (?:it|up)|what i (?:did|said|"
    r"broke|got) (?:wrong|to|in)?|me who|i blew it|on our (?:end|side|part)|"
    r"i got (?:\w+ ){1,4}wrong|my (?:quote|report|invoice|file|numbers|figures|estimate|"
    r"designs?|drawings?|email|message|tone|work|code|delivery|van|translation|proposal|"
    r"timing|price|spelling|measuring|joke|comment|remark) (?:was|were|had|went|"
    r"came) (?:\w+ )?(?:off|wrong|late|short|out|over|sloppy|rude|missing|full|a|the|down|"
    r"too)|we got (?:\w+ ){1,4}wrong|i'?d been (?:late|rude)|i was (?:\w+ )?(?:late|rude|"
    r"sharp|short with|wrong|careless|out of (?:order|line)|nasty|sarcastic)|i(?:'ve|"
    r" have) been (?:\w+ )?(?:late|rude|slow|sloppy))\b",
    re.I,
)
NOT_MINE = re.compile(
    r"\b(?:not (?:me|us|my|our|mine|ours) ?(?:fault|mistake|doing|workmanship|error|end|"
    r"side|kit|problem)?\b(?! (?:finest|best|proudest|style|place))|"
    r"(?:isn'?t|wasn'?t|weren'?t|aren'?t) (?:me|us|mine|ours|my (?:fault|doing|mistake|"
    r"error)|our (?:fault|doing|mistake))|"
    r"nothing to do with (?:me|us)|i (?:didn'?t|never) (?:do|write|say|send|said|wrote|"
    r"sent|promised|touch(?:ed)?|agreed) (?:it|that|any\w*)|"
    r"(?:we|i) (?:never|did not|didn'?t) (?:promised?|agreed?|quoted?|offer(?:ed)?|say|"
    r"said|touch(?:ed)?) (?:that|any|such|it|to|her|him|them)\b|"
    r"through no fault of (?:mine|ours|my own|our own)|out of (?:my|our) (?:hands|"
    r"control)|beyond (?:my|our) control|"
    r"(?:my|our) (?:side|file|data|part|work|end) (?:is|was|were) (?:fine|ok|okay|right|"
    r"correct|clean))",
    re.I,
)
_BLAMES = (
    r"(?:wants?|blames?|blaming|claims?|demands?|demanding|complains?|complain(?:ed|ing)|"
    r"moan(?:s|ed|ing)|"
    r"accus(?:es|ed|ing)|calls? (?:us|me)|calling (?:us|me)|says? (?:we|i|our|it'?s our|"
    r"it was (?:me|us))|expects?|"
    r"furious (?:with|at) us|thinks (?:we|i|it'?s our)|insists|refuses to pay|won'?t pay|"
    r"tells everyone|"
    r"it'?s (?:our|my) fault|i'?m the)"
)
WANTS = re.compile(
    rf"\b(?:and|but|yet|now) (?:now |still |then |he |she |they |is |is now )*{_BLAMES}\b", re.I
)
# The client did something and now turns it on us.

# --- clauses --------------------------------------------------------------------------------------

CONTRACTIONS = {
    "i": "I", "im": "I'm", "ive": "I've", "i'm": "I'm", "i've": "I've", "i'd": "I'd", "i'll": "I'll",
    "hadnt": "hadn't", "havent": "haven't", "hasnt": "hasn't", "didnt": "didn't",
    "doesnt": "doesn't", "dont": "don't", "wasnt": "wasn't", "werent": "weren't", "isnt": "isn't",
    "arent": "aren't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
    "cant": "can't", "wont": "won't", "hes": "he's", "shes": "she's", "theyre": "they're",
    "theyve": "they've", "thats": "that's", "whats": "what's", "weve": "we've", "youre": "you're",
    "Ive": "I've", "Im": "I'm", "Havent": "Haven't", "Didnt": "Didn't", "Shes": "She's",
    "Hes": "He's", "itll": "it'll", "theyll": "they'll",
}  # fmt: skip
TO_USER = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you",
    "my": "your", "mine": "yours", "myself": "yourself", "we": "you", "we're": "you're",
    "we've": "you've", "we'd": "you'd", "we'll": "you'll", "us": "you", "our": "your",
    "ours": "yours", "ourselves": "yourselves", "am": "are", "meself": "yourself",
}  # fmt: skip
COMMON_OPENERS = frozenset(
    """
    he she they the a an it my our his her their this that there client customer you your never
    accidentally only just both already still completely totally stupidly somehow again twice
    sent told gave bride groom guest tenant
    """.split()
)
ADVERBS = frozenset(
    """
    just only really simply completely totally stupidly somehow accidentally clearly basically
    publicly openly foolishly carelessly wrongly mistakenly never even still already always once
    also quietly nearly almost badly deliberately unknowingly then probably honestly
    """.split()
)
REPORTING = frozenset(
    """
    if whether says said say saying claims thinks think thought insists reckons swears like
    though how what why before unless until till wish imagine pretend suppose where which who
    when whatever maintains believes blames complains feels hopes hoping whose hear heard bet
    guess maybe perhaps probably apparently would could might should
    """.split()
)
OMITTED = frozenset(
    """
    check checked tell told listen listened ask asked read reply replied answer answered call
    called ring rung warn warned wait waited send sent show turn turned book booked order
    ordered save saved back backed file filed include included mention mentioned test tested
    confirm confirmed return returned finish finished deliver delivered write written pay paid
    keep kept look notice noticed measure measured lock locked proofread invoice proof update
    updated
    """.split()
)
LIGHT_DEEDS = frozenset("pushed promised mentioned joked laughed parked hid knocked backed".split())
CLAUSE_OPENERS = frozenset(
    """
    but so because cos cause when while until till which who where although though unless
    whereas since if then after before as thinking hoping meaning leaving making causing cuz bc
    whereby luckily unfortunately however plus now
    """.split()
)
SAYING = frozenset(
    "that told promised assured swore said warned claimed told thought assumed".split()
)
DANGLING = frozenset(
    """
    a an the my our his their of to in on at with for from by and or but so because as than
    which who while when if about into was were is are be been had has have did not also just
    only really very i we he she they it's i'm these those some any no how what where why whose
    over under o lol tbh mate help pls please xx x
    """.split()
)
STRONG_CUE = re.compile(
    r"\b(?:wrong(?:ly)?|instead|late|twice|by mistake|by accident|in error|"
    r"without (?:asking|notice|telling|checking|permission|measuring|warning|reading|"
    r"looking)|upside down|back to front|another \w+'s|someone else's|somebody else's|"
    r"reply[- ]all|to all|too (?:short|long|late|early|wet|hot|small|big|soon|high|low|"
    r"much|loud|fast|far|thin|thick|deep|tight|narrow|wide)|out loud|for an? (?:idiot|"
    r"fool|liar)|(?:days?|weeks?|months?) late|to another \w+|off the (?:list|guest list|"
    r"programme|order|invite|credits|menu|plan|sheet|bill|email|schedule|label)|(?:a joke|"
    r"jokes|a remark|a comment) about|fun of|open|unplugged|unlocked)\b",
    re.I,
)
LEAD_IN = re.compile(
    r"^(?:(?:and|so|but|then|well|ok|okay|yes|yeah|look|basically|honestly|sorry|"
    r"long story short|because|cos|now|in short|to be fair|and now|last \w+|yesterday|"
    r"today|this \w+|on \w+day|since then|turns out|apparently)[, ]+)+",
    re.I,
)
INTENT = re.compile(
    r"\b(?:i'?ll|we'?ll|i will|we will|i shall|we shall|going to|gonna|i'?m (?:thinking|"
    r"planning|writing|taking|sending|turning|moving|answering|seeing|going|drafting|"
    r"leaning|minded|tempted|hoping|considering|inclined)|i'?d (?:tell|say|like|rather|"
    r"offer|send|start|also)|i want|i plan|i intend|i mean to|i'm to|i've decided|"
    r"should i|shall i|can i|could i|do i|would it|tomorrow|tonight|next (?:week|step|"
    r"month)|decided|planning|plan'?s? (?:is|to)|thinking (?:of|about|i|we)|figured (?:i|"
    r"on|i'?d)|reckon i|was (?:going|gonna|thinking|figuring)|if i|how (?:do|should|"
    r"would|can)|what if|let me|we are thinking|i have decided|i would|we would|"
    r"my (?:plan|idea|thinking)|draft|haven'?t decided|want to|need to|must|ready to|"
    r"about to|supposed to)\b",
    re.I,
)

# --- what the client did --------------------------------------------------------------------------

CLIENT_SUBJECT = (
    r"(?:(?:the|my|our|this|that|a) )?(?:(?:own|poor|old|young|new|other|"
    r"lovely) )?(?:client|customer|bride|groom|couple|guest|patient|tenant|buyer|widow|"
    r"landlord|landlady|curator|sommelier|organi[sz]er|publisher|author|candidate|"
    r"parents?|family|donor|sponsor|owner|principal|headmistress|homeowner|surgeon|"
    r"dentist|architect|guy|bloke|lady|member)s?"
)
BARE_CLIENT = re.compile(r"^(?:(?:the|my|our|this|a|that) )?(?:client|customer)\b", re.I)
REACTION_ADVERBS = (
    r"(?:(?:also|just|sort of|really|simply|completely|totally|only|then|still|even|"
    r"already|always|now|has|have|had|is|was|are|were|hasn't|won't|not) ){0,3}"
)
REACTIONS = (
    r"(?:went|gone|going) (?:very |completely |totally |all )?(?:quiet|silent|cold|dark|"
    r"mad|mental|ballistic|nuts|pale|white|upstairs|home|berserk)\b|stopped (?:replying|"
    r"answering|inviting|calling|ordering|picking up|taking|returning|coming|talking|"
    r"speaking)\b|"
    r"(?:has|have|had)(?:n't| not) (?:\w+ )?(?:replied|answered|called|spoken|written|"
    r"come back|rung)\b|(?:did|does|do)(?:n't| not) (?:\w+ )?(?:reply|answer|call|"
    r"pick up|trust|speak|respond|return|want|shout)\b|"
    r"(?:replied|answered) (?:with|only)\b|won't (?:\w+ )?(?:reply|answer|talk|speak|"
    r"take|see|return|pick)\b|isn't (?:speaking|talking|answering|returning)\b|"
    r"not (?:speaking|talking|answering|returning|replying|happy|impressed|pleased)\b|"
    r"(?:shouted|shouting|yelled|yelling|screamed|screaming|swore|swearing|ranted|raving|"
    r"exploded|snapped|roared|tore into|laid into|hung up|slammed|stormed)\b|"
    r"cancel(?:l)?ed\b|pulled (?:out|the)\b|walked (?:out|off|away|straight)\b|"
    r"stood up\b|left (?:the room|without|before|a (?:one|bad|review))|quit\b|"
    r"dumped (?:us|me)\b|switched to\b|"
    r"complain(?:ed|ing|s)\b|escalated\b|cried\b|wept\b|(?:so |very |really |absolutely |"
    r"clearly |rightly |quite )?(?:furious|livid|angry|upset|mad|fuming|spitting|raging|"
    r"hurt|disappointed|cold|distant|silent|devastated|gutted|annoyed|unhappy|withdrawn|"
    r"crying|vexed|cross|frosty|offended|mortified|seething)\b|"
    r"(?:withdrawn|complained|stopped|moved|blocked)\b|signs off\b|handed me\b|"
    r"shut the (?:gate|door)\b|demand(?:s|ed|ing)\b|threaten(?:s|ed|ing)\b|refus(?:es|"
    r"ed)\b|found out\b|discovered\b|accused (?:me|us)\b|blames? (?:me|us)\b|call(?:s|"
    r"ed) (?:me|us) (?:an? |every )|"
    r"said (?:only )?\"|told (?:me|us) (?:to|never|not|that)\b|hugged me\b|accepted\b|"
    r"binned (?:it|them)\b|sent (?:it|them) back\b"
)

# --- what was tried -------------------------------------------------------------------------------

ATTEMPTS = {
    "apology": re.compile(
        r"\b(?:apologi[sz]ed|(?:i|we)(?:'d|'ve| had| have)? (?:\w+ )?(?:said|"
        r"sent) (?:her |him |them |one |a |an |my |how |i was |i'm |"
        r"that i was )?(?:\w+ ){0,2}(?:sorry|apolog(?:y|ies))|(?:^|[.!?;,] |and |"
        r"already |then )(?:said|told (?:her|him|them)|emailed|texted) (?:i was |i'm |"
        r"that i was |how |a |an |my )?(?:\w+ )?(?:sorry|apology)|sorry on the night|"
        r"sorry (?:by|once|twice|sent|was sent)|gave (?:one|a|him a|her a|"
        r"them a) (?:\w+ )?(?:sorry|apology)|(?:first|my|own|last|second|long|short|"
        r"general) (?:\w+ )?(?:sorry|apolog(?:y|ies)) (?:mail|went|got|was|had|last|"
        r"e-?mail|letter|text|note|fell|landed|on)|they(?:'ve| have) had (?:a sorry|"
        r"an apology)|had an apology|(?:called|rung|rang|phoned|written|wrote|been|"
        r"went) (?:\w+ ){0,3}to (?:say sorry|apologi[sz]e|beg)|grovell?ed|begged|"
        r"sorry (?:in general|last)|in my apology|(?:did|have) say sorry|"
        r"did apologi[sz]e|told (?:her|him|them) (?:i'?m|i was) (?:so |very )?sorry|"
        r"told (?:her|him|them) (?:it'?s|it was) my (?:mistake|fault)|sorry once already|"
        r"i put (?:a|an) \W?\w+\W? in (?:my|the) (?:apology|sorry))\b",
        re.I,
    ),
    "fix": re.compile(
        r"\b(?:(?<!being )refunded|(?:full |half a )?refund(?:'s)? (?:done|sent|paid|went|gone|"
        r"already|is (?:with|done|through|approved))|full refund for|money (?:went|is|"
        r"has gone|was sent) back|half the money back|(?:gave|"
        r"given) (?:\w+ ){0,4}(?:months?|weeks?) free|(?:gave|given) (?:two|three|"
        r"\w+) (?:free )(?:months?|weeks?)|credited|discounted|"
        r"replaced|redid|redone|re-?did|re-?printed|re-?planted|re-?issued|re-?made|"
        r"re-?tuned|re-?booked|re-?fitted|re-?sent|re-?(?:did|made|cut|laid|hung|painted|baked|shot|sewn|sewed|filed|written|wrote|drawn|drew|ran|placed|stitched|wired|plastered|tiled|installed|delivered|ordered|ran|calibrated|processed|trained|keyed|shipped)|(?:sent|gave|brought|got|delivered|fitted|installed) (?:\w+ ){0,4}(?:replacements?|new (?:one|ones|set|batch))|replacements? (?:\w+ )?(?:arrived|went|sent|delivered|is|are|landed|was|were)|(?:took|knocked) (?:\w+ ){1,4}off (?:the|his|her|their)|waived|comped|paid (?:him|her|them) back|money's (?:back|gone back)|(?:since|now|already|all) (?:fixed|repaired|replaced|sorted|corrected)|put (?:it )?right|"
        r"repaired|patched|mended|put right|put (?:it|that) right|corrected (?:now|"
        r"certificate is|it)|is corrected|been (?:put right|corrected|fixed|repaired|"
        r"replaced|delivered now|struck off|opened up|mended|refunded|made good|sorted)|"
        r"swapped (?:the|it|them) (?:\w+ ){0,2}(?:at night|free|for)|made (?:it|"
        r"them) again|back on after|(?:new|right|correct) (?:\w+ ){0,3}(?:is with|"
        r"was sent|sent|ordered|ran|went out)|went out overnight|(?:is|are|"
        r"was) (?:done and posted|booked for|redone)|she's sent a right one|(?:full |"
        r"free )?(?:reshoot|redo|rework) (?:at no|is|was)|offered (?:a |him |her |"
        r"them )?(?:refund|money|redo)|put the money back|already (?:fixed|replaced|"
        r"paid))\b",
        re.I,
    ),
    "chase": re.compile(
        r"\b(?:(?<!is )no (?:answer|reply|response)|not a word back|nothing back|(?:both|"
        r"all) (?:ignored|unanswered)|voice ?mails?|unanswered|left (?:\w+ )?messages?|"
        r"(?:\w+) (?:e-?mails?|texts?|calls?|messages?) (?:and|,|to \w+,) (?:nothing|no|"
        r"both)|"
        r"(?:i|i've|we've|we) (?:\w+ )?(?:rang|called|phoned|texted|e-?mailed|messaged|"
        r"pinged|chased|rung|written|wrote|chase)(?: \w+){0,2} (?:twice|thrice|"
        r"three times|\w+ times|every day|again|daily)|(?:rang|called|phoned|emailed|"
        r"texted|pinged|chased|messaged) (?:\w+ )?(?:twice|thrice|\w+ times|every day|"
        r"for days)|won't (?:return|answer|pick up|take) (?:my|our)|stopped (?:picking|"
        r"answering|taking) my|(?:ignored|doesn't answer|not answered) (?:\w+ )?(?:my|"
        r"our|three|two)|been on at|does not pick up)\b",
        re.I,
    ),
    "explain": re.compile(
        r"\b(?:(?:i|we|i've|we've|i have|we have)(?: \w+){0,2} (?:explained|argued|"
        r"pointed out|corrected (?:him|her|them)|talked (?:her|him|them) through|"
        r"shown (?:her|him|them)|showed (?:her|him|them)|set out|defended)|(?:^|"
        r"[.!?] )explained|explained (?:what|it|why|the|that|my|too)|told (?:him|her|them|"
        r"the \w+) (?:why|so|that it|it was (?:not|n't|the)|it wasn't)|"
        r"tried explaining|to explain as soon as|(?:i|we) said what i know|(?:my|"
        r"the) explanation)\b",
        re.I,
    ),
    "gift": re.compile(
        r"\b(?:sent|gave|brought|dropped (?:off|round)|bought|took|delivered|posted|had|"
        r"went in with|left)\b(?: \w+){0,5} (?:flowers|roses|bouquet|lilies|tulips|wine|"
        r"whisky|whiskey|hamper|basket|voucher|vouchers|gift|gifts|bottle|chocolates|"
        r"cake|cupcakes|brownies|champagne|prosecco|tickets|beer|fruit|orchid|plant|"
        r"card and|biscuits|cookies)\b",
        re.I,
    ),
}
NOTHING_TRIED = re.compile(
    r"\b(?:(?:haven't|have not|i've not|i'd not|not yet|never|we've not|nobody's|"
    r"nobody has|no one has|no one's|(?:no one|nobody)(?: \w+){0,4} has|yet to|still to|"
    r"still not) (?:\w+ ){0,3}(?:been in touch|been back|spoken|speak|talked|called|call|"
    r"phoned|phone|rung|ring|replied|reply|said (?:anything|a word|sorry|a thing)|"
    r"say (?:sorry|anything)|apologi[sz]ed?|contacted|contact|messaged|texted|emailed|"
    r"told|tell|written|write|reached|raised|faced|heard from (?:us|me|anyone)|gone near|"
    r"dared|got in touch|owned up|come clean)(?! (?:to|with) (?:me|us)\b)|"
    r"not (?:yet )?(?:apologi[sz]ed|contacted|called|written|rung|phoned|told|messaged|"
    r"been in touch|spoken|said)|heard nothing (?:at all )?(?:so far )?(?:from (?:me|"
    r"us))?|from me (?:she|he|they) ha(?:s|ve) heard nothing|said (?:nothing|nowt|nada)|"
    r"done nothing|kept (?:quiet|mum|schtum|shtum|my head down|my mouth shut)|(?:not|"
    r"n't) been told|has not heard|hasn't heard|before i've even rung|(?:he|she|they|"
    r"client|customer) (?:doesn't|don't|does not|do not) know(?: yet| about|"
    r" that)?(?=[.,!]| yet| about| that|$)|(?:he|she|they) (?:has|have)(?:n't|"
    r" not) (?:noticed|found out|spotted|heard)|not a word (?:to|from|out)|radio silence|"
    r"no apology|been (?:avoiding|ducking|dodging|hiding)|nothing (?:said|sent) (?:yet|"
    r"so far)|(?:didn't|did not|couldn't|could not) (?:call|ring|face|say (?:anything|"
    r"sorry)|phone|apologi[sz]e|own up|answer))\b",
    re.I,
)
TRIED_CLAUSE = re.compile(
    r"^(?:(?:i|we)(?:'ve|'d| have| had)? )?(?:(?:already|also|even|then|only|just|have|"
    r"both) ){0,2}(?:apologi[sz]ed|said (?:so |very |how )?(?:sorry|i was (?:so |"
    r"very )?sorry)|explained (?:what|it|why|that|the|my|to)|refunded|replaced (?:it|the|"
    r"them|her|his|their|half|all)|redid (?:it|the)|repaired (?:it|the|her|his|their)|"
    r"fixed (?:it|the|that|in)|reprinted (?:it|them|the|free)|offered (?:him|her|them|a|"
    r"to|half|the|free)|gave (?:him|her|them) (?:\w+ ){0,3}(?:free|back|off|credit|"
    r"discount|refund|months?)|sent (?:him|her|them|two|three|a|an|"
    r"the) (?:\w+ ){0,3}(?:flowers|hamper|basket|apology|e-?mails?|texts?|messages?|"
    r"version|bouquet|card|refund)|left (?:\w+ ){1,3}(?:voice ?mails?|messages?)|(?:rang|"
    r"called|phoned|texted|e-?mailed|messaged|pinged|chased) (?:him|her|them|twice|"
    r"three times|with|everyone|\w+ times|the client)|begged|owned (?:it|up)|"
    r"admitted (?:it|that)|put (?:it|that) right|told (?:her|him|them|"
    r"the client) (?:straight|at once|within|right away|the same day|why|the truth))\b",
    re.I,
)

# --- the matter -----------------------------------------------------------------------------------

ARTICLES = frozenset("the a an my our his her their this that".split())
STOPS = (
    BOUNDARIES
    | PREPOSITIONS
    | frozenset(
        """
    i we he she they it you me us him them is are was were has had have will would too again
    twice late wrong instead not did never myself yesterday today out up off down back over all
    so very just there here now
    """.split()
    )
)
THING = re.compile(
    r"(?:accounts?|ads?|adverts?|album|captions?|keys?|allergens?|amplifier|app|artwork|"
    r"audit|audio|appointment|backup|backups|banner|banners|bath|batch|bench|bill|bills|"
    r"binding|blind|blinds|boiler|booking|bookings|bouquet|boxes|brief|brochures?|budget|"
    r"build|cabinet|cake|calendar|campaign|cards|cartons|cases|catalogue?|ceiling|"
    r"ceremony|certificate|chairs?|clocks?|code|colou?r|concert|consignment|contract|"
    r"copy|crates|curtains?|data|date|dates|deadline|deck|delivery|deliveries|demo|"
    r"deposit|design|designs|dose|drawings?|dress|driveway|edit|estimate|event|fabric|"
    r"fence|figures|files?|filing|film|fitting|fittings?|flight|flights|floor|flowers|"
    r"footage|forms?|frame|furniture|gate|hedge|hall|hallway|handover|headshots?|images?|"
    r"inspection|install(?:ation)?|interview|inventory|invoices?|itinerary|jacket|"
    r"kitchen|labels?|lawn|leaflets?|lease|lesson|lessons|letter|lights?|logo|logos|"
    r"luggage|machine|manuscript|measurements?|meal|medicine|menus?|migration|mix|motor|"
    r"negatives|order|orders|paint|parcel|parts?|patio|payment|payroll|payslips?|permit|"
    r"photos?|pictures?|pallets?|piano|pipe|plants?|policy|posters?|prescription|price|"
    r"prices|printing|prints?|product|project|proofs?|proposal|quilt|quotes?|radiator|"
    r"refund|release|rent|repair|report|reports|reservation|results?|ring|roof|room|"
    r"rooms|route|samples?|schedule|screen|script|seating|segment|server|servers|service|"
    r"shelf|shelves|shipment|shoot|sign|signs|signage|slab|slot|sofa|song|specimens?|"
    r"speech|splits|spreadsheet|staircase|stairs|statement|stock|suit|survey|system|"
    r"table|tables|tap|tariff|tax return|tender|test|tests|tickets?|tiles?|timetables?|"
    r"title page|tour|transcript|transfer|translation|tree|trees|trip|trousers|tyres?|"
    r"unit|units|upload|valuation|van|vase|vials|video|videos|voicemail|vows|wall|"
    r"wardrobe|website|wedding|windows?|wire|wiring|worktop|wreath|wording|address|"
    r"amount|measurement|size|drill bit|menu)",
    re.I,
)
WENT_WRONG = re.compile(
    r"(?:^|[,;:] |\b(?:and|so|but) )(?P<owner>the|my|our|his|her|their|"
    r"a) (?P<thing>(?:(?!(?:and|or|of|to|in|on|for|with|was|were|is|are|had|has|that|who|"
    r"which|i|we|he|she|they)\b)[a-z][a-z-]* ){0,2}"
    + THING.pattern
    + (
        r") (?:(?:has|have|had|just|only) )?(?:was (?:late|wrong|lost|ruined|delayed|"
        r"cancelled|damaged|corrupted|wiped|missing|off)|were (?:late|wrong|lost|ruined|"
        r"delayed|damaged|missing|off)|is (?:late|wrong|lost|ruined|corrupt|missing|broken|"
        r"cracked)|are (?:late|wrong|lost|ruined|missing)|came out|went out (?:late|wrong|"
        r"with)|arrived (?:late|with|in|broken|wrong|smashed|damaged)|cracked|leaked|fell|"
        r"broke|collapsed|crashed|failed|died|went (?:down|missing|wrong))\b"
    ),
    re.I,
)

# --- the client -----------------------------------------------------------------------------------

CLIENT_ROLES = frozenset(
    """
    bride groom couple widow widower tenant guest patient organiser organizer candidate author
    poet landlord landlady donor bidder buyer curator sommelier surgeon dentist homeowner
    publisher architect headteacher headmistress headmaster principal bursar registrar matron
    chairwoman trustee vicar novelist captain ambassador honeymooners pensioner referee
    recruiter sponsor runner owner client customer lady man woman bloke guy fella school family
    parents hotel
    """.split()
)
ROLE = re.compile(
    r"\b(?:the|a|an|this|that) ((?:(?:old|young|eldest) )?(?:bride|groom|couple|widow|"
    r"widower|tenant|patient|organi[sz]er|author|poet|landlord|landlady|donor|bidder|"
    r"buyer|curator|sommelier|surgeon|dentist|homeowner|publisher|headteacher|"
    r"headmistress|headmaster|bursar|registrar|matron|novelist|honeymooners|(?:shop|"
    r"bakery|studio|gallery|restaurant|salon|cafe|café|boat|stable|gym|house) owner|"
    r"(?:hotel|restaurant|ward|clinic|store|plant|marketing|hr|procurement|"
    r"facilities) (?:manager|director)|scrub nurse))(?=$|[.,;:!?\")]|'s (?!mum|mother|"
    r"sister|brother|dad|father|cousin|wife|husband|name)| (?:who|whom|is|was|are|were|"
    r"has|had|have|wants|want|says|said|told|rang|asked|never|didn't|doesn't|won't|hasn't|went|"
    r"but|to|for|in|at|on|of|that|with|about|by|from|because|so|it|he|she|they|i|we|after|"
    r"before|knows|thinks|insists|demands|demand|missed|will|can|can't|changed|now|also|"
    r"there|yet|again|about|opening|opening|over|how|what|when|where|if|as|signed|paid|"
    r"asks|over|outright|must|may|should|would|could|does|did|this|the|a|one|herself|"
    r"himself|[a-z]+ed)\b)",
    re.I,
)
TITLED = re.compile(
    r"\b(?P<title>(?i:mr|mrs|ms|miss|dr|prof|professor|herr|frau|madame|madam|mme|"
    r"monsieur|señora|señor|senhor|signora|signor|sir|dame|sheikh|captain|rev|"
    r"sister))\b(?P<dot>\.?) (?P<name>(?:[A-ZÀ-Ý][\w'’-]+(?: (?:van|de|von|der|den|al|"
    r"el) [A-ZÀ-Ý][\w'-]+)?|(?<=mr )[a-z]{3,}|(?<=mrs )[a-z]{3,}|(?<=Mrs )[a-z]{4,}|"
    r"(?<=Mr )[a-z]{4,}))(?![\w-])"
)
NO_SURNAMES = frozenset(
    "and or but who was is has had said told rang called as though never then if when monday friday i i'm".split()
)
OWN_BEFORE = re.compile(
    r"\b(?:our|my) (?:(?!\w+ed\b|lost|broke|sent|told|gave|forgot|left|cut|let|put|took|hung)\w+ ){0,3},? ?$|\b(?:over to|get|let|have|make|ask|send|sending|"
    r"asking|getting|letting|thanks to|boss|director|manager|colleague|by) $",
    re.I,
)
OWN_AFTER = re.compile(
    r"^(?:'s)?(?: upstairs| from (?:head office|our|accounts|legal|sales|finance|hr|"
    r"support|the office)| in (?:accounts|finance|dispatch|payroll|sales|the office|"
    r"legal|hr|the lab|our|support|admin|the branch)| on (?:reception|nights|the desk|"
    r"my team|our)|,? (?:who )?(?:is|he is|she is|he's|she's) (?:our|my|head|vice|"
    r"the (?:boss|director|manager)|director|manager)|,? (?:our|my|the (?:boss|director|"
    r"manager|apprentice))\b| (?:goes|ma'am|sir)\b| (?:will|can|could|should|"
    r"would) (?:call|deal|handle|speak|draft|go|ring|do|take)| (?:to (?:ring|call|write|"
    r"do|explain|say|go)))",
    re.I,
)
ADDRESSED = re.compile(
    r"\b(?:(?:replied|reply|write|written|wrote|spoken|speak|spoke|talk|talked|"
    r"apologi[sz]ed?|sorry|explain(?:ed)?|back|lied|promised|happened|get) to|(?i:ring|"
    r"rung|phone|face|tell|told|call|called|upset|owe|see|seeing|meet|meeting|email|"
    r"emailed|text|texted|promise|promised|lose|lost|with|visit|upsetting|snapped at|"
    r"shouted at|yelled at|swore at|ghosted|ignored|"
    r"overcharged)) (?P<name>[A-ZÀ-Ý][a-zà-ÿ]+)\b(?!'s?\b|'| (?:[A-ZÀ-Ý]|and [A-Z]|"
    r"or [A-Z]|\d))",
)
# The client as one introduces them: "my client Dana", "Dana at Acme", "her name is Dana".
INTRODUCED = re.compile(
    r"\b(?:[Mm]y|[Oo]ur|[Tt]he|[Aa]|[Tt]his) (?:\w+ ){0,2}(?:client|customer|buyer|contact|"
    r"account)(?:,| is| called| named|:|'s name is| is called| is named)? (?P<role>[A-ZÀ-Ý]"
    r"[a-zà-ÿ]+)\b(?!'s? (?:boss|manager|assistant|colleague))"
    r"|\b(?:[Hh]is|[Hh]er|[Tt]heir|[Tt]he client's) name(?:'s| is| was) (?P<said>[A-ZÀ-Ý][a-zà-ÿ]+)\b"
    r"|(?<![.!?] )(?<!^)\b(?P<firm>[A-ZÀ-Ý][a-zà-ÿ]+) (?:at|from|of) (?:the )?[A-Z][\w&-]+"
)
SENT = re.compile(
    r"\b(?:get|let|have|make|ask|send|sending|asking|getting|letting|having|over to|"
    r"blame|blaming|say|that|because|with) ([A-ZÀ-Ý][a-zà-ÿ]+) (?:to|do|did|deal|ring|"
    r"call|explain|speak|handle|go|goes|write|draft|will|can|in|on|from|off|had|has|"
    r"was)\b"
)
FAMILY = re.compile(
    r"(?:\b(?:told|to|with|see|for|upset|at|on|phone|ring|rang|and|overcharged|owe|"
    r"promised|lost) the|(?:^|[.!?] )The(?= \w+ (?:haven't|have|are|were|had|said|say|"
    r"won't|aren't|weren't|never|now|want|rang|called|left|cancelled|stopped|found|"
    r"think)\b)) ([A-ZÀ-Ý][a-zà-ÿ]+[^s\W]s)\b(?! (?:[A-Z]|\w+ing\b|team|hotel|people|client|"
    r"account|job|office|group|site|contract|order|wedding|event|deal|mill|branch))",
)
SHE = re.compile(
    r"(?:mrs|ms|miss|frau|madame|madam|mme|señora|signora|dame|sister)\b|"
    r"the (?:\w+ )?(?:bride|widow|landlady|headmistress|matron|chairwoman)$",
    re.I,
)
HE = re.compile(
    r"(?:mr|herr|monsieur|señor|senhor|signor|sir|sheikh)\b|the (?:\w+ )?(?:groom|"
    r"widower|headmaster)$",
    re.I,
)
MANY = re.compile(r"the (?:\w+ )?(?:couple|parents|family|honeymooners|[A-Z]\w+s)$")
TO_THEM = re.compile(
    r"\b(?:told|gave|sent|promised|called|charged|overcharged|ghosted|ignored|rang|"
    r"snapped at|shouted at|quoted|owed|assured|billed|undercharged|lied to|to|"
    r"replied to) them\b",
    re.I,
)
HER_OWN = re.compile(
    r"\bher (?!\d|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|half|double|"
    r"everything|nothing|something|off|to|in|on|at|for|with|and|or|that|the|a|an|about|by|"
    r"from|when|last|again|twice|i|we|it|off|out|up|down|over|after|before|because|so|"
    r"what|how|wrong|too|late|early|three|two|one|badly|my|our|under|into|of|if|as|this|"
    r"my|yesterday|today|straight|never|not|down|back)\b)(?=[a-z])",
    re.I,
)

# --- kinds, standing, mood, ask ---------------------------------------------------------------

KINDS: dict[str, str] = {
    "repeat": (
        r"\b(?:third time|second time|twice now|same (?:fault|mistake|thing|error)|every time|"
        r"keeps? happening|the (?:2nd|3rd|4th) time|(?:happened|happening|wrong|late|missing|"
        r"failed|broke\w*|leak\w*|did it|done it|messed up|got it|one|ones)(?:,|"
        r" \w+)? again)\b|(?-i:\bAGAIN\b)"
    ),
    "pressing": (
        r"\b(?:push(?:ed|ing|y)|press(?:ed|ing|ure|ured)|hard sell|kept on (?:at|about)|"
        r"pestered|chas(?:ed|ing) (?:him|her|them)|nagg(?:ed|ing)|rushed (?:him|her|them)|"
        r"to sign (?:by|today|there))\b"
    ),
    "temper": (
        r"(?:\b(?:i|we|i'd|i've|and then i)(?: \w+)? |^|[.!?;] |\bso )(?:snapped|lost (?:my|"
        r"our) (?:temper|rag|cool|head|patience)|lost it\b|shouted|yelled|swore at|insulted|"
        r"called (?:him|her|them) an?\b|blew up|slammed|rolled my eyes|barked|flew off|"
        r"told (?:him|her|them|a client|the client|my client|a customer) (?:to|where)\b|"
        r"was (?:\w+ )?(?:rude|sarcastic|snappy|short with))|\bbloody (?:patio|fool)\b|"
        r"\bmy temper\b"
    ),
    "silence": (
        r"\b(?:ghosted|haven'?t (?:replied|answered|called|written|got back)|"
        r"have not (?:replied|answered|called)|didn'?t (?:reply|answer|call back|get back|"
        r"tell)|never (?:replied|answered|called back|got back)|went (?:silent|dark|"
        r"quiet) on|ignored (?:his|her|their|the|all)|couldn'?t open|left (?:him|her|them|"
        r"it) hanging|vanished|disappeared|not (?:replied|called)|radio silence)\b"
    ),
    "integrity": (
        r"\b(?:i lied|we lied|lied to|lie to|rounded up|made (?:it )?up\b(?! (?:with|to|for|"
        r"her|his))|exaggerat\w+|fudged|hid (?:it|that|the)|covered (?:it )?up|(?:i|"
        r"we) pretended|(?:i|we) (?:\w+ )?told (?:\w+ ){1,5}(?:was|were|is|would be|had|"
        r"could never|could|it'?d be)|(?:i|we) said it was|(?:i|we) claimed|(?:i|we) promised|"
        r"faked|back-?dated|padded|without (?:telling|asking)|bigged up|oversold|overpromised|"
        r"lookalike|sold as)\b|^told the \w+ [^.!?]{0,50}could never"
    ),
    "leak": (
        r"\b(?:confidential|wasn'?t public|not public|nda|(?:i|we|someone|somebody) leaked|"
        r"leaked (?:the|his|her|their|a|it)|let slip|gossip\w*|behind (?:his|her|their) back|"
        r"overheard|blabbed|under the next|came out that i|forwarded|reply[- ]all|cc'?d|"
        r"payroll of|(?:sent|emailed|shared|posted)[^.!?]{0,60} (?:to|with) the wrong \w+|"
        r"told (?:a|my|another) (?:friend|competitor|candidate))\b"
    ),
    "listening": (
        r"\b(?:didn'?t listen|not listening|wasn'?t listening|never listened|talked over|"
        r"(?:said|told me|asked) (?:three|two|four|several|many) times|thought i knew|"
        r"knew better|i know better|interrupted)\b"
    ),
    "late": (
        r"\b(?:late|delay(?:ed|s)?|missed (?:the|our|his|her|their|a)|overdue|deadline|"
        r"slipped|behind schedule|was supposed to be|weeks? over|days? over)\b"
    ),
}
STATUS = {
    # Order matters: the first that fits names where the relationship stands.
    "stop": (
        r"\b(?:do not|don'?t|never|not to) (?:ever )?(?:ring|call|contact|write|email|"
        r"come back|darken|phone)(?: \w+){0,4} (?:again|any ?more|number)|(?:said|told (?:me|"
        r"us)|wants?) (?:no (?:more )?contact|to leave (?:him|her|them) alone)|"
        r"\bblocked (?:me|us|my (?:number|calls|e-?mails?))\b|\btold (?:me|us) (?:never|"
        r"not) to (?:ring|call|contact|write|come|e-?mail|phone|set foot)\b|"
        r"\bcease and desist\b|\b(?:he|she|they) (?:said|told me|wrote) (?:that )?(?:it'?s|"
        r"we'?re|it is|we are) (?:over|done|finished)\b"
    ),
    "mended": (
        r"\b(?:(?:it'?s|we'?re|everything'?s|things are|is) all (?:good|fine|well|forgiven|"
        r"sorted)|all (?:forgiven|good now|fine now|sorted now|good again)|we'?re (?:sound|"
        r"good|fine|okay|ok|back on (?:track|terms))(?= (?:now|again)\b|[.,!;\"']|$)|"
        r"(?:things|we|relationship|it'?s|all) (?:\w+ )?(?:patched up|water under)|(?:we|"
        r"we'?ve) (?:have )?made (?:it )?up(?= (?:now|since|again)\b|[.,!]|$)|hugged me|"
        r"forgave (?:me|us)|(?:he|she|they)(?:'s|'re| is| are) happy again|back to normal now|"
        r"on good terms again|trusts? (?:me|us) again|"
        r"(?:everything|it|all|things) (?:is|are|was|were) (?:fine|good|well|okay|ok|normal|settled|mended|right) (?:again|now|between us))"
    ),
    "worth": (
        r"\b(?:worth (?:saving|keeping|fighting for|another try)|(?:is|are|was|if|"
        r"whether) (?:it|he|she|they|(?:this|that|the|my) (?:client|customer|one|account|"
        r"relationship|man|woman))(?: (?:even|really|still))? worth (?:it|the (?:effort|"
        r"trouble|bother|hassle|fight))|(?:should|shall|do|can|would|maybe|or|whether to|if|"
        r"whether|better|tempted) (?:i |we |to |just |i just )*(?:let (?:him|her|them|"
        r"this (?:one|client)) go|cut (?:my|our) losses|walk away|sack (?:him|her|them|"
        r"this client)|fire (?:him|her|them|this client|the client)|drop (?:him|her|them|"
        r"this client)(?! (?:off|a|round|in|at))|give up on|move on|(?:even )?bother))\b"
    ),
}
MOODS = {
    "heated": (
        r"\b(?:(?:i'?m|i am|we'?re|we are|makes me|got me|i feel|still|honestly) (?:so |"
        r"absolutely |bloody |still |really |that )?(?:furious|boiling|fuming|seething|raging|"
        r"livid|angry|spitting)|piece of my mind|idiots?|moron|clown|how dare|had it with|"
        r"sick of (?:him|her|them|this|it)|tell (?:him|her|them) where|make it hit|"
        r"bloody (?:cheek|nerve)|let (?:him|her|them) have it|ungrateful|that darn|"
        r"time[- ]waster|screw (?:him|her|them)|no sir|pathetic)\b"
    ),
    "ashamed": (
        r"\b(?:can'?t (?:sleep|stop thinking|eat|face)|wake (?:up )?at|lie awake|still wake|"
        r"keep (?:going over|replaying|thinking|looking)|going over (?:and over|exactly)|"
        r"i'?m (?:\w+ )?(?:ashamed|mortified|embarrassed)|so embarrassed|feel (?:sick|awful|"
        r"terrible|like rubbish|like dirt|so bad)|eats? (?:at )?me|eating me up|haunt(?:s|ed|"
        r"ing)? me|hate myself|beat(?:ing)? myself|stomach in knots|not proud|i (?:was|am|"
        r"'m) shaking|i'?m shaking)\b"
    ),
}
ASKS = {
    # The first that fits is what the user asks for.
    "keep": (
        r"\b(?:how do (?:i|we) (?:not lose|keep|hold on to|make sure (?:he|she|they) stays?)|"
        r"keep (?:him|her|them|this client) (?:long|now|coming|as)|stay in (?:his|her|"
        r"their) good books|not lose (?:him|her|them))\b"
    ),
    "worth": STATUS["worth"],
    "boss": (
        r"\b(?:(?:what|how) about (?:my|our|the) (?:\w+ )?(?:boss|manager|director|ceo|owner|partner)|"
        r"(?:do|should|shall|can) i (?:\w+ ){0,2}(?:take|bring|involve|get|send|ask|"
        r"loop|let|rope) (?:in )?(?:my|the|our) (?:\w+ )?(?:boss|manager|director|md|owner|"
        r"vp|ceo|partner|gaffer|supervisor|head)|take my (?:\w+ )?(?:boss|manager|"
        r"director) along|bring (?:in )?(?:my|the) (?:boss|manager|director|ceo|vp))\b"
    ),
    "questions": (
        r"\b(?:what (?:should|do|can|shall) i (?:be )?ask(?:ing)?|which questions|what questions|"
        r"questions (?:to|should)|ask (?:him|her|them) (?:first|and in what order))\b"
    ),
    "start": (
        r"\b(?:where do (?:i|we) (?:even )?(?:begin|start)|how (?:do|would|should|can) (?:i|"
        r"we)(?: even)? (?:start|begin|open|bring (?:it|this) up|go into|approach|raise)|"
        r"how (?:i'?d|to) (?:even )?(?:start|begin|open)|(?:no (?:clue|idea)) how (?:i'?d|to)|"
        r"don'?t know how to (?:start|begin|open|even|bring)|(?:what'?s|what is|"
        r"what should) (?:a |the |my )?(?:good )?first|first (?:word|line|sentence),? please|"
        r"good opener|break the ice)\b"
    ),
    "words": (
        r"\b(?:what (?:do|should|can|would|shall|am i|could) (?:i|we) (?:even )?(?:say|write|"
        r"tell|put|text|reply)|what to (?:say|write|tell|put)|how (?:do|should) i (?:word|"
        r"phrase|say|put|write|tell)|wording|is my tone|tone (?:is )?(?:ok|right|correct)|"
        r"(?:help me|can you|could you|please) draft|help me (?:write|word|say)|"
        r"anything i should (?:write|say)|words for)\b"
    ),
    "wait": (
        r"\b(?:(?:do|should|shall) i (?:just )?(?:leave|wait|give (?:him|her|them) (?:time|"
        r"space)|let (?:him|her|them) be|reach out|call|ring|write|try) (?:again|the|him|her|"
        r"them|it)?|leave (?:him|her|them|the poor \w+|it) (?:be|alone)|is this normal|"
        r"how long (?:do|should) i)\b"
    ),
    "blind": (
        r"\b(?:what am i (?:not seeing|missing|doing wrong)|what did i do wrong|what (?:have|"
        r"had) i done|what'?s (?:wrong|going on|his problem|her problem|their problem)|"
        r"why (?:is|are|did|does|won'?t|has) (?:he|she|they|the client|my client))\b"
    ),
    "verdict": (
        r"\b(?:right move|good idea|is (?:that|it|this) (?:al(?:l ?)?right|ok|okay|fine|wise|"
        r"fair|enough|polite enough)\b|would that (?:do it|work|help|be)|good or bad|"
        r"unless you think|best, no\b|thoughts\?|y/n\b|does that (?:work|look|read|sound)|"
        r"sounds? right\?|am i (?:right|wrong|mad)|is it (?:ok|okay|too late|wrong|too cold|"
        r"strong enough)|good to go\?|fair\?$|polite enough)"
    ),
    "back": (
        r"\b(?:how (?:do|can|to|would|should|could) (?:i |we )?(?:\w+ )?(?:get|win|make|"
        r"bring) (?:\w+ ){0,3}(?:back|normal|again|right)|how (?:do|can|to|would|should|"
        r"could) (?:i |we )?(?:\w+ )?(?:fix|mend|repair|rescue|save|sort|put|make|rebuild|"
        r"turn|undo|take that back)\b|how (?:\w+ ){0,6}come back|(?:want|need|like|help me|"
        r"trying) (?:to )?(?:\w+ ){0,3}(?:win|get|bring) (?:\w+ ){1,3}back|(?:want|need|"
        r"help me|trying) (?:to )?(?:\w+ )?(?:rebuild|make (?:it|this) right|put (?:it|"
        r"this) right))"
    ),
}
# --- reading on: what the clauses above are checked with -----------------------------------------

THE_CLIENT = re.compile(
    r"(?:^|[.!?] |\b(?:the|my|our) )(?:client|customer)(?:'s)? (?:says|said|is|was|has|"
    r"wants|rang|told|went|thinks|tore|complained|cancelled|asked|won't|hasn't|knows|"
    r"now)\b",
    re.I,
)
OWN_QUESTION = re.compile(
    r"(?:so |and |ok |but )?(?:what|how|where|when|who|which|should|shall|can|could|do|"
    r"does|is|are|would|am|may|might|why|any|will|help)\b[^?]*\b(?:i|we|my|our|me|us)\b",
    re.I,
)
PERSON_OBJECT = re.compile(
    r"\b(?:ghosted|ignored|told|promised|charged|overcharged|undercharged|billed|"
    r"snapped at|shouted at|yelled at|swore at|insulted|interrupted|pressed|pushed|rushed|"
    r"pestered|lied to|mentioned to|talked over|upset|offended|mocked|gave|sold|"
    r"quoted) (?:a|an|the|my|our|this|that|some|one of) (?!wrong\b|same\b|old\b|file|"
    r"quote|price|wrong|date|report|number|invoice|figures|deadline|discount)",
    re.I,
)
ASIDE = frozenset("for by at on with in from to about".split())
KNOWING = frozenset(
    "know knew find found realise realised realized realize truth sorry afraid fact think".split()
)
CLAIMING = frozenset(
    "says claims thinks insists swears reckons maintains believes saying claiming accused".split()
)
ASK_WORD = re.compile(
    r"(?:what|how|where|when|which|who|should|shall|can|could|do|does|is|are|would|am|any|"
    r"anything|help|please|kindly|tell|advise|good opener)\b",
    re.I,
)
SOMEONE = frozenset(
    "person people one client customer guy man woman recipient thing way time side end lot".split()
)

# The user's word, and in the same breath that it did not hold: "I told him it was ready. It wasn't".
BROKEN_WORD = re.compile(
    r"\b(?:i|we)(?:'d| had)? (?:\w+ ){0,2}(?:told|promised|assured|said|claimed|swore|guaranteed|confirmed|sold)\b"
    r"[^?!]{3,90}?\b(?:(?:it|that|they|this|which) (?:wasn'?t|was not|weren'?t|isn'?t|is not|aren'?t|didn'?t|did not|never|won'?t)|"
    r"(?:arrived|came|delivered|turned up|showed up|finished|went out) (?:\w+ ){0,3}(?:late|later|after|days|weeks|tuesday|wednesday|thursday|friday|monday))\b",
    re.I,
)
SAID = re.compile(
    r"\b(?:i|we) (?:told|promised|assured|claimed|swore to|guaranteed|confirmed)\b"
    r"(?:(?! (?:and|but|so|then|which|because|when|who) )[^.,;:!?()\n–—-]){3,90}(?=[.,;:!?)]| and | but | which |$)",
    re.I,
)
