"""A small book with live figures."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve()
while not (ROOT / "book" / "_ext" / "figures").is_dir():
    ROOT = ROOT.parent
sys.path.append(str(ROOT / "book" / "_ext"))

project = "Live figures"
extensions = ["myst_parser", "figures"]
html_theme = "sphinx_book_theme"
html_theme_options = {"navbar_persistent": []}
html_context = {"default_mode": "auto"}
html_favicon = str(ROOT / "book" / "_ext" / "static" / "favicon.svg")
