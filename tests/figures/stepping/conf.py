"""A page with the figures that step."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "book" / "_ext"))

project = "Figures that step"
extensions = ["myst_parser", "figures"]
html_theme = "sphinx_book_theme"
html_theme_options = {"navbar_persistent": []}
html_context = {"default_mode": "auto"}
html_favicon = str(ROOT / "book" / "_ext" / "static" / "favicon.svg")
