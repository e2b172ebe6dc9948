"""Which cells of a submission hold the answers: by grade id, cell id, the names that they define, likeness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.read_notebook import SentCell

_ALIKE = 0.6  # of difflib's ratio to the stub
_COMPARED = 4000  # characters of a source that are compared
_CANDIDATES = 200  # cells that are compared with a stub
_WORK = 20_000_000  # letters times letters that are compared in one submission: difflib's time grows with them


@dataclass(frozen=True)
class Wanted:
    """A cell that learners fill."""

    id: str  # nbgrader's grade id
    type: str  # code or markdown
    stub: str  # as it was handed out
    names: frozenset[str]  # that it should define
    after: str = ""  # the cell that stands before it in the master, as it was handed out
    stubs: frozenset[str] = frozenset()  # other forms in which it may have been handed out

    def is_stub(self, source: str) -> bool:
        """Say whether a source is as it was handed out."""
        return source.strip() == self.stub.strip() or source.strip() in self.stubs


@dataclass(frozen=True)
class Found:
    """The answers that were found."""

    sources: Mapping[str, str]  # by grade id
    used: frozenset[int]  # numbers of the cells that they are from
    notes: tuple[str, ...]  # what was put right


def find_sources(cells: Sequence[SentCell], wanted: Sequence[Wanted], locked: frozenset[str]) -> Found:
    """Return the source of each wanted cell that the submission holds in some form.

    Parameters
    ----------
    cells : Sequence[SentCell]
        Of the submission, in its order.
    wanted : Sequence[Wanted]
        The cells to be found, in the master's order.
    locked : frozenset[str]
        Sources that are the assignment's own and nobody's answer.
    """
    sources: dict[str, str] = {}
    used: dict[int, str] = {}
    notes: list[str] = []
    for want in wanted:
        named = [cell for cell in cells if cell.grade_id == want.id]
        if named:
            for cell in named:
                used[cell.number] = want.id
            sources[want.id] = _one_of(want, named, notes)
            if len(named) == 1:
                more = _continued(want, named[0], cells, wanted, locked)
                used.update((cell.number, want.id) for cell in more)
                sources[want.id] = "\n".join([sources[want.id], *(cell.source for cell in more)])
                if more:
                    notes.append(f"{want.id} was continued in a cell that was added; that cell was joined to it.")
            if any(cell.type != want.type for cell in named):
                notes.append(f"{want.id} was a cell of type {named[-1].type or 'none'}; it was read as {want.type}.")
    compare = _Comparison()
    free = [cell for cell in cells if cell.source.strip() not in locked and cell.source.strip()]
    for want in wanted:
        # A cell left as it was, or emptied, gives way to one elsewhere that does define what is asked for.
        if want.id not in sources or not _answers(want, sources[want.id]):
            left = [cell for cell in free if cell.number not in used]
            match, how = _search(want, left, cells, compare)
            if match:
                used.update((cell.number, want.id) for cell in match)
                sources[want.id] = _one_of(want, match, notes)
                notes.append(
                    f"{want.id} was found by {how}, in cell {match[-1].number}; it was put back into its place."
                )
    return Found(sources, frozenset(used), tuple(notes))


def _continued(
    want: Wanted, cell: SentCell, cells: Sequence[SentCell], wanted: Iterable[Wanted], locked: frozenset[str]
) -> list[SentCell]:
    """Return the cells right below that go on with this one: its other half, or another definition of the same name."""
    found: list[SentCell] = []
    others = frozenset().union(*(other.names for other in wanted if other.id != want.id))
    for more in cells[cells.index(cell) + 1 :]:
        if want.type != "code" or more.type != "code" or more.grade_id or more.source.strip() in locked:
            break
        names = names_of(more.source)
        half = not names.parses and names_of("\n".join([cell.source, more.source])).parses
        if half or (names.parses and want.names & names.bound and not others & names.bound):
            found.append(more)
    return found


def _answers(want: Wanted, source: str) -> bool:
    if want.is_stub(source):
        return False
    return not want.names or not names_of(source).parses or bool(want.names & names_of(source).bound)


def _search(
    want: Wanted, cells: Sequence[SentCell], everything: Sequence[SentCell], compare: _Comparison
) -> tuple[list[SentCell], str]:
    same = [cell for cell in cells if cell.id == want.id and cell.type == want.type]
    if same and _answers(want, same[-1].source):
        return same, "its cell's id"
    if want.names:
        defining = [
            cell for cell in cells if want.names & names_of(cell.source).bound and not want.is_stub(cell.source)
        ]
        if defining:
            return defining, "what it defines"
    ratios = {
        cell.number: compare.ratio(cell.source, want.stub) for cell in cells[:_CANDIDATES] if cell.type == want.type
    }
    alike = [cell for cell in cells[:_CANDIDATES] if ratios.get(cell.number, 0.0) >= _ALIKE]
    if alike:
        return [max(alike, key=lambda cell: ratios[cell.number])], "its likeness to the text handed out"
    if same:
        return same, "its cell's id"
    before = [cell.number for cell in everything if want.after and cell.source.strip() == want.after]
    placed = [cell for cell in cells if before and cell.number == before[-1] + 1 and cell.type == want.type]
    return placed, "its place"


class _Comparison:
    """Compares texts as long as there is time for it."""

    def __init__(self) -> None:
        self._left = _WORK

    def ratio(self, one: str, other: str) -> float:
        """Return how alike two texts are; 0 where they are not, or too much has been compared already."""
        one, other = one[:_COMPARED], other[:_COMPARED]
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
            return 0.0
        self._left -= len(one) * len(other)
        return matcher.ratio() if self._left >= 0 else 0.0


def _one_of(want: Wanted, cells: Sequence[SentCell], notes: list[str]) -> str:
    """Return one source for several cells: the parts of a split cell joined, of copies the last that was worked on."""
    worked = [cell.source for cell in cells if cell.source.strip() and not want.is_stub(cell.source)]
    if not worked:
        return cells[-1].source
    if len(set(worked)) == 1:
        if len(cells) > 1:
            notes.append(f"{want.id} stood in the notebook {len(cells)} times; the one that was worked on was taken.")
        return worked[0]
    joined = "\n".join(worked)
    if _is_split(worked, joined):
        notes.append(f"{want.id} had been split into {len(worked)} cells; they were joined.")
        return joined
    notes.append(f"{want.id} stood in the notebook {len(worked)} times; the last one was taken.")
    return worked[-1]


def _is_split(parts: Sequence[str], joined: str) -> bool:
    """Say whether the parts make one source: cut in the middle, or defining different names."""
    if not names_of(joined).parses:
        return False
    if not all(names_of(part).parses for part in parts):
        return True
    bound = [names_of(part).bound for part in parts]
    return sum(map(len, bound)) == len(frozenset().union(*bound))
