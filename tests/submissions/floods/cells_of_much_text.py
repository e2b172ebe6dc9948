# Sixty added cells of three hundred thousand letters each stand behind right work.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    for n in range(60):
        notebook["cells"].append({"cell_type": "code", "execution_count": None, "id": f"t{n}", "metadata": {},
                                  "outputs": [], "source": f"t{n} = '{'x' * 300_000}'"})
    return notebook
