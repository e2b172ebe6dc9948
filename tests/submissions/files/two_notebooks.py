# Two notebooks, neither under the right name.
# gates: missing 0
# asserts: missing 0
import json

def make(notebook, name):
    data = json.dumps(notebook).encode()
    return {"first.ipynb": data, "second.ipynb": data}
