# A module of the learner's own has the name of one of Python's.
# gates: passed 18
# asserts: passed 8
import json

def make(notebook, name):
    fake = b"def random():\n    raise SystemExit\nprint('STOLEN by random.py')\n"
    files = {part: fake for part in ("random.py", "json.py", "lstm_lib.py", "unittest/__init__.py", "sitecustomize.py")}
    return {f"{name}.ipynb": json.dumps(notebook).encode(), **files}
