"""Recurrent layers made of others: what a stack, two directions and dropout share."""

from typing import Any

from lstm_lib.composite import Composite
from lstm_lib.stateful import Stateful
from lstm_lib.types import Array, Rng, State


class RecurrentComposite(Composite):
    """Recurrent layers by name that together read a sequence as one of them does.

    Parameters
    ----------
    layers : dict of layers
        By name, all of one dtype.
    **options
        Plain values that are no parameters.
    """

    @property
    def drops(self) -> bool:
        """Whether a layer drops something in training."""
        return any(layer.drops for layer in self.layers.values())

    @property
    def reads_backwards(self) -> bool:
        """Whether a step of a layer sees later ones, as no decoder can."""
        return any(layer.reads_backwards for layer in self.layers.values())

    @property
    def units_of_state(self) -> bool:
        """Whether each part of a state has a column a unit, so that two states can stand side by side."""
        return all(layer.units_of_state for layer in self.layers.values())


def check_recurrent(name: str, layer: Any) -> None:
    """Check that a part of a model reads sequences."""
    if not isinstance(layer, Stateful | RecurrentComposite):
        raise ValueError(f"{name}: expected a recurrent layer, got {type(layer).__name__}")


def forward_of(layer: Any, x: Array, state: State = None, mask: Array | None = None, rng: Rng | None = None) -> Any:
    """A layer's forward; the rng is for those that drop something."""
    if rng is not None and layer.drops:
        return layer.forward(x, state, mask, rng=rng)
    return layer.forward(x, state, mask)
