"""Whether the articles cover a question at all, as the listener heard it and as its words say."""

import re

from coach.listener import Heard

_FLOOR = 1.0
"""From these log-odds a message is covered; chosen on the part of the ruler that may be read."""

_FLOOR_NAMED = -1.0
"""A client and an upset named together speak for it."""

_FLOOR_PLANNED = -0.5
"""A plan that an article warns of speaks for it."""

_FLOOR_AT_HOME = 2.0
"""A quarrel at home is told in the same words; without a client in it, it has to be surer."""

_FLOOR_SHORT = 3.0
"""A few words that name neither a client nor a trouble say next to nothing."""

_MOST_SHORT_WORDS = 5
_MOST_OF_QUARREL = 2.0
_MOST_DIRECT_WORDS = 18

_BUSINESS = re.compile(
    r"\b(?:clients?|customers?|buyers?|guests?|accounts?|business|partnership|vendor|sales?|firm|company)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:clients?|customers?|buyers?|relationships?|partnership|articles?|steps?|repair|accounts?|sales|apolog\w+|"
    r"jeff cochran|todd|tim peek|annette jacobs|fall(?:ing)? on (?:my|your|the) sword|define the damage)\b",
    re.IGNORECASE,
)
_REPAIR = re.compile(
    r"\b(?:apolog\w+|sorry|repair\w*|rebuild\w*|mend\w*|salvage\w*|win back|regain|make it right|put (?:it|this|things) right|make amends|"
    r"forgiv\w+|trust|upset|angry|furious|livid|fuming|disappoint\w+|let (?:down|go)|unhappy|complain\w*|articles?|steps?|flowers|gifts?|defensive|empath\w+|"
    r"accountab\w+|responsib\w+|excuses?|follow(?:ing)?[- ]up|keep|feedback|pushy|mistakes?|blam\w+|criticiz\w+|damaged?|relationship|cochran|todd|peek|jacobs|"
    r"sword|how (?:i am|i'm|we are|we're) doing|my manager|my boss|sincere)\b",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:my|our|the) (?:wife|husband|girlfriend|boyfriend|ex|mum|mom|mother|dad|father|sister|brother|daughter|son|teenager|neighbou?rs?|"
    r"landlord|landlady|flatmate|roommate|(?:mother|father|sister|brother)[- ]in[- ]law|in-laws|best friend|friend|fianc\w+|cousin|aunt|uncle|"
    r"kids?|family|cat|dog)\b|\b(?:neighbou?r|mother-in-law|sister|brother|husband|wife) (?:says|said|screams|is|isn't|won't|wants|overheard)\b",
    re.IGNORECASE,
)


def covered(question: str, heard: Heard, *, planned: bool = False) -> bool:
    """Return whether the articles cover the question.

    Args:
        question: The user's words.
        heard: What the listener heard in them; with nothing heard, the words alone decide.
        planned: Whether the question holds a plan that an article warns of.
    """
    business = _BUSINESS.search(question) is not None
    repair = _REPAIR.search(question) is not None
    if _SUBJECT.search(question) and repair and len(question.split()) <= _MOST_DIRECT_WORDS:
        return True
    if not heard.steps:
        return business and repair
    if len(question.split()) <= _MOST_SHORT_WORDS and not (business or repair):
        return heard.covered >= _FLOOR_SHORT
    home = _HOME.search(question) is not None and not business
    floor = _FLOOR_AT_HOME if home else _FLOOR_PLANNED if planned else _FLOOR
    floor = min(floor, _FLOOR_NAMED) if business and repair else floor
    # A quarrel between a firm and its client is one to be mended, whatever else it is about.
    quarrel = 0.0 if home else min(max(heard.disputed, 0.0), _MOST_OF_QUARREL)
    return heard.covered + quarrel >= floor
