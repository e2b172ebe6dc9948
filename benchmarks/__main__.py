"""Measure everything in one run and print one table.

Every contender runs in a process of its own, on two threads (or as many as asked for), one at a time. Rounds go
round all contenders, so that a busy moment of the machine hits all alike; a figure is the median of all its calls.
There are two tables: by the clock, and in processor time of all threads, which says what a call costs where the
machine is busy.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import blas
from benchmarks.contenders import LAYERS, MEASURES, SIZES, THIN
from benchmarks.table import goals, render

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
THREADS_OF_TENSORFLOW = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
CONTENDERS = ("lstm_lib", "tf.function", "XLA", "Keras eager", "PyTorch", "JAX", "products")
CLOCKS = ("by the clock", "of the processor")
PAUSE_S = 0.25  # before each visit: OpenBLAS's idle threads keep a core busy for a tenth of a second
SET_ASIDE = "BENCHMARKS_SET_ASIDE"
WIDE = {"OPENBLAS_CORETYPE": "SkylakeX"}


class Worker:
    """A contender's process."""

    def __init__(self, contender, threads):
        self.contender, self.threads = contender, threads
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment(threads, wide=contender.endswith("AVX-512")),
        )

    def ask(self, what, layer, size, measure, seconds=0.0):
        """Send one request and wait for the answer."""
        request = {"what": what, "contender": self.contender, "layer": layer, "size": size, "measure": measure}
        self.process.stdin.write(json.dumps(request | {"seconds": seconds, "threads": self.threads}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.contender}: expected an answer for {layer} {size}, got the end of its process")
        return json.loads(answer)

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def environment(threads, wide=False):
    """So many threads for every library; wide asks OpenBLAS for its AVX-512 kernels."""
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    settings = dict.fromkeys((*THREADS, *THREADS_OF_TENSORFLOW), str(threads))
    settings |= {"TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu", "PYTHONPATH": path}
    return os.environ | settings | (WIDE if wide else {})


def start_again_without_settings(keep):
    """Start this command anew without OPENBLAS_* in the environment, so that every library chooses its own kernels.

    Some machines narrow OpenBLAS to older kernels by OPENBLAS_CORETYPE; the peers' libraries do not read it,
    and the comparison would be of settings. OpenBLAS reads it when numpy is imported, hence the new start.
    """
    settings = [
        f"{name}={os.environ[name]}"
        for name in sorted(os.environ)
        if name.startswith("OPENBLAS_") and name not in THREADS  # those are set for every contender alike
    ]
    if settings and not keep:
        rest = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        command = [sys.executable, "-m", "benchmarks", *sys.argv[1:]]
        os.execve(sys.executable, command, rest | {SET_ASIDE: " ".join(settings)})
    return os.environ.get(SET_ASIDE, "")


def measure_all(layers, contenders, rounds, seconds, threads):
    """Medians of every contender at every layer, size and measure, by each clock, and the peaks of memory."""
    workers = {name: Worker(name, threads) for name in contenders}
    medians, peaks = {clock: {} for clock in CLOCKS}, {}
    try:
        for layer in layers:
            for size in SIZES:
                peaks[layer, size] = tuple(workers["lstm_lib"].ask("peaks", layer, size, MEASURES[0]))
                for measure in MEASURES:
                    sys.stderr.write(f"\r  {layer} {size} {measure}".ljust(60))
                    found = {name: [] for name in present(contenders, layer, size, measure)}
                    for _ in range(rounds):
                        for name, times in found.items():
                            time.sleep(PAUSE_S)
                            times += workers[name].ask("time", layer, size, measure, seconds)
                    for name, times in found.items():
                        for clock, values in zip(CLOCKS, zip(*times, strict=True), strict=True):
                            medians[clock][name, layer, size, measure] = statistics.median(values)
    finally:
        for worker in workers.values():
            worker.close()
    sys.stderr.write("\n")
    return medians, peaks


def present(contenders, layer, size, measure):
    """The contenders that take part.

    A pass without trace has no way back, AVX-512 is shown for LSTM alone, and a thousand steps of Keras eager take
    seconds.
    """
    for name in contenders:
        if (name, size) == ("Keras eager", THIN):
            continue
        if (name == "without trace" and measure != MEASURES[0]) or (name.endswith("AVX-512") and layer != "LSTM"):
            continue
        yield name


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="visits to each contender (default 3)")
    parser.add_argument("--seconds", type=float, default=1.0, help="of calls at each visit (default 1)")
    parser.add_argument("--threads", type=int, default=2, help="of each library (default 2); 1 binds it to one core")
    parser.add_argument("--layers", nargs="+", choices=LAYERS, default=LAYERS, help="leave out the others")
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=CONTENDERS, help="lstm_lib beside these")
    parser.add_argument("--no-dates", action="store_true", help="leave out the training of the date normaliser")
    parser.add_argument("--keep-openblas", action="store_true", help="keep OPENBLAS_* as the environment has it")
    options = parser.parse_args()
    set_aside = start_again_without_settings(options.keep_openblas)
    started = time.monotonic()
    contenders = ["lstm_lib", "without trace", *(name for name in CONTENDERS[1:] if name in options.contenders)]
    narrow = blas.narrow()
    if narrow:
        contenders += ["lstm_lib AVX-512", "products AVX-512"]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    medians, peaks = measure_all(options.layers, contenders, options.rounds, options.seconds, options.threads)
    out = [
        f"threads: {options.threads}, float32, medians; OpenBLAS kernels: {blas.kernels()}; load before: {load:.1f}",
        *([f"set aside, so that every library chooses its own kernels: {set_aside}"] if set_aside else []),
    ]
    for clock in CLOCKS:
        out += [render(medians[clock], peaks, clock), "", f"goals {clock}", goals(medians[clock]), ""]
    if narrow:
        out += [
            "",
            "This processor has AVX-512, which OpenBLAS left to itself does not use here (it does not know the model);",
            "the peers do. With OPENBLAS_CORETYPE=SkylakeX in the environment:",
            goals(medians[CLOCKS[0]], "lstm_lib AVX-512"),
        ]
    if not options.no_dates:
        result = subprocess.run(
            [sys.executable, "-m", "benchmarks.dates"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=environment(options.threads),
        )
        dates = json.loads(result.stdout)
        word = "reached" if dates["accuracy"] >= 0.95 and dates["seconds"] <= 120 else "MISSED"
        out += [
            "",
            f"{word:8} date normaliser: {dates['accuracy']:.1%} of {dates['test']} held-out dates exact "
            f"(at least 95 %) after {dates['seconds']:.0f} s of training (at most 120), "
            f"{dates['epochs']} epochs of {dates['train']} dates",
        ]
    out.append(f"measured in {time.monotonic() - started:.0f} s")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
