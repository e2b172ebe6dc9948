"""The figure "seq2seq, live": a date in words is read, and written as ISO 8601 does, by the stored date normaliser."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from experiments import trained_file
from figures.dates_drawing import NARROW, WIDE, draw
from figures.figure import Cell, Figure, Number, Table, Words
from figures.svg import number
from lstm_lib import DotAttention, EncoderDecoder, greedy, load
from lstm_lib.data.dates import Vocabulary

MODEL = trained_file("dates")
TEXT = "20 nov 2026"
LONGEST, MOST = 40, 12  # characters of a text, symbols that are written
EXAMPLES = (
    ("20 nov 2026", "English, short"),
    ("Friday, November 20, 2026", "English, full"),
    ("20. November 2026", "German"),
    ("vendredi 20 novembre 2026", "French"),
    ("20 listopada 2026", "Polish"),
    ("2026. november 20.", "Hungarian"),
    ("20 Kasım 2026 Cuma", "Turkish"),
    ("quinta-feira, 20 de novembro de 2026", "Portuguese, and a Thursday: the day is wrong"),
    ("03.04.2005", "digits: day and month, or month and day?"),
    ("31 feb 2020", "no such day"),
    ("20 nov 1850", "a century that it has never seen"),
    ("20 november", "no year"),
)
SHOWN = 4  # of the symbols that might have been written
HEAD = ("", "writes", "probability", "looks at", "weight", "then at", "weight")


class Written(NamedTuple):
    """What is written for one text."""

    symbols: list  # the characters, then "end"
    p: np.ndarray  # (U,) probability of each, given those before
    weights: np.ndarray  # (U, T) attention
    read: list  # the characters read, then "end"
    likeliest: list  # of the last step: (symbol, probability), the most probable first

    @property
    def text(self) -> str:
        """The date."""
        return "".join(self.symbols).removesuffix("end")


def make() -> Figure:
    """Return the figure."""
    model, reads, writes = kept()
    written = write(TEXT)
    says = says_all(written)
    return Figure(
        drawing=draw(written.read, written.symbols, written.p, written.weights, WIDE, says),
        narrow=draw(written.read, written.symbols, written.p, written.weights, NARROW, says),
        says=says,
        tables=(table(written),),
        data={
            "text": TEXT,
            "longest": LONGEST,
            "most": MOST,
            "reads": "".join(reads.symbols),
            "writes": "".join(writes.symbols),
            "arrays": [[name, *values.shape] for name, values in model.params.items()],
            "file": "dates.bin",
            "kB": round(len(weights()) / 1000),
            "examples": EXAMPLES,
            "written": written.text,
            "likeliest": written.likeliest,
            "forms": [WIDE._asdict(), NARROW._asdict()],
        },
        states={"text": Words(LONGEST), "written": Number(0, MOST, whole=True)},
    )


@cache
def kept() -> tuple[EncoderDecoder, Vocabulary, Vocabulary]:
    """The stored model and its two vocabularies."""
    model, arrays = load(MODEL), np.load(MODEL)
    layers = {name: type(layer).__name__ for name, layer in model.layers.items()}
    if (layers["encoder"], layers["decoder"]) != ("LSTM", "LSTM") or not isinstance(
        model.layers.get("attention"), DotAttention
    ):
        raise ValueError(f"{MODEL.name}: expected LSTMs with dot attention, which dates.js runs, got {layers}")
    names = ("source_symbols", "target_symbols")
    reads, writes = (Vocabulary(tuple(arrays[name].tolist())) for name in names)
    return model, reads, writes


def weights() -> bytes:
    """All parameters, one after another, in float16: what the page loads when the figure is first used."""
    return b"".join(values.astype("<f2").tobytes() for values in kept()[0].params.values())


def write(text: str) -> Written:
    """Let lstm_lib write one text, symbol by symbol."""
    model, reads, writes = kept()
    source = reads.encode([text])
    decoded = greedy(model, source, MOST)
    names = {2: "end"} | dict(enumerate(writes.symbols, start=3))
    encoded = model.encode(source)
    state, last, p = encoded.final, np.array([1]), []
    for symbol in decoded.ids[0]:
        step = model.decode_step(last, state, encoded)
        p.append(float(np.exp(step.log_p[0, symbol])))
        state, last = step.state, np.array([symbol])
    symbols = [names.get(int(k), "") for k in decoded.ids[0]]
    order = np.argsort(-step.log_p[0], kind="stable")[:SHOWN]
    likeliest = [(names.get(int(k), "–"), round(float(np.exp(step.log_p[0, k])), 4)) for k in order]
    return Written(symbols, np.array(p), decoded.weights[0], [*text, "end"], likeliest)


def shown(symbol: str) -> str:
    """A character as text: a space has a name."""
    return "space" if symbol == " " else symbol


def table(written: Written) -> Table:
    """Each step of the decoder: what it writes, how sure it is, and where it looks."""
    rows = []
    for u in range(MOST):
        texts = [""] * (len(HEAD) - 1)
        if u < len(written.symbols):
            first, second = np.argsort(-written.weights[u], kind="stable")[:2]
            texts = [shown(written.symbols[u]), number(written.p[u], 3)]
            for t in (first, second):
                texts += [f"{shown(written.read[t])} ({t + 1})", number(written.weights[u, t])]
        rows.append((str(u + 1), *(Cell(text, f"step{u + 1}-{k}") for k, text in enumerate(texts))))
    return Table("The steps of the decoder; in brackets the place of the character read", HEAD, tuple(rows))


def says_all(written: Written) -> str:
    """The alternative text of the drawing; dates.js says the same."""
    steps = []
    for u, symbol in enumerate(written.symbols):
        t = int(written.weights[u].argmax())
        steps.append(f"{shown(symbol)} looks at {shown(written.read[t])} ({number(written.weights[u, t])})")
    return f"“{''.join(written.read[:-1])}” is read and “{written.text}” is written. Attention: {'; '.join(steps)}."
