# A line that installs a package stands above right work, and there is no network.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
!pip install --quiet numpy
