"""The search of the book finds questions and not their folded answers, hints and variants."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from quizzes.page.nodes import QuizAnswers, QuizHints, QuizItem, QuizVariant

FOLDED = (QuizAnswers, QuizHints, QuizVariant)


def leave_answers_out(app: Sphinx) -> None:
    """Have the builder index each page without what a question folds away."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    index_page = builder.index_page

    def index_questions(pagename: str, doctree: nodes.document, title: str) -> None:
        if next(doctree.findall(QuizItem), None) is not None:
            doctree = doctree.deepcopy()  # the page itself is written from the same tree
            for folded in [node for node in doctree.findall() if isinstance(node, FOLDED)]:
                folded.parent.remove(folded)
        index_page(pagename, doctree, title)

    vars(builder)["index_page"] = index_questions  # for this builder alone: Sphinx has no other way in
