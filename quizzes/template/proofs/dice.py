"""Proofs of the chapter on dice."""

from itertools import product

from quizzes.draw import drawn


@drawn("the order in which the throws are counted", fixed="two dice with six sides, which the question gives")
def most_likely_sum(rng):
    """Count the ways to throw each sum."""
    throws = list(product(range(1, 7), repeat=2))
    rng.shuffle(throws)
    ways = [sum(map(int, throw)) for throw in throws]
    options = {"two": 2, "seven": 7, "twelve": 12}
    return {name: ways.count(value) == max(map(ways.count, ways)) for name, value in options.items()}


def at_least_one(draw):
    """Draw a die and a number of throws, and count the sequences without a 1."""
    while True:
        sides, throws = draw.choice([4, 6, 8, 10, 12, 20]), draw.randint(2, 5)
        answer = 1 - ((sides - 1) / sides) ** throws
        added = throws / sides
        if abs(answer - added) > 0.01 and added != 1:
            return {
                "parameters": {"sides": sides, "throws": throws},
                "answer": answer,
                "mistakes": {"added": added},
            }
