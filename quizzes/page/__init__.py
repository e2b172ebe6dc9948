"""The Sphinx extension that shows items of the bank in a page: load it as ``quizzes.page``."""

from quizzes.page.extension import setup

__all__ = ["setup"]
