# base: right
# %% gates-activations-solution
def gates(z):
    H = z.shape[1] // 4
    squashed = 1 / (1 + np.exp(-np.clip(z, -60, 60)))
    return squashed[:, :H], squashed[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), squashed[:, 3 * H:]

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

# %% gates-initial-bias-solution
def initial_bias(H, forget=1.0):
    return np.concatenate([np.zeros(H), np.full(H, forget), np.zeros(2 * H)])

# %% gates-count-solution
def parameter_count(D, H):
    gates_and_candidate = 4
    return gates_and_candidate * H * (D + H + 1)

# %% gates-adding-solution
def adding_weights():
    W_x, W_h, b = np.zeros((2, 4)), np.zeros((1, 4)), np.array([-20.0, 20.0, 0.0, 0.0])
    W_x[1, 0] = 40.0
    W_x[0, 2] = 0.05
    return W_x, W_h, b, 20.0

# %% gates-in-words
With a gate of 0.73 nothing is left after a hundred steps; with a gate near one the gradient arrives.
