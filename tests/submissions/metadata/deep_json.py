# The metadata are nested a hundred thousand deep.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    notebook["metadata"]["deep"] = "HERE"
    return json.dumps(notebook).encode().replace(b'"HERE"', b"[" * 100_000 + b"]" * 100_000)
