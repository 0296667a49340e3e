"""Where the articles disagree, shown with both sides; and whether a relationship is worth the effort.

A clash is shown when the question is about it. The words are in ``prompts/clashes.md``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach import prompts
from coach.cases import Case
from coach.telling import Telling

PROMPT = "clashes"
WORTH = "worth"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two steps that pull apart, and questions that are about it."""

    name: str
    one: str
    other: str
    pattern: str
    fires: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


CLASHES: tuple[Clash, ...] = (
    Clash(
        "speed",
        "repair-damage/act-fast",
        "four-steps/think",
        r"\b(?:(?:right away|at once|straight away|immediately|today|tonight|now|quickly|fast|asap)\b[^.?!]{0,60}\bor\b[^.?!]{0,60}\b(?:wait|sleep|think|first|later|tomorrow|until|cool|time|calm)|"
        r"(?:wait|sleep on it|think (?:it over|first)|cool (?:off|down)|take (?:my|some|the) time)\b[^.?!]{0,60}\bor\b[^.?!]{0,60}\b(?:right away|at once|straight away|immediately|today|tonight|now|act|call|write|quick\w*|fast)|"
        r"how (?:soon|fast|quickly) (?:do|should|must|shall|can) i|(?:too|so) (?:fast|quick|soon) or|act fast|how long (?:can|should|may) i (?:think|wait|take) before)\b",
        fires=(
            "Should I call her right away or sleep on it?",
            "Do I wait until he has cooled off or write today?",
            "How soon should I get in touch?",
        ),
        spares=("We have to act now that she left.", "I was too late."),
    ),
    Clash(
        WORTH,
        "rebuild-bridges/assess-value",
        "rebuild-bridges/actions-speak",
        r"\b(?:worth (?:it|saving|keeping|fighting|the (?:effort|trouble|bother|hassle|time)|another try|my (?:time|while))|let (?:him|her|them|it|this|the client|this client) go\b[^.?!]*\?|"
        r"(?:should|shall|do|can) i (?:just )?(?:drop|give up|walk away|cut my losses|let go|move on|forget about (?:him|her|them))|(?:give up|walk away|cut my losses|move on)\b[^.?!]*\?)",
        fires=("Is she worth it?", "Should I just let them go?", "Do I give up on him?"),
        spares=("The order is worth 4,000.", "I had to let my assistant go."),
    ),
    Clash(
        "gifts",
        "mend-fences/no-gifts",
        "repair-damage/make-it-simple",
        r"\b(?:(?:gift|present|flowers|wine|hamper|voucher|bouquet|chocolates?|treat)s?\b[^.?!]{0,80}\b(?:beyond|extra mile|more than|norm)|(?:beyond|extra mile|over the top|more than (?:usual|expected))\b[^.?!]{0,80}\b(?:gift|present|flowers|wine|hamper|voucher))",
        fires=("Isn't a gift a way of going the extra mile? You say more than the norm.",),
        spares=("I sent flowers.", "We always go the extra mile."),
    ),
    Clash(
        "own-feelings",
        "repair-damage/show-concern",
        "four-steps/think",
        r"\b(?:(?:tell|show|say to|share with|explain to) (?:him|her|them|the client|my client|\w+) (?:\w+ ){0,3}(?:how (?:bad|awful|terrible|sorry|much|it|i)|(?:what|that) (?:i (?:feel|felt|went|go|can't)|it (?:did|does) to me)|my (?:own )?(?:feelings|side|stress|sleepless))|my (?:own )?feelings\b|how (?:i|it made me) feel\b|too much about me|make it about (?:me|myself))",
        fires=("Do I tell her how bad I feel about it?", "Should I share my own feelings?"),
        spares=("I feel terrible.", "She told me how she feels."),
    ),
    Clash(
        "bounds",
        "repair-damage/take-action",
        "repair-damage/be-accountable",
        r"\b(?:(?:promise|offer|give|do) (?:him|her|them|\w+ )? ?(?:everything|anything|whatever|all)\b[^.?!]*\?|whatever it takes\b|how much (?:should|do|can) i (?:promise|offer|take on)|how far (?:should|do) i go)",
        fires=(
            "Should I promise her whatever it takes?",
            "How much can I promise him?",
        ),
        spares=("I promised her the file.", "I gave them everything they asked for."),
    ),
    Clash(
        "feelings",
        "rebuild-bridges/assess-value",
        "mend-fences/feel-emotion",
        r"\b(?:(?:feelings?|emotions?|emotional)\b[^.?!]{0,60}\b(?:business|professional|matter|belong|place|facts)|(?:business|professional|strictly|only about) \b[^.?!]{0,40}\b(?:feelings?|emotions?)|keep (?:it|this) (?:strictly )?(?:professional|factual|business)[^.?!]*\?)",
        fires=(
            "Do feelings matter at all in business?",
            "Should I keep it strictly professional?",
        ),
        spares=("I hurt her feelings.", "He got emotional on the phone."),
    ),
    Clash(
        "growth",
        "keep-client/more-opportunities",
        "four-steps/apologize",
        r"\b(?:when (?:can|may|should|do) i (?:\w+ ){0,3}(?:sell|pitch|offer|propose|bring up|mention|ask (?:for|about)|talk about)\b[^.?!]{0,40}\b(?:renewal|again|new|business|order|upgrade|deal|project|contract|referral|more)|(?:too (?:early|soon) to|can i already) (?:sell|pitch|offer|propose|bring up|mention|ask))",
        fires=(
            "When can I bring up the renewal again?",
            "Is it too soon to pitch the new plan?",
        ),
        spares=("When should I call her?", "The renewal is in May."),
    ),
)


def met(question: str) -> Clash | None:
    """Return the clash that a question is about, or None."""
    return next((c for c in CLASHES if re.search(c.pattern, question, re.I)), None)


def shown(
    clash: Clash,
    case: Case,
    telling: Telling,
    fill: Callable[[Sequence[str], str, Mapping[str, str]], str],
    marker: Callable[[str], str],
) -> str:
    """Return both sides of a clash and what is followed here, as one paragraph.

    Args:
        clash: The clash.
        case: What is known; a verdict rests on it.
        telling: How the client is named, and where the relationship stands.
        fill: Chooses one of several lines and fills it: the lines, a key, more names.
        marker: Gives the marker of a step.
    """
    lines = prompts.phrases(PROMPT)
    parts = dict(line.partition(": ")[::2] for line in lines[clash.name])
    more = {"one": marker(clash.one), "other": marker(clash.other), "verdict": ""}
    if clash.name == WORTH:
        kind, reason, fact = verdict(case, telling)
        told = fill(lines[f"reason-{reason}"], reason, {"fact": fact}) if reason else ""
        more["verdict"] = fill(lines[f"verdict-{kind}"], kind, {"reason": told})
    said = [fill((parts[name],), name, more) for name in ("one", "other", "choice")]
    return " ".join(said)


_ABUSE = re.compile(
    r"\b(?:insult\w*|abus\w+|swears? at|spat|humiliat\w*|bull(?:y|ies|ied)|screams? at|calls? (?:me|us) (?:\w+ )?(?:names|stupid|idiots?|useless))\b",
    re.I,
)
_NO_ANSWER = re.compile(
    r"\b(?:no (?:answer|reply|response)|nothing (?:back|came)|hasn'?t (?:answered|replied|called)|never (?:answered|replied|called)|(?:five|six|seven|eight|\d+) (?:calls|mails|e-?mails|messages|times)|silence|ghost\w*|ignor\w+)\b",
    re.I,
)


def verdict(case: Case, telling: Telling) -> tuple[str, str, str]:
    """Return what the case speaks for, ``worth``, ``wait``, ``let-go`` or ``unclear``; why; and the words that say so.

    The project's own reading of the articles that speak to it (rebuild-bridges/assess-value,
    four-steps/let-go): a clear no ends it, abuse need not be borne, several tries without an answer
    call for distance, something at stake or a first slip for one honest attempt.
    """
    facts = (*case.happened, *case.reaction, *case.tried)
    if case.status == "stop" or telling.status == "stop":
        return "let-go", "stop", ""
    if abuse := next((fact for fact in facts if _ABUSE.search(fact)), ""):
        return "let-go", "abuse", _short(abuse)
    if case.tried and (silence := next((f for f in facts if _NO_ANSWER.search(f)), "")):
        return "wait", "tried", _short(silence)
    if case.stakes:
        return "worth", "stakes", _short(case.stakes[0])
    if case.breach == "repeat":
        return "worth", "repeat", ""
    if case.breach == "competence" and not case.tried:
        return "worth", "first", ""
    return "unclear", "", ""


def _short(fact: str, most: int = 20) -> str:
    words = fact.replace("“", "'").replace("”", "'").rstrip(" .!").split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")
