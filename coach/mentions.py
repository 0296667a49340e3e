"""What in a text points at one person or firm by its form alone: addresses, numbers and sums.

Patterns only, each linear in the length of the text: a loop takes what it takes and gives nothing back,
or has an upper bound.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["Person", "Firm", "Place", "Sum", "Phone", "Mail", "Web", "Number"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names somebody or something, and of which kind."""

    kind: Kind
    start: int
    end: int


class Mask:
    """Which characters of a text are taken already, so that no two mentions overlap."""

    def __init__(self, length: int, taken: Sequence[Mention] = ()) -> None:
        """Start with the mentions given."""
        self._taken = bytearray(length)
        for mention in taken:
            self.take(mention.start, mention.end)

    def free(self, start: int, end: int) -> bool:
        """Return whether nothing between the two places is taken."""
        return self._taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Take what is between the two places."""
        self._taken[start:end] = b"\x01" * (end - start)


# --- mail and web -------------------------------------------------------------------------------

_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@.])@[^\W_][\w.]{1,30}(?<!\.)")
_LINK = re.compile(r"(?:(?<!\w)(?:https?|ftp)://|(?<![\w.])www\.)[^\s<>\"“”]+", re.I)
_LINK_END = ".,;:!?)]}'’*_"
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[^\W_][\w-]*+\.)+(?:com?|org|net|info|biz|shop|store|studio|online|agency|app|dev|"
    r"io|eu|uk|ie|de|fr|es|pt|nl|se|dk|fi|pl|cz|ro|hu|gr|tr|ru|ua|ch|li|ca|au|nz|za|ng|ke|gh|ae|qa|sa|eg|"
    r"pk|bd|lk|sg|my|ph|vn|th|id|jp|kr|cn|hk|tw|br|ar|mx|cl|pe|mt|hr|ee|lv|lt|sk|si|edu|gov|mil|fm|tv|ai)"
    r"(?![\w-]|\.\w)(?:/[^\s<>\"“”]*)?"
)

# --- sums ---------------------------------------------------------------------------------------

_GROUPED = r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}(?!\d))++(?:[.,]\d{1,2}(?!\d))?"
_AMOUNT = rf"(?:{_GROUPED}|\d++(?:[.,]\d{{1,2}}(?!\d))?)"
_SCALE = (
    r"(?:[ \u00a0-]?(?:k|K|m|M|mn|mio|mln|mil|bn|tys\.?|grand|(?i:hundred|thousand|million|billion|"
    r"lakh|lac|crore)s?)(?!\w))?"
)
_CENTS = r"(?:,-|\.[-–]|,–|/-)?"
_CODE = (
    r"(?:AED|ARS|AUD|BDT|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|GHS|HKD|HUF|IDR|ILS|INR|JOD|JPY|"
    r"KES|KRW|KWD|LKR|MAD|MXN|MYR|NGN|NOK|NZD|OMR|PEN|PHP|PKR|PLN|QAR|RMB|RON|RSD|RUB|SAR|SEK|SGD|THB|TND|"
    r"TRY|TWD|TZS|UAH|UGX|USDT|USDC|USD|BTC|ETH|UYU|VND|XAF|XOF|ZAR|ZMW)"
)
_SYMBOL = r"[£€¥₹₦₱₩₽₺₫₴₪฿₵₡₸₭₾¢]"
_BEFORE = (
    rf"(?:(?:(?:US|AU|CA|NZ|HK|SG|NT|Mex|C|A|S|R|J)?\$|{_SYMBOL})|(?<!\w)(?:{_CODE}|Rs|Re|Dhs?|AED|K[Ss]h|T[Ss]h|"
    r"U[Ss]h|S?Fr|kr|Kč|RM|Rp|Bs|GH₵|[RN](?=\d{3}|\d[\d.,]*[ ]?(?:k|m|bn)\b|\d{1,3}[ ,]\d{3}))\.?)"
)
_MONEY = (
    r"(?i:dollars?|euros?|pounds?(?: sterling)?|quid|bucks?|pence|rupees?|dirhams?|riyals?|dinars?|naira|cedis?|"
    r"shillings?|rands?|francs?|kronor|kroner|krona|krone|yen|yuan|renminbi|pesos?|reais|soles|liras?|zlot(?:y|ych|e)|"
    r"z[łl]otys?|zł|forints?|korun[ay]?|leva|hryvnia|rubles?|roubles?|shekels?|baht|ringgit|rupiah|taka|tenners?|"
    r"fivers?|grand|cents?|kr|ksh)(?!\w)|(?:Ft|Kč|lei|RON|R\$)(?!\w)"
)
_AFTER = rf"(?:{_SYMBOL}|\$|{_CODE}(?!\w)|{_MONEY})"
_RANGE = rf"(?:[ ]?[-–][ ]?{_BEFORE}?{_AMOUNT}{_SCALE})?"
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|"
    r"millions?|billions?|lakhs?|crores?|half|dozen|few|couple|several|many|zwei|drei|hundert|tausend|honderd|"
    r"duizend|mil|mille|cien|cent|cento)"
)
_NO_NOUNS = frozenset("is was as has us this plus less minus pounds dollars euros bucks".split())
_SUMS = (
    re.compile(rf"{_BEFORE}[ \u00a0]?{_AMOUNT}{_SCALE}{_CENTS}{_RANGE}(?:[ \u00a0-]?{_AFTER})?"),
    re.compile(rf"(?<![\w.,]){_AMOUNT}{_SCALE}{_CENTS}{_RANGE}[ \u00a0-]?{_AFTER}"),
    re.compile(
        rf"(?<![\w-])(?:an? (?=hundred|thousand|million|billion|lakh|crore|few|couple|dozen))?{_NUMBER_WORD}(?:(?:[ -]| and | of | a )(?:a |an |of )?{_NUMBER_WORD}){{0,9}}+(?: of)?[ -](?:{_MONEY})",
        re.I,
    ),
    re.compile(
        r"(?<![\w-])(?:a (?:tenner|fiver|quid)|a grand(?=\s*(?:[.,;:!?)]|$|(?:in|for|of|on|off|to|and|a|per|back|more|"
        r"less|or|out|short|down|by|from|because|but|each|worth|that|which|last|this|over|extra)\b)))(?!\w)",
        re.I,
    ),
    # Compounds of languages that write them in one word: "tweehonderd euro", "fünfhundert Euro".
    re.compile(
        r"(?<!\w)[a-zäöüß]{0,20}(?:hundert|tausend|honderd|duizend|cientos|cento|cents)[ ](?i:euros?|franken|pesos|francs)(?!\w)"
    ),
)
# Sums that only their form gives away: "4k", "1.2 million", "1,900". A counted noun after them makes them a count.
_BARE_SUMS = (
    re.compile(
        r"(?<![\w.,/-])\d++(?:[.,]\d{1,2})?[ ]?(?:[kK]|(?i:million|billion|lakhs?|crores?))(?!\w)"
    ),
    re.compile(r"(?<![\w.,/-])\d{1,3}(?:[,'’]\d{3}(?!\d))++(?:\.\d{2}(?!\d))?(?:/-|,-)?(?![\w%°])"),
)
_COUNTED = re.compile(r"[ -]((?:[a-z]+ )?[a-z]+)")
_UNITS = frozenset(
    "people km kg g m cm mm mi ft sq sqm sqft lb lbs oz ml kw kwh rpm mph kph px dpi mb gb tb".split()
)

# --- numbers ------------------------------------------------------------------------------------

_IBAN = re.compile(
    r"(?<!\w)(?:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])(?!\w)"
)
_CUE = (
    r"(?i:invoice|inv|order|account|acct|a/c|ref|reference|ticket|case|policy|contract|booking|vin|sort code|bsb|"
    r"routing|tracking|serial|quote|quotation|claim|reservation|confirmation|licen[cs]e|passport|membership|iban|card|"
    r"file|job|batch|patient|customer|client|receipt|cheque|check|docket|meter|plot)|PO|VAT|NI|SSN|EIN|GST|ABN|SKU|PIN"
)
_CUED = re.compile(
    rf"(?<!\w)(?:{_CUE})(?: (?:no|number|num|nr|id|code|ending(?: in)?))?\.?[ ]?(?:[:#]|is)?[ ]?#?"
    r"(?P<number>[A-Za-z]{0,6}[-/]?\d[\dA-Za-z]*(?:[-/. ]\d[\dA-Za-z]*){0,6})(?!\w)"
)
_SORT_CODE = re.compile(
    r"(?i:sort code|routing number|bsb)(?:[ :]| is ){1,2}(?P<number>\d{2,3}[- ]\d{2,3}(?:[- ]\d{2,3})?)(?!\w)"
)
_HASH = re.compile(r"#(?<!\w#)\d{3,}(?!\w)")
_DIGITS = re.compile(
    r"(?<![\w.,/-])\+?\(?\d(?:(?:[ .\-/–\u00a0]|\)[ .-]?|[ ]?\()?\d){5,24}(?!\d)"
    r"(?:[ ,]{0,2}(?i:ext|extension|x)\.?[ ]?\d{1,6})?(?!\w)"
)
_CODED = re.compile(
    r"(?<![\w./-])(?:[A-Za-z]++[-/.]?)*+\d[A-Za-z0-9]*+(?:[-/.][A-Za-z0-9]++)*+(?![\w-])"
)
_DATE = re.compile(
    r"\d{1,2}[-/.–]\d{1,2}[-/.–](?:\d{4}|\d{2})|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|"
    r"(?:19|20)\d\d ?[-–/] ?(?:(?:19|20)\d\d|\d\d)|\d{1,2}\.\d\d ?[-–] ?\d{1,2}\.\d\d|(?:\d{1,2}[/.]){1,2}\d{2,4}"
)
_PHONE = re.compile(r"[+(0]|\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}[-. ]\d{4}$")
# Digits of a number: behind a word such as "invoice", standing alone, of a phone, too many to be a count.
_LEAST_CUED = 3
_LEAST_DIGITS = 5
_LEAST_PHONE, _MOST_PHONE = 7, 18
_LEAST_UNCOUNTED = 8

# --- addresses ----------------------------------------------------------------------------------

_CAP = r"(?!(?:I|We|He|She|They|It|You|And|But|So|My|Our|His|Her|If|When|What|Or|At|In|On|To|From|For|With|By)\b)[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]*+(?:-[\w'’]++){0,3}+"
_KIND_OF_STREET = (
    r"(?:Street|Strt|Str|St|Road|Rd|Lane|Ln|Avenue|Ave|Av|Boulevard|Blvd|Drive|Dr|Court|Ct|Close|Cl|Way|Grove|Gr|"
    r"Place|Pl|Square|Sq|Terrace|Tce|Crescent|Cres|Gardens|Gdns|Row|Mews|Hill|Park|Walk|Highway|Hwy|Parkway|Pkwy|Quay|"
    r"Wharf|View|Rise|Green|Circle|Cir|Trail|Turnpike|Pike|Parade|Esplanade|Alley|Yard|Market|Marg|Nagar|Layout|Colony|"
    r"Sector|Estate|Centre|Center|Plaza|Circus|Heights|Loop|Crossing|Broadway|Embankment|Promenade|House|Building|Tower)"
)
_UNIT = (
    r"(?:(?:Flat|Apartment|Apt|Unit|Suite|Ste|Floor|Room|Rm|Block|Blk|Gate|Shop|Office|Plot|Villa|Door|House|Level|"
    r"Building|Bldg|Stall|Bay|Warehouse|Tower|Sector|Phase|Stand|Lot)\b\.?(?: No\.?)? ?#?(?:\d[\w/-]{0,5}|[A-Z]\d{0,3})(?!\w)|"
    r"#\d[\w-]*|[A-Z]-\d{1,4}(?=,)|P\.? ?O\.? Box \d+)"
)
_UK_CODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_POSTCODE = (
    rf"(?:{_UK_CODE}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{{2,3}} \d{{4,5}}(?:-\d{{4}})?|\d{{4}} [A-Z]{{2}}|"
    r"(?:[A-Z]{1,2}-)?\d{4,7}(?:-\d{3,4})?|\d{2,3}[ -]\d{2,3}|〒?\d{3}-\d{4})(?!\w)"
)
_HOUSE = r"\d{1,5}[A-Za-z]?(?:[-–/]\d{1,5}[A-Za-z]?)?"
_SUFFIX = (
    r"(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|damm|ufer|markt|gracht|straat|laan|plein|kade|dreef|singel|gatan|"
    r"vägen|gade|vej|vei|veien|gate|gata|katu|tie)"
)
_FOREIGN = (
    r"(?:(?:[Cc]alle|[Rr]ue|Via|Viale|Av\.?|Avda\.?|[Aa]venida|[Rr]ua|[Pp]laza|[Pp]raça|[Uu]l\.|[Uu]lica|Al\.|"
    r"[Pp]iazza|[Bb]oulevard|[Bb]d|Strada|[Cc]arrer|[Pp]aseo|[Cc]hemin|Quai|[Aa]llée|Impasse|Jalan|Jl\.|Lorong|Carrera|"
    r"Cra\.|Rúa|Corso|Largo|Travessa|Bulevardul|Str\.) (?:d[eiao]s? |de l[ao]s? |della? |du |la |l['’]|d['’])?)"
)
_DOOR = r",? \d{1,2}(?:[º°ª]|\.) ?\w{1,5}"
_DAY = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|"
    r"(?:Septem|Octo|Novem|Decem)ber|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_STREETS = (
    re.compile(
        rf"(?<!\w)(?:{_UNIT},? ){{1,3}}+(?:{_CAP} ){{0,4}}{_CAP}(?: \d{{1,3}}(?!\w))?(?: #\d[\w-]*)?"
    ),
    re.compile(
        rf"(?:{_UNIT},? ){{0,3}}+(?:No\.? )?(?<![\w.,£$€-]){_HOUSE},? (?:[NSEW]{{1,2}}\.? )?(?:(?:{_CAP}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}"
        rf"{_KIND_OF_STREET}(?!\w)(?:\.(?=,))?(?: [NSEW]{{1,2}}(?!\w))?"
    ),
    re.compile(
        r"(?<![\w.,£$€-])\d{1,4}[a-z]?,? (?:(?!(?:the|an?|of|down|up|on|off|in|our|my|your|this|that|by|more|miles?|yards?|"
        r"met(?:re|er)s?|minutes?|houses?|doors?)\b)[a-z']+ ){1,2}(?:street|road|lane|avenue|terrace|crescent|close|grove|"
        r"drive|court|st|rd|ave)(?=[,.;:!?)\n]|$| in | with )"
    ),
    re.compile(rf"(?<!\w){_HOUSE},? (?:bis |ter )?{_FOREIGN}(?:{_CAP}[ -]?){{1,4}}(?<![ -])"),
    re.compile(
        rf"(?<!\w){_FOREIGN}(?:{_CAP},? ){{1,5}}(?:nº |n\. ?|No\. ?)?\d{{1,5}}\w?(?:/\d{{1,4}})?(?!\w)"
    ),
    re.compile(
        r"(?<!\w)(?:Calle|Carrera|Cra\.?|Cl\.?|Kr\.?|Diagonal|Transversal) \d{1,3}\w? ?(?:#|No\.) ?\d{1,3}\w?-\d{1,3}"
    ),
    re.compile(
        rf"(?<!\w)(?:{_CAP} )?(?:[A-ZÀ-Þ][\w-]{{0,30}}?{_SUFFIX}|{_CAP} (?:utca|út|tér|ulica|Straße|Strasse|Platz|Allee|Weg)) "
        rf"\d{{1,4}} ?[a-zA-Z]?(?:[-/]\w{{1,4}}){{0,3}}(?!\w)"
    ),
    re.compile(rf"(?<!\w)(?:{_CAP},? ){{0,9}}{_UK_CODE}(?!\w)"),
    # Any name with a number, where a postcode and a town follow: "Gran Vía 28, 3º B, 28013 Madrid".
    re.compile(
        rf"(?<!\w)(?!{_DAY})(?:{_CAP} ){{1,4}}{_HOUSE}(?:{_DOOR})?, ?(?:{_POSTCODE} {_CAP}|(?:{_CAP} ){{1,2}}\d{{4,6}}(?!\w))"
    ),
    re.compile(rf"(?<![\w-])\d{{1,2}}-\d{{1,2}}-\d,? {_CAP}"),
    re.compile(
        rf"(?<!\w)(?:{_CAP},? ){{1,4}}(?:[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?|[A-Z]\d[A-Z] \d[A-Z]\d)(?!\w)"
    ),
    re.compile(r"(?<!\w)P\.? ?O\.? Box \d+"),
)
# What may follow a street, behind a comma: a flat, a place with or without its code, the code alone.
_SEGMENT = re.compile(
    rf",? (?:{_UNIT}|{_POSTCODE}(?: {_CAP}){{0,2}}|(?:{_CAP} ){{0,2}}{_CAP} {_POSTCODE})|{_DOOR}|"
    rf", {_HOUSE} (?:{_CAP} ){{0,3}}{_CAP}|, ?(?P<place>{_CAP})(?: {_CAP}){{0,2}}(?: \d{{1,3}}(?![\w.]))?(?! [a-z]+(?:ed|s)\b)"
)
_NO_PLACES = frozenset(
    """i he she they we you it and but so or if when then that this who what why how where monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december mr mrs ms miss dr""".split()
)


def find(text: str) -> list[Mention]:
    """Return mail and web addresses, sums, phone and other numbers, and streets with their places, in order."""
    mask = Mask(len(text))
    found: list[Mention] = []
    for kind, start, end in _candidates(text):
        if start < end and mask.free(start, end):
            mask.take(start, end)
            found.append(Mention(kind, start, end))
    return sorted(found, key=lambda mention: mention.start)


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Yield what may be a mention; of two that overlap the first counts."""
    yield from _sites(text)
    for iban in _IBAN.finditer(text):
        yield "Number", iban.start(), iban.end()
    yield from _addresses(text)
    for pattern in _SUMS:
        for told in pattern.finditer(text):
            yield "Sum", told.start(), told.end()
    yield from _numbers(text)
    for pattern in _BARE_SUMS:
        for told in pattern.finditer(text):
            if not _is_count(text, told.end()):
                yield "Sum", told.start(), told.end()


def _sites(text: str) -> Iterator[tuple[Kind, int, int]]:
    for mail in _MAIL.finditer(text):
        yield "Mail", mail.start(), mail.end()
    for pattern in (_LINK, _DOMAIN, _HANDLE):
        for site in pattern.finditer(text):
            yield "Web", site.start(), site.start() + len(site[0].rstrip(_LINK_END))


def _is_count(text: str, end: int) -> bool:
    """Whether a noun in the plural follows the number: "1,200 shirts", "1,200 blue shirts"."""
    behind = _COUNTED.match(text, end)
    if not behind:
        return False
    words = behind[1].split()
    return any(
        word in _UNITS or (len(word) > 2 and word.endswith("s") and word not in _NO_NOUNS)
        for word in words
    )


def _addresses(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Yield addresses: a flat, its street and its town are one where only a comma parts them."""
    found: list[tuple[int, int]] = []
    for pattern in _STREETS:
        end = 0
        for street in pattern.finditer(text):
            if street.start() >= end:
                end = _end_of_address(text, street.end())
                found.append((street.start(), end))
    start = end = 0
    for next_start, next_end in sorted(found):
        if next_start > end and (
            not end or text[end:next_start].strip(", ") or next_start > end + 2
        ):
            if end:
                yield "Place", start, end
            start = next_start
        end = max(end, next_end)
    if end:
        yield "Place", start, end


def _end_of_address(text: str, end: int) -> int:
    """Return where the address ends whose street ends here."""
    while more := _SEGMENT.match(text, end):
        if more["place"] and more["place"].lower() in _NO_PLACES:
            break
        end = more.end()
    return end


def _numbers(text: str) -> Iterator[tuple[Kind, int, int]]:
    for cued in _CUED.finditer(text):
        number, start = cued["number"], cued.start("number")
        long = sum(map(str.isdigit, number)) >= _LEAST_CUED
        if long and not _DATE.fullmatch(number) and not _is_count(text, cued.end()):
            yield "Number", start - (text[start - 1] == "#"), cued.end()
    for coded in _SORT_CODE.finditer(text):
        yield "Number", coded.start("number"), coded.end()
    for told in _HASH.finditer(text):
        yield "Number", told.start(), told.end()
    yield from _phones(text)
    for coded in _CODED.finditer(text):
        if _is_reference(coded[0]) and not _is_count(text, coded.end()):
            yield "Number", coded.start(), coded.end()


def _phones(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Yield phone numbers, and other numbers as long."""
    for told in _DIGITS.finditer(text):
        digits = sum(map(str.isdigit, told[0]))
        counted = digits < _LEAST_UNCOUNTED and _is_count(text, told.end())
        if not counted and not _DATE.fullmatch(told[0]):
            phone = _LEAST_PHONE <= digits <= _MOST_PHONE and _PHONE.match(told[0])
            yield ("Phone" if phone else "Number"), told.start(), told.end()


def _is_reference(word: str) -> bool:
    """Whether the word is a number that somebody was given: letters and digits, or digits alone."""
    digits = sum(map(str.isdigit, word))
    if _DATE.fullmatch(word) or digits < _LEAST_CUED:
        return False
    if any(map(str.isalpha, word)):
        return len(word) >= _LEAST_DIGITS and any(map(str.isupper, word))
    return digits >= _LEAST_DIGITS and "." not in word
