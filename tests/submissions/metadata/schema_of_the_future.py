# nbgrader's notes have a version that there is not yet.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99
    return notebook
