# Answers a question with a text of three megabytes that grows when it is normalised.
# gates: partly 17; gates-forget-one failed
# asserts: passed 8
# %% gates-forget-one-answer
answer_gates_forget_one = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 1_000_000
