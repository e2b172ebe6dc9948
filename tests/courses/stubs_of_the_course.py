# The course has stubs and marks of its own in nbgrader_config.py: learners get these, and a blank one is known by them.
# config: c.ClearSolutions.code_stub = {"python": "...  # write here"}
# config: c.ClearSolutions.text_stub = "*Your words*"
# config: c.ClearSolutions.begin_solution_delimeter = "<solution>"
# config: c.ClearSolutions.end_solution_delimeter = "</solution>"
# config: c.ClearHiddenTests.begin_test_delimeter = "<hidden>"
# config: c.ClearHiddenTests.end_test_delimeter = "</hidden>"
# release: fine
# handed out: ...  # write here
# handed out: *Your words*
# not handed out: return 3
# not handed out: secret
# right: passed 2; t passed, why manual
# blank: unanswered 0; t unanswered, why unanswered
# %% f solution
def f():
    # <solution>
    return 3
    # </solution>
# %% t tests 2
assert f() == 3
# <hidden>
assert f() * 2 == 6, "secret"
# </hidden>
# %% why manual 3
Because.
