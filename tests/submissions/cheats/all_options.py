# Marks every option of a question with several right ones, and more than there are.
# gates: partly 17; gates-inputs failed
# asserts: passed 8
# %% gates-inputs-answer
answer_gates_inputs = ["x", "h-before", "c-before", "h", "c", "W_x", "b"] * 3
