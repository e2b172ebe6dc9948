"""What learners hand in, seen in formgrader in a real browser: nothing of it runs, and no request leaves."""

import base64
import json
import re
import shutil
import urllib.parse
from pathlib import Path

import pytest
from forked import run_command  # noqa: E402
from lab_servers import TOKEN, running_lab  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
ODD = 'mal"><img src=x onerror=window.PWNED=21>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="window.PWNED=7">'
SVG += '<script>top.PWNED=8</script><image href="http://192.0.2.1/i.png"/>'
SVG += '<rect width="40" height="40" fill="red"/></svg>'
ANSWER = """my answer $h_t = c^2$ and `x<y`

<script>window.PWNED=1</script> <img src=x onerror="window.PWNED=2"> <svg onload='window.PWNED=3'></svg>
[one](javascript:window.PWNED=4) [two](java&#115;cript:window.PWNED=4) <javascript:window.PWNED=4> [three][r]
![pixel](http://192.0.2.1/pixel.png) ![ref][r2] <iframe srcdoc="<script>top.PWNED=5</script>"></iframe>
<form action="http://192.0.2.1/form"><button id="send">send</button></form> <base href="http://192.0.2.1/">
<style>body { background: url(http://192.0.2.1/css) } @import "http://192.0.2.1/import";</style>
<link rel="stylesheet" href="http://192.0.2.1/link.css"> <meta http-equiv="refresh" content="0;url=http://192.0.2.1/">
<math><mtext><table><mglyph><style><img src=x onerror=window.PWNED=6></style></mglyph></table></mtext></math>
<details open ontoggle="window.PWNED=10"><summary>s</summary></details> <object data="http://192.0.2.1/o"></object>
<a id="same" href="/formgrader/?path=submitted">same</a> $\\href{javascript:window.PWNED=11}{x}$
<video src="http://192.0.2.1/v" autoplay></video>
<div style="position:fixed;inset:0;background:url(//192.0.2.1/s)"></div>

[r]: javascript:window.PWNED=4
[r2]: http://192.0.2.1/ref.png
"""
OUTPUT = f"""
from IPython.display import HTML, Javascript, Markdown, SVG, display
from IPython import get_ipython
display(HTML({ANSWER!r}), Javascript("window.PWNED=12"), SVG({SVG!r}), Markdown({ANSWER!r}))
display({{"text/vnd.mermaid": "</pre><img src=x onerror=window.PWNED=13>"}}, raw=True)
display({{"image/png": "AAAA\\" onerror=window.PWNED=14 \\""}}, raw=True)
display({{"image/png": "iVBORw0KGgo="}}, raw=True, metadata={{"image/png": {{"width": "1 onerror=window.PWNED=15"}},
    "filenames": {{"image/png": "http://192.0.2.1/name.png"}}}})
display({{"application/pdf": "x", "text/html": "<table class='dataframe'><tr><td>kept</td></tr></table>"}}, raw=True)
print("<img src=x onerror=window.PWNED=16> \\x1b]8;;javascript:window.PWNED=17\\x07link\\x1b]8;;\\x07")
"""


def quizzes(*arguments):
    done = run_command(*arguments, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def handed_in(course):
    """Return the release with answers, outputs and notes that attack whoever looks at them."""
    notebook = json.loads((course / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "gates-in-words":
            cell["source"] = ANSWER
            cell["attachments"] = {"a.png": {'image/png" onerror="window.PWNED=18': "AAAA"}}
        elif name == "gates-count-solution":
            cell["source"] = "def parameter_count(D, H): return 4 * H * (D + H + 1)\n" + OUTPUT
        cell["metadata"]["tags"] = ['x"><img src=x onerror=window.PWNED=19>']
    notebook["metadata"]["title"] = "</title><script>window.PWNED=20</script>"
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": "</script><script>"}}
    return notebook


def autograded_by_nbgrader(course):
    """Return a notebook as another grader may leave it: nothing is cleaned."""
    notebook = json.loads((course / "autograded" / ODD / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "gates-in-words":
            cell["source"] = ANSWER
        elif name == "gates-count-solution":
            cell["execution_count"] = 1
            cell["outputs"] = [
                {"output_type": "display_data", "metadata": {"image/png": {"width": "1 onerror=window.PWNED=15"}},
                 "data": data}
                for data in ({"text/html": ANSWER}, {"application/javascript": "window.PWNED=12"},
                             {"image/svg+xml": SVG}, {"text/markdown": ANSWER}, {"image/png": "iVBORw0KGgo="},
                             {"text/vnd.mermaid": "</pre><img src=x onerror=window.PWNED=13>"})
            ]  # fmt: skip
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    base = tmp_path_factory.mktemp("hostile")
    roster = base / "roster.csv"
    odd = ODD.replace('"', '""')
    roster.write_text(
        f'id,first_name,last_name\n"{odd}",<img src=x onerror=window.PWNED=22>,</a><script>window.PWNED=23</script>\n'
        "other,O,Ther\n",
        encoding="utf-8",
    )
    folder = base / "course"
    quizzes("new-course", folder, "--roster", roster, "--assignment", "gates")
    quizzes("release", "gates", "--course", folder)
    for student in (ODD, "other"):
        place = folder / "submitted" / student / "gates"
        place.mkdir(parents=True)
        (place / "gates.ipynb").write_text(json.dumps(handed_in(folder)), encoding="utf-8")
        (place / "x.html").write_text("<script>window.PWNED=24</script>")
    quizzes("grade", "gates", "--course", folder)
    graded = folder / "autograded" / "other" / "gates"
    (graded / "gates.ipynb").write_text(json.dumps(autograded_by_nbgrader(folder)), encoding="utf-8")
    (graded / "x.html").write_text("<script>document.title = 'ran'</script><img src='http://192.0.2.1/x'>")
    (folder / "evil").mkdir()
    (folder / "evil" / "nbgrader_config.py").write_text("from pathlib import Path; Path('ran').write_text('')")
    yield folder
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def servers(course, tmp_path_factory):
    with running_lab(course, tmp_path_factory.mktemp("lab")) as servers:
        yield servers


@pytest.fixture(scope="module")
def address(servers):
    return servers.formgrader


@pytest.fixture
def watched(browser, address, servers):
    """Return a page, and afterwards require that nothing ran and no request left formgrader."""
    context = browser.new_context()
    context.set_default_timeout(90_000)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/formgrader/manage_students?token={servers.token}")
    yield page
    assert page.evaluate("window.PWNED") is None
    context.close()
    paths = {url.removeprefix(address) for url in asked if not url.startswith(("data:", "blob:"))}
    assert not [path for path in paths if not re.match(r"/(formgrader|static|favicon.ico|$)", path)]


def opened(page, address, student):
    """Open a student's notebook in formgrader."""
    found = page.evaluate(
        """async (api) => (await (await fetch(api)).json()).map(each => [each.student, each.id])""",
        f"{address}/formgrader/api/submitted_notebooks/gates/gates",
    )
    page.goto(f"{address}/formgrader/submissions/{dict(map(tuple, found))[student]}/")
    page.wait_for_selector("input.score#gates-in-words", state="attached")
    page.locator(".katex").nth(5).wait_for(state="attached")  # the page's policy lets no test evaluate strings
    page.wait_for_timeout(1500)
    return page


@pytest.mark.parametrize("student", [ODD, "other"])
def test_nothing_in_a_submission_runs_or_asks_a_host(watched, address, student):
    page = opened(watched, address, student)
    notebook = page.locator("#notebook").first
    assert notebook.locator("script, iframe, object, form, style, svg:not(.katex svg), base, meta, video").count() == 0
    links = notebook.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href') || '')")
    assert not [link for link in links if not re.match(r"(https?://(?!127\.)|#|$)", link)]
    assert "my answer" in notebook.inner_text()
    pictures = notebook.locator("img").evaluate_all("images => images.map(image => image.src.slice(0, 26))")
    assert "data:image/svg+xml;base64," in pictures and "data:image/png;base64,iVBO" in pictures
    assert {source[:11] for source in pictures} <= {"data:image/", ""}  # some have lost their address
    if student == ODD:
        assert notebook.locator("table.dataframe td").first.inner_text() == "kept"
        title = page.locator(".breadcrumb")
        assert "<img src=x onerror=window.PWNED=22>" in title.evaluate("part => part.textContent")
        assert title.locator("img, script").count() == 0


def test_names_of_students_are_text_on_each_page(watched, address):
    odd = urllib.parse.quote(ODD, safe="")
    for path in ("manage_students", f"manage_students/{odd}", f"manage_students/{odd}/gates", "gradebook/gates/gates",
                 "manage_submissions/gates", "manage_assignments", "gradebook"):  # fmt: skip
        watched.goto(f"{address}/formgrader/{path}")
        watched.wait_for_selector("#main-table tr td")
        watched.wait_for_timeout(700)
        assert watched.evaluate("window.PWNED") is None, path
        assert watched.locator("#main-table img").count() == 0, path


def test_an_address_cannot_put_code_into_a_page(watched, address):
    for text in ('";window.PWNED=30;"', "</script><script>window.PWNED=31</script>", "<img src=x onerror=PWNED=32>"):
        for place in ("gradebook/{}", "gradebook/gates/{}", "manage_students/{}", "manage_submissions/{}"):
            watched.goto(f"{address}/formgrader/{place.format(urllib.parse.quote(text, safe=''))}")
            assert watched.evaluate("window.PWNED") is None
    watched.goto(f"{address}/formgrader/manage_students")


def test_an_address_cannot_make_formgrader_run_a_configuration(watched, address, course):
    watched.goto(f"{address}/formgrader/?path={urllib.parse.quote(str(course / 'evil'))}")
    watched.wait_for_selector("#main-table tr td")
    assert not (course / "ran").exists() and not (course / "evil" / "ran").exists()


def test_the_policy_holds_without_the_cleaning(browser, address, servers, course):
    context = browser.new_context()
    page = context.new_page()
    sent = []
    page.on("requestfinished", lambda request: sent.append(request.url))
    page.on("requestfailed", lambda request: request.failure == "csp" or sent.append(request.url))
    page.goto(f"{address}/formgrader/manage_students?token={servers.token}")
    opened(page, address, "other")
    answer = page.evaluate(
        """async (answer) => {
          const box = document.createElement("div");
          box.innerHTML = answer.replace(/<meta.*?>/, "");
          document.body.append(box);
          const script = document.createElement("script");
          script.textContent = "window.PWNED = 40";
          document.body.append(script);
          const outer = document.createElement("script");
          outer.src = "/files/evil.js";
          document.body.append(outer);
          document.querySelector("#send").click();
          const failed = [];
          for (const path of ["/api/contents", "/api/kernels", "http://192.0.2.1/x"])
            await fetch(path).catch(() => failed.push(path));
          await new Promise((done) => setTimeout(done, 1500));
          return [failed, window.PWNED ?? null];
        }""",
        ANSWER,
    )
    assert answer == [["/api/contents", "/api/kernels", "http://192.0.2.1/x"], None]
    assert not [url for url in sent if "192.0.2.1" in url or "/files/" in url or "/api/contents" in url]
    page.goto(f"{page.url}x.html")  # a page that was handed in, where another grader leaves it beside the notebook
    assert page.title() != "ran"
    assert not [url for url in sent if "192.0.2.1" in url]
    context.close()


def test_formgrader_is_a_stranger_to_jupyterlab_even_where_a_script_runs(browser, servers, course):
    """What runs in formgrader's pages, cleaning and policy taken away, reaches neither files nor kernels."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{servers.lab}/lab?token={TOKEN}")
    kernels = page.evaluate("async () => (await fetch('/api/kernels')).status")
    assert kernels == 200  # the instructor has the cookie of JupyterLab
    page.goto(f"{servers.formgrader}/formgrader/manage_students?token={servers.token}")
    page.wait_for_selector("#main-table tr td")
    told = page.evaluate(
        """async (lab) => {
          const read = async (address, more) => {
            try { return (await fetch(address, {credentials: "include", ...more})).status } catch { return "refused" }
          };
          const xsrf = (document.cookie.match(/_xsrf=([^;]+)/) || [])[1];
          const theirs = `${lab}/api/kernels`;
          const socket = (address) => new Promise((done) => {
            const made = new WebSocket(address.replace("http", "ws"));
            made.onopen = () => done("open");
            made.onerror = () => done("refused");
          });
          const frame = document.createElement("iframe");
          frame.src = `${lab}/lab`;
          document.body.append(frame);
          await new Promise((done) => setTimeout(done, 1500));
          let inside = "refused";
          try { inside = frame.contentWindow.document.title } catch {}
          const own = [];
          for (const path of ["api/contents", "api/kernels", "api/sessions", "api/terminals", "files/course.toml",
                              "view/course.toml", "api/shutdown", "lab", "nbconvert/html/course.toml"])
            own.push(await read(`/${path}`));
          return {
            theirs: await read(theirs),
            made: await read(theirs, {method: "POST", headers: {"X-XSRFToken": xsrf}, body: "{}"}),
            simple: await read(`${theirs}?_xsrf=${xsrf}`, {method: "POST", mode: "no-cors"}),
            terminal: await socket(`${lab}/terminals/websocket/1`),
            events: await socket(`${lab}/api/events/subscribe`),
            inside,
            own,
          };
        }""",
        servers.lab,
    )
    assert told.pop("own") == [404] * 9
    assert told.pop("simple") == 0  # sent, and not to be read
    assert set(told.values()) == {"refused"}, told
    page.goto(f"{servers.lab}/lab")
    assert page.evaluate("async () => (await (await fetch('/api/kernels')).json()).length") == 0
    context.close()


def test_jupyterlab_sends_on_to_formgrader_and_shows_it_in_no_tab_of_its_own(browser, servers):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{servers.lab}/formgrader?token={TOKEN}")
    page.wait_for_selector("a[href='/formgrader/gradebook']")
    assert page.url.startswith(f"{servers.formgrader}/formgrader")
    answer = page.goto(f"{servers.formgrader}/tree/source/gates")
    assert answer.request.url == f"{servers.lab}/lab/tree/source/gates"
    page.goto(f"{servers.lab}/lab")
    page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), {src: '/formgrader'}))")
    page.wait_for_timeout(1500)
    assert "formgrader has a window of its own" in page.frames[-1].content()
    context.close()


def test_the_graded_files_are_harmless_by_themselves_and_the_code_is_untouched(course):
    text = (course / "autograded" / ODD / "gates" / "gates.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    assert cells["gates-count-solution"]["source"] == (
        "def parameter_count(D, H): return 4 * H * (D + H + 1)\n" + OUTPUT
    )
    assert "widgets" not in notebook["metadata"] and "tags" not in cells["gates-in-words"]["metadata"]
    kinds = {kind for output in cells["gates-count-solution"]["outputs"] for kind in output.get("data", {})}
    assert kinds <= {"text/html", "text/markdown", "text/plain", "text/latex", "image/png"}
    drawn = [output["data"]["text/html"] for output in cells["gates-count-solution"]["outputs"]
             if "svg+xml" in output.get("data", {}).get("text/html", "")]  # fmt: skip
    (address,) = re.findall(r'^<img alt="figure" src="data:image/svg\+xml;base64,([^"]+)">$', drawn[0])
    assert b"<rect" in base64.b64decode(address)
