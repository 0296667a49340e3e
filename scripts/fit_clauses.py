"""Teach the listener what each clause of a message tells (development only).

    pip install torch==2.13.0 onnx
    python scripts/fit_clauses.py --to coach/minilm/clauses.npz
    python scripts/fit_clauses.py --part 5

The first is what ships, some minutes on two quiet cores. The second leaves every fifth message out
and prints the figures on them. MiniLM's own weights stay as they are; see scripts/fit_listener.py.
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

from coach import embedders
from fit_listener import LONGEST, WIDTH, Encoder, additions, descend, head, lines, padded

CLAUSES = Path(__file__).parent.parent / "evals" / "clauses" / "look.jsonl"
ROLES = (
    "deed cost reaction tried changed offer promised stakes supposed feeling setting ask".split()
)
EPOCHS, SEED = 8, 0
FLOORS = (-1.0, -0.5, 0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Message:
    """A message as tokens: for each clause the tokens in it, and a 1 for each role that it has."""

    ids: list[int]
    inside: Tensor
    roles: Tensor


class Net(Encoder):
    """MiniLM, and for each of its tokens how much it sounds like each role."""

    def __init__(self) -> None:
        """Begin as MiniLM with a head that knows nothing."""
        super().__init__()
        self.roles = nn.Linear(WIDTH, len(ROLES))
        nn.init.normal_(self.roles.weight, std=0.02)
        nn.init.constant_(self.roles.bias, -2.0)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the log-odds of each token."""
        return self.roles(self.hidden(ids, mask)).float()


def messages() -> list[Message]:
    """Return the messages that may be learnt from."""
    tokenizer = embedders.tokenizer()
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    found = []
    for row in lines(CLAUSES):
        encoded = tokenizer.encode(row["text"])
        at, inside, roles = 0, [], []
        for words, told in row["clauses"]:
            at = row["text"].index(words, at)
            within = [at <= low < at + len(words) and high > low for low, high in encoded.offsets]
            # The end of a very long message is not read.
            if any(within):
                inside.append(torch.tensor(within, dtype=torch.float) / sum(within))
                roles.append(torch.tensor([float(role in told) for role in ROLES]))
            at += len(words)
        found.append(Message(encoded.ids, torch.stack(inside), torch.stack(roles)))
    return found


def main() -> None:
    """Learn and write, or leave a part out and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", type=int, default=0, help="leave out every so-manieth message")
    parser.add_argument("--to", type=Path, default=None, help="write what was learnt to this file")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="how often each is seen")
    arguments = parser.parse_args()
    told = messages()
    left_out = list(range(0, len(told), arguments.part)) if arguments.part else []
    known = sorted(set(range(len(told))) - set(left_out))
    torch.manual_seed(SEED)
    net = Net()

    def loss(at: Sequence[int]) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            tokens = net(*padded([told[i].ids for i in at]))
        bce = functional.binary_cross_entropy_with_logits
        losses = [
            bce(read(tokens[number], told[i]), told[i].roles * 0.96 + 0.01, reduction="none")
            for number, i in enumerate(at)
        ]
        return torch.cat(losses).sum(1).mean()

    sizes = [len(one.ids) for one in told]
    descend(net, sizes, known, loss, arguments.epochs, random.Random(SEED))  # noqa: S311
    report(net, told, left_out)
    if arguments.to is not None:
        np.savez(arguments.to, **additions(net), **head("roles", net.roles, ROLES))


def read(tokens: Tensor, message: Message) -> Tensor:
    """Return the log-odds of each clause: the mean of its tokens."""
    return message.inside @ tokens[: message.inside.shape[1]]


def report(net: Net, told: Sequence[Message], some: Sequence[int]) -> None:
    """Print precision and recall of each role on some messages, by log-odds."""
    if not some:
        return
    with torch.no_grad():
        odds = torch.cat([read(net(*padded([told[i].ids]))[0], told[i]) for i in some]).numpy()
    roles = torch.cat([told[i].roles for i in some]).numpy() > 0
    for at, name in enumerate(ROLES):
        line = f"{name:10} {roles[:, at].sum():5}"
        for floor in FLOORS:
            heard = odds[:, at] >= floor
            right = (heard & roles[:, at]).sum()
            precision, recall = right / max(heard.sum(), 1), right / max(roles[:, at].sum(), 1)
            line += f"  {floor:+.1f}: {precision:.2f}/{recall:.2f}"
        print(line)


if __name__ == "__main__":
    main()
