"""Where a reader with a keyboard is: what takes the focus and does not show it (WCAG 2.4.7)."""

from __future__ import annotations

from playwright.sync_api import Page

# What shows a focus: ring, shadow, border or ground of the element, its parent, its children, or what is drawn in it.
_UNSEEN = """() => {
    const parts = (element, pseudo) => {
        const style = getComputedStyle(element, pseudo);
        const ring = style.outlineStyle === "none" || !parseFloat(style.outlineWidth) ? "" : style.outline;
        return [ring, style.boxShadow, style.border, style.backgroundColor, style.textDecorationLine].join("|");
    };
    const look = (element) => [parts(element), parts(element, "::before"), parts(element, "::after"),
        parts(element.parentElement), ...[...element.children].map((child) => parts(child))].join();
    const names = new Set();
    const fields = 'a[href], button, summary, input, select, textarea, [tabindex="0"]';
    for (const element of document.querySelectorAll(fields)) {
        if (element.disabled || !element.checkVisibility({visibilityProperty: true})) continue;
        document.activeElement?.blur();
        const before = look(element);
        element.focus({preventScroll: true, focusVisible: true});
        if (document.activeElement !== element || look(element) !== before) continue;
        const name = element.getAttribute("aria-label") || element.title || element.textContent.trim();
        names.add(`${element.localName} ${element.className}`.trim() + `: ${name.slice(0, 40)}`);
    }
    document.activeElement?.blur();
    return [...names];
}"""


def unseen(tab: Page) -> list[str]:
    """Return a line for each element that takes the focus and looks as before; motion has to be reduced."""
    return [f"focus that is not seen: {line}" for line in tab.evaluate(_UNSEEN)]
