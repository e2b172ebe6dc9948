"""Questions on a submission: its functions found, run in a lab, changed, and everything that is asked run once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from quizzes.checks.model import Call, Plain, Reply, ReplyKind, Task
from quizzes.viva.bench import Bench, OpenLab, alike
from quizzes.viva.changed import changed_lines
from quizzes.viva.code import LONGEST, Function, functions_of, parsed, shown, written_names
from quizzes.viva.ending import call_error, cell_errors
from quizzes.viva.examples import example_calls, varied
from quizzes.viva.numbers import hand_cases
from quizzes.viva.question import Question, QuestionKind, chance
from quizzes.viva.reading import helpers_of, whole_work
from quizzes.viva.shapes import shape_questions
from quizzes.viva.subject import Subject, Workshop
from quizzes.viva.trace import traces
from quizzes.viva.what_if import what_ifs
from quizzes.viva.why import whys

SUBJECTS = 4  # functions of one submission that are looked at closely
CASES = 6  # of one function
MOST_STEPS = 42  # of a question that takes two minutes
EACH = 4  # questions of one kind on one function
Found = tuple[Question, tuple[int, ...]]


@dataclass(frozen=True)
class Work:
    """A submission as questions are made from it: plain texts."""

    cells: tuple[str, ...]  # all cells of code that run, in their order; no hidden test among them
    learners: frozenset[int] = frozenset()  # places of those that the learner wrote
    examples: tuple[str, ...] = ()  # visible tests, for the calls in them


@dataclass(frozen=True)
class MadeQuestions:
    """What can be asked of a submission, most fitting first, and what has to be said of it."""

    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()


def make_questions(work: Work, tasks: Mapping[str, Task], open_lab: OpenLab, *seed: str) -> MadeQuestions:
    """Return what can be asked of a submission; every answer was found twice, in two fresh processes.

    Parameters
    ----------
    work, tasks : Work, Mapping
        What was handed in, and what the course says that its functions should do, by id.
    open_lab : callable
        Gives a fresh process for the learner's code, as a context.
    seed : str
        Words that decide all chance: the same ones give the same questions.
    """
    notes: list[str] = []
    with open_lab() as lab:
        bench = Bench(lab, work.cells)
        bench.begin()
        subjects = list(_subjects(bench, work, tasks, seed, notes))
        found = [each for subject in subjects for each in _questions(bench, subject, seed, notes)]
    errors = [(question, ()) for question in cell_errors(work.cells, bench.errors, work.learners)]
    for question, _ in errors:
        notes.append(f"{question.task} does not run to its end")
    kept = _repeated(bench, found, open_lab, notes)
    return MadeQuestions(tuple(question for question, _ in [*kept, *errors]), tuple(dict.fromkeys(notes)))


def _subjects(
    bench: Bench, work: Work, tasks: Mapping[str, Task], seed: tuple[str, ...], notes: list[str]
) -> Iterator[Subject]:
    """Yield the functions that are asked about, in an order drawn for the learner."""
    functions: dict[str, Function] = {}
    for number in sorted(work.learners):
        if work.cells[number].strip() and parsed(work.cells[number]) is None:
            notes.append(f"cell {number + 1} cannot be read as Python: no question on its lines")
        functions |= {each.name: each for each in functions_of(work.cells[number], number) if each.is_written}
    of_task = {task.function: task for task in tasks.values()}
    if not functions:
        notes.append(
            "there is no function in it that the learner wrote: classes, lambdas and single lines are not read"
        )
    names = sorted(functions, key=lambda name: (name not in of_task, name))
    rng = chance(*seed, "order")
    every = {each.name: each for number, source in enumerate(work.cells) for each in functions_of(source, number)}
    every = {name: each for name, each in every.items() if each.is_written} | functions
    written = {each for source in work.cells for each in written_names(source)}
    wanted = [name for name in names if name in of_task] if any(name in of_task for name in names) else names
    rng.shuffle(wanted)
    shown = [name for name in wanted if functions[name].is_shown]
    if len(shown) < len(wanted):
        long = ", ".join(name for name in wanted if name not in shown)
        notes.append(f"too long for a sheet, or without a line of code: {long}")
    for name in shown[:SUBJECTS]:
        task, rng = of_task.get(name), chance(*seed, name)
        if task is not None:
            given = {other: source for other, source in task.given.items() if other not in written}
            own = partial(_called, bench, name, given)
            cases, see = hand_cases(task, rng, CASES, own, functions[name].parameters), _see(task)
        else:
            given = {}
            cases, see = varied(example_calls(work.examples, name), rng)[:CASES], ""
        yield Subject(
            functions[name],
            task,
            tuple(cases),
            see,
            task.id if task else name,
            tuple(whole_work(name, every, rounds) for rounds in (1, 2, 3, 4)),
            _beside(name, every),
            given,
        )


def _beside(name: str, functions: Mapping[str, Function]) -> str:
    """Return the functions that one calls, as a sheet shows them below it; those that have no room are left out."""
    texts, room = [], LONGEST
    for other in helpers_of(name, functions):
        text = shown(functions[other].source, functions[other].node)
        room -= text.count("\n") + 1
        if room < 0:
            break
        texts.append(text)
    return "\n".join(texts)


def _called(bench: Bench, name: str, given: Mapping[str, str], *arguments: Plain) -> Plain:
    """Return what the learner's function gives.

    Raises
    ------
    ValueError
        If it gives no value.
    """
    reply = bench.lab.ask([Call(name, arguments, given)])[0]
    if reply.kind is not ReplyKind.VALUE:
        raise ValueError(reply.message)
    return reply.value


def _see(task: Task) -> str:
    """Return the paragraph that most of a task's mistakes lead to."""
    return Counter(mutant.see for mutant in task.mutants).most_common(1)[0][0] if task.mutants else ""


def _questions(bench: Bench, subject: Subject, seed: tuple[str, ...], notes: list[str]) -> Iterator[Found]:
    shop = Workshop(bench, subject, chance(*seed, subject.function.name, "questions"))
    name = subject.function.name
    trial = shop.attempt(subject.function.source, [subject.request(arguments) for arguments in subject.cases])
    replies = [bench.reply(trial, k) for k in range(len(subject.cases))]
    kinds = {reply.kind for reply in replies}
    if kinds & {ReplyKind.TIMED_OUT, ReplyKind.CRASHED, ReplyKind.OVER_MEMORY}:
        notes.append(f"{name} was stopped while it ran with small numbers: no question on its results")
        yield from _first(whys(shop))
        return
    if kinds and kinds <= {ReplyKind.NOT_PLAIN, ReplyKind.TOO_LARGE, ReplyKind.ABSENT}:
        notes.append(
            f"{name} returns what is neither a number nor an array, or is not there: no question on its results"
        )
        yield from _first(whys(shop))
        return
    if ReplyKind.VALUE in kinds and not _gives_the_same(bench, subject, replies):
        notes.append(f"{name} gives other numbers each time (does it draw random numbers?): no question on its results")
        yield from _first(whys(shop))
        return
    if kinds == {ReplyKind.ERROR}:
        notes.append(f"{name} ends with an error for every call: it is asked about")
    makers: tuple[Callable[[], Iterator[Found]], ...] = (
        lambda: traces(shop, trial), lambda: what_ifs(shop, trial), lambda: changed_lines(shop, trial),
        lambda: shape_questions(shop), lambda: whys(shop), lambda: call_error(shop, trial),
    )  # fmt: skip
    for maker in makers:
        yield from _first(maker())


def _gives_the_same(bench: Bench, subject: Subject, replies: Sequence[Reply]) -> bool:
    """Say whether the same calls give the same results at once; what is kept from call to call a second run shows."""
    return alike(bench.lab.ask([subject.request(arguments) for arguments in subject.cases]), replies)


def _first(found: Iterator[Found]) -> Iterator[Found]:
    """Yield the first few questions of each kind."""
    counts: Counter[QuestionKind] = Counter()
    for question, rests in found:
        if question.steps > MOST_STEPS:
            continue
        counts[question.kind] += 1
        if counts[question.kind] <= EACH:
            yield question, rests
        if sum(counts.values()) >= 3 * EACH:
            return


def _repeated(bench: Bench, found: list[Found], open_lab: OpenLab, notes: list[str]) -> list[Found]:
    """Return the questions whose trials give the same in a fresh process."""
    needed = sorted({number for _, rests in found for number in rests if number >= 0})
    if not needed:
        return found
    with open_lab() as lab:
        second = Bench(lab, bench.cells)
        second.begin()
        second.unsettle([bench.trials[number] for number in needed])
        holds = {number: second.holds(bench.trials[number]) for number in reversed(needed)}
    kept = [(question, rests) for question, rests in found if all(holds.get(number, False) for number in rests)]
    if len(kept) < len(found):
        names = sorted({question.task for question, rests in found if not all(holds.get(k, False) for k in rests)})
        notes.append(
            f"a second run did not give the same as the first (does it draw random numbers?), so that what rests on it "
            f"is not asked: {', '.join(names)}"
        )
    return kept
