"""What a cell has put out as a notebook's file may hold it: cut in the grader, whatever the kernel says of limits.

The kernel cuts as well, so that a flood never crosses. But its limit lies in the learner's own process.
"""

from __future__ import annotations

from collections.abc import Sequence

CUT = "[what the cell put out beyond this is cut off]\n"
_EACH = 100  # letters that every output counts for, so that a million empty ones are not nothing
_ROOM = 32 * 1024  # letters beyond the limit: a last error, and the word on what was cut off
_NAME, _WORDS, _LINES = 200, 2000, 200  # letters of an error's name and message, lines of its traceback
_MOST = 10**6  # of an execution count


def kept_outputs(raw: Sequence[object], limit: int) -> tuple[tuple[dict, ...], int]:
    """Return the outputs for which there is room, and for how many letters they count; what is none is left out.

    >>> kept_outputs([{"output_type": "stream", "name": "stdout", "text": "abc"}, 7], 1000)
    (({'output_type': 'stream', 'name': 'stdout', 'text': 'abc'},), 103)
    """
    kept: list[dict] = []
    used = 0
    for each in raw:
        output = _output(each)
        if output is None:
            continue
        size = _EACH + _letters(output)
        if used + size > limit + _ROOM:
            if output["output_type"] == "stream":
                kept.append({**output, "text": output["text"][: max(0, limit - used)]})
            kept.append({"output_type": "stream", "name": "stderr", "text": CUT})
            return tuple(kept), limit
        used += size
        kept.append(output)
    return tuple(kept), used


def _letters(output: dict) -> int:
    if output["output_type"] == "error":
        return len(output["ename"]) + len(output["evalue"]) + sum(map(len, output["traceback"]))
    if output["output_type"] == "stream":
        return len(output["text"])
    return sum(_EACH + len(name) + len(value) for name, value in output["data"].items())


def _output(raw: object) -> dict | None:
    """Return an output as a notebook's file may hold it; None for what is none."""
    if type(raw) is not dict:
        return None
    kind = raw.get("output_type")
    if kind == "stream" and raw.get("name") in ("stdout", "stderr") and type(raw.get("text")) is str:
        return {"output_type": kind, "name": raw["name"], "text": raw["text"]}
    if kind == "error" and type(raw.get("traceback")) is list:
        lines = [line for line in raw["traceback"][:_LINES] if type(line) is str]
        name, value = _text(raw.get("ename"), _NAME), _text(raw.get("evalue"), _WORDS)
        return {"output_type": kind, "ename": name, "evalue": value, "traceback": lines}
    if kind in ("display_data", "execute_result") and type(raw.get("data")) is dict:
        data = {name: value for name, value in raw["data"].items() if type(value) is str}
        output = {"output_type": kind, "data": data, "metadata": {}}
        count = raw.get("execution_count")
        whole = type(count) is int and 0 <= count < _MOST
        return output | ({"execution_count": count if whole else None} if kind == "execute_result" else {})
    return None


def _text(value: object, most: int) -> str:
    return value[:most] if type(value) is str else ""
