"""What depends on where the site will stand: canonical addresses, sitemap, social cards, the button that opens a hub.

The environment says it, because the same sources are served from many places:

==================  ==========================================================================================
``SITE_URL``        address of the site's root; default ``http://127.0.0.1:8000/``, where ``make course`` serves it and
                    nobody fetches a social card: so none is drawn
``HUB_URL``         a JupyterHub with nbgitpuller; chapters then get a launch button
``REPOSITORY_URL``  the repository from which that hub takes the chapters
``REPOSITORY_BRANCH``  its branch; default ``main``
==================  ==========================================================================================
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

HERE = "http://127.0.0.1:8000/"
# The pages that have no source, and so no description of their own.
WRITTEN = {
    "404": "There is no page at this address; the contents and the search lead on.",
    "search": "Search all pages of the course: words that are spelt nearly right are found, too.",
    "genindex": "The index of the course: every name of the library, and where it is described.",
}


def take_address(app: Sphinx, config: Config) -> None:
    """Put the addresses of the environment into the configuration, before other extensions read it."""
    address = web_address("SITE_URL", os.environ, HERE)
    config.html_baseurl = config.ogp_site_url = address
    config.ogp_social_cards = {**config.ogp_social_cards, "enable": address != HERE}
    config.html_theme_options = {**config.html_theme_options, **hub_options(os.environ)}


def describe(_app: Sphinx, pagename: str, _template: str, context: dict, doctree: nodes.document | None) -> None:
    """Let a page's card say what its head says, not its first words; a page without a source gets a description."""
    if words := WRITTEN.get(pagename):
        described = f'<meta content="{words}" name="description" />'
        context["metatags"] = "\n".join((context.get("metatags", ""), described))
    for meta in doctree.findall(nodes.meta) if doctree else ():
        if meta.get("name") == "description":
            context["meta"] = {**(context.get("meta") or {}), "og:description": meta["content"]}


def list_every_page(app: Sphinx, exception: Exception | None) -> None:
    """Have the sitemap list all pages; of itself it lists those that this build wrote again."""
    links = getattr(app, "sitemap_links", None)
    if exception is not None or links is None:
        return
    while not links.empty():
        links.get_nowait()
    for address in map(app.builder.get_target_uri, sorted(app.env.found_docs)):
        if address not in app.config.sitemap_excludes:
            links.put(address)


def web_address(name: str, environment: Mapping[str, str], default: str = "") -> str:
    """Return an address of the environment, with a slash at its end.

    Raises
    ------
    ExtensionError
        If it is none of http or https.
    """
    address = environment.get(name, "").strip() or default
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ExtensionError(f"{name}: expected an address such as https://example.org/course/, got {address!r}")
    return address.rstrip("/") + "/"


def hub_options(environment: Mapping[str, str]) -> dict[str, object]:
    """Return the theme's options for the launch button; none where no hub is named."""
    if not environment.get("HUB_URL"):
        return {}
    return {
        "repository_url": web_address("REPOSITORY_URL", environment).rstrip("/"),
        "repository_provider": "github",
        "repository_branch": environment.get("REPOSITORY_BRANCH") or "main",
        "path_to_docs": "book",
        "launch_buttons": {
            "jupyterhub_url": web_address("HUB_URL", environment).rstrip("/"),
            "notebook_interface": "jupyterlab",
        },
    }
