"""Experiments of the book: what trains too long, or over too many seeds, for a build of the pages.

Each module is one experiment: a question, `run(seed)`, which trains and measures, and `CLAIMS`, what the book says of
the results. `make experiments` runs those whose code, data or library has changed and keeps their results in
`results/NAME.json`; a chapter shows the code, `stored("NAME")`, and the command.
"""

from experiments.claims import Claim, Runs
from experiments.html import Table
from experiments.stored import Stored, stored, trained_file

__all__ = ["Claim", "Runs", "Stored", "Table", "stored", "trained_file"]
