"""The bank's Markdown as HTML for other programs: formulas kept apart from Markdown, no raw HTML, plain tags.

The HTML is well-formed XML, too. Formulas stand between ``\\(`` and ``\\)``, or ``\\[`` and ``\\]``, which Anki,
Moodle and Canvas hand to MathJax.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

_FORMULAS = {"math_inline": (r"\(", r"\)"), "math_inline_double": (r"\[", r"\]"), "math_block": (r"\[", r"\]")}
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
# What stands for a command of TeX where no formula can be set; any other command is its name.
_SIGNS = {
    "cdot": "·", "odot": "⊙", "times": "×", "approx": "≈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "to": "→", "rightarrow": "→", "infty": "∞", "in": "∈", "sum": "∑", "prod": "∏", "partial": "∂",
    "ldots": "…", "dots": "…", "cdots": "…", "quad": " ", "qquad": " ", ",": " ", ";": " ", "!": "", " ": " ",
    "left": "", "right": "", "bigl": "", "bigr": "",
    "sigma": "σ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "theta": "θ", "lambda": "λ",
    "mu": "μ", "nabla": "∇", "top": "ᵀ", "{": "{", "}": "}", "_": "_", "$": "$",
}  # fmt: skip
_MATRIX = re.compile(r"\\begin\{[a-z]?matrix\}(.*?)\\end\{[a-z]?matrix\}", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[a-z*]+\}")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)\s?")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_FONT = re.compile(r"\\(?:mathrm|mathbf|mathit|mathtt|text|texttt|operatorname|hat|tilde|bar)\s*\{([^{}]*)\}")
_SHORT_SCRIPT = re.compile(r"([_^])\{(\w)\}")
_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")
_BRACES = re.compile(r"(?<!\\)[{}]")


def html(text: str) -> str:
    """Return Markdown as HTML blocks."""
    return _markdown().render(text).strip()


def inline_html(text: str) -> str:
    """Return Markdown as HTML without a paragraph around it, where it is one paragraph."""
    blocks = html(text)
    alone = _ONE_PARAGRAPH.fullmatch(blocks)
    return alone[1] if alone else blocks


def code_html(code: str) -> str:
    """Return Python code as a block of HTML."""
    return f'<pre><code class="language-python">{escape(code.rstrip(), quote=False)}</code></pre>'


def plain(text: str) -> str:
    """Return Markdown as one line of text, for the places where a program shows no markup: menus and tables."""
    words = []
    for block in _markdown().parse(text):
        tokens = block.children if block.children else [block]
        words += [_plain_token(token) for token in tokens]
        words.append(" ")
    return " ".join("".join(words).split())


def readable(formula: str) -> str:
    r"""Return a formula of TeX as a reader without TeX writes it.

    >>> readable(r"\tanh(c_{t-1}) \odot \frac{1}{2}"), readable("x_{t}")
    ('tanh(c_(t-1)) ⊙ (1)/(2)', 'x_t')
    """
    formula = _MATRIX.sub(lambda matrix: f"[{matrix[1].strip().replace('&', ',')}]", formula)
    formula = _ENVIRONMENT.sub("", formula).replace("\\\\", ";").replace(" ,", ",").replace(" ;", ";")
    formula = _FONT.sub(r"\1", formula)
    formula = _FRACTION.sub(r"(\1)/(\2)", formula)
    formula = _SHORT_SCRIPT.sub(r"\1\2", formula)
    formula = _SCRIPT.sub(r"\1(\2)", formula)
    formula = _BRACES.sub("", formula)
    return " ".join(_COMMAND.sub(_sign, formula).split())


def _sign(command: re.Match[str]) -> str:
    name, space = command[1], command[0][1 + len(command[1]) :]
    return _SIGNS[name] + (space if _SIGNS[name].strip() else "") if name in _SIGNS else name + space


def _plain_token(token: Token) -> str:
    if token.type in _FORMULAS:
        return readable(token.content)
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "text_special", "code_inline", "fence", "code_block") else ""


@cache
def _markdown() -> MarkdownIt:
    # html=False: a tag in the bank's text is text. maxNesting and the rest are CommonMark's.
    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
    markdown.use(dollarmath_plugin, allow_labels=False, double_inline=True)
    for name in _FORMULAS:
        markdown.add_render_rule(name, _formula)
    return markdown


def _formula(_renderer: object, tokens: list[Token], place: int, *_: object) -> str:
    token = tokens[place]
    start, end = _FORMULAS[token.type]
    formula = f"{start}{escape(token.content.strip(), quote=False)}{end}"
    return f"<p>{formula}</p>\n" if token.type == "math_block" else formula
