"""Windows of a series to learn from, made so that nothing of the future is known in the past."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.types import Array
from lstm_lib.validate import check_size, describe


class Scaler(NamedTuple):
    """Mean and spread of the training part, by which everything is scaled.

    Attributes
    ----------
    mean : (D,) ndarray
        Of each column, in its unit.
    spread : (D,) ndarray
        Standard deviation of each column, in its unit; 1 where the column is constant but for rounding.
    """

    mean: np.ndarray
    spread: np.ndarray

    def scale(self, values: Array) -> Array:
        """Bring values to mean zero and spread one, as measured on the training part.

        Parameters
        ----------
        values : (..., D) ndarray
            In the unit of the series.

        Returns
        -------
        (..., D) ndarray
            Without unit.
        """
        return (values - self.mean) / self.spread

    def unscale(self, values: Array) -> Array:
        """Bring values back to the unit of the series.

        Parameters
        ----------
        values : (..., D) ndarray
            Without unit.

        Returns
        -------
        (..., D) ndarray
            In the unit of the series.
        """
        return values * self.spread + self.mean


class Windows(NamedTuple):
    """A series cut into pasts and futures, in three parts that follow one another in time.

    Attributes
    ----------
    train : tuple of two ndarrays
        The pair (x, y): x (N, past, D), y (N, future, K) or (N, future K), scaled.
    valid : tuple of two ndarrays
        The same of the time after it.
    test : tuple of two ndarrays
        The same of the time after that.
    scaler : `Scaler`
        Made from the training part alone.
    columns : (K,) ndarray of int
        Which columns of the series y holds.
    """

    train: tuple[np.ndarray, np.ndarray]
    valid: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]
    scaler: Scaler
    columns: np.ndarray

    def unscale(self, y: Array) -> Array:
        """Bring predictions, or y itself, back to the unit of the series.

        Parameters
        ----------
        y : (N, future, K) or (N, future K) ndarray
            Of the form of y, flat or not.

        Returns
        -------
        (N, future, K) ndarray
            In the unit of the series.

        Raises
        ------
        ValueError
            If y has another form.
        """
        K = len(self.columns)
        future = self.train[1].size // len(self.train[1]) // K
        if not isinstance(y, np.ndarray) or y.shape[1:] not in ((future, K), (future * K,)):
            raise ValueError(f"y: expected shape (N, {future}, {K}) or (N, {future * K}), got {describe(y)}")
        return y.reshape(-1, future, K) * self.scaler.spread[self.columns] + self.scaler.mean[self.columns]


def make_windows(
    values: Array, past: int, future: int = 1, valid: float = 0.15, test: float = 0.15, dtype: DTypeLike = np.float32,
    *, columns: list[Any] | None = None, flat: bool = False,
) -> Windows:  # fmt: skip
    """Cut a series into windows: ``past`` steps to read, and the ``future`` steps after them to predict.

    Parameters
    ----------
    values : (T, D) ndarray
        Finite numbers.
    past, future : int
        How many steps, from 1 up.
    valid, test : float, optional
        Their share of the series.
    dtype : dtype, optional
        Of the windows.
    columns : list of int, optional
        Which columns to predict, K of them; all if None. All are read.
    flat : bool, optional
        True for y (N, future K), the form in which a `~lstm_lib.Network` answers at the last step; False for
        (N, future, K).

    Returns
    -------
    `Windows`
        The three parts and their scale.

    Raises
    ------
    ValueError
        If the series is too short for one window in each part, has gaps, or another argument does not fit.

    Notes
    -----
    The series is cut in time first, into training, validation and test part; then each part is cut into windows,
    so that no window reaches over a cut: no step that is predicted in one part is seen in another. Mean and
    spread are those of the training part alone.

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: principles and practice, section 5.8, https://otexts.com/fpp3

    Examples
    --------
    >>> windows = make_windows(np.arange(1.0, 21.0)[:, None], past=3, valid=0.25, test=0.25)
    >>> x, y = windows.train
    >>> x.shape, windows.scaler.unscale(x[0, :, 0]).round(3), windows.scaler.unscale(y[0, :, 0]).round(3)
    ((7, 3, 1), array([1., 2., 3.]), array([4.]))
    >>> flat = make_windows(np.arange(1.0, 21.0)[:, None], past=3, future=2, valid=0.25, test=0.25, flat=True)
    >>> flat.train[1].shape, flat.unscale(flat.train[1][:1]).round(3)[0, :, 0]
    ((6, 2), array([4., 5.]))
    """
    check_size("past", past)
    check_size("future", future)
    if not isinstance(values, np.ndarray) or values.ndim != 2 or values.dtype.kind != "f":
        raise ValueError(f"values: expected floating point of shape (T, D), got {describe(values)}")
    if not np.isfinite(values).all():
        raise ValueError("values: expected finite numbers, got a series with gaps")
    if valid <= 0 or test <= 0 or valid + test >= 1:
        raise ValueError(f"valid, test: expected shares above 0 that leave some to train, got {valid}, {test}")
    T = len(values)
    first, second = T - round(T * (valid + test)), T - round(T * test)
    shortest = min(first, second - first, T - second)
    if shortest < past + future:
        raise ValueError(
            f"values: expected at least {past + future} steps in each part, got {shortest} in the shortest"
        )
    chosen = _checked_columns(columns, values.shape[1])
    scaler = _measured(values[:first])
    scaled = scaler.scale(values).astype(dtype)
    parts = (scaled[:first], scaled[first:second], scaled[second:])
    in_train, in_valid, in_test = (_cut(part, past, future, chosen, flat) for part in parts)
    return Windows(in_train, in_valid, in_test, scaler, chosen)


def _measured(train: Array) -> Scaler:
    """Mean and spread of each column; a column that varies by rounding alone counts as constant.

    The bound is scikit-learn's: what the variance of a constant column comes to is at most
    T eps variance + (T mean eps)^2, for the mean is rounded, too.
    """
    mean = train.mean(axis=0, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        variance = train.var(axis=0, dtype=np.float64)
        rounding = len(train) * np.finfo(np.float64).eps
        constant = variance <= rounding * variance + (rounding * mean) ** 2
    if not np.isfinite(variance).all():
        column = int(np.argmin(np.isfinite(variance)))
        raise ValueError(f"values: expected numbers whose squares are finite, got larger ones in column {column}")
    return Scaler(np.where(constant, train[0], mean), np.where(constant, 1.0, np.sqrt(variance)))


def _checked_columns(columns: Any, D: int) -> Array:
    """The columns to predict, as an array."""
    array = np.arange(D) if columns is None else np.asarray(columns)
    fits = array.ndim == 1 and array.size and array.dtype.kind in "iu" and 0 <= array.min() <= array.max() < D
    if not fits or len(set(array.tolist())) < len(array):
        raise ValueError(f"columns: expected different column numbers from 0 to {D - 1}, got {describe(columns)}")
    return array


def _cut(part: Array, past: int, future: int, columns: Array, flat: bool) -> tuple[Array, Array]:
    """All windows of one part: x (N, past, D), and y (N, future, K) or (N, future K)."""
    both = np.lib.stride_tricks.sliding_window_view(part, past + future, axis=0).swapaxes(1, 2)
    y = np.ascontiguousarray(both[:, past:, columns])
    return np.ascontiguousarray(both[:, :past]), y.reshape(len(y), -1) if flat else y
