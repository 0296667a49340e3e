"""Teach the listener what a turn asks of the conversation (development only).

    pip install torch==2.13.0 onnx
    python scripts/fit_requests.py --without Q,R,S,T --to requests.npz
    python scripts/fit_requests.py --without T --go-on requests.npz --epochs 4 --to coach/minilm/requests.npz

This is what ships, half an hour on two quiet cores. It leaves an author out and prints the figures on
them. MiniLM's own weights stay as they are; see scripts/fit_listener.py.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from coach import embedders, listener, sentences
from coach.story import KINDS
from fit_listener import WIDTH, Encoder, additions, descend, go_on_from, head, lines, padded

EVALS = Path(__file__).parent.parent / "evals"
REQUESTS = EVALS / "requests" / "look.jsonl"
# How many stories are told in two turns, and what share of those before a turn stand alone.
STORIES, FIRST = 900, 0.3
EPOCHS, SEED, LONGEST = 7, 0, 400


@dataclass(frozen=True)
class Row:
    """A turn after what was told before it, as tokens; which of them are wrong, and which right."""

    author: str
    kind: int
    ids: list[int]
    offsets: list[tuple[int, int]]
    text: str
    begins: int
    old: str
    new: str
    spans: Tensor


class Net(Encoder):
    """MiniLM, and what a turn asks for: its kind, and for each token whether it is wrong or right."""

    def __init__(self) -> None:
        """Begin as MiniLM with heads that know nothing."""
        super().__init__()
        self.kinds, self.spans = nn.Linear(WIDTH, len(KINDS)), nn.Linear(WIDTH, 2)
        self.attention = nn.Linear(WIDTH, 1, bias=False)
        nn.init.normal_(self.spans.weight, std=0.02)
        nn.init.constant_(self.spans.bias, -3.0)

    def go_on_from(self, learnt: dict[str, Any]) -> None:
        """Begin where another one was when it was written."""
        go_on_from(self, learnt, kind=self.kinds, spans=self.spans)
        self.attention.weight.data = torch.tensor(learnt["attention"].T.copy())

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the odds of each kind, and of each token."""
        x = self.hidden(ids, mask)
        attention = self.attention(x).masked_fill(~mask[..., None], -1e4).softmax(1)
        return (self.kinds(x) * attention).sum(1).float(), self.spans(x).float()


def told() -> Iterator[dict[str, Any]]:
    """Yield the turns, and what only begins a story or goes on with it."""
    dice = random.Random(SEED)  # noqa: S311
    plain = {"kind": "none", "old": "", "new": ""}
    for row in lines(REQUESTS):
        yield row
        for at, turn in enumerate(row["before"]):
            if at or dice.random() < FIRST:
                yield {**row, "before": row["before"][:at], "turn": turn, **plain}
    stories = list(lines(EVALS / "messages" / "plans.jsonl"))
    for row in dice.sample(stories, STORIES):
        parts = sentences.split(row["text"])
        if len(parts) > 1:
            at = dice.randint(1, len(parts) - 1)
            turn = " ".join(parts[at : at + dice.randint(1, 3)])
            yield {"id": "-", "before": [" ".join(parts[:at])], "turn": turn, **plain}


def rows() -> list[Row]:
    """Return the turns that may be learnt from."""
    tokenizer = embedders.tokenizer()
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    found = []
    for row in told():
        text, turn = listener.joined(row["before"], row["turn"])
        encoded = tokenizer.encode(text)
        old = text.lower().find(row["old"].lower(), 0, turn) if row["old"] else -1
        new = text.lower().find(row["new"].lower(), turn) if row["new"] else -1
        within = [
            [
                float(at >= 0 and low < at + len(said) and high > at and high > low)
                for at, said in ((old, row["old"]), (new, row["new"]))
            ]
            for low, high in encoded.offsets
        ]
        kind = KINDS.index(row["kind"])
        said = (
            row["id"][0],
            kind,
            encoded.ids,
            encoded.offsets,
            text,
            turn,
            row["old"],
            row["new"],
        )
        found.append(Row(*said, torch.tensor(within)))
    return found


def main() -> None:
    """Learn and write, or leave an author out and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", default="", help="authors to leave out, with commas")
    parser.add_argument("--to", type=Path, default=None, help="write what was learnt to this file")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="how often each is seen")
    parser.add_argument("--go-on", type=Path, default=None, help="begin from what this file holds")
    arguments = parser.parse_args()
    without = {author for author in arguments.without.split(",") if author}
    texts = rows()
    known = [i for i, row in enumerate(texts) if row.author not in without]
    torch.manual_seed(SEED)
    net = Net()
    if arguments.go_on is not None:
        net.go_on_from(dict(np.load(arguments.go_on)))

    def loss(at: Sequence[int]) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            kinds, spans = net(*padded([texts[i].ids for i in at]))
        wanted = torch.tensor([texts[i].kind for i in at])
        whole = functional.cross_entropy(kinds, wanted, label_smoothing=0.03)
        bce = functional.binary_cross_entropy_with_logits
        parts = [
            bce(spans[n, : len(texts[i].ids)], texts[i].spans, reduction="sum")
            for n, i in enumerate(at)
        ]
        return whole + torch.stack(parts).mean() / 4

    sizes = [len(one.ids) for one in texts]
    descend(net, sizes, known, loss, arguments.epochs, random.Random(SEED))  # noqa: S311
    report(net, texts, sorted(set(range(len(texts))) - set(known)))
    if arguments.to is not None:
        both = head("kind", net.kinds, KINDS) | head("spans", net.spans, ("old", "new"))
        attention = net.attention.weight.detach().numpy().T.copy()
        np.savez(arguments.to, **additions(net), **both, attention=attention)


def report(net: Net, told: Sequence[Row], some: Sequence[int]) -> None:
    """Print how many turns of each kind are heard as it, and in how many the right words are found."""
    for kind, name in enumerate(KINDS):
        mine = [i for i in some if told[i].kind == kind]
        right = found = 0
        for i in mine:
            with torch.no_grad():
                kinds, spans = net(*padded([told[i].ids]))
            right += int(kinds[0].argmax()) == kind
            row = told[i]
            best = [_best(spans[0][:, at].numpy(), row, at) for at in (0, 1)]
            wanted = (row.old, row.new)[: 2 if row.new else 1]
            found += all(
                row.text[slice(*span)].lower() == said.lower()
                for span, said in zip(best, wanted, strict=False)
            )
        if mine:
            print(f"{name:10} {right} of {len(mine)}, words {found}")


def _best(odds: np.ndarray, row: Row, at: int) -> tuple[int, int]:
    """Return the characters of the likeliest words, wrong ones before the turn or right ones in it."""
    places = np.array([low for low, _ in row.offsets])
    return listener.likeliest(odds, places, row.text, row.begins, now=bool(at))


if __name__ == "__main__":
    main()
