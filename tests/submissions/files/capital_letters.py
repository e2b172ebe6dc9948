# The notebook's name is in capital letters.
# gates: missing 0
# asserts: missing 0
import json

def make(notebook, name):
    return {f"{name.upper()}.IPYNB": json.dumps(notebook).encode()}
