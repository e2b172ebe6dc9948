# Writes without end to stderr.
# gates: partly 17; gates-count over-output
# asserts: partly 7; gates-count over-output
# %% gates-count-solution append
import sys
while True:
    sys.stderr.write("warning\n" * 100)
