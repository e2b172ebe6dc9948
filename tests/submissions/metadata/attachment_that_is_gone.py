# An answer shows pictures that are not attached, and one whose name is read in two ways; an output shows another.
# gates: passed 18
# asserts: passed 8
TEXT = "As drawn: ![a](attachment:gone.png) ![b](attachment:a%20b.png) ![c](attachment:\u00fc.png)"

def make(notebook, name):
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id == "gates-in-words":
            cell["source"] = TEXT
            cell["attachments"] = {"a b.png": {"image/png": "iVBORw0KGgo="}, "\u00fc.png": {"image/svg+xml": "PHN2Zy8+"}}
        elif grade_id == "gates-count-solution":
            cell["source"] += f"\nfrom IPython.display import Markdown, display\ndisplay(Markdown({TEXT!r}))\n"
    return notebook
