# A solution cell was split in the middle of its function.
# gates: put-right 18
# asserts: put-right 8
import copy

def make(notebook, name):
    cells = notebook["cells"]
    place = next(k for k, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-lstm-step-solution")
    lines = "".join(cells[place]["source"]).split("\n")
    second = copy.deepcopy(cells[place])
    cells[place]["source"], second["source"] = "\n".join(lines[:3]), "\n".join(lines[3:])
    second["metadata"] = {}
    second["id"] = "split"
    cells.insert(place + 1, second)
    return notebook
