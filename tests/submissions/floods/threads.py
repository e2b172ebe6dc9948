# Starts three hundred threads.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    import threading, time
    for _ in range(300):
        threading.Thread(target=time.sleep, args=(15,), daemon=True).start()
    return 4 * H * (D + H + 1)
