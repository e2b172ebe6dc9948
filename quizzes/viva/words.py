"""The same question for those who cannot calculate by hand: answered in words, the numbers are there to see."""

from __future__ import annotations

from dataclasses import replace

from quizzes.viva.question import Question, QuestionKind

NOW_GIVES = "What does the code below give?"  # of a changed line
THEN_GIVES = "What does it give then?"  # of another number
HAPPENS = "What happens then?"  # of a line that is gone
_INSTEAD = {
    NOW_GIVES: "In words: what does the change do to the result, and by which lines does it get there?",
    THEN_GIVES: "In words: which lines does that reach, and what becomes of the result?",
    HAPPENS: "In words: which lines need what it made, and what becomes of the result?",
}
_CALCULATED = (QuestionKind.TRACE, QuestionKind.CHANGED, QuestionKind.WHAT_IF)


def in_words(question: Question) -> Question:
    """Return the question without anything to calculate; itself where there is nothing in it.

    Its key keeps the numbers: whoever asks sees what the code gives.
    """
    if question.kind not in _CALCULATED or not question.setup:  # shapes of a result are not a calculation
        return question
    prompt, key = question.prompt, question.key
    for numbers, words in _INSTEAD.items():
        prompt = prompt.replace(numbers, words)
    if question.kind is QuestionKind.TRACE:
        name = prompt.split("`")[1]
        prompt = (
            f"Your own `{name}` is called with these numbers. Say what each line does, from the first to the last: "
            "what it takes, what it makes of it, and which shape that has. The numbers themselves are not asked for."
        )
        key = f"A good answer follows the lines in the order in which they run. The call gives {key}."
    kept = question.options if question.kind is QuestionKind.CHANGED else ()  # the task's checks, no numbers
    return replace(question, prompt=prompt, key=key, options=kept, fields=(), rerun=None)
