# All cells with points were deleted.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")
                         or c["metadata"]["nbgrader"].get("solution")]
    return notebook
