# Half a letter in tags, ids, kinds of cells, metadata and names of attachments.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"\ud83d{number}"
        cell["metadata"]["\udfff"] = ["\ud800"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gates-count-solution":
            cell["metadata"]["tags"] = ["\ud83d"]
            cell["attachments"] = {"\ud83d.png": {"image/png": "\ud83d"}}
    return json.dumps(notebook).encode()
