"""Messages over a socket: four bytes of length, then JSON text; both sides of the sandbox's wall use them."""

from __future__ import annotations

import json
import socket
import struct
import time

from quizzes.wire.values import MAX_VALUES, is_crowded

HEAD = struct.Struct("!I")
LARGEST = 36 * 2**20  # bytes of one message: a reply with its arguments


class BrokenFrame(Exception):
    """The bytes are not a message, or the other side is gone."""


def send(connection: socket.socket, message: dict) -> None:
    """Send one message."""
    data = json.dumps(message, separators=(",", ":")).encode("utf-8", "backslashreplace")
    connection.sendall(HEAD.pack(len(data)) + data)


def receive(connection: socket.socket, largest: int = LARGEST, within_s: float | None = None) -> dict:
    """Wait for one message and return it.

    Parameters
    ----------
    within_s : float, optional
        How long the whole message may take, however its bytes drip; as long as the connection lives where it is None.

    Raises
    ------
    BrokenFrame
        If the connection ends, or the message is too large or no JSON object.
    TimeoutError
        If the message is not there in time.
    """
    end = None if within_s is None else time.monotonic() + within_s
    (length,) = HEAD.unpack(_exactly(connection, HEAD.size, end))
    if length > largest:
        raise BrokenFrame(f"a message of {length} bytes; at most {largest} are taken")
    return parse(_exactly(connection, length, end))


def parse(data: bytes | bytearray) -> dict:
    """Return the JSON object that a message holds."""
    if is_crowded(data):
        raise BrokenFrame(f"a message of more than {MAX_VALUES} values")
    try:
        message = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame(f"a message that is no JSON: {error}") from error
    if type(message) is not dict:
        raise BrokenFrame("a message that is no object")
    return message


def _exactly(connection: socket.socket, count: int, end: float | None) -> bytearray:
    data = bytearray()
    while len(data) < count:
        if end is not None:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("the message was not there in time")
            connection.settimeout(left)
        part = connection.recv(min(count - len(data), 2**20))
        if not part:
            raise BrokenFrame("the connection ended")
        data += part
    return data
