# Titles and grade ids hold HTML and a script.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    evil = "<script>document.title = 'owned-by-a-submission'</script>"
    notebook["metadata"]["title"] = evil
    notes = {"grade": False, "grade_id": evil, "locked": False, "schema_version": 3, "solution": True, "task": False}
    notebook["cells"].append({"cell_type": "markdown", "id": "page", "metadata": {"nbgrader": notes}, "source": evil})
    return notebook
