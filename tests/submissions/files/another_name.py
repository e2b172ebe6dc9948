# The notebook was handed in as a browser saves a second download.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    return {f"{name} (1).ipynb": json.dumps(notebook).encode()}
