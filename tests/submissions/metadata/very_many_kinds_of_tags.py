# Fifteen hundred cells under names of their own, each with another tag: each would be a note.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for n in range(1500):
        notes = {"grade": False, "grade_id": f"own-{n}", "locked": False, "schema_version": 3, "solution": True, "task": False}
        notebook["cells"].append({"cell_type": "markdown", "id": f"v{n}", "metadata": {"nbgrader": notes, "tags": [f"t{n}"]},
                                  "source": f"{n}"})
    return notebook
