# A cell holds halves of letters (lone surrogates) and NUL.
# gates: passed 18
# asserts: passed 8
import json

def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["source"] += "\n# \ud83d and \x00"
    return json.dumps(notebook).encode()
