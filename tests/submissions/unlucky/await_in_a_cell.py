# Awaits something at the top level of a cell.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import asyncio
await asyncio.sleep(0.01)
