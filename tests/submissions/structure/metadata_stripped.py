# All metadata is gone, as some editors and tools leave a notebook.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return notebook
