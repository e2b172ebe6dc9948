# A folder with a text in it, and no notebook.
# gates: missing 0
# asserts: missing 0
def make(notebook, name):
    return {"README.txt": b"I will hand it in tomorrow."}
