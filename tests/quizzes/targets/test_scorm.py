"""SCORM packages as files; tests/browser/test_scorm.py plays them."""

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest

from quizzes.page.key import page_key
from quizzes.targets.questions import questions
from quizzes.targets.scorm import export_scorm, package_name
from quizzes.targets.scorm_page import mathml

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


@pytest.fixture(scope="module")
def packages(exported_bank):
    found = {}
    for made in export_scorm(exported_bank):
        ((name, content),) = made.files.items()
        found[name] = zipfile.ZipFile(io.BytesIO(content))
    return found


def test_every_chapter_is_a_package_of_its_own_and_the_same_twice(exported_bank, packages):
    chapters = dict.fromkeys(question.item.chapter for question in questions(exported_bank))
    assert list(packages) == [package_name(exported_bank.project, chapter) for chapter in chapters]
    assert export_scorm(exported_bank) == export_scorm(exported_bank)


def test_manifest_names_every_file_and_one_object_that_reports(packages):
    for package in packages.values():
        root = ET.fromstring(package.read("imsmanifest.xml"))
        assert root.findtext(f"{CP}metadata/{CP}schemaversion") == "1.2"
        (resource,) = root.iter(f"{CP}resource")
        assert (resource.get(f"{ADL}scormtype"), resource.get("href")) == ("sco", "index.html")
        assert {file.get("href") for file in resource} | {"imsmanifest.xml"} == set(package.namelist())
        (item,) = root.iter(f"{CP}item")
        assert item.get("identifierref") == resource.get("identifier")


def test_page_holds_each_question_with_the_key_of_the_course_page(exported_bank, packages):
    for name, package in packages.items():
        page = package.read("index.html").decode()
        keys = [json.loads(text) for text in re.findall(r'class="key">(.*?)</script>', page, re.DOTALL)]
        project = exported_bank.project
        asked = [q for q in questions(exported_bank) if package_name(project, q.item.chapter) == name]
        assert keys == [page_key(question.item) for question in asked]
        assert not re.search(r"\\\(|\\\[|https?://(?!www\.w3\.org/1998/Math)", page)


def test_scripts_ask_nobody_else(packages):
    for package in packages.values():
        for name in package.namelist():
            if name.endswith(".js"):
                assert not re.search(r"https?://|import\(", package.read(name).decode()), name


def test_formulas_are_mathml():
    assert "<mi>x</mi>" in mathml(r"<p>\(x &lt; 1\)</p>")
    assert 'display="block"' in mathml(r"\[x\]")
    assert mathml("no formula (here)") == "no formula (here)"
