# All solutions in the first solution cell; the other cells are as they were handed out, with functions that do nothing.
# gates: put-right 18
# asserts: put-right 8
STUBS = {"gates-lstm-step-solution": "def lstm_step(x, h, c, W_x, W_h, b):\n    # Write your code here.\n", "gates-count-solution": "def parameter_count(D, H):\n    # Write your code here.\n"}
def make(notebook, name):
    from pathlib import Path
    import json
    own = {c["metadata"]["nbgrader"]["grade_id"]: c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id")}
    first = own["gates-activations-solution"]
    for key in STUBS:
        first["source"] += "\n\n" + "".join(own[key]["source"])
        del own[key]["source"]
    notebook["cells"] = [c for c in notebook["cells"] if "source" in c]
    return notebook
