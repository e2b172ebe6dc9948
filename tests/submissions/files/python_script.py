# A Python script under the notebook's name.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    own = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    return "\n\n".join(own).encode()
