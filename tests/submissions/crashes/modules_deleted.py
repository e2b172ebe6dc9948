# Deletes every module from sys.modules.
# gates: partly 16
# asserts: partly 7
# %% gates-count-solution append
import sys
for name in list(sys.modules):
    if name not in ("sys", "builtins", "__main__"):
        del sys.modules[name]
