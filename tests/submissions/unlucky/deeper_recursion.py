# Recursion deeper than Python allows, which a cell of its own has raised.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    k = next(k for k, c in enumerate(notebook["cells"]) if c["metadata"].get("nbgrader", {}).get("grade_id") == "gates-activations-solution")
    notebook["cells"][k]["source"] = 'def depth(n):\n    return n and 1 + depth(n - 1)\n\ndef gates(z):\n    H = z.shape[1] // 4\n    s = (lambda v: 1 / (1 + np.exp(-v)) * (depth(2500) / 2500))(z)\n    return s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:]\n'
    for source in ['import sys\nsys.setrecursionlimit(6000)']:
        cell = {"cell_type": "code", "id": f"own-{k}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        notebook["cells"].insert(k, cell)
        k += 1
    return notebook
