# Writes a letter to stdout and one to stderr, forty thousand times in turn: as many outputs.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import sys
for _ in range(40_000):
    sys.stdout.write("a")
    sys.stderr.write("b")
