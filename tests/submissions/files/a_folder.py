# A folder under the notebook's name.
# gates: missing 0
# asserts: missing 0
def make(notebook, name):
    return {f"{name}.ipynb/": None}
