"""Teach the listener which messages meet a limit (development only).

    pip install torch==2.13.0 onnx
    python scripts/fit_limits.py --without f --to coach/minilm/limits.npz

The messages are those in evals/limits/. This is what ships, seven minutes on two quiet cores. It
leaves one author out and prints the figures on them: on these the log-odds were chosen from which a
limit is heard. MiniLM's own weights stay as they are; see scripts/fit_listener.py. The run-only
messages are never read.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from coach import embedders, limits
from fit_listener import WIDTH, Encoder, additions, descend, head, lines, padded

EVALS = Path(__file__).parent.parent / "evals"
NAMES = [limit.name for limit in limits.LIMITS]
EPOCHS, LONGEST, PLAIN, SEED = 4, 200, 2_500, 0


@dataclass(frozen=True)
class Row:
    """A message and the limit that it meets, or an empty string."""

    author: str
    text: str
    meets: str = ""


def rows() -> list[Row]:
    """Return the messages that may be learnt from: those written for the limits, and plain ones."""
    found = [
        Row(row["id"][0].lower(), row["text"], row["kind"] if row["meets"] else "")
        for row in lines(EVALS / "limits" / "look.jsonl")
    ]
    files = ("messages/dev", "messages/plans", "messages/stories", "messages/scope", "situations")
    plain = [
        row["text"]
        for name in files
        for row in lines(EVALS / f"{name}.jsonl")
        if limits.met(row["text"]) is None
    ]
    random.Random(SEED).shuffle(plain)  # noqa: S311
    return found + [Row("", text) for text in plain[:PLAIN]]


class Net(Encoder):
    """MiniLM, and for a message how much it sounds like each limit."""

    def __init__(self) -> None:
        """Begin as MiniLM with a head that knows nothing."""
        super().__init__()
        self.limits = nn.Linear(WIDTH, len(NAMES))
        self.attention = nn.Linear(WIDTH, 1, bias=False)
        nn.init.normal_(self.limits.weight, std=0.02)
        nn.init.constant_(self.limits.bias, -3.0)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the log-odds of each limit."""
        x = self.hidden(ids, mask)
        attention = self.attention(x).masked_fill(~mask[..., None], -1e4).softmax(1)
        return (self.limits(x) * attention).sum(1).float()


def main() -> None:
    """Learn and write, or leave authors out and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", default="", help="authors to leave out, with commas")
    parser.add_argument("--to", type=Path, default=None, help="write what was learnt to this file")
    arguments = parser.parse_args()
    without = {author for author in arguments.without.split(",") if author}
    told = rows()
    tokenizer = embedders.tokenizer()
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    ids = [tokenizer.encode(row.text).ids for row in told]
    target = torch.tensor([[0.97 if n == row.meets else 0.005 for n in NAMES] for row in told])
    known = [i for i, row in enumerate(told) if row.author not in without]
    torch.manual_seed(SEED)
    net = Net()

    def loss(at: Sequence[int]) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            odds = net(*padded([ids[i] for i in at]))
        bce = functional.binary_cross_entropy_with_logits
        return bce(odds, target[list(at)], reduction="sum") / len(at)

    descend(net, [len(one) for one in ids], known, loss, EPOCHS, random.Random(SEED))  # noqa: S311
    report(net, told, ids, sorted(set(range(len(told))) - set(known)))
    if arguments.to is not None:
        learnt = additions(net) | head("limits", net.limits, NAMES)
        learnt["attention"] = net.attention.weight.detach().numpy().T.copy()
        np.savez(arguments.to, **learnt)


def report(net: Net, told: Sequence[Row], ids: Sequence[list[int]], some: Sequence[int]) -> None:
    """Print how many messages that meet each limit are noticed, and how many others are, by floor."""
    with torch.no_grad():
        odds = {i: net(*padded([ids[i]]))[0].numpy() for i in some}
    for floor in (-1.0, 0.0, 1.0, 2.0) if some else ():
        noticed = []
        for at, name in enumerate(NAMES):
            mine = [odds[i][at] >= floor for i in some if told[i].meets == name]
            noticed.append(f"{name} {np.mean(mine):.2f}/{len(mine)}" if mine else "")
        others = [odds[i].max() >= floor for i in some if not told[i].meets]
        print(f"{floor:+.0f}: false {np.mean(others):.3f} of {len(others)};", *noticed)


if __name__ == "__main__":
    main()
