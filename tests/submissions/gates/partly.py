# %% gates-activations-solution
def gates(z):
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    sigmoid = lambda v: (1 + np.tanh(v / 2)) / 2
    return sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)

# %% gates-lstm-step-solution
def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    c = f * c + i * g
    return o * c, c

# %% gates-lstm-forward-solution
def lstm_forward(x, h, c, W_x, W_h, b):
    hs = []
    for x_t in x.swapaxes(0, 1):
        h, c = lstm_step(x_t, h, c, W_x, W_h, b)
        hs.append(h)
    return np.array(hs).swapaxes(0, 1), (hs[-1], c)

# %% gates-forget-one-answer
answer_gates_forget_one = "erased"

# %% gates-inputs-answer
answer_gates_inputs = ["x"]

# %% gates-hidden-from-cell-answer
answer_gates_hidden_from_cell = 0.6

# %% gates-parameters-answer
answer_gates_parameters = 180
