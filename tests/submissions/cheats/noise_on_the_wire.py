# Writes noise into every socket that the process holds.
# base: blank
# gates: tampered 0
# asserts: tampered 0
# %% gates-activations-solution
import os, socket
for number in range(3, 64):
    try:
        socket.socket(fileno=os.dup(number)).send(b"\xff" * 64)
    except OSError:
        pass
