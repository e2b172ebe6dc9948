"""How builders write the parts of a question."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator
from sphinx.writers.latex import LaTeXTranslator

from quizzes.page.nodes import QuizItem, QuizPart


def _visit_html(translator: HTML5Translator, node: QuizPart) -> None:
    if node.unwraps and len(node) == 1 and isinstance(node[0], nodes.paragraph):
        node[:] = node[0].children
    before, after = node.html()
    translator.body.append(before)
    if node.hides:
        translator.body.append(after)
        raise nodes.SkipNode


def _depart_html(translator: HTML5Translator, node: QuizPart) -> None:
    translator.body.append(node.html()[1])


def _visit_latex(translator: LaTeXTranslator, node: QuizPart) -> None:
    _pass(translator, node)
    if isinstance(node, QuizItem):
        translator.body.append(translator.hypertarget_to(node))


def _pass(_translator: nodes.NodeVisitor, node: QuizPart) -> None:
    if node.only_html:
        raise nodes.SkipNode


def _leave(_translator: nodes.NodeVisitor, _node: QuizPart) -> None:
    pass


_PLAIN = (_pass, _leave)
VISITORS: dict[str, Any] = {
    "html": (_visit_html, _depart_html),
    "latex": (_visit_latex, _leave),
    **dict.fromkeys(["text", "man", "texinfo"], _PLAIN),
}
