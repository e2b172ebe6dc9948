"""The figure `handover`: what an encoder hands to a decoder, in three trained date models, step by step."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from figures import dates
from figures.figure import Cell, Choice, Figure, Number, Table, Words
from figures.handover_drawing import draw
from figures.svg import number
from lstm_lib import LSTM, Dense, Embedding, log_softmax, softmax
from lstm_lib.symbols import END, START

MODEL = Path(__file__).parents[2] / "models" / "hand_over.npz"
TEXT, RIGHT = "20 nov 2026", "2026-11-20"
MOST = 12
VARIANTS = {
    "state": "the state alone",
    "context": "the state, and a context at every step",
    "attention": "the state, and attention",
}
EXAMPLES = (
    ("20 nov 2026", "2026-11-20"),
    ("Friday, November 20, 2026", "2026-11-20"),
    ("20. November 2026", "2026-11-20"),
    ("vendredi 20 novembre 2026", "2026-11-20"),
    ("2026. november 20.", "2026-11-20"),
    ("quinta-feira, 20 de novembro de 2026", "2026-11-20"),
    ("3 march 1987", "1987-03-03"),
)


class Step(NamedTuple):
    """One step of the decoder."""

    reads: int  # id of the symbol that it is given
    context: np.ndarray  # (H,), or empty
    weights: np.ndarray  # (T,), or empty
    p: np.ndarray  # (V,) of each symbol


class Run(NamedTuple):
    """The result of a text."""

    read: list[str]
    h: np.ndarray  # (T, H) of the encoder
    c: np.ndarray  # (H,) its last cell state
    steps: list[Step]

    def ids(self) -> list[int]:
        """The most probable symbol of each step."""
        return [END + int(step.p[END:].argmax()) for step in self.steps]


@cache
def params(variant: str) -> dict[str, np.ndarray]:
    """The arrays of a variant by name, in the order of the file that the page loads."""
    if variant == "attention":
        return dict(dates.kept()[0].params)
    with np.load(MODEL) as kept:
        named = {name.removeprefix(f"{variant}/"): kept[name] for name in kept.files if name.startswith(f"{variant}/")}
    return {name: values.astype(np.float32) for name, values in named.items()}


def weights() -> bytes:
    """The arrays of the two other models, one after another, in float16."""
    both = (params(variant) for variant in ("state", "context"))
    return b"".join(values.astype("<f2").tobytes() for arrays in both for values in arrays.values())


def layers(variant: str) -> dict:
    """The layers of a variant."""
    kinds = {
        "source_embedding": Embedding, "encoder": LSTM, "target_embedding": Embedding, "decoder": LSTM, "dense": Dense
    }  # fmt: skip
    named = params(variant)
    return {
        part: kind.from_params({key.partition(".")[2]: named[key] for key in named if key.startswith(f"{part}.")})
        for part, kind in kinds.items()
    }


def run(variant: str, text: str, right: str = "") -> Run:
    """Read a text and write; with the right symbols before each where they are given (teacher forcing)."""
    _, reads, writes = dates.kept()
    parts = layers(variant)
    encoded = parts["encoder"].forward(parts["source_embedding"].forward(reads.encode([text])).y)
    forced = [START, *writes.encode([right])[0]] if right else []
    state, last, steps = encoded.final, START, []
    while len(steps) < (len(forced) - 1 if forced else MOST) and (forced or last != END):
        given = forced[len(steps)] if forced else last
        x = parts["target_embedding"].forward(np.array([[given]])).y
        if variant == "context":
            x = np.concatenate([x, encoded.final[0][:, None]], axis=2)
        decoded = parts["decoder"].forward(x, state)
        h, looked, context = decoded.h[:, 0], np.empty(0), np.empty(0)
        if variant == "attention":
            looked = softmax(encoded.h[0] @ h[0])
            context = looked @ encoded.h[0]
            h = np.concatenate([h, context[None]], axis=1)
        elif variant == "context":
            context = encoded.final[0][0]
        p = np.exp(log_softmax(parts["dense"].forward(np.ascontiguousarray(h)).y[0]))
        steps.append(Step(int(given), context, looked, p))
        state, last = decoded.final, END + int(p[END:].argmax())
    return Run([*text, "end"], encoded.h[0], encoded.final[1][0], steps)


def name(symbol: int) -> str:
    """A symbol of the target as text."""
    _, _, writes = dates.kept()
    return {0: "–", START: "start", END: "end"}.get(symbol) or writes.symbols[symbol - 3]


def written(variant: str, text: str) -> str:
    """The date that a variant writes by itself."""
    return "".join(name(symbol) for symbol in run(variant, text).ids() if symbol != END)


def table(found: Run) -> Table:
    """Each step: what it is given, what it writes, how sure, and where it looks."""
    rows = []
    for u in range(MOST):
        texts = ["", "", "", ""]
        if u < len(found.steps):
            step, symbol = found.steps[u], found.ids()[u]
            at = int(step.weights.argmax()) if step.weights.size else -1
            looks = f"{dates.shown(found.read[at])} ({number(step.weights[at])})" if at >= 0 else ""
            texts = [name(step.reads), name(symbol), number(step.p[symbol], 3), looks]
        rows.append((str(u + 1), *(Cell(text, f"step{u + 1}-{k}") for k, text in enumerate(texts))))
    return Table("The steps of the decoder", ("", "is given", "writes", "probability", "looks most at"), tuple(rows))


def make() -> Figure:
    """Return the figure: attention, at its end."""
    found = run("attention", TEXT)
    result = "".join(name(symbol) for symbol in found.ids() if symbol != END)
    says = f"“{TEXT}” is read, with attention the decoder writes “{result}”."
    _, reads, writes = dates.kept()
    return Figure(
        drawing=draw(found, [name(symbol) for symbol in found.ids()], says),
        says=says,
        tables=(table(found),),
        data={
            "text": TEXT, "right": RIGHT, "most": MOST, "longest": dates.LONGEST,
            "reads": "".join(reads.symbols), "writes": "".join(writes.symbols),
            "arrays": {each: [[key, *values.shape] for key, values in params(each).items()] for each in VARIANTS},
            "files": {"attention": "dates.bin", "others": "handover.bin"},
            "variants": list(VARIANTS.items()), "examples": EXAMPLES,
        },
        states={
            "text": Words(dates.LONGEST), "variant": Choice(tuple(VARIANTS)), "mode": Choice(("own", "forced")),
            "step": Number(0, dates.LONGEST + 1 + MOST, whole=True),
        },
    )  # fmt: skip
