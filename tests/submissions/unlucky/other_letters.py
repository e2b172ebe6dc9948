# Names and comments in other alphabets.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
def anzahl_der_größen(D, H):
    "Считает параметры. 参数 🙂"
    π = 4
    return π * H * (D + H + 1)

parameter_count = anzahl_der_größen
