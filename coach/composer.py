"""The composer: the engine that needs no model. A case and its passages in, cited text out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from coach import clashes, prompts, sentences
from coach.advice import Numbers
from coach.articles import STAGES, Notes, Passage, is_step
from coach.cases import Case
from coach.events import CLIENT, COLLEAGUE, ME, THIRD, UNKNOWN
from coach.intentions import Plan
from coach.telling import Telling, said_of

PROMPT = "composer"

_MOST_STEPS, _FEWEST_STEPS = 4, 3
_LONGEST_INSERTED = 16
# What the matter is called where the user's words give it no name.
_UNNAMED = ("what happened", "what went wrong")
# Asking the client first is right whatever went wrong.
_SAFE_STEP = "fall-on-sword/just-ask"


@dataclass(frozen=True, slots=True)
class Composed:
    """A short text of the composer's: its blocks of Markdown, in order, and the question it asks."""

    blocks: tuple[str, ...]
    ask_back: str = ""


# --- which steps -----------------------------------------------------------------------------------

# Where a repair goes on, by what was tried (rows) and by who erred (columns): the first step, then
# the steps that usually follow. The project's own reading of the six articles.
_PATHS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "": {
        ME: ("four-steps/own", "four-steps/apologize", "repair-damage/take-action", "mend-fences/follow-up", "repair-damage/define-damage"),
        COLLEAGUE: ("rebuild-bridges/know-when-wrong", "repair-damage/define-damage", "four-steps/apologize", "repair-damage/take-action", "repair-damage/make-changes"),
        THIRD: ("repair-damage/define-damage", "repair-damage/show-concern", "repair-damage/take-action", "mend-fences/follow-up", "fall-on-sword/ask-how"),
        CLIENT: ("mend-fences/real-problem", "mend-fences/open-questions", "repair-damage/be-empathetic", "repair-damage/make-it-simple", "fall-on-sword/ask-how"),
        UNKNOWN: ("fall-on-sword/just-ask", "mend-fences/real-problem", "fall-on-sword/dont-get-defensive", "mend-fences/feel-emotion", "mend-fences/follow-up"),
    },
    "nothing": {
        ME: ("repair-damage/act-fast", "four-steps/own", "four-steps/apologize", "repair-damage/take-action", "mend-fences/follow-up"),
        COLLEAGUE: ("repair-damage/act-fast", "rebuild-bridges/know-when-wrong", "four-steps/apologize", "repair-damage/take-action", "mend-fences/follow-up"),
        THIRD: ("repair-damage/act-fast", "repair-damage/define-damage", "repair-damage/show-concern", "repair-damage/take-action", "mend-fences/follow-up"),
        CLIENT: ("rebuild-bridges/open-channels", "mend-fences/real-problem", "mend-fences/open-questions", "repair-damage/be-empathetic", "fall-on-sword/ask-how"),
        UNKNOWN: ("mend-fences/reset-conversation", "fall-on-sword/just-ask", "mend-fences/feel-emotion", "fall-on-sword/dont-get-defensive", "mend-fences/follow-up"),
    },
    "apology": {
        ME: ("rebuild-bridges/actions-speak", "mend-fences/feel-emotion", "repair-damage/be-accountable", "mend-fences/follow-up", "fall-on-sword/ask-how"),
        COLLEAGUE: ("repair-damage/make-changes", "rebuild-bridges/actions-speak", "repair-damage/be-accountable", "mend-fences/follow-up", "fall-on-sword/ask-how"),
        THIRD: ("repair-damage/take-action", "rebuild-bridges/actions-speak", "repair-damage/be-accountable", "mend-fences/follow-up", "fall-on-sword/ask-how"),
        CLIENT: ("mend-fences/feel-emotion", "mend-fences/real-problem", "mend-fences/open-questions", "repair-damage/make-it-simple", "fall-on-sword/ask-how"),
        UNKNOWN: ("mend-fences/real-problem", "mend-fences/open-questions", "mend-fences/feel-emotion", "rebuild-bridges/actions-speak", "fall-on-sword/ask-how"),
    },
    "fix": {
        ME: ("mend-fences/feel-emotion", "four-steps/apologize", "repair-damage/be-empathetic", "repair-damage/make-changes", "fall-on-sword/ask-how"),
        COLLEAGUE: ("repair-damage/be-accountable", "mend-fences/feel-emotion", "four-steps/apologize", "repair-damage/make-changes", "fall-on-sword/ask-how"),
        THIRD: ("repair-damage/be-empathetic", "mend-fences/feel-emotion", "repair-damage/make-changes", "mend-fences/follow-up", "fall-on-sword/ask-how"),
        CLIENT: ("mend-fences/open-questions", "mend-fences/real-problem", "mend-fences/feel-emotion", "repair-damage/make-it-simple", "fall-on-sword/ask-how"),
        UNKNOWN: ("rebuild-bridges/open-channels", "mend-fences/real-problem", "mend-fences/feel-emotion", "mend-fences/open-questions", "fall-on-sword/ask-how"),
    },
    "chase": {
        who: ("mend-fences/reset-conversation", "rebuild-bridges/open-channels", "rebuild-bridges/assess-value", "rebuild-bridges/actions-speak", "four-steps/let-go")
        for who in (ME, COLLEAGUE, THIRD, CLIENT, UNKNOWN)
    },
    "explain": {
        who: ("fall-on-sword/dont-get-defensive", "fall-on-sword/eliminate-but", "mend-fences/feel-emotion", "four-steps/apologize", "rebuild-bridges/actions-speak")
        for who in (ME, COLLEAGUE, THIRD, CLIENT, UNKNOWN)
    },
    "gift": {
        who: ("mend-fences/no-gifts", "mend-fences/real-problem", "mend-fences/feel-emotion", "four-steps/apologize", "rebuild-bridges/actions-speak")
        for who in (ME, COLLEAGUE, THIRD, CLIENT, UNKNOWN)
    },
}  # fmt: skip
# Of several attempts the one that says most about what is left to do.
_ATTEMPTS = ("chase", "gift", "explain", "apology", "fix", "nothing")

# What decides the path whoever erred.
_STATUS_PATHS = {
    "stop": ("four-steps/let-go", "four-steps/think", "four-steps/accept"),
    "mended": ("fall-on-sword/ask-how", "keep-client/seek-feedback", "keep-client/stay-organized", "mend-fences/follow-up"),
    "worth": ("rebuild-bridges/assess-value", "mend-fences/real-problem", "rebuild-bridges/actions-speak", "four-steps/let-go"),
}  # fmt: skip
_DISPUTE = (
    "four-steps/think",
    "fall-on-sword/just-ask",
    "fall-on-sword/dont-get-defensive",
)
_ASKED_STEPS = {
    "keep": ("keep-client/seek-feedback", "fall-on-sword/ask-how"),
    "boss": ("mend-fences/engage-superiors",),
    "questions": ("mend-fences/open-questions", "mend-fences/real-problem"),
    "start": ("mend-fences/reset-conversation",),
    "wait": ("four-steps/let-go", "fall-on-sword/ask-how"),
    "blind": ("mend-fences/feel-emotion", "mend-fences/real-problem"),
}
# The asks whose answer is among the steps or the words to say; a quoted question wants an answer.
_ANSWERED = frozenset({*_ASKED_STEPS, "worth", "words", "back"})
_SHORTEST_ASK, _LONGEST_ASKED = 4, 20
# These asks are the point of the message: their step comes first.
_ASKED_FIRST = frozenset({"boss", "questions", "wait"})
_KIND_STEPS = {
    "repeat": ("repair-damage/make-changes",),
    "pressing": ("four-steps/think", "four-steps/push-balance", "four-steps/apologize"),
    "temper": ("four-steps/own", "four-steps/apologize"),
    "silence": ("repair-damage/act-fast", "repair-damage/pay-attention"),
    "integrity": ("repair-damage/be-accountable", "rebuild-bridges/actions-speak"),
    "leak": ("four-steps/own", "repair-damage/make-changes"),
    "listening": ("four-steps/think", "repair-damage/pay-attention"),
}
# Where the user erred and tried nothing yet, what kind of slip it was decides where to start.
_KIND_LEADS = {
    "repeat": "repair-damage/make-changes",
    "silence": "repair-damage/act-fast",
    "pressing": "four-steps/think",
    "listening": "four-steps/think",
}
# From this probability a step is called for, and from this one it comes first; a step that may do
# harm in a case that does not want it has to be surer.
_CALLED, _CALLED_FIRST, _CALLED_WEIGHT = 0.05, 0.25, 6.0
_SURELY_CALLED = 0.12
# How much more likely a step is to come first that the path of the case has first, second, or later;
# and one that fits only a case that calls for it. Chosen on families of messages that differ in one fact.
_ON_PATH, _RARELY = (4.0, 2.5, 1.5), 0.55
# Where the fault lies elsewhere, nothing may read like a confession.
_NOT_WHEN = {
    CLIENT: frozenset({"four-steps/own", "rebuild-bridges/know-when-wrong", "four-steps/apologize", "four-steps/accept", "repair-damage/make-changes"}),
    THIRD: frozenset({"four-steps/own", "four-steps/accept"}),
    COLLEAGUE: frozenset({"four-steps/own"}),
    UNKNOWN: frozenset({"four-steps/own", "rebuild-bridges/know-when-wrong"}),
}  # fmt: skip
_MOOD_STEPS = {"heated": ("four-steps/think",), "ashamed": ("four-steps/accept",)}
# Steps that say nearly the same: one of each group is enough for an answer.
_TWINS = (
    {"fall-on-sword/just-ask", "mend-fences/real-problem", "rebuild-bridges/open-channels"},
    {"four-steps/own", "rebuild-bridges/know-when-wrong"},
    {"four-steps/think", "mend-fences/learn-from-mistake"},
    {"repair-damage/take-action", "rebuild-bridges/actions-speak"},
    {"mend-fences/feel-emotion", "repair-damage/be-empathetic"},
)
# Steps that fit only a case that calls for them; a near word is not enough.
_ONLY_WHEN_CALLED = frozenset(
    {"four-steps/let-go", "four-steps/push-balance", "four-steps/noble-cause", "four-steps/accept", "mend-fences/no-gifts",
     "mend-fences/engage-superiors", "keep-client/seek-feedback", "keep-client/stay-organized", "keep-client/more-opportunities",
     "rebuild-bridges/assess-value", "fall-on-sword/eliminate-but", "repair-damage/show-concern"}
)  # fmt: skip
# What the user feels is for the client to hear later than what the client felt.
_NOT_SPOKEN = frozenset({"repair-damage/show-concern", "rebuild-bridges/assess-value"})


def steps(
    telling: Telling,
    plans: Sequence[Plan],
    found: Sequence[Passage],
    called: Mapping[str, float],
) -> tuple[str, ...]:
    """Return the ids of the steps for this case: first the one it calls for, then as a repair goes.

    ``found`` are the hits of the search, best first; they choose among the steps that the path of
    the case leaves open. ``called`` is how likely each step is the one most called for, as heard.
    """
    path = _path(telling)
    lead = path[0]
    fits = _fitting(telling, path, called)
    most = max(fits, key=lambda step: fits[step], default="")
    if fits.get(most, 0.0) >= _CALLED_FIRST:
        lead = most
    elif telling.asks in _ASKED_FIRST:
        lead = _ASKED_STEPS[telling.asks][0]
    elif path == _PATHS[""][ME]:
        lead = next((step for kind, step in _KIND_LEADS.items() if kind in telling.kinds), lead)
    wanted = _weights(telling, path, found, called)
    # The warning itself cites the step of a plan; it is not said twice.
    for step in {plan.step for plan in plans} | _NOT_WHEN.get(telling.erred, frozenset()):
        wanted.pop(step, None)
    if lead not in wanted:
        lead = next((step for step in path[1:] if step in wanted), lead)
    leads = [lead]
    if telling.one_sided:
        # Whoever tells it: what is advised must not hang on the side that was heard.
        leads = [step for step in _DISPUTE if step not in {plan.step for plan in plans}]
    if telling.status == "mended" or telling.status == "stop":
        wanted = {
            step: weight
            for step, weight in wanted.items()
            if step in path or step in _ASKED_STEPS.get(telling.asks, ())
        }
    return _chosen(leads, wanted, _MOST_STEPS - min(1, len(plans)))


def _fitting(
    telling: Telling, path: Sequence[str], called: Mapping[str, float]
) -> dict[str, float]:
    """Return how likely each step is the one to begin with: as heard, and as the path has it.

    Two who tell the same story and differ in who erred or what was tried begin at different steps.
    """
    prior = dict(zip(path, (*_ON_PATH, *[_ON_PATH[-1]] * len(path)), strict=False))
    never = _NOT_WHEN.get(telling.erred, frozenset())
    return {
        step: likely * prior.get(step, _RARELY if step in _ONLY_WHEN_CALLED else 1.0)
        for step, likely in called.items()
        if step not in never
    }


def _weights(
    telling: Telling, path: Sequence[str], found: Sequence[Passage], heard: Mapping[str, float]
) -> dict[str, float]:
    """Return how much each step is wanted: by the path, by what the case calls for, by the search."""
    wanted = {step: 0.8 - 0.12 * order for order, step in enumerate(path)}
    called = [step for kind in sorted(telling.kinds) for step in _KIND_STEPS.get(kind, ())]
    for step in (*called, *_MOOD_STEPS.get(telling.mood, ())):
        wanted[step] = wanted.get(step, 0.0) + 0.7
    for step in _ASKED_STEPS.get(telling.asks, ()):
        wanted[step] = wanted.get(step, 0.0) + 1.2
    for step, likely in heard.items():
        if likely >= (_SURELY_CALLED if step in _ONLY_WHEN_CALLED else _CALLED):
            wanted[step] = wanted.get(step, 0.0) + _CALLED_WEIGHT * likely
    for rank, hit in enumerate(found):
        if hit.step not in _ONLY_WHEN_CALLED or hit.step in wanted:
            wanted[hit.step] = wanted.get(hit.step, 0.0) + 0.6 / (1 + 0.5 * rank)
    return wanted


def _path(telling: Telling) -> tuple[str, ...]:
    if telling.status in _STATUS_PATHS:
        return _STATUS_PATHS[telling.status]
    attempt = next((name for name in _ATTEMPTS if name in telling.attempts), "")
    return _PATHS[attempt][telling.erred]


def _chosen(leads: Sequence[str], wanted: Mapping[str, float], most: int) -> tuple[str, ...]:
    picked = list(leads)
    for step in sorted(wanted, key=lambda s: (-wanted[s], s)):
        if len(picked) >= max(most, _FEWEST_STEPS):
            break
        twin = any(step in group and group & set(picked) for group in _TWINS)
        if step not in picked and not twin and is_step(step):
            picked.append(step)
    return tuple(picked)


def _in_order(picked: Sequence[str], notes: Mapping[str, Notes]) -> tuple[str, ...]:
    """Return the steps with the first one kept first and the others as a repair takes them."""
    if not picked:
        return ()
    rest = sorted(picked[1:], key=lambda step: STAGES.index(notes[step].stage))
    return (picked[0], *rest)


# --- words -----------------------------------------------------------------------------------------


# What a question asks for, by the field of the case that holds the answer.
_ASKS_FOR: Mapping[str, re.Pattern[str]] = {
    "reaction": re.compile(
        r"(?i)\b(?:react|how (?:did|does) (?:\w+ )?(?:take|respond|feel)|what (?:did|has) (?:\{client\}|\{they\}) sa(?:y|id))"
    ),
    "cost": re.compile(r"(?i)\b(?:cost|mean(?:t)? for|price of it|lose)\b"),
    "tried": re.compile(r"(?i)\b(?:tried|done so far|have you (?:already )?done)\b"),
    "promised": re.compile(r"(?i)\bpromise"),
    "happened": re.compile(r"(?i)\bwhat (?:exactly )?(?:happened|went wrong)\b"),
}

# Slots that hold a clause of the user's, and slots that hold a name or a thing of theirs.
_TOLD = frozenset({"deed", "Deed", "my_deed", "reaction"})
_KNOWN = frozenset({"matter", "client", "Client"})
# Words for the client are no echo of what was said to the user: "my_deed" is counted on its own.
_SAME = {"Deed": "deed", "Client": "client"}


class _Words:
    """Chooses and fills lines: by turns, so that no two cases read the same; each line once."""

    def __init__(self, telling: Telling, plans: Sequence[Plan]) -> None:
        self._seed = telling.question
        self._used: set[str] = set()
        self._spent: dict[str, int] = {}
        self._known = {"matter": telling.matter, "client": telling.client, "Client": telling.client}
        they, them, their = telling.pronouns
        client = telling.client or "your client"
        deed = telling.deed if len(telling.deed.split()) <= _LONGEST_INSERTED else ""
        self.slots = {
            "client": sentences.escaped(client),
            "Client": client[:1].upper() + client[1:],
            "they": they,
            "They": they.capitalize(),
            "them": them,
            "their": their,
            "matter": telling.matter or _UNNAMED[self.turn("matter") % len(_UNNAMED)],
            "deed": deed,
            "Deed": deed[:1].upper() + deed[1:],
            "my_deed": telling.my_deed if deed else "",
            "reaction": telling.reaction,
            "tried": telling.tried,
            "plan": _short(plans[0].words) if plans else "",
            "point": point(telling, plans),
            "asked": telling.asked,
        }

    def pick(self, lines: Sequence[str], key: str, **more: str) -> str:
        """Return one line whose slots are all known, filled; an empty string when there is none."""
        slots = self.slots | more
        able = [line for line in lines if self._fits(line, slots)]
        if not able:
            return ""
        fresh = [line for line in able if line not in self._used] or able
        # A line that takes up the user's own words beats one that would fit anybody.
        weights = [self._weight(line) for line in fresh]
        best = [line for line, weight in zip(fresh, weights, strict=True) if weight == max(weights)]
        chosen = best[self.turn(key) % len(best)]
        self._used.add(chosen)
        for name in _slots(chosen):
            name = _SAME.get(name, name)
            self._spent[name] = self._spent.get(name, 0) + 1
        return _fill(chosen, slots)

    def unsaid(self, lines: Sequence[str], key: str, before: str) -> str:
        """Return one line as ``pick`` does that does not stand in what was said before."""
        said = " ".join(before.split())
        new = [
            line
            for line in lines
            if not (self._fits(line, self.slots) and _fill(line, self.slots) in said)
        ]
        return self.pick(new or lines, key)

    def turn(self, key: str) -> int:
        """Return a number that is the same for the same question and key, and else scattered."""
        return int.from_bytes(sha256(f"{key}\n{self._seed}".encode()).digest()[:4], "big")

    def _fits(self, line: str, slots: Mapping[str, str]) -> bool:
        return all(slots.get(name) for name in _slots(line))

    def _weight(self, line: str) -> int:
        """Return how well a line takes up this case: told clauses first, then known names and things."""
        names = set(_slots(line))
        told = {_SAME.get(name, name) for name in names & _TOLD}
        if told:
            # The same clause three times over reads like a form: after two it counts against a line.
            return (2, 0, -1)[min(2, max(self._spent.get(name, 0) for name in told))]
        known = {name for name in names & _KNOWN if self._known.get(name)}
        return int(any(self._spent.get(name, 0) < 2 for name in known))


def _slots(line: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", line)


def _fill(line: str, slots: Mapping[str, str]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], line)
    return re.sub(r"([.!?…])\.", r"\1", filled)


def _short(words: str, most: int = 22) -> str:
    """Return the words without outer marks, cut at a clause when they run on."""
    plain = " ".join(words.split()).strip(" \"“”'.!?,;:–—-")
    if len(plain.split()) <= most:
        return plain
    pieces = re.split(r"(?<=[,;:–—])\s+|\s+(?=(?:and|but|because|so|then|which|who)\b)", plain)
    short = ""
    for piece in pieces:
        if short and len((short + " " + piece).split()) > most:
            break
        short = f"{short} {piece}".strip()
    return " ".join(short.split()[:most]).strip(" ,;:–—-") + " …"


_TELLING = re.compile(
    r"\b(?:never|wrong|late|forgot|lost|broke|missed|again|upset|angry|furious|livid|quiet|silent|cold|shouted|hung up|"
    r"cancel\w*|stopped|told|promised|sorry|apologi\w+|mistake|fault|instead|ruined|without|worth|trust|gone|left|"
    r"haven'?t|hasn'?t|didn'?t|doesn'?t|won'?t|don'?t|can'?t)\b",
    re.I,
)


def point(telling: Telling, plans: Sequence[Plan] = ()) -> str:
    """Return the user's own words that say most of what went wrong, at most 22 of them, for quoting."""
    text = sentences.straight(telling.question)
    planned = {(plan.start, plan.end) for plan in plans}
    best, score = "", -9.0
    for at, (start, end) in enumerate(sentences.spans(text)):
        sentence = text[start:end]
        count = len(sentence.split())
        if count < 3 or is_order(sentence):
            continue
        weight = min(2, len(_TELLING.findall(sentence))) - 0.1 * at - 0.03 * max(0, count - 22)
        weight += 2.0 * (bool(telling.told) and sentence.strip() == telling.told.strip())
        weight -= 1.0 * sentence.rstrip().endswith("?") + 1.0 * bool(_FORWARD.search(sentence))
        weight -= 3.0 * any(start < last and first < end for first, last in planned)
        if weight > score:
            best, score = sentence, weight
    return _quotable(_short(best or telling.question))


# What the user means to do or has tried is not what went wrong.
_FORWARD = re.compile(
    r"\b(?:i'?ll|i will|we'?ll|going to|gonna|i want to|i'?m (?:thinking|planning|writing|sending)|i'?d (?:like|rather)|"
    r"apologi[sz]ed|said sorry|refunded|replaced|fixed it|within (?:ten|an|the) (?:minutes|hour))\b",
    re.IGNORECASE,
)
# Orders to the program itself are data; they are not even quoted.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,40}\b(?:instructions?|rules?|prompts?|above|previous|system)\b|\bsystem prompt\b|\byou are now\b|"
    r"\b(?:reveal|print|repeat|show|output)\b[^.!?]{0,40}\b(?:prompt|instructions|api[- ]?key|password|secret)\b|\bapi[- ]?key\b|\bjailbreak\b",
    re.I,
)


def is_order(sentence: str) -> bool:
    """Whether a sentence gives an order to the program rather than telling the user's story."""
    return _ORDER.search(sentence) is not None


def _quotable(words: str) -> str:
    plain = words.replace('"', "'").replace("“", "'").replace("”", "'")
    # What looks like a marker is not one of ours, and markup is only text.
    return sentences.escaped(re.sub(r"\[(\d+)\]", r"(\1)", plain))


# --- the text --------------------------------------------------------------------------------------


class Composer:
    """Writes one answer, part by part: a warning, the body, the closing. Used by one call, then gone.

    A model's reply may stand in place of the body; the warning and the closing are then the frame
    around it, which no model can leave out.
    """

    def __init__(
        self,
        telling: Telling,
        plans: Sequence[Plan],
        called: Mapping[str, float],
        found: Sequence[Passage],
        passages: Mapping[str, Passage],
        notes: Mapping[str, Notes],
        numbers: Numbers,
        *,
        asked: Sequence[str] = (),
        case: Case | None = None,
    ) -> None:
        """Choose the steps.

        Args:
            telling: What the question says.
            plans: What the user plans that an article warns of; said first.
            called: How likely each step is the one most called for.
            found: The hits of the search, best first.
            passages: Every passage that may be cited, by step id.
            notes: Our notes on each step, by step id.
            numbers: Gives out the markers.
            asked: The answers before; no question in them is put again.
            case: What is known; what it holds is not asked.
        """
        self._before, self._known = "\n".join(asked), case or Case()
        self._telling, self._passages, self._notes, self._numbers = (
            telling,
            passages,
            notes,
            numbers,
        )
        self._plans = [plan for plan in plans if plan.step in notes and plan.step in passages]
        self._words = _Words(telling, self._plans)
        self._lines = prompts.phrases(PROMPT)
        wanted = steps(telling, plans, found, called)
        picked = [step for step in wanted if step in passages and step in notes]
        # Passages of the user's own articles have no notes of ours; the nearest are told as they stand.
        own = [hit.id for hit in found if hit.id not in notes and is_step(hit.id)]
        self.steps = (*_in_order(picked, notes), *own[: 2 if picked else 4])

    def warning(self) -> str:
        """Return what is said first about plans that an article warns of; nothing without one."""
        said = []
        for plan in self._plans[:2]:
            quoted = _quotable(_short(plan.words))
            text = self._pick(self._lines[f"warn-{plan.code}"], f"warn-{plan.code}", plan=quoted)
            step = self._from_step(plan.step, "do")
            said.append(" ".join(part for part in (self._cited(text, plan.step), step) if part))
        return "\n\n".join(said)

    def body(self) -> tuple[str, ...]:
        """Return the opening, the steps in the order of a repair, and a sentence to say."""
        # In the order they are shown, so that the markers count upwards.
        opening, clash, listed = self.opening(), self._clash(), self._steps()
        spoken = "\n".join(part for part in (self._say(), self._avoid()) if part)
        return tuple(part for part in (opening, clash, listed, spoken) if part)

    def _clash(self) -> str:
        """Return where the articles disagree on what is asked, and what is followed here; mostly nothing."""
        clash = clashes.met(self._telling.question)
        if clash is None or not {clash.one, clash.other} <= set(self._passages):
            return ""
        return clashes.shown(
            clash,
            self._known,
            self._telling,
            lambda lines, key, more: self._words.pick(lines, key, **more),
            lambda step: self._numbers.marker(self._passages[step]),
        )

    def closing(self) -> tuple[str, ...]:
        """Return one commitment and one open question."""
        step = self._turned(self._leading, "commit step")
        return tuple(part for part in (self._from_step(step, "commit"), self.ask) if part)

    def brief(self) -> tuple[str, ...]:
        """Return the opening, one thing not to say or do, and one open question."""
        opening = self.warning() or self.opening()
        return tuple(part for part in (opening, self._avoid(), self.ask) if part)

    @cached_property
    def ask(self) -> str:
        """The open question that the answer ends with, on one of the first two steps."""
        if self._telling.one_sided:
            # The same question whoever tells it, and the next one once that was put.
            return next(
                (
                    asked
                    for line in self._lines["dispute-ask"]
                    if (asked := _fill(line, self._words.slots)) not in self._before
                ),
                "",
            )
        pool = [line for step in self._leading for line in self._of(step, "ask")]
        new = [line for line in pool if not self._knows(line)] or pool
        return self._words.unsaid(new, "ask", self._before)

    def _knows(self, question: str) -> bool:
        """Whether the case already holds what a question asks for."""
        return any(
            pattern.search(question) and getattr(self._known, field)
            for field, pattern in _ASKS_FOR.items()
        )

    def _answering(self) -> str:
        """Return a line that takes up a question as it was put, when it is short; else nothing."""
        asked = [s for s in sentences.split(self._telling.question) if s.rstrip().endswith("?")]
        if not asked or not 3 <= len(asked[-1].split()) <= _LONGEST_ASKED:
            return ""
        quoted = _quotable(asked[-1].strip(" ?"))
        return f"{self._pick(self._lines['answer'], 'answer', asked=quoted)}\n\n"

    def follow_up(self, most: int) -> tuple[str, ...]:
        """Return a turn of a conversation that was advised before, of at most so many words."""
        first = self.warning() or self._clash()
        few = self.steps[:1] if first else self.steps[:2]
        lead, listed = self._lead(), self._rows(few)
        if not (first or lead):
            view = self._pick(self._lines["view-quote"], "view")
            lead = self._answering() or f"{view}\n\n"
        listed = lead + listed
        blocks = [first, listed, self._say(few), self.ask]
        if _count(blocks) > most:
            blocks = [first, listed, self.ask]
        if _count(blocks) > most:
            blocks = [first or self._steps(self.steps[:1]), self.ask]
        return tuple(block for block in blocks if block)

    @property
    def _first(self) -> str:
        return next((step for step in self.steps if step in self._notes), "")

    @property
    def _leading(self) -> tuple[str, ...]:
        """The first two steps that have notes: what the user will do next is one of them."""
        return tuple(step for step in self.steps if step in self._notes)[:2]

    def _turned(self, steps: Sequence[str], key: str) -> str:
        """Return one of the steps by turns; an empty string for none."""
        return steps[self._words.turn(key) % len(steps)] if steps else ""

    def opening(self) -> str:
        """Return how it may look from the client's side, and the user's own part in it."""
        telling, lines = self._telling, self._lines
        quoted = self._pick(lines["view-quote"], "view")
        if telling.status == "mended":
            return self._pick(lines["mended"], "mended")
        if telling.status == "stop":
            return f"{self._pick(lines['stop'], 'stop')} {quoted}"
        if telling.one_sided:
            return f"{quoted} {self._pick(lines['part-dispute'], 'part')}"
        view = quoted
        if self._words.slots["deed"] and telling.erred == ME:
            kind = "view-me-reaction" if telling.reaction else "view-me"
            view = self._pick(lines[kind], "view")
        if telling.erred == ME and not (telling.told or telling.deed):
            # Nothing in the words says so: a question alone is no confession.
            return view
        return f"{view} {self._pick(lines[f'part-{telling.erred}'], 'part')}"

    def _steps(self, steps: Sequence[str] = ()) -> str:
        return self._lead() + self._rows(steps or self.steps)

    def _lead(self) -> str:
        """Return a line that takes up what is asked where the steps answer it; else nothing."""
        asked = self._telling.asked.strip(" ?.!")
        told = asked in self._words.slots["point"]
        if len(asked.split()) < _SHORTEST_ASK or self._telling.asks not in _ANSWERED or told:
            return ""
        return self._pick(self._lines["answer"], "answer") + "\n\n"

    def _rows(self, steps: Sequence[str]) -> str:
        rows = []
        for number, step in enumerate(steps, start=1):
            done = self._from_step(step, "do") or self._cited(self._told(step), step)
            rows.append(f"{number}. **{self._passages[step].name}.** {done}")
        return "\n".join(rows)

    def _told(self, step: str) -> str:
        """Return the first sentences of a passage that has no notes of ours."""
        return sentences.escaped(" ".join(sentences.split(self._passages[step].text)[:2]))

    def _say(self, steps: Sequence[str] = ()) -> str:
        """Return a sentence to say to the client, or to oneself where no word should go out."""
        steps = steps or self.steps
        aloud = self._telling.status != "stop"
        offered = {
            step: [line for line in self._of(step, "say") if _to_self(line) != aloud]
            for step in steps
        }
        able = [step for step in steps if offered[step]]
        able = [step for step in able if step not in _NOT_SPOKEN] or able
        step = self._turned(able[:2], "say step")
        if not step:
            return ""
        named = said_of(self._telling.matter, self._telling) if aloud else ""
        matter = named or _UNNAMED[0]
        said = self._pick(offered[step], f"say {step}", matter=matter)
        said = said.removeprefix("(to yourself)").strip()
        kind = "say" if aloud else "tell-yourself"
        return self._cited(self._pick(self._lines[kind], kind, words=_quotable(said)), step)

    def _avoid(self) -> str:
        step = self._plans[0].step if self._plans else self._first
        return self._from_step(step, "avoid")

    def _from_step(self, step: str, kind: str) -> str:
        """Return one of our lines on the step, filled and cited; nothing when there is none."""
        return self._cited(self._pick(self._of(step, kind), f"{kind} {step}"), step)

    def _of(self, step: str, kind: str) -> tuple[str, ...]:
        return self._notes[step].of(kind) if step in self._notes else ()

    def _pick(self, lines: Sequence[str], key: str, **more: str) -> str:
        return self._words.pick(lines, key, **more)

    def _cited(self, text: str, step: str) -> str:
        return f"{text} {self._numbers.marker(self._passages[step])}" if text else ""


def silent(telling: Telling) -> Composed:
    """Return the honest sentence for a question that the articles don't cover."""
    return _from_section("silent", telling)


def small_talk(telling: Telling, kind: str) -> Composed:
    """Return an answer to a ``greeting`` or to ``thanks``."""
    return _from_section(kind, telling)


def vague(
    telling: Telling,
    passages: Mapping[str, Passage],
    notes: Mapping[str, Notes],
    numbers: Numbers,
    *,
    asked: Sequence[str] = (),
    alone: bool = True,
) -> Composed:
    """Return one open question; in a question of its own also the step that is safe whatever the answer.

    No question that stands in the answers before is ``asked`` again.
    """
    words, lines = _Words(telling, ()), prompts.phrases(PROMPT)
    ask = words.unsaid(lines["vague-ask"], "vague-ask", "\n".join(asked))
    said = words.pick(lines["vague"], "vague")
    if not alone:
        return Composed((said, ask), ask)
    step = words.pick(notes[_SAFE_STEP].of("do"), "vague step")
    cited = f"{step} {numbers.marker(passages[_SAFE_STEP])}"
    return Composed((said, cited, ask), ask)


def taken_up(telling: Telling, corrected: str, *, forgot: bool) -> tuple[str, ...]:
    """Return a line on what a message puts right, and one that something is forgotten; none without."""
    words, lines = _Words(telling, ()), prompts.phrases(PROMPT)
    said = []
    if forgot:
        said.append(words.pick(lines["let-go"], "let-go"))
    if corrected:
        said.append(words.pick(lines["noted"], "noted", words=_quotable(_short(corrected))))
    return tuple(said)


def drafted(
    telling: Telling,
    form: str,
    text: str,
    missing: Sequence[str],
    passages: Sequence[Passage],
    numbers: Numbers,
) -> Composed:
    """Return a draft as lines to be sent, what it follows, and the question whose answer it lacks most."""
    words, lines = _Words(telling, ()), prompts.phrases(PROMPT)
    said = words.pick(lines[f"draft-{form}"], f"draft-{form}")
    intro = f"{said} {numbers.marker(*passages)}" if passages else said
    quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    lacks = next((name for name in missing if name.startswith("what ")), "")
    ask = words.pick(lines["draft-lacks"], "draft-lacks", words=lacks) if lacks else ""
    ask = ask or words.pick(lines["draft-ask"], "draft-ask")
    return Composed((intro, quoted, ask), ask)


def _count(blocks: Sequence[str]) -> int:
    return sum(len(block.split()) for block in blocks)


def limit(name: str) -> Composed:
    """Return what the coach says at one of its limits."""
    text = prompts.phrases("limits")[name][0]
    return Composed((text,), _question_in(text))


def _from_section(section: str, telling: Telling) -> Composed:
    text = _Words(telling, ()).pick(prompts.phrases(PROMPT)[section], section)
    return Composed((text,), _question_in(text))


def _question_in(text: str) -> str:
    return next((s for s in reversed(sentences.split(text)) if s.endswith("?")), "")


def _to_self(line: str) -> bool:
    return line.startswith("(to yourself)")
