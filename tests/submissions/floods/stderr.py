# Writes without end to stderr.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import sys
while True:
    sys.stderr.write("warning\n" * 100)
