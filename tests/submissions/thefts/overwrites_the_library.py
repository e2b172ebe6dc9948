# Writes a numpy of its own beside the installed one, for whoever imports it next.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os, pathlib
import numpy
for folder in (os.path.dirname(numpy.__file__), os.path.dirname(os.__file__), "/usr/lib", "/grader"):
    try:
        path = pathlib.Path(folder, "owned_by_a_submission.py")
        path.write_text("# a submission was here\n")
        path.unlink()
        print("STOLEN: may write to", folder)
    except OSError:
        pass
