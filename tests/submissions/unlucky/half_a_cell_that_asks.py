# The second half of a function in a cell of its own, with a comment that asks something.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    k = next(k for k, c in enumerate(notebook["cells"]) if c["metadata"].get("nbgrader", {}).get("grade_id") == "gates-activations-solution")
    notebook["cells"][k]["source"] = 'def gates(z):\n    H = z.shape[1] // 4\n    s = 1 / (1 + np.exp(-z))\n    # i, f, g, o?\n    return s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:]'
    for source in ["# What is z?\nshape_of_z = '(N, 4H)'"]:
        cell = {"cell_type": "code", "id": f"own-{k}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        notebook["cells"].insert(k, cell)
        k += 1
    return notebook
