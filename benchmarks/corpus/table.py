"""The table in tests/submissions/README.md: what each submission does, its grade here and by nbgrader."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from benchmarks.corpus.entries import GROUPS, MODES, SUBMISSIONS, Entry, read_entries
from benchmarks.corpus.nbgrader import read_table

README = SUBMISSIONS / "README.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def lines(entries: tuple[Entry, ...], measured: Mapping[tuple[str, str], Mapping[str, str]]) -> Iterator[str]:
    """Yield the table's lines, one section a group."""
    for group in GROUPS:
        mine = [entry for entry in entries if entry.name.startswith(f"{group}/")]
        yield f"### {group} ({len(mine)})"
        yield ""
        yield "| file | what it does | gates: here | gates: nbgrader | asserts: here | asserts: nbgrader |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for entry in mine:
            cells = [entry.path.stem, entry.says.replace("|", "\\|")]
            for mode in MODES:
                cells += [str(entry.expected[mode]), _by_nbgrader(measured.get((entry.name, mode)))]
            yield f"| {' | '.join(cells)} |"
        yield ""


def _by_nbgrader(row: Mapping[str, str] | None) -> str:
    if row is None:
        return "-"
    why = row["why"].replace("|", "/").removeprefix("nbclient.exceptions.").removeprefix("jsonschema.exceptions.")
    none = f"no grade: `{why}`" if why else "no grade"
    parts = [f"{float(row['score']):g}" if row["graded"] == "yes" else none]
    if row["other_student"] != "untouched":
        parts.append("**another student's points changed**")
    if row["stolen"]:
        parts.append("**stolen**")
    return ", ".join(parts)


def wrong(entries: tuple[Entry, ...], measured: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, int]:
    """Count where nbgrader's result is not the one that is right."""
    found = {"measured": 0, "more points than earned": 0, "fewer points than earned": 0, "no grade": 0,
             "something stolen": 0, "another student's points changed": 0}  # fmt: skip
    for entry in entries:
        for mode in MODES:
            row = measured.get((entry.name, mode))
            if row is None:
                continue
            found["measured"] += 1
            earned = entry.expected[mode].score
            graded = row["graded"] == "yes"
            found["no grade"] += not graded
            found["more points than earned"] += graded and float(row["score"]) > earned + 1e-6
            found["fewer points than earned"] += graded and float(row["score"]) < earned - 1e-6
            found["something stolen"] += bool(row["stolen"])
            found["another student's points changed"] += row["other_student"] != "untouched"
    return found


def main() -> int:
    """Write the table into the README."""
    entries = read_entries()
    measured = {(row["submission"], row["assignment"]): row for row in read_table()}
    head, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    counts = ", ".join(f"{name}: {count}" for name, count in wrong(entries, measured).items())
    table = "\n".join(lines(entries, measured))
    text = f"{head}{BEGIN}\n{len(entries)} submissions. nbgrader 0.9.6, {counts}.\n\n{table}{END}{tail}"
    README.write_text(text, encoding="utf-8")
    print(f"{README}: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
