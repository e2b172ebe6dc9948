# A solution cell was deleted.
# gates: partly 17; gates-count missing
# asserts: partly 7; gates-count missing
# %% gates-count-solution delete
