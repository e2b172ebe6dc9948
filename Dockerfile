# The course, built and served:
#   docker build --tag course .
#   docker run --rm --publish 127.0.0.1:8000:8000 course
# Grading needs user namespaces, which a container has only where its host allows them: `quizzes doctor` says so.
FROM python:3.13-slim-trixie

# Chromium: make pdf, make epub and the tests.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make git bubblewrap chromium \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home learner
USER learner
WORKDIR /home/learner/course

# What is installed changes less often than the text: it is a layer of its own.
COPY --chown=learner:learner Makefile pyproject.toml requirements*.txt requirements*.in package*.json README.md ./
COPY --chown=learner:learner tools tools
COPY --chown=learner:learner lstm_lib lstm_lib
COPY --chown=learner:learner quizzes quizzes
RUN make setup

COPY --chown=learner:learner . .
# As a reader gets it: a cell that fails is shown in its page.
RUN make setup && .venv/bin/python tools/course.py --no-serve

EXPOSE 8000
CMD ["make", "serve", "BIND=0.0.0.0"]
