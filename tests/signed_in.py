"""``coach ui`` for users whom a request names itself, in place of the page's own sign-in.

    python tests/signed_in.py --port 0      # takes what 'coach ui' takes

A request's ``x-test-user``, percent-encoded, is who is signed in; without it nobody is.
"""

import sys
from collections.abc import Mapping
from urllib.parse import unquote

from coach import cli
from coach.ui import page


def named(headers: Mapping[str, str], address: str) -> str | None:
    """Return the name that a request bears."""
    return unquote(headers.get("x-test-user", "")) or None


def main() -> None:
    """Run the command with the users in place."""
    made = page.entrance
    page.entrance = lambda settings, **options: made(settings, **{**options, "auth": named})
    sys.argv = ["coach", "ui", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
