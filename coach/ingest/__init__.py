"""A file of the user's own becomes articles: what was kept, what was dropped and why.

A file turns into blocks (heading, list item, paragraph), whatever its kind: ``text``, ``html``,
``pdf``. Noise among the blocks is marked with a reason (``noise``); what is left is cut into
articles (``titles``) and these into steps (``steps``). A block ends up in a section, a section's
name, the title, or ``dropped``: nothing vanishes in between. ``twins`` tells what the coach has.
"""

from coach.ingest.blocks import FEWEST
from coach.ingest.files import LARGEST, SUFFIXES
from coach.ingest.reading import Dropped, Reading, read
from coach.ingest.steps import ABOUT
from coach.ingest.twins import body, bundled_twin, sketch

__all__ = [
    "ABOUT",
    "FEWEST",
    "LARGEST",
    "SUFFIXES",
    "Dropped",
    "Reading",
    "body",
    "bundled_twin",
    "read",
    "sketch",
]
