# An answer's cell ends with an error whose message is half a letter, and is told in terminal, record and page.
# gates: partly 17
# asserts: passed 8
# %% gates-forget-one-answer
raise ValueError("\ud83d\x1b[2J\u202e")
