# Answers a question with a list of a million options.
# gates: partly 17; gates-inputs failed
# asserts: passed 8
# %% gates-inputs-answer
answer_gates_inputs = ["x"] * 1_000_000
