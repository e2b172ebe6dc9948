# A cell was added whose grade id leads out of every folder.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    notes = {"grade": True, "grade_id": "../../../owned-by-a-submission", "locked": False, "points": 1, "schema_version": 3, "solution": True, "task": False}
    notebook["cells"].append({"cell_type": "code", "execution_count": None, "id": "path", "metadata": {"nbgrader": notes},
                              "outputs": [], "source": "pass"})
    return notebook
