# Sets the limit of outputs, which its own process keeps, to nothing, and prints three megabytes a cell.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution prepend
outputs = get_ipython().outputs
outputs.limit = outputs.flood = 2**62
print("y" * 3_000_000)
# %% gates-initial-bias-solution append
print("y" * 3_000_000)
# %% gates-count-solution append
print("y" * 3_000_000)
