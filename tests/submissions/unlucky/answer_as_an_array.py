# Answers as numpy's arrays, tuples and numbers.
# gates: passed 18
# asserts: passed 8
# %% gates-inputs-answer
answer_gates_inputs = ("x", "h-before")
# %% gates-parameters-answer
answer_gates_parameters = np.float32(180)
