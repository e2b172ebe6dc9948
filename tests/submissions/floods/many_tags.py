# A cell of the assignment carries two hundred thousand tags, and one of a mebibyte.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["metadata"]["tags"] = [f"t{k}" for k in range(200_000)] + ["x" * 2**20 + "\x1b[2J\n"]
    return notebook
