# A solution cell was split, and both halves kept its grade id.
# gates: put-right 18
# asserts: put-right 8
import copy

def make(notebook, name):
    cells = notebook["cells"]
    place = next(k for k, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-lstm-step-solution")
    lines = "".join(cells[place]["source"]).split("\n")
    second = copy.deepcopy(cells[place])
    cells[place]["source"], second["source"] = "\n".join(lines[:3]), "\n".join(lines[3:])
    cells.insert(place + 1, second)
    return notebook
