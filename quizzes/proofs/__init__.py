"""Code that finds out which answers are true: one module a chapter, one function an item.

A proof runs lstm_lib, and Keras where Keras is the subject. It returns what it found for every option,
``{option id: whether it is true}``, or for a number ``{"answer": value, mistake id: value}``. It never
reads the bank: the comparison with the key is :mod:`quizzes.prove`'s.
"""
