# Ends the process while its own cell runs.
# gates: partly 17; gates-count crashed
# asserts: partly 7; gates-count crashed
# %% gates-count-solution
import os
os._exit(0)
