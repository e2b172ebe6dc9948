# All solutions in the last solution cell, and the other cells deleted.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    own = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution") and c["cell_type"] == "code"]
    own[-1]["source"] = "\n\n".join("".join(c["source"]) for c in own)
    gone = [c for c in own if c is not own[-1]]
    notebook["cells"] = [c for c in notebook["cells"] if c not in gone]
    return notebook
