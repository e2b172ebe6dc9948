# An added cell is four hundred thousand blanks and question marks, as magics are looked for in.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    source = "x = 1\n" + " " * 200_000 + "x\n" + "? " * 100_000 + "x"
    added = {"cell_type": "code", "execution_count": None, "id": "own", "metadata": {}, "outputs": [], "source": source}
    notebook["cells"].append(added)
    return notebook
