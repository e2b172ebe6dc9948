# Resets the namespace by a magic: the functions above are gone, those below are there.
# gates: partly 14; gates-count failed
# asserts: partly 7
# %% gates-count-solution append
%reset -f
