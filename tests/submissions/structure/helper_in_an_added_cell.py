# A helper that the solution uses stands in a cell that was added.
# gates: put-right 18
# asserts: put-right 8
# %% gates-tools add
def my_sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))
# %% gates-activations-solution
def gates(z):
    H = z.shape[1] // 4
    s = my_sigmoid(z)
    return s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:]
