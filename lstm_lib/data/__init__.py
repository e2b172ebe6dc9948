"""Data that ship with the project or are made on the spot: nothing here downloads anything."""

from lstm_lib.data.dates import Dates, Vocabulary, make_dates
from lstm_lib.data.scenes import Scenes, make_scenes
from lstm_lib.data.series import Series, load_series
from lstm_lib.data.strips import Strips, draw_numbers, make_strips, numbers_of
from lstm_lib.data.tasks import adding_task, copying_task, reversing_task
from lstm_lib.data.windows import Scaler, Windows, make_windows

__all__ = [
    "Dates",
    "Scaler",
    "Scenes",
    "Series",
    "Strips",
    "Vocabulary",
    "Windows",
    "adding_task",
    "copying_task",
    "draw_numbers",
    "load_series",
    "make_dates",
    "make_scenes",
    "make_strips",
    "make_windows",
    "numbers_of",
    "reversing_task",
]
