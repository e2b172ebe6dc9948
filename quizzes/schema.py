"""The form of the bank's files: bank/schema.json and the kinds' own forms (the one module that knows jsonschema)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from quizzes.errors import Problem, did_you_mean
from quizzes.kinds import KINDS
from quizzes.source import Source

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_SCHEMA = Path(__file__).parent / "bank" / "schema.json"
_TYPES = {"string": "a text", "boolean": "true or false", "number": "a number", "integer": "a whole number",
          "array": "a list", "object": "a mapping", "null": "nothing"}  # fmt: skip


def form_problems(source: Source, form: str) -> Iterator[Problem]:
    """Yield every way in which the file is not of the `form` ('items', 'cards' or 'misconceptions')."""
    for error in sorted(_validator(form).iter_errors(source.data), key=lambda e: [str(p) for p in e.absolute_path]):
        yield from _problems(source, error)


@cache
def _validator(form: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # takes longer to import than all else that grading needs

    return Draft202012Validator({"$ref": f"#/$defs/{form}", "$defs": whole_schema()["$defs"]})


def whole_schema() -> dict[str, Any]:
    """Return bank/schema.json with the forms of all kinds: what an editor completes from."""
    schema: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    item = schema["$defs"]["item"]
    owners: dict[str, list[str]] = {}
    for kind, module in KINDS.items():
        item["properties"] |= module.FORM.fields
        for field in module.FORM.fields:
            owners.setdefault(field, []).append(kind.value)
    item["properties"]["kind"] = {"enum": _kinds()}
    item["dependentSchemas"] = {field: {"properties": {"kind": {"enum": names}}} for field, names in owners.items()}
    item["allOf"] = [
        {"if": {"required": ["kind"], "properties": {"kind": {"const": kind.value}}}, "then": module.FORM.rule}
        for kind, module in KINDS.items()
    ]
    return schema


def _kinds() -> list[str]:
    return [kind.value for kind in KINDS]


def _problems(source: Source, error: ValidationError) -> Iterator[Problem]:
    steps = list(error.absolute_path)
    name = _name(source, steps)
    if "dependentSchemas" in error.schema_path:  # a field that asks for other kinds than the item's
        field = str(error.schema_path[list(error.schema_path).index("dependentSchemas") + 1])
        if error.instance in _kinds():
            message = f"{name}{field!r}: does not belong to an item of this kind"
            yield Problem(source.where(steps[:-1], key=field), message)
        return
    if error.validator == "additionalProperties":
        known = list(_rules(error).get("properties", {}))
        for field in cast(dict, error.instance):
            if field not in known:
                hint = did_you_mean(str(field), known) or f"; known are {', '.join(known)}"
                yield Problem(source.where(steps, key=field), f"{name}unknown field {field!r}{hint}")
    elif error.validator == "required":
        needed, there = cast(list, error.validator_value), cast(dict, error.instance)
        field = next(name for name in needed if name not in there and f"'{name}'" in error.message)
        yield Problem(source.where(steps), f"{name}field {field!r} is missing")
    else:
        yield Problem(source.where(steps), f"{name}{_expected(error)}")


def _rules(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _expected(error: ValidationError) -> str:
    field = f"{error.absolute_path[-1]!r}: " if error.absolute_path else ""
    actual = _shown(error.instance)
    rule: Any = error.validator_value  # which the kind of validator decides
    if error.validator == "type":
        names = [_TYPES[t] for t in ([rule] if isinstance(rule, str) else rule)]
        return f"{field}expected {' or '.join(names)}, got {actual}"
    if error.validator == "enum":
        hint = did_you_mean(str(error.instance), [str(v) for v in rule])
        return f"{field}expected one of {', '.join(map(str, rule))}, got {actual}{hint}"
    if error.validator == "pattern":
        return f"{field}expected {_rules(error).get('description', f'text like {rule}')}, got {actual}"
    if error.validator in ("minItems", "minLength"):
        return f"{field}expected at least {rule}, got {actual}"
    if error.validator == "not":
        return f"{field}does not belong to an item of this kind"
    return f"{field}{error.message}"


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, default=str, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):  # a key that is a list, an anchor within itself
        text = "a value that has no simple form"
    return text if len(text) <= 60 else text[:57] + "..."


def _name(source: Source, steps: list[str | int]) -> str:
    """Return ``"gates-forget-one: "`` for a path inside the item of that id, where it has one."""
    if len(steps) >= 2 and isinstance(source.data, dict):
        try:
            return f"{source.data[steps[0]][steps[1]]['id']}: "
        except (KeyError, TypeError, IndexError):
            return f"entry {steps[1]!r} of {steps[0]}: "
    return ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(whole_schema(), indent=2) + "\n")
