"""One page in a browser of its own, looked at as a reader does: by keyboard, and with axe-core for those who cannot."""

import json
from pathlib import Path

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# A long page lays out what lies below its first view after it has been loaded, and says when it has.
WHOLE = "() => !document.querySelector('.later') || !document.documentElement.classList.contains('arriving')"
# The rules of axe-core that look at colours; a theme changes nothing that the others look at.
COLOURS = ["color-contrast", "link-in-text-block"]
OURS = ["article", ".quiz", ".quiz-tally"]  # what we render; the theme's frame is not ours


def press_and_answer(button, accept):
    """Press a button that asks "are you sure?" in a dialog, now or a moment later, and answer it."""
    button.page.once("dialog", lambda dialog: dialog.accept() if accept else dialog.dismiss())
    with button.page.expect_event("dialog"):
        button.click()


class Visit:
    """One page in a browser of its own, with everything that it asked for and complained of."""

    def __init__(self, browser, site, **options):
        self.site = site
        # The pages' own policy forbids what Playwright waits by; it is tested where code runs in the page.
        # A worker that keeps pages for later is a fifth of a visit's cost, and few visits come back without a network.
        self.context = browser.new_context(**{"bypass_csp": True, "service_workers": "block", **options})
        self.context.set_default_timeout(60_000)  # what is there sooner is not waited for; a busy machine is slow
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", lambda r: r.status >= 400 and self.complaints.append(f"{r.status}: {r.url}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", lambda m: m.type == "error" and self.complaints.append(f"console: {m.text}"))

    def _failed(self, request):
        """Note a request that failed; what the browser broke off because the visit went on is no failure."""
        if "ERR_ABORTED" not in str(request.failure):
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def open(self, path):
        self.page.goto(f"{self.site}/{path}", wait_until="load")
        self.page.wait_for_function(WHOLE, timeout=60_000)  # in idle time, of which a busy machine has little
        return self.page

    @property
    def foreign(self):
        """Return the requests that left this machine."""
        return [url for url in self.requests if not url.startswith((f"{self.site}/", "data:", "blob:"))]

    def quiz(self, kind):
        """Return the first question of a kind, and its key."""
        section = self.page.locator(f'section.quiz[data-kind="{kind}"]').first
        return section, self.key(section)

    def key(self, section):
        """Return the key of the variant that is shown."""
        return json.loads(section.locator(".quiz-data").text_content())

    def stored(self, item_id):
        """Return what the browser remembers of an item."""
        text = self.page.evaluate("id => localStorage.getItem(`recurrent-course/quiz/1/${id}`)", item_id)
        return json.loads(text) if text else None

    def reach(self, locator, key="Tab", most=60):
        """Press a key until the element has the focus, as somebody without a mouse would."""
        for _ in range(most):
            if locator.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{most} times {key} did not reach {locator}")

    def enter(self, section):
        """Put the focus before a question, so that the next Tab comes into it."""
        section.evaluate(
            """section => { section.tabIndex = -1; section.focus(); section.removeAttribute('tabindex'); }"""
        )

    def answer(self, section, *, right):
        """Answer a question by keyboard alone and check it; a wrong answer runs into a known mistake."""
        key = self.key(section)
        if key["kind"] == "code":
            return
        section.locator(".quiz-actions").wait_for(state="visible")  # its script has put back what was answered
        self.enter(section)
        ANSWERS[key["kind"]](self, section, key, right)
        self.reach(section.get_by_role("button", name="Check"))
        self.page.keyboard.press("Enter")

    def write(self, field, text):
        """Replace what a field holds, by keyboard."""
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, field, value):
        """Choose in a native select by keyboard; a choice with the arrow keys is one without opening it."""
        self.reach(field)
        self.page.keyboard.press("Home")
        for _ in range(30):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {value!r}")

    def violations(self, rules=None):
        """Return what axe-core finds serious or critical in what we render, a line each; by all rules or by some."""
        if not self.page.evaluate("'axe' in window"):  # it is half a megabyte of script
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            """async ([include, rules]) => {
                const present = include.filter((selector) => document.querySelector(selector)).map((each) => [each]);
                const options = {resultTypes: ['violations'], ...(rules && {runOnly: rules})};
                const {violations, passes, inapplicable} = await axe.run({include: present}, options);
                const asked = passes.length + (rules && present.length ? inapplicable.length : 0); // not all apply
                return {asked: asked + violations.length, violations};
            }""",
            [OURS, rules],
        )
        assert found["asked"] > 0, "axe-core looked at nothing"
        return [
            f"{each['impact']} {each['id']}: {node['target']}: {node['failureSummary']}"
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]


def _choice(visit, section, key, right):
    checked = section.locator(".quiz-option input:checked")
    visit.reach(checked if checked.count() else section.locator(".quiz-option input").first)
    visit.page.keyboard.press("Space")
    wanted = next(option["id"] for option in key["options"] if option["right"] == right)
    visit.reach(section.locator(f'input[value="{wanted}"]'), "ArrowDown", most=10)


def _choices(visit, section, key, right):
    for option in key["options"]:
        box = section.locator(f'input[value="{option["id"]}"]')
        if box.is_checked() != (option["right"] == right):
            visit.reach(box)
            visit.page.keyboard.press("Space")


def _entry(section):
    return section.locator(".quiz-entry").locator("input, textarea")


def _number(visit, section, key, right):
    values = [key["answer"]] if right else [mistake["value"] for mistake in key["mistakes"]] + [key["answer"] + 1e6]
    visit.write(_entry(section), repr(values[0]))


def _shape(visit, section, key, right):
    axes = key["axes"] if right else next((mistake["axes"] for mistake in key["mistakes"]), [1, 2, 3, 4, 5, 6, 7])
    visit.write(_entry(section), f"({', '.join(map(str, axes))})")


def _order(visit, section, key, right):
    """Sort by pressing the buttons; a wrong answer has the last step first."""
    wanted = [step["id"] for step in key["steps"]]
    wanted = wanted if right else [wanted[-1], *wanted[:-1]]
    for place, name in enumerate(wanted):
        up = section.locator(f'[data-part="{name}"] [data-by="-1"]')
        visit.enter(section)
        visit.reach(up)
        for _ in range(_parts(section).index(name) - place):
            visit.page.keyboard.press("Enter")
    assert _parts(section) == wanted


def _parts(section):
    return section.locator(".quiz-step").evaluate_all("steps => steps.map((step) => step.dataset.part)")


def _match(visit, section, key, right):
    for left in key["left"]:
        other = next(name for name in key["right"] if (name == left["match"]) == right)
        visit.choose(section.locator(f'select[name$="--{left["id"]}"]'), other)


def _cloze(visit, section, key, right):
    for blank in key["blanks"]:
        field = section.locator(f'[name$="--{blank["id"]}"]')
        mistakes = [form for mistake in blank["mistakes"] for form in mistake["accept"]] + ["nothing of the kind"]
        if field.evaluate("field => field.tagName") == "SELECT":
            options = field.locator("option").evaluate_all("all => all.map((option) => option.value).filter(Boolean)")
            visit.choose(field, next(text for text in options if (text.lower() in blank["accept"]) == right))
        else:
            visit.write(field, blank["accept"][0] if right else mistakes[0])


def _text(visit, section, key, right):
    mistakes = [form for mistake in key["mistakes"] for form in mistake["accept"]] + ["nothing of the kind"]
    visit.write(_entry(section), key["accept"][0] if right else mistakes[0])


def _tracing(visit, section, key, right):
    mistakes = [mistake["lines"] for mistake in key["mistakes"]] + [["nothing"]]
    visit.write(_entry(section), "\n".join(key["lines"] if right else mistakes[0]))


ANSWERS = {
    "choice": _choice, "choices": _choices, "number": _number, "shape": _shape, "order": _order, "match": _match,
    "cloze": _cloze, "text": _text, "tracing": _tracing,
}  # fmt: skip
