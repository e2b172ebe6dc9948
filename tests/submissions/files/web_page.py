# A saved web page under the notebook's name.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    return b"<!DOCTYPE html>\n<html><head><title>gates - JupyterLab</title></head><body></body></html>"
