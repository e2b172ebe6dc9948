# A module and a table of the learner's own lie beside the notebook, and are used.
# gates: passed 18
# asserts: passed 8
import json

def make(notebook, name):
    for cell in notebook["cells"]:
        kind = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if kind == "gates-activations-solution":
            cell["source"] = "from my_helpers import gates\nprint(np.loadtxt('my_numbers.csv', delimiter=','))"
        if kind == "gates-count-solution":
            cell["source"] = "BLOCKS = int(np.loadtxt('my_numbers.csv', delimiter=',')[0])\ndef parameter_count(D, H):\n    return BLOCKS * (D * H + H * H + H)"
    helpers = b"import numpy as np\ndef gates(z):\n    H = z.shape[1] // 4\n    s = 1 / (1 + np.exp(-z))\n    return s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:]\n"
    return {f"{name}.ipynb": json.dumps(notebook).encode(), "my_helpers.py": helpers, "my_numbers.csv": b"4,7\n"}
