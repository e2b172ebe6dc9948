# Draws a figure.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
plt.show()
