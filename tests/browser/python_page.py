"""A page in which Python runs, for the tests that share one."""

import contextlib

from visits import Visit


def folder_of(book_folder, site):
    """Return the address of the course's files of the page's Python."""
    (folder,) = book_folder.glob("_static/python-*/")
    return f"{site}/_static/{folder.name}"


@contextlib.contextmanager
def python_page(browser, site, path, **options):
    """Open a page of the book in a browser of its own."""
    visit = Visit(browser, site, **{"viewport": {"width": 1280, "height": 900}, "bypass_csp": False, **options})
    visit.page.set_default_timeout(120_000)  # Python starts in seconds, on a busy machine in a minute
    try:
        yield visit.open(path)
    finally:
        visit.context.close()
