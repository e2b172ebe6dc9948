# A PDF under the notebook's name.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n"
