"""The errors a caller may catch.

* CoachError
  + SettingsError      a setting is unknown, missing or contradicts another
  + QuestionError      the question is empty, too long or not text
  + LibraryError       the passages cannot be read, built or reached
  + IngestError        a file cannot become an article
  + CaseError          a case holds what it cannot
  + PlanError          a plan cannot be changed so: no action, no such number, a date that cannot be read
  + SessionError       what a browser sent or kept for the page cannot be read
  + AccountError       a user cannot be added, changed, removed or read
  + StoreError         what the page keeps of its users in a database cannot be read or written
    + ConflictError    a case was changed elsewhere in the meantime; nothing was written
  + CaseFileError      a client's file cannot be found, read or written
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


class CaseError(CoachError):
    """A case holds what it cannot.

    ``field`` names the field, or is an empty string.
    """

    def __init__(self, message: str, field: str = "") -> None:
        """Say what was wanted and what came."""
        super().__init__(message)
        self.field = field


class PlanError(CoachError):
    """A plan cannot be changed in this way: no action, no such number, a date that cannot be read."""


class AccountError(CoachError):
    """A user of the page cannot be added, changed, removed or read; the message says which and why."""


class CaseFileError(CoachError):
    """A client's file cannot be found, read or written; the message names file and line."""


class SessionError(CoachError):
    """What a browser sent or kept for the page cannot be read; it is not lost by that."""


class StoreError(CoachError):
    """What the page keeps of its users in a database cannot be read or written; it says what to do next.

    No password of the database stands in the message.
    """


class ConflictError(StoreError):
    """A case was changed elsewhere since it was read; nothing was written, read it again."""


class InvalidRun(CoachError):
    """An evaluation says nothing of the coach: an example, a scorer, the baseline or a call is broken."""


class ModelError(CoachError):
    """The configured model failed; the message says how and what to do."""
