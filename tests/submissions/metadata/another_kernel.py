# The notebook asks for a kernel that is not installed.
# gates: passed 18
# asserts: passed 8
def make(notebook, name):
    notebook["metadata"]["kernelspec"] = {"display_name": "Julia 1.9", "language": "julia", "name": "julia-1.9"}
    return notebook
