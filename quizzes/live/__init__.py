"""The page's own Python: Pyodide's files, the course as a wheel, the tasks as data, and the cells of a chapter.

Nothing of it is fetched before a reader asks for it; a build without Pyodide's wheels leaves it out.
"""
