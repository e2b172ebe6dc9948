"""Open questions on a choice that is seen in the code, with what a good answer says."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from quizzes.viva.code import Function, line_shown, segment
from quizzes.viva.question import Question, QuestionKind
from quizzes.viva.reading import bindings, called, in_words, is_filled, is_start, made_by, name_of, root_name
from quizzes.viva.subject import Subject, Workshop

_STEPS = 8  # of an open question: two minutes of talk
_RANGES = {
    "tanh": "-1 to 1, and what it means: content with a sign, that stays small however often it is handed on; or, "
    "where it is halved and moved by a half, a share from 0 to 1",
    "sigmoid": "0 to 1, and what it means: a share, of what is kept, written or shown",
    "exp": "above 0, and at most 1 where what stands in it is at most 0; and what is made of it, such as a share",
}
_ABOUT = ("size", "shape", "ndim", "nbytes", "dtype")  # of an array, whatever its numbers
Asked = tuple[ast.AST, str, str]  # where, what is asked, what a good answer says


def whys(shop: Workshop) -> Iterator[tuple[Question, tuple[int, ...]]]:
    """Yield a question for each choice that is known, and one on what a line is for."""
    subject = shop.subject
    function = subject.function
    found = [each for node in ast.walk(function.node) for each in _choices(node, function)]
    shop.rng.shuffle(found)
    for node, asks, says in [*found, *_purposes(shop)]:
        line = line_shown(function.source, function.node, node.lineno)  # type: ignore[attr-defined]
        if line:
            yield Question(
                QuestionKind.WHY, subject.name, f"Line {line}: {asks}", f"A good answer says: {says}", _STEPS,
                code=subject.code, evidence="Open: there is no key but what the paragraph says.", see=subject.see,
            ), ()  # fmt: skip


def _choices(node: ast.AST, function: Function) -> Iterator[Asked]:
    source = function.source
    if isinstance(node, ast.For):
        over = segment(source, node.iter)
        carried, added = _carried(node)
        if carried:
            name = carried[0]
            yield node, (
                f"why is this a loop over `{over}`? Could all rounds be computed at once, as a product of whole arrays?"
            ), (
                f"each round uses `{name}` as the round before left it, so it has to wait for that one; "
                "only what does not depend on it can be computed for all rounds at once"
            )  # fmt: skip
        elif added and all(isinstance(each, ast.Assign | ast.AugAssign) for each in node.body) and not _writes(node):
            yield node, (
                f"why is this a loop over `{over}`? Could all rounds be computed at once, as a product of whole arrays?"
            ), (
                f"no round needs what another one made, so they could: what is added up in `{added[0]}` is a sum over "
                "the rounds, and a product of whole arrays, or `.sum` over that axis, adds it up at once"
            )  # fmt: skip
        if carried or added:
            names = [*carried, *added]
            yield node, "which values does one round hand on to the next, and what would the result be without that?", (
                f"{', '.join(f'`{each}`' for each in names[:3])}; without it each round would begin from what stood "
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
        yield from _calls(node, function)
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
            _who_sees(function, root_name(node.targets[0]))
        )  # fmt: skip


def _calls(node: ast.Call, function: Function) -> Iterator[Asked]:
    source = function.source
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    shown = segment(source, node)[:80]
    if source.split("\n")[node.lineno - 1].count(shown) > 1:
        return  # which of them is meant could not be said
    if name == "copy":
        yield node, f"what would go wrong without the copy in `{shown}`?", (
            "a second name is no second array: what is written into one is seen through the other, so that the "
            "caller's array, or an earlier entry of a list, would change"
        )  # fmt: skip
    elif name in ("clip", "minimum", "min"):
        yield node, f"what is `{shown}` there for, and for which numbers does it do nothing?", (
            "it names the bound, what happens beyond it, and a case within it in which nothing changes"
        )  # fmt: skip
    elif name in ("zeros", "zeros_like", "ones", "ones_like", "empty", "empty_like", "full"):
        yield from _first_numbers(node, function, shown)
    elif name in ("stack", "concatenate", "hstack", "vstack", "split"):
        yield node, f"which axis does `{shown}` work on, and what would come back with the other one?", (
            "it names the axis by its meaning (samples, time, features or units) and the shape before and behind"
        )  # fmt: skip
    elif name in ("sum", "mean") and any(word.arg == "axis" for word in node.keywords):
        yield node, f"over what does `{shown}` add up, and why over that?", (
            "it names the axis by its meaning, and says why its entries belong together: shares of one sample are "
            "divided by their sum, and a bias serves every sample, so its gradient is summed over them"
        )  # fmt: skip
    elif name in _RANGES:
        yield node, f"between which numbers does the value of `{shown}` lie, and why is that wanted here?", (
            f"it gives the range, {_RANGES[name]}"
        )  # fmt: skip


def _first_numbers(node: ast.Call, function: Function, shown: str) -> Iterator[Asked]:
    """Yield a question on numbers that an array begins with: room, a start, or values that stay."""
    name = name_of(function, node)
    if any(
        isinstance(each, ast.Attribute) and each.value is node and each.attr in _ABOUT
        for each in ast.walk(function.node)
    ):
        return  # only the size is read: other numbers would change nothing
    if called(node).startswith("empty"):
        yield node, f"which numbers does `{shown}` hold at first, and why may they be any?", (
            "it makes room and writes nothing, so that what lies there is chance; each entry has to be written before "
            "it is read, and it says which line does that"
        )  # fmt: skip
    elif name and is_filled(function, name):
        yield node, f"why does `{name}` begin with the numbers of `{shown}`, and would others do?", (
            f"`{name}` is filled later; others would do where each entry is written before it is read, and would not "
            "where entries stay as they are, or are added to"
        )  # fmt: skip
    elif name and is_start(function, name):
        yield node, f"why does `{name}` begin with the numbers of `{shown}`, and would others do?", (
            f"`{name}` is a start that counts, a first state or a sum: with others every later value would be another"
        )  # fmt: skip
    else:
        yield node, f"what would the function give with other numbers in the place of those of `{shown}`?", (
            "these numbers stay: it says where they go, into the result itself or into what they are multiplied with "
            "or added to, and what a zero or a one does there"
        )  # fmt: skip


def _who_sees(function: Function, name: str) -> str:
    """Return what a good answer says of an array that is written into."""
    line = made_by(function, name)
    if line:
        return f"line {line} makes it anew, so nobody else sees it before it is returned: writing into it is safe"
    if name in function.parameters:
        rebound = any(True for _ in bindings(function, name))
        more = ", unless the line that gives the name a new value copies it" if rebound else ""
        return f"`{name}` is an argument, so the caller sees what is written into it{more}"
    return (
        "it says where the array was made: one of one's own may be written into, an argument or a view of one may not, "
        "since the caller still needs it"
    )


def _carried(loop: ast.For) -> tuple[list[str], list[str]]:
    """Return the names that a round reads before it writes them, and those that it only adds to.

    The first are what goes on from round to round. Names that a loop or a comprehension inside gives to its own parts
    go nowhere.
    """
    inside = [each for statement in loop.body for each in ast.walk(statement)]
    targets = [loop.target, *(each.target for each in inside if isinstance(each, ast.For | ast.comprehension))]
    own = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    written: dict[str, int] = {}
    read: dict[str, int] = {}
    for node in inside:
        if isinstance(node, ast.Name) and node.id not in own:
            place = written if isinstance(node.ctx, ast.Store) else read
            place[node.id] = min(place.get(node.id, node.lineno), node.lineno)
    added = {
        node.target.id for node in inside if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    } - own
    carried = [name for name, line in written.items() if name in read and read[name] <= line]
    return sorted(carried), sorted(added - read.keys())


def _writes(loop: ast.For) -> bool:
    """Say whether a loop writes into arrays, so that what one round needs of another is not to be seen."""
    inside = (each for statement in loop.body for each in ast.walk(statement))
    return any(isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store) for each in inside)


def _purposes(shop: Workshop) -> Iterator[Asked]:
    """Yield, for a line drawn by chance, the question what it is for."""
    subject: Subject = shop.subject
    plain = [node for node in subject.function.statements if isinstance(node, ast.Assign | ast.AugAssign | ast.Return)]
    for node in shop.rng.sample(plain, min(2, len(plain))):
        yield node, "what is this line for? Name what it needs, what it makes, and its shape.", (
            f"{in_words(subject.function, node)}; it names each by its meaning, not by its symbol"
        )  # fmt: skip
