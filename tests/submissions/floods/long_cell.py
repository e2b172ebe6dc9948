# A cell with four hundred thousand letters of comment; its work is right.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["source"] = "# " + "x" * 400_000 + "\n" + cell["source"]
    return notebook
