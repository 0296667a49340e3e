"""What the writer of a message promises in it, read from the words alone by a small grammar.

A promise has somebody of the writer's side for its subject, lies in the future and is a deed. What is
asked, hangs on a condition, is denied, felt or left to the client is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from coach import dates, languages, sentences
from coach.dates import Due, Named
from coach.errors import PlanError
from coach.mails import own_words

ME, WE = "me", "we"

LONGEST = 20_000
"""The most characters of a message that are read."""


_REACH = 80  # characters before a subject that are looked at


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: the deed in the writer's words, who does it, until when if that was said."""

    action: str
    owner: str
    due: Due | None


def find(text: str, now: datetime, *, to_client: bool) -> tuple[Promise, ...]:
    """Return the promises of the text in order; none where it is not English.

    Quoted mail, words in quotation marks, headers and signatures are left alone. The words of a
    resolved date are taken out of the action; of two dates in one promise the earlier counts, and the
    words of both stay.

    Args:
        text: A draft, or a message of a conversation.
        now: The moment it is written, with its time zone.
        to_client: Whether "you" in it is the client, as in a draft. Otherwise "she will call" may
            be said of the client, and only the writer's own people promise.

    Raises:
        PlanError: The text is longer than ``LONGEST``.
    """
    if len(text) > LONGEST:
        raise PlanError(
            f"the message has {len(text):,} characters, at most {LONGEST:,} can be read; "
            "give only what you mean to send"
        )
    if languages.told_in(text) != languages.ENGLISH:
        return ()
    # Line ends within a paragraph are those of a mail that was wrapped; the length stays the same.
    own = re.sub(r"(?<=[^\n.!?:])\n(?=[a-z])", " ", own_words(sentences.straight(text)))
    found: list[Promise] = []
    someone = ""
    for start, end in sentences.spans(own):
        sentence = own[start:end]
        if "?" in sentence[-3:]:
            continue
        heads = list(_heads(sentence, someone if to_client else "", to_client=to_client))
        named = dates.find(sentence, now) if heads else ()
        for head in heads:
            found += _promises(head, sentence, text[start:end], named, now)
            if head.owner not in (ME, WE):
                someone = head.owner
    return tuple(found)


# --- Where a promise begins ---------------------------------------------------------------------

_WILL = r"(?:'ll| will| shall)"
_ADVERBS = (
    r"(?: (?:also|then|now|still|both|all|each|just|personally|immediately|soon|shortly|gladly|certainly|"
    r"definitely|of course|be sure to|make sure to|try to|do (?:my|our) best to|happily|promptly|"
    r"quickly|directly|instead|first|even|only|therefore|be (?:happy|glad|pleased) to))*"
)
_GOING = r"(?:'m| am|'re| are) going to"
_PEOPLE = (
    r"(?:colleagues?|team|engineers?|technicians?|manager|assistant|partners?|boss|office|support|drivers?|"
    r"crew|staff|people|person|department|warehouse|accountant|bookkeeper|designers?|developers?|editor|"
    r"foreman|fitters?|painter|plumber|electrician|carpenter|joiner|mechanic|supervisor|director|secretary|"
    r"nurse|doctor|chef|brother|sister|son|daughter|wife|husband|father|mother|apprentice|lads|men|guys?|"
    r"girls|man|woman|desk|service|sales|billing|finance|courier|couriers)"
)
_OURS = (
    rf"(?:[Mm]y|[Oo]ur)(?: (?!(?:I|we|you)\b)\w+){{0,2}} {_PEOPLE}(?: [A-Z]\w+)?|"
    r"(?:[Ss]omeone|[Ss]omebody|[Oo]ne of (?:us|our \w+)|"
    r"[Aa] (?:colleague|technician|member of (?:my|our) team))(?: (?:from|of|on|at|in) (?:my|our) \w+)?|"
    r"[Tt]he team"
)
_NAME = r"(?:M(?:r|s|rs)\.? )?[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:, (?:my|our|the|a|an) [\w ]{2,30},| from [\w ]{2,30})?"
_THING = (
    r"(?:it|this|that|they|everything|all of it|(?:the|your|our|my|a|an|all|both) [\w' -]{1,40}?)"
)
_VERB = r"(?P<verb>[a-z]+(?:-[a-z]+)?)\b"

# Each with the kind of its subject; the action begins at the group ``act``.
_HEADS: tuple[tuple[str, str], ...] = (
    ("i", rf"\b(?P<who>I|i|we|We)(?:{_WILL}|{_GOING}){_ADVERBS} (?P<act>{_VERB})"),
    (
        "i",
        r"\b(?P<who>I|i|we|We)(?: hereby| also)? (?:promise|commit|undertake|pledge|guarantee|plan|intend)"
        rf"(?: you)? to (?P<act>{_VERB})",
    ),
    (
        "said",
        r"\b(?P<act>(?P<who>I|i|we|We)(?: can)? (?:promise|guarantee) you (?P<verb>a|an|the|your|my)\b)",
    ),
    ("said", r"\b(?P<act>(?:[Yy]ou can )?(?:expect|Expect) (?P<verb>a|an|the|your|my)\b)"),
    ("said", r"^(?P<act>[Ll]et me (?P<verb>get back|come back|call|send|write|confirm))\b"),
    ("ing", r"\b(?P<act>(?P<who>I|i|we|We)(?:'m| am|'re| are)(?: now| also)? (?P<verb>\w+ing))\b"),
    ("ours", rf"\b(?P<who>{_OURS})(?:{_WILL}|(?:'s| is) going to){_ADVERBS} (?P<act>{_VERB})"),
    ("name", rf"(?P<who>\b{_NAME})(?:{_WILL}|(?:'s| is) going to){_ADVERBS} (?P<act>{_VERB})"),
    ("they", rf"\b(?P<who>[HhSs]?[Hh]e|[Tt]hey)(?:{_WILL}){_ADVERBS} (?P<act>{_VERB})"),
    (
        "you",
        rf"\b(?P<act>[Yy]ou{_WILL}(?: also| then| now)? "
        r"(?P<verb>have|receive|get|hear from (?:me|us|my|our)|find|be (?:refunded|reimbursed|credited|paid)))\b",
    ),
    (
        "it",
        rf"\b(?P<act>(?i:{_THING}){_WILL}(?: all| also| then)? be (?:(?:fully|back|completely|all) )?"
        r"(?P<verb>with you|ready|done|in place|back|live|there|on site|on its way|at your|in your|on your|"
        r"sent|fixed|corrected|refunded|replaced|repaired|paid|delivered|redone|rewritten|rebuilt|credited|"
        r"reimbursed|updated|resolved|shipped|installed|finished|completed|issued|collected|returned))\b",
    ),
    # Whoever else it is, their clause ends the one before.
    ("other", r"\b(?P<act>\w+(?P<verb>)(?:'ll| will| won't| shall))\b"),
)
_COMPILED = tuple((kind, re.compile(pattern.replace(" ", r"\s"))) for kind, pattern in _HEADS)

# What stands before a subject and makes its sentence one that is asked, supposed or told of a thing.
_SUBORDINATE = re.compile(
    r"\b(?:what|how|when|where|why|whether|who|which|whatever|until|till|by the time|because|since|so that|"
    r"everything|all|anything|something|nothing|if|unless|than|as long as|things|whenever|before|after|once|"
    r"as soon as)\s+(?:it is\s+)?$",
    re.IGNORECASE,
)
# "The only channel I'll answer in"; "in the meantime I'll" is none.
_RELATIVE = re.compile(
    r"(?:\b(?P<prep>in|at|by|on|for|from|with|until|till|after|before|of|over|during|this|all)\s+)?"
    r"\b(?:the|an?|every|any|each)\s+(?:\w+\s+){1,3}$",
    re.IGNORECASE,
)
_THAT = re.compile(r"\bthat\s+$", re.IGNORECASE)
_GIVES_WORD = re.compile(
    r"\b(?:promise|guarantee|assure|assured|word|commit|commitment|confirm|confirming|certain|"
    r"rest assured|be sure|pledge|is|means)\b(?:\s+\w+)?\s+that\s+$",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|might|hopefully|ideally|i (?:think|guess|hope|suppose|doubt|"
    r"fear|wonder|wish|imagine)|not sure|don't know|who knows|chances are|worried|afraid|scared|likely|"
    r"tempted|should i|shall i|can i|said|says|told|thought|meant|warned|threatened)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?<!\beven )\b(?:if|unless|provided|assuming|in case|should (?:you|it|that|this|anything|there)|"
    r"in the event|otherwise|as long as|"
    r"(?:once|when|whenever|as soon as|after) (?:you|he|she|they|the client|your))\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:[,;:—–]\s*(?:(?:and|but|so|then)\b)?|\s(?:and|but|so|then)\b|\s-\s)\s*"
    r"(?:(?:if|when|once|unless|as soon as|after|before|should|until|in case)\b[^;]*|(?:by|on|at|before|"
    r"within|in|tomorrow|today|tonight|next|this)\b[^;]*)?$",
    re.IGNORECASE,
)


_STOP = re.compile(r"[;:—–]\s|\s-\s")


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a promise begins in its sentence, and how far its clause reaches."""

    kind: str
    owner: str
    verb: str
    subject: int
    act: int
    after: int
    start: int
    end: int


def _heads(sentence: str, someone: str, *, to_client: bool) -> Iterator[_Head]:
    """Yield the beginnings of promises in the sentence, by place.

    Args:
        sentence: The sentence.
        someone: Whom "he", "she" or "they" may be, if that is somebody of the writer's side.
        to_client: Whether the client is "you".
    """
    matches = [
        (match, kind, _owner(kind, match, someone, to_client=to_client))
        for kind, pattern in _COMPILED
        for match in pattern.finditer(sentence)
    ]
    # Of two that begin together the one that promises stands, and of those the longer.
    matches.sort(key=lambda found: (found[0].start(), not found[2], -found[0].end()))
    apart: list[tuple[re.Match[str], str, str]] = []
    for found in matches:
        if not apart or found[0].start() >= apart[-1][0].end():
            apart.append(found)
    starts = [0]
    for (before, *_), (match, *_) in pairwise(apart):
        joint = _JOINT.search(sentence, before.end(), match.start())
        starts.append(joint.start() if joint else match.start())
    for at, (match, kind, owner) in enumerate(apart):
        end = starts[at + 1] if at + 1 < len(apart) else len(sentence)
        stop = _STOP.search(sentence, match.end(), end)
        end = stop.start() if stop else end
        head = _Head(
            kind=kind,
            owner=owner,
            verb=" ".join(match["verb"].lower().split()),
            subject=match.start(),
            act=match.start("act"),
            after=match.end(),
            start=starts[at],
            end=end,
        )
        if owner and _is_promise(head, sentence):
            yield head


def _owner(kind: str, match: re.Match[str], someone: str, *, to_client: bool) -> str:
    """Return who promises, or nothing when it is nobody of the writer's side."""
    who = " ".join((match.groupdict().get("who") or "").split()).rstrip(",")
    if kind == "other":
        return ""
    if kind in ("i", "ing", "said"):
        return WE if who.lower() == "we" else ME
    if kind == "ours":
        return who
    if not to_client:
        return ""
    if kind == "name":
        name = re.split(r",| from ", who)[0].strip()
        placed = _PLACED.search(match.string, 0, match.start())
        return "" if placed or _NO_NAME.fullmatch(name) else name
    return someone if kind == "they" else ME


_PLACED = re.compile(
    r"\b(?:in|at|of|from|to|with|by|for|as|on|the|this|that|next|last)\s+$", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"(?:The|This|That|These|Those|There|It|He|She|They|You|We|What|Who|Which|Nothing|Everything|Something|"
    r"Anything|Nobody|Somebody|Someone|Everyone|Each|Both|All|None|Some|Work|Money|Things|Time|Help|Today|"
    r"Tomorrow|And|But|So|Then|Now|Here|My|Our|Your|His|Her|Their|One|Another|Next|Only|Parts?|God|Life|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I)(?: \w+)?"
    r"|\w+(?:tion|sion|ment|ing|ery|ance|ence|ity|ness|age|als?|ees?|ngs|ers|ices?|ts|ds|ps|ks)",
    re.IGNORECASE,
)

# --- What is a promise, and what is only a future ----------------------------------------------

_NEVER = frozenset(
    """not never always no be value remember regret miss lose fail die feel think believe know understand
    appreciate admit say assume guess bet want need like love hate hope wonder worry suffer treasure
    cherish respect accept mind forget wait look seem become end deserve owe cost stay remain
    continue keep leave live stop go see wish rather probably likely hardly simply truly really ever
    forever surely have hear apologise apologize""".split()
)
# Of these, a promise when what follows makes a deed of them.
_DEED = re.compile(
    r"(?:"
    r"keep (?:you|them|him|her) (?:posted|updated|informed)|"
    r"keep (?:sending|reporting|working)|"
    r"see (?:you|them|him|her) |see to (?:it|that)|"
    r"look (?:into|at|through|after|over|in on|in|again)\b|"
    r"wait (?:for you|at)|"
    r"leave (?:\w+ ){1,4}(?:at|with|in|on|by)|"
    r"go (?:through|over|to|back)|"
    r"stop (?:by|in|the|all|using)|stay (?:on (?:it|site)|late|until|with|by)|"
    r"say (?:sorry|so) to|live up|accept the return|continue (?:to (?:send|report|work)|with)|"
    r"have (?!to\b|had\b|been\b|a (?:chance|problem|hard)|no\b)|"
    r"be (?:in touch|with you|back|there|on[- ]?site|over|ready|available|"
    r"(?:at|in|on) (?:the|your|my)|"
    r"calling|sending|coming|visiting|working|writing|checking|meeting|delivering|bringing|replacing|"
    r"refunding|holding|reporting|the one)"
    r")",
    re.IGNORECASE,
)
# Where or how a thing will be says little without a day: "it will be there".
_STATES = frozenset(
    (
        *("with you", "ready", "in place", "back", "live", "there", "on site", "on its way"),
        *("at your", "in your", "on your"),
    )
)
_LOOSE_BE = re.compile(r"be (?:in touch|with you|back|sending|writing|looking into)", re.IGNORECASE)
# Deeds that are promised even when no date is named with them.
_ACTIONS = frozenset(
    """add address adjust answer arrange ask assign bring build buy call cancel
    change check clean clear collect come compensate complete confirm contact copy correct cover create credit
    deal deliver discuss document draft drop email ensure escalate exchange explain extend file fill find finish
    fit fix follow get give go handle hand have help hire hold improve include inform inspect install introduce
    investigate invite issue keep let list look mail make mark measure meet mend message move notify
    offer open order organise organize pass pay phone pick post prepare present print produce provide publish
    pull put raise reach rebuild recall rectify redo reduce refund reimburse release remake remove renew
    reorder repair repeat replace reply report reprint resend reset resolve respond restore return review
    revise rewrite ring rework run schedule send set settle share ship show sort speak start stop
    submit supply swap switch take talk tell test track train transfer try turn update upload visit walk
    waive work write see stay text message drive bear carry""".split()
)
_GOES_WRONG = re.compile(
    r"(?:get (?:fired|sued|sacked|used|over|better|worse|angry|upset|blamed|lost|nowhere)|have to\b|run out|"
    r"go (?:bust|broke|under|bankrupt|mad|crazy|elsewhere)|take (?:\w+ )?(?:time|years|months|forever|responsibility|"
    r"ownership|the blame)|come (?:across|clean)|find (?:it|out)|make (?:mistakes|sense)|let (?:you|it|this|them) "
    r"(?:down|go|slide|happen)|tell you (?:honestly|frankly|what)|give (?:up|in)|ask (?:nothing|for nothing)|"
    r"stand by|hold (?:my|our) tongue|leave (?:you|him|her|them|it) (?:in peace|alone|be)\b|"
    r"add (?:only |just )?that|offer (?:no|nothing)|stop here|start by saying|be honest)",
    re.IGNORECASE,
)
_NO_DOING = frozenset(
    """looking hoping thinking going trying writing emailing mailing expecting waiting planning having feeling
    being asking getting struggling wondering considering worrying dreading doing losing missing afraid
    reaching contacting telling saying letting""".split()
)


def _is_promise(head: _Head, sentence: str) -> bool:
    """Whether the words at the head are a deed that is promised: not denied, doubted or conditional."""
    before = sentence[head.start : head.subject]
    clause = sentence[head.subject : head.end]
    # What makes a clause depend on another stands right before its subject.
    near = sentence[max(0, head.subject - _REACH) : head.subject]
    if _SUBORDINATE.search(near) or _DOUBT.search(before):
        return False
    relative = _RELATIVE.search(near)
    if relative and not relative["prep"]:
        return False
    if _THAT.search(near) and not _GIVES_WORD.search(near):
        return False
    if _CONDITION.search(before) or _CONDITION.search(clause):
        return False
    if re.search(r"\b(?:hopefully|probably|maybe|perhaps|by you)\b", clause, re.IGNORECASE):
        return False
    if head.kind == "ing":
        return head.verb not in _NO_DOING
    if head.kind in ("you", "it", "said"):
        return not re.match(r"\s+(?:to|not|no)\b|\s+\w+n't\b", sentence[head.after :])
    words = sentence[head.act :]
    if _GOES_WRONG.match(words):
        return False
    return head.verb not in _NEVER or _DEED.match(words) is not None


def _sure_without_date(head: _Head, sentence: str) -> bool:
    """Whether it is a promise even though no date is named with it."""
    words = sentence[head.act :]
    if head.kind in ("ing", "said"):
        return False
    if head.kind == "you":
        return head.verb.startswith(("hear", "be "))
    if head.kind == "it":
        return head.verb not in _STATES
    if head.verb == "be":
        return _LOOSE_BE.match(words) is not None
    if head.verb in _NEVER:
        return head.verb != "have" and _DEED.match(words) is not None
    return head.verb in _ACTIONS


# --- The action and its date --------------------------------------------------------------------

_PAST = re.compile(
    r"\b(?:that|which|who|whom|you|we|i|they|he|she)\b(?:'ve|'d|\s+(?:would(?:'ve| have)|have|has|had|was|were|just|"
    r"already|originally|both))*\s+(?:\w+ed|sent|made|gave|said|told|spoke|met|got|found|bought|paid|left|lost|broke|"
    r"wrote|took|was|were|been|had|did)\b",
    re.IGNORECASE,
)
_NO_DATE_OF_IT = re.compile(
    r"\b(?:of|about|regarding|concerning)\s+$|\b(?:because|although|though|since (?:i|we|you|the|it))\b",
    re.IGNORECASE,
)
# A day that was named before; which one it is cannot be told from here.
_THAT_DAY = re.compile(
    r"\b(?:that|the same|the following) (?:very )?(?:day|morning|afternoon|evening|night|week|month)\b",
    re.IGNORECASE,
)
_SECOND = re.compile(r",?\s+and\s+(?:then\s+|also\s+)?(?P<act>(?P<verb>[a-z]+)\b)")


def _promises(
    head: _Head, sentence: str, raw: str, named: Sequence[Named], now: datetime
) -> Iterator[Promise]:
    """Yield the promise at the head, and a second one that shares its subject: "… and call you on Monday"."""
    leading = [
        one
        for one in named
        if head.start <= one.start
        and one.end <= head.subject
        and not sentence[one.end : head.subject].strip(" ,\n")
    ]
    for start, end in _parts(head, sentence, named):
        inside = [
            one for one in named if start <= one.start < end and _is_ahead(one, head, sentence)
        ]
        own = inside or leading
        due = _earliest(own, now)
        if due is not None and _is_of_another_day(own, named, sentence[start:end]):
            due = None
        if due is None and not _sure_without_date(head, sentence):
            continue
        single = own[0] if due is not None and len(own) == 1 else None
        action = _action(raw, start, min(end, len(raw)), single)
        if action:
            yield Promise(action, head.owner, due)


def _parts(head: _Head, sentence: str, named: Sequence[Named]) -> list[tuple[int, int]]:
    """Return where the actions of one subject stand: two when each of them has a date of its own."""
    for second in _SECOND.finditer(sentence, head.after, head.end):
        first = any(head.after <= one.start < second.start() for one in named if one.due)
        later = any(second.end() <= one.start < head.end for one in named if one.due)
        if second["verb"] in _ACTIONS and first and later and head.kind in ("i", "ours", "name"):
            return [(head.act, second.start()), (second.start("act"), head.end)]
    return [(head.act, head.end)]


def _is_ahead(named: Named, head: _Head, sentence: str) -> bool:
    """Whether the date is that of the deed, and not that of a thing: "the bill we sent on Monday"."""
    between = sentence[head.after : named.start]
    if _NO_DATE_OF_IT.search(between):
        return False
    return named.deadline or _PAST.search(between) is None


def _is_of_another_day(own: Sequence[Named], named: Sequence[Named], clause: str) -> bool:
    """Whether an hour is that of a day named before: "it comes tomorrow, and I'll call by noon"."""
    if all(one.kind != dates.HOUR for one in own):
        return False
    before = [one for one in named if one.start < own[0].start and one.kind != dates.HOUR]
    return bool(before) or _THAT_DAY.search(clause) is not None


def _earliest(named: Sequence[Named], now: datetime) -> Due | None:
    """Return the earliest of the dates; None when one is open, or a month and a day stand side by side."""
    due = [one.due for one in named if one.due is not None]
    if not due or len(due) < len(named):
        return None
    if len(due) > 1 and any(one.kind == dates.STRETCH for one in named):
        return None
    # On one day a moment comes before the end of the day.
    return min(due, key=lambda one: dates.end(one, now.tzinfo))


def _action(raw: str, start: int, end: int, date: Named | None) -> str:
    """Return the words of the deed as a line that begins with a capital, what a date says put in brief.

    Args:
        raw: The sentence as it was written.
        start: Where the deed begins.
        end: Where it ends.
        date: The one date of the deed, which may stand before it; its words go, but for what is left.
    """
    words = raw[start:end]
    if date is not None and start <= date.start < end:
        words = f"{raw[start : date.start]} {date.left} {raw[date.end : end]}"
    words = re.sub(r"\s*([,.;:])(?:\s*[,;:])*(?=\s|$)", r"\1", " ".join(words.split()))
    words = _LOOSE_END.sub("", words)
    if date is not None and date.left and date.left not in words:
        words = f"{words} {date.left}"
    return words[:1].upper() + words[1:]


_LOOSE_END = re.compile(
    r"(?:[\s,.;:!–—-]|\b(?:and|but|so|then|by|at|on|which|that|because|when)$)+$"
)
