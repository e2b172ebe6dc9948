# Everything but the learner's own cells was deleted.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["cells"] = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    return notebook
