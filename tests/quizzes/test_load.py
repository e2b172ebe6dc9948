"""The loader reports every problem of every file at once, each with file and line, and raises nothing else."""

import copy
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from quizzes import BankError, Kind, load_bank
from quizzes.errors import Where
from quizzes.load import bank_files
from quizzes.project import Project

GATES = "quizzes/bank/gates.yml"
CARDS = "quizzes/bank/cards.yml"
MISCONCEPTIONS = "quizzes/bank/misconceptions.yml"
ALL_KINDS = ", ".join(kind.value for kind in Kind)


def problems(project) -> list[str]:
    with pytest.raises(BankError) as caught:
        project.load()
    return [str(problem) for problem in caught.value.problems]


def test_valid_bank_is_read_into_its_values(project):
    bank = project.load()
    assert list(bank.items) == ["gates-keep", "gates-apply", "gates-left"]
    assert list(bank.cards) == ["A-01", "A-02"]
    assert list(bank.misconceptions) == ["ONE_ERASES", "LINEAR_DECAY"]
    assert bank.objectives == {"keep": "Say what a gate keeps."}
    assert bank.files == dict.fromkeys(bank.items, GATES)
    keep, apply, left = bank.items.values()
    assert (keep.kind, keep.chapter, keep.cards, keep.key) == (Kind.CHOICE, "gates", ("A-01",), ("all",))
    assert (keep.where, keep.points, keep.quantity) == (Where(GATES, 5), 1, None)
    assert (keep.proof, keep.sources) == ("quizzes/proofs/gates.py::keep", ())
    assert [option.misconception for option in keep.options] == [None, "ONE_ERASES"]
    assert (apply.key, apply.proof, apply.sources) == (("one", "zero"), None, ("someone1997",))
    assert (left.quantity.value, left.quantity.tolerance, left.quantity.unit) == (0.25, 0.01, "")
    assert [(m.id, m.value, m.misconception) for m in left.quantity.mistakes] == [
        ("linear", 0.0, "LINEAR_DECAY")
    ]


def test_every_field_of_an_entry_comes_into_its_value(project):
    project.edit("  explain: A quarter.", "  unit: parts\n  points: 3\n  explain: A quarter.")
    bank = project.load()
    left = bank.item("gates-left")
    assert (left.prompt, left.explain) == ("What is left after two steps at a half?", "A quarter.")
    assert (left.objective, left.see, left.points, left.quantity.unit) == ("keep", "forget-gate", 3, "parts")
    assert left.quantity.mistakes[0].why == "That subtracts."
    option = bank.item("gates-keep").options[1]
    assert (option.id, option.text, option.why) == ("nothing", "nothing of it", "Zero would do that.")
    card = bank.cards["A-02"]
    assert (card.asks, card.says) == ("What does a gate of zero keep?", "everything")
    assert (card.standing.value, card.truth, card.where) == ("wrong", "nothing", Where(CARDS, 6))
    misconception = bank.misconceptions["LINEAR_DECAY"]
    assert (misconception.name, misconception.text) == ("A gate subtracts", "A gate multiplies.")
    assert misconception.where == Where(MISCONCEPTIONS, 5)


# what is broken: the text that is replaced, what replaces it, and every problem that is then reported
ITEM_FAULTS = {
    "unknown field": (
        "  prompt: What is kept?",
        "  promt: What is kept?",
        [
            "5: gates-keep: field 'prompt' is missing",
            "9: gates-keep: unknown field 'promt'; did you mean 'prompt'?",
        ],
    ),
    "unknown field far from all": (
        "    why: One keeps.",
        "    why: One keeps.\n    zzz: 1",
        ["15: gates-keep: unknown field 'zzz'; known are id, text, right, why, misconception"],
    ),
    "missing field": ("  see: forget-gate\n", "", ["5: gates-keep: field 'see' is missing"]),
    "missing feedback": ("    why: One keeps.\n", "", ["11: gates-keep: field 'why' is missing"]),
    "missing id": ("- id: gates-keep\n  kind", "- kind", ["5: entry 0 of items: field 'id' is missing"]),
    "missing answer": ("  answer: 0.25\n", "", ["45: gates-left: field 'answer' is missing"]),
    "missing options": (
        "  kind: number",
        "  kind: choice",
        [
            "45: gates-left: field 'options' is missing",
            "50: gates-left: 'answer': does not belong to an item of this kind",
            "51: gates-left: 'tolerance': does not belong to an item of this kind",
            "52: gates-left: 'mistakes': does not belong to an item of this kind",
        ],
    ),
    "choice with an answer": (
        "  explain: One keeps.",
        "  answer: 1\n  explain: One keeps.",
        ["20: gates-keep: 'answer': does not belong to an item of this kind"],
    ),
    "number with options": (
        "  mistakes:\n",
        "  options: []\n  mistakes:\n",
        ["52: gates-left: 'options': does not belong to an item of this kind"],
    ),
    "unknown kind": (
        "  kind: choice\n",
        "  kind: chioce\n",
        [
            f"6: gates-keep: 'kind': expected one of {ALL_KINDS}, got \"chioce\"; did you mean 'choice'?"
        ],
    ),
    "text for a truth": (
        "    right: true",
        "    right: yes",
        ["13: gates-keep: 'right': expected true or false, got \"yes\""],
    ),
    "text for a number": (
        "  answer: 0.25",
        "  answer: a quarter",
        ["50: gates-left: 'answer': expected a number, got \"a quarter\""],
    ),
    "number for a text": (
        "    text: all of it",
        "    text: 7",
        ["12: gates-keep: 'text': expected a text, got 7"],
    ),
    "list for a text": (
        "  prompt: What is kept?",
        "  prompt: [What, is, kept]",
        ['9: gates-keep: \'prompt\': expected a text, got ["What", "is", "kept"]'],
    ),
    "text for a list": (
        "  cards: [A-01]",
        "  cards: A-01",
        ["7: gates-keep: 'cards': expected a list, got \"A-01\""],
    ),
    "nothing for a text": (
        "  explain: One keeps.",
        "  explain:",
        ["20: gates-keep: 'explain': expected a text, got null"],
    ),
    "empty text": (
        "    why: One keeps.",
        "    why: ''",
        ["14: gates-keep: 'why': expected at least 1, got \"\""],
    ),
    "long value": (
        "  cards: [A-01]",
        f"  cards: {'x' * 99}",
        [f"7: gates-keep: 'cards': expected a list, got \"{'x' * 56}..."],
    ),
    "no points": (
        "  see: forget-gate",
        "  see: forget-gate\n  points: 0",
        ["22: gates-keep: 'points': 0 is less than the minimum of 1"],
    ),
    "half points": (
        "  see: forget-gate",
        "  see: forget-gate\n  points: 1.5",
        ["22: gates-keep: 'points': expected a whole number, got 1.5"],
    ),
    "id in capitals": (
        "- id: gates-keep",
        "- id: Gates keep",
        ["5: Gates keep: 'id': expected an id of lower-case words joined by hyphens, got \"Gates keep\""],
    ),
    "proof of no form": (
        "quizzes/proofs/gates.py::keep",
        "../proofs/gates.py::keep",
        [
            "22: gates-keep: 'proof': expected <folder>/<file>.py::<function>, from the project's folder, "
            'got "../proofs/gates.py::keep"'
        ],
    ),
    "proof elsewhere": (
        "quizzes/proofs/gates.py::keep",
        "proofs/gates.py::keep",
        [
            "5: gates-keep: proof missing: there is no file proofs/gates.py; "
            "did you mean 'quizzes/proofs/gates.py'?"
        ],
    ),
    "no source": (
        "  sources: [someone1997]",
        "  sources: []",
        ["44: gates-apply: 'sources': expected at least 1, got []"],
    ),
    "duplicate id": (
        "- id: gates-apply",
        "- id: gates-keep",
        [f"23: duplicate id 'gates-keep', first used at {GATES}:5"],
    ),
    "duplicate option": (
        "  - id: nothing",
        "  - id: all",
        ["5: gates-keep: option id 'all' stands 2 times; give each option its own"],
    ),
    "same text twice": (
        "    text: nothing of it",
        "    text: all of it ",
        ["5: gates-keep: two options have the same text 'all of it'"],
    ),
    "no right option": (
        "    right: true",
        "    right: false",
        ["5: gates-keep: no right option; mark the right one with 'right: true'"],
    ),
    "two right in a choice": (
        "    right: false\n    why: Zero would do that.\n    misconception: ONE_ERASES",
        "    right: true\n    why: Zero would do that.",
        ["5: gates-keep: a choice has one right option, got 2; use 'kind: choices' for several"],
    ),
    "all right in choices": (
        "    right: false\n    why: It keeps a half.\n    misconception: ONE_ERASES",
        "    right: true\n    why: It keeps a half.",
        ["23: gates-apply: every option is right; a choices item needs a wrong one"],
    ),
    "right option with a misconception": (
        "    why: One keeps.",
        "    why: One keeps.\n    misconception: ONE_ERASES",
        ["5: gates-keep: option 'all' is right and names a misconception; remove one of the two"],
    ),
    "proof named nowhere": (
        "  proof: quizzes/proofs/gates.py::keep\n",
        "",
        ["5: gates-keep: proof missing: name a 'proof', or 'sources' where code cannot decide"],
    ),
    "proof file missing": (
        "quizzes/proofs/gates.py::keep",
        "quizzes/proofs/gate.py::keep",
        [
            "5: gates-keep: proof missing: there is no file quizzes/proofs/gate.py; "
            "did you mean 'quizzes/proofs/gates.py'?"
        ],
    ),
    "proof function missing": (
        "gates.py::keep",
        "gates.py::keeps",
        [
            "5: gates-keep: proof missing: quizzes/proofs/gates.py has no function 'keeps'; did you mean 'keep'?"
        ],
    ),
    "unknown card": ("[A-01]", "[B-01]", ["5: gates-keep: unknown card 'B-01'; did you mean 'A-01'?"]),
    "card of no form": (
        "[A-01]",
        "[a-1]",
        ['7: gates-keep: 0: expected a card id such as C-11, got "a-1"'],
    ),
    "unknown objective": (
        "  objective: keep",
        "  objective: keeps",
        ["5: gates-keep: unknown objective 'keeps'; did you mean 'keep'?"],
    ),
    "unknown misconception": (
        "    misconception: ONE_ERASES",
        "    misconception: ONE_ERASED",
        ["5: gates-keep: unknown misconception 'ONE_ERASED'; did you mean 'ONE_ERASES'?"],
    ),
    "unknown source": (
        "[someone1997]",
        "[someone1979]",
        ["23: gates-apply: source 'someone1979' is not in book/references.bib; did you mean 'someone1997'?"],
    ),
    "mistake within tolerance": (
        "    value: 0.0",
        "    value: 0.265",
        ["45: gates-left: mistake 'linear' (0.265) lies within the tolerance of the answer (0.25)"],
    ),
    "tolerance of nothing": (
        "  tolerance: 0.01",
        "  tolerance: 0",
        ["45: gates-left: expected a tolerance above 0, got 0.0"],
    ),
    "mistake called answer": (
        "  - id: linear",
        "  - id: answer",
        ["45: gates-left: the id 'answer' stands twice among the mistakes ('answer' is taken)"],
    ),
    "answer that is not a number": (
        "  answer: 0.25",
        "  answer: .nan",
        ["45: gates-left: expected a finite answer, got nan"],
    ),
    "answer past every float": (
        "  answer: 0.25",
        f"  answer: 1{'0' * 400}",
        ["45: gates-left: expected a finite answer, got inf"],
    ),
    "tolerance without end": (
        "  tolerance: 0.01",
        "  tolerance: .inf",
        [
            "45: gates-left: expected a finite tolerance, got inf",
            "45: gates-left: mistake 'linear' (0.0) lies within the tolerance of the answer (0.25)",
        ],
    ),
    "mistake without end": (
        "    value: 0.0",
        "    value: -.inf",
        ["45: gates-left: expected a finite value of mistake 'linear', got -inf"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), ITEM_FAULTS.values(), ids=ITEM_FAULTS)
def test_fault_in_an_item_is_told_with_its_line(project, old, new, expected):
    project.edit(old, new)
    assert problems(project) == [f"{GATES}:{line}" for line in expected]


def test_two_near_mistakes_are_told(project):
    project.edit(
        "  explain: A quarter.",
        "  - {id: nearly, value: 0.015, why: Near., misconception: LINEAR_DECAY}\n  explain: A quarter.",
    )
    assert problems(project) == [
        f"{GATES}:45: gates-left: mistake 'nearly' (0.015) lies within the tolerance of mistake 'linear' (0.0)"
    ]


@pytest.mark.parametrize(
    ("options", "count"), [("[]", 0), ("[{id: all, text: all of it, right: true, why: One keeps.}]", 1)]
)
def test_one_option_or_none_is_too_few(project, options, count):
    text = (project.root / GATES).read_text()
    start, end = text.index("  options:"), text.index("  explain:")
    project.write(GATES, f"{text[:start]}  options: {options}\n{text[end:]}")
    expected = [f"{GATES}:5: gates-keep: expected at least 2 options, got {count}"]
    if not count:
        expected.append(f"{GATES}:5: gates-keep: no right option; mark the right one with 'right: true'")
    assert problems(project) == expected


FILE_FAULTS = {
    "value with a colon": (
        "prompt: What is kept?",
        "prompt: kept: what?",
        "9: not valid YAML: mapping values are not allowed here",
    ),
    "quote without end": (
        "prompt: What",
        "prompt: 'What",
        "9: not valid YAML: found unexpected end of stream",
    ),
    "tab": (
        "  prompt: What",
        "\tprompt: What",
        "9: not valid YAML: found character '\\t' that cannot start any token",
    ),
    "unknown alias": ("[A-01]", "*cards", "7: not valid YAML: found undefined alias 'cards'"),
    "duplicate key": (
        "  objective: keep",
        "  objective: keep\n  objective: lose",
        '9: not valid YAML: found duplicate key "objective" with value "lose" (original value: "keep")',
    ),
    "two documents": (
        "items:",
        "---\nitems:",
        "4: not valid YAML: expected a single document in the stream, but found another document",
    ),
    "control character": (
        "all of it",
        "all\0of it",
        "12: not valid YAML: special characters are not allowed: character #x0000",
    ),
    "tag on the wrong value": (
        "[A-01]",
        "!!omap A-01",
        "1: not valid YAML (its line is not known): 'ScalarNode' object has no attribute 'flow_style'",
    ),
    "no such date": (
        "What is kept?",
        "2020-13-45",
        "1: not valid YAML (its line is not known): month must be in 1..12",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), FILE_FAULTS.values(), ids=FILE_FAULTS)
def test_broken_file_is_told_with_its_line_and_nothing_else(project, old, new, expected):
    project.edit(old, new)
    assert problems(project) == [f"{GATES}:{expected}"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "1: expected a mapping, got null"),
        ("# nothing yet\n", "1: expected a mapping, got null"),
        (
            "- id: gates-keep\n- id: gates-left\n",
            '1: expected a mapping, got [{"id": "gates-keep"}, {"id": "gates-left"}]',
        ),
        ("gates\n", '1: expected a mapping, got "gates"'),
        (b"chapter: gates\nobjectives: \xff\n", "2: not UTF-8: invalid start byte"),
        ("[" * 9999, "1: not valid YAML: nested too deeply"),
    ],
    ids=["empty", "comment", "list", "text", "latin-1", "deep"],
)
def test_file_that_is_no_mapping_is_told(project, content, expected):
    project.write(GATES, content)
    assert problems(project) == [f"{GATES}:{expected}"]


def test_folder_called_like_a_file_is_told(project):
    (project.bank / "later.yml").mkdir()
    assert problems(project) == ["quizzes/bank/later.yml:1: cannot be read: Is a directory"]


def test_empty_folder_is_told(tmp_path):
    (tmp_path / "bank").mkdir()
    with pytest.raises(BankError) as caught:
        load_bank(Project(tmp_path))
    assert str(caught.value) == "1 problem found\n  bank:1: the folder holds no .yml file"


def test_all_problems_of_all_files_are_told_at_once(project):
    project.edit("  see: forget-gate\n", "")
    project.edit("- id: A-02", "- id: A_2", CARDS)
    project.edit("  name: A gate subtracts", "  nmae: A gate subtracts", MISCONCEPTIONS)
    project.write("quizzes/bank/later.yml", "chapter: later\nobjectives: {}\nitems: [\n")
    with pytest.raises(BankError) as caught:
        project.load()
    assert str(caught.value).splitlines() == [
        "5 problems found",
        f"  {CARDS}:6: A_2: 'id': expected a card id such as C-11, got \"A_2\"",
        f"  {GATES}:5: gates-keep: field 'see' is missing",
        "  quizzes/bank/later.yml:4: not valid YAML: expected the node content, but found '<stream end>'",
        f"  {MISCONCEPTIONS}:5: LINEAR_DECAY: field 'name' is missing",
        f"  {MISCONCEPTIONS}:6: LINEAR_DECAY: unknown field 'nmae'; did you mean 'name'?",
    ]


@pytest.mark.parametrize("name", [CARDS, MISCONCEPTIONS])
def test_broken_file_makes_no_noise_about_its_ids_in_others(project, name):
    project.edit("text: " if name == MISCONCEPTIONS else "asks: ", "txet: ", name)
    assert {problem.partition(":")[0] for problem in problems(project)} == {name}


def test_broken_file_hides_no_fault_that_others_have_of_their_own(project):
    project.write(CARDS, "cards: [\n")
    project.edit("    right: true", "    right: false")
    assert problems(project) == [
        f"{CARDS}:2: not valid YAML: expected the node content, but found '<stream end>'",
        f"{GATES}:5: gates-keep: no right option; mark the right one with 'right: true'",
    ]


def test_duplicate_across_files_names_both_places(project):
    text = (project.root / GATES).read_text()
    project.write("quizzes/bank/later.yml", text.replace("chapter: gates", "chapter: later"))
    assert problems(project) == [
        "quizzes/bank/later.yml:3: duplicate objective 'keep'",
        f"quizzes/bank/later.yml:5: duplicate id 'gates-keep', first used at {GATES}:5",
        f"quizzes/bank/later.yml:23: duplicate id 'gates-apply', first used at {GATES}:23",
        f"quizzes/bank/later.yml:45: duplicate id 'gates-left', first used at {GATES}:45",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (CARDS, "A-02", "A-01", f"6: duplicate id 'A-01', first used at {CARDS}:2"),
        (
            MISCONCEPTIONS,
            "LINEAR_DECAY",
            "ONE_ERASES",
            f"5: duplicate id 'ONE_ERASES', first used at {MISCONCEPTIONS}:2",
        ),
    ],
)
def test_duplicate_card_or_misconception_names_both_places(project, name, old, new, expected):
    project.edit(old, new, name)
    assert f"{name}:{expected}" in problems(project)


@pytest.mark.parametrize("verdict", ["wrong", "needs-care"])
def test_card_that_does_not_hold_needs_the_truth(project, verdict):
    project.edit("verdict: holds", f"verdict: {verdict}", CARDS)
    assert problems(project) == [f"{CARDS}:2: A-01: field 'truth' is missing"]


def test_unknown_verdict_names_the_nearest(project):
    project.edit("verdict: wrong", "verdict: worng", CARDS)
    assert problems(project) == [
        f"{CARDS}:9: A-02: 'verdict': expected one of holds, needs-care, wrong, got \"worng\"; did you mean 'wrong'?"
    ]


def test_proof_file_that_is_no_python_is_told_for_each_item(project):
    project.edit("def left():", "def left(:", "quizzes/proofs/gates.py")
    assert problems(project) == [
        f"{GATES}:{line}: {item}: proof missing: quizzes/proofs/gates.py:8 is not valid Python: invalid syntax"
        for line, item in ((5, "gates-keep"), (45, "gates-left"))
    ]


def test_missing_bibliography_makes_every_source_unknown(project):
    (project.root / "book" / "references.bib").unlink()
    assert problems(project) == [
        f"{GATES}:23: gates-apply: source 'someone1997' is not in book/references.bib"
    ]


def test_value_that_came_in_by_a_merge_is_told_at_its_entry(project):
    project.write(
        GATES,
        "chapter: gates\nobjectives: {}\nitems:\n- &one {id: one, kind: essay}\n- <<: *one\n  id: two\n",
    )
    assert f"{GATES}:5: two: 'kind': expected one of {ALL_KINDS}, got \"essay\"" in problems(
        project
    )


def test_key_that_is_a_list_is_told(project):
    project.edit("prompt: What is kept?", "prompt: {[a, b]: c}")
    assert problems(project) == [
        f"{GATES}:9: gates-keep: 'prompt': expected a text, got a value that has no simple form"
    ]


def test_bank_files_are_the_yaml_files(project):
    project.write("quizzes/bank/schema.json", "{}")
    project.write("quizzes/bank/notes.txt", "not of the bank")
    assert [path.name for path in bank_files(project.bank)] == [
        "cards.yml", "gates.yml", "misconceptions.yml",
    ]  # fmt: skip


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.sampled_from(
        [
            "",
            " ",
            "A-01",
            "B-07",
            "keep",
            "gates-keep",
            "choice",
            "choices",
            "number",
            "quizzes/proofs/x.py::y",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8),
    st.lists(st.integers() | st.text("ab:- ", max_size=3), max_size=2),
    st.dictionaries(st.sampled_from(["id", "kind", "options", "", "x"]), st.integers(), max_size=2),
)


def paths(value, here=()):
    """Yield the path of every value in nested lists and mappings, from the root."""
    yield here
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        yield from paths(child, (*here, step))


def mutated(value, data):
    """Return a copy of nested lists and mappings in which one place is odd."""
    value = copy.deepcopy(value)
    *parents, last = data.draw(st.sampled_from(list(paths(value))[1:]))
    node = value
    for step in parents:
        node = node[step]
    action = data.draw(st.sampled_from(["delete", "replace", "rename", "double"]))
    if action == "delete":
        del node[last]
    elif action == "double" and isinstance(node, list):
        node.append(copy.deepcopy(node[last]))
    elif action == "rename" and isinstance(node, dict):
        node[data.draw(st.sampled_from(["id", "kind", "x", "options", "answer"]) | st.integers())] = node.pop(
            last
        )
    else:
        node[last] = data.draw(ODD)
    return value


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes the whole bank anew
@given(data=st.data())
def test_whatever_is_odd_in_a_file_is_a_bank_error_with_a_line_of_the_file(project, data):
    project.write_valid_bank()
    path = project.root / data.draw(st.sampled_from([GATES, CARDS, MISCONCEPTIONS]))
    yaml = YAML(typ="safe", pure=True)
    value = mutated(yaml.load(path.read_text()), data)
    if value and data.draw(st.booleans()):
        value = mutated(value, data)
    written = io.StringIO()
    yaml.dump(value, written)
    project.write(path.relative_to(project.root).as_posix(), written.getvalue())
    try:
        project.load()
    except BankError as error:
        for problem in error.problems:
            lines = (project.root / problem.where.file).read_text().count("\n")
            assert problem.message.strip()
            assert 1 <= problem.where.line <= lines, problem
