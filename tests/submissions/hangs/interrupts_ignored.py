# A loop that ignores interrupts.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    import signal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        pass
