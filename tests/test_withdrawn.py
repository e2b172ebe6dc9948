"""Sentences that were false once do not come back, and what is said in their place stands on something that is run."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    path
    for folder in ("book", "quizzes/assignments", "quizzes/bank")
    for folder in ("book", "quizzes/bank", "lstm_lib")
    for path in sorted((ROOT / folder).rglob("*.*"))
    if path.suffix in (".md", ".yml", ".bib", ".js", ".py")
]
FILES += [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "DECISIONS.md")]
TEXTS = {path: path.read_text(encoding="utf-8") for path in FILES}
# what was false, and why
WITHDRAWN = {
    "finds every mistake in a derivative": "from a state of zeros the forget gate's may be anything",
    "everything, the older the fainter": "with a forget gate near 1 it hardly is",
    "two thirds of that paper": "nobody can know",
    "a thousand noisy days are too few": "the network had not been told the date",
    "is slow to learn to close": "in the runs that succeed it has not closed either",
    "stay copies of each other for ever": "below a layer that starts at random they part",
    "in each of the eight units": "at two seeds it is seven",
    "does not stay what it was. It shrinks or grows": "a rotation keeps every length",
    "as long as the gates do not depend on the earlier state": "the candidate must not, either",
    "nothing simple beats": "a mixture of two rules does",
    "receptive field doubles with each layer": "with kernels of 2 alone",
    "starts from a state that is not empty": "a new layer's biases leave it empty",
    "each quiz has a proof": "fifteen rest on sources",
    "No weight keeps the 0.8": "one of 1.37 does, and makes 0.8 of everything",
    "could only grow": "what is written may not be below zero; a forget gate still lowers what is there",
    "a gate that sees the state has more to learn": "the cell with blind gates failed as well, and nothing was tried",
    'into "odd above even". No training helps': "several units can turn their sum a few times",
    "so both directions are needed": "a layer that reads forwards may wait with its answer",
    "cannot be used where the future is not known": "over a window of the past it may be used for a forecast",
    "A threshold knows seasons": "no window of three winters and summers of training reaches it either",
    "later the models know more": "on the second day one of them does not",
    "can never be emptied": "what is written may be the opposite of what is there",
    "a softmax never gives exactly 0": "of scores far apart rounding makes 0",
    "although `a` is the more probable text": "not where the blank has more than 0.707 at both steps",
    "knows something that the last value does not tell": "nine tenths of the last value may err less than all of it",
    "better has learnt nothing that is not in the last value": "it may have learnt something, and not enough",
    "are taken with teacher forcing look better": "they may; where no sequence survives a mistake they do not",
    "Twelve answers need twelve hidden states": "a dense layer of twelve outputs gives them from one",
    "the only one that lets nothing of the future through": "others only leave a step undone",
    "Nobody had computed persistence": "nobody can know",
    "each cell runs at each build": "what has not changed is kept",
    "none reaches the threshold either": "the assertion lets one in two hundred",
    "Thirty-seven of the fifty-eight": "thirty-five hold",
    "Thirty-six of the fifty-eight": "thirty-five hold",
    "brings as many new rare ones along": "the second half of the text has 231 new words, the first had 381",
    "most words of a text are rare": "most of its different words are; most that stand in it are frequent ones",
    "falls and falls": "it stops at a part of the variance",
    "whether a memory is raised or lowered": "a forget gate lowers one, too",
    "being written before it looks at the day": "while it writes the year it looks most at the 0 of the day",
    "a word comes nearly in every stream": "a third of the streams have none",
    "no number of processors makes a chain shorter": "that of a linear recurrence is made shorter on the page before",
    "adds something to each step that says where it stands": "rotations and biases of scores add nothing to a step",
    "is the smallest layer of": "a selective layer whose candidate is its input has fewer weights",
    "hash of everything that decides them": "numpy and the processor decide, too, and are not hashed",
    "At three seeds about 2% of the answers": "at eight it is 4%, and training claims take five or more",
    "the sums grow five times as": "13 to 15 was seen in training, and 41 to 43 is asked",
    "turn a few times, and no oftener": "where inputs change, units that fade in turn turn a sum at every step",
    "are smooth, and cannot pick out one moment": "with large weights of both signs they can",
    "Most where a name could go on in many ways": "the model was surer there than at the first letter, and wrong",
    "From how many pairs on does it fail": "nothing breaks at five pairs",
    "For dates the question does not arise": "whose mistake it is can be asked of a wrong date, too",
    "practice, which are the longest": "Lighthouse looks at a page of each kind",
    "no such server was at hand": "a whole Moodle imported the file once",
    "never written in training, and it is not written now": "for 1801 the model writes 1911",
    "once its submission is done": "a worker whose lifetime ends leaves it to another one, which begins anew",
    "All that comes later differs for that reason": "what does not depend on it is equal",
    "each of them touches nearly every step": "the last round touches half of them",
    "With more data and training an LSTM can learn it": "that was not tried",
    "wrong answer the misconception that leads to it": "a label is optional",
    "has no such trouble: its input moves": "in use it reads what it wrote; half of the untrained ones come to rest",
    "can be trained at once has more products to do": "a minGRU has a quarter of an LSTM's, rounds and all",
    "and put each to the test": "seven cards rest on sources",
    "code has tested these as well": "six of those that hold rest on sources",
    "axe-core on every page after a wrong answer": "an ordinary run looks at some of them",
    "hardly learnt anything": "at the best seed a third of the error is gone",
    "no better a set of features": "at most seeds it is a little better",
    "What is learnt at one position is known at all": "the step is the same; further on it need not be right",
    "turned into one vector, starts the state of a recurrent": "in the paper that is named it is the first input",
    "the tanh lets nobody compute ahead": "a guess of all states can be made better at all steps at once",
    "inf or nan at update": "they come in the gradient after that update",
    "with the usual bias of 1": "a GRU's is 0 in Keras and here",
    "8 steps, each with a weight of its own": "three layers have six weights between them",
    "order is reported to turn": "the essay that was named compares no counts",
    "units that are on inside quotation marks": "the essay that was named shows addresses and links",
    "The oldest idea is a running mean": "nobody can know",
    "to keep a number exactly scales it": "a tanh bends a small number, too",
    "every chapter, quiz and assignment of the course runs": "the layer has a loop of its own, with the same numbers",
    "is near 0 or 1, whatever is read": "at an input of 10, which the figure allows, they are",
    "are three that were made in public": "one of the three is a report that nobody confirmed there",
    "It trains, since weights make up for it": "nobody tried it",
    "is the best fixed answer": "it is the mean; the median errs less",
    "which is never far off there": "it is off by as much as 1.8 degrees",
    "did not hand the given first state": "the report speaks of the state in general",
    "keeps the numbers in their order in memory": "of a transposed array it takes them row by row, in another order",
    "Nothing but decoding shows the mistake": "a nudge of a target's symbol shows it as well, without any decoding",
    "and it loses nothing at the last ones, although": "at one seed of eight it loses 0.04 at the last symbol",
    "That is little for so easy a task": "the error is large; little was learnt",
    "padding known to all layers behind the embedding": "behind the attention the mask of the source is gone",
    "only a sum over paths finds the best text": "the best path may be the best text's, by luck",
    "share of right characters would be far higher": "with 3 wrong digits in 50 dates it is 99.4 % and not 94",
    "As many answers as steps need as many hidden states": "a dense layer of as many outputs gives them from one",
    "Only `trace.h` has the axis of the steps": "`trace.c` has it, too",
    "Every sequence is wrong by itself": "the longest of a batch have no padding",
    "a wider one would only find something that the model likes still better": "it may find the same, or worse",
    "beginnings of texts*, each with all its paths": "paths through a beginning that fell out of the beam are lost",
    "Cutting does not help, as neighbours touch.": "they touch or overlap now and then",
    "linear recurrences too, can compute in principle": "with a full matrix for a factor that sees the input they can",
    "variables of a program or open brackets": "brackets are counted, and a layer that only adds counts them",
    "The *sLSTM* has exponential gates, so that": "the input gate of the mLSTM is an exponential, too",
    "idea of the LSTM's block is the memory chip": "the comparison came later; gradients that vanish led to it",
    "the LSTM was modelled on": "the comparison with a memory chip came later",
    "was the LSTM modelled on": "the comparison with a memory chip came later",
    "recurrent networks been built and published with success": "single photographs were read by them, too",
    "It passes every threshold on the error": "not one that healthy windows do not pass either",
    "decay, never below zero": "a memory below zero stays there",
    "there is truth in them, but a reader": "one of them gives no answer",
    "are never asserted and always measured": "some stand alone, such as what twenty sheets cost",
    "can do alone in half an hour": "no class has been timed",
    "points, and takes about": "nobody has been timed with an assignment",
    "It adds a check of the gradient": "check_layer asks none of the five questions before it",
    "Both hide swapped axes": "one sample hides a reshape; a nudge finds swapped axes at either size",
    "at each step use attention": "a code that is fed at every step shows the picture again as well",
    "parts and one more function make $c_1$": "the tanh stands between c and h",
    "what a cell remembers, has two ways": "a cell of one's own in Keras's RNN shows it, too",
    "Each of the four is made here on purpose": "the fourth, choosing by the test part, is told and not measured",
    "to know the future, each with what it does to the score": "the fourth is not measured",
    "four leaks by what they do to the score": "the fourth is not measured, and the third hardly moves it",
    "For that one needs a model of what belongs together": "one line finds all: a lowest above the highest",
    "No other step may move": "windows may be cut before mean and spread are measured",
    "in the description of videos a picture": "that paper reads pictures for actions alone",
    "Only the hidden state leaves the layer": "a layer hands out its last cell state, too, if it is asked",
    "Only a network that answers at every step gives as many outputs": "an autoencoder does, and a reverser",
    "Nobody records a day and marks": "some do",
    "days and one more after it": "the day on which a window begins is one of them",
    "takes the same amount away at each step. A factor acts on": "at a weight above 1 the amount is added",
    "computed by **scans** since the eighties": "Kogge and Stone did in 1973, for just such recurrences",
    "improbable, and most of them are not in the picture": "most columns have a digit of the picture",
    "five digits above, on 60 columns": "the strip has 59",
    "lies beside this page": "what is trained, and the text of Alice, lie in a folder of the experiments",
    "copies what it wrote before, to the end": "at three seeds of twenty it ends after five copies",
    "nothing is left that a computer can hold": "of a network that is sure of its path, much is",
    "In other languages it is the third one": "of 300 dates of the test at about half of them",
    "A letter that stands twice in the word needs a blank": "the n of noon needs none",
    "the rounds have ${": "where a gate closes, they have more than the first ones",
    "Only the middle one is narrow": "the code itself is, too",
    "anything recurrent, and no attention": "a bidirectional layer waits for an end that does not come",
    "Only a network that answers at every step gives": "an autoencoder's decoder gives as many, too",
    "What is learnt are the states": "states are computed for each source, weights are learnt",
    "score; the dot product is theirs": "it had been used in memory networks before",
    "falls to its lower resting point": "at the cliff it has one; the upper one comes at a weight of 1.653",
    "trained in one convention are no use in the other": "moved over, a GRU errs far less than a fixed answer",
    "The last kind takes two layers": "with CTC one layer writes another length",
    "Where the lengths differ one network reads": "with CTC one network does both",
    "future alike takes two layers": "one that reads the sequence twice does it, too",
    "Looking both ways takes two layers": "one that reads the sequence twice does it, too",
    "both sides takes two layers": "one that reads the sequence twice does it, too",
    "before anyone spoke of gates": "nobody can know",
    "the product only where the gates do not depend": "the candidate must not, either",
    "finds every network that looks ahead": "in blocks of 4 the last of 9 inputs has a block of its own",
    "knows only steps of about half a degree": "-1.7 and -1.6 both stand in it",
    "run time | one state, $H$ numbers |": "an LSTM has two",
    "means wrong": "right gradients of full gates differ by more",
    "does not arrive does not learn what lies far back": "one of eight learns it with a gradient of one step",
    "distance, but it must reach far enough": "one of eight learns it with a gradient of one step",
    "nobody would have guessed from the names": "nobody can know",
    "nobody sets weights by hand": "some do; this page does",
    "told it where zero lies": "the scale did: its zero is where frost begins",
    "the first cells that begin anew": "nobody can know",
    "both agree, you have back-propagation through time": "one gradient is compared; that of x may be wrong",
    "A wire is as wide as the number on it is large": "above 1 it grows no wider",
    "handful of frosts of a usual piece": "two of three have none, and one of six has 6 to 18",
    "gates near 1 would not": "a shut input gate does it as well",
    "and the network learns, rightly, that": "at three seeds of eight it still answers from the piece before",
    "weights trained in one give nonsense in the other": "where the memory stays small, h is nearly the same",
    "only a reference finds it": "a bound, a nudge or a pair of calls may find it as well",
    "one that was meant takes a reference": "a bound, a nudge or a pair of calls may find it as well",
    "Three situations call for all steps": "a convolution or a pooling above the layer does, too",
    "Time steps and features change places": "so was called what confuses samples and steps as well",
    "why its gradient is multiplied by the forget gate alone": "along the other path it is not",
    "To look at both sides takes two layers": "a layer that reads forwards may wait with its answer",
    "To look at past and future alike takes two layers": "a layer that reads forwards may wait with its answer",
    "A recurrent layer always works on a batch.": "PyTorch's reads a single sequence without that axis as well",
    "a property known beforehand, or a reference": "such a property is none of the five kinds that are asked for",
    "has 64 numbers after each character": "an LSTM's state is a pair, so 128",
    "64 numbers stays a state": "an LSTM's state is a pair, so 128",
    "needs one look to be right": "one look shows one follower of many",
    "Counting has no way out": "counts of classes of words, or of what stands further back, have one",
    "report the second row": "the table of both scores has a column for each",
    "can nobody mend, because the typo": "from 1950 to 2049 a year's first two digits follow from the others",
    "no number that is taken with teacher forcing shows": "a loss near zero does, and so does a nudge of a target",
    "ran on 5 and on 9 steps": "the proof draws other lengths",
    "Each drawing here goes forwards and backwards": "threshold and temperature have no steps",
    "The middle part of the text decides": "it is the ninth tenth of the text",
    "in which two ways it can be handed over": "the drawing of the same part shows a third",
    "each with its paths added up": "paths through a beginning that fell out of the beam are lost",
    "the blank has nearly every column": "it has 51 of 59",
    "a blank has to stand between equal symbols, and may stand anywhere else": "not within the steps of one symbol",
    "It may stand anywhere, also before the first symbol": "not within the steps of one symbol",
    "That would choose one path": "where digits begin, many paths are left",
    "with the same data and the same number": "where weights are drawn first, each layer gets other sequences",
    "All five learn with the same data": "three layers of the five get other sequences of bits",
    "No layer does whose factors are positive": "the forget gate of an LSTM is a positive factor, too",
    "the network has found nothing more": "it may have found something else, and lost as much",
    "And the output is linear in the input": "but for its bias",
    "the largest exponent so far, $m$, is kept": "a forget gate lowers it",
    "It has seventeen yearly values": "of each of three sources",
    "At words and elsewhere there": "a word with a step above both is heard at both",
    "on purpose, in every way there is": "there is no end of wrong numbers",
    "for every question and every wrong key": "some questions rest on sources, and there is no end of wrong numbers",
    "each key to every other one": "there is no end of wrong numbers",
    "One colour stands for one quantity everywhere": "a forget gate and an update gate have the same one",
    "All names on this page but": "the classes that layers share come with their modules",
    "gates did not listen to h, dc_T": "the candidate must not, either",
    "a new layer remembers until it learns otherwise": "a forget gate of 0.73 leaves 0.2 per cent after twenty steps",
    "is not finite. The message says in which epoch": "of a parameter it says the epoch, of a clipped gradient neither",
    "first answer within 12 hours": "it is the first try of a day",
    "where they train at all": "three pages train in float32",
    "is kept as a pickle beside the course": "what is kept of the bank is JSON",
    "judges every solution and every known mistake": "an ordinary run draws one solution and a third of the mistakes",
}
# page, what it says now, and the assertion or result that it stands on
STANDS_ON = [
    ("gates", "a gradient that is wrong by a factor of a hundred passes", "seen > 0.4 and max(blind.values()) < 1e-7"),
    ("sequences", "with a forget gate near 1 it hardly is", "assert level.min() / level.max() > 0.5"),
    ("sequences", "tests why", 'recall = stored("recall")'),
    (
        "states",
        "Day by day $c$ moves less than $h$, in {result}`states_forecast: slower: d`",
        'stored("states_forecast")',
    ),
    ("states", "as long as gates and candidate do not depend", 'W_h"][:] = 0'),
    ("seq2seq", "even one of three words that is the same as its reference", "assert bleu([three], [three]) == bleu("),
    ("practice", "In the order of time it is better and not\nright", "assert len(shared) == PAST + AHEAD - 1"),
    ("practice", "**tell every model the same**", 'runs = stored("forecast")'),
    (
        "debugging",
        "finds the mistakes in a derivative that its inputs let\nit see",
        "assert not np.allclose(h_new, step.h)",
    ),
    ("index", "with the pictures that you have scrolled to", ""),
]


@pytest.mark.parametrize("sentence", WITHDRAWN)
def test_a_sentence_that_was_false_does_not_come_back(sentence):
    words = re.compile(r"\s+".join(map(re.escape, sentence.split())), re.IGNORECASE)
    found = [
        (path.relative_to(ROOT).as_posix(), match[0]) for path, text in TEXTS.items() for match in words.finditer(text)
    ]
    assert found == [], WITHDRAWN[sentence]


@pytest.mark.parametrize(("page", "says", "stands_on"), STANDS_ON)
def test_what_is_said_in_its_place_stands_on_what_is_run(page, says, stands_on):
    part = ROOT / "book" / page
    text = "\n".join(TEXTS[path] for path in (part.with_suffix(".md"), *sorted(part.glob("*.md"))))
    assert says in text
    assert stands_on in text


def test_cards_are_quoted_with_what_their_verdict_is_about():
    entries = YAML(typ="safe").load(TEXTS[ROOT / "quizzes" / "bank" / "cards.yml"])["cards"]
    cards = {card["id"]: card for card in entries}
    assert "length" in cards["A-02"]["says"]  # and it is the width
    assert "width" not in cards["A-02"]["says"]
    assert "sigmoid" not in cards["D-05"]["says"]  # it names no function
    assert "tanh" not in cards["B-10"]["says"]  # and it is the squashed memory that is gated
    assert "from the input cell" in cards["D-12"]["says"]  # and it is from the information cell
    assert "attention" in cards["A-04"]["truth"]  # its encoder is one, too
    assert "return_sequences=True" in cards["A-10"]["truth"]  # both cases in words


def test_an_encoder_with_attention_is_one():
    text = TEXTS[ROOT / "quizzes" / "bank" / "seq2seq.yml"]
    item = text.partition("- id: seq2seq-is-encoder\n")[2].partition("\n- id: ")[0]
    assert "a decoder with attention all" in item
