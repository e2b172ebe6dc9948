# Arrays of texts and lists of one for the answers.
# gates: passed 18
# asserts: passed 8
# %% gates-inputs-answer
answer_gates_inputs = np.array(["h-before", "x"])
# %% gates-forget-one-answer
answer_gates_forget_one = np.array(["kept"])
# %% gates-beyond-one-answer
answer_gates_beyond_one = np.array("c")
# %% gates-parameters-answer
answer_gates_parameters = [180]
