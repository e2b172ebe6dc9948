"""Checks the keys of thirty made learners for each assignment: `python tests/quizzes/viva/all_keys.py [NAME ...]`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
from labs import handed_in
from recomputed import disagreement

from quizzes.checks.load import assignments
from quizzes.viva.choose import choose
from quizzes.viva.here import open_here
from quizzes.viva.make import make_questions


def main():
    """Write a line for each assignment, and each key that a plain run does not give."""
    for assignment in sys.argv[1:] or assignments():
        sheets = asked = computed = wrong = 0
        for number in range(30):
            work, tasks = handed_in(assignment, number)
            found = choose(make_questions(work, tasks, open_here, "all", assignment, f"{number}").questions, 5)
            sheets, asked = sheets + 1, asked + len(found)
            for question in found:
                told = disagreement(question)
                computed += told is not None
                if told:
                    wrong += 1
                    sys.stdout.write(f"{assignment} {number}: {question.kind.value} on {question.task}: {told}\n")
        told = f"{sheets} sheets, {asked} questions, {computed} keys computed again, {wrong} differ"
        sys.stdout.write(f"{assignment}: {told}\n")
        sys.stdout.flush()


main()
