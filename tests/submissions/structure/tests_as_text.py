# The graded cells were made Markdown cells.
# base: blank
# gates: put-right 0; gates-count unanswered
# asserts: put-right 0; gates-count unanswered
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code":
            cell["cell_type"] = "markdown"
            del cell["outputs"], cell["execution_count"]
    return notebook
