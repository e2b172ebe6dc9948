# Resets the namespace by a magic: the functions above are gone, those below are there.
# gates: partly 8
# asserts: failed 0
# %% gates-count-solution append
%reset -f
