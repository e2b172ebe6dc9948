# The cells stand in the opposite order.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notebook["cells"].reverse()
    return notebook
