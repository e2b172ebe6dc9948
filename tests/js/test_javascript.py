"""The page's script: its own tests under node, its types, and its weight."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.page.assets import assets, without_comments

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "quizzes" / "page" / "assets"
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def run(*command):
    return subprocess.run(
        ["node", *map(str, command)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_script_passes_its_own_tests_under_node():
    done = run("--test", *sorted((ROOT / "tests" / "js").glob("*.test.js")))
    assert done.returncode == 0, done.stdout + done.stderr


def test_type_check_refuses_a_wrong_type(tmp_path):
    (tmp_path / "wrong.js").write_text('// @ts-check\n/** @type {number} */\nexport const one = "1";\n')
    (tmp_path / "tsconfig.json").write_text(
        f'{{"extends": "{(ROOT / "tsconfig.json").as_posix()}", "include": ["*.js"]}}'
    )
    done = run(ROOT / "node_modules/typescript/bin/tsc", "--project", tmp_path)
    assert done.returncode != 0
    assert "Type 'string' is not assignable to type 'number'" in done.stdout


def imported(name, files):
    """Return the modules that a module loads before it runs, itself included; ``import()`` loads later."""
    found, open_ = set(), [name]
    while open_:
        here = open_.pop()
        if here not in found:
            found.add(here)
            open_ += re.findall(r'^import [^;]*?"\./([^"]+)";', files[here].decode(), re.MULTILINE | re.DOTALL)
    return found


def test_script_and_style_of_a_page_weigh_less_than_20_kb_gzipped():
    files = assets()
    loaded = imported("quiz.js", files) | imported("page.js", files) | {"quiz.css"}
    assert {"judge.js", "store.js", "judge-parts.js"} < loaded
    loaded |= imported("deck.js", files)  # comes where questions of earlier chapters are due
    assert "ts-fsrs.js" not in loaded
    sizes = {name: len(gzip.compress(files[name], 9)) for name in loaded}
    assert sum(sizes.values()) < 20_000, sizes


def test_served_scripts_say_the_same_as_their_sources():
    told = "// @ts-check\n\n/** A rule.\n * @param {string} x\n */\n"
    text = f"{told}export const a = 1; // kept\n  // gone\nconst b = /\\/*/;\n"
    assert without_comments(text) == "\nexport const a = 1; // kept\nconst b = /\\/*/;\n"


def test_scheduler_is_served_with_its_licence():
    text = assets()["ts-fsrs.js"].decode()
    assert "MIT License" in text[:200]
    assert "sourceMappingURL" not in text
    assert not re.search(r"^import ", text, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_script_makes_no_html_from_strings_and_asks_no_host(path):
    text = path.read_text(encoding="utf-8")
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "fetch(", "http:", "https:"]:
        assert forbidden not in text
    assert text.startswith("// @ts-check\n")


def test_type_before_code_on_its_line_takes_no_code_along():
    text = "/** @type {X} */ (y)[z] = w;\nkeep();\n/**\n * gone\n */\nlast();\n"
    assert without_comments(text) == "(y)[z] = w;\nkeep();\nlast();\n"
