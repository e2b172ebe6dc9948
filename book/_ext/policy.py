"""The content policy of each page: scripts of this site alone, and no word to another host.

It is there for the code that readers run: a worker that is started from a blob inherits the policy of its page, so a
program in it, the reader's own or one that somebody has sent, can ask nobody but this site. Where the pages lie on a
static host, no header can say so; a meta element in front of all scripts does.

Why: DECISIONS.md#page-wall.
"""

from __future__ import annotations

POLICY = "; ".join(
    (
        # blob: the first line of the worker
        "script-src 'self' 'wasm-unsafe-eval' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
    )
)
_META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
_CHARSET = '<meta charset="utf-8" />'


def with_policy(text: str) -> str:
    """Return a page with the policy in its head, right behind the character set; once."""
    return text if _META in text else text.replace(_CHARSET, f"{_CHARSET}\n    {_META}", 1)
