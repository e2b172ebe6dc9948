# The notebook of another course.
# gates: put-right 0; gates-count missing
# asserts: put-right 0; gates-count missing
def make(notebook, name):
    notebook["cells"] = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# History of Rome\nThe republic ended in 27 BC."},
                         {"cell_type": "code", "id": "b", "metadata": {}, "source": "legions = 28", "outputs": [], "execution_count": 1}]
    return notebook
