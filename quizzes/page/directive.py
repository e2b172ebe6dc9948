"""The directive ``{quiz}``: items of the bank by id, or by objective."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from quizzes.errors import Problem
from quizzes.page.compose import compose
from quizzes.page.parts import UnshowableError
from quizzes.page.query import Query, select
from quizzes.page.registry import QuizDomain, fingerprint, place, quiz_domain


class QuizDirective(SphinxDirective):
    """Show items of the bank.

    ::

        ```{quiz} gates-forget-one gates-count
        ```

        ```{quiz}
        :objective: forget-gate
        :number: 2
        ```
    """

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"objective": directives.unchanged_required, "number": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        """Return one node for each item; what cannot be shown is noted and stops the build later."""
        domain = quiz_domain(self.env)
        assert isinstance(domain, QuizDomain)
        page = domain.page(self.env.docname)
        result: list[nodes.Node] = []
        for query in self._queries():
            page.queries.append(query)
            selection = select(query, domain.bank)
            if selection.problem:
                self._problem(query.line, selection.problem, query.item_id or "{quiz")
                result += self._missing()
            for item in selection.items:
                if item.id in page.shown:
                    self._problem(query.line, f"the item {item.id!r} is on this page twice", item.id)
                    continue
                page.shown.append(item.id)
                try:
                    node = compose(item, len(page.shown), domain.bank, self._parse)
                except UnshowableError as error:
                    page.problems.append(Problem(item.where, str(error)))
                    result += self._missing()
                    continue
                self.set_source_info(node)
                self.state.document.set_id(node)
                result.append(node)
        page.fingerprint = fingerprint(page.queries, domain.bank)
        return result

    def _missing(self) -> list[nodes.Node]:
        """Return a note for the reader where a tolerant build leaves a question out; a strict one ends anyway."""
        if not self.env.config.quizzes_tolerant:
            return []
        text = "A question that belongs here could not be made when this copy of the book was built."
        return [nodes.warning("", nodes.paragraph("", text))]

    def _queries(self) -> Iterator[Query]:
        words = [(self.lineno, word) for word in " ".join(self.arguments).split()]
        for index, line in enumerate(self.content):
            words += [(self.lineno + self.content_offset + index + 1, word) for word in line.split()]
        if "objective" in self.options:
            yield Query(self.lineno, objective=self.options["objective"].strip(), number=self.options.get("number"))
            for number, word in words:
                self._problem(number, f"{word!r} stands beside ':objective:'; use one of the two")
            return
        if "number" in self.options:
            self._problem(self.lineno, "':number:' counts the items of an ':objective:', which is missing")
        if not words:
            self._problem(self.lineno, "a quiz names the ids of items, or an ':objective:'")
        for number, word in words:
            yield Query(number, item_id=word)

    def _problem(self, line: int, message: str, word: str = "{quiz") -> None:
        roots = (quiz_domain(self.env).bank.project.root, Path(self.env.srcdir))
        where = place(self.env.doc2path(self.env.docname), line, word, roots)
        quiz_domain(self.env).page(self.env.docname).problems.append(Problem(where, message))

    def _parse(self, text: str) -> list[nodes.Node]:
        """Read Markdown as the page itself is read, so that formulas become what the book makes of them."""
        holder = nodes.Element()
        self.state.nested_parse(StringList(text.rstrip().splitlines(), source=self.env.docname), 0, holder)
        return holder.children
