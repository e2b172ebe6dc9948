# The pointer of Git LFS in the place of the file.
# gates: unreadable 0
# asserts: unreadable 0
def make(notebook, name):
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
