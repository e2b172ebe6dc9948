"""How much of a notebook that was handed in is read."""

MAX_BYTES = 32 * 2**20  # of a notebook's file; the assignments' own take less than 0.1
MAX_CELLS = 2000
MAX_SOURCE = 500_000  # characters of one cell
_MAX_WEIGHT = 384 * 2**20  # bytes that the file's values may take in memory


def is_heavy(content: bytes) -> bool:
    """Say whether the values of a JSON text may take more memory than there is; its signs are counted, not read."""
    weight = 3 * len(content) + 64 * content.count(b",") + 72 * content.count(b"[") + 240 * content.count(b"{")
    return weight > _MAX_WEIGHT
