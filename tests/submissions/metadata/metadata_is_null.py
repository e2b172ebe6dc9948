# The metadata of every cell is null.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        cell["metadata"] = None
    return notebook
