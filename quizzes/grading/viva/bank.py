"""Items of the bank in a variant of the learner's own, for objectives that their submission does not touch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from types import FunctionType

from quizzes.checks.model import Task
from quizzes.kinds import KINDS
from quizzes.kinds.content import Choices, Written
from quizzes.model import Bank, Item, Quantity
from quizzes.paper.difficulty import calculates
from quizzes.targets.html import plain
from quizzes.targets.shown import number
from quizzes.variants import proof_at, variant
from quizzes.viva.question import Question, QuestionKind, chance

_LONGEST = 500  # letters of a prompt
_SLOW = ("keras", "tensorflow", "torch")


def bank_questions(
    bank: Bank, tasks: Mapping[str, Task], asked: Collection[str], count: int, *seed: str, calculated: bool = True
) -> Iterator[Question]:
    """Yield so many items of the chapters that the tasks belong to, in an order drawn for the learner.

    Left out are the items that the assignment asks itself; objectives that its tasks are about come last.
    Where nothing is to be `calculated`, only those that need no arithmetic.
    """
    labels = {mutant.see for task in tasks.values() for mutant in task.mutants}
    near = [item for item in bank.items.values() if item.see in labels or item.id in asked]
    chapters, touched = {item.chapter for item in near}, {item.objective for item in near}
    rest = [item for item in bank.items.values() if item.chapter in chapters and item.id not in asked]
    rng = chance(*seed, "bank")
    fitting = [item for item in rest if _is_short(item) and _is_quick(variant(item, 0))]
    fitting = [item for item in fitting if calculated or not calculates(item)]
    rng.shuffle(fitting)
    # What has variants is the learner's own; objectives that are touched come where there are no others.
    fitting.sort(key=lambda item: (item.objective in touched, item.template is None))
    for item in fitting[:count]:
        yield _question(variant(item, rng.randrange(10_000)), bank)


def objective_of(see: str, bank: Bank) -> str:
    """Return what a learner shows who can explain a paragraph; nothing where no item says it."""
    names = [item.objective for item in bank.items.values() if item.see == see]
    return bank.objectives.get(names[0], "") if names else ""


def _is_quick(item: Item) -> bool:
    """Say whether it is answered in a word: a number, a shape, one option."""
    kind = KINDS[item.kind]
    content = kind.content(item)
    if isinstance(content, Choices):
        return not content.several
    return isinstance(content, Quantity) or (isinstance(content, Written) and bool(kind.values(item)))


def _is_short(item: Item) -> bool:
    return not _is_slow(item) and len(item.prompt) <= _LONGEST and "```" not in item.prompt and "|--" not in item.prompt


def _is_slow(item: Item) -> bool:
    """Say whether a variant needs what takes seconds and half a gigabyte to load."""
    if item.template is None:
        return False
    return any(word in item.template.maker for word in _SLOW) or _names_slow(proof_at(item), set())


def _names_slow(function: Callable, seen: set[str]) -> bool:
    """Say whether a function, or one of its module's that it calls, names a library of layers."""
    code, beside = getattr(function, "__code__", None), getattr(function, "__globals__", {})
    names = {*code.co_names} - seen if code is not None else set()
    seen |= names
    inner = (beside[name] for name in names if isinstance(beside.get(name), FunctionType))
    return any(word in name for name in names for word in _SLOW) or any(_names_slow(each, seen) for each in inner)


def _question(item: Item, bank: Bank) -> Question:
    options: tuple[str, ...] = ()
    content = KINDS[item.kind].content(item)
    if item.quantity is not None:
        key = f"{number(item.quantity.value)} {item.quantity.unit}".strip()
        steps = 8
    elif isinstance(content, Written):
        key, steps = content.answers[0].spellings[0], 6
    else:
        options = tuple(plain(option.text) for option in item.options)
        key, steps = next(plain(option.text) for option in item.options if option.right), len(options) + 2
    return Question(
        QuestionKind.BANK, item.id, plain(item.prompt), key, steps, options=options, see=item.see,
        evidence=f"Item {item.id} of the bank" + (f", variant {item.seed}." if item.seed else "."),
        objective=bank.objectives.get(item.objective, ""),
    )  # fmt: skip
