"""What runs inside the sandbox: the template that forks kernels, and the kernel that runs a learner's cells.

Nothing here is to be believed once a learner's code has run beside it. It imports the standard library, IPython,
ipykernel and `quizzes.wire` alone; of the project nothing else can be seen in the sandbox.
"""
