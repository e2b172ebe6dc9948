# %% gates-activations-solution
import sys, warnings

def sigmoid(z):
    print("sigmoid of", z.shape, file=sys.stderr)
    return 1 / (1 + np.exp(-z))  # overflows with a warning where z is very negative, and is right

def gates(z):
    warnings.warn("gates is slow")
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    return sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)

# %% gates-lstm-step-solution
def lstm_step(x, h, c, W_x, W_h, b):
    z = np.concatenate([x, h], axis=1) @ np.concatenate([W_x, W_h]) + b
    i, f, g, o = gates(z)
    c = c * f + g * i
    return np.tanh(c) * o, c

# %% gates-lstm-forward-solution
def lstm_forward(x, h, c, W_x, W_h, b):
    N, T, D = x.shape
    all_h = np.empty((N, T, h.shape[1]))
    for t in range(T):
        h, c = lstm_step(x[:, t, :], h, c, W_x, W_h, b)
        all_h[:, t] = h
    return all_h, (h, c)

# %% gates-forget-one-answer
answer_gates_forget_one = "kept"

# %% gates-inputs-answer
answer_gates_inputs = ["h-before", "x"]

# %% gates-hidden-from-cell-answer
answer_gates_hidden_from_cell = 0.5 * np.tanh(1.2)

# %% gates-beyond-one-answer
answer_gates_beyond_one = "c"

# %% gates-parameters-answer
answer_gates_parameters = 4 * (3 * 5 + 5 * 5 + 5)
