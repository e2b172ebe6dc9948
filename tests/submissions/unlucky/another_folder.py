# Changes the folder and writes files there.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import os, tempfile
os.chdir(tempfile.mkdtemp())
open("notes.txt", "w").write("mine")
