"""The links from a question: to the paragraph that teaches it and to its assignment.

They are made once all labels of the book are known.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from quizzes.errors import did_you_mean
from quizzes.page.fields import QuizTask
from quizzes.page.nodes import QuizSee
from quizzes.page.registry import labels_of

_CARD = re.compile(r"card-([a-z][a-z0-9]*-[0-9]+)")  # the labels of the chapter of flashcards
logger = logging.getLogger(__name__)


class ResolveSee(SphinxPostTransform):
    """Fill each `QuizSee`; a label that no page defines is a warning."""

    default_priority = 20

    def run(self, **_kwargs: Any) -> None:
        """Resolve the labels of the page."""
        labels = labels_of(self.env)
        for see in self.document.findall(QuizSee):
            name = see["label"]
            if name in labels.labels:
                docname, anchor, title = labels.labels[name]
            elif name in labels.anonlabels:
                (docname, anchor), title = labels.anonlabels[name], "the paragraph that teaches this"
            else:
                logger.warning(
                    "item %r says 'see: %s', a label that no page has%s",
                    see["item_id"], name, did_you_mean(name, labels.anonlabels),
                    location=see, type="ref", subtype="quiz",
                )  # fmt: skip
                continue
            if card := _CARD.fullmatch(name):
                title = f"card {card[1].upper()}"  # its section is made by a directive, which hides its title
            link = make_refnode(self.app.builder, self.env.docname, docname, anchor, nodes.inline("", title))
            see += nodes.paragraph("", "Read again: ", link)


class ResolveTasks(SphinxPostTransform):
    """Fill each `QuizTask`: with a link where the book has the label ``assignment-<name>``."""

    default_priority = 20

    def run(self, **_kwargs: Any) -> None:
        """Resolve the tasks of the page."""
        labels = labels_of(self.env).anonlabels
        for task in self.document.findall(QuizTask):
            name: nodes.Element = nodes.inline("", f"the assignment {task['assignment']}")
            label = f"assignment-{task['assignment']}"
            if label in labels:
                name = make_refnode(self.app.builder, self.env.docname, *labels[label], name)
            judged = nodes.Text(", whose tests judge your code.")
            words = (nodes.literal("", task["task"]), nodes.Text(" of "), name, judged)
            task += nodes.paragraph("", "It is the task ", *words)
