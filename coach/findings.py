"""What a check finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a draft or an answer.

    ``words`` are the exact words, ``text[start:end]``; ``step`` is the step they go against, such
    as ``mend-fences/no-gifts``, or an empty string; ``fix`` says what to do instead, and in a review
    it is what the sentence could say; ``note`` is what a model added in a review, else empty.

    >>> from coach import checks
    >>> found = checks.in_draft("I'm sorry, but you never told us the date.")
    >>> found[0].code
    'but-after-apology'
    """

    code: str
    words: str
    start: int
    end: int
    reason: str
    step: str
    fix: str
    note: str = ""
