# Every grade id has another name.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] += "-copy1"
    return notebook
