# A file of zeros, as after a crash of the system.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    return bytes(4096)
