"""The controls that questions are answered with, as docutils nodes: native ones, with a place for what is said."""

from __future__ import annotations

from html import escape

from docutils import nodes

from quizzes.page.nodes import QuizPart, start


class QuizOption(QuizPart):
    """An option with its native control; attributes `item_id`, `option_id`, `control` (radio or checkbox)."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        box_id = f"{self['item_id']}--{self['option_id']}"
        box = start("input", type=self["control"], name=self["item_id"], id=box_id, value=self["option_id"])
        row = start("div", classes="quiz-option quiz-part", data_part=self["option_id"])
        return f"{row}\n{box}{start('label', for_=box_id)}", f"</label>\n{feedback(box_id)}</div>\n"


class QuizEntry(QuizPart):
    """A field to write into.

    Attributes `item_id`, `unit`, `mode` (the keyboard that a phone shows), `code` (whether letters are of one
    width), `rows` (more than one gives a field of several lines).
    """

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        field_id = f"{self['item_id']}--entry"
        plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        if self["code"]:
            plain = {"classes": "quiz-mono", "autocorrect": "off", **plain}
        if self["rows"] > 1:
            field = (
                start("textarea", name=self["item_id"], id=field_id, rows=str(self["rows"]), **plain) + "</textarea>"
            )
        else:
            field = start(
                "input", type="text", name=self["item_id"], id=field_id, inputmode=self["mode"], size="12", **plain
            )
        unit = f'<span class="quiz-unit">{escape(self["unit"])}</span>' if self["unit"] else ""
        row = start("div", classes="quiz-entry quiz-part", data_part="entry")
        return f"{row}\n{start('label', for_=field_id)}", f"</label>\n{field}{unit}\n{feedback(field_id)}</div>\n"


class QuizSteps(QuizPart):
    """The steps to be put in order."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<ol class="quiz-steps" role="list">\n', "</ol>\n"


class QuizStep(QuizPart):
    """A step with the buttons that move it, which the script shows; attributes `item_id`, `step_id`."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        text_id = f"{self['item_id']}--{self['step_id']}"
        buttons = "".join(
            start(
                "button", type="button", classes="quiz-move", data_by=by, id=f"{text_id}--{name}",
                aria_labelledby=f"{text_id}--{name} {text_id}",
            )
            + f'<span class="quiz-unseen">Move {name}:</span></button>'
            for by, name in (("-1", "up"), ("1", "down"))
        )  # fmt: skip
        row = start("li", classes="quiz-step quiz-part", data_part=self["step_id"])
        return (
            f"{row}\n{start('div', classes='quiz-step-text', id=text_id)}",
            f'</div>\n<div class="quiz-moves" hidden>{buttons}</div>\n{feedback(text_id)}</li>\n',
        )


class QuizList(QuizPart):
    """Entries with letters, of which selects choose one."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<ul class="quiz-list" role="list">\n', "</ul>\n"


class QuizRow(QuizPart):
    """One of the entries with letters."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        return "<li>", "</li>\n"


class QuizPair(QuizPart):
    """An entry with the select of what it is matched with; attributes `item_id`, `left_id`, `choices` (id, text)."""

    unwraps = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        field_id = f"{self['item_id']}--{self['left_id']}"
        row = start("div", classes="quiz-pair quiz-part", data_part=self["left_id"])
        field = select(field_id, self["choices"])
        # A label that is nothing but a formula has no name that every screen reader knows.
        named = '<span class="quiz-unseen">Match of </span>'
        label = start("label", for_=field_id) + named
        return f"{row}\n{label}", f"</label>\n{field}\n{feedback(field_id)}</div>\n"


class QuizBlank(QuizPart, nodes.Inline):
    """A blank in a line of text; attributes `item_id`, `blank_id`, `named`, `options` (to choose from, or none)."""

    hides = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        field_id = f"{self['item_id']}--{self['blank_id']}"
        if self["options"]:
            choices = [(option, option) for option in self["options"]]
            return select(field_id, choices, label=self["named"]), ""
        field = start(
            "input", type="text", classes="quiz-blank", name=field_id, id=field_id, aria_label=self["named"],
            autocomplete="off", autocapitalize="off", spellcheck="false", size="12",
        )  # fmt: skip
        return field, ""


class QuizBlankNote(QuizPart):
    """The place for what is said of a blank; attributes `item_id`, `blank_id`."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        row = start("div", classes="quiz-blank-note quiz-part", data_part=self["blank_id"])
        field_id = f"{self['item_id']}--{self['blank_id']}"
        return row + feedback(field_id), "</div>\n"


class QuizCode(QuizPart):
    """Code that is read; another variant exchanges it."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<div class="quiz-code">\n', "</div>\n"


class QuizTask(QuizPart):
    """The way to a task of an assignment; attributes `assignment`, `task`; filled by `ResolveTasks`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<div class="quiz-task">\n', "</div>\n"


def select(field_id: str, choices: list[tuple[str, str]], *, label: str = "") -> str:
    """Return a native select whose first option chooses nothing."""
    named = {"aria_label": label} if label else {}
    options = "".join(f"{start('option', value=value)}{escape(text)}</option>" for value, text in choices)
    nothing = '<option value="">\N{HORIZONTAL ELLIPSIS}</option>'
    return f"{start('select', name=field_id, id=field_id, **named)}{nothing}{options}</select>"


def feedback(field_id: str) -> str:
    """Return the empty place for what is said of a part."""
    return start("div", classes="quiz-feedback", id=f"{field_id}--feedback", hidden="") + "</div>\n"
