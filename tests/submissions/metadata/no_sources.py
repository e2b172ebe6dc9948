# Cells have no source.
# gates: put-right 0
# asserts: put-right 0
def make(notebook, name):
    for cell in notebook["cells"]:
        del cell["source"]
    return notebook
