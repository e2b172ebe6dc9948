# A notebook with the marks of an unresolved merge.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    lines = json.dumps(notebook, indent=1).split("\n")
    return "\n".join([*lines[:9], "<<<<<<< HEAD", lines[9], "=======", lines[9], ">>>>>>> main", *lines[10:]]).encode()
