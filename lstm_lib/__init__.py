"""Recurrent networks in numpy, to be read: what the course's chapters, quizzes and assignments run.

N samples, T time steps, D input features, H hidden units; batch first; gates in the order i f g o;
a state is (h, c). Every layer has `params`, `forward`, which returns a trace of all that it computed,
and `backward`, which takes that trace and returns gradients.
"""

from lstm_lib.activations import log_softmax, sigmoid, softmax
from lstm_lib.finite_differences import numeric_gradient, relative_error
from lstm_lib.gru import GRU, GRUTrace
from lstm_lib.gru_cell import GRUStep, gru_step, gru_step_reset_before
from lstm_lib.initialisers import glorot_uniform, orthogonal
from lstm_lib.keras_weights import from_keras, to_keras
from lstm_lib.layer import Grads
from lstm_lib.layer_check import check_layer
from lstm_lib.lstm import LSTM, LSTMTrace
from lstm_lib.lstm_cell import LSTMStep, LSTMStepGrads, lstm_step, lstm_step_backward
from lstm_lib.rnn import RNN, RNNTrace, rnn_step

__all__ = [
    "GRU",
    "GRUStep",
    "GRUTrace",
    "Grads",
    "LSTM",
    "LSTMStep",
    "LSTMStepGrads",
    "LSTMTrace",
    "RNN",
    "RNNTrace",
    "check_layer",
    "from_keras",
    "glorot_uniform",
    "gru_step",
    "gru_step_reset_before",
    "log_softmax",
    "lstm_step",
    "lstm_step_backward",
    "numeric_gradient",
    "orthogonal",
    "relative_error",
    "rnn_step",
    "sigmoid",
    "softmax",
    "to_keras",
]
