# Bytes without a meaning.
# gates: unreadable 0
# asserts: unreadable 0
import random

def make(notebook, name):
    return random.Random(7).randbytes(5000)
