"""What an EPUB must hold to be opened anywhere, looked at in the file: its order, its lists, each of its links."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

_OPF = "{http://www.idpf.org/2007/opf}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_LOADED = {
    "img": "src",
    "link": "href",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}
_FOREIGN = {"mathml": "{http://www.w3.org/1998/Math/MathML}math", "svg": "{http://www.w3.org/2000/svg}svg"}


def faults(path: Path) -> Iterator[str]:
    """Yield what is wrong, each with the file inside and what was expected."""
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or first.extra:
            yield f"expected mimetype as the first file, stored, got {first.filename}"
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    if files.pop("mimetype", b"") != b"application/epub+zip":
        yield "mimetype: expected application/epub+zip"
    package = re.search(rb'full-path="([^"]+)"', files.pop("META-INF/container.xml", b""))
    if not package or package[1].decode() not in files:
        yield "META-INF/container.xml: expected the path of a package that is there"
        return
    name = package[1].decode()
    yield from _package_faults(name, files)


def _package_faults(name: str, files: dict[str, bytes]) -> Iterator[str]:
    opf = ElementTree.fromstring(files[name])
    folder = posixpath.dirname(name)
    items = {item.get("id"): item for item in opf.iter(f"{_OPF}item")}
    listed = Counter(posixpath.join(folder, item.get("href", "")) for item in items.values())
    for twice in (each for each, count in listed.items() if count > 1):
        yield f"{name}: {twice} is listed more than once"
    for lost in sorted(set(listed) - set(files)):
        yield f"{name}: lists {lost}, which is not there"
    for unknown in sorted(set(files) - set(listed) - {name}):
        yield f"{name}: expected {unknown} in the manifest"
    for ref in opf.iter(f"{_OPF}itemref"):
        if ref.get("idref") not in items:
            yield f"{name}: the spine names {ref.get('idref')!r}, which the manifest does not have"
    if sum("nav" in item.get("properties", "").split() for item in items.values()) != 1:
        yield f"{name}: expected one item with the contents (nav)"
    trees = {}
    for item in items.values():
        file = posixpath.join(folder, item.get("href", ""))
        if item.get("media-type") != "application/xhtml+xml" or file not in files:
            continue
        try:
            trees[file] = ElementTree.fromstring(files[file])
        except ElementTree.ParseError as error:
            yield f"{file}: expected XML, {error}"
            continue
        told = set(item.get("properties", "").split()) & set(_FOREIGN)
        held = {kind for kind, tag in _FOREIGN.items() if next(trees[file].iter(tag), None) is not None}
        if told != held:
            yield f"{file}: expected the properties {sorted(held)}, got {sorted(told)}"
    yield from _document_faults(trees, files)


def _document_faults(trees: dict[str, ElementTree.Element], files: dict[str, bytes]) -> Iterator[str]:
    ids = {file: Counter(each.get("id") for each in tree.iter() if each.get("id")) for file, tree in trees.items()}
    for file, tree in trees.items():
        yield from (
            f"{file}: the id {each!r} stands there {count} times" for each, count in ids[file].items() if count > 1
        )
        for element in tree.iter():
            tag = str(element.tag).removeprefix(_XHTML)
            address = element.get("href" if tag == "a" else _LOADED.get(tag, ""), None)
            if address is None:
                continue
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                if tag != "a":
                    yield f"{file}: {tag} asks another host: {address}"
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path))) if parts.path else file
            )
            if target not in files:
                yield f"{file}: {address!r} leads to {target}, which is not there"
            elif parts.fragment and unquote(parts.fragment) not in ids.get(target, {}):
                yield f"{file}: {address!r} leads to a place that {target} does not have"
