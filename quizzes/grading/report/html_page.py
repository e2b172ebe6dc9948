"""One self-contained HTML page without script: what feedback and report share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from quizzes.plain_text import cut

# No script runs, nothing is fetched, no form is sent: whatever stands in a learner's answer.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
_CODE = 50_000  # letters of one block of code

_STYLE = """
:root { color-scheme: light dark; --text: #1f2328; --soft: #57606a; --page: #ffffff; --box: #f6f8fa; --line: #d0d7de;
  --bar: #1f6feb; --bar-2: #9a6700; --good: #116329; --partly: #7d4e00; --bad: #a40e26; --mark: #fff3c4;
  --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a3adb8; --page: #0d1117; --box: #161b22;
  --line: #3d444d; --bar: #6cb6ff; --bar-2: #e3b341; --good: #56d364; --partly: #e3b341; --bad: #ff8a80;
  --mark: #4a3b00; --link: #79c0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.3rem; margin-top: 2.2rem; } h3 { font-size: 1.08rem; }
a { color: var(--link); } .soft { color: var(--soft); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .partly { color: var(--partly); } .bad { color: var(--bad); }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; width: 100%; font-size: .94rem; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th.number { text-align: right; }
pre { background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: .7rem; overflow-x: auto;
  font: .86rem/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; white-space: pre;
  overflow-wrap: normal; }
pre:focus-visible { outline: 2px solid var(--link); }
code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .92em; }
mark { background: var(--mark); color: inherit; }
section.box { border: 1px solid var(--line); border-radius: 8px; padding: .4rem 1rem 1rem; margin: 1rem 0; }
section.box > h2 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1rem; margin-top: .6rem;
  font-size: 1.08rem; }
p.told { white-space: pre-wrap; } td.number { white-space: nowrap; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; }
.two > * { min-width: 0; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
svg .bar { fill: var(--bar); } svg .bar2 { fill: var(--bar-2); } svg .axis { stroke: var(--soft); }
svg .range { stroke: var(--bar); stroke-width: 2; } svg .dot { fill: var(--bar); }
summary { cursor: pointer; } details { margin: .5rem 0; }
ul.plain { list-style: none; padding: 0; }
@media print { body { max-width: none; } details > * { display: block; } }
"""


def page(title: str, body: Iterable[str], language: str = "en", style: str = "") -> bytes:
    """Return a whole page; `title` is text, the parts of `body` are HTML, `style` comes behind our own."""
    head = (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n<main>\n"
    )
    return (head + "\n".join(body) + "\n</main>\n</body>\n</html>\n").encode("utf-8", "replace")


def text(value: object) -> str:
    """Return text as HTML in which nothing is markup; signs that no page may hold become visible."""
    shown = "".join(sign if sign in "\n\t" or sign.isprintable() or ord(sign) > 0xFFFF else "\N{REPLACEMENT CHARACTER}"
                    for sign in str(value))  # fmt: skip
    return escape(shown, quote=True)


def code(value: str, label: str) -> str:
    """Return a block of code that the keyboard can scroll."""
    value = cut(value, _CODE)
    return f'<pre tabindex="0" role="region" aria-label="{text(label)}"><code>{text(value)}</code></pre>'


def link(address: str, name: str) -> str:
    """Return a link, or the name alone where there is no address that may be followed."""
    if not address.startswith(("https://", "http://", "file:///", "/", "#")):
        return text(name)
    return f'<a href="{text(address)}">{text(name)}</a>'


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> str:
    """Return a table: names of columns are text, cells are HTML, the first one of a row names it."""
    right = set(numbers)
    style = [' class="number"' if k in right else "" for k in range(99)]
    head = "".join(f'<th scope="col"{style[k]}>{text(name)}</th>' for k, name in enumerate(columns))
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td{style[k]}>{cell}</td>" for k, cell in enumerate(rest, 1))
        lines.append(f'<tr><th scope="row"{style[0]}>{first}</th>{cells}</tr>')
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}"><table>'
        f"<caption>{text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )
