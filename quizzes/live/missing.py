"""Which cells of a chapter cannot run in the page: those that import what is not there, and those that need such."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from quizzes.live.inside.needs import names_of

OFFERED = {"numpy", "matplotlib", "__future__"}
NAMES = {"keras": "Keras", "tensorflow": "Keras", "torch": "PyTorch", "babel": "Babel"}


def missing(sources: Sequence[str], packages: Sequence[str] = (), needs: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return for each cell what it lacks in the page, as "Keras"; an empty text where it can run.

    `packages` are the project's own that travel there, `needs` their names that need a library which does not.
    """
    behind = dict(needs)
    tainted: dict[str, str] = {}
    found = []
    for source in sources:
        names = names_of(source)
        absent = sorted(names.imports - OFFERED - {*packages} - sys.stdlib_module_names)
        what = NAMES.get(absent[0], absent[0]) if absent else ""
        known = {**behind, **tainted}
        used = sorted(names.uses | names.binds & behind.keys())
        what = what or next((known[name] for name in used if name in known), "")
        for name in names.binds:
            tainted.pop(name, None)
            if what:
                tainted[name] = what
        found.append(what)
    return found
