# The metadata hold a number of twenty thousand digits.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    notebook["metadata"]["large"] = "HERE"
    return json.dumps(notebook).encode().replace(b'"HERE"', b"9" * 20_000)
