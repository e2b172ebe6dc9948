# A cell carries two million tags, each of one letter.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["metadata"]["tags"] = ["t"] * 2_000_000
    return json.dumps(notebook, separators=(",", ":")).encode()
