# Right work whose every cell prints three megabytes.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution append
print("x" * 3 * 2**20)
# %% gates-lstm-step-solution append
print("x" * 3 * 2**20)
# %% gates-initial-bias-solution append
print("x" * 3 * 2**20)
# %% gates-count-solution append
print("x" * 3 * 2**20)
