"""The telling: what the user's own words say of who, what happened, what was tried, what is asked.

Everything here comes from the words themselves; what they do not say stays empty. Clauses are kept
as the user wrote them, and turned to the user ("you told his boss …") or to the client ("I told
your boss …") where an answer needs them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from coach import case_words as words
from coach import events, sentences
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.listener import NOTHING, Heard

_LONGEST_DEED = 16
_LONGEST_REACTION = 14
_LONGEST_TRIED = 18
_MOST_READ = 3_000


@dataclass(frozen=True, slots=True)
class Telling:
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
    told: str = ""
    disputed: bool = False

    @property
    def one_sided(self) -> bool:
        """Whether a quarrel is told from one side, and where it stands does not already say what to do."""
        return self.disputed and not self.status


def _unheard(_: str) -> Heard:
    return NOTHING


def read(
    question: str, earlier: Sequence[str] = (), *, hear: Callable[[str], Heard] = _unheard
) -> Telling:
    """Return what the question says of the case; earlier messages fill what it leaves open.

    Args:
        question: The user's words, cleaned.
        earlier: The user's earlier messages, oldest first.
        hear: Says who erred in a message, as ``Listener.hear`` does; without it that stays unknown.
    """
    telling = _read(question, hear(question))
    plain = bool(telling.told)
    for message in reversed(earlier):
        telling = _filled(telling, _read(message, hear(message)))
    if earlier and not plain:
        # Who erred is heard best in the whole story.
        whole = "\n".join((*earlier, question))
        erred, told = _erred(whole, hear(whole))
        if erred != UNKNOWN:
            telling = replace(telling, erred=erred, told=told)
    return telling


def _read(question: str, heard: Heard) -> Telling:
    straight = sentences.straight(_opening(question))
    written = sentences.split(straight)
    parts = [_spelled(part) for part in written]
    text = " ".join(parts)
    client, pronouns = _client(text, parts)
    tried_words, attempts = _tried(parts)
    erred, told = _erred(question, heard)
    deed = _deed(parts, client) if erred == ME else ""
    asks = _first(words.ASKS, text)
    return Telling(
        question=question,
        client=client,
        pronouns=pronouns,
        matter=_matter(parts, client),
        deed=_to_user(deed),
        my_deed=_to_client(deed, client, pronouns),
        reaction=_to_user(_reaction(parts, client)),
        tried=_to_user(tried_words),
        attempts=attempts,
        erred=erred,
        kinds=_fitting(words.KINDS, text),
        mood=_first(words.MOODS, text),
        asks=asks,
        asked=_asked(written, asks),
        status=_first(words.STATUS, text),
        told=told,
    )


def _opening(question: str) -> str:
    """Return the part that is read: all, or the first and last pages of a very long telling."""
    if len(question) <= _MOST_READ:
        return question
    return f"{question[: _MOST_READ - 800]}\n\n{question[-800:]}"


def _filled(telling: Telling, older: Telling) -> Telling:
    """Return the case with what it leaves open taken from an older reading."""
    names = ("client", "matter", "deed", "my_deed", "reaction", "tried", "mood", "status")
    changes = {
        name: getattr(older, name)
        for name in names
        if not getattr(telling, name) and getattr(older, name)
    }
    if "client" in changes or telling.pronouns == Telling().pronouns:
        changes["pronouns"] = older.pronouns
    if (not telling.told and older.told) or telling.erred == UNKNOWN:
        changes |= {"erred": older.erred, "told": older.told}
    return replace(
        telling,
        **changes,
        attempts=telling.attempts | older.attempts,
        kinds=telling.kinds | older.kinds,
    )


def _fitting(table: dict[str, str], text: str) -> frozenset[str]:
    return frozenset(name for name in table if _compiled(table[name]).search(text))


def _first(table: dict[str, str], text: str) -> str:
    return next((name for name in table if _compiled(table[name]).search(text)), "")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _spelled(part: str) -> str:
    """Return the sentence with the apostrophes and capitals that typing left out: "ive" is "I've"."""
    return _MISSPELT.sub(lambda m: words.CONTRACTIONS[m[0]], part)


_MISSPELT = re.compile(
    r"(?<![\w'])(?:" + "|".join(sorted(words.CONTRACTIONS, key=len, reverse=True)) + r")(?![\w'])"
)


# --- who erred ------------------------------------------------------------------------------------

_SURE = 0.5


def _erred(question: str, heard: Heard) -> tuple[str, str]:
    """Return who erred, and the sentence that says so if one plainly does."""
    who = max(heard.erred, key=lambda one: heard.erred[one], default=UNKNOWN)
    if who not in (ME, COLLEAGUE, THIRD, CLIENT):
        return UNKNOWN, ""
    told = question[heard.told.start : heard.told.end]
    plain = heard.erred[who] >= _SURE and not told.rstrip().endswith("?")
    return who, told if plain else ""


# --- what the user did ----------------------------------------------------------------------------


def _deed(parts: Sequence[str], client: str) -> str:
    """Return the clause in which the user says what they did, as they would say it, or nothing."""
    best, best_score = "", 0.9
    for at, part in enumerate(parts):
        if part.rstrip().endswith("?") or '"' in part or words.NOT_MINE.search(part):
            continue
        row = events.tokens(part)
        for event in events.events(row, part, client):
            if event.who != ME:
                continue
            clause = _deed_clause(row, part, event)
            score = event.weight - 0.15 * at + 0.3 * bool(words.MINE.search(part))
            if clause and score > best_score - 0.6 * (not best) and score > best_score:
                best, best_score = clause, score
            elif clause and not best and score > 0.3:
                best, best_score = clause, max(score, 0.3)
    return best or _broken_word(parts)


def _broken_word(parts: Sequence[str]) -> str:
    """Return what the user said that did not hold: "I told his boss the demo was ready"."""
    # A sentence alone, or with the one behind it: "I told him it was ready. It wasn't."
    for part in (*parts, *(f"{one} {two}" for one, two in pairwise(parts))):
        if not words.BROKEN_WORD.search(part):
            continue
        said = words.SAID.search(part)
        if said and 4 <= len(said[0].split()) <= _LONGEST_DEED and '"' not in said[0]:
            return "I" + said[0][said[0].index(" ") :]
    return ""


def _deed_clause(row: Sequence[events.Word], part: str, event: events.Event) -> str:
    """Return the user's clause round a verb of fault, whole and in their words, or nothing."""
    verb, subject = event.verb, event.subject
    if _reported(row, subject) or not _is_deed(row, part, verb):
        return ""
    end = _clause_end(row, verb)
    if subject < verb and subject > 0 and _takes_up(row, subject):
        return _relative_deed(row, part, event, end)
    start = verb
    while start > 0 and row[start - 1].low in words.ADVERBS | words.AUXILIARIES - {"and", "all"}:
        start -= 1
    start = max(start, subject + 1) if subject < verb else start
    clause = "I " + _lower_first(part[row[start].start : row[end - 1].end])
    if row[start].low in ("i", "we"):
        return ""
    contracted = row[subject].raw if subject < verb and "'" in row[subject].low else "I"
    clause = contracted.replace("We", "I").replace("we", "I") + clause[1:]
    whole = _whole(clause, _LONGEST_DEED)
    clause = re.sub(r"^I were(n't)?\b", r"I was\1", clause)
    return clause if whole and (len(clause.split()) > 3 or _SOMEBODY.search(clause)) else ""


_SOMEBODY = re.compile(r"ed (?:him|her|them)$")


def _reported(row: Sequence[events.Word], subject: int) -> bool:
    """Whether the clause is only said, feared, wished or supposed by somebody."""
    return any(word.low in words.REPORTING for word in row[max(0, subject - 3) : subject])


def _is_deed(row: Sequence[events.Word], part: str, verb: int) -> bool:
    """Whether the verb tells by itself, or with what follows, of something done wrong."""
    low = row[verb].low
    rest = part[row[verb].end : row[_clause_end(row, verb) - 1].end]
    if low in events.IS:
        return bool(words.PREDICATE.match(rest.strip()))
    if low in ("haven't", "didn't", "never", "hasn't"):
        after = row[verb + 1].low if verb + 1 < len(row) else ""
        return low != "hasn't" and after in words.OMITTED
    negated = any(word.low in words.NEGATIVES for word in row[max(0, verb - 2) : verb])
    if negated:
        return low in words.OMITTED
    if low in words.FAULT_VERBS and low not in words.LIGHT_FAULTS:
        return True
    if words.STRONG_CUE.search(rest) and low not in words.HARMLESS:
        return True
    return low in words.LIGHT_DEEDS


def _clause_end(row: Sequence[events.Word], verb: int) -> int:
    """Return the place behind the last word of the clause that a verb stands in."""
    end = verb + 1
    while end < len(row):
        low = row[end].low
        if low in events.PUNCTUATION and low != "-":
            break
        after = row[end + 1] if end + 1 < len(row) else None
        if low in words.CLAUSE_OPENERS and end > verb + 1:
            break
        if low in ("and", "or", "n") and (after is None or _opens_clause(after)):
            break
        person = low in events.THIRD_PERSON or (low in events.FIRST and end > verb + 1)
        if person and row[end - 1].low not in words.SAYING:
            break
        end += 1
    while end > verb + 1 and row[end - 1].low in words.DANGLING:
        end -= 1
    return end


def _opens_clause(word: events.Word) -> bool:
    low = word.low
    return (
        low
        in events.FIRST
        | events.THIRD_PERSON
        | {"it", "now", "then", "that", "there", "this", "i'm", "so"}
        or low in words.DETERMINERS
        or low in words.BE
        or events.is_past(low)
        or "'" in low
        or low.endswith("ing")
    )


def _takes_up(row: Sequence[events.Word], subject: int) -> bool:
    """Whether the clause hangs on a noun: "the migration I botched"."""
    low = row[subject - 1].low
    free = (
        words.BOUNDARIES
        | words.KNOWING
        | words.LEADING
        | words.ADVERBS
        | words.PREPOSITIONS
        | events.PUNCTUATION
    )
    return low not in free and low.isalpha()


def _relative_deed(row: Sequence[events.Word], part: str, event: events.Event, end: int) -> str:
    """Return "I botched the migration" for "the migration I botched", where nothing follows."""
    if end != event.verb + 1 or row[event.verb].low not in words.FAULT_VERBS:
        return ""
    for k in range(event.subject - 1, max(-1, event.subject - 5), -1):
        if row[event.subject - 1].low in ("one", "thing", "things", "ones", "way"):
            return ""
        if row[k].low in ("the", "her", "his", "their"):
            noun = part[row[k].start : row[event.subject - 1].end]
            clause = f"I {part[row[event.subject + 1].start : row[event.verb].end]} {noun}"
            return clause if _whole(clause, _LONGEST_DEED) else ""
    return ""


def _whole(clause: str, most: int) -> bool:
    """Whether a clause can stand by itself: neither a stump nor run on, no quote cut open."""
    count = len(clause.split())
    last = clause.rstrip().split(" ")[-1].lower()
    return (
        not last.endswith(("'s", "s'"))
        and 3 <= count <= most
        and '"' not in clause
        and last not in words.DANGLING
    )


# --- what the client did, what was tried ----------------------------------------------------------


def clauses(part: str) -> list[str]:
    """Return the clauses of a sentence."""
    return [part[start:end] for start, end in sentences.clauses(part)]


def _reaction(parts: Sequence[str], client: str) -> str:
    """Return the clause in which the client reacts, in the user's words, or nothing."""
    name = re.escape(client) if client else "(?!)"
    someone = rf"(?P<who>he|she|they|{name}|{words.CLIENT_SUBJECT})"
    pattern = re.compile(
        rf"^{someone}(?:'s|'re|'ve|'d)? {words.REACTION_ADVERBS}(?:{words.REACTIONS})", re.I
    )
    before = ""
    for part in parts:
        if not part.rstrip().endswith("?"):
            at = 0
            for raw in clauses(part):
                at = max(part.find(raw, at), 0)
                found = _reacting(raw, pattern, before + part[:at], client)
                if found:
                    return found
        before += part + " "
    return ""


def _reacting(raw: str, pattern: re.Pattern[str], before: str, client: str) -> str:
    """Return the clause when it tells the client's reaction and can stand by itself."""
    clause = words.LEAD_IN.sub("", raw).strip()
    match = pattern.match(clause)
    if not match or clause.count('"') % 2 or words.INTENT.search(clause):
        return ""
    who = match["who"].lower()
    if who in ("he", "she", "they") and _somebody_else(before, client):
        return ""
    if clause.split(" ")[-1].lower().strip('",') in words.DANGLING or " if " in clause:
        return ""
    clause = words.BARE_CLIENT.sub("your client", clause, count=1)
    if who not in ("he", "she", "they", client.lower()) and " " not in who.strip():
        clause = (
            clause if clause.startswith("your client") else f"the {clause[0].lower()}{clause[1:]}"
        )
    clause = re.sub(r"^(?:my|our|this|a|an|that) (?=\w)", "your ", clause, flags=re.I)
    return clause if 3 <= len(clause.split()) <= _LONGEST_REACTION else ""


def _somebody_else(before: str, client: str) -> bool:
    """Whether the person named last is not the client, so that "he" may be a colleague."""
    row = events.tokens(before[-300:])
    for k in range(len(row) - 1, -1, -1):
        word = row[k]
        bare = word.raw.removesuffix("'s")
        if client and bare.lower() in client.lower().split():
            return False
        if word.low.removesuffix("'s") in words.THEIRS or word.low in words.TITLES:
            return False
        if word.low in words.OURS and word.low not in words.LOOSE:
            return k > 0 and row[k - 1].low in ("my", "our", "the", "new")
        if k and bare[:1].isupper() and not bare.isupper() and bare not in words.NOT_NAMES:
            starts = row[k - 1].low in ".!?:"
            if not starts and row[k - 1].low not in words.PLACING:
                return bool(client)
    return False


def _tried(parts: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return the clause in which the user says what they tried, and the kinds of attempt."""
    told = [part for part in parts if not part.rstrip().endswith("?")]
    past = [_before_intent(part) for part in told]
    joined = words.NOTHING_TRIED.sub(" ", " ".join(piece for piece in past if piece))
    kinds = {name for name, pattern in words.ATTEMPTS.items() if pattern.search(joined)}
    if not kinds & {"apology", "fix", "gift", "chase"} and words.NOTHING_TRIED.search(
        " ".join(told)
    ):
        kinds = {"nothing"}
    for piece in past:
        for raw in clauses(piece):
            clause = words.LEAD_IN.sub("", raw).strip()
            if words.TRIED_CLAUSE.match(clause) and '"' not in clause:
                clause = clause if _FIRST_WORD.match(clause) else "I " + _lower_first(clause)
                clause = _TRIED_END.split(clause, maxsplit=1)[0]
                if _whole(clause, _LONGEST_TRIED):
                    return clause, frozenset(kinds)
    return "", frozenset(kinds)


_TRIED_END = re.compile(r",| and (?:got|he|she|they|it|nothing|still|not|I|now)\b")
_FIRST_WORD = re.compile(r"(?:i|we)\b", re.I)


def _before_intent(part: str) -> str:
    match = words.INTENT.search(part)
    return part[: match.start()] if match else part


def _asked(parts: Sequence[str], asks: str) -> str:
    """Return the words of the user's own question, at most 20 of them, or nothing."""
    for part in reversed(parts):
        plain = part.strip(' "')
        match = _compiled(words.ASKS[asks]).search(plain) if asks else None
        if plain.endswith("?"):
            found = plain if match or words.OWN_QUESTION.match(plain) else ""
        elif match and words.ASK_WORD.match(plain) and len(plain.split()) <= 20:
            found = plain.rstrip(" .!")
        else:
            found = plain[match.start() :].rstrip(" .!") if match else ""
            found = found if words.ASK_WORD.match(found) else ""
        if found:
            return found if len(found.split()) <= 20 and found.count('"') % 2 == 0 else ""
    return ""


# --- the matter and the client --------------------------------------------------------------------


def _matter(parts: Sequence[str], client: str) -> str:
    """Return the thing that went wrong, as a noun phrase to the user, or nothing."""
    for part in parts[:5]:
        if part.rstrip().endswith("?") or words.INTENT.search(part):
            continue
        row = events.tokens(part)
        for event in events.events(row, part, client):
            if event.weight >= 0.9 and (found := _object(row, event.verb)):
                return found
        match = words.WENT_WRONG.search(part)
        if match and not _first_sided(match["thing"]):
            return _owned(match["owner"], match["thing"])
    return ""


def _object(row: Sequence[events.Word], verb: int) -> str:
    """Return the thing that the verb was done to, when it is one."""
    for at in range(verb + 1, min(len(row), verb + 5)):
        low = row[at].low
        if low in events.PUNCTUATION or low in words.BOUNDARIES or low in words.ASIDE:
            break
        if low in words.ARTICLES and (found := _thing_at(row, at)):
            return found
    return ""


def _first_sided(thing: str) -> bool:
    return bool(set(thing.lower().split()) & (words.OURS | words.THEIRS))


def _thing_at(row: Sequence[events.Word], at: int) -> str:
    """Return the noun phrase that a determiner opens, when its last word is a known thing."""
    end = at + 1
    while end < len(row) and end - at < 6:
        low = row[end].low
        stops = low in words.STOPS and not (low == "wrong" and end == at + 1)
        if stops or low in events.PUNCTUATION or events.is_past(low):
            break
        end += 1
    phrase = row[at + 1 : end]
    if not 1 <= len(phrase) <= 4 or row[at].low == "that":
        return ""
    plain = len(phrase) == 2 and phrase[0].low == "wrong" and phrase[1].low.isalpha()
    if plain and phrase[1].low in words.SOMEONE:
        return ""
    if not plain and not words.THING.fullmatch(phrase[-1].low):
        return ""
    if any(word.low in words.THEIRS | words.OURS or word.low[0].isdigit() for word in phrase):
        return ""
    return _owned(row[at].low, " ".join(word.raw for word in phrase))


def _owned(owner: str, thing: str) -> str:
    low = owner.lower()
    turned = {"my": "your", "our": "your", "his": "his", "her": "her", "their": "their"}
    return f"{turned.get(low, 'the')} {thing}"


def _client(text: str, parts: Sequence[str]) -> tuple[str, tuple[str, str, str]]:
    """Return how to name the client, and the pronouns; the name is empty when none is sure."""
    name = _introduced(text) or _titled(text) or _named(text, parts) or _family(text)
    if not name:
        role = None if words.THE_CLIENT.search(text) else words.ROLE.search(text)
        name = f"the {role[1].lower()}".replace("the hr ", "the HR ") if role else ""
    return name, _pronouns(text, name)


def _titled(text: str) -> str:
    """Return the first titled name that is not one of the user's own side."""
    for match in words.TITLED.finditer(text):
        around = (
            text[max(0, match.start() - 30) : match.start()],
            text[match.end() : match.end() + 40],
        )
        if words.OWN_BEFORE.search(around[0]) or words.OWN_AFTER.match(around[1]):
            continue
        title, names = match["title"], match["name"].removesuffix("'s").rstrip("'")
        if names.lower() in words.NO_SURNAMES:
            continue
        if names.islower():
            title, names = title.capitalize(), names.capitalize()
        return f"{title}{match['dot']} {names}"
    return ""


def _introduced(text: str) -> str:
    """Return the name by which the user introduces the client, the last one given."""
    name = ""
    for match in words.INTRODUCED.finditer(text):
        found = match["role"] or match["said"] or match["firm"]
        own = words.OWN_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
        if found not in words.NOT_NAMES and not (match["firm"] and own):
            name = found
    return name


def _named(text: str, parts: Sequence[str]) -> str:
    """Return a first name that somebody is spoken of by, when that is plainly the client."""
    if not re.search(r"\b(?:he|she|him|her|his|they|them)\b|^\S+(?: \S+){0,11}$", text, re.I):
        return ""
    acted = {name for part in parts for name in _actors(part)}
    for match in words.ADDRESSED.finditer(text):
        name = match["name"]
        behind = text[match.end() : match.end() + 30]
        ahead = text[max(0, match.start() - 24) : match.start()]
        if name in words.NOT_NAMES or name in acted or name.lower() in words.OUTSIDE:
            continue
        if words.OWN_AFTER.match(behind) or words.OWN_BEFORE.search(ahead + " "):
            continue
        return name
    return ""


def _actors(part: str) -> set[str]:
    """Return the names of those who did something wrong in the sentence, or who are sent."""
    row = events.tokens(part)
    doing = {row[event.subject].raw for event in events.events(row, part, "") if event.who != ME}
    sent = {match[1] for match in words.SENT.finditer(part)}
    owned = {word.raw.removesuffix("'s") for word in row if word.raw.endswith("'s")}
    return doing | sent | owned


def _family(text: str) -> str:
    match = words.FAMILY.search(text)
    return f"the {match[1]}" if match and match[1] not in words.NOT_NAMES else ""


def _pronouns(text: str, name: str) -> tuple[str, str, str]:
    """Return the pronouns of the client: as the title has them, else as the text leans."""
    if words.SHE.match(name):
        return ("she", "her", "her")
    if words.HE.match(name):
        return ("he", "him", "his")
    if words.MANY.match(name):
        return ("they", "them", "their")
    low = text.lower()
    he = len(re.findall(r"\b(?:he|him|his|he's|he'd|he'll)\b", low))
    she = len(re.findall(r"\b(?:she|her|hers|she's|she'd|she'll)\b", low))
    if she > 2 * he or (she > he and name):
        return ("she", "her", "her")
    if he > 2 * she or (he > she and name):
        return ("he", "him", "his")
    return ("they", "them", "their")


# --- turning words --------------------------------------------------------------------------------


def _to_user(clause: str) -> str:
    """Return a clause of the user's as one would say it to them: "I told" becomes "you told"."""
    if not clause:
        return ""
    clause = re.sub(r"\b(I|we) was(n't)?\b", r"\1 were\2", clause, flags=re.I)
    clause = re.sub(r"\bwas I\b", "were you", clause)
    turned = re.sub(
        r"(?<![\w'])[A-Za-z]+(?:'[A-Za-z]+)?",
        lambda m: words.TO_USER.get(m[0].lower(), m[0]),
        clause,
    )
    return _lower_first(turned)


def _to_client(clause: str, client: str, pronouns: tuple[str, str, str]) -> str:
    """Return the user's clause as they would say it to the client, or nothing where that is unsure."""
    if not clause:
        return ""
    they, them, their = pronouns
    held = set(sentences.words(clause))
    if held & ({"he", "him", "his", "she", "her", "hers", "they", "them", "their"} - set(pronouns)):
        return ""
    if they in held or (them == "them" and "them" in held and not words.TO_THEM.search(clause)):
        return ""
    # "my client Dana" is one person, not two.
    said = re.sub(
        r"\b(?:[Tt]he|[Mm]y|[Oo]ur|[Aa]) (?:client|customer),? [A-Z][\w-]+\b(?!')", "you", clause
    )
    if client:
        said = re.sub(rf"\b{re.escape(client)}(?:'s\b|'(?!\w))", "your", said, flags=re.I)
        said = re.sub(rf"\b{re.escape(client)}\b(?!'s)(?! (?-i:[A-Z]))", "you", said, flags=re.I)
    said = re.sub(r"\b(?:the|my|our|a) (?:client|customer)'s\b", "your", said, flags=re.I)
    said = re.sub(r"\b(?:the|my|our|a) (?:client|customer)\b(?!')", "you", said, flags=re.I)
    if their == "her":
        said = words.HER_OWN.sub("your ", said)
        said = re.sub(r"\bher\b", "you", said, flags=re.I)
    else:
        said = re.sub(rf"\b{their}\b", "your", said, flags=re.I)
        said = re.sub(rf"\b{them}\b", "you", said, flags=re.I)
    if _others(said) or words.PERSON_OBJECT.search(said):
        return ""
    said = re.sub(r"\bi\b", "I", said)
    return said[0].upper() + said[1:]


def said_of(thing: str, telling: Telling) -> str:
    """Return a thing as the user would name it to the client: "her hall" becomes "your hall".

    Nothing, where it is somebody else's or there is none.
    """
    owner, _, rest = thing.partition(" ")
    client = telling.client
    if owner == telling.pronouns[2] or (client and owner == f"{client}'s"):
        return f"your {rest}"
    if owner in ("his", "her", "their"):
        return ""
    return f"our {rest}" if owner == "your" else thing


def said_to(clause: str, telling: Telling) -> str:
    """Return a clause of the user's as they would say it to the client, or nothing where that is unsure.

    Beside the client's own pronouns "they" is read as the client's people.
    """
    plain = re.sub(r"(?<=[a-z]) (?:at|from|of) (?:the )?[A-Z][\w&-]+(?: [A-Z][\w&-]+)?", "", clause)
    plain = _OPENING.sub("", words.LEAD_IN.sub("", plain))
    for they, them, their in dict.fromkeys((telling.pronouns, ("they", "them", "their"))):
        if their == "her":
            plain = words.HER_OWN.sub("your ", plain)
            # "It cost her 400" is no thing of hers.
            plain = re.sub(r"\byour (?=[£$€₹]?\d)", "you ", plain)
        for old, new in ((they, "you"), (them, "you"), (their, "your")):
            plain = re.sub(rf"\b{old}\b", new, plain, flags=re.I)
    turned = _to_client(plain, telling.client, ("\0", "\0", "\0"))
    return _agreeing(turned)


_AGREES = (
    *(("was", "were"), ("has", "have"), ("is", "are"), ("does", "do"), ("wasn't", "weren't")),
    *(("hasn't", "haven't"), ("isn't", "aren't"), ("doesn't", "don't")),
)
# "you says", and "all of them" become nothing that anybody would write.
_NOT_AGREEING = re.compile(
    r"(?i)\byou (?:just |still |also |now |only )?(?!(?:was|less|always|guess|miss|pass|discuss|perhaps|boss|'s)\b)\w+s\b(?! )|\byou \w+(?:ays|ants|nows|oes|eels|inks|eeps|akes|omes|ives|eeds|ooks|ells|ays)\b|\b(?:all|both|each|some|none|most|many|one) of you\b|\byou you\b|\bi'm an? \b",
)
_OPENING = re.compile(r"^(?:and|but|so|because|which|that|since|as)\s+", re.I)


def _agreeing(said: str) -> str:
    """Return the clause with its verbs as they stand after "you"."""
    for wrong, right in _AGREES:
        said = re.sub(rf"(?i)\byou {wrong}\b", f"you {right}", said)
    said = re.sub(r"(?i)\byou's\b", "you are", said)
    if _NOT_AGREEING.search(said):
        return ""
    return said[:1].upper() + said[1:]


def _others(said: str) -> bool:
    """Whether somebody is still spoken of who may be the client under another name."""
    row = events.tokens(said)
    for k, word in enumerate(row[1:], 1):
        bare = word.low.removesuffix("'s").rstrip("'")
        if bare != word.low and row[k - 1].low in ("a", "an", "another", "some"):
            return True
        if (
            bare in words.THEIRS
            or bare.removesuffix("s") in words.CLIENT_ROLES
            or bare in words.CLIENT_ROLES
            or word.low in words.TITLES
        ):
            return True
        spoken_to = row[k - 1].low in ("told", "to", "called", "with", "at", "for")
        if (spoken_to or "'s" in word.raw) and events.is_name(word.raw.removesuffix("'s")):
            return True
    return False


def _lower_first(text: str) -> str:
    head = text.split(" ", 1)[0]
    if head in ("I", "I'm", "I've", "I'd", "I'll") or head[1:2].isupper():
        return text
    common = head.lower().split("'")[0] in words.COMMON_OPENERS or events.is_past(head.lower())
    return text[:1].lower() + text[1:] if common or head.lower() in words.TO_USER else text
