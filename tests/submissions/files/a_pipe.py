# A named pipe under the notebook's name: who reads it waits for ever.
# gates: missing 0
# asserts: missing 0
def make(notebook, name):
    return {f"{name}.ipynb": None}
