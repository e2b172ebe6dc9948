# The outputs of the graded cells hold the points already.
# base: blank
# gates: unanswered 0
# asserts: unanswered 0
def make(notebook, name):
    for cell in notebook["cells"]:
        points = cell["metadata"].get("nbgrader", {}).get("points")
        if points and cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": str(points)}}]
            cell["execution_count"] = 1
    return notebook
