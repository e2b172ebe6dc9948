"""What a cell is called in grades: its grade id, with its notebook where two notebooks of an assignment share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def task_names(cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the name of each cell in its assignment, by the notebook and the grade id.

    >>> task_names([("one", "squares"), ("one", "intro"), ("two", "intro")])
    {('one', 'squares'): 'squares', ('one', 'intro'): 'one/intro', ('two', 'intro'): 'two/intro'}
    """
    pairs = list(dict.fromkeys(cells))
    count = Counter(name for _, name in pairs)
    return {(notebook, name): name if count[name] == 1 else f"{notebook}/{name}" for notebook, name in pairs}
