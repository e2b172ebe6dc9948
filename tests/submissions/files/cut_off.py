# A notebook cut off in the middle, as by a full disk.
# gates: unreadable 0
# asserts: unreadable 0
import json

def make(notebook, name):
    data = json.dumps(notebook, indent=1).encode()
    return data[: len(data) // 2]
