"""What may stand in the fields of a case that are chosen from a list, for the case and for its file."""

WHOSE_ERROR = ("me", "colleague", "third", "client", "nobody", "unknown")
"""What may stand under ``whose_error``."""

BREACHES = ("competence", "integrity", "repeat", "nobody", "unknown")
"""What may stand under ``breach``: the first slip, a lie, the same once more, no one's."""
