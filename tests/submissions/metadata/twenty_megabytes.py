# Twenty megabytes of metadata, in the notebook and in a graded cell, under a hundred thousand names.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    notebook["metadata"]["kept"] = {f"name{k}": "x" * 100 for k in range(100_000)}
    notebook["cells"][-1]["metadata"]["kept"] = {f"name{k}": "x" * 100 for k in range(100_000)}
    return notebook
