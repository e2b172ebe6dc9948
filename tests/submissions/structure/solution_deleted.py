# A solution cell was deleted.
# gates: put-right 17; gates-count missing
# asserts: put-right 7; gates-count missing
# %% gates-count-solution delete
