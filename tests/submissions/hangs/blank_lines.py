# A cell with sixty thousand blank lines in it; its work is right.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["source"] = "one = 1" + "\n" * 60_000 + "two = 2\n" + cell["source"]
    return notebook
