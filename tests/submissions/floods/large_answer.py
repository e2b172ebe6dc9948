# Answers a question with a list of a million options.
# gates: partly 17.5; gates-inputs partly
# asserts: passed 8
# %% gates-inputs-answer
answer_gates_inputs = ["x"] * 1_000_000
