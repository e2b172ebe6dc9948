# The file begins with a byte order mark.
# gates: put-right 18
# asserts: put-right 8
import json

def make(notebook, name):
    return b"\xef\xbb\xbf" + json.dumps(notebook).encode()
