"""The font of icons with the few that the site shows: the theme's has thousands, and weighs more than a chapter."""

from __future__ import annotations

import base64
import io
import logging
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont

FONT = Path("theme/pydata_sphinx_theme/static/vendor/fontawesome/webfonts/fa-solid-900.ttf")
_ICON = re.compile(r"\\(f[0-9a-f]{3})\b|([\ue000-\uf8ff])")  # written as a number, or as it is
# What an icon is drawn by: a sign that no voice can read, so it is given an empty text of its own. A browser that does
# not know texts of generated content keeps the first of the two.
_DRAWN = re.compile(
    r'content:\s*("(?:\\f[0-9a-f]{3}|[\ue000-\uf8ff])"|var\(--(?:fa|pst-icon)[\w-]*\))(?=\s*[;}])'
)
_ADDRESS = re.compile(r'url\("?[^")]*fa-solid-900\.woff2"?\)\s*format\("woff2"\)')


def with_own_icons(css: str) -> str:
    """Put the icons that the style sheet names into it, in place of the whole font; none of them is read aloud."""
    if not _ADDRESS.search(css):
        return css
    css = _DRAWN.sub(r'content:\1;content:\1 / ""', css)
    font = icons({int(code, 16) if code else ord(character) for code, character in _ICON.findall(css)})
    return _ADDRESS.sub(f'url("data:font/woff;base64,{base64.b64encode(font).decode()}") format("woff")', css)


def icons(codes: set[int]) -> bytes:
    """Return a font (WOFF) with these characters of the theme's; those that it does not have are left out."""
    options = subset.Options(layout_features=[], name_IDs=[], notdef_outline=True, hinting=False)
    options.recalc_timestamp = False  # the same icons, the same bytes
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # else it tells the build of each table
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    with TTFont(Path(pydata_sphinx_theme.__file__).parent / FONT, recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        written = io.BytesIO()
        font.save(written)
    return written.getvalue()
