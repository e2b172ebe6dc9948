"""The parts of a question as docutils nodes.

Each part says which HTML surrounds its children; builders of other formats show the children alone, so all
text that a reader needs is in ordinary docutils nodes below the parts. A question is built like this::

    QuizItem
    ├── QuizForm
    │   ├── QuizLegend         "Question 1", "Choose one."
    │   ├── QuizPrompt         in a cloze with a QuizBlank for each blank
    │   ├── ...                the kind's own fields: see fields.py
    │   ├── QuizHints          folded, one QuizHint after the other
    │   └── QuizControls       the buttons and the verdict; nothing but in HTML
    ├── QuizAnswers            folded: opens without script
    │   ├── QuizKey            one QuizWhy an option, part or mistake
    │   ├── QuizExplain
    │   └── QuizSee            the link to the paragraph that teaches it
    └── QuizVariant ...        what is exchanged for "Another one"; nothing but in HTML
"""

from __future__ import annotations

import json
from html import escape

from docutils import nodes


class QuizPart(nodes.General, nodes.Element):
    """A part of a question; `html` gives what surrounds its children."""

    unwraps = False  # whether a lone paragraph below it is shown without <p>, where HTML allows no block
    only_html = False  # whether other formats leave it out
    hides = False  # whether its children stand in for it in the other formats alone

    def html(self) -> tuple[str, str]:
        """Return the HTML before and after the children."""
        raise NotImplementedError


class QuizItem(QuizPart):
    """A whole question; attributes `item_id`, `kind`, `key` (what the script judges with)."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        section = start("section", classes="quiz", id=self["item_id"], data_kind=self["kind"])
        return f"{section}\n{data(self['key'])}", "</section>\n"


class QuizVariant(QuizPart):
    """What another variant changes; attributes `seed` (what it was made from) and `key`."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        template = start("template", classes="quiz-variant", data_seed=self["seed"])
        return f"{template}\n{data(self['key'])}", "</template>\n"


class QuizForm(QuizPart):
    """Everything that is answered and sent; attribute `item_id`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        # method=dialog: without script, sending the form does nothing.
        name = f"{self['item_id']}--legend {self['item_id']}--prompt"
        form = start("form", classes="quiz-form", method="dialog", novalidate="")
        return f"{form}\n{start('fieldset', aria_labelledby=name)}\n", "</fieldset>\n</form>\n"


class QuizLegend(QuizPart):
    """The question's number and what to do; attribute `item_id`."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        return start("legend", id=f"{self['item_id']}--legend"), "</legend>\n"


class QuizPrompt(QuizPart):
    """What is asked; attribute `item_id`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return start("div", classes="quiz-prompt", id=f"{self['item_id']}--prompt") + "\n", "</div>\n"


class QuizHints(QuizPart):
    """The hints; the script shows one after the other."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<div class="quiz-hints">\n', "</div>\n"


class QuizHint(QuizPart):
    """One hint, folded; attribute `named`."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        return f'<details class="quiz-hint">\n<summary>{escape(self["named"])}</summary>\n', "</details>\n"


class QuizControls(QuizPart):
    """The buttons, the verdict and the place for the explanation; the script shows them.

    Attributes `item_id` and `variants`: whether there is another one to ask for.
    """

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        item = self["item_id"]
        check = _button("Check", item, type="submit", classes="quiz-check")
        another = _button("Another one", item, type="button", classes="quiz-another")
        reset = _button("Reset", item, type="reset", classes="quiz-reset")
        buttons = check + another * bool(self["variants"]) + reset
        return (
            f'<div class="quiz-actions" hidden>\n{buttons}</div>\n'
            '<p class="quiz-status" role="status"></p>\n'
            '<div class="quiz-after" hidden></div>\n'
            "<noscript><p>Answers are checked by a script, which is switched off here."
            " The answer and its explanation open below.</p></noscript>\n",
            "",
        )


class QuizAnswers(QuizPart):
    """The answers and the explanation, folded; opens without script."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<details class="quiz-answers">\n<summary>Answer and explanation</summary>\n', "</details>\n"


class QuizKey(QuizPart):
    """The list of what is to be said of each option or mistake."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<ul class="quiz-key" role="list">\n', "</ul>\n"


class QuizWhy(QuizPart):
    """What is said of one option or mistake; attributes `about` (its id) and `right`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        verdict = "right" if self["right"] else "wrong"
        return start("li", data_about=self["about"], data_verdict=verdict) + "\n", "</li>\n"


class QuizExplain(QuizPart):
    """The explanation, shown after a right answer and in the folded part."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<div class="quiz-explain">\n', "</div>\n"


class QuizSee(QuizPart):
    """The link to the paragraph that teaches it; attributes `label`, `item_id`; filled by `ResolveSee`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<div class="quiz-see">\n', "</div>\n"


def _button(text: str, item_id: str, **attributes: str) -> str:
    """Return a button of a question; its name says of which one, as the legend numbers or calls it now."""
    own = f"{item_id}--to-{text.split()[0].lower()}"
    button = start("button", **attributes, id=own, aria_labelledby=f"{own} {item_id}--legend-number")
    return f"{button}{text}</button>\n"


def data(key: object) -> str:
    """Return a script element that holds JSON values; inside it only "</script" and "<!--" are read otherwise."""
    text = json.dumps(key, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f'<script type="application/json" class="quiz-data">{text}</script>\n'


def start(tag: str, *, classes: str = "", **attributes: str) -> str:
    """Return a start tag; ``data_kind="x"`` gives ``data-kind="x"`` and ``for_`` gives ``for``."""
    named = {"class": classes, **attributes} if classes else attributes
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' if value else f" {key.replace('_', '-')}"
        for key, value in named.items()
    )
    return f"<{tag}{written}>"
