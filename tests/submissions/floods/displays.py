# Displays ten thousand pictures.
# gates: partly 17; gates-count over-output
# asserts: partly 7; gates-count over-output
# %% gates-count-solution append
from IPython.display import display
for _ in range(10_000):
    display({"image/png": "A" * 5000, "text/plain": "picture"}, raw=True)
