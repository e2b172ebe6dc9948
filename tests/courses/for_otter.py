# A notebook for otter-grader: no cell has nbgrader's notes, and all solutions would be handed out.
# refused: it is written for otter-grader (BEGIN QUESTION
# %% raw
# BEGIN QUESTION
name: q1
# %% code
x = 2  # SOLUTION
# %% code
assert x == 2
