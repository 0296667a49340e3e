"""Teach coach/listener.py from the messages in evals/ (development only).

    pip install torch==2.13.0 onnx
    python scripts/fit_listener.py --without look --to coach/minilm/listener.npz
    python scripts/fit_listener.py --without e,f,s

The first is what ships, half an hour on two cores; it prints the figures on the part of the ruler
that may be read, which it leaves out. The second leaves authors out and prints the figures on them.
MiniLM's own weights stay as they are; beside each of its matrices two small ones of rank 16 are
learnt (LoRA, Hu et al. 2021). The run-only messages are never read.
"""

import argparse
import json
import math
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from coach import articles, embedders
from coach.adapted import TOP
from coach.evaluation import retrieval
from coach.intentions import PLANS

ROOT = Path(__file__).parent.parent
MESSAGES = ROOT / "evals" / "messages"
SITUATIONS = ROOT / "evals" / "situations.jsonl"

KINDS = [kind.code for kind in PLANS]
ERRED = ["me", "colleague", "third", "client", "unknown", "nobody"]
LAYERS, WIDTH, HEADS, RANK = 6, 384, 12, 16
LONGEST, BATCH, EPOCHS, RATE = 256, 16, 5, 1e-3
NOT_KNOWN = -100
STEPS = [p.id for p in articles.passages(articles.bundled()) if articles.is_step(p.id)]
# The share of batches that are learnt as typed by those who leave the marks out.
UNMARKED = 0.15
# What a step that is fine weighs as a target beside one that is required.
FINE = 0.15


@dataclass(frozen=True)
class Row:
    """A message with what is said of it; None and NOT_KNOWN where nothing is.

    ``planned`` holds the words that state each plan, by its number.
    """

    author: str
    text: str
    planned: Mapping[int, str] | None = None
    erred: int = NOT_KNOWN
    erred_words: str = ""
    required: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    covered: bool | None = None


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file of messages."""
    for line in file.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def rows() -> Iterator[Row]:
    """Yield the messages that may be learnt from."""
    steps = {row["id"]: row for row in lines(MESSAGES / "steps.jsonl")}
    for name in ("dev", "plans", "stories", "scope"):
        for row in lines(MESSAGES / f"{name}.jsonl"):
            kind = row.get("kind", "covered")
            known = kind == "covered" and row.get("erred") in ERRED
            said = steps.get(row["id"], {}) if name == "plans" else {}
            yield Row(
                row["id"][0],
                row["text"],
                _planned(row) if kind != "covered" or name != "scope" else None,
                ERRED.index(row["erred"]) if known else NOT_KNOWN,
                row.get("erred_words", ""),
                tuple(said.get("required", ())),
                tuple(said.get("fine", ())),
                covered=None if kind == "other" else kind == "covered",
            )
    for at, kind in enumerate(PLANS):
        yield from (Row("t", text, {at: ""}) for text in kind.fires)
        yield from (Row("t", text, {}) for text in kind.spares)
    for row in lines(SITUATIONS):
        required, fine = tuple(row["required"]), tuple(row["fine"])
        yield Row(row["id"][:2], row["text"], required=required, fine=fine, covered=True)
    for example in retrieval.examples("look"):
        covered = example.kind == "covered"
        yield Row(
            "look", example.text, required=example.required, fine=example.fine, covered=covered
        )


def _planned(row: Mapping[str, Any]) -> dict[int, str]:
    """Return the plans of a row of messages, the second one too."""
    named = [
        (row.get(f"{which}planned"), row.get(f"{which}plan_words", "")) for which in ("", "also_")
    ]
    return {KINDS.index(kind): words for kind, words in named if kind}


def without_marks(row: Row) -> Row:
    """Return the message as those type it who leave the marks out."""

    def bare(text: str) -> str:
        return re.sub(r"[.,;:!?\"'()–—-]+", "", text)

    planned = row.planned and {kind: bare(said) for kind, said in row.planned.items()}
    return replace(row, text=bare(row.text), planned=planned, erred_words=bare(row.erred_words))


# --- MiniLM with something to learn --------------------------------------------------------------

MODEL = onnx.load_from_string(embedders.weights())
ARRAYS = {i.name: numpy_helper.to_array(i) for i in MODEL.graph.initializer}
NAMES = [
    *("attention.self.query", "attention.self.key", "attention.self.value"),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
]
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


def matrices() -> list[str]:
    """Return the names of the quantised matrices, in the order of layers and of NAMES."""
    quantised = [name[:-2] for name in ARRAYS if name.startswith("val_") and name.endswith("_q")]
    return sorted(quantised, key=lambda name: int(name.removeprefix("val_")))


def unquantised(name: str) -> Tensor:
    """Return a matrix as the embedder computes with it."""
    return torch.tensor(ARRAYS[f"{name}_q"].astype(np.float32) * ARRAYS[f"{name}_scale"])


class Linear(nn.Module):
    """A matrix of MiniLM's with a low-rank addition that is learnt, and its bias."""

    def __init__(self, kept: Tensor, bias: Tensor) -> None:
        """Begin as MiniLM: the addition is nothing."""
        super().__init__()
        self.register_buffer("kept", kept)
        self.bias = nn.Parameter(bias)
        self.down = nn.Parameter(torch.randn(kept.shape[0], RANK) / math.sqrt(kept.shape[0]))
        self.up = nn.Parameter(torch.zeros(RANK, kept.shape[1]))

    def forward(self, x: Tensor) -> Tensor:
        """Return the product."""
        return x @ (self.kept + self.down @ self.up) + self.bias


class Layer(nn.Module):
    """One layer of MiniLM."""

    def __init__(self, number: int, names: Sequence[str]) -> None:
        """Take the layer's weights."""
        super().__init__()
        prefix = f"inner.encoder.layer.{number}."

        def vector(name: str) -> Tensor:
            return torch.tensor(ARRAYS[prefix + name].copy())

        self.linear = nn.ModuleList(
            Linear(unquantised(matrix), vector(f"{name}.bias"))
            for matrix, name in zip(names, NAMES, strict=True)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH, eps=1e-12) for _ in NORMS)
        for norm, name in zip(self.norms, NORMS, strict=True):
            norm.weight.data, norm.bias.data = vector(f"{name}.weight"), vector(f"{name}.bias")
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the hidden states after the layer."""
        query, key, value, out, wide, narrow = self.linear
        count, length, _ = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(count, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            split(query(x)), split(key(x)), split(value(x)), attn_mask=mask[:, None, None, :]
        )
        joined = seen.transpose(1, 2).reshape(count, length, WIDTH)
        x = self.norms[0](x + self.drop(out(joined)))
        return self.norms[1](x + self.drop(narrow(functional.gelu(wide(x)))))


class Encoder(nn.Module):
    """MiniLM with its low-rank additions."""

    def __init__(self) -> None:
        """Begin as MiniLM."""
        super().__init__()
        base = "inner.embeddings."
        for name in ("word", "position"):
            full = f"{base}{name}_embeddings.weight"
            table = ARRAYS[f"{full}_q"].astype(np.float32) * ARRAYS[f"{full}_scale"]
            self.register_buffer(name, torch.tensor(table))
        self.register_buffer(
            "kind", torch.tensor(ARRAYS[f"{base}token_type_embeddings.weight"][0].copy())
        )
        self.norm = [
            torch.tensor(ARRAYS[f"{base}LayerNorm.{n}"].copy()) for n in ("weight", "bias")
        ]
        names = matrices()
        size = len(NAMES)
        self.layers = nn.ModuleList(
            Layer(i, names[size * i : size * (i + 1)]) for i in range(LAYERS)
        )
        self.drop = nn.Dropout(0.1)

    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the last hidden state of each token."""
        x = self.word[ids] + self.position[torch.arange(ids.shape[1])][None] + self.kind
        x = self.drop(functional.layer_norm(x, (WIDTH,), *self.norm, 1e-12))
        for layer in self.layers:
            x = layer(x, mask)
        hidden: Tensor = self.drop(x)
        return hidden


class Net(Encoder):
    """MiniLM, and what is read from its last hidden states."""

    def __init__(self) -> None:
        """Begin as MiniLM with heads that know nothing."""
        super().__init__()
        self.plan, self.erred = nn.Linear(WIDTH, len(KINDS)), nn.Linear(WIDTH, len(ERRED))
        self.steps, self.covered = nn.Linear(WIDTH, len(STEPS)), nn.Linear(WIDTH, 1)
        # One pattern of attention for each of what is read from the whole message.
        self.attention = nn.Linear(WIDTH, 3, bias=False)
        nn.init.normal_(self.plan.weight, std=0.02)
        nn.init.constant_(self.plan.bias, -3.0)

    def forward(self, ids: Tensor, mask: Tensor) -> "Read":
        """Return what is read from each message."""
        x = self.hidden(ids, mask)
        tokens = self.plan(x).masked_fill(~mask[..., None], -1e4)
        attention = self.attention(x).masked_fill(~mask[..., None], -1e4).softmax(1)
        surest = tokens.topk(min(TOP, tokens.shape[1]), 1).values.mean(1)
        erred, steps, covered = (
            (head(x) * attention[..., at : at + 1]).sum(1)
            for at, head in enumerate((self.erred, self.steps, self.covered))
        )
        parts = (surest, tokens, erred, attention[..., 0], steps, covered[:, 0])
        return Read(*(part.float() for part in parts))


class Read(NamedTuple):
    """What is read from a batch: of each message, or of each of its tokens."""

    plans: Tensor
    plan_tokens: Tensor
    erred: Tensor
    erred_tokens: Tensor
    steps: Tensor
    covered: Tensor


# --- the messages as numbers ---------------------------------------------------------------------


class Messages:
    """The rows as token ids and targets."""

    def __init__(self, told: Sequence[Row]) -> None:
        """Tokenise all."""
        tokenizer = embedders.tokenizer()
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        encoded = [tokenizer.encode(row.text) for row in told]
        self.rows = told
        self.ids = [e.ids for e in encoded]
        self.plan = torch.zeros(len(told), len(KINDS))
        self.plan_known = torch.tensor([row.planned is not None for row in told])
        self.steps = torch.zeros(len(told), len(STEPS))
        self.covered = torch.tensor([-1.0 if row.covered is None else row.covered for row in told])
        for at, row in enumerate(told):
            self.plan[at, list(row.planned or ())] = 1
            self.steps[at] = _wanted(row)
        self.erred = torch.tensor([row.erred for row in told])
        self.plan_spans = [
            {kind: _span(e.offsets, row.text, said) for kind, said in (row.planned or {}).items()}
            for e, row in zip(encoded, told, strict=True)
        ]
        self.erred_span = [
            _span(e.offsets, row.text, row.erred_words)
            for e, row in zip(encoded, told, strict=True)
        ]

    def batch(self, at: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return ids and mask of these messages, padded."""
        return padded([self.ids[i] for i in at])


def padded(told: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return the token ids of texts side by side, and a mask of those that are there."""
    longest = max(len(one) for one in told)
    ids = torch.zeros(len(told), longest, dtype=torch.long)
    mask = torch.zeros(len(told), longest, dtype=torch.bool)
    for row, one in enumerate(told):
        ids[row, : len(one)] = torch.tensor(one)
        mask[row, : len(one)] = True
    return ids, mask


def _wanted(row: Row) -> Tensor:
    """Return the share of each step in what the message wants; nothing when it says nothing."""
    shares = torch.zeros(len(STEPS))
    names = {articles.twin(step) for step in row.required}
    for at, step in enumerate(STEPS):
        if step in row.required:
            shares[at] = 1.0
        elif articles.twin(step) in names:
            shares[at] = 0.5
        elif step in row.fine:
            shares[at] = FINE
    return shares / shares.sum() if row.required else shares


def _span(offsets: Sequence[tuple[int, int]], text: str, said: str) -> Tensor | None:
    start = text.find(said) if said else -1
    if start < 0:
        return None
    end = start + len(said)
    inside = [float(low < end and high > start and high > low) for low, high in offsets]
    return torch.tensor(inside) if any(inside) else None


# --- learning ------------------------------------------------------------------------------------


def loss_of(net: Net, told: Messages, at: Sequence[int]) -> Tensor:
    """Return the loss on a batch: of each task, over the messages that say something of it."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        read = net(*told.batch(at))
    bce = functional.binary_cross_entropy_with_logits
    known = told.plan_known[at].float()[:, None]
    smooth = told.plan[at] * 0.96 + 0.005
    loss = (bce(read.plans, smooth, reduction="none") * known).sum() / len(at)
    if (told.erred[at] >= 0).any():
        who = functional.cross_entropy(
            read.erred,
            told.erred[at],
            ignore_index=NOT_KNOWN,
            label_smoothing=0.05,
            reduction="sum",
        )
        loss = loss + 0.5 * who / len(at)
    wanted = told.steps[at]
    loss = loss - (wanted * read.steps.log_softmax(1)).sum() / len(at)
    said = told.covered[at] >= 0
    if said.any():
        inside = told.covered[at][said] * 0.98 + 0.01
        loss = loss + 0.5 * bce(read.covered[said], inside, reduction="sum") / len(at)
    for row, i in enumerate(at):
        for kind, plan_span in told.plan_spans[i].items():
            if plan_span is not None:
                there = read.plan_tokens[row, : len(plan_span), kind]
                loss = loss + 0.5 * bce(there, plan_span * 0.9 + 0.02) / len(at)
        erred_span = told.erred_span[i]
        if erred_span is not None:
            among = (read.erred_tokens[row, : len(erred_span)] * erred_span).sum()
            loss = loss - 0.15 * torch.log(among + 1e-4) / len(at)
    return loss


def fit(told: Messages, known: Sequence[int], seed: int = 0) -> Net:
    """Return the net as learnt from these messages, some of them without their marks."""
    torch.manual_seed(seed)
    dice = random.Random(seed)  # noqa: S311
    unmarked = Messages([without_marks(row) for row in told.rows])
    net = Net()

    def loss(at: Sequence[int]) -> Tensor:
        return loss_of(net, unmarked if dice.random() < UNMARKED else told, at)

    descend(net, [len(ids) for ids in told.ids], known, loss, EPOCHS, dice)
    return net


def descend(
    net: nn.Module,
    sizes: Sequence[int],
    known: Sequence[int],
    loss_on: Callable[[Sequence[int]], Tensor],
    epochs: int,
    dice: random.Random,
) -> None:
    """Teach the net, which is ready to be asked afterwards.

    Args:
        net: An ``Encoder`` with heads; the heads learn twice as fast as the layers.
        sizes: How many tokens each text has: texts of like length make a batch.
        known: The numbers of the texts to be learnt from.
        loss_on: The loss on a batch of them.
        epochs: How often each is seen.
        dice: What the order of the batches hangs on.
    """
    heads = [p for n, p in net.named_parameters() if not n.startswith("layers")]
    body = [p for n, p in net.named_parameters() if n.startswith("layers")]
    groups = [{"params": body, "times": 1.0}, {"params": heads, "times": 2.0}]
    optimiser = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.02)
    order, done = list(known), 0
    total = epochs * math.ceil(len(order) / BATCH)
    for epoch in range(epochs):
        net.train()
        order.sort(key=lambda i: sizes[i] + dice.random() * 20)
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        dice.shuffle(batches)
        started, losses = time.monotonic(), []
        for at in batches:
            share = min(1.0, (done + 1) / (0.1 * total)) * max(0.02, 1 - done / total)
            for group in optimiser.param_groups:
                group["lr"] = RATE * share * group["times"]
            loss = loss_on(at)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimiser.step()
            done += 1
            losses.append(float(loss.detach()))
        spent = time.monotonic() - started
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {spent:.0f} s", flush=True)
    net.eval()


def report(net: Net, told: Messages, left_out: Sequence[int]) -> None:
    """Print the figures of each task on messages that were not learnt from."""
    with torch.no_grad():
        read = [net(*told.batch([i])) for i in left_out]
    rows_ = [told.rows[i] for i in left_out]
    some = [
        (row, got.plans[0].numpy())
        for row, got in zip(rows_, read, strict=True)
        if row.planned is not None
    ]
    planned = [(row.planned, sure) for row, sure in some if row.planned]
    quiet = sorted((float(odds.max()) for row, odds in some if not row.planned), reverse=True)
    for share in (0.0, 0.01, 0.03, 0.05) if planned and quiet else ():
        floor = quiet[int(share * len(quiet))]
        noticed = np.mean([odds.max() > floor for _, odds in planned])
        print(f"false {share:.2f}: noticed {noticed:.2f} (floor {floor:+.2f})")
    if planned:
        print(
            f"right kind {np.mean([int(odds.argmax()) in want for want, odds in planned]):.2f} of {len(planned)}"
        )
    who = [
        (row.erred, int(got.erred.argmax()))
        for row, got in zip(rows_, read, strict=True)
        if row.erred >= 0
    ]
    if who:
        print(f"who erred {np.mean([want == got for want, got in who]):.2f} of {len(who)}")
    scores = [
        retrieval.score(
            retrieval.Example("", "", "", "", row.required, row.fine),
            [STEPS[i] for i in got.steps[0].argsort(descending=True)],
        )
        for row, got in zip(rows_, read, strict=True)
        if row.required
    ]
    if scores:
        recalls = [
            f"{np.mean([s.recall[k] for s in scores]):.2f}" for k in range(len(retrieval.DEPTHS))
        ]
        print(
            f"recall@{retrieval.DEPTHS} {recalls}, MRR {np.mean([s.reciprocal for s in scores]):.2f}"
        )
    odds = {
        row.text: float(got.covered[0])
        for row, got in zip(rows_, read, strict=True)
        if row.covered is not None
    }
    scope = [
        retrieval.Example("", "covered" if row.covered else "not-covered", "", row.text)
        for row in rows_
        if row.covered is not None
    ]
    for floor in (-2.0, -1.0, 0.0) if any(one.kind == "not-covered" for one in scope) else ():
        heard = {text for text, sure in odds.items() if sure >= floor}
        print(f"covered from {floor:+.1f}: silence {retrieval.silence(scope, heard.__contains__)}")


# --- what ships ----------------------------------------------------------------------------------


def go_on_from(net: Encoder, learnt: Mapping[str, Any], **heads: nn.Linear) -> None:
    """Let the net, and its heads by name, begin where those were that ``additions`` and ``head`` wrote."""
    for name, linear in heads.items():
        linear.weight.data = torch.tensor(learnt[f"{name}.weight"].T.copy())
        linear.bias.data = torch.tensor(learnt[f"{name}.bias"])
    at, start = 0, 0
    for layer in net.layers:
        for linear in layer.linear:
            linear.down.data = torch.tensor(learnt[f"down.{at}"].astype(np.float32))
            linear.up.data = torch.tensor(learnt[f"up.{at}"].astype(np.float32))
            at += 1
        vectors = [linear.bias for linear in layer.linear]
        vectors += [part for norm in layer.norms for part in (norm.weight, norm.bias)]
        for vector in vectors:
            size = vector.numel()
            vector.data = torch.tensor(learnt["vectors"][start : start + size].copy())
            start += size


def additions(net: Encoder) -> dict[str, Any]:
    """Return what was learnt of MiniLM itself, and where in its file it belongs."""
    raw = embedders.weights()
    found: dict[str, Any] = {"made.for": np.array(embedders.WEIGHTS_SHA256)}
    tensors = {i.name: i.raw_data for i in MODEL.graph.initializer}

    def place(name: str) -> int:
        at = raw.find(tensors[name])
        if at < 0 or raw.find(tensors[name], at + 1) >= 0:
            raise SystemExit(f"the place of {name} in the embedder's file is not clear")
        return at

    places: list[tuple[int, ...]] = []
    vectors: list[tuple[str, Tensor]] = []
    vector_places: list[tuple[int, ...]] = []
    start = 0
    names = iter(matrices())
    for number, layer in enumerate(net.layers):
        prefix = f"inner.encoder.layer.{number}."
        for linear, name in zip(layer.linear, NAMES, strict=True):
            matrix, at = next(names), len(places)
            rows_, columns = linear.kept.shape
            places.append((place(f"{matrix}_q"), place(f"{matrix}_scale"), rows_, columns, at))
            found[f"down.{at}"] = linear.down.detach().numpy().astype(np.float16)
            found[f"up.{at}"] = linear.up.detach().numpy().astype(np.float16)
            vectors.append((f"{prefix}{name}.bias", linear.bias))
        for norm, name in zip(layer.norms, NORMS, strict=True):
            vectors += [
                (f"{prefix}{name}.weight", norm.weight),
                (f"{prefix}{name}.bias", norm.bias),
            ]
    for name, vector in vectors:
        vector_places.append((place(name), start, vector.numel()))
        start += vector.numel()
    found["places"] = np.array(places)
    found["vectors"] = torch.cat([v.detach() for _, v in vectors]).numpy()
    found["vector.places"] = np.array(vector_places)
    return found


def head(name: str, linear: nn.Linear, labels: Sequence[str]) -> dict[str, Any]:
    """Return what reads one thing from the hidden states."""
    return {
        f"{name}.weight": linear.weight.detach().numpy().T.copy(),
        f"{name}.bias": linear.bias.detach().numpy(),
        f"{name}.names": np.array(labels),
    }


def written(net: Net) -> dict[str, Any]:
    """Return the arrays of listener.npz."""
    return {
        **additions(net),
        **head("plan", net.plan, KINDS),
        **head("erred", net.erred, ERRED),
        **head("steps", net.steps, STEPS),
        **head("covered", net.covered, ["covered"]),
        "attention": net.attention.weight.detach().numpy().T.copy(),
    }


def main() -> None:
    """Learn and write, or leave authors out and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", default="", help="authors to leave out, with commas")
    parser.add_argument("--to", type=Path, default=None, help="write what was learnt to this file")
    arguments = parser.parse_args()
    without = {author for author in arguments.without.split(",") if author}
    told = Messages(list(rows()))
    known = [i for i, row in enumerate(told.rows) if row.author not in without]
    net = fit(told, known)
    left_out = sorted(set(range(len(told.rows))) - set(known))
    if left_out:
        report(net, told, left_out)
    if arguments.to is not None:
        np.savez(arguments.to, **written(net))


if __name__ == "__main__":
    main()
