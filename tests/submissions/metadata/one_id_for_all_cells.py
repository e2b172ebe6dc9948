# Every cell has the same id, and it is one that no file may have: blanks, markup, two hundred letters.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    for cell in notebook["cells"]:
        cell["id"] = "<img src=x onerror=alert(1)> " * 7
    return notebook
