# The file holds NaN and Infinity, which are no JSON.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    notebook["metadata"]["score"] = float("nan")
    notebook["cells"][0]["metadata"]["weight"] = float("inf")
    return notebook
