"""The errors a caller may catch.

* CoachError
  + SettingsError      a setting is unknown, missing or contradicts another
  + QuestionError      the question is empty, too long or not text
  + LibraryError       the passages cannot be read, built or reached
  + IngestError        a file cannot become an article
  + InvalidRun         an evaluation says nothing: an example, a scorer or the baseline is broken
  + ModelError         a model failed; becomes a ``notice``, never reaches a caller
"""


class CoachError(Exception):
    """The base of every error that the coach raises on purpose.

    >>> import coach
    >>> try:
    ...     coach.Settings(modle="small")
    ... except coach.CoachError as error:
    ...     print(type(error).__name__)
    SettingsError
    """


class SettingsError(CoachError):
    """A setting is unknown, missing or contradicts another."""


class QuestionError(CoachError):
    """The question is empty, too long or not text."""


class LibraryError(CoachError):
    """The passages cannot be read, built or reached."""


class IngestError(CoachError):
    """A file cannot become an article of the user's own."""


class InvalidRun(CoachError):
    """An evaluation says nothing of the coach: an example, a scorer, the baseline or a call is broken."""


class ModelError(CoachError):
    """The configured model failed; the message says how and what to do."""
