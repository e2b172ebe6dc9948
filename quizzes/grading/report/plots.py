"""The report's plots as SVG in the page: no script, colours of the page, the numbers beside them in tables."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from quizzes.templates import text

_WIDTH, _HEIGHT = 640, 240


def histogram(counts: Sequence[int], edges: Sequence[float], label: str) -> Markup:
    """Return bars of how many scores lie between each two edges."""
    left, bottom, top = 36, 30, 14
    most = max([*counts, 1])
    step = (_WIDTH - left - 8) / max(len(counts), 1)
    height = _HEIGHT - bottom - top
    parts = [f'<line class="axis" x1="{left}" x2="{_WIDTH - 8}" y1="{_HEIGHT - bottom}" y2="{_HEIGHT - bottom}"/>']
    for k, count in enumerate(counts):
        tall = height * count / most
        x, y = left + k * step, _HEIGHT - bottom - tall
        if count:
            parts.append(f'<rect class="bar" x="{x + 2:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{tall:.1f}"/>')
            parts.append(f'<text x="{x + step / 2:.1f}" y="{y - 3:.1f}" text-anchor="middle">{count}</text>')
    for k, edge in enumerate(edges):
        parts.append(
            f'<text x="{left + k * step:.1f}" y="{_HEIGHT - bottom + 16}" text-anchor="middle">{edge:g}</text>'
        )
    return _svg(_WIDTH, _HEIGHT, label, parts)


def interval(value: float, low: float, high: float, least: float, label: str) -> Markup:
    """Return a dot and its interval on an axis from `least` to 1."""
    width, height = 150, 18

    def place(number: float) -> float:
        return 4 + (width - 8) * (min(max(number, least), 1.0) - least) / (1.0 - least)

    zero = place(0.0)
    parts = [
        f'<line class="axis" x1="{place(least):.1f}" x2="{place(1):.1f}" y1="15" y2="15"/>',
        f'<line class="axis" x1="{zero:.1f}" x2="{zero:.1f}" y1="11" y2="17"/>',
        f'<line class="range" x1="{place(low):.1f}" x2="{place(high):.1f}" y1="8" y2="8"/>',
        f'<circle class="dot" cx="{place(value):.1f}" cy="8" r="3.5"/>',
    ]
    return _svg(width, height, label, parts)


def bar(share: float, label: str) -> Markup:
    """Return one bar of a share between 0 and 1."""
    width = 120
    inner = f'<rect class="bar" x="0" y="3" width="{max(0.0, min(1.0, share)) * width:.1f}" height="10"/>'
    outer = f'<rect x="0.5" y="3" width="{width - 1}" height="10" fill="none" class="axis"/>'
    return _svg(width, 16, label, [inner, outer])


def _svg(width: int, height: int, label: str, parts: Sequence[str]) -> Markup:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return Markup(f'<svg role="img" aria-label="{text(label)}" {size}>{"".join(parts)}</svg>')  # of numbers alone
