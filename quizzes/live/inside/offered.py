"""The project's own packages that travelled; the wheel of a project holds its names in the place of this."""

PACKAGES: tuple[str, ...] = ()
