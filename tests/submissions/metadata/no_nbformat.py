# The notebook does not say its format.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    del notebook["nbformat"], notebook["nbformat_minor"]
    return notebook
