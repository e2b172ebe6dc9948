# The metadata hold five million empty objects: ten megabytes of file, half a gigabyte of values.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    text = json.dumps({**notebook, "metadata": {"x": "HERE"}}, separators=(",", ":"))
    return text.replace('"HERE"', "[" + "{}," * 5_000_000 + "{}]").encode()
