# The notebook of an hour ago lies in .ipynb_checkpoints, with no answers in it.
# gates: passed 18
# asserts: passed 8
import copy, json

def make(notebook, name):
    old = copy.deepcopy(notebook)
    old["cells"] = []
    return {f"{name}.ipynb": json.dumps(notebook).encode(), f".ipynb_checkpoints/{name}-checkpoint.ipynb": json.dumps(old).encode()}
