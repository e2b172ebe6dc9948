# Tags, names and metadata that clear a terminal, turn the direction of text and forge a line of grades.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    forged = "\x1b[2J\x1b]0;own\x07\u202e\u2028\rada                  20.00 / 20  passed\n"
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["metadata"] |= {"tags": [forged, "=1+1"], forged: forged, "name": forged}
    notebook["metadata"] |= {"title": forged, "authors": [{"name": forged}], forged: {}}
    return notebook
