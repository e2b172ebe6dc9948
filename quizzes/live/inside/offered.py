"""The project's own packages that travelled; the wheel of a project holds its names in the place of this."""

PACKAGES: tuple[str, ...] = ()
LATER: dict[str, tuple[str, ...]] = {}  # packages that are fetched when a cell has one of these words
