# The graded cells hold nothing but pass; the functions are not written.
# base: blank
# gates: put-right 0; gates-count unanswered
# asserts: put-right 0; gates-count unanswered
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code":
            cell["source"] = "pass"
    return notebook
