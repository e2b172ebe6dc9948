"""Whether a gradebook has everything that this nbgrader expects of it, and the indexes that nbgrader leaves out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import nbgrader
from nbgrader import api
from nbgrader.api import Base
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from quizzes.errors import UsageError

# By which nbgrader and we look rows up. Without them each look reads the whole table, once a submission.
_LOOKED_UP = {
    "grade": "notebook_id",
    "comment": "notebook_id",
    "submitted_notebook": "assignment_id",
    "submitted_assignment": "student_id",
}


def newest_revision() -> str:
    """Return the version that a new gradebook has; nbgrader starts a Python of its own to find it out."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head() or ""


api.get_alembic_version = newest_revision


def require_current(db_url: str) -> None:
    """Raise UsageError where an older nbgrader made the gradebook; an empty one is as good as new."""
    engine = create_engine(db_url)
    try:
        found = inspect(engine)
        tables = set(found.get_table_names())
        if not tables:
            return
        lacks = [name for name in Base.metadata.tables if name not in tables]
        for name, table in Base.metadata.tables.items():
            if name in tables:
                columns = {column["name"] for column in found.get_columns(name)}
                lacks += [f"{name}.{column.name}" for column in table.columns if column.name not in columns]
    finally:
        engine.dispose()
    if lacks:
        raise UsageError(
            f"the gradebook was made by an older nbgrader (it lacks {', '.join(lacks)}). In the course's folder run "
            "`nbgrader db upgrade`, which keeps a copy, and then this command again"
        )


# Why: DECISIONS.md#gradebook-indexes
def add_indexes(engine: Engine) -> None:
    """Add the indexes that a gradebook of many submissions needs; without the right to do so all works, slowly."""
    for table, column in _LOOKED_UP.items():
        name = f"quizzes_{table}_{column}"
        if name not in {index["name"] for index in inspect(engine).get_indexes(table)}:
            with suppress(DBAPIError), engine.begin() as connection:
                connection.execute(text(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column})"))
