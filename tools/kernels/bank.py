"""Run every proof of the bank and write down what it compared, and where it disagrees: bank.py OUT.json [DRAWS]."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import sys
from dataclasses import asdict
from pathlib import Path

from comparisons import NAME, Watch, watched

ROOT = Path(__file__).resolve().parent.parent.parent
PROOFS = "quizzes.proofs."


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module of proofs with its comparisons watched."""

    watch: Watch

    def source_to_code(self, data: bytes, path: str, *, _optimize: int = -1) -> object:
        """Compile the module's source, watched."""
        return watched(data.decode(), path, only_asserts=False)

    def get_code(self, fullname: str) -> object:
        """Compile anew: the cache of compiled modules holds them unwatched."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def exec_module(self, module: object) -> None:
        """Run the module with the watch among its names."""
        setattr(module, NAME, self.watch)
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds modules of proofs before the ordinary finder does."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """Return a spec with our loader for modules of proofs."""
        if not fullname.startswith(PROOFS):
            return None
        file = ROOT / (fullname.replace(".", "/") + ".py")
        loader = _Loader(fullname, str(file))
        return importlib.machinery.ModuleSpec(fullname, loader, origin=str(file)) if file.is_file() else None


def main() -> None:
    """Run all proofs; a proof's own failure is a row, too."""
    _Loader.watch = watch = Watch(either=True)
    sys.meta_path.insert(0, _Finder())
    from quizzes.load import load_bank
    from quizzes.prove import DRAWS, disagreements, proof_of, run_proof

    rows, failed, numbers = {}, [], {}
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else DRAWS
    for item in load_bank().items.values():
        if proof_of(item) is None or item.kind.value == "code":
            continue
        watch.rows = {}
        try:
            truth = run_proof(item, draws)
            wrong = disagreements(item, truth)
            numbers[item.id] = {str(key): value for key, value in truth.items() if isinstance(value, float)}
        except Exception as error:  # noqa: BLE001  a table has a row for it
            wrong = (f"{type(error).__name__}: {error}",)
        failed += [{"line": 0, "error": f"{item.id}: {fault}", "source": item.proof or ""} for fault in wrong]
        for key, row in watch.rows.items():
            rows[f"{item.id}: {row.line}: {key}"] = asdict(row)
    Path(sys.argv[1]).write_text(json.dumps({"rows": rows, "failed": failed, "numbers": numbers}), encoding="utf-8")


if __name__ == "__main__":
    main()
