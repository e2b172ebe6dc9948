"""A small book with live figures; book/_ext must be on the path."""

from pathlib import Path

import figures
from figures import domain

project = "Live figures"
extensions = ["myst_parser", "figures"]
html_theme = "sphinx_book_theme"
html_theme_options = {"navbar_persistent": []}
html_favicon = str(Path(figures.__file__).parents[1] / "static" / "favicon.svg")
html_context = {"default_mode": "auto"}

# A test writes this file to act as if the sources of the figures had changed.
changed = Path(__file__).parent / "sources-changed"
if changed.is_file():
    domain.state_of_sources = lambda: changed.read_text()
