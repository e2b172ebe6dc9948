"""Whether a gradebook has everything that this nbgrader expects of it, found out before anything is changed in it."""

from __future__ import annotations

from nbgrader.api import Base
from sqlalchemy import create_engine, inspect

from quizzes.errors import UsageError


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
