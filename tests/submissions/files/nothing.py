# A file without a byte.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    return b""
