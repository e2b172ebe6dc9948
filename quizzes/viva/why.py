"""Open questions on a choice that is seen in the code, with what a good answer says."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from quizzes.viva.code import line_shown, segment
from quizzes.viva.question import Question, QuestionKind
from quizzes.viva.subject import Subject, Workshop

_STEPS = 8  # of an open question: two minutes of talk
Asked = tuple[ast.AST, str, str]  # where, what is asked, what a good answer says


def whys(shop: Workshop) -> Iterator[tuple[Question, tuple[int, ...]]]:
    """Yield a question for each choice that is known, and one on what a line is for."""
    subject = shop.subject
    function = subject.function
    found = [each for node in ast.walk(function.node) for each in _choices(node, function.source)]
    shop.rng.shuffle(found)
    for node, asks, says in [*found, *_purposes(shop)]:
        line = line_shown(function.source, function.node, node.lineno)  # type: ignore[attr-defined]
        if line:
            yield Question(
                QuestionKind.WHY, subject.name, f"Line {line}: {asks}", f"A good answer says: {says}", _STEPS,
                code=subject.code, evidence="Open: there is no key but what the paragraph says.", see=subject.see,
            ), ()  # fmt: skip


def _choices(node: ast.AST, source: str) -> Iterator[Asked]:
    if isinstance(node, ast.For):
        over = segment(source, node.iter)
        carried = _carried(node)
        if carried:
            name = carried[0]
            yield node, (
                f"why is this a loop over `{over}`? Could all rounds be computed at once, as a product of whole arrays?"
            ), (
                f"each round uses `{name}` as the round before left it, so it has to wait for that one; "
                "only what does not depend on it can be computed for all rounds at once"
            )  # fmt: skip
            yield node, "which values does one round hand on to the next, and what would the result be without that?", (
                f"{', '.join(f'`{each}`' for each in carried[:3])}; without it each round would begin from what stood "
                "before the loop"
            )  # fmt: skip
        if "reversed" in over or "- 1, -1" in over or "::-1" in over:
            yield node, "why does this loop run backwards?", (
                "what a round needs was made by the round behind it in time: the gradient of a step holds what all "
                "later steps add"
            )  # fmt: skip
    elif isinstance(node, ast.While):
        yield node, "what makes this loop end, and for which arguments would it not?", (
            "it names the condition and what changes it in each round"
        )  # fmt: skip
    elif isinstance(node, ast.Call):
        yield from _calls(node, source)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and ".max(" in segment(source, node.right):
        yield node, f"why is `{segment(source, node.right)[:60]}` taken off?", (
            "the exponential of a large number overflows: taking the largest off makes every exponent at most 0, and "
            "the shares stay the same"
        )  # fmt: skip
    elif isinstance(node, ast.IfExp | ast.If):
        test = segment(source, node.test)[:60]
        yield node, f"for which arguments is `{test}` true, and for which not? Give one of each.", (
            "it gives a call for either side and says what comes back"
        )  # fmt: skip
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        target = segment(source, node.targets[0])
        yield node, f"`{target[:60]}` is written in place. Who else can see that array, and does it matter here?", (
            "where the array was made: one's own may be written into, an argument or a view of one may not, since "
            "the caller still needs it"
        )  # fmt: skip


def _calls(node: ast.Call, source: str) -> Iterator[Asked]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    shown = segment(source, node)[:80]
    if name == "copy":
        yield node, f"what would go wrong without the copy in `{shown}`?", (
            "a second name is no second array: what is written into one is seen through the other, so that the "
            "caller's array, or an earlier entry of a list, would change"
        )  # fmt: skip
    elif name in ("clip", "minimum", "min"):
        yield node, f"what is `{shown}` there for, and for which numbers does it do nothing?", (
            "it names the bound, what happens beyond it, and a case within it in which nothing changes"
        )  # fmt: skip
    elif name in ("zeros", "zeros_like", "ones", "empty", "full"):
        yield node, f"why does `{shown}` begin with these numbers, and would others do?", (
            "whether they are a start that counts (a first state, a sum) or room that is overwritten before it is read"
        )  # fmt: skip
    elif name in ("stack", "concatenate", "hstack", "vstack", "split"):
        yield node, f"which axis does `{shown}` work on, and what would come back with the other one?", (
            "it names the axis by its meaning (samples, time, features or units) and the shape before and behind"
        )  # fmt: skip
    elif name in ("sum", "mean") and any(word.arg == "axis" for word in node.keywords):
        yield node, f"over what does `{shown}` add up, and why over that?", (
            "it names the axis by its meaning, why its entries share what is computed: a bias serves every sample, so "
            "its gradient is summed over them"
        )  # fmt: skip
    elif name in ("tanh", "sigmoid", "exp"):
        yield node, f"between which numbers does the value of `{shown}` lie, and why is that wanted here?", (
            "it gives the range (tanh: -1 to 1, a sigmoid: 0 to 1) and what it means: a share that is kept or written, "
            "or content with a sign"
        )  # fmt: skip


def _carried(loop: ast.For) -> list[str]:
    """Return the names that a round reads before it writes them: what goes on from round to round."""
    written: dict[str, int] = {}
    read: dict[str, int] = {}
    for node in [each for statement in loop.body for each in ast.walk(statement)]:
        if isinstance(node, ast.Name):
            place = written if isinstance(node.ctx, ast.Store) else read
            place.setdefault(node.id, node.lineno)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            read.setdefault(node.target.id, node.lineno)
    return sorted(name for name, line in written.items() if name in read and read[name] <= line)


def _purposes(shop: Workshop) -> Iterator[Asked]:
    """Yield, for a line drawn by chance, the question what it is for."""
    subject: Subject = shop.subject
    plain = [node for node in subject.function.statements if isinstance(node, ast.Assign | ast.AugAssign | ast.Return)]
    for node in shop.rng.sample(plain, min(2, len(plain))):
        yield node, "what is this line for? Name what it needs, what it makes, and its shape.", (
            "it names each value by its meaning, not by its symbol, and says what the next lines do with it"
        )  # fmt: skip
