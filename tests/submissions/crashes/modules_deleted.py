# Deletes every module from sys.modules.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import sys
for name in list(sys.modules):
    if name not in ("sys", "builtins", "__main__"):
        del sys.modules[name]
