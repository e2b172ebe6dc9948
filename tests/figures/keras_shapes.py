"""What Keras says of a chain of layers: the shape of every tensor, or its own error message."""

import os
import random
import re

KINDS = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "Dense", "RepeatVector")
FLAGS = (("sequences", "return_sequences"), ("state", "return_state"), ("stateful", "stateful"))
STATES = {
    "LSTM": ("h", "c"), "GRU": ("h",), "SimpleRNN": ("h",), "Bidirectional": ("fh", "fc", "bh", "bc"),
}  # fmt: skip
PLAIN = {"kind": "LSTM", "units": 4, "sequences": False, "state": False, "stateful": False}


def layer_code(layer):
    """The layer as an expression."""
    kind, units = layer["kind"], layer["units"]
    flags = [f"{flag}=True" for key, flag in FLAGS if layer[key] and kind in STATES]
    arguments = ", ".join([str(units), *flags])
    if kind == "Embedding":
        return f"layers.Embedding(20, {units})"
    if kind == "Bidirectional":
        return f"layers.Bidirectional(layers.LSTM({arguments}))"
    return f"layers.{kind}({arguments})"


def code(chain):
    """The program that makes the chain."""
    shape = [chain["T"]] if chain["flat"] else [chain["T"], chain["D"]]
    options = [f"batch_size={chain['N']}"] if chain["known"] else []
    options += ['dtype="int32"'] if chain["layers"][0]["kind"] == "Embedding" else []
    inside = f"({shape[0]},)" if chain["flat"] else f"({shape[0]}, {shape[1]})"
    source = f"keras.Input({', '.join([inside, *options])})"
    if chain["joined"] == "sequential":
        parts = [source, *map(layer_code, chain["layers"])]
        return "\n".join(["model = keras.Sequential([", *(f"    {part}," for part in parts), "])"])
    lines = [f"x = {source}"]
    for k, layer in enumerate(chain["layers"], 1):
        states = STATES.get(layer["kind"], ()) if layer["state"] else ()
        names = ", ".join([f"y{k}", *(f"{state}{k}" for state in states)])
        lines.append(f"{names} = {layer_code(layer)}({f'y{k - 1}' if k > 1 else 'x'})")
    return "\n".join(lines)


def record(chain):
    """Run the program in Keras and write down the result, layer by layer."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    from keras import layers

    found = {"chain": chain, "code": code(chain), "layers": [], "error": None}
    keras.utils.clear_session()
    names = {"keras": keras, "layers": layers}
    try:
        exec(found["code"], names)
    except (ValueError, AttributeError, TypeError) as error:
        found["error"] = {"type": type(error).__name__, "message": str(error)}
    if chain["joined"] == "sequential":
        made = names["model"].layers if not found["error"] else []
        outputs = [layer.output for layer in made]
    else:
        lists = [
            [names[f"{name}{k}"] for name in ("y", *(STATES.get(layer["kind"], ()) if layer["state"] else ()))]
            for k, layer in enumerate(chain["layers"], 1)
            if f"y{k}" in names
        ]
        made = [outputs[0]._keras_history.operation for outputs in lists]
        outputs = lists
    for layer, output in zip(made, outputs, strict=True):
        tensors = output if isinstance(output, list | tuple) else [output]
        found["layers"].append({
            "name": layer.name,
            "output": list(tensors[0].shape),
            "states": [list(tensor.shape) for tensor in tensors[1:]],
            "weights": [[weight_name(weight), list(weight.shape)] for weight in layer.weights],
            "parameters": layer.count_params(),
        })  # fmt: skip
    return found


def weight_name(weight):
    """The name of a weight, with the direction that it belongs to."""
    way = re.search(r"(forward|backward)_", weight.path)
    return f"{way[1]} {weight.name}" if way else weight.name


def chain(*layers, N=32, T=10, D=3, known=True, flat=False, joined="calls"):  # noqa: N803
    """A chain in the words of the figure's script."""
    return {
        "N": N, "T": T, "D": D, "known": known, "flat": flat, "joined": joined,
        "layers": [{**PLAIN, **layer} for layer in layers],
    }  # fmt: skip


def chains():
    """The cases that the page is held to: each mistake by itself, and many by chance."""
    every = {"sequences": True, "state": True}
    known = [
        chain({"units": 8, "sequences": True}, {"state": True}),
        chain({"units": 8}, {}),
        chain({"units": 8}, {}, known=False),
        chain({}, flat=True),
        chain({"kind": "Embedding", "units": 6}, {}, flat=True),
        chain({"kind": "Embedding", "units": 6}, {}),
        chain({"stateful": True}, known=False),
        chain({"stateful": True, "sequences": True}, {"stateful": True}),
        chain({**every}, {"kind": "Dense"}, joined="sequential"),
        chain({"kind": "GRU", **every}, {"kind": "GRU", **every}, {}, joined="sequential", known=False),
        chain({"kind": "Bidirectional", **every}, {"kind": "Bidirectional", "state": True}),
        chain({}, {"kind": "RepeatVector", "units": 5}, {"sequences": True}),
        chain({"sequences": True}, {"kind": "RepeatVector", "units": 5}),
        chain({**every}, joined="sequential"),
    ]
    chance = random.Random(20261121)
    for _ in range(40):
        layers = []
        for k in range(chance.choice([1, 2, 2, 3, 3])):
            kinds = (*KINDS, "LSTM", "LSTM", *(("Embedding",) if k == 0 else ()))
            shares = {"sequences": 0.7, "state": 0.3, "stateful": 0.1}
            flags = {key: chance.random() < share for key, share in shares.items()}
            layers.append({"kind": chance.choice(kinds), "units": chance.randint(1, 8), **flags})
        known.append(
            chain(
                *layers, N=chance.randint(1, 64), T=chance.randint(2, 10), D=chance.randint(1, 8),
                known=chance.random() < 0.7, flat=chance.random() < 0.2, joined=chance.choice(["calls", "sequential"]),
            )
        )  # fmt: skip
    return known
