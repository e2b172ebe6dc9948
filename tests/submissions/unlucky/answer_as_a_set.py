# A set for the answer to a question with several right ones, and for one with one.
# gates: passed 18
# asserts: passed 8
# %% gates-inputs-answer
answer_gates_inputs = {"h-before", "x"}
# %% gates-forget-one-answer
answer_gates_forget_one = {"kept"}
