"""A progress bar on one line: how far, the loss, and how long it will still take."""

import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Progress(NamedTuple):
    """How far training is; what `fit` hands to its ``progress`` argument after every batch.

    Attributes
    ----------
    epoch : int
        The current one, from 1.
    epochs : int
        How many there are to be.
    batch : int
        Batches done in this epoch.
    batches : int
        Batches an epoch.
    loss : float
        Mean over the batches of this epoch so far.
    valid_loss : float or None
        At the end of an epoch, where there are data for it.
    done : bool
        True in the last call.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    valid_loss: float | None
    done: bool


class ProgressBar:
    """Writes one line over and over: epoch, bar, loss, time left.

    `fit` uses it unless told otherwise.

    Parameters
    ----------
    file : text file, optional
        Where to write; standard output if None.
    clock : function without arguments, optional
        Returns the time in seconds; another one is for tests.

    Examples
    --------
    >>> import io
    >>> out = io.StringIO()
    >>> bar = ProgressBar(out, clock=iter([0.0, 2.0]).__next__)
    >>> bar(Progress(epoch=1, epochs=2, batch=5, batches=10, loss=0.25, valid_loss=None, done=False))
    >>> out.getvalue().strip()
    'epoch 1/2 [#####...............]  25 %  loss 0.2500  0:06 left'
    """

    def __init__(self, file: Any = None, clock: Callable[..., Any] = time.monotonic) -> None:
        self.file = file
        self.clock = clock
        self.started = clock()
        self.first: float | None = None
        self.width = 0

    def __call__(self, progress: Progress) -> None:
        """Draw the line for this moment.

        Parameters
        ----------
        progress : `Progress`
            How far training is.
        """
        file = self.file if self.file is not None else sys.stdout
        share = ((progress.epoch - 1) * progress.batches + progress.batch) / (progress.epochs * progress.batches)
        if self.first is None:  # a resumed training does not start at zero
            self.first = max(share - 1 / (progress.epochs * progress.batches), 0.0) if progress.epoch > 1 else 0.0
        elapsed = self.clock() - self.started
        done = share - self.first
        left = elapsed / done * (1 - share) if done > 0 else 0.0
        filled = int(20 * share)
        bar = "#" * filled + "." * (20 - filled)
        valid = "" if progress.valid_loss is None else f"  valid {progress.valid_loss:.4f}"
        clock = f"{_minutes(elapsed)} in all" if progress.done else f"{_minutes(left)} left"
        line = (
            f"epoch {progress.epoch}/{progress.epochs} [{bar}] {100 * share:3.0f} %  "
            f"loss {progress.loss:.4f}{valid}  {clock}"
        )
        file.write("\r" + line.ljust(self.width) + ("\n" if progress.done else ""))
        file.flush()
        self.width = len(line)


def _minutes(seconds: Any) -> str:
    """Seconds as minutes:seconds.

    >>> _minutes(125.4)
    '2:05'
    """
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
