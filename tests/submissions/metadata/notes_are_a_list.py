# nbgrader's notes on each cell are a list.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] = list(cell["metadata"]["nbgrader"].items())
    return notebook
