# A notebook of forty megabytes, most of it outputs.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    notebook["cells"][0]["source"] = "x" * (40 * 2**20)
    return notebook
