"""A submission that was run is judged: each graded cell, each notebook, the whole."""
