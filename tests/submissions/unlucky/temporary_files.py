# Keeps what it computes in a temporary file.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
import json, tempfile

def parameter_count(D, H):
    with tempfile.NamedTemporaryFile("w+") as file:
        json.dump(4 * H * (D + H + 1), file)
        file.seek(0)
        return json.load(file)
