# An error's message, a key and a printed line of a mebibyte each, without a line's end.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    raise ValueError({"k" * 2**20: "v" * 2**20})
print("z" * 200_000)
