# Prints from C, past Python's own streams.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import os
os.write(1, b"to stdout\n")
os.write(2, b"to stderr\n")
