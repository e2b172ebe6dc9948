"""The configuration of the sample book: as near to the course's own as a test needs."""

project = "Sample"
extensions = ["myst_nb", "sphinx.ext.mathjax", "quizzes.page"]
html_theme = "sphinx_book_theme"
mathjax_path = "none.js"  # the pages are read as text
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"
