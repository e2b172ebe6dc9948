# The cells are an object in the place of a list.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    notebook["cells"] = {str(k): cell for k, cell in enumerate(notebook["cells"])}
    return json.dumps(notebook).encode()
