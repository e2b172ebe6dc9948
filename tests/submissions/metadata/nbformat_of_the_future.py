# The notebook says that it is in format 9.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["nbformat"] = 9
    return notebook
