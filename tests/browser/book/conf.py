"""A small book with a question of each kind, from the sample bank of tests/quizzes/fixtures."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "tests" / "quizzes" / "fixtures"
sys.path.append(str(ROOT / "book" / "_ext"))

import katex_at_build  # noqa: E402

project = "A question of each kind"
extensions = ["myst_nb", "sphinxcontrib.katex", "quizzes.page"]
html_theme = "sphinx_book_theme"
html_theme_options = {
    "navbar_persistent": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}
html_favicon = str(ROOT / "book" / "_ext" / "static" / "favicon.svg")
html_math_renderer = "katex"
katex_prerender = True
katex_css_path = "katex/katex.min.css"
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath", "substitution"]
nb_execution_mode = "off"
quizzes_project = str(SAMPLE)


def setup(app):
    """Serve the style and fonts of formulas with the pages."""
    static = Path(app.outdir).parent / "static"
    katex_at_build.host_katex(static / "katex")
    app.config.html_static_path.append(str(static))
