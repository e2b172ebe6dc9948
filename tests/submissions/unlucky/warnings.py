# Right work that warns on stderr.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution
import warnings

def gates(z):
    warnings.warn("slow", stacklevel=1)
    parts = [1 / (1 + np.exp(-part)) for part in np.split(z, 4, axis=1)]
    return parts[0], parts[1], np.tanh(np.split(z, 4, axis=1)[2]), parts[3]
