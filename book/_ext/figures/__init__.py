"""Live figures: the Sphinx extension behind ``{live}`` and ``{set}``; load it as ``figures``."""

from figures.extension import setup

__all__ = ["setup"]
