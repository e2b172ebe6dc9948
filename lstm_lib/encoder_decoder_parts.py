"""Which parts make an encoder-decoder: each must fit the others before anything is trained."""

from typing import Any

from lstm_lib.attention import Attention
from lstm_lib.composite import check_kind
from lstm_lib.dense import Dense
from lstm_lib.embedding import Embedding
from lstm_lib.recurrent_composite import check_recurrent
from lstm_lib.symbols import END


def check_parts(layers: Any) -> None:
    """Check the layers of an encoder-decoder, by name: ValueError says which one does not fit."""
    source_embedding, encoder, target_embedding, decoder, dense, *_ = layers.values()
    attention = layers.get("attention")
    for name in ("encoder", "decoder"):
        check_recurrent(name, layers[name])
    for name in ("source_embedding", "target_embedding"):
        check_kind(name, layers[name], Embedding)
    check_kind("dense", dense, Dense)
    if attention is not None:
        check_kind("attention", attention, Attention)
    H = encoder.hidden_size
    handed, taken = encoder.state_form, decoder.state_form
    if decoder.reads_backwards:
        raise ValueError(f"decoder: expected a layer that reads forwards alone, got {type(decoder).__name__}")
    if handed != taken:
        raise ValueError(f"decoder: expected {handed} units, as the encoder, got {taken}")
    for name, embedding, layer in (
        ("source_embedding", source_embedding, encoder),
        ("target_embedding", target_embedding, decoder),
    ):
        size = layer.input_size
        if embedding.output_size != size:
            raise ValueError(f"{name}: expected output_size {size}, got {embedding.output_size}")
    width = H if attention is None else 2 * H
    if dense.input_size != width:
        raise ValueError(f"dense: expected input_size {width}, got {dense.input_size}")
    V = target_embedding.vocabulary_size
    if V <= END:
        raise ValueError(f"target_embedding: expected at least {END + 1} ids (padding, start, end), got {V}")
    if dense.output_size != V:
        raise ValueError(f"dense: expected output_size {V}, one score an id of the target, got {dense.output_size}")
