# A solution cell was made a raw cell, with right work in it.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["cell_type"] = "raw"
            del cell["outputs"], cell["execution_count"]
    return notebook
