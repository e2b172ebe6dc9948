# Clears the namespace after its definitions.
# gates: partly 8; gates-count failed
# asserts: failed 0
# %% gates-count-solution append
globals().clear()
