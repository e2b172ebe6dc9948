"""Messages over a socket: four bytes of length, then JSON text; both sides of the sandbox's wall use them."""

from __future__ import annotations

import json
import socket
import struct

HEAD = struct.Struct("!I")
LARGEST = 36 * 2**20  # bytes of one message: a reply with its arguments


class BrokenFrame(Exception):
    """What came is no message, or the other side is gone."""


def send(connection: socket.socket, message: dict) -> None:
    """Send one message."""
    data = json.dumps(message, separators=(",", ":")).encode("utf-8", "backslashreplace")
    connection.sendall(HEAD.pack(len(data)) + data)


def receive(connection: socket.socket, largest: int = LARGEST) -> dict:
    """Wait for one message and return it.

    Raises
    ------
    BrokenFrame
        If the connection ends, or what came is too large or no JSON object.
    """
    (length,) = HEAD.unpack(_exactly(connection, HEAD.size))
    if length > largest:
        raise BrokenFrame(f"a message of {length} bytes; at most {largest} are taken")
    return parse(_exactly(connection, length))


def parse(data: bytes | bytearray) -> dict:
    """Return the JSON object that a message holds."""
    try:
        message = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame(f"a message that is no JSON: {error}") from error
    if type(message) is not dict:
        raise BrokenFrame("a message that is no object")
    return message


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(min(count - len(data), 2**20))
        if not part:
            raise BrokenFrame("the connection ended")
        data += part
    return bytes(data)
