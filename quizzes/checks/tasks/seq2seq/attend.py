"""seq2seq-attend: weights over the source and the mean that they give."""

import math

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.given import MARKS
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(h, all_h, valid):
    """Return weights and context number by number."""
    N, T, H = all_h.shape
    weights, context = np.zeros((N, T)), np.zeros((N, H))
    for n in range(N):
        scores = [math.fsum(float(h[n, k]) * float(all_h[n, t, k]) for k in range(H)) for t in range(T)]
        most = max(score for score, good in zip(scores, valid[n], strict=True) if good)
        shares = [math.exp(score - most) if good else 0.0 for score, good in zip(scores, valid[n], strict=True)]
        for t in range(T):
            weights[n, t] = shares[t] / math.fsum(shares)
            context[n] += weights[n, t] * all_h[n, t]
    return weights, context


def case(seed, N, T, H, lengths=None, scale=1.0, decides="values", name=""):
    """Return a case with random states; of a shorter source the states behind its end are random too."""
    h, all_h = draw(seed, {"h": (N, H), "all_h": (N, T, H)}, scale)
    valid = np.arange(T) < np.array(lengths or [T] * N)[:, None]
    told = f", lengths {', '.join(map(str, lengths))}" if lengths else ""
    return Case(name or f"N = {N}, T = {T}, H = {H}{told}", (h, all_h, valid), decides)


SOLUTION = '''
def attend(h, all_h, valid):
    scores = (all_h @ h[:, :, None])[:, :, 0]
    scores = np.where(valid, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    context = (weights[:, None] @ all_h)[:, 0]
    return weights, context
'''
SCORES, MASK = "(all_h @ h[:, :, None])[:, :, 0]", "np.where(valid, scores, -np.inf)"
CONTEXT = "(weights[:, None] @ all_h)[:, 0]"

TASK = Task(
    id="seq2seq-attend",
    function="attend",
    outputs=("weights", "context"),
    reference=reference,
    cases=lambda: (
        case(310, 3, 5, 4),
        case(311, 2, 6, 3),
        case(312, 3, 5, 4, name="N = 3, T = 5, H = 4 and other numbers"),
        case(313, 3, 5, 4, [5, 2, 3], decides="mask"),
        case(314, 4, 6, 3, [1, 6, 4, 2], decides="mask"),
        case(315, 2, 4, 3, scale=40.0, decides="large", name="N = 2, T = 4, H = 3 and scores in the thousands"),
    ),
    properties=(
        Property("shape", 0.5, "weights (N, T) and context (N, H) come back", "A weight for each step of the source; the context has the size of a state."),
        Property("values", 1.5, "Scores are products with the decoder's state, weights their softmax, the context the weighted mean", "One score a step: the sum over the units of h times all_h; the softmax runs along the steps."),
        Property("mask", 1, "Padded steps get the weight zero, and the others sum to one", "Set the scores of padding to -inf before the softmax."),
        Property("large", 0.5, "Large scores overflow nowhere", "Take the largest score off before np.exp."),
        Property("unchanged", 0.5, "The arguments stay as they are", "Make new arrays."),
    ),
    given=MARKS,
    solutions={
        "model": SOLUTION,
        "einsum": '''
def attend(h, all_h, valid):
    scores = np.einsum("nh,nih->ni", h, all_h)
    scores -= np.max(np.where(valid, scores, -1e300), axis=-1, keepdims=True)
    weights = np.where(valid, np.exp(np.minimum(scores, 0)), 0)
    weights /= weights.sum(-1)[:, None]
    return weights, np.einsum("ni,nih->nh", weights, all_h)
''',
        "loops": '''
def attend(h, all_h, valid):
    N, T, H = all_h.shape
    weights, context = np.zeros((N, T)), np.zeros((N, H))
    for n in range(N):
        steps = [t for t in range(T) if valid[n, t]]
        scores = np.array([h[n] @ all_h[n, t] for t in steps])
        shares = np.exp(scores - max(scores))
        for t, share in zip(steps, shares / sum(shares)):
            weights[n, t] = share
            context[n] = context[n] + share * all_h[n, t]
    return weights, context
''',
        "float32": '''
def attend(h, all_h, valid):
    h, all_h = np.float32(h), np.float32(all_h)
    scores = (h[:, None, :] * all_h).sum(axis=2) + np.where(valid, np.float32(0), np.float32(-3e38))
    scores = scores - scores.max(axis=1)[:, None]
    e = np.exp(np.maximum(scores, -200)) * valid
    weights = e / e.sum(axis=1)[:, None]
    return [weights, (weights[:, :, None] * all_h).sum(axis=1)]
''',
    },
    mutants=(
        Mutant("mean", "ATTENTION_WITHOUT_SOURCE", "values", "the mean of everything in the place of attention", "attention-weights", ("scores = " + SCORES, "scores = np.zeros(valid.shape)")),
        Mutant("no-softmax", "SCORES_ARE_WEIGHTS", "values", "attention whose scores are its weights", "attention-weights", source='''
def attend(h, all_h, valid):
    weights = np.where(valid, (all_h @ h[:, :, None])[:, :, 0], 0)
    return weights, (weights[:, None] @ all_h)[:, 0]
'''),
        Mutant("shares-of-scores", "SCORES_ARE_WEIGHTS", "values", "attention whose weights are shares of the scores, without exp", "attention-weights", source='''
def attend(h, all_h, valid):
    scores = np.where(valid, (all_h @ h[:, :, None])[:, :, 0], 0)
    weights = scores / scores.sum(axis=1, keepdims=True)
    return weights, (weights[:, None] @ all_h)[:, 0]
'''),
        Mutant("softmax-over-samples", "AXES_SWAPPED", "values", "attention whose softmax runs over the samples", "attention-weights", source='''
def attend(h, all_h, valid):
    scores = np.where(valid, (all_h @ h[:, :, None])[:, :, 0], -np.inf)
    weights = np.exp(scores - scores.max(axis=0))
    weights = weights / weights.sum(axis=0)
    return weights, (weights[:, None] @ all_h)[:, 0]
'''),
        Mutant("softmax-over-all", "", "values", "attention whose softmax runs over all samples and steps", "attention-weights", ("scores.max(axis=1, keepdims=True))\n    weights = weights / weights.sum(axis=1, keepdims=True)", "scores.max())\n    weights = weights / weights.sum()")),
        Mutant("hardest", "", "values", "attention that looks at the best step alone", "attention-weights", ("    context =", "    weights = (weights == weights.max(axis=1, keepdims=True)).astype(float)\n    context =")),
        Mutant("scaled", "", "values", "attention whose scores are divided by the root of H", "attention-weights", (SCORES, SCORES + " / np.sqrt(h.shape[1])")),
        Mutant("context-of-h", "", "values", "a context that is the last state of the source", "attention-weights", (CONTEXT, "all_h[:, -1]")),
        Mutant("context-sum", "", "values", "a context that is the sum of all states", "attention-weights", (CONTEXT, "all_h.sum(axis=1)")),
        Mutant("mean-of-units", "", "values", "scores that are means over the units in the place of sums", "attention-by-hand", (SCORES, "(all_h * h[:, None]).mean(axis=2)")),
        Mutant("no-mask", "PADDING_GETS_WEIGHT", "mask", "attention that gives padding a weight", "attention-weights", (MASK, "scores")),
        Mutant("mask-zero", "", "mask", "attention that sets the scores of padding to zero", "attention-weights", ("-np.inf", "0.0")),
        Mutant("mask-afterwards", "", "mask", "attention that sets the weights of padding to zero after the softmax", "attention-weights", source='''
def attend(h, all_h, valid):
    scores = (all_h @ h[:, :, None])[:, :, 0]
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True) * valid
    return weights, (weights[:, None] @ all_h)[:, 0]
'''),
        Mutant("mask-inverted", "", "mask", "attention that masks the source and keeps the padding", "attention-weights", ("np.where(valid, scores, -np.inf)", "np.where(valid & (valid.all(axis=1, keepdims=True)) | ~valid, scores, -np.inf)")),
        Mutant("overflow", "ALWAYS_A_NUMBER", "large", "a softmax that overflows", "attention-weights", ("np.exp(scores - scores.max(axis=1, keepdims=True))", "np.exp(scores)")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "attention that scales the states of its argument in place", "attention-weights", ("    scores = (all_h", "    all_h[:] = all_h * 1.0000001\n    scores = (all_h")),
    ),
)  # fmt: skip
