# A cell was added that is worth a hundred points and passes.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notes = {"grade": True, "grade_id": "bonus", "locked": True, "points": 100, "schema_version": 3, "solution": False, "task": False}
    notebook["cells"].append({"cell_type": "code", "execution_count": None, "id": "bonus", "metadata": {"nbgrader": notes},
                              "outputs": [], "source": "pass"})
    return notebook
