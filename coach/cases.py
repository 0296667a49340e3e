"""The case: what is known of the user's situation, in their own words, and where it stands.

Every fact is a sentence or a clause that the user wrote. Nothing is added; what they did not say
stays empty, and what they only suppose is kept apart from what they saw.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from coach import case_words as words
from coach import sentences, wishes
from coach.case_fields import BREACHES, WHOSE_ERROR
from coach.errors import CaseError
from coach.events import COLLEAGUE, ME, THIRD, UNKNOWN
from coach.listener import Clause
from coach.story import Change
from coach.telling import Telling, clauses

NOBODY = "nobody"
_MOST_FACTS = 40


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one client's case; empty where the user's words are silent.

    Attributes:
        who: The client, as the user names them.
        matter: The thing that went wrong, as one would name it to the user.
        happened: What happened, as the user saw or did it.
        inferred: What the user only supposes.
        whose_error: One of ``WHOSE_ERROR``.
        since: Since when.
        cost: What it cost the client, or the user.
        reaction: How the client reacted.
        tried: What the user has tried.
        promised: What was promised to the client.
        stakes: What is at stake.
        dates: Days and hours that were named.
        breach: One of ``BREACHES``.
        status: ``stop`` when the client wants no contact, ``mended`` when it is well again, or nothing.

    >>> import coach
    >>> case = coach.ask("I sent Dana the wrong invoice on Monday. She hung up.").case
    >>> case.who, case.reaction, case.dates
    ('Dana', ('She hung up.',), ('on Monday',))
    """

    who: str = ""
    matter: str = ""
    happened: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    whose_error: str = UNKNOWN
    since: str = ""
    cost: tuple[str, ...] = ()
    reaction: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()
    stakes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    breach: str = UNKNOWN
    status: str = ""

    def __bool__(self) -> bool:
        """Return whether anything is known."""
        return self != Case()


LISTS = tuple(f.name for f in fields(Case) if f.default == ())
"""The fields that hold several facts."""

_CHOICES: Mapping[str, Sequence[str]] = {
    "whose_error": WHOSE_ERROR,
    "breach": BREACHES,
}


def unheard(_: str) -> Sequence[Clause]:
    """Return nothing: what the clauses of a message tell where nobody listens."""
    return ()


def read(
    messages: Iterable[str],
    telling: Telling,
    *,
    hear: Callable[[str], Sequence[Clause]] = unheard,
) -> Case:
    """Return the case that a user's messages of one client tell.

    Args:
        messages: What they wrote, oldest first, as it stands now.
        telling: What was read from the same messages for the composer.
        hear: Says what each clause of a message tells, as ``Listener.clauses`` does; without it
            the words alone decide.
    """
    found: dict[str, list[str]] = {name: [] for name in LISTS}
    since = ""
    texts = []
    for message in messages:
        # Of the same length: what was heard stands where it stood.
        text = sentences.straight(message)
        texts.append(text)
        heard = hear(message)
        for start, end in sentences.spans(text):
            sentence = text[start:end]
            if sentence.rstrip().endswith("?") or len(sentences.words(sentence)) < 2:
                continue
            if wishes.read(sentence).kind:
                continue
            inside = [one for one in heard if start <= one.start < end]
            for name in _fields(sentence, telling, inside):
                found[name].append(" ".join(sentence.split()))
            dated = [match[0].strip() for match in _DATE.finditer(sentence)]
            if _NOT_SINCE.search(sentence):
                dated = [date for date in dated if not date.startswith("for ")]
            found["dates"] += dated
            since = since or _since(sentence)
    lists = {name: _distinct(values) for name, values in found.items()}
    whole = " ".join(texts)
    return Case(
        who=_who(whole, telling),
        matter=telling.matter,
        whose_error=telling.erred,
        since=since,
        breach=_breach(telling),
        status=telling.status if telling.status in ("stop", "mended") else "",
        **lists,
    )


def merged(case: Case, newer: Case) -> Case:
    """Return the case with what a newer reading adds; what that knows better takes the place of the old."""
    changes: dict[str, Any] = {}
    for name in (f.name for f in fields(Case)):
        old, new = getattr(case, name), getattr(newer, name)
        if name in LISTS:
            changes[name] = _distinct((*old, *new))
        elif new and new != UNKNOWN:
            changes[name] = new
    return replace(case, **changes)


def changed(case: Case, changes: Sequence[Change]) -> Case:
    """Return the case after corrections and requests to forget, in their order."""
    for change in changes:
        values: dict[str, Any] = {}
        for name in (f.name for f in fields(Case)):
            value = getattr(case, name)
            if name in LISTS:
                values[name] = _distinct(new for new in map(change, value) if new)
            elif name not in _CHOICES and value:
                values[name] = change(value)
        case = replace(case, **values)
        if not _anything_left(case):
            case = Case()
    return case


def _anything_left(case: Case) -> bool:
    """Return whether the case still holds any word of the user's."""
    return bool(case.who or case.matter or case.since or any(getattr(case, n) for n in LISTS))


def told(case: Case) -> str:
    """Return the case as the user would tell it, a sentence a fact."""
    facts = [
        fact
        for name in ("happened", "reaction", "cost", "tried", "promised", "stakes", "inferred")
        for fact in getattr(case, name)
    ]
    if case.who and not any(case.who.lower() in fact.lower() for fact in facts):
        facts.insert(0, f"My client is {case.who}.")
    return " ".join(fact if fact[-1:] in ".!?…" else f"{fact}." for fact in _distinct(facts))


def values(case: Case) -> dict[str, str | list[str]]:
    """Return what is known as plain values, by field; what is not known is left out."""
    told: dict[str, str | list[str]] = {}
    for field in fields(Case):
        value = getattr(case, field.name)
        if value and value != field.default:
            told[field.name] = list(value) if field.name in LISTS else value
    return told


def from_values(told: Mapping[str, Any]) -> Case:
    """Return the case that ``values`` gave, or that somebody wrote.

    Raises:
        CaseError: A field is not known, or holds what it cannot; ``.field`` names it.
    """
    known = {field.name for field in fields(Case)}
    checked: dict[str, Any] = {}
    for name, value in told.items():
        if name not in known:
            raise CaseError(
                f"there is no '{name}' in a case; there are {', '.join(sorted(known))}", name
            )
        if name in LISTS:
            items = [value] if isinstance(value, str) else value
            if not isinstance(items, (list, tuple)) or not all(isinstance(i, str) for i in items):
                raise CaseError(f"'{name}' wants a list of texts, got {value!r}", name)
            checked[name] = _distinct(" ".join(item.split()) for item in items)
        elif not isinstance(value, str):
            raise CaseError(f"'{name}' wants a text, got {value!r}", name)
        elif name in _CHOICES and value not in _CHOICES[name]:
            wanted = ", ".join(_CHOICES[name])
            raise CaseError(f"'{name}' is one of {wanted}, got '{value}'", name)
        else:
            checked[name] = " ".join(value.split())
    return Case(**checked)


def _distinct(told: Iterable[str]) -> tuple[str, ...]:
    """Return the facts in their order, each once, the newest of very many."""
    seen: dict[str, str] = {}
    for fact in told:
        if fact.strip():
            seen.setdefault(re.sub(r"\W+", " ", fact).strip().lower(), fact)
    return tuple(seen.values())[-_MOST_FACTS:]


# --- which field a sentence belongs to --------------------------------------------------------------

# The roles of a clause that each field holds; from such log-odds it has one, or hardly has it.
_ROLES = {
    "happened": ("deed",),
    "cost": ("cost",),
    "reaction": ("reaction",),
    "tried": ("tried", "changed"),
    "promised": ("promised",),
    "stakes": ("stakes",),
    "inferred": ("supposed",),
}
_SURE, _UNLIKELY = 0.0, -2.0
_SUPPOSED = re.compile(
    r"\b(?:i (?:think|guess|suppose|assume|feel|suspect|believe|bet|reckon|imagine|fear|worry|have a feeling|get the (?:feeling|impression))|"
    r"(?:my|our) (?:guess|feeling|theory|hunch|impression)|probably|maybe|perhaps|presumably|apparently|seemingly|"
    r"must (?:be|have|think|feel)|might (?:be|have|think|feel)|could be|seems?|looks? like|sounds? like|as if|i'?m (?:pretty |quite |fairly )?(?:sure|certain|convinced|afraid))\b",
    re.I,
)
_PROMISED = re.compile(
    r"\b(?:promised?|promising|guaranteed|committed to|gave (?:him|her|them|\w+) my word|assured|swore|vowed|"
    r"(?:told|said to|agreed with|texted|wrote) (?:\w+ ){1,4}?(?:that )?(?:i|we|it|he|she|they|\w+)(?:'d| would|'ll| will)\b|"
    r"said (?:that )?(?:i|we|it|they|\w+)(?:'d| would|'ll| will)\b|agreed (?:to|on|a date)|was (?:due|supposed to)|were (?:due|supposed to))",
    re.I,
)
_SUM = r"(?:[£$€₹]\s?\d|\b\d[\d,.]* ?(?:k|m)?\b ?(?:euros?|dollars?|pounds?|quid|bucks|rupees|naira|usd|eur|gbp|grand))"
_COST = re.compile(
    r"\b(?:cost(?:s|ing)?|lost|lose|losing|loses|paid|had to|having to|has to|have to|out of pocket|fined?|penalt(?:y|ies)|wasted|ruined|"
    r"missed (?:his|her|their|a|the|an)|(?:he|she|they)'d to|stitches|injur\w*|pulped|stood still|re-?sow\w*|complained|charged|grounded|cried|in tears|slips? to|"
    r"(?:two|three|four|five|six|\d+) (?:hours?|days?|weeks?|months?) of (?:work|takings|sales|trade)|threw away|thrown away|wait(?:ed|ing) (?:for )?(?:\w+ )?(?:hours?|days?|weeks?)|went without|(?:stood|sat|left|was|were) (?:there )?without|late fees?|overtime|refund(?:ed)? (?:all|his|her|their)|embarrass\w*|humiliat\w*)\b|{_SUM}",
    re.I,
)
_TRIED = re.compile(
    r"(?:^|[,;] |\b(?:and|i|we|i've|we've|have|already|then|also) )(?:already |also |then |have |now )*(?:paid (?:the|for|his|her|their|it|half|all)|refunded|replaced|re-?did|re-?printed|repaired|"
    r"gave (?:him|her|them|\w+) (?!a (?:wrong|bad))|offered|apologi[sz]ed|swapped|credited|changed (?:the|our|my)|sent (?:a )?(?:new|another|fresh)|told (?:him|her|them|\w+) (?:the (?:same|next)|that same|right away|straight|at once|yes\b))|"
    r"\b(?:free of charge|no charge|at our (?:own )?cost|for free|new (?:one|plates?|part|batch|version|set|copies) (?:\w+ )?(?:went|are|is|was|were|has|have)|have told (?:him|her|them)|told (?:him|her|them|\w+) (?:the same|the next)|"
    r"(?:now|since)[,:]? (?:every|each|all|we|i|nobody|no one)|so far:|we have now)\b",
    re.I,
)
_NOT_COST = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:lost (?:my|our) (?:temper|cool|rag|nerve|patience|head)|have to|had to|lost (?:his|her|their|the|it|a))\b|"
    r"\b(?:worth|brings?|pays?|budget|contract (?:is|was)|revenue|turnover|quot\w+|priced?)\b|\blost (?:his|her|their) (?:temper|cool|rag|patience)",
    re.I,
)
_STAKES = re.compile(
    rf"\b(?:biggest|largest|oldest|best|most important|main|key|only|long-?standing|longest|loyal) (?:\w+ )?(?:client|customer|account|buyer|contract)|"
    rf"\d+ ?(?:%|per ?cent) of (?:our|my|the)|(?:of|from) (?:our|my) (?:revenue|turnover|income|sales|business)|"
    rf"(?:worth|brings?(?: \w+)?(?: in)?|pays? (?:us|me)|spends?) (?:about |around |over |nearly |almost )?{_SUM}|"
    rf"contract (?:is up|ends|runs out|renews?|worth|expires)|renewal|up for renewal|can(?:'?t|not) afford to lose|"
    rf"(?:could|might|will|would|may|going to|about to|scared to|afraid (?:to|of)|don'?t want to|not) los(?:e|ing) (?:him|her|them|the|this|it|our)|"
    rf"(?:client|customer|with (?:us|me)|together) (?:of ours )?(?:for|since) (?:\w+ )?(?:\d+|\w+ years|19|20)|"
    rf"(?:my|our) (?:job|house|mortgage|bonus|salary|living|reputation) (?:is|depends|hangs)|cash ?flow",
    re.I,
)
_TIME_UNITS = r"(?:minute|hour|day|week|month|year|fortnight|quarter|season)s?"
_COUNTED = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|a few|a couple of|some|\d+)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?= \d|\b(?<=\d ...))|may(?= \d)|(?<=in )may)"
_DATE = re.compile(
    rf"\b(?:(?:on|by|at|before|until|till|from|since|last|next|this|every|in|for|around|after) )*"
    rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)(?: of)?(?: {_MONTH})?|\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|{_MONTH}\b|{_WEEKDAY}s?(?: (?:morning|afternoon|evening|night|noon|lunch(?:time)?))?|"
    rf"yesterday|today|tonight|tomorrow(?: (?:morning|afternoon|evening|night|noon))?|this (?:morning|afternoon|evening)|(?:last|next|this) (?:week|month|year|night|quarter|spring|summer|autumn|fall|winter|christmas|easter)|"
    rf"{_COUNTED} {_TIME_UNITS} (?:ago|late|early|later|before)|(?<=for ){_COUNTED} {_TIME_UNITS}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[:.]\d\d ?(?:am|pm)?|\d{{1,2}} ?(?:am|pm)|noon|midnight|end of (?:the )?(?:day|week|month|quarter|year))"
    rf"(?: at (?:\d[\d:.]* ?(?:am|pm)?|noon|midnight))?",
    re.I,
)
_SINCE = re.compile(
    rf"\b(?:since (?:{_COUNTED} {_TIME_UNITS} ago|(?:last |this |early |late |mid-?)?\w+(?: \d+)?)|for (?:the (?:last|past) |about |over |nearly |almost )*{_COUNTED} {_TIME_UNITS}(?: now)?|"
    rf"{_COUNTED} {_TIME_UNITS} ago|yesterday|last (?:week|month|year|night|{_WEEKDAY}|{_MONTH})|this morning|on {_WEEKDAY})\b",
    re.I,
)
_NOT_SINCE = re.compile(
    r"\b(?:client|customer|with us|worked|known|together|trading|partners?)\b[^.]{0,20}\b(?:for|since)\b|\bsince (?:then|i|we|he|she|they|it|the|my|our)\b",
    re.I,
)


def _fields(sentence: str, telling: Telling, heard: Sequence[Clause]) -> tuple[str, ...]:
    """Return the fields that a sentence belongs to: by its words, and by what is heard in it."""
    found = _by_words(sentence, telling)
    if not heard:
        return found
    most = {
        field: max(clause.roles[role] for clause in heard for role in roles)
        for field, roles in _ROLES.items()
    }
    if "tried" not in found and _NOT_SINCE.search(sentence):
        # "We have worked together for six years" sounds like something done, and mends nothing.
        del most["tried"]
    sure = tuple(field for field, odds in most.items() if odds >= _SURE)
    kept = tuple(field for field in found if most[field] >= _UNLIKELY)
    # What is only supposed is kept apart from what was seen.
    if "inferred" in kept + sure and most["inferred"] > most["happened"]:
        return ("inferred",)
    return tuple(dict.fromkeys(kept + sure))


def _by_words(sentence: str, telling: Telling) -> tuple[str, ...]:
    """Return the fields that a sentence belongs to by its words."""
    if _SUPPOSED.search(sentence) and not _PROMISED.search(sentence):
        return ("inferred",)
    parts = [words.LEAD_IN.sub("", clause).strip() for clause in clauses(sentence)]
    found = []
    if _PROMISED.search(sentence):
        found.append("promised")
    elif _means(sentence):
        return ()
    if _STAKES.search(sentence):
        found.append("stakes")
    if _COST.search(sentence) and not _NOT_COST.search(sentence):
        found.append("cost")
    if any(_reacts(clause, telling) for clause in parts):
        found.append("reaction")
    if _TRIED.search(sentence) or any(words.TRIED_CLAUSE.match(clause) for clause in parts):
        found.append("tried")
    # What goes with a deed of the user's own side is told under both.
    tells = "cost" in found and not _CLIENT_FIRST.match(sentence)
    tells = tells or (found == ["reaction"] and any(_OURS_FIRST.match(part) for part in parts))
    if not found or tells or any(words.MINE.search(clause) for clause in parts):
        found.append("happened")
    return tuple(dict.fromkeys(found))


_OURS_FIRST = re.compile(r"(?:i|we|my|our)(?:'ve|'d)? ", re.I)
_CLIENT_FIRST = re.compile(r"(?:and |so |but |then )?(?:he|she|they|it|this|that|which)\b", re.I)


def _means(sentence: str) -> bool:
    """Whether a sentence tells only of what the user means to do or asks for."""
    match = words.INTENT.search(sentence)
    return match is not None and match.start() < 25


def _reacts(clause: str, telling: Telling) -> bool:
    name = rf"|{re.escape(telling.client)}" if telling.client else ""
    return _reacting(name).match(clause) is not None


@lru_cache(maxsize=32)
def _reacting(name: str) -> re.Pattern[str]:
    someone = rf"(?:he|she|they|{words.CLIENT_SUBJECT}{name}|(?:his|her|their) (?:boss|manager|team|assistant|wife|husband|lawyer|\w+ director))"
    return re.compile(
        rf"^{someone}(?:'s|'re|'ve|'d)? {words.REACTION_ADVERBS}(?:{words.REACTIONS}|(?:is|was|are|were|got|sounded|seemed|looks?|feels?) (?:\w+ )?(?:angry|furious|livid|upset|cold|mad|cross|disappointed|hurt|annoyed|fuming|quiet|polite|short|icy|distant|raging|unhappy)\b|(?:wants?|wrote|said|called|asked|demands?|threaten\w*|complain\w*|refus\w+|accus\w+|told)\b)",
        re.I,
    )


def _since(sentence: str) -> str:
    match = _SINCE.search(sentence)
    return "" if match is None or _NOT_SINCE.search(sentence) else match[0]


_MOST_NAMES = 3
_COUNTS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty ninety hundred thousand grower""".split()
)
# A name as people write it: capitals, a title before, "&" or a particle within.
_NAMED = re.compile(
    r"(?<![\w'-])(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam|Chef|Commander|Captain)\.? )?[A-ZÀ-Þ][\w'-]*[a-zà-ÿ][\w-]*"
    r"(?: (?:& |and (?=[A-Z]\w+ (?:Ltd|Co|Inc))|van |von |de |der |den |la |le |al-)*[A-ZÀ-Þ][\w-]+)*"
)
_OWN_SIDE = re.compile(
    r"\b(?:my|our) (?:\w+ ){0,2}(?:colleague|foreman|apprentice|boss|manager|assistant|tech|technician|man|girl|guy|driver|partner|trainee|intern|"
    r"engineer|mechanic|proofreader|director|team(?:mate)?|developer|designer|sister|brother|wife|husband|son|daughter)(?: called| named|,)? $|\b(?:i thought|between|me and) $",
    re.I,
)
_PLACED = re.compile(
    r"\b(?:in|into|near|via|through|across|to|leaving|live[sd]?|based|road|street|(?:flew|came|comes|drove|travelled|back) (?:in )?from) $",
    re.I,
)
_BROUGHT_IN = re.compile(
    r"\b(?:client|customer|buyer|account|contact|owner|manager|lead|director|chair|coordinator|grower|bride|groom|mum|mother|host|publisher|company|maker|restaurant|shop|store|cafe|hotel|clinic|practice|firm)"
    r"(?:'s name)?(?: there| is|,| called| named|:| is called| is named)* (?:is |called |named |a (?:man|woman|lady|guy) called |the )?$|"
    r"\bname(?:'s| is| was) $|\b(?:at|for|with|told|promised|sent|gave|emailed|called|rang|owe|let) (?:the )?$",
    re.I,
)
# "Architect, Lagos." and "Cape Town, I do platters for offices" say who and where the user is.
_TRADE = re.compile(
    r"(?!.*\b(?:my|our|her|his|their|the|is|was|are|for|at|to|client|customer)\b)"
    r"(?:[\w/&'-]+ ){0,4}[\w/&'-]+, (?:[A-Z]\w+, )?(?:(?:in|near|from|based in) )?\Z",
    re.I,
)
_MY_CLIENT = re.compile(r", (?:who is )?(?:my|our|the) (?:\w+ )?(?:client|customer|buyer)\b", re.I)
_ENDS = re.compile(r"(?:, [A-Z]\w+)?[.!]?\Z")
_ON_MY_SIDE = re.compile(r",? (?:I|we|here)\b|[.:]\Z")
_ACTS = re.compile(
    r"(?:'s)?(?: (?:is|was|has|had|said|told|wrote|replied|rang|called|pulled|wants?|asked|thanked|paid|came|did|just|never|still|won't|hasn't)\b|\W*$)"
)


def _who(text: str, telling: Telling) -> str:
    """Return the names of the client and their people, the likeliest first, at most three."""
    kept: list[str] = []
    for name, _ in _rated(text, telling):
        if any(name in other for other in kept):
            continue
        kept = [*(other for other in kept if other not in name), name]
    return ", ".join(kept[:_MOST_NAMES]) or telling.client


def called(messages: Iterable[str], telling: Telling) -> str:
    """Return the name by which the client can be called; empty where none is plainly theirs."""
    name, weight = next(iter(_rated(" ".join(messages), telling)), ("", 0.0))
    return name if weight >= _PLAINLY else ""


_PLAINLY = 2.0


def _rated(text: str, telling: Telling) -> list[tuple[str, float]]:
    """Return the names that may be the client's and how much each looks it, the likeliest first."""
    likely: dict[str, float] = {}
    for sentence in sentences.split(text):
        for match in _NAMED.finditer(sentence):
            name = _without_opener(match[0].removesuffix("'s").removesuffix("'"))
            weight = _likely(name, sentence[: match.start()], sentence[match.end() :])
            if weight:
                likely[name] = likely.get(name, 0.0) + weight
    if telling.client and not telling.client.startswith("the "):
        likely[telling.client] = likely.get(telling.client, 0.0) + 5.0
    return sorted(likely.items(), key=lambda pair: -pair[1])


def _without_opener(name: str) -> str:
    """Return a capitalised run without the word that only begins its sentence: "First Philippa"."""
    first, _, rest = name.partition(" ")
    return rest if rest and (_no_name(first) or first in _FIRSTS) else name


def _no_name(word: str) -> bool:
    return word in words.NOT_NAMES or word.lower() in words.COMMON_OPENERS


_FIRSTS = frozenset(
    """First Second Third Next Today The Called Rang Told Sent Gave Emailed Mailed Texted Messaged Met
    Asked Owe Lost Promised""".split()
)


def _likely(name: str, before: str, after: str) -> float:
    """Return how much a capitalised run looks like the client's name; nothing when it is none."""
    parts = name.split()
    if name.lower() in words.CLIENT_ROLES or name.lower() in _COUNTS:
        return 0.0
    if parts[0].startswith(("I'", "We'", "It'")) or len(name) < 3:
        return 0.0
    if all(map(_no_name, parts)):
        return 0.0
    if _MY_CLIENT.match(after):
        return 3.0
    if _OWN_SIDE.search(before) or words.OWN_AFTER.match(after):
        return 0.0
    opens = not before.strip(" \"'(")
    if opens and len(parts) == 1 and not _ACTS.match(after):
        return 0.0
    if (not before and _ON_MY_SIDE.match(after)) or (_TRADE.match(before) and _ENDS.match(after)):
        return 0.0
    if _PLACED.search(before) and not name.startswith(("Mr", "Mrs", "Ms", "Dr")):
        return 0.0
    return 3.0 if _BROUGHT_IN.search(before) else 1.0


def _breach(telling: Telling) -> str:
    if "integrity" in telling.kinds:
        return "integrity"
    if "repeat" in telling.kinds:
        return "repeat"
    if telling.erred in (ME, COLLEAGUE):
        return "competence"
    return NOBODY if telling.erred == THIRD else UNKNOWN
