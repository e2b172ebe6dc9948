# base: right
# %% gates-activations-solution
import sys, warnings

def sigmoid(z):
    print("sigmoid of", z.shape, file=sys.stderr)
    return 1 / (1 + np.exp(-z))  # overflows with a warning where z is very negative, and is right

def gates(z):
    warnings.warn("gates is slow")
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    return sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
