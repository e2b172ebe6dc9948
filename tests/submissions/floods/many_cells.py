# Ten thousand cells of the learner's own behind the assignment's.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    more = [{"cell_type": "code", "execution_count": None, "id": f"m{n}", "metadata": {}, "outputs": [], "source": f"x = {n}"}
            for n in range(10_000)]
    notebook["cells"] += more
    return notebook
