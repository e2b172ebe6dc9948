"""Check the built site as its readers get it: links, axe-core in all states, names, weights, Lighthouse.

Run as ``make site-check``. A page's first view may take at most a megabyte without its fonts; Lighthouse's goals
stand in lighthouse.py. Performance is measured on this machine as it is: look at it again when the machine is idle.
Lighthouse's runs are kept beside the site (lighthouse.json) for as long as a page's files are the same, so what was cut
off, or was given ``--minutes``, goes on where it stopped.
"""

from __future__ import annotations

import argparse
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_check.links import Page

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
MAX_BYTES = 1_000_000  # of a page's first view, on the wire and without fonts
# The states of a page in which axe-core looks at it (states.py); "-" where a page has no such state.
STATES = ("loaded", "phone", "320 px", "dark", "forced", "answered", "open", "due", "search")
# For Lighthouse, a page of each kind: what opens a part, a section, questions, an assignment, the review, tables.
KINDS = ("index.html", "gates.html", "gates/memory.html", "gates/practice.html", "write-gates.html", "review.html",
         "progress.html", "search.html", "strips.html", "flashcards.html", "instructors.html", "api.html")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Check; 0 where all goals are reached."""
    parser = argparse.ArgumentParser(prog="site_check", description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--pages", nargs="*", metavar="PAGE", help="only these, as gates.html (default: all)")
    parser.add_argument(
        "--lighthouse",
        nargs="*",
        metavar="PAGE",
        help="pages for Lighthouse, or all (default: one of each kind); three runs where one leaves a doubt",
    )
    parser.add_argument("--minutes", type=float, help="stop Lighthouse after these; the next check goes on from there")
    parser.add_argument("--only", choices=("looks", "lighthouse"), help="one half: links and states, or Lighthouse")
    parser.add_argument(
        "--external", action="store_true", help="ask for every link to another host instead (needs a network)"
    )
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        print(f"site-check: no book in {options.site}; build it with `make book`", file=sys.stderr)
        return 1
    sys.path.insert(0, str(Path(__file__).parents[1]))
    return _external(options.site) if options.external else _check(options)


def _for_lighthouse(asked: Sequence[str] | None, pages: Sequence[str]) -> Sequence[str]:
    """Return the pages for Lighthouse; none where none was named."""
    if asked is None:
        return [page for page in KINDS if page in pages]
    return pages if list(asked) == ["all"] else asked


def _external(site: Path) -> int:
    from site_check.links import external_links, read_pages

    dead = 0
    for address, pages in external_links(read_pages(site)).items():
        said = _ask(address)
        dead += said != "200"
        print(f"{said:<28}{address}  ({', '.join(pages)})", flush=True)
    return 1 if dead else 0


def _ask(address: str) -> str:
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError as error:
        return str(getattr(error, "reason", error))[:26]


def _check(options: argparse.Namespace) -> int:
    from site_check.links import read_pages
    from site_check.server import served

    pages = read_pages(options.site)
    faults, whole = 0, True
    with served(options.site) as address:
        if options.only != "lighthouse":
            faults += _links(options.site, pages)
            faults += _looks(address, options.pages or list(pages))
        if options.only != "looks":
            missed, whole = _lighthouse(options, address, _for_lighthouse(options.lighthouse, list(pages)))
            faults += missed
    print(f"\n{faults} faults" if faults else "\nall goals reached" if whole else "\nno fault so far")
    return 1 if faults or not whole else 0


def _links(site: Path, pages: Mapping[str, Page]) -> int:
    from site_check.links import broken_links, external_links

    broken = list(broken_links(site, pages))
    links = sum(len(page.links) for page in pages.values())
    foreign = len(external_links(pages))
    print(f"Links: {links} on {len(pages)} pages, {foreign} of them to other hosts; broken: {len(broken)}")
    for line in broken:
        print(f"  {line}")
    return len(broken)


def _looks(address: str, pages: Sequence[str]) -> int:
    from site_check.browser import look_at, opened

    faults = 0
    heads = "".join(f"{name:>9}" for name in STATES)
    sizes = f"{'kB sent':>9}{'whole':>7}{'fonts':>7}{'elements':>10}"
    print(f"\n{'page':<26}{sizes}  axe:{heads}{'names':>8}{'other':>7}", flush=True)
    with opened() as browser:
        for look in look_at(browser, address, pages):
            heavy = look.weight.sent > MAX_BYTES
            violations = [line for lines in look.violations.values() for line in lines]
            faults += len(violations) + len(look.complaints) + heavy
            sizes = "".join(f"{size / 1000:>7.0f}" for size in (look.weight.whole, look.weight.fonts))
            counts = "".join(f"{len(look.violations[n]) if n in look.violations else '-':>9}" for n in STATES)
            sizes = f"{look.weight.sent / 1000:>9.0f}{sizes}{look.elements:>10}"
            print(
                f"{look.page:<26}{sizes}      {counts}{look.named:>8}{len(look.complaints):>7}{'  TOO HEAVY' * heavy}",
                flush=True,
            )
            for line in (*violations, *look.complaints):
                print(f"  {line}")
    return faults


def _lighthouse(options: argparse.Namespace, address: str, pages: Sequence[str]) -> tuple[int, bool]:
    from site_check.browser import chromium_path
    from site_check.lighthouse import run_lighthouse
    from site_check.runs import Kept, faults, run_pages, table

    kept = Kept.read(options.site, options.site.parent / "lighthouse.json")
    chromium = chromium_path()
    stopped = run_pages(
        kept, pages, lambda page, setting: run_lighthouse(address, page, setting, chromium), options.minutes
    )
    print("", *table(kept, pages), sep="\n", flush=True)
    if stopped:
        print(f"{stopped}; the same command goes on from here.")
    return faults(kept, pages), not stopped


if __name__ == "__main__":
    sys.exit(main())
