"""One contender in a process of its own: reads what to time, line by line, and answers.

Libraries keep threads waiting for work; in one process they would slow each other down. The parent lets one
worker work at a time.
"""

import json
import os
import sys
import time
import tracemalloc

from benchmarks.contenders import arrays, our_layer, prepare
from lstm_lib import memory


def main():
    """Answer requests until there are no more."""
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        if request["threads"] == 1 and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # not every library can be told
        key = (request["layer"], tuple(request["size"]), request["measure"])
        if request["what"] == "time":
            if key not in prepared:
                memory.forget()
                prepared = {key: prepare(request["contender"], *key, request["threads"])}  # one at a time: memory
                prepared[key]()
                prepared[key]()
            answer = times(prepared[key], request["seconds"])
        else:
            answer = peaks(*key[:2])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def times(work, seconds):
    """Seconds of each call by the clock, and of the processor for all threads; as many calls as fit, at least one."""
    found = []
    end = time.perf_counter() + seconds
    while not found or time.perf_counter() < end:
        start, used = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - start, time.process_time() - used))
    return found


def peaks(layer, size):
    """Peak of memory, in bytes, of a forward pass with a trace and of one without."""
    x, _ = arrays(size)
    ours = our_layer(layer, size)
    found = []
    for work in (ours.forward, ours.run):
        memory.forget()  # memory that waits to be used again would not be counted
        tracemalloc.start()
        work(x)
        found.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return found


if __name__ == "__main__":
    main()
