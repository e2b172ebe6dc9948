# Writes without end to descriptor 1, past Python's own streams.
# gates: partly 17
# asserts: partly 7
# %% gates-count-solution append
import os
while True:
    os.write(1, b"x" * 65536)
