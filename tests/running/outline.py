"""What a kind shows, as lines to read: each piece with what it is, so that a test can say what a page holds."""

from docutils import nodes

from quizzes.page.nodes import QuizWhy


def outline(node) -> str:
    """Return a node as one text, with the signs by which its pieces are known."""
    if isinstance(node, nodes.Text):
        return str(node)
    inner = "".join(map(outline, node.children))
    classes = node.get("classes", [])
    for kind, name, form in (
        (nodes.strong, "quiz-noted", "({})"),  # beside the part alone
        (nodes.strong, "quiz-mark", "!{}!"),
        (nodes.strong, "", "**{}**"),
        (nodes.literal, "", "`{}`"),
        (nodes.math, "", "${}$"),
        (nodes.inline, "quiz-letter", "[{}]"),
        (nodes.literal_block, "", "<{}>"),
    ):
        if isinstance(node, kind) and (not name or name in classes):
            inner = form.format(inner)
            break
    own = [name.removeprefix("quiz-") for name in classes if name not in ("quiz-mark", "quiz-noted", "quiz-letter")]
    if isinstance(node, nodes.paragraph) and "quiz-noted" in classes:
        own.append("noted")
    return f"{{{' '.join(own)}}} {inner}" if own else inner


def controls(parts) -> list[tuple]:
    """Return each control: its class, its attributes beside the item's id, and its text."""
    usual = (*nodes.Element.basic_attributes, "backrefs", "item_id")
    return [
        (type(field).__name__, {k: v for k, v in field.attributes.items() if k not in usual}, list(map(outline, field)))
        for field in parts.fields
    ]


def said(parts) -> list[tuple[str, bool, list[str]]]:
    """Return of each thing that is said: of which part, whether that is right, and its paragraphs."""
    assert all(isinstance(why, QuizWhy) for why in parts.whys)
    return [(why["about"], why["right"], list(map(outline, why.children))) for why in parts.whys]
