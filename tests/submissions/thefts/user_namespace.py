# Tries to become root in a user namespace of its own, and to mount the machine's files.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os, subprocess, sys
code = "import ctypes,sys; sys.exit(ctypes.CDLL(None).unshare(0x10020000) != 0)"
if subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode == 0:
    print("STOLEN: a namespace")
