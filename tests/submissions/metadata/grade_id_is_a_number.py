# Grade ids are numbers.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for number, cell in enumerate(notebook["cells"]):
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] = number
    return notebook
