# Clears the namespace after its definitions.
# gates: partly 14; gates-count failed
# asserts: partly 7
# %% gates-count-solution append
globals().clear()
