# A question is answered twice; the second answer counts.
# gates: passed 18
# asserts: passed 8
# %% gates-forget-one-answer
answer_gates_forget_one = "erased"
answer_gates_forget_one = "kept"
