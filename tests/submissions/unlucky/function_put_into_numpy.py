# A function that numpy lacks is put into it, in a cell of its own.
# gates: put-right 18
# asserts: put-right 8
def make(notebook, name):
    k = next(k for k, c in enumerate(notebook["cells"]) if c["metadata"].get("nbgrader", {}).get("grade_id") == "gates-activations-solution")
    notebook["cells"][k]["source"] = 'def gates(z):\n    H = z.shape[1] // 4\n    s = np.sigmoid(z)\n    return s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:]\n'
    for source in ['np.sigmoid = lambda x: 1 / (1 + np.exp(-x))']:
        cell = {"cell_type": "code", "id": f"own-{k}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        notebook["cells"].insert(k, cell)
        k += 1
    return notebook
