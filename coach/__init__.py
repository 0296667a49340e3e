"""A coach for repairing a business relationship: advice from six articles, every step cited.

>>> import coach
>>> advice = coach.ask("I told his boss the demo was ready. It wasn't, and he has gone quiet.")
>>> advice.grounding
'grounded'
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach import checks
    from coach.advice import Advice, Citation, Turn
    from coach.apologies import Part
    from coach.articles import Passage
    from coach.checks import Finding
    from coach.conversation import Coach
    from coach.errors import CoachError, IngestError, LibraryError, QuestionError, SettingsError
    from coach.reviews import Review
    from coach.settings import Settings

__all__ = [
    "Advice",
    "Citation",
    "Coach",
    "CoachError",
    "Finding",
    "IngestError",
    "LibraryError",
    "Part",
    "Passage",
    "QuestionError",
    "Review",
    "Settings",
    "SettingsError",
    "Turn",
    "ask",
    "checks",
    "review",
]
__version__ = "0.1.0"

# Found on first use: importing the package costs milliseconds, and the command shows its help at once.
_HOMES = {
    "Advice": "advice",
    "Citation": "advice",
    "Turn": "advice",
    "Coach": "conversation",
    "CoachError": "errors",
    "IngestError": "errors",
    "LibraryError": "errors",
    "QuestionError": "errors",
    "SettingsError": "errors",
    "Finding": "checks",
    "Part": "apologies",
    "Passage": "articles",
    "Review": "reviews",
    "Settings": "settings",
}


def ask(question: str) -> "Advice":
    """Return advice on one question, from a coach that is opened from the environment and closed again.

    >>> import coach
    >>> coach.ask("What is the capital of France?").grounding
    'silent'

    Raises:
        QuestionError: The question is empty, too long or not text.
        SettingsError: The environment holds a setting that does not fit.
    """
    from coach.conversation import Coach

    with Coach.open() as coach:
        return coach.ask(question)


def review(text: str) -> "Review":
    """Return what is at fault in a message before it is sent, what is good and what is missing.

    No model is asked, nothing is opened and no setting is read. ``Coach.review`` lets a configured
    model add a note to each finding.

    >>> import coach
    >>> coach.review("I will call you soon.").findings[0].fix
    'I will call you by [day and time].'
    >>> coach.review("Es tut mir leid, dass die Rechnung falsch war.").checked
    False

    Raises:
        QuestionError: The draft is not text, or longer than 100,000 characters.
    """
    from coach import reviews

    return reviews.review(text)


def __getattr__(name: str) -> Any:
    if name == "checks":
        return importlib.import_module("coach.checks")
    if name in _HOMES:
        return getattr(importlib.import_module(f"coach.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'coach' has no attribute '{name}'")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
