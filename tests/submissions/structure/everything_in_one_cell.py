# All solutions were pasted into the first solution cell; the other cells are empty.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    own = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution") and c["cell_type"] == "code"]
    own[0]["source"] = "\n\n".join("".join(c["source"]) for c in own)
    for cell in own[1:]:
        cell["source"] = ""
    return notebook
