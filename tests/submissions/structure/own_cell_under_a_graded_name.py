# A cell of the learner's own has the grade id of a graded cell, and nothing in it.
# base: blank
# gates: put-right 0
# asserts: put-right 0
import copy

def make(notebook, name):
    cells = notebook["cells"]
    place = next(k for k, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count")
    fake = copy.deepcopy(cells[place])
    fake["source"] = "1"
    cells.insert(place, fake)
    return notebook
