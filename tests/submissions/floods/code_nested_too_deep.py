# An answer's cell ends in sixty thousand brackets, an experiment in a sum of forty thousand: no reader of code may fall.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["source"] += "\n" + "(" * 60_000
    sum_of_many = {"cell_type": "code", "id": "sum", "metadata": {}, "source": "x = " + "1+" * 40_000 + "1", "outputs": [],
                   "execution_count": None}  # fmt: skip
    notebook["cells"].insert(3, sum_of_many)
    return notebook
