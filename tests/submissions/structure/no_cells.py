# A notebook without cells.
# gates: put-right 0; gates-count missing
# asserts: put-right 0; gates-count missing
def make(notebook, name):
    notebook["cells"] = []
    return notebook
