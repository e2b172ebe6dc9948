# Another word stands behind the notebook's JSON.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    return json.dumps(notebook).encode() + b"\nsaved\n"
