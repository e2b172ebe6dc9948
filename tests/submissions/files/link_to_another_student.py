# A link to another student's notebook under the notebook's name.
# gates: missing 0
# asserts: missing 0
def make(notebook, name):
    return {f"{name}.ipynb": f"../../aa-canary/{name}/{name}.ipynb"}
