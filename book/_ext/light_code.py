"""Highlighted code without the elements that colour nothing: names and brackets have the colour of the block."""

from __future__ import annotations

import re

_RULE = re.compile(r'html\[data-theme="(\w+)"\] \.highlight(?: \.(\w+))? \{([^}]*)\}')
_COLOUR = re.compile(r"(?:^|;)\s*color:\s*(#\w+)\s*;?")
_NEIGHBOURS = re.compile(r'<span class="(\w+)">([^<]*)</span><span class="\1">([^<]*)</span>')
_EMPTY_END = re.compile(r"\n\s*\n$")  # of a file that is shown up to a mark
_BLOCK = re.compile(r'(<div class="highlight"><pre>)(.*?)</pre>', re.DOTALL)


def plain_classes(pygments: str) -> frozenset[str]:
    """Return the classes that have the colour of the block, and nothing else, in each theme of Pygments' style."""
    ground: dict[str, str] = {}
    plain: dict[str, set[str]] = {}
    styled: set[str] = set()
    for theme, name, body in _RULE.findall(pygments):
        colour = _COLOUR.search(body)
        if not name and colour:
            ground[theme] = colour[1]
        elif name and colour and colour[1] == ground.get(theme) and ";" not in body.strip().rstrip(";"):
            plain.setdefault(theme, set()).add(name)
        elif name:
            styled.add(name)
    return frozenset(set.intersection(*plain.values()) - styled) if plain else frozenset()


def with_light_code(text: str, plain: frozenset[str]) -> str:
    """Return the page with such words unwrapped, and neighbours of one class put together.

    The theme colours what is in no element a little darker than a name: the class ``plain`` gives it the block's own.
    Empty lines at the end of a block go, too.
    """
    if not plain:
        return text
    word = re.compile(rf'<span class="(?:{"|".join(sorted(plain))})">([^<]*)</span>')

    def light(found: re.Match[str]) -> str:
        code = word.sub(r"\1", _EMPTY_END.sub("\n", found[2]))
        before = ""
        while before != code:
            before, code = code, _NEIGHBOURS.sub(r'<span class="\1">\2\3</span>', code)
        if code == found[2]:
            return found[0]
        return f'<div class="highlight"><pre class="plain">{code}</pre>'

    return _BLOCK.sub(light, text)
