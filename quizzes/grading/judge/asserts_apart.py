"""Test cells of other people's assignments, run in a kernel in which no learner's code ever runs.

The learner's kernel is asked, on the way, for what their functions return and their objects hold, as plain values.
So it never has a test cell's source, and there is nothing in the test cell's kernel that they could have changed.

Why: DECISIONS.md#test-cells-apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quizzes.grading.judge.asserts import failed, passed
from quizzes.grading.judge.callees import Callees, MasterRun, Mirror, with_changed
from quizzes.grading.judge.evidence import Evidence, about_arguments
from quizzes.grading.judge.parcel_check import checked
from quizzes.grading.judge.shared_names import Shared, visible_imports
from quizzes.grading.judge.tasks_and_items import WrittenCells
from quizzes.grading.outcome import TaskGrade
from quizzes.grading.run.run import Connect, Run
from quizzes.grading.sandbox.session import CellResult, Session, Spent, Stop
from quizzes.wire.parcels import MAX_TEXT, from_text, to_text
from quizzes.wire.values import NotPlain

_UNREADABLE = {
    "error": {
        "type": "RuntimeError",
        "kinds": ["RuntimeError"],
        "message": "the notebook's kernel gave an answer that cannot be read",
    },
    "changed": [],
}


class Apart:
    """The kernel of the test cells, beside the run of one submission."""

    def __init__(
        self, connect: Connect, files: Mapping[str, bytes], run: Run, masters: MasterRun | None = None
    ) -> None:
        """Take kernels from `connect`, when the first cell runs; the master's run says what may be, its own may all."""
        self._connect, self._files, self._run, self._masters = connect, files, run, masters
        self._may = None if masters is None else sorted(masters.may)
        self.learnt = MasterRun()  # from this run
        self.asked: set[str] = set()  # of objects, by the present cell
        self._objects: frozenset[str] = frozenset()  # names that are the learner's functions and objects, in it
        self._plain = False  # whether it has plain values of the learner's
        self.spent = Spent()
        self._session: Session | None = None
        self._beside = 0  # which of the learner's kernels the present one has been beside
        self._past: list[tuple[str, Shared]] = []  # cells that a fresh kernel has to run again
        self._callees = Callees()
        self._mirror = Mirror(None if masters is None else masters.changed)

    def follow(self, source: str, shared: Shared) -> None:
        """Run a cell of the instructor's that earns nothing, for what the cells behind it need."""
        if source.strip() and shared.needed and self._cell(source, shared).stop is None:
            self._past.append((source, shared))

    def judge(
        self, name: str, source: str, shared: Shared, points: float, written: WrittenCells
    ) -> tuple[TaskGrade, CellResult]:
        """Run a test cell and return its grade, by nbgrader's rule, and what it put out."""
        self._may = None if self._masters is None else sorted(self._masters.may_in(name))
        result = self._cell(source, shared)
        evidence = self._evidence(name, result)
        if result.stop is None and not result.error:
            result = self._with_doubts(name, source, shared, result, evidence)
        self._may = None if self._masters is None else sorted(self._masters.may)
        if result.stop is None:
            self._past.append((source, shared))
            imports = visible_imports(source)
            if imports:
                self._run.cell(imports)
        if result.stop is not None or result.error:
            return failed(name, points, result, written), result
        return passed(name, points, result.value, written), result

    def _evidence(self, name: str, result: CellResult) -> Evidence:
        """Return what a cell has seen, and keep it where this is the master's run."""
        told = result.evidence or {"checks": [], "pairs": [], "results": []}
        results = {key: kinds for number, kinds in told["results"] for key in self._callees.keys(number)}
        names = self._objects, self._plain
        evidence = Evidence(told, results, frozenset(self.asked), *names, result.value is not None)
        if self._masters is None:
            self.learnt = self.learnt.having(name, evidence, self._mirror.changed)
        return evidence

    def _with_doubts(
        self, name: str, source: str, shared: Shared, result: CellResult, evidence: Evidence
    ) -> CellResult:
        """Return the result of a cell that ended well, as a failure where it saw less than it has to."""
        masters = self._masters.evidence.get(name) if self._masters is not None else None
        if masters is None:
            return result
        lacking = evidence.lacks(masters)
        if lacking:
            return replace(result, error="AssertionError", message=f"Not enough was seen: {lacking}.")
        if not self._mirror.kept_back:
            return result
        # An argument was changed in place where the master's is not. That is of no use to the learner, but where the
        # test asks whether it is as it was, it has to see it.
        self._mirror.whole = True
        again = self._cell(source, shared)
        self._mirror.whole = False
        asks = again.error and about_arguments(source, again.line, frozenset((*shared.values, *shared.imports)))
        return again if asks or again.stop is not None else result

    def close(self) -> None:
        """End the kernel."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _cell(self, source: str, shared: Shared) -> CellResult:
        """Run a cell in a kernel in which all earlier ones have run beside the learner's present kernel."""
        self._stopped: Stop | None = None
        self.asked = set()
        beside = self._run.begin()
        if beside == 0:
            return CellResult(stop=self._run.stops[-1])
        if self._session is None or self._session.ended is not None or beside != self._beside:
            self.close()
            self._session, self._beside = self._connect(self.spent), beside
            self._callees = Callees()
            self._session.put(self._files)
            for number, (before, names) in enumerate(self._past):
                self._run.begin()
                if self._once(before, names).stop is not None:
                    del self._past[number]  # this time it did not end well: go on without it
                    return self._cell(source, shared)
            self._run.begin()  # what the start took is nobody's
        return self._once(source, shared)

    def _once(self, source: str, shared: Shared) -> CellResult:
        session = self._session
        assert session is not None
        self._mirror.begin()
        found, imports = self._names(shared)
        session.begin()
        if self._stopped is None and imports:
            session.check("\n".join(imports), {"names": "", "absent": [], "may": self._may}, self._give)
        if self._stopped is not None:
            session.close()
            return CellResult(stop=self._stopped)
        there = {pair[0] for pair in found}
        absent = [name for name in shared.values if name not in there]
        absent += [name for name, line in shared.imports.items() if line not in imports]
        names = to_text({"value": {"dict": found}}) if found else ""
        result = session.check(source, {"names": names, "absent": absent, "may": self._may}, self._give)
        if self._stopped is not None:
            return CellResult(stop=self._stopped)
        if result.stop is not None:
            self._run.stops.append(result.stop)
        return result

    def _names(self, shared: Shared) -> tuple[list, list[str]]:
        """Return the learner's names with their nodes, and the imports that they have made as well."""
        self._objects, self._plain = frozenset(), False
        if not shared.values and not shared.imports:
            return [], []
        asked = {"do": "names", "names": list(shared.values), "there": list(shared.imports)}
        text = self._give(to_text(asked))
        value = from_text(text).get("value") if text else None
        pairs = value["dict"] if type(value) is dict and "dict" in value else []
        self._callees.name(pairs)
        self._objects = frozenset(key for key, node in pairs if type(node) is dict and "handle" in node)
        self._plain = any(key in shared.values and key not in self._objects for key, _ in pairs)
        there = {pair[0] for pair in pairs if type(pair[0]) is str}
        imports = [line for name, line in shared.imports.items() if name in there]
        return [pair for pair in pairs if pair[0] in shared.values], list(dict.fromkeys(imports))

    def _give(self, request: str) -> str | None:
        """Have a question of the test cell's answered by the learner's kernel; nothing of the answer is believed."""
        if len(request) > MAX_TEXT:
            return to_text(_UNREADABLE)
        self._note(request)
        answer, stop = self._run.show(request)
        if stop is not None:
            self._stopped = stop
            return None
        try:
            text = checked(answer)
        except NotPlain:
            return to_text(_UNREADABLE)
        if text.startswith('{"changed":[]') and '{"handle"' not in text:
            return text  # plain values, and nothing else
        told = from_text(text)
        callee = self._callees.note(from_text(request), told)
        changes = told["changed"]
        told["changed"] = self._mirror.changes(callee, changes)
        if "value" in told and len(told["changed"]) < len(changes):
            told["value"] = with_changed(told["value"], dict(changes))
        return to_text(told)

    def _note(self, request: str) -> None:
        """Note what is asked of objects, where anything may be: of the master's own."""
        if self._may is None:
            asked = from_text(request)
            more = f" {asked['arguments'][1]}" if asked["do"] == "get" else ""
            self.asked.add(f"{asked['do']}{more}")
