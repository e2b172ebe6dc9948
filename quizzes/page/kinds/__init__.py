"""How each kind of item looks in a page: one module a kind, one line a kind in the table.

A kind is a module with two functions:

``compose(item, say)``
    returns the :class:`~quizzes.page.parts.Parts` that the kind adds to the frame of a question;
``key(item)``
    returns what the page's script judges with: plain JSON values, no text but ids and accepted forms.

The script has the kind's judge (judge.js) and its control (controls.js).
"""

from quizzes.page.kinds.table import KINDS

__all__ = ["KINDS"]
