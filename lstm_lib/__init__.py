"""Recurrent networks in numpy, to be read: what the course's chapters, quizzes and assignments run.

N samples, T time steps, D input features, H hidden units; batch first; gates in the order i f g o;
a state is (h, c). Every layer has ``params``, `forward`, which returns a trace of all that it computed,
and `backward`, which takes that trace and returns gradients.
"""

from lstm_lib.activations import log_softmax, sigmoid, softmax
from lstm_lib.attention import AttentionGrads, AttentionTrace
from lstm_lib.attention_scores import AdditiveAttention, DotAttention
from lstm_lib.autoencoder import Autoencoder, AutoencoderTrace
from lstm_lib.bidirectional import Bidirectional, BidirectionalTrace
from lstm_lib.captioner import Captioner, CaptionerTrace
from lstm_lib.carry import Carry, pieces
from lstm_lib.ctc import ctc_loss
from lstm_lib.ctc_decoding import CTCDecoded, ctc_beam, ctc_best_path
from lstm_lib.decoding import Decoded, beam, greedy
from lstm_lib.dense import Dense, DenseTrace
from lstm_lib.dropout import dropout_mask
from lstm_lib.dropped import Dropped, DroppedTrace
from lstm_lib.embedding import Embedding, EmbeddingTrace
from lstm_lib.encoder_decoder import EncoderDecoder
from lstm_lib.encoder_decoder_trace import EncoderDecoderTrace
from lstm_lib.evaluation import mean_loss
from lstm_lib.explaining import explain
from lstm_lib.finite_differences import numeric_gradient, relative_error
from lstm_lib.gru import GRU, GRUTrace
from lstm_lib.gru_cell import GRUStep, gru_step, gru_step_reset_before
from lstm_lib.initialisers import glorot_uniform, orthogonal
from lstm_lib.jacobians import JacobianNorms, jacobian_norms
from lstm_lib.keras_weights import from_keras, to_keras
from lstm_lib.layer import Grads
from lstm_lib.layer_check import check_layer
from lstm_lib.losses import Loss, mean_squared_error, sigmoid_cross_entropy, softmax_cross_entropy
from lstm_lib.lstm import LSTM, LSTMTrace
from lstm_lib.lstm_cell import LSTMStep, LSTMStepGrads, lstm_step, lstm_step_backward
from lstm_lib.lstm_variant import LSTMVariant, LSTMVariantTrace
from lstm_lib.min_layers import MinGRU, MinGRUTrace, MinLSTM, MinLSTMTrace
from lstm_lib.mlstm import MLSTM, MLSTMTrace
from lstm_lib.network import Network, NetworkTrace
from lstm_lib.optimisers import SGD, Adam, Clipped, clip_by_global_norm
from lstm_lib.padding import length_mask, pad_sequences
from lstm_lib.progress import Progress, ProgressBar
from lstm_lib.repeat import repeat_vector, repeat_vector_backward
from lstm_lib.rnn import RNN, RNNTrace, rnn_step
from lstm_lib.saving import load, save
from lstm_lib.scan import ScanGrads, linear_scan, linear_scan_backward
from lstm_lib.scheduled_sampling import ScheduledSampling
from lstm_lib.schedules import cosine_schedule, step_schedule
from lstm_lib.scoring import accuracy, bleu, exact_match
from lstm_lib.slstm import SLSTM, SLSTMTrace
from lstm_lib.stack import Stack, StackTrace
from lstm_lib.state_space import DiagonalSSM, DiagonalSSMTrace
from lstm_lib.symbols import END, PAD, START, shifted
from lstm_lib.torch_weights import from_torch, to_torch
from lstm_lib.training import History, fit

__all__ = [
    "Adam",
    "AdditiveAttention",
    "AttentionGrads",
    "AttentionTrace",
    "Autoencoder",
    "AutoencoderTrace",
    "Bidirectional",
    "BidirectionalTrace",
    "CTCDecoded",
    "Captioner",
    "CaptionerTrace",
    "Carry",
    "Clipped",
    "Decoded",
    "Dense",
    "DenseTrace",
    "DiagonalSSM",
    "DiagonalSSMTrace",
    "DotAttention",
    "Dropped",
    "DroppedTrace",
    "END",
    "Embedding",
    "EmbeddingTrace",
    "EncoderDecoder",
    "EncoderDecoderTrace",
    "GRU",
    "GRUStep",
    "GRUTrace",
    "Grads",
    "History",
    "JacobianNorms",
    "LSTM",
    "LSTMStep",
    "LSTMStepGrads",
    "LSTMTrace",
    "LSTMVariant",
    "LSTMVariantTrace",
    "Loss",
    "MLSTM",
    "MLSTMTrace",
    "MinGRU",
    "MinGRUTrace",
    "MinLSTM",
    "MinLSTMTrace",
    "Network",
    "NetworkTrace",
    "PAD",
    "Progress",
    "ProgressBar",
    "RNN",
    "RNNTrace",
    "SGD",
    "SLSTM",
    "SLSTMTrace",
    "START",
    "ScanGrads",
    "ScheduledSampling",
    "Stack",
    "StackTrace",
    "accuracy",
    "beam",
    "bleu",
    "check_layer",
    "clip_by_global_norm",
    "cosine_schedule",
    "ctc_beam",
    "ctc_best_path",
    "ctc_loss",
    "dropout_mask",
    "exact_match",
    "explain",
    "fit",
    "from_keras",
    "from_torch",
    "glorot_uniform",
    "greedy",
    "gru_step",
    "gru_step_reset_before",
    "jacobian_norms",
    "length_mask",
    "linear_scan",
    "linear_scan_backward",
    "load",
    "log_softmax",
    "lstm_step",
    "lstm_step_backward",
    "mean_loss",
    "mean_squared_error",
    "numeric_gradient",
    "orthogonal",
    "pad_sequences",
    "pieces",
    "relative_error",
    "repeat_vector",
    "repeat_vector_backward",
    "rnn_step",
    "save",
    "shifted",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "step_schedule",
    "to_keras",
    "to_torch",
]


def __dir__() -> list[str]:
    return sorted(__all__)
