# All cells stand in the notebook twice, the second time filled.
# gates: put-right 18
# asserts: put-right 8
import copy

def make(notebook, name):
    again = copy.deepcopy(notebook["cells"])
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = ""
    for cell in again:
        cell["id"] += "-2"
    notebook["cells"] += again
    return notebook
