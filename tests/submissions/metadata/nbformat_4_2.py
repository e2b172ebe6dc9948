# The notebook is in format 4.2, without ids.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        del cell["id"]
    return notebook
