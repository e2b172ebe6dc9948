"""What Sphinx is told about the extension."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from quizzes.page.assets import add_assets, copy_assets
from quizzes.page.assignments import compose_page
from quizzes.page.code_tasks import DIRECTIVES
from quizzes.page.code_version import code_version
from quizzes.page.directive import QuizDirective
from quizzes.page.lazy import move_variants
from quizzes.page.names import name_parts
from quizzes.page.nodes import QuizPart
from quizzes.page.registry import QuizDomain, changed_pages, label_items, load_configured_bank
from quizzes.page.search import leave_answers_out
from quizzes.page.see import ResolveSee, ResolveTasks
from quizzes.page.site_pages import DueDirective, SitePageDirective, write_index
from quizzes.page.visitors import VISITORS

HERE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, object]:
    """Register the directive ``{quiz}`` and all that shows it."""
    # The folder with quizzes.toml, from that of the configuration; without it the first one above it that has the file.
    app.add_config_value("quizzes_project", "", "env", types=(str,))
    app.add_config_value("quizzes_tolerant", False, "", types=(bool,))  # warn of what would stop the build
    app.add_domain(QuizDomain)
    app.add_directive("quiz", QuizDirective)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_directive("due", DueDirective)
    app.add_directive("progress", SitePageDirective)
    app.add_directive("review", SitePageDirective)
    for node in QuizPart.__subclasses__():
        app.add_node(node, **VISITORS)
    app.add_post_transform(ResolveSee)
    app.add_post_transform(ResolveTasks)
    app.connect("builder-inited", load_configured_bank)
    app.connect("builder-inited", leave_answers_out)
    app.connect("source-read", compose_page)
    app.connect("env-get-outdated", changed_pages)
    app.connect("env-updated", label_items)
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", move_variants)
    app.connect("build-finished", name_parts)
    app.connect("build-finished", copy_assets)
    app.connect("build-finished", write_index)
    version = code_version(HERE, HERE.parent / "kinds")  # when it changes every page is read again
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": version}
