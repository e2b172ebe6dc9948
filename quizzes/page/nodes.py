"""The parts of a question as docutils nodes.

Each part says which HTML surrounds its children; builders of other formats show the children alone, so all
text that a reader needs is in ordinary docutils nodes below the parts. A question is built like this::

    QuizItem
    ├── QuizForm
    │   ├── QuizLegend         "Question 1", "Choose one."
    │   ├── QuizPrompt
    │   ├── QuizOption ...     one an option, or one QuizEntry
    │   └── QuizControls       the buttons and the verdict; nothing but in HTML
    └── QuizAnswers            folded: opens without script
        ├── QuizKey            one QuizWhy an option or mistake
        ├── QuizExplain
        └── QuizSee            the link to the paragraph that teaches it
"""

from __future__ import annotations

import json
from html import escape

from docutils import nodes


class QuizPart(nodes.General, nodes.Element):
    """A part of a question; `html` gives what surrounds its children."""

    unwraps = False  # whether a lone paragraph below it is shown without <p>, where HTML allows no block

    def html(self) -> tuple[str, str]:
        """Return the HTML before and after the children."""
        raise NotImplementedError


class QuizItem(QuizPart):
    """A whole question; attributes `item_id`, `kind`, `key` (what the script judges with)."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        # Inside a script element only "</script" and "<!--" end the data or change its reading.
        key = json.dumps(self["key"], ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
        section = start("section", classes="quiz", id=self["item_id"], data_kind=self["kind"])
        return (
            f'{section}\n<script type="application/json" class="quiz-data">{key}</script>\n',
            "</section>\n",
        )


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


class QuizOption(QuizPart):
    """An option with its native control; attributes `item_id`, `option_id`, `control` (radio or checkbox)."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        box_id = f"{self['item_id']}--{self['option_id']}"
        box = start("input", type=self["control"], name=self["item_id"], id=box_id, value=self["option_id"])
        feedback = start("div", classes="quiz-feedback", id=f"{box_id}--feedback", hidden="")
        row = start("div", classes="quiz-option", data_part=self["option_id"])
        return (
            f"{row}\n{box}{start('label', for_=box_id)}",
            f"</label>\n{feedback}</div>\n</div>\n",
        )


class QuizEntry(QuizPart):
    """A field to write into; attributes `item_id`, `unit`, `mode` (the keyboard that a phone shows)."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        field_id = f"{self['item_id']}--entry"
        field = start(
            "input", type="text", name=self["item_id"], id=field_id, inputmode=self["mode"],
            autocomplete="off", autocapitalize="off", spellcheck="false", size="12",
        )  # fmt: skip
        unit = f'<span class="quiz-unit">{escape(self["unit"])}</span>' if self["unit"] else ""
        feedback = start("div", classes="quiz-feedback", id=f"{field_id}--feedback", hidden="")
        return (
            f"{start('div', classes='quiz-entry')}\n{start('label', for_=field_id)}",
            f"</label>\n{field}{unit}\n{feedback}</div>\n</div>\n",
        )


class QuizControls(QuizPart):
    """The buttons, the verdict and the place for the explanation; the script shows them."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return (
            '<div class="quiz-actions" hidden>\n'
            '<button type="submit" class="quiz-check">Check</button>\n'
            '<button type="reset" class="quiz-reset">Reset</button>\n'
            "</div>\n"
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


NODES: tuple[type[QuizPart], ...] = (
    QuizItem, QuizForm, QuizLegend, QuizPrompt, QuizOption, QuizEntry, QuizControls,
    QuizAnswers, QuizKey, QuizWhy, QuizExplain, QuizSee,
)  # fmt: skip


def start(tag: str, *, classes: str = "", **attributes: str) -> str:
    """Return a start tag; ``data_kind="x"`` gives ``data-kind="x"`` and ``for_`` gives ``for``."""
    named = {"class": classes, **attributes} if classes else attributes
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' if value else f" {key}"
        for key, value in named.items()
    )
    return f"<{tag}{written}>"
