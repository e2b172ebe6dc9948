# The graded cells are tagged raises-exception; the functions are not written.
# base: blank
# gates: put-right 0; gates-count unanswered
# asserts: put-right 0; gates-count unanswered
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["tags"] = ["raises-exception"]
    return notebook
