"""Data that ship with the project or are made on the spot: nothing here downloads anything."""

from lstm_lib.data.dates import Dates, Vocabulary, make_dates
from lstm_lib.data.series import Series, load_series
from lstm_lib.data.tasks import adding_task, copying_task, reversing_task
from lstm_lib.data.windows import Scaler, Windows, make_windows

__all__ = [
    "Dates",
    "Scaler",
    "Series",
    "Vocabulary",
    "Windows",
    "adding_task",
    "copying_task",
    "load_series",
    "make_dates",
    "make_windows",
    "reversing_task",
]
