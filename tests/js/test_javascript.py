"""The page's script: its own tests under node, its types, and its weight."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_script_passes_the_strict_type_check():
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    assert compiler.is_file(), "TypeScript is not installed: run `npm ci` (make setup does)"
    done = run(compiler, "--noEmit", "--strict", "--project", "tsconfig.json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_type_check_refuses_a_wrong_type(tmp_path):
    (tmp_path / "wrong.js").write_text('// @ts-check\n/** @type {number} */\nexport const one = "1";\n')
    (tmp_path / "tsconfig.json").write_text(
        f'{{"extends": "{(ROOT / "tsconfig.json").as_posix()}", "include": ["*.js"]}}'
    )
    done = run(ROOT / "node_modules/typescript/bin/tsc", "--project", tmp_path)
    assert done.returncode != 0
    assert "Type 'string' is not assignable to type 'number'" in done.stdout


def test_script_and_style_weigh_less_than_20_kb_gzipped():
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in ASSETS.iterdir()}
    assert sum(sizes.values()) < 20_000, sizes


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_script_makes_no_html_from_strings_and_asks_no_host(path):
    text = path.read_text(encoding="utf-8")
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "fetch(", "http:", "https:"]:
        assert forbidden not in text
    assert text.startswith("// @ts-check\n")
