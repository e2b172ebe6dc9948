# The file is in UTF-16.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    return json.dumps(notebook).encode("utf-16")
