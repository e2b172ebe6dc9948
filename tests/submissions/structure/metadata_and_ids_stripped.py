# All metadata and the cells' ids are gone.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["metadata"], notebook["nbformat_minor"] = {}, 4
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    return notebook
