# %% gates-activations-solution
def gates(z):
    parts = np.split(z, 4, axis=1)
    return sigmod(parts[0]), sigmod(parts[1]), np.tanh(parts[2]), sigmod(parts[3])

# %% gates-forget-one-answer
answer_gates_forget_one = "kept"

# %% gates-parameters-answer
answer_gates_parameters = 180
