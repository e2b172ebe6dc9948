# The notebook is in the format of 2013.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    cells = []
    for cell in notebook["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        source = "".join(cell["source"])
        cells.append(old | ({"input": source, "language": "python", "outputs": [], "collapsed": False}
                            if cell["cell_type"] == "code" else {"source": source}))
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}).encode()
