# The file is in Latin-1, with letters that UTF-8 has elsewhere.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["source"] += "\n# so zählt man die Größen"
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1", "replace")
