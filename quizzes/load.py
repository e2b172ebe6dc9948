"""The bank read from its files: every problem of every file is reported at once."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quizzes.errors import BankError, Problem, Where, did_you_mean
from quizzes.kinds import KINDS, OwnTruth
from quizzes.kinds.content import TaskPlace
from quizzes.model import Bank, Card, Item, Kind, Misconception, Seen, Standing, VariantSource
from quizzes.project import Project, find_project
from quizzes.schema import form_problems
from quizzes.source import Source, plain_yaml
from quizzes.wording import giveaway_problem, giveaways, text_problems, texts

_COMMON = {"cards.yml": "cards", "misconceptions.yml": "misconceptions"}  # the other files hold items
_TASK_ID = re.compile(r"^:task: *(\S+)", re.MULTILINE)
_PROOF = re.compile(r"^ *(?:proof|variants): *[\"']?([^\s:\"']+)\.py::", re.MULTILINE)
_CITATION = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


def load_bank(project: Project | None = None) -> Bank:
    """Read the bank of a project; of the one that is found where it is None.

    Its folder holds misconceptions.yml, cards.yml where the items mirror flashcards, and a file of items for each
    chapter.

    Raises
    ------
    BankError
        If anything is wrong in any of the files: `problems` names file and line of each.
    """
    return _load(project or find_project())[0]


def _load(project: Project) -> tuple[Bank, list[tuple[Source, str]]]:
    problems: list[Problem] = []
    sources: list[tuple[Source, str]] = []
    folder = project.place(project.bank)
    for path in sorted(folder.glob("*.yml")):
        source = Source(path, _relative(path, project.root))
        form = _COMMON.get(path.name, "items")
        found = [source.problem] if source.problem else list(form_problems(source, form))
        problems += found
        if not found:
            sources.append((source, form))
    if not sources and not problems:
        problems.append(Problem(Where(_relative(folder, project.root), 1), "the folder holds no .yml file"))
    # A file that is not of its form is left out below: what other files say of its ids is not judged.
    complete = not problems
    bank = _assemble(sources, problems, project)
    problems += _content_problems(bank, complete=complete)
    if problems:
        raise BankError(problems)
    return bank, sources


@dataclass
class Document:
    """A file of a faultless bank: its plain data, and the lines that its values are known by."""

    name: str
    form: str  # the field that holds its entries
    data: dict
    lines: list[int]  # of each entry

    def where(self, steps: Sequence[str | int] = (), *, key: str | None = None) -> Where:
        """Return the place of an entry, or of the whole file."""
        return Where(self.name, self.lines[int(steps[1])] if len(steps) > 1 else 1)


def load_documents(project: Project) -> tuple[Bank, list[Document]]:
    """Read the bank as :func:`load_bank` does, and return also what it can be assembled from again."""
    bank, sources = _load(project)
    return bank, [_document(source, form) for source, form in sources]


def _document(source: Source, form: str) -> Document:
    data = json.loads(json.dumps(source.data))
    return Document(source.name, form, data, [source.where([form, place]).line for place in range(len(data[form]))])


def assemble(documents: Iterable[Document], project: Project) -> Bank:
    """Return the bank of documents that are known to be faultless."""
    return _assemble([(document, document.form) for document in documents], [], project)


def read_entry(text: str, chapter: str, where: Where) -> Item:
    """Return the item of one entry of a bank's file; nothing is checked but that it can be read."""
    return _item(plain_yaml(text)[0], where, chapter, find_project())


def proof_folders(project: Project) -> tuple[str, ...]:
    """Return the folders of the proofs that the bank's files name, from the project's."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in project.place(project.bank).glob("*.yml"))
    return tuple(sorted({found.rpartition("/")[0] for text in texts for found in _PROOF.findall(text)}))


def bank_files(folder: Path) -> tuple[Path, ...]:
    """Return the files that a bank is made of, for those who watch them for changes."""
    return tuple(sorted(folder.glob("*.yml")))


def _assemble(
    sources: Sequence[tuple[Source | Document, str]], problems: list[Problem], project: Project
) -> Bank:
    items: dict[str, Item] = {}
    cards: dict[str, Card] = {}
    misconceptions: dict[str, Misconception] = {}
    objectives: dict[str, str] = {}
    files: dict[str, str] = {}

    def read(source: Source | Document, form: str, make: Callable[[dict, Where], object], into: dict) -> None:
        for index, entry in enumerate(source.data[form]):
            where = source.where([form, index])
            if entry["id"] in into:
                first = into[entry["id"]].where
                problems.append(Problem(where, f"duplicate id {entry['id']!r}, first used at {first}"))
            else:
                into[entry["id"]] = make(entry, where)

    for source, form in sources:
        if form == "cards":
            read(source, form, _card, cards)
        elif form == "misconceptions":
            read(source, form, _misconception, misconceptions)
        else:
            chapter = source.data["chapter"]
            before = set(items)
            read(source, form, partial(_item, chapter=chapter, project=project), items)
            files.update(dict.fromkeys(items.keys() - before, source.name))
            for objective, text in source.data["objectives"].items():
                if objective in objectives:
                    where = source.where(["objectives"], key=objective)
                    problems.append(Problem(where, f"duplicate objective {objective!r}"))
                objectives[objective] = str(text)
    return Bank(items, cards, misconceptions, objectives, files, project)


def _item(entry: dict, where: Where, chapter: str, project: Project) -> Item:
    kind = Kind(entry["kind"])
    maker = entry.get("variants")
    content: dict = {"options": (), "quantity": None}
    if maker is None:
        content |= KINDS[kind].read(entry)
    else:
        content["template"] = VariantSource(str(maker), json.dumps(entry, ensure_ascii=False))
    return Item(
        id=str(entry["id"]),
        kind=kind,
        chapter=str(chapter),
        cards=tuple(map(str, entry.get("cards", ()))),
        objective=str(entry["objective"]),
        prompt=str(entry["prompt"]),
        explain=str(entry["explain"]),
        see=str(entry["see"]),
        proof=str(maker or entry["proof"]) if maker or "proof" in entry else None,
        sources=tuple(map(str, entry.get("sources", ()))),
        points=int(entry.get("points", 1)),
        where=where,
        hints=tuple(map(str, entry.get("hints", ()))),
        misconceptions=tuple(dict.fromkeys(_named_misconceptions(entry))),
        project=project,
        **content,
    )


def _named_misconceptions(entry: object) -> Iterator[str]:
    """Yield the misconceptions that an entry names, at any depth."""
    if isinstance(entry, dict):
        for name, value in entry.items():
            if name == "misconception":
                yield str(value)
            elif name == "confused" and isinstance(value, dict):
                yield from map(str, value.values())
            else:
                yield from _named_misconceptions(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _named_misconceptions(value)


def _card(entry: dict, where: Where) -> Card:
    truth = str(entry["truth"]) if "truth" in entry else None
    return Card(entry["id"], str(entry["asks"]), str(entry["says"]), Standing(entry["verdict"]), truth, where)


def _misconception(entry: dict, where: Where) -> Misconception:
    seen = tuple(Seen(str(s["text"]), s.get("url"), s.get("key")) for s in entry.get("seen", ()))
    return Misconception(entry["id"], str(entry["name"]), str(entry["text"]), where, seen)


def _content_problems(bank: Bank, *, complete: bool) -> Iterator[Problem]:
    project = bank.project
    bibliography = project.place(project.bibliography)
    citations = _CITATION.findall(bibliography.read_text(encoding="utf-8")) if bibliography.is_file() else []
    functions: dict[str, frozenset[str] | str] = {}
    named = {item.proof.partition("::")[0] for item in bank.items.values() if item.proof}
    for item in bank.items.values():
        kind = KINDS[item.kind]
        messages = [] if item.template else list(kind.problems(item))
        messages += [f"{item.id}: {path}: {told}" for path, text in texts(item) for told in text_problems(text)]
        if complete:
            messages += _reference_problems(item, bank)
        if isinstance(item.body, TaskPlace):
            messages += _task_problems(item, project)
        if item.proof is None and not item.sources and not isinstance(kind, OwnTruth):
            messages.append(f"{item.id}: proof missing: name a 'proof', or 'sources' where code cannot decide")
        if item.proof is not None:
            messages += _proof_problems(item, functions, named, project.root)
        messages += [f"{item.id}: {told}" for told in _citation_problems(item.sources, citations, project)]
        yield from (Problem(item.where, message) for message in messages)
    for misconception in bank.misconceptions.values():
        messages = [f"text: {told}" for told in text_problems(misconception.text)]
        messages += _citation_problems([seen.key for seen in misconception.seen if seen.key], citations, project)
        yield from (Problem(misconception.where, f"{misconception.id}: {message}") for message in messages)
    if complete and (told := giveaway_problem(bank.items.values())):
        yield Problem(giveaways(bank.items.values())[0][0].where, told)


def _reference_problems(item: Item, bank: Bank) -> Iterator[str]:
    for card in item.cards:
        if card not in bank.cards:
            yield f"{item.id}: unknown card {card!r}{did_you_mean(card, bank.cards)}"
    if item.objective not in bank.objectives:
        yield f"{item.id}: unknown objective {item.objective!r}{did_you_mean(item.objective, bank.objectives)}"
    for name in item.misconceptions:
        if name not in bank.misconceptions:
            yield f"{item.id}: unknown misconception {name!r}{did_you_mean(name, bank.misconceptions)}"


def _citation_problems(keys: Iterable[str], citations: list[str], project: Project) -> Iterator[str]:
    for key in keys:
        if key not in citations:
            yield f"source {key!r} is not in {project.bibliography}{did_you_mean(key, citations)}"


def _task_problems(item: Item, project: Project) -> Iterator[str]:
    task = item.body
    assert isinstance(task, TaskPlace)
    name = f"{project.masters}/{task.assignment}.md"
    path = project.place(name)
    if not path.is_file():
        yield f"{item.id}: there is no assignment {name}"
        return
    tasks = _TASK_ID.findall(path.read_text(encoding="utf-8"))
    if task.task not in tasks:
        yield f"{item.id}: {name} has no task {task.task!r}{did_you_mean(task.task, tasks)}"


def _proof_problems(
    item: Item, functions: dict[str, frozenset[str] | str], named: Iterable[str], root: Path
) -> Iterator[str]:
    assert item.proof is not None
    path, _, function = item.proof.partition("::")
    if path not in functions:
        functions[path] = _functions(root, path, named)
    known = functions[path]
    if isinstance(known, str):
        yield f"{item.id}: proof missing: {known}"
    elif function not in known:
        yield f"{item.id}: proof missing: {path} has no function {function!r}{did_you_mean(function, known)}"


def _functions(root: Path, path: str, named: Iterable[str]) -> frozenset[str] | str:
    """Return the names of the functions in a file of proofs, or why they cannot be told.

    `named` are the files that the bank names: one of them may be meant.
    """
    file = root / path
    if not file.is_file():
        others = {_relative(other, root) for other in file.parent.glob("*.py")}
        others |= {other for other in named if (root / other).is_file()}
        return f"there is no file {path}{did_you_mean(path, sorted(others))}"
    try:
        body = ast.parse(file.read_bytes()).body
    except SyntaxError as error:
        return f"{path}:{error.lineno or 1} is not valid Python: {error.msg}"
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def _relative(path: Path, root: Path) -> str:
    path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
