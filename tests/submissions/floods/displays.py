# Displays ten thousand pictures.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
from IPython.display import display
for _ in range(10_000):
    display({"image/png": "A" * 5000, "text/plain": "picture"}, raw=True)
