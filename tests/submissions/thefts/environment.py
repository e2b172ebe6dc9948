# Reads the environment of the instructor.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os
secrets = {name: value for name, value in os.environ.items() if "SECRET" in name or "TOKEN" in name}
if secrets:
    print("STOLEN", secrets)
