# An answer in Markdown and a cell's output are full of scripts, handlers, frames, forms and links that run.
# gates: passed 18
# asserts: passed 8
MARKUP = (
    "<script>window.STOLEN = 1</script> <img src=x onerror='window.STOLEN = 2'> [a](javascript:window.STOLEN=3) "
    "<iframe srcdoc='<script>top.STOLEN = 4</script>'></iframe> <form action='http://192.0.2.1/'><button>b</button></form> "
    "<svg onload='window.STOLEN = 5'/> ![p](http://192.0.2.1/p.png) \ud83d\x1b[2J\u202e"
)

def make(notebook, name):
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id == "gates-in-words":
            cell["source"] = MARKUP
        elif grade_id == "gates-count-solution":
            cell["source"] += f"\nfrom IPython.display import HTML, display\ndisplay(HTML({MARKUP!r}))\n"
    return notebook
