# A source is a list with numbers among its lines.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["source"] = [*"".join(cell["source"]).splitlines(keepends=True), 7, None]
    return notebook
