"""Teach coach/wording.py from the faulty words in evals/words/ (development only).

    pip install torch==2.13.0 onnx
    python scripts/fit_words.py --without H,I,V,d,e,f --to words.npz
    python scripts/fit_words.py --without H,I,V,d,e,f --go-on words.npz --epochs 8 --to coach/minilm/words.npz

This is what ships, an hour and more on two quiet cores. It leaves six authors out and prints the
figures on them: on these the log-odds were chosen from which checks.py counts a fault. MiniLM's own
weights stay as they are; see scripts/fit_listener.py. The run-only words are never read.
"""

import argparse
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from coach import articles, embedders, sentences
from coach.adapted import TOP, parts_of
from coach.wording import ADVISED, HANDED, WINDOW
from fit_listener import LONGEST, Encoder, additions, descend, go_on_from, head, lines, padded

EVALS = Path(__file__).parent.parent / "evals"
WORDS, DRAFTS = EVALS / "words" / "look.jsonl", EVALS / "drafts" / "look.jsonl"
EPOCHS = 5


@dataclass(frozen=True)
class Row:
    """A text with the words at fault in it, by code; whether it is to be sent; of which codes it tells."""

    author: str
    text: str
    handed: bool
    faults: Mapping[str, str]
    told: frozenset[str] = frozenset((*HANDED, *ADVISED))


def rows() -> list[Row]:
    """Return the texts that may be learnt from."""
    found = []
    for row in lines(WORDS):
        faults = {one["code"]: one["words"] for one in row["faults"]}
        found.append(Row(row["id"][0], row["text"], row["handed"], faults))
    for row in lines(DRAFTS):
        faults = {one["code"]: one["words"] for one in row["faults"]}
        found.append(Row(row["id"][0], row["text"], True, faults))
    for article in articles.bundled():
        for section in article.sections:
            found += [Row("", text, False, {}) for text in (section.text, *section.notes.of("do"))]
            found += [Row("", text, True, {}) for text in section.notes.of("say")]
    return found


def in_company(told: Sequence[Row], seed: int = 0) -> list[Row]:
    """Return each faulty text once more, among sentences that have no fault."""
    dice = random.Random(seed)  # noqa: S311
    clean = {
        handed: [
            sentence
            for row in told
            if row.handed == handed and not row.faults
            for sentence in sentences.split(row.text)
        ]
        for handed in (True, False)
    }
    found = []
    for row in told:
        if row.faults and len(row.text.split()) < 60:
            before, after = (dice.sample(clean[row.handed], dice.randint(0, 3)) for _ in range(2))
            text = " ".join([*before, row.text, *after])
            found.append(replace(row, text=text))
    return found


# A fault of the message as a whole is in no part of it.
_IN_PLACE = frozenset(HANDED) - {
    "promise-without-date", "vague-apology", "over-apologising", "closed-questions-only"
}  # fmt: skip


def in_part(told: Sequence[Row], seed: int = 0) -> list[Row]:
    """Return the parts of whole messages that hold their faults, and two others of each.

    They are of three sentences, as ``wording`` reads a message beside the whole.
    """
    dice = random.Random(seed)  # noqa: S311
    found = []
    for row in told:
        parts = parts_of(row.text)
        if not row.handed or len(parts) <= WINDOW:
            continue
        windows = [
            row.text[parts[at][0] : parts[at + WINDOW - 1][1]]
            for at in range(len(parts) - WINDOW + 1)
        ]
        faults = {code: said for code, said in row.faults.items() if code in _IN_PLACE}
        chosen = {
            dice.choice(holding)
            for said in faults.values()
            if (holding := [window for window in windows if said in window])
        }
        chosen |= set(dice.sample(windows, min(2, len(windows))))
        for window in sorted(chosen):
            here = {code: said for code, said in faults.items() if said in window}
            # Of a fault that is cut through nothing is known.
            cut = {c for c, said in faults.items() if c not in here and _touches(said, window)}
            found.append(replace(row, text=window, faults=here, told=_IN_PLACE - cut))
    return found


def _touches(said: str, window: str) -> bool:
    """Whether a part holds the beginning or the end of some words."""
    return said[: len(said) // 3] in window or said[-(len(said) // 3) :] in window


class Net(Encoder):
    """MiniLM, and for each of its tokens how much it sounds like each fault."""

    def __init__(self) -> None:
        """Begin as MiniLM with heads that know nothing."""
        super().__init__()
        self.handed, self.advised = nn.Linear(384, len(HANDED)), nn.Linear(384, len(ADVISED))
        for one in (self.handed, self.advised):
            nn.init.normal_(one.weight, std=0.02)
            nn.init.constant_(one.bias, -3.0)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the log-odds of each token for words to be sent and for advice."""
        x = self.hidden(ids, mask)
        handed, advised = (
            one(x).float().masked_fill(~mask[..., None], -1e4)
            for one in (self.handed, self.advised)
        )
        return handed, advised


class Texts:
    """The rows as token ids and targets."""

    def __init__(self, told: Sequence[Row]) -> None:
        """Tokenise all."""
        tokenizer = embedders.tokenizer()
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        self.rows = told
        self.encoded = [tokenizer.encode(row.text) for row in told]

    def batch(self, at: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return ids and mask of these texts, padded."""
        return padded([self.encoded[i].ids for i in at])

    def inside(self, i: int, said: str) -> Tensor:
        """Return 1 for each token that lies in the words."""
        text = self.rows[i].text
        start = text.find(said)
        end = start + len(said)
        return torch.tensor(
            [
                float(low < end and high > start and high > low)
                for low, high in self.encoded[i].offsets
            ]
        )


def codes(row: Row) -> tuple[str, ...]:
    """Return the codes of the row's channel."""
    return HANDED if row.handed else ADVISED


def surest(tokens: Tensor) -> Tensor:
    """Return how sure a text is of each fault: the mean of its surest tokens."""
    return tokens.topk(min(TOP, tokens.shape[0]), 0).values.mean(0)


def loss_of(net: Net, texts: Texts, at: Sequence[int]) -> Tensor:
    """Return the loss on a batch."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        handed, advised = net(*texts.batch(at))
    bce = functional.binary_cross_entropy_with_logits
    loss = torch.zeros(())
    for number, i in enumerate(at):
        row = texts.rows[i]
        names = codes(row)
        size = len(texts.encoded[i].ids)
        tokens = (handed if row.handed else advised)[number, :size]
        target = torch.full((len(names),), 0.005)
        for code, said in row.faults.items():
            if code not in names:
                continue
            target[names.index(code)] = 0.97
            inside = texts.inside(i, said)
            loss = loss + 0.5 * bce(tokens[:, names.index(code)], inside * 0.9 + 0.02)
        known = torch.tensor([float(name in row.told) for name in names])
        loss = loss + (bce(surest(tokens), target, reduction="none") * known).sum() / 2
    return loss / len(at)


def fit(texts: Texts, known: Sequence[int], epochs: int, before: Path | None, seed: int = 0) -> Net:
    """Return the net as learnt from these texts, from the beginning or from where another one was."""
    torch.manual_seed(seed)
    dice = random.Random(seed)  # noqa: S311
    net = Net()
    if before is not None:
        go_on_from(net, dict(np.load(before)), handed=net.handed, advised=net.advised)
    sizes = [len(one.ids) for one in texts.encoded]
    descend(net, sizes, known, lambda at: loss_of(net, texts, at), epochs, dice)
    return net


def report(net: Net, texts: Texts, left_out: Sequence[int]) -> None:
    """Print, for each code, what share of its texts is found at several floors, and what else is."""
    for handed, names in ((True, HANDED), (False, ADVISED)):
        some = [i for i in left_out if texts.rows[i].handed == handed]
        with torch.no_grad():
            sure = {i: surest(net(*texts.batch([i]))[0 if handed else 1][0]).numpy() for i in some}
        for floor in (-1.0, 0.0, 1.0, 2.0):
            told = []
            for at, code in enumerate(names):
                mine = [sure[i][at] > floor for i in some if code in texts.rows[i].faults]
                told.append(f"{code} {np.mean(mine):.2f}/{len(mine)}" if mine else "")
            clean = [i for i in some if not texts.rows[i].faults]
            false = np.mean([(sure[i] > floor).any() for i in clean])
            print(
                f"{'handed' if handed else 'advised'} {floor:+.0f}: false {false:.3f} of {len(clean)};",
                *told,
            )


def main() -> None:
    """Learn and write, or leave authors out and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", default="", help="authors to leave out, with commas")
    parser.add_argument("--to", type=Path, default=None, help="write what was learnt to this file")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="how often each text is seen")
    parser.add_argument("--go-on", type=Path, default=None, help="begin from what this file holds")
    arguments = parser.parse_args()
    without = {author for author in arguments.without.split(",") if author}
    told = rows()
    kept = [row for row in told if row.author not in without]
    texts = Texts([*told, *in_company(kept), *in_part(kept)])
    known = [i for i, row in enumerate(texts.rows) if row.author not in without]
    net = fit(texts, known, arguments.epochs, arguments.go_on)
    left_out = sorted(set(range(len(texts.rows))) - set(known))
    if left_out:
        report(net, texts, left_out)
    if arguments.to is not None:
        both = head("handed", net.handed, HANDED) | head("advised", net.advised, ADVISED)
        np.savez(arguments.to, **additions(net), **both)


if __name__ == "__main__":
    main()
