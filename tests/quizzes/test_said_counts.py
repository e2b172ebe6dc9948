"""Counts in words: what a proof's description says of its item's mistakes, and a chapter of an assignment's tasks."""

import json
import re
from pathlib import Path

from quizzes import load_bank
from quizzes.assignments.master import Role, load_masters
from quizzes.own_code import function_at

ROOT = Path(__file__).resolve().parent.parent.parent
NUMBERS = {word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)}
SAID = re.compile(rf"\b({'|'.join(NUMBERS)}) (?:known mistakes?|wrong ideas?|other (?:ways|values|counts))\b")
ASSIGNMENT = re.compile(
    r"^\(assignment-([\w-]+)\)=$(?:(?!^\(assignment-).)*?\b(?:has|have) (\w+)\s+tasks?\s+and\s+(\w+)\s+questions"
    r"(?:(?!^\(assignment-).)*?\bfor\s+(\d+)\s+points",
    re.MULTILINE | re.DOTALL,
)


def mistakes_of(item):
    if item.template:
        return len(json.loads(item.template.entry).get("mistakes", ()))
    return len(item.quantity.mistakes) if item.quantity else 0


def test_descriptions_of_proofs_count_the_mistakes():
    proven = [item for item in load_bank().items.values() if item.proof]
    described = [(item, SAID.search(function_at(ROOT, item.proof).__doc__)) for item in proven]
    counted = {item.id: (NUMBERS[said[1]], mistakes_of(item)) for item, said in described if said and mistakes_of(item)}
    assert len(counted) >= 8
    assert {name: pair for name, pair in counted.items() if pair[0] != pair[1]} == {}


def test_chapters_count_tasks_questions_and_points_of_the_assignments():
    pages = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "book").glob("*/*.md"))]
    said = {name: (NUMBERS[tasks], NUMBERS[asked], int(points)) for page in pages
            for name, tasks, asked, points in ASSIGNMENT.findall(page)}  # fmt: skip
    counted = {}
    for name, master in load_masters(load_bank()).items():
        roles = [cell.role for cell in master.cells]
        asked = roles.count(Role.ITEM) + roles.count(Role.MANUAL)
        counted[name] = roles.count(Role.TESTS), asked, int(re.search(r"(\d+) points\.\*\*", master.cells[0].source)[1])
    assert said == counted
