"""A page with the figures states, gradients and dates."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "book" / "_ext"))

project = "Live figures of series"
extensions = ["myst_parser", "figures"]
html_theme = "sphinx_book_theme"
html_theme_options = {"navbar_persistent": []}
html_context = {"default_mode": "auto"}
html_favicon = str(ROOT / "book" / "_ext" / "static" / "favicon.svg")
