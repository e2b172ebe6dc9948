# Two hundred added cells hold the letters of a stub in another order, to be compared with it.
# gates: passed 18
# asserts: passed 8
import random

def make(notebook, name):
    rolls = random.Random(1)
    stubs = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for n in range(200):
        letters = list(stubs[n % len(stubs)])
        rolls.shuffle(letters)
        notebook["cells"].append({"cell_type": "code", "execution_count": None, "id": f"s{n}", "metadata": {},
                                  "outputs": [], "source": "".join(letters)})
    return notebook
