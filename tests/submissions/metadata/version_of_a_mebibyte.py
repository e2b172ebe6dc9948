# The numbers of the format and of nbgrader's schema are texts of a mebibyte.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["nbformat"] = "9" * 2**20
    notebook["nbformat_minor"] = ["5"] * 100_000
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = "3" * 10_000
    return notebook
