# A solution cell was copied and the copy worked on; both have the same grade id.
# gates: put-right 18
# asserts: put-right 8
import copy

def make(notebook, name):
    cells = notebook["cells"]
    place = next(k for k, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution")
    first = copy.deepcopy(cells[place])
    first["source"] = "def parameter_count(D, H):\n    # Write your code here.\n    pass"
    cells.insert(place, first)
    return notebook
