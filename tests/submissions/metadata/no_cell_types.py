# Cells have no type.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        del cell["cell_type"]
    return notebook
