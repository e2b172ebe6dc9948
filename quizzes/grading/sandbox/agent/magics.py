"""Magics and shell lines as the Python that IPython makes of them."""

from __future__ import annotations

import warnings


def as_python(source: str) -> str:
    """Return a cell's source with its magics turned into calls; as it is where IPython cannot make anything of it.

    The indentation stays: without it, the second half of a function that was cut would stand alone.
    """
    from IPython.core.inputtransformer2 import TransformerManager, leading_indent

    manager = TransformerManager()
    manager.cleanup_transforms.remove(leading_indent)
    try:
        with warnings.catch_warnings():  # of lines that end in a sign of which IPython knows nothing
            warnings.simplefilter("ignore")
            return manager.transform_cell(source)
    except (SyntaxError, ValueError, RecursionError, IndexError, RuntimeError):
        return source
